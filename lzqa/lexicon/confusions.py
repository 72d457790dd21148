"""Which characters are taken for which: those that sound alike, those that southern speakers confuse, those that look alike.

``sounds.tsv`` is made from pypinyin by ``training/sounds.py``; ``lookalikes.txt`` is our own.  Both are kept as text; the
tables by character are made when the first question comes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

_SOUTHERN = (
    (re.compile(r"^n(?=[aeiou])"), "l"),
    (re.compile(r"^([zcs])h"), r"\1"),
    (re.compile(r"^hu(?=a|an|ang|ei|en|i|n|$)"), "f"),
    (re.compile(r"(?<=[aei])ng$"), "n"),
)


def southern(sound: str) -> str:
    """Return ``sound`` as those have it who do not tell n from l, zh from z, hu from f, and -ng from -n.

    >>> southern("zhang"), southern("hui") == southern("fei"), southern("huang") == southern("fan")
    ('zan', True, True)
    """
    if sound in ("hui", "hun"):
        sound = {"hui": "huei", "hun": "huen"}[sound]
    for pattern, other in _SOUTHERN:
        sound = pattern.sub(other, sound)
    return sound if sound != "f" else "fu"


def _rows(name: str) -> list[str]:
    text = (resources.files(__package__) / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@lru_cache(maxsize=1)
def _sounds() -> tuple[tuple[str, str, str], ...]:
    """Return each sound, its southern form, and the characters that are read so."""
    rows = (row.split("\t") for row in _rows("sounds.tsv"))
    return tuple((sound, southern(sound), characters) for sound, characters in rows)


@lru_cache(maxsize=1)
def _shapes() -> tuple[str, ...]:
    return tuple(_rows("lookalikes.txt"))


@lru_cache(maxsize=1)
def _read_alike() -> dict[str, str]:
    """Return, by southern form, the characters that are read so."""
    found: dict[str, str] = {}
    for _, near, characters in _sounds():
        found[near] = found.get(near, "") + characters
    return found


@lru_cache(maxsize=1)
def _readings() -> dict[str, list[tuple[str, str]]]:
    """Return, by character, its readings in their southern form, each with the characters of the same sound."""
    found: dict[str, list[tuple[str, str]]] = {}
    for _, near, held in _sounds():
        for character in held:
            found.setdefault(character, []).append((near, held))
    return found


@lru_cache(maxsize=1)
def _looks() -> dict[str, str]:
    """Return, by character, those that look like it, itself among them."""
    found: dict[str, str] = {}
    for group in _shapes():
        for character in group:
            found[character] = found.get(character, "") + group
    return found


def same_sound(character: str) -> frozenset[str]:
    """Return the characters that share a reading with ``character``, tones apart; itself among them when it has one."""
    return frozenset("".join(held for _, held in _readings().get(character, ())))


def near_sound(character: str) -> frozenset[str]:
    """Return the characters that southern speakers read like ``character``; those of the same sound among them."""
    return frozenset("".join(_read_alike()[near] for near, _ in _readings().get(character, ())))


def same_shape(character: str) -> frozenset[str]:
    """Return the characters that look like ``character``."""
    return frozenset(_looks().get(character, "")) - {character}
