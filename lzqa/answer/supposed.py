"""What a question supposes: a number of its own that a share of the plan's is taken of, or so many rounds of what happens regularly.

假如一所初中有1500人 takes 0.8% of 1500; 跑满两轮 takes twice what there is every two years.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from lzqa.answer.arithmetic import Sum, finished, plain
from lzqa.answer.ownnumber import in_minutes, of_own_numbers, own_work
from lzqa.facts import Fact, FactKind
from lzqa.figures import Figure, find_figures, year_spans
from lzqa.numerals import count_of

Supposition = tuple[tuple[Fact, ...], str]
"""Facts, and what is worked out from them and the question's number."""
KEPT = 512
RIGHT_OWN = 0.03
"""A fact answers that is right with this probability where something is surely wanted of it and a number of the question's own."""
LEAST = 20
"""A share is taken of a number from here on; smaller ones mostly count something else."""
MOST_ROUNDS = 60
_HYPOTHESIS = re.compile(r"假[如设定若]|如果|要是|倘若|若[是按照有以]|打个?比方|比方说?|试想")
_OUR_OWN = r"(?:园里|校里|班[里上]|学校|单位|全[校园])(?:一?共|正好|刚好|总共|现)*(?:有|是)?\d+(?:个|名|位|人)"
"""Words for how many there are where the person works or learns."""
_THERE_ARE = r"(?:条件|资格)[^,，。;；]{0,10}(?:有|共|是)?\d+(?:个|名|位|人)"
"""Words for how many are fit for what is asked about."""
_OF_ITS_OWN = re.compile(
    rf"{_HYPOTHESIS.pattern}|{_OUR_OWN}|{_THERE_ARE}|每\d|[照按]|(?:我们?|咱们?|俺们?|本)(?:学?校|幼儿园|园|班|片区|镇|所在|这里?|那里?)?[^,，。;；]{{0,14}}?\d+(?:个|名|位|人|户)"
)
_SUPPOSES = re.compile(
    rf"{_HYPOTHESIS.pattern}|{_OUR_OWN}|{_THERE_ARE}|比如|[按照]|每\d|(?:我们?|咱们?|本|该)(?:校|园|幼儿园|学校|小学|中学|班|镇|片区|这)|算|估"
)
_ROUNDS = re.compile(
    r"(?<![十第\d初高近前后过今明去每])(?P<count>\d{1,2}|[两二三四五六七八九十]{1,2})(?P<of>轮|批|期|届|个?(?:年度|学年)|年(?![级的底末初])|个?(?:周(?!岁)|星期|礼拜)|个?月(?!份)|天|个?学期)"
)
_EVERY = re.compile(r"每(?P<count>两|二|三|四|五|[2-5])?(?P<of>年|周|星期|月|天|日|学期)")
_TURNS = ("轮", "批", "期", "届")
_SAME = (("年", "年度", "学年"), ("周", "星期", "礼拜"), ("月",), ("天", "日"), ("学期",))
OWN_NUMBER = re.compile(
    r"(?:a|\(100-a\))\*\d+(?:\.\d+)?/100|a\*\d{1,2}\+\d{1,2}|a\*b\*\d+(?:\.\d+)?/10000|(?:a|\([a-d+]+\))\*\d{1,2}"
)
"""What is worked out with a number of the question's."""
_SUM = re.compile(r"[a-d](?:\+[a-d])+")
_HOW_MANY = re.compile(
    r"(?:最[低少]|至少|应|需)[^,，。;；多几]{0,8}人数|多少(?:个|名|位|人|户)?|几(?:个|名|位|人|户|家|所|节|次|间|张|台|学时|课时|小时)"
)
_WHETHER = re.compile(r"[吗么]|是不是|有没有|是否|要不要|够不够|能不能|对不对|(?<!才算)达标(?!的|要求|标准|线|率)")
_IN_PERCENT = re.compile(
    r"百分之|几成|(?:比例|占比|比率)(?:是|为|要|占|达|到|有|多|$)|多少(?:的)?(?:比例|占比|百分比)|[几多]少?个?(?:百分)?点|%"
)
_EACH_TIME = re.compile(r"每|平均|年均|(?<!第)一年")
_ALTOGETHER = re.compile(r"连(?:着|续|办|搞|开|做|去|干|训)|一?共|总|累计|合计|加起来|下来|[跑走搞办做]满|满打满算|全部")
_NO_COUNT = frozenset({"%", "个百分点", "岁", "年", "月", "天"})
"""Of what is told in these no share is taken."""
_COUNTED = frozenset({"", "人", "名", "个", "位", "所", "间", "家", "户"})
_TAKEN_TWICE = re.compile(r"a\*b\*(?P<number>\d+(?:\.\d+)?)/10000")
_TAKEN = re.compile(r"(?P<of>a|\(100-a\))\*(?P<number>\d+(?:\.\d+)?)/100")
_NOT_SO = re.compile(r"没|未|冇|不(?!足|到|少|低)")
_LACKS = re.compile(r"辍|流失|辞|未|不")
"""Words of a share that itself counts what is not so: 辍学率."""
_CLAUSE = re.compile(r"[^,，。;；!！?？…\n]+")


