"""Follow-ups: a turn that leans on the one before becomes a question that stands alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from lzqa.question.kinds import LEVEL_RULES, small_talk_of

_LEANS = re.compile(
    r"^(?:那么?|然后|还有|另外|再|接着|那如果|如果|具体|详细|为什么|为啥|为何|怎么做|怎么办|怎么落实|怎么个|谁来|谁管|谁负责|由谁|什么时候|哪一?年|比例|多少|有(?:多少|没有)"
    r"|第[一二三四五六七八九十\d]+[点条个项]|展开|举例|还有(?:吗|呢|别的)|继续|就这些|在哪|哪一?章|出处)"
)
_ANAPHORA = re.compile(
    r"它|他们|她们|这个|这些|那个|那些|这事|这项|该项|上面|前面|刚才|刚刚|上述|前者|后者|同样|其中|这方面|这块|这样|此"
)
_ELLIPSIS = re.compile(r"^(?:那么?|还有|然后)?[,，]?(?P<slot>.{1,16}?)(?:呢|怎么样|咋样|又如何|如何)[?？!。 ]*$")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_ASKS = re.compile(r"多少|几|什么|哪|怎|如何|吗|谁|为")


def _level_words(text: str) -> list[re.Match[str]]:
    return [match for _, pattern in LEVEL_RULES if (match := pattern.search(text))]


def _substituted(previous: str, slot: str) -> str | None:
    """Put ``slot`` in the place of the year or the school level that ``previous`` names."""
    years, new_years = _YEAR.findall(previous), _YEAR.findall(slot)
    if years and new_years:
        return previous.replace(years[-1], new_years[-1])
    old, new = _level_words(previous), _level_words(slot)
    if len(old) == 1 and new and not _ASKS.search(slot):
        start, end = old[0].span()
        return f"{previous[:start]}{slot.removesuffix('的')}{previous[end:]}"
    return None


def stand_alone(turns: Sequence[str], content: Callable[[str], Sequence[str]]) -> tuple[str, str]:
    """Resolve the last of ``turns`` against those before it.

    Args:
        turns: Normalised turns, oldest first, at least one.
        content: Gives the content words of a text.

    Returns:
        The stand-alone question, and what was carried over (``""`` when it stands alone).
    """
    current = turns[0]
    carried = ""
    for turn in turns[1:]:
        previous = current
        if not turn or small_talk_of(turn) or small_talk_of(previous) or not previous:
            current, carried = turn or previous, ""
            continue
        words = content(turn)
        ellipsis = _ELLIPSIS.match(turn)
        leans = bool(ellipsis or _ANAPHORA.search(turn) or (_LEANS.match(turn) and len(words) <= 4) or len(words) <= 1)
        if not leans:
            current, carried = turn, ""
            continue
        substituted = _substituted(previous, ellipsis.group("slot") if ellipsis else turn) if len(turn) <= 24 else None
        if substituted:
            current, carried = substituted, previous
            continue
        topic = " ".join(dict.fromkeys(content(previous)))
        current, carried = f"{topic} {turn}", topic
    return current, carried
