"""Structure: the golden cases of tests/spec/structure, the order of the rules, and what the rules promise.

``LZQA_REWRITE=1`` writes the outlines found into the golden cases; read the difference before you keep it.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest

from lzqa.corpus import SuppliedHeading
from lzqa.errors import InternalError
from lzqa.spans import Span
from lzqa.structure import RULES, TRIVIA, CellRole, Kind, Node, counts, outline_lines, parse, row_views, verify_lossless
from lzqa.structure.sentences import MAX_SENTENCE, split_clauses, split_sentences

SPEC = Path(__file__).parent / "spec" / "structure"
REWRITE = os.environ.get("LZQA_REWRITE") == "1"
CASE = re.compile(r"^## (?P<title>[^\n]+)\n.*?^```text\n(?P<text>.*?)^```\n\n```outline\n(?P<outline>.*?)^```$", re.M | re.S)


def written(text: str) -> str:
    """Turn a case's input into plan text: ``⇥`` is a tab, ``␣`` a space that the eye would miss; the last line is open."""
    return text.removesuffix("\n").replace("⇥", "\t").replace("␣", " ")


def outline(text: str) -> str:
    """Return the outline of ``text``, one node a line."""
    return "".join(f"{line}\n" for line in outline_lines(parse(text), text))


def cases() -> list[Any]:
    return [
        pytest.param(path, match["title"], id=f"{path.stem}-{number}")
        for path in sorted(SPEC.glob("*.md"))
        for number, match in enumerate(CASE.finditer(path.read_text(encoding="utf-8")), start=1)
    ]


def case_named(path: Path, title: str) -> re.Match[str]:
    (found,) = [match for match in CASE.finditer(path.read_text(encoding="utf-8")) if match["title"] == title]
    return found


@pytest.mark.parametrize(("path", "title"), cases())
def test_structure_golden_case(path: Path, title: str):
    case = case_named(path, title)
    found = outline(written(case["text"]))
    if REWRITE and found != case["outline"]:
        start, end = case.span("outline")
        path.write_text(case.string[:start] + found + case.string[end:], encoding="utf-8")
        return
    difference = "\n".join(
        unified_diff(case["outline"].splitlines(), found.splitlines(), "expected", "found", lineterm="", n=50)
    )
    assert found == case["outline"], f"{path.name}: {title}\n{difference}\n(LZQA_REWRITE=1 writes what was found)"


@pytest.mark.parametrize(("path", "title"), cases())
def test_structure_golden_case_is_lossless(path: Path, title: str):
    text = written(case_named(path, title)["text"])
    root = parse(text)
    verify_lossless(root, text)
    assert "".join(leaf.span.slice(text) for leaf in root.leaves()) == text
    assert parse(text) == root


def test_structure_golden_files_hold_no_case_that_is_not_read():
    for path in sorted(SPEC.glob("*.md")):
        content = path.read_text(encoding="utf-8")
        titles = re.findall(r"^## (.+)$", content, re.M)
        assert titles == [match["title"] for match in CASE.finditer(content)], path.name
        assert len(set(titles)) == len(titles), path.name
    assert len(cases()) >= 50


def test_structure_rules_stand_in_this_order():
    assert [name for name, _ in RULES] == ["blank", "chapter", "section", "table", "item", "bullet", "paragraph"]


def test_structure_rules_are_named_after_their_functions():
    assert [name for name, _ in RULES] == [rule.__name__ for _, rule in RULES]


# ---- headings that the text lacks ---------------------------------------------------------------------------


def supplied(offset: int, number: int = 1) -> SuppliedHeading:
    return SuppliedHeading(offset, number, f"第{number}章", f"补{number}")


def test_structure_supplied_heading_stands_before_its_block_and_has_no_characters():
    text = "第一节 现状\n学校3所。\n"
    root = parse(text, [supplied(0)])
    (chapter,) = root.children
    assert (chapter.kind, chapter.title, chapter.supplied) == (Kind.CHAPTER, "补1", True)
    assert chapter.span == Span(0, len(text))
    assert chapter.children[0] == Node(Kind.HEADING, Span(0, 0), supplied=True)
    assert [child.kind for child in chapter.children] == [Kind.HEADING, Kind.SECTION]
    verify_lossless(root, text)


def test_structure_supplied_heading_is_marked_in_the_outline():
    text = "第一节 现状\n"
    assert next(outline_lines(parse(text, [supplied(0)]), text)) == "第1章 补1（原文缺此标题，由 plan.toml 补）"