_LESSONS = re.compile(r"(\d{1,2})个?(节|课时)")
_STANDARD = re.compile(r"(?:标准|规定|满|足额)[^,，。;；\d]{0,10}$")
"""Stands before the lessons of which others are a part."""
TOLD_TWICE = 2
"""Two numbers of lessons are told: the standard and one's own."""
_HOW_MANY_LESSONS = re.compile(r"(?:多少|几多?)个?(?:节|课时)|(?:节|课时)数")
"""Lessons are asked for of so many that the question tells: 标准课时一周14节，班主任顶几节."""
_A_WEEK = re.compile(r"(?:每|一)(?:个)?(?:周|星期|礼拜)(?:下来)?")
_OF_SO_MANY = re.compile(
    r"每(?P<number>一?[百千万]|1000{0,2}0?)(?:个|名|位|人)?(?:学生|孩子|娃|人)?[^,，。;；]{0,10}?(?:几|多少)"
)
_SO_MANY = {"百": "100", "千": "1000", "万": "10000"}
_IN_SO_MANY = re.compile(r"(a/b|b/a)\*(100|1000|10000)of")
_SORTS_EACH = re.compile(r"(?P<count>[两二三四五])类各")
_TAKEN_TOGETHER = re.compile(r"合|一?共|总|加|[两二三四五](?:类|种|样|个)(?!工作)")
_EACH_SORT = re.compile(r"各(?!种|类|地|项)|分别|每[类种]")
_OF_THOSE = re.compile(r"占(?P<those>[\u4e00-\u9fff]{2,4})总数")
"""What a share is of, which another share gives in turn: 占交流总数."""


@lru_cache(maxsize=KEPT)
def supposed(text: str) -> tuple[Figure, ...]:
    """Return the numbers that a normalised question supposes, for a share to be taken of them; none where it supposes nothing."""
    if not _SUPPOSES.search(text):
        return ()
    years = {Decimal(year) for year, _ in year_spans(text)}
    found = {
        figure.value: figure
        for figure in reversed(find_figures(text))
        if figure.in_digits
        and figure.high is None
        and figure.value >= LEAST
        and figure.value not in years
        and figure.unit not in _NO_COUNT
    }
    return tuple(reversed(found.values()))


def _times(text: str, statement: str) -> int:
    """Return how often what a statement tells of happens in the longest time that a question names, 0 when it names none."""
    every = _EVERY.search(statement)
    if every is None:
        return 0
    length = count_of(every["count"]) if every["count"] else 1
    unit = next(same for same in _SAME if every["of"] in same)
    found = [0]
    for told in _ROUNDS.finditer(text):
        count, of = count_of(told["count"]), told["of"].removeprefix("个")
        rounds, rest = divmod(count, 1 if of in _TURNS else length)
        if (of in _TURNS or of in unit) and not rest and 1 < rounds <= MOST_ROUNDS:
            found.append(rounds)
    return max(found)


