"""The suite in other people's forms: TREC files, ir-measures, llama-index's evaluator, RAGAS and ALCE fields."""

from __future__ import annotations

import json
import math
import sys
from dataclasses import replace
from itertools import pairwise

import ir_measures
import pytest

from conftest import ROOT
from lzqa.errors import UserError
from lzqa.evaluation import EvalQuestion, QuestionResult, Run, judge, load_questions
from lzqa.evaluation.questions import GoldFigure
from lzqa.evaluation.standards import (
    LLAMA_INDEX_METRICS,
    METRICS,
    NOT_SAID,
    alce_rows,
    llama_index_metrics,
    qrels,
    qrels_text,
    ragas_rows,
    ranking,
    reference,
    retrieval_metrics,
    run_text,
)
from lzqa.passages import PassageKind


def question(*turns: str, **more) -> EvalQuestion:
    values = {
        "id": "q1", "persona": "staff", "type": "followup" if len(turns) > 1 else "figure", "turns": turns, "answerable": True,
        "figures": (GoldFigure("800", "个", ("800个", "八百个")),), "points": (("义务教育学位", "学位"),), "forbidden_figures": (),
        "evidence": (("增加义务教育学位800个以上",),), "subset": "dev",
    }  # fmt: skip
    return EvalQuestion(**{**values, **more})


PLACES = question("增加多少义务教育学位")
TRAINING = question("教师每5年培训多少学时", id="q2", evidence=(("5年一周期", "不少于360学时"), ("建成与云岭县发展相适应",)))
SILENT = question("校长电话是多少", id="q3", answerable=False, figures=(), points=(), evidence=(("至2025年",),))


def passage_of(assistant, words: str) -> str:
    return next(p.id for p in assistant.index.plan.passages.passages if words in p.quote and p.kind is not PassageKind.HEADING)


# --- qrels and runs ------------------------------------------------------------------------------------------------


def test_qrels_name_the_passages_that_overlap_evidence(mini):
    found = qrels((PLACES, TRAINING, SILENT), mini.index.plan)
    assert found == {
        "q1": {passage_of(mini, "800个以上"): 1},
        "q2": {passage_of(mini, "建成与云岭县"): 1, passage_of(mini, "360学时"): 1},
    }


def test_qrels_leave_out_headings_and_questions_of_headings_alone(mini):
    heading = next(p for p in mini.index.plan.passages.passages if p.kind is PassageKind.HEADING and "经费保障" in p.quote)
    assert qrels((replace(PLACES, evidence=((heading.quote,),)),), mini.index.plan) == {}


def test_qrels_take_every_place_of_a_quote(mini):
    found = qrels((replace(PLACES, evidence=(("教师",),)),), mini.index.plan)["q1"]
    assert len(found) > 1
    assert list(found) == [p.id for p in mini.index.plan.passages.passages if p.id in found]


def test_ranking_is_the_retrievers_with_strictly_falling_scores(mini):
    found = ranking(mini, (PLACES, TRAINING))
    understood = mini.understander.understand(PLACES.turns)
    hits = mini.retriever.retrieve(understood, 100)
    assert list(found["q1"]) == [hit.passage.id for hit in hits]
    scores = list(found["q1"].values())
    assert all(a > b for a, b in pairwise(scores))
    assert scores[0] == pytest.approx(hits[0].score, abs=1e-6)
    assert len(ranking(mini, (PLACES,), k=3)["q1"]) == 3


def test_ranking_resolves_dialogues_and_has_nothing_for_small_talk(mini):
    dialogue = question("2020年学前三年毛入园率是多少", "那2016年呢")
    alone = replace(dialogue, turns=("那2016年呢",))
    found = ranking(mini, (dialogue,))["q1"]
    assert next(iter(found)) == passage_of(mini, "学前三年毛入园率（%）")
    assert found != ranking(mini, (alone,))["q1"]
    assert ranking(mini, (question("你好"),)) == {"q1": {}}


