"""A corpus folder: the text and its description, verified against each other."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from lzqa.corpus import PlanInfo, SuppliedHeading, load_corpus, load_info
from lzqa.errors import CorpusError

PLAN_SHA256 = "bbe7dd168fec68a1ec7080f3a733d1cd8ecc379b6f0724b059439de1dbe100a3"
ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus" / "lianzhou-2021-2025"
TEXT = "第一节 现状\n有学校3所。\n"
FIELDS = {
    "id": '"probe"',
    "title": '"某县教育规划"',
    "short_title": '"某县规划"',
    "place": '"某县"',
    "period": "[2021, 2025]",
    "issuer": '"某县教育局"',
    "contact": '"某县教育局"',
    "source": '"为测试而写"',
    "sha256": f'"{hashlib.sha256(TEXT.encode()).hexdigest()}"',
}


def folder(tmp_path: Path, *, text: str = TEXT, more: str = "", **fields: str | None) -> Path:
    """Write a corpus folder; a field given as ``None`` is left out."""
    rows = {**FIELDS, **fields}
    description = "[plan]\n" + "".join(f"{name} = {value}\n" for name, value in rows.items() if value is not None) + more
    (tmp_path / "plan.txt").write_text(text, encoding="utf-8", newline="")
    (tmp_path / "plan.toml").write_text(description, encoding="utf-8")
    return tmp_path


def failure(path: Path) -> CorpusError:
    with pytest.raises(CorpusError) as caught:
        load_corpus(path)
    return caught.value


def test_corpus_of_the_real_plan_has_the_published_hash():
    data = (CORPUS / "plan.txt").read_bytes()
    assert hashlib.sha256(data).hexdigest() == PLAN_SHA256
    corpus = load_corpus(CORPUS)
    assert corpus.document.sha256 == corpus.info.sha256 == PLAN_SHA256
    assert len(corpus.document.text) == 42820
    assert corpus.document.line_count == 472 + 1
    assert corpus.document.newline == "\n"
    assert not corpus.document.byte_order_mark


def test_corpus_of_the_real_plan_says_what_it_is():
    info = load_info(CORPUS)
    assert info.id == CORPUS.name == "lianzhou-2021-2025"
    assert info.title == "连州市教育发展“十四五”规划"
    assert info.place == "连州市"
    assert info.period == (2021, 2025)
    assert info.supplied_headings == (SuppliedHeading(0, 1, "第一章", "发展基础与主要挑战"),)


def test_corpus_loads_text_and_description(tmp_path: Path):
    more = '\n[[supplied_heading]]\noffset = 0\nnumber = 1\nlabel = "第一章"\ntitle = "基础"\n\n[expected]\nsection = 1\n'
    corpus = load_corpus(folder(tmp_path, more=more))
    assert corpus.folder == tmp_path
    assert corpus.document.text == TEXT
    assert corpus.info == PlanInfo(
        id="probe",
        title="某县教育规划",
        short_title="某县规划",
        place="某县",
        period=(2021, 2025),
        issuer="某县教育局",
        contact="某县教育局",
        source="为测试而写",
        sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
        supplied_headings=(SuppliedHeading(0, 1, "第一章", "基础"),),
        expected={"section": 1},
    )


def test_corpus_folder_that_is_missing_names_the_folder_and_the_option(tmp_path: Path):
    error = failure(tmp_path / "nowhere")
    assert error.code == "C001"
    assert str(tmp_path / "nowhere") in error.message
    assert "--corpus" in error.remedy


def test_corpus_without_its_text_is_missing(tmp_path: Path):
    path = folder(tmp_path)
    (path / "plan.txt").unlink()
    error = failure(path)
    assert error.code == "C001"
    assert "plan.txt" in error.message


def test_corpus_text_that_was_altered_shows_the_hash_expected_and_the_hash_found(tmp_path: Path):
    path = folder(tmp_path, text=TEXT.replace("3", "4"))
    error = failure(path)
    found = hashlib.sha256((path / "plan.txt").read_bytes()).hexdigest()
    assert error.code == "C002"
    assert f"expected sha256 {hashlib.sha256(TEXT.encode()).hexdigest()}, found {found}" in error.message
    assert "git checkout" in error.remedy


def test_corpus_text_with_other_line_endings_counts_as_altered(tmp_path: Path):
    path = folder(tmp_path, text=TEXT.replace("\n", "\r\n"))
    assert failure(path).code == "C002"


def test_corpus_text_that_is_not_utf8_is_refused_before_the_hash(tmp_path: Path):
    path = folder(tmp_path)
    (path / "plan.txt").write_bytes(TEXT.encode("gbk"))
    assert failure(path).code == "C003"


@pytest.mark.parametrize("content", ["[plan\nid = 1", 'id = "x', "[plan]\nid = 1\nid = 2\n"])
def test_corpus_description_that_is_no_toml_is_malformed(tmp_path: Path, content: str):
    path = folder(tmp_path)
    (path / "plan.toml").write_text(content, encoding="utf-8")
    error = failure(path)
    assert error.code == "C004"
    assert "plan.toml is malformed" in error.message
    assert re.search(r"\(at (line \d|end of document)", error.message)


def test_corpus_description_that_is_not_utf8_is_malformed(tmp_path: Path):
    path = folder(tmp_path)
    (path / "plan.toml").write_bytes('[plan]\nid = "某县"\n'.encode("gbk"))
    assert failure(path).code == "C004"


@pytest.mark.parametrize("field", FIELDS)
def test_corpus_description_that_lacks_a_field_names_it(tmp_path: Path, field: str):
    error = failure(folder(tmp_path, **{field: None}))
    assert error.code == "C004"
    assert field in error.message


@pytest.mark.parametrize(
    ("fields", "more"),
    [
        ({"period": "2021"}, ""),
        ({"period": "[2021]"}, ""),
        ({"period": '["二〇二一", 2025]'}, ""),
        ({}, "[expected]\nsection = 'many'\n"),
        ({}, "[[expected]]\nsection = 1\n"),
        ({}, "[[supplied_heading]]\noffset = 0\nnumber = 1\nlabel = '第一章'\n"),
        ({}, "[[supplied_heading]]\noffset = 0\nnumber = 1\nlabel = '第一章'\ntitle = 'x'\ncolour = 'red'\n"),
        ({}, "[[supplied_heading]]\noffset = '0'\nnumber = 1\nlabel = '第一章'\ntitle = 'x'\n"),
        ({}, "[[supplied_heading]]\noffset = -1\nnumber = 1\nlabel = '第一章'\ntitle = 'x'\n"),
        ({}, "[supplied_heading]\noffset = 0\n"),
    ],
)
def test_corpus_description_with_a_wrong_value_is_malformed(tmp_path: Path, fields: dict[str, str], more: str):
    error = failure(folder(tmp_path, more=more, **fields))
    assert error.code == "C004"
    assert "plan.toml lacks a field or has a wrong value" in error.message


def test_corpus_description_without_a_plan_table_is_malformed(tmp_path: Path):
    path = folder(tmp_path)
    (path / "plan.toml").write_text("plan = 3\n", encoding="utf-8")
    assert failure(path).code == "C004"


def test_corpus_error_prints_its_code_and_its_remedy(tmp_path: Path):
    lines = str(failure(tmp_path / "nowhere")).split("\n")
    assert lines[0].startswith("[C001] ")
    assert lines[1].startswith("    → ")
