"""Which facts a calculation runs over: one indicator at several years, levels or places, or several indicators."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from lzqa.answer.factmatch import FactMatcher, Match
from lzqa.answer.operations import ADDING, SUMMED, YEAR_BY_YEAR, YEARS_BETWEEN, Operation, operation_of, years_left_out
from lzqa.facts import Fact, FactKind
from lzqa.figures import years_spoken_of
from lzqa.question import Level, Question, Term
from lzqa.question.kinds import levels_of

MEANT = 0.45
"""A fact answers a question for a figure when its score reaches this; ``dev`` questions that it should not answer score less."""
LAST_YEAR = 2025
"""Of a target for this year the plan may tell the present state without a year."""
CANDIDATES = 16
"""So many of the best facts are tried as operands."""
LEAST_SCORE = 0.1
"""A fact that scores less is no operand."""
NAMED_TOGETHER = 0.6
"""Figures of one sentence are added when the question holds this much of each one's name."""
GAIN = 0.05
"""The second operand must hold at least this much of the question that the first does not."""
NAMED_BOTH = 0.8
"""Two facts of which one's name holds the other's (公办幼儿园, 幼儿园) are operands when both names are held so far."""
TOGETHER_NAMED, NAMED_HALF = 0.3, 0.5
"""Two operands of which each name is held by half may hold less of the question, which is then full of words for the sum."""
TOGETHER = 0.5
"""Two operands must hold at least this much of the question between them."""
_AHEAD = re.compile(
    r"离?目标|还差|差距|要(?:再)?(?:涨|提高|提升|增|多|加|升|净增)|五年后|以后|将来|十四五|净增|才算完成|2020[-—~至到]2025"
)
"""Words that speak of the way from the present to the target."""
AIMED = ("目标", "以后", "将来", "终点", "还差", "要求", "规划要", "规划说")


def variants(question: Question, *, whole_span: bool = False) -> list[Question]:
    """Return the question once for each year or level it names, when it names several.

    With ``whole_span``, a question that names one year or none is asked for both ends of the span it speaks of.
    """
    years = question.years
    if len(years) == 1 and years[0] < 2025 and any(word in question.text for word in AIMED):
        years = (years[0], 2025)
    if whole_span and len(years) < 2 and len(question.levels) < 2:
        ahead = years == (2025,) or (not years and _AHEAD.search(question.text))
        years = (2020, 2025) if ahead else (2016, 2020) if not years or years[0] in (2016, 2020) else years
    if len(years) > 1:
        return [replace(question, years=(year,)) for year in sorted(years)]
    if len(question.levels) > 1:
        return [replace(question, levels=(level,), terms=_without_levels(question, level)) for level in question.levels]
    return []


def _without_levels(question: Question, keep: Level) -> tuple[Term, ...]:
    return tuple(term for term in question.terms if not levels_of(term.word) or keep in levels_of(term.word))


