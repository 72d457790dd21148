"""Spans: half-open ranges of code points into one text, always checked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """A half-open range ``[start, end)`` of code points.

    Args:
        start: First code point, 0 or more.
        end: One past the last code point; ``end >= start``.

    Raises:
        ValueError: When the range is negative or runs backwards.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            msg = f"not a span: [{self.start}, {self.end})"
            raise ValueError(msg)

    def __len__(self) -> int:
        return self.end - self.start

    def slice(self, text: str) -> str:
        """Return what the span covers in ``text``.

        Raises:
            ValueError: When the span reaches past the end of ``text``.
        """
        if self.end > len(text):
            msg = f"span [{self.start}, {self.end}) reaches past the text's end ({len(text)})"
            raise ValueError(msg)
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        """Tell whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two spans share at least one code point."""
        return self.start < other.end and other.start < self.end

    def shift(self, by: int) -> Span:
        """Return the span moved by ``by`` code points."""
        return Span(self.start + by, self.end + by)


def stripped(text: str, span: Span, characters: str | None = None) -> Span:
    """Return ``span`` without the white space (or ``characters``) at its two ends."""
    inner = span.slice(text)
    left = len(inner) - len(inner.lstrip(characters))
    right = len(inner.rstrip(characters))
    return Span(span.start + left, span.start + max(left, right))
