"""Where things are and which parts are chosen: one frozen value, read from options and the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

DEFAULT_PLAN = "lianzhou-2021-2025"
DEFAULT_EMBEDDING = "lzqa-static"


@dataclass(frozen=True)
class Settings:
    """Choices that hold for one process.

    Args:
        corpus: The corpus folder of one plan.
        index: The index folder of that plan.
        embedding: ``"lzqa-static"``, ``"hashing"``, or what ``SentenceTransformer`` takes: a model's name or folder.
        bank: Whether the question bank is used.
    """

    corpus: Path
    index: Path
    embedding: str = DEFAULT_EMBEDDING
    bank: bool = True


def project_root() -> Path:
    """Return the folder that holds ``corpus/``: the working folder if it does, else the checkout of this package."""
    here = Path.cwd()
    return here if (here / "corpus").is_dir() else Path(__file__).resolve().parent.parent


def settings_from_environment(
    *, corpus: Path | None = None, index: Path | None = None, embedding: str | None = None, bank: bool = True
) -> Settings:
    """Fill what was not given from ``LZQA_CORPUS``, ``LZQA_INDEX`` and ``LZQA_EMBEDDING``, then from defaults.

    The question bank is left out when ``bank`` is false, or with ``LZQA_BANK=0``.
    """
    root = project_root()
    corpus = corpus or Path(os.environ.get("LZQA_CORPUS") or root / "corpus" / DEFAULT_PLAN)
    index = index or Path(os.environ.get("LZQA_INDEX") or root / "index" / corpus.name)
    embedding = embedding or os.environ.get("LZQA_EMBEDDING") or DEFAULT_EMBEDDING
    return Settings(corpus, index, embedding, bank=bank and os.environ.get("LZQA_BANK", "1") != "0")
