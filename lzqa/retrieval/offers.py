"""What a question expects, and what a sentence offers: a person, a time, a place, a number, a reason, a name, a list.

Both are told by their words alone.  Nothing is decided here; :mod:`lzqa.retrieval.reader` learns what goes with what.
"""

from __future__ import annotations

import re

_NUMERAL = r"[0-9〇零一二三四五六七八九十百千万亿两]"

ASKS: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "who": r"谁|何人|哪[位名]|什么人|哪些人|哪[一]?个人|何许人|人名",
        "when": r"什么时[候间]|何时|哪一?年|哪一?[天日月]|几[月日点]|[时期]间是|何年|哪[一]?个?(?:世纪|年代|时期|朝代|季节)|几几年|年份|日期|多久",
        "where": r"哪里|哪儿|何处|何地|什么地[方区]|哪[一两个]*(?:国家?|城市|省|地[区方]|洲|县|市|区|州|镇|村|座)|在哪|位于",
        "how many": r"多少|几[个名位次年岁种座人届家所条部张场代级]|第几|多[长高大远宽深重久厚快]|比例|百分",
        "why": r"为什么|为何|原因|缘故|因何|目的|何以|怎么会|理由",
        "how": r"怎么|如何|怎样|什么样|方式|方法",
        "named": r"叫什么|叫做|称[作为]|名字|名称|什么名|又名|别名|简称|全名|原名|本名",
        "which": r"哪",
        "list": r"哪些|哪几|分别|什么和|那些",
        "what": r"什么|何",
        "defined": r"^.{1,16}(?:是什么|是谁|是指什么|指的是什么|是一[种个]什么)[的呢]?[?？]?$",
        "yes or no": r"是否|[吗么][?？]?$|是不是|有没有",
    }.items()
}
"""Form of question → how it sounds; a question may have several."""

OFFERS: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "year": r"[0-9]{3,4}年|公元|世纪|年代|年间|[0-9〇一二三四五六七八九]{4}年",
        "date": r"[0-9一二三四五六七八九十]+(?:月|日|号)|[春夏秋冬]季|[上下]午|时期|期间|之后|之前|当时|以来|同年",
        "number": rf"(?:[0-9][0-9.,]*|{_NUMERAL}{{1,8}})(?=[^年月日号0-9])",
        "measure": rf"{_NUMERAL}(?:[余多几])?[个名位次岁种座届家所条部张场代级人公平米千克吨亩%％度元倍分小天周集期首篇支枚]|%",
        "latin": r"[a-z]{2,}",
        "person": r"[·・•]|先生|女士|教授|博士|主席|总统|总理|国王|皇帝|王子|公主|将军|导演|作家|字[^，。]{2}|和[^，。]{2,3}[，。等]|由[^，。]{2,4}(?:创|编|执|出|主|设|建)",
        "place": r"[^，。、]{1,4}(?:省|市|县|区|州|镇|村|国|洲|岛|山|河|湖|港|路|街|寺|大学|地区|半岛|东部|西部|南部|北部|中部|境内)|位于|坐落",
        "organisation": r"公司|集团|大学|学院|委员会|协会|政府|银行|电视台|党|局|部|队|俱乐部|组织|机构",
        "title": r"[《「『“\"].+?[》」』”\"]",
        "bracket": r"[(（].+?[)）]",
        "reason": r"因为|由于|因此|所以|因而|为了|以便|导致|使得|致使|从而|以免|起因|缘于|归因",
        "manner": r"通过|利用|采用|使用|借助|透过|凭借|方式|方法|藉由",
        "naming": r"[称叫](?:[作做为之])?|名[为叫]|又名|别名|简称|原名|本名|即|亦作|俗称",
        "being": r"是(?:一|指|[^，。]{1,12}的)|指的?是|属于?|为[^了]",
        "list": r"[^，。、]+、[^，。、]+|以及|包括|分别|等",
        "contrast": r"但|然而|不过|却|虽然|尽管",
    }.items()
}
"""Sort of thing → how it looks in a sentence in half-width lower case."""


def asks(question: str) -> list[float]:
    """Return 1 for each of :data:`ASKS` that ``question``, in half-width lower case, sounds like, else 0."""
    return [float(bool(pattern.search(question))) for pattern in ASKS.values()]


def offers(sentence: str) -> list[list[tuple[int, int]]]:
    """Return, for each of :data:`OFFERS`, where it stands in ``sentence``, in half-width lower case."""
    return [[match.span() for match in pattern.finditer(sentence)] for pattern in OFFERS.values()]
