"""What is known of each proposed answer: figures that the question states itself, what it asks for in twos, words of degrees."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lzqa.answer.expression import operation_class
from lzqa.answer.fitness import UNASKED, UNFIT
from lzqa.answer.operations import by_the_month, to_be_worked_out, told_by, years_left_out
from lzqa.answer.proposal import BANK, Proposal, inner
from lzqa.answer.proposals import FEATURES
from lzqa.normalise import normalise


@pytest.fixture(scope="module")
def told(assistant):
    """For a question: each proposal's facts and expression, with its features by name."""

    def tell(text: str):
        found = assistant.look_up(assistant.understander.understand([text]))
        proposer = assistant.facts.proposer
        proposals = proposer.proposals(found.question, found.content)
        rows = proposer.features(found.question, found.content, proposals)
        assert rows.shape == (len(proposals), len(FEATURES))
        return {
            (tuple(fact.id for fact in proposal.facts), proposal.work): dict(zip(FEATURES, row, strict=True))
            for proposal, row in zip(proposals, rows, strict=True)
        }

    return tell


def test_a_figure_that_the_question_states_is_told_from_the_one_it_asks_for(told):
    rows = told("学前三年毛入园率2020年是98.03%，2016年实际值是多少")
    single = {facts: row["given"] for (facts, work), row in rows.items() if len(facts) == 1 and not work}
    assert single["1.1/T1.3#1",] == 0.0
    assert all(share in (0.0, 1.0) for share in single.values())
    assert any(share == 1.0 for share in single.values())
    several = {
        facts: row["given"] for (facts, _), row in rows.items() if len(facts) > 1 and all((fact,) in single for fact in facts)
    }
    assert any("1.1/T1.3#1" in facts for facts in several)
    for facts, share in several.items():
        assert share == pytest.approx(sum(single[fact,] for fact in facts) / len(facts))


def test_levels_and_years_asked_for_together_are_counted(told):
    rows = told("小学和中学的电脑2016年和2020年各多少台")
    whole = [row["grid"] for (facts, _), row in rows.items() if len(set(facts)) == 4 and row["levels_held"] == 1.0]
    half = [row["grid"] for (facts, _), row in rows.items() if set(facts) == {"1.1/T1.22#1", "1.1/T1.22#2"}]
    assert all(share == 1.0 for share in whole)
    assert all(share == 0.5 for share in half)
    assert whole or half
    assert all(row["grid"] == 0.0 for row in told("小学电脑2016年多少台").values())


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("三名工程每两年重点培养几个名班主任、名教师", {"5", "10"}),
        ("省级、市级、县级课题各立了多少", {"8", "47", "109"}),
        ("多大的小学、多大的中学要配专职心理老师", {"1000", "1200"}),
    ],
)
def test_figures_of_one_sentence_that_are_named_together_are_proposed_together(assistant, question, values):
    found = assistant.look_up(assistant.understander.understand([question]))
    proposed = assistant.facts.proposer.proposals(found.question, found.content)
    assert values in [{str(fact.figure.value) for fact in each.facts} for each in proposed if not each.work]


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("规划想让教小学的老师里本科毕业的占到多少？", "70%"),
        ("初中老师到2025年本科毕业的要有多少", "90%"),
        ("21、22两年广清帮扶的钱，摊到每个月大概多少万", "98.29万元"),
    ],
)
def test_words_of_degrees_and_of_spreading_make_no_neighbour(assistant, question, figure):
    answer = assistant.ask(question)
    assert not answer.abstained
    assert f"**{figure}**" in answer.answer.split("\n")[0]


@pytest.mark.parametrize("question", ["老师月均工资多少", "中职毕业的学生有多少人", "每个月补助多少钱一个学生"])
def test_months_and_leavers_that_the_plan_does_not_count_are_refused(assistant, question):
    assert assistant.ask(question).abstained


def test_every_calculation_of_the_bank_that_goes_together_passes_the_checker(assistant, fact):
    works = {(entry.facts, entry.work): entry for entry in assistant.index.plan.bank.entries if entry.work}
    drawn = 0
    for (names, work), entry in works.items():
        proposal = Proposal(BANK, tuple(map(fact, names)), work, entry.kind)
        draft = assistant.facts.proposed(assistant.understander.understand([entry.text]), proposal)
        if draft is not None:
            drawn += 1
            assert assistant.checker.problems(draft.answer(1.0)) == (), (entry.text, work)
    assert drawn > 0.95 * len(works) > 600


