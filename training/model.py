"""What is learned: a vector a word, its characters' and inner words' vectors added, and the loss that shapes it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from training.bags import Bags, Tokens, ragged
from training.vocabulary import is_han

DIMENSION = 768
TEMPERATURE = 0.035
INNER, CHARACTER = 0.5, 1.0
"""How much the vectors of a word's inner words and of its characters count in it."""
PARTS = (512, 256, 128, 64)
PART_WEIGHT = 0.3
"""The loss is taken on the whole vector and, with this weight, on so many numbers at its front."""


class ComposedEmbedding(nn.Module):
    """Vectors of tokens, each its own plus those of its parts, so that a rare word starts from what it is made of.

    The sum is written out as one row a token when the model is saved; the finished model knows nothing of parts.

    Args:
        words: The vocabulary; a token's number is its place.
        rarity: How long the own vector of each is at the start: rare words count more from the beginning.
        dimension: Length of a vector.
        seed: Seed of the random directions at the start.
    """

    learning_rate = 0.0015
    warm_up = 30

    def __init__(self, words: Sequence[str], rarity: Sequence[float], dimension: int, seed: int) -> None:
        super().__init__()
        number = {word: at for at, word in enumerate(words)}
        parts: list[list[int]] = []
        shares: list[list[float]] = []
        for at, word in enumerate(words):
            inner: list[int] = []
            letters: list[int] = []
            if len(word) > 1 and is_han(word[0]):
                cuts = [(a, b) for a in range(len(word)) for b in range(a + 2, len(word) + 1) if b - a < len(word)]
                inner = [number[word[a:b]] for a, b in cuts if word[a:b] in number]
                letters = [number[character] for character in word if character in number]
            parts.append([at, *inner, *letters])
            shares.append([1.0] + [INNER] * len(inner) + [CHARACTER] * len(letters))
        self._lengths = np.array([len(part) for part in parts])
        self._starts = np.concatenate([[0], np.cumsum(self._lengths)])
        self._parts = np.concatenate([np.array(part) for part in parts])
        self._shares = np.concatenate([np.array(share, dtype=np.float32) for share in shares])
        generator = torch.Generator().manual_seed(seed)
        start = torch.randn(len(words), dimension, generator=generator) / math.sqrt(dimension)
        self.own = nn.Parameter(start * torch.tensor(rarity, dtype=torch.float32)[:, None])

    @property
    def device(self) -> torch.device:
        """Where the vectors are."""
        return self.own.device

    def rows(self, tokens: NDArray[np.int64]) -> Tensor:
        """Return ``(len(tokens), dimension)``, the vectors of ``tokens`` with their parts'."""
        lengths = self._lengths[tokens]
        offsets = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        places = np.repeat(self._starts[tokens] - offsets, lengths) + np.arange(lengths.sum())
        return functional.embedding_bag(
            torch.from_numpy(self._parts[places]).to(self.device), self.own, torch.from_numpy(offsets).to(self.device), mode="sum",
            per_sample_weights=torch.from_numpy(self._shares[places]).to(self.device),
        )  # fmt: skip

    def forward(self, texts: Sequence[Tokens]) -> Tensor:
        """Return ``(len(texts), dimension)``, the sum of each text's vectors."""
        flat, offsets = ragged(texts)
        distinct, places = np.unique(flat, return_inverse=True)
        bags, starts = (torch.from_numpy(found.astype(np.int64)).to(self.device) for found in (places, offsets))
        return functional.embedding_bag(bags, self.rows(distinct), starts, mode="sum")

    @torch.no_grad()
    def table(self) -> NDArray[np.float32]:
        """Return one row a token, parts added, the row of the unknown token zero."""
        found = self.rows(np.arange(len(self._lengths))).cpu().numpy().copy()
        found[0] = 0
        return found

    def embed(self, bags: Bags, marker: int | None = None) -> NDArray[np.float32]:
        """Return unit vectors of all texts of ``bags``, the token ``marker`` added to each when it is given."""
        return encode(self.table(), bags, marker)


def contrastive_loss(queries: Tensor, documents: Tensor, right: Tensor, ignored: Tensor) -> Tensor:
    """Return ``-log`` of the share that the right documents hold in a softmax over all (van den Oord et al. 2018).

    Args:
        queries: ``(q, d)``.
        documents: ``(n, d)``.
        right: ``(q, n)`` bool, the right documents of each query; several count together.
        ignored: ``(q, n)`` bool, documents that are neither right nor wrong.
    """
    loss = torch.zeros((), device=queries.device)
    width = queries.shape[1]
    for size in (width, *(part for part in PARTS if part < width)):
        scores = functional.normalize(queries[:, :size], dim=1) @ functional.normalize(documents[:, :size], dim=1).T
        scores = (scores / TEMPERATURE).masked_fill(ignored, -1e4)
        held = torch.logsumexp(scores.masked_fill(~right, -1e9), 1) - torch.logsumexp(scores, 1)
        loss = loss - held.mean() * (1.0 if size == width else PART_WEIGHT)
    return loss


def encode(table: NDArray[np.float32], bags: Bags, marker: int | None = None) -> NDArray[np.float32]:
    """Return unit vectors of all texts of ``bags``, the token ``marker`` added to each when it is given."""
    out = np.zeros((len(bags), table.shape[1]), dtype=np.float32)
    for at in range(0, len(bags), 2048):
        flat, offsets = ragged(bags.take(range(at, min(at + 2048, len(bags)))))
        out[at : at + 2048] = np.add.reduceat(table[flat], offsets, axis=0)
    if marker is not None:
        out += table[marker]
    return np.asarray(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9), dtype=np.float32)
