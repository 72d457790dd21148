"""Chinese segmentation, decided in one module: a private jieba tokenizer with the plan's own dictionary.

HMM guessing is off: an unknown word falls apart into characters, the same way in the plan and in a question, instead of
into a guess that depends on its neighbours.  Figures and Latin words are kept whole before jieba sees the text.
"""

from __future__ import annotations

import json
import logging
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from lzqa.errors import IndexDamaged
from lzqa.spans import Span

_CHUNK = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)*[%％]?)|(?P<latin>[A-Za-z]+(?:[+\-][A-Za-z0-9]+)*)|(?P<han>[\u3400-\u9fff\uf900-\ufaff]+)|(?P<other>.)",
    re.DOTALL,
)
_TERM_FREQUENCY = 50_000
MIN_FREQUENCY = 4
"""A word of jieba's dictionary is kept from this frequency on."""
REMEMBERED = 8192
"""So many texts' words, and search terms, are remembered; the plan's clauses and names are asked for again and again."""


@dataclass(frozen=True)
class Token:
    """A token and its place: ``text[span] == token.text``."""

    text: str
    span: Span


class Segmenter:
    """Cuts text into words.

    Args:
        frequencies: Frequency of every word, and 0 for every beginning of a word that is no word itself: jieba's own
            table.  :meth:`fit` makes one, :meth:`load` reads one.
    """

    def __init__(self, frequencies: dict[str, int]) -> None:
        import jieba

        jieba.setLogLevel(logging.WARNING)
        self._frequencies = frequencies
        self._jieba: Any = jieba.Tokenizer()
        self._jieba.FREQ = frequencies
        self._total = max(1, sum(frequencies.values()))
        self._jieba.total = self._total
        self._jieba.initialized = True
        self.terms = lru_cache(maxsize=REMEMBERED)(self._terms)
        self.words = lru_cache(maxsize=REMEMBERED)(self._words)

    @classmethod
    def fit(cls, terms: Iterable[str] = ()) -> Segmenter:
        """Take jieba's dictionary, without its rarest words, and add ``terms``, which stay whole.

        The rarest words (below :data:`MIN_FREQUENCY` in jieba's corpus) are half of the dictionary and most of its
        loading time; without them such a word is cut into its parts.
        """
        import jieba

        jieba.setLogLevel(logging.WARNING)
        full = jieba.Tokenizer()
        full.initialize()
        words = {word: count for word, count in full.FREQ.items() if count >= MIN_FREQUENCY or (count and len(word) == 1)}
        words.update({term: max(_TERM_FREQUENCY, words.get(term, 0)) for term in map(fold, terms)})
        for word in list(words):
            for size in range(1, len(word)):
                words.setdefault(word[:size], 0)
        return cls(dict(sorted(words.items())))

    def save(self, path: Path) -> None:
        """Write the dictionary as JSON."""
        path.write_text(json.dumps(self._frequencies, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Segmenter:
        """Read what :meth:`save` wrote.

        Raises:
            IndexDamaged: When the file is missing or unreadable.
        """
        try:
            frequencies = json.loads(path.read_text(encoding="utf-8"))
            if not isinstance(frequencies, dict):
                message = "it holds no table of words"
                raise TypeError(message)
            return cls(frequencies)
        except (OSError, TypeError, ValueError) as error:
            message = f"the dictionary {path} cannot be read: {error}"
            raise IndexDamaged(message, remedy="run `lzqa build`") from error

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Cut ``text``; the tokens, joined, rebuild it."""
        found: list[Token] = []
        for match in _CHUNK.finditer(text):
            if match.lastgroup != "han":
                found.append(Token(match.group(), Span(*match.span())))
                continue
            at = match.start()
            for word in self._jieba.cut(match.group(), HMM=False):
                found.append(Token(word, Span(at, at + len(word))))
                at += len(word)
        return tuple(found)

    def _words(self, text: str) -> tuple[str, ...]:
        """Return the words of ``text`` in half-width lower case, without punctuation and white space."""
        return tuple(token.text for token in self.tokens(fold(text)) if any(map(str.isalnum, token.text)))

    def _terms(self, text: str) -> tuple[str, ...]:
        """Return search terms: the words, and the shorter dictionary words inside a long one."""
        found: list[str] = []
        frequencies = self._frequencies
        for word in self.words(text):
            if len(word) > 2 and not word[0].isascii():
                for size in (2, 3):
                    if len(word) > size:
                        found.extend(
                            part for at in range(len(word) - size + 1) if frequencies.get(part := word[at : at + size])
                        )
            elif word.endswith("%"):
                found.append(word[:-1])
            found.append(word)
        return tuple(found)

    def commonness(self, word: str) -> float:
        """Return the share of ``word`` in general Chinese text as jieba's dictionary tells it, 0 when it does not."""
        return self._frequencies.get(word, 0) / self._total

    def knows(self, word: str) -> bool:
        """Tell whether ``word`` is in the dictionary."""
        return bool(self._frequencies.get(word))


def rare_words() -> frozenset[str]:
    """Return the words of two characters in jieba's dictionary that are too rare for :class:`Segmenter`."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    full = jieba.Tokenizer()
    full.initialize()
    return frozenset(word for word, count in full.FREQ.items() if 0 < count < MIN_FREQUENCY and len(word) == 2)


def fold(text: str) -> str:
    """Return ``text`` in half-width forms and lower case.  For comparison only: offsets do not carry over."""
    return unicodedata.normalize("NFKC", text).lower()
