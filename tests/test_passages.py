"""Passages: ids, labels, headings, leads and blocks on the mini plan and on small texts of their own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lzqa.corpus import Corpus, PlanInfo, load_info
from lzqa.document import Document
from lzqa.errors import InternalError
from lzqa.indexing import Plan, load_plan
from lzqa.passages import MAX_QUOTE, Passage, PassageKind, PassageSet, build_passages
from lzqa.spans import Span
from lzqa.structure import Kind, Node, parse

MINI = Path(__file__).parent / "data" / "mini"


@pytest.fixture(scope="module")
def small() -> Plan:
    return load_plan(MINI)


@pytest.fixture(scope="module")
def info() -> PlanInfo:
    return replace(load_info(MINI), supplied_headings=())


def build(text: str, info: PlanInfo, root: Node | None = None) -> PassageSet:
    return build_passages(root or parse(text), Corpus(MINI, info, Document(text, "")))


def ids(text: str, info: PlanInfo) -> list[str]:
    return [passage.id for passage in build(text, info).passages]


def at(plan: Plan, identifier: str) -> Passage:
    return plan.passages.by_id()[identifier]


# ---- the mini plan ------------------------------------------------------------------------------------------


def test_passages_of_the_mini_plan_have_these_ids_in_the_order_of_the_text(small: Plan):
    assert [passage.id for passage in small.passages.passages] == [
        "1.1", "1.1/1.1", "1.1/1.2", "1.1.1", "1.1.1/1.1", "1.1.1/1.2", "1.1.1/1.3", "1.1.2", "1.1.2/1.1", "1.1/T1.1", "1.1/T1.2",
        "1.1/T1.3", "1.1/T1.4", "2", "2.1", "2.1/1.1", "2.1/2.1", "2.1/2.2", "2.1/3.1", "2.1/3.2", "2.2", "2.2.1", "2.2.1/1.1",
        "2.2.1/1.2", "2.2.2", "2.2.2/1.1", "2.2.2/1.2", "3", "3.1", "3.1/1.1",
    ]  # fmt: skip
    assert [passage.position for passage in small.passages.passages] == list(range(30))


def test_passages_start_in_the_order_of_the_text(small: Plan):
    starts = [passage.span.start for passage in small.passages.passages]
    assert starts == sorted(set(starts))


def test_passages_quote_what_their_span_covers(small: Plan):
    for passage in small.passages.passages:
        if passage.kind is not PassageKind.ROW:
            assert passage.span.slice(small.text) == passage.quote


def test_passages_sentence_knows_its_place_in_words(small: Plan):
    sentence = at(small, "2.2.1/1.2")
    assert sentence.kind is PassageKind.SENTENCE
    assert sentence.quote == "每年安排10-20名园长参加研修。"
    assert sentence.label == "第二章 第二节 1"
    assert sentence.headings == ("第二章 目标任务", "第二节 主要任务", "1 办好学前教育，方便群众")
    assert (sentence.parent, sentence.block) == ("2.2.1", "2.2.1/1")


def test_passages_heading_quotes_its_line_without_bookmarks(small: Plan):
    heading = at(small, "2.1")
    assert heading.kind is PassageKind.HEADING
    assert heading.quote == "第一节 发展目标"
    assert (heading.label, heading.block, heading.parent) == ("第二章 第一节", "2.1", "2.1")
    assert at(small, "1.1.1").quote == "1.学前教育稳步发展。"


def test_passages_supplied_chapter_is_a_part_but_no_passage(small: Plan):
    assert "1" not in small.passages.by_id()
    part = small.passages.parts["1"]
    assert (part.kind, part.label, part.title, part.supplied) == ("chapter", "第一章", "发展基础", True)
    assert at(small, "1.1/1.1").headings[0] == "第一章 发展基础"


def test_passages_row_quotes_the_row_on_one_line_with_its_heads(small: Plan):
    row = at(small, "1.1/T1.2")
    assert row.kind is PassageKind.ROW
    assert row.quote == "学前三年毛入园率（%）　2016年：88.5，2020年：95.1，增幅（%）：6.6"
    assert row.span.slice(small.text) == "学前三年毛入园率（%）\n\t88.5\n\t95.1\n\t6.6"
    assert row.row is not None
    assert row.row.cells == ("88.5", "95.1", "6.6")


def test_passages_row_has_its_caption_and_group_as_lead(small: Plan):
    assert at(small, "1.1/T1.2").lead == "云岭县教育事业情况表 学前教育"
    assert at(small, "1.1/T1.3").lead == "云岭县教育事业情况表 九年义务教育"
    assert at(small, "1.1/T1.2").context == "第一章 发展基础 第一节 现状 云岭县教育事业情况表 学前教育"


def test_passages_bullet_lead_is_a_passage_and_the_lead_of_what_follows(small: Plan):
    lead, sentence = at(small, "2.1/2.1"), at(small, "2.1/2.2")
    assert (lead.kind, lead.quote, lead.lead) == (PassageKind.LEAD, "教育资源更充足。", "")
    assert (sentence.kind, sentence.lead) == (PassageKind.SENTENCE, "教育资源更充足。")
    assert sentence.context == "第二章 目标任务 第一节 发展目标 教育资源更充足。"
    assert at(small, "2.1/3.2").lead == "教师队伍更优秀。"


def test_passages_context_never_holds_the_quote_of_a_first_sentence(small: Plan):
    assert at(small, "2.1/1.1").context == "第二章 目标任务 第一节 发展目标"


def test_passages_points_carry_their_number(small: Plan):
    assert [at(small, f"1.1.1/1.{n}").point for n in (1, 2, 3)] == [1, 2, 3]
    assert at(small, "1.1/1.1").point is None


def test_passages_blocks_hold_their_passages_in_order(small: Plan):
    block = small.passages.blocks["1.1.1/1"]
    assert block.passages == ("1.1.1/1.1", "1.1.1/1.2", "1.1.1/1.3")
    assert block.span == Span(at(small, "1.1.1/1.1").span.start, at(small, "1.1.1/1.3").span.end)
    assert small.passages.blocks["1.1/T1"].span.slice(small.text).startswith("云岭县教育事业情况表\n")
    listed = [identifier for block in small.passages.blocks.values() for identifier in block.passages]
    assert sorted(listed) == sorted(passage.id for passage in small.passages.passages)


def test_passages_parts_cover_their_passages(small: Plan):
    for passage in small.passages.passages:
        assert small.passages.parts[passage.parent].span.contains(passage.span)
    assert list(small.passages.parts) == ["1", "1.1", "1.1.1", "1.1.2", "2", "2.1", "2.2", "2.2.1", "2.2.2", "3", "3.1"]


# ---- texts of their own -------------------------------------------------------------------------------------


def test_passages_points_after_an_introduction_have_it_as_lead(info: PlanInfo):
    built = build("第一章 总则\n改善办学条件。一是增加学位。新增800个。二是配齐设备。", info)
    assert [(p.id, p.point, p.lead) for p in built.passages[1:]] == [
        ("1/1.1", None, ""),
        ("1/1.2", 1, "改善办学条件。"),
        ("1/1.3", 1, "改善办学条件。"),
        ("1/1.4", 2, "改善办学条件。"),
    ]


def test_passages_long_first_sentence_is_no_lead(info: PlanInfo):
    long = f"{'要' * 60}。"
    assert build(f"{long}完成。", info).passages[1].lead == ""
    assert build(f"{'要' * 59}。完成。", info).passages[1].lead == f"{'要' * 59}。"


def test_passages_before_any_heading_stand_in_part_0(info: PlanInfo):
    built = build("一段。有两句。\n\n又一段。\n第一章 总则\n内容。", info)
    assert [p.id for p in built.passages] == ["0/1.1", "0/1.2", "0/2.1", "1", "1/1.1"]
    assert (built.passages[0].label, built.passages[0].headings, built.passages[0].context) == ("", (), "")


def test_passages_tables_are_numbered_through_the_whole_plan(info: PlanInfo):
    table = "\t指标\n\t2020年\n\n\t学位\n\t3\n\n"
    assert ids(f"第一章 甲\n甲表\n{table}第二章 乙\n乙表\n{table}", info) == ["1", "1/T1.1", "2", "2/T2.1"]


def test_passages_heading_without_a_title_is_a_part_but_no_passage(info: PlanInfo):
    built = build("第二章\n内容。", info)
    assert [p.id for p in built.passages] == ["2/1.1"]
    assert list(built.parts) == ["2"]


def test_passages_heading_whose_number_does_not_count_takes_its_order(info: PlanInfo):
    assert ids("第一章 甲\n第十百章 乙\n内容。", info) == ["1", "2", "2/1.1"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第一章 甲\n一。\n第一章 乙\n二。", ["1", "1/1.1", "1b", "1b/1.1"]),
        ("1.甲\n一。\n2.乙\n1.丙\n二。\n1.丁", ["1", "1/1.1", "2", "1b", "1b/1.1", "1c"]),
        ("第一节 甲\n一。\n第一章 乙\n第一节 丙\n二。", ["1", "1/1.1", "1b", "1b.1", "1b.1/1.1"]),
        ("第一章 甲\n第一节 乙\n第一节 丙\n1.丁\n1.戊", ["1", "1.1", "1.1b", "1.1b.1", "1.1b.1b"]),
        ("一。\n第零章 甲\n二。", ["0/1.1", "0b", "0b/1.1"]),
    ],
)
def test_passages_second_part_of_the_same_number_gets_a_letter(text: str, expected: list[str], info: PlanInfo):
    assert ids(text, info) == expected


def test_passages_letters_never_run_out(info: PlanInfo):
    found = ids("\n".join(["1.甲"] * 60), info)
    assert found[:4] == ["1", "1b", "1c", "1d"]
    assert found[25:28] == ["1z", "1aa", "1ab"]
    assert len(set(found)) == 60


def test_passages_row_with_a_long_cell_is_kept_whole(info: PlanInfo):
    cell = "落实" * 200
    (row,) = build(f"任务表\n\t任务\n\t内容\n\n\t学位\n\t{cell}\n", info).passages
    assert row.quote == f"学位　内容：{cell}"
    assert len(row.quote) > MAX_QUOTE


def test_passages_sentence_longer_than_allowed_is_our_bug(info: PlanInfo):
    text = "要" * (MAX_QUOTE + 1)
    span = Span(0, len(text))
    root = Node(Kind.PLAN, span, (Node(Kind.PARAGRAPH, span, (Node(Kind.SENTENCE, span),)),))
    with pytest.raises(InternalError, match=r"X003.*0/1\.1 is 301 characters long \(1\.\.300 allowed\)"):
        build(text, info, root)


def test_passages_without_words_are_our_bug(info: PlanInfo):
    root = Node(Kind.PLAN, Span(0, 0), (Node(Kind.PARAGRAPH, Span(0, 0), (Node(Kind.SENTENCE, Span(0, 0)),)),))
    with pytest.raises(InternalError, match=r"X003.*0/1\.1 is 0 characters long"):
        build("", info, root)


@pytest.mark.parametrize("text", ["", "\n\n", " \t\n", "[bookmark: _Toc1]\n"])
def test_passages_of_a_text_without_words_are_none(text: str, info: PlanInfo):
    built = build(text, info)
    assert (built.passages, built.blocks, built.parts) == ((), {}, {})


def test_a_passage_stands_below_each_of_its_headings_and_below_no_other(small: Plan) -> None:
    passages = small.passages.passages
    headings = [passage for passage in passages if passage.kind is PassageKind.HEADING]
    assert headings
    for heading in headings:
        assert not heading.stands_below(heading.id)
        below = [passage for passage in passages if passage.stands_below(heading.id)]
        assert below
        assert all(passage.headings[: len(heading.headings)] == heading.headings for passage in below)
