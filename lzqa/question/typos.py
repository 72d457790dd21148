"""Typos mended: 学为 → 学位, 教室队伍 → 教师队伍, 毛人园率 → 毛入园率, 幼幼儿园 → 幼儿园.

A noisy channel (Kernighan, Church and Gale 1990, "A spelling correction program based on a noisy channel model") over the
plan's own words.  A run of characters is as likely as its likeliest cut into words; a slip has its price; and a mended run
is taken only when it is far likelier than the typed one, the price included.  So a typed word that makes sense stays, and
single characters that no word binds are what gives a typo away.  Only words that the plan, the word lists or the question
bank have are ever put in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import inf, log

from lzqa.lexicon import Lexicon
from lzqa.lexicon.confusions import near_sound, same_shape, same_sound
from lzqa.lexicon.vocabulary import Vocabulary
from lzqa.segment import Segmenter

LONGEST = 8
"""Longest word that is looked for, in code points."""
PLAN_SHARE = 0.7
"""How far a word's likelihood is the plan's; the rest is that of general Chinese."""
UNKNOWN = 1e-9
"""Likelihood of a character that no list has."""
SINGLE = 1.0
"""Price of a character that stands alone, as a natural logarithm."""
SAME_SOUND, NEAR_SOUND, SAME_SHAPE, TWICE, LEFT_OUT = 3.5, 7.0, 6.0, 3.0, 4.0
"""Price of a slip: the same sound, a sound that southern speakers confuse, a like shape, a character twice, one left out."""
LEAST = {2: 6.5, 3: 6.0}
"""So much likelier must the mended run be, by the length of the word that arises: a short one arises by chance."""
LEAST_LONG, LEAST_LONG_SELDOM = 3.0, 5.0
"""The same for longer words, those that come often and those that do not."""
LEAST_COUNT = 8.0
"""The same where a character was typed twice or left out, which people also do on purpose (看看, 姐妹校)."""
OFTEN = 8
"""A word that comes so many times comes often."""
SHORT_OFTEN = 6
"""A word of two characters is put in only when it comes so many times."""
CERTAIN = 4
"""Nothing is wrong in a piece of the best cut that is so long."""
ROUNDS = 4
"""So many slips are mended in one text at most."""
MAX_RUN = 120
"""A run of Chinese characters longer than this is left as it is."""
KEPT = frozenset("零〇一二两三四五六七八九十百千万亿半不没无未非别莫勿")
"""Numerals and negations: never typed wrong, never put in; a figure or its opposite would arise."""

FUNCTION = frozenset(
    "的了是在和与我你他她它这那哪个要好也都就能可有到从还再又啥么什着过吗呢吧前后里上下只把被对给让用为以一不没无"
)
"""A word of two or three characters with one of these is never put in: it is hardly ever what was meant."""

_NONE: frozenset[str] = frozenset()
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")


@dataclass(frozen=True)
class Repair:
    """One slip mended.

    Args:
        start: Where the replaced characters begin in the text.
        end: Where they end.
        put: What stands there instead; may be empty.
        word: The word, or pair of words, that arises.
        gain: How much likelier the text becomes, the slip's price taken off, as a natural logarithm.
    """

    start: int
    end: int
    put: str
    word: str
    gain: float

    def mend(self, text: str) -> str:
        """Return ``text`` with this slip mended."""
        return text[: self.start] + self.put + text[self.end :]


@dataclass(frozen=True)
class _Run:
    """A run of Chinese characters and its best cut.

    Args:
        text: The characters.
        before: The logarithm of the likelihood of the best cut up to each place.
        after: The same from each place on.
        sizes: How long the piece of the best cut is in which each character lies.
    """

    text: str
    before: list[float]
    after: list[float]
    sizes: list[int]


class Mender:
    """Mends typos towards the words of a plan.  Safe to share between threads.

    Args:
        vocabulary: The plan's words.
        segmenter: Tells how common a word is in general Chinese, and cuts what arises.
        lexicon: Its stop words are never put in.
    """

    def __init__(self, vocabulary: Vocabulary, segmenter: Segmenter, lexicon: Lexicon) -> None:
        self._vocabulary = vocabulary
        self._words = vocabulary.words
        self._segmenter = segmenter
        self._stop = lexicon.stop
        self._terms = frozenset(lexicon.terms)
        pairs = vocabulary.pairs
        self._behind: dict[str, dict[str, None]] = {}
        """By character, those that stand behind it in a word, sorted."""
        self._before: dict[str, set[str]] = {}
        for left, right in zip(pairs[::2], pairs[1::2], strict=True):
            self._behind.setdefault(left, {})[right] = None
            self._before.setdefault(right, set()).add(left)
        self._characters = frozenset(pairs)
        self._log = lru_cache(maxsize=16384)(self._likelihood)
        self._meant = lru_cache(maxsize=4096)(self._meant_by)
        self.mend = lru_cache(maxsize=1024)(self._mend)

    def _mend(self, text: str) -> str:
        """Return ``text`` with its typos mended; the same text when there are none."""
        for _ in range(ROUNDS):
            repairs = self.repairs(text)
            if not repairs:
                break
            text = max(repairs, key=lambda repair: (repair.gain, -repair.start, repair.put)).mend(text)
        return text

    def repairs(self, text: str) -> list[Repair]:
        """Return the repairs worth making, each for ``text`` as it is."""
        found: list[Repair] = []
        for match in _HAN_RUN.finditer(text):
            if 2 <= len(match.group()) <= MAX_RUN:
                run = self._read(match.group())
                tried = (self._tried(run, *slip) for slip in self._slips(run))
                found += (
                    Repair(match.start() + one.start, match.start() + one.end, one.put, one.word, one.gain)
                    for one in tried
                    if one is not None and self._sound(run.text, one)
                )
        return found

    def _likelihood(self, word: str) -> float:
        share = PLAN_SHARE * self._words.get(word, 0) / self._vocabulary.total
        share += (1 - PLAN_SHARE) * self._segmenter.commonness(word)
        if len(word) == 1:
            return log(share or UNKNOWN) - SINGLE
        return log(share) if share else -inf

    def _read(self, text: str) -> _Run:
        size = len(text)
        before, after, came = [0.0] + [-inf] * size, [0.0] * (size + 1), [0] * (size + 1)
        edges: list[list[tuple[int, float]]] = []
        for at in range(size):
            ends = range(at + 1, min(at + LONGEST, size) + 1)
            edges.append([(end, value) for end in ends if (value := self._log(text[at:end])) > -inf])
            for end, value in edges[at]:
                if before[at] + value > before[end]:
                    before[end], came[end] = before[at] + value, at
        for at in range(size - 1, -1, -1):
            after[at] = max(value + after[end] for end, value in edges[at])
        sizes: list[int] = []
        while size:
            sizes += [size - came[size]] * (size - came[size])
            size = came[size]
        return _Run(text, before, after, sizes[::-1])

    def _meant_by(self, typed: str) -> tuple[tuple[str, float], ...]:
        """Return the characters that may have been meant by ``typed``, each with the price of the slip."""
        if typed in KEPT:
            return ()
        prices = dict.fromkeys(near_sound(typed), NEAR_SOUND)
        prices.update(dict.fromkeys(same_shape(typed), SAME_SHAPE))
        prices.update(dict.fromkeys(same_sound(typed), SAME_SOUND))
        wanted = (self._characters & prices.keys()) - KEPT - {typed}
        return tuple((character, prices[character]) for character in sorted(wanted))

    def _slips(self, run: _Run) -> Iterator[tuple[int, int, str, float]]:
        """Yield what may be replaced (from, to), what by, and the price; nothing inside a long word that is known."""
        text, sizes = run.text, run.sizes
        for at, typed in enumerate(text):
            left, right = text[at - 1] if at else "", text[at + 1 : at + 2]
            behind, before = self._behind.get(left, {}), self._before.get(right, _NONE)
            if left == typed and typed not in KEPT:
                yield at, at + 1, "", TWICE
            if left and 1 in (sizes[at - 1], sizes[at]) and typed not in behind:
                leading = self._before.get(typed, _NONE)
                for other in behind:
                    if other in leading and other not in KEPT:
                        yield at, at, other, LEFT_OUT
            if sizes[at] >= CERTAIN:
                continue
            for other, price in self._meant(typed):
                if other in behind or other in before:
                    yield at, at + 1, other, price

    def _reach(self, text: str, first: int, last: int) -> tuple[int, int] | None:
        """Return how far a word of the vocabulary may reach that holds ``text[first:last]``; ``None`` when none may.

        Every two characters that stand side by side in a word do so in :attr:`Vocabulary.pairs`.
        """
        if first < 0 or last > len(text):
            return None
        behind = self._behind
        if any(text[at + 1] not in behind.get(text[at], ()) for at in range(first, last - 1)):
            return None
        while first > 0 and text[first] in behind.get(text[first - 1], ()):
            first -= 1
        while last < len(text) and text[last] in behind.get(text[last - 1], ()):
            last += 1
        return first, last

    def _tried(self, run: _Run, at: int, to: int, put: str, price: float) -> Repair | None:
        """Return the best repair that puts ``put`` in place of ``run.text[at:to]``, or ``None`` when none is worth it."""
        text = run.text[:at] + put + run.text[to:]
        grown = len(put) - (to - at)
        inner = 0 if grown == 0 else 1
        best: Repair | None = None
        typed = run.before[-1] + price
        reach = self._reach(text, at - inner, at + len(put) + inner)
        if reach is None:
            return None
        for start in range(max(reach[0], at - LONGEST + 1), at + 1 - inner):
            for end in range(max(at + len(put) + inner, start + 2), min(reach[1], start + LONGEST) + 1):
                word = text[start:end]
                if word not in self._words or (grown > 0 and len(word) < 4) or (grown < 0 and len(word) < 3):
                    continue
                gain = run.before[start] + self._log(word) + run.after[end - grown] - typed
                if gain >= self._least(word, grown) and (best is None or gain > best.gain):
                    best = Repair(at, to, put, word, gain)
        return best

    def _least(self, word: str, grown: int) -> float:
        count = self._words[word]
        if grown:
            return LEAST_COUNT
        if len(word) <= 3:
            known = self._segmenter.knows(word) or count >= OFTEN
            wanted = known and count >= (SHORT_OFTEN if len(word) == 2 else 2) and FUNCTION.isdisjoint(word)
            return LEAST[len(word)] if wanted else inf
        return LEAST_LONG if count >= OFTEN else LEAST_LONG_SELDOM

    def _sound(self, text: str, repair: Repair) -> bool:
        """Tell whether a word with content arises, and none that people use goes for one that may be chance."""
        grown = len(repair.put) - (repair.end - repair.start)
        place = repair.start + min(grown, 0)
        arisen = next(token for token in self._segmenter.tokens(repair.mend(text)) if token.span.end > place)
        if arisen.text in self._stop:
            return False
        if grown:
            typed = [token.span.start for token in self._segmenter.tokens(text) if len(token.text) == 1]
            inside = grown < 0 or arisen.span.start < place < arisen.span.end - 1
            return len(arisen.text) >= 3 and inside and any(at in typed for at in (repair.start - 1, repair.start))
        if len(arisen.text) == 1 and self._words[repair.word] < OFTEN:
            return False
        often = self._words[repair.word] >= OFTEN and FUNCTION.isdisjoint(repair.word)
        if (len(repair.word) >= 4 and often) or (len(arisen.text) >= 3 and arisen.text in self._terms):
            return True
        return not any(self._used(text[at : at + 2]) for at in (place - 1, place) if 0 <= at <= len(text) - 2)

    def _used(self, word: str) -> bool:
        return word in self._words or self._segmenter.knows(word) or f" {word} " in self._vocabulary.rare
