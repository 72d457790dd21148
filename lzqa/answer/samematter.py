"""Whether a question of the bank asks the same as the one asked: learned from what sets two questions apart.

Likeness alone cannot tell 特校 2018年 几人 from 特校 2020年 几人: all words but one agree.  So what differs is looked at, on
both sides: years, school levels, words that tell figures apart, the rarest word that the other lacks, the sort of thing
that is expected.  Boosted trees (``samematter.json``, fitted by ``lzqa train``) learn from the bank itself, in which each
line has several wordings of one matter, what of that makes another matter.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from lzqa.answer.expects import expected
from lzqa.answer.factmatch import wanted_units
from lzqa.answer.operations import operation_of
from lzqa.lexicon import Lexicon
from lzqa.normalise import normalise
from lzqa.question.kinds import kind_of, levels_of
from lzqa.question.understand import years_named
from lzqa.retrieval.bank import BankMatch, BankMatcher
from lzqa.retrieval.ranker import Ranker
from lzqa.segment import fold

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
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Named:
    """What a question names and asks for.

    Args:
        text: Normalised and folded.
        words: Its search terms.
        sets: By :data:`SETS`.
        asks: What it expects, in which units, worked out how, and its kind.
        weighed: The terms in order, each with its weight; left out where they are not compared.
    """

    text: str
    words: frozenset[str]
    sets: tuple[frozenset[object], ...]
    asks: tuple[object, ...]
    weighed: tuple[tuple[str, float], ...] = ()


def telling_words(lexicon: Lexicon) -> tuple[tuple[str, tuple[str, str]], ...]:
    """Return the words that tell one figure from its neighbour, folded, each with what it names; single characters left out."""
    groups = ((word, (group.about, group.words[0])) for group in lexicon.telling for word in group.words)
    return tuple((fold(word), group) for word, group in groups if len(word) > 1)


def named(text: str, words: Iterable[str], telling_words: Iterable[tuple[str, tuple[str, str]]]) -> Named:
    """Return what a normalised question names and asks for.

    Args:
        text: The question.
        words: Its search terms.
        telling_words: What :func:`telling_words` gave.
    """
    folded = fold(text)
    years = years_named(text)
    telling = frozenset(group for word, group in telling_words if word in folded)
    numbers = frozenset(number for number in _NUMBER.findall(text) if number not in {str(year) for year in years})
    sets = (frozenset(years), frozenset(levels_of(text)), telling, numbers)
    return Named(folded, frozenset(words), sets, (expected(text), wanted_units(text), operation_of(text), kind_of(text)))


def _compared(own: frozenset[object], other: frozenset[object]) -> tuple[float, float, float, float]:
    """Return whether two sets agree, whether they differ though both name something, and which side alone names something."""
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
        self._telling = telling_words(lexicon)
        self._stand_for: dict[str, set[str]] = {}
        for everyday, (plan_words, _) in lexicon.everyday.items():
            for word in plan_words:
                self._stand_for.setdefault(word, set()).add(everyday)
        self._of = lru_cache(maxsize=None)(self._named)
        path = resources.files(__package__) / FILE
        self.model = Ranker.parse(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None

    def _named(self, number: int) -> Named:
        return self._weighed(named(normalise(self._bank.entries[number].text), self._bank.words_of(number), self._telling))

    def _weighed(self, each: Named) -> Named:
        return replace(each, weighed=tuple((word, self._rarity.get(word, self._unseen)) for word in sorted(each.words)))

    def _left(self, own: Named, other: Named) -> tuple[float, float]:
        """Return the weight of the rarest word of ``own`` that ``other`` has nothing for, and the share of such words' weights."""
        total, left, rarest = 0.0, 0.0, 0.0
        for word, full in own.weighed:
            total += full
            if word in other.words or word in other.text:
                continue
            known = self._lexicon.everyday.get(word)
            if known is not None and any(each in other.words for each in known[0]):
                weight = full * (1 - known[1])
            elif not other.words.isdisjoint(self._stand_for.get(word, ())):
                weight = full * EVERYDAY
            else:
                weight = full
            left += weight
            rarest = max(rarest, weight)
        return rarest, left / total if total else 0.0

    def features(self, text: str, words: Iterable[str], match: BankMatch) -> Matrix:
        """Return ``(questions, features)`` for a normalised question and the bank's nearest, named by :data:`FEATURES`.

        Args:
            text: The question.
            words: Its search terms.
            match: The bank's questions compared with it.
        """
        own = self._weighed(named(text, words, self._telling))
        order = match.order[:LOOKED_AT]
        best = float(match.likeness[order[0]]) if len(order) else 0.0
        rows = []
        for rank, number in enumerate(order):
            other = self._of(int(number))
            rarest_own, own_left = self._left(own, other)
            rarest_other, other_left = self._left(other, own)
            rows.append((
                *(float(match.measures[name][number]) for name in MEASURES), float(rank), best - float(match.measures["likeness"][number]),
                rarest_own, rarest_other, own_left, other_left, float(len(own.text)), float(len(other.text)),
                *(each for a, b in zip(own.sets, other.sets, strict=True) for each in _compared(a, b)),
                *(_agree(a, b) for a, b in zip(own.asks, other.asks, strict=True)),
            ))  # fmt: skip
        return np.array(rows).reshape(len(rows), len(FEATURES))

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
