"""Numbers of the question's own against the plan's: what is missing, how many more it takes, how many rooms so many make."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lzqa.answer.ownnumber import own_work
from lzqa.answer.supposed import work_meant
from lzqa.answer.workout import workings
from lzqa.normalise import normalise


@pytest.fixture(scope="module")
def fact_of(plan):
    """Returns the fact with such a figure in its statement."""

    def found(part: str):
        return next(fact for fact in plan.facts if part in fact.statement and fact.figure.text in part)

    return found


@pytest.mark.parametrize(
    ("text", "part", "work"),
    [
        ("我攒到228个学时了，按规定的总数还欠多少", "360学时", "a-228"),
        ("本人上半年受训38学时，下半年报了25学时，还缺几个学时", "不少于90学时", "a-38-25"),
        (
            "我们园25个老师，大专以上的17个，到2025年那个比例起码还要几个人",
            "幼儿园专任教师大专以上学历比例达到80%",
            "a*25/100-17",
        ),
        ("本园大专以上的占78%，跟25年的要求差多少", "幼儿园专任教师大专以上学历比例达到80%", "a-78"),
        ("我们园大专以上的占83%，比25年的要求高多少", "幼儿园专任教师大专以上学历比例达到80%", "83-a"),
        ("假如一间房摆六张床，连中新添的床要多少间房", "新增床位900个", "a/6of"),
        ("五年一轮的培训摊到每年，今年我才记了58个学时，还得补几个", "360学时", "a/5-58"),
        ("娃每天在校只动45分钟，离规定还差几分钟", "每天1小时", "a*60-45"),
        ("每天才动35分钟，一星期上五天学，一周少动多少分钟", "每天1小时", "(a*60-35)*5"),
        ("我混了三年才攒够210学时，剩两年平均每年还要补多少", "360学时", "own:(a-210)/2|学时|平均每年"),
        ("我校教师86名，人人学满五年，全校合计多少学时", "360学时", "own:a*86|学时|合计"),
        ("每学年40周，六个学年累计最少排多少课时", "每周不少于1课时", "own:a*40*6|课时|合计"),
        ("下企业三次，2个月、1.5个月、1个月，还缺几个月", "不少于6个月", "own:a-2-1.5-1|个月|还差"),
        ("这五年下企业实践攒了两个半月，要达标还得再去几个月", "不少于6个月", "own:a-2.5|个月|还差"),
        ("我校有四个独立的校区，专职心理老师最少要几名", "至少配备1名", "own:a*4|名|合计"),
        ("小学2600人，拆成4个独立校区，专职心理教师最低配备总数", "至少配备1名", "own:a*4|名|合计"),
        ("设了分校区的学校，每个校区要配几名", "至少配备1名", ""),
        ("我攒到400个学时了，还欠多少", "360学时", ""),
        ("教师五年要多少学时", "360学时", ""),
        ("我们园25个老师，2025年要达到多少", "幼儿园专任教师大专以上学历比例达到80%", ""),
        ("360学时里我还差多少", "360学时", ""),
        ("我教了20年书，五年要多少学时，还差几年退休", "360学时", ""),
    ],
)
def test_what_is_wanted_of_own_numbers(fact_of, text, part, work):
    assert own_work(normalise(text), fact_of(part)) == work


@pytest.mark.parametrize(
    ("question", "said", "altered"),
    [
        (
            "我这一轮五年的继续教育攒到228个学时了，按规定的总数还欠多少？",
            "还差**132学时**（由规划的数字算出：360－228＝132）",
            ("360－228＝132", "380－228＝152"),
        ),
        (
            "本人系专职教研员，上半年受训38学时，下半年已报一个25学时的班，按年度底线还缺几个学时",
            "还差**27学时**（由规划的数字算出：90－38－25＝27）",
            ("－25＝27", "－26＝26"),
        ),
        (
            "我们园一共25个专任老师，大专或以上的17个。照2025年那个学历比例，起码还要几个人把文凭提上去？",
            "还差**3个**（由规划的数字算出：25×80÷100－17＝3）",
            ("×80÷100－17＝3", "×84÷100－17＝4"),
        ),
        (
            "假如一间房只摆六张床，连中新宿舍新添的床位得多少间房才放得下",
            "算得**150间**（由规划的数字算出：900÷6＝150）",
            ("900÷6＝150", "900÷5＝180"),
        ),
        ("本园老师里大专以上的占78%，跟25年的要求比，差多少？", "相差**2个百分点**（由规划的数字算出：80－78＝2）", ("80－78", "81－79")),
    ],
)  # fmt: skip
def test_it_is_worked_out_shown_and_checked(assistant, question, said, altered):
    answer = assistant.ask(question)
    assert said in answer.answer.split("\n")[0]
    assert assistant.checker.problems(answer) == ()
    forged = replace(answer, answer=answer.answer.replace(*altered))
    assert forged != answer
    assert assistant.checker.problems(forged)


def test_figures_for_one_year_and_for_five_are_not_set_against_each_other(fact_of, assistant):
    hours = (fact_of("不少于90学时"), fact_of("360学时"))
    assert workings("差多少", "b-a", hours) == ()
    assert workings("差多少", "a-b", hours) == ()
    assert [str(each.result) for each in workings("差多少", "a-b/5", hours)][:1] == ["18"]
    assert "270" not in assistant.ask("教研员和普通老师培训学时差多少").answer


def test_two_shares_of_one_number_are_both_told(assistant):
    answer = assistant.ask("幼儿园这边今年够条件轮岗交流的老师有50个，最少要动几个？动的人当中骨干最少占几个？")
    assert "**5个**（由规划的数字算出：50×10÷100＝5）" in answer.answer
    assert "**1个**（由规划的数字算出：50×10÷100×20÷100＝1）" in answer.answer


def test_what_is_known_is_kept_where_it_is_reckoned_with(assistant):
    text = "本人系专职教研员，上半年受训38学时，下半年已报一个25学时的班，按年度底线还缺几个学时"
    assert "25学时" in assistant.understander.understand([text]).text


def test_minutes_of_anything_else_ask_for_no_hours_of_exercise(assistant):
    answer = assistant.ask("我家那个三年级，夜晚写作业写足80分钟，规划里规定小学生每日作业最多几分钟，超了几多分钟？")
    assert answer.abstained


def test_work_of_one_fact_prefers_own_numbers(fact_of):
    hours = fact_of("360学时")
    assert work_meant("我攒到228个学时了，还欠多少", "a/5", (hours,), stated=False) == "a-228"
    assert work_meant("五年的学时平均每年多少", "a/5", (hours,), stated=False) == "a/5"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("残疾孩子上学的比例，2020年那个数够不够规划要保持的线？富余多少", "相差**2个百分点**（由规划的数字算出：99－97＝2）"),
        ("2020年全市幼儿园里，不是公办的有几所，大概占几成？", "**71.21%**"),
        ("16到20年，公办幼儿园和不是公办的各多了几所，谁多得多", "增加**3所**"),
        ("规范化幼儿园，2020年还有几家没评上", "还有**5所**（由规划的数字算出：66－61＝5）"),
        ("16年到20年添电脑，是小学添得多还是中学添得多？多出几台", "**116台**"),
    ],
)
def test_what_else_is_asked_of_a_comparison_is_told(assistant, question, said):
    assert said in assistant.ask(question).answer


@pytest.mark.parametrize(
    ("question", "said", "altered"),
    [
        (
            "我们园25个老师，大专以上的17个，到2025年那个比例起码还要几个人",
            "还差**3个**（由规划的数字算出：25×80÷100－17＝3）",
            ("25×80", "26×80"),
        ),
        (
            "我们园24个老师，大专以上的17个，到2025年那个比例起码还要几个人",
            "还差**2.2个**，至少3个（由规划的数字算出：24×80÷100－17＝2.2）",
            ("至少3个", "至少4个"),
        ),
        (
            "我校有教师86名，人人完成五年全员培训的任务，全校合计多少学时？",
            "合计**30960学时**（由规划的数字算出：360×86＝30960）",
            ("360×86＝30960", "360×96＝34560"),
        ),
        (
            "五年一轮的全员培训我混了三年，才攒够210学时，剩两年要平均每年补多少？",
            "平均每年**75学时**（由规划的数字算出：（360－210）÷2＝75）",
            ("（360－210）÷2＝75", "（360－210）÷3＝50"),
        ),
        (
            "每天在校才锻炼40分钟，一个礼拜上五天学，一周少了多少分钟",
            "还差**100分钟**（由规划的数字算出：（1×60－40）×5＝100）",
            ("－40）×5＝100", "－30）×5＝150"),
        ),
    ],
)
def test_plans_of_ones_own_are_told_and_checked(assistant, question, said, altered):
    answer = assistant.ask(question)
    assert said in answer.answer.split("\n")[0]
    assert not assistant.checker.problems(answer)
    false = replace(answer, answer=answer.answer.replace(*altered))
    assert false != answer
    assert assistant.checker.problems(false)


@pytest.mark.parametrize(
    ("question", "line"),
    [
        (
            "我是专职教研员，今年培训才累计到68学时，离最低那条线还差几个学时？",
            "还差**22学时**（由规划的数字算出：90－68＝22）",
        ),
        ("娃上小学，一个学期算20周，那劳动课整个学期加起来起码该有多少课时？", "合计**20课时**（由规划的数字算出：1×20＝20）"),
        (
            "全校正好120个老师，按八成达标的要求，最少得有几个人达到信息技术应用能力标准？",
            "算得**96个**（由规划的数字算出：120×80÷100＝96）",
        ),
    ],
)
def test_what_a_number_of_one_s_own_comes_to_is_the_first_line(assistant, question, line):
    answer = assistant.ask(question)
    assert line in answer.answer.split("\n")[0]
    assert not assistant.checker.problems(answer)
