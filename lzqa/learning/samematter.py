"""Fitting the model that tells whether two questions ask the same, from the bank's own lines."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lzqa.answer.samematter import FEATURES, LOOKED_AT, SameMatter
from lzqa.bank import BankEntry
from lzqa.learning.examples import set_apart
from lzqa.learning.trees import boosted, dump
from lzqa.normalise import normalise
from lzqa.retrieval.bank import BankMatcher

TREES, DEPTH, RATE, LEAF = 300, 4, 0.05, 20
SEED = 20216
QUESTIONS = 8000
"""So many of the bank's questions at most are held against their nearest."""
UNSURE = 0.55
"""Two questions of different lines that are so much alike may yet ask the same, where neither names facts."""


def same(one: BankEntry, other: BankEntry, likeness: float) -> float | None:
    """Return 1 when two of the bank's questions ask the same, 0 when not, ``None`` when the bank does not tell."""
    if one.line == other.line:
        return 1.0
    if one.answerable != other.answerable:
        return 0.0
    if one.facts and other.facts:
        return float((one.facts, one.work) == (other.facts, other.work))
    if likeness >= UNSURE and (not one.answerable or set(one.evidence) & set(other.evidence)):
        return None
    if one.answerable and (one.kind, one.evidence) == (other.kind, other.evidence):
        return None  # several people wrote of one passage, each in lines of his own
    return 0.0


def rows(
    matcher: SameMatter, bank: BankMatcher, most: int, seed: int
) -> list[tuple[NDArray[np.float64], NDArray[np.float64], float]]:
    """Return, by question of the bank, its nearest as rows to learn from; a question is hidden from itself.

    Of a line with a single wording nothing is known to ask the same, so it would only teach that nothing does.
    """
    random = np.random.default_rng(seed)
    wordings = Counter(entry.line for entry in bank.entries)
    numbers = [number for number, entry in enumerate(bank.entries) if set_apart(entry) and wordings[entry.line] > 1]
    found = []
    for number in sorted(random.permutation(numbers)[:most].tolist()):
        entry = bank.entries[number]
        text = normalise(entry.text)
        match = bank.match(text, (number,))
        order = match.order[:LOOKED_AT]
        known = [same(entry, bank.entries[int(other)], float(match.likeness[other])) for other in order]
        kept = np.array([at for at, each in enumerate(known) if each is not None], np.int64)
        if len(kept):
            features = matcher.features(text, bank.words_of(number), match)
            found.append((features[kept], np.array([known[at] for at in kept], float), 1.0))
    return found


def fit(matcher: SameMatter, bank: BankMatcher, most: int = QUESTIONS, seed: int = SEED) -> tuple[dict[str, Any], float]:
    """Fit the model; return it as plain numbers, and its area under the curve on a fifth of the questions that it did not see."""
    from sklearn.metrics import roc_auc_score

    data = rows(matcher, bank, most, seed)
    shape = {
        "n_estimators": TREES,
        "max_depth": DEPTH,
        "learning_rate": RATE,
        "min_samples_leaf": LEAF,
        "subsample": 0.5,
        "max_features": 0.3,
    }
    kept, unseen = data[: len(data) * 4 // 5], data[len(data) * 4 // 5 :]
    trial = boosted(kept, random_state=seed, **shape)
    wanted = np.concatenate([target for _, target, _ in unseen])
    told = trial.predict_proba(np.concatenate([features for features, _, _ in unseen]))[:, 1]
    reached = float(roc_auc_score(wanted, told)) if 0 < wanted.mean() < 1 else 0.0
    return dump(boosted(data, random_state=seed, **shape), FEATURES, DEPTH), reached
