"""Plain questions made of the plan's facts: by name as staff type them and as parents say it, and for sums and differences of two.

The questions that people wrote are mostly wordy.  Whoever learns from these alone may grow unsure of the plainest ones, which
name their figure in the plan's own words; so these are learned from too.  Where the plan gives one thing several figures, all of
them are the answer.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from pathlib import Path

from lzqa.evaluation.questions import EvalQuestion, GoldFigure, leaks, load_questions
from lzqa.facts import Fact, FactKind
from lzqa.indexing import Plan
from lzqa.question.kinds import levels_of

_WORDS = {
    "学前": "幼儿园", "义务教育": "义务教育", "小学": "小学", "初中": "初中", "中学": "中学",
    "高中": "高中", "普通高中": "普通高中", "中职": "中职学校", "特殊教育": "特殊教育",
}  # fmt: skip
"""How levels are called in a question."""
_COVERS = {"义务教育": {"小学", "初中"}, "中学": {"初中", "高中", "普通高中"}, "高中": {"普通高中"}}
"""Levels that hold others; they are not added to these."""
_NOW = (
    "{year}年{name}是多少", "{name}{year}年是多少", "{year}{name}", "{name}，{year}年", "{year}年的{name}有多少", "查一下{year}年{name}",
)  # fmt: skip
_AIM = (
    "到{year}年{name}要达到多少", "{name}{year}年的目标是多少", "{year}年{name}目标", "{name}，{year}年目标值", "{name}到{year}年是多少",
)  # fmt: skip
_UNDATED = ("{name}是多少", "{name}", "{name}有多少", "规划里{name}是多少")
_MORE = ("{name}{last}年比{first}年多多少", "{first}年到{last}年{name}增加了多少", "{name}{last}年与{first}年相差多少")
_LESS = ("{name}{last}年比{first}年少多少", "{first}年到{last}年{name}减少了多少", "{name}{last}年与{first}年相差多少")
_APART = (
    "{one}和{other}{year}年{name}相差多少",
    "{year}年{one}{name}与{other}差多少",
    "{one}与{other}的{name}，{year}年差几多",
)
_TOGETHER = ("{one}和{other}{year}年{name}加起来多少", "{year}年{one}、{other}{name}合计多少")
_PARTS = ("{parts}{name}加起来多少", "{parts}的{name}合计多少", "{parts}一共有多少{name}")
_TODAY = (
    "现在{name}{ask}",
    "连州现在{name}{ask}",
    "{name}现在{ask}",
    "目前{name}{ask}",
    "连州目前{name}{ask}呀",
    "全市现在{name}{ask}",
    "{name}{ask}",
    "连州{name}{ask}",
)
_THEN = (
    "{year}年{name}{ask}",
    "{year}年连州{name}{ask}",
    "{name}{year}年{ask}",
    "{year}年那会{name}{ask}",
    "{year}年全市{name}{ask}",
)
_TO_BE = (
    "到{year}年{name}要到多少",
    "{name}以后要达到多少",
    "{name}目标{ask}",
    "{name}{year}年要做到多少",
    "打算让{name}到多少",
)
_PLANNED = ("{name}{ask}", "{name}到{year}年{ask}", "十四五{name}{ask}", "规划里{name}{ask}", "{name}计划{ask}")
_WHENEVER = ("{name}{ask}", "连州{name}{ask}", "请问{name}{ask}", "{name}一共{ask}", "我们这边{name}{ask}")
_ASKS = {
    "所": ("有几所", "有多少所", "有多少个", "有几间"), "个": ("有多少个", "有几个", "是多少"), "人": ("有多少人", "是多少", "有多少个"),
    "名": ("有多少人", "有几个", "是多少"), "万人": ("有多少人", "是多少万", "有多少"), "万元": ("是多少", "有多少钱", "是几多钱"),
    "亿元": ("是多少", "有多少钱", "是多少亿"), "%": ("是多少", "占多少", "是百分之几", "有几成"), "台": ("有多少台", "有几台", "是多少"),
}  # fmt: skip
"""How is asked for what is counted in a unit."""
_ITS_OWN = re.compile("多少|几")
"""A name with one of these asks by itself."""
_LEVELS_REACHED = frozenset({"%", "万人"})
"""Units of what is to reach a level; what else is aimed at is added."""
_EVERYDAY = 2
"""So many everyday names of a figure are asked by."""
_SHORT = 4
"""What narrows a figure by so few characters stands before its name in a question."""
_PERCENT = "%"


def _level(fact: Fact) -> str:
    return _WORDS.get(fact.levels[0], "")


def _name(fact: Fact) -> str:
    """Return a fact's indicator with what it is of before it, each word once."""
    level = "" if fact.place else _level(fact)
    short = level.removesuffix("学校")
    return fact.place + ("" if short and short in fact.indicator else level) + fact.indicator


