"""Make ``lzqa/lexicon/sounds.tsv``: how the characters of GB 2312 are read, after pypinyin (MIT).

A character's readings are the one that it has alone, and those of at least a fiftieth of the words it is in, weighed by
their frequency in jieba's dictionary.

    python training/sounds.py [--check]
"""

from __future__ import annotations

import logging
import sys
from collections import Counter, defaultdict
from pathlib import Path

import jieba
from pypinyin import lazy_pinyin

TABLE = Path(__file__).resolve().parent.parent / "lzqa" / "lexicon" / "sounds.tsv"
HEAD = (
    "# The sounds of the 6,763 characters of GB 2312: toneless pinyin, characters read so.  "
    "Made by training/sounds.py from pypinyin (MIT)."
)
SHARE, LEAST = 0.02, 20
"""A reading counts from this share of a character's words on, and this frequency."""


def characters() -> list[str]:
    """Return the characters of GB 2312, in its order."""
    found = []
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            code = bytes([high, low]).decode("gb2312", errors="ignore")
            if code:
                found.append(code)
    return found


def table() -> str:
    """Return the table's text."""
    jieba.setLogLevel(logging.WARNING)
    words = jieba.Tokenizer()
    words.initialize()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for word, count in words.FREQ.items():
        sounds = lazy_pinyin(word) if count >= 4 and len(word) > 1 else []
        for character, sound in zip(word, sounds if len(sounds) == len(word) else (), strict=False):
            counts[character][sound] += count
    read: dict[str, list[str]] = defaultdict(list)
    for character in characters():
        held = counts[character]
        least = max(LEAST, SHARE * held.total())
        for sound in sorted({lazy_pinyin(character)[0]} | {sound for sound, count in held.items() if count >= least}):
            read[sound].append(character)
    return "\n".join([HEAD, *(f"{sound}\t{''.join(read[sound])}" for sound in sorted(read)), ""])


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(table() != TABLE.read_text(encoding="utf-8"))
    TABLE.write_text(table(), encoding="utf-8")
