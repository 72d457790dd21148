"""Fitting the model of asides to messages whose clauses people have labelled, and to the bank's, which hold few."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lzqa.errors import CorpusError
from lzqa.learning.examples import FOLDS
from lzqa.normalise import normalise
from lzqa.question.asides import BUCKETS, SURE, Asides, clauses, features

FILE = "asides.jsonl"
LABELS = ("ask", "known", "spurned", "out", "told")
"""What a clause does: ask (or narrow what is asked), name what is known already, what is not meant, what is not to be counted, or tell of the person."""
ASIDE = frozenset({"known", "spurned"})
PENALTY = 10.0
"""The inverse of the strength of the ridge penalty."""
FROM_BANK, UNLABELLED, LIKELY = 6000, 0.1, 0.3
"""So many of the bank's messages of several clauses are learned from as holding none, each clause with that weight, where the labelled ones alone make that less likely than the third."""
SEED = 20216


NOTHING = Asides(np.zeros(BUCKETS, np.int8), 1.0, -np.inf)
"""Sets nothing aside."""


@dataclass(frozen=True)
class Labelled:
    """A message, clause by clause.

    Args:
        pieces: Its clauses.
        labels: What each does, one of :data:`LABELS`; ``""`` where that is not told.
    """

    pieces: tuple[str, ...]
    labels: tuple[str, ...]


def read(path: Path) -> list[Labelled]:
    """Return the labelled messages of a file, normalised; none where there is no such file.

    A remark in brackets within a clause is a clause of its own, of which nothing is told.

    Raises:
        CorpusError: ``C008`` for a line that is not one.
    """
    if not path.is_file():
        return []
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            pairs = json.loads(line)["pieces"]
            pieces = [(normalise(text), str(label)) for text, label in pairs]
        except (ValueError, KeyError, TypeError) as error:
            message = f"{path.name}, line {number}: {error}"
            raise CorpusError(message, code="C008", remedy='a line is {"pieces": [["clause", "label"], ...]}') from error
        strange = [label for _, label in pieces if label not in LABELS]
        if strange:
            message = f"{path.name}, line {number}: {strange[0]!r} is no label"
            raise CorpusError(message, code="C008", remedy=f"labels are {', '.join(LABELS)}")
        parts = [each for piece, label in pieces for each in _parts(piece, label)]
        found.append(Labelled(tuple(part for part, _ in parts), tuple(label for _, label in parts)))
    return found


def _parts(piece: str, label: str) -> list[tuple[str, str]]:
    cut = clauses(piece)
    if len(cut) < 2:
        return [(piece, label)]
    return [(part, label if label in ASIDE or part[:1] not in "(（[【" else "") for part in cut]


def _matrix(messages: Sequence[Sequence[str]]) -> Any:
    from scipy.sparse import csr_matrix

    rows = [values for pieces in messages for values in features(pieces)]
    ends = np.cumsum([0, *(len(values) for values in rows)])
    places = np.array([place for values in rows for place in values], np.int64)
    values = np.array([value for row in rows for value in row.values()], np.float64)
    return csr_matrix((values, places, ends), shape=(len(rows), BUCKETS))


def _fitted(matrix: Any, wanted: NDArray[np.int64], weights: NDArray[np.float64]) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=PENALTY, max_iter=3000).fit(matrix, wanted, sample_weight=weights)


@dataclass(frozen=True)
class Fitted:
    """A fitted model.

    Args:
        model: The model.
        found: Share of the labelled asides that models which did not see their message set aside.
        right: Share of asides among what they set aside.
        count: Number of labelled asides.
    """

    model: Asides
    found: float
    right: float
    count: int


def fit(labelled: Sequence[Labelled], bank: Sequence[str]) -> Fitted:
    """Fit the model.

    Args:
        labelled: Labelled messages.
        bank: Questions of the bank, normalised, which hold few asides.

    Raises:
        ValueError: When the labelled messages hold no aside, or nothing else.
    """
    from scipy.sparse import vstack

    told = np.array([label for each in labelled for label in each.labels])
    known, wanted = told != "", np.isin(told, list(ASIDE)).astype(int)
    if len(set(wanted[known].tolist())) < 2:
        message = "the labelled messages must hold asides and other clauses"
        raise ValueError(message)
    matrix = _matrix([each.pieces for each in labelled])
    message_of = np.repeat(np.arange(len(labelled)), [len(each.pieces) for each in labelled])
    random = np.random.default_rng(SEED)
    seen = {"".join(each.pieces) for each in labelled}
    several = [pieces for text in bank if text not in seen and len(pieces := clauses(text)) > 1]
    chosen = [several[at] for at in sorted(random.permutation(len(several))[:FROM_BANK])]
    own = (matrix[known], wanted[known], np.ones(int(known.sum())))
    unlabelled = _matrix(chosen) if chosen else matrix[:0]
    if chosen:
        unlabelled = unlabelled[np.flatnonzero(_fitted(*own).predict_proba(unlabelled)[:, 1] < LIKELY)]

    def of(some: NDArray[np.bool_]) -> Any:
        rows = vstack([matrix[some], unlabelled])
        return _fitted(
            rows,
            np.concatenate([wanted[some], np.zeros(unlabelled.shape[0], int)]),
            np.concatenate([np.ones(int(some.sum())), np.full(unlabelled.shape[0], UNLABELLED)]),
        )

    fold = random.permutation(len(labelled)) % FOLDS
    sure = np.zeros(len(told))
    for at in range(FOLDS):
        mine = fold[message_of] == at
        if mine.any():
            sure[mine] = of(known & ~mine).predict_proba(matrix[mine])[:, 1]
    aside, taken = known & (wanted == 1), known & (sure >= SURE)
    whole = of(known)
    weights = whole.coef_[0]
    scale = max(float(np.abs(weights).max()), 1e-9) / 127
    model = Asides(np.round(weights / scale).astype(np.int8), scale, float(whole.intercept_[0]))
    right = float(wanted[taken].mean()) if taken.any() else 0.0
    return Fitted(model, float((sure[aside] >= SURE).mean()), right, int(aside.sum()))


def arrays(model: Asides) -> dict[str, NDArray[Any]]:
    """Return a model as the arrays that :func:`lzqa.question.asides.load_asides` reads."""
    return {"weights": model.weights, "scale": np.array(model.scale), "bias": np.array(model.bias)}
