"""Whether a fact is only a neighbour of what was asked: another school's, level's, scope's or place's figure.

A name that fits says little where figures stand side by side: the public kindergartens' number is no answer to a question
about private ones.  So words that tell figures apart (:attr:`Lexicon.telling`) must stand in the fact as well, and a
question about one school level is never answered with a count of another, wider one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache

from lzqa.answer.factmatch import Match
from lzqa.answer.model import Answer
from lzqa.answer.rests import stands_beside
from lzqa.answer.slots import (
    asked_levels,
    asks_for_aim,
    asks_for_base,
    asks_for_today,
    gives_no_count,
    gives_no_reason,
    of_another_time,
    repeats_what_is_told,
)
from lzqa.facts import Fact, FactKind
from lzqa.lexicon import Lexicon
from lzqa.numerals import count_of
from lzqa.passages import Passage
from lzqa.question import Level, Question
from lzqa.question.background import asked_without_background, without_further_matters
from lzqa.question.kinds import GONE_UP, LEVEL_RULES
from lzqa.retrieval.hybrid import WANTS_FIGURE
from lzqa.segment import fold

_LEVEL_WORDS = {**dict(LEVEL_RULES), Level.MIDDLE: re.compile("中学")}
_BEYOND_SCHOOL_AGE = (Level.KINDERGARTEN, Level.SENIOR, Level.VOCATIONAL, Level.HIGHER)
"""What is said of disabled children of school age is not said of them at these levels."""
_WITHIN = {Level.PRIMARY: "义务教育", Level.JUNIOR: "义务教育"}
"""Shares of the wider level are said of the narrower one too; counts are not."""
KEPT = 64
"""What so many questions name is remembered: each is held against many facts."""
_LEFT_OUT = r"(?:之外|以外|除外|剔|扣|除|刨|撇开|抛开|去掉|不算|不计|不含|不包括|不要|别算|不属于|(?<!是)不是|不归|非(?!常))"
"""A word beside which one of these stands is named to be left out."""
_BEFORE, _BEHIND = re.compile(rf"{_LEFT_OUT}.{{0,3}}$"), re.compile(rf".{{0,4}}{_LEFT_OUT}")
_NOT_TELLING = re.compile(
    r"[^,，。;；]{2,12}(?:那么|这么|咁|太|越来越)(?:挤|少|多|远|破|旧|差|乱|难|贵)[^,，。;；]{0,3}[,，]|毕业班|(?:初中|小学|高中)毕业(?!生)|比城[里区镇]|广州(?:来|那边|的)?(?:对口)?(?:帮扶|支援)|公家(?=[^,，。;；]{0,3}(?:花|投|拨|掏|办学钱|正式))|职业技校|(?<=中专|中职|职中|职高|职校)[、和与跟及或/]?技(?:工学)?校|技(?:工学)?校(?=[、和与跟及或/]?(?:中专|中职|职中|职高|职校))"
    r"|招(?:多少|几)[位名]|招(?:多少|几)个?(?:老师|教师)|本(?:科|股|处)室|公家(?=[^,，。;；]{0,8}(?:投|拨|掏|出|花)[^,，。;；]{0,4}钱)|(?:我|我个|个|我家|我的|你|两个)(?:女|孙女)(?![生孩教老童性])|(?:每|一)?个?学期(?=[^,，。;；]{0,6}\d+个?(?:周|星期))|(?<=[子儿女弟妹哥姐仔佬娃囡孙])(?:已经?|刚刚?|今年|去年|明年|啱啱?)?考[上入进]|(?:校长|园长|班主任|老师|书记)(?=让|叫|喊|派|催|托|安排)|十[三四]五|清远(?=市?(?:一?级|批|评|立|定))|广东(?=省一?级)|(?<=本科|专科|大专|硕士|博士|大学)毕业|(?<=研究生)毕业"
    rf"|(?:{'|'.join(GONE_UP)})(?:初中|高中|普高)"
    r"|(?:平均|均|摊|折|分)[到成合给]?(?:下来)?(?:每|一)?个?[月天日](?![工薪])|[月日]均(?=[^工薪]*$)|(?:每个?|一个?)[月天日](?:平均|大[概约]|差不多|约)?摊"
)
"""A level's sorts of schools named together (中专技校), whose daughter it is (我个女), who sent the person (校长让我查), a department (本科室), who pays (公家出的钱), where whose brother got in (弟弟考上), how long a term is (一学期20周), names of periods (in 十四五中职 stands no 五中), who ranks a thing (清远市一级), words of a degree (本科毕业), where whoever leaves a school goes (升初中), and of a sum spread evenly (摊到每个月), which tell no figure from another."""
_APART = re.compile(r"分开|拆开|单列|单独|单看|单算|各自?(?:有|是|占|多少|几)|分别")
"""Levels are asked for one by one."""
TODAY, AIM, WHOLE_TOWN = "现在", "目标", "全市"
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)")
_YEARS = range(1990, 2050)
"""Numbers that are taken for years."""
_SORTS: dict[str, Callable[[Fact], bool]] = {
    **dict.fromkeys(("目标", "目标值", "指标值"), lambda fact: fact.is_aim),
    **dict.fromkeys(("增幅", "涨幅", "幅度", "增长", "增长率"), lambda fact: fact.kind is FactKind.CHANGE),
    **dict.fromkeys(("比例", "百分比", "占比", "比率"), lambda fact: fact.figure.unit == "%"),
}
"""Words for a sort of figures, and whether a fact is one of them."""
_STEPS = (
    ("环节", ("结题", "结项")), ("环节", ("获批", "批复", "批下来", "批准", "核准", "立项", "认定")),
    ("结果", ("落选", "但没评上", "却没评上", "又没评上", "没通过", "未通过", "没选上")),
    ("出资", ("市本级", "本级财政", "本级配套")),
)  # fmt: skip
"""Steps of a process, how it ended and who pays: they tell one figure from another, but say nothing of what a question is about."""
PLACE = "地方"
SCHOOL = "学校"
_SOME_MORE = re.compile(r"([一二两三四五六七八九十百千万零\d]+)多")
"""A round number and some more: 五百多个, 四千七百多."""
_OF_FIGURES = frozenset({PLACE, "性别", "民族", *(about for about, _ in _STEPS)})
"""Of these sorts, whoever asks for no figure may name his own: 女孩子也想搞科技，有什么项目."""
_HELD_TRUE = re.compile(r"没?(?:搞|弄|记)错吧|对吧|对吗|对不对|是不是|是吧|无误|没错吧|属实|核对|核实")
"""Asks whether something is so, also of a school of which it is not."""
CERTAIN = _OF_FIGURES | {SCHOOL, "学制"}
"""Of these sorts, what stands by no word of a group that a question names is surely about others."""
WIDE = frozenset({"全国", "广东", "广州"})
"""Places that may be named for whose standard or help something is, and need not be what is asked about."""
_OF_ALL = re.compile(
    r"(?:全国|全省|国内|省内|广东省?)(?:全省)?的?(?=平均|均值|九年|义务教育|学前|小学|初中|高中|中职|幼儿|教师(?!资格)|老师|毛?入[园学]|在[园校]|公办|民办|班班通|生均|辍学|巩固)"
)
"""Asks for the figure of the whole country or province."""
NARROWER = frozenset({"办学"})
"""Of these, a figure about more than was named is another one: 普惠性民办 is not 民办."""


