"""Which parts of a plan the words of a question can mean: 第四章讲幼儿园的那节 is a section of the fourth chapter."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lzqa.numerals import chinese_to_int
from lzqa.passages import Passage
from lzqa.retrieval.model import Hit

ONE_PARAGRAPH = 0.85
"""One paragraph of a part is asked for when it holds this share of what the best passages inside the part are worth."""
_CHAPTER = re.compile(r"第([一二三四五六七八九十\d]+)章")
_SECTION = re.compile(r"第([一二三四五六七八九十\d]+)节")
_SOME_SECTION = re.compile(r"[那这哪本某]一?节|(?<![每几两各周天])一节(?!课|[一-鿿]{0,3}课)|小节")


def _number(word: str) -> int:
    return int(word) if word.isdigit() else chinese_to_int(word) or 0


def speaks_of_section(text: str) -> bool:
    """Tell whether a normalised question asks for a section, whichever it is."""
    return _SECTION.search(text) is not None or _SOME_SECTION.search(text) is not None


def section_of(passage: str) -> str:
    """Return the id of the section that a passage stands in, of its chapter where that has none."""
    return ".".join(passage.split("/")[0].split(".")[:2])


def may_mean(text: str, part: str) -> bool:
    """Tell whether a normalised question may mean the part with this id: by the chapter and section that it names or speaks of.

    Args:
        text: The question.
        part: Id of a heading (``4``, ``4.3``, ``4.3.1``) or of a sentence.
    """
    numbers = part.split("/")[0].split(".")
    chapter, section = _CHAPTER.search(text), _SECTION.search(text)
    if chapter and numbers[0] != str(_number(chapter[1])):
        return False
    if section and len(numbers) > 1 and numbers[1] != str(_number(section[1])):
        return False
    return not speaks_of_section(text) or (len(numbers) == 2 and "/" not in part)


def stands_inside(passage: Passage, part: str) -> bool:
    """Tell whether a passage stands in a part: below a heading, or in the paragraph of a sentence."""
    if "/" in part:
        return passage.id.rpartition(".")[0] == part.rpartition(".")[0]
    return passage.stands_below(part)


def paragraph_of(part: str, hits: Sequence[Hit], telling: Sequence[str] = ()) -> str:
    """Return a sentence of the one paragraph of a part that is meant; ``""`` when several are.

    That is the one in which most of what the best passages inside the part are worth stands, or the only one of them that
    holds a telling word which the part's heading lacks.

    Args:
        part: Id of the part.
        hits: The best passages.
        telling: The rare words of the question.
    """
    inside = [h for h in hits if h.passage.row is None and h.passage.kind != "heading" and stands_inside(h.passage, part)]
    masses: dict[str, float] = {}
    for hit in inside:
        masses[hit.passage.block] = masses.get(hit.passage.block, 0.0) + hit.score
    block = max(masses, key=lambda name: (round(masses[name], 6), name), default="")
    heading = " ".join(inside[0].passage.headings) if inside else ""
    holding = {h.passage.block for word in telling if word not in heading for h in inside if word in h.passage.quote}
    if not block or (masses[block] < ONE_PARAGRAPH * sum(masses.values()) and holding != {block}):
        return ""
    return next(hit.passage.id for hit in inside if hit.passage.block == block)
