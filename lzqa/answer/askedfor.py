"""Which figures a question asks for, as told by questions of the bank like it: their facts, with its own years and levels.

A question of the bank names facts and, where something is worked out of them, how; it never holds a figure.  What is like
it but names another year or another school level asks for the fact's sibling there; where the plan has no such sibling, it
asks for nothing that is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lzqa.answer.expression import operation_class, worked
from lzqa.answer.factmatch import LEVELS
from lzqa.facts import Fact, FactKind
from lzqa.question import Asked, Level, Question

KEPT = 64
"""So many questions' plans are remembered: one answer asks for them several times."""
UNDATED_YEAR = 2020
"""What the plan says without a year (目前) it says of this year's end."""


@dataclass(frozen=True)
class FactPlan:
    """Facts that questions like the one asked ask for.

    Args:
        facts: The facts, in order.
        work: What is worked out from them; may be empty.
        kind: What those questions ask for, as the bank names it.
        likeness: How alike the most alike of them is, 0..1.
        share: Their share of the votes of all the bank's questions that are like it, 0..1.
        same: Probability, 0..1, that the likeliest of them asks the same, where that is known.
    """

    facts: tuple[Fact, ...]
    work: str
    kind: str
    likeness: float
    share: float
    same: float = 0.0


class FactPlanner:
    """Finds what figures a question asks for.

    Args:
        facts: All facts.
    """

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._by_id = {fact.id: fact for fact in facts}
        self._alike: dict[Hashable, list[Fact]] = defaultdict(list)
        for fact in facts:
            self._alike[self._about(fact)].append(fact)
        self._kept = lru_cache(maxsize=KEPT)(self._found)

    def plans(self, question: Question) -> tuple[FactPlan, ...]:
        """Return the plans for ``question``, the one with most votes first; none without questions like it."""
        return self._kept(question.alone)

    def _found(self, question: Question) -> tuple[FactPlan, ...]:
        votes: dict[tuple[str, ...], FactPlan] = {}
        for asked in question.asked:
            facts = self.transferred(question, asked)
            key = self.key(facts, asked.work) if facts is not None else None
            if facts is None or key is None:
                continue
            known = votes.get(key)
            if known is None:
                votes[key] = FactPlan(facts, asked.work, asked.kind, asked.likeness, asked.vote, asked.same)
            else:
                best = max(known.likeness, asked.likeness)
                same = max(known.same, asked.same)
                votes[key] = FactPlan(facts, asked.work, known.kind, best, round(known.share + asked.vote, 4), same)
        order = sorted(votes, key=lambda key: (-votes[key].share, -votes[key].likeness, key))
        return tuple(votes[key] for key in order)

    @staticmethod
    def key(facts: tuple[Fact, ...], work: str) -> tuple[str, ...] | None:
        """Return what two plans share that ask for the same: their facts, or the result worked out of them.

        ``None`` for a calculation that cannot be worked out.
        """
        if not work:
            return tuple(fact.id for fact in facts)
        made = worked(work, facts)
        return ("=", str(made.result), made.unit, operation_class(work)) if made is not None else None

    def of_one(self, question: Question) -> dict[str, tuple[float, float]]:
        """Return, by fact, how alike the most alike question that asks for it is, and the share of the votes of all that do."""
        found: dict[str, tuple[float, float]] = {}
        for plan in self.plans(question):
            for fact in plan.facts:
                likeness, share = found.get(fact.id, (0.0, 0.0))
                found[fact.id] = (max(likeness, plan.likeness), share + plan.share / len(plan.facts))
        return found

    def transferred(self, question: Question, asked: Asked) -> tuple[Fact, ...] | None:
        """Return the facts that ``asked`` names with the years and levels of ``question``.

        ``None`` when the plan lacks one, or when two of them become one.
        """
        facts = tuple(self._by_id[name] for name in asked.facts if name in self._by_id)
        if len(facts) != len(asked.facts) or not facts:
            return None
        years = self._by_year(facts, question.years, asked.years)
        found = years and self._by_level(years, question.levels, asked.levels)
        return found if found and len(set(found)) == len(set(facts)) else None

    def _by_year(self, facts: tuple[Fact, ...], wanted: tuple[int, ...], named: tuple[int, ...]) -> tuple[Fact, ...] | None:
        if not wanted or set(wanted) == set(named):
            return facts
        own = sorted({year for fact in facts for year in (fact.year, fact.base_year) if year is not None})
        if set(wanted) <= set(own) and len(own) > 1:
            return facts
        if len(own) > 1:
            return self._mapped(facts, dict(zip(own, sorted(wanted), strict=True))) if len(own) == len(wanted) else None
        if len(wanted) != 1:
            return facts if own and own[0] in wanted and not named else None
        return self._mapped(facts, dict.fromkeys([*own, None], wanted[0]))

    def _mapped(self, facts: tuple[Fact, ...], years: dict[int | None, int]) -> tuple[Fact, ...] | None:
        found = [self._in_year(fact, years.get(fact.year, 0)) for fact in facts]
        return tuple(fact for fact in found if fact is not None) if all(found) else None

    def _in_year(self, fact: Fact, year: int) -> Fact | None:
        """Return what the plan says of the same thing for ``year``, ``None`` when it does not."""
        if fact.year == year:
            return fact
        if fact.year is None and not fact.period and year == UNDATED_YEAR and not fact.is_aim:
            return fact
        return self._best(
            (other for other in self._alike[self._about(fact)] if other.year == year and other.levels == fact.levels),
            fact,
        )

    def _by_level(
        self, facts: tuple[Fact, ...], wanted: tuple[Level, ...], named: tuple[Level, ...]
    ) -> tuple[Fact, ...] | None:
        if not wanted or not named or set(wanted) & set(named):
            return facts
        levels = frozenset().union(*(LEVELS[level] for level in wanted))
        found = [self._at_level(fact, levels) for fact in facts]
        return tuple(fact for fact in found if fact is not None) if all(found) else None

    def _at_level(self, fact: Fact, levels: frozenset[str]) -> Fact | None:
        if levels & set(fact.levels):
            return fact
        return self._best(
            (
                other
                for other in self._alike[self._about(fact)]
                if (other.year, other.period) == (fact.year, fact.period) and levels & set(other.levels)
            ),
            fact,
        )

    @staticmethod
    def _about(fact: Fact) -> Hashable:
        """Return what two facts share that are about one indicator of one place, figures or changes both."""
        return fact.kind is FactKind.CHANGE, fact.indicator, fact.place, fact.figure.unit

    @staticmethod
    def _best(found: Iterable[Fact], fact: Fact) -> Fact | None:
        """Return the one nearest to ``fact``: of the same scope, of a table as it is, the first in the text."""
        return min(found, key=lambda o: (o.scope != fact.scope, o.from_table != fact.from_table, o.span), default=None)
