"""From a question to a calculation: which operation, over which facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from lzqa.answer.arithmetic import (
    Sum,
    added,
    apiece,
    divided,
    left_of_all,
    shared,
    spread,
    subtracted,
    taken_away,
    yearly,
)
from lzqa.answer.expression import PEOPLE, add_up, counts_back, growth, worked
from lzqa.answer.expression import alike as alike_unit
from lzqa.answer.factmatch import FactMatcher
from lzqa.answer.foremost import foremost
from lzqa.answer.movements import CLEARLY_NAMED, Chosen, Movements
from lzqa.answer.operands import MEANT, OperandFinder
from lzqa.answer.operations import (
    ADDING,
    GROWING,
    OVER_TIME,
    Operation,
    leaves_out_private,
    operation_of,
)
from lzqa.answer.rests import Rests
from lzqa.answer.supposed import in_all_rounds
from lzqa.facts import Fact, FactKind
from lzqa.question import Question

BACKWARDS = 0.5
"""A year that the plan does not state is worked out from a change when the question holds this much of the change's name."""


_NOT_SO = re.compile(r"没|未|不(?!少|足|低)")
_EACH = re.compile(
    r"(?:每|一)(?:一|1|个)?(?P<one>所|间|家|园|校|学校|幼儿园|班|镇|台|人|名|位|学生|孩子|娃|生)|(?P<mean>人均|生均)"
)
EACH_UNITS: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (frozenset({"所", "间", "家", "园", "校", "学校", "幼儿园"}), frozenset({"所", "家", "间"})),
    (frozenset({"台"}), frozenset({"台"})),
    (frozenset({"镇"}), frozenset({"个"})),
)
"""What a mean is asked for each of, and the units that it is counted in; people else."""
_FIVE_YEARS = re.compile(r"(?<!\d)[5五]年(?!级)")
_APART = re.compile(r"差|比|距|缺口|多出|超出|多多少|少多少|多几|少几|倒|减")
"""Words that set two things apart, not one thing's earlier figure from its later one."""
_PRIVATE = re.compile(
    r"民办|私立|私人|私办|老板[办开]|社会力量办|(?:非|不是|不属于|不算|除掉|除去|扣掉|扣除|去掉|刨掉|刨去|减去?)的?(?:公办|公立|公家|政府办)"
)
_NOT_ALL_PRIVATE = re.compile(r"普惠|比例|占(?!了?(?:几|多少)[所间家])|率|公办(?:园|学校|幼儿园)?(?:和|与|跟|比)|认定")
_OF_SCHOOLS = re.compile(
    r"占(?:了|到|全部|全市|所有|总|的|学校|幼儿园|园)*(?:幼儿园|学校|园)(?:总?数|总量)?的?(?:百分|比|多|几|[?？]|$)"
)
"""A share of all schools, not of all children."""


def _counts(total: Fact, count: Fact, units: frozenset[str]) -> bool:
    """Tell whether ``total`` may be shared out among ``count``, which is counted in one of ``units``."""
    shared_out = total.figure.unit not in ("%", "岁", *units)
    return shared_out and count.figure.unit in units and (total.year, total.period) == (count.year, count.period)


def _same_kind(a: Fact, b: Fact) -> bool:
    """Tell whether two facts may be subtracted: shares only of one indicator, counts in one unit."""
    return alike_unit(a, b) and (a.figure.unit != "%" or a.indicator == b.indicator or a.passage == b.passage)


def _over_time(a: Fact, b: Fact) -> bool:
    """Tell whether one thing's figures of two years are subtracted: 增加多少 says nothing of two things."""
    return _same_kind(a, b) and a.indicator == b.indicator and a.place == b.place and a.year != b.year


def _plain_figure(fact: Fact) -> bool:
    return fact.figure.high is None


