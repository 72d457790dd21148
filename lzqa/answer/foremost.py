"""Which of several school levels moved most, or which of two more: the move of each, worked out from a table's two years."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from lzqa.answer.arithmetic import Sum
from lzqa.answer.expression import PEOPLE, worked
from lzqa.answer.factmatch import LEVELS
from lzqa.facts import Fact, FactKind
from lzqa.question import Level, Question
from lzqa.question.kinds import levels_of

_WHICH = re.compile(
    r"(?:哪|边)(?:一|个|一个)?(?:段|学段|级|层|块|阶段|头|类|项|样|档)|[何哪]者|(?:[三四几各]|这些)(?:个|大)?(?:学?段|级|阶段|类)[^。!！?？]*(?:哪|谁|边个)|(?:哪|边)(?:一|个|一个)?学段"
)
_MOVED = re.compile(r"[增涨升加添多扩膨]|[降跌减少缩]")
_FELL = re.compile(r"[降跌减缩]|少了|少得")
_OF_TWO = re.compile(
    r"(?:哪|边|谁)(?:一|个|一个)?(?:边|个|头|段|级|者|所|类|项|样|档|种)?[^,，。?？]{0,10}(?P<end>多|大|快|猛|高|厉害|凶|狠|少|小|慢|低)"
    r"|是[^,，。?？]{1,12}?(?P<first>多|大|快|猛|高|少|小|慢|低)(?:呢|些|一点)?[,，]?还是[^,，。?？]{1,10}(?:多|大|快|猛|高|少|小|慢|低)"
)
_EITHER = re.compile(r"是[^,，。?？]{1,14}[,，]?还是[^,，。?？]{1,12}")
_CLEARLY_MOVED = re.compile(r"[增涨升添扩膨跌降减缩]|新加|加了|多了|少了|变化|进步|比20")
"""Words of moving, where nothing but 多 or 少 may say what is more: then it may be asked which there are more of."""
_HOW_FAR_APART = re.compile(r"相差|差(?:了)?(?:多少|几)|差距|差额|[多少]出(?:多少|几)|[多少](?:多少|几)[台个人所]")
"""Asks how far two moves are apart, which is worked out from both."""
_BOTH_WAYS = re.compile(
    r"最[^,，。]{0,3}[^?？]{0,6}[,，、;][^?？]{0,4}哪[^,，。]{0,6}(?:不升反降|不增反减|[反而]*(?:下降|下跌|减少|降|跌))"
)
"""Asks which moved most and which fell."""
_MOST, _LEAST = re.compile(r"最[多大高快猛强]|最厉害|第一"), re.compile(r"最[少小低慢]")
_IN_PERCENT = re.compile(r"百分|[增涨降跌升]幅|增速|增长率|速度|比例|%|几成")
_AT_A_PACE = re.compile(r"快|慢|猛")
"""Asks for percent too, unless it is asked how many."""
_BY_COUNT = re.compile(r"(?:多少|几)(?:个|台|人|所|名)|(?:台|人|所|个)数|人头")
_THREE = re.compile(r"三(?:个|大)?(?:学?段|级|阶段|头|类)")
_CHILDREN = re.compile(r"学生|人数|在校|在园|娃|孩子|细路|人头|规模|生源|在读|读书")
_SCHOOLS = re.compile(r"(?:学校|园所|幼儿园|学校)(?:数|的?数量|个数|几多|多少)|(?:多少|几)[所间家]")
_COMPUTERS = re.compile(r"电脑|计算机|机子|机房")
_SORTS: tuple[tuple[re.Pattern[str], frozenset[str], re.Pattern[str]], ...] = (
    (_COMPUTERS, frozenset({"台"}), re.compile("计算机")),
    (re.compile(r"学历|文凭"), frozenset({"%"}), re.compile("学历")),
)
"""What else is counted at several levels: words for it, its units, and what its rows are called."""
_LEVELS = (Level.KINDERGARTEN, Level.COMPULSORY, Level.SENIOR)
"""The levels that are meant where none is named."""
_PUPILS = PEOPLE | {"万人"}
_ANY = re.compile("")
FEWEST = 2


def foremost(question: Question, facts: Sequence[Fact]) -> tuple[Sum, ...]:
    """Return how far each level moved, the one asked for first; nothing where a question does not ask which moved most.

    Args:
        question: The question: 学前、义务教育、高中阶段2020—2025年哪一段学生数涨得最快.
        facts: All facts.
    """
    text = question.text
    least = _asks_least(question)
    if question.attributes or least is None:
        return ()
    levels = _set_apart(question)
    named = len(levels) >= (len(_LEVELS) if _THREE.search(text) else FEWEST)
    units, called = _counted(text)
    for rows in _tables(facts, units).values():
        own = [row for row in rows if called.search(row[0].indicator)]
        if called is not _ANY and not named:  # 哪一类教师: of all that there are
            pairs = [(row[0].levels[0], (row[0], row[1])) for row in own]
        else:
            meant = levels if named else _LEVELS
            rows_of = [(level.value, _row_of(level, own, question.years)) for level in meant]
            pairs = [(level, pair) for level, pair in rows_of if pair is not None]
            if len(pairs) < len(meant):
                continue
            pairs = list({pair[0].passage: (level, pair) for level, pair in reversed(pairs)}.values())[
                ::-1
            ]  # 小学、初中 share a row
        if len(pairs) > 1:
            percent = "%" not in units and _in_percent(text)
            both = _BOTH_WAYS.search(text) is not None
            found = _in_order(pairs, percent=percent, least=least, fell=bool(_FELL.search(text)) and not both)
            return (found[0], found[-1]) if both else found
    return ()


def _set_apart(question: Question) -> Sequence[Level]:
    """Return the levels that a question sets against each other: those of 是小学…还是中学, where it has these words, else all."""
    compared = _EITHER.search(question.text)
    levels = levels_of(compared.group()) if compared is not None else ()
    return levels if len(levels) == FEWEST else question.levels


def _asks_least(question: Question) -> bool | None:
    """Tell whether a question asks which level moved least; ``None`` where it asks for neither the most nor the least."""
    text = question.text
    if _MOST.search(text) or _LEAST.search(text):
        return bool(_LEAST.search(text)) if _WHICH.search(text) and _MOVED.search(text) else None
    compared = _OF_TWO.search(text) if len(_set_apart(question)) == FEWEST and len(question.years) != 1 else None
    if compared is None or not _CLEARLY_MOVED.search(text) or _HOW_FAR_APART.search(text):
        return None
    return (compared["end"] or compared["first"]) in "少小慢低"


def _in_percent(text: str) -> bool:
    return bool(_IN_PERCENT.search(text) or (_AT_A_PACE.search(text) and not _BY_COUNT.search(text)))


def _counted(text: str) -> tuple[frozenset[str], re.Pattern[str]]:
    """Return the units in which what a question is about is counted, and what its rows are called; no units where it does not tell."""
    for words, units, named in _SORTS:
        if words.search(text):
            return units, named
    return _PUPILS if _CHILDREN.search(text) else frozenset({"所"}) if _SCHOOLS.search(text) else frozenset(), _ANY


def _tables(facts: Sequence[Fact], units: frozenset[str]) -> dict[str, list[list[Fact]]]:
    """Return, by table, its rows as the facts of their years, of those that count something in one of ``units``."""
    rows: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.from_table and fact.kind is not FactKind.CHANGE and fact.year is not None and fact.figure.unit in units:
            rows[fact.passage].append(fact)
    tables: dict[str, list[list[Fact]]] = defaultdict(list)
    for passage, row in rows.items():
        if len(row) == len({fact.year for fact in row}) == 2:
            tables[passage.rpartition(".")[0]].append(sorted(row, key=lambda fact: fact.year or 0))
    return tables


def _row_of(level: Level, rows: Sequence[Sequence[Fact]], years: Sequence[int]) -> tuple[Fact, Fact] | None:
    """Return the two facts of the row that is of a level, not of a part of its schools; ``None`` when the table has none."""
    own = [row for row in rows if LEVELS[level] & set(row[0].levels) and not row[0].indicator.startswith("公办")]
    known = [row for row in own if set(years) <= {fact.year for fact in row}]
    return (known[0][0], known[0][1]) if known else None


def _in_order(pairs: Sequence[tuple[str, tuple[Fact, Fact]]], *, percent: bool, least: bool, fell: bool) -> tuple[Sum, ...]:
    found = []
    for level, (before, after) in pairs:
        work = "(a-b)/b*100" if percent else "a-b"
        grown = after.figure.value >= before.figure.value
        made = worked(work, (after, before) if grown or percent else (before, after))
        if made is not None:
            moved = made.result if grown or percent else -made.result
            found.append((moved if grown else -abs(moved), replace(made, word=f"，{level}{made.word}")))
    found.sort(key=lambda each: each[0], reverse=not (least or fell))
    return tuple(made for _, made in found)
