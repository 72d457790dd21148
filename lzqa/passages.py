"""Citable units with readable ids, and the headings they stand under.

An id is a place: ``4.3.1/2.3`` is chapter 4, section 3, item 1, second paragraph, third sentence; ``1.1/T1.5`` is the
fifth row of the plan's first table, which stands in chapter 1, section 1; ``4.3.1`` is that item's heading.  Where the text
gives two parts the same number, the second one has a letter (``4.3.1b``).
"""

from __future__ import annotations

import itertools
import string
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from lzqa.corpus import Corpus
from lzqa.errors import InternalError
from lzqa.spans import Span
from lzqa.structure import Kind, Node, RowView, row_views

MAX_QUOTE = 300


class PassageKind(StrEnum):
    """What a citable unit is."""

    SENTENCE = "sentence"
    LEAD = "lead"
    ROW = "row"
    HEADING = "heading"


@dataclass(frozen=True)
class Passage:
    """A unit that an answer may cite.

    Args:
        id: Its readable place.
        kind: Sentence, lead of a bullet, table row or heading.
        span: Where it stands; for a row, from its label to its last cell.
        quote: The words cited: ``text[span]`` for running text, the row on one line with its heads for a row.
        label: How to name the place to a reader, such as ``第四章 第三节 1``.
        headings: The titles above it, chapter first, each with its label.
        lead: Words just above that it needs to be understood: a bullet's lead, a paragraph's first sentence, a
            table's caption and group; may be empty.
        block: Id of its paragraph, bullet or table.
        parent: Id of the item, section or chapter it stands in.
        position: Its place in the order of the text, from 0.
        point: Its number within a 一是… enumeration, else ``None``.
        row: The table row, for a row.
    """

    id: str
    kind: PassageKind
    span: Span
    quote: str
    label: str
    headings: tuple[str, ...]
    lead: str
    block: str
    parent: str
    position: int
    point: int | None = None
    row: RowView | None = field(default=None, compare=False, repr=False)

    @property
    def context(self) -> str:
        """Headings and lead on one line: searched and embedded with the quote, never cited."""
        return " ".join(part for part in (*self.headings, self.lead) if part)

    def stands_below(self, heading: str) -> bool:
        """Tell whether it stands below the heading with this id, at any depth; the heading itself does not."""
        return self.id.startswith((f"{heading}.", f"{heading}/"))


@dataclass(frozen=True)
class Block:
    """A paragraph, bullet or table: what a reader is shown around a quote.

    Args:
        id: Its place.
        span: Its words, trivia at the ends left out.
        passages: Ids of the passages in it, in order.
    """

    id: str
    span: Span
    passages: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """A chapter, section or item.

    Args:
        id: Its place, such as ``4.3``.
        kind: ``chapter``, ``section`` or ``item``.
        label: Its place in words, such as ``第四章 第三节``.
        title: Its title.
        span: All of it.
        supplied: True when the text lacks the heading.
    """

    id: str
    kind: str
    label: str
    title: str
    span: Span
    supplied: bool = False


@dataclass(frozen=True)
class PassageSet:
    """All passages of a plan with their blocks and parts, in the text's order."""

    passages: tuple[Passage, ...]
    blocks: dict[str, Block]
    parts: dict[str, Part]

    def by_id(self) -> dict[str, Passage]:
        """Return the passages by id."""
        return {passage.id: passage for passage in self.passages}


@dataclass(frozen=True)
class _Place:
    """Where the walk stands."""

    ids: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()

    def under(self, node: Node, order: int, taken: Collection[str]) -> _Place:
        """Return the place of ``node``; a place that is taken already gets a letter behind its number (``4.3.1b``)."""
        plain = str(node.number if node.number is not None else order)
        number = next(name for name in _numbers(plain) if (place := ".".join((*self.ids, name))) != "0" and place not in taken)
        title = f"{node.label} {node.title}".strip()
        return _Place((*self.ids, number), (*self.labels, node.label or number), (*self.titles, title))

    @property
    def id(self) -> str:
        return ".".join(self.ids) or "0"

    @property
    def label(self) -> str:
        return " ".join(self.labels)


def _numbers(plain: str) -> Iterator[str]:
    """Yield ``3``, then ``3b``, ``3c`` … ``3z``, ``3aa`` … ."""
    yield plain
    for size in itertools.count(1):
        for letters in itertools.product(string.ascii_lowercase, repeat=size):
            if letters != ("a",):
                yield plain + "".join(letters)