@pytest.mark.parametrize(
    ("work", "names", "shown", "altered"),
    [
        ("(100-a)-(100-b)", ("1.1/T1.17#1", "1.1/T1.17#2"), "（100－63.16）－（100－75.52）", "（101－63.16）－（101－75.52）"),
        ("a*10000*b/100", ("2.4/T2.1#2", "2.4/3.2#1"), "1.4×10000×50÷100", "1.4×1000×50÷10"),
        ("a*10000*b/100", ("2.4/T2.1#2", "2.4/3.2#1"), "1.4×10000×50÷100", "1.4×20000×50÷200"),
        ("a/(b/100)", ("2.4/T2.6#1", "2.4/T2.8#1"), "1.28÷（99.6÷100）", "2.56÷（199.2÷100）"),
        ("a/b/100*100", ("1.1/T1.1#2", "1.1/T1.2#2"), "66÷19÷100×100", "132÷38÷100×100"),
    ],
)
def test_scales_within_a_calculation_are_no_way_around_the_checker(assistant, fact, work, names, shown, altered):
    proposal = Proposal(BANK, tuple(map(fact, names)), work, "compute")
    draft = assistant.facts.proposed(assistant.understander.understand(["照这两个数算一算"]), proposal)
    answer = draft.answer(1.0)
    assert shown in answer.answer
    assert assistant.checker.problems(replace(answer, answer=answer.answer.replace(shown, altered)))


@pytest.mark.parametrize(
    ("text", "work", "told"),
    [
        ("没装上班班通的教室还有百分之几", "100-a", 1.0),
        ("班班通到2020年有百分之多少了", "100-a", -1.0),
        ("生均经费平均每年拨多少", "a/5", 1.0),
        ("2016到2020年学前生均经费共拨多少万", "a/5", -1.0),
        ("小学和中学的电脑合起来几台", "a+b", 1.0),
        ("教师的平均年龄是多少岁", "a+b", -1.0),
        ("公办园是民办园的几倍", "a/b", 1.0),
        ("公办园占全部幼儿园的几成", "a/b*100", 1.0),
        ("一个学位合多少万元", "a*10000/b", 0.0),
        ("公办幼儿园有多少所", "", 0.0),
    ],
)
def test_words_of_working_out_are_told_from_words_that_only_look_so(text, work, told):
    assert told_by(text, work) == told


def test_nearly_all_of_the_bank_s_calculations_have_a_word_of_theirs(plan):
    told = [
        told_by(normalise(entry.text), entry.work)
        for entry in plan.bank.entries
        if entry.work and entry.voice != "english" and operation_class(entry.work) != "share"
    ]
    assert len(told) > 5000
    assert sum(each >= 0 for each in told) / len(told) >= 0.97


@pytest.mark.parametrize(
    ("work", "sign"),
    [("a-b", 0.0), ("", 0.0), ("(a+b)-(c+d)", 1.0), ("(a-b)-(c-d)", -1.0), ("(a-b)/b*100", -1.0), ("(a+b+c)/5", 1.0)],
)
def test_what_is_done_within_brackets_is_told(work, sign):
    assert inner(work) == sign


def test_a_bare_topic_is_not_answered_with_a_figure_of_something_else(assistant):
    answer = assistant.ask("防溺水")
    first = answer.answer.splitlines()[0]
    assert "防溺水" in first
    assert "97" not in first.split("防溺水")[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2025年普高该有多少学生，自己减一下", True),
        ("2019年上线几人，帮我倒推一下", True),
        ("小学、初中教师本科率目标差几点", True),
        ("两笔钱凑起来能多出多少个学位", True),
        ("公办园一共几所", False),
        ("离50%的目标还差一点吗", False),
    ],
)
def test_a_question_may_say_that_its_figure_is_to_be_worked_out(text, said):
    assert to_be_worked_out(text) is said


@pytest.fixture(scope="module")
def worth(assistant):
    """What a proposal counts for a question."""
    doubting = assistant.facts.proposer.doubting
    return lambda text, proposal: doubting(assistant.understander.understand([text])).of(proposal).fitness


