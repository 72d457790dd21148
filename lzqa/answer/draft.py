"""An answer in the making: lines with markers, and the citations they refer to."""

from __future__ import annotations

from collections.abc import Sequence

from lzqa.answer.check import MARKER
from lzqa.answer.model import Answer, AnswerFigure, Citation, Status
from lzqa.facts import Fact
from lzqa.figures import find_figures, year_spans
from lzqa.passages import Passage
from lzqa.question import Question

TARGET_WORDS = ("目标", "到2025年", "至2025年", "达到", "增加", "新增", "超过", "力争", "不低于", "不少于")


class Draft:
    """Collects lines and citations; a passage cited twice keeps its marker.

    Args:
        question: The question.
        limit: Most characters that the answer may have.
    """

    def __init__(self, question: Question, limit: int) -> None:
        self.question = question
        self.limit = limit
        self.lines: list[str] = []
        self.figures: list[AnswerFigure] = []
        self.status = Status.ANSWERED
        self.facts: tuple[Fact, ...] = ()
        """The facts that it states, in order."""
        self._cited: list[Passage] = []
        self._before_reading: tuple[int, int] | None = None

    def copy(self) -> Draft:
        """Return a draft with the same lines, to which more may be added."""
        other = Draft(self.question, self.limit)
        other.lines, other.figures, other.status = [*self.lines], [*self.figures], self.status
        other.facts, other._cited = self.facts, [*self._cited]
        return other

    @property
    def room(self) -> int:
        """Characters left."""
        return self.limit - sum(len(line) + 1 for line in self.lines)

    @property
    def cited(self) -> tuple[Passage, ...]:
        """The passages cited so far, in the order of their markers."""
        return tuple(self._cited)

    def marker(self, passage: Passage) -> str:
        """Return the marker text that :meth:`add` will use for ``passage``."""
        known = self._cited.index(passage) + 1 if passage in self._cited else len(self._cited) + 1
        return f"[{known}]"

    def add(self, text: str, passage: Passage) -> bool:
        """Add a line that stands on ``passage``; return whether there was room for it."""
        line = f"{text}{self.marker(passage)}"
        if self.lines and len(line) > self.room:
            return False
        if passage not in self._cited:
            self._cited.append(passage)
        self.lines.append(line)
        return True

    def add_all(self, text: str, passages: Sequence[Passage]) -> None:
        """Add a line that stands on several passages."""
        markers = ""
        for passage in passages:
            markers += self.marker(passage)
            if passage not in self._cited:
                self._cited.append(passage)
        self.lines.append(f"{text}{markers}")

    def add_reading(self, lead: str, other: Draft) -> bool:
        """Add the first line of ``other``, behind ``lead``; return whether it says a figure that is not there yet, in the room left."""
        line = other.lines[0]
        passages = [other.cited[int(number) - 1] for number in MARKER.findall(line)]
        text = f"{lead}{MARKER.sub('', line)}"
        new = other.figures and not any(other.figures[0].text in known for known in self.lines)
        if not new or len(text) + 4 * len(passages) > self.room:
            return False
        self._before_reading = (len(self.lines), len(self._cited))
        self.add_all(text, passages)
        return True

    def drop_reading(self) -> bool:
        """Take back what :meth:`add_reading` added; return whether there was anything."""
        if self._before_reading is None:
            return False
        lines, cited = self._before_reading
        self.lines, self._cited, self._before_reading = self.lines[:lines], self._cited[:cited], None
        return True

    def state_figures(self, text: str, passage: Passage) -> None:
        """Record the figures of ``text``, an excerpt of ``passage``."""
        at = self._cited.index(passage) + 1
        years = [year for year, _ in year_spans(text)] or [year for year, _ in year_spans(passage.quote)]
        year = years[0] if len(set(years)) == 1 else None
        kind = "target" if any(word in text for word in TARGET_WORDS) or passage.label.startswith("第二章") else "status"
        if year is not None and year <= 2020:
            kind = "status"
        for figure in find_figures(text):
            before = text[: figure.span.start]
            indicator = before[max(before.rfind(mark) for mark in "，；。、：") + 1 :].strip("“”（）() ")
            self.figures.append(
                AnswerFigure(
                    figure.text,
                    figure.value,
                    figure.unit,
                    figure.comparator,
                    indicator,
                    year,
                    kind,
                    computed=False,
                    citation=at,
                )
            )

    def answer(self, confidence: float, status: Status | None = None, suggestions: tuple[str, ...] = ()) -> Answer:
        """Return the finished answer."""
        citations = tuple(
            Citation(number, passage.id, passage.headings, passage.span.start, passage.span.end, passage.quote)
            for number, passage in enumerate(self._cited, start=1)
        )
        return Answer(
            question=self.question.raw,
            understood_as=self.question.text,
            kind=self.question.kind.value,
            status=self.status if status is None else status,
            answer="\n".join(self.lines),
            figures=tuple(self.figures),
            citations=citations,
            confidence=confidence,
            suggestions=suggestions,
        )
