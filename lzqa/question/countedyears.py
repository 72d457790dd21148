"""Years that a turn counts from the one named before it: 四年前, 往后两年, 原先, 基期, 期末."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lzqa.numerals import chinese_to_int

_YEAR = re.compile(r"20\d\d")
_YEARS_APART = re.compile(r"(?<![\d十第])([1-9]|[一二两三四五六七八九])年(?:以|之)?(前(?!后)|后)")
_YEAR_BEFORE, _YEAR_BEHIND = (
    re.compile(r"(?:前|上|头)一年度?|(?<![晚早])上年度?(?![级纪份])"),
    re.compile(r"[后下]一年(?!级)|第二年|[次翌]年"),
)
_YEARS_ON = re.compile(r"(?:再|那|之)?往后(?:的|数)?([两二三])年")
_AT_FIRST = re.compile(
    r"(?:原先|原来|起初|当初|最初|期初|基期|基年|起始|起点)(?:的?年|时|那时候?)?(?!如此)(?=的|是|有|多|几|数|值|[呢嘞咧哇呀啊?？,，。 ]|$)"
)
_EARLIER = {"2020": "2016", "2025": "2020"}
"""The year that what is told for another one is set against."""
_AT_LAST = re.compile(
    r"(?:期末|末期|末年|收官(?:那?年)?|目标年份?)(?:的?年|时|那时候?|下|里)?(?=的|是|有|多|几|数|值|[呢嘞咧哇呀啊?？,，。 ]|$)"
)
_LATER = {"2016": "2020", "2020": "2025"}
"""The year that is set against the one named."""
_AIMED_AT = "目标年"
_AIM_ALONE = re.compile(r"(?:那么?)?(?:规划)?(?:的)?目标值?(?:是|呢|有)*(?:多少|几)?[呢啊呀?？。 ]*")
"""Asks for nothing but the target of what was asked before."""
_SAME_YEAR = re.compile(r"(?:当|该|同)年(?![级轻纪龄])")
_ALL_OF_THESE = re.compile(
    r"(?:以上|上面|上述|前面|这|那)(?:说的|提到的|这|那)?([两二三四])个?年(?:度|份)?(?![级前后来内里间])"
)
"""The years that the turns before named: 以上三个年度."""
_WAY_BACK = re.compile(r"(?:再)?(?:往回|倒回|往前|倒退)(?:再)?(?:倒|推|数|退)?(?:回)?(?:去)?([1-9]|[一二两三四五六七八九])年")


def counted_years(turn: str, before: str) -> str:
    """Return ``turn`` with 四年前 and 五年后 as years, counted from the one year that ``before``, the question before it, names.

    So are 往后两年, 往回倒四年, 上年 and 当年, and 原先, 基期 and 期末 as the year that the plan sets the one named against.
    """
    named = sorted(map(int, set(_YEAR.findall(before))))
    if len(named) == 2 and named[1] - named[0] == 1 and _YEAR_BEFORE.search(turn):
        named = named[1:]  # 那一年比上一年多几个, 那上一年是多少
    if len(named) != 1:
        return turn
    start = named[0]
    if _AIM_ALONE.fullmatch(turn) and str(start) in _LATER:
        return "2025年"

    def apart(match: re.Match[str]) -> str:
        count = _count(match[1])
        return f"{start - count if match[2] == '前' else start + count}年"

    def following(match: re.Match[str]) -> str:
        return "和".join(f"{start + at}年" for at in range(1, _count(match[1]) + 1))

    turn = _YEARS_ON.sub(following, turn)
    if str(start) in _EARLIER and not _YEAR.search(turn):
        turn = _AT_FIRST.sub(f"{_EARLIER[str(start)]}年", turn)
    if str(start) in _LATER and not _YEAR.search(turn):
        turn = _AT_LAST.sub("2025年" if _AIMED_AT in turn else f"{_LATER[str(start)]}年", turn)
    turn = _SAME_YEAR.sub(f"{start}年", turn)
    turn = _WAY_BACK.sub(lambda match: f"{start - _count(match[1])}年", turn)
    turn = _YEAR_BEFORE.sub(f"{start - 1}年", turn)
    return _YEARS_APART.sub(apart, _YEAR_BEHIND.sub(f"{start + 1}年", turn))


def years_of_these(turn: str, earlier: Sequence[str]) -> str:
    """Return ``turn`` with 以上三个年度 as the years that the questions before it, ``earlier``, name, where they are so many."""
    named = list(dict.fromkeys(year for text in earlier for year in _YEAR.findall(text)))
    these = _ALL_OF_THESE.search(turn)
    if these is None or len(named) != _count(these[1]):
        return turn
    return turn.replace(these.group(), "、".join(f"{year}年" for year in sorted(named)), 1)


def _count(word: str) -> int:
    """Return the number that a digit or a Chinese numeral stands for; 0 when none."""
    return int(word) if word.isdigit() else chinese_to_int(word.replace("两", "二")) or 0
