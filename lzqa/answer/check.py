"""The checker: re-reads a finished answer and proves that it stands on its citations.

It knows nothing of how the answer was made.  It takes the words of the answer apart, and every run of them must be
found in what the line cites, every figure with its unit and qualifier, every table cell under its own head.  What is
left over must be one of the fixed phrases in :data:`FRAMES`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from lzqa.answer.model import Answer, Citation
from lzqa.answer.working import Problem, Told, calculation, comparison, conversion, named
from lzqa.errors import InternalError
from lzqa.facts import Fact, FactKind
from lzqa.figures import find_figures, number_tokens, year_spans
from lzqa.indexing import Plan
from lzqa.passages import Passage

MARKER = re.compile(r"\[(\d{1,2})\]")
QUOTED = "Quoted from the plan, which is written in Chinese."
"""Ends the answer to a question in English."""
BY_OWN = "按问题里的数字"
"""Begins a line over nothing but numbers of the question's."""
FRAMES: tuple[str, ...] = (
    "规划里没有直接写到这一点", "规划里没有写原因", "规划的原话是", "规划这样安排", "规划里是这样写的", "原文", "另见", "还写到", "相关的内容有",
    "写在", "也见", "规划第", "的要点", "规划里相近的内容是", "表中这一行", "其他年份", "下列各条",
    "规划另一处的数字不同", "分项是", "另一分项是", "总数写的是", "也可能是问", BY_OWN, QUOTED,
)  # fmt: skip
"""Phrases that an answer may hold without a source: they state nothing about the plan's subject."""

_SPLIT = re.compile(
    r"[\s，。；：、！？“”‘’《》（）()\[\]…—\-*·,.;:!?「」|　]+(?!\d)|(?<!\d)[\s，。；：、！？“”‘’《》（）()\[\]…—\-*·,.;:!?「」|　]+"
)
_TOO_LONG = 700
LEAD = re.compile(
    r"^\*\*(?:(?:够，)?达到要求|(?:不够，)?没有达到要求|是|不是|达到|没有达到|达不到|超过|没有超过|还没有达到|已经达到|一致(?=\*\*（[^（）]*等于)|不一致(?=\*\*（[^（）]*[多高少低]于)"
    r"|高于(?=\*\*（[^（）]*[多高]于)|低于(?=\*\*（[^（）]*[少低]于)|等于)\*\*(?:[：，]|(?=（))"
)
"""The word that an answer to a yes-or-no question may begin with; :mod:`lzqa.answer.threshold` decides it."""


class Checker:
    """Checks answers against one plan.

    Args:
        plan: The plan.
    """

    def __init__(self, plan: Plan) -> None:
        self._text = plan.text
        self._passages = plan.passages.by_id()
        self._statements: dict[str, list[str]] = {}
        self._named: dict[str, list[Told]] = {}
        for fact in plan.facts:
            self._named.setdefault(fact.passage, []).extend(_names(fact))
            rests = (rest.name for rest in plan.lexicon.rests if rest.whole == fact.indicator and rest.level in fact.levels)
            self._statements.setdefault(fact.passage, []).extend((fact.statement, fact.indicator, *fact.levels, *rests))

    def problems(self, answer: Answer) -> tuple[Problem, ...]:
        """Return everything that is wrong with ``answer``; empty when it passes."""
        found = [*self._citations(answer)]
        if found:
            return tuple(found)
        by_marker = {citation.marker: citation for citation in answer.citations}
        used: set[int] = set()
        if not answer.abstained or answer.citations:
            for line in answer.answer.split("\n"):
                found.extend(self._line(line, by_marker, used, answer))
            found.extend(Problem("unused", f"[{n}] is cited nowhere in the answer") for n in by_marker if n not in used)
        found.extend(self._figures(answer, by_marker))
        if len(answer.answer) > _TOO_LONG:
            found.append(Problem("length", f"the answer has {len(answer.answer)} characters"))
        return tuple(found)

    def require(self, answer: Answer) -> None:
        """Raise when ``answer`` does not pass.

        Raises:
            InternalError: ``X005`` with every problem.
        """
        problems = self.problems(answer)
        if problems:
            details = "; ".join(f"{problem.code}: {problem.detail}" for problem in problems)
            message = f"an answer to {answer.question[:80]!r} does not stand on its citations ({details})"
            raise InternalError(message, code="X005", remedy="please report the question")

    def _citations(self, answer: Answer) -> Iterable[Problem]:
        if [citation.marker for citation in answer.citations] != list(range(1, len(answer.citations) + 1)):
            yield Problem("marker", "markers are not 1, 2, 3 …")
        for citation in answer.citations:
            passage = self._passages.get(citation.passage)
            if passage is None:
                yield Problem("quote", f"there is no passage {citation.passage!r}")
            elif (citation.start, citation.end) != (passage.span.start, passage.span.end):
                yield Problem("quote", f"[{citation.marker}] does not have the span of {citation.passage}")
            elif passage.row is None and self._text[citation.start : citation.end] != citation.quote:
                yield Problem("quote", f"[{citation.marker}] does not slice to its quote")
            elif passage.row is not None and citation.quote != passage.row.quote:
                yield Problem("quote", f"[{citation.marker}] is not the row at {citation.passage}")
            elif not 0 < len(citation.quote) <= 300:
                yield Problem("quote", f"[{citation.marker}] is {len(citation.quote)} characters long")

    def _line(self, line: str, by_marker: dict[int, Citation], used: set[int], answer: Answer) -> Iterable[Problem]:
        markers = [int(number) for number in MARKER.findall(line)]
        used.update(markers)
        unknown = [number for number in markers if number not in by_marker]
        if unknown:
            yield Problem("marker", f"[{unknown[0]}] refers to no citation")
            return
        passages = [self._passages[by_marker[number].passage] for number in markers]
        sources = [source for passage in passages for source in self._sources(passage)]
        rest = LEAD.sub("", MARKER.sub("", line).removeprefix("- ")).replace("**", "")
        rest = named(rest, [told for passage in passages for told in self._named.get(passage.id, ())])
        for work in (calculation, comparison, conversion):
            rest, problems = work(rest, sources, answer.understood_as)
            yield from problems
        for passage in passages:
            for name in (passage.label, *sorted(passage.headings, key=len, reverse=True)):
                rest = rest.replace(name, " ")
        for frame in sorted(FRAMES, key=len, reverse=True):
            rest = rest.replace(frame, " ")
        if answer.abstained:
            rest = self._without_echo(rest, answer)
            if not markers:
                return
        for run in filter(None, _SPLIT.split(rest)):
            if not any(run in source for source in sources):
                yield Problem("words", f"{run!r} stands in nothing that its line cites")
        yield from _line_figures(rest, sources)
        for passage in passages:
            yield from _cells(rest, passage)

    def _sources(self, passage: Passage) -> tuple[str, ...]:
        """Return what a line that cites ``passage`` may say: its words, the reviewed statements of its facts, and what a rest of them is called."""
        return (*_sources(passage), *self._statements.get(passage.id, ()))

    @staticmethod
    def _without_echo(rest: str, answer: Answer) -> str:
        for word in re.findall(r"“([^”]*)”", rest):
            if word and word in answer.understood_as:
                rest = rest.replace(word, " ")
        return rest

    def _figures(self, answer: Answer, by_marker: dict[int, Citation]) -> Iterable[Problem]:
        for figure in answer.figures:
            citation = by_marker.get(figure.citation)
            if citation is None:
                yield Problem("figures", f"{figure.text!r} names no citation")
                continue
            if figure.computed:
                continue
            sources = self._sources(self._passages[citation.passage])
            if not any(_states(source, figure.value, figure.unit, figure.comparator) for source in sources):
                yield Problem("figures", f"{figure.text!r} does not stand in [{figure.citation}]")


