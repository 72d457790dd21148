"""Dialogues: a turn that leans on those before it stands alone afterwards, and a new topic stays new."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lzqa.question.countedyears import counted_years, years_of_these
from lzqa.question.turn import asks_verbatim, without_verbatim

DIALOGUES = [
    json.loads(line) for line in (Path(__file__).parent / "spec" / "dialogues.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("case", DIALOGUES, ids=lambda case: " / ".join(case["turns"]))
def test_last_turn_becomes_the_expected_question(assistant, case):
    question = assistant.understander.understand(case["turns"])
    assert [word for word in case["holds"] if word not in question.text] == []
    assert [word for word in case["lacks"] if word in question.text] == []
    if "years" in case:
        assert sorted(question.years) == sorted(case["years"])
    if "levels" in case:
        assert [level.value for level in question.levels] == case["levels"]
    assert bool(question.carried) is case["carried"]


@pytest.mark.parametrize(
    ("turn", "named"),
    [("第二点展开说说", "育人为本，面向全体"), ("第4条呢", "扩大开放，融合发展"), ("最后一点是什么意思", "扩大开放，融合发展")],
)
def test_point_of_the_list_just_given_is_named(assistant, turn, named):
    answer = assistant.ask(turn, ["发展原则有哪些"])
    assert named in answer.understood_as
    assert answer.citations


def test_point_that_the_list_lacks_stays_with_the_topic(assistant):
    assert "发展原则" in assistant.ask("第九点展开说说", ["发展原则有哪些"]).understood_as


def test_points_come_from_the_question_that_stands_alone(assistant):
    asked = []

    def recall(question):
        asked.append(question)
        return ("甲", "乙")

    turns = ["学前教育有哪些措施", "那高中呢", "第二点展开说说"]
    assert assistant.understander.understand(turns, recall).text == "乙的具体内容"
    assert asked == ["高中有哪些措施"]


@pytest.mark.parametrize(
    ("turns", "holds"),
    [
        (["连州中学新增几个床位", "二中呢", "小学教师本科以上学历的目标比例", "头一个什么时候建好"], "连州中学"),
        (["连州中学新增几个床位", "二中呢", "第一个什么时候建好"], "连州中学"),
        (["连州中学新增几个床位", "二中呢", "第二个什么时候建好"], "二中"),
        (["近五年招聘教师多少", "教师平均年龄多大", "回头说第一样，哪年招的最多"], "招聘教师"),
        (["近五年招聘教师多少", "教师平均年龄多大", "最开始问的那个，平均每年多少"], "招聘教师"),
    ],
)
def test_what_was_asked_before_is_told_by_its_number(assistant, turns, holds):
    assert holds in assistant.understander.understand(turns).text


def test_a_number_behind_a_list_is_that_of_a_point(assistant):
    turns = ["2016年公办幼儿园有几所", "发展原则有哪些", "第二条展开说说"]
    assert assistant.understander.understand(turns, lambda _: ("甲", "乙")).text == "乙的具体内容"


def test_thanks_alone_is_no_turn_to_lean_on(assistant):
    with_thanks = assistant.understander.understand(["2016年公办幼儿园有几所", "好的谢谢", "2020年呢"])
    assert with_thanks.text == assistant.understander.understand(["2016年公办幼儿园有几所", "2020年呢"]).text


def test_year_alone_says_something_only_within_a_dialogue(assistant):
    assert assistant.understander.understand(["2016"]).problem == "number"
    assert assistant.understander.understand(["公办幼儿园有几所", "2016"]).years == (2016,)


def test_exclusive_names_of_the_level_are_not_mixed(assistant):
    """学前三年毛入园率 has no 三年 or 入园 at the next level up."""
    text = assistant.understander.understand(["学前三年毛入园率是多少", "那高中呢"]).text
    assert text == "高中阶段毛入学率是多少"


@pytest.mark.parametrize(
    ("turns", "wanted", "gone"),
    [
        (["残疾儿童少年入学率2020年有多高", "四年前呢？"], "2016", "2020"),
        (["2016年公办园有几所", "4年后呢"], "2020", "2016"),
        (["卫校提质改造要加几多床位", "另外那间职业技术学校又加多少"], "职业技术学校", "卫校"),
    ],
)
def test_years_are_counted_and_another_school_takes_the_place_of_the_first(assistant, turns, wanted, gone):
    text = assistant.understander.understand(turns).text
    assert wanted in text
    assert gone not in text


def test_years_counted_from_two_years_or_from_none_stay_as_they_are():
    assert counted_years("四年前呢", "2016年和2020年各几所") == "四年前呢"
    assert counted_years("四年前呢", "幼儿园几所") == "四年前呢"
    assert counted_years("四年前后差多少", "2020年幼儿园几所") == "四年前后差多少"
    assert counted_years("第三年后呢", "2020年幼儿园几所") == "第三年后呢"


@pytest.mark.parametrize(
    ("turn", "before", "meant"),
    [
        ("原先嘞", "班班通2020年覆盖几成", "2016年嘞"),
        ("该率在期初的读数", "2020年初中毕业生升学率", "该率在2016年的读数"),
        ("起始年是多少", "幼师大专率2025年要多少", "2020年是多少"),
        ("再往后两年加起来", "2018年增了多少学位", "2019年和2020年加起来"),
        ("往后三年呢", "2016年学位", "2017年和2018年和2019年呢"),
        ("期末数", "2016年公办学校总数", "2020年数"),
        ("目标年是多少", "2020年小学专任教师本科比例", "2025年是多少"),
        ("再往回倒四年", "2020年中职学校数", "2016年"),
        ("较上年", "高分优先线上线人数2020年", "较2019年"),
        ("那上一年是多少", "那一年2020年比2019年多几个", "那2019年是多少"),
        ("当年中职占几成", "2020年高中在校生", "2020年中职占几成"),
        ("目标", "九年义务教育巩固率2020年", "2025年"),
        ("目标值呢", "巩固率2020年多少", "2025年"),
    ],
)
def test_what_was_at_first_and_the_years_that_follow_are_told_by_the_year_named_before(turn, before, meant):
    assert counted_years(turn, before) == meant


@pytest.mark.parametrize(
    ("turn", "before"),
    [
        ("原来如此", "2020年公办幼儿园几所"),
        ("原来有几多", "职业技术学校加多少床位"),
        ("原来呢", "2018年增加多少学位"),
        ("2017年原来有多少", "2020年公办幼儿园几所"),
        ("起点公平怎么保证", "2020年公办幼儿园几所"),
        ("上年纪的老师多吗", "2020年教师平均年龄"),
        ("晚上年级组开会", "2020年教师平均年龄"),
        ("目标怎么实现", "2020年巩固率"),
        ("目标", "2025年巩固率"),
    ],
)
def test_what_was_at_first_stays_as_it_is_where_the_plan_sets_no_year_against_the_one_named(turn, before):
    assert counted_years(turn, before) == turn


@pytest.mark.parametrize(
    ("turns", "holds"),
    [
        (["2020年连州一共有几间幼儿园", "公办的呢"], "公办幼儿园"),
        (["小学的电脑2020年有多少台", "换成中学，这几年添了多少"], "中学的电脑"),
        (["以后作业会不会少", "具体怎么个减法"], "作业"),
        (["私立学校办得不好怎么处理", "不是讲小学，幼儿园啊"], "幼儿园"),
    ],
)
def test_what_goes_on_keeps_the_topic_and_takes_the_new_thing(assistant, turns, holds):
    assert holds in assistant.understander.understand(turns).text


@pytest.mark.parametrize(
    ("turns", "figure"),
    [
        (("我在连州职校教电子，学校扩容要加多少床位", "培训场所添几多平方"), "9500平方米"),
        (("咱们这老师平均多大岁数了", "35岁以下的有几成"), "15%左右"),
    ],
)
def test_a_turn_that_would_hear_the_same_figure_again_is_read_by_itself(assistant, turns, figure):
    assert f"**{figure}**" in assistant.ask_turns(turns).answer.split("\n")[0]


def test_of_two_words_of_one_length_the_first_said_takes_the_place(assistant):
    exchanger = assistant.understander._dialogue._exchanger
    assert exchanger.exchanged("公办园的娃2025年要占几成", "把普惠的民办园也加上") == "普惠园的娃2025年要占几成"


def test_the_seed_of_hashes_changes_no_reading():
    code = (
        "from lzqa.lexicon import load_lexicon\n"
        "from lzqa.question.exchange import Exchanger\n"
        "print(Exchanger(load_lexicon()).exchanged('公办园的娃2025年要占几成', '把普惠的民办园也加上'))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert said == {"普惠园的娃2025年要占几成\n"}


@pytest.mark.parametrize(
    "turn",
    [
        "原话哪句", "原文怎么写的", "原句给我", "原话是哪一句？", "哪句话说的", "引用一下原文", "那原文呢", "把原文贴出来看看", "系边句话嘅", "能不能引用原文",
        "请照录这一句的原文，不要改写", "我写报告要引用，那句话一字不改发我", "把那段原文照抄给我",
    ],
)  # fmt: skip
def test_a_turn_may_ask_for_nothing_but_the_words(turn):
    assert asks_verbatim(turn)
    assert list(without_verbatim(["二中加多少床位", turn])) == ["二中加多少床位"]
    assert list(without_verbatim([turn])) == [turn]


@pytest.mark.parametrize(
    "turn",
    ["1+X那句原话鼓励拿什么证", "原因是什么", "哪一句提到心理健康", "第几章第几节", "原来是多少", "此项负增长之缘由，请引原文"],
)
def test_what_asks_for_more_is_no_such_turn(turn):
    assert not asks_verbatim(turn)


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        (["卫校那个现代学徒制搞成没", "原话哪句"], "现代学徒制试点工作取得了成效"),
        (["二中加多少床位", "引用一下原文"], "新增床位1500个"),
        (["公办园2020年有几所", "2016年呢", "哪句话说的"], "16所"),
    ],
)
def test_the_words_of_what_was_just_told_are_quoted_again(assistant, turns, told):
    answer = assistant.ask_turns(turns)
    assert told in answer.answer
    assert answer.answer == assistant.ask_turns(turns[:-1]).answer


def test_what_the_plan_does_not_say_has_no_words(assistant):
    assert assistant.ask_turns(["校长叫什么名字", "原话哪句"]).abstained


@pytest.mark.parametrize(
    ("before", "turn", "text"),
    [
        ("卫校加几个床位", "讲错，系二中", "二中加几个床位"),
        ("2016年小学电脑几台", "打错了，2020年", "2020年小学电脑几台"),
        ("2020年公办园几所", "搞错了，要2016的", "2016年公办园几所"),
        ("幼儿园在园人数 2020年", "啊写错年份，领导要的是十四五末", "幼儿园在园人数 十四五末"),
        ("卫校提质改造多住多少人", "不是不是，我打错学校了，我是说职业技术学校那间", "职业技术学校提质改造多住多少人"),
        ("公办园占比 2025目标", "打错了，我说的是公办跟普惠合起来那个", "2025目标，公办跟普惠合起来"),
    ],
)
def test_a_slip_is_taken_back(assistant, before, turn, text):
    assert assistant.understander.understand([before, turn]).text == text


@pytest.mark.parametrize(
    ("turn", "earlier", "meant"),
    [
        ("以上三个年度合起来", ("2018年加多少", "2019年加多少", "2020年加多少"), "2018年、2019年、2020年合起来"),
        ("这两年一共", ("2020年几所", "2016年几所"), "2016年、2020年一共"),
        ("以上三个年度合起来", ("2018年加多少", "2019年加多少"), "以上三个年度合起来"),
        ("这两年级的学生", ("2020年几所", "2016年几所"), "这两年级的学生"),
    ],
)
def test_years_of_the_turns_before_are_meant(turn, earlier, meant):
    assert years_of_these(turn, earlier) == meant


def test_nothing_is_added_to_itself(assistant):
    answer = assistant.ask_turns(["2017年新增学位数", "18 19 20各年？", "这四年合计"])
    assert "**12517个**" in answer.answer
    assert "1080＋1080" not in answer.answer


def test_what_is_reached_is_held_against_its_target_of_the_turns_before(assistant):
    turns = [
        "规范化幼儿园占比，“十三五”末达到多少？",
        "规划给2025年定的省规范化幼儿园比例是多少？",
        "如此说来，现状是否已经满足该目标？",
    ]
    assert "（92.4%高于90%）" in assistant.ask_turns(turns).answer
