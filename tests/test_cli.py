"""The command line as a person meets it: fresh processes, both streams, exit codes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
import typer

from bank_support import write_bank
from conftest import CORPUS, MINI, ROOT
from lzqa.cli.app import app
from lzqa.cli.exits import EXIT_CODES
from lzqa.errors import CorpusError, IndexFolderError, InternalError, OutputError, UserError

COMMANDS = ("build", "ask", "chat", "batch", "search", "outline", "show", "explain", "check", "serve", "facts", "train", "eval")


@pytest.fixture
def lzqa(mini, mini_settings):
    """Run the command line over the mini plan; returns the finished process."""

    def run(*arguments: str, given: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        variables = {
            **os.environ,
            "LZQA_CORPUS": str(mini_settings.corpus),
            "LZQA_INDEX": str(mini_settings.index),
            "LZQA_EMBEDDING": mini_settings.embedding,
            "COLUMNS": "100",
            "PYTHONIOENCODING": "utf-8",
            **environment,
        }
        command = [sys.executable, "-m", "lzqa", *arguments]
        return subprocess.run(
            command, input=given, capture_output=True, text=True, encoding="utf-8", env=variables, cwd=ROOT, timeout=120
        )

    return run


def test_help_is_in_chinese_and_names_every_command(lzqa):
    done = lzqa("--help")
    assert done.returncode == 0
    assert "用法：" in done.stdout
    assert "Usage" not in done.stdout
    for command in COMMANDS:
        assert re.search(rf"^  {command} ", done.stdout, re.MULTILINE), command
        page = lzqa(command, "--help")
        assert page.returncode == 0
        assert "用法：" in page.stdout
        assert re.search("[\u4e00-\u9fff]{4}", page.stdout)
    for code, meaning in EXIT_CODES:
        assert f"{code}  {meaning}" in done.stdout


def test_commands_are_exactly_these():
    assert set(typer.main.get_command(app).commands) == set(COMMANDS)


def test_help_loads_no_heavy_module():
    program = (
        "import sys\nsys.argv = ['lzqa', '--help']\n"
        "from lzqa.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'torch', 'gradio', 'llama_index', 'faiss', 'jieba', 'numpy', 'sentence_transformers', 'sklearn', 'bm25s', 'fastapi'}\n"
        "print('LOADED', sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8", cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert "LOADED []" in done.stdout


def test_ask_loads_neither_torch_nor_gradio(mini, mini_settings):
    program = (
        "import sys\nfrom pathlib import Path\nfrom lzqa.assistant import Assistant\nfrom lzqa.settings import Settings\n"
        f"a = Assistant.open(Settings(Path({str(mini_settings.corpus)!r}), Path({str(mini_settings.index)!r}), {mini_settings.embedding!r}))\n"
        "print(a.ask('增加多少学位').answer)\n"
        "print('LOADED', sorted({'torch', 'gradio', 'sentence_transformers', 'sklearn', 'jieba.posseg'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8", cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert "800个以上" in done.stdout
    assert "LOADED []" in done.stdout


def test_ask_puts_the_answer_on_stdout_and_nothing_else_anywhere(lzqa):
    done = lzqa("ask", "增加多少义务教育学位？")
    assert done.returncode == 0
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[0] == "增加义务教育学位800个以上[1]"
    assert "出处：" in lines
    assert any(line.startswith("[1] 第二章 第一节 · 2.1/2.2 · ") for line in lines)


def test_ask_json_is_one_object_with_the_whole_contract(lzqa):
    done = lzqa("ask", "--json", "增加多少义务教育学位？")
    raw = json.loads(done.stdout)
    assert raw["answer"].startswith("**增加义务教育学位800个以上**[1]")
    assert raw["citations"][0]["passage"] == "2.1/2.2"


def test_ask_reads_standard_input_and_earlier_turns(lzqa):
    done = lzqa("ask", "-", "--before", "2016年幼儿园数是多少", given="2020年呢？\n")
    assert done.returncode == 0
    assert "理解为：2020年幼儿园数是多少" in done.stdout
    assert "15所" in done.stdout


def test_chat_keeps_the_context_and_can_be_cleared(lzqa):
    done = lzqa("chat", given="2016年幼儿园数是多少\n2020年呢\n清空\n2020年呢\n退出\n")
    assert done.returncode == 0
    assert "12所" in done.stdout
    assert "理解为：2020年幼儿园数是多少" in done.stdout
    assert done.stdout.count("理解为") == 1
    assert "已清空" in done.stderr


def test_batch_answers_a_file_reports_bad_lines_and_exits_with_one(lzqa, tmp_path):
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": "a", "turns": ["增加多少学位"]}\nnot json\n{"id": "c", "turns": ["校车"]}\n', encoding="utf-8")
    done = lzqa("batch", str(source), "-o", str(target))
    assert done.returncode == 1
    assert done.stdout == ""
    assert "第 2 行：不是 JSON" in done.stderr
    assert "回答了 2 问，1 行有问题未回答" in done.stderr
    assert [json.loads(line)["id"] for line in target.read_text(encoding="utf-8").splitlines()] == ["a", "c"]


def test_batch_streams_between_the_standard_streams(lzqa):
    done = lzqa("batch", "-", "-o", "-", given='{"id": "a", "turns": ["增加多少学位"]}\n')
    assert done.returncode == 0
    assert json.loads(done.stdout)["id"] == "a"
    done = lzqa("batch", "-", "-o", "out.jsonl", given="")
    assert done.returncode == 2
    assert "U005" in done.stderr


def test_search_show_outline_and_explain_print_what_they_promise(lzqa):
    found = lzqa("search", "增加义务教育学位800个", "-k", "2", "--signals")
    assert "2.1/2.2" in found.stdout
    assert "bm25_text=" in found.stdout
    assert len(re.findall(r"^ ?\d+\. ", found.stdout, re.MULTILINE)) == 2
    shown = lzqa("show", "2.1/2.2")
    assert "第二章 第一节" in shown.stdout
    assert "增加义务教育学位800个以上" in shown.stdout
    outline = lzqa("outline")
    assert "第二章 目标任务" in outline.stdout
    assert "[表] 云岭县教育事业情况表" in outline.stdout
    assert "- " not in outline.stdout
    assert "幼儿园数（所）" in lzqa("outline", "--deep").stdout
    explained = lzqa("explain", "2020年幼儿园数")
    for word in ("类型", "年份      2020", "可答概率", "cosine=", "状态"):
        assert word in explained.stdout


def test_check_proves_each_promise(lzqa):
    done = lzqa("check")
    assert done.returncode == 0
    assert [line[0] for line in done.stdout.splitlines()] == ["✓"] * 7
    for name in ("规划文本", "结构无损", "解析稳定", "引文位置", "计数", "题库", "索引清单"):
        assert name in done.stdout


def test_explain_and_check_tell_of_the_bank_unless_it_is_left_out(lzqa, tmp_path):
    places = {
        "LZQA_CORPUS": str(write_bank(tmp_path / "mini")),
        "LZQA_INDEX": str(tmp_path / "index"),
        "LZQA_EMBEDDING": "hashing",
    }
    explained = lzqa("explain", "上幼儿园一个月交多少钱呀", **places).stdout
    nearest = next(line for line in explained.splitlines() if "题库" in line)
    assert re.search(r"0\.\d{3}  unanswerable +上幼儿园一个月交多少钱$", nearest)
    assert "→ 缺费用 ≈ 1.1.1/1.1" in explained
    assert re.search(r"→ 2\.2\.2/1\.1 2\.2\.2$", lzqa("explain", "作业太多怎么管", **places).stdout, re.MULTILINE)
    for off in (
        lzqa("--no-bank", "explain", "作业太多怎么管", **places),
        lzqa("explain", "作业太多怎么管", LZQA_BANK="0", **places),
    ):
        assert off.returncode == 0
        assert "题库" not in off.stdout
    checked = lzqa("check", **places)
    assert checked.returncode == 0
    assert "11 个有答案、3 个没有答案的问法" in checked.stdout


def test_check_names_a_bad_line_of_the_bank_and_goes_on(lzqa, tmp_path):
    corpus = write_bank(tmp_path / "mini", ({"kind": "figure", "parent": ["几所"]},))
    done = lzqa("check", LZQA_CORPUS=str(corpus), LZQA_INDEX=str(tmp_path / "index"))
    assert done.returncode == 1
    assert "[C007] questions/all.jsonl, line 1: no evidence" in done.stdout


def test_training_without_questions_to_learn_from_says_so(lzqa, tmp_path):
    done = lzqa("train", "--dry-run", "--questions", str(tmp_path))
    assert done.returncode == 2
    assert "U007" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_fails_on_a_damaged_index_and_goes_on(lzqa, mini_settings, tmp_path):
    folder = tmp_path / "index"
    shutil.copytree(mini_settings.index, folder)
    (folder / "vectors.faiss").write_bytes(b"rubbish")
    done = lzqa("check", LZQA_INDEX=str(folder))
    assert done.returncode == 1
    assert [line[0] for line in done.stdout.splitlines() if not line.startswith(" ")] == ["✓"] * 6 + ["✗"]
    assert "I003" in done.stdout


def test_altered_plan_is_refused_everywhere_with_both_hashes(lzqa, tmp_path):
    corpus = tmp_path / "mini"
    shutil.copytree(MINI, corpus)
    (corpus / "plan.txt").write_text("改过的规划。", encoding="utf-8")
    for arguments in (["ask", "学位"], ["build"], ["outline"]):
        done = lzqa(*arguments, LZQA_CORPUS=str(corpus), LZQA_INDEX=str(tmp_path / "none"))
        assert done.returncode == 3, done.stderr
        assert "C002" in done.stderr
        assert "expected sha256" in done.stderr
        assert "found" in done.stderr
        assert "→" in done.stderr
        assert "Traceback" not in done.stderr


def test_missing_plan_is_refused_with_the_remedy(lzqa, tmp_path):
    done = lzqa("ask", "学位", LZQA_CORPUS=str(tmp_path / "none"))
    assert done.returncode == 3
    assert "LZQA_CORPUS" in done.stderr
    corpus = tmp_path / "mini"
    shutil.copytree(MINI, corpus)
    (corpus / "plan.txt").unlink()
    done = lzqa("build", LZQA_CORPUS=str(corpus))
    assert done.returncode == 3
    assert "C001" in done.stderr


def test_missing_index_is_built_with_a_word_about_it(lzqa, tmp_path):
    done = lzqa("ask", "增加多少义务教育学位", LZQA_INDEX=str(tmp_path / "new"))
    assert done.returncode == 0
    assert "there is no index" in done.stderr
    assert "800个以上" in done.stdout
    assert (tmp_path / "new" / "manifest.json").is_file()


def test_foreign_index_folder_is_refused(lzqa, tmp_path):
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    done = lzqa("ask", "学位", LZQA_INDEX=str(tmp_path))
    assert done.returncode == 4
    assert "I004" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["show", "9.9"], "U003"), (["nothing"], "nothing"), (["ask"], "question"), (["search", "学位", "-k", "0"], "-k"), (["batch", "none.jsonl", "-o", "x"], "U004")],
)  # fmt: skip
def test_wrong_use_exits_with_two_and_says_what_is_wrong(lzqa, arguments, words):
    done = lzqa(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_version_is_the_packages(lzqa):
    from lzqa import __version__

    assert lzqa("--version").stdout == f"lzqa {__version__}\n"


def test_every_branch_of_the_error_tree_has_an_exit_code_in_the_table():
    table = {code for code, _ in EXIT_CODES}
    branches = (UserError, CorpusError, IndexFolderError, OutputError, InternalError)
    assert len({branch.exit_code for branch in branches}) == len(branches)
    assert {branch.exit_code for branch in branches} < table


def test_shipped_plan_is_the_default_corpus():
    from lzqa.settings import settings_from_environment

    assert settings_from_environment().corpus == CORPUS
