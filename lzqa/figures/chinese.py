"""Quantities in Chinese characters: ``两所``, ``每两年``, ``半年至三年``, ``一栋``, ``一半``, ``百分之五``.

Chinese numerals stand in many words that count nothing.  Read are only those in front of a unit, and of them not ordinals
(``第三个``, ``三年级``), names in quotation marks (``“四个自信”``, ``两个“只增不减”``), fixed terms (``学前三年``, ``九年义务教育``) nor recent
periods (``近五年``).  ``一`` in front of a general classifier is an article (``一个台阶``, ``一支队伍``) unless something says
that it counts (``各一个``, ``至少一名``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from lzqa.figures.model import Figure
from lzqa.figures.words import BEHIND, NEAR, comparator_of, qualifier_of
from lzqa.numerals import DIGITS, chinese_to_int
from lzqa.spans import Span

_TIMES = "学年|年(?![级代制度])|学期|个月|周年?(?![期边围末密到全])|天(?![天性然才生])|小时|分钟|学时|课时"
_COUNTED = f"{_TIMES}|栋|幢|座|间(?![接或断])|所(?![有以谓在])|遍(?!及)|岁|元(?![化素结])|人次|倍|个百分点"
"""Units in front of which even 一 is a number."""
_GENERAL = "个(?![别体性人])|名|位(?!一体|于)|人(?![才们])|项|次|门|家(?![庭长校])|类(?!似)|支|张|件(?!事)|条(?!件)|份|套|台(?!阶)|户|册|亩|米|吨|公里|平方米|方面|批次"
"""Units in front of which 一 is mostly an article."""
_NUMERAL = "半|[零〇○一二两三四五六七八九十百千万亿]{1,24}"
_ANY = f"{_COUNTED}|{_GENERAL}"
_QUANTITY = re.compile(
    rf"(?P<before>{NEAR})?(?P<numeral>{_NUMERAL})(?P<more>[多余](?={_ANY}))?(?P<unit>{_ANY})(?P<half>半(?!径))?(?P<after>{BEHIND})?"
)
_RANGE = re.compile(
    rf"(?P<low>{_NUMERAL})(?P<first>{_ANY})?(?:至|到|-|—|~)(?P<high>{_NUMERAL})(?P<unit>{_ANY})(?P<after>{BEHIND})?"
)
_SHARE = re.compile(rf"(?P<before>{NEAR})?(?:百分之(?P<percent>{_NUMERAL})|(?P<part>一半)(?!径))(?P<after>{BEHIND})?")
_PARTED = re.compile(r"[\d.多余几数好第零〇○一二两三四五六七八九十百千万亿初高“《〈]$|第[零一二两三四五六七八九十]+个$|分之$")
_PERIOD_BEFORE = re.compile("(?:近|学前(?:教育)?|最近|过去|[零〇一二三四五六七八九]个)$")
_TERM_AFTER = {
    "年": re.compile("一贯|义务"),
    "个": re.compile("一|“?(?:自信|意识|维护|代表|确立|践行|只增|不低于)"),
    "名": re.compile("”?工程"),
}
_COUNTS_BEFORE = re.compile(
    r"(?:各(?:有|设|配备?)?|每[所校班人年个天周]|配[备置]|[新增开]设|新增|增加|共[有计]?|仅[有占]?|只有|[达得]到)$"
)
_QUOTED = re.compile("[“《][^”》]*$")
_PAIRED = re.compile(r"一[\u4e00-\u9fff]{1,2}一")


def _value(numeral: str) -> Decimal | None:
    """Return the value of a numeral as people count with it; positional writing (三五) is none."""
    if numeral == "半":
        return Decimal("0.5")
    if not any(character in DIGITS or character == "十" for character in numeral):
        return None
    if len(numeral) > 1 and all(character in DIGITS for character in numeral):
        return None
    value = chinese_to_int(numeral)
    return None if not value else Decimal(value)


def _is_word(text: str, match: re.Match[str], *, counted: bool) -> bool:
    """Tell whether a numeral with its unit is a name, an ordinal, a term or an article."""
    numeral, unit = match.group("numeral"), match.group("unit")
    at = match.start("numeral")
    before = text[max(0, at - 5) : at]
    if _PARTED.search(before) or _PAIRED.match(text, at) or _QUOTED.search(text[max(0, at - 8) : at]):
        return True
    term = _TERM_AFTER.get(unit.removeprefix("学"))
    if (unit in ("年", "学年") and _PERIOD_BEFORE.search(before)) or (term and term.match(text, match.end("unit"))):
        return True
    if numeral != "一" or counted or re.fullmatch(_COUNTED, unit):
        return False
    return unit == "方面" or not _COUNTS_BEFORE.search(before)


def _ranges(text: str, source: str) -> Iterator[Figure]:
    for match in _RANGE.finditer(text):
        low, high = _value(match.group("low")), _value(match.group("high"))
        unit = match.group("unit")
        if low is None or high is None or low > high or match.group("first") not in (None, unit):
            continue
        if not _PARTED.search(text[max(0, match.start() - 5) : match.start()]):
            span = Span(*match.span())
            around = ("", "", match.group("after") or "")
            qualifier = qualifier_of(text[: span.start], *around)
            yield Figure(span.slice(source), span, low, unit, comparator_of(*around), high, qualifier)


def _shares(text: str, source: str) -> Iterator[Figure]:
    for match in _SHARE.finditer(text):
        words = match.groupdict(default="")
        value = Decimal("0.5") if words["part"] else _value(words["percent"])
        if value is not None:
            span = Span(*match.span())
            around = (words["before"], "", words["after"])
            qualifier = qualifier_of(text[: span.start], *around)
            unit = "" if words["part"] else "%"
            yield Figure(span.slice(source), span, value, unit, comparator_of(*around), None, qualifier)


def _singles(text: str, source: str) -> Iterator[Figure]:
    for match in _QUANTITY.finditer(text):
        words = match.groupdict(default="")
        value = _value(words["numeral"])
        counted = bool(words["before"] or words["after"] or words["more"])
        if value is None or _is_word(text, match, counted=counted):
            continue
        span = Span(*match.span())
        around = (words["before"], words["more"], words["after"])
        qualifier = qualifier_of(text[: span.start], *around)
        value += Decimal("0.5") if words["half"] else 0
        yield Figure(span.slice(source), span, value, words["unit"], comparator_of(*around), None, qualifier)


def quantities(text: str, source: str) -> Iterator[Figure]:
    """Yield the quantities of ``text``, ``source`` in half width, ranges first; none overlaps another."""
    taken: list[Span] = []
    for figure in (*_ranges(text, source), *_shares(text, source), *_singles(text, source)):
        if not any(figure.span.overlaps(other) for other in taken):
            taken.append(figure.span)
            yield figure
