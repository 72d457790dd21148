"""The driver: an ordered list of rules makes blocks, then blocks are nested under their headings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lzqa.corpus import SuppliedHeading
from lzqa.errors import InternalError
from lzqa.spans import Span
from lzqa.structure.headings import chapter, item, section
from lzqa.structure.lines import split_lines
from lzqa.structure.nodes import CONTAINERS, Kind, Node
from lzqa.structure.state import State
from lzqa.structure.tables import table
from lzqa.structure.text import blank, bullet, paragraph

Rule = Callable[[State], list[Node] | None]

RULES: tuple[tuple[str, Rule], ...] = (
    ("blank", blank),
    ("chapter", chapter),
    ("section", section),
    ("table", table),
    ("item", item),
    ("bullet", bullet),
    ("paragraph", paragraph),
)
"""Tried in this order at each line; the last one always matches."""

_DEPTH = {kind: depth for depth, kind in enumerate(CONTAINERS)}
_CLOSES_ITEM = frozenset({Kind.TABLE})


class _Open:
    """A container still taking children."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.children = list(node.children)

    def close(self) -> Node:
        start = self.children[0].span.start if self.children else self.node.span.start
        end = self.children[-1].span.end if self.children else self.node.span.end
        return Node(
            self.node.kind,
            Span(start, end),
            tuple(self.children),
            number=self.node.number,
            label=self.node.label,
            title=self.node.title,
            supplied=self.node.supplied,
        )


def _blocks(text: str) -> list[Node]:
    state = State(text, split_lines(text))
    blocks: list[Node] = []
    while not state.done:
        before = state.at
        produced = next(nodes for _, rule in RULES if (nodes := rule(state)) is not None)
        if state.at == before:
            message = f"a structure rule matched line {before + 1} without consuming it"
            raise InternalError(message, code="X001")
        blocks.extend(produced)
    return blocks


def _supplied_chapter(heading: SuppliedHeading, at: int) -> Node:
    here = Span(at, at)
    inner = Node(Kind.HEADING, here, supplied=True)
    return Node(Kind.CHAPTER, here, (inner,), number=heading.number, label=heading.label, title=heading.title, supplied=True)


def _with_supplied(blocks: list[Node], supplied: Sequence[SuppliedHeading]) -> list[Node]:
    pending = sorted(supplied, key=lambda heading: heading.offset)
    out: list[Node] = []
    for block in blocks:
        while pending and pending[0].offset <= block.span.start:
            out.append(_supplied_chapter(pending.pop(0), block.span.start))
        out.append(block)
    end = blocks[-1].span.end if blocks else 0
    out.extend(_supplied_chapter(heading, end) for heading in pending)
    return out


def _nest(text: str, blocks: list[Node]) -> Node:
    stack = [_Open(Node(Kind.PLAN, Span(0, len(text))))]

    def fold_to(depth: int) -> None:
        while len(stack) > 1 and _DEPTH[stack[-1].node.kind] >= depth:
            closed = stack.pop().close()
            stack[-1].children.append(closed)

    for block in blocks:
        if block.kind in _DEPTH:
            fold_to(_DEPTH[block.kind])
            stack.append(_Open(block))
        else:
            if block.kind in _CLOSES_ITEM:
                fold_to(_DEPTH[Kind.ITEM])
            stack[-1].children.append(block)
    fold_to(1)
    root = stack[0]
    return Node(Kind.PLAN, Span(0, len(text)), tuple(root.children))


def parse(text: str, supplied: Sequence[SuppliedHeading] = ()) -> Node:
    """Parse a plan.

    Args:
        text: The whole text; any text parses.
        supplied: Chapter headings that the text lacks.

    Returns:
        The PLAN node; its leaves, joined, are ``text``.
    """
    return _nest(text, _with_supplied(_blocks(text), supplied))
