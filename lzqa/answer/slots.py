"""How far facts are about another time, school level or unit than a question asks for.

What :mod:`lzqa.answer.neighbour` tells by words is told here by the facts' own fields, as numbers to learn from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from lzqa.answer.check import MARKER
from lzqa.answer.expects import REASON, expected, provides
from lzqa.answer.factmatch import LEVELS, wanted_units
from lzqa.answer.model import Answer, Status
from lzqa.answer.supposed import meant
from lzqa.facts import Fact, FactKind
from lzqa.figures import Figure, find_figures, year_spans, years_spoken_of
from lzqa.question import Level, Question, QuestionKind
from lzqa.question.background import without_background, without_further_matters
from lzqa.question.contrast import not_counted
from lzqa.question.kinds import levels_of
from lzqa.retrieval.hybrid import WANTS_FIGURE
from lzqa.retrieval.model import Hit

KEPT = 64
NEARLY = 0.7
"""A passage is nearly as good as the best one that is evidence with this share of its probability."""
WIDER = 0.5
"""What a figure of all levels, or of a longer time, is off where one level, or year, is asked for."""
_PIECE = re.compile(r"[^,，。;；!！?？()（）\n]+")
_QUANTITY = re.compile(r"多少|几(?!乎|经|何)|百分之|比例|占比|[率数]|多[大高长久远]")
_COUNTED = re.compile(
    r"(?:多少|几多?|几十|几百)(?:[个]?)(户|套|亩|平米|平方米|平方公里|公里|次|趟|辆|册|门|节|场|届|班|个班|份|篇|斤|顿|餐|分钟|小时|学时|课时|天|周|个月|月|岁|台|栋|幢|所|间|家|张)"
)
_UNITS: dict[str, frozenset[str]] = {
    "平米": frozenset({"平方米"}),
    "平方米": frozenset({"平方米"}),
    "次": frozenset({"次", "人次", "万人次", "遍"}),
    "节": frozenset({"课时", "节", "学时"}),
    "分钟": frozenset({"分钟", "小时"}),
    "小时": frozenset({"小时", "学时", "课时"}),
    "学时": frozenset({"学时", "小时", "课时"}),
    "课时": frozenset({"课时", "学时", "小时"}),
    "月": frozenset({"个月"}),
    "个月": frozenset({"个月"}),
    "幢": frozenset({"栋"}),
    "间": frozenset({"所", "个"}),
    "家": frozenset({"所", "个", "%"}),
    "张": frozenset({"个"}),
    "所": frozenset({"所", "个"}),
}


_LAST = r"十三五(?!规划)"
_PERIODS = {
    _LAST: frozenset(range(2016, 2021)),
    r"十四五(?!规划|教育|目标|[表里])": frozenset(range(2021, 2026)),
}
"""Periods by their names, where these do not stand for the plan itself."""
_LAST_YEARS, _PLAN_YEARS = _PERIODS.values()
_NAMED_PERIODS = (("十三五", _LAST_YEARS), ("近五年", _LAST_YEARS), ("近5年", _LAST_YEARS), ("十四五", _PLAN_YEARS))
"""The years of the periods that the plan's own words name."""
_NOW = re.compile("现在|目前|现有|现状|眼下|如今|当前|现时|而家|眼前|这会儿|当下|已有|已经有|此刻")
_AHEAD = re.compile("[要会将能]|打算|准备|规划|计划|目标|争取|新增|[增添多]加|再|以后|将来|未来|十四五|建成后|起")

BY_WHEN = re.compile(r"期限|时限|截止(?!到?20)|最迟|最晚|限期|[哪边]一?年(?:以前|之前)|日期要求")
"""Asks by when: no figure, so no neighbour of one."""
_AIM = re.compile("目标(?!表)|指标值|[要得该须]达到|定到|以后要|将来要|往后要|今后要")
_BESIDE = re.compile(
    "[差离距比超高低多少]出?(?:目标|规划)|目标.{0,6}(?:差|比|相比|完成|达标|达成|实现|离|距)|(?:完成|达|实现|过|到)了?.{0,4}目标.{0,2}[没吗]"
)
"""What is reached is asked for beside what is aimed at."""

