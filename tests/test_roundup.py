"""Which row of a table grew most: among all rows, or among those of the sort that is named."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("question", "holds", "lacks"),
    [
        ("十三五情况表 增幅最大的指标", "学生总数（特殊教育）增幅（%）为**87.0**", "1.42"),
        ("“十三五”发展情况表里，哪个指标增幅最大", "学生总数（特殊教育）增幅（%）为**87.0**", "1.42"),
        ("学历那几行哪个增幅最大", "幼儿园专任教师专科以上学历比例（师资队伍情况）增幅（%）为**12.36%**", "87.0"),
    ],
)
def test_the_row_that_grew_most_is_told(assistant, question, holds, lacks):
    answer = assistant.ask(question)
    assert holds in answer.answer.split("\n")[0]
    assert lacks not in answer.answer.split("\n")[0]


def test_what_the_table_of_targets_holds_is_not_answered_with_the_growth_of_the_years_before(assistant):
    assert "87.0" not in assistant.ask("目标表里哪个指标增长最快").answer
