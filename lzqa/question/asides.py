"""Which clauses of a message only name what is not asked for, told by a model: 小学那行甭报了, 2020年的我手头已有.

People have no end of ways to say that they know something already, or do not mean it; the patterns of
:mod:`lzqa.question.contrast` hold the commonest.  A linear model over runs of characters and what stands around a clause,
fitted by ``lzqa train`` to messages labelled clause by clause, tells the others.  Runs are hashed, so that no vocabulary need
be kept (Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning"); its weights are 8-bit numbers.
"""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from lzqa.question.background import stripped
from lzqa.question.contrast import ASKING, says_enough
from lzqa.question.enumerated import enumerated
from lzqa.question.kinds import kind_of, levels_of, names_a_place
from lzqa.question.model import Level, QuestionKind
from lzqa.segment import fold

FILE = "asides.npz"
BUCKETS = 1 << 17
LONGEST = 4
"""Runs of so many characters at most are looked at."""
SURE = 0.7
"""A clause is set aside from this probability on: out of fold, of those set aside nine in ten are asides."""
RUN, RUN_BESIDE, AROUND = 0.25, 0.125, 0.5
"""What a run of characters counts, one of the clause before or behind, and what stands around a clause."""
SHORT = 4
_MARKS = ",，。;；!！?？\n "
_REMARK = re.compile(rf"([(（\[【][^()（）\[\]【】]{{2,}}[)）\]】][{_MARKS}]*)")
_CLAUSE = re.compile(rf"[^{_MARKS}]+[{_MARKS}]*|[{_MARKS}]+")
_MEANT = re.compile(
    r"[问要查找说核指]的(?:只|就)?是|只(?:要|报|问|给|看|填|核)|请(?![勿别莫])|假如|倘若|如果|若是|要是|假设|余下|剩下|其余"
    r"|不是[^,，。;；]{2,}[嘛吗么]|(?P<verb>[\u4e00-\u9fff])不(?P=verb)"
)
"""Says what is asked for, asks, or supposes something: never set aside by the model."""
_RECKONS = re.compile(r"[还仲](?:差|欠|缺|少|要|需|得|剩)[^,，。;；?？]{0,10}?(?:多少|几)|够不够|够不|倒推|反推|推算|算出")
"""Asks for something to be reckoned from numbers that are told: a clause with one is needed."""
_PLACE = re.compile(r"哪一?[段句]|位置|出处")
_POINTS_BACK = re.compile(
    r"其(?![实余他它])|该(?!怎|如何|不该)|同一|同[年期]|上述|前述|自己那|再往[前后]|余下|剩下|之后呢|[两二]者|[前后]者|[他她它佢]|这(?=[个些所笔项条])"
)
"""Hangs on what a clause before it names."""
_BRACKETS = "()（）[]【】"
_YEAR, _NUMBER = re.compile(r"20\d\d"), re.compile(r"\d[\d.]*")


def clauses(text: str) -> list[str]:
    """Return the clauses of a normalised message with the marks behind them, and its remarks in brackets; joined they are it."""
    remarks = _REMARK.split(text)
    return [piece for at, part in enumerate(remarks) for piece in ([part] if at % 2 else _CLAUSE.findall(part))]


def _runs(clause: str) -> Counter[str]:
    """Return the runs of characters of a clause, years and other numbers being one character each, its ends marked."""
    core = _NUMBER.sub("#", _YEAR.sub("Y", stripped(clause).strip(_BRACKETS)))
    plain = f"^{''.join(fold(core).split())}$"
    return Counter(plain[at : at + size] for size in range(1, LONGEST + 1) for at in range(len(plain) - size + 1))


@dataclass(frozen=True)
class _Seen:
    """What a clause shows beside its words.

    Args:
        runs: Its runs of characters.
        pairs: Its pairs of neighbouring characters, without marks and digits.
        asks: Whether it asks.
        years: Years that it names.
        levels: School levels that it names.
    """

    runs: Counter[str]
    pairs: frozenset[str]
    asks: bool
    years: frozenset[str]
    levels: frozenset[Level]

    @classmethod
    def of(cls, piece: str) -> _Seen:
        plain = "".join(character for character in fold(piece) if character.isalpha())
        pairs = frozenset(plain[at : at + 2] for at in range(len(plain) - 1))
        years, levels = frozenset(_YEAR.findall(piece)), frozenset(levels_of(piece))
        return cls(_runs(piece), pairs, ASKING.search(piece) is not None, years, levels)


def _around(pieces: Sequence[str], at: int, seen: Sequence[_Seen]) -> list[str]:
    """Return what is so of the clause at ``at`` beside its words: where it stands, and whether it and others ask."""
    piece = pieces[at]
    core = stripped(piece).strip(_BRACKETS)
    told = {
        "asks": seen[at].asks,
        "mark": "?" in piece or "？" in piece,
        "first": at == 0,
        "last": at == len(pieces) - 1,
        "asked": any(each.asks for each in seen[:at]),
        "asked later": any(each.asks for each in seen[at + 1 :]),
        "brackets": piece.strip()[:1] in ("(", "（", "[", "【"),
        "nothing asks": not any(each.asks for each in seen),
        "number": _NUMBER.search(_YEAR.sub("", core)) is not None,
        "short": len(core) <= SHORT,
    }
    return [name for name, so in told.items() if so]