_NUMBERS = frozenset({QuestionKind.FIGURE, QuestionKind.TABLE, QuestionKind.COMPUTE, QuestionKind.COMPARE})
ASKED_NUMBER = re.compile(r"多少|几(?!乎|经|何|年来)|百分之")
_TENTHS = re.compile(r"([一二三四五六七八九])成")
_TO_BE_CHECKED = re.compile(
    r"是不是|对不对|对吗|准不准|属实|是真的|有误|[没无]错|核实|核对|核一下|矛盾|一致|两个?(?:数|说法|口径)|什么数|哪个数|指的?(?:是)?什么|哪一?年|什么时候|还是|够不够|是否|能不能|达标|过半"
    r"|到底|究竟|有的[说写讲]|哪个是|统一按|比(?![例率重])|[与和跟同].{1,12}(?:差|一样|相[比差同])|吗[?？。]?$"
)
_KNOWN_OF_ANOTHER = re.compile(r"知道|晓得|我有|已有|另外|另行|说的是|不算|清楚")
"""Words of a clause that tells a figure of something else than is asked for."""
_WHAT_IT_IS = re.compile(r"为何(?:值|数|种|物|[?？。,，(（]|$)")
"""为何 that asks what something is, not why."""
_MOVED = re.compile(r"[降跌掉落减升涨增变]|[少多高低][了咗过]|(?<!多)少|更[多高低]|还[低高少]")
"""Words of a question that tells how something has moved, or stands to something else, before it asks why."""
ON_WHAT_GROUND = re.compile(r"(?:依据|道理|原因)何在|何以|缘何")
"""Asks why in writing."""
_BESIDE_ANOTHER = re.compile(r"比(?![例率重\d])[^,，。;；]{2,10}?(?:还|更|都)")
"""Sets what is asked about beside another school or level: 二中比连中还少."""
_FELL = re.compile(r"[降跌掉落减少低]|-\d")
_ROSE = re.compile(r"增加|增长|提高|上升|涨")
_OF_TIME = frozenset({"年", "个月", "天", "岁"})
_ABOUT = Decimal("0.02")
"""A figure told in passing (将近两个点) is one that is stated where it is no further off than this share of that."""
FEW = 10
"""Numbers up to this stand in a question for many things; they are the figure stated only where the unit is the same."""


@dataclass(frozen=True)
class Slots:
    """What of a question facts are not about, each 0..1.

    Args:
        year: 1 when none of the years asked for is theirs, :data:`WIDER` when they hold for a longer time or for some of them.
        level: 1 when a level asked for is none of theirs, :data:`WIDER` when they are of all levels together.
        unit: 1 when they are counted in something else.
    """

    year: float = 0.0
    level: float = 0.0
    unit: float = 0.0


def _asking_clause(text: str) -> str:
    """Return the last clause that asks for a quantity, ``""`` when none does."""
    return next((clause for clause in reversed(_PIECE.findall(text)) if _QUANTITY.search(clause)), "")


def asked_levels(question: Question) -> tuple[Level, ...]:
    """Return the levels that ``question`` asks about, not those that it only tells of the person.

    They are those of the clause that asks for a quantity, else of what asks, else of the whole message.
    """
    return _asked_levels(question.asking or question.text, question.text, question.levels)


@lru_cache(maxsize=KEPT)
def _asked_levels(asking: str, text: str, levels: tuple[Level, ...]) -> tuple[Level, ...]:
    rest = without_further_matters(without_background(asking))
    for clause in not_counted(rest):
        rest = rest.replace(clause, " ")
    own = levels_of(_asking_clause(rest)) or levels_of(rest)
    if own or rest != asking:
        return own
    told = levels_of(without_background(text))
    return tuple(level for level in levels if level in told)


@lru_cache(maxsize=KEPT)
def asked_years(text: str, years: tuple[int, ...]) -> frozenset[int]:
    """Return the years that the last clause names which asks for a quantity, or all ``years`` where it names none."""
    clauses = [clause for clause in _PIECE.findall(text) if _QUANTITY.search(clause) or clause.endswith(("吗", "没有"))]
    own = {year for year, _ in year_spans(clauses[-1])} if clauses else set()
    return frozenset(own & set(years)) or frozenset(years)


def _period_off(text: str, facts: Sequence[Fact]) -> float:
    """Return 1 when a period is named and all facts hold for years outside it only."""
    periods = [years for name, years in _PERIODS.items() if re.search(name, text)]
    if len(periods) != 1 or not all(fact.years for fact in facts):
        return 0.0
    return float(not any(fact.years & periods[0] for fact in facts))


@lru_cache(maxsize=KEPT)
def asks_for_today(text: str) -> bool:
    """Tell whether the clause of a normalised text that asks for a quantity asks for today's, not for what is ahead."""
    asking = _asking_clause(text) or text
    return bool(_NOW.search(asking)) and not _AHEAD.search(asking)


@lru_cache(maxsize=KEPT)
def asks_for_aim(text: str) -> bool:
    """Tell whether the clause of a normalised text that asks for a quantity asks for what is aimed at, and for nothing beside it."""
    asking = _asking_clause(text) or text
    return bool(_AIM.search(asking)) and not _NOW.search(asking) and not _BESIDE.search(asking) and not year_spans(asking)