_COUNTED = (
    (
        "教师",
        re.compile(r"(?:多少|几)(?:个|名|位)?(?:专任|任课|在[编职岗])?(?:的)?(?:老师|教师|先生)(?!的?(?:比例|占比|学历))"),
        re.compile("师|校长|园长|教研|骨干|主任|员"),
    ),
    (
        "学生",
        re.compile(r"(?:多少|几)(?:个|名|位)?(?:学生|孩子|娃|小孩|小朋友|细路|细佬)"),
        re.compile("[生幼儿童位次考]|少年|孩子|上线"),
    ),
)
"""Of whom the number is asked for, and what stands in a count of them."""
_FOR_EACH = re.compile(r"平均|每|均|比(?!较)|一个老师")
"""How many there are for each of others is asked for."""
_PEOPLE = frozenset({"人", "名", "位", "个", "万人"})


_QUOTED = re.compile(r"[“\"](?!十[二三四]五)([^”\"]{2,20})[”\"]")
"""A name that the plan gives something: “粤菜师傅”."""
_TRADE_SCHOOLS = ("技校", "技工学校")
"""People call any vocational school so; what is said of all of them is said of these."""


def _left_out(asked: str, word: str) -> bool:
    """Tell whether ``word`` stands in ``asked`` to be left out."""
    return stands_beside(asked, word, _BEFORE, _BEHIND)


def _nothing_told(question: Question) -> dict[str, str]:  # noqa: ARG001
    """Return where it is kept, by fact, what it is not about of ``question``."""
    return {}


