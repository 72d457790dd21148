"""What numbers of the question's own lack of a figure of the plan, or how many of something they take: 攒了228个学时，还欠多少.

The person tells how much there is where he works or learns, and asks how far that is from what the plan states or requires, how
many more it takes, or how many rooms or classes so many make where he tells how many go into one.  What is required in several
years may be asked for each (平摊到一年，我学了58个，还差几个), what is required in hours against minutes (每天才动35分钟，五天少动多少分钟).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from lzqa.answer.arithmetic import APART, Sum, finished, in_whole_ones, plain
from lzqa.answer.ownplan import PREFIX, of_own_plan, plan_work
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
_ENOUGH = re.compile(r"够不够|够了?[吗没么]|不够|达标|能不能过")
"""Asks whether so much is enough, for which nobody need say that it is his own."""
_EACH_YEAR = re.compile(r"平摊|均摊|[摊匀折]到|平均|按年|每一?年|一年|今年|本年|当年|年底(?!前完)|全年")
_OVER_ALL = re.compile(r"[这五5]年(?:里|内|下来|总|一共|周期|任务)|总共还|一共还")
_YEARS_OF_ALL = re.compile(r"每?(?P<years>[2-9])年")
"""Tells for how many years together a figure stands, in its scope: 每5年."""
_MINUTES = re.compile(r"(?<!\d)(?P<minutes>\d{1,3})(?:来|多)?分钟")
_IN_MINUTES = re.compile(
    r"[差少欠缺短亏补](?:动|练|了|够|练了|动了|锻炼)?[^,，。;；]{0,3}(?:多少|几多?)(?:个)?分钟|(?:多少|几多?)分钟"
)
_DAYS = re.compile(r"(?P<days>[两二三四五六七2-7])个?[天日](?![子报常前后])")
_OF_WEEK = re.compile(r"周|星期|礼拜|[天日][算加]下来")
_EXERCISE = re.compile(r"锻炼|运动|体育|[活真]动|动起来|大课间|跑步|做操|才动|只动")
"""Of what hours are required each day: nothing else is asked for in minutes by such a question."""
AN_HOUR = 60
_OF_TIME = frozenset({"年", "月", "天", "岁", "周", "学期", "轮"})
_AGE, _MEAN_AGE = "岁", re.compile(r"(?:平均|均)(?:年龄|岁数|年纪)?(?:只|才|是|为|有|约|大概)*$")
"""A mean age is a figure like others; any other age is a child's."""
COUNTS = frozenset({"人", "名", "位", "个", "所", "间", "家", ""})
_SAME = (COUNTS, frozenset({"学时", "课时", "个"}), frozenset({"张", "个"}), frozenset({"台", "个"}))
_A_NAME = re.compile(r"[”\"]?(?:的?(?:线|攻坚|目标|要求|达标|行动|规定|政策|指标))")
"""Stands behind a bare number that is a name: 5080的线."""
WHOLE_AND_PART = 2
"""How many there are in all and how many of them are so: these two numbers are told, neither less than 2."""
WORK = re.compile(
    r"(?P<lacks>a(?:/(?P<years>[2-9]))?(?:-\d+(?:\.\d+)?){1,3})|a\*(?P<all>\d+(?:\.\d+)?)/100-(?P<have>\d+(?:\.\d+)?)|(?P<over>\d+(?:\.\d+)?)-a|a/(?P<each>\d{1,3})of"
    r"|(?P<short>\(a\*60-\d{1,3}\)\*[2-7]|a\*60-\d{1,3})"
)
"""What is worked out with numbers of the question's own; ``of`` marks so many that go into one."""


@lru_cache(maxsize=KEPT)
def own_figures(text: str) -> tuple[Figure, ...]:
    """Return the numbers that a normalised question tells, each once, without years, spans of time and ages but mean ones."""
    years = {Decimal(year) for year, _ in year_spans(text)}
    found = (
        figure
        for figure in find_figures(text)
        if figure.in_digits
        and figure.high is None
        and figure.value not in years
        and (figure.unit not in _OF_TIME or (figure.unit == _AGE and _MEAN_AGE.search(text[: figure.span.start])))
        and not (not figure.unit and _A_NAME.match(text[figure.span.end :]))
    )
    return tuple({(figure.value, figure.unit): figure for figure in found}.values())


def _alike(one: str, other: str) -> bool:
    return one == other or any({one, other} <= group for group in _SAME)


