"""Which facts a question asks for: by name, and never another year's, level's or school's."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lzqa.answer.expects import SCHOOLS
from lzqa.facts import Fact, FactKind
from lzqa.question import Level, Question, Term
from lzqa.segment import Segmenter, fold

LEVELS: dict[Level, frozenset[str]] = {
    Level.KINDERGARTEN: frozenset({"学前"}),
    Level.PRIMARY: frozenset({"小学", "义务教育"}),
    Level.JUNIOR: frozenset({"初中", "义务教育", "中学"}),
    Level.COMPULSORY: frozenset({"义务教育", "小学", "初中"}),
    Level.SENIOR: frozenset({"高中", "普通高中", "中学"}),
    Level.MIDDLE: frozenset({"中学", "初中", "高中", "普通高中"}),
    Level.VOCATIONAL: frozenset({"中职", "高职"}),
    Level.SPECIAL: frozenset({"特殊教育"}),
    Level.HIGHER: frozenset({"高等教育"}),
}
_ANY_LEVEL = frozenset({"全市", "教师", "终身教育"})
_AIMS = ("目标", "要求", "要达到", "要到", "达到多少", "规划到", "将", "打算", "计划", "争取", "未来", "十四五")
_NOW = ("现在", "目前", "现状", "已经", "如今", "今", "现有", "十三五")
_LED_UP = re.compile(r"([满每隔逾])(?:够|足)?(?:几|多少)")
LED_ALIKE = 0.1
"""What a figure's score gains when the same word leads up to it in the question and in the plan."""
_CHANGES = ("增幅", "变动", "涨跌", "增减", "增长", "涨", "提高了", "增加了", "下降", "减少了", "变化", "多了", "少了")
_MANY = "(?:几|多少|几多|多少个|几个)"
_PEOPLE = frozenset({"人", "名", "位", "万人", "人次", "万人次"})
_UNITS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = (
    (
        re.compile(
            rf"(?:住|睡|坐|收|招|读|容纳|安置|解决)(?:得?[下进满落])?(?:的?了)?{_MANY}(?:人|名|位|学生|孩子|小孩|小朋友|娃|幼儿|儿童|细路)"
        ),
        _PEOPLE | {"个"},
    ),
    (re.compile(rf"{_MANY}(?:(?:所|间|家)|{SCHOOLS})"), frozenset({"所", "个"})),
    (
        re.compile(
            rf"{_MANY}(?:人|名|(?<!个)位(?!子)|学生|孩子|小孩|小朋友|娃|幼儿|儿童|细路|专任|老师|教师|万人)|(?:人|孩子|小朋友|娃|幼儿|学生|在读|在校|在园).{{0,12}}多少万(?!元)|(?:人|学生|孩子|小孩|小朋友|娃|幼儿|儿童)(?:一共|总共|大概|差不多)?有?(?:多少|几)个?(?=[?？,，。;；呢啊呀]|$)|人数(?!占)(?![^,，。?？;；]{{0,14}}(?:比例|比率|占比|百分之|几成))"
        ),
        _PEOPLE,
    ),
    (
        re.compile(r"多少钱|(?:经费|资金|投入|拨款)(?:是|有|了|一共|共|总共)*多少|多少(?:万元|亿元|亿|资金|经费)"),
        frozenset({"万元", "亿元", "元"}),
    ),
    (re.compile(rf"{_MANY}台"), frozenset({"台"})),
    (re.compile(r"几岁|多大(?:年纪|岁数)|岁数|平均年龄"), frozenset({"岁"})),
    (re.compile(r"占比|占(?:多少|几|了|全|总)|比例|比率|几成|百分之|[率%]|[过超]半|一半|半数"), frozenset({"%"})),
)
"""What a question asks its figure in, and the units that fit; the first that matches decides."""
_WHOLE_PERIOD = re.compile(r"十[三四]五|五年|期间|累计|以来|这[几两三]年")
KEPT = 256
"""So many questions' matches are remembered: one answer asks for them several times."""
KEPT_HELD = 16
"""Of so many it is remembered what the facts hold of their words."""
LEADS = 0.25
"""What a fact gains when the question leads to its passage for sure."""
LED = 0.25
"""A fact whose passage the question leads to with this probability is looked at, whatever its name."""
LEAST = 0.2
"""A fact whose words fit less than this is not looked at further."""


