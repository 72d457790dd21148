"""Quantities in running text: value, unit, qualifier and place, told apart from years, ordinals and names.

``98%以上``, ``10-20名``, ``两所``, ``每两年``, ``半年至三年`` and ``一栋`` are quantities.  ``2020年``, ``“十四五”``, ``第四章``, ``5G``,
``“5080”``, ``三位一体``, ``一体化``, ``一批`` and ``一支队伍`` are not.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lzqa.figures import arabic, chinese
from lzqa.figures.model import Figure
from lzqa.numerals import chinese_to_int, half_width
from lzqa.spans import Span

__all__ = ["Figure", "find_figures", "number_tokens", "year_spans", "years_spoken_of"]

_YEAR = re.compile(
    r"(?<!\d)(?:19|20)\d{2}"
    r"(?=(?:\s*[-—–~至到/]\s*(?:(?:19|20)\d{2}|\d{2})|(?:\s*[、和与及]\s*(?:19|20)\d{2})+)?\s*学?年(?![级代]))"
    r"|(?<![零〇○一二三四五六七八九十百千万亿])(?:一九|二[零〇○])[零〇○一二三四五六七八九]{2}(?=年(?![级代]))"
)
_SPAN_OF_YEARS = re.compile(r"(20\d{2})\s*[-—至到]\s*(20\d{2})")
_NUMBER = re.compile(arabic.NUMBER)


@lru_cache(maxsize=4096)
def year_spans(text: str) -> tuple[tuple[int, Span], ...]:
    """Return the years written with four digits (2035年, 二〇三五年), each with its place."""
    found = []
    for match in _YEAR.finditer(half_width(text)):
        digits = match.group()
        year = int(digits) if digits.isdecimal() else chinese_to_int(digits)
        found.append((year or 0, Span(*match.span())))
    return tuple(found)


def years_spoken_of(text: str) -> frozenset[int]:
    """Return the years that ``text`` names, and those between the ends of the spans that it names (2021-2025)."""
    years = {year for year, _ in year_spans(text)}
    for first, last in _SPAN_OF_YEARS.findall(text):
        years.update(range(int(first), int(last) + 1))
    return frozenset(years)


@lru_cache(maxsize=4096)
def find_figures(text: str) -> tuple[Figure, ...]:
    """Return the quantities in ``text`` in order, none overlapping another.

    Args:
        text: Any text, digits in full or half width; spans are code points into it.
    """
    half = half_width(text)
    taken = [span for _, span in year_spans(text)] + [Span(*match.span()) for match in arabic.NAME.finditer(half)]
    found: list[Figure] = []

    def free(span: Span) -> bool:
        return not any(span.overlaps(other) for other in taken)

    for span, figure in arabic.ranges(half, text):
        if free(span):
            taken.append(span)
            found.extend([figure] if figure else [])
    for number, single in arabic.quantities(half, text):
        if free(number):
            taken.append(number)
            found.append(single)
    taken.extend(figure.span for figure in found)
    found.extend(figure for figure in chinese.quantities(half, text) if free(figure.span))
    return tuple(sorted(found, key=lambda figure: figure.span))


@lru_cache(maxsize=4096)
def number_tokens(text: str) -> tuple[str, ...]:
    """Return every run of digits as a whole number, thousands marks removed: what a checker must account for."""
    return tuple(match.group().replace(",", "") for match in _NUMBER.finditer(half_width(text)))
