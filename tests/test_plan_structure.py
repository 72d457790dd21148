"""The structure of the real plan: exact counts, a stored outline, every table row, and what ids promise.

``LZQA_REWRITE=1`` writes the outline found into ``tests/data/outline.txt``; read the difference before you keep it.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import replace
from difflib import unified_diff
from itertools import pairwise
from pathlib import Path

import pytest

from lzqa.document import Document
from lzqa.errors import InternalError
from lzqa.indexing import Plan
from lzqa.indexing.build import plan_counts, verify_counts
from lzqa.passages import PassageKind, PassageSet, build_passages
from lzqa.spans import Span
from lzqa.structure import Kind, Node, RowView, counts, outline_lines, parse, row_views, verify_lossless

OUTLINE = Path(__file__).parent / "data" / "outline.txt"

HEADS = ("2016年", "2020年", "增幅（%）")
SITUATION = (
    # group, indicator as written, 2016年, 2020年, 增幅（%）
    ("学前教育", "幼儿教育学校数（所）", "53", "66", "24.5"),
    ("学前教育", "公办幼儿园数（所）", "16", "19", "18.8"),
    ("学前教育", "学前三年毛入学率（%）", "96.61", "98.03", "1.42"),
    ("学前教育", "在园幼儿数（人）", "14894", "13099", "-12.05"),
    ("九年义务教育", "义务教育学校数（所）", "49", "62", "26.5"),
    ("九年义务教育", "公办义务教育学校数（所）", "48", "61", "27.1"),
    ("九年义务教育", "标准化学校数（所）", "49", "62", "26.5"),
    ("九年义务教育", "小学适龄儿童入学率（%）", "100", "100", "0"),
    ("九年义务教育", "小学毕业生升学率（%）", "100", "100", "0"),
    ("九年义务教育", "初中毕业生升学率（%）", "98.03", "98.36", "0.3"),
    ("高中阶段教育", "普通高中（含十二年一贯制、完全中学）学校数（所）", "2", "2", "0"),
    ("高中阶段教育", "中等职业教育（含技工学校）学校数（所）", "2", "2", "0"),
    ("高中阶段教育", "高中阶段毛入学率（%）", "95.13%", "99.67%", "4.54%"),
    ("特殊教育", "特殊教育学校数（所）", "1", "1", "0"),
    ("特殊教育", "学生总数（人）", "23", "43", "87.0"),
    ("特殊教育", "适龄残疾儿童少年入学率（%）", "97.6", "99.0", "1.4"),
    ("师资队伍情况", "幼儿园专任教师专科以上学历比例（%）", "63.16%", "75.52%", "12.36%"),
    ("师资队伍情况", "小学专任教师专科以上学历比例（%）", "95.03%", "96.64%", "1.62%"),
    ("师资队伍情况", "初中专任教师本科以上学历比例（%）", "80.12%", "86.00%", "5.88%"),
    ("师资队伍情况", "普通高中专任教师本科以上学历比例（%）", "100.00%", "100.00%", "0.00%"),
    ("师资队伍情况", "中职学校专任教师本科以上学历比例（%）", "100.00%", "98.01%", "-1.99%"),
    ("信息化建设情况", "小学计算机（台）", "4323", "4746", "9.78"),
    ("信息化建设情况", "中学计算机（台）", "3733", "4272", "14.44"),
    ("信息化建设情况", "校校通接入（%）", "100", "100", "/"),
    ("信息化建设情况", "班班通平台（%）", "82.37", "85.41", "3.04"),
)
TARGETS = (
    # group, indicator as written, 2020年到达值, 2025年目标值
    ("学前教育", "幼儿在园人数（万人）", "1.3", "1.4"),
    ("学前教育", "学前三年毛入园率（%）", "98", "98"),
    ("九年义务教育", "在校生（万人）", "5.5", "6.28"),
    ("九年义务教育", "小学适龄儿童入学率（%）", "100", "100"),
    ("九年义务教育", "九年义务教育巩固率（%）", "98.2", "≥96"),
    ("高中阶段教育", "全日制在校生（万人）", "1.28", "1.57"),
    ("高中阶段教育", "其中：中等职业教育在校生（万人）", "0.65", "0.74"),
    ("高中阶段教育", "毛入学率（%）", "99.6%", "100.6%"),
)
SECTIONS = (
    ("第一章", "发展基础与主要挑战", ("发展基础", "主要挑战")),
    ("第二章", "指导思想与发展思路", ("指导思想", "发展原则", "发展思路", "发展目标")),
    (
        "第三章",
        "全面落实立德树人的根本任务",
        ("全面加强党对教育的领导", "立德树人，全面加强全体师生的政治思想教育", "营造全社会关心青少年健康成长的氛围"),
    ),
    (
        "第四章",
        "全面推进教育高质量发展",
        (
            "坚持普及普惠优质，大力发展学前教育",
            "提升城乡一体化水平，促进义务教育优质均衡发展",
            "重特色强质量，全面提升普通高中教育水平",
            "实施扩容提质强服务，提升职业教育服务发展的能力",
            "完善终身教育体系，建设学习型社会",
            "建设高素质专业化教师队伍，推动教育高质量发展",
            "实施科研促教战略，提高教育教学质量",
            "提高教育信息化水平，实施教育“数字提速”",
        ),
    ),
    (
        "第五章",
        "完善治理体系和提升治理能力，实现教育治理现代化",
        (
            "加大政府统筹力度，完善多元化治理格局",
            "深化改革，促进教育可持续发展",
            "振兴乡村教育，发挥教育在乡村振兴的先行作用",
            "开展平安校园建设，保障校园安全稳定",
            "健全教育质量评价，完善督导评估制度",
            "加强交流合作，助推优质教育资源入连",
        ),
    ),
    (
        "第六章",
        "保障措施",
        (
            "加强党对教育工作的领导，强化组织保障",
            "深化教育改革，强化机制保障",
            "提高投入效益，强化经费保障",
            "健全教育质量评价，完善督导保障",
            "加强宣传引导，营造舆论保障",
        ),
    ),
)
ITEMS = {
    "1.1": 4, "1.2": 5, "2.2": 4, "2.3": 5, "3.1": 2, "3.2": 5, "4.2": 6, "4.3": 5, "4.4": 5, "4.5": 6, "4.6": 7, "4.7": 6, "4.8": 7,
    "5.2": 3, "5.5": 4, "5.6": 4, "6.1": 2, "6.2": 2, "6.3": 3,
}  # fmt: skip


def tables(plan: Plan) -> list[Node]:
    return [node for node in plan.root.walk() if node.kind is Kind.TABLE]


def rows(plan: Plan, table: int) -> tuple[RowView, ...]:
    return row_views(tables(plan)[table], plan.text)


# ---- counts and outline -------------------------------------------------------------------------------------


def test_plan_structure_has_exactly_these_counts(plan: Plan):
    assert counts(plan.root) == {
        "plan": 1, "chapter": 6, "section": 28, "item": 85, "heading": 119, "label": 118, "title": 120, "paragraph": 144, "bullet": 6,
        "point": 19, "lead": 6, "sentence": 560, "table": 2, "caption": 2, "head_row": 2, "row": 33, "cell": 140, "fragment": 146,
        "bookmark": 45, "dash": 6, "space": 176, "newline": 406, "blank": 67,
    }  # fmt: skip
    assert len(plan.text) == 42820
    assert len(plan.passages.passages) == 717
    assert Counter(passage.kind.value for passage in plan.passages.passages) == {
        "sentence": 560, "lead": 6, "row": 33, "heading": 118,
    }  # fmt: skip


def test_plan_structure_gives_the_counts_that_its_description_expects(plan: Plan):
    expected = plan.corpus.info.expected
    assert plan_counts(plan) == expected
    verify_counts(plan)


def test_plan_structure_counts_that_differ_are_refused_with_both_numbers(plan: Plan):
    info = replace(plan.corpus.info, expected={**plan.corpus.info.expected, "section": 29, "page": 3})
    with pytest.raises(InternalError) as caught:
        verify_counts(replace(plan, corpus=replace(plan.corpus, info=info)))
    assert caught.value.code == "X004"
    assert "section: expected 29, found 28" in caught.value.message
    assert "page: expected 3, found None" in caught.value.message
    assert "chapter" not in caught.value.message


def test_plan_structure_outline_is_the_stored_one(plan: Plan):
    found = "".join(f"{line}\n" for line in outline_lines(plan.root, plan.text))
    if os.environ.get("LZQA_REWRITE") == "1":
        OUTLINE.write_text(found, encoding="utf-8")
    stored = OUTLINE.read_text(encoding="utf-8")
    difference = list(unified_diff(stored.splitlines(), found.splitlines(), "stored", "found", lineterm="", n=2))
    assert not difference, "\n".join([*difference[:200], "(LZQA_REWRITE=1 writes what was found)"])


def test_plan_structure_short_outline_is_the_headings_and_tables(plan: Plan):
    lines = list(outline_lines(plan.root, plan.text, deep=False))
    assert len(lines) == 6 + 28 + 85 + 2
    assert lines[0] == "第一章 发展基础与主要挑战（原文缺此标题，由 plan.toml 补）"
    assert "    [表] 连州市“十三五”期间教育事业发展情况表" in lines


def test_plan_structure_has_these_chapters_and_sections(plan: Plan):
    chapters = plan.root.of(Kind.CHAPTER)
    assert [chapter.number for chapter in chapters] == [1, 2, 3, 4, 5, 6]
    found = tuple(
        (chapter.label, chapter.title, tuple(section.title for section in chapter.of(Kind.SECTION))) for chapter in chapters
    )
    assert found == SECTIONS
    for chapter in chapters:
        sections = chapter.of(Kind.SECTION)
        assert [section.number for section in sections] == list(range(1, len(sections) + 1))


def test_plan_structure_numbers_items_from_one_in_every_section(plan: Plan):
    found = {}
    for chapter in plan.root.of(Kind.CHAPTER):
        for section in chapter.of(Kind.SECTION):
            items = section.of(Kind.ITEM)
            assert [item.number for item in items] == list(range(1, len(items) + 1))
            if items:
                found[f"{chapter.number}.{section.number}"] = len(items)
    assert found == ITEMS


def test_plan_structure_supplies_only_the_first_chapter(plan: Plan):
    assert [node.label for node in plan.root.walk() if node.supplied and node.kind is Kind.CHAPTER] == ["第一章"]
    assert "第一章" not in plan.text


def test_plan_structure_bullets_have_these_leads(plan: Plan):
    bullets = [node for node in plan.root.walk() if node.kind is Kind.BULLET]
    assert [bullet.title for bullet in bullets] == [
        "教育设施更完善",
        "教育体系更优化",
        "教育治理能力显著增强",
        "师资队伍素质明显提高",
        "教育质量进一步提升",
        "教育服务能力进一步增强",
    ]


def test_plan_structure_points_stand_in_these_enumerations(plan: Plan):
    runs: list[list[int | None]] = []
    for node in plan.root.walk():
        if node.kind is Kind.POINT:
            if node.number == 1:
                runs.append([])
            runs[-1].append(node.number)
    assert runs == [[1, 2, 3], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [1, 2, 3], [1, 2, 3]]


# ---- losslessness -------------------------------------------------------------------------------------------


def joined(node: Node, text: str) -> str:
    """Return the characters of the leaves below ``node``, collected without the tree's own help."""
    return (
        text[node.span.start : node.span.end] if not node.children else "".join(joined(child, text) for child in node.children)
    )


