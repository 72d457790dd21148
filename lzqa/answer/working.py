"""The checker's own arithmetic: what an answer works out, compares or converts is worked out once more."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from lzqa.answer.arithmetic import HIGH_OR_LOW, OWN_WORKED_OUT, SIGNS, WORKED_OUT, in_ones, rounded, said_in, scale_of, times
from lzqa.figures import Figure, find_figures, number_tokens

_NUMBER = r"\d+(?:\.\d+)?"
_SAID_IN = rf"（合(?P<value>{_NUMBER})(?P<scale>[万亿]?)(?P<base>元|人次|人)）"
_COMPUTED = re.compile(
    rf"(?:，(?P<about>约|至少)(?P<rough>{_NUMBER})(?P<rough_unit>[^\d（）]{{0,4}}))?(?:{_SAID_IN})?"
    r"(?:，(?P<verdict>没有变化|两者不?一致|与规划写的不?一致))?"
    rf"(?:{WORKED_OUT}|(?P<own>{OWN_WORKED_OUT}))：(?P<expression>[\d.（）()＋－×÷^]+)(?P<sign>[＝≈])(?P<result>-?{_NUMBER})）"
)
_RESULT_WORDS = (
    "(?:合计|相差|相隔|还有|还差|占|前者是后者的|前者多|平均每年(?:增加|减少|提高|降低|增长|下降)|平均每[年月天]|平均每(?:人次|平方米|[所个名位人台间家项次元栋])|算得|增加|减少|提高|降低|增长|下降"
    r"|(?P<earlier>20\d\d)年是)"
)
_SPAN = re.compile(r"(?<=[×÷])(?:\d|12|24|36|48|60|365)(?=$|[－＋）)÷×])")
"""Terms of a calculation that spread a sum over years, over their months or the days of one, or take a yearly figure so many times."""
_SCALED_BY_100, _SCALED_BY_10000 = (re.compile(rf"[×÷]{scale}(?![\d.])") for scale in (100, 10000))
_SUPPOSED = re.compile(
    rf"{_NUMBER}×(?:{_NUMBER}|（100－{_NUMBER}）)÷100|{_NUMBER}×{_NUMBER}÷100×{_NUMBER}÷100|(?:{_NUMBER}|（[\d.＋]+）)×\d{{1,2}}|0\.\d+×\d{{1,2}}＋\d{{1,2}}"
)
"""Calculations with a number of the question's: a share of it, or so many times."""
_OWN_NUMBERS = re.compile(
    rf"{_NUMBER}(?:÷[2-9])?(?:－{_NUMBER}){{1,3}}|（{_NUMBER}×60－{_NUMBER}）×[2-7]|{_NUMBER}(?:×{_NUMBER}){{1,2}}|（{_NUMBER}－{_NUMBER}）÷[1-9]|{_NUMBER}×60－{_NUMBER}|{_NUMBER}×{_NUMBER}÷100－{_NUMBER}|{_NUMBER}÷\d{{1,3}}"
)
"""Calculations in which numbers of the question's may be terms beside one of the sources': what they lack of it, how many they make."""
_OWN_SHARE = re.compile(rf"{_NUMBER}÷{_NUMBER}×100")
_OF_SO_MANY = re.compile(rf"{_NUMBER}÷{_NUMBER}×(?:100|1000|10000)")
"""How many there are of so many that the question tells: 每一万个里有几个."""
_IN_PERCENT = "（%）"
"""Stands in the head of a table's column whose figures are percents without saying so."""
_LEFT_OF_ALL = re.compile(r"(?<![\d.])100－(\d+(?:\.\d+)?)(?![\d.])")
_COMPOUNDED = re.compile(rf"(?:100－)?（({_NUMBER})÷({_NUMBER})）\^（1÷[1-9]）×100(?:－100)?")
"""A growth a year, compounded: its terms are the first and the last figure."""
_GROWN = re.compile(rf"[（(]1[＋－]({_NUMBER})÷100[）)]")
_COMPARED = re.compile(
    rf"（(?P<asked>{_NUMBER})(?P<unit>[^\d（）]{{0,4}}?)(?P<relation>多于|高于|少于|低于|等于)(?P<own>{_NUMBER})(?P<own_unit>[^\d（）]{{0,4}})）"
)
_CONVERTED = re.compile(_SAID_IN)


@dataclass(frozen=True)
class Problem:
    """A reason why an answer does not pass.

    Args:
        code: ``quote``, ``marker``, ``words``, ``figure``, ``year``, ``cell``, ``computed``, ``unused``, ``length`` or ``figures``.
        detail: What exactly.
    """

    code: str
    detail: str


Checked = tuple[str, list[Problem]]
"""A line without what was checked, and what is wrong with it."""


