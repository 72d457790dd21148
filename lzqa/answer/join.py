"""Several answers to the several questions of one message, as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lzqa.answer.check import MARKER
from lzqa.answer.model import Answer, Citation

LIMIT = 700
"""Most characters of an answer to several questions."""
_BOLD_FIGURE = re.compile(r"\*\*([^*\d]{0,4}\d[^*]{0,12})\*\*")
LINES = 2
"""So many lines at most of each further answer are added."""


def joined(first: Answer, others: Sequence[Answer], lines: int = LINES) -> Answer:
    """Return ``first`` with what each of ``others`` says that it does not say yet, as far as there is room.

    A line is added when it cites a passage that nothing before it cites, or states in bold a figure that nothing
    before it states; an answer that abstains adds nothing.

    Args:
        first: The answer to add to.
        others: What may be added.
        lines: So many lines at most of each are.
    """
    citations = list(first.citations)
    text = first.answer.split("\n")
    figures = list(first.figures)
    for other in others:
        if other.abstained:
            continue
        own = {citation.marker: citation for citation in other.citations}
        added = 0
        for line in other.answer.split("\n"):
            cited = [own[int(number)] for number in MARKER.findall(line) if int(number) in own]
            known = {citation.passage for citation in citations}
            new = [citation for citation in cited if citation.passage not in known]
            fresh = bool(new) or states_more(line, text)
            if not fresh or added == lines or sum(map(len, text)) + len(text) + len(line) + 2 > LIMIT:
                continue
            numbers = _numbered(citations, cited)
            text.append(_renumbered(line, numbers))
            figures += [replace(f, citation=numbers[f.citation]) for f in other.figures if f.citation in numbers and not added]
            added += 1
    return replace(first, answer="\n".join(text), citations=tuple(citations), figures=tuple(figures))


def states_more(line: str, said: Sequence[str]) -> bool:
    """Tell whether a line states in bold a figure that none of the lines ``said`` holds."""
    return any(not any(figure in other for other in said) for figure in _BOLD_FIGURE.findall(line))


def _renumbered(line: str, numbers: dict[int, int]) -> str:
    return MARKER.sub(lambda match: f"[{numbers[int(match[1])]}]", line)


def _numbered(citations: list[Citation], cited: Sequence[Citation]) -> dict[int, int]:
    """Add to ``citations`` those of ``cited`` that are new; return the number that each marker becomes."""
    numbers = {}
    for citation in cited:
        at = next((known.marker for known in citations if known.passage == citation.passage), 0)
        if not at:
            at = len(citations) + 1
            citations.append(replace(citation, marker=at))
        numbers[citation.marker] = at
    return numbers
