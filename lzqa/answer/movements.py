"""Figures of one thing, or of several, of several years: which step or stretch moved it most, how far each moved, how a share did."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lzqa.answer.arithmetic import Sum, added, shared
from lzqa.answer.expression import add_up, worked
from lzqa.answer.expression import alike as alike_unit
from lzqa.answer.factmatch import FactMatcher
from lzqa.answer.operands import MEANT, OperandFinder
from lzqa.answer.operations import SUMMED, years_left_out
from lzqa.answer.rests import Rests
from lzqa.answer.stretches import asks_compounded, asks_of_stretches, growth_a_year, over_stretches
from lzqa.facts import Fact, FactKind
from lzqa.question import Question

CLEARLY_NAMED = 0.85
"""What a question holds this much of the name of is surely named."""
_WHICH_YEAR = re.compile(r"[哪边](?:一|个|一个)?年|哪个年[份度]|何年")
_YEAR_ON_YEAR = re.compile(
    r"(?:比|较|减去?|跟|与|同)(?:它的?|其|起)?(?:上|前|头)(?:一|1)?个?年|环比|逐年|按年|一年(?:比|又)一年|同比|跳得|跃升|陡"
)
_MOST = re.compile(r"最|一大截|突然|忽然|猛|骤|陡|[窜蹿]")
"""Together with a word for most, a year is asked for in which something moved most against the year before."""
Chosen = Sequence[tuple[float, Fact]]
"""Facts that a question may be about, each with its probability."""
SURELY = 0.2
"""A question is about what has this probability; the figures of one row of a table have theirs together."""
AT_LEAST, MOST_MOVED = 0.1, 3
"""Several things are asked for of which each has this probability, and a third of the likeliest one's; no more than so many."""
_EACH_MOVED = re.compile(
    r"(?:各自?|分别|都)(?:有|是|又|大概|到底)*(?:变(?:化|动|了|咗)?|增(?:加|长|多|了)?|减(?:少|了)?|[涨跌升降]了?|[多少添][了咗出]|净增)[了咗]*(?:多少|几)"
    r"|(?:各自?|分别)的?(?:增减|升降|变化|变动)(?:量|数|幅度|情况|多少)?"
)
_EACH_LEFT = re.compile(r"(?:各|分别)(?:自|还|又|是|有|为|余|剩|余下|剩下)*(?:多少|几)")
"""Asks for the count of each year, and for no change."""
_TREND = re.compile(
    r"(?:多了还是少了|少了还是多了|增[加了]*还是减[少了]*|[升涨]了?还是[降跌]了?|[降跌]了?还是[升涨]了?)[^,，。;；多几]{0,4}$|越来越[多少高低大小好差](?:了)?[^,，。;；?？]{0,8}(?:吗|咯|啰|啦|吧|呀|对不对|是不是|没|[?？]$)|是不是[^,，。;；]{0,10}(?:越来越|一年比一年|逐年)|(?:一年比一年|逐年)[^,，。;；]{0,6}(?:吗|对吧|是吧|咯|[?？]$)"
)
"""Asks whether there is ever more, or less, of something."""
_SHARE_MOVED = re.compile(
    r"(?:占(?!地|用).{0,16}(?:比例|比重|份额|百分比|几成|百分之)|占比|比重).{0,24}(?:[升降涨跌变]|提高|下降|上升|各|分别|多少个?点|高了|低了|差)"
    r"|(?:[升降涨跌变]|提高|下降|上升|各|分别).{0,24}(?:占(?!地|用).{0,16}(?:比例|比重|几成|百分之)|占比|比重)"
)
"""Asks how a share moved, or for the share of each year."""
_FALLEN = re.compile(r"[降跌少减](?:得|了|幅)?[^,，。]{0,3}最|最[^,，。]{0,3}[降跌减]")
_IN_PERCENT = re.compile(r"百分之|百分比|[增涨]幅|增速|增长率|比例|%|几成")
"""It fell most, or how far it moved is wanted in percent."""


