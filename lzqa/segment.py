"""Chinese segmentation, decided in one module: a private jieba tokenizer with the plan's own dictionary.

HMM guessing is off: an unknown word falls apart into characters, the same way in the plan and in a question, instead of
into a guess that depends on its neighbours.  Figures and Latin words are kept whole before jieba sees the text.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lzqa.spans import Span

_CHUNK = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)*[%％]?)|(?P<latin>[A-Za-z]+(?:[+\-][A-Za-z0-9]+)*)|(?P<han>[\u3400-\u9fff\uf900-\ufaff]+)|(?P<other>.)",
    re.DOTALL,
)
_TERM_FREQUENCY = 50_000


@dataclass(frozen=True)
class Token:
    """A token and its place: ``text[span] == token.text``."""

    text: str
    span: Span


class Segmenter:
    """Cuts text into words.

    Args:
        terms: Words to keep whole, on top of jieba's dictionary.
    """

    def __init__(self, terms: Iterable[str] = ()) -> None:
        import jieba

        jieba.setLogLevel(logging.WARNING)
        self._jieba: Any = jieba.Tokenizer()
        self._jieba.initialize()
        for term in terms:
            if term not in self._jieba.FREQ or self._jieba.FREQ[term] < _TERM_FREQUENCY:
                self._jieba.add_word(term, _TERM_FREQUENCY)

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

    def words(self, text: str) -> tuple[str, ...]:
        """Return the words of ``text`` in half-width lower case, without punctuation and white space."""
        return tuple(token.text for token in self.tokens(fold(text)) if any(map(str.isalnum, token.text)))

    def terms(self, text: str) -> tuple[str, ...]:
        """Return search terms: the words, and the shorter dictionary words inside a long one."""
        found: list[str] = []
        frequencies = self._jieba.FREQ
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

    def knows(self, word: str) -> bool:
        """Tell whether ``word`` is in the dictionary."""
        return bool(self._jieba.FREQ.get(word))


def fold(text: str) -> str:
    """Return ``text`` in half-width forms and lower case.  For comparison only: offsets do not carry over."""
    return unicodedata.normalize("NFKC", text).lower()
