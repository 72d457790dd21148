"""The assistant that learns: it meets each question with models that saw no question of its fold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from lzqa.answer.answerable import Answerable
from lzqa.answer.followup import Chooser
from lzqa.answer.trace import Lookup, Trace
from lzqa.assistant import Assistant
from lzqa.indexing import Index
from lzqa.learning.examples import Example
from lzqa.question import Question
from lzqa.retrieval.intent import IntentModel
from lzqa.retrieval.ranker import Ranker


class Learner(Assistant):
    """An assistant whose models are exchanged question by question, so that what rests on them is learnt from honest values.

    A model that judges the answers of another must not learn from answers that the other knew by heart (Wolpert 1992,
    "Stacked generalization").

    Args:
        index: A loaded index.
        bank: Whether the question bank is used, where the index has one.
    """

    def __init__(self, index: Index, *, bank: bool = True) -> None:
        super().__init__(index, bank=bank)
        self.folds: dict[Question, int] = {}
        self.intents: Sequence[IntentModel] = ()
        self.weights: Sequence[dict[str, float]] = ()
        self.rankers: Sequence[Ranker] = ()
        self.choosers: Sequence[Ranker] = ()
        self.proposers: Sequence[Ranker] = ()
        self.abstentions: Sequence[Answerable] = ()
        self.choosers_of_readings: Sequence[Chooser] = ()
        self._fold: int | None = None

    def know(self, examples: Iterable[Example]) -> None:
        """Remember the fold of each question."""
        self.folds.update({example.question: example.fold for example in examples})

    def look_up(self, question: Question, without: Sequence[int] = ()) -> Lookup:
        """Find what may answer a question, with the models of its fold; see :meth:`Assistant.look_up`."""
        self.take(self.folds.get(question, 0) if self._fold is None else self._fold)
        return super().look_up(question, without)

    @contextmanager
    def as_of(self, fold: int) -> Iterator[None]:
        """Meet every question with the models that saw none of ``fold``."""
        self._fold = fold
        try:
            yield
        finally:
            self._fold = None

    def take(self, fold: int) -> None:
        """Meet the next question with the models that saw none of ``fold``."""
        if self.intents:
            self.retriever.intents = self.intents[fold]
        if self.weights:
            self.retriever.weights = self.weights[fold]
        if self.rankers:
            self.retriever.ranker = self.rankers[fold]
        if self.choosers:
            self.facts.chooser.model = self.choosers[fold]
        if self.proposers:
            self.facts.proposer.model = self.proposers[fold]
        if self.abstentions:
            self.calibration = replace(self.calibration, bank=self.abstentions[fold])

    def trace(self, turns: Sequence[str]) -> Trace:
        """Answer the last of ``turns``, with the models of the fold at hand; see :meth:`Assistant.trace`."""
        if self.choosers_of_readings:
            self.follow_ups.model = self.choosers_of_readings[self._fold or 0]
        return super().trace(turns)