def _stated_terms(
    expression: str, unit: str, figures: Sequence[Figure], known: Collection[Decimal], *, percent: bool
) -> list[str]:
    """Return the terms of an expression that must stand in its sources: without 100 of percent, so many years and the like.

    Args:
        expression: As shown.
        unit: Of its result.
        figures: Those of the sources.
        known: The numbers of the sources.
        percent: Whether any of them is a percent.
    """
    compounded = _COMPOUNDED.fullmatch(expression)
    if compounded is not None:
        return list(compounded.groups())
    terms = re.findall(_NUMBER, expression.removesuffix("×100").removesuffix("÷100" if percent else "×100"))
    if percent or "×100－" in expression or "×100÷" in expression:  # shares within a longer calculation
        terms = _without(terms, "100", len(_SCALED_BY_100.findall(expression)))
    for span in _SPAN.findall(expression):  # so many years, months or days
        if Decimal(span) not in known and span in terms:
            terms.remove(span)
    for number, factor in re.findall(rf"({_NUMBER})×(10000(?:0000)?)(?!\d)", expression):  # 万元 said in 元, 亿元 in 万元
        own = {figure.unit for figure in figures if figure.value == Decimal(number)}
        if any(times(one, other) == Decimal(factor) for one in own for other in (unit, *(f.unit for f in figures))):
            terms = [term for term in terms if term != factor]
    if any(figure.unit.startswith("万") for figure in figures):  # 万人 within a longer calculation, counted singly
        terms = _without(terms, "10000", len(_SCALED_BY_10000.findall(expression)))
    for number in _GROWN.findall(expression):  # from a figure and its growth in percent to the earlier figure
        if percent and Decimal(number) in known:
            terms = [term for term in terms if term not in ("1", "100")]
    for number in _LEFT_OF_ALL.findall(expression):  # all of it, less a share
        if any(figure.value == Decimal(number) and figure.unit == "%" for figure in figures) and "100" in terms:
            terms.remove("100")
    return terms


def _without(terms: Sequence[str], scale: str, times: int) -> list[str]:
    """Return ``terms`` without the last so many that are ``scale``."""
    kept = list(terms)
    for _ in range(min(times, kept.count(scale))):
        del kept[len(kept) - 1 - kept[::-1].index(scale)]
    return kept


def calculation(rest: str, sources: Sequence[str], asked: str) -> Checked:
    """Work a shown calculation out again: its terms stand in ``sources``, they give its result, the line states it."""
    if "的数字算出" not in rest and "里的数字算出" not in rest and "＝" not in rest and "≈" not in rest:
        return rest, []
    match = _COMPUTED.search(rest)
    if match is None:
        return rest, [Problem("computed", f"cannot read the calculation in {rest!r}")]
    expression, result = match["expression"], Decimal(match["result"])
    value = evaluate(expression.translate(SIGNS).replace("^", "**"))
    exact = value is not None and value == result
    if value is None or rounded(value) != result or exact != (match["sign"] == "＝"):
        return rest, [Problem("computed", f"{expression} is not {result}")]
    stated = re.search(
        rf"{_RESULT_WORDS}{re.escape(match['result'])}(?![\d.])(?P<unit>[^\d（，]{{0,5}})$", rest[: match.start()]
    )
    if stated is None:
        return rest, [Problem("computed", f"the line does not state {result}")]
    wrong = _wrong_beside(match, value, stated["unit"])
    if wrong:
        return rest, [Problem("computed", wrong)]
    if match["own"]:
        strange = [
            term for term in re.findall(_NUMBER, expression.removesuffix("×100")) if Decimal(term) not in _numbers([asked])
        ]
        if strange or not _OWN_SHARE.fullmatch(expression):
            return rest, [Problem("computed", f"{expression} is no share of numbers that the question tells")]
        return f"{rest[: stated.start()]} {rest[match.end() :]}", []
    figures = [figure for source in sources for figure in find_figures(source)]
    percent = any(figure.unit == "%" for figure in figures) or any(_IN_PERCENT in source for source in sources)
    known = _numbers(sources) | {figure.value for figure in figures}
    terms, printed = _stated_terms(expression, stated["unit"], figures, known, percent=percent), known
    falls = _falls(sources)  # a fall is no rise: it stands in brackets, with its sign
    known = (known - falls) | {number for number in falls if f"（－{number}）" in expression}
    if _SUPPOSED.fullmatch(expression):  # 1500×0.8÷100: the question supposes 1500
        known |= _numbers([asked])
    elif _OF_SO_MANY.fullmatch(expression) and re.search(r"每[一1]?[百千万0]", asked):
        terms = terms[:2]
    elif _OWN_NUMBERS.fullmatch(expression) and any(Decimal(term) in known for term in terms):  # 360－228: there are 228
        known |= _numbers([asked]) | {figure.value for figure in find_figures(asked)}
        known |= {Decimal(60)} if stated["unit"] == "分钟" else set()
    strange = [term for term in terms if Decimal(term) not in known]
    problems = [Problem("computed", f"the term {term} stands in nothing that its line cites") for term in strange]
    if match["verdict"] and not _holds(match["verdict"], value, result, printed):
        problems.append(Problem("computed", f"{match['verdict']} is wrong of {result}"))
    earlier = f"{stated['earlier']}年，" if stated["earlier"] else ""
    return f"{rest[: stated.start()]} {earlier}{rest[match.end() :]}", problems