def suppositions(text: str, seeds: Sequence[Fact]) -> Iterator[Supposition]:
    """Yield what a normalised question may want worked out from a number of its own.

    Args:
        text: The question.
        seeds: Facts that it may be about, the likeliest first.
    """
    numbers = supposed(text)
    for seed in seeds:
        if seed.kind is FactKind.CHANGE:
            continue
        if seed.figure.unit == "%":
            for figure in numbers:
                yield (seed,), _share_of(plain(figure.value), text, seed)
            continue
        rounds = _times(text, seed.statement)
        if rounds:
            yield (seed,), f"a*{rounds}"
            alike = [each for each in seeds if each.passage == seed.passage and each.figure.unit == seed.figure.unit]
            together = tuple(dict.fromkeys(each for each in alike if each.figure.high is None and _times(text, each.statement)))
            if 1 < len(together) <= 4:
                yield tuple(sorted(together, key=lambda fact: fact.span)), f"({'+'.join('abcd'[: len(together)])})*{rounds}"


def _asking(text: str) -> str:
    """Return the last clause of a normalised text that asks how many, the whole of it where none does."""
    return next((clause for clause in reversed(_CLAUSE.findall(text)) if _HOW_MANY.search(clause)), text)


def as_share(text: str) -> str:
    """Return a normalised question for how many of a number that it supposes as one for the share; ``""`` where it is none.

    初中500人，照2019年的辍学率几个没读下去 asks what the share is, as far as the plan can tell.
    """
    lessons = lessons_told(text)
    if lessons:
        kept = [_A_WEEK.sub("", clause) for clause in _CLAUSE.findall(text) if not _LESSONS.search(clause)] or [text]
        return _HOW_MANY_LESSONS.sub("占标准课时工作量的多少", ",".join(kept))
    if in_minutes(text):
        return in_minutes(text)
    numbers = [figure for figure in supposed(text) if figure.unit in _COUNTED]
    asking = _asking(text)
    if len(numbers) != 1 or _WHETHER.search(text) or not _HOW_MANY.search(asking):
        return ""
    number = plain(numbers[0].value)
    clauses = _CLAUSE.findall(text)
    kept = [clause for clause in clauses if number not in clause or clause == asking]
    told = [_HOW_MANY.sub("占百分之多少", clause) if clause == asking else clause for clause in kept]
    rest = ",".join(told).replace(numbers[0].text, "")
    return rest if rest != text else ""


def _share_of(number: str, text: str, share: Fact) -> str:
    """Return the share of a number that a normalised question asks for, or what is left of it where it asks what is not so."""
    lacking = _NOT_SO.search(_asking(text)) is not None and _LACKS.search(share.indicator) is None
    return f"(100-a)*{number}/100" if lacking else f"a*{number}/100"


def meant(text: str, fact: Fact) -> str:
    """Return what a normalised question surely wants worked out from a fact and a number of its own; ``""`` when nothing.

    How many of the number it supposes, where the fact is a share, or of its lessons, where it is a half; how much in so many
    years, where the fact recurs and it is not asked how much each time; how many of the sorts that the fact tells of each.
    """
    if fact.kind is FactKind.CHANGE:
        return ""
    own = own_work(text, fact)
    if own:
        return own
    if _WHETHER.search(text):
        return ""
    if not fact.figure.unit and 0 < fact.figure.value < 1:
        return _of_lessons(text)
    if fact.figure.unit == "%":
        numbers = supposed(text)
        one = len(numbers) == 1 and numbers[0].unit in _COUNTED and bool(_OF_ITS_OWN.search(text))
        wanted = one and _HOW_MANY.search(text) and not _IN_PERCENT.search(_asking(text))
        return _share_of(plain(numbers[0].value), text, fact) if wanted else ""
    rounds = _sorts_together(text, fact) or _rounds_together(text, fact)
    return f"a*{rounds}" if rounds else ""


