"""Physical lines, taken apart into bookmarks, indent, body, trailing space and line ending."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lzqa.spans import Span
from lzqa.structure.nodes import Kind, Node

BOOKMARK = re.compile(r"\[bookmark: [^\]\n]*\]")


@dataclass(frozen=True)
class Line:
    """One line of the text.

    Args:
        span: All of it, line ending included.
        prefix: Trivia before the body: bookmarks and white space, in order.
        body: What is left without trivia; empty for a blank line.
        suffix: Trivia after the body: trailing white space, the line ending.
        indented: Whether the line begins with a tab.
    """

    span: Span
    prefix: tuple[Node, ...]
    body: Span
    suffix: tuple[Node, ...]
    indented: bool

    @property
    def blank(self) -> bool:
        """True when the line has no body."""
        return len(self.body) == 0

    @property
    def empty(self) -> bool:
        """True when nothing but the line ending is there."""
        return self.blank and not self.prefix and all(part.kind is Kind.NEWLINE for part in self.suffix)


def _prefix(text: str, start: int, end: int) -> tuple[list[Node], int]:
    parts: list[Node] = []
    at = start
    while at < end:
        match = BOOKMARK.match(text, at, end)
        if match:
            parts.append(Node(Kind.BOOKMARK, Span(at, match.end())))
            at = match.end()
            continue
        space = at
        while at < end and text[at].isspace():
            at += 1
        if at == space:
            break
        parts.append(Node(Kind.SPACE, Span(space, at)))
    return parts, at


def split_lines(text: str) -> tuple[Line, ...]:
    """Take ``text`` apart into lines; their spans join to the whole of it."""
    lines: list[Line] = []
    start = 0
    while start < len(text):
        newline = text.find("\n", start)
        end = len(text) if newline < 0 else newline
        after = end if newline < 0 else newline + 1
        prefix, body_start = _prefix(text, start, end)
        body_end = end
        while body_end > body_start and text[body_end - 1].isspace():
            body_end -= 1
        suffix: list[Node] = []
        if body_end < end:
            suffix.append(Node(Kind.SPACE, Span(body_end, end)))
        if after > end:
            suffix.append(Node(Kind.NEWLINE, Span(end, after)))
        lines.append(
            Line(Span(start, after), tuple(prefix), Span(body_start, body_end), tuple(suffix), text.startswith("\t", start))
        )
        start = after
    return tuple(lines)
