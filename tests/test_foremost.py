"""Which of several school levels moved most, worked out from the two years of a table."""

from __future__ import annotations

import pytest

from lzqa.answer.foremost import foremost


@pytest.mark.parametrize(
    ("text", "first", "count"),
    [
        ("学前、义务教育、高中2020到2025年哪一段学生数涨得最快", ("22.66", "%"), 3),
        ("学前、义务教育、高中三段到2025年在校人数哪段加得最多", ("0.78", "万人"), 3),
        ("哪个学段到2025年学生增长最慢", ("7.69", "%"), 3),
        ("幼儿园和高中，到2025年哪一头学生增加得最多", ("0.29", "万人"), 2),
        ("到2025年小学初中和中职哪一类学生涨幅最大", ("14.18", "%"), 2),
        ("2016到2020年幼儿园和义务教育哪一类学校数增加最多", ("13", "所"), 2),
        ("2016到2020年小学和中学的电脑哪边添的台数多", ("539", "台"), 2),
        ("论计算机的增长速度，小学和中学哪个快", ("14.44", "%"), 2),
        ("小学和初中老师的学历16到20年哪边升得多", ("5.88", "个百分点"), 2),
        ("各段老师的学历16到20年哪一类提高最多", ("12.36", "个百分点"), 5),
        ("小学和中学哪边电脑多", None, 0),
        ("小学和中学的电脑谁涨得猛，增幅相差几个百分点", None, 0),
        ("2016到2020年幼儿园和义务教育学校数各增加多少", None, 0),
        ("哪个学段老师最多", None, 0),
        ("哪一年学生最多", None, 0),
    ],
)
def test_the_level_that_moved_most_comes_first(assistant, text, first, count):
    found = foremost(assistant.understander.understand([text]), assistant.index.plan.facts)
    assert len(found) == count
    if first is not None:
        assert (str(found[0].result), found[0].unit) == first
        results = [-each.result if "降低" in each.word else each.result for each in found]
        assert results == sorted(results, reverse="最慢" not in text)


def test_the_answer_names_the_level(assistant):
    answer = assistant.ask("学前、义务教育、高中阶段2020到2025年哪一段学生数涨得最快，涨百分之几")
    first = answer.answer.split("\n")[0]
    assert "高中增长**22.66%**" in first
    assert not assistant.checker.problems(answer)