_BASE = re.compile(r"基期|基线|起始值|起点值|实际已达|编制时")


def asks_for_base(text: str) -> bool:
    """Tell whether a normalised text asks for what a target starts from."""
    return _BASE.search(text) is not None


def _not_today(fact: Fact) -> bool:
    """Tell whether a fact is of what is aimed at, or of what was when the last period began."""
    return fact.is_aim or (fact.year is not None and fact.year <= min(_PERIODS[_LAST]))


def _held_for(fact: Fact) -> frozenset[int]:
    """Return the years of a fact's period, also of one whose year is the end of it; else its own."""
    return frozenset(fact.period_ends or fact.years)


def _year_off(question: Question, facts: Sequence[Fact]) -> float:
    asked = asked_years(question.asking or question.text, question.years)
    if not asked:
        text = question.asking or question.text
        return max(_period_off(text, facts), float(asks_for_today(text) and all(map(_not_today, facts))))
    exact = {year for fact in facts for year in (fact.year, fact.base_year) if year is not None}
    spans = [{min(years), max(years)} for years in map(_held_for, facts) if len(years) > 1]
    if asked <= exact or {min(asked), max(asked)} in spans or asked <= exact.union(*(span for span in spans if span <= asked)):
        return 0.0
    within = {year for fact in facts for year in fact.years}
    undated = any(not fact.years and fact.kind is FactKind.REQUIREMENT for fact in facts)
    return WIDER if asked & exact or asked <= within or undated else 1.0


def of_another_time(question: Question, answer: Answer) -> bool:
    """Tell whether a figure of one year is asked for and the answer begins with words that name other years only.

    Only where one figure is asked for as such: what is compared, worked out or believed wrongly is told of several years.
    """
    asking = question.asking or question.text
    asked = asked_years(asking, question.years)
    single = question.kind in (QuestionKind.FIGURE, QuestionKind.TABLE) and len(asked) == 1 and not question.several
    if not single or answer.abstained or any(figure.computed for figure in answer.figures):
        return False
    lead = answer.first_line + answer.citations[0].quote
    named = years_spoken_of(lead).union(*(years for name, years in _NAMED_PERIODS if name in lead))
    return bool(named) and not asked & named


def _told(text: str) -> set[tuple[Decimal, str]]:
    """Return the figures that a normalised text tells, each as value and unit; 近一成 is 10%."""
    tenths = {(Decimal("一二三四五六七八九".index(tenth) + 1) * 10, "%") for tenth in _TENTHS.findall(text)}
    return tenths | {(figure.value, unit) for figure in find_figures(text) for unit in (figure.unit, "")}


def repeats_what_is_told(question: Question, answer: Answer) -> bool:
    """Tell whether one number is asked for and all that the answer states is a figure that the question tells itself.

    In 那524个学生，后来有几个送医 the 524 are no answer.  What is to be checked or set against something is.
    """
    text = question.text
    clauses = [clause for clause in _PIECE.findall(text) if ASKED_NUMBER.search(clause)]
    if answer.abstained or question.several or not clauses or question.kind not in _NUMBERS or _TO_BE_CHECKED.search(text):
        return False
    stated = {(figure.value, figure.unit) for figure in answer.figures if not figure.computed}
    if not stated or len(stated) != len({(figure.value, figure.unit) for figure in answer.figures}):
        return False
    told = _told("".join(clause for clause in _PIECE.findall(text) if not _of_another_matter(clause, clauses[-1])))
    return all((value, unit) in told or (unit and (value, "") in told and value > FEW) for value, unit in stated)


def _of_another_matter(clause: str, asking: str) -> bool:
    """Tell whether a clause says that the person knows what it tells, or names other school levels than the clause that asks."""
    own, asked = set(levels_of(clause)), set(levels_of(asking))
    return clause != asking and bool(_KNOWN_OF_ANOTHER.search(clause) or (own and asked and not own & asked))


def states_about(answer: Answer, told: Sequence[Figure]) -> bool:
    """Tell whether an answer states, about, every figure that is ``told``, whatever its sign."""
    stated = [abs(figure.value) for figure in answer.figures]
    return all(any(abs(abs(figure.value) - each) <= _ABOUT * each for each in stated) for figure in told)


_MANY = r"(?:多少|(?<![那这好十近前哪边])几多?)"
_COUNTS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (re.compile(rf"{_MANY}(?:{what})[^,，。;；]{{0,4}}$"), frozenset(units))
    for what, units in (
        ("所|间(?![房宿教课])|家(?!人)|个?(?:学校|幼儿园)", ("所", "间", "家", "个")),
        (
            "人(?!次)|名|位|个?(?:学生|孩子|小孩|娃|老师|教师|小朋友|人)",
            ("人", "名", "位", "个", "人次", "万人", "万人次"),
        ),
        ("[万亿]?元|块钱?|钱", ("元", "万元", "亿元")),
    )
)
"""How many of what a question ends with asking for, and in which units an answer may count them."""