def _wrong_beside(match: re.Match[str], value: Decimal, unit: str) -> str:
    """Return what is wrong with how a line tells its result once more, roughly or in another unit; ``""`` for nothing."""
    result = f"{match['result']}{unit}"
    if match["rough"] and not _told_roughly(match, value, unit):
        return f"{match['rough']}{match['rough_unit']} is not about {result}"
    if match["value"] and not _is_said_in(value, unit, match):
        return f"{match['value']}{match['scale']}{match['base']} is not {result}"
    return ""


def _holds(verdict: str, value: Decimal, result: Decimal, known: Collection[Decimal]) -> bool:
    """Tell whether the words behind a result are right: whether anything differs, or whether the sources state the same."""
    same = result in known if verdict.startswith("与规划") else value == 0
    return same is not verdict.endswith("不一致")


SIDE = rf"{_NUMBER}(?:×\d{{1,2}})?|（{_NUMBER}－{_NUMBER}）(?:÷{_NUMBER}×100)?"
"""One side of a shown difference: a figure, several times a figure, how far two are apart, also in percent of the second."""
_BY_NAME = re.compile(
    rf"(?P<more>[^，。：]+?)(?P<how>更多|更高|增加更多|增幅更大)，比(?P<less>[^，。：]+)[多高](?={_NUMBER}[^\d（，]{{0,5}}(?:[（，].*?)??"
    rf"{WORKED_OUT}：(?P<left>{SIDE})－(?P<right>{SIDE})[＝≈])"
)
"""How far two figures, changes or growths are apart, told by name: 小学更多，比中学多474台."""
_HOW = {
    ("plain", False): ("更多", "更高"),
    ("plain", True): ("增幅更大",),
    ("moved", False): ("增加更多",),
    ("grown", False): ("增幅更大",),
}
"""What a side that is more may be called, by what it is and whether its figures are changes themselves."""


@dataclass(frozen=True)
class Told:
    """A name of what a figure is about.

    Args:
        sort: What sort of name it is; only names of one sort tell two figures apart.
        name: The name.
        value: The figure's value.
        unit: Its unit.
        is_change: Whether the figure is a change from one year to another.
    """

    sort: str
    name: str
    value: Decimal
    unit: str
    is_change: bool


def named(rest: str, told: Collection[Told]) -> str:
    """Return a line of an answer without the names of two sides that are set apart, where it calls each rightly.

    Args:
        rest: The line.
        told: Names of what its sources' figures are about.
    """
    match = _BY_NAME.search(rest)
    if match is None:
        return rest
    left, right = match.group("left", "right")
    more, less = _units_told(match["more"], left, told), _units_told(match["less"], right, told)
    high, low = (evaluate(side.translate(SIGNS)) for side in (left, right))
    greater = high is not None and low is not None and high > low and form_of_side(left) == form_of_side(right)
    so = any(each in less and match["how"] in _HOW.get((form_of_side(left), each[-1]), ()) for each in more)
    return f"{rest[: match.start()]}相差{rest[match.end() :]}" if greater and so else rest


def form_of_side(side: str) -> str:
    """Return what one side of a difference is: ``grown``, ``moved`` or ``plain``."""
    return "grown" if "÷" in side else "moved" if side.startswith("（") else "plain"


def _units_told(name: str, side: str, told: Collection[Told]) -> set[tuple[str, str, bool]]:
    """Return by which sort of name, in which unit and whether as changes all numbers of one side of a difference are told of ``name``."""
    numbers = [Decimal(number) for number in re.findall(_NUMBER, side.removesuffix("×100"))]
    numbers = numbers[:1] if "×" in side and "÷" not in side else numbers
    found = [
        {(each.sort, each.unit, each.is_change) for each in told if (each.name, each.value) == (name, number)}
        for number in numbers
    ]
    return set.intersection(*found)