def test_plan_structure_is_lossless(plan: Plan):
    verify_lossless(plan.root, plan.text)
    assert joined(plan.root, plan.text) == plan.text


def test_plan_structure_parses_to_an_equal_tree_again(plan: Plan):
    assert parse(plan.text, plan.corpus.info.supplied_headings) == plan.root


def tampered(node: Node, target: Node, put: tuple[Node, ...]) -> Node:
    """Return the tree with ``target`` replaced by ``put``."""
    children: list[Node] = []
    for child in node.children:
        children.extend(put if child is target else [tampered(child, target, put) if child.children else child])
    return replace(node, children=tuple(children))


@pytest.mark.parametrize("kind", [Kind.SENTENCE, Kind.TITLE, Kind.FRAGMENT, Kind.LEAD, Kind.BOOKMARK, Kind.BLANK, Kind.NEWLINE])
def test_plan_structure_verify_lossless_notices_a_lost_doubled_or_moved_leaf(plan: Plan, kind: Kind):
    leaf = next(node for node in plan.root.walk() if node.kind is kind)
    moved = replace(leaf, span=leaf.span.shift(1))
    longer = replace(leaf, span=Span(leaf.span.start, leaf.span.end + 1))
    for put in ((), (leaf, leaf), (moved,), (longer,)):
        with pytest.raises(InternalError, match="X002"):
            verify_lossless(tampered(plan.root, leaf, put), plan.text)