def _names(fact: Fact) -> list[Told]:
    """Return what a fact may be called where it is set apart from another."""
    level = "".join(fact.levels[:1])
    names = {
        "indicator": fact.indicator,
        "place": fact.place,
        "level": level,
        "year": f"{fact.year}年" if fact.year else "",
        "both": fact.indicator if level in fact.indicator else f"{level}{fact.indicator}",
        "scope": fact.scope,
    }
    is_change = fact.kind is FactKind.CHANGE
    return [Told(sort, name, fact.figure.value, fact.figure.unit, is_change) for sort, name in names.items() if name]


def _sources(passage: Passage) -> tuple[str, ...]:
    """Return the strings that a line citing ``passage`` may hold parts of."""
    row = passage.row
    if row is None:
        return (passage.quote,)
    cells = [row.with_unit(at) for at in range(len(row.cells))]
    return (row.quote, row.label, row.indicator, row.group, *row.heads, *row.cells, *cells)


def _states(source: str, value: Decimal, unit: str, comparator: str) -> bool:
    return any(
        (figure.value, figure.unit, figure.comparator) == (value, unit, comparator)
        or (figure.high is not None and figure.high == value and figure.unit == unit)
        for figure in find_figures(source)
    )


def _line_figures(rest: str, sources: list[str]) -> Iterable[Problem]:
    """Every figure of a line must stand in its sources with the same unit and qualifier, every number as a whole number."""
    numbers = {token for source in sources for token in number_tokens(source)}
    for token in number_tokens(rest):
        if token not in numbers:
            yield Problem("figure", f"{token} stands in nothing that its line cites")
    for figure in find_figures(rest):
        if not any(_states(source, figure.value, figure.unit, figure.comparator) for source in sources):
            yield Problem("figure", f"{figure.text!r} has another unit or qualifier in what its line cites")
    years = {year for source in sources for year, _ in year_spans(source)}
    for year, _ in year_spans(rest):
        if year not in years:
            yield Problem("year", f"{year} stands in nothing that its line cites")


def _cells(rest: str, passage: Passage) -> Iterable[Problem]:
    """A cell must stand under its own head."""
    row = passage.row
    if row is None:
        return
    for head, cell in zip(row.heads, row.cells, strict=False):
        for match in re.finditer(re.escape(head), rest):
            after = rest[match.end() :].lstrip("：: 为")
            if after and after[0] in "-≥≤0123456789/" and not after.startswith(cell):
                yield Problem("cell", f"{head} is {cell}, not {after[:12]!r}")
