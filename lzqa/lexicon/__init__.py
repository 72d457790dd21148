"""Words: what stays whole, what carries no content, and how everyday words map to the plan's.

General lists lie beside this module; a corpus folder may add ``terms.txt``, ``everyday.tsv`` and
``telling.tsv`` of its own, ``families.tsv``, the names of its indicators by school level, and ``rests.tsv``, what is left of
its indicators without a part.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from lzqa.errors import CorpusError

LONGEST_TARGET = 6
"""A longer phrase of the plan that an everyday word stands for is not kept whole: it would hide the words inside it."""
_WORD = re.compile(r"[\u3400-\u9fffA-Za-z]+")
SAME = 0.7
"""How far another word of a telling group stands for the group's first."""
_ATTRIBUTE, _WEAK = "属性", "虚"


@dataclass(frozen=True)
class TellingGroup:
    """Words for one of several things that figures are told apart by.

    Args:
        about: What it is one of, such as 办学 for 公办 and 民办.
        words: Words for it.
    """

    about: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Rest:
    """What is left of a whole without a part of it, where a plan counts these two.

    Args:
        whole: The whole's indicator.
        level: Its school level.
        part: The part's indicator.
        part_level: Its school level.
        name: What the rest is called in an answer.
        words: Words for the rest.
        without: Words for the part.
    """

    whole: str
    level: str
    part: str
    part_level: str
    name: str
    words: tuple[str, ...]
    without: tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """The word lists of one plan.

    Args:
        terms: Words that segmentation keeps whole.
        stop: Words without content in a question.
        everyday: Everyday word → (the plan's words, weight in 0..1), one way only.
        digest: Short hash over the lists that an index depends on; it records it.
        telling: Groups of words that tell one figure from its neighbour.
        families: What one measure is called at a school level: the measure, the level, its words there.
        exchanges: Words of one sort, any of which can take another's place in a follow-up: the sort, its words.
        attributes: Words that are said of something: a short turn of these leans on the one before.
        weak: Words that say nothing about what a turn is about.
        rests: What is left of a whole without a part of it.
    """

    terms: tuple[str, ...]
    stop: frozenset[str]
    everyday: dict[str, tuple[tuple[str, ...], float]]
    digest: str
    telling: tuple[TellingGroup, ...] = ()
    families: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    exchanges: tuple[tuple[str, tuple[str, ...]], ...] = ()
    attributes: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    rests: tuple[Rest, ...] = ()


def _rows(text: str) -> list[str]:
    return [line.rstrip("\n") for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _everyday(text: str, name: str) -> dict[str, tuple[tuple[str, ...], float]]:
    entries: dict[str, tuple[tuple[str, ...], float]] = {}
    for number, row in enumerate(_rows(text), start=1):
        fields = row.split("\t")
        try:
            word, words, weight = fields
            value = float(weight)
        except ValueError as error:
            message = f"{name}, entry {number}: expected word, words, weight separated by tabs, found {row!r}"
            raise CorpusError(message, code="C005", remedy="mend that line") from error
        if not 0 < value <= 1:
            message = f"{name}, entry {number}: weight {weight} of {word} lies outside (0, 1]"
            raise CorpusError(message, code="C005", remedy="mend that line")
        entries[word] = (tuple(words.split()), value)
    return entries


def _columns(text: str, name: str, columns: int) -> list[list[str]]:
    rows = []
    for number, row in enumerate(_rows(text), start=1):
        fields = row.split("\t")
        if len(fields) != columns or not all(fields):
            message = f"{name}, entry {number}: expected {columns} fields separated by tabs, found {row!r}"
            raise CorpusError(message, code="C005", remedy="mend that line")
        rows.append(fields)
    return rows


def _telling(text: str, name: str) -> list[TellingGroup]:
    return [TellingGroup(about, tuple(dict.fromkeys((word, *words.split())))) for about, word, words in _columns(text, name, 3)]


def load_lexicon(corpus_folder: Path | None = None) -> Lexicon:
    """Load the general lists and, on top of them, those of a corpus folder.

    Raises:
        CorpusError: ``C005`` when a list is malformed, with the line.
    """
    package = resources.files(__package__)
    texts = {
        name: (package / name).read_text(encoding="utf-8") for name in ("terms.txt", "stop.txt", "everyday.tsv", "telling.tsv")
    }
    own: dict[str, str] = {}
    for name in ("terms.txt", "everyday.tsv", "telling.tsv"):
        path = corpus_folder / name if corpus_folder else None
        own[name] = path.read_text(encoding="utf-8") if path and path.is_file() else ""
    everyday = _everyday(texts["everyday.tsv"], "everyday.tsv")
    everyday.update(_everyday(own["everyday.tsv"], "everyday.tsv of the corpus"))
    telling = _telling(texts["telling.tsv"], "telling.tsv") + _telling(own["telling.tsv"], "telling.tsv of the corpus")
    for group in telling:
        for word in group.words[1:]:
            if word not in group.words[0] and group.words[0] not in word and len(word) > 1:
                everyday.setdefault(word, ((group.words[0],), SAME))
    terms = dict.fromkeys([*_rows(texts["terms.txt"]), *_rows(own["terms.txt"]), *everyday])
    for words, _ in everyday.values():
        terms.update(dict.fromkeys(word for word in words if len(word) <= LONGEST_TARGET and _WORD.fullmatch(word)))
    digest = hashlib.sha256("\0".join([*texts.values(), *own.values()]).encode()).hexdigest()[:16]
    words = tuple(term for term in terms if len(term) > 1)
    parts = [(part, tuple(row.split())) for part, row in _columns(_dialogue(), "dialogue.tsv", 2)]
    families = _own_columns(corpus_folder, "families.tsv", 3)
    rests = _own_columns(corpus_folder, "rests.tsv", 7)
    return Lexicon(
        words,
        frozenset(_rows(texts["stop.txt"])),
        everyday,
        digest,
        tuple(telling),
        families=tuple((measure, level, tuple(row.split())) for measure, level, row in families),
        exchanges=tuple((part, row) for part, row in parts if part not in (_ATTRIBUTE, _WEAK)),
        attributes=frozenset(word for part, row in parts if part == _ATTRIBUTE for word in row),
        weak=frozenset(word for part, row in parts if part == _WEAK for word in row),
        rests=tuple(
            Rest(whole, level, part, part_level, name, tuple(words.split()), tuple(without.split()))
            for whole, level, part, part_level, name, words, without in rests
        ),
    )


def _own_columns(corpus_folder: Path | None, name: str, columns: int) -> list[list[str]]:
    """Return the fields of a corpus folder's own list; none where it has no such list."""
    path = corpus_folder / name if corpus_folder else None
    return _columns(path.read_text(encoding="utf-8"), f"{name} of the corpus", columns) if path and path.is_file() else []


def _dialogue() -> str:
    return (resources.files(__package__) / "dialogue.tsv").read_text(encoding="utf-8")
