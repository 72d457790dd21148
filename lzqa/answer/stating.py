"""The line that states a fact: its reviewed statement with the figure in bold, and the figure for machines."""

from __future__ import annotations

import re
from decimal import Decimal

from lzqa.answer.arithmetic import plain, said_in, scale_of
from lzqa.answer.draft import Draft
from lzqa.answer.model import AnswerFigure
from lzqa.facts import Fact, FactKind
from lzqa.passages import Passage
from lzqa.question import Question

_ASKED_UNIT = re.compile(
    r"(?:换算|折合|折算|换成|折成|折(?=[亿万]?(?:元|人))|改(?:成|为|用)?|合(?:多少|几)|等于).{0,8}?(?P<scale>[亿万]?)(?P<unit>元|人次|人|块)"
    r"|(?:多少|几多?)个?(?:(?P<only>亿|万(?=元|块))|(?P<plain>元))|(?:以|按|用)(?P<by>[亿万])(?P<of>元|人)"
)


def converted(value: Decimal, unit: str, question: Question) -> str:
    """Return ``value`` of ``unit`` in the unit that ``question`` asks for, such as ``7.8723亿元``; ``""`` when it asks for none."""
    asked = _ASKED_UNIT.search(question.text) or _ASKED_UNIT.search(question.raw)
    if asked is None or not unit:
        return ""
    own = scale_of(unit)
    base = unit.removeprefix(own)
    scale = asked["scale"] or asked["only"] or asked["by"] or ""
    named = (asked["unit"] or asked["of"] or asked["plain"] or base).replace("块", "元")
    if scale == own or named != base or (asked["only"] and base != "元"):
        return ""
    return f"{plain(said_in(value, unit, scale))}{scale}{base}"


class Stater:
    """Writes lines that state facts.

    Args:
        passages: Passages by id.
    """

    def __init__(self, passages: dict[str, Passage]) -> None:
        self._passages = passages

    def state(self, draft: Draft, fact: Fact, *, bold: bool, lead: str = "") -> bool:
        """Add the fact's statement to ``draft``; return whether there was room for it."""
        passage = self._passages[fact.passage]
        text = fact.statement.rstrip("。")
        before, figure, after = text.rpartition(fact.figure.text)
        marked = f"{before}**{figure}**{after}" if bold and figure else text
        if text[-1:].isdigit():  # a bare number of a table would run into a year that begins the next line
            marked += "。"
        one = fact.figure.high is None
        other = converted(fact.figure.value, fact.figure.unit, draft.question) if one else ""
        if not draft.add(f"{lead}{marked}（合{other}）" if other else f"{lead}{marked}", passage):
            return False
        draft.figures.append(figure_of(fact, int(draft.marker(passage)[1:-1])))
        draft.facts = (*draft.facts, fact)
        return True

    def original(self, draft: Draft, fact: Fact) -> None:
        """Add the sentence that the fact stands in, when it says more and there is room."""
        passage = self._passages[fact.passage]
        if len(passage.quote) + 10 <= draft.room and passage.quote.rstrip("。") != fact.statement.rstrip("。"):
            draft.add(f"原文：“{passage.quote}”", passage)


def figure_of(fact: Fact, marker: int) -> AnswerFigure:
    """Return the fact's figure as an answer lists it."""
    figure = fact.figure
    kind = {FactKind.PLAN: "target"}.get(fact.kind, fact.kind.value)
    return AnswerFigure(
        figure.text,
        figure.value,
        figure.unit,
        figure.comparator,
        fact.indicator,
        fact.year,
        kind,
        computed=False,
        citation=marker,
    )
