"""What a question asks for: ordered rules over its normalised words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from lzqa.question.model import Attribute, Level, Question, QuestionKind

KEPT = 16384
"""Of so many texts it is remembered which school levels they name: those of the bank come again and again."""
FIGURES = frozenset({QuestionKind.FIGURE, QuestionKind.TABLE, QuestionKind.COMPUTE})
PROSE = frozenset({QuestionKind.LIST, QuestionKind.MEASURE, QuestionKind.DEFINITION, QuestionKind.WHEN, QuestionKind.PERSON})
COMPUTE_SHARE = 0.02
"""What is to be worked out by the question's own words stays so where its wording has this share for it."""
WORDING_SHARE, LOCATE_SHARE = 0.5, 0.15
"""The wording tells the kind with this share of the answerable ones; where something stands with the second already."""
WORKING_SHARE = 0.75
"""A question for a figure becomes one for something to be worked out with this share."""
TOPIC_SHARE, FROM_FIGURE, TO_FIGURE = 0.4, 0.7, 0.8
"""Shares of the votes from which a topic, a question for a figure and one for words take the kind of the questions like it."""

KIND_RULES: tuple[tuple[QuestionKind, re.Pattern[str]], ...] = (
    (
        QuestionKind.LOCATE,
        re.compile(
            r"(?:在|是|写在|出现在|见|属于|放在|位于|出自)(?:规划|文件|文本|原文)?(?:的|里)?(?:第几|哪一?个?(?:章|节(?!课)|部分|段|条|地方提|处))"
            r"|第几(?:章|节|部分|条)|见于|(?<!差在)(?<!异在)何处|章节名|(?:哪|什么)章节|章、节|出处[?？。!, ]*(?:$|[^在])|(?:什么|哪个|具体|章节|原文|文件|规划)的?位置|位置(?:是|系)?(?:在)?哪|哪一?(?:章|小?节(?!课)|部分)|哪几(?:章|节(?!课)|处)|何(?:章|节|条|款)|哪一?个?(?:小?标题|名下|小节)|(?:写|列|载|放|收|归|记|登|编)(?:在|于|到|进)(?:了)?(?:哪|何|什么地方)|(?:章|节)(?:的)?(?:名|标题)|连章带节|所在(?:的)?(?:章|小?节|标题|位置)|哪(?:里|儿)(?:有|能|可以|去|该)?(?:写|提|说|讲|查|翻|找|看)|(?:翻|找|查|看)(?:哪(?:里|儿)?|哪一?[章节])|章、?节|出处|原文在哪|在哪(?:写|提|说|讲)|出自(?:哪|何)|第几页|在哪个位置"
        ),
    ),
    (
        QuestionKind.COMPUTE,
        re.compile(
            r"(?:一共|总共|合计|共计|加起来|加在一起|总和|之和|合起来)(?!投入|安排)|相差|差多少|差了?几|差距是?多少|减少了多少|多了多少|少了多少|增加了多少|提高了(?:多少|几)"
            r"|涨了多少|增长了(?:多少|几)|翻了?几|几倍|平均每年|年均|增幅|增长率|下降了多少|降了(?:多少|几)|算(?:一|下|出)|是多少倍|百分点"
        ),
    ),
    (
        QuestionKind.COMPARE,
        re.compile(
            r"(?:哪|边)(?:个|边|头|方|间|一?[级类种家所])[^,。?!]{0,6}?(?:更|比较|最|多|少|高|低|大|快|涨|增|添|强)|谁(?:更|多|少|高|低)|(?<![占对])比(?![例率重]).{1,24}(?:多(?!少)|少|高|低|大|小|快|慢|强|提高|增加|下降)|相比|对比|变化|区别|不同|差别|更(?:多|少|高|低)|还是.{0,12}(?:多|高|大)|是升|升了还是|多还是少|高还是低|[和与跟].{1,12}(?:vs|VS|还是)|\bvs\b|对得上|一致|一样吗|[和与跟]20\d\d年?比|[涨升降增减]没[涨升降增减]|有没有(?:[涨升降]|提高|增加|变)"
        ),
    ),
    (
        QuestionKind.SUMMARY,
        re.compile(
            r"概括|总结|概述|归纳|主要意思|[几三四两]句话|讲清楚|要点|讲(?:了|的是)?(?:些)?什么|说(?:了|的是)?(?:些)?什么|主要内容|大意|大概(?:讲|说|内容|意思)|简单(?:说|讲|介绍)|介绍一下|有哪几(?:个)?(?:方面|大)|总体(?:上|情况)|梳理"
        ),
    ),
    (
        QuestionKind.DEFINITION,
        re.compile(
            r"(?:是|指的?)(?:个)?(?:什么|啥|咩)(?:意思|东西|概念|来的?|工程)?(?:$|[?。!,、 吗呢啊呀])|(?:是)?(?:干嘛|干什么|做什么|干啥|做啥)(?:用)?的|什么叫|啥叫|何谓|何为|什么是|啥是|(?:什么|啥)意思|指(?:的是)?(?:什么|啥|哪)|怎么(?:理解|解释)|解释|含义|定义|全称|代表什么|包括哪几(?:史|个)"
        ),
    ),
    (
        QuestionKind.WHEN,
        re.compile(r"什么时候|何时|哪一?年|几时|到(?:什么|哪)时候|啥时候?|什么时间|哪天|截止"),
    ),
    (
        QuestionKind.FIGURE,
        re.compile(
            r"多少|几(?:个|所|名|人|位|张|年|学时|课时|小时|岁|元|台|栋|间|项|万|成|次|门|倍|点|家|届|周|分)|(?:百分之|比例|占比|比率|率|目标值|人数|数量|总数|金额|规模|总额)(?:是|为|达|到|呢|要求|多大|有多|$|[?。, ])"
            r"|多(?:大|高|长|重|远|久)|达到几|几多|具体数|数字|(?:不低于|不少于|至少)几"
        ),
    ),
    (
        QuestionKind.REASON,
        re.compile(r"为什么|为啥|为何|什么原因|原因是|凭什么|怎么会"),
    ),
    (
        QuestionKind.PERSON,
        re.compile(r"谁(?:来|负责|管|去|牵头|主管|出)|由谁|哪个(?:部门|单位|局)|哪些(?:部门|单位)|归谁|找谁"),
    ),
    (
        QuestionKind.LIST,
        re.compile(
            r"哪些|哪几|有(?:些)?(?:什么|啥)|(?:什么|啥)(?:活动|项目|工程|措施|学校|问题|内容|制度|平台|课程|方面|条件|要求|政策|办法|名单|困难|挑战|优势)|分别是|列(?:出|举|一下)|都有谁|清单|几(?:类|种|条|点|方面|大)"
        ),
    ),
    (
        QuestionKind.MEASURE,
        re.compile(
            r"怎么|怎样|如何|咋|措施|办法|做法|打算|准备|对策|采取|安排|举措|有(?:什么|啥)(?:计划|打算|支持|政策|动作)|想办法|解决"
        ),
    ),
    (
        QuestionKind.YES_NO,
        re.compile(
            r"吗|(?<!什)么[?]?$|是否|是不是|能不能|会不会|有没有|可不可以|要不要|算不算|对不对|够不够|管不管|行不行|好不好|需不需要|允不允许|有无|能否|可否|真的(?:假的)?|没有[?]?$|不[?]?$"
        ),
    ),
)
"""Tried in order; the first that matches decides.  A question without any is a ``TOPIC``."""

