"""What numbers of the question's own lack of a figure of the plan, or how many of something they take: 攒了228个学时，还欠多少.

The person tells how much there is where he works or learns, and asks how far that is from what the plan states or requires, how
many more it takes, or how many rooms or classes so many make where he tells how many go into one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from lzqa.answer.arithmetic import APART, Sum, finished, plain
from lzqa.facts import Fact, FactKind
from lzqa.figures import Figure, find_figures, year_spans
from lzqa.numerals import count_of

KEPT = 512
LACKING = "还差"
"""What own numbers lack of a figure is called so."""
_LACKS = re.compile(
    r"[还仲](?:差|欠|缺|少|要|需|得|剩)(?!不)[^,，。;；?？]{0,10}?(?:多少|几)|(?:差|欠|缺|短)(?:了|着|咗)?(?:多少|几)|缺口|(?:补|凑|提|转|招|添)[^,，。;；?？]{0,4}(?:多少|几)"
)
_APART = re.compile(r"差(?:多少|几)|(?:高|低|多|少|超|领先|落后)[^,，。;；?？]{0,3}(?:多少|几)|(?:多少|几)个?(?:百分)?点")
_INTO_ONE = re.compile(
    r"(?:每|一|1)(?P<one>间|班|桌|栋|套|房|层|车|组|个班|个房|个房间|间房|间宿舍|个教室)[^,，。;；\d]{0,6}?(?P<number>\d{1,3}|[二两三四五六七八九十]{1,3})(?:张|个|人|名|台|床|位)"
)
"""Tells how many go into one of something: 一间房摆六张床, 每班45人."""
_HOW_MANY_OF_THEM = re.compile(r"(?:多少|几多?)个?(?P<what>间|班|桌|栋|套|房|层|车|组|教室)")
_OWN = re.compile(r"我|俺|咱|本(?:园|校|人|班|单位|镇)|假[如设]|如果|要是|倘若|目前|现有|手头|已经?|攒|才|只有|一共|共")
"""Words of what the person tells of himself."""
_OF_TIME = frozenset({"年", "月", "天", "岁", "周", "学期", "轮"})
_COUNTS = frozenset({"人", "名", "位", "个", "所", "间", "家", ""})
_SAME = (_COUNTS, frozenset({"学时", "课时", "个"}), frozenset({"张", "个"}), frozenset({"台", "个"}))
WHOLE_AND_PART = 2
"""How many there are in all and how many of them are so: these two numbers are told, neither less than 2."""
WORK = re.compile(
    r"(?P<lacks>a(?:-\d+(?:\.\d+)?){1,3})|a\*(?P<all>\d+(?:\.\d+)?)/100-(?P<have>\d+(?:\.\d+)?)|(?P<over>\d+(?:\.\d+)?)-a|a/(?P<each>\d{1,3})of"
)
"""What is worked out with numbers of the question's own; ``of`` marks so many that go into one."""


@lru_cache(maxsize=KEPT)
def _own_numbers(text: str) -> tuple[Figure, ...]:
    """Return the numbers that a normalised question tells, without years and spans of time."""
    years = {Decimal(year) for year, _ in year_spans(text)}
    return tuple(
        figure
        for figure in find_figures(text)
        if figure.in_digits and figure.high is None and figure.value not in years and figure.unit not in _OF_TIME
    )


def _alike(one: str, other: str) -> bool:
    return one == other or any({one, other} <= group for group in _SAME)


def own_work(text: str, fact: Fact) -> str:
    """Return what a normalised question surely wants worked out from a fact and numbers of its own; ``""`` when nothing.

    Args:
        text: The question.
        fact: The fact that it is about.
    """
    if fact.kind is FactKind.CHANGE or fact.figure.high is not None or not _OWN.search(text):
        return ""
    numbers = [figure for figure in _own_numbers(text) if figure.value != fact.figure.value]
    if fact.figure.unit != "%":
        return _into_rooms(text, fact) or _lacking(text, fact, numbers)
    counts = [figure.value for figure in numbers if figure.unit in _COUNTS and figure.value >= WHOLE_AND_PART]
    if len(counts) == len(numbers) == WHOLE_AND_PART and _LACKS.search(text):
        whole, part = max(counts), min(counts)
        wanted = whole * fact.figure.value / 100
        return f"a*{plain(whole)}/100-{plain(part)}" if part < wanted <= whole else ""
    shares = [figure.value for figure in numbers if figure.unit == "%"]
    if len(shares) == 1 and len(numbers) == 1 and (_APART.search(text) or _LACKS.search(text)):
        return f"a-{plain(shares[0])}" if shares[0] < fact.figure.value else f"{plain(shares[0])}-a"
    return ""


def asks_of_own(text: str, facts: Sequence[Fact]) -> bool:
    """Tell whether one fact is proposed with which a normalised question wants something worked out from its own numbers."""
    return len(facts) == 1 and bool(own_work(text, facts[0]))


def _lacking(text: str, fact: Fact, numbers: Sequence[Figure]) -> str:
    own = [figure.value for figure in numbers if _alike(figure.unit, fact.figure.unit)]
    if not 0 < len(own) < 4 or len(own) < len(numbers) or not _LACKS.search(text) or sum(own) >= fact.figure.value:
        return ""
    return "a" + "".join(f"-{plain(value)}" for value in own)


def _into_rooms(text: str, fact: Fact) -> str:
    told, asked = _INTO_ONE.search(text), _HOW_MANY_OF_THEM.search(text)
    if told is None or asked is None or fact.figure.unit not in (*_COUNTS, "张", "台"):
        return ""
    number = count_of(told["number"])
    return f"a/{number}of" if number > 1 and number < fact.figure.value else ""


def of_own_numbers(text: str, work: str, facts: Sequence[Fact]) -> Sum | None:
    """Work out an expression of :func:`own_work`; ``None`` for any other.

    Args:
        text: The normalised question.
        work: The expression.
        facts: The fact.
    """
    match = WORK.fullmatch(work)
    if match is None or len(facts) != 1 or own_work(text, facts[0]) != work:
        return None
    value, unit = facts[0].figure.value, facts[0].figure.unit
    if match["lacks"]:
        own = [Decimal(number) for number in work.split("-")[1:]]
        shown = "－".join(plain(number) for number in (value, *own))
        lacks = value - sum(own)
        return finished(facts, shown, lacks, "个百分点" if unit == "%" else unit, APART if unit == "%" else LACKING)
    if match["over"]:
        over = Decimal(match["over"])
        return finished(facts, f"{plain(over)}－{plain(value)}", over - value, "个百分点", APART)
    if match["all"]:
        whole, have = Decimal(match["all"]), Decimal(match["have"])
        counted = next((figure.unit for figure in _own_numbers(text) if figure.value == whole), "") or "人"
        shown = f"{plain(whole)}×{plain(value)}÷100－{plain(have)}"
        return finished(facts, shown, whole * value / 100 - have, counted, LACKING)
    asked = _HOW_MANY_OF_THEM.search(text)
    what = asked["what"] if asked is not None else ""
    unit = {"班": "个班", "房": "间", "教室": "个", "车": "车"}.get(what, what)
    return finished(facts, f"{plain(value)}÷{match['each']}", value / Decimal(match["each"]), unit, "算得")