class Guard:
    """Tells facts that answer from their neighbours.

    Args:
        lexicon: The plan's word lists.
        passages: Passages by id.
        facts: All facts.
    """

    def __init__(self, lexicon: Lexicon, passages: dict[str, Passage], facts: Sequence[Fact] = ()) -> None:
        self._groups = (*((each.about, tuple(map(fold, each.words))) for each in lexicon.telling), *_STEPS)
        self._passages = passages
        self._texts: dict[str, str] = {}
        self._standing: dict[str, list[Fact]] = {}
        for fact in facts:
            self._standing.setdefault(fact.passage, []).append(fact)
        self._everyday, self._said_of = lexicon.everyday, lexicon.attributes
        self._named = lru_cache(maxsize=KEPT)(self._names)
        self._told = lru_cache(maxsize=KEPT)(_nothing_told)
        self._facts, self._aside = tuple(facts), lru_cache(maxsize=KEPT)(self._named_aside)

    def _text(self, fact: Fact) -> str:
        """Return everything that a fact is said to be about."""
        if fact.id not in self._texts:
            row = self._passages[fact.passage].row
            heads = (row.group, row.label) if row is not None else ()
            words = (*fact.names, fact.scope, fact.place, *fact.levels, fact.statement, fact.figure.unit, *heads)
            text = fold(" ".join(words))
            self._texts[fact.id] = text + " 广州" * ("广清" in text)  # the help of 广州 for 清远
        return self._texts[fact.id]

    @staticmethod
    def _called(fact: Fact, groups: Sequence[tuple[str, tuple[str, ...]]]) -> list[str]:
        """Return those of the fact's names that hold a word of ``groups``, folded; its indicator where none does."""
        names = map(fold, fact.names)
        return [name for name in names if any(word in name for _, group in groups for word in group)] or [fold(fact.indicator)]

    def differs(self, question: Question, fact: Fact) -> str:
        """Return the word of ``question`` that ``fact`` is not about, ``""`` when there is none."""
        told = self._told(question.alone)
        if fact.id not in told:
            told[fact.id] = self._differs(question, fact)
        return told[fact.id]

    def _differs(self, question: Question, fact: Fact) -> str:
        asking = question.asking or question.text
        if fact.is_aim and fact.year not in question.years and (asks_for_today(asking) or asks_for_base(asking)):
            return TODAY
        if fact.kind is FactKind.STATUS and fact.from_table and not question.years and asks_for_aim(asking):
            return AIM
        own = self._text(fact)
        for about, groups in self._named(question.alone).items():
            if not any(word in own for _, group in groups for word in group):
                return groups[0][0]
            if about in NARROWER and all(self._wider(about, groups, name) for name in self._called(fact, groups)):
                return groups[0][0]
        if fact.figure.unit in _PEOPLE and (others := _of_other_people(question, own)):
            return others
        return self._other_level(asked_levels(question), fact, apart=bool(_APART.search(asking)))

    def of_another_school(self, question: Question, fact: Fact) -> bool:
        """Tell whether ``question`` names a school, and does not ask whether something is true of it, and ``fact`` is of another."""
        groups = self._named(question.alone).get(SCHOOL, ())
        if not groups or not fact.place or _HELD_TRUE.search(question.text):
            return False
        own = self._text(fact)
        return not any(word in own for _, group in groups for word in group)

    def of_other_levels(self, text: str, fact: Fact) -> list[Fact]:
        """Return the facts of the same sentence that say the same of other levels which a normalised ``text`` names beside its own."""
        named = fact.levels and fact.levels[0] in text
        return [
            other
            for other in self._standing.get(fact.passage, ())
            if named
            and (other.indicator, other.kind, other.figure.unit) == (fact.indicator, fact.kind, fact.figure.unit)
            and other.levels[:1] != fact.levels[:1]
            and other.levels
            and other.levels[0] in text
        ]

    def set_aside(self, question: Question, fact: Fact) -> bool:
        """Tell whether ``fact`` is what ``question`` says that it does not ask for: by its name, its figure, its year or its sort.

        What another fact is named by more closely is not: 不是在园娃娃数 leaves 公办幼儿园数 be, though that is of 幼儿 too.
        """
        return fact.id in self._aside(question.aside)

    def _named_aside(self, aside: tuple[str, ...]) -> frozenset[str]:
        """Return the ids of the facts that the words ``aside`` name, those left out that others are named by more closely."""
        named = {fact.id: frozenset(word for word in aside if self._is_of(word, fact)) for fact in self._facts}
        closest = {words for words in named.values() if words}
        loose = {words for words in closest if any(words < more and _names_more_closely(more, words) for more in closest)}
        return frozenset(name for name, words in named.items() if words and words not in loose)

    def _is_of(self, word: str, fact: Fact) -> bool:
        number = _NUMBER.match(word)
        if number is not None:
            value = Decimal(number[1])
            return value in ((fact.year or 0,) if value in _YEARS else (fact.figure.value, fact.figure.high))
        about = _SOME_MORE.match(word)
        if about is not None:
            return _is_some_more(count_of(about[1]), fact.figure.value)
        if word in _SORTS:
            return _SORTS[word](fact)
        if len(word) == 1 or word in self._said_of:
            return False
        own = self._text(fact)
        return any(fold(each) in own for each in (word, *self._everyday.get(word, ((), 1.0))[0]))

    def speaks_of(self, word: str, fact: Fact) -> bool:
        """Tell whether ``fact`` is about what a telling word names, be it about more."""
        own = self._text(fact)
        return any(word in group and any(each in own for each in group) for _, group in self._groups)

    def elsewhere(self, question: Question, cited: Sequence[str]) -> str:
        """Return the school, place or group of people that ``question`` asks about where no passage of ``cited``, ids, is about it.

        ``""`` where one is about any that it names of each sort, or it names none.
        """
        told = ""
        for about, groups in self._named(question.alone).items():
            own = [(word, group) for word, group in groups if group[0] not in WIDE or _OF_ALL.search(question.text)]
            if about not in CERTAIN or not own or (about in _OF_FIGURES and question.kind not in WANTS_FIGURE):
                continue
            if about == SCHOOL and _HELD_TRUE.search(question.text):
                continue
            told = told or self._said_in(cited)
            if question.kind not in WANTS_FIGURE and groups[0][0] in _TRADE_SCHOOLS and "职业" in told:
                continue
            if not any(word in told for _, group in groups for word in group):
                return "" if self._names_it(question, cited) else groups[0][0]
        return ""

    def _names_it(self, question: Question, cited: Sequence[str]) -> bool:
        """Tell whether ``question`` calls something by the name that a passage of ``cited`` puts in quotes, so that its owner is told wrongly."""
        names = [name for passage in cited for name in _QUOTED.findall(fold(self._passages[passage].quote))]
        words = [term.word for term in question.terms if len(term.word) > 1 and not term.word.isdigit()]
        return any(word in name for name in names for word in words)

    def _said_in(self, cited: Sequence[str]) -> str:
        """Return what stands in passages, with their headings and what their facts are about."""
        found = [self._passages[name] for name in cited]
        texts = [fold(" ".join((passage.quote, *passage.headings))) for passage in found]
        return " ".join([*texts, *(self._text(fact) for name in cited for fact in self._standing.get(name, ()))])

    def leaves_out(self, question: Question, facts: Sequence[Fact]) -> bool:
        """Tell whether ``question`` names something, and not to leave it out, that none of ``facts`` is about."""
        texts = [self._text(fact) for fact in facts]
        named = (group for groups in self._named(question.alone).values() for _, group in groups)
        return any(not any(word in text for word in group for text in texts) for group in named)

    def _names(self, question: Question) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
        """Return what ``question`` names of each sort, and not to leave it out: the word, and the group that it is of."""
        asked = _NOT_TELLING.sub(
            " ", fold(without_further_matters(asked_without_background(question.asking or question.text, question.text)))
        )
        words = frozenset(fold(term.word) for term in question.terms)
        named: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for about, group in self._groups:
            word = max((word for word in group if word in asked and (len(word) > 1 or word in words)), key=len, default="")
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
    def _other_level(levels: Sequence[Level], fact: Fact, *, apart: bool = False) -> str:
        if not levels or ({Level.PRIMARY, Level.JUNIOR} <= set(levels) and not apart):
            return ""
        if {Level.PRIMARY, Level.COMPULSORY} <= set(levels) and WHOLE_TOWN in fact.levels:  # 中小学 is nearly all
            return ""
        if {Level.KINDERGARTEN, Level.PRIMARY} <= set(levels) and fact.levels in (("教师",), (WHOLE_TOWN,)) and not apart:
            return ""  # teachers of all of them are named one by one
        own = fold(" ".join((fact.indicator, fact.scope, fact.place, fact.statement)))
        beyond = [level for level in levels if Level.SPECIAL in levels and level in _BEYOND_SCHOOL_AGE]
        if beyond and not any(_LEVEL_WORDS[level].search(own) for level in beyond):
            return beyond[0].value
        for level in levels:
            if fact.levels == (level.value,):
                return ""
            if _LEVEL_WORDS[level].search(own) or (
                level in _WITHIN and fact.figure.unit == "%" and _WITHIN[level] in fact.levels
            ):
                return ""
        return levels[0].value


