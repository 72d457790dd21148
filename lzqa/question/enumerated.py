"""Several things that a message asks for by name, one beside the other: 2020年小学电脑台数、初中教师数、班班通比例."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

MOST = 5
"""A message that names more things than this is not looked at thing by thing."""
LONGEST, SHORT = 40, 18
"""A thing is named in so many code points at most; where only commas or spaces part the things, in fewer."""
LONG, TOLD = 3, 2
"""A thing is named in so many code points at least, 普惠率, so many of them in words of its own."""
_SENTENCE = re.compile(r"[^。!！?？\n]+")
_HEAD = re.compile(r"^(?P<head>[^:：、;；]{0,24})[:：]")
"""What stands before a colon announces the things, and may say what they are of."""
_ANNOUNCING = (
    r"(?:专题)?(?:汇报|报表|报告|材料|总结|填表|填报|台账|排课|速填|口)?(?:里|中|用)?(?:[请要摘查报列给问录写答核补填空就]|分别|帮我|部分|下列|以下|如下|一共|[给列]出|列示|逐一|答复)*"
    r"(?:[两二三四五几\d](?:[个项条件样处类问空格点]))?(?:数[据字值]?|料|事项?|事情?|点|内容|问题|指标|答案|空|格|清单|速填)?"
)
_ANNOUNCES = re.compile(rf"^{_ANNOUNCING}|{_ANNOUNCING}$")
_LISTS = re.compile(
    r"填[表报写空]|请?[报核列摘补答](?:以下|下列|[两二三四五几])|[两二三四五几](?:个|项|件|样|条|类|格)(?:数|事|空|料|指标|问题|内容|人员|格|点)?|下列|以下|如下|逐一|分别|请[报核列摘补]|[两二三四五几]问|清单|速填|_"
)
"""Words of a message that announces a list."""
_NUMBER = re.compile(
    r"(?P<before>^|[:：;；,，。 \n])\s*(?:[(（](?P<in_brackets>[一二三四五1-5])[)）]|(?P<number>[一二三四五1-5])[、.)）]|(?P<digit>[1-5])(?=[\u4e00-\u9fff])|第(?P<nth>[一二三四五])[:：,，、]?)\s*"
)
"""The number of a thing of a list: 1. …, 一、…, (二)…; ① has become a bare digit."""
_PLUS = re.compile(r"(?<=[\u4e00-\u9fff)）]{3})\s*[+＋]\s*(?=[\u4e00-\u9fff])|[,，]?(?:外加|另加|再加上|另附)")
_SLASH = re.compile(r"(?<=[\u4e00-\u9fff]{4})\s*/\s*(?=[\u4e00-\u9fff]{4})")
_BRACKETS = re.compile(r"(?P<of>[\u4e00-\u9fff]{2,12})[(（](?P<inside>[^()（）]*、[^()（）]*)[)）]")
"""Brackets behind a name that hold several things of it: 一般教师(周期、学时)."""
_OF_IT = 4
"""What stands in such brackets is something of the name's when it has no more code points."""
_BLANK = re.compile(
    r"[：:]?\s*\+?\s*_+\s*(?P<unit>(?:亿|万)?(?:元|人次|人|名|个|所|台|张|年|岁|节|%|平方米|平米|学时|课时|亿)?)(?=[\s,，、;；。]|$|[\u4e00-\u9fff①-⑨1-9])\s*[,，、;；]?"
)
"""A blank to fill, with its unit: behind it begins the next thing."""
_BULLET = re.compile(r"(?:^|(?<=[\s:：]))[-–•·*▪]\s*(?=[\u4e00-\u9fff“])")
_STRONG, _MIDDLING = re.compile("[;；]"), re.compile("[、;；]")
_WEAK = (re.compile("[,，、;；]"), re.compile(r"[,，、;；\s]+"))
"""What parts the things, the strongest mark first; by the weak ones only what is named, and asks nothing, is parted."""
_COMMA = re.compile("[,，]")
_ENDING = re.compile(
    r"(?:(?:都|又|各|分别)?(?:各自)?(?:要|得|应)?(?:是|有|为|达到?|到)?(?:多少|几多|几何|啥|什么)|请?(?:一并|一起|都|分别)?(?:给出|列出|报来|告知|告诉我|报|给|列)"
    r"|要?求|的?(?:数字?|数据|情况|目标值?|要求))+[呢呀啊吧]*$"
)
_NAMED = re.compile(
    r"(?:数字?|量|率|比|比例|比重|占比|床位|学位|学时|课时|年龄|目标值?|要求|标准|上限|下限|总额|总数|金额|经费|资金|投入|欠款|名单|名称|全称|全名|名字|时间|时长|期限|年限|周期"
    r"|年份|规模|面积|平米|平方米?|人次|增加值|增量|增幅|幅度|比值|制度|(?<=[\u4e00-\u9fff]{2})生)(?:\([^()]*\))?$"
)
"""What a thing that is asked for by name ends in."""
_ASKS = re.compile(r"多少|几|什么|啥|咩|乜|哪|谁|吗|怎|如何|咋|点样|何|要不要|能不能|有没有|是不是|多[大高长远久]")
_NOT_ASKED = re.compile(
    "一个数|^(?:20\\d\\d年)?只|^就要|我|咱|(?<!要)不要|不用|不必|不需|无需|勿|不在|除外|不含|不算|不问|另算|口径|谢|请$|^请|^查|^问|^求|帮"
)
_ONE = re.compile(
    r"还是|或者|要么|相比|对比|对照|区别|一样|矛盾|一致|吻合|合计|合共|一共|总共|共计|汇总|加起来|加总|相加|差额|相差|差[多几距]|多出了?[?？]?$|少了"
    r"|(?:(?<!占)比(?![例率重值])|占(?!比))[^、;；]{0,8}(?:多|少|高|低|几|大|小)|倍|平均每|人均|[之的](?:和|差|比)$"
)
"""What makes one question of things that are named beside one another."""
_LEVEL = r"幼儿园|学前|小学|初中|高中阶段|高中|普高|中职|特校|义务教育"
_LEVELS = re.compile(rf"{_LEVEL}|全市|年底|年末|规划|(?:19|20)\d\d年?|\d{{1,3}}年?|“?十[三四]五”?(?:期间|时期|期末|末)?")
_COUNTED = re.compile(
    r"百分[比点数之]?|比例|占比|比率|年?数[据字值量目]?|人数|个数|总数|那年|目标值?|情况|多少|几[个所人名]?|分别|要求|标准|现在|目前|期末|规划|年份|哪年|是|有"
)
"""Words that do not tell what a figure is of."""
_SCHOOLS = re.compile(rf"(?:{_LEVEL})(?:学校)?(?:数|个数|所数|数量)$")
"""Names how many schools there are of a level: 幼儿园数."""
_OF_ANY_LEVEL = re.compile(r"(?:专任)?(?:教师|老师|学生|在校生|学校|班级?)(?:人?数|总数|数量)?")
"""Names a thing that there is of each level, so that it takes the level of the first thing: 初中教师数、学生数."""
_TIME = r"(?:到|至)?20\d\d年?(?:底|末)?|“?十[三四]五”?(?:期间|期末|末)?"
_OPENING = re.compile(rf"^(?P<time>{_TIME})?(?:的|全市)?(?P<level>{_LEVEL})?")
_LAST_TIME = re.compile(rf"(?P<time>{_TIME})的?(?:目标值?|数[据字值]?|情况|[是为]?多少)*$")
_OF_YEARS = re.compile(
    r"(?:年度|年份|时间)(?:均|都|取|为|是|按|用|[:：])+[^。!！?？]*20\d\d|20\d\d[^。!！?？]{0,12}(?:两|二|三)?个?(?:年度|年份)|都?要20\d\d年?的"
)
_AIMED_AT = re.compile("目标|要求|规划期末|十四五|要[有达到]")
_ASKED_FOR = re.compile(
    r"^(?:[请查报列给问要]|麻烦|帮我|一下|分别)*[两二三四几\d](?:个|项|条|样|组)(?:数[据字值]?|指标|情况)?[,，:：]"
)
"""What only says how many things are asked for."""


