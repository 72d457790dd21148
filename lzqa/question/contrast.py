"""What a message names only to say that it is not asked for: 中学（不是小学）的电脑, 学前那笔我已经有了.

Left in, such words lead to the very figure that the person does not want.  A message of which too little would be left stays
whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from lzqa.question.background import stripped
from lzqa.question.kinds import levels_of
from lzqa.question.model import Level

LEAST, LEAST_BESIDE_A_YEAR = 4, 3
"""What is left of a message must hold words of content of so many code points, words of several beside a year fewer."""
ASKING = re.compile(
    r"多少|(?<![点十早前好这那])几(?![百千])|什么|啥|哪|谁|怎|如何|为何|是否|是不是|[吗呢?？]|百分之|能不能|有没有|会不会|要不要|咋|乜|咩|点(?:样|解)"
    r"|请(?:核[实对]|提供|给出|列|报|说明|填|查|补|告知|示知)|核一下|(?:现|仅|只|尚)(?:需|缺)|报一下|只要|请给|告诉我|(?<!不是)我要(?:的(?!不)|带|那|这|查|看|知道|最)|[那这一][格栏](?!目)"
)
_NOT_MEANT = r"(?:不是(?!说|吗|么|很|太|特别|本地|独生)|别(?:给|答|报|拿|说|跟|和|把|混|再|写|填|列|抄|算)|不要(?:给|答|报|拿|说|引用|混|写|填|列|抄)|不[问谈]|不用(?:给|答|说|报)|勿(?:给|答|报|拿|说|引|写|填|混|用|与|和|跟|同|把|以))"
_ASIDE = re.compile(
    rf"[(（\[【](?:[^()（）]{{0,4}}{_NOT_MEANT}[^()（）]{{1,24}}|[^()（）]{{1,8}}(?:不要|不用|别算进来?)"
    r"|[^()（）?？吗多少几]{1,16}?(?:不是|不采|不取|不算数|不作数)(?:答案|所问|的)?(?:[,，;；][^()（）?？吗多少几]{1,16})?"
    r"|[^()（）?？吗多少几]{2,20}?(?:看过|查过|抄过|有)了?[,，;；]?(?:不是|并非)(?:答案|所问)"
    r"|[^()（）?？吗]{2,30}?[,，。;；](?:请|可|都)?(?:不要|别|勿|不用)(?:再)?(?:给|答|报|拿|说|引用|混|写|填|管|算)[^()（）,，。;；?？]{0,6}[。.!]?|(?:我|本人|俺)[^()（）?？吗多少几]{2,24})[)）\]】]"
)
"""An aside in brackets."""
_CONTRASTED = re.compile(
    rf"^(?:我|咱|这里|注意|可|是)?(?:们)?(?:[问要说指查找看]的)?(?:可|并|又|也|还)?请?{_NOT_MEANT}.{{1,20}}$"
)
_NO_TIME = "年月日"
_DO_NOT, _TOGETHER = r"(?:不要|别|勿)(?:再)?", r"(?:进来?|在一起|到一起|一起|了|淆|同|为一谈)*"
_NOT_WANTED = re.compile(
    r"^(?:但|可|我|咱)*(?:不要|不想要|不是要|不需要)(?!紧|钱|脸).{2,12}$|^[^多少几]{1,12}(?:的|数|那[个行笔项些])(?:不要|不用|不取)了?$"
    r"|^[^多少几不]{2,12}(?:不用|不要|不需要?|不问|[别勿免][给报答问])了?$"
    r"|^[^多少几]{0,16}\d[\d.]*(?:%|万|[个所人名])[^多少几]{0,8}除外$"
    r"|^[^多少几]{2,30}?不(?:参与|计入|列入|纳入)(?:比较|计算|统计)?$"
    r"|^[^多少几]{2,40}?(?:均|都|一律|也)?(?:不采用|不取|不作数|不写|不填|(?:不要|别|勿)写[成进作].{1,6})$"
    r"|^[^多少几]{1,12}?(?:就|都|我)?(?:不用|不必|不需要?|不要|别|甭|勿)(?:再)?(?:说|讲|给|报|答|提|列|管|写|理)(?:了|啦|它)?$"
    r"|^[^多少几]{2,30}?(?:不是|并非)(?:答案|正解|[我所][要问求]的?|要的)(?:那[个项些])?$"
    r"|^[^多少几]{2,30}?(?:非|不是|不属)(?:此|这|该|本)(?:一)?[项条个]$|^[^多少几]{2,24}?(?:与|跟|和|同)?(?:此|本题|这[个题])?(?:无涉|无关|不相干|不搭界)$"
    rf"|^[^多少几]{{1,14}}?{_DO_NOT}[^多少几]{{0,3}}?(?:[搞弄]?混|掺|搅|扯|[搞弄拿]错){_TOGETHER}$"
    r"|^[^多少几]{0,3}不(?:当|做|任|兼)[^多少几]{1,8}的(?:那[种些个])?$"
    r"|^(?:别|不要|不是要?|勿)(?:给|报|拿)?(?!紧)[^,，。;；]{2,14}[那这](?:一?[个组串种])(?:数[字据]?|百分比|比例|率)$"
)
"""What is not wanted, behind a question."""
_LEFT_OUT_OF_IT = re.compile(
    r"^[^多少几]{1,30}?(?:均|都|一律)?不在(?:本次|此次|这次|我|此)?[^,，多少几]{0,6}(?:范围|之列)(?:之?内)?$"
    r"|^.{2,40}?(?:均|都|一律|也|就|请|可)*(?:(?:毋庸|毋须|无须|无需|不必)(?:再|一一)?(?:列[示出明]?|填报|说明|赘述|给出|报送|答复)|不(?:作|予)(?:答复|回答|考虑|比较)|略去|从略|免列|省略)$"
)
"""Says in so many words that something is left out, before a question as well as behind it."""
_NEED_NOT = re.compile(
    r"^(?:可|也|就|请)?(?:别|不要|甭|勿|不用|毋须|无须)(?:再)?(?:告诉|跟|同|和|给|报|说|讲|答)(?:我|俺)?.{2,20}$|^.{2,24}?(?:就|都|我|你)?(?:不用|不必|不需要?|无[须需]|毋须|甭|别|唔使)(?:再)?(?:说|讲|给|报|答|提|列|管|写|理|话|回答|告诉)(?:我|俺)?(?:了|啦|它|听|知)?$"
)
"""Asks, and says that it need not be answered: 具体搬去哪条村不用答."""
_ITS = rf"\d[\d.]*[^\s多少几]{{0,6}}?(?:是|属于|指的?是?)[^多少几{_NO_TIME}]{{2,14}}"
_OF_ANOTHER = re.compile(rf"^\d[\d.]*[^\s多少几]{{0,6}}?属于[^多少几{_NO_TIME}]{{2,14}}$")
"""Says whose a figure is, which is then not asked for: 9500平方米属于职校."""
_APART = re.compile(
    r"^(?:请)?(?:注意)?(?:要)?(?:与|和|跟|同)[^多少几]{2,24}?(?:相?区[分别]|分开|分清)(?:开来|开|清楚)?$"
    r"|^(?:跟|和|与|同)[^多少几]{2,20}?(?:不是一回事|两码事|两回事|无关|没关系|不相干)$"
    rf"|^{_ITS}的(?:口径|目标|数字?|指标|要求)?$"
)
"""What is told apart from what is asked for, behind a question: 请与小学的区分, 4000人是职校的."""
_NOT_THAT = re.compile(
    rf"^(?:请|可|都)?(?:不要|别|勿)(?:再|把它|拿来)?(?:[搞弄]?混|答|填|报|引用|用|给|写|抄|算){_TOGETHER}$"
    r"|^(?:但|而)?(?:这[个些点]|这一点|那[个些])(?:我|都|就)?(?:不要|不用|毋须|无须|不必|不需要?)(?:再)?(?:重复|说|讲|给|报|管|列|写)?了?$"
    r"|^(?:但|而)?不是这[个些]$|^(?:这[个些点]|那[个些])我(?:已经|早就?|都)?(?:知道|晓得|清楚|有)[了的]?$"
    r"|^(?:都|均|一律)?(?:不计|不算|剔除|除外|不采用|排除|撇开)(?:在内)?$"
    r"|^(?:都|均|一律)?不在(?:本|此|这|我)?[^,，多少几]{0,6}(?:范围|之列)(?:之?内)?$"
)
"""Says of what stands before it that it is not meant."""
_COUNTED_OUT = re.compile(
    r"^(?:请)?[^多少几]{1,14}?的?(?:那?[些个笔项块份])?(?:都|就|请|也|切)?(?:不算|不计|不含|不包括|除外|(?:[别勿莫甭]|不要|不用)(?:再)?[算计加并含列纳])(?:在内|进去|进来|入|上)?了?$"
    r"|^(?:请)?(?:不算|不计|不含|不包括|别算|不要算|勿计入?)[^多少几]{2,16}$"
)
"""What is not to be counted in, behind a question: it may still be needed to work something out."""
_NOT_TO_MIX = re.compile(
    rf"(?:请|可)?{_DO_NOT}(?:和|跟|把|同|与)[^,，。;；?？多少几]{{1,16}}?(?:[搞弄]?混|[搞弄拿]错){_TOGETHER}"
)
"""With what something is not to be mixed up, wherever it stands."""
_KNOWN = re.compile(
    r"^(?!.*(?:不知道|想知道|没有了)).{2,24}?(?:我|俺|咱|这边)?(?:已经|已|都|早就?|倒是?)?(?:另行?)?(?:知道|晓得|清楚|有|查到|查过|看到|找到|记下|抄|拿到|填好|填|写好|写|登记|掌握|(?<=[已经])[知获]?[知悉])(?:了|啦|的)?(?:哈|哦|啊|呀)?$"
)
"""What the person says to have already."""
_KNOWN_FIRST = re.compile(r"^(?:现在?|目前|我们?|咱们?)*(?:已经?|早就?)(?:知道?|有了?|掌握|查到|得知|获悉)[^多少几]{4,30}$")
"""The same, said first: 现已知2020年新增学位4510个."""
_HAS_ALREADY = re.compile(
    r"(?:我|俺|咱|这边)(?:.{0,5}?都|已经|已|早就?|倒是?)?(?:知道|晓得|清楚|有|查|看|找|记|抄|拿|填|写)|(?:已经|早就?)(?:知道|有|查|看|找|记|抄|拿)|已经?[有知获悉]|[都均](?:有|知道|查到|齐|掌握)了|(?:已|另行?)(?:登记|掌握|抄录|查到)"
)
_REFUSED = (
    r"(?:(?<![级性特分区个类辨鉴识派])别(?![的人处名])|[勿莫甭]|不(?:好(?:只是|净是|光)?[讲说给报答混拿]|要(?!求|紧)|用(?!途)|必(?!要)|需要?|想要|考虑|取|采[用纳]|作数|问|谈|看)"
    r"|(?:先|暂时?)[不别](?:[管说问看提理查数算点计]|考虑)|无[须需]|毋须|不是(?:我|它|这[个些]|那[个些]|所问)|忽略|略过|跳过|[搁放撇晾](?:到|在)?(?:一边|边上)|搁下)"
)
_SPURNED = re.compile(_REFUSED)
"""Says, in a clause behind what asks, that something is not asked for."""
_ONLY_SPURNED = re.compile(
    rf"^(?:请|切|可|都|均|也|就|但|这[个些]|那[个些]|看清楚?|看准|小心|当心|注意|仔细)*{_REFUSED}[^\d多少几]{{0,6}}$"
)
"""Says so of the clause before it: 请勿当作总数, 别错看."""
_SPURNED_IN_BRACKETS = re.compile(
    rf"[(（\[【][^()（）\[\]【】?？多少几]{{0,30}}(?:{_REFUSED}|放(?:到|在)?一边|\d[^()（）]{{0,6}}除外|不在[^()（）,，]{{0,8}}(?:之列|范围))"
    r"[^()（）\[\]【】?？吗多少几]{0,24}[)）\]】]"
)
_KNOWN_IN_BRACKETS = re.compile(
    r"[(（\[【][^()（）\[\]【】?？吗多少几]{0,30}(?:[已均都早](?:经|就)?(?:知[道悉晓]?|晓得|清楚|有|查到?|掌握|登记|抄录?|记|核|写入?|填|录入?|入账|报)"
    r"|(?:我|俺|咱)(?:另行?|自己)(?:查|有|问)|(?:清楚|知道|明白|晓得|有数)了?(?=[)）\]】]))[^()（）\[\]【】?？吗多少几]{0,12}[)）\]】]"
)
"""Tells in brackets what the person has already."""
_HAD = re.compile(
    r"(?:我|俺|咱|这边)(?:这里|这)?(?:已经|已|都已?|早就?|另)?(?:另行?)?(?:抄录?|看过|填|写|查|有|知道|晓得|录入|核过|登记|掌握|备案)|已另行?(?:登记|查|抄录|掌握)|(?:我)?另有(?:底稿|台账)"
)
"""Says of something, in a clause behind what asks, that the person has it."""
_WHAT_IT_IS = re.compile(r"^(?:那|这|也|都|其实)*(?:是|属于|指)[^多少几]{1,14}$")
"""Goes on about what the clause before it has set aside."""
_HEED = re.compile(r"^(?:请)?(?:注意|留意|小心|当心|提醒|提示|友情提示)(?:一句|一下|下|区分|分清|分开)*(?:$|(?=[^多少几]*\d))")
"""Warns, alone or of a figure: 留意98.03既是这一行的数."""
_SURELY = re.compile(r"\d[\d.]*%?[^多少几]{0,6}?(?:是|属于)[^多少几]{1,12}吧[?？]")
"""Says whose a figure is and asks nothing by it: 9.78应该是小学的吧？"""
_FIGURE_IS = re.compile(r"\d.*(?:是|属于)")
_WHAT_I_ASK = re.compile(r"^(?:可|但|而)?(?:我|咱)?(?:想|要)?(?:问|查|找|要|核)的(?:只|就)?是")
_WANTS = re.compile(r"请|只|我要|[问要查找]的是|列出|给出|[报填]一下")
_WANTS_JUST = re.compile(r"只|就|我要|我?[问要查找]的是|请(?:给|报|列|填|写)")
_BUT = re.compile(r"^(?:那么?|但是?|可是?|不过)(?![个些年时边几多么样就会儿])")
_INSTEAD = re.compile(r"^请?(?:改|换)(?:用|成|取|按|报|给)")
"""Says that what stands before it is not to be taken."""
_JUST = re.compile(r"^(?:单|只|就)(?:说|算|看|讲|论|问)")
_SPACE_BEFORE_ASIDE = re.compile(r" +(?=[^ ,，。;；?？]{2,14}(?:不用|不要|不需要?|不问|[别勿免][给报答问])了?$)")
"""The space before what bare words say is not asked for: 35岁以下教师比重 平均年龄不用."""
_BESIDES = re.compile(r"(?:除了?|除开)[^多少几]{2,24}(?:之外|以外|外)$")
_FURTHER = re.compile(r"^(?:还|另|再)?(?:请|要|想|给|报|列)|^.{2,20}是多少")
_I_ASK = re.compile(r"(?:请|还|另|再|只)+(?:补|缺|要|给|报|列|填)|(?:我|咱)(?:就|只|是)?(?:想|要)?(?:问|说|查|找|知道)")
_PIECE = re.compile(r"[^,，。;；!！?？\n]+[,，。;；!！?？\n]*")
_NO_PALAVER = re.compile(
    r"(?:^|(?<=[,，。;；!！?？]))(?:我|请|麻烦|拜托|也|就)?(?:不想|别|不要|莫|少|勿|不用)(?:再)?(?:听|看|讲|说|给|跟我|同我|扯|整|来)*"
    r"(?:我|些|那些|那么多)?的?(?:废话|虚的|大道理|客套话?|套话|官话|空话|啰嗦|绕弯子?|没用的|有的没的)(?:了|啦)?(?:[,，。;；!！?？]+|$)"
)
"""Asks for no palaver: 不想听废话."""
_ENDS = " ,，。;；"
_YEAR = re.compile(r"20\d\d")
_STATED = re.compile(r"\d[\d.]*(?:%|万|亿|[个所人名台间张元])")
"""A figure that the person tells."""
_LONG_ENOUGH, _SAYS_WHAT = 12, 3
_NAMES_NOTHING = re.compile(
    r"20\d\d|[年当那这的有是为呢吗]|多少|几[个所人名台间]?|(?:目标|现状|到达|达到)值?|数[值据字额量]?|请|给出?|提供|全市|连州市?|又|再|分别"
)
"""Of a clause that asks, what does not say what it asks about."""
_SETS_AGAINST = re.compile(r"差|比(?![例率重])|较|增|减|涨|跌|降|升|占|合计|共|倍|加|剩|余|其中|[那这其该它]|分别|各")
_PARTS = {
    Level.SENIOR: (Level.VOCATIONAL,),
    Level.COMPULSORY: (Level.PRIMARY, Level.JUNIOR),
}
"""Levels that are counted in others: to leave them out may be what is to be worked out."""


_PRIVATE = r"(?:民办|私立|私人)(?:的|那些|办学)?"
_TAKE = "剔|扣|除|刨|去|减|抛"
_TAKEN_OUT = r"[^,。;?]{0,4}?(?:剔|扣|除|刨|去掉|减掉|不算|不要|不含|[别勿][算计加要含]|不[计加])"
PRIVATE_LEFT_OUT = re.compile(rf"(?:{_TAKE})(?:除|掉|去|开|了)?{_PRIVATE}|{_PRIVATE}{_TAKEN_OUT}")
"""Private schools are named only to leave them out."""
_WITHOUT_PRIVATE = re.compile(
    rf"(?:把|将)?(?:{_TAKE}|不算|不计|不含|不包括)(?:除|掉|去|开|了|下)*{_PRIVATE}(?:之?后|以后|的话|之?外|以外)?"
    rf"|(?:把|将)?{_PRIVATE}{_TAKEN_OUT}(?:除|掉|去|开|了|下|外|算)*(?:进去|在内|在外)?(?:之?后|以后|的话)?(?![多少])"
)
_STILL = re.compile(r"还(?:有|剩(?:下|余)?)(?=[多几])")
_BEHIND_IT = re.compile(r"(公办的(?:幼儿园|学校|园所?|小学|中学|初中|高中))(?:之?后|以后)")
_PUBLIC = re.compile(r"公[办立]|公家|政府办|普惠")


def without_private(text: str) -> str:
    """Return a normalised question that leaves private schools out as one for the public ones: 刨去民办还有几所."""
    rest, left_out = _WITHOUT_PRIVATE.subn("公办的", text, count=1)
    if not left_out or _PUBLIC.search(text):
        return text
    return _STILL.sub("有", _BEHIND_IT.sub(r"\1", rest))


def _of_another_level(piece: str, kept: Sequence[str]) -> bool:
    """Tell whether a piece names school levels of which the pieces ``kept`` name none and which are no part of theirs."""
    own, rest = set(levels_of(piece)), set(levels_of("".join(kept)))
    wider = {level for whole, parts in _PARTS.items() if whole in rest for level in parts}
    return bool(own and rest) and not own & (rest | wider)


def _spurned(words: str, piece: str, kept: list[str], asking: str) -> bool:
    """Tell whether a clause behind what asks sets something aside; what it says so of is taken from ``kept``."""
    if _COUNTED_OUT.match(words):
        return _of_another_level(piece, kept)
    if _ONLY_SPURNED.match(words):
        if kept and kept[-1] is not asking and not _WANTS.search(kept[-1]):
            kept.pop()
        return True
    return bool(_SPURNED.search(words) and not _WANTS_JUST.match(words)) or bool(_HAD.search(words))


def _told_before(words: str, piece: str, later: Sequence[str]) -> bool:
    """Tell whether a clause before what asks only says whose a figure is, so that it is not taken for what is asked for."""
    if _SURELY.search(piece):
        return any(ASKING.search(each) for each in later)
    return bool(later) and bool(_WHAT_I_ASK.match(later[0])) and bool(_FIGURE_IS.search(words)) and not ASKING.search(words)


def _of_other_years(piece: str, behind: str) -> bool:
    """Tell whether a clause names years, and the one behind it, which asks, names others."""
    own, asked = set(_YEAR.findall(piece)), set(_YEAR.findall(behind))
    about = _NAMES_NOTHING.sub("", stripped(behind))
    return bool(own and asked) and not own & asked and bool(ASKING.search(behind)) and len(about) >= _SAYS_WHAT


def _stands_alone(piece: str) -> bool:
    """Tell whether a clause that asks names enough to stand alone, and sets nothing against what stands before it."""
    words = stripped(piece)
    return bool(ASKING.search(piece)) and len(words) >= _LONG_ENOUGH and not _SETS_AGAINST.search(words)


def _tells_what_is_known(words: str) -> bool:
    """Tell whether a clause says what the person has already."""
    return bool(_KNOWN_FIRST.match(words) or (_KNOWN.match(words) and _HAS_ALREADY.search(words)))


def _asked_without(piece: str, later: Sequence[str]) -> bool:
    """Tell whether the clauses behind one that tells what is known ask for something else, that needs nothing of it."""
    return any(_I_ASK.match(each) or (_STATED.search(piece) and _stands_alone(each)) for each in later[:1]) or any(
        _of_other_years(piece, each) for each in later
    )


def _set_aside(pieces: Sequence[str]) -> list[str]:
    """Return the pieces of a message that are not only named to be set aside.

    What is known already is set aside behind a question or before 我问的是; before a question it may be what that is about.
    """
    gone = False
    kept: list[str] = []
    keywords = not any(ASKING.search(piece) for piece in pieces)
    asked, asking = False, ""
    for at, piece in enumerate(pieces):
        words = stripped(piece)
        asks = bool(ASKING.search(piece))
        asked = asked or (keywords and at > 0)  # of bare words the first ones are what is asked for
        behind = _NOT_WANTED.match(words) or _APART.match(words)
        later = pieces[at + 1 :]
        left_out = bool(_LEFT_OUT_OF_IT.match(words)) and (at > 0 or bool(later))
        ahead = at == 0 and _NOT_WANTED.match(words) and _YEAR.search(words) and any(ASKING.search(each) for each in later)
        contrasted = left_out or (
            not asks and bool(_OF_ANOTHER.match(words) or _CONTRASTED.match(words) or (asked and behind) or ahead)
        )
        if asks and _NEED_NOT.match(words) and any(ASKING.search(each) for each in (*kept, *later)):
            asks, contrasted = False, True
        known = not asks and _tells_what_is_known(words) and (asked or _asked_without(piece, later))
        wanted_later = any(ASKING.search(each) for each in later)
        if (asked or wanted_later) and _NOT_THAT.match(words):
            contrasted = True
            if kept and kept[-1] is not asking:  # what it is said of
                kept.pop()
        if not asks and _COUNTED_OUT.match(words) and at + 1 < len(pieces) and _JUST.match(pieces[at + 1]):
            contrasted = True
        if asks and _INSTEAD.match(words) and kept and kept[-1] is not asking:
            kept.pop()
        if not asks and _BESIDES.search(words) and at + 1 < len(pieces) and _FURTHER.match(pieces[at + 1]):
            kept.append(_BESIDES.sub("", words))
            continue
        if not (contrasted or known) and not asks and asked:
            contrasted = (gone and bool(_WHAT_IT_IS.match(words))) or _spurned(words, piece, kept, asking)
        if not contrasted:
            contrasted = (not asks and bool(_HEED.match(words))) or _told_before(words, piece, later)
        if asks and not contrasted:
            asked, asking = True, piece
        gone = contrasted or known
        if not gone:
            kept.append(piece)
    return kept


def _after_but(pieces: Sequence[str]) -> Sequence[str]:
    """Return the pieces from the one that says 那 and asks for another school level than those before it; else all."""
    for at, piece in enumerate(pieces[1:], 1):
        own, before = set(levels_of(piece)), set(levels_of("".join(pieces[:at])))
        states = not any(ASKING.search(each) for each in pieces[:at])
        if states and _BUT.match(piece) and ASKING.search(piece) and own and before and not own & before:
            return [_BUT.sub("", piece), *pieces[at + 1 :]]
    return pieces


def not_counted(text: str) -> tuple[str, ...]:
    """Return the clauses of a normalised message that say, behind what asks, what is not to be counted in: 改造的不算."""
    pieces = [stripped(piece) for piece in _PIECE.findall(text)]
    first = next((at for at, piece in enumerate(pieces) if ASKING.search(piece)), len(pieces))
    return tuple(piece for piece in pieces[first + 1 :] if not ASKING.search(piece) and _COUNTED_OUT.match(piece))


def set_aside(text: str, rest: str, content_words: Callable[[str], Sequence[str]]) -> tuple[str, ...]:
    """Return the words of content that a normalised message has only where it says what is not asked for.

    Args:
        text: The message.
        rest: What :func:`without_contrast` leaves of it.
        content_words: Gives the words of content of a text.
    """
    meant = rest
    for clause in not_counted(rest):
        meant = meant.replace(clause, " ")
    if meant == text:
        return ()
    return tuple(dict.fromkeys(word for word in content_words(text) if word not in meant))


def says_enough(rest: str, text: str, content_words: Callable[[str], Sequence[str]]) -> bool:
    """Tell whether what is left of a message still asks, as the message does, and names what about."""
    words = [word for word in content_words(rest) if not word.isdigit()]
    beside_a_year = _YEAR.search(rest) and sum(len(word) for word in words if len(word) > 1) >= LEAST_BESIDE_A_YEAR
    asks = ASKING.search(rest) or not ASKING.search(text)
    return bool(asks) and (bool(beside_a_year) or sum(map(len, words)) >= LEAST)


def without_contrast(text: str, content_words: Callable[[str], Sequence[str]]) -> str:
    """Return a normalised message without what it names only to say that it is not meant.

    Args:
        text: The message.
        content_words: Gives the words of content of a text.

    Returns:
        What is left of it; the whole message when it sets nothing aside, or when what is left asks nothing or too little.
    """
    rest = _SPACE_BEFORE_ASIDE.sub(",", _NO_PALAVER.sub("", text))
    for aside in (_ASIDE, _SPURNED_IN_BRACKETS, _KNOWN_IN_BRACKETS, _NOT_TO_MIX):
        rest = aside.sub("", rest)
    pieces = _PIECE.findall(rest)
    meant = _set_aside(pieces)
    for kept in (_after_but(meant), meant, _after_but(pieces)):
        rest = "".join(kept).strip(_ENDS)
        if rest == text.strip(_ENDS):
            continue
        if says_enough(rest, text, content_words):
            return rest
    return text
