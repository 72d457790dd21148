"""Which parts of a plan the words of a question can mean: 第四章讲幼儿园的那节 is a section of the fourth chapter."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from lzqa.numerals import chinese_to_int
from lzqa.passages import Part, Passage
from lzqa.retrieval.model import Hit
from lzqa.segment import fold

ONE_PARAGRAPH = 0.85
"""One paragraph of a part is asked for when it holds this share of what the best passages inside the part are worth."""
_CHAPTER = re.compile(r"第([一二三四五六七八九十\d]+)章")
_SECTION = re.compile(r"第([一二三四五六七八九十\d]+)节")
_NUMBERED = re.compile(rf"{_CHAPTER.pattern}(?:[的里,， ]*{_SECTION.pattern})?")
_SOME_SECTION = re.compile(r"[那这哪本某]一?整?节|整节|(?<![每几两各周天])一节(?!课|[一-鿿]{0,3}课)|小节")

_SPOKEN = (
    (re.compile(r"[那这哪本某]一?[条点项]"), (3,)),
    (re.compile(r"[那这哪本某]一?小节|小节|[那这哪本某]一?(?:部分|块|段)"), (2, 3)),
    (_SOME_SECTION, (2,)),
    (re.compile(r"[那这哪本某]一?整?章|整章"), (1,)),
)
"""How a part is spoken of without its number, and how deep such parts stand; the first that fits counts."""
_OF_TEXT = re.compile("[节章条段项]")
"""Parts of a text and of nothing else: 那点书 is none."""
_BEFORE = re.compile(r"^(?:.*(?:[^\u4e00-\u9fff]|[讲说谈写里面上中于把将的]))?(?P<words>[\u4e00-\u9fff]{2,8}?)的?$")
"""What stands right before a part that is spoken of: the last word or two, 的 left out."""
_LAST = re.compile(r"(?:最后|最末|末尾|结尾)(?:的?那)?一?(?P<part>[章节])")
COMMON = 4
"""A word that so many headings share tells none of them."""
NAMED, AHEAD = 4, 2
"""A heading is meant that shares so many characters with the question, so many more than any other."""


def spoken_part(text: str, parts: Sequence[Part], meaning: Mapping[str, Sequence[str]] | None = None) -> Part | None:
    """Return the part that a question speaks of without naming it: 最后一章, 讲平安校园那节; ``None`` when none clearly.

    Args:
        text: The question, normalised.
        parts: All parts, in the plan's order.
        meaning: The plan's words for words of the question.
    """
    last = _LAST.search(text)
    if last is not None:
        depth = 1 if last["part"] == "章" else 2
        return next((part for part in reversed(parts) if _depth(part) == depth), None)
    spoken, depths = next(((found, depths) for pattern, depths in _SPOKEN if (found := pattern.search(text))), (None, ()))
    if spoken is None:
        return None
    candidates = [part for part in parts if _depth(part) in depths]
    told = _told_right_before(text[: spoken.start()], candidates, meaning or {}) if _OF_TEXT.search(spoken.group()) else None
    if told is not None:
        return told
    titles = [plain_title(part) for part in parts]
    shared = [_shared(text, plain_title(part), titles) for part in candidates]
    if not shared or max(shared) < NAMED:
        return None
    best = shared.index(max(shared))
    second = max((each for at, each in enumerate(shared) if at != best), default=0)
    return candidates[best] if shared[best] - second >= AHEAD else None


def _told_right_before(text: str, candidates: Sequence[Part], meaning: Mapping[str, Sequence[str]]) -> Part | None:
    """Return the one of ``candidates`` whose title alone has a word that stands right before 那一节: 信息化那一节, 讲特教的那小节."""
    phrase = _BEFORE.search(text)
    if phrase is None:
        return None
    words = [
        phrase["words"],
        *(word for own, plan_words in meaning.items() if own in phrase["words"] for word in plan_words[:1]),
    ]
    titles = [plain_title(part) for part in candidates]
    alone: dict[int, int] = {}
    for word in words:
        for size in range(len(word), 1, -1):
            for run in {word[at : at + size] for at in range(len(word) - size + 1)}:
                holding = [at for at, title in enumerate(titles) if run in title]
                if len(holding) == 1:
                    alone[holding[0]] = max(size, alone.get(holding[0], 0))
    return candidates[next(iter(alone))] if len(alone) == 1 else None


def within(part: Part, parts: Sequence[Part], words: Sequence[str]) -> Part:
    """Return the section of a chapter that is meant: the only one whose title has a telling word that the chapter's lacks.

    Args:
        part: The part that a question names; one that is no chapter is returned as it is.
        parts: All parts, in the plan's order.
        words: The rare words of the question, and the plan's words for them.
    """
    if _depth(part) != 1:
        return part
    inside = [each for each in parts if each.id.startswith(f"{part.id}.") and _depth(each) == 2]
    own = plain_title(part)
    found = {
        each.id: each for word in words if len(word) > 1 and word not in own
        for each in inside if word in plain_title(each) and sum(word in plain_title(other) for other in inside) == 1
    }  # fmt: skip
    return next(iter(found.values())) if len(found) == 1 else part


def named_in_vain(text: str, known: Collection[str]) -> bool:
    """Tell whether a normalised question names a chapter, or a section of one, by its number, and the plan has none of that number.

    Args:
        text: The question.
        known: Ids of all parts of the plan.
    """
    for match in _NUMBERED.finditer(text):
        named = ".".join(str(_number(each)) for each in match.groups() if each)
        if named not in known:
            return True
    return False


def plain_title(part: Part) -> str:
    """Return a part's title as questions are read, without quotation marks."""
    return _plain(part.title)


@lru_cache(maxsize=1024)
def _plain(title: str) -> str:
    return fold(title).replace("“", "").replace("”", "")


def _depth(part: Part) -> int:
    return part.id.count(".") + 1


def _shared(text: str, title: str, titles: Sequence[str]) -> int:
    """Return how many characters of a title stand in the text too, in runs of two and more that are not common to titles."""
    total, at = 0, 0
    while at < len(title) - 1:
        size = 0
        while at + size < len(title) and title[at : at + size + 1] in text:
            size += 1
        telling = size > 1 and sum(title[at : at + size] in other for other in titles) < COMMON
        total += size if telling else 0
        at += max(1, size)
    return total


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
