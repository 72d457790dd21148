"""What a question supposes: a number of its own, of which a share is taken, or so many rounds of what happens regularly."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lzqa.answer.supposed import in_all_rounds, meant, share_of_those, supposed, suppositions, taken
from lzqa.answer.working import calculation
from lzqa.normalise import normalise


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("假如一所初中有1500个学生，照2019年的辍学率有几个不读", [1500]),
        ("打个比方，一间高中有240个老师，硕士要有几位", [240]),
        ("按2025年的目标，我们校300名老师要有几个本科", [300]),
        ("园里有25位老师，大专以上的要有几位", [25]),
        ("我校教师120人，按35岁以下的比例，年轻人该有几个", [120]),
        ("全市有13099个娃在园，公办的占多少", []),
        ("2025年本科老师要占多少", []),
        ("126人是哪一年的", []),
        ("如果只有3个老师呢", []),
        ("假如到2025年达到50%", []),
        ("", []),
    ],
)
def test_the_numbers_that_a_question_supposes(text, numbers):
    assert [figure.value for figure in supposed(normalise(text))] == [Decimal(number) for number in numbers]


@pytest.mark.parametrize(
    ("text", "seeds", "works"),
    [
        ("假如一所初中有1500个学生，照2019年的辍学率有几个不读", ("1.1.1/2.5#3",), ["a*1500/100"]),
        ("名教师跑满两轮培养几个", ("4.6.4/1.3#5",), ["a*2"]),
        ("名教师四年培养几个", ("4.6.4/1.3#5",), ["a*2"]),
        ("名教师三年培养几个", ("4.6.4/1.3#5",), []),
        ("劳动课20周至少几节", ("3.2.4/1.2#1",), ["a*20"]),
        ("劳动课20年至少几节", ("3.2.4/1.2#1",), []),
        ("2020年的小学电脑两年后几台", ("1.1/T1.22#2",), []),
        ("假如有1500个学生", ("1.1/T1.22#2",), []),
    ],
)
def test_what_may_be_worked_out_from_them(fact, text, seeds, works):
    made = list(suppositions(normalise(text), [fact(seed) for seed in seeds]))
    assert [work for _, work in made] == works


def test_several_of_one_sentence_are_counted_together(fact):
    seeds = [fact(f"4.6.4/1.3#{number}") for number in (5, 3, 4)]
    made = {work: facts for facts, work in suppositions("名校长、名班主任、名教师跑满两轮一共培养几个", seeds)}
    assert [each.id for each in made["(a+b+c)*2"]] == ["4.6.4/1.3#3", "4.6.4/1.3#4", "4.6.4/1.3#5"]


def test_a_share_is_taken_of_the_questions_number_in_its_unit(fact):
    text = normalise("假如一所初中有1500个学生，照2019年的辍学率有几个不读")
    done = taken(text, "a*1500/100", [fact("1.1.1/2.5#3")])
    assert done is not None
    assert (done.result, done.unit, done.expression) == (Decimal(12), "个", "1500×0.8÷100")
    assert taken(text, "a*1500/100", [fact("1.1/T1.22#2")]) is None
    assert taken(text, "100-a", [fact("1.1.1/2.5#3")]) is None
    rest = taken(text, "(100-a)*1500/100", [fact("1.1.1/2.5#3")])
    assert rest is not None
    assert (rest.result, rest.expression) == (Decimal(1488), "1500×（100－0.8）÷100")


@pytest.mark.parametrize(
    ("line", "asked", "right"),
    [
        ("初中辍学率，算得12个（由规划的数字算出：1500×0.8÷100＝12）", "假如有1500个学生", True),
        ("初中辍学率，算得12个（由规划的数字算出：1500×0.8÷100＝12）", "假如有1600个学生", False),
        ("初中辍学率，算得12个（由规划的数字算出：1500×0.8÷100＝12）", "", False),
        ("初中辍学率，算得1488个（由规划的数字算出：1500×（100－0.8）÷100＝1488）", "假如有1500个学生", True),
        ("初中辍学率，算得1488个（由规划的数字算出：1500×（100－0.8）÷100＝1488）", "假如有1400个学生", False),
        ("初中辍学率，算得13个（由规划的数字算出：1500×0.8÷100＝13）", "假如有1500个学生", False),
        ("初中辍学率，算得12个（由规划的数字算出：1600×0.75÷100＝12）", "假如有1600个学生", False),
    ],
)
def test_the_checker_knows_a_number_of_the_question_and_no_other(line, asked, right):
    _, problems = calculation(line, ["2019年，连州市初中辍学率为0.8%"], asked)
    assert (not problems) is right


@pytest.mark.parametrize(
    ("text", "name", "work"),
    [
        ("如果一所小学有80个老师，按2025年目标要有多少个本科", "2.4/5.3#2", "a*80/100"),
        ("名教师四年一共培养多少", "4.6.4/1.3#5", "a*2"),
        ("教研员五年下来总共要培训多少学时", "4.7.4/2.8#1", "a*5"),
        ("教研员五年里每年要培训多少学时", "4.7.4/2.8#1", ""),
        ("假如有间初中1500个学生，照2019年那个辍学比例，大概会有几个不读了", "1.1.1/2.5#3", "a*1500/100"),
        ("按2020年的巩固率估一下，每1000个入学的孩子里有几个没能读满九年", "2.4/T2.5#1", "(100-a)*1000/100"),
        ("乡村校长研修，五年下来总共多少人", "4.6.4/1.3#1", "a*5"),
        ("乡村校长每年去几个是个区间，五年算下来最少最多各多少人", "4.6.4/1.3#1", "a*5"),
        ("乡村校长研修 五年合计", "4.6.4/1.3#1", "a*5"),
        ("乡村校长研修，五年合计是不是100人", "4.6.4/1.3#1", ""),
        ("如果一所小学有80个老师，本科要占百分之几，多少才达标", "2.4/5.3#2", ""),
        ("如果小学有80个老师是本科，达到了多少比例", "2.4/5.3#2", ""),
        ("我们园有30个老师，轮岗比例是多少", "4.6.2/1.8#1", ""),
        ("假如有1500个学生，要不要配心理老师，多少人以上才配", "4.6.2/1.6#1", ""),
        ("2025年小学本科老师占多少", "2.4/5.3#2", ""),
        ("当班主任的，若标准课时一周14节，这份活顶多少节", "4.6.3/3.2#1", "a*14"),
        ("当班主任的工作量占多少", "4.6.3/3.2#1", ""),
        ("县级共青团和少先队名师工作室一共最多建几个", "3.2.2/1.2#2", "a*2"),
        ("县级共青团和少先队名师工作室各建几个", "3.2.2/1.2#2", ""),
    ],
)
def test_what_is_surely_meant_is_worked_out(fact, text, name, work):
    assert meant(normalise(text), fact(name)) == work


@pytest.mark.parametrize(
    ("text", "work", "wanted"),
    [
        ("三名工程跑满两轮，三类一共出多少人", "a+b+c", "(a+b+c)*2"),
        ("三名工程走满三轮，三类总共出多少人", "a+b+c", "(a+b+c)*3"),
        ("三名工程三类一共出多少人", "a+b+c", ""),
        ("三名工程跑满两轮，每轮三类平均多少人", "a+b+c", ""),
        ("三名工程跑满两轮，名教师比名校长一共多多少人", "a-b", ""),
        ("三名工程跑满两轮，三类一共有没有50人", "a+b+c", ""),
    ],
)
def test_a_sum_is_taken_as_often_as_the_question_says(fact, text, work, wanted):
    facts = [fact(f"4.6.4/1.3#{number}") for number in (5, 3, 4)][: 2 if work == "a-b" else 3]
    assert in_all_rounds(normalise(text), work, facts) == wanted


def test_what_happens_at_different_intervals_is_not_taken_as_often(fact):
    assert in_all_rounds("四年一共多少人", "a+b", [fact("4.6.4/1.3#1"), fact("4.6.4/1.3#3")]) == ""


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("如果一所小学有80个老师，按2025年目标要有多少个本科", "56个"),
        ("名教师四年一共培养多少", "20名"),
        ("三名工程两年一轮，走满三轮，名校长、名班主任、名教师总共培养多少人", "54名"),
        ("要是一学期有20周，劳动课最少一共上几节", "20课时"),
        ("教研员五年下来总共要培训多少学时", "450学时"),
        ("标准课时要是一周14节，班主任这份工作折成几节", "7节"),
        ("县级共青团和少先队名师工作室两类加起来最多几个", "6个"),
        ("我们园符合交流条件的老师有50个，一年里头骨干最少要轮几个", "1个"),
        ("我们园今年轮岗出去了30名老师，其中骨干最少几名", "6名"),
    ],
)
def test_a_question_with_a_number_of_its_own_is_answered_with_it(assistant, text, figure):
    answer = assistant.ask(text)
    assert figure in answer.answer.split("\n")[0]
    assert not assistant.checker.problems(answer)


@pytest.mark.parametrize(
    ("text", "taken_of"),
    [
        ("符合交流条件的有50个老师，骨干最少轮几个", True),
        ("我们园够条件轮岗的老师有150人，骨干最少几个", True),
        ("我们园今年交流出去的有30人，骨干最少几个", False),
        ("我们园有30人轮岗，骨干最少几个", False),
        ("骨干交流要占几成", False),
    ],
)
def test_a_share_of_those_taken_is_a_share_of_a_share(fact, text, taken_of):
    text = normalise(f"假如{text}")
    share, whole = fact("4.6.2/1.8#2"), fact("4.6.2/1.8#1")
    found = share_of_those(text, share, (whole, share))
    assert bool(found) is taken_of
    if taken_of:
        assert [facts for facts, _ in found] == [(whole, share), (whole,)]
    assert share_of_those(text, whole, (whole, share)) == ()
