"""Whether a question of the bank asks the same as the one asked: learned from what sets two questions apart.

Likeness alone cannot tell 特校 2018年 几人 from 特校 2020年 几人: all words but one agree.  So what differs is looked at, on
both sides: years, school levels, words that tell figures apart, the rarest word that the other lacks, the sort of thing
that is expected.  Boosted trees (``samematter.json``, fitted by ``lzqa train``) learn from the bank itself, in which each
line has several wordings of one matter, what of that makes another matter.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from lzqa.answer.naming import Named, Naming
from lzqa.lexicon import Lexicon
from lzqa.normalise import normalise
from lzqa.retrieval.bank import BankMatch, BankMatcher
from lzqa.retrieval.ranker import Ranker

FILE = "samematter.json"
LOOKED_AT = 30
"""So many of the bank's nearest questions are looked at."""
MEASURES = ("likeness", "word", "pair", "meaning")
SETS = ("years", "levels", "telling", "numbers")
"""What two questions name, each compared as a set."""
FEATURES = (
    *MEASURES, "rank", "behind",
    "rarest_own", "rarest_other", "own_left", "other_left", "own_length", "other_length",
    *(f"{name}_{how}" for name in SETS for how in ("agree", "differ", "own", "other")),
    "expects", "units", "operation", "kind",
)  # fmt: skip
"""Names of a pair's features, in the order of its row."""
EVERYDAY = 0.3
"""What a word of the plan weighs that the other question has an everyday word for."""
_DIFFER = [FEATURES.index(f"{name}_differ") for name in ("years", "levels", "telling")]
_NOTHING = (0.0, 0.0, 0.0, 0.0)
KEPT = 16384
"""Of so many of the bank's questions it is remembered what they name: they come again and again."""
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Worth:
    """What a word weighs where the other question lacks it.

    Args:
        word: The word.
        full: Its weight.
        plan_words: The plan's words for it.
        by_plan_words: What it weighs where the other question has one of those.
        everyday: The everyday words for it.
        by_everyday: What it weighs where the other question has one of those.
    """

    word: str
    full: float
    plan_words: frozenset[str]
    by_plan_words: float
    everyday: frozenset[str]
    by_everyday: float


@dataclass(frozen=True)
class Weighed:
    """What a question names, and what each of its words weighs.

    Args:
        named: What it names.
        worths: What its words weigh, in the words' order.
        total: The sum of their full weights.
    """

    named: Named
    worths: tuple[Worth, ...]
    total: float


def _compared(own: frozenset[object], other: frozenset[object]) -> tuple[float, float, float, float]:
    """Return whether two sets agree, whether they differ though both name something, and which side alone names something."""
    if not own and not other:
        return _NOTHING
    return (
        float(bool(own) and own == other),
        float(bool(own) and bool(other) and not own & other),
        float(bool(own - other)),
        float(bool(other - own)),
    )


class SameMatter:
    """Tells which of the bank's questions ask the same as the one asked.

    Args:
        bank: The bank's questions.
        lexicon: The plan's word lists.
    """

    def __init__(self, bank: BankMatcher, lexicon: Lexicon) -> None:
        self._bank, self._lexicon = bank, lexicon
        counts = bank.used + bank.lacked
        self._rarity = {word: float(np.log(len(bank.entries) / count)) for word, count in counts.items()}
        self._unseen = float(np.log(1 + len(bank.entries)))
        self._naming = Naming(lexicon)
        self._written = bank.named(self._naming.rules)
        self._stand_for: dict[str, set[str]] = {}
        for everyday, (plan_words, _) in lexicon.everyday.items():
            for word in plan_words:
                self._stand_for.setdefault(word, set()).add(everyday)
        self._worth: dict[str, Worth] = {}
        self._of = lru_cache(maxsize=KEPT)(self._named)
        path = resources.files(__package__) / FILE
        self.model = Ranker.parse(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None

    def _named(self, number: int) -> Weighed:
        words = self._bank.words_of(number)
        if self._written:
            return self._weighed(self._naming.read(self._written[number], words))
        return self._weighed(self._naming.of(normalise(self._bank.entries[number].text), words))

    def _weighed(self, each: Named) -> Weighed:
        worths = tuple(map(self._worth_of, sorted(each.words)))
        total = 0.0
        for worth in worths:
            total += worth.full
        return Weighed(each, worths, total)

    def _worth_of(self, word: str) -> Worth:
        worth = self._worth.get(word)
        if worth is None:
            full = self._rarity.get(word, self._unseen)
            plan_words, share = self._lexicon.everyday.get(word, ((), 0.0))
            everyday = frozenset(self._stand_for.get(word, ()))
            worth = Worth(word, full, frozenset(plan_words), full * (1 - share), everyday, full * EVERYDAY)
            if full != self._unseen:  # so that people's words that the bank lacks are not kept
                self._worth[word] = worth
        return worth

    @staticmethod
    def _left(own: Weighed, other: Named) -> tuple[float, float]:
        """Return the weight of the rarest word of ``own`` that ``other`` has nothing for, and the share of such words' weights."""
        left, rarest = 0.0, 0.0
        words, text = other.words, other.text
        for worth in own.worths:
            if worth.word in words or worth.word in text:
                continue
            if not worth.plan_words.isdisjoint(words):
                weight = worth.by_plan_words
            elif not worth.everyday.isdisjoint(words):
                weight = worth.by_everyday
            else:
                weight = worth.full
            left += weight
            if weight > rarest:
                rarest = weight
        return rarest, left / own.total if own.total else 0.0

    def features(self, text: str, words: Iterable[str], match: BankMatch) -> Matrix:
        """Return ``(questions, features)`` for a normalised question and the bank's nearest, named by :data:`FEATURES`.

        Args:
            text: The question.
            words: Its search terms.
            match: The bank's questions compared with it.
        """
        own = self._weighed(self._naming.of(text, words))
        mine = own.named
        order = match.order[:LOOKED_AT]
        measures = [match.measures[name][order].tolist() for name in MEASURES]
        best = float(match.likeness[order[0]]) if len(order) else 0.0
        rows = []
        for rank, (number, *alike) in enumerate(zip(order.tolist(), *measures, strict=True)):
            other = self._of(number)
            theirs = other.named
            rarest_own, own_left = self._left(own, theirs)
            rarest_other, other_left = self._left(other, mine)
            rows.append((
                *alike, rank, best - alike[0],
                rarest_own, rarest_other, own_left, other_left, len(mine.text), len(theirs.text),
                *(each for a, b in zip(mine.sets, theirs.sets, strict=True) for each in _compared(a, b)),
                *map(_agree, mine.asks, theirs.asks),
            ))  # fmt: skip
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(FEATURES))

    def told(self, text: str, words: Iterable[str], match: BankMatch) -> tuple[Matrix, NDArray[np.bool_]]:
        """Return what is told of each of the bank's nearest, ``(questions,)`` each.

        The probability, 0..1, that it asks the same, all 0 without a model; and whether it names another year, school level
        or sort of school.
        """
        order = match.order[:LOOKED_AT]
        if not len(order):
            return np.zeros(0), np.zeros(0, bool)
        rows = self.features(text, words, match)
        apart = np.asarray(rows[:, _DIFFER].any(axis=1), dtype=bool)
        if self.model is None:
            return np.zeros(len(order)), apart
        return np.where(match.likeness[order] > 0, self.model.probabilities(rows), 0.0), apart


def _agree(own: object, other: object) -> float:
    """Return 1 when both ask for the same, -1 when for different things, 0 when one does not tell."""
    if own is None or other is None:
        return 0.0
    return 1.0 if own == other else -1.0
