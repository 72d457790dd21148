"""Sentences: where a Chinese paragraph may be cut, and where it must not be.

A cut falls after 。！？ (and what closes behind them) unless the mark stands inside a bracket or a quotation.  A full
stop of Latin script never cuts, so ``98.5%`` and ``1.28`` stay whole, nor does ``……``.
"""

from __future__ import annotations

from itertools import pairwise

from lzqa.spans import Span, stripped

TERMINATORS = "。！？!?"
OPENERS = "（(《〈「『【［[“‘"
CLOSERS = "）)》〉」』】］]”’"
PARTNER = dict(zip(CLOSERS, OPENERS, strict=True))
MAX_SENTENCE = 300
"""Longest citable unit, in code points; a longer sentence is cut once more, at ；, else at ，."""


def _protected(text: str, span: Span) -> list[bool]:
    """Mark the code points inside a bracket or quotation that is opened and closed within ``span``."""
    inside = [0] * (len(span) + 1)
    stack: list[tuple[str, int]] = []
    for at in range(span.start, span.end):
        character = text[at]
        if character in OPENERS:
            stack.append((character, at))
        elif character in PARTNER:
            for depth in range(len(stack) - 1, -1, -1):
                if stack[depth][0] == PARTNER[character]:
                    opened = stack[depth][1]
                    del stack[depth:]
                    inside[opened - span.start] += 1
                    inside[at - span.start] -= 1
                    break
    depth = 0
    result = []
    for step in inside[:-1]:
        depth += step
        result.append(depth > 0)
    return result


def _in_number(text: str, at: int, span: Span) -> bool:
    """Tell whether the mark at ``at`` belongs to a number: ``3,000``, ``1:15``, ``12.5``."""
    return text[at] in ",.:：" and span.start < at < span.end - 1 and text[at - 1].isdigit() and text[at + 1].isdigit()


def _cuts(text: str, span: Span, marks: str, protected: list[bool]) -> list[int]:
    """Return the offsets after which ``span`` may be cut at one of ``marks``."""
    cuts = []
    at = span.start
    while at < span.end:
        if text[at] in marks and not protected[at - span.start] and not _in_number(text, at, span):
            at += 1
            while at < span.end and (text[at] in marks or text[at] in CLOSERS):
                at += 1
            cuts.append(at)
        else:
            at += 1
    return cuts


def _pieces(span: Span, cuts: list[int]) -> list[Span]:
    edges = [span.start, *[cut for cut in cuts if span.start < cut < span.end], span.end]
    return [Span(a, b) for a, b in pairwise(edges) if b > a]


def _shorten(text: str, span: Span, limit: int) -> list[Span]:
    """Cut an over-long sentence into runs of at most ``limit``, at ； first, then at ，, balanced in length."""
    if len(span) <= limit:
        return [span]
    protected = _protected(text, span)
    for marks in ("；;", "，,", "、"):
        cuts = _cuts(text, span, marks, protected)
        if not cuts:
            continue
        middle = (span.start + span.end) / 2
        cut = min(cuts, key=lambda offset: (abs(offset - middle), offset))
        if span.start < cut < span.end:
            return _shorten(text, Span(span.start, cut), limit) + _shorten(text, Span(cut, span.end), limit)
    return _chopped(text, span, limit)


def _chopped(text: str, span: Span, limit: int) -> list[Span]:
    """Cut a sentence without any mark after every ``limit`` characters, or a little before if a number stands there."""
    pieces: list[Span] = []
    at = span.start
    while span.end - at > limit:
        cut = at + limit
        while cut > at + limit // 2 and (
            (text[cut - 1].isdigit() and text[cut] in "0123456789.,:%％‰") or _in_number(text, cut - 1, span)
        ):
            cut -= 1
        pieces.append(Span(at, cut))
        at = cut
    return [*pieces, Span(at, span.end)]


def split_sentences(text: str, span: Span, *, limit: int = MAX_SENTENCE) -> tuple[Span, ...]:
    """Cut ``span`` of ``text`` into sentences of at most ``limit`` code points.

    Returns:
        Spans in order that cover ``span`` but for white space between sentences.
    """
    protected = _protected(text, span)
    sentences: list[Span] = []
    for piece in _pieces(span, _cuts(text, span, TERMINATORS, protected)):
        for part in _shorten(text, piece, limit):
            inner = stripped(text, part)
            if len(inner):
                sentences.append(inner)
    return tuple(sentences)


def split_clauses(text: str, span: Span, marks: str = "，；。！？,;!?：") -> tuple[Span, ...]:
    """Cut ``span`` after each of ``marks`` that stands outside brackets and quotations; the marks stay with their clause."""
    return tuple(_pieces(span, _cuts(text, span, marks, _protected(text, span))))