_CLOCK = (
    r"几点(?=钟|到校|上[学课班]|放|下课|起床|睡|开[门园放始]|关|接|送|吃|出门|离园|入园|结束)"
    r"|(?:早上|上午|中午|下午|晚上|夜里|朝早|夜晚|晚间)[^,，。;；]{0,6}几点|(?<![升降涨跌提高])到几点(?=[?？,，]|$)"
)
"""A time of day, and no difference in points: 早上几点到校."""

ATTRIBUTE_RULES: tuple[tuple[Attribute, re.Pattern[str]], ...] = (
    (Attribute.PHONE, re.compile(r"电话(?!都?不)|手机号|联系方式|号码|微信|邮箱|热线|网址|公众号(?!的?(?:小编|推文|文章|上|里|写|发|要|稿))|怎么联系(?!起|在一|到一)")),
    (Attribute.ADDRESS, re.compile(r"地址|在哪条|什么路(?!子|线|径|数)|几号楼|门牌|位置在哪|在哪个?(?:位置|地方|路|村|镇)|具体位置|选址|(?:搬|迁|建|挪)[^,，。?？]{0,3}?(?:去|到|往|在|址)(?:了|到)?(?:哪|何处|什么地方)|哪条[路街村]|哪块地|哪个(?:社区|小区|地段)")),
    (Attribute.NAME, re.compile(r"(?:校长|局长|院长|园长|书记|市长|主任|负责人|领导|老师)(?:是谁|叫什么|姓什么|叫啥|是哪位)|名字|姓名|叫什么名|谁(?:当|担任|任)|是谁")),
    (
        Attribute.FEE,
        re.compile(
            r"^(?!.*(?:资金|经费|投入|财政|专项|帮扶|拨款|补贴|补助|津贴|[建盖]|改造|国家|公家|政府|债|砸)).*(?:(?:幼儿园|学校|托班|食堂|校车|饭|餐|上学|读书|报名).{0,8}多少钱|(?:要|得)(?:交|花|收)?多少钱)"
            r"|(?<!不收)(?<!免)(?<!免收)(?<!不收高)(?<!不用交)(?<!不交)(?<!用交高)学费|多少钱(?:一|每)|收费(?:标准|多少)|(?:每|一)(?:个)?(?:月|学期|年)(?:要)?(?:交(?![流接换通往叉])|收(?![入益集购支])|多少钱)|交多少钱|费用|价格|贵不贵"
            r"|便宜(?:吗|(?:些|点)(?![^,，。;；]{0,2}的)|多少|[?？]|$)|便不便宜|保教费.{0,6}多少|餐费|伙食费|住宿费|校车费"
        ),
    ),
    (Attribute.DATE, re.compile(rf"(?<![少满待够共干蹲去多])几月|几号|(?<!会不会)哪一?天(?![就会把])|哪月|{_CLOCK}|什么时候(?:开学|报名|放假|考试|招生|开工|竣工)|报名时间|开学时间|截止(?:日期|时间)|报名(?:日期|截止)|开学日期|放假")),
    (Attribute.SCORE, re.compile(r"分数线(?![^,，。;；]{0,8}人)|录取分|多少分(?![钟之])|几分(?:能|才|可)|录取线|投档线是?多少|最低分|中考分(?!流)|考多少(?![个项条名人所])")),
)  # fmt: skip

