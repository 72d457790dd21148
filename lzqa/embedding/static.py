"""The shipped model: one vector a word, added up; trained by ``training/``, read here without torch.

The folder is a sentence-transformers model (``SentenceTransformer(folder)`` loads it): a ``StaticEmbedding`` whose rows are
8-bit integers with one scale each, in the form that model2vec writes and sentence-transformers reads.  A text's vector is
the mean of its tokens' rows, brought to unit length, so the first 64, 128 or 256 numbers of it, brought to unit length
again, are a vector as well (Kusupati et al. 2022, "Matryoshka Representation Learning").
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lzqa.embedding.base import Matrix, unit_rows
from lzqa.errors import UserError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

NAME = "lzqa-static"
FOLDER = Path(__file__).with_name("model")
TOKENIZER = "tokenizer.json"
WEIGHTS = "model.safetensors"
CONFIG = "lzqa.json"
PROMPTS = "config_sentence_transformers.json"
BLOCK = 512
"""So many texts are looked up at a time."""
_TYPES: dict[str, np.dtype[Any]] = {"I8": np.dtype(np.int8), "F16": np.dtype("<f2"), "F32": np.dtype("<f4")}


def read_tensors(path: Path) -> dict[str, NDArray[Any]]:
    """Return the tensors of a safetensors file by name, mapped into memory, not read.

    The format: the header's length in 8 bytes, a JSON header with type, shape and place of each tensor, the numbers.

    Raises:
        ValueError: When the file is no safetensors file, or holds another type than int8, float16 or float32.
    """
    with path.open("rb") as opened:
        length = int.from_bytes(opened.read(8), "little")
        if not 2 <= length <= path.stat().st_size - 8:
            message = f"{path} has no header"
            raise ValueError(message)
        header = json.loads(opened.read(length))
    found: dict[str, NDArray[Any]] = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        if entry["dtype"] not in _TYPES:
            message = f"{path}: {name} has numbers of type {entry['dtype']}, which are not read here"
            raise ValueError(message)
        start = 8 + length + int(entry["data_offsets"][0])
        found[name] = np.memmap(path, dtype=_TYPES[entry["dtype"]], mode="r", offset=start, shape=tuple(entry["shape"]))
    return found


class StaticEmbedder:
    """See the module's text.

    Args:
        folder: The model's folder.
        dimension: Use only so many numbers at the front of each vector; all of them when not given.

    Raises:
        UserError: ``U010`` when the folder holds no such model.
    """

    name = NAME

    def __init__(self, folder: Path = FOLDER, dimension: int | None = None) -> None:
        from tokenizers import Tokenizer

        try:
            self.revision = str(json.loads((folder / CONFIG).read_text(encoding="utf-8"))["revision"])
            self._prompts = dict(json.loads((folder / PROMPTS).read_text(encoding="utf-8"))["prompts"])
            tensors = read_tensors(folder / WEIGHTS)
            rows, scales = tensors["embeddings"], tensors["weights"]
            self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            if rows.shape[0] != scales.shape[0] or rows.shape[0] != self._tokenizer.get_vocab_size():
                message = f"{rows.shape[0]} rows for {self._tokenizer.get_vocab_size()} tokens"
                raise ValueError(message)
        except Exception as error:
            message = f"the embedding model in {folder} cannot be loaded: {error}"
            remedy = "install lzqa again, or choose another model with --embedding or LZQA_EMBEDDING"
            raise UserError(message, code="U010", remedy=remedy) from error
        self._rows = rows[:, : dimension or rows.shape[1]]
        self._scales = np.asarray(scales, dtype=np.float32)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._rows.shape[1])

    def _block(self, texts: Sequence[str]) -> Matrix:
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]
        out = np.zeros((len(texts), self.dimension), dtype=np.float32)
        lengths = np.array([len(ids) for ids in tokens])
        held = np.flatnonzero(lengths)
        if not len(held):
            return out
        flat = np.fromiter((number for ids in tokens for number in ids), dtype=np.int64)
        rows = self._rows[flat] * self._scales[flat, None]
        ends = np.cumsum(lengths[held])
        out[held] = np.add.reduceat(rows, np.concatenate([[0], ends[:-1]]), axis=0)
        return unit_rows(out)

    def _encode(self, texts: Sequence[str], prompt: str) -> Matrix:
        prompted = [prompt + text for text in texts]
        blocks = [self._block(prompted[at : at + BLOCK]) for at in range(0, len(prompted), BLOCK)]
        return np.concatenate(blocks) if blocks else np.zeros((0, self.dimension), dtype=np.float32)

    def tokens(self, texts: Sequence[str]) -> tuple[list[NDArray[np.int64]], list[list[tuple[int, int]]]]:
        """Return each text's tokens, known ones only, and where each stands in the text."""
        numbers: list[NDArray[np.int64]] = []
        places: list[list[tuple[int, int]]] = []
        for encoding in self._tokenizer.encode_batch(list(texts), add_special_tokens=False):
            kept = [at for at, number in enumerate(encoding.ids) if number]
            numbers.append(np.array([encoding.ids[at] for at in kept], dtype=np.int64))
            places.append([encoding.offsets[at] for at in kept])
        return numbers, places

    def token_vectors(self, tokens: NDArray[np.int64]) -> Matrix:
        """Return ``(len(tokens), dimension)`` float32, the longer the more a token counts."""
        return np.asarray(self._rows[tokens] * self._scales[tokens, None], dtype=np.float32)

    def encode_document(self, texts: Sequence[str], *, show_progress: bool = False) -> Matrix:
        """Return ``(len(texts), dimension)`` float32, rows of unit length, in the order of ``texts``."""
        del show_progress
        return self._encode(texts, self._prompts["document"])

    def encode_query(self, texts: Sequence[str]) -> Matrix:
        """Return the same for questions; one without a known token is a zero row."""
        return self._encode(texts, self._prompts["query"])
