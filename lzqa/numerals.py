"""Chinese and Arabic numerals to exact values."""

from __future__ import annotations

from decimal import Decimal

DIGITS = {"零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
UNITS = {"十": 10, "百": 100, "千": 1000}
SCALES = {"万": 10_000, "亿": 100_000_000}
CHINESE_NUMERAL = "[零〇○一二两三四五六七八九十百千万亿]"


def chinese_to_int(numeral: str) -> int | None:
    """Return the value of a Chinese whole number, or ``None`` when the characters do not form one.

    Reads both positional writing (``二〇二五`` → 2025) and the usual one (``一万三千五百`` → 13500).

    Args:
        numeral: Characters of :data:`CHINESE_NUMERAL` only.
    """
    if not numeral:
        return None
    if all(character in DIGITS for character in numeral):
        return int("".join(str(DIGITS[character]) for character in numeral))
    total = section = 0
    digit: int | None = None
    for character in numeral:
        if character in DIGITS:
            if digit not in (None, 0):
                return None
            digit = DIGITS[character]
        elif character in UNITS:
            section += (1 if digit is None else digit) * UNITS[character]
            digit = None
        elif character in SCALES:
            section += digit or 0
            if section == 0:
                return None
            total += section * SCALES[character]
            section, digit = 0, None
        else:
            return None
    return total + section + (digit or 0)


def to_decimal(numeral: str) -> Decimal | None:
    """Return the exact value of ``3,000``, ``36.12``, ``-1.99`` or ``十二``, or ``None`` when it is no number."""
    plain = numeral.replace(",", "").replace("，", "").replace("−", "-")
    if plain and all(character in "0123456789.-" for character in plain):
        try:
            return Decimal(plain)
        except ArithmeticError:
            return None
    value = chinese_to_int(numeral)
    return None if value is None else Decimal(value)
