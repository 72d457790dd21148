"""The answer, for people and machines: the contract that every door of lzqa gives."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    CONFLICTING = "conflicting"
    PARTIAL = "partial"
    NOT_IN_PLAN = "not_in_plan"
    UNCLEAR = "unclear"


ABSTAINED = frozenset({Status.NOT_IN_PLAN, Status.UNCLEAR})


@dataclass(frozen=True)
class Citation:
    """A sentence or row that the answer stands on.

    Args:
        marker: Its number in the answer, from 1.
        passage: The passage's id.
        section: Chapter, section and item above it, each with its title.
        start: First code point in the plan's text.
        end: One past the last.
        quote: The words; ``text[start:end]`` but for a table row, which stands on one line with its heads.
    """

    marker: int
    passage: str
    section: tuple[str, ...]
    start: int
    end: int
    quote: str


@dataclass(frozen=True)
class AnswerFigure:
    """A figure that the answer states.

    Args:
        text: As written, qualifier and unit included.
        value: Its exact value.
        unit: Its unit, ``""`` when none.
        comparator: ``>=``, ``>``, ``<=``, ``<``, ``~`` or ``=``.
        indicator: What it is about, in the plan's words; may be empty.
        year: The year it holds for, if the cited words say so.
        kind: ``status``, ``target``, ``change`` or ``""`` when the words do not tell.
        computed: True when it was worked out from cited figures.
        citation: Marker of the citation that it stands in.
    """

    text: str
    value: Decimal
    unit: str
    comparator: str
    indicator: str
    year: int | None
    kind: str
    computed: bool
    citation: int


@dataclass(frozen=True)
class Answer:
    """One answer.

    Args:
        question: What the person asked, as typed.
        understood_as: The stand-alone question.
        kind: The question's kind.
        status: What became of it.
        answer: What a person reads; Markdown with ``**`` only; its first line is the direct answer.
        figures: The figures of the answer's first line.
        citations: What it stands on, in the order of the markers.
        confidence: Calibrated probability, 0..1, that the plan answers the question.
        suggestions: Questions or topics to try next.
        elapsed_ms: Time taken, in milliseconds.
    """

    question: str
    understood_as: str
    kind: str
    status: Status
    answer: str
    figures: tuple[AnswerFigure, ...] = ()
    citations: tuple[Citation, ...] = ()
    confidence: float = 0.0
    suggestions: tuple[str, ...] = ()
    elapsed_ms: float = field(default=0.0, compare=False)

    @property
    def abstained(self) -> bool:
        """True exactly when the status is ``not_in_plan`` or ``unclear``."""
        return self.status in ABSTAINED

    @property
    def first_line(self) -> str:
        """The direct answer."""
        return self.answer.partition("\n")[0]

    @property
    def works_out(self) -> bool:
        """Whether the first figure of the direct answer is worked out."""
        return bool(self.figures) and self.figures[0].computed

    def timed(self, milliseconds: float) -> Answer:
        """Return the answer with its time, to a tenth of a millisecond."""
        return replace(self, elapsed_ms=round(milliseconds, 1))

    def as_dict(self) -> dict[str, Any]:
        """Return the answer as the JSON object of ``docs/answer.schema.json``."""
        return {
            "question": self.question,
            "understood_as": self.understood_as,
            "kind": self.kind,
            "status": self.status.value,
            "abstained": self.abstained,
            "answer": self.answer,
            "figures": [
                {
                    "text": figure.text,
                    "value": _number(figure.value),
                    "unit": figure.unit,
                    "comparator": figure.comparator,
                    "indicator": figure.indicator,
                    "year": figure.year,
                    "kind": figure.kind,
                    "computed": figure.computed,
                    "citation": figure.citation,
                }
                for figure in self.figures
            ],
            "citations": [
                {
                    "marker": citation.marker,
                    "passage": citation.passage,
                    "section": list(citation.section),
                    "start": citation.start,
                    "end": citation.end,
                    "quote": citation.quote,
                }
                for citation in self.citations
            ],
            "confidence": round(self.confidence, 2),
            "suggestions": list(self.suggestions),
            "elapsed_ms": self.elapsed_ms,
        }


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