@pytest.mark.parametrize(
    "kind", [Kind.CHAPTER, Kind.SECTION, Kind.ITEM, Kind.PARAGRAPH, Kind.POINT, Kind.TABLE, Kind.ROW, Kind.CELL]
)
def test_plan_structure_verify_lossless_notices_a_span_that_its_children_do_not_fill(plan: Plan, kind: Kind):
    node = [node for node in plan.root.walk() if node.kind is kind][1]
    for span in (
        Span(node.span.start - 1, node.span.end),
        Span(node.span.start + 1, node.span.end),
        Span(node.span.start, node.span.end + 1),
    ):
        with pytest.raises(InternalError, match="X002"):
            verify_lossless(tampered(plan.root, node, (replace(node, span=span),)), plan.text)


# ---- tables -------------------------------------------------------------------------------------------------


def test_plan_structure_tables_have_these_captions_and_places(plan: Plan):
    assert [table.title for table in tables(plan)] == [
        "连州市“十三五”期间教育事业发展情况表",
        "连州市教育发展“十四五”主要目标",
    ]
    blocks = [block.id for block in plan.passages.blocks.values() if "/T" in block.id]
    assert blocks == ["1.1/T1", "2.4/T2"]


@pytest.mark.parametrize("number", range(1, len(SITUATION) + 1))
def test_plan_structure_situation_row(plan: Plan, number: int):
    row = rows(plan, 0)[number - 1]
    group, label, *cells = SITUATION[number - 1]
    assert (row.index, row.group, row.label, row.heads, row.cells) == (number, group, label, HEADS, tuple(cells))


