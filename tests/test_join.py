"""Several answers as one: markers follow their citations, nothing is said twice, and there is an end to it."""

from __future__ import annotations

import re

import pytest

from lzqa.answer.join import LIMIT, joined


def answers(assistant, *questions: str):
    return [assistant.ask(question) for question in questions]


def test_markers_follow_their_citations(assistant):
    first, second = answers(assistant, "2020年公办幼儿园有几所？", "连州中学新增多少床位？")
    whole = joined(first, [second])
    assert whole.answer.startswith(first.answer)
    assert [citation.marker for citation in whole.citations] == list(range(1, len(whole.citations) + 1))
    assert "900个" in whole.answer
    assert assistant.checker.problems(whole) == ()
    used = {int(number) for number in re.findall(r"\[(\d+)\]", whole.answer)}
    assert used == {citation.marker for citation in whole.citations}


def test_nothing_is_said_twice(assistant):
    first, same = answers(assistant, "2020年公办幼儿园有几所？", "2020年公办幼儿园有几所？")
    assert joined(first, [same]) == first


def test_answer_that_abstains_adds_nothing(assistant):
    first, none = answers(assistant, "2020年公办幼儿园有几所？", "教育局的电话是多少？")
    assert none.abstained
    assert joined(first, [none]) == first


def test_joined_answer_ends_within_the_limit(assistant):
    first, *others = answers(
        assistant, "怎么减轻学生负担？", "校园安全怎么抓？", "乡村教师待遇怎么提高？", "职业教育怎么发展？", "信息化怎么推进？"
    )
    whole = joined(first, others)
    assert len(first.answer) <= len(whole.answer) <= LIMIT
    assert assistant.checker.problems(whole) == ()


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("班班通2020年到了多少？职业技术学校要增加多少床位？", ("85.41", "2900个")),
        ("近五年招聘教师多少人；明厨亮灶的食堂有几家？", ("580人", "97所")),
        ("教师队伍平均年龄多大，另外教研员每年要培训多少学时", ("45.2岁", "90学时")),
    ],
)
def test_message_with_two_questions_has_both_answered(assistant, message, words):
    answer = assistant.ask(message)
    assert [word for word in words if word not in answer.answer] == []
    assert assistant.checker.problems(answer) == ()
