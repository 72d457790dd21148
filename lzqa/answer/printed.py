"""How far two growths are apart, by the growths that a table prints itself: 14.44% and 9.78% are 4.66 apart, as anyone reads them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lzqa.facts import Fact, FactKind

APART = "(a-b)/b*100-(c-d)/d*100"
"""How far two growths are apart, each worked out from the figures of two years."""


def as_printed(work: str, facts: Sequence[Fact], of_passage: Callable[[str], Sequence[Fact]]) -> tuple[tuple[Fact, ...], str]:
    """Return ``facts`` and ``work``, or the growths that rows of a table print and their difference, where that is what is worked out.

    Args:
        work: An expression.
        facts: The facts in the order of its letters.
        of_passage: Gives the facts of a passage by its id.
    """
    if work != APART:
        return tuple(facts), work
    printed = []
    for later, earlier in (facts[:2], facts[2:]):
        change = next(
            (
                each
                for each in of_passage(later.passage)
                if each.kind is FactKind.CHANGE and (each.base_year, each.year) == (earlier.year, later.year)
            ),
            None,
        )
        if change is None or later.passage != earlier.passage or change.change_unit != "%":
            return tuple(facts), work
        printed.append(change)
    return tuple(printed), "a-b"
