"""The tree as text that a person can review."""

from __future__ import annotations

from collections.abc import Iterator

from lzqa.structure.nodes import Kind, Node
from lzqa.structure.tables import row_views

_WIDTH = 28


def _brief(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _WIDTH else f"{words[: _WIDTH // 2]}…{words[-_WIDTH // 2 :]}"


def outline_lines(root: Node, text: str, *, deep: bool = True) -> Iterator[str]:
    """Yield one line a node, indented by depth: headings, and with ``deep`` paragraphs, sentences and table rows."""

    def visit(node: Node, depth: int) -> Iterator[str]:
        pad = "  " * depth
        if node.kind in (Kind.CHAPTER, Kind.SECTION, Kind.ITEM):
            mark = "（原文缺此标题，由 plan.toml 补）" if node.supplied else ""
            yield f"{pad}{node.label} {node.title}{mark}".rstrip()
        elif node.kind is Kind.TABLE:
            yield f"{pad}[表] {node.title}"
            if deep:
                for row in row_views(node, text):
                    yield f"{pad}  {row.index}. {row.group}｜{row.quote}"
            return
        elif not deep and node.kind is not Kind.PLAN:
            return
        elif node.kind in (Kind.PARAGRAPH, Kind.BULLET, Kind.POINT):
            name = {Kind.PARAGRAPH: "¶", Kind.BULLET: "——", Kind.POINT: f"·{node.number}"}[node.kind]
            yield f"{pad}{name} {node.title}".rstrip()
        elif node.kind is Kind.SENTENCE:
            yield f"{pad}- {_brief(node.span.slice(text))} [{node.span.start}, {node.span.end})"
            return
        elif node.kind is not Kind.PLAN:
            return
        for child in node.children:
            yield from visit(child, depth + (node.kind is not Kind.PLAN))

    yield from visit(root, 0)
