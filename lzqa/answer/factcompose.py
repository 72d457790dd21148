"""Answers from facts: the figure asked for first, what contradicts it beside it, sums and differences with their terms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from lzqa.answer.abstain import FactEvidence
from lzqa.answer.arithmetic import Sum, plain, subtracted
from lzqa.answer.calculate import Calculator
from lzqa.answer.draft import Draft
from lzqa.answer.factchoice import KINDS as CHOSEN_KINDS
from lzqa.answer.factchoice import FactChooser
from lzqa.answer.factmatch import FactMatcher, Match
from lzqa.answer.model import AnswerFigure, Status
from lzqa.answer.neighbour import Guard
from lzqa.answer.operands import MEANT, variants
from lzqa.answer.operations import GROWING
from lzqa.answer.roundup import RoundUp
from lzqa.answer.stating import Stater
from lzqa.answer.threshold import Threshold
from lzqa.facts import Conflict, Fact, FactKind, find_conflicts, refines
from lzqa.passages import Passage
from lzqa.question import Question, QuestionKind
from lzqa.retrieval.model import Hit

LIKELY = 0.45
"""The model of facts chooses a fact that answers with this probability."""
LIKELY_TOO = 0.2
"""A further fact is stated, where a question asks for several figures, from this probability."""
MEANT_TOPIC = 0.55
"""What a fact must score to answer a bare keyword, which may not ask for a figure at all."""
NAMED_SCORE = 0.75
"""A question names a fact of another year when the fact's score, years apart, reaches this and its name NAMED."""
BETTER_NAMED = 0.15
"""A figure of another year is what was asked for when its name fits this much better than any of the year's own."""
CLOSE = 0.08
"""Facts whose scores differ by less fit a question equally well."""
NAMED = 0.85
FITTING = 6
"""So many of the best facts are looked at for one that is not a neighbour only."""
LIMIT = 300
KEPT = 64
"""Of so many questions it is remembered whether several facts answer them: it is asked before and while answering."""
KINDS = CHOSEN_KINDS - {QuestionKind.WHEN}
_FIGURE_WORDS = re.compile(r"率|比例|占比|成|数|额|目标|现状|指标|面积|经费|资金|学位|床位|学时|课时|年龄|门槛|规模|[几多]|\d")
"""A bare keyword asks for a figure only when one of these is in it."""

_HOW_MANY = re.compile(r"多少|几多|[几各](?:个|所|名|位|间|家|栋|项|人|次|年|亿|台)|百分之几")
MOST_FIGURES = 5
_AGREES = re.compile(
    r"一致|对得上|对不上|统一|两个?(?:版本|说法|数|口径)|[几多]个版本|口径|矛盾|打架|前后|两处|到底|究竟|不一样|哪个(?:对|准)|出入"
)
"""Words that ask whether the plan agrees with itself."""