def test_trec_texts_have_the_fields_in_order():
    judged = {"q1": {"1.1/2": 1, "1.1/3": 1}, "q2": {"2": 1}}
    assert qrels_text(judged) == "q1 0 1.1/2 1\nq1 0 1.1/3 1\nq2 0 2 1\n"
    ranked = {"q1": {"2": 1.5, "1.1/2": 0.25}, "q2": {}}
    assert run_text(ranked, "mine") == "q1 Q0 2 1 1.500000 mine\nq1 Q0 1.1/2 2 0.250000 mine\n"


def test_trec_texts_are_read_back_by_ir_measures_with_the_same_figures(mini, tmp_path):
    judged, ranked = qrels((PLACES, TRAINING), mini.index.plan), ranking(mini, (PLACES, TRAINING))
    (tmp_path / "qrels").write_text(qrels_text(judged), encoding="utf-8")
    (tmp_path / "run").write_text(run_text(ranked), encoding="utf-8")
    measures = [ir_measures.parse_measure(name) for name in METRICS]
    read = ir_measures.calc_aggregate(
        measures,
        list(ir_measures.read_trec_qrels(str(tmp_path / "qrels"))),
        list(ir_measures.read_trec_run(str(tmp_path / "run"))),
    )
    assert {str(measure): value for measure, value in read.items()} == pytest.approx(retrieval_metrics(judged, ranked))


# --- metrics -------------------------------------------------------------------------------------------------------


def test_retrieval_metrics_agree_with_hand_worked_ones():
    judged = {"q1": {"a": 1, "b": 1}, "q2": {"c": 1}, "q3": {"d": 1}}
    ranked = {"q1": {"b": 3.0, "x": 2.0, "a": 1.0}, "q2": {"x": 2.0, "c": 1.0}, "q4": {"a": 1.0}}
    found = retrieval_metrics(judged, ranked)
    assert list(found) == list(METRICS)
    assert found["R@1"] == pytest.approx((1 / 2 + 0 + 0) / 3)
    assert found["R@3"] == found["R@10"] == pytest.approx((1 + 1 + 0) / 3)
    assert found["RR@10"] == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert found["AP"] == pytest.approx(((1 + 2 / 3) / 2 + 1 / 2 + 0) / 3)
    first = (1 + 1 / math.log2(4)) / (1 + 1 / math.log2(3))
    assert found["nDCG@10"] == pytest.approx((first + 1 / math.log2(3)) / 3)


def test_retrieval_metrics_without_qrels_are_zero():
    assert retrieval_metrics({}, {"q1": {"a": 1.0}}) == dict.fromkeys(METRICS, 0.0)


def test_retrieval_metrics_say_what_to_install_when_ir_measures_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    with pytest.raises(UserError, match="ir-measures") as caught:
        retrieval_metrics({"q1": {"a": 1}}, {})
    assert caught.value.code == "U012"
    assert "lzqa[eval]" in caught.value.remedy


def test_llama_index_metrics_agree_with_those_of_ir_measures(mini):
    asked = (PLACES, TRAINING, SILENT, question("2020年学前三年毛入园率是多少", "那2016年呢", id="q4", evidence=(("88.5",),)))
    judged, ranked = qrels(asked, mini.index.plan), ranking(mini, asked)
    found = llama_index_metrics(mini, asked)
    wanted = retrieval_metrics(judged, ranked)
    assert list(found) == list(LLAMA_INDEX_METRICS)
    assert found["mrr"] == pytest.approx(wanted["RR@10"])
    assert found["recall"] == pytest.approx(wanted["R@10"])
    assert found["hit_rate"] == 1.0
    hits = sum(len(set(judged[name]) & set(list(ranked[name])[:10])) for name in judged)
    assert found["precision"] == pytest.approx(hits / 10 / len(judged))


def test_llama_index_metrics_count_nothing_retrieved_as_zero(mini):
    lost = replace(PLACES, id="q5", turns=("什么",))
    assert llama_index_metrics(mini, (lost,)) == dict.fromkeys(LLAMA_INDEX_METRICS, 0.0)
    halved = llama_index_metrics(mini, (PLACES, lost), top_k=1)
    assert halved == dict.fromkeys(LLAMA_INDEX_METRICS, 0.5)
    assert llama_index_metrics(mini, (SILENT,)) == dict.fromkeys(LLAMA_INDEX_METRICS, 0.0)