@pytest.mark.parametrize("number", range(1, len(TARGETS) + 1))
def test_plan_structure_target_row(plan: Plan, number: int):
    row = rows(plan, 1)[number - 1]
    group, label, *cells = TARGETS[number - 1]
    heads = ("2020年到达值", "2025年目标值")
    assert (row.index, row.group, row.label, row.heads, row.cells) == (number, group, label, heads, tuple(cells))


def test_plan_structure_tables_have_no_other_rows(plan: Plan):
    assert (len(rows(plan, 0)), len(rows(plan, 1))) == (len(SITUATION), len(TARGETS)) == (25, 8)


def test_plan_structure_row_span_runs_from_the_label_to_the_last_cell(plan: Plan):
    for table in (0, 1):
        for row in rows(plan, table):
            words = row.span.slice(plan.text)
            assert re.sub(r"\s", "", words) == row.label + "".join(row.cells)


def test_plan_structure_last_row_does_not_swallow_the_chapter_glued_to_it(plan: Plan):
    last = rows(plan, 1)[-1]
    third = plan.root.of(Kind.CHAPTER)[2]
    assert last.cells == ("99.6%", "100.6%")
    assert last.node.span.slice(plan.text).endswith("\t100.6%\n")
    assert third.span.start == last.node.span.end
    assert third.span.slice(plan.text).startswith(" 第三章  全面落实立德树人的根本任务\n")