@dataclass(frozen=True)
class Match:
    """A fact and how well it fits a question.

    Args:
        fact: The fact.
        score: 0..1 and a little more; comparable between questions.
        name: How much of the best of the fact's names the question holds, 0..1.
    """

    fact: Fact
    score: float
    name: float


@dataclass(frozen=True)
class Names:
    """The names of all facts as weighed words, one after the other.

    Args:
        words: Numbers of the words.
        weights: What each weighs in its name; those of a name add to 1.
        rows: Where each name begins among the words.
        facts: Where each fact's names begin among the rows.
    """

    words: NDArray[np.int64]
    weights: NDArray[np.float64]
    rows: NDArray[np.int64]
    facts: NDArray[np.int64]


def _speaks_of(fact: Fact, question: Question) -> bool:
    """Tell whether a question that names years speaks of the whole period of ``fact``: no single year's figure is known."""
    ends = {min(fact.years), max(fact.years)}
    if ends <= set(question.years) or _WHOLE_PERIOD.search(question.text):
        return True
    return fact.is_aim and max(fact.years) in question.years


@lru_cache(maxsize=KEPT)
def wanted_units(text: str) -> frozenset[str] | None:
    """Return the units that fit what a normalised question counts, ``None`` when it does not tell."""
    return next((units for pattern, units in _UNITS if pattern.search(text)), None)


@lru_cache(maxsize=KEPT)
def _says_of_time(text: str) -> tuple[bool, bool, bool]:
    """Tell whether a normalised question speaks of aims, of the present, of change."""
    aims, now, changes = (any(word in text for word in words) for words in (_AIMS, _NOW, _CHANGES))
    return aims, now, changes


def asked_terms(question: Question) -> list[Term]:
    """Return the terms of ``question`` that may name a fact: all but bare numbers and 年."""
    return [term for term in question.terms if not term.word.isdigit() and term.word not in ("年", "年度")]


@lru_cache(maxsize=KEPT)
def _leading_up(text: str) -> frozenset[str]:
    """Return the words of a normalised question that lead up to what is asked for (满几年, 每几年)."""
    return frozenset(match[1] for match in _LED_UP.finditer(text))


def _led_alike(fact: Fact, words: frozenset[str]) -> bool:
    """Tell whether one of ``words`` leads up to the fact's figure too."""
    at = fact.statement.find(fact.figure.text) if words else 0
    return at > 0 and fact.statement[at - 1] in words


class _Fitting:
    """What the time asked for, the unit and the place of a fact add to its score, or take from it.

    Args:
        question: The question.
        named: The places that it names.
    """

    def __init__(self, question: Question, named: frozenset[str]) -> None:
        self._years, self._named = question.years, named
        self._words = [term.word for term in question.terms]
        self._aimed, self._nowadays, self._change = _says_of_time(question.text)
        self._wanted = wanted_units(question.text)
        self._leading = _leading_up(question.text)

    def of(self, fact: Fact) -> float:
        """Return what ``fact`` gains, less what it loses."""
        fit = 0.0
        if fact.place:
            fit += 0.08 if fact.place in self._named else -0.25
        elif self._named:
            fit -= 0.1
        if not self._years:
            aims = fact.is_aim
            if self._aimed:
                fit += 0.06 if aims else -0.06
            elif fact.year == 2016:
                fit -= 0.04
            elif self._nowadays:
                fit += -0.06 if aims else 0.06
        if self._wanted is not None and fact.figure.unit not in self._wanted and fact.kind is not FactKind.CHANGE:
            fit -= 0.3
        if _led_alike(fact, self._leading):
            fit += LED_ALIKE
        if fact.kind is FactKind.CHANGE:
            fit += 0.05 if self._change else -0.35
        if fact.base_year in self._years and fact.year not in self._years:
            fit -= 0.1
        if fact.scope and not any(word in fact.scope for word in self._words):
            fit -= 0.02
        return fit