_NAME_OF_A_THING = re.compile(
    r"(?:学校|中学|小学|职校|技校|卫校|幼儿园|班|基地|工程|计划|项目|平台|活动|制度|模式|课程|品牌|教室|机制|行动|大赛|奖项?|工作室|方案|系统)"
    r"[^。?？;；]{0,8}?(?:名字|叫什么名)"
)
_PERSON = re.compile(r"校长|局长|院长|园长|书记|市长|主任|负责人|领导|老师|教师|学生|孩子|专家|谁|人名|姓")
GONE_UP = ("升", "升[入上到了进读]", "考[上入进]")
"""Patterns of words behind which the school stands to which pupils go on."""
_NOT_GONE_UP_TO = "".join(f"(?<!{words})" for words in GONE_UP)
"""Not behind words for going up: whoever 升初中 is of 小学 still."""
LEVEL_RULES: tuple[tuple[Level, re.Pattern[str]], ...] = (
    (Level.KINDERGARTEN, re.compile(r"幼儿|学前|入园|托班|幼师|保教|幼稚园|宝宝|托育")),
    (Level.PRIMARY, re.compile(r"小学|(?<![高初])[一二三四五六]年级|小升初")),
    (Level.JUNIOR, re.compile(rf"{_NOT_GONE_UP_TO}初中|初一|初二|初三|中考")),
    (Level.COMPULSORY, re.compile(r"义务教育|九年|中小学|义教|义务(?:阶)?段")),
    (Level.SENIOR, re.compile(rf"{_NOT_GONE_UP_TO}(?:高中|普高)|高考|连州中学|连中|二中|高一|高二|高三")),
    (
        Level.MIDDLE,
        re.compile(
            r"(?:^|[^\u4e00-\u9fff]|[和与跟比加同及是个所间在的把各让给]|全[市县]|[市县]里|小学|电脑|计算机|学校)中学(?!校|阶段)"
        ),
    ),
    (Level.VOCATIONAL, re.compile(r"中职|职校|职业|卫校|卫生学校|技工|技校|中专(?!任)|职高|职技")),
    (Level.SPECIAL, re.compile(r"特殊(?:教育|孩子|儿童|学生|小孩|小朋友|娃)|特教|残疾|残障|自闭|特校")),
    (Level.HIGHER, re.compile(r"高等教育|高等学校|大学(?:的)?毛?入学率")),
)

