"""What would be taken for something else, said otherwise before anything reads the message: 含民办 is all there is."""

from __future__ import annotations

import re

_VOCATIONAL = r"(?:中职|职高|职中|中等职业(?:教育|学校)?)(?:的|生)?"
_GENERAL = r"(?:普通?高中?|普高)(?:的|生)?"
_PLAINLY: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile("≠|!="), "不是"),
    (re.compile(r"公办(?:的)?[、和与跟]?民办(?:的)?(?:都|一律)?不(?:[作做]?区[分别]|分)"), "全部"),
    (  # 普高加中职一共: no two figures are added, the plan counts them together
        re.compile(
            rf"(?<!、)(?:{_GENERAL}(?:[和与跟加同连、+]|连同|加上){_VOCATIONAL}|{_VOCATIONAL}(?:[和与跟加同连、+]|连同|加上){_GENERAL})"
            r"(?=[^,，。;；、差比各分]{0,14}(?:合计|合起来|加起来|加一起|一共|总共|总[人数量规]))(?![^,，。;；]{0,12}(?:学校|[几两多少]所|所数))"
            r"|(?<!阶段)普职(?=(?:两类|两种)?(?:合计|合起来|合共|一共|总共))"
        ),
        "高中阶段",
    ),
    (re.compile(r"剥[离除掉开]|抽[掉去离]|摘[除掉]|拿掉|挖掉|抠[掉除]|踢(?:掉|出去?)|撇[掉除]|刨开"), "去掉"),
    (re.compile(r"中小学(?=的?(?:电脑|计算机))"), "小学和中学"),
    (re.compile(r"连(?=中职|职[校中业])"), "连同"),
    (  # 公办民办一起
        re.compile(
            r"公(?:[办立家](?:的|园)?[、和与跟加]?)?(?:民[办营]|私[立人])(?:的|园)?(?:都(?=[算要包计])|一起|一齐|合起来|加起来|全部?|通通)(?:都?[算要计]上?|包括)?(?:在内|起来|进去)?"
        ),
        "全部",
    ),
    (  # 含民办, 民办也算上
        re.compile(
            r"(?<!不)(?<!没)(?<!没有)(?<!是否)(?:包含|含|包括|连同?|算上|带上?)(?:了|着)?(?:民办|私立|私人)(?:的|园|学校)?(?:在内|一起|都算)?(?!的?(?:有|是|多少|几|占|普惠|吗|没有))"
            r"|(?<!普惠性)(?<!普惠的)(?<!普惠)(?:民办|私立|私人)(?:的|园|学校)?(?:也|都|一并)?(?:算上|算在内|计入|计在内|包括在内|在内|包括进去|算进去)"
        ),
        "全部",
    ),
    (  # 36.12亿元折合多少万元
        re.compile(
            r"(?P<figure>\d[\d.]*[万亿](?:元|人)?)(?:的[^,，。;；]{1,10}?)?(?:换算|折合|折算|换成|折成|等于)(?:[成为到做作]|下来|一下)*(?:是|大[概约]|约)?(?:多少|几多?)?个?(?:[万亿](?:元|人)?|元|人)(?!均)(?:是?(?:多少|几多?))?"
        ),
        r"\g<figure>是什么数",
    ),
    (  # 2020年教育经费折合多少亿元
        re.compile(
            r"(?<=.{4})(?:换算|折合|折算|换成|折成)(?:[成为到做作]|下来|一下)*(?:是|大[概约]|约)?(?:多少|几多?)?个?(?P<unit>[万亿](?:元|人)?|元|人)(?!均)(?:钱|来?[说计算]|为单位|的话)*(?:是|有|等于|合)?(?:多少|几多?)?"
        ),
        r"是多少\g<unit>",
    ),
)


_YEAR = r"20\d\d"
_YEARS_TO_FILL = re.compile(rf"(?:{_YEAR}年?\s*[=_:：]+\s*[,，、;；]?\s*){{2,}}$")
"""Years with a blank behind each: 2017= 2018= 2019=."""
_YEAR_BEFORE = re.compile(r"(?<=[比较对同跟与])(?:上|前)一?年度?(?![级纪份])")
"""The year before the only one that a message names: 2020年较上年."""


def plainly(text: str) -> str:
    """Return a message with what would be taken for something else said otherwise: 连中职 names no 连中, 公办民办一起 is all there is.

    What is to be told in another unit (折合多少万元) is asked for in it; :func:`lzqa.answer.stating.converted` tells it so.
    """
    text = _YEARS_TO_FILL.sub(
        lambda match: f"{'、'.join(f'{year}年' for year in re.findall(_YEAR, match.group()))}各多少", text
    )
    years = set(re.findall(_YEAR, text))
    if len(years) == 1:
        text = _YEAR_BEFORE.sub(f"{int(years.pop()) - 1}年", text)
    for said, meant in _PLAINLY:
        text = said.sub(meant, text)
    return text
