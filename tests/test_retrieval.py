"""Hybrid retrieval: total order, raw signals, and agreement with a slow and obvious reference."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lzqa.indexing.lexical import K1, B
from lzqa.passages import PassageKind
from lzqa.retrieval import HybridRetriever
from lzqa.retrieval.fusion import SCALED, fuse, max_norm, ranking, shipped_weights


def ask(assistant, text):
    return assistant.understander.understand([text])


def linear_bm25(documents: list[list[str]], terms: list[str]) -> list[float]:
    """The formula, term by term and passage by passage."""
    mean = sum(map(len, documents)) / len(documents)
    scores = []
    for document in documents:
        total = 0.0
        for term in terms:
            frequency = document.count(term)
            holding = sum(term in other for other in documents)
            idf = math.log(1 + (len(documents) - holding + 0.5) / (holding + 0.5))
            total += idf * frequency / (frequency + K1 * (1 - B + B * len(document) / mean))
        scores.append(total)
    return scores


@pytest.mark.parametrize("query", ["学前三年毛入园率", "增加学位", "减轻学生负担", "2020年幼儿园数"])
def test_bm25_signal_equals_the_linear_reference(mini, query):
    question = ask(mini, query)
    lexicon, segmenter = mini.index.plan.lexicon, mini.index.segmenter
    documents = [
        [term for term in segmenter.terms(passage.quote) if term not in lexicon.stop]
        for passage in mini.index.plan.passages.passages
    ]
    words = [part for term in question.terms for part in (term.word, *term.parts)]
    found = mini.retriever.signals(question)["bm25_text"]
    np.testing.assert_allclose(found, linear_bm25(documents, words), rtol=1e-4, atol=1e-5)


def test_cosine_signal_equals_the_product_of_the_vectors(mini):
    question = ask(mini, "学前三年毛入园率")
    vector = mini.index.embedder.encode_query([question.text])[0]
    passages = mini.index.embedder.encode_document([f"{p.context} {p.quote}" for p in mini.index.plan.passages.passages])
    np.testing.assert_allclose(mini.retriever.signals(question)["cosine"], passages @ vector, atol=1e-4)


def test_order_is_by_score_then_by_place_and_is_the_same_every_time(assistant):
    question = ask(assistant, "教师培训")
    first = assistant.retriever.retrieve(question, 50)
    assert first == assistant.retriever.retrieve(question, 50)
    keys = [(-hit.score, hit.passage.position) for hit in first]
    assert keys == sorted(keys)
    assert len({hit.passage.id for hit in first}) == len(first)


def test_ties_stand_in_the_order_of_the_text():
    scores = np.array([0.5, 0.9, 0.9, 0.1, 0.5])
    assert ranking(scores, np.ones(5, bool), 4) == [1, 2, 0, 4]
    assert ranking(scores, np.array([True, False, True, True, True]), 10) == [2, 0, 4, 3]
    assert ranking(scores, np.ones(5, bool), 0) == []


def test_permuting_passages_permutes_the_scores_and_nothing_else():
    generator = np.random.default_rng(7)
    signals = {name: generator.random(30) for name in shipped_weights()}
    order = generator.permutation(30)
    permuted = {name: values[order] for name, values in signals.items()}
    np.testing.assert_array_equal(fuse(signals)[order], fuse(permuted))


def test_fusion_is_the_weighted_sum_worked_out_by_hand():
    zero = np.zeros(2)
    signals = dict.fromkeys(shipped_weights(), zero)
    signals["bm25_text"] = np.array([3.0, 6.0])
    signals["cosine"] = np.array([0.5, 0.1])
    weights = shipped_weights()
    expected = [weights["bm25_text"] * 0.5 + weights["cosine"] * 0.5, weights["bm25_text"] + weights["cosine"] * 0.1]
    np.testing.assert_allclose(fuse(signals), expected, atol=1e-6)
    assert max_norm(zero).tolist() == [0.0, 0.0]
    assert set(SCALED) < set(weights)


def test_k_larger_than_the_plan_is_clipped_and_headings_come_only_when_asked_for(mini):
    question = ask(mini, "学前教育")
    content = mini.retriever.retrieve(question, 10_000)
    everything = mini.retriever.retrieve(question, 10_000, headings=True)
    passages = mini.index.plan.passages.passages
    assert len(everything) == len(passages)
    assert len(content) == sum(passage.kind is not PassageKind.HEADING for passage in passages)
    assert all(hit.passage.kind is not PassageKind.HEADING for hit in content)


def test_signals_lie_in_their_ranges(assistant):
    for text in ("2025年公办幼儿园在园幼儿占比", "娃在村小读书有校车吗", "教育局电话", "量子力学"):
        for hit in assistant.retriever.retrieve(ask(assistant, text), 30):
            signals = hit.signals
            assert signals.bm25_text >= 0
            assert -1.001 <= signals.cosine <= 1.001
            assert 0 <= signals.coverage <= 1.000001
            assert 0 <= signals.together <= 1.000001
            assert 0 <= signals.heading <= 1.000001
            assert signals.year in (-1, 0, 1)
            assert signals.figure in (0, 1)
            assert signals.level in (-1, 0, 1)


def test_question_without_a_known_word_has_no_lexical_signal(mini):
    question = ask(mini, "火箭发射")
    signals = mini.retriever.signals(question)
    assert signals["bm25_text"].max() == 0
    assert signals["coverage"].max() == 0
    assert not any(mini.retriever.knows(term) for term in question.terms)


def test_year_signal_prefers_the_year_asked_for(mini):
    best = mini.retriever.retrieve(ask(mini, "2020年公办幼儿园在园幼儿占比"), 1)[0]
    assert "45.8%" in best.passage.quote
    assert best.signals.year == 1


@pytest.mark.parametrize(
    ("query", "passage"),
    [
        ("“5080”是什么", "“5080”即"),
        ("名班主任工作室到2025年不少于几个", "不少于30个"),
        ("班班通平台 2020年", "班班通平台"),
        ("卫校新增床位", "新增床位840个"),
        ("县域内教师工资不低于公务员", "不低于或高于当地公务员"),
        ("校车", "校车"),
    ],
)
def test_evidence_is_among_the_first_three(assistant, query, passage):
    hits = assistant.retriever.retrieve(ask(assistant, query), 3)
    assert any(passage in hit.passage.quote for hit in hits)


def test_other_weights_can_be_given(mini):
    only_cosine = HybridRetriever(mini.index, {"cosine": 1.0})
    question = ask(mini, "幼儿园")
    hits = only_cosine.retrieve(question, 5)
    assert [hit.score for hit in hits] == [round(hit.signals.cosine, 6) for hit in hits]
