"""What the bank says is worked out from facts (``a-b``, ``a/b*100``), worked out: with its terms, unit and rounding."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache

from lzqa.answer.arithmetic import (
    APART,
    AS_SHOWN,
    SCALES,
    Sum,
    added,
    apiece,
    divided,
    finished,
    grown,
    left_of_all,
    plain,
    points,
    scale_of,
    shared,
    spread,
    subtracted,
    taken_away,
    term,
    times,
)
from lzqa.facts import Fact, FactKind
from lzqa.numerals import count_of

PEOPLE = frozenset({"人", "名", "位"})
"""Units that all count people."""
_LETTER = re.compile(r"[a-z]")
KEPT = 4096
"""Of so many expressions it is remembered what sort of calculation they are."""
GROWN_BACK = "a/(1+b/100)"
"""How an earlier year's figure is worked out from a later one and its growth in percent."""
_SIDE = re.compile(r"\(([a-z][-+][a-z])\)")
_LESS_THAN_A_SUM = re.compile(
    r"\((?P<sum>[a-z](?:\+[a-z])+)\)-[a-z]|[a-z]-\((?P<other>[a-z](?:\+[a-z])+)\)|(?P<bare>[a-z](?:\+[a-z])+)-[a-z]"
)
"""A sum set against one figure: what it comes to is told beside."""
_QUOTIENT = re.compile(r"[a-z]/[a-z\d]+(?:\*100)?")
MORE = "前者多"
"""What is left of one thing without another tells by how much the first is more."""
PLAIN = "算得"
"""What a result is called that is neither a sum nor a difference, share, growth or mean."""


def alike(a: Fact, b: Fact) -> bool:
    """Tell whether two figures are counted in the same, and over the same time where there is so much each time."""
    same = a.figure.unit == b.figure.unit or {a.figure.unit, b.figure.unit} <= PEOPLE
    return same and not _of_other_spans((a, b))


def add_up(facts: Sequence[Fact]) -> bool:
    """Tell whether figures may be added: what is counted at the ends of two years, as a table does, is no sum of theirs.

    Nor is a period's figure added to that of one of its years, which it holds already.
    """
    first = facts[0]
    counted_again = any(first.subject == other.subject and other.from_table for other in facts[1:])
    held_already = any(_holds(whole, part) for whole in facts for part in facts)
    return all(alike(first, other) for other in facts) and not (first.from_table and counted_again) and not held_already


def _holds(whole: Fact, part: Fact) -> bool:
    ends = whole.period_ends
    within = ends is not None and part.year is not None and ends[0] <= part.year <= ends[1] and ends[0] < ends[1]
    return within and whole.indicator == part.indicator and part.period_ends is None


def counts_back(now: Fact, change: Fact) -> bool:
    """Tell whether ``change`` is how far ``now`` is from an earlier year, which can so be worked out."""
    is_change = change.kind is FactKind.CHANGE and now.kind is not FactKind.CHANGE
    return is_change and change.base_year is not None and (now.subject, now.year) == (change.subject, change.year)


def _difference(facts: Sequence[Fact], *, left: bool) -> Sum | None:
    a, b = facts
    if not alike(a, b):
        return None
    if counts_back(a, b):
        return finished(
            facts, f"{plain(a.figure.value)}－{plain(b.figure.value)}", a.figure.value - b.figure.value, a.figure.unit,
            f"{b.base_year}年是",
        )  # fmt: skip
    if a.year is not None and b.year is not None and a.year != b.year:
        return subtracted(*sorted((a, b), key=lambda fact: fact.year or 0))
    return taken_away(a, (b,)) if left and a.figure.value >= b.figure.value else subtracted(a, b)


def growth(first: Fact, second: Fact) -> Sum | None:
    """Return the growth from the first to the second, from the earlier to the later year where one thing has two."""
    years = first.year, second.year
    if None not in years and first.indicator == second.indicator and (first.year or 0) > (second.year or 0):
        first, second = second, first
    return grown(first, second)