def enumerated(text: str, content_words: Callable[[str], Sequence[str]]) -> tuple[str, ...]:
    """Return the things that a normalised message asks for by name, each with the time that is told of all; none if not several.

    What the message wants worked out of the things (合计, 相差) makes one question of them.

    Args:
        text: The message.
        content_words: Gives the content words of a text.
    """
    announced = _LISTS.search(text) is not None
    for sentence in _SENTENCE.findall(_parted(_ASKED_FOR.sub("", text))):
        head = _HEAD.match(sentence)
        listed = (sentence[head.end() :] if head else sentence).strip(" ;；")
        parted = len(_STRONG.split(listed)) > 2  # each of three things may be worked out itself
        if _ONE.search(listed) and not parted:
            continue
        about = _about(head["head"] if head else "", content_words)
        for marks in (_STRONG,) if _ONE.search(listed) else (_STRONG, _MIDDLING, *_WEAK):
            weak, strong = marks in _WEAK, marks is _STRONG
            background, things = ("", _pieces(marks, listed)) if weak or strong else _apart(_pieces(marks, listed))
            if strong and len(things) > 2 and _says_nothing(things[0]):
                background, things = _about(things[0], content_words), things[1:]
            if not 1 < len(things) <= MOST:
                continue
            asked = [_asked_for(thing, content_words, named=weak) for thing in things]
            known = strong and announced and all(_tells(thing, content_words) for thing in things)
            if all(asked) or known:
                before = "，".join(each for each in (about, background) if each)
                told = _at_their_time(things) if re.search(_TIME, sentence) else _of_years(things, text)
                return tuple(f"{before}，{thing}" if before else thing for thing in told)
    return ()


