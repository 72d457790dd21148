"""What a question asks for and what it wants worked out, told by its wording: linear models over runs of one to three characters.

Learned from the question bank by ``lzqa train`` (multinomial logistic regression), kept in ``wording.npz`` beside this module
as 8-bit numbers.  Runs of characters are hashed, so that no vocabulary need be kept (Weinberger et al. 2009, "Feature Hashing
for Large Scale Multitask Learning").
"""

from __future__ import annotations

import zlib
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from lzqa.segment import fold

FILE = "wording.npz"
BUCKETS = 1 << 16
LONGEST = 3
"""Runs of so many characters at most are looked at."""
UNANSWERABLE = "unanswerable"


def runs(text: str) -> Counter[int]:
    """Return the hashed runs of characters of a normalised text, each with its count; white space is no character."""
    plain = "".join(fold(text).split())
    return Counter(
        zlib.crc32(plain[at : at + size].encode()) % BUCKETS
        for size in range(1, LONGEST + 1)
        for at in range(len(plain) - size + 1)
    )


def weighed(counted: Counter[int], rarity: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the places of the runs and what each weighs: damped counts times rarity, brought to unit length."""
    places = np.array(sorted(counted), dtype=np.int64)
    counts = np.array([counted[int(place)] for place in places], dtype=np.float32)
    values = (1 + np.log(np.maximum(counts, 1))) * rarity[places]
    return places, np.asarray(values / max(float(np.linalg.norm(values)), 1e-9), dtype=np.float32)


@dataclass(frozen=True)
class Head:
    """One fitted model: which of several names a wording speaks for.

    Args:
        names: The names.
        weights: ``(names, buckets)`` 8-bit.
        scales: ``(names,)`` what a name's weights are multiplied by.
        bias: ``(names,)``.
    """

    names: tuple[str, ...]
    weights: NDArray[np.int8]
    scales: NDArray[np.float32]
    bias: NDArray[np.float32]

    def probabilities(self, places: NDArray[np.int64], values: NDArray[np.float32]) -> dict[str, float]:
        """Return the probability, 0..1, of each name for the runs at ``places``, which weigh ``values``; they add to 1."""
        if not self.names:
            return {}
        scores = (self.weights[:, places].astype(np.float32) @ values) * self.scales + self.bias
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        return {name: float(share) for name, share in zip(self.names, shares, strict=True)}


@dataclass(frozen=True)
class Wording:
    """The fitted models.

    Args:
        rarity: ``(buckets,)`` weight of a run.
        kind: What a question asks for, as the bank names it; ``unanswerable`` among the names.
        operation: What form of calculation it wants, as :func:`lzqa.answer.expression.form_of` names it, if it wants one.
    """

    rarity: NDArray[np.float32]
    kind: Head
    operation: Head

    def probabilities(self, text: str) -> tuple[dict[str, float], dict[str, float]]:
        """Return the probability, 0..1, of each kind and of each operation for a normalised question; either add to 1."""
        places, values = weighed(runs(text), self.rarity)
        return self.kind.probabilities(places, values), self.operation.probabilities(places, values)


@lru_cache(maxsize=1)
def load_wording() -> Wording | None:
    """Return the shipped model, ``None`` when there is none."""
    path = resources.files(__package__) / FILE
    if not path.is_file():
        return None
    with path.open("rb") as opened, np.load(opened, allow_pickle=False) as arrays:
        heads = [
            Head(
                tuple(str(each) for each in arrays[f"{name}_names"]),
                arrays[f"{name}_weights"],
                arrays[f"{name}_scales"],
                arrays[f"{name}_bias"],
            )
            for name in ("kind", "operation")
        ]
        return Wording(arrays["rarity"].astype(np.float32), *heads)
