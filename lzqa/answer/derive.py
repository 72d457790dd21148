"""Calculations that no question of the bank names: the usual ones, over the facts that a question is about.

A series is one indicator of one place over the years.  Over one series a change, a growth or a yearly mean can be worked out,
over two a sum, a difference, a ratio or a share, of one year or from one year to another.  Which of them is meant is learned
(:mod:`lzqa.answer.proposals`); here those are made that the wording and the words of the question speak for most.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from lzqa.answer.expression import PEOPLE as COUNTED_PEOPLE
from lzqa.answer.expression import alike, form_of, operation_class
from lzqa.answer.operations import SORTS, by_the_month, operation_of, told_by, years_left_out
from lzqa.answer.rests import Rests
from lzqa.answer.result import COUNT, wanted
from lzqa.answer.supposed import OWN_NUMBER, supposed, suppositions
from lzqa.facts import Fact, FactKind
from lzqa.figures import years_spoken_of
from lzqa.numerals import count_of
from lzqa.question import Question, QuestionKind

Expression = tuple[tuple[Fact, ...], str]
"""Facts, and what is worked out from them: ``a`` is the first."""
MOST_SERIES, MOST = 7, 14
"""So many series are combined, and so many of the combinations proposed."""
SPANS = ((2016, 2020), (2020, 2025))
"""The spans of years that both tables of a plan tell of, where a question names no years."""
SOUNDS = 0.12
"""A question is taken for one that may want a calculation from this probability on."""
SHOWN = 0.3
"""A calculation is worth so much more of its probability for the share of the question's words that its facts hold."""
MOST_COUNTS = 5
"""Of one sentence so many counts are set side by side."""
MOST_OF_THREE = 4
"""Of so many series of the tables three are added up."""
MOST_TERMS = 6
"""So many figures are added up."""
SHARES = 3
"""Of so many of the facts that a question may be about it is told how many a share comes to."""
LAST = 2020
"""The year of a share that is dated nowhere, where the question names none: the last that the tables tell of."""
MOST_YEARS = 10
"""A figure of a longer period is not spread over its years."""
_EVERY = re.compile(r"[每近]([2-9两二三四五])年|(?<!\d)([2-9])年(?=\d+(?:学时|课时))")
REST = "100-a"
"""What a share leaves of the whole."""
PEOPLE = COUNTED_PEOPLE | {"万人"}
UNDATED = 0
"""Stands for the year of a figure of now that the plan dates no closer; an aim may be set against it."""
NAMED = 1.0
"""What a calculation is worth before others that works out a rest which the question names."""
RULED = 0.5
"""What a rule that tells the operation by its words adds to the probability that the wording gives it."""


def may_compute(question: Question) -> bool:
    """Tell whether something may have to be worked out for a question."""
    return (
        question.sounds("compute", "compare") >= SOUNDS
        or question.kind in (QuestionKind.COMPUTE, QuestionKind.COMPARE)
        or operation_of(question.text) is not None
        or bool(supposed(question.text))
    )


