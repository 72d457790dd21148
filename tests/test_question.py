"""Understanding a question: normalising, kind, years, levels, terms, follow-ups."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lzqa.answer.factmatch import wanted_units
from lzqa.answer.operations import asks_how_far, leaves_out_private
from lzqa.normalise import MAX_QUESTION, _converter, _traditional, normalise
from lzqa.question import Attribute, Level, QuestionKind, without_place_words
from lzqa.question.kinds import asks_where_a_school_is, attributes_of, levels_of
from lzqa.question.understand import said_once

CASES = json.loads((Path(__file__).parent / "spec" / "questions.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def understand(assistant):
    return lambda *turns: assistant.understander.understand(list(turns))


@pytest.mark.parametrize("case", CASES["kinds"], ids=lambda case: case["question"])
def test_kind_is_recognised(understand, case):
    assert understand(case["question"]).kind == case["kind"]


@pytest.mark.parametrize("case", CASES["plans"], ids=lambda case: case["question"])
def test_question_becomes_the_expected_plan(understand, case):
    question = understand(case["question"])
    found = {
        "years": list(question.years),
        "levels": [level.value for level in question.levels],
        "attributes": [attribute.value for attribute in question.attributes],
    }
    assert found == {name: case.get(name, []) for name in found}
    words = [term.word for term in question.terms]
    assert [word for word in case["terms"] if word not in words] == []


@pytest.mark.parametrize("case", CASES["normal"], ids=lambda case: case["raw"])
def test_wording_is_brought_to_the_plans_writing(case):
    assert normalise(case["raw"]) == case["text"]


@pytest.mark.parametrize("case", CASES["dialogues"], ids=lambda case: " / ".join(case["turns"]))
def test_follow_up_becomes_a_question_that_stands_alone(understand, case):
    question = understand(*case["turns"])
    for part in case.get("holds", []):
        assert part in question.text
    for part in case.get("lacks", []):
        assert part not in question.text
    assert bool(question.carried) is case["carried"]


def test_everyday_words_point_to_the_plans_words(understand):
    terms = {term.word: term for term in understand("私立的、村里的名额够不够").terms}
    assert "民办" in terms["私立"].plan_words
    assert "学位" in terms["名额"].plan_words
    assert all(0 < term.weight <= 1 for term in terms.values())


@pytest.mark.parametrize(
    ("raw", "problem"),
    [("", "blank"), ("  \n\t ", "blank"), ("😀😀", "symbols"), ("？？？", "symbols"), ("42", "number"), ("2025", "number"),
     ("\x00\x01", "symbols"), ("<b></b>", "symbols"), ("<script>alert(1)</script>", "symbols"), ("Quelle heure est-il", "language")],
)  # fmt: skip
def test_input_without_a_question_says_which_kind_of_nothing_it_is(understand, raw, problem):
    question = understand(raw)
    assert question.kind is QuestionKind.EMPTY
    assert question.problem in {problem, "markup"}


def test_long_message_keeps_its_beginning_and_its_end():
    raw = "开头的问题" + "啊" * 6000 + "结尾的问题"
    text = normalise(raw)
    assert text.startswith("开头的问题")
    assert text.endswith("结尾的问题")
    assert len(text) <= MAX_QUESTION + 1


def test_markup_is_dropped_and_the_question_kept():
    assert normalise("<b>校车</b>有吗<script>alert('学费')</script>") == "校车 有吗"
    assert normalise("班额<50人的学校") == "班额<50人的学校"


def test_small_talk_only_when_nothing_else_is_said(understand):
    assert understand("你好").kind is QuestionKind.GREETING
    assert understand("谢谢老师！").kind is QuestionKind.THANKS
    assert understand("你是谁").kind is QuestionKind.ABOUT
    assert understand("你好，请问学前教育的目标是什么").kind not in {QuestionKind.GREETING, QuestionKind.ABOUT}


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("那所学校的校长叫什么名字", True),
        ("教研室主任是谁", True),
        ("获奖学生的名字", True),
        ("连州有几所职校,叫什么名字", False),
        ("那个帮扶计划的名字", False),
    ],
)
def test_the_name_of_a_thing_is_no_persons_name(text, asks):
    assert (Attribute.NAME in attributes_of(text)) is asks


def test_attributes_and_levels_are_typed(understand):
    question = understand("卫校的电话和学费是多少")
    assert question.attributes == (Attribute.PHONE, Attribute.FEE)
    assert question.levels == (Level.VOCATIONAL,)


@pytest.mark.parametrize(
    ("message", "asking", "attributes"),
    [
        (
            "我家孩子明年要上幼儿园了，附近只有一所私立的，听说学费有点贵，我想问一下，到2025年公办幼儿园的学位一共要增加多少个？谢谢",
            "公办幼儿园的学位一共要增加多少个",
            (),
        ),
        (
            "我住在村里，孩子三年级，老师人很好，就是离学校远，走路要一个小时，我想知道校车的费用是多少",
            "校车的费用是多少",
            (Attribute.FEE,),
        ),
        ("校车有吗", "校车有吗", ()),
    ],
)
def test_long_message_is_read_by_the_part_that_asks(understand, message, asking, attributes):
    question = understand(message)
    assert asking in question.asking
    assert question.attributes == attributes
    assert "学费" not in question.asking


@pytest.mark.parametrize("text", ["教育督导委员会这件事见于第几章", "教育督导委员会写在哪一节", "教育督导委员会见于何处"])
def test_what_is_looked_for_is_left_without_the_words_that_ask_for_its_place(text):
    assert without_place_words(text) == "教育督导委员会"


@pytest.mark.parametrize(
    ("text", "once"),
    [
        ("孩子在乡下上学，孩子在乡下上学，校车怎么安排？", "孩子在乡下上学，校车怎么安排？"),
        ("公办园几所？公办园几所？", "公办园几所？"),
        ("请问孩子在乡下上学，孩子在乡下上学，校车怎么安排", "请问孩子在乡下上学，校车怎么安排"),
        ("好的，好的，那初中呢", "好的，好的，那初中呢"),
        ("2020年，小学电脑多少台", "2020年，小学电脑多少台"),
        ("", ""),
    ],
)
def test_what_is_said_again_counts_once(text, once):
    assert said_once(text) == once


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("特教学校在哪", True),
        ("北山中学在哪里？", True),
        ("卫校是在边度", True),
        ("特教学校扩建写在哪一章", False),
        ("连中新宿舍建在哪", False),
    ],
)
def test_where_a_school_lies_is_told_from_where_the_plan_speaks_of_it(text, asks):
    assert asks_where_a_school_is(text) is asks


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("班班通到多少了", True),
        ("巩固率做到几成了", True),
        ("电脑多了多少", False),
        ("经费涨到多少了", True),
        ("比例从2016年到2020年降到百分之几", True),
        ("经费涨了多少，涨到多少了", False),
        ("比2016年高到多少", False),
    ],
)
def test_how_far_something_has_come_is_told_from_how_much_it_moved(text, asks):
    assert asks_how_far(text) is asks


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("公办的小学有几所,私立的剔掉", True),
        ("扣掉民办的,公办还有几所", True),
        ("私人的那些不要算,公办几间", True),
        ("扣掉公办的,民办还有几所", False),
        ("民办幼儿园有几所", False),
        ("除了公办,私立还有几家", False),
    ],
)
def test_private_schools_that_are_left_out_are_told_from_those_asked_for(text, public):
    assert leaves_out_private(text) is public


def test_every_word_that_is_simplified_is_told_by_one_of_its_characters():
    convert = _converter().convert
    for _, _, words in _converter().dict_cache.values():
        assert [word for word in words if _traditional().isdisjoint(word) and convert(word) != word] == []
    assert not _traditional() & set("有的是学校幼儿园教师在里后面")
    assert normalise("幼兒園裡有幾個教師") == "幼儿园里有几个教师"


@pytest.mark.parametrize(
    ("text", "attributes"),
    [
        ("园里老师每年交流轮岗,骨干最低百分之多少", ()),
        ("每学期交多少钱", (Attribute.FEE,)),
        ("每月收多少", (Attribute.FEE,)),
        ("一年收集多少意见", ()),
        ("真正要干的事提炼成几点", ()),
        ("会不会哪天就把我调走", ()),
        ("早上几点到校", (Attribute.DATE,)),
        ("2015到2016年升几点", ()),
        ("两个目标差几点", ()),
        ("学前入学率增长几点", ()),
        ("缺口几点", ()),
        ("托管班开到几点", (Attribute.DATE,)),
        ("几点放学", (Attribute.DATE,)),
        ("每5年实践至少几月", ()),
        ("过了分数线的有多少人", ()),
        ("录取分数线多少", (Attribute.SCORE,)),
        ("活动时长定的多少分钟", ()),
        ("不用交学费的公立学校有多少", ()),
        ("便宜点的私立幼儿园批了几个", ()),
        ("有没有便宜点", (Attribute.FEE,)),
        ("学费多少", (Attribute.FEE,)),
        ("一共考多少个指标", ()),
        ("中考考多少分", (Attribute.SCORE,)),
        ("中考分流后读中职的占几成", ()),
        ("怎么联系起来", ()),
        ("怎么联系他们", (Attribute.PHONE,)),
        ("家长打电话都不接", ()),
        ("想了什么路子", ()),
        ("学校在什么路", (Attribute.ADDRESS,)),
        ("新园落在哪个社区", (Attribute.ADDRESS,)),
    ],
)
def test_an_unusual_thing_is_asked_for_only_in_so_many_words(text, attributes):
    assert attributes_of(text) == attributes


@pytest.mark.parametrize(
    ("text", "unit", "fits"),
    [
        ("新宿舍能住多少人", "个", True),
        ("新宿舍住得下几个学生", "个", True),
        ("城区小学能多收多少学生", "人", True),
        ("轮岗人数占符合条件人数的最低比例是多少", "%", True),
        ("轮岗人数占符合条件人数的最低比例是多少", "人", False),
        ("招聘人数是多少", "人", True),
        ("全市幼儿园里读的娃有多少个", "所", False),
        ("全市幼儿园里读的娃有多少个", "人", True),
        ("在读学生2025年多少万", "万人", True),
        ("在读学生2025年多少万", "万元", False),
        ("多少个幼儿园", "所", True),
        ("来了几位专家", "人", True),
    ],
)
def test_what_is_counted_tells_the_unit(text, unit, fits):
    assert (unit in wanted_units(text)) is fits


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("六年级毕业升初中的比率", (Level.PRIMARY,)),
        ("小学生升上初中的有几成", (Level.PRIMARY,)),
        ("初三的孩子考上高中的比例", (Level.JUNIOR,)),
        ("初中毕业升普高的", (Level.JUNIOR,)),
        ("高一年级有几个班", (Level.SENIOR,)),
        ("初中和高中各有几所", (Level.JUNIOR, Level.SENIOR)),
    ],
)
def test_whoever_goes_up_to_a_school_is_of_the_one_before_it(text, levels):
    assert levels_of(text) == levels


def test_going_up_names_no_other_level_of_a_fact(assistant):
    first = assistant.ask("六年级的孩子2016年升初中的比率").answer.split("\n")[0]
    assert "小学毕业生升学率" in first
    assert "100%" in first
