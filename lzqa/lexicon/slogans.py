"""Slogans, abbreviations and programme names of a plan: where it explains them, and which it only names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lzqa.errors import CorpusError

SLOGANS = "slogans.tsv"
_NOT_WORDS = re.compile(r"[\s“”\"'‘’、，,]+")
_ASKS_MORE = re.compile(r"后面|前面|哪[两二三四几]种|里(?:头|面)?的一种|模式|定位|全称|到点对面")
"""Asks for what stands beside a slogan, or is of its sort."""
_ASKS_MEANING = re.compile(
    r"什么意思|啥意思|咩意思|什么是|啥是|何谓|何为|什么叫|啥叫|(?:是|指|系)(?:个)?(?:什么|啥|咩|哪|边)|指的?(?:是)?(?:什么|哪)|含义|解释|定义|怎么理解|包括(?:哪|什么|啥)|包含(?:哪|什么)"
    r"|分别是|哪[几一二三四五六七八九十两](?!年|天|所|间|月|号|位|家)(?!(?<=一)[条处句档栏行])|具体(?:是|指|内容)|全称|都有(?:哪|啥|什么)|边(?:几|[一二三四五六七八九十两])"
)


@dataclass(frozen=True)
class Slogan:
    """A name that people ask the meaning of.

    Args:
        name: As the plan writes it.
        writings: The name and other writings of it, folded for comparison, longest first.
        explained: Ids of the passages that say what it means or consists of; empty when the plan only names it.
        named: Ids of the passages that name it.
    """

    name: str
    writings: tuple[str, ...]
    explained: tuple[str, ...]
    named: tuple[str, ...]


def plain(text: str) -> str:
    """Return ``text`` without spaces, quotation marks and commas, in lower case."""
    return _NOT_WORDS.sub("", text).lower()


def load_slogans(folder: Path, known: Iterable[str]) -> tuple[Slogan, ...]:
    """Return the slogans of a corpus folder, none when it lists none.

    Args:
        folder: The corpus folder.
        known: Ids of the plan's passages.

    Raises:
        CorpusError: ``C005`` for a malformed line or an unknown passage.
    """
    path = folder / SLOGANS
    if not path.is_file():
        return ()
    identifiers = frozenset(known)
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = ([*line.split("\t"), "", "", ""])[:4]
        name, others, explained, named = fields
        strange = [identifier for identifier in (*explained.split(), *named.split()) if identifier not in identifiers]
        if not name or not named.split() or strange:
            what = (
                f"there is no passage {strange[0]!r}" if strange else f"expected a name and where it is named, found {line!r}"
            )
            message = f"{SLOGANS}, line {number}: {what}"
            raise CorpusError(message, code="C005", remedy="mend that line; corpus/README.md tells the fields")
        writings = {plain(each) for each in (name, *others.split()) if len(plain(each)) > 1}
        ordered = tuple(sorted(writings, key=lambda each: (-len(each), each)))
        found.append(Slogan(name, ordered, tuple(explained.split()), tuple(named.split())))
    return tuple(found)


def asked_meaning(text: str, slogans: Iterable[Slogan]) -> Slogan | None:
    """Return the slogan whose meaning or parts a normalised question asks for, the longest one named; ``None`` for none."""
    if not _ASKS_MEANING.search(text) or _ASKS_MORE.search(text):
        return None
    asked = plain(text)
    named = [(len(each), slogan) for slogan in slogans for each in slogan.writings if each in asked]
    return max(named, key=lambda pair: pair[0])[1] if named else None
