"""Whether a fact is only a neighbour of what was asked: another school's, level's, scope's or place's figure.

A name that fits says little where figures stand side by side: the public kindergartens' number is no answer to a question
about private ones.  So words that tell figures apart (:attr:`Lexicon.telling`) must stand in the fact as well, and a
question about one school level is never answered with a count of another, wider one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from lzqa.answer.slots import WIDER, asked_levels
from lzqa.facts import Fact
from lzqa.lexicon import Lexicon
from lzqa.passages import Passage
from lzqa.question import Level, Question
from lzqa.question.background import without_background
from lzqa.question.kinds import LEVEL_RULES
from lzqa.segment import fold

_LEVEL_WORDS = {**dict(LEVEL_RULES), Level.MIDDLE: re.compile("中学")}
_WITHIN = {Level.PRIMARY: "义务教育", Level.JUNIOR: "义务教育"}
"""Shares of the wider level are said of the narrower one too; counts are not."""
KEPT = 64
"""What so many questions name is remembered: each is held against many facts."""
_LEFT_OUT = r"(?:之外|以外|除外|剔|扣|除|刨|去掉|不算|不含|不包括|不要|别算)"
"""A word beside which one of these stands is named to be left out."""
_BEFORE, _BEHIND = re.compile(rf"{_LEFT_OUT}.{{0,3}}$"), re.compile(rf".{{0,4}}{_LEFT_OUT}")
NAMES = frozenset({"学校", "地方"})
"""Groups whose words are names of schools and places."""
_WHICH = re.compile(
    r"哪(?:几|一|些)?(?:所|间|家|个)?(?:学校|幼儿园|园|镇|乡|村|中学|小学|校|地方|地点)|哪(?:几|一)?(?:所|间|家)|名单|校名|搬(?:到|去)|换到哪"
)
NARROWER = frozenset({"办学"})
"""Of these, a figure about more than was named is another one: 普惠性民办 is not 民办."""


def _left_out(asked: str, word: str) -> bool:
    """Tell whether ``word`` stands in ``asked`` to be left out."""
    places = (at for at in range(len(asked)) if asked.startswith(word, at))
    return any(_BEFORE.search(asked[:at]) or _BEHIND.match(asked, at + len(word)) for at in places)


def _level_unnamed(level: Level, text: str) -> float:
    """Return 0 where ``text`` names a level, 1 where it names others only, and :data:`~lzqa.answer.slots.WIDER` where none."""
    if _LEVEL_WORDS[level].search(text) or (level in _WITHIN and _WITHIN[level] in text):
        return 0.0
    return 1.0 if any(words.search(text) for words in _LEVEL_WORDS.values()) else WIDER


@dataclass(frozen=True)
class Unnamed:
    """How much of what a question names its best passages do not name, each 0..1.

    Args:
        first: The share of the schools, places, people and sorts that the best passage does not name.
        least: The smallest such share of them.
        level: Whether the best passage names another level than the one asked for.
        nameless: 1 where a school or place is asked for and the best passage names none.
    """

    first: float = 0.0
    least: float = 0.0
    level: float = 0.0
    nameless: float = 0.0


class Guard:
    """Tells facts that answer from their neighbours.

    Args:
        lexicon: The plan's word lists.
        passages: Passages by id.
    """

    def __init__(self, lexicon: Lexicon, passages: dict[str, Passage]) -> None:
        self._groups = tuple((group.about, tuple(fold(word) for word in group.words)) for group in lexicon.telling)
        self._names_of = tuple(word for about, words in self._groups if about in NAMES for word in words)
        self._passages = passages
        self._texts: dict[str, str] = {}
        self._named = lru_cache(maxsize=KEPT)(self._names)

    def _text(self, fact: Fact) -> str:
        """Return everything that a fact is said to be about."""
        if fact.id not in self._texts:
            row = self._passages[fact.passage].row
            heads = (row.group, row.label) if row is not None else ()
            words = (*fact.names, fact.scope, fact.place, *fact.levels, fact.statement, fact.figure.unit, *heads)
            self._texts[fact.id] = fold(" ".join(words))
        return self._texts[fact.id]

    def differs(self, question: Question, fact: Fact) -> str:
        """Return the word of ``question`` that ``fact`` is not about, ``""`` when there is none."""
        own = self._text(fact)
        for about, groups in self._named(question).items():
            if not any(word in own for _, group in groups for word in group):
                return groups[0][0]
            if about in NARROWER and self._wider(about, groups, fold(fact.indicator)):
                return groups[0][0]
        return self._other_level(asked_levels(question.asking or question.text, question.levels), fact)

    def leaves_out(self, question: Question, facts: Sequence[Fact]) -> bool:
        """Tell whether ``question`` names something, and not to leave it out, that none of ``facts`` is about."""
        texts = [self._text(fact) for fact in facts]
        named = (group for groups in self._named(question).values() for _, group in groups)
        return any(not any(word in text for word in group for text in texts) for group in named)

    def unnamed(self, question: Question, passages: Sequence[Passage]) -> Unnamed:
        """Return how much of what ``question`` names its best passages do not, the best of them first."""
        named = [group for groups in self._named(question).values() for _, group in groups]
        texts = [self._read(passage) for passage in passages]
        if not texts:
            return Unnamed()
        missing = [sum(not any(word in text for word in group) for group in named) / (len(named) or 1) for text in texts]
        asked = asked_levels(question.asking or question.text, question.levels)
        level = max((_level_unnamed(level, texts[0]) for level in asked), default=0.0)
        nameless = bool(_WHICH.search(question.asking or question.text)) and not any(
            name in texts[0] for name in self._names_of
        )
        return Unnamed(missing[0], min(missing), level, float(nameless))

    def _read(self, passage: Passage) -> str:
        """Return the words of a passage, of its headings and of its row."""
        if passage.id not in self._texts:
            heads = (passage.row.group, passage.row.label) if passage.row is not None else ()
            self._texts[passage.id] = fold(" ".join((passage.quote, passage.context, *heads)))
        return self._texts[passage.id]

    def _names(self, question: Question) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
        """Return what ``question`` names of each sort, and not to leave it out: the word, and the group that it is of."""
        asked = fold(without_background(question.asking or question.text))
        words = frozenset(fold(term.word) for term in question.terms)
        named: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for about, group in self._groups:
            word = next((word for word in group if (word in asked if len(word) > 1 else word in words)), "")
            if word and not _left_out(asked, word):
                named.setdefault(about, []).append((word, group))
        return named

    def _wider(self, about: str, named: Sequence[tuple[str, tuple[str, ...]]], indicator: str) -> bool:
        """Tell whether an indicator is about more groups than those named."""
        known = {group for _, group in named}
        return any(
            each == about and group not in known and any(word in indicator for word in group) for each, group in self._groups
        )

    @staticmethod
    def _other_level(levels: Sequence[Level], fact: Fact) -> str:
        own = fold(" ".join((fact.indicator, fact.scope, fact.place, fact.statement)))
        if not levels or {Level.PRIMARY, Level.JUNIOR} <= set(levels):
            return ""
        for level in levels:
            if fact.levels == (level.value,):
                return ""
            if _LEVEL_WORDS[level].search(own) or (
                level in _WITHIN and fact.figure.unit == "%" and _WITHIN[level] in fact.levels
            ):
                return ""
        return levels[0].value
