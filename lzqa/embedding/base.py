"""What lzqa asks of an embedding model: the part of sentence-transformers' interface that it uses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]


@runtime_checkable
class Embedder(Protocol):
    """A sentence encoder; ``SentenceTransformer`` with normalised output fits behind it."""

    @property
    def name(self) -> str:
        """The model as a setting names it."""

    @property
    def revision(self) -> str:
        """What tells two states of the model apart; an index built with another one is refused."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def encode_document(self, texts: Sequence[str], *, show_progress: bool = False) -> Matrix:
        """Return ``(len(texts), dimension)`` float32, rows of unit length or zero, in the order of ``texts``."""

    def encode_query(self, texts: Sequence[str]) -> Matrix:
        """Return the same for questions; a model with a query prompt applies it."""


def unit_rows(matrix: NDArray[np.floating]) -> Matrix:
    """Return ``matrix`` as float32 with rows of unit length; a zero row stays zero."""
    if not len(matrix):
        return np.zeros((0, *matrix.shape[1:]), dtype=np.float32)
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(matrix / np.where(norms > 0, norms, 1.0), dtype=np.float32)
