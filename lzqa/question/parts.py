"""Several questions in one message, each made to stand alone.  A wrong split is worse than none."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from lzqa.lexicon import Lexicon, load_lexicon
from lzqa.question.dialogue import Dialogue
from lzqa.question.enumerated import enumerated

MOST = 3
"""A message with more questions than this is left whole."""
OF_ITS_OWN = 2
"""A piece with so many words of content may stand without what was before it."""
SHORT = 10
"""A piece no longer than this, in code points, may only ask again what the one before it asked."""
MOST_MATTERS = 4
"""A message that seems to ask more than this is not looked at piece by piece."""
_PIECE = re.compile(r"(?P<words>[^,，。!?;？！；\n]+)(?P<mark>[,，。!?;？！；\n ]*)")
_STRONG = re.compile(
    r"多少|(?<![那这好十近前头])几(?:个|所|名|人|位|张|年|台|元|间|项|岁|栋|次|点|条|门|块钱)|什么时候|啥时候|何时|哪(?:年|一年|些|里|儿|个|几|所|家|种|[章节])|在哪|到哪|去哪|谁(?!知道|都|说)|怎么(?!样都|说呢|说好|得了|回事)|怎样|如何|为什么|为啥|为何"
    r"|(?<!没)什么(?!都|的|事都)|多[大高长远久](?!的)|呢$"
)
"""What asks for something of its own, beyond yes or no."""
_ANY = re.compile(
    r"多少|(?<![那这好十近前头])几|(?<!没)什么(?!都|的)|啥|咩|乜|哪|边(?:年|度|个|间|位|种|几|啲)|何(?:项|种|时|年|处|人|类|以)|怎(?!么样都|么说呢)|如何|咋|点(?:样|算|处理|解决)|谁(?!知道|都)|吗|为何|是不是|有没有|有冇"
    r"|能不能|会不会|要不要|够不够|多[大高长远久](?!的)|[没吧][?？;；]|呢(?:[?？]|$)|([\u4e00-\u9fff])不\1"
)
"""What may ask for something; it does not always."""
_NAMED = re.compile(
    r"(?:[\u4e00-\u9fff](?:数|数量|数目|人数|台数|所数|比例|比重|占比|比率|率|目标|目标值|下限|上限|总额|金额|经费|资金|专项|名单|名称|名字|要求|标准|门槛|时间|期限"
    r"|年限|学历|原则|规模|面积|增幅|幅度|含义|表述|叫法|做法|措施|任务|安排|能力|工程|制度|绝对额|之差|差额|”)(?:\([^()]*\))?)$"
)
"""What is asked for by its name alone, without a word that asks: 招聘教师数, 工作室下限."""
_TOLD = re.compile("我|咱|我们|属|那个数|已有|已经有|手上|手头|不要|不用|不必|不需|无需|勿|不在|除外|不含|不算|口径")
"""What tells of the person, or of what is not wanted, asks for nothing by a name."""
_ANNOUNCED = re.compile(r"[^,，。;；:：]{0,14}(?:[两二三四几][个笔项点件问处条样]?|分别|下列|以下)[^,，。;；:：]{0,8}[:：]")
"""What only says how many things are asked for: 请分别给出两个数."""
_YES_NO = re.compile(r"吗|有没有|是不是|是否|能不能|会不会|要不要|够不够|没有?$|不$")
_ONE = re.compile(
    r"还是|或者?|要么|各(?=.{0,3}(?:多少|几))|各自|分别|相比|哪个[更多少高低大]|对比|区别|一样吗|矛盾|一致|合计|一共加|加起来"
)
"""Alternatives, enumerations and comparisons are one question."""
_TAIL = re.compile(
    r"^(?:这|那|请问|麻烦|能|可以|可不可以|有没有人|谁(?:能|知道)|怎么(?:回事|看|说|讲|写|算|理解|办)|是(?:什么|啥)(?:意思|情况|说法|概念)|什么(?:意思|情况|说法|概念|来的|东西)|指什么|规划|文件|里面|原文|上面|具体(?:是|指)?(?:多少|什么|怎么|哪些)|用(?:什么|啥)|写(?:的|了)|在(?:第几|哪一?)(?:章|节))"
    r"|(?:怎么|咋)(?:说|写|讲|提)的?[呢呀啊]*$|^(?:到底|究竟)|^(?:是|有)?(?:多少|几(?:个|所|人|名)|哪些|什么|哪几[个所])(?:呢|啊|呀)?$|说说|讲讲|介绍|告诉|帮我|查一?下|给个"
)
"""A piece that only asks again, or asks for the answer."""
_OTHER_TIME = re.compile(r"20\d\d|现在|目前|如今|眼下|而家|目标|将来|以后|今后|往后|当时|原来|起点|五年后")
_STOPS = re.compile("[?？。!！;；]")
_BESIDE = re.compile("另|及|以及|还有|再|并|同时|其[一二三]")
"""What opens a piece that asks for something beside what was asked before it."""
_LINKED = re.compile(r"^(?:还有|另外|再就?是|顺便|以及|往后|以后|然后|那)")
_THING = re.compile(r"^(?:还有|那)?(?!还有呢|我们|你们|我|这里|这边).{1,8}呢$")


_HOW_COUNTED = re.compile(
    r"\d+年?|百分[比点数之]?|百分之[几多]少?|比例|占比|比率|数[据字值量目]|人数|个数|总数|合计|一共|多少|现在|目前|当年|那年|目标|情况|具体|分别"
)
"""A word that says of what time a figure is, or how it is counted, and nothing of what it is a figure of."""
_SPACED = re.compile(r"[^,，。!?;？！；\n ]+| +|[,，。!?;？！；\n]+")


def with_pauses(text: str) -> str:
    """Return a normalised message with a comma for each space between two pieces that both ask: 特校几多学生 扩不扩."""
    pieces = _SPACED.findall(text)
    for at in range(1, len(pieces) - 1):
        if pieces[at].isspace() and _ANY.search(pieces[at - 1]) and _ANY.search(pieces[at + 1]):
            pieces[at] = ","
    return "".join(pieces)


@lru_cache(maxsize=1)
def _general() -> Lexicon:
    return load_lexicon()


def parts(text: str, content_words: Callable[[str], Sequence[str]], dialogue: Dialogue | None = None) -> tuple[str, ...]:
    """Split a message into its questions.

    A message with background and one question, alternatives (…还是…) and enumerations (各多少) stay whole.

    Args:
        text: The normalised message.
        content_words: Gives the content words of a text.
        dialogue: Makes later questions stand alone; one over the general word lists when not given.

    Returns:
        The questions in order, each standing alone, at most :data:`MOST`; ``text`` alone when it is one question.
    """
    pieces = _questions(text, content_words)
    if not 1 < len(pieces) <= MOST or _THING.match(pieces[0]):
        return (text,)
    dialogue = dialogue or Dialogue(_general(), content_words)
    found: list[str] = []
    for piece in pieces:
        found.append(dialogue.continued(found[-1], piece) if found else piece)
    return tuple(found) if len(set(found)) == len(found) else (text,)


def matters(text: str, content_words: Callable[[str], Sequence[str]], dialogue: Dialogue) -> tuple[str, ...]:
    """Return everything that a message seems to ask, each standing alone; none when it asks one thing.

    More is split here than by :func:`parts`, and not always rightly: this is for finding what else an answer might hold,
    never for taking the message's own answer apart.
    """
    pieces = _questions(text, content_words, every=True)
    things = enumerated(text, content_words)
    if len(things) > len(pieces) or not 1 < len(pieces) <= MOST_MATTERS:
        return things
    found: list[str] = []
    for piece in pieces:
        found.append(dialogue.continued(found[-1], piece) if found else piece)
    bare = [piece for piece in pieces[1:] if _says_what(piece, content_words)]
    return tuple(dict.fromkeys([*found, *bare]))


def _says_what(piece: str, content_words: Callable[[str], Sequence[str]]) -> bool:
    """Tell whether a piece says what it asks about, and not only of which year or how it is counted: 2018年的百分比有吗."""
    return sum(len(word) > 1 and not _HOW_COUNTED.fullmatch(word) for word in content_words(piece)) >= OF_ITS_OWN


def _questions(text: str, content_words: Callable[[str], Sequence[str]], *, every: bool = False) -> list[str]:
    """Return the pieces of ``text`` that ask, each with the background in front of it.

    Args:
        text: The normalised message.
        content_words: Gives the content words of a text.
        every: Whether every piece that asks counts, though the message may be one question.
    """
    if _ONE.search(text) and not every:
        return [text]
    found: list[str] = []
    background, ended = "", True
    pieces = list(_PIECE.finditer(_ANNOUNCED.sub("", text) if every else text))
    for match, behind in itertools.zip_longest(pieces, pieces[1:]):
        words, mark = match.group("words").strip(), match.group("mark").strip()
        stops = bool(_STOPS.search(mark))
        beside = any(piece is not None and _BESIDE.match(piece["words"].strip()) for piece in (match, behind))
        named = stops or beside or (ended and behind is None)  # where it stands, a name alone may ask
        if not words:
            continue
        asks = (
            (every and (bool(_ANY.search(f"{words}{mark}")) or (named and _asks_by_name(words, mark, content_words))))
            or bool(_STRONG.search(words))
            or (bool(_YES_NO.search(words)) and bool(re.search(r"[?？]", mark)))
        )
        if not asks:
            background += f"{words}，" if not stops else f"{words}。"
            continue
        if re.fullmatch(r"(?:那|还有)?(?:我们|你们|还有)?呢", words) and not every:
            return [text]
        if found and (not every or len(words) <= SHORT) and _again(words, found[-1], content_words):
            if not every:
                return [text]
            continue
        if found and not every and not _apart(words, ended=ended and not background):
            return [text]
        found.append(f"{background}{words}")
        background, ended = "", stops
    if background and every and found:
        found[-1] += f"，{background.rstrip('，。')}"
        return found
    return found if not background else [text]


def _asks_by_name(words: str, mark: str, content_words: Callable[[str], Sequence[str]]) -> bool:
    """Tell whether a piece without a word that asks names what is asked for: 全市中职在校生目标?"""
    if _TOLD.search(words) or sum(len(word) > 1 for word in content_words(words)) < OF_ITS_OWN:
        return False
    return bool(re.search("[?？]", mark)) or bool(_NAMED.search(words))


def _apart(words: str, *, ended: bool) -> bool:
    """Tell whether a piece is a question of its own: after a full stop, or by the way it opens."""
    return bool(_STRONG.search(words)) and (ended or bool(_LINKED.match(words)) or bool(re.match(r"(?:到)?20\d\d", words)))


def _again(words: str, before: str, content_words: Callable[[str], Sequence[str]]) -> bool:
    """Tell whether a piece only asks again what the one before it asked."""
    if _THING.match(words):
        return False
    if _TAIL.search(words):
        return True
    asked = {match.group()[:2] for match in _STRONG.finditer(words)}
    same = asked <= {match.group()[:2] for match in _STRONG.finditer(before)}
    own = [word for word in content_words(words) if len(word) > 1 and word not in before and not _STRONG.search(word)]
    return same and not own and not _OTHER_TIME.search(words)