def _same_over_the_years(fact: Fact, other: Fact) -> bool:
    """Tell whether two facts are figures of one thing of different years, counted alike; of one sentence they may name a place."""
    alike = fact.indicator == other.indicator and fact.figure.unit == other.figure.unit and fact.figure.high is None
    return alike and (fact.passage == other.passage or (fact.levels, fact.place) == (other.levels, other.place))


class Movements:
    """Works out what a question wants of figures of several years.

    Args:
        facts: All facts, as the matcher has them.
        matcher: Matches questions to facts.
        operands: Finds what a calculation runs over.
        rests: Knows what is left of a whole without a part.
    """

    def __init__(self, facts: Sequence[Fact], matcher: FactMatcher, operands: OperandFinder, rests: Rests) -> None:
        self._facts, self._matcher, self._operands, self._rests = tuple(facts), matcher, operands, rests

    def of(self, question: Question, chosen: Chosen = ()) -> tuple[Sum, ...]:
        """Return what a question wants of one thing's figures of several years: all but some added, the greatest step … or nothing.

        Args:
            question: The question.
            chosen: Facts that it may be about, each with its probability, the likeliest first.
        """
        several = (
            self._over_stretches(question, chosen)
            or self._shares_of_years(question)
            or self._rests_of_years(question, chosen)
            or self._each_moved(question, chosen)
            or self._trend(question, chosen)
        )
        if several:
            return several
        found = self._summed_without(question) or self._steepest(question) or self._compounded(question, chosen)
        return () if found is None else (found,)

    def _over_stretches(self, question: Question, chosen: Chosen) -> tuple[Sum, ...]:
        """Work out how far one thing moved over each of several stretches of years, the greatest move first, where that is asked."""
        if question.attributes or not asks_of_stretches(question.text):
            return ()
        return over_stretches(question.text, self._by_year(question, chosen))

    def _shares_of_years(self, question: Question) -> tuple[Sum, ...]:
        """Work out how a share of a whole moved between two years, and the share of each, where both are asked for."""
        text = question.text
        if question.attributes or len(question.years) != 2 or not _SHARE_MOVED.search(text):
            return ()
        shares = [self._share_in(question, year) for year in sorted(question.years)]
        before, after = (made.terms if made is not None else () for made in shares)
        if not before or not after or [fact.subject for fact in before] != [fact.subject for fact in after]:
            return ()
        falls = after[0].figure.value * before[1].figure.value < before[0].figure.value * after[1].figure.value
        moved = worked("a/b*100-c/d*100", (*before, *after) if falls else (*after, *before))
        return (moved, *(made for made in shares if made is not None)) if moved is not None else ()

    def _rests_of_years(self, question: Question, chosen: Chosen) -> tuple[Sum, ...]:
        """Work out what is left of a whole without a part in each of the years that a question names, where just that is asked."""
        if question.attributes or len(question.years) < 2 or not _EACH_LEFT.search(question.text):
            return ()
        likely = {fact: share for share, fact in chosen}
        left: dict[str, list[tuple[Fact, ...]]] = {}
        for facts, work in self._rests.calculations(question):
            rest = self._rests.taken(facts, work)
            if work == "a-b" and rest is not None:
                left.setdefault(rest.name, []).append(facts)
        best = max(left.values(), key=lambda each: sum(likely.get(fact, 0.0) for facts in each for fact in facts), default=[])
        found = [made for facts in best if (made := worked("a-b", facts, left=True)) is not None]
        return tuple(found) if len(found) == len(question.years) else ()

    def _each_moved(self, question: Question, chosen: Chosen) -> tuple[Sum, ...]:
        """Work out how far each of several counts moved between two years, where that is asked of each."""
        text = question.text
        if question.attributes or not _EACH_MOVED.search(text) or _IN_PERCENT.search(text) or self._rests.named(question):
            return ()
        mass: dict[str, float] = {}
        for likely, fact in chosen:
            if fact.from_table and fact.figure.unit != "%":
                mass[fact.passage] = mass.get(fact.passage, 0.0) + likely
        found = []
        least = max(AT_LEAST, max(mass.values(), default=0.0) / 3)
        for passage in (name for name, share in mass.items() if share >= least):
            row = [fact for fact in self._facts if fact.passage == passage and fact.kind is not FactKind.CHANGE]
            row = sorted((fact for fact in row if fact.year is not None), key=lambda fact: fact.year or 0)
            known = len(row) == 2 and set(question.years) <= {fact.year for fact in row}
            made = worked("a-b", (row[1], row[0])) if known else None
            if made is not None:
                found.append(made)
        if not 1 < len(found) <= MOST_MOVED:
            return ()
        if len({made.terms[0].indicator for made in found}) == 1:
            return tuple(replace(made, word=f"，{made.terms[0].levels[0]}{made.word}") for made in found)
        return tuple(found)

    def _trend(self, question: Question, chosen: Chosen) -> tuple[Sum, ...]:
        """Work out how far one thing moved from its first to its last year, where it is asked whether there is ever more or less of it."""
        if question.attributes or not _TREND.search(question.text):
            return ()
        of_year = {year: fact for year, fact in self._by_year(question, chosen).items() if fact.from_table and not fact.is_aim}
        made = worked("a-b", (of_year[max(of_year)], of_year[min(of_year)])) if len(of_year) > 1 else None
        return (made,) if made is not None else ()

    def _share_in(self, question: Question, year: int) -> Sum | None:
        """Work out which share of a whole its part is in a year."""
        asked = replace(question, years=(year,))
        pair = self._operands.pair(
            asked,
            lambda a, b: alike_unit(a, b) and a.figure.unit != "%" and a.year == year == b.year and a.subject != b.subject,
        )
        return shared(*sorted(pair, key=lambda fact: fact.figure.value)) if pair is not None else None

    def _compounded(self, question: Question, chosen: Chosen) -> Sum | None:
        """Work out the growth a year, compounded, of one thing where that is asked for."""
        if question.attributes or not asks_compounded(question.text):
            return None
        return growth_a_year(self._by_year(question, chosen), question.years)

    def _by_year(self, question: Question, chosen: Chosen = ()) -> dict[int, Fact]:
        """Return the figures of the one thing that a question is about by year, the plan's first for each; none where it is not sure."""
        mass: dict[object, float] = {}
        dated = [(likely, fact) for likely, fact in chosen if fact.kind is not FactKind.CHANGE and fact.year is not None]
        for likely, fact in dated:
            mass[fact.subject] = mass.get(fact.subject, 0.0) + likely
        sure = next((fact for _, fact in dated if mass[fact.subject] == max(mass.values()) >= SURELY), None)
        if sure is None:
            matches = self._matcher.matches(question, by_year=False)
            best = next(
                (each for each in matches if each.fact.kind is not FactKind.CHANGE and each.fact.year is not None), None
            )
            if best is None or (best.score < MEANT and best.name < CLEARLY_NAMED):
                return {}
            sure = best.fact
        return {
            fact.year: fact
            for fact in reversed(self._facts)
            if fact.year is not None and fact.kind is not FactKind.CHANGE and _same_over_the_years(fact, sure)
        }

    def _steepest(self, question: Question) -> Sum | None:
        """Work out by how much a figure rose in the year in which it rose most, or fell most, where that year is asked for."""
        text = question.text
        if question.attributes or not (_WHICH_YEAR.search(text) and _YEAR_ON_YEAR.search(text) and _MOST.search(text)):
            return None
        of_year = self._by_year(question)
        steps = [(of_year[year], of_year[year - 1]) for year in sorted(of_year) if year - 1 in of_year]
        falls = _FALLEN.search(text) is not None
        work = "(a-b)/b*100" if _IN_PERCENT.search(text) and not falls else "a-b"
        moved = [step[::-1] if falls else step for step in steps]
        meant = [(more, less) for more, less in moved if more.figure.value > less.figure.value]
        worked_out = [found for step in meant if (found := worked(work, step)) is not None]
        return max(worked_out, key=lambda found: found.result, default=None) if len(steps) > 1 else None

    def _summed_without(self, question: Question) -> Sum | None:
        """Return the sum over the years that a question does not leave out; ``None`` where it leaves none out."""
        if not years_left_out(question.text) or not SUMMED.search(question.text):
            return None
        terms = self._operands.year_by_year(question)
        return added(terms) if len(terms) > 1 and add_up(terms) else None
