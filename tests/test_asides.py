"""Clauses that only name what is not asked for, as the model tells them: features, fitting, and what is left of a message."""

from __future__ import annotations

import numpy as np
import pytest

from lzqa.errors import CorpusError
from lzqa.learning import asides as learning
from lzqa.normalise import normalise
from lzqa.question.asides import BUCKETS, SURE, Asides, clauses, features, load_asides, without_told_aside


@pytest.fixture(scope="module")
def model() -> Asides:
    shipped = load_asides()
    assert shipped is not None
    return shipped


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("小学那行甭报,中学几台?", ["小学那行甭报,", "中学几台?"]),
        ("公办园数 2020", ["公办园数 ", "2020"]),
        ("招生能力(床位我有数)达到多少?", ["招生能力", "(床位我有数)", "达到多少?"]),
        (",。嗯", [",。", "嗯"]),
        ("", []),
    ],
)
def test_a_message_is_cut_and_nothing_of_it_is_lost(text, pieces):
    assert clauses(text) == pieces
    assert "".join(clauses(text)) == text


def test_features_tell_a_clause_by_its_words_and_by_what_stands_around_it():
    first, second = features(["2016年的我有,", "2020年几所?"])
    assert all(0 <= place < BUCKETS for place in (*first, *second))
    assert first != features(["2016年的我有,"])[0]
    assert features(["2017年的我有,", "2020年几所?"])[0] == first
    assert features(["2020年的我有,", "2020年几所?"])[0] != first


@pytest.mark.parametrize(
    ("message", "gone", "left"),
    [
        ("近五年立项的课题,县一级有多少个?省里那8个谁都晓得,市级的也免了", ("省里", "市级"), "县一级有多少个"),
        ("2025年公办园占比的目标值?现状那个38.4早就背熟啦", ("38.4",), "公办园占比的目标值"),
        ("二中那1500张床休要再提,连中新增床位几多", ("二中", "1500"), "连中新增床位多少"),
        ("小学那一栏归老刘填,中学2020年电脑几台", ("小学",), "中学2020年电脑几台"),
        ("国家财政性教育经费,2020年的数字我手头已有,只缺2016年的,是多少?", ("2020",), "只缺2016年的"),
    ],
)
def test_what_is_not_asked_for_is_left_out(assistant, model, message, gone, left):
    rest = without_told_aside(normalise(message), model, assistant.understander.content_words)
    assert left in rest
    assert not any(word in rest for word in gone)


@pytest.mark.parametrize(
    "message",
    [
        "2020年在园幼儿有多少人?",
        "民办的不算,公办幼儿园2020年有几所?",
        "不知道2016年有几所幼儿园,能告诉我吗?",
        "假如招了500人,近一成辞职,还剩多少人?",
        "我同事兼着党务,他那份工作量按什么折?",
        "没有编制的老师,待遇怎么保证?",
        "免试就近入学,规划怎么写的?",
        "全市教师5年要完成多少学时的培训,教研员每年不少于多少学时?",
        "哦,知道了",
    ],
)
def test_what_the_answer_hangs_on_stays(assistant, model, message):
    text = normalise(message)
    assert without_told_aside(text, model, assistant.understander.content_words) == text


def test_a_message_keeps_what_asks_whatever_the_model_says(assistant):
    all_aside = Asides(np.zeros(BUCKETS, np.int8), 1.0, 9.0)
    text = "2020年几所?2016年几所?"
    assert all(sure > SURE for sure in all_aside.probabilities(clauses(text)))
    assert without_told_aside(text, all_aside, assistant.understander.content_words) == text


def test_nothing_is_told_apart_by_the_empty_model(assistant):
    text = "小学那行甭报,中学几台?"
    assert without_told_aside(text, learning.NOTHING, assistant.understander.content_words) == text


def test_fitting_learns_the_turn_of_phrase_and_not_the_matter():
    matters = ("小学的电脑", "中学的电脑", "公办园数", "新增学位", "招生能力", "床位", "经费", "在校生", "教师数", "图书")
    lines = [([f"{one}我早就有数,", f"{two}是多少?"], ["known", "ask"]) for one in matters for two in matters if one != two]
    labelled = [learning.Labelled(tuple(pieces), tuple(labels)) for pieces, labels in lines]
    fitted = learning.fit(labelled, ["学校有几所,在哪里?"] * 3)
    assert fitted.count == len(lines)
    assert min(fitted.found, fitted.right) > 0.9
    aside, asks = fitted.model.probabilities(["食堂我早就有数,", "宿舍是多少?"])
    assert aside > SURE > asks
    with pytest.raises(ValueError, match="must hold asides"):
        learning.fit([learning.Labelled(("几所?",), ("ask",))], [])


def test_labelled_messages_of_the_corpus_can_be_read(assistant):
    found = learning.read(assistant.index.plan.corpus.folder / learning.FILE)
    told = [label for each in found for label in each.labels]
    assert len(found) > 3000
    assert set(told) <= {"", *learning.LABELS}
    assert {"known", "spurned", "ask", "out", "told"} <= set(told)
    assert learning.read(assistant.index.plan.corpus.folder / "nothing.jsonl") == []


@pytest.mark.parametrize(
    "line", ['{"pieces": [["几所?", "asks"]]}', '{"pieces": ["几所?"]}', '{"piece": []}', "几所", '[["几所?", "ask"]]']
)
def test_a_bad_line_is_refused_with_its_number(tmp_path, line):
    path = tmp_path / "asides.jsonl"
    path.write_text('{"pieces": [["几所?", "ask"]]}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="line 2") as refused:
        learning.read(path)
    assert refused.value.code == "C008"
