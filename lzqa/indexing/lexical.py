"""BM25 over our own tokens, by bm25s.

A passage's score for a question is the sum over the question's terms ``t`` of
``idf(t) · tf / (tf + k1 · (1 − b + b · length / mean length))`` with ``idf(t) = ln(1 + (N − df + 0.5) / (df + 0.5))``
(Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework", in Lucene's form).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lzqa.errors import IndexDamaged
from lzqa.lexicon import Lexicon
from lzqa.segment import Segmenter

K1 = 1.2
B = 0.6
METHOD = "lucene"


def search_terms(segmenter: Segmenter, lexicon: Lexicon, text: str) -> tuple[str, ...]:
    """Return the terms of ``text`` that an index holds: search terms without stop words."""
    return tuple(term for term in segmenter.terms(text) if term not in lexicon.stop)


def _bm25s() -> Any:
    """Import bm25s; it sets its own logger to DEBUG when imported."""
    import bm25s

    logging.getLogger("bm25s").setLevel(logging.WARNING)
    return bm25s


class LexicalIndex:
    """A BM25 index over one field of all passages."""

    def __init__(self, model: Any, size: int) -> None:
        self._model = model
        self._size = size

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]]) -> LexicalIndex:
        """Index ``documents``, each a list of terms; an empty one is allowed."""
        model = _bm25s().BM25(k1=K1, b=B, method=METHOD)
        model.index([list(document) or ["\x00"] for document in documents], show_progress=False)
        return cls(model, len(documents))

    def save(self, folder: Path) -> None:
        """Write the index into ``folder``: arrays and JSON, no pickle."""
        self._model.save(str(folder), show_progress=False)

    @classmethod
    def load(cls, folder: Path, size: int) -> LexicalIndex:
        """Read what :meth:`save` wrote.

        Raises:
            IndexDamaged: When a file is missing or unreadable.
        """
        try:
            return cls(_bm25s().BM25.load(str(folder), show_progress=False), size)
        except (OSError, ValueError, KeyError) as error:
            message = f"the lexical index in {folder} cannot be read: {error}"
            raise IndexDamaged(message, remedy="run `lzqa build`") from error

    def scores(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """Return ``(passages,)`` float32, 0 where no term occurs; a term given twice counts twice."""
        known = [term for term in terms if term in self._model.vocab_dict]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._model.get_scores(known), dtype=np.float32)
