"""A question in English, found by way of a question of the bank that asks the same in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lzqa.bank import BankEntry

ENGLISH = 0.5
"""An English question of the bank asks the same when it is so much like the one asked."""
LOOKED_AT_IN_ENGLISH, AS_ALIKE = 5, 0.06
"""Of so many English questions, those within so much of the nearest are as like; one that wants nothing worked out goes before."""
PLAIN_VOICES = ("auditor", "teacher", "clerk", "parent")
"""Voices in standard Chinese, the most explicit first."""
_YEAR = re.compile(r"20\d\d")


def chinese_wording(text: str, nearest: Sequence[tuple[float, BankEntry]], entries: Iterable[BankEntry]) -> str:
    """Return a Chinese wording of what an English question asks, ``""`` when there is none.

    Args:
        text: The question.
        nearest: The bank's English questions most like it, each with its likeness, most like first.
        entries: The bank's questions.

    A wording that names as many years as the question goes before others; the year of the question takes the place of its own.
    """
    if not nearest or nearest[0][0] < ENGLISH:
        return ""
    close = [entry for likeness, entry in nearest if likeness >= nearest[0][0] - AS_ALIKE]
    asked = next((entry for entry in close if not entry.work), close[0])
    gold = (asked.kind, asked.evidence, asked.facts, asked.near)
    alike = [e for e in entries if e.voice in PLAIN_VOICES and (e.kind, e.evidence, e.facts, e.near) == gold]
    if not alike:
        return ""
    wanted = set(_YEAR.findall(text))

    def first(entry: BankEntry) -> tuple[bool, bool, int]:
        lacks = len(set(_YEAR.findall(entry.text))) != len(wanted)
        return lacks, entry.line != asked.line, PLAIN_VOICES.index(entry.voice)

    said = min(alike, key=first).text
    own = set(_YEAR.findall(said))
    if len(wanted) == len(own) == 1:
        return said.replace(own.pop(), wanted.pop())
    known = own or set(_YEAR.findall(asked.text))  # a wording may do without the year that the English one names
    return said if wanted <= known or not known else ""