def test_a_calculation_that_no_word_asks_for_counts_less(worth, fact):
    share = Proposal(BANK, (fact("1.1/T1.24#2"),), "100-a")

    assert worth("班班通到2020年有百分之多少了", share) == UNASKED < worth("2020年没有班班通的教室还占百分之几", share)


def test_a_calculation_over_other_years_than_asked_for_counts_less_unless_they_are_left_out(worth, fact):
    later = Proposal(BANK, (fact("1.1.4/2.3#5"), fact("1.1.4/2.3#4")), "a+b")

    assert worth("2016年和2017年的学位加起来几个", later) == UNASKED
    assert worth("2019年和2020年的学位加起来几个", later) == 1.0
    assert worth("扣掉2016到2018年，后两年的学位加起来几个", later) == 1.0


def test_a_level_is_taken_away_only_where_the_question_names_what_is_left(assistant, worth, fact):
    facts = tuple(fact(name) for name in ("2.4/T2.6#2", "2.4/T2.7#2", "2.4/T2.6#1", "2.4/T2.7#1"))
    general = Proposal(BANK, facts, "(a-b)-(c-d)")

    assert worth("高中阶段在校生五年增加多少", general) == UNASKED
    assert worth("普高在校生五年增加多少", general) == 1.0
    assert worth("刨掉中职，高中在校生五年增加多少", general) == 1.0
    first = assistant.ask("高中阶段在校生五年增加多少").answer.splitlines()[0]
    assert "0.29万人" in first


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("十三五刚开头那年（2016），公家办的幼儿园全市有几间？", "16"),
        ("2020年公立的小学初中一共几所", "61"),
        ("2016年公家的义务教育学校有几所", "48"),
        ("普惠幼儿园有几家", "40"),
        ("连州现在有多少个幼儿园", "66"),
    ],
)
def test_what_is_named_within_a_wider_figure_is_found_and_not_called_missing(assistant, question, figure):
    answer = assistant.ask(question)
    assert figure in answer.answer.splitlines()[0], answer.answer


@pytest.mark.parametrize("text", ["2020年小学有多少所", "公办幼儿园有几所，比2016年多了多少", "学前三年毛入园率是多少"])
def test_what_is_asked_beside_others_is_ranked_as_if_it_were_asked_alone(assistant, text):
    found = assistant.look_up(assistant.understander.understand([text]))
    proposer = assistant.facts.proposer
    several = replace(found.question, several=True)
    quick = proposer.ranked(several, found.content)
    whole = proposer._ranked(several, found.content, proposer.model)
    assert quick == whole
    drafts = [[proposal.draft and proposal.draft.lines for _, proposal in each] for each in (quick, whole)]
    assert drafts[0] == drafts[1]


def test_a_total_over_years_does_not_tell_which_year(assistant, worth, fact):
    total, year = Proposal(BANK, (fact("1.1.1/2.1#2"),)), Proposal(BANK, (fact("1.1.4/2.3#5"),))

    assert worth("十三五哪年新增学位最多", total) == UNFIT
    assert worth("十三五哪年新增学位最多", year) == 1.0
    assert worth("十三五一共新增多少学位", total) == 1.0
    assert "4510个" in assistant.ask("十三五哪年新增学位最多，多少个").answer.split("\n")[0]


def test_the_whole_level_is_not_stated_where_ordinary_schools_are_counted(worth, fact):
    stated = Proposal(BANK, (fact("2.4/T2.7#1"), fact("2.4/T2.6#1")))

    assert worth("普高学生2020年有多少万", stated) == UNFIT
    assert worth("高中阶段和中职2020年各有多少万学生", stated) == 1.0


