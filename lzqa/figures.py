"""Quantities in running text: value, unit, qualifier and place, told apart from years, ordinals and names.

``2.0``, ``5G``, ``1+X``, ``“5080”``, ``第四章``, ``2020年`` and ``1.`` in front of a heading are not quantities.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from lzqa.numerals import to_decimal
from lzqa.spans import Span

UNITS = (
    "个百分点", "平方米", "万人次", "亿元", "万元", "万人", "人次", "学时", "课时", "小时", "分钟", "个月", "学年", "周期",
    "批次", "公里", "%", "％", "‰", "个", "所", "人", "名", "元", "栋", "岁", "年", "月", "天", "次", "台", "项", "份", "套", "座",
    "间", "位", "亩", "门", "家", "册", "支", "期", "类", "张", "倍", "遍", "场", "件", "条", "辆", "户",
)  # fmt: skip
BEFORE = {
    "≥": ">=", ">=": ">=", "不低于": ">=", "不少于": ">=", "不小于": ">=", "至少": ">=",
    "≤": "<=", "不超过": "<=", "不高于": "<=", "不多于": "<=",
    "超过": ">", "大于": ">", "多于": ">", "高于": ">", ">": ">",
    "少于": "<", "低于": "<", "小于": "<", "不足": "<", "<": "<",
    "约为": "~", "大约": "~", "约": "~", "近": "~", "接近": "~", "将近": "~",
}  # fmt: skip
AFTER = {
    "及以上": ">=", "或以上": ">=", "以上": ">=", "及以下": "<=", "以下": "<", "以内": "<=", "左右": "~", "上下": "~", "多": ">", "余": ">",
}  # fmt: skip

_UNIT = "|".join(sorted(map(re.escape, dict.fromkeys(UNITS)), key=len, reverse=True))
_ARABIC = r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_QUANTITY = re.compile(
    rf"(?P<before>{'|'.join(map(re.escape, BEFORE))})?(?P<sign>(?<![\w）)])[-−])?"
    rf"(?P<number>{_ARABIC})(?:[ \u3000]?(?P<scale>[万亿千百])?(?P<unit>{_UNIT}))?(?P<after>{'|'.join(AFTER)})?"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?=(?:\s*[-—–~至到]\s*(?:19|20)?\d{2,4})?\s*年)(?!年级)")
_RANGE = re.compile(rf"(?P<low>{_ARABIC})(?:{_UNIT})?(?:[-—–~～]|至|到)(?P<high>{_ARABIC})(?P<unit>{_UNIT})")
_NAME_BEFORE = re.compile(r"[A-Za-z+“\"第]$")
_NAME_AFTER = re.compile(r"\s*(?:[A-Za-z+]|[”\"])")
_VERSION = re.compile(r"(?:工程|信息化|行动|计划|版本|学校)$")
NUMBER = re.compile(_ARABIC)


@dataclass(frozen=True)
class Figure:
    """One quantity.

    Args:
        text: The words of it, qualifier and unit included; ``source[span] == text``.
        span: Where it stands in the text that was read.
        value: Its exact value as written (万 and 亿 stay in the unit); the low end of a range.
        high: The high end of a range, else ``None``.
        unit: ``个``, ``%``, ``亿元`` …; ``""`` when none is written.
        comparator: ``>=``, ``>``, ``<=``, ``<``, ``~`` (about) or ``=``.
    """

    text: str
    span: Span
    value: Decimal
    unit: str
    comparator: str = "="
    high: Decimal | None = None


def year_spans(text: str) -> tuple[tuple[int, Span], ...]:
    """Return the years written with four digits, each with its place."""
    return tuple((int(match.group()), Span(match.start(), match.end())) for match in _YEAR.finditer(text))


def _is_name(text: str, start: int, end: int, unit: str) -> bool:
    """Tell whether digits are part of a name or an ordinal: 5G, 1+X, 3+2, “5080”, 2.0, 第3."""
    if _NAME_BEFORE.search(text[:start]) or _NAME_AFTER.match(text, end):
        return True
    return not unit and bool(_VERSION.search(text[:start]))


def find_figures(text: str) -> tuple[Figure, ...]:
    """Return the quantities in ``text`` in order, none overlapping another.

    Args:
        text: Any text; spans are code points into it.
    """
    years = [span for _, span in year_spans(text)]
    found: list[Figure] = []
    taken: list[Span] = list(years)

    def free(span: Span) -> bool:
        return not any(span.overlaps(other) for other in taken)

    for match in _RANGE.finditer(text):
        span = Span(match.start(), match.end())
        low, high = to_decimal(match.group("low")), to_decimal(match.group("high"))
        if not free(span) or low is None or high is None or _is_name(text, *match.span("low"), match.group("unit")):
            continue
        found.append(Figure(match.group(), span, low, match.group("unit").replace("％", "%"), "=", high))
        taken.append(span)
    for match in _QUANTITY.finditer(text):
        unit = (match.group("scale") or "") + (match.group("unit") or "")
        number = Span(*match.span("number"))
        span = Span(match.start(), match.end())
        value = to_decimal((match.group("sign") or "") + match.group("number"))
        bare_year = not unit and re.fullmatch(r"(?:19|20)\d{2}", match.group("number"))
        recent = match.group("before") == "近" and unit == "年"
        if (
            bare_year
            or recent
            or not free(number)
            or value is None
            or _is_name(text, match.start("number"), match.end("number"), unit)
        ):
            continue
        comparator = BEFORE.get(match.group("before") or "", "=")
        if comparator == "=":
            comparator = AFTER.get(match.group("after") or "", "=")
        found.append(Figure(match.group(), span, value, unit.replace("％", "%"), comparator))
        taken.append(span)
    return tuple(sorted(found, key=lambda figure: figure.span))


def number_tokens(text: str) -> tuple[str, ...]:
    """Return every run of digits as a whole number, thousands marks removed: what a checker must account for."""
    return tuple(match.group().replace(",", "").replace("，", "") for match in NUMBER.finditer(text))
