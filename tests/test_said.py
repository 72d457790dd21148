"""Follow-ups that want something done with the figures just given."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from lzqa.answer.said import over, wants_done, without_operations
from lzqa.answer.trace import Lookup
from lzqa.assistant import Assistant
from lzqa.question import Question


@pytest.mark.parametrize(
    ("turns", "holds", "first"),
    [
        (("小学电脑2016年有几台", "2020年呢", "多了几台"), ("423台", "4323台", "4746台"), "423台"),
        (("2020年特殊教育学校学生总数是多少", "2016年呢", "差额"), ("20人",), "20人"),
        (("教研员一年要培训多少学时啊", "那我们普通老师5年是多少", "平均到每年呢"), ("72学时", "360学时"), "72学时"),
        (
            ("2025年小学老师本科以上学历要到多少", "不是小学，我问初中", "2020年做到多少了", "还差几个点"),
            ("90%", "86.00%"),
            "4个百分点",
        ),
        (("特殊教育学校2016年有多少学生", "四年之后呢，翻倍了没"), ("43人", "23人"), "1.87倍"),
        (("小学的电脑2020年有多少台", "换成中学，这几年添了多少"), ("3733台", "4272台"), "539台"),
        (("2025年义务教育巩固率要多少", "2020年呢", "那目标不是反而比现状还低"), ("98.2%", "≥96%"), "98.2%"),
        (("九年义务教育巩固率2025年定的是多少", "那2020年到达值是多少", "这么说早就达标了？"), ("98.2%", "≥96%"), "已经达到"),
        (
            ("连州二中要新盖的宿舍能加多少床位？", "连州中学那栋呢", "两栋合起来跟发展目标里写的总数一致吗，是多少？"),
            ("1500个", "900个"),
            "2400个",
        ),
    ],
)
def test_a_turn_without_a_topic_works_with_the_figures_before_it(assistant, turns, holds, first):
    answer = assistant.ask_turns(turns)
    assert first in answer.answer.split("\n")[0]
    assert all(figure in answer.answer for figure in holds)
    assert not assistant.checker.problems(answer)


@pytest.mark.parametrize(
    "turns",
    [
        ("专业课教师里双师型的比例目标是多少", "是不是还有一处写了不一样的数，两个都报一下"),
        ("到2025年双师型教师要占多少", "不对吧，别处写的可不是这个"),
    ],
)
def test_what_the_plan_says_otherwise_is_shown_when_the_person_doubts(assistant, turns):
    answer = assistant.ask_turns(turns).answer
    assert "75%" in answer
    assert "60%" in answer


def test_a_turn_with_a_topic_of_its_own_is_answered_by_itself(assistant):
    turns = ("小学电脑2016年有几台", "2020年财政性教育经费比2016年多了多少")
    assert assistant.ask_turns(turns).answer == assistant.ask(turns[-1]).answer


def test_figures_of_different_sorts_are_not_subtracted(assistant):
    answer = assistant.ask_turns(("2020年幼儿园有多少所", "教师平均年龄多大", "相差多少"))
    assert not any(figure.computed and figure.value == 66 for figure in answer.figures)
    assert (
        over("相差多少", [assistant._said.given(assistant.ask(turn)) for turn in ("教师平均年龄多大", "2020年幼儿园有多少所")])
        is None
    )


def test_nothing_said_before_leaves_nothing_to_work_with():
    assert over("差多少", []) is None


@pytest.mark.parametrize("own", ["差多少", "合起来多少", "占比多少", "平均每年呢", "哪个多", "达标了吗"])
def test_operations_alone_name_nothing(assistant, own):
    assert wants_done(own)
    assert assistant.understander.bare(own, without_operations)


@pytest.mark.parametrize(
    "own",
    [
        "两者相减",
        "前两项相减",
        "前者占后者之百分比,保留两位",
        "第二个占第一个",
        "两间夹埋是多少",
        "差额,取绝对值",
        "剩下的",
        "余下的有几所",
    ],
)
def test_operations_may_be_said_in_other_words_and_with_how_their_result_is_told(assistant, own):
    assert wants_done(own)
    assert assistant.understander.bare(own, without_operations)


@pytest.mark.parametrize("own", ["剩下的老师怎么安排", "其余学校什么时候建", "再往后两年加起来"])
def test_what_the_rest_is_to_do_and_years_further_on_are_not_worked_out_of_what_was_said(assistant, own):
    assert not (wants_done(own) and assistant.understander.bare(own, without_operations))


@pytest.mark.parametrize(
    ("turns", "own", "results"),
    [
        (("2020年公办幼儿园有几所", "2020年幼儿园有几所"), "第一个占第二个", "a/b*100"),
        (("2020年幼儿园有几所", "2020年公办幼儿园有几所"), "剩下的", "a-b"),
        (("卫校提质改造增加多少床位", "职业技术学校扩容增加多少床位"), "两间夹埋是多少", "a+b"),
        (("2016年国家财政性教育经费多少", "2020年国家财政性教育经费多少"), "两者相减", "a-b"),
    ],
)
def test_other_words_work_with_the_figures_before_them(assistant, turns, own, results):
    facts, work = over(own, [assistant._said.given(assistant.ask(turn)) for turn in reversed(turns)])
    assert work == results
    assert len(facts) == 2


def test_nothing_is_left_of_a_figure_that_is_smaller(assistant):
    turns = ("2020年幼儿园有几所", "2020年公办幼儿园有几所")
    assert over("剩下的", [assistant._said.given(assistant.ask(turn)) for turn in turns]) is None


def test_three_together_take_what_the_same_sentence_told_before(assistant):
    said = [assistant._said.given(assistant.ask(f"每两年重点培养几名名{who}")) for who in ("教师", "班主任", "校长")]
    facts, work = over("三者合计", [(said[0][0], said[1][0]), (said[2][0],)])
    assert work == "a+b+c"
    assert sorted(fact.figure.value for fact in facts) == [3, 5, 10]


@pytest.mark.parametrize("own", ["初中差多少", "2020年占比多少", "二中差多少", "心理老师合起来多少"])
def test_a_level_a_year_a_school_or_a_thing_is_a_topic(assistant, own):
    assert not assistant.understander.bare(own, without_operations)


def test_how_the_turn_was_understood_names_both_figures(assistant):
    understood = assistant.ask_turns(("小学电脑2016年有几台", "2020年呢", "多了几台")).understood_as
    assert "2016年" in understood
    assert "2020年" in understood


def test_without_the_bank_a_turn_works_with_the_figures_before_it_too(assistant):
    plain = Assistant(assistant.index, bank=False)
    answer = plain.ask_turns(("2016年小学计算机多少台", "2020年小学计算机多少台", "多了多少"))
    assert "423台" in answer.answer.split("\n")[0]
    assert not plain.checker.problems(answer)
    looked_up: list[Question] = []
    look_up = plain.look_up

    def remember(question: Question, without: Sequence[int] = ()) -> Lookup:
        looked_up.append(question)
        return look_up(question, without)

    plain.look_up = remember
    turns = ("班主任的待遇怎么提高", "谁负责")
    first = plain.ask_turns(turns[:1]).citations[0].passage
    plain.ask_turns(turns)
    assert first in {name for name, _ in looked_up[-1].context}


def test_of_two_figures_for_one_thing_the_first_is_set_beside_the_target(assistant):
    turns = ("公办园2025年要占多少", "现在呢", "差多少")
    given = [assistant._said.given(assistant.ask_turns(turns[:count])) for count in (1, 2)]
    aim, reached = ([fact.figure.text for fact in facts] for facts in given)
    assert aim == ["超过50%"]
    assert sorted(reached) == ["38.4%", "51.57%"]
    apart = {"38.4%": "11.6", "51.57%": "1.57"}[reached[0]]
    question = assistant.understander.understand(turns, assistant.points)
    answer = assistant._said.answer(question, "差多少", turns)
    assert f"**{apart}个百分点**" in answer.answer.split("\n")[0]
    assert not assistant.checker.problems(answer)


def test_parts_that_come_to_another_total_are_shown_beside_it(assistant):
    turns = ["发展目标里职业学校新增床位写了多少", "第四章里两所职校各加多少张"]
    answer = assistant.ask("合起来跟前头那个数对得上么", turns)
    assert answer.status.value == "conflicting"
    assert all(figure in answer.answer for figure in ("2000个", "840个", "2900个", "3740个"))


@pytest.mark.parametrize(
    ("turns", "line"),
    [
        (
            ("2020年高中阶段在校生总数和其中的中职人数", "中职占比应为多少？", "换成2025年的目标数再算一遍，保留一位小数。"),
            "占**47.13%**，约47.1%（由规划的数字算出：0.74÷1.57×100≈47.13）",
        ),
        (("2020年平均每所幼儿园多少个娃", "2016年再算一次"), "平均每所**281.02人**"),
        (
            ("小学和中学电脑2020年差多少台", "2016年的也这样算一下"),
            "小学更多，比中学多**590台**（由规划的数字算出：4323－3733＝590）",
        ),
        (("2020年公办园占幼儿园的百分之几", "换成2016年再算"), "占**30.19%**"),
        (
            ("学校给娃做心理普查，一共查了多少人？", "重点关注的有524个？那占到百分之几啊"),
            "占**0.89%**，约0.9%（由规划的数字算出：524÷58658×100≈0.89）",
        ),
        (("近五年省级课题几个", "市级的有47个，差多少"), "**39个**（由规划的数字算出：47－8＝39）"),
    ],
)
def test_the_last_calculation_of_another_year_and_a_figure_that_the_turn_tells_are_worked_out(assistant, turns, line):
    answer = assistant.ask_turns(turns)
    assert line in answer.answer.split("\n")[0]
    assert assistant.checker.problems(answer) == ()


@pytest.mark.parametrize(
    "turns",
    [
        ("2020年平均每所幼儿园多少个娃", "2018年再算一次"),
        ("2016到2020年幼儿园多了几所", "2025年再算一次"),
        ("2020年公办幼儿园有几所", "换成2025年再算"),
        ("学校给娃做心理普查，一共查了多少人？", "重点关注的有525个？那占到百分之几啊"),
    ],
)
def test_what_the_plan_has_no_figure_of_is_not_worked_out_once_more(assistant, turns):
    asked = assistant.understander.understand(turns, assistant.points)
    assert assistant._over_the_said(turns, asked) is None
