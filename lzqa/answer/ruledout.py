"""Proposals that the words of a question rule out, and which of the others then is likely in their stead.

The model of proposals tells over which facts something is worked out; where its words leave no choice which way (按每年平摊, 之和的几倍,
除了中职之外的多了几个), what it gave the ways that they rule out goes to the one that they ask for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from lzqa.answer.expression import operation_class
from lzqa.answer.neighbour import Guard
from lzqa.answer.proposal import RULES, Proposal
from lzqa.answer.rests import Rests, is_left_out
from lzqa.numerals import count_of
from lzqa.question import Question

LEFT_TO_IT = 0.1
"""What is left to a proposal that is ruled out."""
LIKELY_ALONE = 0.2
"""A proposal is likely without others that say the same from this probability on."""
HANDED_ON = 0.95
"""What of it goes to the proposal that is asked for instead."""
_IN_ALL_YEARS = re.compile(r"[a-z]\*\d-[a-z]|[a-z]-[a-z]\*\d|[a-z]\*\d")
_OF_ONE_YEAR = re.compile(r"[a-z]-[a-z]/\d|[a-z]/\d-[a-z]|[a-z]/\d")
_A_YEAR = re.compile(r"平摊|均摊|[摊匀折均]到?每?一?年|每年(?:平均|均)|按(?:每一?)?年(?!.{0,3}总)|年均|单年")
_OF_A_SUM = re.compile(
    r"(?:之和|加起来|合起来|合计|相加|加一?[起块]|[两二]者和)(?:的|还|再|来|要|得)*(?:多少|几)?(?:倍|百分|多|少|高|低|比)|比[^,，。]{1,14}(?:之和|加起来|合起来|合计|相加|加一?[起块])(?:还|要|得|都)*[多少高低大小]"
)
"""Sets something against what several come to."""
_SO_MANY_TOGETHER = re.compile(
    r"(?P<count>[两二三四五])(?:样|类|种|项|级|者|笔|处|支|条线|所学校|个学校)[^,，。;；多几]{0,4}(?:总(?:人数|数|量|计)|合计|一共|总共|加起来|之和|合起来|相加)"
)
"""Asks what so many things come to together: 三样总人数."""
_OF_ALL_OF_THEM = re.compile(r"占|比例|比重|几成|百分|倍|几分之")
"""Asks for something of that sum."""
_BRACKETED_SUM = re.compile(r"\([a-z](?:\+[a-z])+\)")
_PLACES = re.compile(r"(?:多少|几)多?个?(?:学?位子?|座位?|名额|床|铺|人|娃|孩子|学生|老师|教师|所|间|家)")
"""Asks for a number of something that is no money."""
Instead = Callable[[Proposal], bool]


def by_the_words(
    question: Question, proposals: Sequence[Proposal], likely: NDArray[np.float64], rests: Rests, guard: Guard
) -> NDArray[np.float64]:
    """Return ``(proposals,)`` probabilities after what the words of a question rule out.

    Args:
        question: The question.
        proposals: The proposals.
        likely: ``(proposals,)`` how likely each is right, by the model.
        rests: Knows the rests of wholes that the question names.
        guard: Tells the facts of another school from those of the one that the question names.
    """
    likely = _said_twice(proposals, likely)
    for at, proposal in enumerate(proposals):
        for instead in _ruled_out(question, proposal, rests):
            heirs = [other for other, each in enumerate(proposals) if other != at and instead(each)]
            if not heirs:
                continue
            heir = max(heirs, key=lambda other: likely[other])
            likely[heir] = max(likely[heir], HANDED_ON * likely[at])
            likely[at] *= LEFT_TO_IT
            break
        else:
            elsewhere = bool(proposal.facts) and all(guard.of_another_school(question, fact) for fact in proposal.facts)
            if elsewhere or _counts_money(question, proposal):
                likely[at] *= LEFT_TO_IT
    return likely


def _said_twice(proposals: Sequence[Proposal], likely: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probabilities where what rules work out and another proposal over the same facts count together, as one.

    Only where none is likely alone: elsewhere the model has seen that rules work out the same.
    """
    found = likely.copy()
    if likely.max(initial=0.0) >= LIKELY_ALONE:
        return found
    rules = [at for at, each in enumerate(proposals) if each.source == RULES and each.computes]
    for at in rules:
        for other, each in enumerate(proposals):
            same = each.source != RULES and frozenset(each.facts) == frozenset(proposals[at].facts)
            if same and _same_result(proposals[at], each):
                found[other] = max(found[other], 1 - (1 - likely[at]) * (1 - likely[other]))
    return found


def _same_result(ruled: Proposal, proposal: Proposal) -> bool:
    """Tell whether a proposal is the sum that a rule has worked out."""
    if ruled.draft is None or operation_class(proposal.work) != "sum":
        return False
    total = sum(fact.figure.value for fact in proposal.facts)
    return any(figure.computed and figure.value == total for figure in ruled.draft.figures)


def _ruled_out(question: Question, proposal: Proposal, rests: Rests) -> Sequence[Instead]:
    """Return what tells the proposals that stand in for one which the words of a question rule out; nothing where they do not."""
    text, work, facts = question.text, proposal.work, frozenset(proposal.facts)
    found: list[Instead] = []
    if _IN_ALL_YEARS.fullmatch(work) and _A_YEAR.search(text):
        found.append(lambda each: bool(_OF_ONE_YEAR.fullmatch(each.work)) and frozenset(each.facts) == facts)
    if proposal.computes and _OF_A_SUM.search(text) and not _BRACKETED_SUM.search(work):
        sort = operation_class(proposal.takes)
        found.append(
            lambda each: (
                bool(_BRACKETED_SUM.search(each.work)) and operation_class(each.work) == sort and facts < frozenset(each.facts)
            )
        )
    together = _SO_MANY_TOGETHER.search(text) if not _OF_ALL_OF_THEM.search(text) else None
    if together is not None and operation_class(work) != "sum":
        count = count_of(together["count"])
        found.append(
            lambda each: operation_class(each.work) == "sum" and len(each.facts) == count and facts <= frozenset(each.facts)
        )
    named = [rest for rest in rests.named(question) if any(is_left_out(text, word) for word in rest.without)]
    parts = {rest.part for rest in named}
    if proposal.computes and named and all(fact.indicator in parts for fact in proposal.facts) and _only_parts(proposal, rests):
        found.append(
            lambda each: (
                rests.taken(each.facts, each.work) in named
                and operation_class(each.work) == operation_class(proposal.takes)
                and facts < frozenset(each.facts)
            )
        )
    return found


def _only_parts(proposal: Proposal, rests: Rests) -> bool:
    return rests.taken(proposal.facts, proposal.takes) is None


def _counts_money(question: Question, proposal: Proposal) -> bool:
    """Tell whether a calculation comes to money where a number of people or places is asked for."""
    money = bool(proposal.work) and all("元" in fact.figure.unit for fact in proposal.facts)
    return money and bool(_PLACES.search(question.asking or question.text))
