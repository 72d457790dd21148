"""What is left of a whole without a part of it, where the plan counts both and not the rest: 民办园 as 幼儿园 without 公办园.

People ask for a rest by a name of its own (私立的, 普高) or by the part that is left out (公办以外的, 不读中职的).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from lzqa.answer.expression import operation_class
from lzqa.facts import Fact, FactKind
from lzqa.lexicon import Rest
from lzqa.question import Question
from lzqa.question.background import asked_without_background

KEPT = 512
Expression = tuple[tuple[Fact, ...], str]
"""Facts, and what is worked out from them: ``a`` is the first."""
_OUT = (
    r"(?:之外|以外|除外|除[了咗去开掉]?|剔除?|扣[除掉去]?|刨[除掉去]?|撇[开除掉]?|抛[开去]?|减[去掉]?|去掉|不[算含计要]|不包括|别算|不属于?|(?<!是)不是|唔系"
    r"|不归|(?<!有)没有?|未|冇|不[读念上入]|非(?!常))"
)
_OUT_BEFORE, _OUT_BEHIND = re.compile(rf"{_OUT}[^,，。;；]{{0,6}}$"), re.compile(rf"[^,，。;；与和跟]{{0,4}}?{_OUT}")
_NARROWER = re.compile(r"普惠[性型]?[^,，。]{0,3}?(?:民办|私立|私人)|(?:民办|私立|私人)[^,，。]{0,4}?普惠")
"""Of these the plan counts some itself: 普惠性民办 is no rest."""
_WITH_THE_PART = re.compile(
    r"(?:普高|普通高中)[和与跟同、及加]*(?:中职|职高|职中|职校|中专)[^,，。;；多几]{0,3}(?:都|全|均|一并|一起|一齐|合)(?:在内|算|包括|含|起来|计)?"
)
"""Names a rest and the part together, which are the whole: 普高中职都在内."""
_NOT_REACHED = re.compile(r"(?:没|未|冇|不)(?:能|曾|有)?(?:评上|达标|达到|够上|够格|建成|通过|合格)|够不上|达不到")
"""Words for what has not come so far of a whole of which a part has."""
_OTHERS = re.compile(r"另外(?:的|那|一)*(?:种|类|些|部分)|其余|余下|剩下")
"""Words for what is left of a whole of which a part is named."""
_TAKEN = re.compile(r"([a-z])-([a-z])")
_ADDED = re.compile(r"[a-z](?:\+[a-z])+")
_OF_WHOLE = re.compile(r"\(([a-z])-[a-z]\)/\1\*100")


def stands_beside(text: str, word: str, before: re.Pattern[str], behind: re.Pattern[str]) -> bool:
    """Tell whether ``word`` stands in ``text`` right behind what ``before`` finds, or right before what ``behind`` matches."""
    places = (at for at in range(len(text)) if text.startswith(word, at))
    return any(before.search(text[:at]) or behind.match(text, at + len(word)) for at in places)


def is_left_out(text: str, word: str) -> bool:
    """Tell whether ``word`` stands in a normalised text to be left out: 公办以外的, 不读中职的."""
    return stands_beside(text, word, _OUT_BEFORE, _OUT_BEHIND)


class Rests:
    """Knows the rests that a question names and the calculations that work them out.

    Args:
        rests: What is left of which whole without which part.
        facts: All facts.
    """

    def __init__(self, rests: Sequence[Rest], facts: Sequence[Fact]) -> None:
        self._series = [
            (rest, _by_year(facts, rest.whole, rest.level), _by_year(facts, rest.part, rest.part_level)) for rest in rests
        ]
        self._pairs = {
            (whole, part): rest
            for rest, wholes, parts in self._series
            for whole in wholes.values()
            for part in parts.values()
            if whole.year == part.year or part.year is None
        }
        self._named = lru_cache(maxsize=KEPT)(self._found)

    def named(self, question: Question) -> tuple[Rest, ...]:
        """Return the rests that ``question`` names, by a word of their own or by the part that is left out."""
        return self._named(asked_without_background(question.asking or question.text, question.text))

    def _found(self, asked: str) -> tuple[Rest, ...]:
        text = _WITH_THE_PART.sub("", _NARROWER.sub("", asked))
        others = _OTHERS.search(text) is not None
        return tuple(
            rest
            for rest, _, _ in self._series
            if any(word in text and not is_left_out(text, word) for word in rest.words)
            or any(is_left_out(text, word) for word in rest.without)
            or ((others or _NOT_REACHED.search(text)) and any(word in text for word in rest.without))
        )

    def taken(self, facts: Sequence[Fact], work: str) -> Rest | None:
        """Return the rest that an expression takes as a whole without its part, ``None`` when it takes none."""
        for whole, part in _TAKEN.findall(work):
            at, other = ord(whole) - ord("a"), ord(part) - ord("a")
            if max(at, other) < len(facts) and (facts[at], facts[other]) in self._pairs:
                return self._pairs[facts[at], facts[other]]
        return None

    def adds_a_part(self, facts: Sequence[Fact], work: str) -> bool:
        """Tell whether an expression adds a part to the whole that holds it already: 公办园 to all 幼儿园."""
        sums = ([ord(letter) - ord("a") for letter in each.split("+")] for each in _ADDED.findall(work))
        terms = ([facts[at] for at in each if at < len(facts)] for each in sums)
        return any(pair in self._pairs for each in terms for pair in itertools.permutations(each, 2))

    def sort_of(self, facts: Sequence[Fact], work: str) -> str:
        """Return what sort of calculation an expression is; what a rest is of its whole is a share and no growth."""
        shared = _OF_WHOLE.fullmatch(work) is not None and self.taken(facts, work) is not None
        return "share" if shared else operation_class(work)

    def calculations(self, question: Question) -> Iterator[Expression]:
        """Yield what may be asked of the rests that ``question`` names: their counts, shares, changes and growth."""
        for rest, wholes, parts in self._series:
            if rest not in self.named(question):
                continue
            pairs = {
                year: (whole, parts.get(year) or parts[None]) for year, whole in wholes.items() if {year, None} & set(parts)
            }
            years = sorted(year for year in pairs if year is not None and (not question.years or year in question.years))
            for year in reversed(years):
                yield pairs[year], "a-b"
                yield pairs[year], "(a-b)/a*100"
                yield pairs[year], "(a-b)/b"
                yield pairs[year], "b/(a-b)"
            for first, last in itertools.pairwise(years):
                yield (*pairs[last], *pairs[first]), "(a-b)-(c-d)"
                yield (*pairs[last], *pairs[first]), "((a-b)-(c-d))/(c-d)*100"


def _by_year(facts: Sequence[Fact], indicator: str, level: str) -> dict[int | None, Fact]:
    """Return an indicator's counts at a school level by year, those of tables before others."""
    found: dict[int | None, Fact] = {}
    for fact in sorted(facts, key=lambda fact: not fact.from_table):
        counts = fact.kind is not FactKind.CHANGE and fact.figure.high is None and not fact.place
        if counts and fact.indicator == indicator and level in fact.levels:
            found.setdefault(fact.year, fact)
    return found
