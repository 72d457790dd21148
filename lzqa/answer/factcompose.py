"""Answers from facts: the figure asked for first, what contradicts it beside it, sums and differences with their terms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from lzqa.answer.arithmetic import Sum, added, divided, grown, plain, subtracted, yearly
from lzqa.answer.draft import Draft
from lzqa.answer.factmatch import FactMatcher, Match
from lzqa.answer.model import AnswerFigure, Status
from lzqa.facts import Conflict, Fact, FactKind, find_conflicts, refines
from lzqa.passages import Passage
from lzqa.question import Level, Question, QuestionKind, Term
from lzqa.question.kinds import levels_of

MEANT = 0.45
"""A fact answers a question for a figure when its score reaches this; ``dev`` questions that it should not answer score less."""
MEANT_TOPIC = 0.55
"""The same for a bare keyword, which may not ask for a figure at all."""
NAMED_SCORE = 0.75
"""A question names a fact of another year when the fact's score, years apart, reaches this and its name NAMED."""
BETTER_NAMED = 0.15
"""A figure of another year is what was asked for when its name fits this much better than any of the year's own."""
CLOSE = 0.08
"""Facts whose scores differ by less fit a question equally well."""
NAMED = 0.85
NAMED_TOGETHER = 0.6
"""Figures of one sentence are added when the question holds this much of each one's name."""
KINDS = frozenset({QuestionKind.FIGURE, QuestionKind.TABLE, QuestionKind.COMPUTE, QuestionKind.TOPIC, QuestionKind.COMPARE})
_SUM = re.compile(r"一共|总共|合计|共计|累计|加(?:在)?一(?:块|起)|全加|加起来|加总|相加|总和|之和|合起来|总数是")
_DIFFERENCE = re.compile(
    r"差多少|相差|差几|差了|多多少|少多少|[多少]了多少|增加了|减少了|提高了|下降了|降了|涨了|[多少]几|增加多少|净增|变化|缺口|差距|差额|差值"
    r"|扣掉|减去|减掉|除去|去掉|刨掉|扣除|还差|多出"
)
_GROWTH = re.compile(r"增长率|增长(?:了)?百分之|增幅|涨幅|增速|百分之几的增长")
_RATIO = re.compile(r"几倍|多少倍")
_YEARLY = re.compile(r"平均每年|年均|每年平均")
_FIGURE_WORDS = re.compile(r"率|比例|占比|成|数|额|目标|现状|指标|面积|经费|资金|学位|床位|学时|课时|年龄|门槛|规模|[几多]|\d")
"""A bare keyword asks for a figure only when one of these is in it."""
_AIMED = ("目标", "以后", "将来", "终点", "还差", "要求", "规划要", "规划说")


