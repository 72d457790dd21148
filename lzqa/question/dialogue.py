"""Follow-ups: a turn that leans on those before it becomes a question that stands alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from lzqa.lexicon import Lexicon
from lzqa.numerals import chinese_to_int
from lzqa.question import turn as form
from lzqa.question.countedyears import counted_years, years_of_these
from lzqa.question.exchange import TIME, Exchanger
from lzqa.question.kinds import small_talk_of
from lzqa.question.readings import ASKED, BEFORE, FIRST, THING, TOGETHER, TOPIC

Recall = Callable[[str], Sequence[str]]
"""Gives the points of the answer to a stand-alone question, in order."""
_FRAME = re.compile(
    r"(?:是|指|指的是)?(?:个)?(?:什么|啥)意思|是(?:什么|啥)|(?:是)?(?:写|提|讲)?在(?:第几|哪一?)(?:章|节|部分).*|(?:有|都有)(?:什么|哪些).+|怎么.+|怎样.+|如何.+|(?:的)?目标(?:是什么|是多少|多少)?|每(?:天|周|年|学期).{0,3}多.{1,4}"
    r"|有(?:几|多少).{0,3}|(?:要|得)?(?:增加|新增|建|培养|建设)(?:多少|几).{0,2}"
)
_YEAR = re.compile(r"20\d\d")
_OTHER = re.compile(r"^(?:那|还有)?(?:另外|另|剩下)(?:的)?(?:那|一)?[间所个家](?=[^,，?？]{2,10})")
"""A turn that asks the same of another school."""
_PERSON = re.compile(r"(?:专任)?(?:老师|教师|学生|校长|园长|班主任)(?!发展|培训|队伍|待遇)")
_SORTED = re.compile(r"(?<!办)(?<!惠)(?<!立)(?:幼儿园|学校|小学|初中|高中)(?!老师|教师|学生|阶段)")
_SORT = re.compile("公办|民办|私立|公立|公家|私人|普惠|普惠性民办|规范化|标准化")
"""公办的呢: a sort of school, and the schools that it is a sort of."""
_THE_OTHERS = re.compile(r"(?:另外|其他|其它|其余|剩下|别)(?:的|那)?[一两二三四几]?(?:个|类|种|样|所|项|处)?(?:人|学校|的)?")
_LATER = re.compile(r"往后|以后|将来|到时候|接下来|以前|早先|过去")
_NAMED = frozenset(
    {"目标", "指标", "比例", "项目", "工程", "制度", "政策", "措施", "办法", "学校", "学位", "床位", "要求", "活动"}
)
"""Words that a pronoun brings with it (这个目标) and that the topic keeps."""
_JOINED = 2
"""Two words with no more code points between them name one thing."""
_LONG = 24
"""A turn longer than this, in code points, tells its own topic."""


@dataclass(frozen=True)
class Resolved:
    """A turn that stands alone.

    Args:
        text: The stand-alone question.
        carried: What was carried over from earlier turns; ``""`` when the turn stood alone.
        topic: What the question is about, for the turns after it.
        said_of: True when the words carried make the question itself, so that they tell what it asks for.
        listed: The question whose answer is the list that points are counted in; ``""`` for this question's own.
    """

    text: str
    carried: str
    topic: str
    said_of: bool = False
    listed: str = ""


_SEVERAL = 2
"""So many things must have been asked for a turn to be about one of them by its number."""


def _inserted(word: str, text: str, at: int) -> str:
    return f"{text[:at]}{word}{text[at:]}"


class Dialogue:
    """Resolves the turns of dialogues.

    Args:
        lexicon: The plan's word lists.
        content: Gives the content words of a text.
    """

    def __init__(self, lexicon: Lexicon, content: Callable[[str], Sequence[str]]) -> None:
        self._content = content
        self._exchanger = Exchanger(lexicon)
        self._attributes = lexicon.attributes
        self._weak = lexicon.weak

    def resolve(self, turns: Sequence[str], recall: Recall | None = None) -> Resolved:
        """Resolve the last of ``turns`` against those before it.

        Args:
            turns: Normalised turns, oldest first, at least one.
            recall: Gives the points of an earlier answer, which 第二点 refers to.

        Returns:
            The last turn that says something, standing alone.
        """
        past: list[Resolved] = []
        for turn in turns:
            if not turn or small_talk_of(turn):
                continue
            past.append(self._next(form.polite_off(turn), past, recall) if past else self._fresh(turn))
        return past[-1] if past else Resolved(turns[-1], "", turns[-1])

    def continued(self, before: str, piece: str) -> str:
        """Return a further question of the same message, standing alone; it keeps the topic unless it names a school or level.

        Args:
            before: The question before it, standing alone.
            piece: The further question.
        """
        last = self._fresh(before)
        found = self._leaning(piece, last)
        if found is None and not self.names_someone(piece):
            found = self._joined(form.FRESH.sub("", piece) or piece, last)
        return found.text if found else piece

    def names_nothing(self, turn: str) -> bool:
        """Tell whether a turn names no topic, year, school or level of its own."""
        rest = form.without_pointing(turn)
        return not TIME.search(rest) and not self.names_someone(rest) and not self._specific(rest, "")

    def names_someone(self, turn: str) -> bool:
        """Tell whether a turn names a school or a level."""
        return bool(self._exchanger.schools(turn) or self._exchanger.levels(turn))

    def tells_a_topic(self, turn: str) -> bool:
        """Tell whether a turn has words that tell a topic of their own, beside schools, levels and years."""
        return bool(self._specific(form.without_pointing(turn), ""))

    def tells_by_form(self, earlier: Sequence[str], turn: str) -> bool:
        """Tell whether the form of ``turn`` alone tells how it goes on with the turns before it: an exchange, a point of a list."""
        return bool(form.POINT.match(turn)) or self.resolve([*earlier, turn]).said_of

    def spoken_of(self, turns: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield what ``turns``, the normalised turns before one, may be about, each with how it was found."""
        last, first = self.resolve(turns), self.resolve(turns[:1])
        yield BEFORE, last.topic.rstrip("?？。,， ")
        yield THING, self._thing(last.text)
        yield FIRST, self._thing(first.text)
        yield TOGETHER, self._all_named(turns)
        if len(turns) > 1:
            yield TOPIC, first.topic
        yield ASKED, form.subject(turns[-1])

    def _all_named(self, turns: Sequence[str]) -> str:
        """Return the schools, else the school levels, that several turns name, joined; ``""`` where they name less than two."""
        for places in (self._exchanger.schools, self._exchanger.levels):
            named = list(dict.fromkeys(place.word for turn in turns for place in places(turn)))
            if len(named) > 1:
                return "和".join(named)
        return ""

    def _thing(self, text: str) -> str:
        """Return the thing that a question names: a school, or its first words that tell a topic; ``""`` when it names none."""
        schools = self._exchanger.schools(text)
        if schools:
            return schools[0].word
        about = form.subject(text)
        words = self._specific(re.split(r"[,，]", about)[0], "") or self._specific(about, "")
        if not words:
            return ""
        start = about.find(words[0])
        end = start + len(words[0])
        behind = about.find(words[1], end) if len(words) > 1 else -1
        return about[start : behind + len(words[1])] if end <= behind <= end + _JOINED else about[start:end]

    def _fresh(self, turn: str) -> Resolved:
        return Resolved(turn, "", form.subject(turn))

    def _next(self, turn: str, past: Sequence[Resolved], recall: Recall | None) -> Resolved:
        last = past[-1]
        turn = years_of_these(counted_years(turn, last.text), [resolved.text for resolved in past])
        back = form.BACK.match(turn)
        found = self._of_nth(turn, past) or (self._went_back(back, past) if back else None)
        if found is not None:
            return found
        meant = form.CORRECTION.match(turn)
        if meant:
            return self._corrected(next(group for group in meant.groups() if group), last)
        point = form.POINT.match(turn)
        if point and not self._specific(point.group("rest"), ""):
            return self._point(point, turn, last, recall)
        if form.MORE.match(turn):
            text = f"{last.topic}还有哪些内容"
            return Resolved(text, last.topic, last.topic, said_of=True)
        return (
            self._in_its_place(turn, last)
            or self._of_another(turn, last)
            or self._leaning(turn, last)
            or self._fresh(form.FRESH.sub("", turn) or turn)
        )

    def _of_nth(self, turn: str, past: Sequence[Resolved]) -> Resolved | None:
        """Resolve a turn about one of the things asked before, 头一个现在是多少, ``None`` for others; a number may be that of a list's point."""
        nth = form.NTH.match(turn)
        if nth is None or len(past) < _SEVERAL or (nth["number"] and form.LISTS.search(past[-1].text)):
            return None
        word = nth["number"] or "1"
        at = int(word) if word.isdigit() else chinese_to_int(word) or 0
        if at > len(past):
            return None
        target, rest = past[at - 1], form.CHANGED_TO.sub("", nth["rest"])
        if form.SAID_AGAIN.match(rest):
            return replace(target, carried=target.carried or target.topic, said_of=True)
        return self._leaning(rest, target) or self._joined(rest, target)

    def _in_its_place(self, turn: str, last: Resolved) -> Resolved | None:
        """Resolve 换成X，… and turns that begin by going on (具体…, 加完之后…); ``None`` for others."""
        instead = form.INSTEAD.match(turn)
        if instead:
            topic = self._exchanger.exchanged(last.topic, instead.group("slot"))
            if topic != last.topic:
                return Resolved(f"{topic}，{instead.group('rest')}", last.topic, topic)
        then = form.HOW_MANY_THEN.match(turn)
        if then:
            slot = then.group("slot")
            text = self._exchanger.exchanged(last.text, slot)
            if text != last.text and not self._specific(slot, text):
                return Resolved(text, last.text, self._exchanger.exchanged(last.topic, slot), said_of=True)
        return self._joined(turn, last) if form.LEANS.match(turn) and len(turn) <= _LONG else None

    def _of_another(self, turn: str, last: Resolved) -> Resolved | None:
        """Ask of another school, 另外那间, what ``last`` asks of its own; ``None`` when the turn does not."""
        other = _OTHER.match(turn)
        there = self._exchanger.schools(turn[other.end() :]) if other else ()
        if not there or not self._exchanger.schools(last.text):
            return None
        school = there[0].word
        text = self._exchanger.exchanged(last.text, school)
        return (
            Resolved(text, last.text, self._exchanger.exchanged(last.topic, school), said_of=True)
            if text != last.text
            else None
        )

    def _leaning(self, turn: str, last: Resolved) -> Resolved | None:
        """Return the turn resolved against ``last``, or ``None`` when it opens a topic of its own."""
        first = form.SLOT_FIRST.match(turn)
        if first and len(turn) <= _LONG:
            thing, rest = first.group("slot"), first.group("rest")
            heads = self._specific(re.split(r"[,，]", last.topic)[0], "")
            if thing.endswith("的") and heads and self._specific(thing, last.text):
                return Resolved(f"{thing}{heads[-1]}，{rest}", last.topic, f"{thing}{heads[-1]}")
            if thing.endswith("的") or not self._specific(rest, last.text):
                return self._joined(f"{thing}，{rest}" if thing.endswith("的") else f"{thing}{rest}", last)
        slot = form.SLOT.match(turn)
        bare = len(turn) <= 10 and not form.ASKS.search(turn)
        if slot or bare:
            inner = slot.group("slot") if slot else form.FRESH.sub("", turn).rstrip("?？!。 ")
            if inner.startswith("其中"):
                return self._joined(inner, last)
            if not form.ASKS.search(inner):
                return self._slotted(inner, last, bare=not slot)
        own = form.FRESH.sub("", turn) or turn
        if form.OPENS.match(turn) and (self._specific(own, "") or self._complete(own) or self._said_of(own) > 1):
            return None
        anaphora = form.ANAPHORA.search(own)
        if anaphora and not self._specific(own[: anaphora.start()], last.text):
            return self._joined(own, last)
        if self._specific(own, last.text) or len(own) > _LONG:
            return None
        if self._complete(own) and not turn.startswith("那"):
            return None
        return self._joined(own, last)

    def _specific(self, text: str, said: str) -> list[str]:
        """Return the words of ``text`` that tell a topic of their own: not weak, not said before, no year, no level."""
        for place in reversed([*self._exchanger.schools(text), *self._exchanger.levels(text)]):
            text = f"{text[: place.start]} {text[place.end :]}"
        text = form.without_asking(TIME.sub(" ", text))
        return [
            word
            for word in self._content(text)
            if word not in said and len(word) > 1 and not word[0].isdigit() and not self._empty(word)
        ]

    def _empty(self, word: str) -> bool:
        """Tell whether ``word`` is made of words that say nothing by themselves."""
        return word in self._attributes or self._all_weak(word)

    def _all_weak(self, word: str) -> bool:
        return not word or any(word[:size] in self._weak and self._all_weak(word[size:]) for size in range(len(word), 0, -1))

    def _said_of(self, text: str) -> int:
        """Return how many words of ``text`` are things that can be said of another."""
        return sum(word in self._attributes for word in self._content(text))

    def _complete(self, text: str) -> bool:
        """Tell whether ``text`` names who or where as well as what, and so needs nothing from before."""
        who = [*self._exchanger.schools(text), *self._exchanger.levels(text)]
        if not who or not form.ASKS.search(text):
            return False
        rest = text[: who[0].start] + text[who[-1].end :]
        return who[-1].word.endswith(("学校", "园")) or self._said_of(rest) > 0

    def _slotted(self, slot: str, last: Resolved, *, bare: bool) -> Resolved | None:
        """Resolve 那X呢: X in the place of its like, or asked in the same way, or said of the topic."""
        exchanger = self._exchanger
        plain = re.sub(r"^(?:那|还有|换成|如果是)", "", slot).removesuffix("的")
        text = exchanger.exchanged(last.text, plain)
        if text != last.text:
            if bare and self._specific(plain, last.text) and exchanger.exchanged(last.text, plain, times=False) == last.text:
                return None
            return Resolved(text, last.text, exchanger.exchanged(last.topic, plain), said_of=True)
        if _THE_OTHERS.fullmatch(plain):
            return Resolved(f"{last.topic}，{plain}", last.topic, last.topic)
        specific = self._specific(plain, last.text)
        modifies = slot.endswith("的")
        sorted_ = _SORTED.search(last.text) if modifies and _SORT.fullmatch(plain) else None
        if sorted_:
            return Resolved(_inserted(plain, last.text, sorted_.start()), last.text, f"{plain}{last.topic}", said_of=True)
        if specific and not modifies:
            framed = self._framed(plain, last)
            if framed is not None and not bare:
                return framed
            return Resolved(slot if bare else f"{plain}怎么样", "", plain)
        if not plain or not self._said_of(plain):
            return self._joined(plain or slot, last)
        person = _PERSON.search(last.text) if modifies else None
        if person:
            return Resolved(_inserted(plain, last.text, person.start()), last.text, last.topic, said_of=True)
        joint = "，" if modifies or plain in last.topic or len(plain) > 3 else "的"
        return Resolved(f"{last.topic}{joint}{slot if modifies else plain}", last.topic, last.topic, said_of=True)

    def _framed(self, thing: str, last: Resolved) -> Resolved | None:
        """Ask of ``thing`` what ``last`` asks of its own: “5080”是什么意思 / 双师型呢."""
        match = _FRAME.search(last.text)
        head = last.text[: match.start()] if match else ""
        if match is None or match.end() < len(last.text.rstrip("?？。 ")) or not 1 <= len(head) <= 16:
            return None
        if TIME.search(head) or any(mark in head for mark in ",，。"):
            return None
        return Resolved(thing + match.group(), last.text, thing, said_of=True)

    def _corrected(self, meant: str, last: Resolved) -> Resolved:
        meant = form.WHICH_ONE.sub("", meant.strip("?？!。 "))
        text = self._exchanger.exchanged(last.text, meant.removesuffix("的"))
        if text != last.text and not form.ASKS.search(meant) and len(meant) <= 12:
            return Resolved(text, last.text, self._exchanger.exchanged(last.topic, meant.removesuffix("的")), said_of=True)
        if (time := TIME.search(last.text)) and not any(each.search(meant) for each in (TIME, form.ASKS, form.ANAPHORA)):
            return self._fresh(f"{time.group()}{form.aim_of(last.text)}，{meant}")
        return self._leaning(meant, last) or self._fresh(meant)

    def _went_back(self, back: re.Match[str], past: Sequence[Resolved]) -> Resolved | None:
        what = (back.group("what") or back.group("what2") or "").strip()
        rest = form.polite_off((back.group("rest") or "").strip())
        words = [word for word in self._content(what) if word not in self._weak]
        if words:
            shared = [sum(word in resolved.text for word in words) for resolved in past]
            if not max(shared):
                return None
            target = past[max(range(len(past)), key=lambda at: (shared[at], at))]
        else:
            others = [resolved for resolved in past[:-1] if resolved.topic != past[-1].topic]
            target = others[-1] if others else past[-1]
        if not rest:
            return replace(target, carried=target.carried or target.topic, said_of=True)
        return self._leaning(rest, target) or self._joined(rest, target)

    def _point(self, point: re.Match[str], turn: str, last: Resolved, recall: Recall | None) -> Resolved:
        listed = last.listed or last.text
        points = list(recall(listed)) if recall else []
        word = point.group("number")
        at = len(points) if point.group("last") else int(word) if word.isdigit() else chinese_to_int(word) or 0
        if not 1 <= at <= len(points):
            return Resolved(f"{last.topic}，{turn}", last.topic, last.topic, listed=listed)
        named = form.point_name(points[at - 1])
        asked = point.group("rest").strip("?？。 ")
        text = f"{named}，{asked}" if form.ASKS.search(asked) else f"{named}的具体内容"
        return Resolved(text, last.topic, named, listed=listed)

    def _joined(self, turn: str, last: Resolved) -> Resolved:
        """Say ``turn`` of the topic of ``last``: pronouns give way to it, and what the turn names replaces its like."""
        topic = last.topic
        compares = bool(form.COMPARES.search(turn))
        if compares:
            missing = [year for year in _YEAR.findall(last.text) if year not in topic and year not in turn]
            topic = "".join(f"{year}年" for year in dict.fromkeys(missing)) + topic
        elif TIME.search(turn) or _LATER.search(turn):
            topic = re.sub(r"[,，](?=$)", "", TIME.sub("", topic)).strip("，, ") or topic
        topic = self._exchanger.ranked(topic, turn)
        schools = self._exchanger.schools(topic)
        there = form.THERE.match(turn) if schools else None
        if there:
            return Resolved(f"{schools[0].word}{turn[there.end() :]}", last.topic, last.topic)
        if schools and not compares and self._said_of(form.without_asking(turn)):
            topic = schools[0].word
        swapped = (
            self._exchanger.exchanged(topic, turn, times=False)
            if (self._exchanger.levels(turn) or (schools and self._exchanger.schools(turn) and not compares))
            and "其中" not in turn
            else topic
        )
        turn = re.sub(r"^(?:那么?|这么(?!多|少|大|高))(?!年|时|边|里|些|个|项)[,，]?", "", turn)
        pronoun = form.PRONOUN.match(turn)
        if pronoun and pronoun.group("word"):
            noun = pronoun.group("noun") or ""
            said = topic if noun in topic or noun not in _NAMED else topic + noun
            own = "的" if pronoun.group("word").endswith("的") else ""
            schools = self._exchanger.schools(topic)
            if schools and (own or not noun):
                said = schools[0].word
            return Resolved(f"{said}{own}{turn[pronoun.end() :]}", last.topic, last.topic)
        return Resolved(f"{swapped}，{turn}", last.topic, swapped)
