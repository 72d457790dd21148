"""Hybrid retrieval: BM25, vectors, headings and coverage, fused, in a total order."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, lru_cache

import numpy as np
from llama_index.core.vector_stores.types import VectorStoreQuery
from numpy.typing import NDArray

from lzqa.embedding import Embedder, StaticEmbedder
from lzqa.figures import find_figures, years_spoken_of
from lzqa.indexing import Index
from lzqa.passages import Passage, PassageKind
from lzqa.question import Question, QuestionKind, Term
from lzqa.question.kinds import levels_of
from lzqa.retrieval.bank import BankMatch, BankMatcher
from lzqa.retrieval.fusion import DECIMALS, SCALED, Scores, fuse, max_norm, ranking
from lzqa.retrieval.intent import Intent, IntentModel, heard, load_intents
from lzqa.retrieval.model import Hit, Signals
from lzqa.retrieval.nearness import Nearness, leaned
from lzqa.retrieval.placed import best_first
from lzqa.retrieval.ranker import load_ranker
from lzqa.segment import fold

WANTS_FIGURE = frozenset({QuestionKind.FIGURE, QuestionKind.TABLE, QuestionKind.COMPUTE, QuestionKind.COMPARE})
NEAREST_VECTORS = 200
"""So many passages are asked of the vector index; the cosine of the others counts as 0."""
REMEMBERED = 64
"""So many questions' vectors are remembered: one question needs its own several times."""
MATCHES = 8
"""So many comparisons with the bank are remembered, each of some megabytes: a turn may be read in so many ways."""
TERMS = 256
"""Of so many terms it is remembered which passages hold them: one answer asks for it several times."""
STANDING = 8
"""Of so many networks it is remembered where their passages stand."""
WORDS = 16384
"""Of so many words it is remembered how much they tell."""
PROMISING = 40
"""So many passages, by the weighted sum and by the bank each, are looked at by the learned ranker."""
TOLD = 10
"""So many are that the question's words speak for."""
UNTOLD = 0.8
"""Probability that the plan answers, where no network tells."""
BEHIND = 0.001
"""Passages that the learned ranker does not look at score at most this."""
ASKED_WITH, PART_ASKED_WITH = 0.9, 0.5
"""What a word counts that the bank's questions about a passage use, and one that is part of such a word."""
COMMON_OFFSET, COMMON_SPAN, COMMON_FLOOR = 6.0, 5.0, 0.1
"""A word with a share of e^-6 of general text weighs the floor, one with e^-11 or less all of its plan rarity."""


def candidates(fused: Scores, signals: Mapping[str, Scores]) -> NDArray[np.int64]:
    """Return the positions of the most promising passages, in the text's order: by the sum, by the bank, and as told by the words."""
    found = [best_first(fused, PROMISING)]
    for name, most in (("asked", PROMISING), ("intent_share", TOLD)):
        by = best_first(signals[name], most)
        found.append(by[signals[name][by] > 0])
    return np.unique(np.concatenate(found))


def rows(signals: dict[str, Scores], names: Sequence[str], places: NDArray[np.int64]) -> Scores:
    """Return ``(places, names)`` features of passages: their signals, BM25 scores divided by the question's best."""
    columns = [max_norm(signals[name]) if name in SCALED else signals[name] for name in names]
    return np.array([column[places] for column in columns]).T


