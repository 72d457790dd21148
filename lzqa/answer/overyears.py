"""How one thing changes over the years that the plan states it for, worked out as the wording asks."""

from __future__ import annotations

from collections.abc import Iterable

from lzqa.answer.arithmetic import Sum
from lzqa.answer.expression import worked
from lzqa.answer.factmatch import LEVELS, wanted_units
from lzqa.facts import Fact, FactKind
from lzqa.question import Question

OVER_YEARS = {"difference": "a-b", "growth": "(a-b)/b*100", "ratio": "a/b", "yearly": "(a-b)/{}"}
"""What may be worked out of a figure at the end of some years, ``a``, and one at their beginning."""


def over_the_years(question: Question, facts: Iterable[Fact]) -> Sum | None:
    """Return how one of ``facts`` changes from the first to the last of the years asked for; ``None`` where none has both.

    A single year that is asked for must be one of these two.  What is of other levels than all that the question names is left out: a further level is to be worked out with it.  So is
    what is counted in another unit than the one asked for, but for how much it has grown.
    """
    wanted = wanted_units(question.text)
    work = max(OVER_YEARS, key=lambda each: (question.wants(each), each == "difference"))
    dated: dict[tuple[tuple[str, tuple[str, ...], str], str], dict[int, Fact]] = {}
    for fact in facts:
        if fact.kind is not FactKind.CHANGE and fact.year is not None:
            dated.setdefault((fact.subject, fact.figure.unit), {}).setdefault(fact.year, fact)
    for ((_, levels, _), unit), series in dated.items():
        if wanted is not None and unit not in wanted and work not in ("growth", "ratio"):
            continue
        if any(LEVELS[level].isdisjoint(levels) for level in question.levels):
            continue
        years = sorted(set(series) & set(question.years) if len(question.years) > 1 else series)
        ends = set(years[:1] + years[-1:])
        if len(years) > 1 and set(question.years) <= (ends if len(question.years) == 1 else set(series)):
            first, last = series[years[0]], series[years[-1]]
            return worked(OVER_YEARS[work].format(years[-1] - years[0]), (last, first))
    return None
