"""Any sentence-transformers model behind lzqa's interface."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from lzqa.embedding.base import Matrix, unit_rows
from lzqa.errors import UserError

BATCH = 32
PROMPTS: dict[str, dict[str, str]] = {
    "bge-small-zh": {"query": "为这个句子生成表示以用于检索相关文章："},
    "bge-base-zh": {"query": "为这个句子生成表示以用于检索相关文章："},
    "bge-large-zh": {"query": "为这个句子生成表示以用于检索相关文章："},
    "multilingual-e5": {"query": "query: ", "document": "passage: "},
}
"""What stands before a text for models whose files do not say so: part of the name → prompt by side."""


def known_prompts(name: str) -> dict[str, str]:
    """Return the prompts that the makers of the model ``name`` ask for in its description, by side.

    A local folder is known by its own name.
    """
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1].lower()
    return next((prompts for part, prompts in PROMPTS.items() if part in last), {})


def _folder_revision(folder: Path) -> str:
    """Hash names and contents of a local model folder."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _hub_revision(name: str) -> str:
    """Return the commit of the model in the local cache, ``"unknown"`` when it is not there."""
    from huggingface_hub import try_to_load_from_cache

    for file in ("modules.json", "config.json"):
        path = try_to_load_from_cache(name, file)
        if isinstance(path, str):
            return Path(path).parent.name
    return "unknown"


class TransformerEmbedder:
    """A ``SentenceTransformer`` that gives unit vectors.

    Args:
        name: A model's name or a local folder, as ``SentenceTransformer`` takes it.
        batch_size: So many texts go through the model at a time.

    Raises:
        UserError: ``U010`` when the model cannot be loaded; the cause is chained.
    """

    def __init__(self, name: str, batch_size: int = BATCH) -> None:
        from sentence_transformers import SentenceTransformer

        try:
            if not name.strip():
                msg = "its name is empty"
                raise ValueError(msg)
            self._model: Any = SentenceTransformer(name)
        except (OSError, ValueError, RuntimeError) as error:
            reason = next(iter(str(error).splitlines()), type(error).__name__)[:200]
            message = f"the embedding model {name!r} cannot be loaded: {reason}"
            remedy = (
                "name a local folder or a model in the local cache with --embedding or LZQA_EMBEDDING, or choose "
                "'lzqa-static' or 'hashing'"
            )
            raise UserError(message, code="U010", remedy=remedy) from error
        self.name = name
        self._batch_size = batch_size
        if not any(self._model.prompts.values()):
            self._model.prompts.update(known_prompts(name))
        path = Path(name)
        self.revision = _folder_revision(path) if path.is_dir() else _hub_revision(name)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension() or self.encode_query(["维"]).shape[1])

    def encode_document(self, texts: Sequence[str], *, show_progress: bool = False) -> Matrix:
        """Return ``(len(texts), dimension)`` float32 of unit length; the model's document prompt applies."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors = self._model.encode_document(list(texts), batch_size=self._batch_size, show_progress_bar=show_progress)
        return unit_rows(np.asarray(vectors, dtype=np.float32))

    def encode_query(self, texts: Sequence[str]) -> Matrix:
        """Return the same for questions; the model's query prompt applies."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors = self._model.encode_query(list(texts), batch_size=self._batch_size, show_progress_bar=False)
        return unit_rows(np.asarray(vectors, dtype=np.float32))
