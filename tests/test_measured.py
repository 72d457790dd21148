"""A figure, or a share, of somebody's own is held against each figure of the plan that is meant."""

from __future__ import annotations

from dataclasses import replace

import pytest


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        (
            "某职校双师型65%，对两处指标各达标否",
            ("**达到**（65%高于60%）", "**没有达到**（65%低于75%）"),
        ),
        (
            "本园老师里大专以上的占78%，跟2020年全市水平比高还是低，跟25年的要求比呢，各差多少",
            ("**高于**（78%高于75.52%）", "**没有达到**（78%低于80%）", "相差**2.48个百分点**", "相差**2个百分点**"),
        ),
        (
            "某县财政性教育经费75000万元，比连州2020年是高是低，差几万元",
            ("相差**3723万元**", "**低于**（75000万元少于78723万元）"),
        ),
        (
            "某职校专业课教师50人，其中双师型36人，对照规划两处比例各自是否达到",
            ("占**72%**（由问题里的数字算出：36÷50×100＝72）", "**达到**（72%高于60%）", "**没有达到**（72%低于75%）"),
        ),
        (
            "某校双师型占68%。前后给双师型比例写了两个要求，68%过了哪一条、没过哪一条",
            ("**达到**（68%高于60%）", "**没有达到**（68%低于75%）"),
        ),
        (
            "我们学校老师平均43.6岁，跟2020年全市教师队伍的平均岁数比，是年轻些还是老些，差几岁",
            ("相差**1.6岁**（由规划的数字算出：45.2－43.6＝1.6）", "**低于**（43.6岁低于45.2岁）"),
        ),
    ],
)
def test_own_figure_is_held_against_each(assistant, question, lines):
    answer = assistant.ask(question)
    found = answer.answer.split("\n")
    for at, part in enumerate(lines):
        assert part in found[at]
    assert not assistant.checker.problems(answer)


@pytest.mark.parametrize(
    ("part", "false"),
    [
        ("**没有达到**（65%低于75%）", "**没有达到**（65%高于75%）"),
        ("（65%高于60%）", "（66%高于60%）"),
        ("（65%高于60%）", "（65%高于50%）"),
    ],
)
def test_a_false_comparison_is_refused(assistant, part, false):
    answer = assistant.ask("某职校双师型65%，对两处指标各达标否")
    altered = replace(answer, answer=answer.answer.replace(part, false))
    assert altered != answer
    assert assistant.checker.problems(altered)


@pytest.mark.parametrize("false", ["36÷52×100≈69.23", "36÷50×100＝73", "75÷50×100＝150"])
def test_a_share_of_other_numbers_is_refused(assistant, false):
    answer = assistant.ask("某职校专业课教师50人，其中双师型36人，对照规划两处比例各自是否达到")
    altered = answer.answer.replace("36÷50×100＝72", false).replace("占**72%**", f"占**{false[-2:].lstrip('＝.')}%**")
    assert altered != answer.answer
    assert assistant.checker.problems(replace(answer, answer=altered))


def test_figures_of_the_plan_are_nobodys_own(assistant):
    first = assistant.ask("我们这里公办园占比38.4%，离2025年的目标差多少").answer.split("\n")[0]
    assert "问题里的数字" not in first
    assert "11.6个百分点" in first