class _Builder:
    def __init__(self, text: str) -> None:
        self.text = text
        self.passages: list[Passage] = []
        self.blocks: dict[str, Block] = {}
        self.parts: dict[str, Part] = {}
        self.tables = 0

    def add(self, place: _Place, suffix: str, kind: PassageKind, span: Span, block: str, **more: object) -> str:
        values: dict[str, object] = {"quote": span.slice(self.text), "lead": "", **more}
        identifier = f"{place.id}{suffix}"
        passage = Passage(
            id=identifier,
            kind=kind,
            span=span,
            label=place.label,
            headings=place.titles,
            block=block,
            parent=place.id,
            position=len(self.passages),
            **values,  # type: ignore[arg-type]
        )
        self.passages.append(passage)
        return identifier

    def container(self, node: Node, place: _Place) -> None:
        blocks = 0
        order = 0
        for child in node.children:
            if child.kind in (Kind.CHAPTER, Kind.SECTION, Kind.ITEM):
                order += 1
                inner = place.under(child, order, self.parts)
                self.parts[inner.id] = Part(inner.id, child.kind.value, inner.label, child.title, child.span, child.supplied)
                self.heading(child, inner)
                self.container(child, inner)
            elif child.kind is Kind.TABLE:
                self.table(child, place)
            elif child.kind in (Kind.PARAGRAPH, Kind.BULLET):
                blocks += 1
                self.paragraph(child, place, blocks)

    def heading(self, node: Node, place: _Place) -> None:
        heading = node.children[0]
        titles = [part for part in heading.children if part.kind is Kind.TITLE]
        if node.supplied or not titles:
            return
        span = heading.content_span()
        self.add(place, "", PassageKind.HEADING, span, place.id)
        self.blocks[place.id] = Block(place.id, span, (place.id,))

    def table(self, node: Node, place: _Place) -> None:
        self.tables += 1
        block = f"{place.id}/T{self.tables}"
        ids = [
            self.add(
                place,
                f"/T{self.tables}.{row.index}",
                PassageKind.ROW,
                row.span,
                block,
                quote=row.quote,
                lead=f"{node.title} {row.group}".strip(),
                row=row,
            )
            for row in row_views(node, self.text)
        ]
        self.blocks[block] = Block(block, node.content_span(), tuple(ids))

    def paragraph(self, node: Node, place: _Place, number: int) -> None:
        block = f"{place.id}/{number}"
        ids: list[str] = []
        lead = ""
        for leaf, point in _sentences(node):
            kind = PassageKind.LEAD if leaf.kind is Kind.LEAD else PassageKind.SENTENCE
            ids.append(self.add(place, f"/{number}.{len(ids) + 1}", kind, leaf.span, block, lead=lead, point=point))
            if len(ids) == 1 and point is None:
                lead = leaf.span.slice(self.text)
                lead = lead if len(lead) <= 60 else ""
        self.blocks[block] = Block(block, node.content_span(), tuple(ids))


def _sentences(node: Node) -> Iterator[tuple[Node, int | None]]:
    for child in node.children:
        if child.kind in (Kind.SENTENCE, Kind.LEAD):
            yield child, None
        elif child.kind is Kind.POINT:
            for sentence in child.of(Kind.SENTENCE):
                yield sentence, child.number


def build_passages(root: Node, corpus: Corpus) -> PassageSet:
    """Collect the citable units of a parsed plan.

    Args:
        root: The PLAN node of ``corpus.document``.
        corpus: The plan.

    Returns:
        The passages in the order of the text.

    Raises:
        InternalError: ``X003`` when two passages share an id, a quote does not slice, or one that is no table row is
            over-long.
    """
    text = corpus.document.text
    builder = _Builder(text)
    builder.container(root, _Place())
    seen: set[str] = set()
    for passage in builder.passages:
        if passage.id in seen:
            message = f"two passages share the id {passage.id}"
            raise InternalError(message, code="X003")
        seen.add(passage.id)
        if passage.kind is not PassageKind.ROW and passage.span.slice(text) != passage.quote:
            message = f"passage {passage.id} does not slice to its quote"
            raise InternalError(message, code="X003")
        if not passage.quote or (passage.kind is not PassageKind.ROW and len(passage.quote) > MAX_QUOTE):
            message = f"passage {passage.id} is {len(passage.quote)} characters long (1..{MAX_QUOTE} allowed)"
            raise InternalError(message, code="X003")
    return PassageSet(tuple(builder.passages), builder.blocks, builder.parts)