def test_plan_structure_table_belongs_to_its_section_not_to_the_item_before_it(plan: Plan):
    first, second = plan.root.of(Kind.CHAPTER)[:2]
    assert [section.number for section in first.of(Kind.SECTION) if section.of(Kind.TABLE)] == [1]
    assert [section.number for section in second.of(Kind.SECTION) if section.of(Kind.TABLE)] == [4]


# ---- sentences ----------------------------------------------------------------------------------------------


def citable(plan: Plan) -> list[tuple[str, Span]]:
    return [(p.id, p.span) for p in plan.passages.passages if p.kind in (PassageKind.SENTENCE, PassageKind.LEAD)]


def test_plan_structure_no_sentence_is_longer_than_300(plan: Plan):
    lengths = {identifier: len(span) for identifier, span in citable(plan)}
    assert max(lengths.values()) <= 300
    assert min(lengths.values()) > 1


def test_plan_structure_sentences_begin_and_end_with_their_own_words(plan: Plan):
    wrong = [
        identifier
        for identifier, span in citable(plan)
        if span.slice(plan.text) != span.slice(plan.text).strip() or plan.text[span.start] in "，。；：、！？）”’》％%."
    ]
    assert wrong == []


def test_plan_structure_sentences_end_at_a_stop(plan: Plan):
    ends = Counter(plan.text[span.end - 1] for _, span in citable(plan))
    assert set(ends) == {"。", "；", "，"}
    assert ends["。"] == len(citable(plan)) - ends["；"] - ends["，"]


def test_plan_structure_no_sentence_starts_or_ends_inside_a_number(plan: Plan):
    inside = re.compile(r"[0-9.,][0-9%％.]|[0-9][.,:：]")
    wrong = [
        identifier
        for identifier, span in citable(plan)
        for edge in (span.start, span.end)
        if inside.match(plan.text, edge - 1, edge + 1)
    ]
    assert wrong == []


def test_plan_structure_no_sentence_cuts_a_bracket_pair_or_a_quotation(plan: Plan):
    wrong = []
    for identifier, span in citable(plan):
        words = span.slice(plan.text)
        for opening, closing in ("（）", "()", "《》", "“”", "‘’", "【】"):
            depths = [0]
            for character in words:
                depths.append(depths[-1] + (character == opening) - (character == closing))
            if min(depths) < 0 or depths[-1] != 0:
                wrong.append((identifier, opening + closing))
    assert wrong == []


def test_plan_structure_sentences_of_a_paragraph_are_apart_and_in_order(plan: Plan):
    spans = [span for _, span in citable(plan)]
    assert all(left.end <= right.start for left, right in pairwise(spans))


# ---- passages -----------------------------------------------------------------------------------------------


def test_plan_structure_ids_are_unique_and_readable(plan: Plan):
    ids = [passage.id for passage in plan.passages.passages]
    assert len(set(ids)) == len(ids)
    place = re.compile(r"[1-6](\.[1-8](\.[1-7])?)?(/([1-9]\d?\.[1-9]\d?|T[12]\.[1-9]\d?))?")
    assert [identifier for identifier in ids if not place.fullmatch(identifier)] == []


def test_plan_structure_quotes_hold_no_layout(plan: Plan):
    wrong = [p.id for p in plan.passages.passages if re.search(r"\[bookmark|[\t\n]", p.quote)]
    assert wrong == []


