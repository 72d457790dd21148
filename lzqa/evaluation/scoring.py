"""The verdict on one answer, by the rules of docs/evaluation.md."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lzqa.answer.arithmetic import OWN_WORKED_OUT, WORKED_OUT
from lzqa.evaluation.questions import EvalQuestion, normalise

LONG_TYPES = frozenset({"list", "measure", "summary", "multi_hop", "followup"})
HEADLINE_TYPES = frozenset({"figure", "table", "compute"})
SHORT_LIMIT, LONG_LIMIT = 700, 1600
LONGEST_SPAN = 700
"""A citation longer than this counts for nothing."""

Span = tuple[int, int]


@dataclass(frozen=True)
class Verdict:
    """What an answer is worth.

    Args:
        correct: Whether it is right.
        reason: Why not; ``""`` when it is.
        abstained: Whether it abstained.
        headline: Whether the figure stands in the first line; ``None`` where that is not judged.
        recall: Share of evidence groups cited; ``None`` for a question without evidence.
        precision: Share of citations that overlap some evidence; ``None`` without evidence or citations.
        faithful: Share of citations whose span slices to the quote; ``None`` without citations.
    """

    correct: bool
    reason: str
    abstained: bool
    headline: bool | None
    recall: float | None
    precision: float | None
    faithful: float | None


def holds_figure(text: str, figure: str) -> bool:
    """Tell whether ``figure`` stands in ``text`` as a whole number: 3000 is not in 13000, nor 98 in 98.5."""
    text, figure = normalise(text), normalise(figure)
    if not figure:
        return False
    for match in re.finditer(re.escape(figure), text):
        before, after = text[: match.start()], text[match.end() :]
        if figure[0].isdigit() and re.search(r"\d[.,]?$", before):
            continue
        if figure[-1].isdigit() and re.match(r"[.,]?\d", after):
            continue
        return True
    return False


def places(plan: str, quote: str) -> list[Span]:
    """Return every place where ``quote`` stands in ``plan``, as half-open code-point spans."""
    found: list[Span] = []
    at = plan.find(quote)
    while at >= 0 and quote:
        found.append((at, at + len(quote)))
        at = plan.find(quote, at + 1)
    return found


def leads(question: EvalQuestion, answer: str) -> bool:
    """Tell whether the first line of ``answer`` states a figure that is asked for; the terms of a calculation that it shows do not count."""
    stated = answer.split("\n", 1)[0].partition(WORKED_OUT)[0].partition(OWN_WORKED_OUT)[0]
    return any(holds_figure(stated, spelling) for figure in question.figures for spelling in figure.any_of)


def _reason(question: EvalQuestion, answer: str, *, abstained: bool) -> str:
    if not question.answerable:
        return "" if abstained else "answered what the plan does not say"
    if abstained:
        return "abstained though the plan answers"
    for figure in question.figures:
        if not any(holds_figure(answer, spelling) for spelling in figure.any_of):
            return f"figure missing: {figure.any_of[0]}"
    plain = normalise(answer)
    for group in question.points:
        if not any(normalise(point) in plain for point in group):
            return f"point missing: {' / '.join(group[:3])}"
    for forbidden in question.forbidden_figures:
        if holds_figure(answer.split("\n", 1)[0], forbidden) and not leads(question, answer):
            return f"wrong figure as the headline: {forbidden}"
    limit = LONG_LIMIT if question.type in LONG_TYPES else SHORT_LIMIT
    return f"too long: {len(answer)} characters, {limit} allowed" if len(answer) > limit else ""


def _overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def judge(question: EvalQuestion, answer: dict[str, Any], plan: str) -> Verdict:
    """Judge one answer.

    Args:
        question: The question with its gold.
        answer: An answer object; needs ``answer`` and ``abstained``, may have ``citations`` with ``start``, ``end``, ``quote``.
        plan: The plan's text.
    """
    text, abstained = str(answer["answer"]), bool(answer["abstained"])
    reason = _reason(question, text, abstained=abstained)
    headline = None
    if question.answerable and question.type in HEADLINE_TYPES and question.figures:
        headline = not abstained and leads(question, text)
    citations: Sequence[dict[str, Any]] = answer.get("citations") or []
    spans = [(int(c["start"]), int(c["end"])) for c in citations if int(c["end"]) - int(c["start"]) <= LONGEST_SPAN]
    groups = [[place for quote in group for place in places(plan, quote)] for group in question.evidence]
    recall = precision = None
    if question.answerable and groups:
        recall = sum(any(_overlap(s, place) for s in spans for place in group) for group in groups) / len(groups)
        if citations:
            hits = sum(any(_overlap(s, place) for group in groups for place in group) for s in spans)
            precision = hits / len(citations)
    faithful = None
    if citations:
        faithful = sum(_is_faithful(citation, plan) for citation in citations) / len(citations)
    return Verdict(not reason, reason, abstained, headline, recall, precision, faithful)


def _is_faithful(citation: dict[str, Any], plan: str) -> bool:
    """A citation is faithful when its span slices to its quote, or, for a table row, when every cell of it does."""
    cited, quote = plan[int(citation["start"]) : int(citation["end"])], str(citation.get("quote", ""))
    if cited == quote:
        return True
    cells = [cell for cell in re.split(r"\s+", cited) if cell]
    return "\t" in cited and all(cell in quote.replace(" ", "") for cell in cells)
