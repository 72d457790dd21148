"""Properties that hold for any text: losslessness, stable parses, slicing quotes, numerals, figures, sentences.

The examples are the same in every run; ``LZQA_EXAMPLES=5000`` draws that many new ones at random.
"""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lzqa.corpus import Corpus, PlanInfo, SuppliedHeading
from lzqa.document import Document, document_from_bytes
from lzqa.figures import find_figures, number_tokens, year_spans
from lzqa.numerals import chinese_to_int, half_width, to_decimal
from lzqa.passages import MAX_QUOTE, PassageKind, build_passages
from lzqa.spans import Span
from lzqa.structure import Kind, outline_lines, parse, row_views, verify_lossless
from lzqa.structure.sentences import MAX_SENTENCE, split_clauses, split_sentences

EXAMPLES = int(os.environ.get("LZQA_EXAMPLES", "0"))
steady = settings(derandomize=not EXAMPLES, max_examples=EXAMPLES or 60, deadline=None)

INFO = PlanInfo("any", "任意", "任意", "某县", (2021, 2025), "某局", "某局", "任意", "", (), {})
PIECES = [
    "[bookmark: _Toc1]", "[bookmark", "]", "第三章  目标", "第一节 现状", "第X章", "1.办好教育。", "2、", "——", "——教育更完善。", "一是扩大资源。",
    "二是提高质量；", "增加学位3000个以上，", "毛入园率98.5%。", "（含教学点。", "）", "“5080”", "”", "《", "》", "……", "！？", "2020年",
    "指标", "幼儿园数（所）", "≥96", "-1.99%", "/", "３，０００", " ", "\u3000", "\t", "要" * 70, "学", "😀", "\u2028", "\x0b", "\r", "\x00",
]  # fmt: skip
LINES = [
    "第一章  总则", "[bookmark: _Toc2][bookmark: _Toc3]第二章 任务", " 第三章  保障", "第一节 现状", "第二节 目标", "1.学前教育。", "2.要办好。有正文。", "1.学前教育。",
    "——资源更充足。增加学位。", "一是扩大。二是提高。", "情况表", "\t指  标", "\t2016年", "\t2020年", "\t增幅（%）", "\t学前教育", "\t幼儿园数（所）",
    "\t53", "\t24.5", "\t-12.05", "\t/", "教育", "\t", "", " ", "全县有学校62所。增加学位3,000个！", "（括号没有关上。又一句",
]  # fmt: skip
anything = st.text(max_size=60)
pieces = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
lines = st.lists(st.sampled_from(LINES), max_size=24).map("\n".join)
mixed = st.lists(st.one_of(st.sampled_from(LINES), pieces, anything), max_size=14).map("\n".join)
texts = st.one_of(anything, pieces, lines, mixed)


# ---- structure ----------------------------------------------------------------------------------------------


@steady
@given(texts)
def test_properties_any_text_parses_losslessly_and_parses_equal_again(text: str):
    root = parse(text)
    verify_lossless(root, text)
    assert "".join(leaf.span.slice(text) for leaf in root.leaves()) == text
    assert root.span == Span(0, len(text))
    assert parse(text) == root


@steady
@given(mixed, st.lists(st.integers(0, 80), max_size=3))
def test_properties_supplied_headings_lose_nothing_and_are_not_lost(text: str, offsets: list[int]):
    supplied = [SuppliedHeading(offset, at, f"第{at}章", "补") for at, offset in enumerate(offsets, start=1)]
    root = parse(text, supplied)
    verify_lossless(root, text)
    assert sum(node.supplied and node.kind is Kind.CHAPTER for node in root.walk()) == len(offsets)


