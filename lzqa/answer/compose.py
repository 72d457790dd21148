"""Quoting composers: the best sentence or row first, then what supports it, all in the plan's words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from lzqa.answer.draft import Draft
from lzqa.answer.excerpt import Excerpter, opening, other_columns, row_column, shown
from lzqa.answer.factcompose import FactComposer
from lzqa.answer.model import AnswerFigure
from lzqa.answer.selection import Selection, asks_for_much
from lzqa.figures import find_figures
from lzqa.indexing import Plan
from lzqa.numerals import CHINESE_NUMERAL, chinese_to_int, to_decimal
from lzqa.passages import Part, Passage, PassageKind
from lzqa.question import SHORT_KINDS, Question, QuestionKind
from lzqa.question.kinds import kind_of
from lzqa.retrieval.hybrid import WANTS_FIGURE
from lzqa.retrieval.model import Hit
from lzqa.retrieval.sections import plain_title, spoken_part, within
from lzqa.segment import fold

SHORT_LIMIT = 300
LONG_LIMIT = 700
SUPPORTING, SUPPORTING_LONG = 3, 7
"""So many passages at most are cited beside the first: in an answer of one point, and in one of several."""
SHORT_QUOTE, BOLD = 200, 120
"""A short answer begins with at most so much of a sentence; it stands out when it is no longer than the second."""
LONGEST_QUOTE = 300
CROWD = 4
"""From so many passages on, each has less room."""
MOST_PLACES = 3
IN_WORDS = frozenset({QuestionKind.LOCATE, QuestionKind.DEFINITION})
"""Kinds of question that no figure answers."""
KEPT_INSIDE = 0.4
"""A passage inside the part summarised is quoted when it reaches this share of the best one's score."""
SEVERAL = 30
"""A message longer than this may ask several things: an answer from a fact is then followed by more passages."""
CLEAR = 0.9
"""A fact that fits this well needs no other passage beside it."""
LEAST_ROOM = 40
"""So much room must be left for one more point of a summary."""
SUMMARY_MATCH = 0.6
"""A heading must hold this share of the question's terms for its part to be summarised."""


LOOKED_AT = 5
"""So many of the best passages tell whether an enumeration over several paragraphs is asked for."""
WHOLE_PART = frozenset({QuestionKind.SUMMARY, QuestionKind.LIST})
MOST_POINTS = 12
"""A part with more sentences than this is summarised by the first sentence of each paragraph."""
FEW_BLOCKS = 3
"""A part with fewer paragraphs than this is summarised sentence by sentence all the same."""
_PART = re.compile(rf"第({CHINESE_NUMERAL}+)章(?:的?第({CHINESE_NUMERAL}+)节)?")


