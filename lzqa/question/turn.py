"""One turn of a dialogue, read by its form: politeness taken off, what it names, what it refers to, what it leaves out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lzqa.normalise import normalise

POLITE = re.compile(
    r"^(?:(?:好的?吧?|好嘞|ok|嗯+|哦+|噢+|喔|哎|唉|行|谢谢(?:你|您|了|啦|老师)?|多谢|感谢|知道了|明白了?|了解了?|收到|你好|您好|请问(?:一下)?|麻烦(?:问一下|问下)?"
    r"|原来如此|那?太好了|那就好|这样啊|是吗|对了|话说)(?:[啊呀哈啦了]*[,，。!！;；、. ~]+|(?=那|请问)))+",
    re.IGNORECASE,
)
"""What is said before the question itself."""
FRESH = re.compile(
    r"^(?:那(?:么|(?![边里儿些]))|这么(?!多|少|大|高)|还有|另外|此外|对了|顺便|再)?[,，]?(?:(?:我)?(?:另外|再|顺便|还)(?:想)?问(?:一下|下|一个|个)?(?:问题)?|换个(?:问题|话题)|先[不别](?:说|管|问|提|讲)(?:这个|那个|这些|它)?(?=[,，])|[这那]个?先(?:不(?:说|管)|放一?放)(?=[,，])|对了|还有|另外|此外|那(?:么|(?![边里儿些]))|这么(?!多|少|大|高)|顺便问(?:一下|下))[,，:： ]*"
)
"""What opens a new topic, or a follow-up."""
OPENS = re.compile(
    r"^(?:那|好)?[,，]?(?:(?:我)?(?:另外|再|顺便|还)(?:想)?问|换个(?:问题|话题)|先[不别](?:说|管|问|提|讲)(?:这个|那个|这些|它)?[,，]|[这那]个?先(?:不(?:说|管)|放一?放)[,，]|对了|另外|此外|还有[,，])"
)
"""What says in so many words that a new question comes."""
TURNS_AWAY = re.compile(
    r"^(?:那|好|行|嗯)?[吧的啦]?[,，]?(?:(?:我们?)?(?:再)?换(?:一)?个(?:问题|话题|事)|先?[不别](?:说|管|问|提|讲)(?:这个|那个|这些|它)?(?:了)?[,，]|(?:另外|再)?问(?:个|一个)?(?:别|其他|其它)的)"
)
"""What says that the matter before is done with."""
SLOT = re.compile(
    r"^(?:那么?|还有|然后|换成|如果是|要是)?[,，]?(?P<slot>.{1,16}?)(?:的话)?(?:呢|嘞|咧|怎么样|咋样|又如何|如何|又?是?怎样)[?？!。 ]*$"
)
HOW_MANY_THEN = re.compile(
    r"^(?:那么?|换成)[,，]?(?:我们|咱们)?(?:普通)?(?P<slot>[^,，。?？]{2,10}?)(?:的话)?(?:是|有|要)?(?:多少|几(?:个|所|名|间|家|人)?)[呢啊呀]?[?？。 ]*$"
)
"""那老师5年是多少: the same is asked of something else."""
SLOT_FIRST = re.compile(r"^(?:那么?|还有)?[,，]?(?P<slot>[^,，。?？]{1,10}?)呢[?？,，。 ]+(?P<rest>.+)$")
ASKS = re.compile(r"多少|几|什么|啥|哪|怎|如何|吗|谁|为何|是否|是不是|有没有|能不能|会不会|够不够|要不要|多[大高长远久]")
ANAPHORA = re.compile(
    r"它们?|(?:他|她)们|[这那该](?:个|些|项|件|种|所|笔|一(?=比例|比重|指标|数)|几[个项点所])(?:事儿?|事情|目标|指标|项目|问题|任务|工作|措施|办法|做法|政策|数字?|数据|比例|学校|学位|计划(?=的)|工程|活动|制度|要求|钱)?"
    r"(?!规划|文件|文本|计划|五年|几年)|这事|该项|上面(?:说的|提到的|那个|这些)?|前面(?:说的|提到的)?|刚才(?:说的|提到的)?|刚刚(?:说的)?|上述|前者|后者|同样|其中|这方面|这块|(?:对|为|就)此"
)
"""Words that stand for something said before."""
PRONOUN = re.compile(
    r"^(?:那|那么)?[,，]?(?P<word>它们?的?|(?:他|她)们的?|[这那该](?:个|些|项|件|种|所|笔)(?P<noun>[\u4e00-\u9fff]{0,2}?)的?)(?=什么|怎|会|要|能|有|是|在|由|谁|多|几|达|完|实|增|床|学位|钱|为|什|建|归|算|占)"
)
THERE = re.compile(r"^[这那](?:边|里|儿)(?=的|有|会|要|怎|能|还|又|是)")
"""那边的问题: what stands for a school named before."""
CORRECTION = re.compile(
    r"^(?:[啊哎哦噢诶呀呃]|不好意思|抱歉|对不起|不是|不对|等等|慢着|刚才|刚刚|上面|前面|[,，!。 ])*我?(?:刚才|刚刚)?(?:打|写|说|讲|问|搞|弄|记|看|选|输|听|敲|发)?(?:错|岔|反|混)"
    r"[了咗啦]*(?:一个)?(?:学校|年份|年头|年|名字|字|地方|对象|题|问题|方向|学段|级别)?[了咗啦]?[,，。!—\- ]+(?:我|领导|老板|上头|人家|他们?)?(?:其实|真正|本来|原本)?(?:是|想|要|应该)*(?:问|说|指|讲|要|查|打|写)?"
    r"的?(?:是|系)?(?P<meant5>.+)$"
    r"|^(?:不是(?:的|这个|啊|吧)?|不对|错了|说错了|搞错了|弄错了|你?(?:理解)?错了|no|噢不|哦不)[,，。! ]+(?:应该)?(?:(?:我)?(?:是)?(?:想|要)?(?:问|说|指|讲)(?:的)?(?:是)?|是|而是)?(?P<meant>.+)$"
    r"|^我(?:是|想|要)?(?:问|说|指|讲)的?(?:不是[^,，]{1,10}[,，](?:而?是)?|是)(?P<meant2>.+)$"
    r"|^不是(?:问|说|讲|指)?[^,，]{1,10}[,，](?:而?是|我(?:要|想)?(?:问|说|讲|要)(?:的是?)?)(?P<meant3>.+)$"
    r"|^不是(?:问|说|讲|指)[^,，]{1,10}[,，](?:我(?:问|说|讲)的?)?(?P<meant4>[^,，]{1,8}[啊呀哦][,，]?.*)$"
)
"""The person says that something else was meant."""
WHICH_ONE = re.compile(r"(?<=[\u4e00-\u9fff]{2})[那这](?:间|所|个|家|边|一年|年)$")
"""Ends the name of what was meant: 职业技术学校那间."""
BACK = re.compile(
    r"^(?:那?(?:我们|咱们|还是|再)?(?:回到|回过头(?:来)?(?:说|看)?|回头(?:再)?[说问讲]|返转头[讲问睇]|讲返|话返|说回|再说回|接着(?:说|问)?)(?:一下)?(?:刚才|前面|之前|上面|最开始|一开始|开头)?(?:说|问|提到|讲)?的?(?P<what>.{0,20}?)(?:的?(?:那个)?(?:问题|话题|事情?|那个|上面?来?))?"
    r"|(?:刚才|前面|之前|上面|最开始|一开始)(?:说|问|提到|讲)(?:到)?(?:过)?的(?P<what2>.{1,20}?))(?:[,，:：。 ]+(?P<rest>.+)|[?？!。 ]*)$"
)
"""The person goes back to what was asked earlier."""
NTH = re.compile(
    r"^(?:那|好)?[,，]?(?:再)?(?:回到|说回|讲返|话返|翻返|(?:回|返转)头(?:再|来)*(?:说|问|看|讲|睇)?|回过头(?:来)?(?:说|看)?|[就只净]系?(?:说|讲))?"
    r"(?:(?P<first>头一|头先嗰|(?:我)?最(?:前面|先|开始|开头|初|早)(?:问|说|讲)?[的嘅]?[那嗰]|一开始(?:问|说|讲)?[的嘅]?[那嗰])|第(?P<number>[一二三四五1-5]))"
    r"[个项样条问件](?!五年|百年|章|节)[,，：: ]?(?P<rest>.{2,30})$"
)
"""One of the things asked before, by its number: 头一个现在是多少."""
SAID_AGAIN = re.compile(r"^(?:请|麻烦)?再(?:来)?(?:报|说|讲|给|答|回答|念)(?:我)?一?(?:遍|次|下)[吧?？。! ]*$")
"""What was asked before is asked for once more: 头一个再报一遍."""
CHANGED_TO = re.compile(r"^(?:换|改)(?:成|到|为)?(?=(?:20)?\d\d年|\d\d(?:年|$))")
"""What was asked before is asked for with another year: 头一个换成2016年."""


def asks_again(turn: str) -> bool:
    """Tell whether a turn asks for one of the things asked before as it was, or for another year: 头一个再报一遍."""
    nth = NTH.match(turn)
    return nth is not None and bool(SAID_AGAIN.match(nth["rest"]) or CHANGED_TO.match(nth["rest"]))


_VERBATIM = re.compile(
    r"^(?:那|请|麻烦|能不能|可不可以|可以|能|帮我|你)*(?:把|给我|给|我要|我想看|引用?|贴|发|念|看看?|抄)*(?:一下|下|出)*(?:的|它的|这个的|那个的|规划的?|文件的?)?"
    r"(?:原话|原文|原句)(?:是|在|系|呢|里)*(?:哪|边)?(?:一)?(?:句话?)?(?:是|系)?(?:怎么?样?|咋|点样?|如何|什么|啥|乜)?(?:写|说|讲|话|来)?(?:的|嘅|来的?|给我|发我|贴出来|引出来|引用)*(?:看看|一下|下)?[呢吗吧啊呀噶㗎?？。!！ ]*$"
    r"|^(?:是|系)?(?:哪|边)一?句(?:话)?(?:说|讲|写|话)?(?:的|嘅)?[呢吗吧啊呀?？。! ]*$"
)
"""Asks for nothing but the words that what was just told stands on: 原话哪句, 引用一下原文."""


_THAT_SENTENCE = re.compile(r"(?:这|那|该|上面|刚才|此)(?:一|的|那|这)*(?:句|段)|原文|原话|原句")
_EXACTLY = re.compile(r"原文|原话|原句|一字不[改差漏动]|照[录抄]|抄录|不要改|别改|原封不动|原样|完整(?:地)?(?:引|抄|给|贴)")
MOST_VERBATIM = 34
"""A turn that asks for the words of what was just answered has so many code points at most."""


def asks_verbatim(turn: str) -> bool:
    """Tell whether a turn asks for nothing but the words of what was just answered: 那句话一字不改发我."""
    text = normalise(turn)
    exactly = _THAT_SENTENCE.search(text) and _EXACTLY.search(text) and re.search("句|段", text)
    return bool(_VERBATIM.match(text)) or bool(exactly and len(text) <= MOST_VERBATIM and not ASKS.search(text))


def without_verbatim(turns: Sequence[str]) -> Sequence[str]:
    """Return turns without last ones that ask for nothing but the words of what was just answered: answers quote them anyway."""
    while len(turns) > 1 and asks_verbatim(turns[-1]):
        turns = turns[:-1]
    return turns


LISTS = re.compile(r"哪些|哪几|几(?:大|项|类|个?方面|条|点)|什么(?:措施|内容|方面|任务|工程)|列|名单|原则|分别|几样|边几")
"""Asks for several things: a number then counts them, and not what was asked."""
POINT = re.compile(
    r"^(?:那|你说的|上面|刚才)?(?:的)?(?:(?P<last>最后一?)|第(?P<number>[一二三四五六七八九十\d]+))(?:点|条|个|项|方面|种|句)(?!章|节)(?P<rest>.{0,16})$"
)
"""A point of the list just given."""
MORE = re.compile(
    r"^(?:那|然后|除了这些(?:之外|以外)?|除此之?外|其他的?|其它的?|别的)*[,，]?(?:还(?:有|能)?(?:别的|其他|其它|什么|哪些|啥|更多)?(?:的|办法|措施|内容|要求|做法|规定)?(?:吗|呢|么|没有?)?"
    r"|继续(?:说|讲)?(?:吧|啊)?|接着(?:说|讲)(?:吧)?|往下说|(?:就|只有?)(?:这些|这点|这么多|这几[个条点])(?:了?吗|了|呀|啊)?|没(?:有)?了(?:吗|\?)|更多|(?:其他|其它|别的|除了这些(?:之外|以外)?|除此之?外)的?(?:呢|吗))[?？!。 ]*$"
)
"""More of the same is asked for."""
LEANS = re.compile(
    r"^(?:那|那么)?(?:具体|详细|细说|展开|比如|举例|[^,，]{1,3}完(?:了)?(?:之后|以后|后)|(?:在?那|这)?之后|里面|里头)"
)
"""A turn that begins so goes on with what was said before."""
_CHAPTER = re.compile(r"第[一二三四五六七八九十\d]+[章节]")
INSTEAD = re.compile(r"^(?:那|那么)?(?:换成|换做|改成|要是|如果是)(?P<slot>[^,，。?？]{1,10})[,，](?P<rest>.+)$")
"""The same is asked of something else, and something beside."""
COMPARES = re.compile(r"比|相比|较|差|增(?:加|长|幅)|涨|降|翻|变化|提高了|多了|少了|百分点")
_LEADING = re.compile(
    r"^(?:(?:什么|啥)(?:是|叫)|何谓|何为|请问|我?(?:想|要)?(?:问|知道|了解|咨询)(?:一?下)?|麻烦(?:问一?下)?|能不能告诉我|帮我(?:查|看)(?:一?下)?|说说|讲讲|你好|您好)[,， ]*"
)
_QUESTION_WORDS = re.compile(
    r"(?:是|有|要|占|达到|达|为)?(?:多少|几)(?:个|所|名|人|位|张|台|元|万元|钱|年|岁|章|节|项|点|条|间|册|本|方面|学时)?的?(?=$|[,，])|多少(?:个|所|名|人|位|张|台|元)?|(?<![十好这那])几(?:个|所|名|位|张|台|项|点|条|间|方面|块|岁)(?:的)?"
    r"|(?:怎么|怎样|如何)(?:抓|办|做|搞|弄|推进|落实)(?=$|[?？,，])|有?(?:哪些|什么|啥)(?=措施|办法|安排|保障|要求|目标|做法|支持|亮点|规定|内容|变化|计划|政策|举措|问题|困难|作用)"
    r"|是?(?:什么|啥)(?:意思|样的?|东西|时候|内容)?|怎么(?:样|办|回事)?|是怎么回事|怎样|如何|为什么|为啥|为何|在?哪(?:些|里|儿|几[个点方面]*|一?(?:章|节|年|个|所))?|谁|是否|是不是|有没有|能不能|会不会|够不够|要不要|何时|第几[章节]|(?:用|靠)?谁(?:的钱)?|[吗呢吧呀啊么]+(?=$|[?？,，])"
)
_ENDING = re.compile(r"(?:的|是|有|(?<!现)在|到|要|会|写|看|由|和|与|达|占|为|分|被|[,，、?？!。 ])+$")

_NUMBER = re.compile(
    r"^\s*(?:[(（]?[一二三四五六七八九十\d]+[)）.、．]\s*|[一二三四五六七八九十]是|第[一二三四五六七八九十]+[章节条]\s*|——)"
)
_TITLE = 30
"""A point no longer than this, in code points, is named by all of its words, a longer one by its first clause."""


def polite_off(text: str) -> str:
    """Return ``text`` without the politeness before and after its question; all of it when nothing else is said."""
    rest = POLITE.sub("", text)
    rest = re.sub(r"[,，。! ]+(?:谢谢|多谢|感谢)(?:你|您|了|啦)?[!。 ]*$", "", rest)
    return rest or text


def without_asking(text: str) -> str:
    """Return ``text`` without its question words."""
    return _QUESTION_WORDS.sub(" ", text)


def subject(question: str) -> str:
    """Return what ``question`` is about: its words without those that only ask.

    The last clause that asks is taken, with what leads up to it.
    """
    text = _LEADING.sub("", question.strip())
    clauses = [clause for clause in re.split(r"[。!?;？！；]+", text) if clause.strip()]
    if clauses:
        text = next((clause for clause in reversed(clauses) if ASKS.search(clause) and len(clause) > 3), clauses[-1])
    bare = _ENDING.sub("", _QUESTION_WORDS.sub("", text)).strip()
    return bare or text.strip()


def without_pointing(text: str) -> str:
    """Return a turn without what opens it and without the words that stand for something said before."""
    return ANAPHORA.sub(" ", FRESH.sub("", text))


def point_name(point: str) -> str:
    """Return what names a point of a list: its words without its number, of many the first clause."""
    words = _NUMBER.sub("", point).strip("。;；，, ")
    return words if len(words) <= _TITLE else re.split(r"[。;；，,：:]", words)[0]


def aim_of(text: str) -> str:
    """Return 目标 where a question asks for a target, else ``""``."""
    return "目标" if "目标" in text else ""


def names_a_part(turn: str) -> bool:
    """Tell whether a turn names a chapter, a section, or a point of the list just given: it can be read in no other way."""
    return bool(_CHAPTER.search(turn) or POINT.match(turn))
