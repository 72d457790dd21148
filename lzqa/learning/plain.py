"""Plain questions made of the plan's facts: the name, the year, what it is of, as staff type them; and sums and differences of two.

The questions that people wrote are mostly wordy.  Whoever learns from these alone may grow unsure of the plainest ones, which
name their figure in the plan's own words; so these are learned from too.  Where the plan gives one thing several figures, all of
them are the answer.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from pathlib import Path

from lzqa.evaluation.questions import EvalQuestion, GoldFigure, leaks, load_questions
from lzqa.facts import Fact, FactKind
from lzqa.indexing import Plan

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

    @staticmethod
    def _means_either(one: Fact, other: Fact) -> bool:
        """Tell whether a question for one figure, which names a year only where it has one, may mean the other."""
        same = (one.indicator, one.place) == (other.indicator, other.place) and bool(set(one.levels) & set(other.levels))
        return same and other.kind is not FactKind.CHANGE and one.year in (None, other.year)

    def of_one(self) -> Iterator[EvalQuestion]:
        """Yield questions for one figure, or for all that the plan gives where these differ."""
        for group in self.groups:
            fact, figures = group[0], _figures(group)
            if sum(self._means_either(fact, other) for other in self.facts) > len(group):
                continue
            dated = _AIM if fact.is_aim else _NOW
            forms = dated if fact.year else _UNDATED
            kind = "conflict" if len(figures) > 1 else "table" if fact.from_table else "figure"
            evidence = [[f for f in group if f.figure.text in figure.any_of] for figure in figures]
            seed = zlib.crc32(fact.id.encode())
            text = forms[seed % len(forms)].format(year=fact.year, name=_name(fact))
            yield self._made(kind, text, figures, evidence)

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
    made = list({q.turns[0]: q for q in (*maker.of_one(), *maker.of_years(), *maker.of_levels(), *maker.of_parts())}.values())
    kept = [asked for asked in load_questions(folder, plan.text) if asked.subset == "test"]
    near = {text for _, text, _ in leaks(kept, [q.turns[0] for q in made])}
    return [question for question in made if question.turns[0] not in near]
