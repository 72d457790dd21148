"""What a quantity in running text is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from lzqa.spans import Span


@dataclass(frozen=True)
class Figure:
    """One quantity.

    Args:
        text: The words of it, qualifier and unit included; ``source[span] == text``.
        span: Where it stands in the text that was read.
        value: Its exact value as written (万 and 亿 stay in the unit of Arabic digits); the low end of a range.
        high: The high end of a range, else ``None``.
        unit: ``个``, ``%``, ``亿元`` …; ``""`` when none is written.
        comparator: ``>=``, ``>``, ``<=``, ``<``, ``~`` (about) or ``=``.
        qualifier: The words that qualify it, as written: ``不少于``, ``仅占…左右``, ``稳定在…以上``, ``达``; ``""`` when none.
            Those that leave the value as it is (``仅``, ``达``, ``稳定在``) stand outside ``span``.
    """

    text: str
    span: Span
    value: Decimal
    unit: str
    comparator: str = "="
    high: Decimal | None = None
    qualifier: str = ""

    @property
    def in_digits(self) -> bool:
        """Whether it is written in digits, as the figures that people ask for mostly are."""
        return any(character.isdecimal() for character in self.text)
