"""Spans: half-open, checked at construction and at slicing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lzqa.spans import Span, stripped


@pytest.mark.parametrize(("start", "end"), [(-1, 0), (-3, -1), (2, 1), (5, 0)])
def test_span_refuses_a_negative_or_backward_range(start: int, end: int):
    with pytest.raises(ValueError, match=rf"not a span: \[{start}, {end}\)"):
        Span(start, end)


def test_span_counts_code_points_not_bytes():
    text = "学位𠮷800个"
    assert Span(0, 3).slice(text) == "学位𠮷"
    assert Span(3, 7).slice(text) == "800个"
    assert len(Span(3, 7)) == 4


def test_span_refuses_to_slice_past_the_end():
    with pytest.raises(ValueError, match=r"\[1, 4\) reaches past the text's end \(3\)"):
        Span(1, 4).slice("一二三")


def test_span_slices_up_to_the_end():
    assert Span(1, 3).slice("一二三") == "二三"
    assert Span(3, 3).slice("一二三") == ""


def test_span_contains_itself_and_what_lies_inside():
    outer = Span(2, 6)
    assert outer.contains(outer)
    assert outer.contains(Span(3, 5))
    assert outer.contains(Span(6, 6))
    assert not outer.contains(Span(1, 3))
    assert not outer.contains(Span(5, 7))


def test_span_overlaps_only_with_a_shared_code_point():
    assert Span(0, 3).overlaps(Span(2, 5))
    assert Span(2, 5).overlaps(Span(0, 3))
    assert not Span(0, 3).overlaps(Span(3, 5))
    assert not Span(3, 5).overlaps(Span(0, 3))


def test_span_shifts_and_refuses_to_shift_below_zero():
    assert Span(2, 4).shift(3) == Span(5, 7)
    assert Span(2, 4).shift(-2) == Span(0, 2)
    with pytest.raises(ValueError, match="not a span"):
        Span(2, 4).shift(-3)


def test_span_orders_by_start_then_end():
    assert sorted([Span(3, 4), Span(1, 9), Span(1, 2)]) == [Span(1, 2), Span(1, 9), Span(3, 4)]


def test_span_is_frozen():
    with pytest.raises(AttributeError):
        Span(0, 1).start = 5  # type: ignore[misc]


def test_stripped_drops_white_space_at_both_ends_and_keeps_it_inside():
    text = "一 \u3000增加 学位\t\n"
    assert stripped(text, Span(1, len(text))) == Span(3, 8)
    assert stripped(text, Span(3, 8)) == Span(3, 8)


def test_stripped_of_nothing_but_space_is_empty():
    span = stripped("一   二", Span(1, 4))
    assert len(span) == 0
    assert Span(1, 4).contains(span)


def test_stripped_takes_other_characters():
    assert stripped("——目标。", Span(0, 5), "—。") == Span(2, 4)


@given(st.text(alphabet="一 \t\n二。", max_size=12), st.data())
def test_stripped_gives_what_python_gives(text: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert stripped(text, Span(start, end)).slice(text) == text[start:end].strip()
