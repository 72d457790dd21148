"""The lines of an answer from facts: a fact and what contradicts it, a calculation with its terms, two figures side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from lzqa.answer.apart import CHANGES, asks_whether_same, by_name, subject, verdict
from lzqa.answer.arithmetic import (
    APART,
    LEFT,
    OWN_WORKED_OUT,
    SUMMED_UP,
    WORKED_OUT,
    Sum,
    added,
    apart,
    grown,
    plain,
    rounded,
    subtracted,
    taken_away,
)
from lzqa.answer.check import BY_OWN
from lzqa.answer.draft import Draft
from lzqa.answer.excerpt import other_columns
from lzqa.answer.expression import PLAIN, alike, worked
from lzqa.answer.model import AnswerFigure, Status
from lzqa.answer.operations import ADDING, AGREES
from lzqa.answer.order import asks_for_each, in_asked_order, longest_shared
from lzqa.answer.rests import Rests
from lzqa.answer.stating import Stater, converted
from lzqa.answer.threshold import compared, relation, suffices
from lzqa.facts import Conflict, Fact, FactKind, find_conflicts, refines
from lzqa.lexicon import Rest
from lzqa.passages import Passage
from lzqa.question import Question

LIMIT, LONG_LIMIT = 300, 700
"""An answer from a few facts has at most the first many characters, one from many facts the second."""
FEW = 3
_ANEW = re.compile(r"减(?!少|负|轻|弱)|相差|差(?:了)?(?:几|多少)|精确|(?:自己|重新?|再|另)算|(?:别|不要?|不)照[抄搬]|核[对算]")
"""Words that ask for a change to be worked out from its two figures, whatever the plan states for it."""
_HOW_MUCH = re.compile(r"(?:增加|减少|提高|提升|增长|下降|[涨升降增减多少])[了咗出]?(?:多少|几)")
"""Words that ask how much something has moved."""
_BY_HOW_MUCH = re.compile(r"(?:富余|剩余|盈余|多|少|超|高|低|差|欠|缺|余)(?:出|了|着|过|开)?(?:来)?(?:多少|几)|缺口|差距|幅度")
"""Words that ask by how much something is above or below."""
_WHICH_IS_HIGHER = re.compile(
    r"孰[高低多少大小]|[高多大]还是(?:更)?[低少小]|[低少小]还是(?:更)?[高多大]|(?:哪|谁)(?:个|边|一?头)?更?[高低]|(?:超|过|达到?|够)[了过线]*(?:还是|或者?)(?:没|未|不)|过没过|超没超"
)
"""Asks which of two figures is higher."""
_HAS_CHANGED = re.compile(
    r"(?:有没有|有无|有冇|是否|有)[^,，。;；]{0,4}变|变[没冇未][有咗]?|变[化动]?(?:了)?(?:没|吗|未)|持平|没变|不变|增减|[多少涨跌]了?还是"
)
"""Asks whether something has changed."""
_WHOLE = re.compile(f"{AGREES.pattern}|{ADDING.pattern}|总")
"""Words that ask how a part stands to the whole."""
REST_TERMS = 2
"""What is left is worked out from a whole and its part."""
_SHARE_TOO = re.compile(r"占|几成|百分|比[例重]")
_EACH = re.compile(r"各|分别|谁|哪|两[类种边样]")
_EACH_ALONE = re.compile(r"各自?(?:是|有|为|占)?(?:多少|几)|分别")
_SETS_APART = re.compile(r"差|[多少增减升降涨跌](?!少|学|校)|变|比(?!例|重)")
"""Asks for each of two figures, and not for how far they are apart."""


class FactLines:
    """Writes answers from facts.

    Args:
        facts: All facts.
        passages: Passages by id.
        stater: Writes a fact's line.
        rests: Knows what is left of a whole without a part.
    """

    def __init__(self, facts: Sequence[Fact], passages: dict[str, Passage], stater: Stater, rests: Rests) -> None:
        self._passages, self._rests = passages, rests
        self._stater = stater
        self._conflicts = find_conflicts(facts)
        self._changes = tuple(fact for fact in facts if fact.kind is FactKind.CHANGE)
        self._counts = tuple(fact for fact in facts if fact.kind is not FactKind.CHANGE and fact.figure.unit != "%")

    def conflict_of(self, fact: Fact) -> Conflict | None:
        """Return the contradiction that ``fact`` is part of, ``None`` when there is none."""
        return next((conflict for conflict in self._conflicts if fact in conflict.facts), None)

    def state_both(self, draft: Draft, fact: Fact) -> None:
        """State a fact, and beside it what the plan says against it elsewhere."""
        conflict = self.conflict_of(fact)
        if conflict is not None:
            self._disagreeing(draft, conflict, conflict.facts)
        self._unchanged(draft, fact)
        self._stater.state(draft, fact, bold=True)
        if conflict is None or (
            conflict.reason == "sum" and fact != conflict.facts[0] and not _WHOLE.search(draft.question.text)
        ):
            return  # one school's figure is not in doubt because those of all do not add up
        shown = [fact]
        for other in conflict.facts:
            if other.passage == fact.passage or any(refines(other, known) for known in shown if conflict.reason != "sum"):
                continue
            lead = self._lead(conflict, fact, other)
            if self._stater.state(draft, other, bold=True, lead=lead):
                shown.append(other)
        if conflict.reason == "sum" and len(shown) == len(conflict.facts):
            self._add_parts(draft, conflict)
        if len(shown) > 1:
            draft.status = Status.CONFLICTING

    def _lead(self, conflict: Conflict, fact: Fact, other: Fact) -> str:
        """Return the words before ``other``, which disagrees with ``fact``: of a sum the whole comes first among its facts."""
        if conflict.reason != "sum":
            return f"规划另一处的数字不同（{self._passages[other.passage].label}）："
        whole = conflict.facts[0]
        return "总数写的是：" if other == whole else "分项是：" if fact == whole else "另一分项是："

    def beside(self, draft: Draft, fact: Fact) -> None:
        """Add what stands beside a fact: the other columns of its row, or the sentence that it stands in."""
        if not fact.from_table:
            if not draft.question.several:
                self._stater.original(draft, fact)
            return
        passage = self._passages[fact.passage]
        others = other_columns(passage, int(fact.id.rpartition("#")[2]) - 1)
        if others:
            draft.add(others, passage)

    def several(self, question: Question, facts: Sequence[Fact]) -> Draft:
        """Return a draft that states several facts, those that contradict each other as such."""
        draft = Draft(question, LIMIT if len(facts) <= FEW else LONG_LIMIT)
        conflict = self.conflict_of(facts[0])
        if conflict is not None:
            self._disagreeing(draft, conflict, facts)
        for fact in dict.fromkeys(facts):
            self._stater.state(draft, fact, bold=True)
        if conflict is not None and sum(fact in conflict.facts for fact in facts) > 1:
            draft.status = Status.CONFLICTING
            if conflict.reason == "sum" and set(conflict.facts) <= set(facts):
                self._add_parts(draft, conflict)
        return draft

    def reached(self, question: Question, one: Fact, other: Fact) -> Draft | None:
        """Return a draft that says whether what is reached meets its target; ``None`` when the two are no such pair."""
        aims = (FactKind.TARGET, FactKind.PLAN, FactKind.REQUIREMENT)
        now, aim = (one, other) if other.kind in aims else (other, one)
        if aim.kind not in aims or now.kind in (*aims, FactKind.CHANGE) or not alike(now, aim):
            return None
        if now.figure.high is not None or aim.figure.high is not None:
            return None
        stands = relation(now.figure, aim)
        lead = "已经达到" if suffices(aim, stands) else "还没有达到"
        draft = Draft(question, LIMIT)
        passages = list(dict.fromkeys(self._passages[fact.passage] for fact in (now, aim)))
        draft.add_all(f"**{lead}**{compared(now.figure, aim)}", passages)
        higher = _WHICH_IS_HIGHER.search(question.text) is not None
        if (higher or _BY_HOW_MUCH.search(question.text)) and now.figure.value != aim.figure.value:
            self.add_working(draft, subtracted(now, aim) if higher else apart(now, aim))
        for fact in (now, aim):
            self._stater.state(draft, fact, bold=True)
        return draft

    def stated_change(self, worked_out: Sum) -> Fact | None:
        """Return the plan's own figure for a change that was worked out, when it has one in the same unit."""
        first, second = worked_out.terms[0], worked_out.terms[-1]
        if worked_out.word not in CHANGES or len(worked_out.terms) != REST_TERMS:
            return None
        return next(
            (
                fact
                for fact in self._changes
                if fact.subject == first.subject
                and (fact.base_year, fact.year) == (first.year, second.year)
                and (fact.change_unit or fact.figure.unit) == worked_out.unit
            ),
            None,
        )

    def computed(self, question: Question, worked_out: Sum, beside: Sequence[Fact] = (), sides: Sequence[Sum] = ()) -> Draft:
        """Return a draft that gives a calculation and states its terms, the plan's own figure for it first unless it is doubted.

        Args:
            question: The question.
            worked_out: The calculation.
            beside: Facts to state beside its terms.
            sides: What of it is worked out itself, or what is worked out beside it.
        """
        apart_only = not sides and worked_out.unit != "%" and len(worked_out.terms) == 2
        if apart_only and _WHICH_IS_HIGHER.search(question.text):
            held = self.reached(question, worked_out.terms[0], worked_out.terms[1])
            if held is not None:
                return held
        worked_out, more = self._as_rest(question, worked_out)
        sides = (*sides, *more)
        terms = tuple(dict.fromkeys((*worked_out.terms, *(fact for side in sides for fact in side.terms), *beside)))
        draft = Draft(question, LIMIT if len(terms) <= FEW else LONG_LIMIT)
        stated = self.stated_change(worked_out)
        anew = _ANEW.search(question.text) is not None
        each_asked = not sides and asks_for_each(question.text)
        for fact in terms if each_asked else ():
            self._stater.state(draft, fact, bold=True)
        if stated is not None and not anew:
            self._stater.state(draft, stated, bold=True)
        each_first = len(sides) > 1 and _EACH_ALONE.search(question.text) and not _SETS_APART.search(question.text)
        for made in (*sides, worked_out) if each_first else (worked_out, *sides):
            self.add_working(draft, made, dated=bool(sides), stated=stated if made is worked_out else None)
            if made is worked_out and stated is not None and anew:
                self._stater.state(draft, stated, bold=True)
        total = self._stated_total(worked_out) if AGREES.search(question.text) else None
        if total is not None:
            self._agreeing(draft, worked_out, total)
        elif asks_whether_same(question):
            self._not_agreeing(draft, worked_out)
        for fact in terms if not each_asked else ():
            self._stater.state(draft, fact, bold=False)
        other = said_otherwise(worked_out) if not sides else None
        if other is not None:
            self.add_working(draft, other)
        return draft

    def _as_rest(self, question: Question, worked_out: Sum) -> tuple[Sum, tuple[Sum, ...]]:
        """Return a calculation that takes a rest which ``question`` names as one, and what else is asked of that rest.

        How large a share of the whole it is, and, of its change, how far the part has moved.
        """
        terms = worked_out.terms
        taken = self._rests.taken(terms, "a-b")
        if taken is None or taken not in self._rests.named(question):
            return worked_out, ()
        if len(terms) == REST_TERMS and worked_out.word in (APART, LEFT):
            share = worked("(a-b)/a*100", terms) if _SHARE_TOO.search(question.text) else None
            return replace(worked_out, word=LEFT), (share,) if share is not None else ()
        if (
            len(terms) == 2 * REST_TERMS
            and self._rests.taken(terms[REST_TERMS:], "a-b") is taken
            and _EACH.search(question.text)
        ):
            return worked_out, (subtracted(terms[1], terms[3]),)
        return worked_out, ()

    def add_working(self, draft: Draft, worked_out: Sum, *, dated: bool = False, stated: Fact | None = None) -> None:
        """Add the line that works ``worked_out`` out.

        Args:
            draft: What is written to.
            worked_out: The calculation.
            dated: Whether it is told of which year it is, beside one of another.
            stated: The plan's own figure for the same.
        """
        passages = list(dict.fromkeys(self._passages[fact.passage] for fact in worked_out.terms))
        result = f"{plain(worked_out.result)}{worked_out.unit}"
        other = converted(worked_out.value, worked_out.unit, draft.question)
        about = "至少" if worked_out.at_least else "约"
        rough = f"，{about}{plain(worked_out.rough)}{worked_out.unit}" if worked_out.rough is not None else ""
        rough = f"（合{other}）" if other else rough
        rough += verdict(draft.question, worked_out, stated)
        sign = "＝" if worked_out.exact else "≈"
        working = f"{WORKED_OUT}：{worked_out.expression}{sign}{plain(worked_out.result)}）"
        word = APART if worked_out.word == PLAIN and not worked_out.value else worked_out.word
        named = by_name(worked_out) if self._rest_of(worked_out) is None else None
        lead = "".join(named or (self._subject(worked_out, dated=dated), word))
        draft.add_all(f"{lead}**{result}**{rough}{working}", passages)
        marker = draft.cited.index(passages[0]) + 1
        indicator = worked_out.terms[0].indicator
        draft.figures.append(
            AnswerFigure(result, worked_out.result, worked_out.unit, "=", indicator, None, "", computed=True, citation=marker)
        )

    def own_share(self, draft: Draft, part: Decimal, whole: Decimal, fact: Fact) -> Decimal:
        """Add the line that tells which share one number of the question's is of another; return it, rounded.

        Args:
            draft: What is written to.
            part: The one number.
            whole: The other.
            fact: What the share is held against.
        """
        share = rounded(part / whole * 100)
        sign = "＝" if share == part / whole * 100 else "≈"
        working = f"{OWN_WORKED_OUT}：{plain(part)}÷{plain(whole)}×100{sign}{plain(share)}）"
        draft.add_all(f"{BY_OWN}，占**{plain(share)}%**{working}", [self._passages[fact.passage]])
        return share

    def _stated_total(self, worked_out: Sum) -> Fact | None:
        """Return the plan's own figure for a sum that was worked out, when it states one for the same thing elsewhere."""
        terms = worked_out.terms
        if worked_out.word != SUMMED_UP:
            return None
        return next(
            (
                fact
                for fact in self._counts
                if fact not in terms
                and fact.figure.high is None
                and fact.figure.value == worked_out.result
                and alike(fact, terms[0])
                and longest_shared(fact.indicator, terms[0].indicator) > 1
            ),
            None,
        )

    def _agreeing(self, draft: Draft, worked_out: Sum, total: Fact) -> None:
        """Say that a sum is what the plan states for the whole."""
        figure = f"{plain(worked_out.result)}{worked_out.unit}"
        draft.add_all(f"**一致**（{figure}等于{figure}）", [self._passages[total.passage]])
        self._stater.state(draft, total, bold=False)

    def _unchanged(self, draft: Draft, fact: Fact) -> None:
        """Say that a row's count is the same in both its years, where it is asked whether it changed."""
        if not fact.from_table or fact.kind is not FactKind.STATUS or not _HAS_CHANGED.search(draft.question.text):
            return
        other = next(
            (each for each in self._counts if each.subject == fact.subject and each.passage == fact.passage and each != fact),
            None,
        )
        if other is not None and other.kind is fact.kind and other.figure.value == fact.figure.value:
            self.add_working(draft, subtracted(fact, other))

    def _disagreeing(self, draft: Draft, conflict: Conflict, facts: Sequence[Fact]) -> None:
        """Say that two figures of one thing are not the same, where it is asked whether they are and both are in ``facts``."""
        apart = [fact for fact in dict.fromkeys(facts) if fact in conflict.facts]
        other = next((fact for fact in apart if fact.figure.value != apart[0].figure.value), None)
        if conflict.reason == "sum" or other is None or not asks_whether_same(draft.question):
            return
        one = apart[0]
        draft.add_all(f"**不一致**{compared(one.figure, other)}", [self._passages[fact.passage] for fact in (one, other)])

    def _add_parts(self, draft: Draft, conflict: Conflict) -> None:
        """Work out what the parts of a whole come to that do not add up to it, and how far off, where it is asked whether they do."""
        parts = added(conflict.facts[1:])
        self.add_working(draft, parts)
        if asks_whether_same(draft.question):
            self._not_agreeing(draft, parts)

    def _not_agreeing(self, draft: Draft, worked_out: Sum) -> None:
        """Say how far a sum is from what the plan states for the whole, where its parts do not add up to that; state the whole."""
        conflict = self.conflict_of(worked_out.terms[0])
        if worked_out.word != SUMMED_UP or conflict is None or conflict.reason != "sum":
            return
        whole, *parts = conflict.facts
        if set(parts) != set(worked_out.terms):
            return
        letters = [chr(ord("a") + at) for at in range(len(parts) + 1)]
        summed = f"({'+'.join(letters[:-1])})"
        too_much = worked_out.result > whole.figure.value
        work = f"{summed}-{letters[-1]}" if too_much else f"{letters[-1]}-{summed}"
        apart = worked(work, (*worked_out.terms, whole))
        if apart is not None:
            self.add_working(draft, replace(apart, word=APART))
            self._stater.state(draft, whole, bold=False)

    def _rest_of(self, worked_out: Sum) -> Rest | None:
        """Return the rest of a whole without its part that a calculation of what is left takes, ``None`` for any other."""
        return self._rests.taken(worked_out.terms, "a-b") if worked_out.word == LEFT else None

    def _subject(self, worked_out: Sum, *, dated: bool) -> str:
        """Return what a calculation is about; what is left of a whole has a name of its own."""
        rest = self._rest_of(worked_out)
        if rest is None:
            return subject(worked_out, dated=dated)
        years = {fact.year for fact in worked_out.terms}
        return f"{rest.name}（{years.pop()}年）" if dated and len(years) == 1 and None not in years else f"{rest.name}，"

    def compared(self, question: Question, pair: tuple[Fact, Fact]) -> Draft:
        """Return a draft that states two figures side by side, the one that is more first unless the other is asked for.

        How much one thing has moved over the years comes before its figures where just that is asked.
        """
        draft, worked_out = Draft(question, LIMIT), subtracted(*pair)
        more_first = sorted(pair, key=lambda fact: (-fact.figure.value, fact.span))
        rest = self._rests.taken(more_first, "a-b")
        if rest is not None and rest in self._rests.named(question):  # 公办的和民办的哪个多
            worked_out = taken_away(more_first[0], more_first[1:])
        over_time = worked_out.word not in (APART, LEFT) and _HOW_MUCH.search(question.text) is not None
        if over_time:
            self.add_working(draft, worked_out)
        for fact in in_asked_order(question, tuple(more_first)):
            self._stater.state(draft, fact, bold=not over_time)
        if not over_time:
            self.add_working(draft, worked_out)
        return draft


def said_otherwise(worked_out: Sum) -> Sum | None:
    """Return the change of a count in percent where it was worked out as an amount, the amount where in percent; else ``None``."""
    if len(worked_out.terms) != 2 or not alike(*worked_out.terms):
        return None
    first, last = sorted(worked_out.terms, key=lambda fact: fact.year or 0)
    if not first.year or first.year == last.year or "%" in (first.figure.unit, last.figure.unit):
        return None
    if (first.indicator, first.place) != (last.indicator, last.place):
        return None
    return grown(first, last) if worked_out.unit == first.figure.unit else subtracted(first, last)