_FORMS: tuple[tuple[re.Pattern[str], Callable[[Sequence[Fact], bool], Sum | None]], ...] = (
    (re.compile(r"a(?:\+[b-z])+"), lambda facts, _: added(facts) if add_up(facts) else None),
    (re.compile(r"a-b"), lambda facts, left: _difference(facts, left=left)),
    (re.compile(r"b-a"), lambda facts, left: _difference(facts[::-1], left=left)),
    (re.compile(r"a(?:-[b-z])+"), lambda facts, _: taken_away(facts[0], facts[1:])),
    (re.compile(r"a/b"), lambda facts, _: (divided if alike(*facts) else apiece)(*facts)),
    (re.compile(r"a/b\*100|a\*100/b"), lambda facts, _: shared(*facts)),
    (re.compile(r"\(a-b\)/b\*100|\(a-b\)\*100/b"), lambda facts, _: growth(facts[1], facts[0])),
    (re.compile(r"\(b-a\)/a\*100|\(b-a\)\*100/a"), lambda facts, _: growth(*facts)),
    (re.compile(r"100-a"), lambda facts, _: left_of_all(facts[0]) if facts[0].figure.unit == "%" else None),
)
"""The forms that have a name of their own; the first that matches the whole expression decides."""


_CLASSES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("sum", re.compile(r"[a-z](?:\+[a-z])+")),
    ("difference", re.compile(r"[^*]+\*100-[^*]+\*100")),
    ("growth", re.compile(r"\(.+-.+\)/.+\*100|\(.+-.+\)\*100/.+")),
    ("part", re.compile(r"[a-z]\*.+/100")),
    ("share", re.compile(r".*\*100.*|.*/100.*")),
    ("rest", re.compile(r"100-[a-z]")),
    ("yearly", re.compile(r".*/\d")),
    ("ratio", re.compile(r".*/.*")),
    ("difference", re.compile(r".*-.*")),
    ("other", re.compile(r".+")),
)


_PERCENT = re.compile(r"[*/]100(?!\d)")
_SPREAD = (
    ("平均每年", re.compile(r"\([a-z]-[a-z]\)/\d")),
    ("平均每月", re.compile(r"[a-z]/(?:12|24|36|48|60)")),
    ("平均每天", re.compile(r"[a-z]/365")),
)
"""What a sum spread evenly is called, by the form."""


@lru_cache(maxsize=KEPT)
def operation_class(work: str) -> str:
    """Return what sort of calculation an expression is: a ``sum``, ``difference`` …; ``""`` for none."""
    return next((name for name, pattern in _CLASSES if pattern.fullmatch(work)), "")


_ADDS, _TAKES = re.compile(r"\([a-z](?:\+[a-z])+\)"), re.compile(r"\([a-z](?:-[a-z])+\)")
_SPREAD_WIDER = re.compile(r"[a-z]/(?:12|24|36|48|60|365)")
_PERCENTS_APART = re.compile(r"(\([a-z]-[a-z]\)/[a-z]\*100|[a-z]/[a-z]\*100)-(\([a-z]-[a-z]\)/[a-z]\*100|[a-z]/[a-z]\*100)")
"""How far two growths, or two shares, are apart."""
_NAMED_BY_FORM = (*_SPREAD, (APART, _PERCENTS_APART), (MORE, re.compile(r"[a-z]-[a-z]/\d|[a-z]\*\d-[a-z]")))
_PART_OF_ALL = re.compile(r"\(([a-z])-[a-z]\)/\1\*100")