def _groups(facts: Sequence[Fact]) -> list[list[Fact]]:
    """Return the facts that answer one plain question together: of one name, level, place, year and sort, in their order."""
    found: list[list[Fact]] = []
    for fact in facts:
        if fact.kind in (FactKind.CHANGE, FactKind.REQUIREMENT) or fact.figure.high is not None:
            continue
        for group in found:
            one = group[0]
            alike = (one.indicator, one.place, one.year, one.kind, one.figure.unit)
            if alike == (fact.indicator, fact.place, fact.year, fact.kind, fact.figure.unit) and set(one.levels) & set(
                fact.levels
            ):
                group.append(fact)
                break
        else:
            found.append([fact])
    return found


def _gold(value: Decimal, unit: str) -> GoldFigure:
    text = f"{value.normalize():f}"
    return GoldFigure(text, unit, (f"{text}{unit}",))


def _figures(group: Sequence[Fact]) -> tuple[GoldFigure, ...]:
    """Return the figures of facts, those of one value as spellings of one."""
    spelled: dict[Decimal, list[str]] = defaultdict(list)
    for fact in group:
        spelled[fact.figure.value].append(fact.figure.text)
    unit = group[0].figure.unit
    return tuple(GoldFigure(f"{value:f}", unit, tuple(dict.fromkeys(texts))) for value, texts in spelled.items())


