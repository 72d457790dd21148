"""A deterministic embedder fitted on the plan: hashed words and character bigrams, projected by latent semantic analysis.

It needs no weights from outside, loads in milliseconds and knows nothing beyond the plan.  Terms that share passages end
up near each other (Deerwester et al. 1990, "Indexing by Latent Semantic Analysis"); hashing keeps the vocabulary out of
the file (Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning").
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lzqa.embedding.base import Matrix, unit_rows
from lzqa.errors import IndexDamaged
from lzqa.segment import Segmenter, fold

BUCKETS = 1 << 18
DIMENSION = 192
_FILE = "hashing.npz"
_CONFIG = "hashing.json"


def bucket(feature: str) -> int:
    """Return the bucket of a feature: CRC-32 modulo :data:`BUCKETS`, the same on every machine."""
    return zlib.crc32(feature.encode()) % BUCKETS


def idf(document_frequency: NDArray[np.int64], documents: int) -> NDArray[np.float64]:
    """Smoothed inverse document frequency, ``ln((1 + N) / (1 + df)) + 1``."""
    return np.log((1 + documents) / (1 + document_frequency)) + 1


class HashingEmbedder:
    """See the module's text.

    Args:
        segmenter: Gives the words.
        weights: ``(BUCKETS,)`` inverse document frequencies; 0 for a bucket the plan never fills.
        projection: ``(BUCKETS, dimension)``, or fewer rows with ``rows`` naming their buckets.
        rows: Bucket of each projection row.
    """

    name = "hashing"

    def __init__(self, segmenter: Segmenter, weights: Matrix, projection: Matrix, rows: NDArray[np.int64]) -> None:
        self._segmenter = segmenter
        self._weights = weights
        self._projection = projection
        self._row_of = {int(number): row for row, number in enumerate(rows)}
        self._rows = rows

    @property
    def revision(self) -> str:
        """Hash of the fitted arrays, rounded so that another machine's arithmetic gives the same."""
        digest = hashlib.sha256(np.round(self._weights, 3).tobytes())
        digest.update(self._rows.tobytes())
        return digest.hexdigest()[:16]

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._projection.shape[1])

    def _features(self, text: str) -> Counter[int]:
        words = self._segmenter.words(text)
        joined = "".join(character for character in fold(text) if character.isalnum())
        found = Counter(bucket(f"w:{word}") for word in words)
        found.update(bucket(f"c:{joined[at : at + 2]}") for at in range(len(joined) - 1))
        return found

    def encode_document(self, texts: Sequence[str], *, show_progress: bool = False) -> Matrix:
        """Return ``(len(texts), dimension)`` float32, rows of unit length, or zero where no feature is known."""
        del show_progress
        out = np.zeros((len(texts), self.dimension), dtype=np.float64)
        for at, text in enumerate(texts):
            for number, count in self._features(text).items():
                row = self._row_of.get(number)
                if row is not None:
                    out[at] += (1 + np.log(count)) * self._weights[number] * self._projection[row]
        return unit_rows(out)

    def encode_query(self, texts: Sequence[str]) -> Matrix:
        """Return the same as :meth:`encode_document`: questions are encoded like passages."""
        return self.encode_document(texts)

    def save(self, folder: Path) -> None:
        """Write the fitted arrays into ``folder``."""
        np.savez_compressed(
            folder / _FILE, weights=self._weights, projection=self._projection.astype(np.float16), rows=self._rows
        )
        config = {"buckets": BUCKETS, "dimension": self.dimension, "revision": self.revision}
        (folder / _CONFIG).write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, segmenter: Segmenter) -> HashingEmbedder:
        """Read what :meth:`save` wrote.

        Raises:
            IndexDamaged: When a file is missing or unreadable.
        """
        try:
            with np.load(folder / _FILE, allow_pickle=False) as arrays:
                projection = arrays["projection"].astype(np.float32)
                return cls(segmenter, arrays["weights"], projection, arrays["rows"])
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            message = f"the fitted embedder in {folder} cannot be read: {error}"
            raise IndexDamaged(message, remedy="run `lzqa build`") from error

    @classmethod
    def fit(cls, segmenter: Segmenter, texts: Sequence[str], dimension: int = DIMENSION) -> HashingEmbedder:
        """Fit the projection on ``texts``.

        Args:
            segmenter: Gives the words.
            texts: The passages with their headings.
            dimension: Wanted length of a vector; clipped to the rank that ``texts`` allow.
        """
        blank = cls(segmenter, np.zeros(BUCKETS, np.float32), np.zeros((0, 1), np.float32), np.zeros(0, np.int64))
        counted = [blank._features(text) for text in texts]
        frequency = np.zeros(BUCKETS, dtype=np.int64)
        for features in counted:
            frequency[list(features)] += 1
        rows = np.flatnonzero(frequency)
        weights = np.where(frequency > 0, idf(frequency, len(texts)), 0.0)
        column = {int(number): at for at, number in enumerate(rows)}
        matrix = np.zeros((len(texts), len(rows)))
        for at, features in enumerate(counted):
            for number, count in features.items():
                matrix[at, column[number]] = (1 + np.log(count)) * weights[number]
        matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-12)
        values, vectors = np.linalg.eigh(matrix @ matrix.T)
        keep = [at for at in range(len(values) - 1, -1, -1) if values[at] > 1e-9][:dimension]
        projection = matrix.T @ vectors[:, keep] / np.sqrt(values[keep])
        signs = np.sign(projection[np.abs(projection).argmax(axis=0), np.arange(projection.shape[1])])
        projection = projection * np.where(signs == 0, 1, signs)
        stored = projection.astype(np.float16).astype(np.float32)
        return cls(segmenter, weights.astype(np.float32), stored, rows.astype(np.int64))