@pytest.mark.parametrize(
    ("text", "names", "work", "counts"),
    [
        ("民办园2020年几所，总数减公办", ("1.1/T1.1#2", "1.1/T1.2#2"), "(a-b)-b", UNASKED),
        ("2020年民办园比公办园多几所", ("1.1/T1.1#2", "1.1/T1.2#2"), "(a-b)-b", 1.0),
        ("小学和中学的电脑谁涨得猛", ("1.1/T1.23#2", "1.1/T1.23#1", "1.1/T1.22#2", "1.1/T1.22#1"), "(a-b)-(c-d)", UNASKED),
        ("中学的电脑比小学多涨了几台", ("1.1/T1.23#2", "1.1/T1.23#1", "1.1/T1.22#2", "1.1/T1.22#1"), "(a-b)-(c-d)", 1.0),
        ("公办园数增幅栏写的是多少", ("1.1/T1.2#2", "1.1/T1.2#1"), "(a-b)/b*100", UNASKED),
        ("公办园数增长了百分之几", ("1.1/T1.2#2", "1.1/T1.2#1"), "(a-b)/b*100", 1.0),
        ("近五年一共招了几个老师？保育员不算", ("1.1.3/3.3#1", "1.1.3/3.3#2"), "a+b", UNASKED),
        ("近五年一共招了几个老师和保育员", ("1.1.3/3.3#1", "1.1.3/3.3#2"), "a+b", 1.0),
    ],
)
def test_a_calculation_that_nobody_asked_for_counts_less(worth, fact, text, names, work, counts):
    assert worth(text, Proposal(BANK, tuple(map(fact, names)), work)) == counts


def test_what_comes_to_nothing_is_given_only_where_it_is_asked_whether_figures_agree(assistant, fact):
    names = ["1.1.1/2.1#2", *(f"1.1.4/2.3#{number}" for number in range(1, 6))]
    checked = Proposal(BANK, tuple(map(fact, names)), "a-(b+c+d+e+f)")
    asked = lambda text: assistant.facts.proposed(assistant.understander.understand([text]), checked)  # noqa: E731
    assert asked("十三五新增学位最多的是哪年") is None
    assert asked("各年新增学位和总数对得上吗") is not None


def test_a_figure_that_is_set_aside_counts_for_nothing(worth, fact):
    renewed, built = (Proposal(BANK, (fact(name),)) for name in ("1.1.4/3.5#3", "1.1.4/3.5#2"))

    assert worth("债券新建几间幼儿园？改造分园的不算", renewed) == 0.0
    assert worth("债券新建几间幼儿园？改造分园的不算", built) == 1.0


@pytest.mark.parametrize(
    ("text", "work", "told"),
    [
        ("在园幼儿20年比16年少了多少个", "a/b-c/d", -1.0),
        ("平均每所幼儿园20年比16年少了多少个", "a/b-c/d", 1.0),
        ("20年比16年少了多少个", "a-b", 1.0),
    ],
)
def test_shares_are_set_against_each_other_only_where_the_question_shares_out(text, work, told):
    assert told_by(text, work) == told


def test_what_has_not_come_so_far_is_not_told_by_what_has(worth, fact):
    stated = Proposal(BANK, (fact("1.1.1/2.3#5"),))

    assert worth("没达到规范化的幼儿园占百分之几", stated) == UNASKED
    assert worth("规范化幼儿园占百分之几", stated) > UNASKED


def test_a_change_is_told_from_the_earlier_year_to_the_later(assistant):
    first = assistant.ask("特教学生 20比16 多几人").answer.split("\n")[0]
    assert "增加" in first
    assert "20人" in first
    assert "降低" in assistant.ask("九年义务教育巩固率，2025年目标比2020年高还是低，差多少").answer


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("扣掉2019年，其余年份新增学位一共多少", {2019}),
        ("剔除2018年，其余四年合计", {2018}),
        ("2018年先撇开不算，其他几年合计", {2018}),
        ("2017年以外的几年加起来", {2017}),
        ("2019年和2020年加起来", set()),
        ("2020年比2019年多多少，不要百分比", set()),
    ],
)
def test_a_question_may_name_years_to_be_left_out(text, years):
    assert years_left_out(text) == years


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("扣掉2019年，其余年份新增学位一共多少", "10032个"),
        ("不算2016年城南小学那一千多个，2017到2020这四年合起来新增了多少学位？", "12517个"),
        ("2020年公办园比2016年增加多少", "3所"),
        ("35岁以上老师占多少", "85%"),
        ("35岁以下老师占多少", "15%"),
        ("21、22两年广清帮扶的钱，摊到每个月多少万", "98.29万元"),
        ("二中比连中多增加多少床位", "600个"),
    ],
)
def test_what_is_asked_for_leads(assistant, text, figure):
    answer = assistant.ask(text)

    assert figure in answer.answer.split("\n")[0]
    assert not assistant.checker.problems(answer)