GREETING = re.compile(
    r"^(?:你好|您好|hi|hello|hey|嗨|哈喽|哈啰|早上好|下午好|晚上好|早|在吗|在不在|有人吗)[呀啊吗!.。?~ ]*$", re.IGNORECASE
)
THANKS = re.compile(
    r"^(?:(?:好的?|ok|嗯+)[,，!。 ]*)?(?:谢谢|多谢|感谢|thanks?|thank you|thx|辛苦)(?:你|您|了|啦|哈|哦|!|。|~| |,|，|老师|先生|that helps|明白|知道|好的?)*$|^(?:好的?|ok|嗯+|知道了|明白了?|收到|再见|拜拜|bye)[!。~ 了啦]*$",
    re.IGNORECASE,
)
ABOUT = re.compile(
    r"^(?:请问)?(?:你|您|这个?(?:机器人|助手|系统|网站|网页))(?:是|叫|系)(?:谁|什么|啥|干什么|做什么|干嘛|什么东西|机器人|人工|真人|ai)|^你(?:能|会|可以)(?:做|干|回答|帮我?)(?:些)?(?:什么|啥|嘛)|^(?:怎么|如何)(?:用|使用)(?:你|这个)?|what (?:can you|are you)|who are you|你的功能|使用说明|lzqa|^help$|^帮助$",
    re.IGNORECASE,
)


_PLACE_NAMED = re.compile(
    r"[章节条款](?:名|标题)|第几|[哪何]一?个?(?:章|小?节(?!课)|条|款|标题|名下|处)|出处|页|连章带节|章节|标题"
)
"""Words that ask for a place of the text and for nothing else."""
_PLACE_WORDS = re.compile(
    r"(?:这件?事情?)?(?:写|放|出现|搁|规定|提到?|讲到?|说到?|属于|查|翻到?|见)?(?:在|到|于)?(?:规划|文件|原文)?里?的?(?:第几|哪一?个?|哪几)(?:章|节|部分|段|条|点|处|页)"
    r"(?:[、,]?(?:第几|哪一?个?)?(?:章|节|条|点|部分))*(?:写|讲|说|里|的|规定)*|出处|见于|何处|哪(?:里|儿)(?:有|能|可以)?(?:写|提|说|讲|查|翻|找)(?:到|的)*"
    r"|(?:隶属|究竟|到底|请)*(?:列|写|收|归|载|放|记)?(?:在|于|到)?(?:何|哪一?个?)(?:章|小?节(?!课)|条|款|标题|名下|处)(?:[、,]?(?:何|哪一?个?)(?:章|节|条|款))*下?"
    r"|查?所在(?:的)?(?:章|小?节|标题|位置)(?:名|标题)?|请?连章带节告知|(?:请)?写全那?个?(?:章|节)名|写在哪(?!里|儿)"
)


_WHERE_A_SCHOOL_IS = re.compile(
    r"(?:请问)?[^,，。?？]{0,10}(?:学校|中学|小学|幼儿园|高中|卫校|职校|技校|特校|一中|二中|连中|工作室|基地|中心)"
    r"(?:具体)?(?:是|位于|坐落|开|设)?(?:在|于)?(?:哪(?:里|儿|个地方)?|边度|什么地方)[呀啊呢]?[?？。 ]*"
)


_STREET = re.compile(r"(?:[在于到建]|位于|选)(?:了)?哪(?:一)?(?:条[路街]|个(?:社区|小区|地段))")
"""Asks for a street, which is no place of the text."""