class _Maker:
    """Makes questions of the facts of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.quotes = {p.id: plan.text[p.span.start : p.span.end] for p in plan.passages.passages}
        self.facts = plan.facts
        self.groups = _groups(plan.facts)
        self.alone = [group[0] for group in self.groups if len(group) == 1]

    def _made(self, kind: str, text: str, figures: tuple[GoldFigure, ...], evidence: Iterable[Sequence[Fact]]) -> EvalQuestion:
        quotes = dict.fromkeys(tuple(dict.fromkeys(self.quotes[fact.passage] for fact in facts)) for facts in evidence)
        identifier = f"plain-{zlib.crc32(text.encode()):08x}"
        return EvalQuestion(
            identifier, "staff", kind, (text,), answerable=True, figures=figures, points=(), forbidden_figures=(),
            evidence=tuple(quotes), subset="dev",
        )  # fmt: skip

    def _of_group(self, text: str, group: Sequence[Fact]) -> EvalQuestion:
        """Return the question ``text``, which a group of facts answers together."""
        figures = _figures(group)
        kind = "conflict" if len(figures) > 1 else "table" if group[0].from_table else "figure"
        evidence = [[fact for fact in group if fact.figure.text in figure.any_of] for figure in figures]
        return self._made(kind, text, figures, evidence)

    @staticmethod
    def _means_either(one: Fact, other: Fact) -> bool:
        """Tell whether a question for one figure, which names a year only where it has one, may mean the other."""
        same = (one.indicator, one.place) == (other.indicator, other.place) and bool(set(one.levels) & set(other.levels))
        return same and other.kind is not FactKind.CHANGE and one.year in (None, other.year)

    def of_one(self) -> Iterator[EvalQuestion]:
        """Yield questions for one figure, or for all that the plan gives where these differ."""
        for group in self.groups:
            fact = group[0]
            if sum(self._means_either(fact, other) for other in self.facts) > len(group):
                continue
            dated = _AIM if fact.is_aim else _NOW
            forms = dated if fact.year else _UNDATED
            seed = zlib.crc32(fact.id.encode())
            yield self._of_group(forms[seed % len(forms)].format(year=fact.year, name=_name(fact)), group)

    def _named(self, name: str, fact: Fact) -> list[Fact]:
        """Return the figures that a name may mean where it is said of a fact's level and place, those of other years too."""
        levels = set(fact.levels)
        return [
            f
            for f in self.facts
            if name in f.names and f.place == fact.place and levels & set(f.levels) and f.kind is not FactKind.CHANGE
        ]

    def of_everyday(self) -> Iterator[EvalQuestion]:
        """Yield questions by everyday names: for today's figure, for one of a year, for what is aimed at, or for the only one there is."""
        for group in self.groups:
            fact = group[0]
            names = [name for name in dict.fromkeys(fact.names) if name != fact.indicator]
            seed = zlib.crc32(fact.id.encode())
            start = seed % max(1, len(names))
            for turn, name in enumerate([*names[start:], *names[:start]][:_EVERYDAY]):
                forms = self._everyday_forms(name, group, seed + turn)
                if not forms:
                    continue
                asks = ("",) if _ITS_OWN.search(name) else _ASKS.get(fact.figure.unit, ("是多少", "有多少"))
                called = fact.place or ("" if levels_of(name) else _level(fact).removesuffix("学校"))
                called += name
                form = forms[(seed // 7 + turn) % len(forms)]
                form = form.replace("连州{name}", "全市{name}") if called.startswith("中学") else form  # no 连州中学 is meant
                text = form.format(name=called, ask=asks[(seed // 3 + turn) % len(asks)], year=fact.year)
                yield self._of_group(text, group)

    def _everyday_forms(self, name: str, group: Sequence[Fact], seed: int) -> tuple[str, ...]:
        """Return the forms in which ``name`` asks for a group and for nothing else, none when there are none."""
        fact = group[0]
        others = [f for f in self._named(name, fact) if f not in group]
        if fact.is_aim and fact.year:
            if fact.figure.unit not in _LEVELS_REACHED:
                return _PLANNED if not others else ()
            return _TO_BE if not any(f.is_aim for f in others) else ()
        if fact.year is None:
            return _WHENEVER if not others else ()
        so = [f for f in others if not f.is_aim]
        if any(f.year in (fact.year, None) for f in so):
            return ()
        latest = all((f.year or 0) < fact.year for f in so)
        return _TODAY if latest and seed % 3 and fact.kind is FactKind.STATUS else _THEN

    def _apart(self, one: Fact, other: Fact) -> GoldFigure:
        unit = "个百分点" if one.figure.unit == _PERCENT else one.figure.unit
        return _gold(abs(one.figure.value - other.figure.value), unit)

    def of_years(self) -> Iterator[EvalQuestion]:
        """Yield questions for what lies between two years of one row of a table, where no cell of it tells just that."""
        changes: dict[str, set[tuple[int | None, int | None]]] = defaultdict(set)
        for fact in self.facts:
            if fact.kind is FactKind.CHANGE:
                changes[fact.passage].add((fact.base_year, fact.year))
        rows: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.alone:
            if fact.from_table and fact.year:
                rows[fact.passage].append(fact)
        for passage, row in rows.items():
            for first, last in combinations(sorted(row, key=lambda fact: fact.year or 0), 2):
                told = (first.year, last.year) in changes[passage] and last.figure.unit == _PERCENT
                if first.figure.value != last.figure.value and first.figure.unit == last.figure.unit and not told:
                    forms = _MORE if last.figure.value > first.figure.value else _LESS
                    form = forms[zlib.crc32(passage.encode()) % len(forms)]
                    text = form.format(name=_name(last), first=first.year, last=last.year)
                    yield self._made("compute", text, (self._apart(first, last),), ((first,), (last,)))

    def of_levels(self) -> Iterator[EvalQuestion]:
        """Yield questions for the difference, and where they may be added the sum, of two levels' figures of one year."""
        for one, other in combinations((fact for fact in self.alone if not fact.place and _level(fact)), 2):
            names = {_level(one), _level(other)}
            same = (one.indicator, one.year, one.kind, one.figure.unit) == (
                other.indicator,
                other.year,
                other.kind,
                other.figure.unit,
            )
            if (
                not same
                or len(names) == 1
                or set(one.levels) & set(other.levels)
                or any(name in one.indicator for name in names)
            ):
                continue
            seed = zlib.crc32((one.id + other.id).encode())
            words = {"one": _level(one), "other": _level(other), "year": one.year, "name": one.indicator}
            if one.figure.value != other.figure.value:
                text = _APART[seed % len(_APART)].format(**words)
                yield self._made("compute", text, (self._apart(one, other),), ((one,), (other,)))
            covered = any(_COVERS.get(a, set()) & set(b.levels) for f, b in ((one, other), (other, one)) for a in f.levels)
            if one.figure.unit != _PERCENT and not covered:
                text = _TOGETHER[seed % len(_TOGETHER)].format(**words)
                total = _gold(one.figure.value + other.figure.value, one.figure.unit)
                yield self._made("compute", text, (total,), ((one,), (other,)))

    def of_parts(self) -> Iterator[EvalQuestion]:
        """Yield questions for the sum of what is counted of several schools, or of the parts that one sentence tells apart."""
        parts: dict[tuple[object, ...], list[Fact]] = defaultdict(list)
        for fact in self.facts:
            alike = (fact.indicator, fact.year, fact.period, fact.kind, fact.figure.unit)
            if fact.figure.unit != _PERCENT and fact.figure.high is None and fact.kind is not FactKind.CHANGE:
                if fact.place and fact.levels:
                    parts[*alike, fact.levels].append(fact)
                elif 0 < len(fact.scope) <= _SHORT and not fact.from_table:
                    parts[*alike, fact.passage].append(fact)
        for each in parts.values():
            names = [fact.place or fact.scope for fact in each]
            if 1 < len(each) == len(set(names)):
                form = _PARTS[zlib.crc32(each[0].id.encode()) % len(_PARTS)]
                text = form.format(parts="、".join(names), name=each[0].indicator)
                total = _gold(sum((fact.figure.value for fact in each), Decimal()), each[0].figure.unit)
                yield self._made("compute", text, (total,), [(fact,) for fact in each])


def plain_questions(plan: Plan, folder: Path) -> list[EvalQuestion]:
    """Return plain questions for the plan's figures, each with its gold, in the order of the facts.

    Args:
        plan: The plan.
        folder: The folder of evaluation questions; what comes near one of its ``test`` questions is not made.
    """
    maker = _Maker(plan)
    made = list(
        {
            q.turns[0]: q
            for q in (*maker.of_one(), *maker.of_everyday(), *maker.of_years(), *maker.of_levels(), *maker.of_parts())
        }.values()
    )
    kept = [asked for asked in load_questions(folder, plan.text) if asked.subset == "test"]
    near = {text for _, text, _ in leaks(kept, [q.turns[0] for q in made])}
    return [question for question in made if question.turns[0] not in near]
