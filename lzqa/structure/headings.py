"""Rules for headings: 第X章, 第X节, and ``1.`` items, alone on their line or run into their text."""

from __future__ import annotations

import re

from lzqa.numerals import CHINESE_NUMERAL, chinese_to_int
from lzqa.spans import Span, stripped
from lzqa.structure.lines import Line
from lzqa.structure.nodes import Kind, Node
from lzqa.structure.sentences import split_sentences
from lzqa.structure.state import State
from lzqa.structure.text import paragraph_node, tiled

CHAPTER = re.compile(rf"第({CHINESE_NUMERAL}+)章(?=\s|$)")
SECTION = re.compile(rf"第({CHINESE_NUMERAL}+)节(?=\s|$)")
ITEM = re.compile(r"(\d{1,2})[.．、](?!\d)")
HEADING_LIMIT = 60
RUN_IN_LIMIT = 40


def _heading(line: Line, label: Span, title: Span) -> Node:
    parts = [Node(Kind.LABEL, label)]
    if len(title):
        parts.append(Node(Kind.TITLE, title))
    end = max(label.end, title.end)
    children = (*line.prefix, *tiled(Span(label.start, end), parts))
    return Node(Kind.HEADING, Span(line.span.start, end), children)


def _numbered(state: State, pattern: re.Pattern[str], kind: Kind) -> list[Node] | None:
    line = state.line
    match = pattern.match(state.text, line.body.start, line.body.end)
    if not match or len(line.body) > HEADING_LIMIT:
        return None
    label = Span(match.start(), match.end())
    title = stripped(state.text, Span(match.end(), line.body.end))
    heading = _heading(line, label, title)
    heading = Node(Kind.HEADING, line.span, (*heading.children, *line.suffix))
    number = chinese_to_int(match.group(1))
    state.advance(1)
    return [Node(kind, line.span, (heading,), number=number, label=label.slice(state.text), title=title.slice(state.text))]


def is_structural(text: str, line: Line) -> bool:
    """Tell whether ``line`` is a chapter's or section's heading."""
    return any(pattern.match(text, line.body.start, line.body.end) for pattern in (CHAPTER, SECTION))


def chapter(state: State) -> list[Node] | None:
    """``第三章  全面落实…``."""
    return _numbered(state, CHAPTER, Kind.CHAPTER)


def section(state: State) -> list[Node] | None:
    """``第一节 全面加强…``."""
    return _numbered(state, SECTION, Kind.SECTION)


def item(state: State) -> list[Node] | None:
    """``1.以质量发展为主线。要坚持…`` or ``1.全市各阶段教育稳步发展。``: an item's heading, with or without text behind it."""
    line = state.line
    match = ITEM.match(state.text, line.body.start, line.body.end)
    if not match or match.end() == line.body.end:
        return None
    label = Span(match.start(), match.end())
    rest = stripped(state.text, Span(match.end(), line.body.end))
    first = split_sentences(state.text, rest)[0]
    run_in = first.end < rest.end
    if len(first) > (RUN_IN_LIMIT if run_in else HEADING_LIMIT):
        return None
    number = int(match.group(1))
    title = first.slice(state.text).rstrip("。！？!?")
    heading = _heading(line, label, first)
    if not run_in:
        heading = Node(Kind.HEADING, line.span, (*heading.children, *line.suffix))
        parts: tuple[Node, ...] = (heading,)
    else:
        parts = (heading, paragraph_node(state.text, line, Span(first.end, line.body.end), ()))
    state.advance(1)
    return [Node(Kind.ITEM, line.span, parts, number=number, label=str(number), title=title)]
