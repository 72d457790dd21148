"""Texts as token numbers, in one flat array, so that a batch is cut out without touching Python objects."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Tokens = NDArray[np.int32]


class Bags:
    """Token numbers of many texts.

    Args:
        tokenizer: Gives the tokens; unknown ones are left out, a text without a known one holds the unknown token.
        texts: The texts.
    """

    def __init__(self, tokenizer: Tokenizer, texts: Sequence[str]) -> None:
        rows: list[Tokens] = []
        for at in range(0, len(texts), 4096):
            for found in tokenizer.encode_batch_fast(list(texts[at : at + 4096]), add_special_tokens=False):
                rows.append(np.array([number for number in found.ids if number] or [0], dtype=np.int32))  # noqa: PERF401
        self.lengths = np.array([len(row) for row in rows], dtype=np.int64)
        self.starts = np.concatenate([[0], np.cumsum(self.lengths)])
        self._flat = np.concatenate(rows) if rows else np.zeros(0, np.int32)

    def __len__(self) -> int:
        return len(self.lengths)

    def __getitem__(self, at: int) -> Tokens:
        return self._flat[self.starts[at] : self.starts[at + 1]]

    def take(self, places: Sequence[int] | NDArray[np.int64]) -> list[Tokens]:
        """Return the tokens of each text in ``places``."""
        return [self[int(at)] for at in places]


def ragged(rows: Sequence[Tokens]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return all rows behind each other, and where each starts."""
    lengths = np.array([len(row) for row in rows])
    return np.concatenate(rows).astype(np.int64), np.concatenate([[0], np.cumsum(lengths)[:-1]])
