"""Follow-ups: read in every way, and answered by the reading that is likeliest right, or by none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from conftest import ROOT
from lzqa.answer.followup import FEATURES, load_chooser
from lzqa.answer.said import SAID
from lzqa.evaluation import EvalQuestion, load_questions
from lzqa.evaluation.questions import GoldFigure
from lzqa.learning.examples import FOLDS
from lzqa.learning.followups import Read, behind_others, fit, read, rightness
from lzqa.learning.learner import Learner
from lzqa.question.readings import ALONE, ASKED, FIRST, RESOLVED, THING, TOGETHER, TOPIC

BEDS = ("卫校提质改造要加多少床位", "为什么还要搬走啊")


def texts(assistant, *turns: str) -> dict[str, str]:
    return {reading.how: reading.question.text for reading in assistant.understander.readings(turns)}


def candidates(assistant, *turns: str):
    return assistant.follow_ups.candidates(turns, assistant.understander.understand(turns, assistant.points))


# ---- readings -------------------------------------------------------------------------------------------------


def test_turn_is_read_of_the_school_of_what_was_asked_and_by_itself(assistant):
    found = texts(assistant, *BEDS)
    assert next(iter(found)) == RESOLVED
    assert found[THING] == "卫校,为什么还要搬走啊"
    assert ALONE not in found  # it names nothing but what was said of it
    assert texts(assistant, BEDS[0], "其中技能培训场所加多少")[ALONE] == "其中技能培训场所加多少"
    assert len(set(found.values())) == len(found)


def test_later_turn_is_read_of_the_first_one_too(assistant):
    found = texts(assistant, "职校老师要不要下企业", "几年算一轮", "那一轮里头最少去多久")
    assert found[TOPIC] == "职校老师下企业,一轮里头最少去多久"
    assert found[RESOLVED] == "几年算一轮，一轮里头最少去多久"
    assert ASKED not in found  # in the words of the turn before, which the rules have taken up
    assert FIRST not in texts(assistant, *BEDS)  # it would be the same as of the turn before


def test_every_reading_keeps_the_words_typed_and_what_it_carries(assistant):
    for reading in assistant.understander.readings(BEDS):
        assert reading.question.raw == BEDS[-1]
        assert (reading.question.carried == "") is (reading.how == ALONE)


def test_all_schools_that_were_named_are_put_together(assistant):
    found = texts(assistant, "连州中学要建什么", "二中呢", "两间一共多少床位")
    assert found[TOGETHER] == "连州中学和二中,两间一共多少床位"
    assert TOGETHER not in texts(assistant, *BEDS)
    turns = ("连州中学新建宿舍多少床位", "二中的呢", "两间一共多少")
    assert "**2400个**" in assistant.ask_turns(turns).answer.split("\n")[0]


@pytest.mark.parametrize(
    ("turns", "text"),
    [
        (("第三章讲什么", "第四章呢"), "第四章讲什么"),
        (("500人的小学要配心理老师吗", "1500人的呢"), "1500人的小学要配心理老师吗"),
        (("2016年公办幼儿园有几所", "2020年呢"), "2020年公办幼儿园有几所"),
    ],
)
def test_part_or_amount_gives_way_to_one_of_its_unit(assistant, turns, text):
    first = assistant.understander.readings(turns)[0]
    assert first.question.text == text
    assert first.by_form


def test_another_chapter_is_read_in_no_other_way(assistant):
    turns = ("第三章讲什么", "第四章呢")
    assert len(assistant.understander.readings(turns)) == 1
    assert assistant.ask_turns(turns).answer.startswith("**第四章**")
    assert len(assistant.understander.readings(("2016年公办幼儿园有几所", "2020年呢"))) > 1


def test_what_is_to_be_becomes_what_is_when_the_present_is_asked_for(assistant):
    found = texts(assistant, "公办园2025年要占多少", "现在呢")
    assert found[RESOLVED] == "公办园现在占多少"
    assert texts(assistant, "公办园现在占多少", "2025年呢")[RESOLVED] == "公办园2025年占多少"


def test_reading_told_by_the_form_is_refused_a_little_later(assistant):
    found = candidates(assistant, "2016年公办幼儿园有几所", "2020年呢")
    told, other = (next(each for each in found if each.told is told) for told in (True, False))
    model = replace(assistant.follow_ups.model, threshold=0.5)
    unsure = replace(told, answer=replace(told.answer, confidence=0.9))
    assert not model.refuses(unsure, 0.46)
    assert model.refuses(other, 0.46)
    assert model.refuses(unsure, 0.44)
    assert not model.refuses(other, 0.5)


def test_reading_told_by_the_form_and_surely_answered_is_given_though_but_fairly_likely(assistant):
    found = candidates(assistant, "2016年公办幼儿园有几所", "2020年呢")
    told = next(each for each in found if each.told)
    sure = replace(told, answer=replace(told.answer, confidence=0.995), by_form=True)
    model = replace(assistant.follow_ups.model, threshold=0.5)
    assert not model.refuses(sure, 0.32)
    assert model.refuses(sure, 0.28)
    assert model.refuses(replace(sure, by_form=False), 0.32)


def test_turn_behind_nothing_has_the_one_reading(assistant):
    assert list(texts(assistant, "你好", "2020年公办幼儿园有几所")) == [RESOLVED]
    assert list(texts(assistant, "2020年公办幼儿园有几所")) == [RESOLVED]


def test_years_are_counted_from_the_year_just_named_in_every_reading(assistant):
    found = texts(assistant, "2016年公办幼儿园有几所", "四年后呢")
    assert all("2020年" in text for how, text in found.items() if how != ALONE)


# ---- what they lead to ----------------------------------------------------------------------------------------


def test_candidates_are_told_by_features_of_their_own(assistant):
    found = candidates(assistant, *BEDS)
    rows = assistant.follow_ups.features(BEDS, found)
    assert rows.shape == (len(found), len(FEATURES))
    assert len(set(FEATURES)) == len(FEATURES)
    assert np.isfinite(rows).all()
    hows = rows[:, [FEATURES.index(f"how_{each.how}") for each in found]]
    np.testing.assert_array_equal(hows, np.eye(len(found)))
    behind = rows[:, FEATURES.index("sure_behind")]
    assert behind.min() == 0.0
    assert rows[0, FEATURES.index("sure_ahead")] == 0.0


def test_what_is_worked_out_of_the_figures_just_given_is_one_of_them(assistant):
    turns = ("2016年公办幼儿园有几所", "2020年呢", "多了几所")
    found = candidates(assistant, *turns)
    said = next(each for each in found if each.how == SAID)
    assert "**3所**" in said.answer.answer.split("\n")[0]
    assert "**3所**" in assistant.ask_turns(turns).answer.split("\n")[0]


@pytest.mark.parametrize(
    ("turns", "word"),
    [
        (BEDS, "场地"),
        (("职校的老师要下企业锻炼吧", "几年算一个周期", "一个周期里最少下去多长时间"), "6个月"),
        (("小学老师要本科吗", "初中的呢", "那幼儿园"), "幼儿园"),
        (("连州中学真光班是哪年开的", "二中和广州一中合办的那个班呢"), "2015年"),
    ],
)
def test_reading_that_answers_is_taken(assistant, turns, word):
    answer = assistant.ask_turns(turns)
    assert not answer.abstained
    assert word in answer.answer


@pytest.mark.parametrize(
    "turns",
    [
        ("招聘了多少新教师", "里面男老师有几个"),
        ("教研员每年培训多少学时", "培训费谁出"),
        ("2020年小学有多少台计算机", "花了多少钱买的"),
        ("十四五财政投多少钱建校舍", "每个镇分到多少"),
        ("明厨亮灶的食堂有多少间", "没搞的还剩几间"),
    ],
)
def test_detail_that_the_sentence_just_given_leaves_out_is_not_answered_with_that_sentence(assistant, turns):
    assert not assistant.ask_turns(turns[:1]).abstained
    assert assistant.ask_turns(turns).abstained


@pytest.mark.parametrize(
    ("before", "question", "figure"),
    [
        ("校园欺凌怎么防", "2025年公办幼儿园在园幼儿占比要到多少", "50%"),
        ("名师工作室要建几个", "劳动课一周最少几节", "1课时"),
    ],
)
def test_new_question_in_a_dialogue_is_answered_as_if_it_stood_alone(assistant, before, question, figure):
    answer = assistant.ask(question, [before])
    assert figure in answer.answer.split("\n")[0]
    assert answer.citations[0] == assistant.ask(question).citations[0]


def test_refused_follow_up_says_so_and_keeps_the_words_typed(assistant):
    answer = assistant.ask("培训费谁出", ["教研员每年培训多少学时"])
    assert answer.question == "培训费谁出"
    assert answer.confidence < load_chooser().threshold
    assert assistant.checker.problems(answer) == ()


def test_confidence_of_a_follow_up_is_the_likelihood_of_its_reading(assistant):
    found = candidates(assistant, *BEDS)
    likely = assistant.follow_ups.likely(BEDS, found, load_chooser())
    assert assistant.ask_turns(BEDS).confidence == pytest.approx(float(likely.max()), abs=1e-3)


# ---- learning -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def questions_kept(plan):
    return load_questions(ROOT / "eval" / "questions", plan.text, subsets=("dev",))


@pytest.fixture(scope="module")
def learner(assistant):
    return Learner(assistant.index)


@pytest.fixture(scope="module")
def dialogues(questions_kept):
    return [asked for asked in questions_kept if len(asked.turns) > 1]


def test_shipped_model_has_the_features_that_are_told():
    chooser = load_chooser()
    assert chooser.trees.names == FEATURES
    assert 0.1 < chooser.threshold < 0.9


def test_readings_of_an_unanswerable_dialogue_are_never_right(learner, dialogues):
    lacking = next(asked for asked in dialogues if not asked.answerable)
    there = [asked for asked in dialogues if asked.answerable][:6]
    found = read(learner, [lacking, *there], {lacking.id: 3}, made=False)
    assert found[0].fold == 3
    assert found[0].right.tolist() == [0.0] * len(found[0].right)
    assert sum(each.right.any() for each in found[1:]) >= 4
    assert all(0 <= each.fold < FOLDS for each in found)
    assert learner.follow_ups.model is not None  # met without the model, which is put back


def test_questions_that_stand_alone_are_asked_behind_others(questions_kept):
    alone = [asked for asked in questions_kept if len(asked.turns) == 1][:60]
    section = {asked.id: "1.1" if number % 2 else "4.6" for number, asked in enumerate(alone)}
    made = list(behind_others(alone, section))
    first = {asked.turns[0]: asked.id for asked in alone}
    own = {asked.id: asked for asked in alone}
    assert 8 <= len(made) <= 12
    for each in made:
        assert each.turns[-1] == own[each.id].turns[0]
        assert all(first[turn] != each.id for turn in each.turns[:-1])
    near = [all(section[first[turn]] == section[each.id] for turn in each.turns[:-1]) for each in made[1::2]]
    assert all(near)
    assert list(behind_others(alone, section)) == made


def test_fit_learns_which_row_is_right_and_refuses_few_that_are_answerable():
    random = np.random.default_rng(5)
    data = []
    for number in range(120):
        rows = random.normal(size=(4, len(FEATURES)))
        answerable = number % 3 > 0
        right = np.zeros(4)
        if answerable:
            right[number % 4] = 1.0
            rows[number % 4, 0] += 4.0
        data.append(Read(rows, right, number % FOLDS, answerable, made=number % 10 == 0))
    fitted = fit(data)
    assert len(fitted.best) == 108
    assert fitted.right[fitted.answerable].mean() > 0.85
    refused = (fitted.best < fitted.threshold)[fitted.answerable].mean()
    assert refused <= 0.05 + 1 / fitted.answerable.sum()
    assert (fitted.best < fitted.threshold)[~fitted.answerable].mean() > 0.5
    assert fitted.raw["names"] == list(FEATURES)
    assert fit(data).raw == fitted.raw


def test_readings_that_begin_alike_are_answered_as_the_turn_stands(assistant):
    turns = ("小学电脑2016年有几台", "2020年财政性教育经费比2016年多了多少")
    found = candidates(assistant, *turns)
    alone = found[0]
    assert alone.how == "resolved"
    alike = [each for each in found[1:] if each.answer.answer.split("\n")[0] == alone.answer.answer.split("\n")[0]]
    assert alike
    chosen, _ = assistant.follow_ups.choose(turns, found, assistant.follow_ups.model)
    assert chosen is alone


def test_what_only_wants_something_worked_out_leads_with_it(assistant):
    answer = assistant.ask_turns(("2020年特殊教育学校学生总数是多少", "2016年呢", "差额"))
    assert answer.figures[0].computed
    assert answer.figures[0].value == 20


# ---- which reading is learned as right ----------------------------------------------------------------------


def asked_for(figure: str, *, answerable: bool = True) -> EvalQuestion:
    figures = (GoldFigure(figure, "所", (f"{figure}所",)),) if answerable else ()
    return EvalQuestion("q", "parent", "followup", ("公办园2016年多少", "2020年呢"), answerable, figures, (), (), (), "dev")


@pytest.fixture
def of_three(assistant):
    """Answers to the same turn: one begins with what is worked out of 19所, one holds 19所 in its second line, one begins with it."""
    stated = assistant.ask("2020年公办幼儿园有几所")
    assert "19所" in stated.first_line
    behind = replace(stated, answer=f"规划写到了公办幼儿园[1]\n{stated.first_line}", figures=())
    worked_out = assistant.ask("公办幼儿园2020年比2016年多几所")
    assert worked_out.works_out
    assert "19所" in worked_out.answer
    return worked_out, behind, stated


def test_answer_that_states_the_figure_asked_for_is_right_but_not_one_of_whose_calculation_it_is_a_term(assistant, of_three):
    plan = assistant.index.plan.text
    assert rightness(asked_for("19"), of_three, plan).tolist() == [0, 1, 1]
    assert rightness(asked_for("3"), of_three, plan).tolist() == [1, 0, 0]


def test_no_answer_is_right_where_the_plan_does_not_answer(assistant, of_three):
    assert rightness(asked_for("19", answerable=False), of_three, assistant.index.plan.text).tolist() == [0, 0, 0]
