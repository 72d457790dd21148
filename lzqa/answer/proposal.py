"""One way to answer from facts, and of what form a calculation is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from lzqa.answer.draft import Draft
from lzqa.answer.expression import operation_class
from lzqa.facts import Fact

WORKS = 1024
"""Of so many expressions it is remembered of what form they are."""
BANK, FACT, RULES, DERIVED = "bank", "fact", "rules", "derived"
"""Where a proposal comes from."""
HOW_MANY = re.compile(r"多少|几多|[几各](?:个|所|名|位|间|家|栋|项|人|次|年|亿|台|成)|百分之几")
_INNER = re.compile(r"\([a-z](?:[-+][a-z])*([-+])[a-z]\)")


@dataclass(frozen=True)
class Proposal:
    """One way to answer from facts.

    Args:
        source: ``bank``, ``fact``, ``rules`` or ``derived``.
        facts: The facts, in order.
        work: What is worked out from them; may be empty.
        kind: What the bank's questions that propose it ask for; ``""`` for others.
        likeness: How alike the most alike of those is, 0..1.
        share: Their share of the votes, 0..1.
        same: Probability, 0..1, that the likeliest of them asks the same.
        draft: The draft, where a rule has made one.
    """

    source: str
    facts: tuple[Fact, ...]
    work: str = ""
    kind: str = ""
    likeness: float = 0.0
    share: float = 0.0
    same: float = 0.0
    draft: Draft | None = field(default=None, compare=False)

    @property
    def computes(self) -> bool:
        """Whether something is worked out."""
        return bool(self.work) or (self.draft is not None and any(figure.computed for figure in self.draft.figures))

    @property
    def takes(self) -> str:
        """Its work; of a rule that works something out over two facts, that one is taken from the other."""
        return self.work or ("a-b" if self.computes and len(self.facts) == 2 else "")


@lru_cache(maxsize=WORKS)
def nested(work: str) -> bool:
    """Tell whether an expression uses one fact twice, as in ``(a-b)-b``; a growth does so by its nature."""
    letters = [letter for letter in work if letter.isalpha()]
    return len(set(letters)) < len(letters) and operation_class(work) != "growth"


@lru_cache(maxsize=WORKS)
def inner(work: str) -> float:
    """Return 1 where an expression adds within brackets, as in ``(a+b)-(c+d)``, -1 where it takes away there, 0 without brackets."""
    signs = _INNER.findall(work)
    return 0.0 if not signs else (1.0 if "+" in signs else -1.0)
