"""What a question wants done with figures: added, subtracted, divided, compared, converted, listed."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from lzqa.answer.expression import operation_class
from lzqa.question.contrast import PRIVATE_LEFT_OUT


class Operation(StrEnum):
    """Something done with facts, beyond stating one."""

    SUM = "sum"
    DIFFERENCE = "difference"
    LEFT = "left"
    GROWTH = "growth"
    RATIO = "ratio"
    SHARE = "share"
    APIECE = "apiece"
    YEARLY = "yearly"


KEPT = 4096
"""Of so many texts it is remembered what they want worked out: one answer asks for it many times."""
_ONE = r"(?:一|1)?(?:所|间|家|个|名|位|人|台|校|园|镇|班|栋|批)"
RULES: tuple[tuple[Operation, re.Pattern[str]], ...] = (
    (
        Operation.YEARLY,
        re.compile(
            r"(?:平均|平摊|摊|分)(?:到|下来|下去|给)?(?:每|一|各)(?:一)?年|年均|每年(?:平均|大概|大约|差不多|约)|一年(?:平均|大概|大约)|平均(?:下来)?.{0,4}(?:每|一)年|(?:分|摊|除以)(?:成|到|给)?(?:\d+|[两三四五六十]+)个?(?:月|年)"
        ),
    ),
    (Operation.RATIO, re.compile(r"÷|除以|[几多]少?倍|倍数|翻了?几|几番|是.{1,14}的几")),
    (
        Operation.APIECE,
        re.compile(
            rf"平均(?:到|下来|算|来说)?[,，]?(?:每|一){_ONE}|人均|每{_ONE}.{{0,10}}(?:平均|摊)|(?:摊|分)到每?{_ONE}|平均一下|[几多]少?(?:个|名|位)?(?:人|学生|孩子|幼儿|娃).{{0,6}}(?:共用|合用|用|分|摊)(?:一|1)台"
        ),
    ),
    (
        Operation.SHARE,
        re.compile(
            r"普职比|职普比|占几|占多大|大头|占(?!地).{0,14}(?:百分之|百分比|比例|比重|几成|多少|份额|几分之)|占比(?:算|多少|是多少|多大|怎么算)|比重|几分之几"
        ),
    ),
    (
        Operation.LEFT,
        re.compile(
            r"(?<!普惠)(?<!普惠性)(?:民办|私立|私人[办开]?)的?(?:幼儿园|学校|园所?|小学|中学|初中|高中|那种)?(?:一共|总共|现在|全市)?(?:有|是)?(?:多少|几)多?[个所家间]|不属(?:于)?公[办立]"
            r"|不是(?:公[办立家]|政府)(?:的|办|那)|非公[办立]|不归(?:公家|政府)|(?:另外|另|其余|余下)(?:的|那)?(?:一)?(?:种|类|些)(?:的)?(?:有|是|占)?(?:多少|几)|还剩百分之|(?:没|未)[^,。]{1,8}(?:的)? ?(?:还)?(?:有|占|剩)(?:百分之|多少|几)|扣掉|减去|减掉|除去|去掉|刨掉|刨去|扣除|除开|除了.{1,12}(?:还|剩)|剩(?:下|余)?(?:多少|几)|扣了"
        ),
    ),
    (
        Operation.SUM,
        re.compile(
            r"一共|总共|合计|共计|合共(?!享|建|同|治|育|商|生)|累计|[加合凑算摞叠堆](?:在|到)?一(?:块|起|齐)|凑起来|拢起来|放(?:在|到)?一(?:块|起)算|都算(?:上|进|在内)|全算[上进]|汇总|全加|全部[加合]|加起来|加总|相加|总和|之和|合起来|合在一起|总数是|拢共|统共|加上.{0,14}(?:多少|几)|[两二三四五](?:样|类|种|项|级|者|笔|处|支)[^,，。;；多几]{0,4}总(?:人数|数|量|计)|[加和与跟同、].*(?<![一总公])共(?:有|计|是)?[几多]|(?:两|三|四|五|几)(?:者|项|样|个|级|年|所)?(?:相)?加|加埋"
        ),
    ),
    (
        Operation.GROWTH,
        re.compile(
            r"增长率|(?:增长|增加|上升|上涨|提升|提高|下降|降低|减少)的?(?:幅度|比率|百分比)|增长(?:了)?(?:百分之|多少个?%)|增幅|涨幅|降幅|增速|跌幅|百分之几的增长|(?:涨|增|降|减|跌|升)了?(?:多少)?百分之"
        ),
    ),
    (
        Operation.DIFFERENCE,
        re.compile(
            r"增量|升幅|升高|多增|多出来|多咗|少咗|净增|涨多少|要涨|提高几|升几|几个(?:百分)?点|差距|差多少|相差|差几|差了|多多少|少多少|[多少]了多少|增加了|添了|减少了|提高了|下降了|降了|涨了|升了|[多少]几|增加多少|净增|变化|缺口|差距|差额|差值"
            r"|还差|多出|少了|多了|百分点|要(?:再)?(?:加|提|升|涨|增)多少|提(?:升|高)(?:多少|几)"
        ),
    ),
)
"""Tried in order; the first that matches decides."""


SORTS: dict[Operation, frozenset[str]] = {
    Operation.SUM: frozenset({"sum"}),
    Operation.DIFFERENCE: frozenset({"difference"}),
    Operation.LEFT: frozenset({"difference", "rest"}),
    Operation.GROWTH: frozenset({"growth", "difference"}),
    Operation.RATIO: frozenset({"ratio"}),
    Operation.SHARE: frozenset({"share", "ratio"}),
    Operation.APIECE: frozenset({"ratio"}),
    Operation.YEARLY: frozenset({"yearly"}),
}
"""Of which sorts the expressions are that work out what an operation names; see :func:`lzqa.answer.expression.operation_class`."""


OVER_TIME = re.compile(
    r"变化|五年前|以前|过去|原来|从前|提高|提升|增加|增长|下降|减少|[升降涨]了|比(?:起|较)?(?:20|十三五|前)|目标"
)
"""Words that set a figure beside an earlier or a later one, though only one year is named."""
GROWING = re.compile(r"增幅|涨|增长|增速|快|猛|提高得|升得|进步")
"""Words that set two changes side by side when two levels are named."""
YEARS_BETWEEN = re.compile(r"20\d\d年?(?:到|至|[-—~～])+(?:20)?\d\d")
"""Words that name a span of years by its ends."""
YEAR_BY_YEAR = re.compile(r"逐年|一年一年|每一?年(?:各|分别|都)|各年|分年|历年|每年.{0,4}(?:各|分别)")
"""Words that ask for every single year."""
ADDING = re.compile(r"加|合(?:计|起来|在一起)|相加|之和|总和")
"""Words that say that several figures are added; 一共 and 总共 may as well stand before a total that the plan states."""

SUMMED = re.compile(r"合计|一共|总共|共计|总[和数计]|加(?:起来|在一起|总|一块)|之和|合(?:起来|在一起)|相加|拢共|统共")
"""Words that ask for what several figures come to together."""

AGREES = re.compile(
    r"一致|吻合|相符|相等|对得上|对不上|统一|两个?(?:版本|说法|数|口径)|[几多]个版本|口径|矛盾|打架|前后|两处|到底|究竟|不一样|哪个(?:对|准)|出入|[加对]得?[上拢齐]|核一下|核对|验一下"
)
"""Words that ask whether the plan agrees with itself."""

ALIKE = re.compile(r"一样|一致|对得上|对不上|冲突|矛盾|出入|相同")
"""Words of a turn that asks whether what was just told is the same everywhere."""

SETS_APART = re.compile(r"比|差|相较|对照|[多少]几|[多少]多少|[多少]出|倍|除以|缺口|多还是少|更[多少高低]")
"""Words that set one thing against another, as a calculation over what is itself worked out does."""

SUPERLATIVE = re.compile(r"最[多大高快强猛长少小低慢短]")
"""Words that ask for the most or the least of several."""
WHETHER = re.compile(r"吗|没(?:有)?[?？。]?$|了没|是否|是不是|有没有|够不够|达标|过半|到没到|达没达|超没超")
"""Words that ask whether something is so."""


_PASSED_OVER = re.compile(
    r"[多几]少(?:个|所)?|几多|多[大高长久远]|百分之(?:[多几]少?)?|生均|人均|平均年龄|均衡|不(?:少|低|多|高|小)于|[至最][少低]|普惠性?|公办|多年"
    r"|不少|差不多|大概|还是|还有|没有?[写提说讲]|[有了]没有?|没(?=[?？。]|$)|(?:新增|增加)(?=学位|床位|\d)"
)
"""What holds a word that tells of working something out, and tells of nothing of the sort."""
_TOLD_BY: dict[str, re.Pattern[str]] = {
    sort: re.compile(words)
    for sort, words in {
        "rest": r"还|剩|没|未|不|岁(?:以上|往上|开外)|其[余它他]|另|缺|非|差|除|外|余|减|扣|刨|私|民办|反|无|别的|欠|空|(?<!岁)以下|及以上|低于|高于|超过|上限",
        "yearly": r"平均|每|年均|一年|摊|均|月|天|分[到给]?|单年|按年|折|周期|÷|除|年速",
        "difference": (
            r"[多少增加减涨跌升降差变还缺够提剩扣除刨剔距超退掉落净补拉翻添扩幅扬冒抛余私另更赶追膨欠空没未比倒甩缩走快慢松严猛高低大小到争改新拔长离抬挪隔非]"
            r"|不[含算归属是]|民[办间]|以外|领先|起点|[前上][一1]年|去年|头年|流失|落后|[-－—]|个点|百分点"
        ),
        "growth": r"[增涨幅速升%成变跌降减多少提高缩比扩大掉膨率长占负翻快猛慢走添新厚加蹿张验核]|百分|私|民|非|下滑|上浮|复算",
        "sum": (
            r"[共总合加全都两三四五拢和各统凑连计夹埋并同跟与再、+~—至到]|一起|一块|累|这些|所有|算上|家底|满打满算|一锅|归|几年|除外|除开|不[算含]|以上|剔|扣"
        ),
        "share": r"[占比成%率份顶抵分÷/除够块厚层]|里头|里面|当中|其中|指数|相当|倍|几个点|一块|大头|[多几]少个点|一百个|每百|覆盖",
        "ratio": r"[倍比每均摊翻顶分各÷/除带够能轮配抵合耗等]|平均|一[所间个人名台位张家]|相当|单[位个价]|成本|造价|几年|多少年",
    }.items()
}
"""Words one of which nearly every question has that wants something of a sort worked out: of the collected ones 97 in 100."""


_DIVIDES = re.compile(r"[a-z)]/[a-z(]")
_APIECE = re.compile(r"平均|均|每|[÷/]|倍|摊|分到|一[所间家个名位人台]|单[位个价]|成本|造价")
"""Words one of which a question has that sets shares of a whole against each other: 平均每所多几人."""


@lru_cache(maxsize=KEPT)
def told_by(text: str, work: str) -> float:
    """Tell whether a normalised question has a word that tells of working something out.

    Args:
        text: The question.
        work: The expression that would be worked out; may be empty.

    Returns:
        1 when it has one, -1 when it has none, 0 for an expression that no words tell.
    """
    sort = operation_class(work)
    if re.search(r"[-+]", work) and _DIVIDES.search(work) and not work.endswith("*100") and not _APIECE.search(text):
        return -1.0
    words = _TOLD_BY.get(sort)
    if words is None or (sort == "share" and not work.endswith("*100")):
        return 0.0
    return 1.0 if words.search(_PASSED_OVER.sub("※", text)) else -1.0


@lru_cache(maxsize=KEPT)
def operation_of(text: str) -> Operation | None:
    """Return what a normalised question wants worked out, or ``None``."""
    return next((operation for operation, pattern in RULES if pattern.search(text)), None)


_TO_BE_WORKED_OUT = re.compile(
    r"(?:自己|相)[加减乘除]|[÷×]|除以|(?:[加减除]|推算?|折算|换算)一下|一减|减出来|倒[推算]|反推|推算|推回去|往[回前](?:推|倒)|折[到成合算]"
    r"|相差|(?<![出])差(?:了)?(?:多少|几多?|多大)(?!家|人家)|之[差和]|差[额值]是?多少|(?:相加|加起来|合起来|[加合]在?一[起块]|凑(?:起来|一起|一块))[^,，。;；]{0,8}[多几]少?"
)


def to_be_worked_out(text: str) -> bool:
    """Tell whether a normalised question says that its figure is to be worked out: 自己减一下, 倒推, 差几点, 凑起来有多少."""
    return bool(_TO_BE_WORKED_OUT.search(text))


_HOW_FAR = re.compile(r"(?<![分摊拿领得收轮排])(?:去|做|达|完成)?到(?:了)?(?:多少|几多|几成|百分之几)")
_ENDED_AT = re.compile(r"(?:[升降涨跌掉落滑增减]|提高|提升|增加|增长|下降|减少|上升)到(?:了)?(?:多少|几多|几成|百分之几)")
_MOVED = re.compile(r"[涨增升降跌差翻]|比(?![例率重])|提高|提升|(?<!几)多了|(?<!多)少了|变")


def asks_how_far(text: str) -> bool:
    """Tell whether a normalised question asks how far something has come (到多少了), not how much it moved."""
    text = _ENDED_AT.sub("到多少", text)
    return bool(_HOW_FAR.search(text)) and not _MOVED.search(text)


_YEARS_LEFT_OUT = re.compile(r"[扣刨剔除撇抛]|不[算计含]|以外|之[前后外]|撇开|[前后][一两二三四五\d]年|其余|余下")


def leaves_years_out(text: str) -> bool:
    """Tell whether a normalised question names years only to say what stands before, behind or beside them: 扣掉2016."""
    return bool(_YEARS_LEFT_OUT.search(text))


_YEAR_LEFT_OUT = re.compile(
    r"(?:[扣刨剔撇抛][掉除开去了]*|除[了去开掉]+|去掉|不[算计含要]|别算)[^,，。;；\d]{0,4}(?P<behind>20\d\d)年?(?![^,，。;；]{0,3}(?:到|至|[-—~～]))"
    r"|(?P<before>20\d\d)年?[^,，。;；\d]{0,8}?(?:以外|之外|除外|不[算计含要]|[剔扣刨撇抛][除掉去开]|先?(?:不[算管看]|撇开|搁))"
)


def years_left_out(text: str) -> frozenset[int]:
    """Return the years that a normalised text names to be left out: 2019 in 扣掉2019年, 其余合计."""
    return frozenset(int(match["behind"] or match["before"]) for match in _YEAR_LEFT_OUT.finditer(text))


_A_MONTH = re.compile(r"(?:每|一)个?月")
_OVER_YEARS = re.compile(r".*/(?:[1-9]|10)")


def by_the_month(text: str, work: str) -> str:
    """Return an expression that spreads over years as one that spreads over their months where a normalised question asks for that."""
    return f"{work.rpartition('/')[0]}/{12 * int(work.rpartition('/')[2])}" if spreads_otherwise(text, work) else work


def spreads_otherwise(text: str, work: str) -> bool:
    """Tell whether a normalised question asks for what a month gets while an expression spreads over years."""
    return bool(_A_MONTH.search(text) and _OVER_YEARS.fullmatch(work))


def leaves_out_private(text: str) -> bool:
    """Tell whether a normalised text names private schools only to leave them out, so that public ones are left."""
    return bool(PRIVATE_LEFT_OUT.search(text))
