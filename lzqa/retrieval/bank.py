"""What the question bank says: which of its questions are most like this one, and which passages they lead to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lzqa.bank import BankEntry
from lzqa.indexing import Index
from lzqa.indexing.questions import WEIGHTS, Array, pair_features, word_features
from lzqa.question import Asked, Level
from lzqa.question.kinds import levels_of
from lzqa.question.understand import years_named
from lzqa.retrieval.english import LOOKED_AT_IN_ENGLISH, chinese_wording
from lzqa.retrieval.model import Hit
from lzqa.retrieval.placed import Placed, best_first
from lzqa.retrieval.sections import may_mean, paragraph_of, section_of, speaks_of_section, stands_inside
from lzqa.segment import fold

Scores = NDArray[np.float64]
LOOKED_AT = 240
"""So many of the nearest questions, answerable or not, are put in order."""
NEAREST = 60
"""So many of the bank's questions, those most like the question asked, lead to passages."""
VOTERS, SHARPNESS = 8, 4
"""So many of the nearest questions vote on the kind, each with its likeness to this power."""
PART_SHARE = 0.35
"""A part is asked for as a whole when its questions have this share of the votes, more than any other's."""
SUMMED_SHARE, MASS = 0.3, 1.0
"""The same where it is known that some part is asked for as a whole."""
CERTAIN = 0.5
"""A passage that is evidence with this probability is the place, whatever questions for places say."""
LOCATED = 0.4
"""A place is told by questions for places when it has so much of their votes and of the passages' probabilities together."""
FOUND_INSIDE = 0.05
"""A place holds at least so much of the probabilities of the best passages."""
MANY_BLOCKS = 3
"""Evidence covers a part when its sentences stand in so many paragraphs, and a paragraph when it has so many of its own."""
NARROWER, FIRST_YEAR = 0.4, 2005
"""What the likeness of a question counts that the plan does not answer, when it names a level, or a year, and the question asked
names none; years are told apart from the second on."""
LEVEL_BITS = (1 << len(Level)) - 1
MEASURES = ("likeness", *WEIGHTS)
ASKING, ASKED_SHARPNESS = 30, 6
"""So many of the nearest questions, answerable or not, tell which figures are asked for, each with its likeness to this power."""


@dataclass(frozen=True)
class BankMatch:
    """How the bank's questions compare with the one asked.

    Args:
        likeness: ``(questions,)`` weighed mean of the three likenesses, 0..1.
        best: By measure, ``(passages,)``: of the questions that lead to a passage, the one most like; 0 when none does.
        second: ``(passages,)`` likeness of the second of the nearest questions that lead to a passage; 0 when there are not two.
        order: Numbers of the nearest questions, answerable or not, most like first.
        nearest: Numbers of the nearest answerable questions, most like first.
        unanswerable: Likeness of the unanswerable question most like this one; 0 without any.
        measures: By measure, ``(questions,)`` likenesses as they are compared, in float32.
        same: ``(k,)`` probability that each of the first ``k`` of ``order`` asks the same, 0..1; empty when not known.
        apart: ``(k,)`` whether it names another year, school level or sort of school; empty when not known.
    """

    likeness: Scores
    best: dict[str, Scores]
    second: Scores
    order: NDArray[np.int64]
    nearest: NDArray[np.int64]
    unanswerable: float
    measures: dict[str, Array]
    same: Scores = field(default_factory=lambda: np.zeros(0))
    apart: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))

    def asks_the_same(self, at: int) -> float:
        """Return the probability that the ``at``-th of ``order`` asks the same; 0 when it is not known."""
        return float(self.same[at]) if at < len(self.same) else 0.0