@lru_cache(maxsize=KEPT)
def form_of(work: str) -> str:
    """Return the sort of an expression, told apart by what it works out first: ``+`` behind it for sums, ``-`` for differences.

    ``(a+b)-(c+d)`` is a ``difference+`` and ``(a-b)-(c-d)`` a ``difference-``, ``((a-b)-(c-d))/(c-d)*100`` a ``growth-``,
    ``a/(a+b)*100`` and what a rest is of its whole, ``(a-b)/a*100``, are ``share+`` and ``share-``, a sum of more than two terms
    is a ``sum+``, how far two growths or two shares are apart is a ``difference%``, what is left of a number without a share of it, ``a*(100-b)/100``, a ``part-``.  What is spread over months or days is as ``yearly`` as
    what is over years.
    """
    sort = operation_class(work)
    if _PART_OF_ALL.fullmatch(work):
        return "share-"
    if _SPREAD_WIDER.fullmatch(work):
        return "yearly"
    if _PERCENTS_APART.fullmatch(work):
        return "difference%"
    if sort == "sum":
        return "sum+" if work.count("+") > 1 else sort
    if _ADDS.search(work):
        return f"{sort}+"
    if sort == "part":
        return f"{sort}-" if "(100-" in work else sort
    taken = _TAKES.findall(work)
    return f"{sort}-" if len(taken) > (1 if sort == "growth" else 0) else sort


def sides_of(work: str) -> tuple[str, ...]:
    """Return the parts of an expression that are worked out themselves and then set side by side, each once.

    Of ``(a+b)-(c+d)`` and of the growth of such a sum they are ``a+b`` and ``c+d``, of ``a-b/5`` it is ``b/5``, of two growths that
    are set apart the two; most have none.
    """
    percents = _PERCENTS_APART.fullmatch(work)
    if percents:
        return percents.groups()
    added = _LESS_THAN_A_SUM.fullmatch(work)
    if added:
        return (added["sum"] or added["other"] or added["bare"],)
    bracketed = _SIDE.findall(work)
    if len(bracketed) > 1:
        return tuple(dict.fromkeys(bracketed))
    terms = re.split(r"[-+]", work) if "(" not in work else []
    return tuple(dict.fromkeys(term for term in terms if len(terms) > 1 and _QUOTIENT.fullmatch(term)))


_SET_AGAINST = re.compile(r"[a-z](?:[-+/][a-z])+(?:\*100)?|\([a-z]-[a-z]\)/[a-z]\*100")
"""Figures are added up or set against each other as they are."""
_EVERY = re.compile(r"每(?P<every>[两二三四五2-5])?年|(?<!\d)(?P<in_all>[2-9])年(?=\d+(?:学时|课时))")


def _of_other_spans(facts: Sequence[Fact]) -> bool:
    """Tell whether of two figures one is for each year and the other for several: 每年90学时, 5年360学时."""
    spans = {count for fact in facts if fact.figure.unit != "%" and (count := _years_of_each(fact))}
    return len(spans) > 1


def _years_of_each(fact: Fact) -> int:
    """Return for how many years there is so much each time, 0 where that is not told."""
    every = _EVERY.search(fact.statement)
    if every is None:
        return 0
    return count_of(every["every"] or every["in_all"] or "1")


def worked(work: str, facts: Sequence[Fact], *, left: bool = False) -> Sum | None:
    """Work out an expression over facts.

    Args:
        work: The expression; ``a`` stands for the first fact, ``b`` for the second …
        facts: The facts, at least as many as the expression has letters.
        left: Whether what is left of the first without the second is asked for, not how far they are apart.

    Returns:
        The calculation, ``None`` when its terms do not go together or it divides by zero.
    """
    letters = sorted(set(_LETTER.findall(work)))
    work = _LETTER.sub(lambda match: chr(ord("a") + letters.index(match.group())), work)
    facts = [facts[ord(letter) - ord("a")] for letter in letters]
    if any(fact.figure.high is not None for fact in facts) or (_SET_AGAINST.fullmatch(work) and _of_other_spans(facts)):
        return None
    years = re.fullmatch(r"a/(\d)", work)
    if years:
        return spread(facts[0], int(years[1])) if facts[0].figure.unit != "%" and years[1] != "0" else None
    for pattern, work_out in _FORMS:
        if pattern.fullmatch(work):
            return work_out(facts, left)
    return _general(work, facts)