class Deriver:
    """Makes calculations over facts.

    Args:
        facts: All facts.
        rests: Knows the rests of wholes that a question names; without it none is worked out.
    """

    def __init__(self, facts: Sequence[Fact], rests: Rests | None = None) -> None:
        self._rests = rests
        self._at = {fact.id: at for at, fact in enumerate(facts)}
        self._series: dict[tuple[object, ...], dict[int, Fact]] = {}
        self._together: dict[str, list[Fact]] = {}
        self._changes: dict[str, list[Fact]] = {}
        self._people: dict[str, list[Fact]] = {}
        for fact in sorted(facts, key=lambda fact: not fact.from_table):
            if fact.kind is FactKind.CHANGE and not fact.from_table:
                self._changes.setdefault(fact.passage, []).append(fact)
            if fact.kind is FactKind.CHANGE or fact.figure.high is not None:
                continue
            if fact.figure.unit in PEOPLE and (fact.from_table or fact.year is None):
                for level in fact.levels:
                    self._people.setdefault(level, []).append(fact)
            if fact.year is not None:
                self._series.setdefault(_subject(fact), {}).setdefault(fact.year, fact)
            if not fact.from_table:
                self._together.setdefault(fact.passage, []).append(fact)

    def derived(
        self, question: Question, seeds: Iterable[Fact], held: NDArray[np.float64], weights: NDArray[np.float64]
    ) -> tuple[Expression, ...]:
        """Return the calculations that a question speaks for most, best first.

        Args:
            question: The question.
            seeds: Facts that it may be about, the likeliest first.
            held: ``(words, facts)`` how far each fact's names hold each word of the question, 0..1.
            weights: ``(words,)`` what each word weighs; they add to 1.
        """
        worth: dict[Expression, float] = {}
        rests = tuple(self._rests.calculations(question)) if self._rests is not None else ()
        for facts, work in rests:
            worth[facts, work] = NAMED + self._likely(question, work)
        for facts, work in dict.fromkeys(self._made(question, list(dict.fromkeys(seeds)))):
            columns = [self._at[fact.id] for fact in facts]
            share = float(weights @ held[:, columns].max(axis=1)) if held.size else 0.0
            worth.setdefault((facts, work), self._likely(question, work) * (SHOWN + share))
        return tuple(sorted(worth, key=lambda each: -worth[each])[:MOST])

    @staticmethod
    def _likely(question: Question, work: str) -> float:
        if OWN_NUMBER.fullmatch(work):
            return 1.0
        sort = operation_class(work)
        ruled = operation_of(question.text)
        return question.wants(form_of(work)) + (RULED if ruled is not None and sort in SORTS[ruled] else 0.0)

    def _made(self, question: Question, seeds: Sequence[Fact]) -> Iterator[Expression]:
        series: list[dict[int, Fact]] = []
        for seed in seeds:
            if seed.kind is FactKind.CHANGE or seed.figure.high is not None:
                continue
            own = dict(self._series.get(_subject(seed), {}))
            own[seed.year or UNDATED] = seed
            if not any(_subject(seed) == _subject(next(iter(known.values()))) for known in series):
                series.append(own)
            if seed.figure.unit == "%" and told_by(question.text, REST) > 0:
                yield (seed,), REST
            rounds = _rounds(seed)
            if rounds and told_by(question.text, f"a/{rounds}") > 0:
                yield (seed,), by_the_month(question.text, f"a/{rounds}")
        yield from suppositions(question.text, seeds)
        series = series[:MOST_SERIES]
        for one in series:
            yield from _over_time(one, question.years)
            yield from _summed_over_years(one, question)
        if COUNT in wanted(question.asking or question.text):
            yield from self._counted_of(seeds, question.years)
        for one, other in itertools.combinations(series, 2):
            yield from _side_by_side(one, other, question.years)
        yield from _three_together(series, question.years)
        for passage in dict.fromkeys(seed.passage for seed in seeds[:3]):
            yield from _changes_apart(self._changes.get(passage, ()))
        for passage in dict.fromkeys(seed.passage for seed in seeds[:3] if seed.kind is not FactKind.CHANGE):
            yield from _added_up(self._together.get(passage, ()), question)
            yield from _of_one_sentence(self._together.get(passage, ()))

    def _counted_of(self, seeds: Sequence[Fact], asked: Sequence[int]) -> Iterator[Expression]:
        """Yield how many a share comes to, and how many are not of it: of the people that are counted at its level for its time."""
        for share in seeds[:SHARES]:
            if share.figure.unit != "%" or share.kind is FactKind.CHANGE:
                continue
            wholes = [fact for level in share.levels for fact in self._people.get(level, ())]
            year = share.year or next(iter(asked), LAST)
            for whole in wholes:
                if whole.year == (year if whole.from_table else share.year):
                    yield (whole, share), "a*b/100"
                    yield (whole, share), "a*(100-b)/100"


def _rounds(fact: Fact) -> int:
    """Return over how many years a figure spreads: those of its period (近五年), or of each of its rounds (每5年); else 0."""
    if fact.figure.unit in ("年", "%"):
        return 0
    every = _EVERY.search(fact.statement)
    if every is not None:
        number = every[1] or every[2]
        return count_of(number)
    ends = fact.period_ends
    years = ends[1] - ends[0] + 1 if ends is not None else 0
    return years if 1 < years < MOST_YEARS else 0


def _subject(fact: Fact) -> tuple[object, ...]:
    return fact.indicator, fact.levels, fact.place, fact.scope, fact.figure.unit