def gives_no_count(question: Question, answer: Answer) -> bool:
    """Tell whether a question ends with asking how many there are, or how much money, of what the answer counts nothing at all."""
    if answer.abstained or question.several or question.kind is QuestionKind.LOCATE:
        return False
    asked = question.text.rstrip("?？。!！,， 呀啊呢哦喔了")
    units = next((units for pattern, units in _COUNTS if pattern.search(asked)), None)
    if units is None:
        return False
    return not any(figure.unit in units for figure in find_figures(MARKER.sub("", answer.answer).replace("**", "")))


def gives_no_reason(question: Question, answer: Answer) -> bool:
    """Tell whether only a reason is asked for and the answer states nothing but figures.

    A figure that the question tells, and the plan otherwise, is to be set right; why a figure moved is another matter.
    """
    asking = question.asking or question.text
    wonders = expected(asking) == REASON or ON_WHAT_GROUND.search(asking)
    if answer.abstained or not answer.figures or not wonders or ASKED_NUMBER.search(asking):
        return False
    if answer.status is Status.CONFLICTING:  # why the plan says both is told by showing both
        return False
    told = {value for value, _ in _told(question.text)}
    figures = [figure for figure in find_figures(question.text) if figure.unit not in _OF_TIME]
    in_passing = bool(figures) and states_about(answer, figures)
    paired = (len(figures) > 1 and len(question.levels) > 1) or bool(
        _BESIDE_ANOTHER.search(question.text)
    )  # whose may be told wrongly
    turned = _FELL.search(question.text) and _ROSE.search(answer.answer) and not _FELL.search(answer.answer)
    tells_nothing_new = (
        bool(told) and not paired and not turned and (in_passing or {figure.value for figure in answer.figures} <= told)
    )
    if not _MOVED.search(question.text) and not tells_nothing_new:
        return False
    quotes = " ".join([answer.answer, *(citation.quote for citation in answer.citations)])
    if _WHAT_IT_IS.search(asking) or provides(REASON, [quotes])[0]:
        return False
    return tells_nothing_new or (len(told) != 1 and told <= {value for value, _ in _told(answer.answer)})


def _level_off(question: Question, facts: Sequence[Fact]) -> float:
    worst = 0.0
    asked = asked_levels(question)
    of_school_age = {Level.SPECIAL, Level.PRIMARY, Level.JUNIOR, Level.COMPULSORY}
    if Level.SPECIAL in asked and set(asked) <= of_school_age and any("特殊教育" in fact.levels for fact in facts):
        return 0.0  # a special child's compulsory schooling is told of with special schools
    for level in asked:
        if any(LEVELS[level] & set(fact.levels) for fact in facts):
            continue
        named = any(level.value in fact.statement or level.value in fact.place for fact in facts)
        worst = max(worst, 0.0 if named else WIDER if any("全市" in fact.levels for fact in facts) else 1.0)
    return worst


@lru_cache(maxsize=KEPT)
def _units_counted(text: str) -> frozenset[str] | None:
    """Return the units that fit what a normalised text counts, ``None`` when it does not tell."""
    counted = _COUNTED.findall(text)
    return _UNITS.get(counted[-1], frozenset({counted[-1]})) if counted else wanted_units(text)


def _unit_off(question: Question, facts: Sequence[Fact]) -> float:
    wanted = _units_counted(question.asking or question.text)
    if wanted is None or any(fact.figure.unit in wanted or meant(question.text, fact) for fact in facts):
        return 0.0  # a share of the question's own number is counted as that number is
    return 1.0


def off(question: Question, facts: Sequence[Fact]) -> Slots:
    """Return what of ``question`` the ``facts`` of one answer are not about; nothing when there are none."""
    if not facts:
        return Slots()
    return Slots(_year_off(question, facts), _level_off(question, facts), _unit_off(question, facts))


def found_off(question: Question, hits: Sequence[Hit], facts_of: Callable[[str], Sequence[Fact]]) -> Slots:
    """Return what the facts of the best passage are not about where a figure is asked for: of those nearly as good, the nearest.

    Args:
        question: The question.
        hits: Its passages, best first.
        facts_of: Gives the facts of a passage by its id.
    """
    if not hits or question.kind not in WANTS_FIGURE:
        return Slots()
    best = [hit for hit in hits if hit.score >= NEARLY * hits[0].score]
    found = [off(question, facts_of(hit.passage.id)) for hit in best]
    return min(found, key=lambda slots: slots.year + slots.level)