def _of_other_people(question: Question, told: str) -> str:
    """Return of whom a question asks the number where a count, of which ``told`` is all that is said, is of others: 老师, 学生."""
    asked = asked_without_background(question.asking or question.text, question.text)
    if _FOR_EACH.search(asked):
        return ""
    return next((whom for whom, counted, own in _COUNTED if counted.search(asked) and not own.search(told)), "")


def _is_some_more(told: int, value: Decimal) -> bool:
    """Tell whether a value is a round number and some more: 524 is 五百多."""
    step = next((10**power for power in range(8, 0, -1) if told and told % 10**power == 0), 1)
    return told <= value < told + step


def _names_a_level(word: str) -> bool:
    return any(pattern.search(word) for pattern in _LEVEL_WORDS.values())


def _names_more_closely(more: frozenset[str], words: frozenset[str]) -> bool:
    """Tell whether ``more`` words name a thing more closely than ``words``, and not only school levels beside those named there."""
    return not all(map(_names_a_level, more - words)) or not any(map(_names_a_level, words))


def surely_another(match: Match, word: str, text: str = "") -> bool:
    """Tell whether the figure of ``match`` is surely not the one asked for, which is of ``word``.

    What is aimed at is not today's, and what is not what is aimed at; what counts 初中 and 高中 together, 中学, is not one of the two;
    nor does what counts all tell how many of them are so, where a normalised ``text`` asks just that: 农村的有几所.
    """
    fact = match.fact
    both = word in (Level.JUNIOR.value, Level.SENIOR.value) and "中学" in fact.levels and fact.figure.unit != "%"
    of_them = word and re.search(
        rf"{re.escape(word)}(?:的|那[些种部边]分?|类|里头?)+(?:一共|到底|大概|又|还)?(?:有|占|是)?(?:几|多少)", text
    )
    return word in (TODAY, AIM) or both or bool(of_them)


