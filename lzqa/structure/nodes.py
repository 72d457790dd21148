"""The plan as a tree whose leaves, joined, are the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from lzqa.spans import Span


class Kind(StrEnum):
    """What a node is.  The second block is trivia: characters that carry layout, not content."""

    PLAN = "plan"
    CHAPTER = "chapter"
    SECTION = "section"
    ITEM = "item"
    HEADING = "heading"
    LABEL = "label"
    TITLE = "title"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    POINT = "point"
    LEAD = "lead"
    SENTENCE = "sentence"
    TABLE = "table"
    CAPTION = "caption"
    HEAD_ROW = "head_row"
    ROW = "row"
    CELL = "cell"
    FRAGMENT = "fragment"

    BOOKMARK = "bookmark"
    DASH = "dash"
    SPACE = "space"
    NEWLINE = "newline"
    BLANK = "blank"


TRIVIA = frozenset({Kind.BOOKMARK, Kind.DASH, Kind.SPACE, Kind.NEWLINE, Kind.BLANK})
CONTAINERS = (Kind.PLAN, Kind.CHAPTER, Kind.SECTION, Kind.ITEM)


class CellRole(StrEnum):
    """What a table cell holds."""

    HEAD = "head"
    GROUP = "group"
    LABEL = "label"
    VALUE = "value"


@dataclass(frozen=True)
class Node:
    """One place of the plan.

    Args:
        kind: What it is.
        span: The characters it covers; the children of a node, in order, cover exactly the same ones.
        children: Its parts; empty for a leaf.
        number: The number that the text gives it (chapter, section, item, point), if any.
        label: How the text names its place, such as ``第四章`` or ``1``.
        title: The heading's words, without label and trivia.
        role: What a cell holds, else ``None``.
        supplied: True for a heading that the text lacks and ``plan.toml`` supplies; its span is empty.
    """

    kind: Kind
    span: Span
    children: tuple[Node, ...] = ()
    number: int | None = None
    label: str = ""
    title: str = ""
    role: CellRole | None = None
    supplied: bool = False

    def walk(self) -> Iterator[Node]:
        """Yield this node and all below it, parents first, in the text's order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def leaves(self) -> Iterator[Node]:
        """Yield the leaves below this node, trivia included, in the text's order."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()

    def of(self, *kinds: Kind) -> tuple[Node, ...]:
        """Return the direct children of the given kinds."""
        return tuple(child for child in self.children if child.kind in kinds)

    def content(self, text: str) -> str:
        """Return the node's words: its leaves without trivia, joined."""
        return "".join(leaf.span.slice(text) for leaf in self.leaves() if leaf.kind not in TRIVIA)

    def content_span(self) -> Span:
        """Return the span from the first to the last leaf that is not trivia; empty at the start if there is none."""
        real = [leaf.span for leaf in self.leaves() if leaf.kind not in TRIVIA and len(leaf.span)]
        if not real:
            return Span(self.span.start, self.span.start)
        return Span(real[0].start, real[-1].end)
