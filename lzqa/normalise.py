"""A question's words brought to the plan's writing: half-width, simplified, Mandarin function words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib import resources
from typing import Any

from lzqa.numerals import chinese_to_int

MAX_QUESTION = 2_000
"""Longest question that is read whole, in code points; of a longer one the first and last half of this are read."""

_MARKUP = re.compile(r"<(script|style)\b[^>]*>.*?(?:</\1\s*>|$)|</?[A-Za-z!][^<>]{0,500}>", re.IGNORECASE | re.DOTALL)
_CHINESE_YEAR = re.compile(
    r"([二][〇○零][〇○零一二三四五六七八九]{2})(?=年)"
    r"|(?<![〇○零一二三四五六七八九十百千万])(二[〇○零][一二三][〇○零一二三四五六七八九])(?=[、,，和与同及至到~—-]+二[〇○零]|(?:两|三|几)?个?年度)"
)
"""二〇二五年; without 年 where a year is beside it: 二零二一、二零二二两个年度."""
_SHORT_YEAR = re.compile(
    r"(?<![\d.])(?<!满)(?<!满了)(?<!工作)(?<!工作了)(?<!从教)(?<!干了)(?<!教了)(?<!教龄)([12]\d)(?=年(?!级|内|来|间|前|后|以|级|制|一(?:周期|轮|贯|次|遍)|的?周期|限)"
    r"|(?:到|至|-|~|—|→|和|跟|、)[12]\d年)"
)
_SPAN_END = re.compile(r"(20[12]\d年?(?:到|至|-|~|—|→))([12]\d)(?![\d.%个所人名万亿台])")
"""The end of a span of years with two digits: 2021到25."""
_SHORT_LIST = re.compile(
    r"(?<![\d.])((?:20)?(?:1[5-9]|2[0-5])年?(?:[、和跟同与及/ ](?:20)?(?:1[5-9]|2[0-5])年?)+)(?= ?[呢这那]?[两二三四五六几]?个?年(?!级|内|以|制|来|间))"
)
"""17、18、19这三年, 21同22年."""
_LISTED = re.compile(r"(?<!\d)(?:20)?(1[5-9]|2[0-5])年?")
_SHORT_SPAN = re.compile(r"(?<![\d.])(1[5-9]|2[0-5])(→|-+>)(1[6-9]|2[0-5])(?![\d.%])")
"""16→20."""
_SHORT_PAIR = re.compile(r"(?<![\d.])(1[5-9]|2[0-5])年?(比|较|对比|同|跟|到|至)(1[5-9]|2[0-5])(?=[ ,，。;；?？]|$)")
"""20比16."""
_SHORT_ALONE = re.compile(r"(?<=[\u4e00-\u9fff] )(1[5-9]|2[0-5])(?= |$)")
"""A year with two digits that stands alone between spaces, behind words: 新增学位 18 20."""
_PERCENT = re.compile(r"百分(?=[几多])")
_CHINESE_SHORT_YEAR = re.compile(r"(?<![一二三四五六七八九十百〇零第])([一二][〇○零一二三四五六七八九])(?=年(?!级|内|来|制))")

_DIGITS = {digit: value for digits in ("〇一二三四五六七八九", "零", "○") for value, digit in enumerate(digits)}


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=1)
def _traditional() -> frozenset[str]:
    """Return the characters without one of which nothing is converted: those that some word loses."""
    words = {word: found.split()[0] for _, _, pairs in _converter().dict_cache.values() for word, found in pairs.items()}
    return frozenset(character for word, simplified in words.items() for character in word if character not in simplified)


@lru_cache(maxsize=1)
def _cantonese() -> tuple[tuple[str, str], ...]:
    text = (resources.files("lzqa.lexicon") / "cantonese.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return tuple(sorted(((word, plain) for word, plain in rows if word not in ("点",)), key=lambda row: -len(row[0])))


_CANTONESE_MARK = re.compile(
    "[冇喺嘅嗰𠮶啲咁咩乜佢哋俾畀嚟睇唔係咗嘢谂揾攞啱揿]|几多|几時|几时|边度|边个|点解|而家|返学|系咪|净系|仲有|屋企|细路|银纸|点令|使唔使"
)
_CANTONESE_IS = re.compile("(?<![关体联科院派世谱])系(?![统列数])")
"""係, which simplified writing does not tell from other words."""


def clip(text: str) -> str:
    """Return ``text``, or its beginning and end when it is longer than :data:`MAX_QUESTION`."""
    if len(text) <= MAX_QUESTION:
        return text
    half = MAX_QUESTION // 2
    return f"{text[:half]} {text[-half:]}"


def _with_four_digits(text: str) -> str:
    """Return ``text`` with the years before 年 in four Arabic digits."""
    text = _CHINESE_YEAR.sub(lambda match: f"{chinese_to_int(match.group())}{'年' if match.group(2) else ''}", text)
    text = _CHINESE_SHORT_YEAR.sub(lambda match: str(2000 + _DIGITS[match.group(1)[0]] * 10 + _DIGITS[match.group(1)[1]]), text)
    return _SHORT_YEAR.sub(lambda match: f"20{match.group(1)}", text)


def normalise(raw: str) -> str:
    """Return the question for understanding; never shown as the person's own words.

    Control characters and markup are dropped, forms are half-width, characters simplified, Cantonese function words
    Mandarin, and years have four digits.
    """
    text = clip(raw)
    if "<" in text:
        text = _MARKUP.sub(" ", text)
    text = unicodedata.normalize("NFKC", text)
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(character)[0] == "C" else character for character in text)
    if not _traditional().isdisjoint(text):
        text = _converter().convert(text)
    if _CANTONESE_MARK.search(text):
        for word, plain in _cantonese():
            text = text.replace(word, plain)
        text = _CANTONESE_IS.sub("是", text)
    if "年" in text:
        text = _SHORT_LIST.sub(lambda match: _LISTED.sub(r"20\1年", match.group(1)), text).replace("年年", "年")
        text = _with_four_digits(text)
    text = _SHORT_SPAN.sub(r"20\1\g<2>20\3", text)
    text = _SPAN_END.sub(r"\g<1>20\2", text)
    text = _SHORT_PAIR.sub(r"20\1年\g<2>20\3年", text)
    text = _SHORT_ALONE.sub(r"20\1年", _SHORT_ALONE.sub(r"20\1年", text))
    text = _PERCENT.sub("百分之", text)
    return " ".join(text.split())