def test_structure_supplied_headings_are_placed_by_offset_whatever_their_order():
    text = "一。\n二。\n三。\n"
    root = parse(text, [supplied(6, 3), supplied(0, 1), supplied(3, 2)])
    assert [(node.number, node.content(text)) for node in root.children] == [(1, "一。"), (2, "二。"), (3, "三。")]
    verify_lossless(root, text)


@pytest.mark.parametrize("text", ["", "一。\n"])
def test_structure_supplied_heading_behind_the_last_line_is_not_lost(text: str):
    root = parse(text, [supplied(99)])
    assert [node.title for node in root.of(Kind.CHAPTER)] == ["补1"]
    verify_lossless(root, text)


# ---- nodes --------------------------------------------------------------------------------------------------

BULLET = "——教育资源更充足。增加学位800个以上；改善条件。\n"


def test_structure_bullet_has_a_lead_and_sentences():
    (bullet,) = parse(BULLET).children
    assert [child.kind for child in bullet.children] == [Kind.DASH, Kind.LEAD, Kind.SENTENCE, Kind.NEWLINE]
    assert bullet.title == "教育资源更充足"
    assert bullet.children[1].span.slice(BULLET) == "教育资源更充足。"


def test_structure_content_leaves_trivia_out():
    text = "[bookmark: _Toc1][bookmark: _Toc2] 第一节  现状 \n"
    (section,) = parse(text).children
    assert section.content(text) == "第一节现状"
    assert section.content_span().slice(text) == "第一节  现状"
    assert [leaf.kind for leaf in section.leaves() if leaf.kind in TRIVIA] == [
        Kind.BOOKMARK, Kind.BOOKMARK, Kind.SPACE, Kind.SPACE, Kind.SPACE, Kind.NEWLINE,
    ]  # fmt: skip


def test_structure_content_span_of_trivia_is_empty_at_its_start():
    node = Node(Kind.BLANK, Span(4, 6))
    assert node.content_span() == Span(4, 4)


def test_structure_point_takes_the_sentences_up_to_the_next_one():
    text = "工作如下。一是扩大资源。新建3所。二是提高质量。"
    (paragraph,) = parse(text).children
    assert [child.kind for child in paragraph.children] == [Kind.SENTENCE, Kind.POINT, Kind.POINT]
    assert [point.number for point in paragraph.of(Kind.POINT)] == [1, 2]
    assert [sentence.span.slice(text) for sentence in paragraph.children[1].children] == ["一是扩大资源。", "新建3所。"]


def test_structure_walk_gives_parents_first_in_the_order_of_the_text():
    text = "第一章 总则\n第一节 现状\n1.学校\n一。二。\n"
    kinds = [node.kind for node in parse(text).walk()]
    assert kinds.index(Kind.CHAPTER) < kinds.index(Kind.SECTION) < kinds.index(Kind.ITEM) < kinds.index(Kind.SENTENCE)
    assert counts(parse(text)) == {kind: kinds.count(kind) for kind in Kind if kind in kinds}
    assert list(counts(parse(text))) == [kind.value for kind in Kind if kind in kinds]


# ---- tables -------------------------------------------------------------------------------------------------

TABLE = (
    "情况表\n\t指标\n\t2016年\n\t增幅（%）\n\n\t学前\n教育\n\t学位（个）\n\t53\n\t-1.5\n\n\t\n\t入园率（%）\n\t95.13%\n\t/\n"
)


def test_structure_row_views_carry_the_group_down_and_read_the_unit():
    (table,) = parse(TABLE).children
    first, second = row_views(table, TABLE)
    assert (first.index, first.group, first.label, first.unit, first.indicator) == (1, "学前教育", "学位（个）", "个", "学位")
    assert (second.index, second.group, second.label, second.unit) == (2, "学前教育", "入园率（%）", "%")
    assert first.heads == second.heads == ("2016年", "增幅（%）")
    assert (first.cells, second.cells) == (("53", "-1.5"), ("95.13%", "/"))
    assert first.quote == "学位（个）　2016年：53，增幅（%）：-1.5"
    assert first.span.slice(TABLE) == "学位（个）\n\t53\n\t-1.5"


def test_structure_row_view_adds_the_unit_only_where_none_stands():
    first, second = row_views(parse(TABLE).children[0], TABLE)
    assert first.with_unit(0) == "53个"
    assert first.with_unit(1) == "-1.5"  # the head has a unit of its own
    assert second.with_unit(0) == "95.13%"
    assert second.with_unit(1) == "/"