def _narrowing(text: str) -> int:
    """Return what narrows a normalised question, as bits: the school levels and the years that it names."""
    levels = levels_of(text)
    bits = sum(1 << at for at, level in enumerate(Level) if level in levels)
    return bits | sum(1 << (len(Level) + year - FIRST_YEAR) for year in years_named(text) if 0 <= year - FIRST_YEAR < 40)


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
        self._english = np.array([entry.voice == "english" for entry in self.entries], bool)
        self.answerable = np.array([entry.answerable for entry in self.entries], bool)
        position = {passage.id: passage.position for passage in index.plan.passages.passages}
        places = [[position[name] for name in entry.evidence] for entry in self.entries]
        self.places = Placed(places)
        self._near = Placed([[position[name] for name in entry.near] for entry in self.entries])
        self._size = len(position)
        pairs = [(place, number) for number, entry in enumerate(self.entries) if entry.answerable for place in places[number]]
        pairs.sort()
        self._order = np.array([number for _, number in pairs], np.int64)
        self._asked, self._starts = np.unique(np.array([place for place, _ in pairs], np.int64), return_index=True)
        self._unanswerable = np.flatnonzero(~self.answerable)
        narrowed = np.array([_narrowing(fold(self.entries[int(at)].text)) for at in self._unanswerable], np.int64)
        self._narrow, self._narrowed = self._unanswerable[narrowed != 0], narrowed[narrowed != 0]
        self.vocabulary = self._vocabulary(places)
        self.used = self._counted(np.flatnonzero(self.answerable))
        self.lacked = self._counted(self._unanswerable)

    def _counted(self, numbers: NDArray[np.int64]) -> Counter[str]:
        """Return, by word, how many of the bank's questions with those numbers use it."""
        return Counter(word for number in numbers.tolist() for word in self.words_of(number))

    def _vocabulary(self, places: Sequence[Sequence[int]]) -> dict[str, dict[int, int]]:
        """Return, by word, how many of the bank's questions about each passage use it."""
        found: dict[str, dict[int, int]] = {}
        for number, entry in enumerate(self.entries):
            if entry.answerable:
                for word in self.words_of(number):
                    counts = found.setdefault(word, {})
                    for place in places[number]:
                        counts[place] = counts.get(place, 0) + 1
        return found

    def spread(self, word: str) -> float:
        """Return about how many passages the bank asks about with ``word``, fewer where it rather goes with what is not answered.

        A word that comes with anything (不要, 表姐) tells little of what is asked for, though the plan lacks it; one that comes
        more often in questions that the plan does not answer (手机) tells much, however many others it stands in.
        """
        asked = self.used[word]
        if not asked:
            return 0.0
        odds = (self.lacked[word] / max(1, len(self._unanswerable))) / (
            asked / max(1, len(self.entries) - len(self._unanswerable))
        )
        return len(self.vocabulary[word]) / max(1.0, odds) ** 2

    def words_of(self, number: int) -> frozenset[str]:
        """Return the content words of one of the bank's questions, with the shorter words inside them."""
        return self._questions.terms[number]

    def named(self, rules: str) -> tuple[str, ...]:
        """Return what was written down of each of the bank's questions by ``rules``, a digest; nothing if by none or others."""
        return self._questions.named if rules and self._questions.rules == rules else ()

    def likenesses(self, text: str, vector: Array | None = None) -> dict[str, Array]:
        """Return ``(questions,)`` likenesses by measure for a normalised question.

        Args:
            text: The question.
            vector: Its vector; worked out when not given.
        """
        segmenter, lexicon = self._index.segmenter, self._index.plan.lexicon
        if vector is None:
            vector = self._index.embedder.encode_query([text])[0]
        found = {
            "word": self._questions.words.cosines(word_features(text, segmenter, lexicon)),
            "pair": self._questions.pairs.cosines(pair_features(text)),
            "meaning": self._questions.meanings(vector),
        }
        total = sum(WEIGHTS.values())
        found["likeness"] = np.asarray(sum(np.float32(WEIGHTS[name] / total) * found[name] for name in WEIGHTS))
        return found

    def match(self, text: str, without: Collection[int] = (), vector: Array | None = None) -> BankMatch:
        """Compare a normalised question with the bank.

        Args:
            text: The question.
            without: Numbers of questions to leave out, so that one of the bank's own never scores itself.
            vector: The question's vector; worked out when not given.
        """
        likenesses = self.likenesses(text, vector)
        if without:
            for scores in likenesses.values():
                scores[list(without)] = 0.0
        # 高中教师平均年龄 is not in the plan: that tells nothing of 教师平均年龄
        own = _narrowing(text)
        unnamed = (0 if own & LEVEL_BITS else LEVEL_BITS) | (0 if own & ~LEVEL_BITS else ~LEVEL_BITS)
        likeness = likenesses["likeness"].astype(float)
        likeness[self._narrow[(self._narrowed & unnamed) != 0]] *= NARROWER
        order = best_first(likeness, LOOKED_AT)
        nearest = order[self.answerable[order]][:NEAREST]
        if len(nearest) < NEAREST:
            nearest = best_first(np.where(self.answerable, likeness, -1.0), NEAREST)
        best = {name: self._best(likenesses[name]) for name in MEASURES}
        unknown = likeness[self._unanswerable]
        second = self.places.second(nearest, likeness[nearest], self._size)
        return BankMatch(likeness, best, second, order, nearest, float(unknown.max(initial=0.0)), likenesses)

    def asked_the_same(self, match: BankMatch) -> Scores:
        """Return, by passage, the greatest probability that a question that leads to it asks the same; 0 when none does."""
        return self.places.greatest(match.order, match.same, self._size)

    def led_by_likeness(self, match: BankMatch) -> Scores:
        """Return, by passage, the greatest likeness of the nearest questions that lead to it; 0 when none does."""
        return self.places.greatest(match.order, np.clip(match.likeness[match.order], 0.0, None), self._size)

    def lacking(self, match: BankMatch) -> tuple[Scores, Scores]:
        """Return, by passage, what the nearest questions say that come near it and that it does not answer.

        The greatest likeness, and the greatest probability that one of them asks the same; 0 when there is none.
        """
        likeness = np.clip(match.likeness[match.order], 0.0, None)
        near, size = self._near, self._size
        return near.greatest(match.order, likeness, size), near.greatest(match.order, match.same, size)

    def _best(self, scores: Array) -> Scores:
        """Return, by passage, the best score of the questions that lead to it; 0 when none does."""
        found = np.zeros(self._size)
        if len(self._order):
            found[self._asked] = np.maximum.reduceat(scores.take(self._order), self._starts)
        return np.clip(found, 0.0, None)

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

    def alike(self, match: BankMatch, count: int) -> list[tuple[float, BankEntry]]:
        """Return the ``count`` questions most like the one asked, answerable or not, each with its likeness."""
        return [(float(match.likeness[at]), self.entries[int(at)]) for at in match.order[:count]]

    def asked(self, match: BankMatch) -> tuple[Asked, ...]:
        """Return those of the nearest questions that ask for figures, most alike first, each with its share of the votes."""
        order = match.order[:ASKING]
        weights = np.clip(match.likeness[order], 0.0, None) ** ASKED_SHARPNESS
        total = float(weights.sum()) or 1.0
        found = []
        for at, (number, weight) in enumerate(zip(order, weights, strict=True)):
            entry = self.entries[int(number)]
            if entry.facts and weight > 0:
                text = fold(entry.text)
                likeness = round(float(match.likeness[number]), 4)
                share = round(float(weight) / total, 4)
                named = (years_named(text), levels_of(text))
                found.append(
                    Asked(likeness, share, entry.kind, entry.facts, entry.work, *named, round(match.asks_the_same(at), 4))
                )
        return tuple(found)

    def in_chinese(self, text: str) -> str:
        """Return a Chinese wording of what an English question asks; ``""`` when no English question of the bank is like it."""
        likeness = np.where(self._english, self.likenesses(text)["likeness"].astype(float), 0.0)
        nearest = [(float(likeness[at]), self.entries[int(at)]) for at in best_first(likeness, LOOKED_AT_IN_ENGLISH)]
        return chinese_wording(text, nearest, self.entries)

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

    def place(self, match: BankMatch, hits: Sequence[Hit] = ()) -> str:
        """Return the id of the passage, heading or sentence, that questions for a place lead to; ``""`` without any.

        Args:
            match: The bank's questions compared with the one asked.
            hits: The question's best passages; they tell between places.
        """
        votes: dict[str, float] = {}
        asking = [int(number) for number in match.nearest if self.entries[int(number)].kind == "locate"]
        for number in asking[:VOTERS]:
            place = self.entries[number].evidence[0]
            votes[place] = votes.get(place, 0.0) + max(0.0, float(match.likeness[number])) ** SHARPNESS
        if not votes:
            return ""
        total, held = sum(votes.values()), sum(hit.score for hit in hits) or 1.0

        def inside(name: str) -> float:
            return sum(hit.score for hit in hits if hit.passage.id == name or stands_inside(hit.passage, name))

        def worth(name: str) -> float:
            return votes[name] / total + MASS * inside(name) / held

        found = [name for name in votes if inside(name) > FOUND_INSIDE * held] or (list(votes) if not hits else [])
        if not found:
            return ""
        best = max(found, key=lambda name: (round(worth(name), 6), name))
        elsewhere = bool(hits) and hits[0].score >= max(CERTAIN, inside(best))
        return best if worth(best) >= LOCATED and not elsewhere else ""

    def part(
        self,
        match: BankMatch,
        hits: Sequence[Hit] = (),
        *,
        summed_up: bool = False,
        text: str = "",
        telling: Sequence[str] = (),
    ) -> str:
        """Return what most of the nearest answerable questions ask for as a whole.

        Args:
            match: The bank's questions compared with the one asked.
            hits: The question's best passages; they tell between parts when it is known that one is asked for.
            summed_up: Whether it is known that some part is asked for as a whole: then only questions that ask so vote.
            text: The question; its words may tell which chapter, or that a section is meant.
            telling: Its rare words; they may tell which paragraph is meant.

        Returns:
            The id of a heading, for its part; the id of a sentence, for its paragraph; ``""`` when they ask for neither.
        """
        entries = [(self.entries[int(number)], float(match.likeness[number])) for number in match.nearest]
        if summed_up:
            entries = [(entry, likeness) for entry, likeness in entries if entry.kind == "summary"]
        votes: dict[str, float] = {}
        for entry, likeness in entries[: 2 * VOTERS if summed_up else VOTERS]:
            whole = self._whole(entry.evidence) if entry.kind != "locate" else ""
            votes[whole] = votes.get(whole, 0.0) + max(0.0, likeness) ** SHARPNESS
        if summed_up:
            votes.pop("", None)
            if speaks_of_section(text):
                votes |= {section_of(hit.passage.id): 0.0 for hit in hits if section_of(hit.passage.id) not in votes}
            votes = {name: vote for name, vote in votes.items() if may_mean(text, name)} or votes
        if not votes:
            return ""
        total = sum(votes.values()) or 1.0
        if not summed_up:
            best = max(votes, key=lambda name: (votes[name], name))
            return best if votes[best] >= PART_SHARE * total else ""
        held = sum(hit.score for hit in hits) or 1.0

        def worth(name: str) -> float:
            inside = sum(hit.score for hit in hits if stands_inside(hit.passage, name))
            return votes[name] / total + MASS * inside / held

        best = max(votes, key=lambda name: (round(worth(name), 6), name))
        if worth(best) < SUMMED_SHARE:
            return ""
        return best if "/" in best or speaks_of_section(text) else paragraph_of(best, hits, telling) or best

    @staticmethod
    def _whole(evidence: tuple[str, ...]) -> str:
        """Return the heading of a part, or a sentence of a paragraph, that evidence covers as a whole; ``""`` otherwise."""
        sentences = [name for name in evidence if "/" in name]
        blocks = {name.rpartition(".")[0] for name in sentences}
        if "/" not in evidence[0] and (not blocks or len(blocks) >= MANY_BLOCKS):
            return evidence[0]
        return sentences[0] if len(blocks) == 1 and len(sentences) >= MANY_BLOCKS else ""
