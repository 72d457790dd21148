"""Choosing the fact that a question asks for: by its name, by what the bank knows of its passage, and by what tells it apart."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np

from lzqa.answer.askedfor import FactPlanner
from lzqa.answer.factmatch import FactMatcher, Match, asked_terms
from lzqa.answer.neighbour import Guard
from lzqa.facts import Fact, FactKind
from lzqa.question import Question, QuestionKind
from lzqa.retrieval.model import Hit
from lzqa.retrieval.ranker import Ranker

KINDS = frozenset(
    {QuestionKind.FIGURE, QuestionKind.TABLE, QuestionKind.COMPUTE, QuestionKind.TOPIC, QuestionKind.COMPARE, QuestionKind.WHEN}
)
"""Kinds of question that a fact may answer."""
FACT_FEATURES = (
    "score",
    "name",
    "held",
    "behind",
    "first",
    "passage",
    "passage_rank",
    "asked",
    "asked_share",
    "vocabulary",
    "left_out",
    "differs",
    "years",
    "other_year",
    "change",
    "aim",
    "table",
    "alone",
    "share",
    "topic",
    "asked_fact",
    "asked_fact_share",
    "intent",
    "told",
    "told_share",
    "no_figure",
)
"""Names of a candidate's features, in the order of its row."""
MOST_MATCHED = 10
"""So many of the facts that fit by name are candidates."""
MOST_ASKED = 6
"""The facts of so many of the plans that questions like it tell are candidates too, whatever their names."""
MOST_TOLD, LEAST_TOLD = 6, 0.02
"""And so many of those that the question's words tell, with at least this probability."""
MOST_PASSAGES = 4
"""The facts of so many of the best passages are candidates too."""
MODEL = "facts.json"
KEPT = 64
"""So many questions' candidates are remembered: one answer asks for them several times."""


@dataclass(frozen=True)
class Candidate:
    """A fact that may answer.

    Args:
        match: The fact, and how well its name fits.
        differs: The word of the question that it is not about; ``""`` when there is none.
        features: Its features, in the order of :data:`FACT_FEATURES`.
    """

    match: Match
    differs: str
    features: tuple[float, ...]

    @property
    def fact(self) -> Fact:
        """The fact."""
        return self.match.fact

    @property
    def left_out(self) -> float:
        """Weight of the rarest word of the question that the fact is not about."""
        return self.features[FACT_FEATURES.index("left_out")]


class FactChooser:
    """Finds candidates and tells how likely each answers.

    Args:
        facts: All facts, as the matcher has them.
        matcher: Matches questions to facts.
        guard: Tells facts that answer from their neighbours.
        rarity: Weight of a word.
        planner: Tells which facts questions like it ask for.
    """

    def __init__(
        self,
        facts: Sequence[Fact],
        matcher: FactMatcher,
        guard: Guard,
        rarity: Callable[[str], float],
        planner: FactPlanner,
    ) -> None:
        self._planner = planner
        self._matcher = matcher
        self._guard = guard
        self._rarity = rarity
        self._at = {fact.id: at for at, fact in enumerate(facts)}
        self._by_id = {fact.id: fact for fact in facts}
        self._of: dict[str, list[Fact]] = {}
        for fact in facts:
            self._of.setdefault(fact.passage, []).append(fact)
        self._kept = lru_cache(maxsize=KEPT)(self._found)
        self._chosen = lru_cache(maxsize=KEPT)(self._likely)
        path = resources.files(__package__) / MODEL
        self.model = Ranker.parse(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None

    def facts_of(self, passage: str) -> Sequence[Fact]:
        """Return the facts of the passage with that id, in the text's order."""
        return self._of.get(passage, ())

    def candidates(self, question: Question, hits: Sequence[Hit]) -> tuple[Candidate, ...]:
        """Return the facts that may answer ``question``, with their features.

        Args:
            question: The question.
            hits: Its passages, best first.
        """
        return self._kept(question.alone, tuple(hits))

    def _found(self, question: Question, hits: tuple[Hit, ...]) -> tuple[Candidate, ...]:
        matches = self._matcher.matches(question)
        near = {hit.passage.id for hit in hits[:MOST_PASSAGES]}
        chosen = [match for at, match in enumerate(matches) if at < MOST_MATCHED or match.fact.passage in near]
        asked = self._planner.of_one(question)
        known = {match.fact.id for match in chosen}
        by_id = {match.fact.id: match for match in matches}
        told = {name: share for name, share in question.told if name in self._by_id}
        further = [fact for plan in self._planner.plans(question)[:MOST_ASKED] for fact in plan.facts]
        further += [self._by_id[name] for name, share in list(told.items())[:MOST_TOLD] if share >= LEAST_TOLD]
        for fact in further:
            if fact.id not in known:
                known.add(fact.id)
                chosen.append(by_id.get(fact.id) or Match(fact, 0.0, 0.0))
        most = max(told.values(), default=0.0) or 1.0
        if not chosen:
            return ()
        signals = {hit.passage.id: (rank, hit) for rank, hit in enumerate(hits)}
        held, weights = self._matcher.held(question)
        rare = np.array([self._rarity(term.word) for term in asked_terms(question)])
        top = chosen[0].score
        found = []
        for at, match in enumerate(chosen):
            fact = match.fact
            rank, hit = signals.get(fact.passage, (len(hits) + 5, None))
            own = held[:, self._at[fact.id]]
            differs = self._guard.differs(question, fact)
            row = (
                match.score,
                match.name,
                float(weights @ own),
                top - match.score,
                float(at == 0),
                hit.score if hit else 0.0,
                float(rank),
                hit.signals.asked if hit else 0.0,
                hit.signals.asked_share if hit else 0.0,
                hit.signals.vocabulary if hit else 0.0,
                float((rare * (1 - own)).max(initial=0.0)),
                float(bool(differs)),
                float(bool(question.years)),
                float(bool(question.years) and fact.year not in question.years),
                float(fact.kind is FactKind.CHANGE),
                float(fact.is_aim),
                float(fact.from_table),
                float(len(self._of[fact.passage])),
                float(fact.figure.unit == "%"),
                float(question.kind is QuestionKind.TOPIC),
                *asked.get(fact.id, (0.0, 0.0)),
                hit.signals.intent if hit else 0.0,
                told.get(fact.id, 0.0),
                told.get(fact.id, 0.0) / most,
                question.no_figure,
            )
            found.append(Candidate(match, differs, row))
        return tuple(found)

    def choose(self, question: Question, hits: Sequence[Hit]) -> tuple[tuple[float, Candidate], ...]:
        """Return the candidates with the probability that each answers, most likely first; none without a model."""
        if self.model is None or question.kind not in KINDS:
            return ()
        return self._chosen(question.alone, tuple(hits), self.model)

    def facts_chosen(self, question: Question, hits: Sequence[Hit]) -> tuple[tuple[float, Fact], ...]:
        """Return the facts of :meth:`choose`, each with its probability."""
        return tuple((likely, candidate.fact) for likely, candidate in self.choose(question, hits))

    def _likely(self, question: Question, hits: tuple[Hit, ...], model: Ranker) -> tuple[tuple[float, Candidate], ...]:
        candidates = self.candidates(question, hits)
        if not candidates:
            return ()
        probabilities = model.probabilities(np.array([candidate.features for candidate in candidates]))
        order = np.argsort(-probabilities, kind="stable")
        return tuple((float(probabilities[at]), candidates[at]) for at in order)