class HybridRetriever:
    """Ranks all passages of an index for a question.

    Args:
        index: A loaded index.
        weights: Fusion weights by signal; the shipped ones when not given.
        bank: Whether the question bank is used, where the index has one.
    """

    def __init__(self, index: Index, weights: dict[str, float] | None = None, *, bank: bool = True) -> None:
        self._index = index
        self.weights = weights
        self.bank = BankMatcher(index) if bank and index.questions is not None else None
        self._vector = lru_cache(maxsize=REMEMBERED)(self._encoded)
        self._weight = lru_cache(maxsize=WORDS)(self._weighed)
        self._compared = lru_cache(maxsize=MATCHES)(self._matched)
        self._held = lru_cache(maxsize=TERMS)(self._present)
        self._asked_about = lru_cache(maxsize=TERMS)(self._all_asked_about)
        self._told = lru_cache(maxsize=REMEMBERED)(self._telling)
        self._standing = lru_cache(maxsize=STANDING)(self._places_of)
        self.ranker = load_ranker() if self.bank is not None else None
        self.intents = load_intents() if self.bank is not None else None
        self._terms = frozenset(map(fold, index.plan.lexicon.terms))
        passages = index.plan.passages.passages
        self._nearness = Nearness(passages)
        self._size = len(passages)
        self._text_postings = self._postings(index.terms)
        self._context_postings = self._postings(index.context_terms)
        years = [years_spoken_of(p.quote) for p in passages]
        self._quantity = np.array([self._states_figure(p) for p in passages], float)
        own = [frozenset(levels_of(p.quote + (p.lead if p.kind is PassageKind.ROW else ""))) for p in passages]
        levels = [each | frozenset(levels_of(p.context)) for each, p in zip(own, passages, strict=True)]
        self._nowhere = np.zeros(self._size, bool)
        self._with_year = {year: np.array([year in each for each in years], bool) for year in frozenset().union(*years)}
        self._with_level = {level: np.array([level in each for each in levels], bool) for level in frozenset().union(*levels)}
        self._dated, self._levelled = np.array(list(map(bool, years)), bool), np.array(list(map(bool, own)), bool)
        self._heading = np.array([p.kind is PassageKind.HEADING for p in passages])
        self._lead = np.array([self._introduces(at) for at in range(self._size)], float)
        self._row = np.array([p.kind is PassageKind.ROW for p in passages], float)

    @staticmethod
    def _states_figure(passage: Passage) -> bool:
        """Tell whether a passage states a figure in digits; 两所 or 三年 beside other matters make no statistic."""
        return passage.kind is PassageKind.ROW or any(figure.in_digits for figure in find_figures(passage.quote))

    def _introduces(self, at: int) -> bool:
        """Tell whether a passage is a short lead with more behind it in its block."""
        passages = self._index.plan.passages.passages
        passage = passages[at]
        follows = at + 1 < len(passages) and passages[at + 1].block == passage.block
        return passage.kind is not PassageKind.ROW and len(passage.quote) <= 22 and follows and not self._quantity[at]

    @staticmethod
    def _postings(sets: tuple[frozenset[str], ...]) -> dict[str, NDArray[np.int64]]:
        found: dict[str, list[int]] = {}
        for at, terms in enumerate(sets):
            for term in terms:
                found.setdefault(term, []).append(at)
        return {term: np.array(places) for term, places in found.items()}

    def rarity(self, word: str) -> float:
        """Return how much ``word`` tells: its inverse document frequency over the quotes, less for an everyday word.

        ``ln(1 + N / (1 + df))``, times a factor between :data:`COMMON_FLOOR` and 1 that falls with the word's frequency in
        general Chinese, so that 已经 or 过 weigh little though the plan has few of them.  Terms of the lexicon keep all of it.
        Of a word that the plan lacks, the passages count that people ask about with it (:meth:`BankMatcher.spread`).
        """
        return self._weight(word)

    def _weighed(self, word: str) -> float:
        held: float = len(self._text_postings.get(word, ()))
        if not held and self.bank is not None and word not in self._context_postings:
            held = self.bank.spread(word)
        inverse = math.log(1 + self._size / (1 + held))
        return inverse * self._general_weight(word)

    def _general_weight(self, word: str) -> float:
        common = self._index.segmenter.commonness(word)
        if word in self._terms or common == 0:
            return 1.0
        return min(1.0, max(COMMON_FLOOR, (-math.log(common) - COMMON_OFFSET) / COMMON_SPAN))

    def knows(self, term: Term) -> bool:
        """Tell whether the plan uses the term, a part of it, or one of the plan's words for it."""
        words = (term.word, *term.parts, *term.plan_words)
        return any(word in self._text_postings or word in self._context_postings for word in words)

    def _present(self, term: Term) -> tuple[Scores, Scores]:
        """Return how far each passage's quote holds ``term``, and how far its headings and lead do."""
        found = self._presence(term, self._text_postings), self._presence(term, self._context_postings)
        for held in found:
            held.setflags(write=False)
        return found

    def _presence(self, term: Term, postings: dict[str, NDArray[np.int64]]) -> Scores:
        """Return how far each passage holds ``term``: 1 for the word itself, less for what stands for it."""
        held = np.zeros(self._size)
        for word in term.plan_words:
            for part in (word, *self._index.segmenter.terms(word)):
                if part in postings:
                    share = term.weight * (1.0 if part == word else len(part) / max(len(word), 1))
                    held[postings[part]] = np.maximum(held[postings[part]], share)
        parts = [part for part in term.parts if len(part) > 1]
        for part in parts:
            if part in postings:
                held[postings[part]] = np.maximum(held[postings[part]], 0.8 * min(1.0, len(part) / len(term.word) + 0.2))
        if term.word in postings:
            held[postings[term.word]] = 1.0
        return held

    def _coverages(self, question: Question) -> tuple[Scores, Scores, Scores]:
        weights, quotes, contexts = [], [], []
        for term in question.terms:
            weights.append(self.rarity(term.word))
            quote, context = self._held(term)
            quotes.append(quote)
            contexts.append(context)
        if not weights:
            zero = np.zeros(self._size)
            return zero, zero, zero
        share = np.array(weights) / sum(weights)
        by_quote, by_context = np.array(quotes), np.array(contexts)
        return share @ by_quote, share @ by_context, share @ np.maximum(by_quote, 0.7 * by_context)

    def _encoded(self, text: str) -> NDArray[np.float32]:
        return np.asarray(self._index.embedder.encode_query([text])[0])

    @cached_property
    def _shipped(self) -> Embedder:
        """The shipped embedding model, which the network of intents reads with."""
        own = self._index.embedder
        return own if own.name == StaticEmbedder.name else StaticEmbedder()

    def meanings(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return ``(texts, dimension)`` vectors of the shipped embedding model."""
        return np.asarray(self._shipped.encode_query(list(texts)), dtype=np.float32)

    def _places_of(self, model: IntentModel) -> NDArray[np.int64]:
        at = {passage.id: passage.position for passage in self._index.plan.passages.passages}
        return np.array([at.get(name, -1) for name in model.passages], np.int64)

    def _telling(self, text: str, model: IntentModel) -> Intent:
        vector = self._vector(text) if self._shipped is self._index.embedder else self.meanings([text])[0]
        return model.tell(heard(text, self._index.segmenter), vector, self._standing(model), self._size)

    def intent(self, text: str) -> Intent | None:
        """Return what a normalised text asks for, as its words tell; ``None`` when no network knows this plan."""
        model = self.intents
        return self._told(text, model) if model is not None and model.plan == self._index.plan.corpus.info.id else None

    def _cosines(self, question: Question) -> Scores:
        query = VectorStoreQuery(query_embedding=self._vector(question.text).tolist(), similarity_top_k=NEAREST_VECTORS)
        result = self._index.vectors.query(query)
        cosines = np.zeros(self._size)
        cosines[np.array(result.ids or [], dtype=np.int64)] = result.similarities or []
        return cosines

    def _year_fit(self, question: Question) -> Scores:
        if not question.years:
            return np.zeros(self._size)
        named = np.any([self._with_year.get(year, self._nowhere) for year in question.years], axis=0)
        return np.where(named, 1.0, np.where(self._dated, -1.0, 0.0))

    def _level_fit(self, question: Question) -> Scores:
        if not question.levels:
            return np.zeros(self._size)
        named = np.any([self._with_level.get(level, self._nowhere) for level in question.levels], axis=0)
        return np.where(named, 1.0, np.where(self._levelled, -1.0, 0.0))

    @property
    def learned(self) -> bool:
        """Whether the scores of hits are probabilities."""
        return self.ranker is not None

    def compare(self, question: Question, without: Collection[int] = ()) -> BankMatch | None:
        """Return how the bank's questions compare with ``question``; ``None`` without a bank."""
        if without and self.bank is not None:
            return self.bank.match(question.text, without, self._vector(question.text))
        return self.compare_text(question.text)

    def _matched(self, text: str) -> BankMatch | None:
        return self.bank.match(text, (), self._vector(text)) if self.bank is not None else None

    def compare_text(self, text: str) -> BankMatch | None:
        """Return how the bank's questions compare with a normalised text; ``None`` without a bank."""
        return self._compared(text)

    def signals(self, question: Question, match: BankMatch | None = None, without: Collection[int] = ()) -> dict[str, Scores]:
        """Return every raw signal of every passage, ``(passages,)`` arrays by name; see :class:`Signals`.

        Args:
            question: The question.
            match: What :meth:`compare` gave for it; worked out when not given.
            without: Numbers of the bank's questions to leave out.
        """
        words = [part for term in question.terms for part in (term.word, *term.parts)]
        everyday = np.zeros(self._size)
        for term in question.terms:
            for rank, word in enumerate(term.plan_words):
                everyday += term.weight * 0.8**rank * self._index.text.scores(self._index.segmenter.terms(word))
        coverage, heading, together = self._coverages(question)
        wants = question.kind in WANTS_FIGURE
        found = {
            "bm25_text": self._index.text.scores(words).astype(float),
            "bm25_context": self._index.context.scores(words).astype(float),
            "bm25_everyday": everyday,
            "cosine": self._cosines(question),
            "heading": heading,
            "coverage": coverage,
            "together": together,
            "year": self._year_fit(question),
            "figure": self._quantity if wants else np.zeros(self._size),
            "level": self._level_fit(question),
            "lead": self._lead,
            "row": self._row,
            "wants": np.full(self._size, float(wants)),
        }
        if self.bank is not None:
            match = match or self.bank.match(question.text, without, self._vector(question.text))
            found["vocabulary"] = self._vocabulary(question, without)
            found["asked"], found["asked_next"] = match.best["likeness"], match.second
            found.update({f"asked_{name}": match.best[name] for name in ("word", "pair", "meaning")})
            found["asked_share"] = max_norm(found["asked"])
            found["asked_same"] = self.bank.asked_the_same(match)
            found["lacking"], found["lacking_same"] = self.bank.lacking(match)
            intent = self.intent(question.text)
            nowhere = np.zeros(self._size)
            found["intent"] = intent.logarithms if intent is not None else nowhere
            found["intent_share"] = max_norm(intent.passages) if intent is not None else nowhere
            found["intent_answered"] = np.full(self._size, intent.answered if intent is not None else UNTOLD)
            found["sounds_lacking"] = np.full(self._size, question.sounds("unanswerable"))
        return found

    def _vocabulary(self, question: Question, without: Collection[int]) -> Scores:
        """Return the share of the question's terms that each passage, or the bank's questions about it, hold."""
        if self.bank is None or not question.terms:
            return np.zeros(self._size)
        weights = np.array([self.rarity(term.word) for term in question.terms])
        held = np.array([self._asked_with(term, without) for term in question.terms])
        return np.asarray(weights @ held / (weights.sum() or 1.0))

    def _asked_with(self, term: Term, without: Collection[int]) -> Scores:
        """Return how far each passage, or the bank's questions about it, hold ``term``, 0..1."""
        return self._asked_about(term) if not without else self._all_asked_about(term, without)

    def _all_asked_about(self, term: Term, without: Collection[int] = ()) -> Scores:
        quote, context = self._held(term)
        held = np.maximum(quote, 0.7 * context)
        if self.bank is not None:
            for word, share in ((term.word, ASKED_WITH), *((part, PART_ASKED_WITH) for part in term.parts if len(part) > 1)):
                places = self.bank.used_with(word, without)
                held[places] = np.maximum(held[places], share)
        return held

    def left_out(self, question: Question, place: int, without: Collection[int] = ()) -> float:
        """Return the weight of the rarest term that neither the passage at ``place`` nor the bank's questions about it hold."""
        return max(
            (self.rarity(term.word) * (1 - float(self._asked_with(term, without)[place])) for term in question.terms),
            default=0.0,
        )

    def retrieve(
        self,
        question: Question,
        k: int = 10,
        *,
        headings: bool = False,
        match: BankMatch | None = None,
        without: Collection[int] = (),
    ) -> tuple[Hit, ...]:
        """Return the ``k`` best passages, best first; ties stand in the text's order.

        Args:
            question: The question.
            k: How many; clipped to what there is.
            headings: Whether headings themselves may be returned.
            match: What :meth:`compare` gave for the question; worked out when not given.
            without: Numbers of the bank's questions to leave out.
        """
        signals = self.signals(question, match, without)
        scores = self.scores(signals, question.context)
        eligible = np.ones(self._size, bool) if headings else ~self._heading
        passages = self._index.plan.passages.passages
        places = ranking(scores, eligible, k)
        columns = [values[places].tolist() for values in signals.values()]
        return tuple(
            Hit(passages[at], score, Signals(**dict(zip(signals, row, strict=True))))
            for at, score, row in zip(places, scores[places].tolist(), zip(*columns, strict=True), strict=True)
        )

    def scores(self, signals: dict[str, Scores], context: Sequence[tuple[str, float]] = ()) -> Scores:
        """Return what passages are ranked by: the learned probability, or without a bank the weighted sum of signals.

        Args:
            signals: Each ``(passages,)``.
            context: Passages that earlier answers of the dialogue cite, each with its weight; what stands near is likelier.

        Only the most promising passages are given to the learned ranker; the others stay behind them, in the order of the sum.
        """
        fused = fuse(signals, self.weights)
        if self.ranker is None:
            return fused
        promising = candidates(fused, signals)
        probabilities = self.ranker.probabilities(rows(signals, self.ranker.names, promising))
        scores = BEHIND * fused / max(float(fused.max(initial=0.0)), 1e-9)
        if context:
            probabilities = leaned(probabilities, self._nearness.of(context)[promising])
        scores[promising] = BEHIND + probabilities
        return np.round(scores, DECIMALS)