@steady
@given(texts)
def test_properties_any_outline_prints_and_any_table_can_be_read(text: str):
    root = parse(text)
    printed = list(outline_lines(root, text))
    assert all("\n" not in line and line == line.rstrip() for line in printed)
    for table in (node for node in root.walk() if node.kind is Kind.TABLE):
        views = row_views(table, text)
        assert [view.index for view in views] == list(range(1, len(views) + 1))
        assert views
        for view in views:
            assert view.label
            assert [len(view.with_unit(at)) > 0 for at in range(min(len(view.cells), len(view.heads)))].count(False) == 0


@steady
@given(texts)
def test_properties_passages_of_any_text_slice_to_their_quotes(text: str):
    document = Document(text, "")
    built = build_passages(parse(text), Corpus(Path(), INFO, document))
    ids = [passage.id for passage in built.passages]
    assert len(set(ids)) == len(ids)
    for passage in built.passages:
        if passage.kind is PassageKind.ROW:
            assert passage.row is not None
            assert passage.quote == passage.row.quote
        else:
            assert passage.span.slice(text) == passage.quote
            assert len(passage.quote) <= MAX_QUOTE
        assert passage.quote.strip()
        assert passage.id in built.blocks[passage.block].passages
        assert passage.parent == "0" or passage.parent in built.parts


@steady
@given(lines, st.integers(0, 30))
def test_properties_a_blank_line_before_a_heading_moves_no_id(text: str, which: int):
    starts = [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]
    headings = [at for at in starts if text.startswith(("第", "[bookmark", " 第"), at)]
    if not headings:
        headings = [len(text)]
    at = headings[which % len(headings)]
    before, after = (
        [(p.id, p.quote, p.context) for p in build_passages(parse(t), Corpus(Path(), INFO, Document(t, ""))).passages]
        for t in (text, f"{text[:at]}\n{text[at:]}")
    )
    assert after == before


@steady
@given(texts, st.integers(0, 60), st.integers(0, 400), st.integers(4, MAX_SENTENCE))
def test_properties_sentences_cover_everything_but_white_space(text: str, start: int, length: int, limit: int):
    span = Span(min(start, len(text)), min(start + length, len(text)))
    spans = split_sentences(text, span, limit=limit)
    at = span.start
    for sentence in spans:
        assert not text[at : sentence.start].strip()
        assert 0 < len(sentence) <= limit
        assert sentence.slice(text) == sentence.slice(text).strip()
        at = sentence.end
    assert not text[at : span.end].strip()


@steady
@given(texts)
def test_properties_clauses_rebuild_the_text(text: str):
    clauses = split_clauses(text, Span(0, len(text)))
    assert "".join(clause.slice(text) for clause in clauses) == text
    assert all(len(clause) for clause in clauses)


# ---- the document -------------------------------------------------------------------------------------------


@steady
@given(
    st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), max_size=60),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_properties_documents_with_other_line_endings_have_the_same_text(text: str, ending: str):
    text = text.removeprefix("\ufeff")
    document = document_from_bytes(text.replace("\n", ending).encode())
    assert document.text == text
    assert document.newline == (ending if "\n" in text else "\n")


@steady
@given(mixed)
def test_properties_every_offset_lies_on_the_line_that_holds_it(text: str):
    document = Document(text, "")
    for offset in range(len(text) + 1):
        span = document.line_span(document.line_of(offset))
        assert span.start <= offset <= span.end
    assert "\n".join(document.slice(document.line_span(n)) for n in range(1, document.line_count + 1)) == text


# ---- numerals -----------------------------------------------------------------------------------------------

DIGITS = "零一二三四五六七八九"


def in_chinese(value: int) -> str:
    """Write a whole number below 10¹² the usual way, as an independent reference."""
    if value < 10:
        return DIGITS[value]
    for size, mark in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if value >= size:
            high, low = divmod(value, size)
            if not low:
                return f"{in_chinese(high)}{mark}"
            gap = "零" if low < size // 10 else ""
            return f"{in_chinese(high)}{mark}{gap}{in_chinese(low)}"
    raise AssertionError(value)