def _against(at: int, seen: Sequence[_Seen]) -> list[tuple[str, float]]:
    """Return how the years, levels and words of the clause at ``at`` stand to those of the others, and of those that ask."""
    own, others = seen[at], [*seen[:at], *seen[at + 1 :]]
    found: list[tuple[str, float]] = []
    for name in ("years", "levels"):
        mine: frozenset[object] = getattr(own, name)
        asked: frozenset[object] = frozenset().union(*(getattr(each, name) for each in others if each.asks))
        every: frozenset[object] = frozenset().union(*(getattr(each, name) for each in others))
        told = {"apart": asked and not mine & asked, "shared": mine & asked, "alone": not every}
        found += [(f"{name} {how}", AROUND) for how, so in told.items() if mine and so]
    found += [(f"{side} asks", AROUND) for side, beside in _beside(at, seen) if beside.asks]
    pairs = frozenset().union(*(each.pairs for each in others))
    found.append(("words shared", AROUND * len(own.pairs & pairs) / max(1, len(own.pairs))))
    return found


def _beside(at: int, seen: Sequence[_Seen]) -> list[tuple[str, _Seen]]:
    """Return the clauses before and behind the one at ``at``, where there are any."""
    before = [("before", seen[at - 1])] if at else []
    return before + ([("behind", seen[at + 1])] if at + 1 < len(seen) else [])


def features(pieces: Sequence[str]) -> list[dict[int, float]]:
    """Return of each clause of a message its hashed features, each with its value."""
    seen = [_Seen.of(piece) for piece in pieces]
    found = []
    for at in range(len(pieces)):
        around = _around(pieces, at, seen)
        named = [(f"r{run}", RUN * _damped(count)) for run, count in seen[at].runs.items()]
        for side, beside in _beside(at, seen):
            named += [(f"{side}{run}", RUN_BESIDE * _damped(count)) for run, count in beside.runs.items()]
        named += [(f"c{name}", AROUND) for name in (*around, *(f"{one}&{other}" for one, other in combinations(around, 2)))]
        values: dict[int, float] = {}
        for name, value in (*named, *_against(at, seen)):
            place = zlib.crc32(name.encode()) % BUCKETS
            values[place] = values.get(place, 0.0) + value
        found.append(values)
    return found


def _damped(count: int) -> float:
    return 1 + math.log(count)


@dataclass(frozen=True)
class Asides:
    """The fitted model.

    Args:
        weights: ``(buckets,)`` 8-bit.
        scale: What they are multiplied by.
        bias: Added to the sum.
    """

    weights: NDArray[np.int8]
    scale: float
    bias: float

    def probabilities(self, pieces: Sequence[str]) -> list[float]:
        """Return of each clause of a message the probability, 0..1, that it only names what is not asked for."""
        found = []
        for values in features(pieces):
            places = np.fromiter(values, np.int64, len(values))
            told = self.weights[places].astype(np.float64) @ np.fromiter(values.values(), np.float64, len(values))
            found.append(float(1 / (1 + np.exp(-(told * self.scale + self.bias)))))
        return found


A_LIST = 3
"""So many things that are asked for by name are a list, of which nothing is set aside."""


def _asks_surely(piece: str) -> bool:
    """Tell whether a clause says what is asked for, or asks and has a question mark."""
    return bool(_MEANT.search(piece)) or ("?" in piece and bool(ASKING.search(piece)))


def without_told_aside(text: str, model: Asides, content_words: Callable[[str], Sequence[str]]) -> str:
    """Return a normalised message without the clauses that surely only name what is not asked for.

    One stays where a clause behind it points back (该校, 其中) or where it is one of several things asked for by name, and all stay where a place in the plan is asked for (那段我看过，在哪一节).

    Args:
        text: The message.
        model: Tells of each clause.
        content_words: Gives the words of content of a text.

    Returns:
        What is left of it; the whole message when it is one clause, or when what is left asks nothing or too little.
    """
    pieces = clauses(text)
    if len(pieces) < 2 or names_a_place(text) or kind_of(text) is QuestionKind.LOCATE or _PLACE.search(text):
        return text
    needed = _NUMBER if _RECKONS.search(text) else None
    things = enumerated(text, content_words)
    if len(things) >= A_LIST:
        return text
    aside = [
        sure >= SURE
        and not _asks_surely(piece)
        and not (needed and needed.search(piece))
        and not any(stripped(piece) in thing for thing in things)
        for piece, sure in zip(pieces, model.probabilities(pieces), strict=True)
    ]
    later = [
        [piece for piece, gone in list(zip(pieces, aside, strict=True))[at + 1 :] if not gone] for at in range(len(pieces))
    ]
    kept = [
        piece
        for piece, gone, behind in zip(pieces, aside, later, strict=True)
        if not gone or any(map(_POINTS_BACK.search, behind))
    ]
    rest = "".join(kept)
    return rest.strip(" ,，。;；") if len(kept) < len(pieces) and says_enough(rest, text, content_words) else text


@lru_cache(maxsize=1)
def load_asides() -> Asides | None:
    """Return the shipped model, ``None`` when there is none."""
    path = resources.files(__package__) / FILE
    if not path.is_file():
        return None
    with path.open("rb") as opened, np.load(opened, allow_pickle=False) as arrays:
        return Asides(arrays["weights"], float(arrays["scale"]), float(arrays["bias"]))
