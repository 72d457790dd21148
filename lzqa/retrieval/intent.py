"""What a question asks for, told by its words alone: which passages, which figures, and whether the plan answers at all.

The bank's questions are looked up one by one elsewhere (:mod:`lzqa.retrieval.bank`); here all of them together have taught a small
network what words mean for this plan: words and runs of characters are vectors, which are added up (Joulin et al. 2017, "Bag of
Tricks for Efficient Text Classification") and, beside the question's vector of the shipped embedding model, passed through one
hidden layer.  Fitted by ``lzqa train``, kept in ``intent.npz`` beside this module, worked out here with numpy alone.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lzqa.question.wording import BUCKETS, runs
from lzqa.segment import Segmenter

FILE = "intent.npz"
LEAST = 1e-6
"""A probability is taken to be at least so much before its logarithm is."""
MOST_FACTS = 12
"""So many of the likeliest facts are told."""
STEADY = 1e-5
"""What is added to a variance before it is divided by, as in the fitting."""
LAYERS = (
    "meaning", "meaning_bias", "gain", "shift", "hidden", "hidden_bias",
    "passage", "passage_bias", "fact", "fact_bias", "answered", "answered_bias",
)  # fmt: skip
"""Names of the arrays behind the vectors, in the order in which a question passes them."""
Array = NDArray[np.float32]


def heard(text: str, segmenter: Segmenter) -> NDArray[np.int64]:
    """Return the hashed words and runs of characters of a normalised question, each once, rising."""
    words = {zlib.crc32(f"w:{word}".encode()) % BUCKETS for word in segmenter.terms(text)}
    return np.array(sorted(words | runs(text).keys()), np.int64)


@dataclass(frozen=True)
class Intent:
    """What a question asks for.

    Args:
        passages: ``(passages,)`` probability of each passage of the plan at hand, 0..1, that the question asks for it.
        facts: The same by fact, likeliest first; they add to 1 with ``nothing``.
        nothing: Probability, 0..1, that it asks for no figure of the plan.
        answered: Probability, 0..1, that the plan answers it.
    """

    passages: NDArray[np.float64]
    facts: tuple[tuple[str, float], ...]
    nothing: float
    answered: float

    @property
    def logarithms(self) -> NDArray[np.float64]:
        """``(passages,)`` logarithms of the probabilities, each of them taken to be at least :data:`LEAST`."""
        return np.asarray(np.log(np.maximum(self.passages, LEAST)))


def _shares(scores: Array) -> NDArray[np.float64]:
    shares = np.exp(scores.astype(np.float64) - scores.max())
    return np.asarray(shares / shares.sum())


@dataclass(frozen=True, eq=False)
class IntentModel:
    """A fitted network.

    Args:
        plan: Name of the plan whose passages and facts it knows.
        passages: Ids of the passages, in the order of its output.
        facts: Ids of the facts; the last output is for none of them.
        known: ``(runs,)`` numbers of the words and runs of characters that it has a vector for, rising.
        vectors: ``(runs, d)`` 8-bit.
        scales: ``(runs,)`` what a run's vector is multiplied by.
        layers: The other arrays, by :data:`LAYERS`.
    """

    plan: str
    passages: tuple[str, ...]
    facts: tuple[str, ...]
    known: NDArray[np.int64]
    vectors: NDArray[np.int8]
    scales: Array
    layers: Mapping[str, Array]

    @classmethod
    def parse(cls, arrays: Mapping[str, NDArray[Any]]) -> IntentModel:
        """Read what :meth:`dump` gave."""
        return cls(
            str(arrays["plan"]),
            tuple(str(each) for each in arrays["passages"]),
            tuple(str(each) for each in arrays["facts"]),
            arrays["known"].astype(np.int64),
            arrays["vectors"],
            arrays["scales"].astype(np.float32),
            {name: arrays[name].astype(np.float32) for name in LAYERS},
        )

    def dump(self) -> dict[str, NDArray[Any]]:
        """Return the network as arrays."""
        return {
            "plan": np.array(self.plan),
            "passages": np.array(self.passages),
            "facts": np.array(self.facts),
            "known": self.known.astype(np.int32),
            "vectors": self.vectors,
            "scales": self.scales,
            **{name: self.layers[name].astype(np.float16) for name in LAYERS},
        }

    def _hidden(self, numbers: NDArray[np.int64], vector: Array) -> Array:
        """Return ``(hidden,)``, what a question comes to behind the hidden layer."""
        places = np.minimum(np.searchsorted(self.known, numbers), len(self.known) - 1)
        places = places[self.known[places] == numbers]
        layers = self.layers
        total = self.scales[places] @ self.vectors[places].astype(np.float32) / np.float32(max(1, len(places)) ** 0.5)
        both = np.concatenate([total, layers["meaning"] @ vector + layers["meaning_bias"]])
        steady = (both - both.mean()) / np.sqrt(both.var() + np.float32(STEADY))
        hidden = layers["hidden"] @ (steady * layers["gain"] + layers["shift"]) + layers["hidden_bias"]
        return np.asarray(np.maximum(hidden, 0), dtype=np.float32)

    def probabilities(
        self, numbers: NDArray[np.int64], vector: Array
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
        """Return what a question asks for.

        ``(passages,)`` and ``(facts + 1,)`` probabilities, either of which add to 1, and the probability that the plan answers.

        Args:
            numbers: What :func:`heard` gives.
            vector: ``(dimension,)`` vector of the shipped embedding model.
        """
        hidden, layers = self._hidden(numbers, vector), self.layers
        answered = float((layers["answered"] @ hidden + layers["answered_bias"])[0])
        return (
            _shares(layers["passage"] @ hidden + layers["passage_bias"]),
            _shares(layers["fact"] @ hidden + layers["fact_bias"]),
            float(1 / (1 + np.exp(-np.clip(answered, -30, 30)))),
        )

    def tell(self, numbers: NDArray[np.int64], vector: Array, at: NDArray[np.int64], size: int) -> Intent:
        """Return what a question asks for.

        Args:
            numbers: What :func:`heard` gives.
            vector: ``(dimension,)`` vector of the shipped embedding model.
            at: ``(passages,)`` where each passage of the model stands in the plan at hand; -1 for one that it lacks.
            size: How many passages that plan has.
        """
        shares, facts, answered = self.probabilities(numbers, vector)
        passages = np.zeros(size)
        passages[at[at >= 0]] = shares[at >= 0]
        best = np.argsort(-facts[:-1], kind="stable")[:MOST_FACTS]
        told = tuple((self.facts[each], round(float(facts[each]), 4)) for each in best)
        return Intent(passages, told, round(float(facts[-1]), 4), answered)


def load_intents() -> IntentModel | None:
    """Return the shipped network, ``None`` when there is none."""
    path = resources.files(__package__) / FILE
    if not path.is_file():
        return None
    with path.open("rb") as opened, np.load(opened, allow_pickle=False) as arrays:
        return IntentModel.parse({name: arrays[name] for name in arrays.files})