_ALL_NAMES = re.compile(
    r"(?:全部|所有|完整|各)的?(?:校名|园名|名称|名字|名单)|列全|哪(?:\d+|[二两三四五六七八九十]+)[个所名家间]|逐[一个](?:列|报|写|点)|(?:其[余他]|剩下|另外)的?[^,，。;；]{0,6}(?:是|叫|有)?哪"
)
"""Asks for every name, not for some."""
_WHICH_FEW = re.compile(r"哪[二两三四五]个?(?:人|娃|学生|孩子|同学|细路|老师|位)")
_NAMES = re.compile(r"名单|校名|园名")
"""Asks for names: for every one where it tells how many there are."""
_AND_MORE = re.compile(r"(?P<named>[^,，。;；：:]+)等(?P<count>\d+)(?:个|所|名|家|间|位)")
"""Some names, and how many there are in all: 甲、乙等5所."""


def leaves_names_out(question: Question, answer: Answer) -> bool:
    """Tell whether all names are asked for of what the plan names only some of: 12个镇乡是哪12个.

    Of several such lists in the sentences cited, the one whose number the question tells; without a number all of them.
    """
    every = _ALL_NAMES.search(question.text) is not None
    if answer.abstained or not (every or _NAMES.search(question.text)):
        return False
    lists = [found for citation in answer.citations[:1] for found in _AND_MORE.finditer(citation.quote)]
    told = [found for found in lists if re.search(rf"(?<!\d){found['count']}(?!\d)", question.text)]
    of_others = _WHICH_FEW.search(question.text) is not None  # 哪两个娃 is not asked of 5 schools
    meant = told or (lists if every and not of_others else [])
    return bool(meant) and all(found["named"].count("、") + 1 < int(found["count"]) for found in meant)


def misses(question: Question, answer: Answer, guard: Guard) -> bool:
    """Tell whether an answer is to another question.

    It is of another time, about another school or place, what was told already, no reason, no count, or some of the names where all
    are asked for.
    """
    if any(
        test(question, answer)
        for test in (leaves_names_out, of_another_time, repeats_what_is_told, gives_no_reason, gives_no_count)
    ):
        return True
    return not answer.abstained and bool(guard.elsewhere(question, [citation.passage for citation in answer.citations]))
