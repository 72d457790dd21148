"""Quantities in running text: value, unit, qualifier and place, told apart from years, ordinals and names.

``2.0``, ``5G``, ``1+X``, ``“5080”``, ``第四章``, ``2020年`` and ``1.`` in front of a heading are not quantities.  Numbers
written in Chinese characters (``一栋``, ``两所``) are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from lzqa.numerals import half_width, to_decimal
from lzqa.spans import Span

UNITS = (
    "个百分点", "平方公里", "百分点", "平方米", "人次", "学时", "课时", "小时", "分钟", "个月", "学年", "学期", "学分", "周年", "周期", "批次",
    "公里", "公斤", "%", "‰", "个", "所", "人", "名", "元", "栋", "幢", "岁", "周", "天", "次", "台", "项", "份", "套", "座", "间", "位", "亩",
    "米", "吨", "门", "家", "册", "支", "类", "张", "倍", "遍", "件", "条", "辆", "户", "年(?![级代])", "日(?!常)", "本(?![科市级地])", "期(?![间末])",
    "场(?![所地])", "节(?!约)", "分(?![别之析])", "层(?![次面])", "处(?![理于])",
)  # fmt: skip
"""Units, longest first, as patterns; 万, 亿, 千 and 百 may stand before them."""

_NOT = "(?:不|未|没有?)[得应能可会宜准]?"
BEFORE = tuple(
    (comparator, re.compile(pattern))
    for comparator, pattern in (
        (">=", rf"≥|≧|>=|{_NOT}[低少小]于|(?:达到|等于|大于|高于)或者?(?:超过|高于|大于|等于)|大于等于|至少|最少|起码"),
        ("<=", rf"≤|≦|<=|{_NOT}(?:超过|[高多大]于)|(?:小于|低于)或者?等于|小于等于|至多|最多"),
        (">", "超过|[高多大]于|突破|逾|超|>"),
        ("<", "[低少小]于|不足|不到|不满|未满|<"),
        ("~", "约为|大约为?|接近|将近|(?<![节预签合契条公特])约|(?<![附邻临就靠最])近"),
    )
)
AFTER = tuple(
    (comparator, re.compile(pattern))
    for comparator, pattern in (
        (">=", "(?:[（(]含[）)]|及|或)?(?:以上(?!述)|之上)"),
        ("<=", "(?:[（(]含[）)]|及|或)以下|以内|之内"),
        ("<", "以下"),
        ("~", "左右|上下"),
        (">", r"[多余](?=[，。；、！？）)\s来的时]|$)"),
    )
)

_NUMBER = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT = "|".join(UNITS)
_SCALE = rf"[百千]?[万亿]|[百千](?=[多余]?(?:{_UNIT}))(?!分点)"
_MEASURE = rf"(?:[ \u3000](?=(?:{_SCALE})?(?:{_UNIT})))?(?P<more>[多余](?={_SCALE}|{_UNIT}))?(?P<scale>{_SCALE})?(?P<also>[多余](?={_UNIT}))?"
_NEAR = "|".join(pattern.pattern for _, pattern in BEFORE)
_FAR = rf"(?:{_NOT}|)(?:超过|[低少小高多大]于)[\u4e00-\u9fff（）“”]{{1,16}}?的(?=(?:{_NUMBER})[ \u3000]?%)|至少[\u4e00-\u9fff]{{1,4}}?(?=\d)"
_QUANTITY = re.compile(
    rf"(?P<before>{_NEAR}|{_FAR})?(?P<sign>(?:(?<![^\s：:，。；;、（(|｜为是率幅达比])|(?<=增长))-)?(?P<number>{_NUMBER}){_MEASURE}"
    rf"(?P<unit>{_UNIT})?(?P<after>{'|'.join(pattern.pattern for _, pattern in AFTER)})?"
)
_RANGE = re.compile(
    rf"(?<![\d.])(?P<low>{_NUMBER})(?P<first>(?:{_SCALE})?(?:{_UNIT})?)[ ]?(?:[-—–~]|至|到)[ ]?(?P<high>{_NUMBER})"
    rf"(?P<unit>(?:{_SCALE})?(?:{_UNIT})|{_SCALE})"
)
_YEAR = re.compile(
    r"(?<!\d)(?:19|20)\d{2}"
    r"(?=(?:\s*[-—–~至到/]\s*(?:(?:19|20)\d{2}|\d{2})|(?:\s*[、和与及]\s*(?:19|20)\d{2})+)?\s*学?年(?![级代]))"
)
_NAME = re.compile(
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
NUMBER = re.compile(_NUMBER)


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
    return tuple((int(match.group()), Span(*match.span())) for match in _YEAR.finditer(half_width(text)))


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


def _comparator(before: str, infix: str, after: str) -> str:
    """Return what a qualifier says; the one before the number stands above the one behind it."""
    found = [comparator for comparator, pattern in BEFORE if before and pattern.match(before)]
    found.extend([">"] if infix else [])
    found.extend(comparator for comparator, pattern in AFTER if after and pattern.match(after))
    return found[0] if found else "="


def _ranges(text: str, source: str) -> Iterator[tuple[Span, Figure | None]]:
    """Yield the ranges; ``None`` for digits that are a name."""
    for match in _RANGE.finditer(text):
        low, high = to_decimal(match.group("low")), to_decimal(match.group("high"))
        unit = match.group("unit")
        if low is None or high is None or match.group("first") not in ("", unit):
            continue
        span = Span(*match.span())
        if _is_name(text, Span(*match.span("low")), span.end, unit):
            yield span, None
        elif low <= high:
            yield span, Figure(span.slice(source), span, low, unit, "=", high)


def _quantities(text: str, source: str) -> Iterator[tuple[Span, Figure]]:
    """Yield the single quantities, each with the place of its digits."""
    for match in _QUANTITY.finditer(text):
        words = match.groupdict(default="")
        value = to_decimal(words["sign"] + words["number"])
        unit = words["scale"] + words["unit"]
        number = Span(*match.span("number"))
        if value is not None and not _is_name(text, number, match.end(), unit):
            span = Span(*match.span())
            comparator = _comparator(words["before"], words["more"] + words["also"], words["after"])
            yield number, Figure(span.slice(source), span, value, unit, comparator)


@lru_cache(maxsize=4096)
def find_figures(text: str) -> tuple[Figure, ...]:
    """Return the quantities in ``text`` in order, none overlapping another.

    Args:
        text: Any text, digits in full or half width; spans are code points into it.
    """
    half = half_width(text)
    taken = [span for _, span in year_spans(text)] + [Span(*match.span()) for match in _NAME.finditer(half)]
    found: list[Figure] = []

    def free(span: Span) -> bool:
        return not any(span.overlaps(other) for other in taken)

    for span, figure in _ranges(half, text):
        if free(span):
            taken.append(span)
            found.extend([figure] if figure else [])
    for number, single in _quantities(half, text):
        if free(number):
            taken.append(number)
            found.append(single)
    return tuple(sorted(found, key=lambda figure: figure.span))


def number_tokens(text: str) -> tuple[str, ...]:
    """Return every run of digits as a whole number, thousands marks removed: what a checker must account for."""
    return tuple(match.group().replace(",", "") for match in NUMBER.finditer(half_width(text)))