def _spans(years: Collection[int], asked: Sequence[int]) -> list[tuple[int, int]]:
    """Return the pairs of years to set side by side: those asked for, else those with the one asked for, else the usual."""
    dated = sorted(year for year in years if year)
    if UNDATED in years and not set(SPANS[-1]) <= set(dated):
        return [(UNDATED, year) for year in dated if year >= SPANS[-1][-1]]
    pairs = list(itertools.combinations(dated, 2))
    both = [pair for pair in pairs if set(pair) <= set(asked)]
    if both:
        return both
    if len(asked) == 1:
        return [pair for pair in pairs if asked[0] in pair]
    return [pair for pair in pairs if pair in SPANS]


def _over_time(series: dict[int, Fact], asked: Sequence[int]) -> Iterator[Expression]:
    for first, last in _spans(series, asked):
        a, b = series[last], series[first]
        yield (a, b), "a-b" if first or a.figure.value >= b.figure.value else "b-a"
        if first:
            yield (a, b), f"(a-b)/{last - first}" if a.figure.value >= b.figure.value else f"(b-a)/{last - first}"
        yield (a, b), "a/b"
        if a.figure.unit != "%":
            yield (a, b), "(a-b)/b*100" if a.figure.value >= b.figure.value else "(b-a)/b*100"


def _summed_over_years(series: dict[int, Fact], question: Question) -> Iterator[Expression]:
    """Yield the sums of what is new in each year: of those years that the question names, and of those that it leaves."""
    yearly = {year: fact for year, fact in series.items() if year and not fact.from_table and fact.figure.unit != "%"}
    if len(yearly) < 3:
        return
    named = set(years_spoken_of(question.text)) | set(question.years)
    without = years_left_out(question.text)
    for years in (named & set(yearly) - without, set(yearly) - without if without else set()):
        facts = tuple(yearly[year] for year in sorted(years))
        if 1 < len(facts) <= MOST_TERMS:
            yield facts, "+".join("abcdef"[: len(facts)])


def _changes_apart(changes: Sequence[Fact]) -> Iterator[Expression]:
    """Yield how far the changes that one sentence tells, in the same unit, are apart."""
    for one, other in itertools.combinations(changes, 2):
        if one.figure.unit == other.figure.unit:
            high, low = sorted((one, other), key=lambda fact: -fact.figure.value)
            yield (high, low), "a-b"


def _years_of_both(one: dict[int, Fact], other: dict[int, Fact], asked: Sequence[int]) -> list[int]:
    common = sorted(set(one) & set(other))
    wanted = [year for year in common if year in asked]
    return wanted or ([] if asked else common)


def _side_by_side(one: dict[int, Fact], other: dict[int, Fact], asked: Sequence[int]) -> Iterator[Expression]:
    sample, against = next(iter(one.values())), next(iter(other.values()))
    if sample.indicator == against.indicator and sample.figure.value == against.figure.value:
        return  # one thing, said twice
    if not alike(sample, against):
        for year in _years_of_both(one, other, asked):
            if "%" not in (one[year].figure.unit, other[year].figure.unit):
                yield (one[year], other[year]), "a/b"
                yield (other[year], one[year]), "a/b"
        return
    for year in _years_of_both(one, other, asked):
        low, high = sorted((one[year], other[year]), key=lambda fact: fact.figure.value)
        yield (high, low), "a-b"
        yield (high, low), "a/b"
        if high.figure.unit == "%":
            continue
        yield (one[year], other[year]), "a+b"
        yield (low, high), "a/b*100"
        yield (one[year], other[year]), "a/(a+b)*100"
        yield (one[year], other[year]), "b/(a+b)*100"
    if sample.figure.unit != "%":
        yield from _changed_together(one, other, asked)
        yield from _percents_apart(one, other, asked)


