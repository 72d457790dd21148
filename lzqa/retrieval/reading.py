"""What a question and a sentence have in common, as numbers: the features that :mod:`lzqa.retrieval.reader` learns from.

A text is looked at three ways: as words without stop words, as characters and pairs of them, and as the tokens of the shipped
embedding model with their vectors, where every token of the question looks for the one nearest to it (Khattab and Zaharia 2020,
"ColBERT: Efficient and Effective Passage Search via Contextualized Late Interaction").  The longer a token's vector is,
the more it counts, for that is what the model's training made of it.
"""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lzqa.embedding import StaticEmbedder
from lzqa.indexing.lexical import LexicalIndex, search_terms
from lzqa.lexicon import load_lexicon
from lzqa.retrieval.expecting import Expecting, Marks, looks, shipped_expecting, views
from lzqa.retrieval.fusion import max_norm
from lzqa.retrieval.offers import ASKS, OFFERS, asks, offers
from lzqa.segment import Segmenter, fold

Values = NDArray[np.float64]
Places = NDArray[np.int64]

WINDOW = 8
"""Tokens on either side that count as near."""
LONGEST = 160
"""So many tokens, and twice as many characters, of a sentence are looked at one by one."""
SHARES = ("own", "before", "both", "paragraph", "alone", "rarest missing")
SAME = 0.99
"""Cosine from which two tokens are the same."""
MET = 11.5
"""What it weighs, beside a word's fitness to answer, that all of the question is met near it; the fit of fitness has about that."""
NOTHING = -30.0
"""Fitness of a sentence that has no word of its own."""
_LEAST = 1e-9


def grams(text: str) -> tuple[str, ...]:
    """Return the characters of ``text`` and the pairs of neighbours, without marks and white space."""
    runs = "".join(letter if letter.isalnum() else " " for letter in fold(text)).split()
    return tuple(run[at : at + size] for run in runs for size in (1, 2) for at in range(len(run) - size + 1))


class Postings:
    """Where terms stand, and how rare they are.

    Args:
        documents: The terms of each.
    """

    def __init__(self, documents: Sequence[Iterable[str]]) -> None:
        found: dict[str, list[int]] = {}
        for at, document in enumerate(documents):
            for term in set(document):
                found.setdefault(term, []).append(at)
        self.size = len(documents)
        self._places = {term: np.array(places) for term, places in found.items()}

    def rarity(self, term: str) -> float:
        """Return BM25's ``ln(1 + (N - df + 0.5) / (df + 0.5))``."""
        count = len(self._places.get(term, ()))
        return math.log(1 + (self.size - count + 0.5) / (count + 0.5))

    def held(self, terms: Sequence[str]) -> NDArray[np.bool_]:
        """Return ``(terms, documents)``: which holds which."""
        held = np.zeros((len(terms), self.size), dtype=bool)
        for row, term in enumerate(terms):
            if term in self._places:
                held[row, self._places[term]] = True
        return held


@dataclass(frozen=True, eq=False)
class Asked:
    """A question, looked at once, with what every sentence of a collection scores for it.

    Args:
        text: In half-width lower case.
        terms: Search terms.
        grams: Characters and pairs.
        tokens: Tokens of the embedding model, at least one.
        views: How it asks.
        words: ``(sentences,)`` BM25 over words.
        letters: ``(sentences,)`` BM25 over characters and pairs.
        cosine: ``(sentences,)``.
        around: ``(sentences,)`` BM25 of the sentence's paragraph.
    """

    text: str
    terms: tuple[str, ...]
    grams: tuple[str, ...]
    tokens: Places
    views: Marks
    words: Values
    letters: Values
    cosine: Values
    around: Values

    def promising(self, k: int) -> Places:
        """Return the ``k`` sentences that are best by words, characters and cosine together, best first."""
        rough = max_norm(self.words) + max_norm(self.letters) + 2 * max_norm(self.cosine)
        return np.argsort(-rough, kind="stable")[:k]


