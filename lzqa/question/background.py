"""What a message tells of the person who asks, and does not ask: 我教汽修的，招生年年愁死。全市中职在校人数是多少."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

KEPT = 64
LEAST = 6
"""What is left of a message must be so long, in code points."""
_SENTENCE = re.compile(r"[^。!！?？…\n]+[。!！?？…\n]*")
_PIECE = re.compile(r"[^,，。;；!！?？…\n]+[,，。;；!！?？…\n]*")
_ASKS = re.compile(
    r"多少|(?<![好十百千没过])(?<!没[\u4e00-\u9fff])(?<!没[\u4e00-\u9fff]过)(?<![哭去来跑问]了)几(?!乎|经|何)|什么|啥|哪|谁|怎|如何|为何|是否|是不是|[吗呢?？]|百分之|比例|占比|能不能|有没有|会不会|要不要|咋|率"
    r"|多[大高长久远早快]|(?P<verb>[\u4e00-\u9fff])不(?P=verb)|没有[,，。;；!！?？…\s]*$"
)
_PERSONAL = re.compile(
    r"我|俺|咱|本人|家里|听(?:说|讲|人|园长|老师|校长|同事|邻居)|(?:儿子|女儿|闺女|孙子|孙女|娃|孩子|老公|老婆|表姐|亲戚|邻居|同事|领导|园长|校长|班主任)(?:说|讲|问|在|上|读|要|想|都|快|今年|明年|刚)"
    r"|(?:儿子|女儿|闺女|孙子|孙女|娃|孩子|小孩|细路|仔|囡|小宝|老大|老二|侄子|侄女|外甥)[^,，。;；]{0,3}(?:[一二三四五六][年]级|[初高][一二三]|[大中小]班)"
    r"|^(?:讲|说|话)(?:她|他|佢|人家)(?:们)?"
    r"|快(?:要)?退休|退休[了咯啦]|成日|整天|年年都|办公室|隔壁|邻居|当家长的|做家委"
    r"|^刚(?:刚)?(?:从|到|进|来|调|接|借|当|考|转|毕业|退休|入职|上岗)|^(?:一?[个名位])?退休的?(?:老师|教师|校长)|毕业在家|考公|考编|待业|打工|种花|印象|当年|那时|以前|准备|想[做写要]|填(?:个|张|报)?表|写(?:个|份)?|报(?:个|份)?材料"
)

_YEAR, _THAT_YEAR = re.compile(r"20\d\d"), re.compile(r"[那嗰当同]一?年(?!代|级)度?")
_AND_SOME = re.compile(r"(?<=[十百千])几")
_SOME = re.compile(
    r"(?<![多十百千这那近前好])几(?=[个间所家位名年天月次回人台岁栋门节种][^,，。;；、多少什么怎吗哪谁]{0,8}?(?:才|就|都|也|还|又|合起来)(?![能可算要得够会必]))"
)
"""几 that counts something and asks for nothing (拖几年才交, 五十几岁)."""
_ASKS_OTHERWISE = re.compile(r"什么|啥|哪|谁|怎|如何|为何|是否|是不是|[吗呢]|能不能|有没有|会不会|要不要|咋|冇|点(?:样|解)")
_ASKS_A_NUMBER = re.compile(r"多少|几|百分之|比例|占比|多[大高长久]")
_ASKS_FOR_WORDS = re.compile(r"什么|啥|哪|谁|怎|如何|为何|何种|咋|点(?:样|解)")
_DAILY = re.compile(r"我|俺|咱|刚|[昨今][天晚夜早]|前几天|这阵子|这几天|隔壁|邻居|手机")
_MEANT = re.compile(r"听(?:说|讲|人)|[想问要怕]|希望|建议|觉得|担心|规划|政策|文件|不是|别")
"""Words of a sentence about the person's day, and of one that leads up to what is asked."""


def stripped(clause: str) -> str:
    """Return a clause without the marks and spaces at its ends."""
    return clause.strip(" ,，。;；!！?？\n")