def _changed_together(one: dict[int, Fact], other: dict[int, Fact], asked: Sequence[int]) -> Iterator[Expression]:
    """Yield how the sum and the difference of two series changed, as an amount, and of the sum in percent."""
    for first, last in _spans(set(one) & set(other), asked):
        a, b, c, d = one[last], other[last], one[first], other[first]
        for sign in "+-":
            now, then = (
                (x.figure.value + y.figure.value if sign == "+" else x.figure.value - y.figure.value)
                for x, y in ((a, b), (c, d))
            )
            if now < 0 or then < 0:
                (a, b), (c, d) = (b, a), (d, c)
            change = f"(a{sign}b)-(c{sign}d)"
            if abs(now) < abs(then):
                (a, b), (c, d) = (c, d), (a, b)
            yield (a, b, c, d), change
            if sign == "+":
                yield (a, b, c, d), f"({change})/(c+d)*100" if now >= then else f"({change})/(a+b)*100"


def _percents_apart(one: dict[int, Fact], other: dict[int, Fact], asked: Sequence[int]) -> Iterator[Expression]:
    """Yield how far the growths of two series are apart, and how far the share of the smaller in the larger moved."""
    for first, last in _spans(set(one) & set(other), asked):
        if not first:
            continue
        a, b, c, d = one[last], one[first], other[last], other[first]
        if a.figure.value * d.figure.value < c.figure.value * b.figure.value:
            a, b, c, d = c, d, a, b
        yield (a, b, c, d), "(a-b)/b*100-(c-d)/d*100"
        if a.figure.value < c.figure.value:  # the part grew faster: its share rose
            yield (a, c, b, d), "a/b*100-c/d*100"
        else:
            yield (d, b, c, a), "a/b*100-c/d*100"


def _three_together(series: Sequence[dict[int, Fact]], asked: Sequence[int]) -> Iterator[Expression]:
    """Yield the sums of three series of one year, and how these changed, as an amount and in percent."""
    tables = [one for one in series if next(iter(one.values())).from_table][:MOST_OF_THREE]
    for three in itertools.combinations(tables, 3):
        sample = next(iter(three[0].values()))
        if sample.figure.unit == "%" or not all(alike(sample, next(iter(one.values()))) for one in three):
            continue
        common = set(three[0]) & set(three[1]) & set(three[2])
        for year in sorted(common):
            if year and (not asked or year in asked):
                yield tuple(one[year] for one in three), "a+b+c"
        for first, last in _spans(common, asked):
            now, then = (tuple(one[year] for one in three) for year in (last, first))
            if first and sum(fact.figure.value for fact in now) >= sum(fact.figure.value for fact in then):
                yield (*now, *then), "(a+b+c)-(d+e+f)"
                yield (*now, *then), "((a+b+c)-(d+e+f))/(d+e+f)*100"


def _of_one_sentence(facts: Sequence[Fact]) -> Iterator[Expression]:
    """Yield what may be worked out over two counts of one sentence of which no year is told, and shares of three of them."""
    counts = [fact for fact in facts if fact.figure.unit not in ("%", "年") and fact.year is None][:MOST_COUNTS]
    for one, other in itertools.combinations(counts, 2):
        high, low = sorted((one, other), key=lambda fact: -fact.figure.value)
        if not alike(one, other):
            yield (high, low), "a/b"
            continue
        yield (high, low), "a-b"
        yield (high, low), "a+b"
        yield (low, high), "a/b*100"
        yield (high, low), "a/b"
    same = [fact for fact in counts if alike(fact, counts[0]) and fact.kind is counts[0].kind]
    if len(same) == 3:
        for at in range(3):
            rest = [fact for number, fact in enumerate(same) if number != at]
            yield (same[at], *rest), "a/(a+b+c)*100"
            yield (*rest, same[at]), "(a+b)/(a+b+c)*100"
            if same[at].figure.value >= sum(fact.figure.value for fact in rest):
                yield (same[at], *rest), "a/(b+c)"
                yield (same[at], *rest), "a-(b+c)"


def _added_up(facts: Sequence[Fact], question: Question) -> Iterator[Expression]:
    """Yield the sums of the figures of one sentence that count the same: of all, and without those of the years left out."""
    by_unit: dict[tuple[object, ...], list[Fact]] = {}
    for fact in facts:
        if fact.figure.unit != "%":
            by_unit.setdefault((fact.figure.unit, fact.kind), []).append(fact)
    without = years_left_out(question.text)
    for together in by_unit.values():
        for summed in (together, [fact for fact in together if fact.year not in without]):
            if 2 < len(summed) <= MOST_TERMS:
                yield tuple(summed), "+".join("abcdef"[: len(summed)])
