"""Chinese and Arabic numerals to exact values."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = {"零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
UNITS = {"十": 10, "百": 100, "千": 1000}
SCALES = {"万": 10_000, "亿": 100_000_000}
CHINESE_NUMERAL = "[零〇○一二两三四五六七八九十百千万亿]"

_ARABIC = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)
_CHINESE = re.compile(rf"{CHINESE_NUMERAL}{{1,40}}")
_HALF = str.maketrans("０１２３４５６７８９％．－−＋＞＜～", "0123456789%.--+><~")
_WIDE = re.compile(f"[{''.join(map(chr, _HALF))}]")
_WIDE_COMMA = re.compile("(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")


def half_width(text: str) -> str:
    """Return ``text`` with full-width digits and the signs of figures in half width, one code point for one.

    A full-width comma is a thousands mark only between full-width digits; elsewhere it is punctuation and stays.
    """
    return _WIDE_COMMA.sub(",", text).translate(_HALF) if _WIDE.search(text) else text


def _section(numeral: str) -> int | None:
    """Return the value of a numeral below 10 000, such as ``三千零五`` or ``一百五`` (150), or ``None``."""
    total = 0
    digit: int | None = None
    below = 10_000
    gap = False
    for character in numeral:
        if character in UNITS:
            unit = UNITS[character]
            if unit >= below or digit == 0:
                return None
            total += (1 if digit is None else digit) * unit
            digit, below, gap = None, unit, False
        elif digit:
            return None
        else:
            digit = DIGITS[character]
            gap = gap or digit == 0
    short = digit is not None and not gap and below in (100, 1000)
    return total + (digit or 0) * (below // 10 if short else 1)


def chinese_to_int(numeral: str) -> int | None:
    """Return the value of a Chinese whole number, or ``None`` when the characters do not form one.

    Reads positional writing (``二〇二五`` → 2025), the usual one (``一万三千五百`` → 13500, ``一万亿``) and its short form
    (``一百五`` → 150, ``两万三`` → 23000).

    Args:
        numeral: Characters of :data:`CHINESE_NUMERAL` only, 40 at most; anything else gives ``None``.
    """
    if not _CHINESE.fullmatch(numeral):
        return None
    if all(character in DIGITS for character in numeral):
        return int("".join(str(DIGITS[character]) for character in numeral))
    for scale in ("亿", "万"):
        head, mark, tail = numeral.rpartition(scale)
        if not mark:
            continue
        above = chinese_to_int(head) if head else None
        below = chinese_to_int(tail) if tail else 0
        if not above or below is None or below >= SCALES[scale]:
            return None
        short = len(tail) == 1 and tail in DIGITS
        return above * SCALES[scale] + below * (SCALES[scale] // 10 if short else 1)
    return _section(numeral)


def count_of(text: str) -> int:
    """Return the number that digits or Chinese numerals write, 0 for none."""
    return int(text) if text.isdecimal() else chinese_to_int(text) or 0


def to_decimal(numeral: str) -> Decimal | None:
    """Return the exact value of ``3,000``, ``36.12``, ``-1.99``, ``９８．５`` or ``十二``, or ``None`` when it is no number."""
    plain = half_width(numeral)
    if _ARABIC.fullmatch(plain):
        return Decimal(plain.replace(",", ""))
    value = chinese_to_int(numeral)
    return None if value is None else Decimal(value)
