"""A turn that wants the last calculation once more, over another year's figures: 换成2025年再算一遍, 目标年份下这一比例变成多少."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from lzqa.answer.arithmetic import SIGNS, plain
from lzqa.answer.model import Answer
from lzqa.facts import Fact, FactKind
from lzqa.figures import year_spans

_AGAIN = re.compile(
    r"(?:再|重新?|另)(?:来|做)?(?:算|求|折算|推算)(?:一?[遍次下回])?|同样(?:的?(?:算法|办法|方法|口径))?(?:地|再)?算?|也?(?:这样|这么|照样)(?:再|来)?算|(?:照|按)(?:此|样|旧|这个?(?:算法|办法))(?:再|来)?算?"
    r"|(?:换|改)(?:成|做|用|为|到|看)|(?:这|那|该|此)(?:一|个)?(?:比例|占比|比重|份额|差距|差额|差值|倍数|比值|均数|平均数?|结果)(?:又|会|就|将|应|要)*(?:变(?:成|为|作)?|成|是|为|到|呢)"
)
"""Words that ask for the last calculation once more."""
_AT_THE_END = re.compile(r"目标(?:年份?|那一?年|数字?|值|时)?|规划末|期末|末年")
_BESIDE = re.compile(
    r"(?:19|20)\d\d年?|(?:到|按|用|以|拿|在|就)?(?:的|之|下|里|那[年组些]?)?(?:数字?|数据|数值|口径|年份|多少|几)|保留[^,，。;；]{0,6}|[一二两1-3]位小数|即可|就行|然后|请|下"
)
"""What such a turn says beside: of which year, by which figures, to how many decimals."""
_SHOWN = re.compile(r"算出：([\d.（）＋－×÷]+)[＝≈]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
MOST = 8


def asks_again(own: str) -> bool:
    """Tell whether a normalised turn asks for the last calculation once more, of another year."""
    return bool(_AGAIN.search(own) and (year_spans(own) or _AT_THE_END.search(own)))


def without_again(own: str) -> str:
    """Return a normalised turn without the words that ask for the last calculation once more."""
    for pattern in (_AGAIN, _AT_THE_END, _BESIDE):
        own = pattern.sub(" ", own)
    return own


def again(
    own: str, answer: Answer, given: Sequence[Fact], alike: Callable[[Fact], Sequence[Fact]]
) -> tuple[tuple[Fact, ...], str] | None:
    """Return what ``answer`` has worked out once more, of the year that a turn names; ``None`` where the plan lacks one of its terms.

    Args:
        own: The turn, normalised.
        answer: The answer to the turn before it.
        given: The facts that it states.
        alike: Returns the figures of all years of what a fact is of.

    Returns:
        The facts of the other year, and the expression over them: ``a`` is the first.
    """
    shown = _SHOWN.search(answer.answer.partition("\n")[0])
    years = [year for year, _ in year_spans(own)]
    if shown is None or len(set(years)) > 1:
        return None
    facts: dict[Fact, str] = {}

    def letter(number: re.Match[str]) -> str:
        term = next((fact for fact in given if plain(fact.figure.value) == number.group()), None)
        return number.group() if term is None else facts.setdefault(term, chr(ord("a") + len(facts)))

    work = _NUMBER.sub(letter, shown[1]).translate(SIGNS)
    if not 0 < len(facts) <= MOST or len({fact.year for fact in facts}) > 1:
        return None
    others = [_of_the_year(fact, alike(fact), years[0] if years else None) for fact in facts]
    return (tuple(other for other in others if other is not None), work) if None not in others else None


def _of_the_year(fact: Fact, series: Sequence[Fact], year: int | None) -> Fact | None:
    """Return the figure of a year, or of what is aimed at where none is named, of what ``fact`` is of; ``None`` without one."""
    return next(
        (
            other
            for other in series
            if other.year != fact.year
            and other.figure.high is None
            and other.kind is not FactKind.CHANGE
            and (other.is_aim if year is None else other.year == year)
        ),
        None,
    )
