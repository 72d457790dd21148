"""One thing in a question gives way to another of its sort: a year, a school, a school level, a word of a group."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lzqa.lexicon import Lexicon
from lzqa.question.kinds import levels_of
from lzqa.question.model import Level

TIME = re.compile(
    r"(?:到|至|截至|截止到)?(?:20\d\d(?:年(?:底|末|前|以前|之前)?)?(?![\d所个人名万])|“?十[二三四五]五”?(?:规划)?(?:期间|期末|末|时期|结束时?)?)"
    r"|现在|目前|今年|去年|现状|如今|五年[后前]"
)
"""A time as questions name it."""
_YEAR = re.compile(r"20\d\d")
_LEVEL = re.compile(
    r"学前三年|学前教育|学前班|学前|幼儿园|幼稚园|(?<=公办|民办|普惠)园|小学阶段|小学|初中阶段|初中|九年义务教育|义务教育阶段学校|义务教育学校|义务教育阶段|义务教育"
    r"|中小学校?|普通高中|高中阶段教育|高中阶段学校|高中阶段|普高|高中|(?<![一-鿿])中学|中等职业(?:教育|学校)|中职学校|中职|职业(?:技术)?(?:学校|院校|教育)|职校|技校|中专"
    r"|职高|特殊教育学校|特殊教育|特殊学校|特教学校|特教|特校|特殊(?:孩子|儿童|学生|小孩)|残疾儿童少年|残疾(?:孩子|儿童|学生|小孩)"
)
_GOAL = re.compile(
    r"的?(?:目标值|目标)(?=是|为|$|[?？,，。多])|(?:需?要|得|应该?|将)(?=(?:达到?|占到?|有|到)?(?:多少|几|百分之))"
)
_SCHOOLS = "学校"
"""The family of the words for schools, and the telling words that are names of schools."""
_COUNTER = re.compile(r"(多少)(?:台|张|册|栋|间)(?!钱)")
_PART = re.compile(r"第[一二三四五六七八九十\d]+(?P<unit>[章节条点项])")
_AMOUNT = re.compile(
    r"(?<![\d.])\d+(?:\.\d+)?(?P<unit>个?(?:人|名|位|岁|所|间|元|万元|亿元|学生|老师))(?![\u4e00-\u9fff]?前|后)"
)
"""Parts of a document and amounts, which give way to others of the same unit: 那第四章呢, 1500人的呢."""
_RANKS = ("国家级", "省级", "市级", "县级", "校级")
_RANK_STEP = re.compile(r"(?P<way>下|上)(?:面|边)?一?级")


@dataclass(frozen=True)
class Place:
    """Where something stands in a question.

    Args:
        start: Its first code point.
        end: One past its last.
        word: The words there.
    """

    start: int
    end: int
    word: str


def _replaced(text: str, start: int, end: int, word: str) -> str:
    return f"{text[:start]}{word}{text[end:]}"


class Exchanger:
    """Puts what a follow-up names in the place of what the question before it named.

    Args:
        lexicon: The plan's word lists.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        names = [word for group in lexicon.telling if group.about == _SCHOOLS for word in group.words if len(word) > 1]
        longest = sorted(dict.fromkeys(names), key=len, reverse=True)
        self._school = re.compile(rf"(?:广东省)?(?:连州市?)?(?:{'|'.join(map(re.escape, longest))})") if longest else None
        self._groups: dict[str, list[tuple[str, ...]]] = {}
        for group in lexicon.telling:
            if group.about != _SCHOOLS:
                self._groups.setdefault(group.about, []).append(tuple(word for word in group.words if len(word) > 1))
        for about, words in lexicon.exchanges:
            self._groups.setdefault(about, []).extend((word,) for word in words)
        self._families: dict[str, dict[Level, tuple[str, ...]]] = {}
        for measure, level, words in lexicon.families:
            self._families.setdefault(measure, {})[Level(level)] = words

    def schools(self, text: str) -> list[Place]:
        """Return the schools that ``text`` names."""
        return [Place(*match.span(), match.group()) for match in self._school.finditer(text)] if self._school else []

    def levels(self, text: str) -> list[Place]:
        """Return the school levels that ``text`` names outside the names of schools."""
        taken = [(place.start, place.end) for place in self.schools(text)]
        return [
            Place(*match.span(), match.group())
            for match in _LEVEL.finditer(text)
            if not any(start < match.end() and match.start() < end for start, end in taken)
        ]

    def _level_at(self, word: str) -> Level | None:
        if word == "园":
            return Level.KINDERGARTEN
        named = (level for level, words in self._families.get(_SCHOOLS, {}).items() if word in words)
        return next(iter(levels_of(word)), None) or next(named, None)

    def exchanged(self, question: str, slot: str, *, times: bool = True) -> str:
        """Return ``question`` with each thing that ``slot`` names in the place of its like; unchanged when nothing fits.

        Args:
            question: The question before.
            slot: What the follow-up names.
            times: Whether times are exchanged too.
        """
        found = self._who(question, slot)
        if found == question:
            found = self._counted(question, slot)
        if found == question:
            found = self._word(question, slot)
        if times:
            found = self._time(found, slot)
        return found

    @staticmethod
    def ranked(topic: str, turn: str) -> str:
        """Return ``topic`` with the one rank (市级, 县级 …) that ``turn`` names instead of its own."""
        new = [rank for rank in _RANKS if rank in turn]
        old = [rank for rank in _RANKS if rank in topic]
        return topic.replace(old[0], new[0]) if len(new) == len(old) == 1 else topic

    @staticmethod
    def _counted(question: str, slot: str) -> str:
        """Put the part of a document, or the amount, that ``slot`` names in the place of one of the same unit."""
        for pattern in (_PART, _AMOUNT):
            new, old = pattern.search(slot), list(pattern.finditer(question))
            same = [match for match in old if new is not None and match["unit"] == new["unit"]]
            if new is not None and len(same) == 1:
                return _replaced(question, *same[0].span(), new.group())
        return question

    def _time(self, question: str, slot: str) -> str:
        new = TIME.search(slot) or _YEAR.search(slot)
        if new is None:
            return question
        word = new.group()
        if word.isdigit():
            word += "年"
        years = _YEAR.findall(question)
        year = _YEAR.search(word)
        if years and ((year and int(year.group()) < max(map(int, years))) or word in ("现在", "目前", "现状", "如今")):
            question = _GOAL.sub("", question)
        old = list(TIME.finditer(question))
        if not old:
            return word + question
        start, end = old[-1].span()
        lead = re.match(r"到|至|截至|截止到", old[-1].group())
        if lead and year and not word.startswith(lead.group()):
            start += lead.end()
        return _replaced(question, start, end, word)

    def _who(self, question: str, slot: str) -> str:
        schools, levels = self.schools(slot), self.levels(slot)
        if schools:
            old = self.schools(question) or self.levels(question)
            if not old:
                return schools[0].word + question
            return self._span(question, old, schools[0].word)
        if not levels:
            return question
        noun = levels[0].word
        level = self._level_at(noun)
        if level is not None and not levels_of(noun) and noun != "园":
            noun = self._families[_SCHOOLS][level][0]
        there = self.levels(question)
        if level is None or [self._level_at(place.word) for place in there] == [level]:
            return question
        own = self.schools(question)
        if own and not there:
            return self._span(question, own, noun)
        return self._level(question, noun, level)

    @staticmethod
    def _span(question: str, old: list[Place], word: str) -> str:
        """Replace the last of ``old``, or all of them when only joining words stand between."""
        first = last = old[-1]
        for place in reversed(old[:-1]):
            if re.fullmatch(r"[和与跟、及,，]|以及", question[place.end : first.start]):
                first = place
            else:
                break
        return _replaced(question, first.start, last.end, word)

    def _level(self, question: str, noun: str, level: Level) -> str:
        for measure, words in self._families.items():
            if measure == _SCHOOLS or level not in words:
                continue
            everyone = sorted({word for row in words.values() for word in row}, key=lambda word: (-len(word), word))
            word = next((word for word in everyone if word in question), None)
            if word is None or word in words[level]:
                continue
            own = words[level][0]
            at = question.index(word)
            head, tail = question[:at], question[at + len(word) :]
            if not levels_of(own):
                question = head + own + tail
                continue
            for place in reversed(self.levels(head)):
                head = head[: place.start] + re.sub(r"^(?:阶段|教育)?的?", "", head[place.end :])
            return head + own + tail
        old = self.levels(question)
        if not old:
            time = TIME.match(question)
            at = time.end() if time else 0
            return f"{question[:at]}{noun}{question[at:]}"
        schools = self._families.get(_SCHOOLS, {})
        kind = schools.get(level, ())
        old_level = self._level_at(old[-1].word)
        is_school = old_level is not None and old[-1].word in (*schools.get(old_level, ()), "园")
        if is_school and kind and noun not in kind:
            noun = kind[0]
        return self._span(question, old, noun)

    def _word(self, question: str, slot: str) -> str:
        step = _RANK_STEP.search(slot)
        if step:
            at = next((at for at, rank in enumerate(_RANKS) if rank in question), None)
            if at is not None:
                to = at + (1 if step.group("way") == "下" else -1)
                return question.replace(_RANKS[at], _RANKS[to]) if 0 <= to < len(_RANKS) else question
        found: list[tuple[int, str, str]] = []
        for rows in self._groups.values():
            found_in = {word for row in rows for word in row if word in slot}
            members = sorted(found_in, key=lambda word: (-len(word), slot.index(word), word))
            if not members:
                continue
            said = members[0]
            others = [word for row in rows if said not in row for word in row if word in question]
            if others:
                listed = rf"(?:{'|'.join(map(re.escape, members))})"
                whole = re.fullmatch(rf"{listed}(?:[、和与跟及]{listed})+", slot) is not None  # 名班主任、名教师
                found.append((len(said), max(others, key=len), slot if whole else said))
        if found:
            _, old, new = max(found, key=lambda each: each[0])
            return _COUNTER.sub(r"\1", question.replace(old, new))
        return question