class Composer:
    """Makes drafts from hits.

    Args:
        plan: The plan.
        excerpter: Chooses excerpts.
        facts: Answers from facts, where one is clearly meant.
        learned: Whether the hits' scores are probabilities.
    """

    def __init__(self, plan: Plan, excerpter: Excerpter, facts: FactComposer | None = None, *, learned: bool = False) -> None:
        self._plan = plan
        self._facts = facts
        self._excerpter = excerpter
        self._selection = Selection(plan.passages, learned)
        self._by_id = plan.passages.by_id()

    def compose(self, question: Question, hits: Sequence[Hit], part: str = "", *, from_facts: bool = True) -> Draft:
        """Return a draft that answers ``question`` from ``hits``.

        Args:
            question: The question.
            hits: Passages, best first, at least one; headings may be among them.
            part: Id of the heading of the part that questions like it ask for; ``""`` when none.
            from_facts: Whether a fact may answer.
        """
        content = [hit for hit in hits if hit.passage.kind is not PassageKind.HEADING]
        facts = self._facts if from_facts and question.kind not in IN_WORDS else None
        between = facts.years_between(question, content) if facts else None
        if between is not None:
            return between
        stated = facts.compose(question, content) if facts else None
        if stated is not None:
            self._beside(stated, question, content)
            return stated
        draft = Draft(question, SHORT_LIMIT if question.kind in SHORT_KINDS else LONG_LIMIT)
        if question.kind is QuestionKind.LOCATE:
            self._locate(draft, question, content, part)
        elif self._wants_part(question, part) and self._summary(draft, question, hits, part):
            pass
        elif question.kind in SHORT_KINDS or content[0].passage.row is not None:
            self._short(draft, question, content)
        else:
            self._long(draft, question, content)
        return draft

    def _wants_part(self, question: Question, part: str) -> bool:
        """Tell whether a part is to be summarised: the one asked for; where several things are, only by name or in so many words."""
        if question.several:
            told = kind_of(question.asking or question.text) is QuestionKind.SUMMARY
            if not told and named_part(question.text, self._plan.passages.parts.values()) is None:
                return False
        return bool(part and "/" not in part) or question.kind in WHOLE_PART

    def _beside(self, stated: Draft, question: Question, content: Sequence[Hit]) -> None:
        """Add to an answer from one fact what else the question seems to ask for."""
        known = {passage.id for passage in stated.cited}
        if len(known) > 1:
            return
        others = [hit for hit in content if hit.passage.id not in known]
        match = self._facts.best(question, content) if self._facts else None
        clear = match is not None and match.score >= CLEAR
        most = 3 if len(question.text) > SEVERAL else 0 if clear else 1
        for passage in self._selection.supporting([content[0], *others], most, short=True):
            self._also(stated, question, passage)

    # ---- one figure, one fact -------------------------------------------------------------------------------

    def _short(self, draft: Draft, question: Question, hits: Sequence[Hit]) -> None:
        first = hits[0].passage
        if first.row is not None:
            self._row(draft, question, first)
        else:
            wants_figure = question.kind in WANTS_FIGURE
            whole = self._excerpter.around(first.quote, question, SHORT_QUOTE, figure=wants_figure)
            best = self._excerpter.best(first.quote, question, figure=True) if wants_figure else whole
            direct = best.slice(first.quote) if wants_figure else shown(first.quote, whole)
            draft.add(f"**{direct}**" if len(direct) <= BOLD else direct, first)
            draft.state_figures(direct, first)
            if len(whole) > len(best) + 4 and len(whole) <= draft.room - 24 and not question.several:
                draft.add(f"原文：“{shown(first.quote, whole)}”", first)
        for passage in self._selection.supporting(hits, SUPPORTING, short=True):
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
            draft.add(other_columns(passage, column), passage)

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
        chosen = self._enumerated(hits) if question.kind in WHOLE_PART | {QuestionKind.DEFINITION} else []
        first = chosen[0] if chosen and hits[0].passage in chosen else hits[0].passage
        direct = self._quoted(first, question, LONGEST_QUOTE)
        draft.add(direct, first)
        draft.state_figures(direct, first)
        supporting = self._selection.supporting(hits, SUPPORTING_LONG if asks_for_much(question) else SUPPORTING)
        wanted = list(dict.fromkeys([*chosen, *supporting]))
        for passage in wanted:
            room = draft.room - 8
            if passage is first or room < LEAST_ROOM:
                continue
            share = LONGEST_QUOTE if len(wanted) < CROWD else LONGEST_QUOTE * 2 // 3
            draft.add(f"- {self._quoted(passage, question, min(room, share))}", passage)

    def quoting(self, question: Question, hits: Sequence[Hit]) -> Draft:
        """Return a draft that quotes what ``hits`` say, one point each."""
        draft = Draft(question, LONG_LIMIT)
        for hit in hits:
            room = min(draft.room - 8, LONGEST_QUOTE * 2 // 3)
            if room >= LEAST_ROOM:
                draft.add(f"- {self._quoted(hit.passage, question, room)}", hit.passage)
        return draft

    def _quoted(self, passage: Passage, question: Question, room: int) -> str:
        if passage.row is not None:
            row = passage.row
            return f"{row.indicator}：" + "，".join(f"{head}：{row.with_unit(at)}" for at, head in enumerate(row.heads))
        return shown(passage.quote, self._excerpter.around(passage.quote, question, room))

    def _enumerated(self, hits: Sequence[Hit]) -> list[Passage]:
        """Return the first sentences of the points (一是, 二是 …) of the enumeration that the best of ``hits`` belongs to.

        It may run over several paragraphs of an item; then the best hit must begin a point, and another one too.
        """
        passage = hits[0].passage
        block = self._plan.passages.blocks[passage.block]
        points = _first_of_points(self._by_id[identifier] for identifier in block.passages)
        if len(points) > 1:
            return points
        points = _first_of_points(each for each in self._plan.passages.passages if each.parent == passage.parent)
        found = [hit.passage for hit in hits[:LOOKED_AT] if hit.passage in points]
        return points if passage in found and len(found) > 1 else []

    # ---- where it stands ------------------------------------------------------------------------------------

    def _locate(self, draft: Draft, question: Question, hits: Sequence[Hit], part: str) -> None:
        places = [hits[0].passage, *self._selection.supporting(hits, SUPPORTING, short=True)]
        if part:
            inside = (hit.passage for hit in hits if hit.passage.stands_below(part))
            places.insert(0, next(inside, self._by_id[part]))
        seen: set[str] = set()
        for passage in places:
            parent = passage.id if passage.kind is PassageKind.HEADING else passage.parent
            if parent in seen or len(seen) == MOST_PLACES:
                continue
            place = " ".join(f"{title}" for title in passage.headings)
            head = f"**{passage.label}**（{place}）" if not seen else f"也见 {passage.label}"
            span = self._excerpter.around(passage.quote, question, 110)
            said = "" if passage.kind is PassageKind.HEADING else f"：{shown(passage.quote, span)}"
            if draft.add(f"{head}{said}", passage):
                seen.add(parent)

    # ---- a whole part ---------------------------------------------------------------------------------------

    def _summary(self, draft: Draft, question: Question, hits: Sequence[Hit], asked: str) -> bool:
        """Summarise the chapter, section or item that the question names; return whether there is one.

        What the hits say of it stands below its headings, as far as there is room.
        """
        parts = self._plan.passages.parts
        named = named_part(question.text, parts.values(), {term.word: term.plan_words for term in question.terms})
        if "/" in asked and named is None:
            return self._paragraph(draft, question, hits, self._by_id[asked].block)
        part = named or parts.get(asked) or self._matching_part(question, hits)
        numbered = _PART.search(fold(question.text)) is not None
        if part is not None and asked.startswith(f"{part.id}.") and (numbered or named is None):  # 第四章讲老师的那节
            part = parts.get(asked, part)
        if part is not None:
            words = [word for term in question.terms for word in (term.word, *term.plan_words[:1])]
            part = within(part, list(parts.values()), words)
        if part is None or (part.supplied and part.id not in self._by_id):
            return question.kind is QuestionKind.SUMMARY and self._paragraph(draft, question, hits)
        passages = self._plan.passages.passages
        draft.add(f"**{part.label}** {part.title}", self._by_id[part.id])
        below = [p for p in passages if p.kind is PassageKind.HEADING and p.id.rpartition(".")[0] == part.id]
        inner = [p for p in passages if p.parent == part.id and p.kind is not PassageKind.HEADING]
        firsts = list({p.block: p for p in reversed(inner) if p.row is None}.values())[::-1]
        points = below or (inner if len(inner) <= MOST_POINTS or len(firsts) < FEW_BLOCKS else firsts)
        share = max(36, (draft.room - 8) // max(1, len(points)) - 8)
        for passage in points:
            span = opening(passage.quote, share)
            text = self._quoted(passage, question, share) if passage.row else shown(passage.quote, span)
            draft.add(f"- {text}", passage)
        best = hits[0].score if hits else 0.0
        for hit in hits:
            inside = hit.passage.stands_below(part.id)
            if not inside or hit.passage in draft.cited or hit.score < KEPT_INSIDE * best or draft.room < 2 * LEAST_ROOM:
                continue
            draft.add(f"- {self._quoted(hit.passage, question, min(draft.room - 8, LONGEST_QUOTE * 2 // 3))}", hit.passage)
        return len(draft.lines) > 1

    def _paragraph(self, draft: Draft, question: Question, hits: Sequence[Hit], block: str = "") -> bool:
        """Summarise a paragraph sentence by sentence: the one given, else the one that most of the best passages stand in."""
        weights: dict[str, float] = {block: 0.0} if block else {}
        for hit in hits:
            if not block and hit.passage.row is None and hit.passage.kind is not PassageKind.HEADING:
                weights[hit.passage.block] = weights.get(hit.passage.block, 0.0) + hit.score
        if not weights:
            return False
        block = max(weights, key=lambda name: (round(weights[name], 6), -self._by_id[self._first(name)].position))
        points = [self._by_id[name] for name in self._plan.passages.blocks[block].passages]
        share = max(36, (draft.room - 8) // max(1, len(points)) - 8)
        for passage in points:
            draft.add(f"- {shown(passage.quote, opening(passage.quote, share))}", passage)
        elsewhere = [hit for hit in hits if hit.passage.kind is not PassageKind.HEADING and hit.passage not in draft.cited]
        for hit in elsewhere[:2]:
            if hit.score >= KEPT_INSIDE * hits[0].score and draft.room > LEAST_ROOM:
                draft.add(f"- {self._quoted(hit.passage, question, min(draft.room - 8, 120))}", hit.passage)
        return bool(draft.lines)

    def _first(self, block: str) -> str:
        return self._plan.passages.blocks[block].passages[0]

    def _matching_part(self, question: Question, hits: Sequence[Hit]) -> Part | None:
        """Return the part whose heading holds most of the question's terms, if it holds enough of them."""
        headings = [hit for hit in hits if hit.passage.kind is PassageKind.HEADING and hit.signals.coverage >= SUMMARY_MATCH]
        if not headings or question.kind is not QuestionKind.SUMMARY:
            return None
        best = max(headings, key=lambda hit: (round(hit.signals.coverage, 3), hit.score))
        return self._plan.passages.parts[best.passage.id]


def named_part(text: str, parts: Iterable[Part], meaning: Mapping[str, Sequence[str]] | None = None) -> Part | None:
    """Return the part that ``text`` names by its number (第四章第八节) or by a clause of its title, or speaks of; or ``None``.

    Of several titles the longest one named wins, then the one nearer the root.  ``meaning`` gives the plan's words for the text's.
    """
    plain = fold("".join(text.split()))
    numbered = _PART.search(plain)
    parts = list(parts)
    if numbered:
        numbers = [chinese_to_int(number) or 0 for number in numbered.groups() if number]
        wanted = ".".join(map(str, numbers))
        return next((part for part in parts if part.id == wanted), None)
    found = [
        (-len(clause), at, part)
        for at, part in enumerate(parts)
        for clause in plain_title(part).split(",")
        if len(clause) >= 4 and clause in plain
    ]
    return min(found, key=lambda match: match[:2])[2] if found else spoken_part(plain, parts, meaning)


def _first_of_points(members: Iterable[Passage]) -> list[Passage]:
    points: dict[int, Passage] = {}
    for member in members:
        if member.point is not None:
            points.setdefault(member.point, member)
    return list(points.values())


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