def test_what_is_spread_over_years_is_spread_over_their_months_where_that_is_asked():
    assert by_the_month("摊到每个月多少", "a/2") == "a/24"
    assert by_the_month("摊到每个月多少", "(a-b)/4") == "(a-b)/48"
    assert by_the_month("摊到每年多少", "a/2") == "a/2"
    assert by_the_month("摊到每个月多少", "a-b") == "a-b"


def test_calculations_over_the_same_facts_count_as_the_wording_wants_them(assistant, fact):
    understood = assistant.understander.understand(["在园幼儿2016到2020年一共少了几个"])
    question = replace(understood, operations=(("difference", 0.9), ("yearly-", 0.05)))
    facts = (fact("1.1/T1.4#1"), fact("1.1/T1.4#2"))
    change, mean, stated = (Proposal(BANK, facts, work) for work in ("a-b", "(a-b)/4", ""))
    whole, less, same = assistant.facts.proposer.as_worded(question, [change, mean, stated])

    assert whole == same == 1.0
    assert less < 0.8


def test_a_calculation_that_gives_something_else_than_is_wanted_counts_less(assistant, fact):
    question = assistant.understander.understand(["在园幼儿2016到2020年的降幅是百分之几"])
    facts = (fact("1.1/T1.4#1"), fact("1.1/T1.4#2"))
    change, growth = (Proposal(BANK, facts, work) for work in ("a-b", "(b-a)/b*100"))
    less, whole = assistant.facts.proposer.as_worded(question, [change, growth])
    assert less < 0.5 < whole == 1.0


def test_growths_set_apart_are_no_doubt_where_it_is_asked_which_grew_faster(worth, fact):
    facts = tuple(map(fact, ("2.4/T2.6#2", "2.4/T2.6#1", "2.4/T2.3#2", "2.4/T2.3#1")))
    assert worth("义务教育和高中在校生2020到2025年谁的增速高", Proposal(BANK, facts, "(a-b)/b*100-(c-d)/d*100")) == 1.0
    assert worth("义务教育和高中在校生2020到2025年谁的增速高", Proposal(BANK, facts, "(a-b)-(c-d)")) < 1.0


@pytest.mark.parametrize(
    ("text", "facts", "work", "meant"),
    [
        ("2020年的公办义务教育学校有几所，私立的剔掉", ("1.1/T1.5#2", "1.1/T1.6#2"), "a-b", False),
        ("2020年义务教育学校几所，公办民办不分", ("1.1/T1.5#2", "1.1/T1.6#2"), "a-b", False),
        ("2020年民办的义务教育学校有几所", ("1.1/T1.5#2", "1.1/T1.6#2"), "a-b", True),
        ("全市不到35岁的老师大概占几成", ("1.2.2/2.2#3",), "100-a", False),
        ("35岁往下的老师占几成", ("1.2.2/2.2#3",), "100-a", False),
        ("不属于35岁以下的老师约占几成", ("1.2.2/2.2#3",), "100-a", True),
        ("35岁以上的老师还占几成", ("1.2.2/2.2#3",), "100-a", True),
        ("名校长3名、名教师10名，名班主任有几个名额", ("4.6.4/1.3#3", "4.6.4/1.3#4", "4.6.4/1.3#5"), "a+b+c", False),
        ("名校长、名班主任、名教师一共几个名额", ("4.6.4/1.3#3", "4.6.4/1.3#4", "4.6.4/1.3#5"), "a+b+c", True),
        ("幼儿园老师轮岗占符合条件人数的最低比例是多少", ("4.6.2/1.8#1", "4.6.2/1.8#2"), "a*b/100", False),
        ("骨干轮岗折到符合条件的老师里是百分之几", ("4.6.2/1.8#1", "4.6.2/1.8#2"), "a*b/100", True),
        ("政府花钱请的保育员总共有几个", ("1.1.3/3.3#1", "1.1.3/3.3#2"), "a+b", False),
        ("招的老师和请的保育员总共有几个", ("1.1.3/3.3#1", "1.1.3/3.3#2"), "a+b", True),
    ],
)
def test_the_questions_own_words_speak_against_some_calculations(worth, fact, text, facts, work, meant):
    assert (worth(text, Proposal(BANK, tuple(map(fact, facts)), work)) == 1.0) is meant
