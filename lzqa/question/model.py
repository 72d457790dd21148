"""A question as a typed plan: what retrieval and composition read instead of the raw words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property


class QuestionKind(StrEnum):
    """What sort of answer is asked for."""

    FIGURE = "figure"
    TABLE = "table"
    LIST = "list"
    DEFINITION = "definition"
    MEASURE = "measure"
    YES_NO = "yes_no"
    COMPARE = "compare"
    COMPUTE = "compute"
    LOCATE = "locate"
    SUMMARY = "summary"
    REASON = "reason"
    PERSON = "person"
    WHEN = "when"
    TOPIC = "topic"
    GREETING = "greeting"
    THANKS = "thanks"
    ABOUT = "about"
    EMPTY = "empty"


SMALL_TALK = frozenset({QuestionKind.GREETING, QuestionKind.THANKS, QuestionKind.ABOUT, QuestionKind.EMPTY})
LANGUAGE = "language"
"""What :attr:`Question.problem` says of a message in another language."""
SHORT_KINDS = frozenset(
    {
        QuestionKind.FIGURE,
        QuestionKind.TABLE,
        QuestionKind.YES_NO,
        QuestionKind.COMPARE,
        QuestionKind.COMPUTE,
        QuestionKind.WHEN,
    }
)
"""Kinds whose answer is at most 300 characters long; the others may have 700."""


class Attribute(StrEnum):
    """Something asked for that a plan seldom states; an answer must not dodge it."""

    PHONE = "电话"
    ADDRESS = "地址"
    NAME = "人名"
    FEE = "费用"
    DATE = "日期"
    SCORE = "分数"


class Level(StrEnum):
    """School level."""

    KINDERGARTEN = "学前"
    PRIMARY = "小学"
    JUNIOR = "初中"
    COMPULSORY = "义务教育"
    SENIOR = "高中"
    MIDDLE = "中学"
    VOCATIONAL = "中职"
    SPECIAL = "特殊教育"
    HIGHER = "高等教育"


@dataclass(frozen=True)
class Term:
    """A content word of the question.

    Args:
        word: The word as the question has it, folded.
        parts: Shorter dictionary words inside it.
        plan_words: What the plan calls it, from the lexicon; may be empty.
        weight: How far ``plan_words`` stand for ``word``, 0..1.
    """

    word: str
    parts: tuple[str, ...] = ()
    plan_words: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True)
class Asked:
    """A question of the bank that is like the one asked, and the figures it asks for.

    Args:
        likeness: How alike the two are, 0..1.
        vote: Its share of the votes of all the bank's questions that are like the one asked, those that ask for no
            figures and those that the plan does not answer included, 0..1.
        kind: What it asks for, as the bank names it.
        facts: Ids of the facts it asks for, in order.
        work: What is worked out from them, such as ``a-b``; may be empty.
        years: The years that it names.
        levels: The school levels that it names.
        same: Probability, 0..1, that it asks the same as the one asked, where that is known.
    """

    likeness: float
    vote: float
    kind: str
    facts: tuple[str, ...]
    work: str
    years: tuple[int, ...]
    levels: tuple[Level, ...]
    same: float = 0.0


@dataclass(frozen=True)
class Question:
    """A question, understood.

    Args:
        raw: What the person typed, as typed.
        text: The stand-alone question: folded, simplified, with what was carried over from earlier turns.
        kind: The sort of answer asked for.
        asking: The part of ``text`` that asks; all of it unless the message is long.
        terms: Its content words in order.
        years: The years it names.
        levels: The school levels it names.
        attributes: Unusual things it asks for.
        carried: The words carried over from earlier turns; empty when it stands alone.
        problem: For ``EMPTY``: why there is nothing to answer.
        places: Ids of the passages that it leads to, each with its probability; known once it has been looked up.
        asked: Questions of the bank like it that ask for figures, most alike first; known once it has been looked up.
        told: Ids of the facts that its words ask for, each with its probability, likeliest first; known once it has been looked up.
        no_figure: Probability, 0..1, that they ask for no figure of the plan; known with ``told``.
        wording: What its wording asks for, as the bank names it, each with its probability, likeliest first; empty when not
            known.
        operations: What sort of calculation its wording wants, if it wants one, in the same way.
        several: Whether its message asks several things; known once it has been looked up.
        context: Ids of the passages that earlier answers of the dialogue cite, each with what it weighs, 0..1.
        aside: Words that the message has only where it says what is not asked for.
    """

    raw: str
    text: str
    kind: QuestionKind
    asking: str = ""
    terms: tuple[Term, ...] = ()
    years: tuple[int, ...] = ()
    levels: tuple[Level, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    carried: str = ""
    problem: str = ""
    places: tuple[tuple[str, float], ...] = ()
    asked: tuple[Asked, ...] = ()
    told: tuple[tuple[str, float], ...] = ()
    no_figure: float = 0.0
    wording: tuple[tuple[str, float], ...] = ()
    operations: tuple[tuple[str, float], ...] = ()
    several: bool = False
    context: tuple[tuple[str, float], ...] = ()
    aside: tuple[str, ...] = ()

    def __hash__(self) -> int:
        """Hash what tells questions apart best: they are looked up often, and what was found for them is long."""
        return hash((self.raw, self.text, self.kind, len(self.asked), self.places))

    @cached_property
    def alone(self) -> Question:
        """The same question as if nothing else were asked beside it: what facts it is about does not hang on that."""
        return replace(self, several=False) if self.several else self

    def sounds(self, *kinds: str) -> float:
        """Return the probability, 0..1, that its wording asks for one of ``kinds``, as the bank names them; 0 when unknown."""
        return sum(share for kind, share in self.wording if kind in kinds)

    def wants(self, operation: str) -> float:
        """Return the probability, 0..1, that its wording wants a calculation of this sort, if any; 0 when unknown.

        Of a sort (``difference``) all its forms count, of a form (``difference+``) it alone.
        """
        return sum(share for name, share in self.operations if operation in (name, name.rstrip("+-")))
