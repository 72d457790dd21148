"""Questions that the plan does not answer, made from some that it answers: another year, level or school in the place of the own.

Whoever asks for a figure that is not there words it like one that is.  Only a slot differs, so only from such pairs can be
learned how much a differing slot matters.  Nothing is made where the plan has, or may have, the figure that would be asked for.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lzqa.answer.factmatch import LEVELS
from lzqa.evaluation.questions import EvalQuestion, load_questions, normalise
from lzqa.evaluation.scoring import holds_figure, places
from lzqa.facts import Fact, FactKind
from lzqa.indexing import Plan
from lzqa.learning.plain import plain_questions
from lzqa.question import Level

TYPES = frozenset({"figure", "table"})
YEARS = (2018, 2022, 2023, 2017, 2024, 2021, 2019, 2016, 2020, 2025)
"""Years that may stand in the place of another; the plan knows few figures of the first ones."""
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_LEVEL_WORDS: tuple[tuple[Level, str], ...] = (
    (Level.PRIMARY, "小学"),
    (Level.JUNIOR, "初中"),
    (Level.SENIOR, "高中"),
    (Level.KINDERGARTEN, "幼儿园"),
    (Level.VOCATIONAL, "中职"),
    (Level.SPECIAL, "特殊教育"),
)
_ALL_LEVELS = re.compile("小学|初中|高中|幼儿|学前|入园|中职|职校|职业|卫校|特殊|义务|普高|中学|学校")
_SCHOOLS = ("连州中学", "第二中学", "二中", "卫生学校", "卫校", "职业技术学校", "北山中学", "特殊教育学校", "瑶安民族学校")
_NO_SCHOOL = frozenset({"卫校", "二中"})
_SHARE = re.compile(r"(?:占比|比例|占)(?:是|为|达|要|到|有)*(?:多少|几成|百分之几|百分之多少)|(?:百分之多少|百分之几)")
_COUNT = "具体有多少人"
_PEOPLE = re.compile("教师|老师")
_PAIR = 2
_FAMILIES = (frozenset({"人", "名", "位", "万人"}), frozenset({"所", "个"}), frozenset({"万元", "亿元"}), frozenset({"台"}))


def asked_facts(plan: Plan, asked: EvalQuestion) -> list[Fact]:
    """Return the facts that an evaluation question asks for: those in its evidence with its figures."""
    spans = [span for group in asked.evidence for quote in group for span in places(plan.text, quote)]
    passages = plan.passages.by_id()
    found = []
    for fact in plan.facts:
        own = passages[fact.passage].span
        if any(own.start < end and start < own.end for start, end in spans):
            stated = normalise(fact.figure.text)
            spelled = (each for gold in asked.figures for each in gold.any_of)
            if any(holds_figure(stated, each) or holds_figure(each, stated) for each in spelled):
                found.append(fact)
    return found


def _shares_a_word(one: str, other: str) -> bool:
    pairs = {one[at : at + _PAIR] for at in range(len(one) - 1)}
    return any(other[at : at + _PAIR] in pairs for at in range(len(other) - 1))


def _alike(one: Fact, other: Fact) -> bool:
    """Tell whether two facts may be asked for in the same words: they share a word of their names, or count the same."""
    units = {one.figure.unit, other.figure.unit}
    return _shares_a_word(one.indicator, other.indicator) or any(units <= family for family in _FAMILIES)


def _in_other_years(text: str, facts: Sequence[Fact], known: Sequence[Fact], seed: int) -> Iterator[str]:
    """Yield ``text`` asking for a year of which the plan has no such figure."""
    named = _YEAR.findall(text)
    if len(named) != 1 or not all(fact.year == int(named[0]) and fact.kind is not FactKind.CHANGE for fact in facts):
        return
    taken = {
        year
        for fact in facts
        for other in known
        if set(other.levels) & set(fact.levels) and _alike(fact, other)
        for year in (*other.years, other.base_year)
    }
    free = [year for year in YEARS if year not in taken]
    if free:
        yield _YEAR.sub(str(free[seed % min(5, len(free))]), text)


def _at_other_levels(text: str, facts: Sequence[Fact], known: Sequence[Fact], seed: int) -> Iterator[str]:
    """Yield ``text`` asking for a school level of which the plan has nothing like it."""
    own = [(level, word) for level, word in _LEVEL_WORDS if word in text]
    if len(own) != 1 or len(_ALL_LEVELS.findall(text)) != text.count(own[0][1]):
        return
    level, word = own[0]
    if not all(LEVELS[level] & set(fact.levels) for fact in facts) or any(fact.place for fact in facts):
        return
    free = []
    for other, name in _LEVEL_WORDS:
        its = LEVELS[other] | {"全市"}
        near = (f for f in known if its & set(f.levels) and any(_alike(fact, f) for fact in facts))
        if other is not level and not its & LEVELS[level] and not any(near):
            free.append(name)
    if free:
        yield text.replace(word, free[seed % len(free)])


def _at_other_schools(text: str, facts: Sequence[Fact], known: Sequence[Fact], seed: int) -> Iterator[str]:
    """Yield ``text`` asking for another school, of which the plan has nothing like it."""
    own = [name for name in _SCHOOLS if name in text]
    if not own or not all(fact.place for fact in facts):
        return
    free = []
    for name in _SCHOOLS:
        if name in own or name in _NO_SCHOOL:
            continue
        near = (f for f in known if name in f.place and any(_alike(fact, f) for fact in facts))
        if not any(near) and not any(name in fact.place for fact in facts):
            free.append(name)
    if free:
        yield text.replace(max(own, key=len), free[seed % len(free)])


def _as_counts(text: str, facts: Sequence[Fact], known: Sequence[Fact], _: int) -> Iterator[str]:
    """Yield ``text`` asking how many teachers there are of whom the plan tells the share alone."""
    if not all(
        fact.figure.unit == "%" and _PEOPLE.search(fact.indicator) and fact.kind is not FactKind.CHANGE for fact in facts
    ):
        return
    levels = {level for fact in facts for level in fact.levels}
    counted = (
        f for f in known if f.figure.unit in ("人", "名", "万人", "位") and "教师" in f.indicator and levels & set(f.levels)
    )
    if _SHARE.search(text) and not any(counted):
        yield _SHARE.sub(_COUNT, text, count=1)


@dataclass(frozen=True)
class Lessons:
    """Questions to learn from.

    Args:
        written: The evaluation questions of one turn kept for learning (``dev``), as people wrote them.
        dialogues: Those of several turns.
        plain: Plain ones made of the plan's facts.
        lures: Unanswerable ones, each with the question of either that it is made of.
    """

    written: tuple[EvalQuestion, ...]
    dialogues: tuple[EvalQuestion, ...]
    plain: tuple[EvalQuestion, ...]
    lures: tuple[tuple[EvalQuestion, EvalQuestion], ...]

    @property
    def answerable(self) -> tuple[EvalQuestion, ...]:
        """Those that people wrote, and the plain ones."""
        return (*self.written, *self.plain)

    @property
    def all(self) -> tuple[EvalQuestion, ...]:
        """All of them, the lures last."""
        return (*self.answerable, *(lure for lure, _ in self.lures))


def lessons(plan: Plan, folder: Path, most: int) -> Lessons:
    """Return the questions of ``folder`` that are kept for learning, with at most ``most`` plain ones, and the lures made of both."""
    asked = load_questions(folder, plan.text, subsets=("dev",))
    written, dialogues = (tuple(each for each in asked if (len(each.turns) > 1) is several) for several in (False, True))
    plain = plain_questions(plan, folder)
    plain = plain[:: -(-len(plain) // most)]
    return Lessons(written, dialogues, tuple(plain), tuple(lures(plan, [*written, *plain])))


def lures(plan: Plan, questions: Sequence[EvalQuestion]) -> list[tuple[EvalQuestion, EvalQuestion]]:
    """Return unanswerable questions with the answerable one that each is made from, in the order of these.

    Args:
        plan: The plan.
        questions: Evaluation questions; those of one turn for a figure are used.
    """
    made = []
    for asked in questions:
        if asked.type not in TYPES or len(asked.turns) != 1 or not asked.answerable:
            continue
        facts = asked_facts(plan, asked)
        if not facts:
            continue
        seed = zlib.crc32(asked.id.encode())
        for name, change in (
            ("year", _in_other_years),
            ("level", _at_other_levels),
            ("school", _at_other_schools),
            ("count", _as_counts),
        ):
            for text in change(asked.turns[0], facts, plan.facts, seed):
                if text != asked.turns[0]:
                    lure = replace(
                        asked, id=f"{asked.id}-{name}", type="unanswerable", turns=(text,), answerable=False, figures=(), points=(), evidence=()
                    )  # fmt: skip
                    made.append((lure, asked))
    return made
