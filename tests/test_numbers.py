"""What a number stands for: told where the plan has it, refused where it stands nowhere."""

from __future__ import annotations

import pytest

from lzqa.answer.roundup import number_asked, number_in_vain


@pytest.mark.parametrize(
    ("text", "value", "in_vain"),
    [
        ("13562是什么数", "13562", False),
        ("36.12亿是什么钱", "36.12", False),
        ("99999是什么数", "99999", True),
        ("5080是什么意思", "5080", False),
        ("2016年是什么年", None, False),
        ("公办幼儿园学位增加2000个是什么时候的目标", None, False),
    ],
)
def test_a_number_alone_is_looked_up(assistant, text, value, in_vain):
    question = assistant.understander.understand([text])
    asked = number_asked(question)
    assert (asked and str(asked.value)) == value
    assert number_in_vain(question, assistant.index.plan.text) is in_vain


@pytest.mark.parametrize(
    ("text", "told"), [("36.12亿是什么钱", "36.12亿元"), ("13562是什么数", "学位"), ("99999是什么数", "没有直接写到")]
)
def test_it_is_told_or_refused(assistant, text, told):
    answer = assistant.ask(text)
    assert told in answer.answer
    assert answer.abstained is (told == "没有直接写到")
