"""Follow-ups that want something done with the figures just given: 差多少, 占比多少, 合起来, 平均每年, 达标了没.

Such a turn names nothing of its own.  What it is about are the figures of the answers before it, so these are taken as they
were given, not looked for again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from lzqa.answer.again import again, asks_again, without_again
from lzqa.answer.before import Before
from lzqa.answer.draft import Draft
from lzqa.answer.expression import alike
from lzqa.answer.factcompose import FactComposer
from lzqa.answer.model import Answer
from lzqa.answer.operations import ADDING, ALIKE, Operation, operation_of
from lzqa.answer.proposal import Proposal
from lzqa.facts import Fact, FactKind, find_conflicts
from lzqa.figures import find_figures
from lzqa.question import Question, QuestionKind

SAID = "said"
"""How a turn is read that wants something worked out of the figures just given."""
AIMS = (FactKind.TARGET, FactKind.PLAN, FactKind.REQUIREMENT)
FIRST = re.compile(r"^(?P<first>.{1,14}?呢|(?:换成|换做|改成)[^,，。?？]{1,10})[,，?？ ]+(?P<rest>.+)$")
"""A turn that names something first, and then says what is to be done with its figure."""
_REACHED = re.compile(
    r"(?:达标|达到|达成|完成|做到|实现|超过|超额|过线|够|到)(?:了)?(?:没有?|吗|么|嘛)|(?:是否|是不是|有没有|算不算|算|已经|早就|提前|早已).{0,4}(?:达|完成|做到|实现|超|过线|满足|符合)"
    r"|够不够|达没达|超没超|到没到|达不达标"
)
_OVER_TIME = re.compile(r"增|添|涨|降|升|提高|跌|多了|少了|多出来|净|长了")
_APART = re.compile(r"差|相差|差[距额值]|相比|比[^例重]|[多少][多少几]")
_WHICH = re.compile(
    r"(?:哪|边)(?:个|一?头|边|样|种|所|间|年|项)?.{0,4}(?:多|少|高|低|大|小|快|重)|谁.{0,3}(?:多|少|高|低|大|小)"
)
_AIM = re.compile(r"(?:比|离|距离?|跟|和|同|与)(?:这个|那个|原来的?|规划的?|定的?)?(?:发展|主要)?(?:目标值?|指标|要求)")
_YEARS = re.compile(r"这(?:几|些|四|五)年|(?:几|四|五|多)年(?:来|间|里|下来)|比(?:以前|原来|之前|当年)|以前")
_ELSEWHERE = re.compile(
    r"不一样|不是这个|(?:另|还有)一?处|别处|(?:写|讲|说)的(?:可|却)?不是|一样(?:吗|么|不|没)|都一样|两处|对不上|矛盾|不一致"
)
_BELOW = re.compile(r"(?:反[倒而])?(?:还)?(?:比|[低高少多]于)(?:现状|现在|目前|眼下)(?:的水平)?(?:还|都|要)*[低高少多小大]?")
_TURNED = re.compile(r"翻(?:了)?(?:倍|番)")
_CASES = re.compile(r"[两二三四](?=年|个|者|项|样|处|所|间|笔|种|边|家|次|级|栋)")
_DONE = re.compile(
    r"(?:如此|这么|这样|照此)(?:说来|看来|说|看)|现状|该|已经?|(?:每|一)年|平均|摊到?|占比?|差(?:额|距|值)?|总数|百分之|多了|少了|翻|倍|成|点|数|栋|对得?上|一致|吻合|相符"
    r"|(?:发展|主要)?目标|里?写的?|这么说|前头|头一?个"
)
_COUNT = {"两": 2, "二": 2, "三": 3, "四": 4}
_REST = re.compile(
    r"^(?:那么?)?(?:余下|剩下|其余|剩余|余)(?:的|嘅|那些|部分|[所个名人间张栋座]|数|是|有|呢|多少|几|[?？,，。 ])*$"
)
"""A turn that asks for what is left of the figure before the last one, without the last."""
_IN_OTHER_WORDS = (
    (Operation.SUM, re.compile(r"夹埋|夹起|埋一齐|[加算]在?一(?:块|道|齐)")),
    (Operation.SHARE, re.compile(r"(?:第?[一二两三1-3]个?|[前后]者)占(?:了)?(?:第?[一二两三1-3]个?|[前后]者)")),
    (Operation.DIFFERENCE, re.compile(r"相减|作差|减(?:去|掉)?(?:第?[一二两三1-3]个?|[前后]者)")),
    (Operation.LEFT, _REST),
)
"""What a turn that names nothing may want done, said as one says it of figures that were just given."""
_HOW_TOLD = re.compile(
    r"保留(?:小数点后)?[一二两三\d]位(?:小数)?|取?绝对值|四舍五入|取整|带(?:上)?单位|(?:只|仅)(?:需|要|报)(?:数字?|结果|得数)?|结果|得数|[前后]者|第[一二三]个|百分比"
)
"""How a result is to be told, and what stands for the figures it is made of."""
_FURTHER_ON = re.compile(r"往[后前]|再[后前]|[之以][后前]")
Facts = tuple[Fact, ...]


def wants_done(own: str) -> bool:
    """Tell whether a turn asks for something to be done with figures."""
    if _FURTHER_ON.search(own):
        return False  # 再往后两年加起来 asks for years that were not given
    found = (pattern.search(own) for pattern in (_REACHED, _WHICH, _BELOW, _ELSEWHERE))
    return _operation(own) is not None or any(found)


def _operation(own: str) -> Operation | None:
    """Return what a turn that names nothing of its own wants done with the figures just given, or ``None``."""
    if _TURNED.search(own):
        return Operation.RATIO
    return next((operation for operation, pattern in _IN_OTHER_WORDS if pattern.search(own)), None) or operation_of(own)


def without_operations(own: str) -> str:
    """Return ``own`` without the words that say what is to be done with figures."""
    if _ELSEWHERE.search(own):
        return ""
    said = (pattern for _, pattern in _IN_OTHER_WORDS)
    for pattern in (_AIM, _YEARS, _REACHED, _WHICH, _BELOW, _TURNED, *said, _HOW_TOLD, ADDING, _CASES):
        own = pattern.sub(" ", own)
    return _DONE.sub(" ", own)


class OverTheSaid:
    """Works with the figures that the answers before a turn have given.

    Args:
        facts: All facts.
        composer: Makes drafts from facts.
        before: The answers that the dialogue has had.
    """

    def __init__(self, facts: Sequence[Fact], composer: FactComposer, before: Before) -> None:
        self._composer, self._before = composer, before
        self._conflicts = find_conflicts(facts)
        self._of: dict[str, list[Fact]] = {}
        self._like: dict[tuple[object, ...], list[Fact]] = {}
        for fact in facts:
            self._of.setdefault(fact.passage, []).append(fact)
            self._like.setdefault(_series(fact), []).append(fact)

    def given(self, answer: Answer) -> Facts:
        """Return the facts that ``answer`` states, in order, each once; none of an answer that states none."""
        found = []
        for figure in answer.figures:
            if figure.computed:
                continue
            passage = answer.citations[figure.citation - 1].passage
            own = [fact for fact in self._of.get(passage, ()) if fact.figure.text == figure.text]
            found += [fact for fact in own if fact.year == figure.year][:1]
        return tuple(dict.fromkeys(found))

    def of(
        self, question: Question, turns: Sequence[str], bare: Callable[[str, Callable[[str], str]], str]
    ) -> tuple[Answer, bool] | None:
        """Return what the last of ``turns`` wants worked out of the answers before it, and whether it surely wants that.

        ``None`` when it wants nothing of the kind.

        Args:
            question: The last turn, understood.
            turns: All turns as typed, oldest first.
            bare: Returns a turn, normalised, where it names nothing of its own beside the words that a function takes away; else ``""``.
        """
        once_more = bare(turns[-1], without_again)
        if once_more and asks_again(once_more):
            return _with(self.again(question, once_more, turns), surely=True)
        named = FIRST.match(turns[-1])
        turns = [*turns[:-1], *named.group("first", "rest")] if named else turns
        own = bare(turns[-1], without_operations)
        if own:
            return _with(self.answer(question, own, turns), surely=False) if wants_done(own) else None
        return _with(self._with_told(question, bare(turns[-1], lambda _: ""), turns), surely=True)

    def _with_told(self, question: Question, own: str, turns: Sequence[str]) -> Answer | None:
        """Return what a turn wants worked out of the figure just given and another one of its sentence that the turn tells: 重点关注的有524个，占几成."""
        last = next(self._before.answers(turns), None)
        if last is None or last.abstained or _operation(own) not in (Operation.SHARE, Operation.DIFFERENCE, Operation.RATIO):
            return None
        given = self.given(last)[:1]
        values = {figure.value for figure in find_figures(own)}
        told = [
            fact
            for citation in last.citations[:1]
            for fact in self._of.get(citation.passage, ())
            if fact.figure.value in values and fact not in given
        ]
        if not given or len(told) != 1 or given[0].passage != told[0].passage or not alike(given[0], told[0]):
            return None
        chosen = over(own, [(told[0],), given])
        return self._worked_out(question, own, chosen, [given], last.confidence) if chosen is not None else None

    def answer(self, question: Question, own: str, turns: Sequence[str]) -> Answer | None:
        """Return what ``own``, the last of ``turns``, wants worked out of the answers before it; ``None`` when nothing fits.

        Args:
            question: The last turn, understood.
            own: What it says, normalised.
            turns: All turns as typed, oldest first.
        """
        said: list[Facts] = []
        confidence = 1.0
        for answer in self._before.answers(turns):
            facts = self.given(answer)
            if answer.abstained or not facts:
                break
            said.append(self._ends(facts[0]) or facts)
            confidence = min(confidence, answer.confidence)
        elsewhere = _operation(own) is None and _ELSEWHERE.search(own)
        if said and (elsewhere or (ALIKE.search(own) and self._stated_otherwise(said[0]))):
            draft = self._composer.contradicted(replace(question, text=f"{_name(said[0][0])}，{own}"), said[0][0])
            return draft.answer(confidence) if draft is not None else None
        if len(said) > 1 and self._stated_otherwise(said[0]):
            said[0] = said[0][:1]
        beside = self._beside(own, said[0][0]) if said else None
        chosen = over(own, [said[0][:1], (beside,)] if beside is not None else said)
        if chosen is None:
            return None
        return self._worked_out(question, own, chosen, said, confidence)

    def _worked_out(
        self, question: Question, own: str, chosen: tuple[Facts, str], said: Sequence[Facts], confidence: float
    ) -> Answer | None:
        """Return the answer that ``chosen``, facts and the expression over them, make; ``None`` where they do not go together."""
        facts, work = chosen
        question = replace(
            question, text=f"{_named(facts)}，{own}", kind=QuestionKind.COMPUTE if work else QuestionKind.COMPARE, years=()
        )
        draft = self._draft(question, own, facts, work, said)
        return draft.answer(confidence) if draft is not None else None

    def again(self, question: Question, own: str, turns: Sequence[str]) -> Answer | None:
        """Return what the answer before the last of ``turns``, ``own``, has worked out, of another year; ``None`` when nothing fits.

        Args:
            question: The last turn, understood.
            own: What it says, normalised.
            turns: All turns as typed, oldest first.
        """
        last = next(self._before.answers(turns), None)
        if last is None or last.abstained:
            return None
        found = again(own, last, self.given(last), lambda fact: self._like[_series(fact)])
        if found is None:
            return None
        facts, work = found
        asked = replace(question, text=f"{_named(facts)}，{last.understood_as}，{own}", kind=QuestionKind.COMPUTE, years=())
        draft = self._composer.proposed(asked, Proposal(SAID, facts, work, "compute"))
        return draft.answer(last.confidence) if draft is not None else None

    def _stated_otherwise(self, facts: Facts) -> bool:
        """Tell whether all facts but the first are what the plan says against it elsewhere."""
        return len(facts) > 1 and any(set(facts) <= set(conflict.facts) for conflict in self._conflicts)

    def _ends(self, fact: Fact) -> Facts:
        """Return the figures of the two years that a change lies between, where the plan has both; none for other facts."""
        if fact.kind is not FactKind.CHANGE:
            return ()
        found = {
            other.year: other
            for others in self._of.values()
            for other in others
            if other.subject == fact.subject and other.kind is not FactKind.CHANGE and other.year in (fact.base_year, fact.year)
        }
        return (found[fact.base_year], found[fact.year]) if len(found) > 1 else ()

    def _beside(self, own: str, fact: Fact) -> Fact | None:
        """Return what ``fact`` is to be set beside where the turn says so: its target, or its figure of an earlier year."""
        others = [other for other in self._like[_series(fact)] if other.year != fact.year and other.kind is not FactKind.CHANGE]
        if _AIM.search(own):
            return next((other for other in others if other.kind in AIMS), None)
        earlier = [other for other in others if other.year and fact.year and other.year < fact.year]
        return max(earlier, key=lambda other: other.year or 0, default=None) if _YEARS.search(own) else None

    def _draft(self, question: Question, own: str, facts: Facts, work: str, said: Sequence[Facts]) -> Draft | None:
        if not work:
            if _REACHED.search(own):
                return self._composer.proposed(replace(question, kind=QuestionKind.YES_NO), Proposal(SAID, facts))
            return self._composer.proposed(question, Proposal(SAID, facts, kind="compare"))
        draft = self._composer.proposed(question, Proposal(SAID, facts, work, "compute"))
        if draft is not None and _operation(own) is Operation.SUM:
            for fact in (fact for facts in said for fact in facts):
                if fact not in draft.facts and alike(fact, facts[0]):
                    self._composer.state(draft, fact)
        return draft


def _with(answer: Answer | None, *, surely: bool) -> tuple[Answer, bool] | None:
    return (answer, surely) if answer is not None else None


def _series(fact: Fact) -> tuple[object, ...]:
    return fact.subject, fact.figure.unit, fact.kind is FactKind.CHANGE


def _name(fact: Fact) -> str:
    return f"{fact.year}年{fact.place}{fact.indicator}" if fact.year else f"{fact.place}{fact.indicator}"


def _named(facts: Facts) -> str:
    """Return what facts are called, each name once."""
    return "、".join(dict.fromkeys(_name(fact) for fact in facts))


def over(own: str, said: Sequence[Facts]) -> tuple[Facts, str] | None:
    """Return the facts, and the expression over them, that a turn wants; an empty expression where they are only compared.

    Args:
        own: What the turn says, normalised.
        said: The facts of the answers before it, the latest first.
    """
    if not said:
        return None
    operation = _operation(own)
    if operation is Operation.SUM and _OVER_TIME.search(own) and not ADDING.search(own):
        operation = Operation.DIFFERENCE  # 一共涨了多少
    last = said[0]
    if operation is Operation.YEARLY:
        return _a_year(said)
    if operation is Operation.SUM or (operation is Operation.SHARE and ADDING.search(own)):
        return _together(own, said, share=operation is Operation.SHARE)
    pair = _pair(said)
    if pair is None or FactKind.CHANGE in {fact.kind for fact in pair}:
        return None
    if _REACHED.search(own) or operation is None:
        return pair, ""
    if not alike(*pair):
        return (pair[::-1], "a/b") if operation in (Operation.APIECE, Operation.RATIO) and len(last) == 1 else None
    return _of_two_alike(own, operation, *pair)


def _of_two_alike(own: str, operation: Operation, former: Fact, latter: Fact) -> tuple[Facts, str] | None:
    """Return what a turn wants worked out of two figures of one unit, ``former`` given before ``latter``."""
    pair = former, latter
    low, high = sorted(pair, key=lambda fact: fact.figure.value)
    grows = operation is Operation.GROWTH or (_OVER_TIME.search(own) and not _APART.search(own))
    if grows and (_series(former) != _series(latter) or former.year == latter.year):
        return None  # 增加多少 asks how one thing changed, not how far two are apart
    if _REST.search(own) and high is latter:
        return None  # the last figure is no part of the one before it
    if operation in (Operation.DIFFERENCE, Operation.LEFT):
        return (high, low), "a-b"
    if operation is Operation.SHARE:
        return (low, high), "a/b*100"
    early, late = sorted(pair, key=lambda fact: fact.year or 0) if former.year != latter.year else (low, high)
    if operation is Operation.GROWTH:
        return (late, early), "(a-b)/b*100" if late.figure.value >= early.figure.value else "(b-a)/b*100"
    return (late, early), "a/b"


def _pair(said: Sequence[Facts]) -> tuple[Fact, Fact] | None:
    """Return two figures, the one given first in front: both of the last answer, or one of each of the last two."""
    last = said[0]
    if len(last) == 2 and alike(*last):
        return last[0], last[1]
    if len(said) > 1 and said[1][0] != last[0]:
        return said[1][0], last[0]
    return None


def _a_year(said: Sequence[Facts]) -> tuple[Facts, str] | None:
    pair = _pair(said)
    if pair is not None and pair[0].indicator == pair[1].indicator and pair[0].year and pair[1].year and alike(*pair):
        early, late = sorted(pair, key=lambda fact: fact.year or 0)
        years = (late.year or 0) - (early.year or 0)
        rises = late.figure.value >= early.figure.value
        return ((late, early), f"({'a-b' if rises else 'b-a'})/{years}") if years else None
    fact = said[0][0]
    first, end = fact.period_ends or (0, 0)
    if first != end:
        return (fact,), f"a/{end - first + 1}"
    stated = re.search(r"(?<!第)(?<!\d)(\d)年(?=\D{0,2}" + re.escape(fact.figure.text) + ")", fact.statement)
    return ((fact,), f"a/{stated[1]}") if stated else None


def _together(own: str, said: Sequence[Facts], *, share: bool) -> tuple[Facts, str] | None:
    last = said[0]
    named = [fact for fact in last if fact.place]
    if 1 < len(named) < len(last):  # the parts, without the total that stands beside them
        last = tuple(named)
    rest = said[1:]
    match = _CASES.search(own)
    count = _COUNT[match.group()] if match else 2
    if not share and (match is None or 1 < len(last) < count):  # 拢共: with what the same sentence says of others
        last = (*(fact for facts in reversed(rest) for fact in facts if fact.passage == last[0].passage), *last)
        last = tuple(dict.fromkeys(last))
    if len(last) < 2:
        given = tuple(dict.fromkeys(facts[0] for facts in said[:count]))
        last, rest = given[::-1], said[len(given) :]
    if len(last) < 2 or not all(alike(last[0], fact) for fact in last):
        return None
    letters = "abcdefg"[: len(last)]
    work = "+".join(letters)
    if not share:
        return last, work
    if not rest or not alike(rest[0][0], last[0]):
        return None
    return (*last, rest[0][0]), f"({work})/{'abcdefgh'[len(last)]}*100"
