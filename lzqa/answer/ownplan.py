"""What a plan of one's own comes to by a figure of the plan: 全校86人人人学满五年要多少学时, 四个校区要几名, 剩两年每年补多少.

The question tells how many people, weeks or years there are; what is worked out is an expression over the fact, ``a``, and these.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from lzqa.answer.arithmetic import AS_SHOWN, Sum, finished, plain
from lzqa.facts import Fact
from lzqa.figures import Figure
from lzqa.numerals import count_of

PREFIX = "own:"
"""Begins what is worked out so: ``own:a*86|学时|合计``."""
_LESSONS = frozenset({"学时", "课时", "小时", "节"})
_PEOPLE = frozenset({"人", "名", "位", "个"})
_MONTHS = frozenset({"个月", "月"})
_EACH_OF_THEM = re.compile(
    r"每[位名人个]|人人|全校|全园|全体|全员|所有|一共|总共|合计|总量|总计|加起来|累计|都(?:要|得|按|足额)"
)
_HOW_MANY = re.compile(r"多少|几|总(?:量|数|学时|课时)|累计|合计")
_OF_EACH = re.compile(r"每(?:位|名|人)|教师5年|每5年")
"""Tells that a fact is of each person."""
_YEARS_LEFT = re.compile(r"(?:剩|余)(?:下)?(?:的)?(?P<years>[1-9一二两三四])年|还有(?P<more>[1-9一二两三四])年")
_A_YEAR = re.compile(r"(?:平均)?(?:每|一)年")
_WEEKS = re.compile(r"(?<!每)(?<!一)(?P<weeks>\d{1,3})个?(?:教学)?周(?!岁)")
_SCHOOL_YEARS = re.compile(r"(?P<years>[两二三四五六九]|[2-9])个?(?:学年|年级|年(?!级))")
_LACKS = re.compile(r"[差欠缺少短亏]|还(?:要|需|得)|补")
MOST_TERMS = 4
_EVERY_YEAR = re.compile(r"每年")


def plan_work(text: str, fact: Fact, numbers: Sequence[Figure]) -> str:
    """Return what a normalised question wants worked out of a plan of its own, with its unit and name; ``""`` when nothing.

    Args:
        text: The question.
        fact: The fact that it is about.
        numbers: The numbers that the question tells, without years.
    """
    unit = fact.figure.unit
    if unit in _LESSONS:
        return _a_year_left(text, fact, numbers) or _of_all_weeks(text, fact) or _of_all_people(text, fact, numbers)
    return _of_each_unit(text, fact) if unit in _PEOPLE else _months_short(text, fact) if unit in _MONTHS else ""


_FOR_EACH = re.compile(r"每[个所间](?:[\u4e00-\u9fff]{0,3})(?P<what>[\u4e00-\u9fff]{2})(?=至少|不少于|配|应|要)")


def _of_each_unit(text: str, fact: Fact) -> str:
    """四个独立的校区，最少要几名: a figure for each of something, for so many of them."""
    each = _FOR_EACH.search(fact.statement)
    if each is None or not _HOW_MANY.search(text):
        return ""
    told = re.search(rf"(?P<number>\d{{1,2}}|[两二三四五六七八九十])[个所间](?:[\u4e00-\u9fff]{{0,4}}?){each['what']}", text)
    number = count_of(told["number"]) if told is not None else 0
    return f"{PREFIX}a*{number}|{fact.figure.unit}|合计" if number > 1 else ""


def _a_year_left(text: str, fact: Fact, numbers: Sequence[Figure]) -> str:
    """剩两年平均每年补多少: what is left of a figure, over the years that are left."""
    left = _YEARS_LEFT.search(text)
    own = [figure.value for figure in numbers if figure.unit in _LESSONS or figure.unit == "个"]
    if (
        left is None
        or len(own) != 1
        or own[0] >= fact.figure.value
        or not (_A_YEAR.search(text[left.start() :]) and _LACKS.search(text))
    ):
        return ""
    return f"{PREFIX}(a-{plain(own[0])})/{count_of(left['years'] or left['more'])}|{fact.figure.unit}|平均每年"


def _of_all_weeks(text: str, fact: Fact) -> str:
    """每周1课时，每学年40周，六个学年: a weekly figure, in all weeks and years."""
    weeks, years = _WEEKS.search(text), _SCHOOL_YEARS.search(text)
    if "每周" not in f"{fact.scope}{fact.statement}" or weeks is None or not _HOW_MANY.search(text):
        return ""
    times = f"*{count_of(years['years'])}" if years else ""
    return f"{PREFIX}a*{weeks['weeks']}{times}|{fact.figure.unit}|合计"


def _of_all_people(text: str, fact: Fact, numbers: Sequence[Figure]) -> str:
    """全校86名教师，五年合计多少学时: a figure for each person, for all of them."""
    people = [figure.value for figure in numbers if figure.unit in _PEOPLE and figure.value > 1]
    each = _OF_EACH.search(f"{fact.scope}{fact.statement}") and not re.search(r"[差欠缺补]", text)
    if len(people) != 1 or not each or not (_EACH_OF_THEM.search(text) and _HOW_MANY.search(text)):
        return ""
    years = _SCHOOL_YEARS.search(text) if _EVERY_YEAR.search(f"{fact.scope}{fact.statement}") else None
    times = f"*{count_of(years['years'])}" if years else ""
    return f"{PREFIX}a*{plain(people[0])}{times}|{fact.figure.unit}|合计"


_OWN_MONTHS = re.compile(r"(?P<number>\d+(?:\.\d+)?|[一二两三四五六])(?:个(?P<half>半)?|半)?月(?!份)")


def _months_short(text: str, fact: Fact) -> str:
    """去了2个月、1.5个月，还缺多少: months of one's own, short of so many."""
    told = [(match["number"], Decimal("0.5") if match["half"] else Decimal(0)) for match in _OWN_MONTHS.finditer(text)]
    own = [(Decimal(number) if re.match(r"\d", number) else Decimal(count_of(number))) + half for number, half in told]
    own = [value for value in own if value != fact.figure.value]
    if not 0 < len(own) <= MOST_TERMS or not (_LACKS.search(text) and _HOW_MANY.search(text)) or sum(own) >= fact.figure.value:
        return ""
    return f"{PREFIX}a{''.join(f'-{plain(value)}' for value in own)}|{fact.figure.unit}|还差"


def of_own_plan(work: str, fact: Fact) -> Sum:
    """Work out an expression of :func:`plan_work`."""
    expression, unit, word = work.removeprefix(PREFIX).split("|")
    value = _valued(expression, fact.figure.value)
    shown = expression.replace("a", plain(fact.figure.value)).translate(AS_SHOWN)
    return finished((fact,), shown, value, unit, word)


_FORM = re.compile(r"\(a-(?P<own>[\d.]+)\)/(?P<years>\d)|a(?P<times>(?:\*[\d.]+)+)|a(?P<less>(?:-[\d.]+)+)")


def _valued(expression: str, value: Decimal) -> Decimal:
    match = _FORM.fullmatch(expression)
    if match is None:
        message = f"{expression!r} is nothing that a plan of one's own is worked out with"
        raise ValueError(message)
    if match["own"]:
        return (value - Decimal(match["own"])) / Decimal(match["years"])
    for number in re.findall(r"[\d.]+", match["times"] or ""):
        value *= Decimal(number)
    return value - sum((Decimal(number) for number in re.findall(r"[\d.]+", match["less"] or "")), Decimal(0))
