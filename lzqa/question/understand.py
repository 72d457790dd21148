"""From the person's words to a typed question."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from lzqa.figures import year_spans
from lzqa.lexicon import Lexicon
from lzqa.normalise import normalise
from lzqa.question.asides import A_LIST, load_asides, without_told_aside
from lzqa.question.background import stripped, with_some_as_such, without_asides, without_background
from lzqa.question.contrast import set_aside, without_contrast, without_private
from lzqa.question.countedyears import counted_years
from lzqa.question.dialogue import Dialogue, Recall
from lzqa.question.enumerated import enumerated
from lzqa.question.kinds import (
    asks_where_a_school_is,
    attributes_of,
    by_wording,
    kind_of,
    levels_of,
    names_a_place,
    small_talk_of,
)
from lzqa.question.model import LANGUAGE, SMALL_TALK, Attribute, Question, QuestionKind, Term
from lzqa.question.parts import matters, with_pauses
from lzqa.question.plainly import plainly
from lzqa.question.readings import ALONE, RESOLVED, Reading
from lzqa.question.turn import FRESH, asks_again, names_a_part, polite_off
from lzqa.question.typos import Mender
from lzqa.question.wording import load_wording
from lzqa.segment import Segmenter

_BARE_YEAR = re.compile(r"(?<!\d)(20(?:0[1-9]|[1-4]\d))(?!\d|所|个|人|名|万)")
_END_OF_PERIOD = {
    2025: re.compile(
        r"十四五(?:规划)?(?:期?末|结束|收官|时候?到)|五年(?:后|之后|以后)|规划(?:期末|(?:期|最后)?(?:收尾|收官|结束|截止|完成)的?(?:[那之]?一?年|时候?)|(?:的|里)?最后(?:那)?一年)"
    ),
    2020: re.compile(r"十三五(?:期?末|结束|收官)"),
}
_MAY_NAME_A_YEAR = re.compile(r"[\d一零〇○]|十[三四]五|五年|规划期末")
"""What every text has that names a year; most have nothing of it."""
_NOT_THIS_YEAR = re.compile(r"(?:不是|别给我?|不要|不问|别拿|而非|除了)[^,。;!?]{0,3}20\d\d年?")
"""A year that is named only to say that it is not meant."""
_ORDERED = re.compile(
    r"^(?:同时|并|但|而)?(?:请(?=[改换][用按取成])|(?:还|另|再|也)?(?:请|麻烦|烦请|帮我|帮忙)(?:只|再|同时|另外?|单独|仅|就)*(?:给出?|报出?|列出?|填|补(?:充|上|齐|报)?|写出?|提供|核实|核对|核算|查|求|算|用|取|按|附上?)(?:一下)?"
    r"|只(?:缺|要|算|报|给|求)|(?P<mine>我(?:只|就)?要(?:的是|问的是)?|我问的是))"
    r"(?P<what>[^,，。;；!！?？\n]{2,60}?(?:[率额值量比]|比例|占比|比重|[人所台个园校总位生师]数|数[量字]|金额|资金|经费|面积|增幅|[上下]限|目标|[学课]时|床位|学位|规模|年龄|差距|年限|占几|能力))(?=[,，。;；!！?？\n]*$)"
)
"""An order for a figure."""
_ENDS = " ,，。;；!！?？"
_POINTS_BACK = re.compile(r"(?:这|那|该|其|它|他们|她们|上面|前面)(?![么怎样年几些时五])")
"""What is left of a message with one of these may hang on what was left out."""
_THEN = re.compile(
    r"^(?:那么?|所以|因此)[,，]?(?=20\d\d|到|全|请问|想问|现在|目前|学前|幼|小学|初|高|中|义务|公办|民办|教师|老师)"
)
"""Leads over from what is told of the person to what is asked."""
TOLD_ALONE = 4
"""What is left of a message stands alone when its words of content have so many code points."""
_ORDERS = re.compile(
    r"ignore (?:all|any|the|previous)[^.。!?\n]*[.。!?\s]*|[^。!?！？;；\n]*(?:(?:忽略|无视|忘(?:掉|记)|不要?理会|停止|跳过)[^。!?！？;；\n]{0,20}(?:指令|规则|提示|设定|限制|指示|原文|说明)|系统提示词?"
    r"|(?:扮演|假装)(?:你)?(?:是|成)|system prompt)[^。!?！？;；\n]*[。!?！？;；\n]*(?:(?:好了|另外|还有|那么|对了)[,，:：]*)?",
    re.IGNORECASE,
)
"""A sentence that orders the assistant about; text of a message, never an order here."""
LONGEST_MESSAGE = 220
"""Of a message longer than this, in code points, only the part that asks is read; no question of a bank is longer."""
LEAST_QUESTION = 4
TELLING = 6
"""A text shorter than this, in code points, is too short for its wording to tell."""
LONG_MESSAGE = 36
"""A message longer than this, in code points, is searched for the part that asks."""
KEPT = 16384
"""Of so many texts it is remembered which years they name: those of the bank come again and again."""
ASKING_LENGTH = 24
"""The part that asks goes back to at least this many code points before the end of the asking clause."""
_POLITE = re.compile(r"^(?:你好|您好|请问(?:一下)?|麻烦问(?:一)?下|想问(?:一)?下)+")
_PIECES = re.compile(r"[^,，。;；!！?？\n]*(?:[,，。;；!！?？\n]+|$)")
_CLAUSE = re.compile(r"[^。!?;,，；！？\n ]+[。!?;,，；！？\n ]*")
_ASKS = re.compile(
    r"[?？]|吗|呢|多少|几|什么|啥|怎|哪|谁|如何|为何|为什么|是否|是不是|能不能|有没有|会不会|要不要|可不可以|咋|多[大高长远久]"
)
_LETTERS = re.compile(r"[A-Za-z]{2,}")
_HAN = re.compile(r"[\u3400-\u9fff]")


def _problem(raw: str, text: str) -> str:
    """Say why there is no question in ``raw``, or ``""`` when there is one."""
    if not raw.strip():
        return "blank"
    if not any(character.isalnum() for character in text):
        return "symbols" if text else "markup"
    if re.fullmatch(r"[\d\s.,%年]+", text):
        return "number"
    if not _HAN.search(text):
        return LANGUAGE if _LETTERS.search(text) else "symbols"
    return ""


def _says(problem: str, text: str) -> bool:
    """Tell whether a turn says something within a dialogue, where a bare year does."""
    return not problem or (problem == "number" and bool(_BARE_YEAR.match(text)))


def _same_words(one: Question, other: Question) -> bool:
    """Tell whether two questions are about the same words, years and levels and ask in the same way."""
    words = (frozenset(term.word for term in each.terms) for each in (one, other))
    return next(words) == next(words) and (one.years, one.levels, one.kind) == (other.years, other.levels, other.kind)


def without_orders(text: str) -> str:
    """Return a message without sentences that order the assistant about (忽略以上指令…); whole when nothing else is left."""
    rest = _ORDERS.sub("", text).strip(" ,，。;；:：")
    return rest if len(rest) >= LEAST_QUESTION else text


def as_questions(text: str) -> str:
    """Return a message in which what is ordered is asked: 请报招生能力 is 招生能力是多少."""
    return "".join(
        _ORDERED.sub(r"\g<mine>\g<what>是多少", piece) if not _ASKS.search(piece) else piece for piece in _PIECES.findall(text)
    )


def said_once(text: str) -> str:
    """Return a message without the clauses that it has said before, word for word; short ones (好的，好的) may stay."""
    seen: set[str] = set()
    kept = []
    for clause in _PIECES.findall(text):
        words = _POLITE.sub("", stripped(clause))
        if len(words) < LEAST_QUESTION or words not in seen:
            kept.append(clause)
        seen.add(words)
    return "".join(kept)


def asking_part(text: str) -> str:
    """Return the part of a message that asks: its last asking clause and what leads up to it.

    A short message is returned whole; so is one in which nothing asks.
    """
    if len(text) <= LONG_MESSAGE:
        return text
    clauses = [match.span() for match in _CLAUSE.finditer(text)]
    asking = [at for at, (start, end) in enumerate(clauses) if _ASKS.search(text[start:end])]
    if not asking:
        return text
    last = first = asking[-1]
    while first > 0 and clauses[last][1] - clauses[first][0] < ASKING_LENGTH:
        first -= 1
    return text[clauses[first][0] : clauses[last][1]]


@lru_cache(maxsize=KEPT)
def years_named(text: str) -> tuple[int, ...]:
    """Return the years that a normalised text names and means, each once, in the order in which they are found."""
    if not _MAY_NAME_A_YEAR.search(text):
        return ()
    text = _NOT_THIS_YEAR.sub("", text)
    years = [year for year, _ in year_spans(text)]
    years += [int(match.group(1)) for match in _BARE_YEAR.finditer(text)]
    years += [year for year, pattern in _END_OF_PERIOD.items() if pattern.search(text)]
    return tuple(dict.fromkeys(years))


class Understander:
    """Turns words into :class:`Question` values.

    Args:
        segmenter: The plan's tokenizer.
        lexicon: The plan's word lists.
        mender: Mends typos; without it they stay.
        known: The plan's words; without them nothing that is told of the person's day is left out.
    """

    def __init__(
        self, segmenter: Segmenter, lexicon: Lexicon, mender: Mender | None = None, known: frozenset[str] | None = None
    ) -> None:
        self._segmenter = segmenter
        self._lexicon = lexicon
        self._mender = mender
        self._known = known
        self.wording, self.asides = load_wording(), load_asides()
        self._dialogue = Dialogue(lexicon, self.content_words)

    def _written(self, raw: str) -> str:
        """Return ``raw`` in the plan's writing, its typos mended, without orders to the assistant and without the person's day."""
        text = with_some_as_such(with_pauses(plainly(as_questions(without_orders(normalise(raw))))))
        text = self._mender.mend(text) if self._mender is not None else text
        return without_asides(text, self._tells) if self._known is not None else text

    def _read(self, raw: str) -> str:
        """Return ``raw`` as it is :meth:`_written`, without what is not meant."""
        return said_once(self._meant(self._written(raw)))

    def _meant(self, written: str) -> str:
        """Return what is :meth:`_written` without what it names only to say that it is not asked for."""
        meant = without_contrast(written, self.content_words)
        return meant if self.asides is None else without_told_aside(meant, self.asides, self.content_words)

    def _tells(self, text: str) -> bool:
        """Tell whether ``text`` has a word of the plan's, or an everyday word for one, or a number."""
        known, everyday = self._known or frozenset(), self._lexicon.everyday
        return any(
            (len(word) > 1 and (word in known or word in everyday)) or any(map(str.isdigit, word))
            for word in self.content_words(text)
        )

    def _earlier(self, turns: Sequence[str]) -> list[str]:
        """Return the turns before the last of ``turns`` that say something, and not a greeting alone, as they are read."""
        read = ((turn, self._read(turn)) for turn in turns[:-1])
        return [text for turn, text in read if text and _says(_problem(turn, text), text) and not small_talk_of(text)]

    def content_words(self, text: str) -> tuple[str, ...]:
        """Return the words of ``text`` that carry content, in order."""
        return tuple(word for word in self._segmenter.words(text) if word not in self._lexicon.stop)

    def matters(self, question: Question, *, listed: bool = False) -> tuple[Question, ...]:
        """Return the several things that one message seems to ask, each understood; none when it asks one thing.

        Where only a list counts, ``listed``, those of a list of at least three.
        """
        if listed:
            found = enumerated(question.text, self.content_words)
            found = found if len(found) >= A_LIST else ()
        else:
            found = matters(question.text, self.content_words, self._dialogue)
        return tuple(each for each in (self.understand([text]) for text in found) if each.kind not in SMALL_TALK and each.terms)

    def terms(self, text: str) -> tuple[Term, ...]:
        """Return the content words of ``text`` with their parts and the plan's words for them, each once."""
        found: dict[str, Term] = {}
        for word in self.content_words(text):
            if word in found:
                continue
            parts = tuple(p for p in self._segmenter.terms(word) if p != word and p not in self._lexicon.stop)
            plan_words, weight = self._lexicon.everyday.get(word, ((), 1.0))
            found[word] = Term(word, parts, plan_words, weight)
        return tuple(found.values())

    def understand(self, turns: Sequence[str], recall: Recall | None = None) -> Question:
        """Understand the last of ``turns``; the earlier ones are its context.

        Args:
            turns: What the person said, oldest first; at least one, of any content.
            recall: Gives the points of the answer to a stand-alone question, for 第二点; without it none are known.
        """
        raw = turns[-1]
        written = self._written(raw)
        meant = self._meant(written)
        own = said_once(without_private(meant))
        small = small_talk_of(own)
        if small:
            return Question(raw, own, small)
        problem = _problem(raw, own)
        earlier = self._earlier(turns)
        if problem and not (earlier and _says(problem, own)):
            return Question(raw, own, QuestionKind.EMPTY, problem=problem)
        resolved = self._dialogue.resolve([*earlier, own], recall)
        text, carried = resolved.text, resolved.carried
        asking = asking_part(text if resolved.said_of or not carried else own)
        if len(text) > LONGEST_MESSAGE and not carried:
            text = asking
        kind = kind_of(asking) if not carried else self._carried_kind(asking, text)
        worded, operations = self._worded(text)
        kind = by_wording(kind, worded, named=names_a_place(asking)) if len(text) >= TELLING else kind
        attributes = attributes_of(asking)
        if asks_where_a_school_is(asking):
            kind, attributes = QuestionKind.FIGURE, (Attribute.ADDRESS,)
        if kind is QuestionKind.LOCATE:
            attributes = tuple(attribute for attribute in attributes if attribute is not Attribute.ADDRESS)
        return Question(
            raw=raw,
            text=text,
            kind=kind,
            asking=text if carried else asking,
            terms=self.terms(text),
            years=years_named(text),
            levels=levels_of(text),
            attributes=attributes,
            carried=carried,
            wording=worded,
            operations=operations,
            aside=set_aside(written, meant, self.content_words),
        )

    def _worded(self, text: str) -> tuple[tuple[tuple[str, float], ...], ...]:
        """Return what the wording of ``text`` asks for, and what it wants worked out, likeliest first."""
        if self.wording is None:
            return (), ()
        return tuple(
            tuple(sorted(((name, round(share, 4)) for name, share in found.items()), key=lambda pair: (-pair[1], pair[0])))
            for found in self.wording.probabilities(text)
        )

    def own(self, turn: str) -> str:
        """Return what a turn says by itself: normalised, without politeness and without what opens it."""
        text = polite_off(self._read(turn))
        return FRESH.sub("", text) or text

    def readings(self, turns: Sequence[str], resolved: Question | None = None) -> tuple[Reading, ...]:
        """Return the ways in which the last of ``turns`` may be read, as :meth:`understand` does first, no two of the same words.

        Args:
            turns: What the person said, oldest first; at least two.
            resolved: What :meth:`understand` gave for them; worked out when not given.
        """
        earlier, own = self._earlier(turns), self.own(turns[-1])
        by_form = bool(earlier) and self._dialogue.tells_by_form(earlier, polite_off(self._read(turns[-1])))
        found = [Reading(RESOLVED, resolved or self.understand(turns), by_form)]
        if earlier and not (by_form and (names_a_part(turns[-1]) or asks_again(self._read(turns[-1])))):
            counted = counted_years(own, self._dialogue.resolve(earlier).text)
            said = [(how, what, f"{what}，{counted}") for how, what in self._dialogue.spoken_of(earlier) if what not in counted]
            alone = [(ALONE, "", own)] if self._dialogue.tells_a_topic(own) else []
            for how, what, text in (*said, *alone):
                question = replace(self.understand([text]), raw=turns[-1], carried=what)
                known = any(_same_words(question, reading.question) for reading in found)
                if not known and question.kind not in SMALL_TALK and question.terms:
                    found.append(Reading(how, question))
        return tuple(found)

    def without_background(self, question: Question) -> Question | None:
        """Return a stand-alone question without what its message tells of the person; ``None`` where it tells nothing of the sort."""
        rest = _THEN.sub("", without_background(question.text))
        if rest.strip(_ENDS) == question.text.strip(_ENDS) or _POINTS_BACK.search(rest):
            return None
        alone = replace(self.understand([rest]), raw=question.raw)
        if set(question.levels) != set(alone.levels) or set(question.years) != set(alone.years):
            return None  # 我儿子今年初三 may tell which level is asked for
        told = sum(len(word) for word in self.content_words(rest) if len(word) > 1)
        return alone if told >= TOLD_ALONE and alone.kind not in SMALL_TALK else None

    def bare(self, turn: str, silent: Callable[[str], str]) -> str:
        """Return what a turn says, normalised, where it names no topic, year, school or level of its own; else ``""``.

        Args:
            turn: The turn as typed.
            silent: Takes words away that name no topic.
        """
        own = polite_off(self._read(turn))
        return own if self._dialogue.names_nothing(silent(own)) else ""

    @staticmethod
    def _carried_kind(own: str, text: str) -> QuestionKind:
        kind = kind_of(own)
        return kind_of(text) if kind is QuestionKind.TOPIC else kind
