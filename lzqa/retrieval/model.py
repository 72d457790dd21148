"""What retrieval returns."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from lzqa.passages import Passage


@dataclass(frozen=True)
class Signals:
    """Raw evidence for one passage, kept beside the fused score.

    Args:
        bm25_text: BM25 of the question against the quote; 0 or more.
        bm25_context: BM25 against headings and lead; 0 or more.
        bm25_everyday: BM25 of the plan's words for the question's everyday words, weighted; 0 or more.
        cosine: Cosine of the question's and the passage's vectors, -1..1.
        heading: Share of the question's terms, weighted by rarity, that headings and lead hold, 0..1.
        coverage: The same for the quote, 0..1.
        together: The same for quote, headings and lead together, 0..1.
        year: 1 when the passage names a year asked for, -1 when it only names others, else 0.
        figure: 1 when a figure is asked for and the quote holds a quantity, else 0.
        level: 1 when quote or context names a school level asked for, -1 when the quote names only others, else 0.
        lead: 1 when the passage only introduces what follows it, else 0.
        row: 1 for a table row, else 0.
        wants: 1 when a figure is asked for, else 0.
        vocabulary: Like ``together``, the words of the bank's questions about the passage counted as its own, 0..1.
        asked: Likeness of the bank's question about the passage that is most like this one, 0..1; 0 without a bank.
        asked_next: The same for the next one.
        asked_word: The best likeness by words alone.
        asked_pair: By character pairs alone.
        asked_meaning: By vectors alone.
        asked_share: ``asked`` divided by its maximum over all passages.
        asked_same: Probability, 0..1, that the likeliest of the bank's questions about the passage asks the same.
        lacking: Likeness of the nearest of the bank's questions that come near the passage and are not answered by it, 0..1.
        lacking_same: Probability, 0..1, that the likeliest of those asks the same.
        intent: Logarithm of the probability that its words ask for the passage (:mod:`lzqa.retrieval.intent`), -14..0; 0 when unknown.
        intent_share: That probability divided by its maximum over all passages, 0..1.
        intent_answered: Probability, 0..1, that the plan answers the question, by its words.
        sounds_lacking: Probability, 0..1, that the question sounds like one that the plan does not answer.
    """

    bm25_text: float
    bm25_context: float
    bm25_everyday: float
    cosine: float
    heading: float
    coverage: float
    together: float
    year: float
    figure: float
    level: float
    lead: float
    row: float = 0.0
    wants: float = 0.0
    vocabulary: float = 0.0
    asked: float = 0.0
    asked_next: float = 0.0
    asked_word: float = 0.0
    asked_pair: float = 0.0
    asked_meaning: float = 0.0
    asked_share: float = 0.0
    asked_same: float = 0.0
    lacking: float = 0.0
    lacking_same: float = 0.0
    intent: float = 0.0
    intent_share: float = 0.0
    intent_answered: float = 0.0
    sounds_lacking: float = 0.0

    def as_dict(self) -> dict[str, float]:
        """Return the signals by name, in the order of their declaration."""
        return asdict(self)


@dataclass(frozen=True)
class Hit:
    """A passage found: refers to it, ranks it, and says why.

    Args:
        passage: The passage.
        score: The fused score; comparable within one question only.
        signals: The raw evidence.
    """

    passage: Passage
    score: float
    signals: Signals

    def __hash__(self) -> int:
        """Hash what tells hits apart best: what was found for some of them is looked up often."""
        return hash((self.passage.id, self.score))
