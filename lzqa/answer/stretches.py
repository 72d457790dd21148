"""One thing over stretches of years: which of two stretches moved it more, and its growth a year compounded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lzqa.answer.arithmetic import Sum, compounded
from lzqa.answer.expression import worked
from lzqa.facts import Fact

_STRETCH = re.compile(
    r"(?P<first>20\d\d)年?(?:底|末)?(?:到|至|[-—~～→])(?P<last>20\d\d)年?|(?P<later>20\d\d)年?(?:较|比|对比|相比|减)(?P<before>20\d\d)年?"
)
_SET_APART = re.compile(
    r"[哪边谁何](?:一|个|一个|一?者)?(?:段|截|头|个|边|阶段|时期|区间|期间|时段|轮|次|程|者)?.{0,6}?(?:多|大|快|猛|高|少|小|慢|厉害|狠|凶|陡)|各|分别|[取选择][大小高低多少]|孰"
)
_MOVED = re.compile(r"[增涨升添蹿窜跳跌降减掉拔抬提]|变化|进步|多了|少了|幅度")
_IN_PERCENT = re.compile(r"百分之|增长率|增速|几成|(?<!个)百分比")
_COMPOUND = re.compile(
    r"复利|复合(?:年)?增|年均(?:复合)?(?:增长|增|递增|上升)(?:率|速|幅|的?百分)|年均(?:复合)?(?:增速|增幅)|平均(?:每年|年)?(?:的)?(?:增长率|增长速度|增速)|几何平均"
)
MOST = 3


def stretches(text: str) -> tuple[tuple[int, int], ...]:
    """Return the stretches of years that a normalised text names, each by its first and last year, in the order of the text."""
    found = (
        (int(match["first"] or match["before"]), int(match["last"] or match["later"])) for match in _STRETCH.finditer(text)
    )
    return tuple(dict.fromkeys((first, last) for first, last in found if first < last))


def asks_of_stretches(text: str) -> bool:
    """Tell whether a normalised question sets what two stretches of years brought beside each other."""
    return 1 < len(stretches(text)) <= MOST and bool(_SET_APART.search(text) and _MOVED.search(text))


def over_stretches(text: str, of_year: Mapping[int, Fact]) -> tuple[Sum, ...]:
    """Return how far one thing moved over each stretch that a question names, the greatest move first; nothing where one is not known.

    Args:
        text: The normalised question.
        of_year: The thing's facts by year.
    """
    work = "(a-b)/b*100" if _IN_PERCENT.search(text) else "a-b"
    moved = []
    for first, last in stretches(text):
        if first not in of_year or last not in of_year:
            return ()
        made = worked(work, (of_year[last], of_year[first]))
        if made is None:
            return ()
        fell = of_year[last].figure.value < of_year[first].figure.value
        moved.append((-made.value if fell else made.value, made))
    falls = all(move <= 0 for move, _ in moved)
    order = sorted(moved, key=lambda each: each[0] if falls else -each[0])
    return tuple(made for _, made in order)


def asks_compounded(text: str) -> bool:
    """Tell whether a normalised question asks for a growth a year, compounded: 年均增长率, 按复利算."""
    return bool(_COMPOUND.search(text))


def growth_a_year(of_year: Mapping[int, Fact], years: Sequence[int]) -> Sum | None:
    """Return the growth a year, compounded, of one thing from the first to the last of ``years``; of all known where none are named."""
    named = sorted(set(years) & set(of_year)) if len(years) > 1 else sorted(of_year)
    known = set(years) <= set(of_year) and len(named) > 1
    return compounded(of_year[named[0]], of_year[named[-1]]) if known else None
