"""Batch: streaming, input order, bad lines by number, and never half a file in the place of a good one."""

from __future__ import annotations

import io
import json

import pytest

from lzqa.batch import BadLine, Request, read_requests, run_batch, run_batch_file
from lzqa.errors import OutputError, UserError

GOOD = ['{"id": "a", "turns": ["学位"]}', '{"id": "b", "turns": ["学位", "那床位呢"]}', '{"id": 3, "question": "校车"}']


def echo(turns: list[str]) -> dict:
    return {"answer": turns[-1], "turns": len(turns)}


def test_requests_are_read_with_their_line_numbers():
    found = list(read_requests(["", GOOD[0], "   ", GOOD[1], GOOD[2], '{"turns": ["无编号"]}']))
    assert found == [
        Request(2, "a", ("学位",)),
        Request(4, "b", ("学位", "那床位呢")),
        Request(5, "3", ("校车",)),
        Request(6, "6", ("无编号",)),
    ]


@pytest.mark.parametrize(
    "line", ["{", "[]", '"学位"', "{}", '{"turns": []}', '{"turns": "学位"}', '{"turns": [1]}', '{"id": "x", "turns": null}']
)
def test_bad_line_is_told_by_number_and_the_rest_goes_on(line):
    told: list[BadLine] = []
    out = io.StringIO()
    report = run_batch([GOOD[0], line, GOOD[1]], out, echo, on_bad=told.append)
    assert [bad.number for bad in told] == [2]
    assert told[0].reason
    assert report.answered == 2
    assert report.bad == tuple(told)
    assert [json.loads(row)["id"] for row in out.getvalue().splitlines()] == ["a", "b"]


def test_answers_are_streamed_one_by_one():
    out = io.StringIO()
    seen: list[int] = []

    def answer(turns: list[str]) -> dict:
        seen.append(len(out.getvalue().splitlines()))
        return echo(turns)

    run_batch(GOOD, out, answer)
    assert seen == [0, 1, 2]


def test_file_is_written_in_input_order(tmp_path):
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\ufeff" + "\n".join(GOOD) + "\n", encoding="utf-8")
    report = run_batch_file(source, target, echo)
    assert report.answered == 3
    assert [json.loads(row)["id"] for row in target.read_text(encoding="utf-8").splitlines()] == ["a", "b", "3"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_batch_that_breaks_off_leaves_the_old_output(tmp_path):
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(GOOD), encoding="utf-8")
    target.write_text("old\n", encoding="utf-8")

    def answer(turns: list[str]) -> dict:
        if len(turns) == 2:
            raise KeyboardInterrupt
        return echo(turns)

    with pytest.raises(KeyboardInterrupt):
        run_batch_file(source, target, answer)
    assert target.read_text(encoding="utf-8") == "old\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_unreadable_input_and_unwritable_output_are_clear_errors(tmp_path):
    with pytest.raises(UserError, match="cannot read"):
        run_batch_file(tmp_path / "none.jsonl", tmp_path / "out.jsonl", echo)
    source = tmp_path / "gbk.jsonl"
    source.write_bytes("教师的待遇".encode("gbk"))
    with pytest.raises(UserError, match="not UTF-8"):
        run_batch_file(source, tmp_path / "out.jsonl", echo)
    source.write_text(GOOD[0], encoding="utf-8")
    with pytest.raises(OutputError, match="cannot write"):
        run_batch_file(source, tmp_path / "no" / "such" / "out.jsonl", echo)


def test_two_hundred_questions_keep_their_order_and_contract(assistant, tmp_path):
    words = ["学位", "床位", "教师培训", "校车", "学前三年毛入园率", "双师型教师", "家长学校", "粤菜师傅", "班主任津贴", "督学"]
    shapes = ["{}", "{}有多少？", "{}怎么安排", "什么是{}", "2025年{}的目标", "请问一下，{}是真的吗", "{}在哪一章", "{}谁负责",
              "2020年{}是多少", "概括{}", "比较{}的变化", "{}{}", "我想问{}，谢谢", "{}的电话", "幾多{}", "{} 2016", "没有{}怎么办",
              "为什么要{}", "{}有哪些", "到底{}要不要钱"]  # fmt: skip
    questions = [shape.format(word, word) for shape in shapes for word in words]
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    rows = [json.dumps({"id": f"q{at}", "turns": [text]}, ensure_ascii=False) for at, text in enumerate(questions)]
    source.write_text("\n".join(rows), encoding="utf-8")
    report = run_batch_file(source, target, lambda turns: assistant.ask_turns(turns).as_dict())
    answers = [json.loads(row) for row in target.read_text(encoding="utf-8").splitlines()]
    assert report.answered == len(questions) == 200
    assert [answer["id"] for answer in answers] == [f"q{at}" for at in range(200)]
    assert [answer["question"] for answer in answers] == questions
