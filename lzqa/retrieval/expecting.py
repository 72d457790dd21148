"""Which words could answer which question: a linear model over how a question asks and how a word looks where it stands.

A question is seen in :data:`VIEWS` ways (its forms, the question word and what follows, what stands before it), a word in
:data:`LOOKS` ways (itself, its shape, its first and last character, its neighbours); every view beside every look is hashed to one
weight (Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning").  The weights are learned from answers alone by
``training/expecting.py``; whether the sentence is about the same thing is told elsewhere.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from lzqa.retrieval.offers import ASKS, asks
from lzqa.segment import Segmenter, fold

FILE = "expecting.npz"
BITS = 17
LOOKS, VIEWS = 8, 5
Marks = NDArray[np.uint32]
_QUESTION = re.compile(r"什么时[候间]|为什么|为何|什么|多少|几|谁|哪[里儿些一]?|何[时处地人]?|怎[么样]+|如何|是否")
_LINKS = frozenset("是为有在于由叫了被")
_EDGES = "^", "$"


def _mark(*parts: str) -> int:
    return zlib.crc32("\x1f".join(parts).encode())


def _shape(word: str) -> str:
    if word.isascii() and word[:1].isdigit():
        return f"d{min(len(word), 5)}{'%' if word.endswith('%') else ''}"
    if word.isascii() and word.isalpha():
        return "a"
    return f"h{min(len(word), 4)}" if word.isalnum() else word


def looks(words: Sequence[str]) -> Marks:
    """Return ``(words, LOOKS)`` marks of a text's words and punctuation marks, in half-width lower case."""
    shapes = [_shape(word) for word in words]
    plain = [shape if shape[0] == "d" else word for word, shape in zip(words, shapes, strict=True)]
    found = np.zeros((len(words), LOOKS), dtype=np.uint32)
    for at, (word, shape) in enumerate(zip(words, shapes, strict=True)):
        before, far = (words[at - back] if at >= back else _EDGES[0] for back in (1, 2))
        after, next_shape = (plain[at + 1], shapes[at + 1]) if at + 1 < len(words) else (_EDGES[1], _EDGES[1])
        found[at] = (
            _mark("w", plain[at]),
            _mark("s", shape),
            _mark("l", word[-1:], shape),
            _mark("f", word[:1], shape),
            _mark("p", before, shape),
            _mark("n", after, shape),
            _mark("ps", _shape(before), shape, next_shape),
            _mark("pp", far, before),
        )
    return found


def views(question: str, segmenter: Segmenter) -> Marks:
    """Return ``(VIEWS,)`` marks of how ``question`` asks; the last question word counts."""
    question = fold(question)
    forms = ".".join(name for name, sounds in zip(ASKS, asks(question), strict=True) if sounds)
    found = list(_QUESTION.finditer(question))
    if not found:
        return np.array([_mark("any"), _mark("forms", forms), _mark("x"), _mark("y"), _mark("z")], dtype=np.uint32)
    last = found[-1]
    before, after = segmenter.words(question[: last.start()]), segmenter.words(question[last.end() :])
    head = _EDGES[0] if not before else before[-2] if len(before) > 1 and before[-1] in _LINKS else before[-1]
    tail = after[0] if after else _EDGES[1]
    named = (("any",), ("forms", forms), ("word", last.group(), tail), ("before", head, last.group()), ("after", tail))
    return np.array([_mark(*parts) for parts in named], dtype=np.uint32)


def crossed(words: Marks, question: Marks) -> NDArray[np.int64]:
    """Return ``(words, LOOKS * VIEWS)``: which weight every look beside every view has."""
    mixed = (words[:, :, None] ^ (question * np.uint32(0x9E3779B1))) * np.uint32(0x85EBCA6B)
    return (mixed >> np.uint32(32 - BITS)).reshape(len(words), LOOKS * VIEWS).astype(np.int64)


@dataclass(frozen=True, eq=False)
class Expecting:
    """The weights.

    Args:
        rows: ``(2 ** BITS,)`` 8-bit weights.
        scale: What one step of them is.
    """

    rows: NDArray[np.int8]
    scale: float

    @classmethod
    def of(cls, weights: NDArray[np.floating]) -> Expecting:
        """Round ``weights`` to 8 bits."""
        scale = float(np.abs(weights).max()) / 127 or 1.0
        return cls(np.round(weights / scale).astype(np.int8), scale)

    def fitness(self, words: Marks, question: Marks) -> NDArray[np.float64]:
        """Return ``(words,)``: log odds, up to a constant of the question, that each word answers."""
        return np.asarray(self.rows[crossed(words, question)].sum(axis=1, dtype=np.int64) * self.scale, dtype=np.float64)


@lru_cache(maxsize=1)
def shipped_expecting() -> Expecting:
    """Return the shipped weights."""
    with resources.as_file(resources.files(__package__) / FILE) as path, np.load(path, allow_pickle=False) as held:
        return Expecting(held["rows"], float(held["scale"]))
