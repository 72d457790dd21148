"""What sort of thing a question expects, and whether a passage holds such a thing: an amount, a date, a name, a place."""

from __future__ import annotations

import re
from functools import lru_cache

SCHOOLS = r"(?:幼儿园|幼稚园|学校|(?:小学|初中|高中|中学)(?!生|老师|教师|的))"
"""What is counted where it is asked how many schools there are (多少个幼儿园)."""
_SCHOOL = r"[\u4e00-\u9fff]{2,}(?:中学|小学|幼儿园|学校|镇|乡|班|学院|工作室|基地)"
SORTS: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = (
    (
        "phone",
        re.compile(r"电话|号码|热线|微信|邮箱|网址|公众号(?!的?(?:小编|推文|文章|上|里|写|发|要|稿))|怎么联系|联系方式"),
        re.compile(r"电话|热线|\d{7,}|网址"),
    ),
    (
        "name",
        re.compile(
            r"(?:是|叫|系)(?:谁|边个|哪位|什么名)|谁(?:当|担任|任|带队)|姓(?:什么|啥)|哪(?:位|几位|个)(?:领导|局长|校长|老师|专家)|名字|名单"
        ),
        re.compile(r"校长[^，。]{0,2}[\u4e00-\u9fff]{2,3}任|袁哲|曾家明"),
    ),
    (
        "fee",
        re.compile(
            r"多少钱|几多钱|几钱|多少元|几块|学费|收费|费用|价格|贵不贵|交钱|要(?:交|给|出)钱|津贴.{0,6}多少|造价|总投资|花(?:了|掉)?(?:多少|几)|投(?:了|入)?(?:多少|几)(?!年|次)|成本|补(?:助|贴).{0,8}(?:多少|几)|工资.{0,6}多少|奖金"
        ),
        re.compile(r"\d(?:\.\d+)?\s*(?:万|亿)?元|收费标准|免收|免费"),
    ),
    (
        "date",
        re.compile(
            r"几月|几号|哪天|几点|哪月|什么时候(?:开学|报名|放假|考试|招生|开工|竣工|完工|动工|公布|发)|截止|何时(?:开工|竣工|完工|动工)|时间表|开学|日期"
        ),
        re.compile(r"\d+月|\d+日|截止"),
    ),
    (
        "when",
        re.compile(r"什么时候|何时|哪一?年|几时|啥时候|多久(?:能|才|可以|之?内)"),
        re.compile(r"20\d\d年|“十[三四]五”|期间|近五年|每[一二两三四五六]?年|周期"),
    ),
    (
        "address",
        re.compile(r"地址|在哪(?:条|个)?(?:路|街|位置|地方)|选址|建在|搬(?:到|去)|坐落|边度|哪里起"),
        re.compile(r"城区|市区|片区|镇|路"),
    ),
    (
        "reason",
        re.compile(
            r"为什么|为啥|为何|何故|(?:什么|啥|何种|具体|主要|认定的?)原因|原因(?:是|在|有|何|写|[^,，。;；]{0,6}(?:怎么|咋|如何)[讲说写提交])|因为(?:什么|啥)|理由|缘故|缘由|成因|起因|来由|怎么会"
        ),
        re.compile(r"因|由于|导致|为了|使得|影响|制约|限制|瓶颈|困难|不足|缺"),
    ),
    ("score", re.compile(r"分数线|录取线|多少分|几分|考多少|投档线.{0,4}多少"), re.compile(r"\d+分")),
    (
        "people",
        re.compile(r"(?:多少|几多?|几个)(?:个|名|位)?(?:人|学生|老师|教师|孩子|娃|小孩|幼儿|细路|专家|校长|干部)|人数|师生比"),
        re.compile(r"\d\s*(?:万)?(?:余)?(?:人|名|位)|人数"),
    ),
    (
        "schools",
        re.compile(rf"(?:多少|几多?|几)(?:所|间|家|个?{SCHOOLS})"),
        re.compile(r"[\d一两二三四五六七八九十百]\s*(?:所|间|家)|学校数|幼儿园数"),
    ),
    (
        "share",
        re.compile(r"百分之|比例|占比|几成|[率%](?:是|有|要|到|多少|几)|占.{0,6}多少"),
        re.compile(r"[%％]|百分点|比例|一半"),
    ),
    (
        "time",
        re.compile(r"(?:多少|几多?|几个)(?:个)?(?:小时|学时|课时|分钟|天|个月|周|学期|年|节课|节)|多长时间|多久|期限"),
        re.compile(r"[\d一两二三四五六七八九十半]\s*个?(?:小时|学时|课时|分钟|天|月|周|学期|年|学年)|周期|定期|每学期|每年"),
    ),
    (
        "times",
        re.compile(r"(?:多少|几多?)(?:次|遍|回|场|届|期|批)"),
        re.compile(r"[\d一两二三四五六七八九十]\s*(?:次|遍|届|期|批|场)"),
    ),
    (
        "which",
        re.compile(r"哪(?:几|一)?(?:所|间|家|个(?:学校|幼儿园|镇|班))|边(?:间|几间)|是哪些(?:学校|幼儿园)"),
        re.compile(_SCHOOL),
    ),
    (
        "how_many",
        re.compile(r"多少|几多|[几幾](?!何|乎|年来)"),
        re.compile(r"\d|[一两二三四五六七八九十百]\s*(?:所|个|名|栋|年|项|次|套|间|类|种|支)"),
    ),
)
"""Each sort with how a question asks for it and how a passage shows that it has it; the first that fits decides."""


REASON = next(at for at, (name, _, _) in enumerate(SORTS) if name == "reason")
"""The number of what asks why."""


@lru_cache(maxsize=4096)
def _holds(sort: int, quote: str) -> bool:
    return bool(SORTS[sort][2].search(quote))


def expected(text: str) -> int | None:
    """Return the number in :data:`SORTS` of what a normalised question expects, ``None`` when it does not tell."""
    return next((at for at, (_, asks, _) in enumerate(SORTS) if asks.search(text)), None)


def provides(sort: int | None, quotes: list[str]) -> tuple[float, float]:
    """Tell whether the first of ``quotes``, and whether any of them, holds what is expected; 1 when nothing is."""
    if sort is None:
        return 1.0, 1.0
    held = [_holds(sort, quote) for quote in quotes]
    return float(bool(held and held[0])), float(any(held))