@lru_cache(maxsize=KEPT)
def _parsed(work: str) -> ast.expr:
    """Return an expression as a tree.

    Raises:
        SyntaxError: When it is none.
    """
    return ast.parse(work, mode="eval").body


def _general(work: str, facts: Sequence[Fact]) -> Sum | None:
    by_letter = {chr(ord("a") + at): fact for at, fact in enumerate(facts)}
    try:
        value, unit = _valued(_parsed(work), by_letter)
    except (SyntaxError, ValueError, ArithmeticError):
        return None
    shown = _LETTER.sub(lambda match: term(by_letter[match.group()].figure.value), work).translate(AS_SHOWN)
    if value < 0:
        return None
    if work == GROWN_BACK and counts_back(*facts):
        return finished(facts, shown, value, unit, f"{facts[1].base_year}年是")
    if not unit and "/" in work and not _PERCENT.search(work):
        unit = "倍"
    named = next((word for word, form in _NAMED_BY_FORM if form.fullmatch(work)), PLAIN)
    return finished(facts, shown, value, unit, _by_time(work, by_letter, unit) or named)


def _by_time(work: str, facts: dict[str, Fact], unit: str) -> str:
    """Return what the difference of two sides did, of which each is of one year: it rose or fell; ``""`` for anything else."""
    sides = sides_of(work)
    years = [{facts[letter].year for letter in _LETTER.findall(side)} for side in sides]
    if len(sides) != 2 or any(len(year) != 1 or None in year for year in years) or years[0] == years[1]:
        return ""
    first, last = (year.pop() or 0 for year in years)
    return ("提高" if first > last else "降低") if unit == "个百分点" else ("增加" if first > last else "减少")


def _valued(node: ast.expr, facts: dict[str, Fact]) -> tuple[Decimal, str]:
    """Return the value of an expression and its unit: ``""`` for a plain number.

    Raises:
        ValueError: When its terms do not go together.
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return Decimal(str(node.value)), ""
    if isinstance(node, ast.Name):
        fact = facts[node.id]
        return fact.figure.value, fact.figure.unit
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.Mult) and isinstance(node.left, ast.BinOp) and isinstance(node.left.op, ast.Div):
            percents = isinstance(node.right, ast.Constant) and node.right.value == 100
            if percents:  # 个 of 人 too: how many percent one is of the other
                return _valued(node.left, facts)[0] * 100, "%"
        return _joined(node.op, _valued(node.left, facts), _valued(node.right, facts))
    message = "not arithmetic"
    raise ValueError(message)


def _joined(sign: ast.operator, left: tuple[Decimal, str], right: tuple[Decimal, str]) -> tuple[Decimal, str]:
    """Return two values with their units added, subtracted, multiplied or divided.

    Raises:
        ValueError: When they do not go together.
    """
    (a, own), (b, other) = left, right
    same = own == other or {own, other} <= PEOPLE
    if isinstance(sign, ast.Add | ast.Sub):
        if not same and "" not in (own, other):
            message = f"{own} and {other} cannot be added"
            raise ValueError(message)
        if isinstance(sign, ast.Add):
            return a + b, own or other
        return a - b, points(own) if own == other else own or other
    if isinstance(sign, ast.Mult):
        if "%" in (own, other) and own != other:
            return a * b, own.replace("%", "") or other.replace("%", "")
        finer = (scale + own.removeprefix(scale_of(own)) for scale in SCALES)
        said = next((unit for unit in finer if scale_of(own) and not other and times(own, unit) == b), None)
        if said is not None:  # 亿元 said in 万元
            return a * b, said
        percent = b == 100 and not own
        return a * b, "%" if percent else own or other
    if isinstance(sign, ast.Div) and b != 0:
        if same and own:
            return a / b, ""
        if other and scale_of(own) and scale_of(own) == scale_of(other):
            return a / b, own[1:]
        return a / b, own
    message = "not arithmetic"
    raise ValueError(message)