def _parted(text: str) -> str:
    """Return a message with a semicolon between the things of a list that numbers, signs or brackets part."""
    text = _BLANK.sub(lambda match: f"多少{match['unit']};", text)
    if len(_BULLET.findall(text)) > 1:
        text = _BULLET.sub(";", text)
    numbers = list(_NUMBER.finditer(text))
    told = [
        "一二三四五12345".index(next(filter(None, match.group("in_brackets", "number", "digit", "nth")))) % 5
        for match in numbers
    ]
    if len(numbers) > 1 and told == list(range(len(numbers))):
        text = _NUMBER.sub(lambda match: match["before"] if match["before"] in ":：" else ";", text)
    if not _ONE.search(text):
        text = _PLUS.sub(";", text)
    return _BRACKETS.sub(_opened, _SLASH.sub(";", text))


def _opened(match: re.Match[str]) -> str:
    """Return the things in brackets behind a name as things of their own."""
    things = match["inside"].split("、")
    short = all(0 < len(thing) <= _OF_IT for thing in things)
    return ";".join(f"{match['of']}{thing}" if short else thing for thing in things)


def _about(head: str, content_words: Callable[[str], Sequence[str]]) -> str:
    """Return what a head says that the things are of; ``""`` where it only announces them."""
    about = _ANNOUNCES.sub("", head)
    return about if len(about) <= SHORT and any(_own(word) for word in content_words(about)) else ""


def _says_nothing(piece: str) -> bool:
    """Tell whether a piece in front of a list only announces it, or says of what it is."""
    return (
        bool(re.search(r"填[报表写]|如下|台账|[两二三四五几\d]问|清单|盘子|事项", piece))
        and not _ASKS.search(piece)
        and not _NAMED.search(piece)
    )


def _pieces(marks: re.Pattern[str], listed: str) -> list[str]:
    found = (each.strip(" ,，、;；.") for each in marks.split(listed))
    return [each for each in found if each and not _NOT_ASKED.search(each)]


def _apart(things: Sequence[str]) -> tuple[str, list[str]]:
    """Return what is said in front of the first thing, and the things, the last one without what is said behind it."""
    if not things:
        return "", []
    *background, first = _COMMA.split(things[0])
    found = [first, *things[1:]]
    if len(found) > 1:
        found[-1] = _COMMA.split(found[-1])[0]
    return "，".join(background), found


def _tells(thing: str, content_words: Callable[[str], Sequence[str]]) -> bool:
    """Tell whether a piece says what it is about."""
    own = (word for word in content_words(thing) if not _LEVELS.fullmatch(word) and not _COUNTED.fullmatch(word))
    return len(thing) <= LONGEST and len("".join(own)) >= TOLD


def _asked_for(thing: str, content_words: Callable[[str], Sequence[str]], *, named: bool) -> bool:
    """Tell whether a piece asks for a thing; where ``named``, by its name alone."""
    asks = bool(_ASKS.search(_ENDING.sub("", thing)))
    by_name = bool(_NAMED.search(thing) or _NAMED.search(_ENDING.sub("", thing)))
    if len(thing) > (SHORT if named else LONGEST) or (named and (asks or not by_name)) or not (asks or by_name):
        return False
    words = content_words(thing)
    own = any(map(_own, words)) or (asks and _tells(thing, content_words)) or bool(_SCHOOLS.search(thing))
    return own and (len([word for word in words if len(word) > 1]) > 1 or len(thing) >= LONG or asks)


def _own(word: str) -> bool:
    """Tell whether a word tells what a thing is, beside its level, its year and how it is counted."""
    return len(word) > 1 and not _LEVELS.fullmatch(word) and not _COUNTED.fullmatch(word)


def _of_years(things: Sequence[str], text: str) -> list[str]:
    """Return the things with the years that another sentence tells of all of them: 年度取2016及2020."""
    told = _OF_YEARS.search(text)
    years = "、".join(f"{year}年" for year in re.findall(r"20\d\d", told.group())) if told else ""
    return [f"{years}{thing}" for thing in things]


def _at_their_time(things: Sequence[str]) -> list[str]:
    """Return the things, with what is told of all of them where only one tells it.

    That is the time that opens the first of them or ends the last, and for what there is of each level (教师数) the level of the first.
    """
    opening, last = _OPENING.match(things[0]), _LAST_TIME.search(things[-1])
    first = opening["time"] if opening else None
    level = (opening["level"] if opening else None) or ""
    timed = [thing for thing in things if re.search(_TIME, thing)]
    time = (first or (last["time"] if last and len(timed) == 1 else "")) or ""
    found = []
    for thing in things:
        own = _OPENING.match(thing)
        if first and own and own["time"]:
            time = own["time"]  # until another one is named
        of_all = "" if thing in timed or (first and _AIMED_AT.search(thing)) else time
        whose = level if _OF_ANY_LEVEL.fullmatch(thing) else ""
        found.append(f"{of_all}{whose}{thing}")
    return found