def test_nearly_every_shipped_answerable_question_has_qrels(plan):
    questions = load_questions(ROOT / "eval" / "questions", plan.text)
    judged = qrels(questions, plan)
    answerable = [q.id for q in questions if q.answerable]
    assert set(judged) <= set(answerable)
    assert len(judged) > 0.98 * len(answerable)


# --- answers -------------------------------------------------------------------------------------------------------


def run_of(asked: EvalQuestion, **answer) -> Run:
    body = {"answer": "", "abstained": False, "citations": [], "elapsed_ms": 1.0, **answer}
    return Run("s", "sha", "1", (QuestionResult(asked, body, judge(asked, body, "")),))


CITED = [
    {"marker": 7, "passage": "2", "section": ["第二章", "第一节"], "start": 5, "end": 9, "quote": "后一句"},
    {"marker": 3, "passage": "1", "section": [], "start": 0, "end": 4, "quote": "前一句"},
]


def test_reference_holds_the_first_spelling_of_points_and_figures():
    assert reference(PLACES) == "义务教育学位；800个。"
    assert reference(SILENT) == NOT_SAID


def test_ragas_rows_have_bare_answers_and_contexts():
    run = run_of(TRAINING, answer="**360学时**[3]\n另见[7]", citations=CITED)
    assert ragas_rows(run) == [
        {
            "id": "q2",
            "user_input": "教师每5年培训多少学时",
            "response": "360学时\n另见",
            "retrieved_contexts": ["前一句", "后一句"],
            "reference": "义务教育学位；800个。",
            "reference_contexts": ["5年一周期", "建成与云岭县发展相适应"],
        }
    ]


def test_alce_rows_number_markers_by_their_documents_on_one_line():
    run = run_of(PLACES, answer="**800个**[7][3]\n另见[9]", citations=CITED)
    assert alce_rows(run) == [
        {
            "id": "q1",
            "question": "增加多少义务教育学位",
            "answer": "义务教育学位；800个。",
            "output": "800个[2][1] 另见[9]",
            "docs": [{"title": "", "text": "前一句"}, {"title": "第二章 第一节", "text": "后一句"}],
            "qa_pairs": [
                {"question": "增加多少义务教育学位", "short_answers": ["义务教育学位", "学位"]},
                {"question": "增加多少义务教育学位", "short_answers": ["800个", "八百个"]},
            ],
        }
    ]


def test_rows_of_a_dialogue_ask_what_was_understood_or_all_turns():
    asked = question("2020年毛入园率是多少", "那2016年呢")
    assert ragas_rows(run_of(asked, understood_as="2016年毛入园率是多少"))[0]["user_input"] == "2016年毛入园率是多少"
    assert alce_rows(run_of(asked))[0]["question"] == "2020年毛入园率是多少 那2016年呢"


def test_rows_take_citations_without_markers_and_answers_without_citations():
    bare = [{"start": 0, "end": 3, "quote": "甲"}, {"start": 4, "end": 7, "quote": "乙"}]
    assert [doc["text"] for doc in alce_rows(run_of(PLACES, citations=bare))[0]["docs"]] == ["甲", "乙"]
    silent = run_of(SILENT, answer="规划里没有。", abstained=True, citations=None)
    assert ragas_rows(silent)[0]["retrieved_contexts"] == []
    assert alce_rows(silent)[0]["qa_pairs"] == []
    assert alce_rows(silent)[0]["answer"] == NOT_SAID


def test_rows_of_the_assistants_answer_are_json_and_cite_their_documents(mini):
    answer = mini.ask("增加多少义务教育学位").as_dict()
    run = Run("lzqa", "sha", "1", (QuestionResult(PLACES, answer, judge(PLACES, answer, mini.index.plan.text)),))
    (ragas,), (alce,) = ragas_rows(run), alce_rows(run)
    assert json.loads(json.dumps([ragas, alce], ensure_ascii=False)) == [ragas, alce]
    assert "[1]" in alce["output"]
    assert "[1]" not in ragas["response"]
    assert "800个以上" in alce["docs"][0]["text"]
    assert alce["docs"][0]["title"].startswith("第二章")
