"""The part of a passage that answers: its best clause, and as much around it as there is room for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lzqa.figures import find_figures, year_spans
from lzqa.passages import Passage
from lzqa.question import Question, Term
from lzqa.question.background import asking_clauses
from lzqa.segment import Segmenter, fold
from lzqa.spans import Span
from lzqa.structure.sentences import split_clauses

BESIDE = 0.5
"""What a word counts that stands in no clause of the question that asks."""
_OPENERS = ("其中", "并", "且", "使", "以", "从而", "同时", "即", "比", "较", "但", "而")
_EDGES = "，,；;：:、 "


@dataclass(frozen=True)
class Clause:
    """A clause of a quote.

    Args:
        span: Where it stands in the quote.
        score: How much of the question it holds.
        figure: Whether it states a quantity.
    """

    span: Span
    score: float
    figure: bool


class Excerpter:
    """Chooses excerpts of passages for a question.

    Args:
        segmenter: Gives the words of a clause.
        rarity: Gives a word's weight.
    """

    def __init__(self, segmenter: Segmenter, rarity: Callable[[str], float]) -> None:
        self._segmenter = segmenter
        self._rarity = rarity

    def _holds(self, term: Term, words: frozenset[str]) -> float:
        if term.word in words:
            return 1.0
        parts = [len(part) / len(term.word) for part in term.parts if part in words]
        plan = [term.weight for word in term.plan_words if word in words or frozenset(self._segmenter.terms(word)) & words]
        return max([*parts, *plan], default=0.0)

    def clauses(self, quote: str, question: Question) -> tuple[Clause, ...]:
        """Return the clauses of ``quote`` in order, scored against ``question``."""
        found = []
        asking = asking_clauses(question.asking or question.text)
        weights = [(term, self._rarity(term.word) * (1.0 if term.word in asking else BESIDE)) for term in question.terms]
        for span in split_clauses(quote, Span(0, len(quote))):
            words = frozenset(self._segmenter.terms(span.slice(quote)))
            score = sum(weight * self._holds(term, words) for term, weight in weights)
            years = {year for year, _ in year_spans(span.slice(quote))}
            if question.years and years:
                score += 1.5 if years & set(question.years) else -1.0
            found.append(Clause(span, score, bool(find_figures(span.slice(quote)))))
        return tuple(found)

    def best(self, quote: str, question: Question, *, figure: bool) -> Span:
        """Return the span of the clause that answers best; with ``figure``, one that states a quantity if any does.

        A clause without a subject of its own is widened by the clause before it.
        """
        clauses = self.clauses(quote, question)
        wanted = [at for at, clause in enumerate(clauses) if clause.figure or not figure] or list(range(len(clauses)))

        def worth(at: int) -> tuple[float, int]:
            before = 0.35 * clauses[at - 1].score if at else 0.0
            return (round(clauses[at].score + before, 6), -at)

        top = max(wanted, key=worth)
        start = top
        while start > 0 and self._leans(quote, clauses, start, figure=figure):
            start -= 1
        return trimmed(quote, Span(clauses[start].span.start, clauses[top].span.end))

    @staticmethod
    def _leans(quote: str, clauses: tuple[Clause, ...], at: int, *, figure: bool) -> bool:
        clause = clauses[at].span.slice(quote)
        before = clauses[at - 1].span.slice(quote).rstrip()
        if before.endswith(("。", "；", "！", "？", ";")):
            return False
        short = len(clause.strip(_EDGES)) <= 8
        figures_first = figure and bool(find_figures(clause[:6]))
        return short or figures_first or clause.startswith(_OPENERS) or before.endswith("：")

    def around(self, quote: str, question: Question, room: int, *, figure: bool = False) -> Span:
        """Return a span of at most ``room`` code points around the best clause, made of whole clauses.

        The whole quote when it fits; never less than the best clause.
        """
        if len(quote) <= room:
            return Span(0, len(quote))
        best = self.best(quote, question, figure=figure)
        clauses = self.clauses(quote, question)
        inside = [at for at, clause in enumerate(clauses) if clause.span.overlaps(best)]
        low, high = inside[0], inside[-1]
        while True:
            options = []
            if high + 1 < len(clauses):
                options.append((clauses[high + 1].score + 0.01, low, high + 1))
            if low > 0:
                options.append((clauses[low - 1].score, low - 1, high))
            fitting = [option for option in options if clauses[option[2]].span.end - clauses[option[1]].span.start <= room]
            if not fitting:
                return trimmed(quote, Span(clauses[low].span.start, clauses[high].span.end))
            _, low, high = max(fitting)


def opening(quote: str, room: int) -> Span:
    """Return the first clauses of ``quote`` that fit into ``room`` code points; at least one clause."""
    end = 0
    for clause in split_clauses(quote, Span(0, len(quote))):
        if end and clause.end > room:
            break
        end = clause.end
    return trimmed(quote, Span(0, end))


def trimmed(quote: str, span: Span) -> Span:
    """Return ``span`` without separators at its ends."""
    start, end = span.start, span.end
    while start < end and quote[start] in _EDGES:
        start += 1
    while end > start and quote[end - 1] in _EDGES:
        end -= 1
    return Span(start, end)


def shown(quote: str, span: Span) -> str:
    """Return the excerpt with …… where it was cut."""
    head = "" if span.start == 0 else "……"
    tail = "" if span.end >= len(quote.rstrip("。")) else "……"
    return f"{head}{span.slice(quote)}{tail}"


def other_columns(passage: Passage, column: int) -> str:
    """Return what a table row has in its other columns, as a line; ``""`` when there are none."""
    row = passage.row
    if row is None:
        return ""
    others = "，".join(f"{head}：{row.with_unit(at)}" for at, head in enumerate(row.heads) if at != column)
    return f"表中这一行：{others}" if others else ""


def row_column(passage: Passage, question: Question) -> int | None:
    """Return which column of a table row the question asks for, or ``None`` for all of them."""
    row = passage.row
    if row is None:
        return None
    for year in question.years:
        for at, head in enumerate(row.heads):
            if str(year) in head:
                return at
    text = fold(question.text)
    for at, head in enumerate(row.heads):
        if "增幅" in head and any(
            word in text for word in ("增幅", "增长", "涨了", "提高了", "增加了", "下降了", "减少了", "变化")
        ):
            return at
        if "目标" in head and any(word in text for word in ("目标", "要达到", "将达到", "规划到")):
            return at
    return None