class FactMatcher:
    """Matches questions to facts.

    Args:
        facts: All facts.
        segmenter: The plan's tokenizer.
        stop: Words without content.
        rarity: Weight of a word.
    """

    def __init__(
        self, facts: Sequence[Fact], segmenter: Segmenter, stop: frozenset[str], rarity: Callable[[str], float]
    ) -> None:
        self._segmenter = segmenter
        self._stop = stop
        self._rarity = rarity
        self._facts = tuple(facts)
        self._postings = self._posted()
        self._standing: dict[str, list[int]] = {}
        for at, fact in enumerate(self._facts):
            self._standing.setdefault(fact.passage, []).append(at)
        self._vocabulary, parts, self._names = self._named()
        self._within: dict[str, list[tuple[int, float]]] = {}
        for at, (word, inner) in enumerate(zip(self._vocabulary, parts, strict=True)):
            self._within.setdefault(word, []).append((at, 1.0))
            for part in inner:
                self._within.setdefault(part, []).append((at, len(part) / len(word)))
        self._kept = lru_cache(maxsize=KEPT)(self._ranked)
        self._held = lru_cache(maxsize=KEPT_HELD)(self._all_held)
        self._places = sorted({fact.place for fact in facts if fact.place}, key=lambda place: (-len(place), place))

    def _posted(self) -> dict[str, NDArray[np.int64]]:
        """Return, by term, which facts hold it in their names, scope, place, statement or levels."""
        found: dict[str, list[int]] = {}
        for at, fact in enumerate(self._facts):
            text = " ".join((*fact.names, fact.scope, fact.place, fact.statement, *fact.levels))
            for term in dict.fromkeys(self._segmenter.terms(text)):
                if term not in self._stop:
                    found.setdefault(term, []).append(at)
        return {term: np.array(places) for term, places in found.items()}

    def _named(self) -> tuple[list[str], list[tuple[str, ...]], Names]:
        """Return the words of all names, the shorter words inside each, and the names as weighed words."""
        split = [[[w for w in self._segmenter.words(name) if w not in self._stop] for name in f.names] for f in self._facts]
        words = list(dict.fromkeys(word for names in split for name in names for word in name))
        column = {word: at for at, word in enumerate(words)}
        parts = [tuple(p for p in self._segmenter.terms(word) if p != word and len(p) > 1) for word in words]
        columns: list[int] = []
        weights: list[float] = []
        rows: list[int] = []
        starts: list[int] = []
        for names in split:
            starts.append(len(rows))
            for name in names:
                rows.append(len(columns))
                total = sum(self._rarity(word) for word in name) or 1.0
                columns.extend(column[word] for word in name)
                weights.extend(self._rarity(word) / total for word in name)
                if not name:  # a row must not be empty
                    columns.append(0)
                    weights.append(0.0)
        numbers = (np.array(each, dtype=np.int64) for each in (columns, rows, starts))
        flat, begins, firsts = numbers
        return words, parts, Names(flat, np.array(weights), begins, firsts)

    def matches(self, question: Question, *, by_year: bool = True) -> tuple[Match, ...]:
        """Return the facts that may answer ``question``, best first; ties stand in the text's order.

        Args:
            question: The question.
            by_year: Whether a fact of another year is out; without, years do not count.
        """
        return self._kept(question.alone, by_year)

    def _ranked(self, question: Question, by_year: bool) -> tuple[Match, ...]:  # noqa: FBT001
        terms = asked_terms(question)
        if not terms or not self._facts:
            return ()
        each, weights = self.held(question)
        held, names = weights @ each, self._shares(terms)
        base = 0.5 * held + 0.5 * names
        led = np.zeros(len(self._facts))
        for passage, probability in question.places:
            led[self._standing.get(passage, ())] = probability
        named = frozenset(self._named_places(question))
        levels = _ANY_LEVEL.union(*(LEVELS[level] for level in question.levels)) if question.levels else None
        fitting = _Fitting(question, named)
        looked_at = np.flatnonzero((base >= LEAST) | (led >= LED))
        scores = (base + LEADS * led)[looked_at].tolist()
        found = []
        for at, own, name in zip(looked_at.tolist(), scores, names[looked_at].tolist(), strict=True):
            fact = self._facts[at]
            if self._admissible(fact, question, levels, named, by_year=by_year):
                found.append((Match(fact, round(own + fitting.of(fact), 6), name), at))
        return tuple(match for match, _ in sorted(found, key=lambda pair: (-pair[0].score, pair[1])))

    def _plan_terms(self, term: Term) -> tuple[str, ...]:
        return tuple(part for word in term.plan_words for part in (word, *self._segmenter.terms(word)))

    def held(self, question: Question) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return how much of each term each fact holds, ``(terms, facts)``, 0..1, and the terms' weights, adding to 1."""
        return self._held(tuple(asked_terms(question)))

    def _all_held(self, terms: tuple[Term, ...]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        held = np.array([self._held_of(term) for term in terms]).reshape(len(terms), len(self._facts))
        weights = np.array([self._rarity(term.word) for term in terms])
        weights = weights / (weights.sum() or 1.0)
        for each in (held, weights):
            each.setflags(write=False)
        return held, weights

    def _held_of(self, term: Term) -> NDArray[np.float64]:
        share = np.zeros(len(self._facts))
        worth = [(part, len(part) / len(term.word)) for part in term.parts]
        worth += [(word, term.weight) for word in self._plan_terms(term)]
        for word, value in (*worth, (term.word, 1.0)):
            if word in self._postings:
                places = self._postings[word]
                share[places] = np.maximum(share[places], value)
        return share

    def _shares(self, terms: Sequence[Term]) -> NDArray[np.float64]:
        """Return how much of the best of its names, by weight, the question holds of each fact: ``(facts,)``, 0..1."""
        asked = {word for term in terms for word in (term.word, *term.parts, *self._plan_terms(term))}
        known = np.zeros(len(self._vocabulary))
        for word in asked:
            for at, share in self._within.get(word, ()):
                known[at] = max(known[at], share)
        held = np.add.reduceat(known[self._names.words] * self._names.weights, self._names.rows)
        return np.maximum.reduceat(held, self._names.facts)

    def _named_places(self, question: Question) -> list[str]:
        """Return the places with facts that the question names, by their full or short names."""
        text = fold(question.text)
        return [place for place in self._places if fold(place) in text or self._short(place, question)]

    @staticmethod
    def _admissible(
        fact: Fact, question: Question, levels: frozenset[str] | None, named: frozenset[str], *, by_year: bool
    ) -> bool:
        """A fact of another year, level or school is out, however well its name fits."""
        if by_year and question.years:
            years = set(question.years)
            if fact.years and not (fact.years & years) and fact.base_year not in years:
                return False
            if fact.year is None and fact.years and not _speaks_of(fact, question):
                return False
            if not fact.years and fact.kind is not FactKind.REQUIREMENT:
                return False
        if levels is not None and levels.isdisjoint(fact.levels):
            return False
        return not named or fact.place in named or not fact.place

    @staticmethod
    def _short(place: str, question: Question) -> bool:
        """Tell whether a term of the question stands for ``place`` (连中, 二中, 卫校)."""
        return any(
            word and (word in place) and len(word) >= 4 for term in question.terms for word in (term.word, *term.plan_words)
        )
