"""The words around a number: units, and qualifiers with what they say."""

from __future__ import annotations

import re

UNITS = (
    "个百分点", "平方公里", "百分点", "平方米", "人次", "学时", "课时", "小时", "分钟", "个月", "学年", "学期", "学分", "周年", "周期", "批次",
    "公里", "公斤", "%", "‰", "个", "所", "人", "名", "元", "栋", "幢", "岁", "周", "天", "次", "台", "项", "份", "套", "座", "间", "位", "亩",
    "米", "吨", "门", "家", "册", "支", "类", "张", "倍", "遍", "件", "条", "辆", "户", "年(?![级代])", "日(?!常)", "本(?![科市级地])", "期(?![间末])",
    "场(?![所地])", "节(?!约)", "分(?![别之析])", "层(?![次面])", "处(?![理于])",
)  # fmt: skip
"""Units, longest first, as patterns; 万, 亿, 千 and 百 may stand before them."""

_NOT = "(?:不|未|没有?)[得应能可会宜准]?"
BEFORE = tuple(
    (comparator, re.compile(pattern))
    for comparator, pattern in (
        (">=", rf"≥|≧|>=|{_NOT}[低少小]于|(?:达到|等于|大于|高于)或者?(?:超过|高于|大于|等于)|大于等于|至少|最少|起码"),
        ("<=", rf"≤|≦|<=|{_NOT}(?:超过|[高多大]于)|(?:小于|低于)或者?等于|小于等于|至多|最多"),
        (">", "超过|[高多大]于|突破|逾|超|>"),
        ("<", "[低少小]于|不足|不到|不满|未满|<"),
        ("~", "约为|大约为?|接近|将近|(?<![节预签合契条公特])约|(?<![附邻临就靠最])近"),
    )
)
AFTER = tuple(
    (comparator, re.compile(pattern))
    for comparator, pattern in (
        (">=", "(?:[（(]含[）)]|及|或)?(?:以上(?!述)|之上)"),
        ("<=", "(?:[（(]含[）)]|及|或)以下|以内|之内"),
        ("<", "以下"),
        ("~", "左右|上下"),
        (">", r"[多余](?=[，。；、！？）)\s来的时]|$)"),
    )
)
NEAR = "|".join(pattern.pattern for _, pattern in BEFORE)
FAR = rf"(?:{_NOT}|)(?:超过|[低少小高多大]于)"
"""Qualifiers that may stand some words before the number."""
BEHIND = "|".join(pattern.pattern for _, pattern in AFTER)
_STANCE = re.compile("(?:(?:稳定|巩固|保持|控制|维持)在|达到|达|提[高升]至|(?<![不未圆充])满|(?:只|仅)[占有为]?)$")
"""Words before a quantity that leave its value as it is."""


def comparator_of(before: str, infix: str, after: str) -> str:
    """Return what a qualifier says; the one before the number stands above the one behind it."""
    found = [comparator for comparator, pattern in BEFORE if before and pattern.match(before)]
    found.extend([">"] if infix else [])
    found.extend(comparator for comparator, pattern in AFTER if after and pattern.match(after))
    return found[0] if found else "="


def qualifier_of(left: str, before: str, infix: str, after: str) -> str:
    """Return the qualifying words of a quantity, as written.

    Args:
        left: What stands before the quantity.
        before: What of the quantity stands before its number.
        infix: 多 or 余 between number and unit.
        after: The qualifier behind the unit.
    """
    stance = _STANCE.search(left[-4:])
    words = [match.group() for _, pattern in BEFORE if before and (match := pattern.match(before))]
    ahead = (stance.group() if stance else "") + (words[0] if words else "")
    behind = infix or after
    return f"{ahead}…{behind}" if ahead and behind else ahead or behind