def test_structure_table_cells_know_their_role():
    (table,) = parse(TABLE).children
    roles = [[cell.role for cell in row.of(Kind.CELL)] for row in table.of(Kind.HEAD_ROW, Kind.ROW)]
    assert roles == [
        [CellRole.HEAD] * 3,
        [CellRole.GROUP, CellRole.LABEL, CellRole.VALUE, CellRole.VALUE],
        [CellRole.LABEL, CellRole.VALUE, CellRole.VALUE],
    ]


# ---- sentences ----------------------------------------------------------------------------------------------


def sentences(text: str, **options: int) -> list[str]:
    return [span.slice(text) for span in split_sentences(text, Span(0, len(text)), **options)]


def test_structure_sentences_respect_the_span_they_are_given():
    text = "一。二。三。"
    assert [span.slice(text) for span in split_sentences(text, Span(2, 5))] == ["二。", "三"]


def test_structure_sentences_over_the_limit_are_cut_at_semicolons_first():
    assert sentences("甲乙，丙丁；戊己，庚辛", limit=8) == ["甲乙，丙丁；", "戊己，庚辛"]


def test_structure_sentences_over_the_limit_are_cut_at_commas_next():
    assert sentences("甲乙丙丁，戊己庚辛", limit=8) == ["甲乙丙丁，", "戊己庚辛"]


def test_structure_sentences_at_the_limit_stay_whole():
    assert sentences("甲乙，丙丁。", limit=6) == ["甲乙，丙丁。"]


def test_structure_sentences_over_the_limit_are_never_cut_inside_brackets_or_quotations():
    text = "甲乙（丙，丁；戊，己庚）辛，壬癸子丑“寅，卯”"
    assert sentences(text, limit=18) == ["甲乙（丙，丁；戊，己庚）辛，", "壬癸子丑“寅，卯”"]


def test_structure_sentences_over_the_limit_are_never_cut_inside_a_number():
    assert sentences("共投入3,000万元用于建设，另投入1,200万元", limit=18) == ["共投入3,000万元用于建设，", "另投入1,200万元"]
    assert sentences("甲" * 8 + "98.5%乙丙丁", limit=10) == ["甲" * 8, "98.5%乙丙丁"]
    assert sentences("甲" * 6 + "3,000乙丙丁", limit=8) == ["甲" * 6, "3,000乙丙丁"]


def test_structure_sentences_without_any_mark_are_cut_at_the_limit():
    assert [len(part) for part in sentences("学" * 700)] == [MAX_SENTENCE, MAX_SENTENCE, 100]


def test_structure_clauses_keep_their_marks_and_rebuild_the_span():
    text = "学位800个（含乡镇，城区），床位3,000个；“一，二”。"
    clauses = [span.slice(text) for span in split_clauses(text, Span(0, len(text)))]
    assert clauses == ["学位800个（含乡镇，城区），", "床位3,000个；", "“一，二”。"]


def test_structure_clauses_are_not_cut_inside_a_ratio():
    text = "师生比达到1：15，比去年高"
    assert [span.slice(text) for span in split_clauses(text, Span(0, len(text)))] == ["师生比达到1：15，", "比去年高"]


# ---- the proof ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "broken",
    [
        lambda root: replace(root, span=Span(0, 3)),
        lambda root: replace(root, children=root.children[1:]),
        lambda root: replace(root, children=root.children[:-1]),
        lambda root: replace(root, children=(*root.children, root.children[-1])),
        lambda root: replace(root, children=tuple(reversed(root.children))),
        lambda root: replace(root, children=(Node(Kind.BLANK, Span(0, 999)),)),
    ],
)
def test_structure_verify_lossless_refuses_a_broken_tree(broken: Any):
    text = "第一章 总则\n一。\n第二章 目标\n二。\n"
    root = parse(text)
    verify_lossless(root, text)
    with pytest.raises(InternalError) as caught:
        verify_lossless(broken(root), text)
    assert caught.value.code == "X002"


@pytest.mark.parametrize("other", ["", "第一章", "第一章 总则\n一。\n多出一行\n"])
def test_structure_verify_lossless_refuses_the_tree_of_another_text(other: str):
    with pytest.raises(InternalError, match="X002"):
        verify_lossless(parse("第一章 总则\n一。\n"), other)