class Collection:
    """Sentences in their paragraphs, looked at once; questions are then compared with them.

    Args:
        paragraphs: The sentences of each, at least one.
        segmenter: Gives the words.
        embedder: Gives the vectors.
        expecting: Tells which words could answer; the shipped one when not given.
    """

    def __init__(
        self,
        paragraphs: Sequence[Sequence[str]],
        segmenter: Segmenter,
        embedder: StaticEmbedder,
        expecting: Expecting | None = None,
    ) -> None:
        self.texts = [text for paragraph in paragraphs for text in paragraph]
        lengths = [len(paragraph) for paragraph in paragraphs]
        self.starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        self._paragraph = np.repeat(np.arange(len(paragraphs)), lengths)
        self._first = np.zeros(len(self.texts), dtype=bool)
        self._first[self.starts[:-1]] = True
        self._last = np.append(self._first[1:], [True])
        self._segmenter, self._embedder, self._lexicon = segmenter, embedder, load_lexicon()
        self._expecting = expecting or shipped_expecting()
        terms = [search_terms(segmenter, self._lexicon, text) for text in self.texts]
        pieces = [grams(text) for text in self.texts]
        self._by_words, self._by_letters = LexicalIndex.build(terms), LexicalIndex.build(pieces)
        whole = [[term for row in terms[a:b] for term in row] for a, b in zip(self.starts[:-1], self.starts[1:], strict=True)]
        self._by_paragraph = LexicalIndex.build(whole)
        self._words, self._letters = Postings(terms), Postings(pieces)
        self._vectors = embedder.encode_document(self.texts)
        self._tokens, spans = embedder.tokens(self.texts)
        folded = [fold(text) for text in self.texts]
        self._codes = [np.array([ord(letter) for letter in text[: 2 * LONGEST]] or [0], dtype=np.int32) for text in folded]
        starts = [[a for a, _ in places] for places in spans]
        self._offers = [_offered(text, own) for text, own in zip(folded, starts, strict=True)]
        self._could = [_could_answer(text, own, segmenter) for text, own in zip(folded, starts, strict=True)]

    def ask(self, question: str) -> Asked:
        """Look at a question."""
        (tokens,), _ = self._embedder.tokens([question])
        terms, pieces = search_terms(self._segmenter, self._lexicon, question), grams(question)
        return Asked(
            fold(question),
            terms,
            pieces,
            tokens if len(tokens) else np.zeros(1, dtype=np.int64),
            views(question, self._segmenter),
            self._by_words.scores(terms).astype(float),
            self._by_letters.scores(pieces).astype(float),
            (self._embedder.encode_query([question]) @ self._vectors.T)[0].astype(float),
            self._by_paragraph.scores(terms)[self._paragraph].astype(float),
        )

    def features(self, asked: Asked, places: Places) -> tuple[tuple[str, ...], NDArray[np.float32]]:
        """Return the features' names, and ``(places, features)``.

        Args:
            asked: What :meth:`ask` gave.
            places: The sentences to look at, at least one; what is said of "the best" is said of these.
        """
        found = self._scored(asked, places)
        for label, parts, postings in (("words", asked.terms, self._words), ("letters", asked.grams, self._letters)):
            for name, share in self._shares(parts, postings, places).items():
                found[f"{name} share of {label}"] = share
        found["longest run"], found["common order"] = self._runs(asked.text, places)
        met, density = self._meetings(asked, places)
        found |= met
        for name in ("soft share", "densest", "longest run", "own share of words", "own share of letters"):
            found[f"{name}, of the best"] = found[name] / max(float(found[name].max()), _LEAST)
        starts = self.starts[self._paragraph[places]]
        found["place"] = (places - starts).astype(float)
        found["sentences"] = (self.starts[self._paragraph[places] + 1] - starts).astype(float)
        found["characters"] = np.array([len(self.texts[at]) for at in places], dtype=float)
        count, nearest = self._new(asked.text, places, density)
        for row, name in enumerate(OFFERS):
            found[f"offers {name}"], found[f"near: {name}"] = count[:, row], nearest[:, row]
        found |= self._expected(asked, places, density)
        for name, sounds in zip(ASKS, asks(asked.text), strict=True):
            found[f"asks {name}"] = np.full(len(places), sounds)
        return tuple(found), np.stack(list(found.values()), axis=1).astype(np.float32)

    def _scored(self, asked: Asked, places: Places) -> dict[str, Values]:
        """Return each score, beside the best of all, the best of the paragraph, and the sentences before and after."""
        found: dict[str, Values] = {}
        before, after = np.maximum(places - 1, 0), np.minimum(places + 1, len(self.texts) - 1)
        for name, score in (("words", asked.words), ("letters", asked.letters), ("cosine", asked.cosine)):
            own = score[places]
            inside = np.maximum.reduceat(score, self.starts[:-1])[self._paragraph[places]]
            found[name] = own
            found[f"{name}, of the best"] = own / max(float(own.max()), _LEAST)
            found[f"{name}, of the paragraph's best"] = own / np.maximum(inside, _LEAST)
            found[f"{name}, before"] = np.where(self._first[places], 0.0, score[before])
            found[f"{name}, after"] = np.where(self._last[places], 0.0, score[after])
        found["paragraph"] = asked.around[places]
        found["paragraph, of the best"] = found["paragraph"] / max(float(found["paragraph"].max()), _LEAST)
        return found

    def _shares(self, terms: Sequence[str], postings: Postings, places: Places) -> dict[str, Values]:
        """Return how much of the question's ``terms``, by rarity, stands in a sentence and around it.

        By :data:`SHARES`: in itself, the one before, one of the two, its paragraph, itself alone in its paragraph; and how rare
        the rarest that it lacks is.
        """
        terms = tuple(dict.fromkeys(terms))
        if not terms:
            return {name: np.zeros(len(places)) for name in SHARES}
        weights = np.array([postings.rarity(term) for term in terms])
        weights /= weights.sum()
        held = postings.held(terms)
        inside = np.add.reduceat(held, self.starts[:-1], axis=1, dtype=np.int64)[:, self._paragraph[places]]
        own, before = held[:, places], held[:, np.maximum(places - 1, 0)] & ~self._first[places]
        shares = (
            weighed(weights, own),
            weighed(weights, before),
            weighed(weights, own | before),
            weighed(weights, inside > 0),
            weighed(weights, own / np.maximum(inside, 1)),
            np.where(own, 0.0, weights[:, None]).max(axis=0) / weights.max(),
        )
        return dict(zip(SHARES, shares, strict=True))

    def _runs(self, question: str, places: Places) -> tuple[Values, Values]:
        """Return the longest common run and the longest common subsequence of characters, over the question's length."""
        rows = [self._codes[at] for at in places]
        text = np.zeros((len(rows), max(map(len, rows)) + 1), dtype=np.int32)
        for at, row in enumerate(rows):
            text[at, 1 : len(row) + 1] = row
        run, order = np.zeros_like(text), np.zeros_like(text)
        longest = np.zeros(len(rows), dtype=np.int32)
        for letter in question:
            same = text[:, 1:] == ord(letter)
            run[:, 1:] = (run[:, :-1] + 1) * same
            order[:, 1:] = np.maximum(order[:, 1:], (order[:, :-1] + 1) * same)
            order = np.maximum.accumulate(order, axis=1)
            longest = np.maximum(longest, run.max(axis=1))
        length = max(len(question), 1)
        return longest / length, order[:, -1] / length

    def _meetings(self, asked: Asked, places: Places) -> tuple[dict[str, Values], Values]:
        """Return features of how the question's tokens meet a sentence's, and ``(places, tokens)``: how much is met nearby."""
        rows = [self._tokens[at][:LONGEST] for at in places]
        lengths = np.array([len(row) for row in rows])
        kinds, back = np.unique(np.concatenate([*rows, asked.tokens]), return_inverse=True)
        vectors = self._embedder.token_vectors(kinds)
        norms = np.maximum(np.linalg.norm(vectors, axis=1), _LEAST)
        own = back[int(lengths.sum()) :]
        likeness = (vectors[own] / norms[own, None]) @ (vectors / norms[:, None]).T
        weights = norms[own] ** 2 / (norms[own] ** 2).sum()
        filled = np.arange(max(1, int(lengths.max())))[None, :] < lengths[:, None]
        grid = np.zeros(filled.shape, dtype=np.int64)
        grid[filled] = back[: int(lengths.sum())]
        cube = np.where(filled, likeness[:, grid], 0.0)
        best = cube.max(axis=2)
        density = np.where(filled, np.einsum("q,qct->ct", weights, highest_near(cube)), 0.0)
        used = (cube > SAME).any(axis=0)
        many = np.maximum(lengths, 1)
        found = {
            "soft share": weighed(weights, best),
            "soft share, plain": best.mean(axis=0),
            "exact share": weighed(weights, best > SAME),
            "least met": best.min(axis=0),
            "heaviest met": best[int(weights.argmax())],
            "densest": density.max(axis=1),
            "mean density": density.sum(axis=1) / many,
            "tokens": lengths.astype(float),
            "tokens used": used.sum(axis=1) / many,
            "tokens new": (filled & ~used).sum(axis=1).astype(float),
            "question's tokens": np.full(len(rows), float(len(own))),
        }
        return found, density

    def _new(self, question: str, places: Places, density: Values) -> tuple[Values, Values]:
        """Return ``(places, offers)``: how much a sentence offers that is not in the question, and how much is met near it."""
        count = np.zeros((len(places), len(OFFERS)))
        nearest = np.zeros_like(count)
        for row, at in enumerate(places):
            for kind, token, text in self._offers[at]:
                if text not in question:
                    count[row, kind] += 1
                    nearest[row, kind] = max(nearest[row, kind], density[row, min(token, density.shape[1] - 1)])
        return count, nearest

    def _expected(self, asked: Asked, places: Places, density: Values) -> dict[str, Values]:
        """Return how well the words that the question has not could answer it, alone and with how much is met near them."""
        owners: list[int] = []
        near, marks = [], []
        for row, at in enumerate(places):
            words, tokens, seen = self._could[at]
            new = [number for number, word in enumerate(words) if word not in asked.text]
            owners += [row] * len(new)
            near.append(density[row, np.minimum(tokens[new], density.shape[1] - 1)])
            marks.append(seen[new])
        rows = np.array(owners, dtype=np.int64)
        fit = self._expecting.fitness(np.concatenate(marks), asked.views)
        met = np.concatenate(near)
        both = fit + MET * met
        alone, together, sum_of = (np.full(len(places), NOTHING) for _ in range(3))
        np.maximum.at(alone, rows, fit)
        np.maximum.at(together, rows, both)
        np.logaddexp.at(sum_of, rows, both)
        beside = np.zeros(len(places))
        best = np.flatnonzero(fit >= alone[rows])
        np.maximum.at(beside, rows[best], met[best])
        found = {"could answer": alone, "could answer, met near": together, "could answer, all": sum_of, "met near it": beside}
        for name in ("could answer", "could answer, met near", "could answer, all"):
            found[f"{name}, below the best"] = found[name].max() - found[name]
        return found