class Calculator:
    """Works out what a question asks for when the plan states only the terms.

    Args:
        facts: All facts, as the matcher has them.
        matcher: Matches questions to facts.
        rests: Knows which figures are parts of which.
    """

    def __init__(self, facts: Sequence[Fact], matcher: FactMatcher, rests: Rests) -> None:
        self._facts = tuple(facts)
        self._matcher, self._rests = matcher, rests
        self._operands = OperandFinder(facts, matcher)
        self._movements = Movements(facts, matcher, self._operands, rests)

    def work_out(self, question: Question) -> Sum | None:
        """Return the calculation that ``question`` asks for, or ``None`` when it asks for none or lacks its terms."""
        if question.attributes:
            return None
        rest = self._private(question)
        if rest is not None:
            return rest
        earlier = self._earlier_year(question)
        if earlier is not None:
            return earlier
        operation = operation_of(question.text)
        by_operation: dict[Operation, Callable[[Question], Sum | None]] = {
            Operation.SUM: self._sum,
            Operation.LEFT: self._left,
            Operation.YEARLY: self._yearly,
            Operation.RATIO: lambda asked: self._of_two(asked, divided, alike_unit),
            Operation.SHARE: self._share,
            Operation.APIECE: self._apiece,
            Operation.GROWTH: self._growth,
            Operation.DIFFERENCE: lambda asked: self._of_two(
                asked, subtracted, _same_kind if _APART.search(asked.text) else _over_time
            ),
        }
        return by_operation[operation](question) if operation is not None else None

    def compared(self, question: Question) -> tuple[Fact, Fact] | None:
        """Return the two facts that a question compares, in the order of their years or of its words; ``None`` if not two."""
        if GROWING.search(question.text) and len(question.levels) > 1:
            changes = self._operands.alike(question, whole_span=False, changes=True)
            if len(changes) == 2:
                return changes[0], changes[1]
        return self._two(question, alike_unit, whole_span=OVER_TIME.search(question.text) is not None)

    def _sum(self, question: Question) -> Sum | None:
        terms = (
            self._operands.year_by_year(question)
            or self._operands.alike(question, whole_span=False)
            or self._operands.of_one_sentence(question)
        )
        terms = tuple(fact for fact in terms if _plain_figure(fact) and fact.figure.unit != "%")
        if len(terms) < 2 and ADDING.search(question.text):
            pair = self._operands.pair(question, lambda a, b: alike_unit(a, b) and a.figure.unit != "%")
            terms = pair or ()
        work = "+".join("abcdefgh"[: len(terms)])
        if len(terms) < 2 or not add_up(terms) or self._rests.adds_a_part(terms, work):
            return None
        rounds = in_all_rounds(question.text, work, terms)
        return worked(rounds, terms) if rounds else added(terms)

    def over_the_years(self, question: Question, chosen: Chosen = ()) -> tuple[Sum, ...]:
        """Return what a question wants of figures of several years; see :meth:`lzqa.answer.movements.Movements.of`."""
        return self._movements.of(question, chosen)

    def foremost(self, question: Question) -> tuple[Sum, ...]:
        """Return how far each of several school levels moved, the one that moved most first, where that is asked for."""
        return foremost(question, self._facts)

    def _left(self, question: Question) -> Sum | None:
        if leaves_out_private(question.text):
            return None
        pair = self._two(question, alike_unit)
        if pair is None:
            return self._rest_of_all(question)
        whole, part = sorted(pair, key=lambda fact: -fact.figure.value)
        return taken_away(whole, (part,)) if whole.figure.unit != "%" else subtracted(*pair)

    def _rest_of_all(self, question: Question) -> Sum | None:
        """Work out which share is left of all, when what is not so is asked for."""
        best = next(iter(self._matcher.matches(question)), None)
        if best is None or best.score < MEANT or not _NOT_SO.search(question.text):
            return None
        return left_of_all(best.fact) if best.fact.figure.unit == "%" and best.fact.kind is not FactKind.CHANGE else None

    def _two(
        self, question: Question, fits: Callable[[Fact, Fact], bool], *, whole_span: bool = True
    ) -> tuple[Fact, Fact] | None:
        alike = self._operands.alike(question, whole_span=whole_span)
        if len(alike) == 2 and fits(*alike):
            return alike[0], alike[1]
        return self._operands.pair(question, lambda a, b: fits(a, b) and _plain_figure(a) and _plain_figure(b))

    def _of_two(
        self, question: Question, work: Callable[[Fact, Fact], Sum | None], fits: Callable[[Fact, Fact], bool]
    ) -> Sum | None:
        pair = self._two(question, fits)
        return work(*pair) if pair else None

    def _growth(self, question: Question) -> Sum | None:
        pair = self._two(question, alike_unit)
        if pair is None:
            return None
        return subtracted(*pair) if pair[0].figure.unit == "%" else growth(*pair)

    def _share(self, question: Question) -> Sum | None:
        best = next(iter(self._matcher.matches(question)), None)
        stated = best is not None and best.fact.figure.unit == "%" and best.name >= CLEARLY_NAMED
        if stated and not _OF_SCHOOLS.search(question.text):
            return None
        pair = self._operands.pair(question, lambda a, b: alike_unit(a, b) and a.figure.unit != "%" and a.year == b.year)
        if pair is None:
            return None
        part, whole = sorted(pair, key=lambda fact: fact.figure.value)
        return shared(part, whole)

    def _apiece(self, question: Question) -> Sum | None:
        asked = _EACH.search(question.text)
        units = next((units for words, units in EACH_UNITS if asked and (asked["one"] or "") in words), PEOPLE)
        found = self._operands.pair(question, lambda a, b: _counts(a, b, units) or _counts(b, a, units))
        if found is None:
            return None
        total, count = found if found[1].figure.unit in units else found[::-1]
        return apiece(total, count)

    def _yearly(self, question: Question) -> Sum | None:
        best = next((m for m in self._matcher.matches(question) if m.fact.kind is not FactKind.CHANGE), None)
        if best is None or best.score < MEANT:
            return None
        years = _span_of(best.fact.period) or (5 if _FIVE_YEARS.search(best.fact.statement) else 0)
        if years and _plain_figure(best.fact) and best.fact.figure.unit != "%":
            return spread(best.fact, years)
        alike = self._operands.alike(question, whole_span=True)
        if len(alike) == 2 and alike[0].year and alike[1].year and alike_unit(*alike):
            return yearly(alike[0], alike[1])
        return None

    def _private(self, question: Question) -> Sum | None:
        """Work out how many schools are not public from all and the public ones, when only private ones are asked for."""
        text = question.text
        if not _PRIVATE.search(text) or _NOT_ALL_PRIVATE.search(text) or leaves_out_private(text):
            return None
        matches = [m.fact for m in self._matcher.matches(question)[:8] if m.fact.figure.unit == "所" and m.fact.from_table]
        for whole in matches:
            part = next((f for f in matches if f.indicator == f"公办{whole.indicator}" and f.year == whole.year), None)
            if part is not None and whole.kind is not FactKind.CHANGE:
                return taken_away(whole, (part,))
        return None

    def _earlier_year(self, question: Question) -> Sum | None:
        """Work out a year that the plan does not state from a later one and the change between them."""
        years = question.years
        if not years or (len(years) > 1 and OVER_TIME.search(question.text)):
            return None
        change = next(
            (
                match.fact
                for match in self._matcher.matches(question)
                if match.fact.kind is FactKind.CHANGE
                and match.name >= BACKWARDS
                and match.fact.base_year == years[-1]
                and set(years) <= {match.fact.base_year, match.fact.year}
                and not match.fact.from_table
                and match.fact.figure.unit not in ("%", "个百分点")
            ),
            None,
        )
        if change is None:
            return None
        same = [fact for fact in self._facts if fact.subject == change.subject]
        later = next((fact for fact in same if fact.figure.unit == change.figure.unit and counts_back(fact, change)), None)
        if later is None or any(fact.year == change.base_year for fact in same):
            return None
        return worked("a-b", (later, change))


def _span_of(period: str) -> int:
    """Return how many years a period such as ``2016-2020`` or 近五年 has, 0 when it does not tell."""
    first, _, last = period.partition("-")
    if first.isdigit() and last.isdigit():
        return int(last) - int(first) + 1
    return 5 if period == "近五年" else 0