def asks_of_own(text: str, facts: Sequence[Fact]) -> bool:
    """Tell whether one fact is given with which a normalised question wants something worked out from its own numbers.

    What recurs is no such fact: what is wanted of so many rounds may be several facts' together.
    """
    return len(facts) == 1 and bool(meant(text, facts[0]) if facts[0].figure.unit in ("%", "") else own_work(text, facts[0]))


def lessons_told(text: str) -> str:
    """Return how many lessons a normalised question tells where it asks how many lessons part of them are; ``""`` for none.

    Of two numbers the one that it calls the standard (标准一周16节，自己上10节，加起来几节).
    """
    told = list(_LESSONS.finditer(text))
    if not _HOW_MANY_LESSONS.search(text):
        return ""
    if len(told) == 1:
        return told[0][1]
    standard = [each for each in told if _STANDARD.search(text[: each.start()])]
    own = own_lessons(text)
    return standard[0][1] if own and standard else ""


def _of_lessons(text: str) -> str:
    lessons, own = lessons_told(text), own_lessons(text)
    return f"a*{lessons}" + (f"+{own}" if own else "") if lessons else ""


def own_lessons(text: str) -> str:
    """Return the lessons that a normalised question tells beside the standard, where it asks what they come to with a part of that."""
    told = list(_LESSONS.finditer(text))
    standard = [each for each in told if _STANDARD.search(text[: each.start()])]
    others = [each for each in told if each not in standard]
    together = len(told) == TOLD_TWICE and len(standard) == 1 and _TAKEN_TOGETHER.search(text)
    return others[0][1] if together else ""


def _sorts_together(text: str, fact: Fact) -> int:
    """Return of how many sorts a fact tells of each, where a normalised question asks for all of them together; 0 otherwise."""
    each = _SORTS_EACH.search(fact.scope)
    wanted = each is not None and _TAKEN_TOGETHER.search(text) and not _EACH_SORT.search(text)
    return count_of(each["count"]) if each is not None and wanted else 0


def share_of_those(text: str, share: Fact, siblings: Sequence[Fact]) -> tuple[Supposition, ...]:
    """Return a share of a number that a question supposes as one of the share that another fact takes of that number.

    50人符合交流条件，骨干最少几人 asks for 20% of those who go, who are 10% of the 50.  Behind it the other share of the number;
    nothing where the number itself is of those, or there is no such other share.

    Args:
        text: The normalised question.
        share: The fact whose share would be taken.
        siblings: The facts of its sentence.
    """
    match, of = _TAKEN.fullmatch(meant(text, share)), _OF_THOSE.search(share.scope)
    if match is None or of is None or match["of"] != "a":
        return ()
    those = rf"(?<!条件)(?<!资格)(?<!可以)(?<!条件轮岗)(?<!资格轮岗)(?:{of['those']}|轮岗|轮换)(?!条件|资格|要求|比例)"
    if re.search(rf"{those}[^,，。;；]{{0,5}}\d|\d+(?:个|名|位|人)?(?:老师|教师)?(?:去|出去|参加|来)?了?{those}", text):
        return ()
    wholes = [
        each
        for each in siblings
        if each.figure.unit == "%" and of["those"] in each.indicator and not each.scope.endswith(of.group())
    ]
    number = match["number"]
    return (((wholes[0], share), f"a*b*{number}/10000"), ((wholes[0],), f"a*{number}/100")) if len(wholes) == 1 else ()


def _rounds_together(text: str, fact: Fact) -> int:
    """Return for how many rounds a normalised question asks how much there is altogether, 0 where it asks for one time's."""
    if not _ALTOGETHER.search(text) or _EACH_TIME.search(_asking(text)):
        return 0
    return _times(text, fact.statement)


def work_meant(text: str, work: str, facts: Sequence[Fact], *, stated: bool) -> str:
    """Return what a normalised question wants worked out from facts, with what it supposes; ``work`` where it supposes nothing.

    Args:
        text: The question.
        work: What would be worked out else; may be empty.
        facts: The facts.
        stated: Whether they are one fact, that would only be stated.
    """
    own = own_work(text, facts[0]) if len(facts) == 1 else _of_so_many(text, facts)
    if own:
        return own
    return (meant(text, facts[0]) if stated else in_all_rounds(text, work, facts)) or work