def own_work(text: str, fact: Fact) -> str:
    """Return what a normalised question surely wants worked out from a fact and numbers of its own; ``""`` when nothing.

    Args:
        text: The question.
        fact: The fact that it is about.
    """
    if fact.kind is FactKind.CHANGE or fact.figure.high is not None:
        return ""
    if fact.figure.unit == "小时":
        return _short_of(text, fact)
    planned = plan_work(text, fact, own_figures(text))
    if planned:
        return planned
    if not _OWN.search(text) and not _ENOUGH.search(text):
        return ""
    numbers = [figure for figure in own_figures(text) if figure.value != fact.figure.value]
    if fact.figure.unit != "%":
        return _into_rooms(text, fact) or _lacking(text, fact, numbers)
    counts = [figure.value for figure in numbers if figure.unit in COUNTS and figure.value >= WHOLE_AND_PART]
    if len(counts) == len(numbers) == WHOLE_AND_PART and _LACKS.search(text):
        whole, part = max(counts), min(counts)
        wanted = whole * fact.figure.value / 100
        return f"a*{plain(whole)}/100-{plain(part)}" if part < wanted <= whole else ""
    shares = [figure.value for figure in numbers if figure.unit == "%"]
    if len(shares) == 1 and len(numbers) == 1 and (_APART.search(text) or _LACKS.search(text)):
        return f"a-{plain(shares[0])}" if shares[0] < fact.figure.value else f"{plain(shares[0])}-a"
    return ""


def _short_of(text: str, fact: Fact) -> str:
    """Return by how many minutes what the question tells of a day is short of so many hours, on all the days that it tells of."""
    told = [match["minutes"] for match in _MINUTES.finditer(text)]
    if len(told) != 1 or not _IN_MINUTES.search(text) or int(told[0]) >= fact.figure.value * AN_HOUR:
        return ""
    days = _DAYS.search(text) if _OF_WEEK.search(text) else None
    if days is None:
        return "" if _OF_WEEK.search(text) else f"a*{AN_HOUR}-{told[0]}"
    return f"(a*{AN_HOUR}-{told[0]})*{count_of(days['days'])}"


def in_minutes(text: str) -> str:
    """Return a normalised question for what its own minutes are short of as one for the hours of a day; ``""`` where it is none."""
    if len(_MINUTES.findall(text)) != 1 or not (_IN_MINUTES.search(text) and _EXERCISE.search(text)):
        return ""
    clauses = [clause for clause in re.split(r"[,，。;；!！?？]", text) if clause and not _DAYS.search(clause)]
    kept = [_MINUTES.sub("", clause) for clause in clauses if not _IN_MINUTES.search(clause)]
    return ",".join([*kept, "每天要保证锻炼几小时"])


def _each_of(text: str, fact: Fact) -> int:
    """Return over how many years a figure is spread where a question asks for one of them; 1 where it does not."""
    years = _YEARS_OF_ALL.search(fact.scope)
    return int(years["years"]) if years and _EACH_YEAR.search(text) and not _OVER_ALL.search(text) else 1


def _lacking(text: str, fact: Fact, numbers: Sequence[Figure]) -> str:
    own = [figure.value for figure in numbers if not figure.unit or _alike(figure.unit, fact.figure.unit)]
    years = _each_of(text, fact)
    if not 0 < len(own) < 4 or len(own) < len(numbers) or not _LACKS.search(text) or sum(own) >= fact.figure.value / years:
        return ""
    return ("a" if years == 1 else f"a/{years}") + "".join(f"-{plain(value)}" for value in own)


def _into_rooms(text: str, fact: Fact) -> str:
    told, asked = _INTO_ONE.search(text), _HOW_MANY_OF_THEM.search(text)
    if told is None or asked is None or fact.figure.unit not in (*COUNTS, "张", "台"):
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
    if work.startswith(PREFIX) and len(facts) == 1 and own_work(text, facts[0]) == work:
        return of_own_plan(work, facts[0])
    match = WORK.fullmatch(work)
    if match is None or len(facts) != 1 or own_work(text, facts[0]) != work:
        return None
    value, unit = facts[0].figure.value, facts[0].figure.unit
    if match["lacks"]:
        own, years = [Decimal(number) for number in work.split("-")[1:]], match["years"]
        shown = "－".join((f"{plain(value)}÷{years}" if years else plain(value), *map(plain, own)))
        lacks = value / Decimal(years or 1) - sum(own)
        return finished(facts, shown, lacks, "个百分点" if unit == "%" else unit, APART if unit == "%" else LACKING)
    if match["short"]:
        minutes, days = re.findall(r"-(\d+)", work)[0], work.rpartition("*")[2] if work.startswith("(") else ""
        a_day = f"{plain(value)}×{AN_HOUR}－{minutes}"
        short = (value * AN_HOUR - int(minutes)) * int(days or 1)
        return finished(facts, f"（{a_day}）×{days}" if days else a_day, short, "分钟", LACKING)
    if match["over"]:
        over = Decimal(match["over"])
        return finished(facts, f"{plain(over)}－{plain(value)}", over - value, "个百分点", APART)
    if match["all"]:
        whole, have = Decimal(match["all"]), Decimal(match["have"])
        counted = next((figure.unit for figure in own_figures(text) if figure.value == whole), "") or "人"
        shown = f"{plain(whole)}×{plain(value)}÷100－{plain(have)}"
        return in_whole_ones(finished(facts, shown, whole * value / 100 - have, counted, LACKING))
    asked = _HOW_MANY_OF_THEM.search(text)
    what = asked["what"] if asked is not None else ""
    unit = {"班": "个班", "房": "间", "教室": "个", "车": "车"}.get(what, what)
    return in_whole_ones(finished(facts, f"{plain(value)}÷{match['each']}", value / Decimal(match["each"]), unit, "算得"))
