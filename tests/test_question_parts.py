"""Several questions in one message: split, each standing alone; one question is never torn apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import CORPUS
from lzqa.normalise import normalise
from lzqa.question.parts import MOST, parts


@pytest.fixture(scope="module")
def split(assistant):
    return lambda text: parts(normalise(text), assistant.understander.content_words)


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ("卫校要搬到哪？要花多少钱？", (("卫校", "哪"), ("卫校", "多少钱"))),
        ("公办园占比现在多少，2025年要到多少，还有普惠的呢", (("公办园",), ("公办园", "2025"), ("普惠", "占比"))),
        ("三宽家长学校是用谁的钱引进的？往后还要创建什么牌子", (("谁的钱",), ("三宽家长学校", "牌子"))),
        ("高中入学率现在是多少，往后要保住多少", (("现在",), ("高中入学率", "保住"))),
        ("孩子要上学了。公办幼儿园有几所？特殊教育学校有多少学生？", (("公办幼儿园",), ("特殊教育学校", "学生"))),
        ("幼儿园教师轮岗，每年最低比例是多少；其中骨干教师又至少占多少？", (("最低比例",), ("轮岗", "骨干教师"))),
        ("过去五年立了多少课题，以后课题管理要怎么抓", (("多少课题",), ("课题管理", "怎么抓"))),
    ],
)
def test_questions_of_one_message_stand_alone(split, message, wanted):
    found = split(message)
    assert len(found) == len(wanted)
    for text, words in zip(found, wanted, strict=True):
        assert [word for word in words if word not in text] == []


@pytest.mark.parametrize(
    "message",
    [
        "校车有吗",
        "我家孩子明年上幼儿园，附近只有私立的，有点贵，到2025年公办幼儿园的学位要增加多少个？谢谢",
        "公办园占比到底是38.4%还是51.57%？哪个对？",
        "连中和二中各加多少床位？",
        "连中跟二中，哪所加的床位多？各加多少",
        "名校长、名班主任、名教师分别要培养多少个？",
        "学校的钱怎么管？规划里怎么写的？",
        "双师型教师占多少？具体是多少？",
        "“作业考试化”是让学生像考试一样写作业吗？具体指什么做法",
        "往后学校安全这块要继续抓哪些啊，溺水肯定有，还有呢",
        "骨干的呢？占多少",
        "民办幼儿园认定成普惠的有多少所？（16到20年那几年）想给二宝挑一间",
        "",
        "？？？",
    ],
)
def test_one_question_stays_one(split, message):
    assert split(message) == (normalise(message),)


def test_more_questions_than_anyone_follows_stay_whole(split):
    message = "幼儿园有几所？小学有几所？初中有几所？高中有几所？"
    assert split(message) == (normalise(message),)
    assert MOST == 3


def test_bank_of_single_questions_is_hardly_split(split):
    wordings = [
        wording
        for path in sorted(Path(CORPUS / "questions").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        for name, entry in json.loads(line).items()
        if isinstance(entry, list) and name not in ("evidence", "near", "english")
        for wording in entry
    ][::5]
    torn = [wording for wording in wordings if len(split(wording)) > 1]
    assert len(torn) <= 0.01 * len(wordings), torn