def asks_where_a_school_is(text: str) -> bool:
    """Tell whether a normalised question asks where a school lies, and nothing else: not where the plan speaks of it."""
    return bool(_WHERE_A_SCHOOL_IS.fullmatch(text) or _STREET.search(text))


def names_a_place(text: str) -> bool:
    """Tell whether a normalised question asks for a place of the text by name: 哪一章, 何节何条, 出处."""
    return bool(_PLACE_NAMED.search(text))


def without_place_words(text: str) -> str:
    """Return a normalised question without the words that ask for a place, so that what is looked for is left; or as it is."""
    rest = _PLACE_WORDS.sub(" ", text).strip(" ,，?？。")
    return rest if len(rest) > 1 else text


def kind_of(text: str) -> QuestionKind:
    """Return the kind of a normalised question."""
    return next((kind for kind, pattern in KIND_RULES if pattern.search(text)), QuestionKind.TOPIC)


def small_talk_of(text: str) -> QuestionKind | None:
    """Return the kind when the text is a greeting, thanks, or asks what this assistant is; else ``None``."""
    plain = text.strip()
    for kind, pattern in ((QuestionKind.GREETING, GREETING), (QuestionKind.THANKS, THANKS), (QuestionKind.ABOUT, ABOUT)):
        if pattern.search(plain) and len(plain) <= 30:
            return kind
    return None


def attributes_of(text: str) -> tuple[Attribute, ...]:
    """Return the unusual things that a normalised question asks for; the name of a thing (学校叫什么名字) is none."""
    found = [attribute for attribute, pattern in ATTRIBUTE_RULES if pattern.search(text)]
    if Attribute.NAME in found and _NAME_OF_A_THING.search(text) and not _PERSON.search(text):
        found.remove(Attribute.NAME)
    return tuple(found)


@lru_cache(maxsize=KEPT)
def levels_of(text: str) -> tuple[Level, ...]:
    """Return the school levels that a normalised text names."""
    return tuple(level for level, pattern in LEVEL_RULES if pattern.search(text))


def by_wording(own: QuestionKind, worded: Sequence[tuple[str, float]], *, named: bool = False) -> QuestionKind:
    """Return the kind that the wording tells, where it tells it more surely than the rules.

    Args:
        own: The kind by the rules.
        worded: What the wording asks for, each with its probability, as the bank names it.
        named: Whether a place of the text is asked for by its name: 哪一章, 出处.
    """
    known = {kind.value: kind for kind in QuestionKind}
    answerable = [(known[name], share) for name, share in worded if name in known]
    total = sum(share for _, share in answerable)
    if not answerable or total <= 0:
        return own
    kind, share = max(answerable, key=lambda pair: (pair[1], pair[0].value))
    if own is kind or share / total < WORDING_SHARE:
        return own
    if own in FIGURES and kind is QuestionKind.COMPUTE and share / total < WORKING_SHARE:
        return own
    if own is QuestionKind.LOCATE and named:
        return own
    if own is QuestionKind.LOCATE and dict(answerable).get(own, 0.0) / total >= LOCATE_SHARE:
        return own
    if own is QuestionKind.COMPUTE and dict(answerable).get(own, 0.0) / total >= COMPUTE_SHARE:
        return own
    said = PROSE | {QuestionKind.REASON}
    return own if own in said - {QuestionKind.LIST} | {QuestionKind.YES_NO} and kind in said else kind


def mended(question: Question, voted: str, share: float) -> Question:
    """Return ``question`` with the kind that questions like it have, where its own words tell it less surely.

    Args:
        question: The question.
        voted: The kind that most questions like it have; ``""`` when none is like it.
        share: Its share of the votes, 0..1.
    """
    kind = next((each for each in QuestionKind if each.value == voted), None)
    if kind is None or question.kind is kind:
        return question
    own = question.kind
    sure = (
        (own is QuestionKind.TOPIC and share >= TOPIC_SHARE)
        or (own in FIGURES and kind not in FIGURES and kind is not QuestionKind.COMPARE and share >= FROM_FIGURE)
        or (own in PROSE and kind in (QuestionKind.FIGURE, QuestionKind.TABLE) and share >= TO_FIGURE)
    )
    return replace(question, kind=kind) if sure else question
