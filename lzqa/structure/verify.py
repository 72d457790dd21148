"""Proof that a tree is lossless: children tile their parents and the leaves join to the text."""

from __future__ import annotations

from collections import Counter

from lzqa.errors import InternalError
from lzqa.spans import Span
from lzqa.structure.nodes import Kind, Node


def verify_lossless(root: Node, text: str) -> None:
    """Check that every character of ``text`` belongs to exactly one leaf of ``root``.

    Raises:
        InternalError: ``X002`` with the first place where it does not.
    """
    if root.span != Span(0, len(text)):
        message = f"the tree covers [{root.span.start}, {root.span.end}), the text has {len(text)} characters"
        raise InternalError(message, code="X002")
    for node in root.walk():
        if not node.children:
            continue
        at = node.span.start
        for child in node.children:
            if child.span.start != at:
                message = f"{node.kind} [{node.span.start}, {node.span.end}): a child starts at {child.span.start}, not at {at}"
                raise InternalError(message, code="X002")
            at = child.span.end
        if at != node.span.end:
            message = f"{node.kind} [{node.span.start}, {node.span.end}): its children end at {at}"
            raise InternalError(message, code="X002")
    joined = "".join(leaf.span.slice(text) for leaf in root.leaves())
    if joined != text:
        message = f"the leaves join to {len(joined)} characters, the text has {len(text)}"
        raise InternalError(message, code="X002")


def counts(root: Node) -> dict[str, int]:
    """Return how many nodes of each kind the tree has, by kind name, in the order of :class:`Kind`."""
    found = Counter(node.kind for node in root.walk())
    return {kind.value: found[kind] for kind in Kind if found[kind]}