class FactComposer:
    """Makes drafts from facts.

    Args:
        facts: All facts.
        passages: Passages by id.
        matcher: Finds facts for a question.
        guard: Tells facts that answer from their neighbours.
        chooser: Tells how likely each candidate answers.
    """

    def __init__(
        self,
        facts: Sequence[Fact],
        passages: dict[str, Passage],
        matcher: FactMatcher,
        guard: Guard,
        chooser: FactChooser,
    ) -> None:
        self.chooser = chooser
        self._passages = passages
        self._matcher = matcher
        self._guard = guard
        self._stater = Stater(passages)
        self._calculator = Calculator(facts, matcher)
        self._roundup = RoundUp(facts, matcher, self._stater)
        self._threshold = Threshold(matcher, self._stater, guard)
        self._conflicts = find_conflicts(facts)
        self.is_special = lru_cache(maxsize=KEPT)(self._asks_special)
        """Tells whether a question is answered from several facts, worked out, compared or listed."""
        self._changes = tuple(fact for fact in facts if fact.kind is FactKind.CHANGE)

    def best(self, question: Question, hits: Sequence[Hit] = ()) -> Match | None:
        """Return the fact that answers ``question``, whose passages are ``hits``; ``None`` when none is clearly meant."""
        found = self.meant(question, hits)
        return found[0] if found and not found[1] else None

    def meant(self, question: Question, hits: Sequence[Hit] = ()) -> tuple[Match, str] | None:
        """Return the fact that ``question`` means, and the word of the question that it is not about after all.

        With ``hits``, the question's passages, the model of facts chooses, where it is sure enough.
        """
        if question.kind not in KINDS or question.attributes:
            return None
        for likely, candidate in self.chooser.choose(question, hits):
            if likely >= LIKELY and not candidate.differs:
                return candidate.match, ""
        if question.kind is QuestionKind.TOPIC and not question.years and not _FIGURE_WORDS.search(question.text):
            return None
        wanted = MEANT_TOPIC if question.kind is QuestionKind.TOPIC else MEANT
        matches = [match for match in self._matcher.matches(question)[:FITTING] if match.score >= wanted]
        for match in matches:
            if match.score >= matches[0].score - CLOSE and not self._guard.differs(question, match.fact):
                return match, ""
        return (matches[0], self._guard.differs(question, matches[0].fact)) if matches else None

    def evidence(self, question: Question, hits: Sequence[Hit]) -> FactEvidence:
        """Return what the facts say of ``question``, whose passages are ``hits``: for telling whether the plan answers."""
        meant = self.meant(question, hits)
        chosen = self.chooser.choose(question, hits)
        likeliest, candidate = chosen[0] if chosen else (0.0, None)
        return FactEvidence(
            min(meant[0].score, 1.5) if meant else 0.0,
            meant[0].name if meant else 0.0,
            bool(meant and meant[1]),
            likeliest,
            candidate.left_out if candidate else 0.0,
        )

    def neighbour(self, question: Question, hits: Sequence[Hit] = ()) -> tuple[Match, str] | None:
        """Return the fact that is nearly what ``question`` asks for, and what the question names that it is not about.

        ``None`` when a fact answers, or none comes near.
        """
        if self.is_special(question) or self._several(question, hits):
            return None
        year = self._other_year(question)
        if year is not None:
            return year, "、".join(f"{year}年" for year in question.years)
        found = self.meant(question, hits)
        return found if found and found[1] else None

    def _other_year(self, question: Question) -> Match | None:
        """Return the fact whose name is asked for when the plan has it for other years than the question's only."""
        if not question.years or question.kind not in KINDS:
            return None
        found = next(iter(self._matcher.matches(question, by_year=False)), None)
        if found is None or found.name < NAMED or found.score < NAMED_SCORE:
            return None
        own = next(iter(self._matcher.matches(question)), None)
        nearest = self._nearest_year(question, found)
        if own is None or own.score < MEANT - 0.1:
            return nearest
        same = own.fact.indicator == found.fact.indicator and set(own.fact.levels) & set(found.fact.levels)
        return nearest if not same and own.name < found.name - BETTER_NAMED else None

    def _nearest_year(self, question: Question, found: Match) -> Match:
        """Return, of the facts named as well as ``found``, the one whose year is nearest to the question's."""
        asked = question.years[0]
        alike = [
            match
            for match in self._matcher.matches(question, by_year=False)
            if (match.fact.indicator, match.fact.levels, match.fact.place)
            == (found.fact.indicator, found.fact.levels, found.fact.place)
            and match.fact.kind is not FactKind.CHANGE
            and match.fact.year is not None
        ]
        return min(alike, key=lambda match: abs((match.fact.year or 0) - asked), default=found)

    def _asks_special(self, question: Question) -> bool:
        return self._special(question) is not None

    def _special(self, question: Question) -> Draft | None:
        """Return a draft over several facts, worked out, compared or listed; ``None`` when the question asks for none."""
        draft = self._roundup.compose(question) or self._threshold.compose(question)
        if draft is not None:
            return draft
        if _AGREES.search(question.text):
            both = self._conflicting(question)
            if both is not None:
                return both
        if question.kind is QuestionKind.COMPARE or (GROWING.search(question.text) and len(question.levels) > 1):
            compared = self._compared(question)
            if compared is not None:
                return compared
        worked_out = self._calculator.work_out(question)
        return self._computed(question, worked_out) if worked_out is not None else None

    def _conflicting(self, question: Question) -> Draft | None:
        """Return the two figures that the plan states for one thing, when it is asked whether they agree."""
        match = next(iter(self._matcher.matches(question)), None)
        if match is None or match.score < MEANT or self._guard.differs(question, match.fact):
            return None
        if self._conflict_of(match.fact) is None:
            return None
        draft = Draft(question, LIMIT)
        self._state_both(draft, match.fact)
        return draft

    def _several(self, question: Question, hits: Sequence[Hit]) -> list[Fact]:
        """Return the facts of one sentence that answer a question for several figures; none when it asks for one."""
        if len(_HOW_MANY.findall(question.asking or question.text)) < 2 or question.kind not in KINDS:
            return []
        chosen = [pair for pair in self.chooser.choose(question, hits) if pair[0] >= LIKELY_TOO]
        if not chosen:
            return []
        passage = chosen[0][1].fact.passage
        found = [candidate.fact for _, candidate in chosen if candidate.fact.passage == passage]
        return sorted(found, key=lambda fact: fact.span)[:MOST_FIGURES] if len(found) > 1 and not found[0].from_table else []

    def compose(self, question: Question, hits: Sequence[Hit] = ()) -> Draft | None:
        """Return a draft for ``question``, whose passages are ``hits``; ``None`` when no fact is clearly meant."""
        special = self._special(question)
        if special is not None:
            return special
        several = self._several(question, hits)
        if several:
            draft = Draft(question, LIMIT)
            for fact in several:
                self._stater.state(draft, fact, bold=True)
            return draft
        match = self.best(question, hits)
        if match is None or self._shared(question, match):
            return None
        draft = Draft(question, LIMIT)
        self._state_both(draft, match.fact)
        for other in self._also_asked(question, match):
            self._stater.state(draft, other, bold=True)
        if not match.fact.from_table:
            self._stater.original(draft, match.fact)
        return draft

    def _shared(self, question: Question, best: Match) -> bool:
        """Tell whether another figure of the same sentence fits almost as well: then the sentence itself is the answer."""
        return any(
            match.fact.passage == best.fact.passage
            and not match.fact.from_table
            and match.fact.figure.value != best.fact.figure.value
            for match in self._matcher.matches(question)[1:4]
            if best.score - match.score < CLOSE and match.fact.levels == best.fact.levels
        )

    def _also_asked(self, question: Question, best: Match) -> list[Fact]:
        """Return the facts of the further levels or years that the question names, for the same indicator."""
        found: list[Fact] = []
        for variant in variants(question):
            match = next((m for m in self._matcher.matches(variant) if m.fact.indicator == best.fact.indicator), None)
            if match is None or match.score < MEANT or match.fact == best.fact or match.fact in found:
                continue
            if match.fact.levels != best.fact.levels or match.fact.year != best.fact.year:
                found.append(match.fact)
        return found[:3]

    # ---- lines ------------------------------------------------------------------------------------------------

    def _conflict_of(self, fact: Fact) -> Conflict | None:
        return next((conflict for conflict in self._conflicts if fact in conflict.facts), None)

    def _state_both(self, draft: Draft, fact: Fact) -> None:
        """State a fact, and beside it what the plan says against it elsewhere."""
        self._stater.state(draft, fact, bold=True)
        conflict = self._conflict_of(fact)
        if conflict is None:
            return
        shown = [fact]
        for other in conflict.facts:
            if other.passage == fact.passage or any(refines(other, known) for known in shown if conflict.reason != "sum"):
                continue
            lead = (
                "分项是：" if conflict.reason == "sum" else f"规划另一处的数字不同（{self._passages[other.passage].label}）："
            )
            if self._stater.state(draft, other, bold=True, lead=lead):
                shown.append(other)
        if len(shown) > 1:
            draft.status = Status.CONFLICTING

    # ---- calculations -----------------------------------------------------------------------------------------

    def _stated_change(self, worked_out: Sum) -> Fact | None:
        """Return the plan's own figure for a change that was worked out, when it has one in the same unit."""
        first, second = worked_out.terms[0], worked_out.terms[-1]
        return next(
            (
                fact
                for fact in self._changes
                if (fact.indicator, fact.levels, fact.place) == (first.indicator, first.levels, first.place)
                and (fact.base_year, fact.year) == (first.year, second.year)
                and (fact.change_unit or fact.figure.unit) == worked_out.unit
            ),
            None,
        )

    def _computed(self, question: Question, worked_out: Sum) -> Draft:
        draft = Draft(question, LIMIT)
        stated = self._stated_change(worked_out)
        if stated is not None:
            self._stater.state(draft, stated, bold=True)
        self._add_working(draft, worked_out)
        for fact in dict.fromkeys(worked_out.terms):
            self._stater.state(draft, fact, bold=False)
        return draft

    def _add_working(self, draft: Draft, worked_out: Sum) -> None:
        """Add the line that works ``worked_out`` out."""
        passages = list(dict.fromkeys(self._passages[fact.passage] for fact in worked_out.terms))
        result = f"{plain(worked_out.result)}{worked_out.unit}"
        rough = f"，约{plain(worked_out.rough)}{worked_out.unit}" if worked_out.rough is not None else ""
        sign = "＝" if worked_out.exact else "≈"
        working = f"（由规划的数字算出：{worked_out.expression}{sign}{plain(worked_out.result)}）"
        draft.add_all(f"{subject(worked_out)}{worked_out.word}**{result}**{rough}{working}", passages)
        marker = draft.cited.index(passages[0]) + 1
        indicator = worked_out.terms[0].indicator
        draft.figures.append(
            AnswerFigure(result, worked_out.result, worked_out.unit, "=", indicator, None, "", computed=True, citation=marker)
        )

    def _compared(self, question: Question) -> Draft | None:
        """State two figures side by side, the one that is more first."""
        pair = self._calculator.compared(question)
        if pair is None:
            return None
        draft = Draft(question, LIMIT)
        for fact in sorted(pair, key=lambda fact: (-fact.figure.value, fact.span)):
            self._stater.state(draft, fact, bold=True)
        self._add_working(draft, subtracted(*pair))
        return draft


def subject(worked_out: Sum) -> str:
    """Return what a calculation is about: its indicator, or, for several, what tells its terms apart."""
    terms = worked_out.terms
    indicators = list(dict.fromkeys(fact.indicator for fact in terms))
    if worked_out.word.endswith("年是"):
        return f"{indicators[0]}，"
    named = [fact.place or "、".join(fact.levels[:1]) for fact in terms]
    if len(indicators) == 1 and len(set(named)) == 1:
        years = [f"{fact.year}年" for fact in terms if fact.year and str(fact.year) in fact.statement]
        return f"{indicators[0]}（{'、'.join(dict.fromkeys(years))}）" if years else f"{indicators[0]}，"
    if len(indicators) == 1:
        return f"{indicators[0]}（{'、'.join(dict.fromkeys(named))}）"
    return f"{'、'.join(indicators)}，"