def _told_roughly(match: re.Match[str], value: Decimal, unit: str) -> bool:
    """Tell whether a line tells a value rightly, rounded, or by the next whole number where so many are told to be the least."""
    rough = Decimal(match["rough"])
    if match["about"] == "至少":
        return match["rough_unit"] == unit and rough == value.to_integral_value(ROUND_CEILING)
    return _rounds(value, rough, match["rough_unit"], unit)


def _is_said_in(value: Decimal, unit: str, said: re.Match[str]) -> bool:
    """Tell whether what a line says in another unit is ``value`` of ``unit``, to a hundredth."""
    same = unit.removeprefix(scale_of(unit)) == said["base"]
    return same and rounded(said_in(value, unit, said["scale"])) == rounded(Decimal(said["value"]))


def comparison(rest: str, sources: Sequence[str], asked: str) -> Checked:
    """Check （800人少于1000人）: the first number is the question's or a source's, the second a source's, and they stand so."""
    match = _COMPARED.search(rest)
    if match is None:
        return rest, []
    first = in_ones(Decimal(match["asked"]), match["unit"])
    second = in_ones(Decimal(match["own"]), match["own_unit"])
    relation = "等于" if first == second else "多于" if first > second else "少于"
    share = {"高于": "多于", "低于": "少于"}.get(match["relation"]) if match["unit"] in HIGH_OR_LOW else None
    problems = []
    stated = any(
        (figure.value, figure.unit) == (Decimal(match["asked"]), match["unit"]) for s in sources for figure in find_figures(s)
    )
    spoken = {figure.value for figure in find_figures(asked)} | (_shares(asked) if match["unit"] == "%" else set())
    if not stated and Decimal(match["asked"]) not in _numbers([asked]) | spoken:
        problems.append(Problem("computed", f"neither the question nor what the line cites names {match['asked']}"))
    if not any(
        (figure.value, figure.unit) == (Decimal(match["own"]), match["own_unit"]) for s in sources for figure in find_figures(s)
    ):
        problems.append(Problem("figure", f"{match['own']}{match['own_unit']} stands in nothing that its line cites"))
    if relation != (share or match["relation"]):
        problems.append(Problem("computed", f"{match.group()} is wrong: {relation}"))
    return rest.replace(match.group(), " "), problems


def _shares(asked: str) -> set[Decimal]:
    """Return which shares, in percent, numbers of a question are of others, rounded."""
    told = sorted(_numbers([asked]))
    return {rounded(part / whole * 100) for at, whole in enumerate(told) for part in told[:at] if part > 0}


def conversion(rest: str, sources: Sequence[str], asked: str) -> Checked:
    """Check （合7.8723亿元）: some figure of the line, which the sources hold, has that value in that unit."""
    del sources, asked
    match = _CONVERTED.search(rest)
    if match is None:
        return rest, []
    value = in_ones(Decimal(match["value"]), match["scale"])
    before = find_figures(rest[: match.start()])
    same = any(figure.unit.lstrip("万亿") == match["base"] and in_ones(figure.value, figure.unit) == value for figure in before)
    problems = [] if same else [Problem("computed", f"{match.group()} is no figure of its line")]
    return rest.replace(match.group(), " "), problems


def _numbers(sources: Sequence[str]) -> set[Decimal]:
    return {Decimal(token) for source in sources for token in number_tokens(source)}


def _falls(sources: Sequence[str]) -> set[Decimal]:
    """Return the numbers, without their sign, that stand in ``sources`` as negative ones only."""
    negative, plain = (
        {Decimal(number) for source in sources for number in re.findall(rf"{before}({_NUMBER})(?![\d.])", source)}
        for before in (r"(?<!\d)-", r"(?<![\d.-])")
    )
    return negative - plain


def _rounds(value: Decimal, rough: Decimal, rough_unit: str, unit: str) -> bool:
    return rough_unit == unit and any(rounded(value, places) == rough for places in (0, 1))


def evaluate(arithmetic: str) -> Decimal | None:
    """Return the exact value of an expression of numbers, brackets and + - * / **, or ``None`` when it is none."""

    def walk(node: ast.expr) -> Decimal:
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            return Decimal(str(node.value))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -walk(node.operand)
        if isinstance(node, ast.BinOp):
            a, b = walk(node.left), walk(node.right)
            if isinstance(node.op, ast.Add):
                return a + b
            if isinstance(node.op, ast.Sub):
                return a - b
            if isinstance(node.op, ast.Mult):
                return a * b
            if isinstance(node.op, ast.Div) and b != 0:
                return a / b
            if isinstance(node.op, ast.Pow) and a > 0:
                return a**b
        msg = "not arithmetic"
        raise ValueError(msg)

    try:
        return walk(ast.parse(arithmetic, mode="eval").body)
    except (SyntaxError, ValueError):
        return None