def _could_answer(text: str, starts: Sequence[int], segmenter: Segmenter) -> tuple[tuple[str, ...], Places, Marks]:
    """Return the words of ``text``, the token that each begins in, and how each looks; without punctuation marks."""
    tokens = segmenter.tokens(text)
    kept = [at for at, token in enumerate(tokens) if any(map(str.isalnum, token.text))]
    places = np.array([max(0, bisect(starts, tokens[at].span.start) - 1) for at in kept], dtype=np.int64)
    return tuple(tokens[at].text for at in kept), places, looks([token.text for token in tokens])[kept]


def weighed(weights: Values, rows: NDArray[Any]) -> Values:
    """Return, for each column, the sum of ``rows`` by ``weights``; in the same order of additions on every machine."""
    return np.asarray((weights[:, None] * rows).sum(axis=0), dtype=np.float64)


def highest_near(cube: Values) -> Values:
    """Return, for each of the last axis' places, the highest value within :data:`WINDOW` of it; beyond the ends stand zeros."""
    near = np.pad(cube, ((0, 0), (0, 0), (WINDOW, WINDOW)))
    reach = 1
    while reach < 2 * WINDOW + 1:
        step = min(reach, 2 * WINDOW + 1 - reach)
        near = np.maximum(near[..., :-step], near[..., step:])
        reach += step
    return near


def _offered(text: str, starts: Sequence[int]) -> tuple[tuple[int, int, str], ...]:
    """Return what ``text`` offers: which of :data:`OFFERS`, the token it begins in, its words."""
    return tuple((kind, max(0, bisect(starts, a) - 1), text[a:b]) for kind, spans in enumerate(offers(text)) for a, b in spans)
