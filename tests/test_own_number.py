"""A question with a number of its own that is refused as it stands is asked again for the share alone."""

from __future__ import annotations

import pytest

from lzqa.answer.supposed import as_share
from lzqa.normalise import normalise


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("初中500人，照2019年的辍学率，等于几个娃没读下去", "照2019年的辍学率,等于占百分之多少娃没读下去"),
        ("假如一所初中有900个学生，按辍学率走掉几个", "按辍学率走掉占百分之多少"),
        ("全市若有150名老师符合条件，一年至少轮几人", "一年至少轮占百分之多少"),
        ("2025年本科老师要占多少", ""),
        ("我们园有40个老师，够不够要求的几个大专", ""),
        ("500人和300人，照辍学率各走几个", ""),
    ],
)
def test_a_number_of_its_own_is_left_out_of_the_share(text, share):
    assert as_share(normalise(text)) == share


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("假如一所初中有900个学生，按2019年的辍学率大约走掉几个", "7.2个"),
        ("全市若有150名幼儿园教师符合交流条件，一年至少轮几人", "15名"),
        ("我们园有40个老师，到2025年至少要有多少个大专以上", "32个"),
    ],
)
def test_the_number_is_then_taken_of_the_share_found(assistant, text, figure):
    answer = assistant.ask(text)

    assert f"**{figure}**" in answer.answer.split("\n")[0]
    assert answer.figures[0].computed
    assert not assistant.checker.problems(answer)


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("我们学校1100个小学生，要配专职心理老师吗", "**没有达到要求**（1100名少于1200人）"),
        ("我在职校，五年里下企业实践加起来五个月，够不够规划讲的时长？", "**不够，没有达到要求**（5个月少于6个月）"),
        ("镇中学和小学都刚好1100名学生，专职心理教师哪间必须配、哪间还不用？", "**达到要求**（1100名多于1000人）"),
        ("1080个学生的中学要不要配专职心理老师", "**达到要求**（1080名多于1000人）"),
    ],
)
def test_people_counted_in_the_general_classifier_are_held_against_people(assistant, text, lead):
    answer = assistant.ask(text)

    assert answer.answer.startswith(lead)
    assert not assistant.checker.problems(answer)