class OperandFinder:
    """Finds the facts that a question sets side by side.

    Args:
        facts: All facts, as the matcher has them.
        matcher: Matches questions to facts.
    """

    def __init__(self, facts: Sequence[Fact], matcher: FactMatcher) -> None:
        self._matcher = matcher
        self._facts = tuple(facts)
        self._at = {fact.id: at for at, fact in enumerate(facts)}

    def alike(self, question: Question, *, whole_span: bool, changes: bool = False) -> tuple[Fact, ...]:
        """Return facts of one indicator: of the years, levels or places that the question names; none when it does not.

        Args:
            question: The question.
            whole_span: Whether one year stands for the span that ends or begins with it.
            changes: Whether changes are set side by side, not figures.
        """
        found = self._by_place(question)
        if len({fact.place for fact in found}) > 1:
            return tuple(dict.fromkeys(found))
        found = []
        if changes and len(question.levels) > 1:
            question = replace(question, years=())
        each = [
            [match for match in self._matcher.matches(variant) if (match.fact.kind is FactKind.CHANGE) == changes]
            for variant in variants(question, whole_span=whole_span and not changes)
        ]
        best = max((matches[0] for matches in each if matches), key=lambda match: match.score, default=None)
        if best is None or best.score < MEANT:
            return ()
        for matches in each:
            same = (
                m for m in matches if (m.fact.indicator, m.fact.figure.unit) == (best.fact.indicator, best.fact.figure.unit)
            )
            match = next(same, None)
            now = self._undated(best.fact) if match is None and best.fact.year == LAST_YEAR else None
            if now is not None:
                found.append(now)
            elif match is None or match.score < LEAST_SCORE:
                return ()
            else:
                found.append(match.fact)
        return tuple(dict.fromkeys(found))

    def _undated(self, target: Fact) -> Fact | None:
        """Return how things stand now with what ``target`` aims at, where the plan says so without a year."""
        subject = (target.subject, target.figure.unit)
        same = (
            fact
            for fact in self._facts
            if (fact.subject, fact.figure.unit) == subject and fact.year is None and fact.kind is FactKind.STATUS
        )
        return max(same, key=lambda fact: fact.span, default=None)

    def year_by_year(self, question: Question) -> tuple[Fact, ...]:
        """Return one indicator's facts of every single year that the plan states, when the question asks for each year.

        Where it adds up and names years to be left out (扣掉2019, 其余合计), those of the others.
        """
        spanned = YEARS_BETWEEN.search(question.text) and operation_of(question.text) is Operation.SUM
        without = years_left_out(question.text) if SUMMED.search(question.text) else frozenset()
        if not YEAR_BY_YEAR.search(question.text) and not spanned and not without:
            return ()
        matches = [m for m in self._matcher.matches(replace(question, years=())) if m.fact.kind is not FactKind.CHANGE]
        if not matches or matches[0].score < MEANT - 0.1:
            return ()
        indicators = {match.fact.indicator for match in matches[:CANDIDATES] if match.fact.year is not None}
        groups = [
            {m.fact.year: m.fact for m in reversed(matches) if m.fact.indicator == name and m.fact.year is not None}
            for name in sorted(indicators)
        ]
        longest = max(groups, key=len, default={})
        ordered = sorted(longest.items(), key=lambda pair: pair[0] or 0)
        if without:
            yearly = not any(fact.from_table for fact in longest.values())
            asked = (years_spoken_of(question.text) | set(question.years)) - without or set(longest)
            return tuple(fact for year, fact in ordered if yearly and year in asked - without)
        first, last = (min(question.years), max(question.years)) if question.years else (0, 9999)
        inside = [fact for year, fact in ordered if first <= (year or 0) <= last]
        return tuple(inside) if len(inside) > 2 else ()

    def _by_place(self, question: Question) -> list[Fact]:
        matches = [m for m in self._matcher.matches(question) if m.fact.place and m.fact.kind is not FactKind.CHANGE]
        if not matches or matches[0].score < MEANT:
            return []
        best = matches[0]
        return [m.fact for m in matches if m.score >= best.score - 0.12 and m.fact.indicator == best.fact.indicator]

    def of_one_sentence(self, question: Question) -> tuple[Fact, ...]:
        """Return the figures of one sentence that the question names together."""
        matches = self._matcher.matches(question)
        if not matches or matches[0].score < MEANT:
            return ()
        best = matches[0].fact
        together = (
            match.fact
            for match in matches
            if match.fact.passage == best.passage
            and match.fact.figure.unit == best.figure.unit
            and match.fact.figure.high is None
            and (match.name >= NAMED_TOGETHER or (match.fact.indicator == best.indicator and ADDING.search(question.text)))
            and (match.fact.kind, match.fact.year, match.fact.period) == (best.kind, best.year, best.period)
        )
        return tuple(sorted(together, key=lambda fact: fact.span))

    def pair(self, question: Question, fits: Callable[[Fact, Fact], bool]) -> tuple[Fact, Fact] | None:
        """Return the two facts that together hold most of the question, in the order of its words; ``None`` if no two do.

        Args:
            question: The question.
            fits: Whether two facts, the one named first in front, may be operands of the operation.
        """
        found = self._candidates(question)
        held, weights = self._matcher.held(question)
        best: tuple[float, tuple[Fact, Fact]] | None = None
        for a, b in itertools.combinations(found, 2):
            one, other = held[:, self._at[a.fact.id]], held[:, self._at[b.fact.id]]
            both = float(weights @ (one.clip(0) + (other - one).clip(0)))
            gain = both - max(float(weights @ one), float(weights @ other))
            enough = both >= TOGETHER or (both >= TOGETHER_NAMED and min(a.name, b.name) >= NAMED_HALF)
            if not enough or (gain < GAIN and min(a.name, b.name) < NAMED_BOTH):
                continue
            if self._same_subject(a.fact, b.fact):
                continue
            first, second = self._in_order(question, a.fact, b.fact)
            if not fits(first, second):
                continue
            same = (a.fact.year == b.fact.year) + (a.fact.passage == b.fact.passage) * 0.5
            score = both + 0.4 * min(a.name, b.name) + 0.2 * max(a.name, b.name) + 0.08 * same + 0.1 * min(a.score, b.score)
            if best is None or score > best[0] + 1e-9:
                best = (score, (first, second))
        return best[1] if best else None

    @staticmethod
    def _same_subject(a: Fact, b: Fact) -> bool:
        """Tell whether two facts say one thing twice, or the same figure of it in two places."""
        if (a.indicator, a.place, a.levels) != (b.indicator, b.place, b.levels):
            return False
        return a.figure.value == b.figure.value or (a.year, a.period, a.scope) == (b.year, b.period, b.scope)

    def _candidates(self, question: Question) -> list[Match]:
        """Return the best facts: those the question as it stands admits, and those of each level and year it names."""
        asked = [question, *variants(question)]
        found: dict[str, Match] = {}
        for each in asked:
            for match in self._matcher.matches(each)[:CANDIDATES]:
                kept = found.get(match.fact.id)
                if (
                    match.score >= LEAST_SCORE
                    and match.fact.kind is not FactKind.CHANGE
                    and (kept is None or match.score > kept.score)
                ):
                    found[match.fact.id] = match
        return sorted(found.values(), key=lambda match: (-match.score, match.fact.id))[:CANDIDATES]

    @staticmethod
    def _in_order(question: Question, a: Fact, b: Fact) -> tuple[Fact, Fact]:
        """Return the facts in the order in which the question names what tells them apart."""

        def first_place(fact: Fact, other: Fact) -> int:
            own = (*fact.names, fact.place, *fact.levels)
            others = (*other.names, other.place, *other.levels)
            places = [
                question.text.find(word)
                for word in (term.word for term in question.terms)
                if any(word in name for name in own) and not any(word in name for name in others)
            ]
            return min((place for place in places if place >= 0), default=len(question.text))

        return (a, b) if first_place(a, b) <= first_place(b, a) else (b, a)
