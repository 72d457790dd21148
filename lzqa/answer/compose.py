"""Quoting composers: the best sentence or row first, then what supports it, all in the plan's words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from lzqa.answer.draft import Draft
from lzqa.answer.excerpt import Excerpter, row_column, shown, trimmed
from lzqa.answer.model import AnswerFigure
from lzqa.figures import find_figures
from lzqa.indexing import Plan
from lzqa.numerals import to_decimal
from lzqa.passages import Passage, PassageKind
from lzqa.question import SHORT_KINDS, Question, QuestionKind
from lzqa.retrieval.hybrid import WANTS_FIGURE
from lzqa.retrieval.model import Hit
from lzqa.spans import Span

SHORT_LIMIT = 300
LONG_LIMIT = 700
SUPPORTING = 3
NEAR = 0.62
"""A supporting passage must reach this share of the best one's score."""
SUMMARY_MATCH = 0.6
"""A heading must hold this share of the question's terms for its part to be summarised."""


class Composer:
    """Makes drafts from hits.

    Args:
        plan: The plan.
        excerpter: Chooses excerpts.
    """

    def __init__(self, plan: Plan, excerpter: Excerpter) -> None:
        self._plan = plan
        self._excerpter = excerpter
        self._by_id = plan.passages.by_id()

    def compose(self, question: Question, hits: Sequence[Hit]) -> Draft:
        """Return a draft that answers ``question`` from ``hits`` (best first, at least one; headings may be among them)."""
        content = [hit for hit in hits if hit.passage.kind is not PassageKind.HEADING]
        draft = Draft(question, SHORT_LIMIT if question.kind in SHORT_KINDS else LONG_LIMIT)
        if question.kind is QuestionKind.LOCATE:
            self._locate(draft, question, content)
        elif question.kind is QuestionKind.SUMMARY and self._summary(draft, question, hits):
            pass
        elif question.kind in SHORT_KINDS or content[0].passage.row is not None:
            self._short(draft, question, content)
        else:
            self._long(draft, question, content)
        return draft

    def _supporting(self, hits: Sequence[Hit], *, most: int = SUPPORTING) -> list[Passage]:
        floor = NEAR * hits[0].score
        return [hit.passage for hit in hits[1:] if hit.score >= floor][:most]

    # ---- one figure, one fact -------------------------------------------------------------------------------

    def _short(self, draft: Draft, question: Question, hits: Sequence[Hit]) -> None:
        first = hits[0].passage
        if first.row is not None:
            self._row(draft, question, first)
        else:
            wants_figure = question.kind in WANTS_FIGURE or question.kind is QuestionKind.TOPIC
            best = self._excerpter.best(first.quote, question, figure=wants_figure)
            if not wants_figure:
                best = self._excerpter.around(first.quote, question, 120)
            direct = best.slice(first.quote)
            draft.add(f"**{direct}**", first)
            draft.state_figures(direct, first)
            room = min(draft.room - 24, 170)
            if room > len(direct) + 8 and len(first.quote) > len(direct) + 4:
                around = self._excerpter.around(first.quote, question, room, figure=wants_figure)
                if len(around) > len(best) + 4:
                    draft.add(f"原文：“{shown(first.quote, around)}”", first)
        for passage in self._supporting(hits):
            self._also(draft, question, passage)

    def _row(self, draft: Draft, question: Question, passage: Passage) -> None:
        row = passage.row
        if row is None:
            return
        column = row_column(passage, question)
        name = row.indicator if row.group in row.indicator else f"{row.indicator}（{row.group}）"
        columns = range(len(row.heads)) if column is None else (column,)
        cells = "，".join(f"{row.heads[at]}：**{row.with_unit(at)}**" for at in columns)
        draft.add(f"{name}：{cells}", passage)
        for at in columns:
            draft.figures.extend(_cell_figures(passage, at, int(draft.marker(passage)[1:-1])))
        if column is not None:
            others = "，".join(f"{row.heads[at]}：{row.with_unit(at)}" for at in range(len(row.heads)) if at != column)
            draft.add(f"表中这一行：{others}", passage)

    def _also(self, draft: Draft, question: Question, passage: Passage) -> None:
        """Add a supporting passage, cut to the room there is."""
        head = f"另见 {passage.label}："
        room = draft.room - len(head) - 6
        if passage.row is not None:
            row = passage.row
            cells = "，".join(f"{head_}：{row.with_unit(at)}" for at, head_ in enumerate(row.heads))
            draft.add(f"{head}{row.indicator}：{cells}", passage)
            return
        if room < 24:
            return
        span = self._excerpter.around(passage.quote, question, min(room, 150), figure=question.kind in WANTS_FIGURE)
        text = shown(passage.quote, span)
        if len(text) <= room:
            draft.add(f"{head}{text}", passage)

    # ---- several things -------------------------------------------------------------------------------------

    def _long(self, draft: Draft, question: Question, hits: Sequence[Hit]) -> None:
        first = hits[0].passage
        direct = self._quoted(first, question, 220)
        draft.add(direct, first)
        draft.state_figures(direct, first)
        chosen = self._enumerated(first) if question.kind in (QuestionKind.LIST, QuestionKind.SUMMARY) else []
        wanted = chosen or self._supporting(hits)
        for passage in wanted:
            if passage is first:
                continue
            room = draft.room - 8
            if room < 30:
                break
            draft.add(f"- {self._quoted(passage, question, min(room, 200))}", passage)

    def _quoted(self, passage: Passage, question: Question, room: int) -> str:
        if passage.row is not None:
            row = passage.row
            return f"{row.indicator}：" + "，".join(f"{head}：{row.with_unit(at)}" for at, head in enumerate(row.heads))
        return shown(passage.quote, self._excerpter.around(passage.quote, question, room))

    def _enumerated(self, passage: Passage) -> list[Passage]:
        """Return the first sentences of the points of an enumeration that ``passage`` belongs to or introduces."""
        block = self._plan.passages.blocks[passage.block]
        members = [self._by_id[identifier] for identifier in block.passages]
        points: dict[int, Passage] = {}
        for member in members:
            if member.point is not None:
                points.setdefault(member.point, member)
        return list(points.values()) if len(points) > 1 else []

    # ---- where it stands ------------------------------------------------------------------------------------

    def _locate(self, draft: Draft, question: Question, hits: Sequence[Hit]) -> None:
        seen: set[str] = set()
        for hit in [hits[0], *(h for h in hits[1:] if h.score >= NEAR * hits[0].score)]:
            passage = hit.passage
            if passage.parent in seen or len(seen) == 3:
                continue
            place = " ".join(f"{title}" for title in passage.headings)
            head = f"**{passage.label}**（{place}）" if not seen else f"也见 {passage.label}"
            span = self._excerpter.around(passage.quote, question, 110)
            if draft.add(f"{head}：{shown(passage.quote, span)}", passage):
                seen.add(passage.parent)

    # ---- a whole part ---------------------------------------------------------------------------------------

    def _summary(self, draft: Draft, question: Question, hits: Sequence[Hit]) -> bool:
        """Summarise the chapter, section or item whose heading the question names; return whether there is one."""
        headings = [hit for hit in hits if hit.passage.kind is PassageKind.HEADING and hit.signals.coverage >= SUMMARY_MATCH]
        if not headings:
            return False
        best = max(headings, key=lambda hit: (round(hit.signals.coverage, 3), hit.score))
        part = best.passage
        inner = [p for p in self._plan.passages.passages if p.parent == part.id and p.kind is not PassageKind.HEADING]
        below = [
            p
            for p in self._plan.passages.passages
            if p.kind is PassageKind.HEADING and p.id.startswith(f"{part.id}.") and p.id.count(".") == part.id.count(".") + 1
        ]
        draft.add(f"**{part.label}** {self._plan.passages.parts[part.id].title}", part)
        firsts: dict[str, Passage] = {}
        for passage in inner:
            firsts.setdefault(passage.block, passage)
        points = below or (list(firsts.values()) if len(firsts) > 1 else inner)
        share = max(36, (draft.room - 8) // max(1, len(points)) - 8)
        for passage in points:
            title = trimmed(passage.quote, Span(0, len(passage.quote)))
            text = (
                self._quoted(passage, question, share)
                if passage.kind is not PassageKind.HEADING
                else title.slice(passage.quote)
            )
            draft.add(f"- {text}", passage)
        return True


def _cell_figures(passage: Passage, at: int, marker: int) -> list[AnswerFigure]:
    """Return the figure of one table cell."""
    row = passage.row
    if row is None:
        return []
    text = row.with_unit(at)
    found = find_figures(text)
    head = row.heads[at]
    digits = "".join(character for character in head if character.isdigit())
    year = int(digits) if len(digits) == 4 else None
    kind = "target" if "目标" in head else ("change" if "增幅" in head else "status")
    if not found:
        value = to_decimal(text)
        if value is None:
            return []
        return [AnswerFigure(text, Decimal(value), "", "=", row.indicator, year, kind, computed=False, citation=marker)]
    figure = found[0]
    return [
        AnswerFigure(
            figure.text,
            figure.value,
            figure.unit,
            figure.comparator,
            row.indicator,
            year,
            kind,
            computed=False,
            citation=marker,
        )
    ]
