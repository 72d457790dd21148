"""What earlier answers of a dialogue cite leads to what stands near it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lzqa.answer.before import CITED, Before
from lzqa.retrieval.nearness import ITEM, LEAN, PARAGRAPH, SECTION, Nearness, leaned


@pytest.fixture(scope="module")
def nearness(plan):
    return Nearness(plan.passages.passages)


def test_nearness_falls_from_paragraph_to_item_to_section(plan, nearness):
    near = nearness.of([("4.4.1/2.2", 1.0)])
    by_id = {passage.id: float(near[passage.position]) for passage in plan.passages.passages}
    assert near.shape == (len(plan.passages.passages),)
    assert by_id["4.4.1/2.2"] == by_id["4.4.1/2.3"] == PARAGRAPH
    assert by_id["4.4.1/1.1"] == ITEM
    assert by_id["4.4.3/1.3"] == SECTION
    assert by_id["4.3.1/1.4"] == 0.0


def test_what_weighs_less_counts_less_and_unknown_ids_for_nothing(plan, nearness):
    half = nearness.of([("4.4.1/2.2", 0.5)])
    assert np.array_equal(half, nearness.of([("4.4.1/2.2", 1.0)]) / 2)
    assert not nearness.of([("9.9.9/1.1", 1.0)]).any()
    assert not nearness.of([]).any()
    both = nearness.of([("4.4.1/2.2", 0.5), ("4.4.1/1.1", 1.0)])
    at = plan.passages.by_id()["4.4.1/2.2"].position
    assert both[at] == max(0.5 * PARAGRAPH, ITEM)


def test_nearness_raises_log_odds_and_leaves_what_is_far(plan):
    before = np.array([0.2, 0.2, 0.9, 0.0, 1.0])
    after = leaned(before, np.array([1.0, 0.0, 0.0, 1.0, 1.0]))
    assert after[1] == pytest.approx(0.2)
    assert after[2] == pytest.approx(0.9)
    assert np.log(after[0] / (1 - after[0])) - np.log(0.25) == pytest.approx(LEAN)
    assert (after > 0).all()
    assert (after < 1).all()


def test_context_is_what_was_cited_latest_first_and_nothing_of_refusals(assistant):
    asked = []

    def ask(turns):
        asked.append(tuple(turns))
        return assistant.ask_turns(turns)

    before = Before(ask)
    turns = ["卫校要加多少床位", "连州市教育局局长手机号是多少", "职校呢"]
    context = before.context(turns)
    cited = [citation.passage for citation in assistant.ask(turns[0]).citations[:CITED]]
    assert [name for name, _ in context] == cited
    assert context[0][1] == 1.0
    before.context(turns)
    assert sorted(asked) == [tuple(turns[:1]), tuple(turns[:2])]
    assert before.context(turns[:1]) == ()


def test_a_question_with_context_finds_what_stands_there(assistant):
    question = assistant.understander.understand(["谁牵头，谁组织"])
    community = assistant.ask("社区教育打算怎么搞").citations[0].passage
    there = replace(question, context=((community, 1.0),))
    item = community.split("/")[0]

    def odds(asked):
        found = [hit.score for hit in assistant.look_up(asked).content if hit.passage.id.split("/")[0] == item]
        likely = max(found, default=0.0)
        return likely / (1 - likely)

    assert odds(there) > 2 * odds(question)


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        (["社区教育打算怎么搞", "谁牵头"], "政府统筹领导"),
        (["教研员每年要培训多少学时", "干满几年要回学校教书"], "**5年**"),
        (["幼儿园老师轮岗比例", "骨干的呢"], "20%"),
        (["2016年国家财政性教育经费多少", "2020年的呢", "一共涨了多少，百分之几"], "24749万元"),
        (["目标表里2025年学前三年毛入园率是多少？", "几处都一样吗"], "**99%**"),
        (["卫校要加多少床位", "那边的问题是什么"], "办学场地限制"),
    ],
)
def test_a_follow_up_goes_on_where_the_answer_before_stood(assistant, turns, said):
    answer = assistant.ask_turns(turns)
    assert not answer.abstained
    assert said in answer.answer
    assert assistant.checker.problems(answer) == ()


def test_a_new_topic_is_not_held_back_by_the_old_one(assistant):
    answer = assistant.ask_turns(["卫校要加多少床位", "2020年教师平均年龄是多少"])
    assert "**45.2岁**" in answer.answer.split("\n")[0]
    answer = assistant.ask_turns(["2025年小学老师本科比例", "粤菜师傅培训基地在哪所学校"])
    assert "技工学校" in answer.answer


@pytest.mark.parametrize("away", ["换个问题，谁牵头，谁组织", "先不说这个，谁牵头，谁组织", "不说这个了，谁牵头，谁组织"])
def test_who_turns_away_is_not_led_back(assistant, away):
    item = assistant.ask("社区教育打算怎么搞").citations[0].passage.split("/")[0]
    led = assistant.trace(["社区教育打算怎么搞", "谁牵头，谁组织"])
    free = assistant.trace(["社区教育打算怎么搞", away])
    assert led.question.context
    assert free.question.context == ()
    assert any(hit.passage.id.startswith(item) for hit in led.hits[:1])