def _of_so_many(text: str, facts: Sequence[Fact]) -> str:
    """Return how many of so many a normalised question asks for, of two counts of one sentence: 每一万个学生里有几个."""
    told = _OF_SO_MANY.search(text)
    if told is None or len(facts) != 2 or facts[0].passage != facts[1].passage:
        return ""
    if any(fact.figure.unit not in _COUNTED or fact.figure.high is not None or not fact.figure.value for fact in facts):
        return ""
    number = _SO_MANY.get(told["number"][-1], told["number"])
    return f"a/b*{number}of" if facts[0].figure.value < facts[1].figure.value else f"b/a*{number}of"


def in_all_rounds(text: str, work: str, facts: Sequence[Fact]) -> str:
    """Return the sum ``work`` of what recurs as often as a normalised question says, ``""`` where it is none, or asks for one time's.

    跑满两轮，三类一共 asks for twice what three figures come to; of figures that each tell of several sorts (市级两类各1个, 县级两类各2-3个)
    the sum need not have been proposed.
    """
    if not work and len(facts) > 1 and len({(fact.indicator, fact.figure.unit) for fact in facts}) == 1:
        work = "+".join("abcd"[: len(facts)]) if all(_SORTS_EACH.search(fact.scope) for fact in facts) else work
    if not _SUM.fullmatch(work) or _WHETHER.search(text) or any(fact.kind is FactKind.CHANGE for fact in facts):
        return ""
    rounds = {_sorts_together(text, fact) or _rounds_together(text, fact) for fact in facts}
    return f"({work})*{rounds.pop()}" if len(rounds) == 1 and 0 not in rounds else ""


def taken(text: str, work: str, facts: Sequence[Fact]) -> Sum | None:
    """Work out the share of a number that a normalised question supposes, or what its own numbers lack; ``None`` for anything else."""
    lacking = of_own_numbers(text, work, facts)
    if lacking is not None:
        return lacking
    lessons = lessons_told(text)
    if lessons and work == _of_lessons(text) and not facts[0].figure.unit:
        unit, own, part = _LESSONS.findall(text)[0][1], own_lessons(text), facts[0].figure.value
        shown = f"{plain(part)}×{lessons}" + (f"＋{own}" if own else "")
        return finished(facts, shown, part * int(lessons) + int(own or 0), unit, "算得")
    many = _IN_SO_MANY.fullmatch(work)
    if many is not None and len(facts) == 2:
        few, among = sorted(facts, key=lambda fact: fact.figure.value)
        of_many = f"{plain(few.figure.value)}÷{plain(among.figure.value)}×{many[2]}"
        return finished((few, among), of_many, few.figure.value / among.figure.value * int(many[2]), few.figure.unit, "算得")
    twice = _TAKEN_TWICE.fullmatch(work)
    if twice is not None and len(facts) == 2:
        return _taken_twice(text, Decimal(twice["number"]), facts)
    match = _TAKEN.fullmatch(work)
    if match is None or len(facts) != 1 or facts[0].figure.unit != "%":
        return None
    number = Decimal(match["number"])
    unit = next((figure.unit for figure in supposed(text) if figure.value == number), "")
    share = facts[0].figure.value
    if match["of"] == "a":
        return finished(facts, f"{plain(number)}×{plain(share)}÷100", number * share / 100, unit, "算得")
    return finished(facts, f"{plain(number)}×（100－{plain(share)}）÷100", number * (100 - share) / 100, unit, "算得")


def _taken_twice(text: str, number: Decimal, facts: Sequence[Fact]) -> Sum:
    """Work out the share of a share of a number that a question supposes."""
    unit = next((figure.unit for figure in supposed(text) if figure.value == number), "")
    one, other = (fact.figure.value for fact in facts)
    return finished(facts, f"{plain(number)}×{plain(one)}÷100×{plain(other)}÷100", number * one * other / 10000, unit, "算得")
