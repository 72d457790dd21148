"""What the question bank says: which of its questions are most like this one, and which passages they lead to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lzqa.bank import BankEntry
from lzqa.indexing import Index
from lzqa.indexing.questions import WEIGHTS, pair_features, word_features
from lzqa.normalise import normalise

Scores = NDArray[np.float64]
NEAREST = 60
"""So many of the bank's questions, those most like the question asked, lead to passages."""
VOTERS, SHARPNESS = 8, 4
"""So many of the nearest questions vote on the kind, each with its likeness to this power."""
MEASURES = ("likeness", *WEIGHTS)


@dataclass(frozen=True)
class BankMatch:
    """How the bank's questions compare with the one asked.

    Args:
        likeness: ``(questions,)`` weighed mean of the three likenesses, 0..1.
        best: By measure, ``(passages,)``: of the nearest questions that lead to a passage, the one most like; 0 when none.
        second: The same for the next one.
        nearest: Numbers of the nearest answerable questions, most like first.
        unanswerable: Likeness of the unanswerable question most like this one; 0 without any.
    """

    likeness: Scores
    best: dict[str, Scores]
    second: dict[str, Scores]
    nearest: NDArray[np.int64]
    unanswerable: float


class BankMatcher:
    """Compares questions with the bank's.

    Args:
        index: A loaded index with a question bank.
    """

    def __init__(self, index: Index) -> None:
        if index.questions is None:
            message = "this index has no question bank"
            raise ValueError(message)
        self._index = index
        self._questions = index.questions
        self.entries: tuple[BankEntry, ...] = index.plan.bank.entries
        self.answerable = np.array([entry.answerable for entry in self.entries], bool)
        position = {passage.id: passage.position for passage in index.plan.passages.passages}
        self.places = [np.array([position[name] for name in entry.evidence], np.int64) for entry in self.entries]
        self._size = len(position)
        self.vocabulary = self._vocabulary()

    def _vocabulary(self) -> dict[str, dict[int, int]]:
        """Return, by word, how many of the bank's questions about each passage use it."""
        found: dict[str, dict[int, int]] = {}
        for number, entry in enumerate(self.entries):
            if entry.answerable:
                for word in self.words_of(number):
                    counts = found.setdefault(word, {})
                    for place in self.places[number]:
                        counts[int(place)] = counts.get(int(place), 0) + 1
        return found

    def words_of(self, number: int) -> frozenset[str]:
        """Return the content words of one of the bank's questions, with the shorter words inside them."""
        stop = self._index.plan.lexicon.stop
        terms = self._index.segmenter.terms(normalise(self.entries[number].text))
        return frozenset(term for term in terms if term not in stop)

    def likenesses(self, text: str) -> dict[str, Scores]:
        """Return ``(questions,)`` likenesses by measure for a normalised question."""
        segmenter, lexicon = self._index.segmenter, self._index.plan.lexicon
        found = {
            "word": self._questions.words.cosines(word_features(text, segmenter, lexicon)).astype(float),
            "pair": self._questions.pairs.cosines(pair_features(text)).astype(float),
            "meaning": (self._questions.vectors @ self._index.embedder.encode_query([text])[0]).astype(float),
        }
        total = sum(WEIGHTS.values())
        found["likeness"] = np.asarray(sum(WEIGHTS[name] * found[name] for name in WEIGHTS) / total)
        return found

    def match(self, text: str, without: Collection[int] = ()) -> BankMatch:
        """Compare a normalised question with the bank.

        Args:
            text: The question.
            without: Numbers of questions to leave out, so that one of the bank's own never scores itself.
        """
        likenesses = self.likenesses(text)
        if without:
            for scores in likenesses.values():
                scores[list(without)] = 0.0
        likeness = likenesses["likeness"]
        known = np.where(self.answerable, likeness, -1.0)
        unknown = np.where(self.answerable, 0.0, likeness)
        best, second = {}, {}
        for name in MEASURES:
            best[name], second[name] = self._spread(np.where(self.answerable, likenesses[name], -1.0))
        order = np.argsort(-known, kind="stable")[:NEAREST]
        return BankMatch(likeness, best, second, order, float(unknown.max(initial=0.0)))

    def _spread(self, scores: Scores) -> tuple[Scores, Scores]:
        """Return, by passage, the best and the second best score of the nearest questions that lead to it."""
        best, second = np.zeros(self._size), np.zeros(self._size)
        nearest = np.argpartition(-scores, min(NEAREST, len(scores) - 1))[:NEAREST]
        for number in nearest:
            score = scores[number]
            for place in self.places[number]:
                if score > best[place]:
                    second[place], best[place] = best[place], score
                elif score > second[place]:
                    second[place] = score
        return best, second

    def used_with(self, word: str, without: Collection[int] = ()) -> NDArray[np.int64]:
        """Return the passages about which the bank asks with ``word``."""
        counts = self.vocabulary.get(word)
        if not counts:
            return np.zeros(0, np.int64)
        if not without:
            return np.fromiter(counts, np.int64, len(counts))
        own: Counter[int] = Counter()
        for number in without:
            if word in self.words_of(number):
                own.update(int(place) for place in self.places[number])
        return np.array([place for place, count in counts.items() if count > own[place]], np.int64)

    def voted(self, match: BankMatch) -> tuple[str, float]:
        """Return the kind that most of the nearest answerable questions have, and its share of their votes, 0..1."""
        votes: dict[str, float] = {}
        for number in match.nearest[:VOTERS]:
            kind = self.entries[int(number)].kind
            votes[kind] = votes.get(kind, 0.0) + max(0.0, float(match.likeness[number])) ** SHARPNESS
        if not votes:
            return "", 0.0
        kind = max(votes, key=lambda name: (votes[name], name))
        return kind, votes[kind] / (sum(votes.values()) or 1.0)