@settings(steady, max_examples=EXAMPLES or 300)
@given(st.one_of(st.integers(0, 10**4), st.integers(0, 10**12 - 1)))
def test_properties_numerals_written_in_chinese_read_back(value: int):
    assert chinese_to_int(in_chinese(value)) == value
    assert to_decimal(in_chinese(value)) == Decimal(value)


@steady
@given(st.integers(0, 10**6))
def test_properties_numerals_written_digit_by_digit_read_back(value: int):
    assert chinese_to_int("".join(DIGITS[int(digit)] for digit in str(value))) == value


@steady
@given(st.decimals(-(10**9), 10**9, places=2), st.booleans())
def test_properties_numerals_written_in_arabic_read_back(value: Decimal, grouped: bool):
    assert to_decimal(f"{value:,}" if grouped else str(value)) == value


@steady
@given(st.text("零〇一二两三四五六七八九十百千万亿0123456789.,-", max_size=12))
def test_properties_numerals_never_fail(text: str):
    value = to_decimal(text)
    assert value is None or value.is_finite()


# ---- figures ------------------------------------------------------------------------------------------------

WIDE = str.maketrans("0123456789%.", "０１２３４５６７８９％．")
figure_texts = st.one_of(
    texts,
    st.lists(
        st.sampled_from(
            [
                "约",
                "近",
                "不少于",
                "超过",
                "3000",
                "98.5",
                "%",
                "个",
                "万元",
                "以上",
                "左右",
                "10-20名",
                "2020年",
                "，",
                "2至3岁",
                "第",
                "“",
                "”",
                "-",
                "1.",
                "学位",
            ]
        ),
        max_size=10,
    ).map("".join),
)


@steady
@given(figure_texts)
def test_properties_figures_slice_to_their_text_in_order_and_apart(text: str):
    at = 0
    for figure in find_figures(text):
        assert figure.span.slice(text) == figure.text
        assert figure.span.start >= at
        assert figure.value.is_finite()
        assert figure.comparator in (">=", ">", "<=", "<", "~", "=")
        assert figure.high is None or figure.high >= figure.value
        at = figure.span.end


@steady
@given(figure_texts)
def test_properties_figures_in_full_width_have_the_same_values_and_places(text: str):
    plain = half_width(text)
    wide = plain.translate(WIDE)
    for found, other in ((find_figures(plain), find_figures(wide)), (find_figures(plain), find_figures(text))):
        assert [(f.span, f.value, f.unit, f.comparator, f.high) for f in found] == [
            (f.span, f.value, f.unit, f.comparator, f.high) for f in other
        ]
    assert year_spans(plain) == year_spans(wide)


@steady
@given(figure_texts)
def test_properties_figures_are_made_of_accounted_numbers(text: str):
    accounted = number_tokens(text)
    for figure in find_figures(text):
        assert set(number_tokens(figure.text)) <= set(accounted)
        if number_tokens(figure.text):
            assert abs(figure.value) in {Decimal(token) for token in number_tokens(figure.text)}


@steady
@given(
    st.integers(1, 10**6),
    st.sampled_from(["个", "所", "%", "万元", "学时", "平方米"]),
    st.sampled_from(["共有", "达到", "新增学位"]),
)
def test_properties_figures_written_with_a_unit_are_found(value: int, unit: str, before: str):
    (figure,) = find_figures(f"{before}{value:,}{unit}，完成任务。")
    assert (figure.value, figure.unit, figure.comparator) == (value, unit, "=")


@pytest.mark.parametrize(
    "text", ["1" * 5000, "1," * 2000, "第" * 3000, "（" * 2000, "不低于" * 1000, "1-" * 2000, "\t\n" * 2000]
)
def test_properties_long_monotonous_texts_are_read(text: str):
    root = parse(text)
    verify_lossless(root, text)
    assert all(figure.span.slice(text) == figure.text for figure in find_figures(text))
