"""Fitting the model of proposals: which answer from facts is right, if any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lzqa.answer.expression import operation_class, worked
from lzqa.answer.proposal import Proposal
from lzqa.answer.proposals import FEATURES
from lzqa.answer.trace import Lookup
from lzqa.assistant import Assistant
from lzqa.bank import BankEntry
from lzqa.evaluation.questions import EvalQuestion
from lzqa.evaluation.scoring import judge
from lzqa.facts import Fact
from lzqa.learning.examples import FOLDS, Example
from lzqa.learning.lures import Lessons
from lzqa.learning.trees import boosted, dump, held_out
from lzqa.question import Question
from lzqa.retrieval.ranker import Ranker

TREES, DEPTH, RATE, LEAF = 600, 5, 0.03, 15
BLIND_WEIGHT = 4.0
"""What a proposal for a question written without sight of the bank weighs beside one for the bank's own."""
SEED = 20214
FIGURES = frozenset({"figure", "table", "compute", "compare", "conflict"})
"""Kinds of the bank's questions that ask for figures; those of them that name no facts tell nothing here."""
NOTHING_WORKED_OUT = frozenset({"conflict", "list", "measure", "summary", "definition", "locate"})
"""Kinds of evaluation questions for which a calculation is no answer, though its terms may be."""
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Proposed:
    """A question's proposals as rows to learn from.

    Args:
        features: ``(proposals, features)``.
        right: ``(proposals,)``, 1 for one that answers rightly.
        fold: Number of the question's fold.
        blind: Whether the question was written without sight of the bank.
    """

    features: Matrix
    right: Matrix
    fold: int
    blind: bool


def _collected(assistant: Assistant, found: Lookup) -> tuple[tuple[Proposal, ...], Matrix]:
    proposals = assistant.facts.proposer.proposals(found.question, found.content)
    if not proposals:
        return (), np.zeros((0, len(FEATURES)))
    return proposals, assistant.facts.proposer.features(found.question, found.content, proposals)


def _asks_for(entry: BankEntry, proposal: Proposal, facts: Mapping[str, Fact]) -> bool:
    """Tell whether a proposal gives what a question of the bank asks for: states the same facts, or works out the same from them.

    Args:
        entry: The question.
        proposal: The proposal.
        facts: All facts by id.
    """
    same = {fact.id for fact in proposal.facts} == set(entry.facts)
    wanted = worked(entry.work, [facts[name] for name in entry.facts]) if entry.work else None
    if proposal.draft is not None:
        results = [(figure.value, figure.unit) for figure in proposal.draft.figures if figure.computed]
        if wanted is None:
            return same and bool(results) == bool(entry.work)
        return same and (wanted.result, wanted.unit) in results[:1]
    made = worked(proposal.work, proposal.facts) if proposal.work else None
    if wanted is None or made is None:
        return same and operation_class(proposal.work) == operation_class(entry.work)
    return same and (made.result, made.unit) == (wanted.result, wanted.unit)


def from_bank(assistant: Assistant, examples: Sequence[Example]) -> list[Proposed]:
    """Return proposals for the bank's questions: right is what has their facts and their calculation."""
    bank = assistant.retriever.bank
    if bank is None:
        return []
    made = []
    facts = {fact.id: fact for fact in assistant.index.plan.facts}
    for example in examples:
        entry = bank.entries[example.without[0]] if len(example.without) == 1 else None
        entry = entry or next(bank.entries[n] for n in example.without if bank.entries[n].text == example.question.raw)
        if entry.kind in FIGURES and not entry.facts:
            continue  # an unanswerable one has a kind of its own, and no proposal for it is right
        proposals, features = _collected(assistant, assistant.look_up(example.question, example.without))
        if proposals:
            right = np.array([float(bool(entry.facts) and _asks_for(entry, each, facts)) for each in proposals])
            made.append(Proposed(features, right, example.fold, blind=False))
    return made


def _answers(assistant: Assistant, found: Lookup, asked: EvalQuestion, proposal: Proposal) -> bool:
    """Tell whether what a proposal makes is a right answer to an evaluation question, its figure in the first line where one is due."""
    draft = assistant.facts.proposed(found.question, proposal)
    if draft is None or not asked.answerable or (proposal.work and asked.type in NOTHING_WORKED_OUT):
        return False
    verdict = judge(asked, draft.answer(1.0).as_dict(), assistant.index.plan.text)
    return verdict.correct and verdict.headline is not False


def from_evaluation(assistant: Assistant, lessons: Lessons, folds: Mapping[Question, int]) -> list[Proposed]:
    """Return proposals for the evaluation questions kept for learning: right is what is judged right.

    Args:
        assistant: Makes the proposals.
        lessons: The questions.
        folds: Fold by question; of one that is not named, counted off.
    """
    made = []
    for number, asked in enumerate(lessons.all):
        question = assistant.understander.understand(asked.turns)
        if not question.terms:
            continue
        found = assistant.look_up(question)
        proposals, features = _collected(assistant, found)
        if proposals:
            right = np.array([float(_answers(assistant, found, asked, each)) for each in proposals])
            made.append(Proposed(features, right, folds.get(question, number % FOLDS), blind=True))
    return made


def _fitted(data: Sequence[Proposed], seed: int) -> Any:
    parts = [(each.features, each.right, BLIND_WEIGHT if each.blind else 1.0) for each in data]
    return boosted(
        parts,
        n_estimators=TREES,
        max_depth=DEPTH,
        learning_rate=RATE,
        min_samples_leaf=LEAF,
        subsample=0.5,
        max_features=0.15,
        random_state=seed,
    )


@dataclass(frozen=True)
class Fitted:
    """A fitted model of proposals.

    Args:
        raw: The model as plain numbers.
        right: ``(questions,)`` whether the held-out best proposal of each blind question is right, where one is.
        by_fold: For each fold, the model that saw no question of it.
    """

    raw: dict[str, Any]
    right: NDArray[np.bool_]
    by_fold: tuple[Ranker, ...]


def fit(data: Sequence[Proposed], seed: int = SEED) -> Fitted:
    """Fit the model; blind questions are judged by a model that saw no question of their fold."""
    right: list[bool] = []
    by_fold = []
    for model, unseen in held_out(data, lambda some: _fitted(some, seed)):
        by_fold.append(Ranker.parse(dump(model, FEATURES, DEPTH)))
        own = (each for each in unseen if each.blind and each.right.any())
        right.extend(bool(each.right[int(model.predict_proba(each.features)[:, 1].argmax())]) for each in own)
    return Fitted(dump(_fitted(data, seed), FEATURES, DEPTH), np.array(right, bool), tuple(by_fold))
