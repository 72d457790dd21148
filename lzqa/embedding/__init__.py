"""Embedding models: one interface, the shipped model, one fitted on the plan, and any sentence-transformers model by name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lzqa.embedding.base import Embedder, Matrix
from lzqa.embedding.hashing import HashingEmbedder
from lzqa.embedding.static import StaticEmbedder
from lzqa.segment import Segmenter

__all__ = ["Embedder", "HashingEmbedder", "Matrix", "StaticEmbedder", "fit_embedder", "load_embedder"]


def fit_embedder(name: str, segmenter: Segmenter, texts: Sequence[str]) -> Embedder:
    """Return the embedder called ``name``; ``"hashing"`` is fitted on ``texts``, any other one is loaded.

    Raises:
        UserError: ``U010`` when a named model cannot be loaded.
    """
    if name == HashingEmbedder.name:
        return HashingEmbedder.fit(segmenter, texts)
    return load_embedder(name, segmenter, None)


def load_embedder(name: str, segmenter: Segmenter, folder: Path | None) -> Embedder:
    """Return the embedder called ``name``; a fitted one comes from ``folder``, the shipped one from the package.

    Raises:
        IndexDamaged: When a fitted embedder's files are unreadable.
        UserError: ``U010`` when a named model cannot be loaded.
    """
    if name == StaticEmbedder.name:
        return StaticEmbedder()
    if name == HashingEmbedder.name and folder is not None:
        return HashingEmbedder.load(folder, segmenter)
    from lzqa.embedding.transformer import TransformerEmbedder

    return TransformerEmbedder(name)
