"""The words that a plan's askers use, with their counts: what a mistyped word may have been meant to be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lzqa.errors import IndexDamaged


@dataclass(frozen=True)
class Vocabulary:
    """Words of a plan and of the questions about it.

    Args:
        words: Words, and two or three that follow each other written together, with their counts.
        total: How many words were counted, single ones only.
        pairs: Every two characters that stand side by side in one of ``words``, sorted, all in one string.
        rare: Words of general Chinese of two characters that are too rare for the tokenizer, each between spaces.
    """

    words: Mapping[str, int] = field(default_factory=dict)
    total: int = 1
    pairs: str = ""
    rare: str = " "

    @classmethod
    def of(cls, words: Mapping[str, int], total: int, rare: frozenset[str] = frozenset()) -> Vocabulary:
        """Make a vocabulary of counted words."""
        pairs = {word[at : at + 2] for word in words for at in range(len(word) - 1)}
        return cls(dict(sorted(words.items())), max(1, total), "".join(sorted(pairs)), " ".join(["", *sorted(rare), ""]))

    def save(self, path: Path) -> None:
        """Write the vocabulary as JSON."""
        held = {"words": self.words, "total": self.total, "pairs": self.pairs, "rare": self.rare}
        path.write_text(json.dumps(held, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Vocabulary:
        """Read what :meth:`save` wrote.

        Raises:
            IndexDamaged: When the file is missing or unreadable.
        """
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, TypeError, ValueError) as error:
            message = f"the vocabulary {path} cannot be read: {error}"
            raise IndexDamaged(message, remedy="run `lzqa build`") from error
