"""Rules for running text: paragraphs and ``——`` bullets, with their sentences and 一是/二是 points."""

from __future__ import annotations

import re

from lzqa.numerals import chinese_to_int
from lzqa.spans import Span
from lzqa.structure.lines import Line
from lzqa.structure.nodes import Kind, Node
from lzqa.structure.sentences import split_sentences
from lzqa.structure.state import State

DASHES = re.compile(r"——+|--+")
POINT = re.compile(r"([一二三四五六七八九十]{1,2})是")
LEAD_LIMIT = 40


def tiled(span: Span, parts: list[Node]) -> tuple[Node, ...]:
    """Return ``parts`` with the gaps between them, and before and after them, filled by SPACE nodes."""
    out: list[Node] = []
    at = span.start
    for part in parts:
        if part.span.start > at:
            out.append(Node(Kind.SPACE, Span(at, part.span.start)))
        out.append(part)
        at = part.span.end
    if at < span.end:
        out.append(Node(Kind.SPACE, Span(at, span.end)))
    return tuple(out)


def _point_number(text: str, sentence: Span) -> int | None:
    match = POINT.match(text, sentence.start, sentence.end)
    return chinese_to_int(match.group(1)) if match else None


def running_text(text: str, body: Span) -> tuple[Node, ...]:
    """Return sentences, those of a 一是… enumeration gathered in POINT nodes, that cover ``body``."""
    groups: list[tuple[int | None, list[Node]]] = [(None, [])]
    for span in split_sentences(text, body):
        number = _point_number(text, span)
        current = groups[-1][0]
        starts = number is not None and (number == 1 or number == (current or 0) + 1 or span.start == body.start)
        if starts:
            groups.append((number, []))
        groups[-1][1].append(Node(Kind.SENTENCE, span))
    parts: list[Node] = []
    for number, sentences in groups:
        if number is None:
            parts.extend(sentences)
        elif sentences:
            span = Span(sentences[0].span.start, sentences[-1].span.end)
            parts.append(Node(Kind.POINT, span, tiled(span, sentences), number=number, label=f"({number})"))
    return tiled(body, parts)


def paragraph_node(text: str, line: Line, body: Span | None = None, prefix: tuple[Node, ...] | None = None) -> Node:
    """Return a PARAGRAPH of ``line``, or of the part of it from ``body`` on."""
    body = line.body if body is None else body
    before = line.prefix if prefix is None else prefix
    children = (*before, *running_text(text, body), *line.suffix)
    return Node(Kind.PARAGRAPH, Span(children[0].span.start, children[-1].span.end), children)


def bullet(state: State) -> list[Node] | None:
    """``——教育设施更完善。进一步…``: a target bullet; its first short sentence is its lead."""
    line = state.line
    match = DASHES.match(state.text, line.body.start, line.body.end)
    if not match or match.end() == line.body.end:
        return None
    rest = Span(match.end(), line.body.end)
    sentences = split_sentences(state.text, rest)
    if not sentences:
        return None
    lead_span = sentences[0]
    children: list[Node] = [*line.prefix, Node(Kind.DASH, Span(match.start(), match.end()))]
    title = ""
    if len(sentences) > 1 and len(lead_span) <= LEAD_LIMIT:
        if lead_span.start > rest.start:
            children.append(Node(Kind.SPACE, Span(rest.start, lead_span.start)))
        children.append(Node(Kind.LEAD, lead_span))
        title = lead_span.slice(state.text).rstrip("。！？!?")
        rest = Span(lead_span.end, rest.end)
    children.extend(running_text(state.text, rest))
    children.extend(line.suffix)
    state.advance(1)
    return [Node(Kind.BULLET, line.span, tuple(children), title=title)]


def blank(state: State) -> list[Node] | None:
    """A line without a body."""
    line = state.line
    if not line.blank:
        return None
    state.advance(1)
    return [Node(Kind.BLANK, line.span)]


def paragraph(state: State) -> list[Node] | None:
    """Anything else: a paragraph.  Always matches, so parsing never fails on text."""
    line = state.line
    state.advance(1)
    return [paragraph_node(state.text, line)]