class FactComposer:
    """Makes drafts from facts.

    Args:
        facts: All facts.
        passages: Passages by id.
        matcher: Finds facts for a question.
    """

    def __init__(self, facts: Sequence[Fact], passages: dict[str, Passage], matcher: FactMatcher) -> None:
        self._passages = passages
        self._matcher = matcher
        self._facts = tuple(facts)
        self._conflicts = find_conflicts(facts)
        self._changes = tuple(fact for fact in facts if fact.kind is FactKind.CHANGE and not fact.from_table)

    def best(self, question: Question) -> Match | None:
        """Return the fact that answers ``question``, or ``None`` when none is clearly meant."""
        if question.kind not in KINDS or question.attributes:
            return None
        if question.kind is QuestionKind.TOPIC and not question.years and not _FIGURE_WORDS.search(question.text):
            return None
        matches = self._matcher.matches(question)
        wanted = MEANT_TOPIC if question.kind is QuestionKind.TOPIC else MEANT
        if not matches or matches[0].score < wanted:
            return None
        return matches[0]

    def other_year(self, question: Question) -> Match | None:
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

    def compose(self, question: Question) -> Draft | None:
        """Return a draft, or ``None`` when no fact is clearly meant."""
        worked_out = self._sum(question)
        if worked_out is not None:
            return self._computed(question, worked_out)
        match = self.best(question)
        if match is None or question.kind is QuestionKind.COMPARE or self._shared(question, match):
            return None
        draft = Draft(question, 300)
        self._state(draft, match.fact, bold=True)
        conflict = next((c for c in self._conflicts if match.fact in c.facts), None)
        if conflict is not None:
            self._beside(draft, match.fact, conflict)
        for other in self._also_asked(question, match):
            self._state(draft, other, bold=True)
        if not match.fact.from_table:
            self._original(draft, match.fact)
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
        for variant in _variants(question):
            match = next((m for m in self._matcher.matches(variant) if m.fact.indicator == best.fact.indicator), None)
            if match is None or match.score < MEANT or match.fact == best.fact or match.fact in found:
                continue
            if match.fact.levels != best.fact.levels or match.fact.year != best.fact.year:
                found.append(match.fact)
        return found[:3]

    # ---- lines ------------------------------------------------------------------------------------------------

    def _state(self, draft: Draft, fact: Fact, *, bold: bool, lead: str = "") -> bool:
        passage = self._passages[fact.passage]
        text = fact.statement.rstrip("。")
        marked = text.replace(fact.figure.text, f"**{fact.figure.text}**", 1) if bold else text
        if not draft.add(f"{lead}{marked}", passage):
            return False
        draft.figures.append(_figure(fact, int(draft.marker(passage)[1:-1])))
        return True

    def _original(self, draft: Draft, fact: Fact) -> None:
        passage = self._passages[fact.passage]
        if len(passage.quote) + 10 <= draft.room and passage.quote.rstrip("。") != fact.statement.rstrip("。"):
            draft.add(f"原文：“{passage.quote}”", passage)

    def _beside(self, draft: Draft, fact: Fact, conflict: Conflict) -> None:
        shown = [fact]
        for other in conflict.facts:
            if other.passage == fact.passage or any(refines(other, known) for known in shown if conflict.reason != "sum"):
                continue
            lead = (
                "分项是：" if conflict.reason == "sum" else f"规划另一处的数字不同（{self._passages[other.passage].label}）："
            )
            if self._state(draft, other, bold=True, lead=lead):
                shown.append(other)
        if len(shown) > 1:
            draft.status = Status.CONFLICTING

    # ---- calculations -----------------------------------------------------------------------------------------

    def _stated_change(self, worked_out: Sum) -> Fact | None:
        """Return the plan's own figure for a change that was worked out, when it has one in the same unit."""
        first, second = worked_out.terms[0], worked_out.terms[-1]
        unit = "%" if worked_out.unit == "个百分点" else worked_out.unit
        return next(
            (
                fact
                for fact in self._changes
                if (fact.indicator, fact.levels, fact.place) == (first.indicator, first.levels, first.place)
                and (fact.base_year, fact.year) == (first.year, second.year)
                and fact.figure.unit == unit
            ),
            None,
        )

    def _sum(self, question: Question) -> Sum | None:
        text = question.text
        if question.attributes:
            return None
        backwards = self._backwards(question)
        if backwards is not None:
            return backwards
        asks_sum, asks_difference = _SUM.search(text), _DIFFERENCE.search(text)
        asks_growth, asks_ratio, asks_yearly = _GROWTH.search(text), _RATIO.search(text), _YEARLY.search(text)
        if not (asks_sum or asks_growth or asks_ratio or asks_yearly or asks_difference):
            return None
        if asks_sum and not asks_difference:
            terms = self._operands(question, whole_span=False) or self._of_one_sentence(question)
            return added(terms) if len(terms) > 1 and len({fact.figure.unit for fact in terms}) == 1 else None
        terms = self._operands(question, whole_span=True)
        if len(terms) != 2 or len({fact.figure.unit for fact in terms}) > 1:
            return None
        first, second = terms
        if asks_ratio:
            return divided(first, second)
        if asks_growth and not asks_difference and first.figure.unit != "%":
            return grown(first, second)
        if asks_yearly and first.year and second.year:
            return yearly(first, second)
        return subtracted(first, second)

    def _backwards(self, question: Question) -> Sum | None:
        """Work out a year that the plan does not state from a later one and the change between them."""
        if len(question.years) != 1:
            return None
        best = next(iter(self._matcher.matches(question)), None)
        if best is None or best.score < MEANT - 0.35 or best.fact.kind is not FactKind.CHANGE:
            return None
        change = best.fact
        if change.base_year != question.years[0] or change.from_table or change.figure.unit == "%":
            return None
        later = next(
            (
                fact
                for fact in self._facts
                if (fact.indicator, fact.levels, fact.place, fact.year, fact.figure.unit)
                == (change.indicator, change.levels, change.place, change.year, change.figure.unit)
                and fact.kind is not FactKind.CHANGE
            ),
            None,
        )
        known = any(
            (fact.indicator, fact.levels, fact.place, fact.year)
            == (change.indicator, change.levels, change.place, change.base_year)
            for fact in self._facts
        )
        if later is None or known:
            return None
        difference = later.figure.value - change.figure.value
        expression = f"{plain(later.figure.value)}－{plain(change.figure.value)}"
        return Sum((later, change), expression, Decimal(plain(difference)), later.figure.unit, "是")

    def _of_one_sentence(self, question: Question) -> tuple[Fact, ...]:
        """Return the figures of one sentence that the question names together."""
        matches = self._matcher.matches(question)
        if not matches or matches[0].score < MEANT:
            return ()
        best = matches[0].fact
        return tuple(
            sorted(
                (
                    match.fact
                    for match in matches
                    if match.fact.passage == best.passage
                    and match.fact.figure.unit == best.figure.unit
                    and match.fact.figure.high is None
                    and match.name >= NAMED_TOGETHER
                    and (match.fact.kind, match.fact.year, match.fact.period) == (best.kind, best.year, best.period)
                ),
                key=lambda fact: fact.span,
            )
        )

    def _operands(self, question: Question, *, whole_span: bool) -> tuple[Fact, ...]:
        """Return the facts that the question sets side by side: of two years, two levels or several places."""
        found: list[Fact] = []
        for variant in _variants(question, whole_span=whole_span):
            match = next((m for m in self._matcher.matches(variant) if m.fact.kind is not FactKind.CHANGE), None)
            if match is None or match.score < MEANT:
                return ()
            found.append(match.fact)
        if not found:
            found = self._by_place(question)
        distinct = list(dict.fromkeys(found))
        if len({fact.indicator for fact in distinct}) > 1:
            return ()
        return tuple(distinct)

    def _by_place(self, question: Question) -> list[Fact]:
        matches = [m for m in self._matcher.matches(question) if m.fact.place and m.fact.kind is not FactKind.CHANGE]
        if not matches or matches[0].score < MEANT:
            return []
        best = matches[0]
        return [m.fact for m in matches if m.score >= best.score - 0.12 and m.fact.indicator == best.fact.indicator]

    def _computed(self, question: Question, worked_out: Sum) -> Draft:
        draft = Draft(question, 300)
        stated = self._stated_change(worked_out)
        if stated is not None:
            self._state(draft, stated, bold=True)
        passages = list(dict.fromkeys(self._passages[fact.passage] for fact in worked_out.terms))
        unit = worked_out.unit
        line = (
            f"{worked_out.word}**{worked_out.result}{unit}**（由规划的数字算出：{worked_out.expression}＝{worked_out.result}）"
        )
        draft.add_all(line, passages)
        marker = draft.cited.index(passages[0]) + 1
        draft.figures.append(
            AnswerFigure(
                f"{worked_out.result}{unit}",
                worked_out.result,
                unit,
                "=",
                worked_out.terms[0].indicator,
                None,
                "",
                computed=True,
                citation=marker,
            )
        )
        for fact in worked_out.terms:
            self._state(draft, fact, bold=False)
        return draft


def _variants(question: Question, *, whole_span: bool = False) -> list[Question]:
    """Return the question once for each year or level it names, when it names several.

    With ``whole_span``, a question that names one year or none is asked for both ends of the span it speaks of.
    """
    years = question.years
    if len(years) == 1 and years[0] < 2025 and any(word in question.text for word in _AIMED):
        years = (years[0], 2025)
    if whole_span and len(years) < 2 and len(question.levels) < 2:
        years = (2020, 2025) if years == (2025,) else (2016, 2020) if not years or years[0] in (2016, 2020) else years
    if len(years) > 1:
        return [replace(question, years=(year,)) for year in sorted(years)]
    if len(question.levels) > 1:
        return [replace(question, levels=(level,), terms=_without_levels(question, level)) for level in question.levels]
    return []


def _without_levels(question: Question, keep: Level) -> tuple[Term, ...]:
    return tuple(term for term in question.terms if not levels_of(term.word) or keep in levels_of(term.word))


def _figure(fact: Fact, marker: int) -> AnswerFigure:
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