def test_plan_structure_passages_hold_every_word_but_captions_groups_and_heads(plan: Plan):
    covered = bytearray(len(plan.text))
    for passage in plan.passages.passages:
        covered[passage.span.start : passage.span.end] = b"\1" * len(passage.span)
    left = re.findall(
        r"\S+",
        "".join(
            c if not covered[at] else " "
            for at, c in enumerate(re.sub(r"\[bookmark: [^\]]*\]", lambda m: " " * len(m[0]), plan.text))
        ),
    )
    allowed = Counter(
        {
            "连州市“十三五”期间教育事业发展情况表": 1, "连州市教育发展“十四五”主要目标": 1, "指": 2, "标": 2, "2016年": 1, "2020年": 1,
            "增幅（%）": 1, "2020年到达值": 1, "2025年目标值": 1, "学前教育": 2, "九年义务": 2, "高中阶段": 2, "教育": 4, "特殊教育": 1,
            "师资队伍": 1, "情况": 1, "信息化建设情况": 1, "——": 6,
        }
    )  # fmt: skip
    assert Counter(left) == allowed


def rebuilt(plan: Plan, text: str) -> PassageSet:
    """Return the passages of ``text``, parsed as another state of the same plan."""
    corpus = replace(plan.corpus, document=Document(text, plan.corpus.info.sha256))
    return build_passages(parse(text, plan.corpus.info.supplied_headings), corpus)


@pytest.mark.parametrize("blank", ["\n", "\n\n", " \n", "\u3000\n"])
def test_plan_structure_ids_do_not_move_when_blank_lines_are_added_before_headings(plan: Plan, blank: str):
    text, added = re.subn(r"^(?= ?(?:\[bookmark|第[一二三四五六七八]+[章节]\s|\d\.))", blank, plan.text, flags=re.M)
    assert added > 110
    before = [(p.id, p.kind, p.quote, p.context) for p in plan.passages.passages]
    assert [(p.id, p.kind, p.quote, p.context) for p in rebuilt(plan, text).passages] == before


def test_plan_structure_ids_before_an_added_paragraph_do_not_move(plan: Plan):
    at = plan.text.index("[bookmark: _Toc124060254]第四章")
    text = f"{plan.text[:at]}新加的一段。\n{plan.text[at:]}"
    old = {p.id: p.quote for p in plan.passages.passages}
    new = {p.id: p.quote for p in rebuilt(plan, text).passages}
    assert {identifier: quote for identifier, quote in new.items() if old.get(identifier) != quote} == {
        "3.3/2.1": "新加的一段。"
    }
    assert set(old) <= set(new)


@pytest.mark.parametrize(
    ("identifier", "quote"),
    [
        ("1.1", "第一节  发展基础"),
        ("1.1/T1.4", "在园幼儿数（人）　2016年：14894，2020年：13099，增幅（%）：-12.05"),
        ("2.4/2.1", "教育设施更完善。"),
        ("2.4/2.3", "“十四五”期间，财政共投入校舍、教学设施建设资金共36.12亿元。"),
        ("2.4/T2.5", "九年义务教育巩固率（%）　2020年到达值：98.2，2025年目标值：≥96"),
        ("3", "第三章  全面落实立德树人的根本任务"),
        ("4.1/1.6", "到2025年，全市学前教育三年毛入园率达到99%。"),
        ("4.5.4", "4.推动特殊教育公平融合发展。"),
        ("4.6.4/1.4", "到2025年，市级名教师、名班主任、名校长工作室不少于30个。"),
        ("6.3.1", "1.坚持政府投入为主与多渠道筹措，确保教育经费“两个只增不减”。"),
    ],
)
def test_plan_structure_passage_stands_at_its_place(plan: Plan, identifier: str, quote: str):
    assert plan.passages.by_id()[identifier].quote == quote
