"""What detail the last turn of a dialogue asks for (多久调一回, 都建在哪, 为啥少了), and whether an answer gives one of that sort.

A turn that asks for a detail of what was just told finds the same sentence again, whether or not that tells the detail.  What a
detail of a sort looks like is told here by words; that an answer gives none is a sign, weighed with others
(:mod:`lzqa.answer.followup`), but for a reason: figures alone are none.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lzqa.answer.expects import REASON, provides
from lzqa.answer.factmatch import wanted_units
from lzqa.answer.model import Answer
from lzqa.answer.slots import ASKED_NUMBER, ON_WHAT_GROUND, states_about
from lzqa.figures import find_figures, year_spans
from lzqa.question.kinds import levels_of

KEPT = 64
_REASON = re.compile(
    r"为什么|为啥|为何(?!值|数|种|物|[?？。,，]|$)|何故|(?:什么|啥|何种)原因|理由|缘故|点解|好端端"
    rf"|{ON_WHAT_GROUND.pattern}"
    r"|(?:怎么|咋|咋个|怎)(?:反[倒而]?|还|倒|会|就|越|跌|掉|降|少|低|变)|(?:怎么|咋)[^,，。;；多少几]{0,4}(?:反|还|倒|越)[^,，。;；]{0,4}[少低降跌高]|(?:咋|怎么)回事"
)
"""Asks why, also by wondering: 怎么反倒低了, 咋会超过一百."""
_NUMBER = r"[\d一两二三四五六七八九十半]"
_SORTS: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = (
    (
        "consequence",
        re.compile(
            r"(?:怎么|咋|如何|怎样|点样)(?:个)?(?:处理|处罚|处分|罚|问责|追责|办|整)|会(?:怎样|怎么样|咋样|怎么着)|[不没未冇][^,，。;；]{1,7}(?:怎么办|咋办|咋整|点办|呢$|有冇后果)"
        ),
        re.compile(r"处理|处罚|处分|惩|罚|问责|追责|整改|取消|撤销|退出|否决|曝光|通报|转型|约谈|责令"),
    ),
    (
        "duration",
        re.compile(
            r"多久|几久|几耐|多长时间|(?:多少|几多?)个?(?:天|日|月|周|年(?!级)|星期|礼拜|小时|钟头|分钟|学时|课时|学期)(?!来|前|后)"
        ),
        re.compile(rf"(?:{_NUMBER}|每)\s*个?(?:小时|学时|课时|分钟|天|日|月|周|学期|年(?!级)|学年)"),
    ),
    (
        "names",
        re.compile(
            r"哪(?:些|几|[两二三四五六七八九十])?(?:个|所|间|家|位|门|条|类|种)?(?!年|一年|天|儿年)|边(?:间|几间|个|啲|几个)|叫[啥什]|[点列]\w{0,3}名|名单|哪几|有啥|什么(?:项目|设备|课|学科|内容|地方|学校|小区)|啥(?:项目|设备|课|学科|内容|地方)"
        ),
        re.compile(
            r"[\u4e00-\u9fff”》]、[\u4e00-\u9fff“《]|“[^”]+”“|[\u4e00-\u9fff]{2,}(?:镇|第[一二三]|实验|中心)(?:小学|中学|幼儿园)|连州(?:中学|技工学校)|清江学校|慧光中学|北山中学"
        ),
    ),
    ("person", re.compile(r"谁|边个|哪位|哪个(?:部门|单位|人)|什么(?:部门|单位|人)"), re.compile(r"部门|局|委|政府|校长|督学|书记|教师|机构|专家|学生|家长|社会")),
    ("place", re.compile(r"在哪|哪里|哪儿|边度|到哪|往哪|去哪|哪块|哪个地方"), re.compile(r"城区|乡村|农村|镇|社区|片区|附近|基层|学校|基地|企业|荔湾|广州|韶关")),
    ("terms", re.compile(r"(?:什么|啥|哪些|何种)(?:条件|标准|要求|资格|材料|待遇|办法)|(?:怎么|咋)个?(?:选|评|定|分|报名)"), re.compile(r"条件|标准|要求|资格|待遇|根据|按照|按|遵循|原则|程序|办法")),
)  # fmt: skip
"""Each sort with how a turn asks for it and what an answer that gives it holds."""
_COUNTED = re.compile(
    r"(?:多少|几多?|几十|几百)个?(本|批|级|户|套|亩|平米|平方米?|公里|次|趟|辆|册|门|节|场|届|班|份|篇|斤|岁|分|台|栋|幢|所|间|家|张|层|块|蚊|元|成|镇|乡)"
)
_WRITTEN = {
    "级": "[一二三省市县]级", "平方": "平方米", "平米": "平方米", "间": "[所间家]", "家": "[所间家个%]", "所": "[所间家个]", "张": "[张个]",
    "块": "元", "蚊": "元", "幢": "栋", "节": "(?:节|课时)", "成": "%", "次": "(?:人)?次", "镇": "(?:个)?镇", "乡": "(?:个)?[镇乡]",
}  # fmt: skip
"""What a unit that is asked for is written as."""
SIGNS = (*(f"gives_{name}" for name, _, _ in _SORTS), "gives_reason", "gives_count", "gives_level", "gives_year", "gives_least")
"""Names of what :func:`signs` tells."""


@lru_cache(maxsize=KEPT)
def asks_why(text: str) -> bool:
    """Tell whether what a normalised turn says asks why, and for no number."""
    return bool(wonders_by(text))


def wonders_by(text: str) -> str:
    """Return the words by which a normalised turn asks why, ``""`` where it does not, or asks for a number."""
    asking = _REASON.search(text)
    return asking.group() if asking is not None and not ASKED_NUMBER.search(text) else ""


def only_figures(answer: Answer) -> bool:
    """Tell whether an answer states figures and neither it nor the passage that it begins from gives a reason."""
    if answer.abstained or not answer.figures:
        return False
    return not any(provides(REASON, [answer.first_line, *(citation.quote for citation in answer.citations[:1])]))


def leaves_why_open(own: str, answer: Answer) -> bool:
    """Tell whether a turn asks why and an answer only states figures.

    A figure that the turn tells and the answer does not, about, is to be set right, and why it should be so is not asked.

    Args:
        own: What the turn says by itself, normalised.
        answer: An answer to it.
    """
    return asks_why(own) and only_figures(answer) and states_about(answer, find_figures(own))


def said_in(answer: Answer) -> str:
    """Return all that an answer says and cites; ``""`` of one that refuses."""
    return "" if answer.abstained else " ".join([answer.answer, *(citation.quote for citation in answer.citations)])


def _counts(own: str, answer: Answer) -> float:
    """Return 1 where an answer has a figure in the unit that a turn asks for, -1 where it has none, 0 where none is asked for."""
    counted = _COUNTED.findall(own)
    if counted:
        unit = _WRITTEN.get(counted[-1], counted[-1])
        return 1.0 if re.search(rf"(?:{_NUMBER}\s*[余多万亿]?{unit})" if "级" not in unit else unit, answer.answer) else -1.0
    wanted = wanted_units(own)
    if wanted is None:
        return 0.0
    return 1.0 if any(figure.unit in wanted for figure in answer.figures) else -1.0


def signs(own: str, answer: Answer) -> dict[str, float]:
    """Return by :data:`SIGNS` whether an answer gives what a turn asks for: 1 where it does, -1 where not, 0 where none is asked for.

    Args:
        own: What the turn says by itself, normalised.
        answer: An answer to it; one that refuses gives nothing.
    """
    said = said_in(answer)
    found = {f"gives_{name}": _given(gives.search(said)) for name, asks, gives in _SORTS if asks.search(own)}
    if asks_why(own):
        found["gives_reason"] = _given(said and not only_figures(answer))
    found["gives_count"] = _counts(own, answer)
    levels = set(levels_of(own))
    if levels:
        found["gives_level"] = _given(levels & set(levels_of(said)))
    years = {year for year, _ in year_spans(own)}
    if years:
        found["gives_year"] = _given(years <= {year for year, _ in year_spans(said)})
    found["gives_least"] = min(found.values(), default=0.0)
    return found


def _given(given: object) -> float:
    return 1.0 if given else -1.0
