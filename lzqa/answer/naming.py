"""What a question names and asks for, so that two can be held against each other, and how it is written down.

What the bank's questions name is worked out when the index is built: the rules for it are many, and every question asked is
held against thirty of them.  It is written down with a digest of the rules; once these have changed, it is worked out anew.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from lzqa.answer.expects import expected
from lzqa.answer.factmatch import wanted_units
from lzqa.answer.operations import Operation, operation_of
from lzqa.lexicon import Lexicon
from lzqa.question import Level, QuestionKind
from lzqa.question.kinds import kind_of, levels_of
from lzqa.question.understand import years_named
from lzqa.segment import fold

RULES = (
    "answer/expects.py",
    "answer/factmatch.py",
    "answer/naming.py",
    "answer/operations.py",
    "figures/__init__.py",
    "normalise.py",
    "numerals.py",
    "question/kinds.py",
    "question/model.py",
    "question/understand.py",
    "segment.py",
)
"""The modules whose rules tell what a question names."""
KEPT = 4096
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
Group = tuple[str, str]


@dataclass(frozen=True)
class Named:
    """What a question names and asks for.

    Args:
        text: Normalised and folded.
        words: Its search terms.
        sets: The years, the school levels, the telling groups and the other numbers that it names.
        asks: What it expects, in which units, worked out how, and its kind.
    """

    text: str
    words: frozenset[str]
    sets: tuple[frozenset[Any], ...]
    asks: tuple[object, ...]


def telling_words(lexicon: Lexicon) -> dict[str, list[tuple[str, Group]]]:
    """Return, by their first two characters, the words that tell one figure from its neighbour, each with what it names.

    The words are folded; single characters are left out.
    """
    found: dict[str, list[tuple[str, Group]]] = {}
    for group in lexicon.telling:
        for word in map(fold, group.words):
            if len(word) > 1:
                found.setdefault(word[:2], []).append((word, (group.about, group.words[0])))
    return found


def _telling_in(folded: str, telling_words: Mapping[str, Sequence[tuple[str, Group]]]) -> frozenset[Group]:
    """Return what the telling words name that stand in a folded text."""
    return frozenset(
        group
        for at in range(len(folded) - 1)
        if (begun := telling_words.get(folded[at : at + 2])) is not None
        for word, group in begun
        if folded.startswith(word, at)
    )


def named(text: str, words: Iterable[str], telling_words: Mapping[str, Sequence[tuple[str, Group]]]) -> Named:
    """Return what a normalised question names and asks for.

    Args:
        text: The question.
        words: Its search terms.
        telling_words: What :func:`telling_words` gave.
    """
    folded = fold(text)
    years = years_named(text)
    numbers = frozenset(_NUMBER.findall(text)).difference(map(str, years))
    sets = (frozenset(years), frozenset(levels_of(text)), _telling_in(folded, telling_words), numbers)
    return Named(folded, frozenset(words), sets, (expected(text), wanted_units(text), operation_of(text), kind_of(text)))


@lru_cache(maxsize=1)
def rules_digest() -> str:
    """Return a hash over the rules as they are written; ``""`` when their text is not there."""
    digest = hashlib.sha256()
    try:
        for name in RULES:
            digest.update((resources.files("lzqa") / name).read_bytes())
    except OSError:
        return ""
    return digest.hexdigest()


class Naming:
    """Tells what questions name, writes it down and reads it back.

    Args:
        lexicon: The plan's word lists.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._telling = telling_words(lexicon)
        self._groups = tuple(dict.fromkeys((group.about, group.words[0]) for group in lexicon.telling))
        self._levels = tuple(Level)
        self._read_sets = lru_cache(maxsize=KEPT)(self._sets)
        self._read_asks = lru_cache(maxsize=KEPT)(self._asks)

    @property
    def rules(self) -> str:
        """The digest of the rules; ``""`` when it is not known."""
        return rules_digest()

    def of(self, text: str, words: Iterable[str]) -> Named:
        """Return what a normalised question with these search terms names."""
        return named(text, words, self._telling)

    def written(self, text: str) -> str:
        """Return, in one line, what a normalised question names; its search terms are kept elsewhere."""
        found = self.of(text, ())
        years, levels, telling, numbers = found.sets
        sort, units, operation, kind = found.asks
        return "\t".join((
            found.text,
            ",".join(map(str, sorted(years))),
            ",".join(str(at) for at, level in enumerate(self._levels) if level in levels),
            ",".join(str(at) for at, group in enumerate(self._groups) if group in telling),
            ",".join(sorted(numbers)),
            "" if sort is None else str(sort),
            ",".join(sorted(units)) if isinstance(units, frozenset) else "",
            str(operation or ""),
            str(kind),
        ))  # fmt: skip

    def read(self, line: str, words: frozenset[str]) -> Named:
        """Return what a question with these search terms names, of which :meth:`written` gave ``line``."""
        text, years, levels, telling, numbers, *asks = line.split("\t")
        return Named(text, words, self._read_sets(years, levels, telling, numbers), self._read_asks(*asks))

    def _sets(self, years: str, levels: str, telling: str, numbers: str) -> tuple[frozenset[Any], ...]:
        return (
            frozenset(map(int, _each(years))),
            frozenset(self._levels[int(at)] for at in _each(levels)),
            frozenset(self._groups[int(at)] for at in _each(telling)),
            frozenset(_each(numbers)),
        )

    @staticmethod
    def _asks(sort: str, units: str, operation: str, kind: str) -> tuple[object, ...]:
        return (
            int(sort) if sort else None,
            frozenset(_each(units)) if units else None,
            Operation(operation) if operation else None,
            QuestionKind(kind),
        )


def _each(field: str) -> list[str]:
    return field.split(",") if field else []
