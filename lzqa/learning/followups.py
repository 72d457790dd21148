"""Fitting the model of follow-ups: which reading of a turn leads to its answer, if any does.

It learns from dialogues, and from questions that stand alone, asked behind others that have nothing to do with them or stand
in the same section: a dialogue may turn to something new without a word.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lzqa.answer.followup import FEATURES, Chooser
from lzqa.answer.model import Answer
from lzqa.evaluation.questions import EvalQuestion
from lzqa.evaluation.scoring import judge, leads
from lzqa.learning.examples import FOLDS
from lzqa.learning.learner import Learner
from lzqa.learning.trees import boosted, dump, held_out, together
from lzqa.retrieval.ranker import Ranker
from lzqa.retrieval.sections import section_of

TREES, DEPTH, RATE, LEAF = 400, 5, 0.04, 20
FITS = 3
"""The model is the mean of so many."""
SEED = 20217
BEHIND = 5
"""Every so many-th question that stands alone is asked behind others."""
REFUSED_AT_MOST = 0.05
"""The threshold refuses at most this share of the answerable dialogues, out of fold."""
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Read:
    """The readings of a turn as rows to learn from.

    Args:
        features: ``(readings, features)``.
        right: ``(readings,)``, 1 for one whose answer is right; 0 for all where the plan does not answer.
        fold: Number of the dialogue's fold.
        answerable: Whether the plan answers.
        made: Whether nobody wrote the dialogue.
    """

    features: Matrix
    right: Matrix
    fold: int
    answerable: bool
    made: bool


def behind_others(questions: Sequence[EvalQuestion], section: dict[str, str]) -> Iterator[EvalQuestion]:
    """Yield some of ``questions``, each behind one or two others: by turns any, or such that are answered in the same section.

    Args:
        questions: Questions of one turn.
        section: By id of a question, the section that answers it, where one does.
    """
    by_section: dict[str, list[EvalQuestion]] = defaultdict(list)
    for asked in questions:
        if asked.id in section:
            by_section[section[asked.id]].append(asked)
    for number, asked in enumerate(questions[::BEHIND]):
        seed = zlib.crc32(asked.id.encode())
        near = by_section.get(section.get(asked.id, ""), [])
        others = near if number % 2 and len(near) > 1 else questions
        chosen = [others[(seed + 7919 * at) % len(others)] for at in range(1 + number % 3 // 2)]
        turns = [other.turns[0] for other in chosen if other.id != asked.id]
        if turns:
            yield replace(asked, turns=(*turns, asked.turns[0]))


def fold_of_dialogue(turns: Sequence[str]) -> int:
    """Return the fold of a dialogue, told by its first turn."""
    return zlib.crc32(turns[0].encode()) % FOLDS


def read(learner: Learner, dialogues: Sequence[EvalQuestion], fold_of: dict[str, int], *, made: bool) -> list[Read]:
    """Return the readings of dialogues, met with the models of their folds.

    Args:
        learner: Reads and answers.
        dialogues: Questions of several turns.
        fold_of: Fold by id; of one that is not named, told by its first turn.
        made: Whether nobody wrote them.
    """
    found = []
    follow_ups = learner.follow_ups
    kept, follow_ups.model = follow_ups.model, None
    for asked in dialogues:
        fold = fold_of.get(asked.id, fold_of_dialogue(asked.turns))
        with learner.as_of(fold):
            candidates = follow_ups.candidates(asked.turns, learner.understander.understand(asked.turns, learner.points))
            if not candidates:
                continue
            features = follow_ups.features(asked.turns, candidates)
        right = rightness(asked, [each.answer for each in candidates], learner.index.plan.text)
        found.append(Read(features, right, fold, asked.answerable, made))
    follow_ups.model = kept
    return found


def rightness(asked: EvalQuestion, answers: Sequence[Answer], plan: str) -> Matrix:
    """Return ``(answers,)``, 1 for an answer that is right.

    Where it works something out first, this must be asked for, and the figure asked for not only be a term of it.
    """
    if not asked.answerable:
        return np.zeros(len(answers))
    right = np.array([judge(asked, answer.as_dict(), plan).correct for answer in answers])
    if asked.figures:
        right &= np.array([not answer.works_out or leads(asked, answer.answer) for answer in answers])
    return right.astype(float)


def sections(learner: Learner, evidence: dict[str, frozenset[int]]) -> dict[str, str]:
    """Return, by question, the section of the first passage that answers it; none of those that the plan does not answer."""
    passages = learner.index.plan.passages.passages
    return {name: section_of(passages[min(held)].id) for name, held in evidence.items() if held}


def _fitted(data: Sequence[Read], seed: int) -> dict[str, Any]:
    """Return the mean of several models, which differ in what is left to chance only."""
    parts = [(each.features, each.right, 1.0) for each in data]
    models = [
        boosted(
            parts,
            n_estimators=TREES,
            max_depth=DEPTH,
            learning_rate=RATE,
            min_samples_leaf=LEAF,
            subsample=0.4,
            max_features=0.1,
            random_state=seed + at,
        )
        for at in range(FITS)
    ]
    return together([dump(model, FEATURES, DEPTH) for model in models])


@dataclass(frozen=True)
class Fitted:
    """A fitted model of follow-ups.

    Args:
        raw: The model as plain numbers, with its threshold.
        best: ``(dialogues,)`` held-out likelihood of each dialogue's likeliest reading, of those that people wrote.
        right: ``(dialogues,)`` whether that reading is right.
        answerable: ``(dialogues,)`` whether the plan answers.
        threshold: Below it no reading is taken.
        by_fold: For each fold, the model that saw no dialogue of it.
    """

    raw: dict[str, Any]
    best: Matrix
    right: NDArray[np.bool_]
    answerable: NDArray[np.bool_]
    threshold: float
    by_fold: tuple[Chooser, ...]


def fit(data: Sequence[Read], seed: int = SEED) -> Fitted:
    """Fit the model; dialogues are judged by a model that saw none of their fold."""
    best, right, answerable, without = [], [], [], []
    for held, unseen in held_out(data, lambda some: _fitted(some, seed)):
        model = Ranker.parse(held)
        without.append(model)
        for each in unseen:
            if not each.made:
                likely = model.probabilities(each.features)
                at = int(likely.argmax())
                best.append(float(likely[at]))
                right.append(bool(each.right[at]))
                answerable.append(each.answerable)
    known = np.array(answerable, bool)
    answered = np.array(best)[known]
    threshold = float(np.quantile(answered, REFUSED_AT_MOST)) if len(answered) else 0.5
    raw = _fitted(data, seed) | {"threshold": round(threshold, 4)}
    by_fold = tuple(Chooser(trees, threshold) for trees in without)
    return Fitted(raw, np.array(best), np.array(right, bool), known, threshold, by_fold)
