"""An answer to another question is not given: about another school, town or group of people, or no reason where one is asked for."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from lzqa.answer.model import Answer, AnswerFigure, Citation, Status
from lzqa.answer.neighbour import misses
from lzqa.answer.slots import gives_no_reason
from lzqa.question import QuestionKind


@pytest.fixture(scope="module")
def elsewhere(assistant):
    guard = assistant._guard

    def told(text: str, cited: str, kind: str = "figure") -> str:
        question = replace(assistant.understander.understand([text]), kind=QuestionKind(kind))
        return guard.elsewhere(question, [cited])

    return told


@pytest.mark.parametrize(
    ("text", "cited", "word"),
    [
        ("卫生学校新增技能培训场所多少平方米", "4.4.1/2.3", "卫生学校"),
        ("职业技术学校新增技能培训场所多少平方米", "4.4.1/2.3", ""),
        ("职业技校新增技能培训场所面积", "4.4.1/2.3", ""),
        ("清远市九年义务教育在校生2025年多少", "2.4/T2.3", "清远"),
        ("九年义务教育在校生2025年多少", "2.4/T2.3", ""),
        ("义务教育阶段的瑶族学生2020年有多少", "2.4/T2.3", "瑶族"),
        ("高中阶段女生2020年几万", "2.4/T2.6", "女生"),
        ("除了二中，职业技术学校新增多少平方米", "4.4.1/2.3", ""),
        ("广州帮扶的钱到账多少", "1.1.3/5.7", ""),
        ("清远市一级幼儿园有几所", "1.1.1/2.3", ""),
    ],
)
def test_what_stands_about_others_is_told(elsewhere, text, cited, word):
    assert elsewhere(text, cited) == word


def test_a_place_named_beside_a_question_for_no_figure_may_be_the_persons_own(elsewhere):
    text = "我们户口在阳山，孩子能在这边中考吗"

    assert elsewhere(text, "2.4/T2.3", "yes_no") == ""


@pytest.fixture(scope="module")
def answered(assistant):
    def make(text: str, kind: str, quote: str, value: str, unit: str):
        question = replace(assistant.understander.understand([text]), kind=QuestionKind(kind))
        citation = Citation(1, "1.1/T1.4", (), 0, len(quote), quote)
        figure = AnswerFigure(f"{value}{unit}", Decimal(value), unit, "=", "", None, "", False, 1)
        return question, Answer(text, text, kind, Status.ANSWERED, f"**{quote}**[1]", citations=(citation,), figures=(figure,))

    return make


@pytest.mark.parametrize(
    ("text", "quote", "value", "unit", "none"),
    [
        ("2020年在园幼儿数较2016年下降，规划认定的原因是什么", "2020年在园幼儿数13099人", "13099", "人", True),
        ("读幼儿园的孩子从14894掉到13099，是啥原因", "2016年14894人，2020年13099人", "13099", "人", True),
        ("在园幼儿涨到了15000人，为什么涨了", "2020年在园幼儿数13099人", "13099", "人", False),
        ("在园幼儿2016和2020各多少人，为何减少", "2016年14894人，2020年13099人", "13099", "人", False),
        ("在园幼儿数增幅填报数为何", "增幅-12.05", "-12.05", "", False),
        ("在园幼儿为什么少了", "因出生人口下降，2020年在园幼儿数13099人", "13099", "人", False),
        ("在园幼儿2020年多少", "2020年在园幼儿数13099人", "13099", "人", False),
        ("为什么要有年轻教师", "35岁以下的年轻教师仅占15%左右", "15", "%", False),
        ("本科率掉了将近两个点，什么缘故掉的", "降低1.99个百分点", "1.99", "个百分点", True),
        ("高优上线比2019年少16人，为啥", "较2019年增加了16人", "16", "人", False),  # it rose
        ("二中才加900个床位，为啥比连中还少", "连州中学新增床位900个", "900", "个", False),  # another school's
        ("公办园所占百分比为何（2016年）", "占30%", "30", "%", False),
    ],
)
def test_a_figure_is_no_reason_for_how_it_moved(answered, text, quote, value, unit, none):
    question, answer = answered(text, "figure", quote, value, unit)

    assert gives_no_reason(question, answer) is none
    assert not gives_no_reason(question, replace(answer, status=Status.NOT_IN_PLAN))


def test_an_answer_about_others_is_withheld_and_a_refusal_is_not(assistant):
    question = assistant.understander.understand(["卫生学校新增技能培训场所多少平方米"])
    own = replace(question, kind=QuestionKind.FIGURE)
    quote = assistant.passage("4.4.1/2.3").quote
    answer = Answer(
        own.raw, own.text, "figure", Status.ANSWERED, "x[1]", citations=(Citation(1, "4.4.1/2.3", (), 0, 9, quote),)
    )

    assert misses(own, answer, assistant._guard)
    assert not misses(own, replace(answer, status=Status.NOT_IN_PLAN), assistant._guard)
    assert assistant.ask("卫生学校新增技能培训场所多少平方米").abstained


def test_why_a_figure_moved_is_refused_where_the_plan_does_not_tell(assistant):
    assert assistant.ask("2020年在园幼儿数较2016年下降，规划认定的原因是什么？").abstained


@pytest.mark.parametrize(
    "text",
    [
        "高中 电脑 2016 多少台",
        "初中的计算机2020年有几台",
        "学前一年毛入园率",
        "残疾小朋友上幼儿园的入园率现在有几成",
        "全国九年义务教育巩固率 2020",
        "一校扶一镇涉及12个镇乡，是哪12个，列全给我",
        "14所广州学校的名单",
        "义务教育阶段的女生2020年有多少",
        "瑶族学生2020年有几个",
        "慧光中学新增床位多少",
        "524名学生要心理干预，主要是因为什么问题",
        "广东省学前毛入园率2020年多少",
        "16年和20年的在园幼儿数都有了，就缺中间的，2017年全市有多少孩子在园？",
        "娃反倒少了一千多，2020年在园幼儿比2016年少的原因文件里怎么讲的？",
    ],
)
def test_a_figure_that_counts_others_too_is_no_answer(assistant, text):
    assert assistant.ask(text).abstained


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("中学电脑2016年多少台", "3733台"),
        ("残疾小朋友上学的比例2020年有几成", "99.0%"),
        ("职业技术学校扩容后招生能力达到多少人（床位数我已知道）", "4000人"),
        ("2020年新增学位4510个已知，请补充2018年增加的学位数。", "3397个"),
        ("全市几间高中呀，2020年那会儿", "2所"),
        ("广东省规范化幼儿园占比2020年多少", "92.4%"),
        ("三宽家长学校示范校名单", "连州市第一幼儿园"),
        ("带二中毕业班的，想知道学校新建那栋宿舍多少床位", "1500个"),
        ("广州来帮扶之后高考怎样，2020年高分优先投档线上了多少人", "126人"),
        ("给初三学生讲志愿，职校两所另外讲，先要普高的：2020年连州有几所普通高中", "2所"),
        ("2025年入园率有的说98有的说99，到底要到多少", "98%"),
        ("唔计二中，其他学校新增嘅床位加埋有几多个", "4640个"),
        ("广州帮了几个镇", "12个"),
        ("城里学校那么挤，中小学在校的到2025年还要涨到几万", "6.28万人"),
        ("搞出防疫食堂的是哪两个娃", "袁哲"),
        ("已知2020年九年义务教育在校生5.5万人，请给出2025年目标值。", "6.28万人"),
        ("现已知2020年新增学位4510个，另请提供2019年当年新增学位数。", "3530个"),
        ("我是学计算机的，毕业在家考公，2020年小学有几多台电脑啊", "4746台"),
        ("利用省级学前专项资金改扩建后，预计新增公办幼儿园学位几何？（债券项目那约2000个除外）", "600个"),
        ("2020年国家财政性教育经费多少", "78723万元"),
        ("2020年公家往教育里投的钱，总共多少？2016年的不用说。", "78723万元"),
        ("2025年九年义务教育在校生目标较2020年的增长幅度是多少？", "14.18%"),
    ],
)
def test_a_figure_beside_what_is_known_is_answered(assistant, text, figure):
    assert figure in assistant.ask(text).first_line


@pytest.mark.parametrize(
    "text",
    [
        "女孩子也想搞科技，都有些什么好玩的项目",
        "技校会不会给外国人教手艺",
        "互联网+教育要发展哪两种教育",
        "天天锻炼后面两句目标是什么",
        "粤菜师傅那个培训基地设在连州卫校，没搞错吧",
        "省级学前普及普惠评估，最迟哪年之前接受",
    ],
)
def test_what_asks_for_no_figure_of_others_is_answered(assistant, text):
    assert not assistant.ask(text).abstained


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("卫校那个“粤菜师傅”省级培训基地以后打算辐射到哪一片", "连州技工学校“粤菜师傅”"),
        ("北山中学有两个娃搞AI防疫食堂拿了一等奖，叫什么名字", "慧光中学学生"),
    ],
)
def test_what_has_a_name_of_its_own_is_told_with_whose_it_is(assistant, question, told):
    answer = assistant.ask(question)
    assert not answer.abstained
    assert told in answer.answer
