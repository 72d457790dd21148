"""How many years lie between two things that the plan dates: 真光班办起来之后，隔了几年才有六中班."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from lzqa.answer.arithmetic import WORKED_OUT
from lzqa.answer.draft import Draft
from lzqa.answer.factmatch import asked_terms
from lzqa.answer.model import AnswerFigure
from lzqa.figures import year_spans
from lzqa.passages import Passage
from lzqa.question import Question
from lzqa.retrieval.model import Hit
from lzqa.segment import fold

LIMIT = 300
APART = "相隔"
"""What years between two things are called."""
LOOKED_AT = 4
"""So many of the best passages are looked through."""
LEAST_SCORE = 0.1
"""A passage is looked through that is evidence with this probability."""
LEAST, LEAST_GAIN = 0.3, 0.08
"""Two things are asked about when they hold so much of the question's words by weight, each so much that the other does not."""
_ASKS = re.compile(
    r"(?:隔|相[隔差距]|间隔|中间|当中|之间|前后|差)[^,，。]{0,6}?(?:(?:几|多少)个?年|多久|多长时间)|(?:几|多少)年(?:之?后|以后|才|的?间隔)"
    r"|(?:等|过|用|花|历时)了?(?:几|多少)年|[早晚迟][了咗]?(?:几|多少)年|年份?[^,，。]{0,4}差(?:几|多少)"
)
_FROM_FIRST_TO_LAST = re.compile(
    r"(?:最[早先初]|头一|第一|首)(?:个|批|届|间)?[^,，。;；]{0,10}(?:最[晚迟后新近]|末|尾)|(?:最[晚迟后新近])[^,，。;；]{0,10}最[早先初]"
)
"""Asks for the years between the first and the last of several dated things."""
_CLAUSE = re.compile(r"[^,，。;；]+")


class _Dated(NamedTuple):
    year: int
    clause: str
    passage: Passage
    held: frozenset[int]


def asks_for_years_between(text: str) -> bool:
    """Tell whether a normalised question asks how many years lie between two things."""
    return bool(_ASKS.search(text))


def years_between(question: Question, hits: Sequence[Hit], rarity: Callable[[str], float]) -> Draft | None:
    """Return a draft that tells how many years lie between the two dated things that ``question`` names; ``None`` without two.

    Args:
        question: The question.
        hits: Its passages, best first.
        rarity: Weight of a word.
    """
    if not asks_for_years_between(question.asking or question.text):
        return None
    terms = [term for term in asked_terms(question) if term.word not in ("隔", "相隔", "几年", "多少年")]
    weights = [rarity(term.word) for term in terms]
    names = [tuple(fold(word) for word in (term.word, *term.plan_words)) for term in terms]
    total = sum(weights) or 1.0
    found = []
    for passage in [hit.passage for hit in hits[:LOOKED_AT] if hit.score >= LEAST_SCORE and hit.passage.row is None]:
        for year, clause in _dated(passage.quote):
            held = frozenset(at for at, words in enumerate(names) if any(word in fold(clause) for word in words))
            if held:
                found.append(_Dated(year, clause, passage, held))

    def weight(held: frozenset[int]) -> float:
        return sum(weights[at] for at in held) / total

    if _FROM_FIRST_TO_LAST.search(question.text):
        dated = sorted((each for each in found if weight(each.held) >= LEAST_GAIN), key=lambda each: each.year)
        return _told(question, dated[0], dated[-1]) if dated and dated[0].year != dated[-1].year else None
    pairs = [
        (weight(one.held | other.held), one, other)
        for one, other in itertools.combinations(found, 2)
        if one.year != other.year and min(weight(one.held - other.held), weight(other.held - one.held)) >= LEAST_GAIN
    ]
    best = max(pairs, key=lambda pair: pair[0], default=None)
    return _told(question, best[1], best[2]) if best is not None and best[0] >= LEAST else None


def _dated(quote: str) -> Iterator[tuple[int, str]]:
    """Yield the clauses of a sentence that name one year, with it."""
    for match in _CLAUSE.finditer(quote):
        years = [year for year, _ in year_spans(match.group())]
        if len(set(years)) == 1:
            yield years[0], match.group()


def _told(question: Question, one: _Dated, other: _Dated) -> Draft:
    first, last = sorted((one, other), key=lambda each: each.year)
    between = last.year - first.year
    draft = Draft(question, LIMIT)
    passages = list(dict.fromkeys((first.passage, last.passage)))
    draft.add_all(f"{APART}**{between}年**{WORKED_OUT}：{last.year}－{first.year}＝{between}）", passages)
    draft.figures.append(AnswerFigure(f"{between}年", Decimal(between), "年", "=", "", None, "", computed=True, citation=1))
    for each in (first, last):
        draft.add(each.clause.strip(" “”"), each.passage)
    return draft
