"""The tokenizer: words by their frequency, cut by a unigram model, with characters where no word fits.

It is a plain ``tokenizers`` file.  Its cut is the one with the highest product of word probabilities, which is what jieba
does without its guessing, so nothing but that file is needed to encode a question.
"""

from __future__ import annotations

import itertools
import logging
import math
import string
from collections import Counter
from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from lzqa.segment import Segmenter, fold

UNKNOWN = "[UNK]"
DOCUMENT = "\ue000"
"""Stands before a document, never before a question: a vector of its own, which keeps short documents from winning."""
DOCUMENT_LENGTH = 23.0
"""Length of its vector at the start: a seventh of a common document's squared length."""
SIZE = 23_500
CHARACTERS = 6_000
LONGEST = 10
MIN_JIEBA = 4
WEIGHTS = {"laws": 0.1, "cmrc": 3.0, "plan": 30.0, "bank": 4.0, "jieba": 0.05}
"""How much a word's count in each source weighs; they bring the sources to a like size, everyday language in front."""
_CUT = r"\x{e000}|[\x{3007}\x{4e00}-\x{9fff}]+|[0-9]+|[a-z]+|%"


def is_han(character: str) -> bool:
    """Tell whether ``character`` is a common Chinese character."""
    return "\u4e00" <= character < "\ua000" or character == "〇"


def count_words(texts: Iterable[str], segmenter: Segmenter) -> Counter[str]:
    """Return how often each word stands in ``texts``, in half-width lower case."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update(token.text for token in segmenter.tokens(fold(text)))
    return found


def jieba_words() -> Counter[str]:
    """Return the words of jieba's dictionary, which is counted on general Chinese text."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    full = jieba.Tokenizer()
    full.initialize()
    return Counter({word: count for word, count in full.FREQ.items() if count >= MIN_JIEBA and all(map(is_han, word))})


def weigh(counts: dict[str, Counter[str]]) -> dict[str, float]:
    """Return the counts of all sources added up by :data:`WEIGHTS`."""
    total: dict[str, float] = {}
    for name, words in counts.items():
        for word, count in words.items():
            total[word] = total.get(word, 0.0) + WEIGHTS[name] * count
    return total


def choose(total: dict[str, float], kept: Iterable[str], size: int = SIZE) -> list[str]:
    """Return the vocabulary: the mark of documents, characters, short numbers, pairs of letters, ``kept``, then words by frequency.

    Args:
        total: Weighted frequency of every word.
        kept: Words that are in, however rare.
        size: How many.
    """
    characters: dict[str, float] = {}
    for word, count in total.items():
        for character in word:
            if is_han(character):
                characters[character] = characters.get(character, 0.0) + count
    ordered = sorted(characters, key=lambda character: (-characters[character], character))
    chosen = dict.fromkeys(ordered[:CHARACTERS])
    chosen.update(dict.fromkeys([*string.ascii_lowercase, *string.digits, "%"]))
    chosen.update(dict.fromkeys(f"{number:02d}" for number in range(100)))
    chosen.update(dict.fromkeys(str(number) for number in (*range(100, 1000), *range(1700, 2100))))
    chosen.update(dict.fromkeys("".join(pair) for pair in itertools.product(string.ascii_lowercase, repeat=2)))
    chosen.update(dict.fromkeys(word for word in kept if all(map(is_han, word)) and 1 < len(word) <= LONGEST))
    for word in sorted(total, key=lambda word: (-total[word], word)):
        if len(chosen) >= size:
            break
        if len(word) <= LONGEST and (all(map(is_han, word)) or (word.isascii() and word.isalpha())):
            chosen.setdefault(word)
    return [DOCUMENT, *list(chosen)[: size - 1]]


def rarity(words: Iterable[str], total: dict[str, float]) -> list[float]:
    """Return ``ln(all / count)`` of each word, as large as for one in three million, for a character one in 30,000."""
    everything = sum(total.values())
    return [math.log(everything / max(total.get(word, 0.0), everything / (3e6 if len(word) > 1 else 3e4))) for word in words]


def build_tokenizer(words: list[str], total: dict[str, float]) -> Tokenizer:
    """Return the tokenizer over ``words``; token 0 is :data:`UNKNOWN`."""
    everything = sum(total.values())
    rows = [(word, math.log(max(total.get(word, 0.0), 0.1) / everything)) for word in words]
    tokenizer = Tokenizer(models.Unigram([(UNKNOWN, -30.0), *rows], 0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(_CUT), "removed", invert=True)
    return tokenizer