def without_asides(text: str, tells: Callable[[str], bool]) -> str:
    """Return a normalised message without the sentences that only tell of the person's day (刚吃完饭，在院子里乘凉).

    The last sentence stays, and so does one that asks, that says what the person heard, wants or fears, or that tells something.

    Args:
        text: The message.
        tells: Whether a sentence has a word that the plan may be asked about with.
    """
    *before, last = _SENTENCE.findall(text) or [text]
    kept = [each for each in before if not _DAILY.search(each) or _MEANT.search(each) or _ASKS.search(each) or tells(each)]
    return "".join([*kept, last]) if len(kept) < len(before) else text


def with_some_as_such(text: str) -> str:
    """Return a normalised message with 几 written 数 or 余 where it asks for no number, as a later clause asks for something else.

    拖几年才交，有什么办法 asks for no number of years.
    """
    pieces = _PIECE.findall(text)
    for at, piece in enumerate(pieces[:-1]):
        rest = pieces[at + 1 :]
        later = any(_ASKS_OTHERWISE.search(each) for each in rest) and not any(_ASKS_A_NUMBER.search(each) for each in rest)
        if later and not _ASKS_OTHERWISE.search(piece):
            pieces[at] = _SOME.sub("数", _AND_SOME.sub("余", piece))
    return "".join(pieces)


@lru_cache(maxsize=KEPT)
def without_further_matters(text: str) -> str:
    """Return a normalised message that asks for a number without the clauses behind that which ask for something else.

    In 搞了多少间，哪所高中的饭堂要升级 the number is not that of 高中.
    """
    pieces = _PIECE.findall(text)
    first = next((at for at, piece in enumerate(pieces) if _ASKS_A_NUMBER.search(piece)), len(pieces))
    kept = [
        piece
        for at, piece in enumerate(pieces)
        if at <= first or _ASKS_A_NUMBER.search(piece) or not _ASKS_FOR_WORDS.search(piece)
    ]
    return "".join(kept)


@lru_cache(maxsize=KEPT)
def asking_clauses(text: str) -> str:
    """Return the clauses of a normalised message that ask, one after the other; the whole of it where none does."""
    return "".join(piece for piece in _PIECE.findall(text) if _ASKS.search(piece)) or text


@lru_cache(maxsize=KEPT)
def without_background(text: str) -> str:
    """Return a normalised message without the clauses that tell of the person and ask nothing; or as it is.

    A sentence that asks in no clause is left out whole where one of them tells of the person.  Nothing is left out behind the
    last clause that asks unless it tells of the person.  Where what asks is too short to stand alone, the sentence that it is in
    stays whole, and so does a message that asks in no clause.
    """
    sentences = _SENTENCE.findall(text)
    clauses = [piece for sentence in sentences for piece in _kept(sentence)]
    whole = [piece for sentence in sentences for piece in ([sentence] if _ASKS.search(sentence) else _kept(sentence))]
    for kept in (clauses, whole):
        rest = "".join(kept).strip(" ,，。;；")
        if len(rest) >= LEAST and any(_ASKS.search(piece) for piece in kept):
            return _with_that_year(rest, text)
    return text


def _with_that_year(rest: str, text: str) -> str:
    """Return what is left of a normalised message with 那一年 as the one year that the message names, where that was left out."""
    years = set(_YEAR.findall(text))
    return _THAT_YEAR.sub(f"{years.pop()}年", rest, count=1) if len(years) == 1 and not _YEAR.search(rest) else rest


@lru_cache(maxsize=KEPT)
def asked_without_background(asking: str, text: str) -> str:
    """Return what of ``asking``, the part of a normalised message ``text`` that asks, is no background of the whole message."""
    rest = without_background(text)
    kept = [piece for piece in _PIECE.findall(asking) if stripped(piece) in rest]
    return "".join(kept) or without_background(asking)


def _kept(sentence: str) -> list[str]:
    """Return the clauses of a sentence that are no background: none of one that tells of the person and asks nowhere."""
    pieces = _PIECE.findall(sentence)
    told = [bool(_PERSONAL.search(piece)) for piece in pieces]
    asks = [bool(_ASKS.search(piece)) for piece in pieces]
    if any(told) and not any(asks):
        return []
    return [piece for piece, personal, asking in zip(pieces, told, asks, strict=True) if asking or not personal]
