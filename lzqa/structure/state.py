"""What a rule sees: the text, its lines, and where the parser stands.  Look-ahead only."""

from __future__ import annotations

from dataclasses import dataclass

from lzqa.structure.lines import Line


@dataclass
class State:
    """The parser's position.

    Args:
        text: The whole text.
        lines: Its lines.
        at: Index of the line to read next.
    """

    text: str
    lines: tuple[Line, ...]
    at: int = 0

    @property
    def line(self) -> Line:
        """The line to read next."""
        return self.lines[self.at]

    @property
    def done(self) -> bool:
        """True when no line is left."""
        return self.at >= len(self.lines)

    def peek(self, ahead: int = 1) -> Line | None:
        """Return the line ``ahead`` lines on, or ``None`` past the end."""
        index = self.at + ahead
        return self.lines[index] if index < len(self.lines) else None

    def advance(self, by: int) -> None:
        """Move on by ``by`` lines."""
        self.at += by
