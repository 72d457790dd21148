"""Quantities in digits; ``2.0``, ``5G``, ``1+X``, ``“5080”``, ``第4章`` and ``1.`` in front of a heading are names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lzqa.figures.model import Figure
from lzqa.figures.words import BEHIND, FAR, NEAR, UNITS, comparator_of, qualifier_of
from lzqa.numerals import to_decimal
from lzqa.spans import Span

NUMBER = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT = "|".join(UNITS)
_SCALE = rf"[百千]?[万亿]|[百千](?=[多余]?(?:{_UNIT}))(?!分点)"
_MEASURE = rf"(?:[ \u3000](?=(?:{_SCALE})?(?:{_UNIT})))?(?P<more>[多余](?={_SCALE}|{_UNIT}))?(?P<scale>{_SCALE})?(?P<also>[多余](?={_UNIT}))?"
_FAR = rf"{FAR}[\u4e00-\u9fff（）“”]{{1,16}}?的(?=(?:{NUMBER})[ \u3000]?%)|至少[\u4e00-\u9fff]{{1,4}}?(?=\d)"
_QUANTITY = re.compile(
    rf"(?P<before>{NEAR}|{_FAR})?(?P<sign>(?:(?<![^\s：:，。；;、（(|｜为是率幅达比])|(?<=增长))-)?(?P<number>{NUMBER}){_MEASURE}"
    rf"(?P<unit>{_UNIT})?(?P<after>{BEHIND})?"
)
_RANGE = re.compile(
    rf"(?<![\d.])(?P<low>{NUMBER})(?P<first>(?:{_SCALE})?(?:{_UNIT})?)[ ]?(?:[-—–~]|至|到)[ ]?(?P<high>{NUMBER})"
    rf"(?P<unit>(?:{_SCALE})?(?:{_UNIT})|{_SCALE})"
)
NAME = re.compile(
    r"第\s*\d+(?:\s*[-—–~、和至到]\s*\d+)*"  # 第3章, 第1-3名
    r"|(?<![\d.])\d+(?:\s*[-—–~、和至到]\s*\d+)*\s*(?:年级|年代|世纪|级|号|班)"  # 3-6年级, 15号
    r"|(?:^|[\n。；;])\s*\d{1,2}[.、](?!\d)"  # the number of an item
    r"|[（(]\s*\d{1,2}\s*[）)]"  # （1）
    r"|(?<![\d.])\d+(?:\s*[:：∶/×对]\s*\d+)+"  # ratios, times of day, fractions, 7×24
    r"|(?<!\d)\d{4}[-.]\d{1,2}[-.]\d{1,2}(?!\d)|(?<!\d)\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号])?"  # dates
    r"|(?<=\d\d\d\d[-—–~至到/])\d\d\s*学?年"  # the short end of 2016-20年
    r"|(?<!\d)\d{3,4}-\d{7,8}(?!\d)|(?<!\d)[05-9]0后"  # telephone numbers; 90后
    r"|(?<![\d.])\d+(?:\.\d+){2,}"  # 1.2.3
)
_NAME_BEFORE = re.compile(r"(?:[A-Za-z]-?|[A-Za-z\d]\+|[《〈])$")
_BARE_NAME_BEFORE = re.compile(r"(?:工程|信息化|行动|计划|版本|学校|附件|专栏|[表图“\"]|[A-Za-z] )$")
_NAME_AFTER = re.compile(r"\s*[A-Za-z+]|[”\"]|工程|高校|攻坚|热线")
_BARE_YEAR = re.compile(r"(?:19|20)\d{2}")
_VERSION = re.compile(r"\d\.0")


def _is_name(text: str, number: Span, end: int, unit: str) -> bool:
    """Tell whether digits are part of a name: 5G, 1+X, 3+2, “5080”, “3个课堂”, 2.0, Wi-Fi 6, 近5年."""
    before = text[max(0, number.start - 4) : number.start]
    digits = number.slice(text)
    if _NAME_BEFORE.search(before) or _NAME_AFTER.match(text, number.end):
        return True
    if unit in ("年", "学年"):
        return before.endswith("近")
    if unit:
        return before.endswith("“") and unit != "%" and "\u4e00" <= text[end : end + 1] <= "\u9fff"
    if _BARE_YEAR.fullmatch(digits) or _BARE_NAME_BEFORE.search(before):
        return True
    return bool(_VERSION.fullmatch(digits)) and "\u4e00" <= before[-1:] <= "\u9fff"


def ranges(text: str, source: str) -> Iterator[tuple[Span, Figure | None]]:
    """Yield the ranges in ``text``, ``source`` in half width; ``None`` for digits that are a name."""
    for match in _RANGE.finditer(text):
        low, high = to_decimal(match.group("low")), to_decimal(match.group("high"))
        unit = match.group("unit")
        if low is None or high is None or match.group("first") not in ("", unit):
            continue
        span = Span(*match.span())
        if _is_name(text, Span(*match.span("low")), span.end, unit):
            yield span, None
        elif low <= high:
            qualifier = qualifier_of(text[: span.start], "", "", "")
            yield span, Figure(span.slice(source), span, low, unit, "=", high, qualifier)


def quantities(text: str, source: str) -> Iterator[tuple[Span, Figure]]:
    """Yield the single quantities in ``text``, ``source`` in half width, each with the place of its digits."""
    for match in _QUANTITY.finditer(text):
        words = match.groupdict(default="")
        value = to_decimal(words["sign"] + words["number"])
        unit = words["scale"] + words["unit"]
        number = Span(*match.span("number"))
        if value is not None and not _is_name(text, number, match.end(), unit):
            span = Span(*match.span())
            around = (words["before"], words["more"] + words["also"], words["after"])
            qualifier = qualifier_of(text[: span.start], *around)
            yield number, Figure(span.slice(source), span, value, unit, comparator_of(*around), None, qualifier)
