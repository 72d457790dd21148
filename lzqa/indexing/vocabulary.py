"""Counting the words of a plan and of the questions about it, when the index is built."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from lzqa.bank import Bank
from lzqa.facts import Fact
from lzqa.lexicon import Lexicon
from lzqa.lexicon.vocabulary import Vocabulary
from lzqa.normalise import normalise
from lzqa.passages import PassageSet
from lzqa.segment import Segmenter, fold, rare_words

PROPER_VOICES = frozenset({"parent", "teacher", "clerk", "auditor"})
"""The bank's questions that are written without slips, in Mandarin and in simplified characters."""
LONGEST = 8
"""Longest word or pair of words, in code points."""
LISTED = 5
"""A word of the word lists counts as if the plan had it so many times more."""
LEAST = {2: 2, 3: 4}
"""So often must two words, or three, follow each other to be kept together."""
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
Groups = dict[int, Counter[str]]


def _counted(texts: Iterable[str], segmenter: Segmenter, groups: Groups) -> Counter[str]:
    """Count the words of ``texts``, and into ``groups`` those that follow each other; figures, letters and marks part them."""
    found: Counter[str] = Counter()
    for text in texts:
        for run in _HAN_RUN.finditer(fold(text)):
            words = [token.text for token in segmenter.tokens(run.group())]
            found.update(words)
            for size in (2, 3):
                joined = ("".join(words[at : at + size]) for at in range(len(words) - size + 1))
                groups[size].update(text for text in joined if len(text) <= LONGEST)
    return found


def build_vocabulary(
    passages: PassageSet, facts: Iterable[Fact], bank: Bank, lexicon: Lexicon, segmenter: Segmenter
) -> Vocabulary:
    """Count the words of the plan, of its facts' names and of the bank's properly written questions, and groups of words.

    A group that comes seldom is left out, and so is a word that only one question has.
    """
    groups: Groups = {2: Counter(), 3: Counter()}
    own = _counted((passage.quote for passage in passages.passages), segmenter, groups)
    own.update(_counted((name for fact in facts for name in fact.names), segmenter, groups))
    own.update({term: LISTED for term in map(fold, lexicon.terms) if _HAN_RUN.fullmatch(term) and len(term) <= LONGEST})
    asked = (normalise(entry.text) for entry in bank.entries if entry.voice in PROPER_VOICES)
    words = own + _counted(asked, segmenter, groups)
    total = words.total()
    held = {word: count for word, count in words.items() if count > 1 or word in own}
    for size, group in groups.items():
        for text, count in group.items():
            if count >= LEAST[size]:
                held[text] = max(count, held.get(text, 0))
    return Vocabulary.of(held, total, rare_words() - held.keys())
