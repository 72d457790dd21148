"""Facts: bound to the text, matched to questions, never another year's or school's, added up with their terms."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from decimal import Decimal

import pytest

from conftest import CORPUS
from lzqa.answer.model import Status
from lzqa.errors import CorpusError
from lzqa.facts import FactKind, find_conflicts, find_remarks, load_facts, refines
from lzqa.facts.growth import growth
from lzqa.facts.remarks import REASONS
from lzqa.figures import find_figures
from lzqa.passages import PassageKind


@pytest.fixture(scope="module")
def facts(plan):
    return plan.facts


def test_every_figure_of_the_running_text_has_a_fact(plan, facts):
    bound = {fact.id for fact in facts}
    figures = [
        f"{passage.id}#{number}"
        for passage in plan.passages.passages
        if passage.kind in (PassageKind.SENTENCE, PassageKind.LEAD)
        for number, _ in enumerate(find_figures(passage.quote), start=1)
    ]
    assert [name for name in figures if name not in bound] == []
    assert len(figures) == 150


def test_every_table_cell_with_a_number_has_a_fact(plan, facts):
    cells = [(p.id, at) for p in plan.passages.passages if p.row for at, cell in enumerate(p.row.cells, start=1) if cell != "/"]
    assert sorted(fact.id for fact in facts if fact.from_table) == sorted(f"{passage}#{at}" for passage, at in cells)


def test_every_fact_stands_where_it_says(plan, facts):
    for fact in facts:
        words = fact.span.slice(plan.text)
        if fact.from_table:
            assert fact.figure.text.startswith(words) or words.strip("%") in fact.figure.text, fact.id
        else:
            assert words == fact.figure.text, fact.id
        assert fact.figure.text in fact.statement, fact.id


def test_statements_say_nothing_but_what_their_place_says(plan, facts):
    """Every pair of characters of a statement stands in its sentence, its paragraph, its headings or a few time words."""
    passages = plan.passages.by_id()
    common = "到2025年至2020年2016年2019年2015年2017年2018年“十四五”期间“十三五”期间（2016-2020年）2021-2022年近五年，连州市全年目标值为到达值要数占增加教师队伍"
    strange = {}
    for fact in facts:
        passage = passages[fact.passage]
        block = plan.passages.blocks[passage.block].span.slice(plan.text)
        if passage.row:
            block = f"{passage.quote}{passage.row.group}{passage.row.indicator}"
        source = "".join((block, passage.context, common, plan.passages.blocks[passage.block].id))
        pairs = {fact.statement[at : at + 2] for at in range(len(fact.statement) - 1)}
        han = {pair for pair in pairs if all("\u4e00" <= character <= "\u9fff" for character in pair)}
        missing = {pair for pair in han if pair not in source}
        if len(missing) > max(4, 0.25 * len(han)):
            strange[fact.id] = sorted(missing)
    assert strange == {}


def test_annotation_that_no_longer_fits_is_refused(plan, tmp_path):
    folder = tmp_path / "corpus"
    shutil.copytree(CORPUS, folder)
    lines = (folder / "facts.jsonl").read_text(encoding="utf-8").splitlines()
    row = json.loads(lines[0])
    for change, words in (
        ({"text": "39所"}, "'39所' is not figure 1"),
        ({"n": 7}, "is not figure 7"),
        ({"passage": "9.9/1.1"}, "9.9/1.1"),
        ({"statement": "没有数字"}, "does not hold"),
    ):
        (folder / "facts.jsonl").write_text(json.dumps({**row, **change}, ensure_ascii=False), encoding="utf-8")
        with pytest.raises(CorpusError, match=words) as caught:
            load_facts(folder, plan.passages, "连州市")
        assert "line 1" in str(caught.value)
    (folder / "facts.jsonl").write_text(f"{lines[0]}\n{lines[0]}\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="twice"):
        load_facts(folder, plan.passages, "连州市")
    (folder / "facts.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(CorpusError, match="not JSON"):
        load_facts(folder, plan.passages, "连州市")
    (folder / "facts.jsonl").unlink()
    (folder / "rows.jsonl").write_text('{"row": "1.1/T9.9"}', encoding="utf-8")
    with pytest.raises(CorpusError, match=r"1\.1/T9\.9"):
        load_facts(folder, plan.passages, "连州市")


def test_plan_without_annotations_has_no_facts(mini):
    assert mini.index.plan.facts == ()
    assert mini.ask("增加多少义务教育学位").status is Status.ANSWERED


def test_known_contradictions_are_found_and_refinements_are_not(facts):
    found = {(c.indicator, c.reason, frozenset(f.figure.text for f in c.facts)) for c in find_conflicts(facts)}
    assert ("双师型教师比例", "scope", frozenset({"60%以上", "超过75%"})) in found
    assert ("学前三年毛入园率", "values", frozenset({"98%以上", "98%", "99%"})) in found
    assert ("公办幼儿园在园幼儿占比", "scope", frozenset({"51.57%", "38.4%"})) in found
    assert ("高中阶段毛入学率", "values", frozenset({"95%以上", "100.6%"})) in found
    assert ("高中阶段毛入学率", "values", frozenset({"99.67%", "99.6%"})) in found
    assert ("学生床位", "sum", frozenset({"近2000个", "840个", "2900个"})) in found
    indicators = [c.indicator for c in find_conflicts(facts)]
    assert "义务教育学位" not in indicators
    assert "公办和普惠性民办幼儿园在园幼儿占比" not in indicators
    assert not any(c.reason == "sum" and "2400个" in {f.figure.text for f in c.facts} for c in find_conflicts(facts))


def test_growth_is_told_as_relative_or_as_percentage_points(facts):
    units = {fact.id: fact.change_unit for fact in facts if fact.kind is FactKind.CHANGE}
    rows = {name: unit for name, unit in units.items() if "/T" in name}
    points = {3, 8, 9, 10, 13, 16, 17, 18, 19, 20, 21, 25}
    assert rows == {f"1.1/T1.{row}#3": "个百分点" if row in points else "%" for row in range(1, 26) if row != 24}
    assert {name: unit for name, unit in units.items() if name not in rows} == {
        "1.1.1/2.3#6": "", "1.1.2/3.5#1": "", "1.1.2/3.5#2": "%", "1.1.3/5.10#2": "人", "1.1.4/1.2#3": "万元", "1.1.4/1.2#4": "%",
    }  # fmt: skip
    assert all(fact.change_unit == "" for fact in facts if fact.kind is not FactKind.CHANGE)


@pytest.mark.parametrize(
    ("before", "after", "stated", "note"),
    [
        ("53所", "66所", "24.5", "（66－53）÷53＝24.5%，是相对增幅。"),
        ("96.61%", "98.03%", "1.42", "98.03－96.61＝1.42个百分点，是百分点之差，不是相对增幅。"),
        ("20%", "30%", "50%", "（30－20）÷20＝50%，是相对增幅。"),
        (
            "95.03%",
            "96.64%",
            "1.62%",
            "96.64－95.03＝1.61个百分点，是百分点之差，不是相对增幅；原文写1.62%，相差在四舍五入之内。",
        ),
        ("95.03%", "96.64%", "2.62%", "96.64－95.03＝1.61个百分点，是百分点之差，不是相对增幅；原文写2.62%，与这两个数不符。"),
        ("100人", "90人", "-12%", "（90－100）÷100＝-10%，是相对增幅；原文写-12%，与这两个数不符。"),
        ("110人", "126人", "16人", "126－110＝16人。"),
    ],
)
def test_growth_is_worked_out_from_its_two_figures(before, after, stated, note):
    figures = [find_figures(text)[0] for text in (before, after, stated)]
    assert growth(*figures).note == note


def test_remarks_name_growth_that_does_not_come_out_and_targets_below_the_present(facts):
    found = {(remark.reason, remark.facts[0].id) for remark in find_remarks(facts)}
    assert found == {
        ("growth", "1.1.4/1.2#4"), ("growth", "1.1/T1.18#3"),
        ("below", "2.4/3.2#2"), ("below", "2.4/3.2#3"), ("below", "2.4/3.4#1"), ("below", "2.4/T2.5#2"), ("below", "4.1/1.2#2"),
        ("below", "4.3.1/1.1#1"), ("below", "4.5.4/1.4#1"),
    }  # fmt: skip
    by_id = {fact.id: fact for fact in facts}
    for remark in find_remarks(facts):
        assert remark.reason in REASONS
        assert remark.detail in by_id[remark.facts[0].id].note
    assert by_id["2.4/T2.5#2"].note == "2025年目标≥96%，低于已有的2020年98.2%；写的是底线。"


def test_remarks_follow_the_figures(facts):
    by_id = {fact.id: fact for fact in facts}
    whole = by_id["1.1.1/2.1#2"]
    altered = replace(whole, figure=replace(whole.figure, value=Decimal(13563)))
    remarks = find_remarks([altered if fact is whole else fact for fact in facts])
    (total,) = [remark for remark in remarks if remark.reason == "sum"]
    assert total.detail == "1045＋1080＋3397＋3530＋4510＝13562，不等于13562个。"
    rate = replace(by_id["1.1.1/2.5#3"], year=2020)
    aim = replace(rate, id="aim", kind=FactKind.TARGET, year=2025, figure=find_figures("1.5%")[0])
    assert [remark.detail for remark in find_remarks([rate, aim])] == ["2025年目标1.5%，高于已有的2020年0.8%。"]
    better = replace(aim, figure=find_figures("0.5%")[0])
    assert find_remarks([rate, better]) == ()


def test_part_of_a_row_has_its_scope(facts):
    scopes = {fact.id: fact.scope for fact in facts if fact.id.startswith("2.4/T2")}
    assert {name for name, scope in scopes.items() if scope == "全日制"} == {
        "2.4/T2.6#1",
        "2.4/T2.6#2",
        "2.4/T2.7#1",
        "2.4/T2.7#2",
    }


def test_same_value_with_another_qualifier_is_a_refinement(facts):
    first, second = (next(f for f in facts if f.id == name) for name in ("2.4/3.2#1", "4.1/1.2#1"))
    assert (first.figure.text, second.figure.text) == ("超过50%", "50%以上")
    assert refines(first, second)


@pytest.mark.parametrize(
    ("question", "figure", "passage"),
    [
        ("特殊学校2016年有几个学生", "23人", "1.1/T1.15"),
        ("2020年小学电脑有多少台", "4746台", "1.1/T1.22"),
        ("中学计算机2016年数量", "3733台", "1.1/T1.23"),
        ("中职在校生2025年目标", "0.74万人", "2.4/T2.7"),
        ("九年义务教育巩固率2025年要达到多少", "≥96%", "2.4/T2.5"),
        ("卫校要新增几个床位", "840个", "4.4.1/2.2"),
        ("连中新增多少床位", "900个", "4.3.1/1.4"),
        ("教研员每年培训多少学时", "不少于90学时", "4.7.4/2.8"),
        ("小学老师本科比例的目标是多少", "70%", "2.4/5.3 4.6.3/1.7"),
        ("初中老师本科比例的目标是多少", "90%", "2.4/5.3 4.6.3/1.7"),
        ("2017年新增学位多少", "1080个", "1.1.4/2.3"),
    ],
)
def test_figure_is_the_right_years_levels_and_schools(assistant, question, figure, passage):
    answer = assistant.ask(question)
    assert figure in answer.answer.split("\n")[0].replace("**", "")
    assert answer.citations[0].passage in passage.split()
    assert answer.figures[0].text == figure


@pytest.mark.parametrize(
    ("question", "both"),
    [
        ("双师型教师比例到2025年是多少", ("60%以上", "超过75%")),
        ("2025年学前三年毛入园率目标", ("98%", "99%")),
        ("职业学校新增床位多少个", ("近2000个", "840个")),
    ],
)
def test_contradiction_is_shown_side_by_side(assistant, question, both):
    answer = assistant.ask(question)
    assert answer.status is Status.CONFLICTING
    assert not answer.abstained
    for figure in both:
        assert figure in answer.answer.replace("**", "")
    assert len({citation.passage for citation in answer.citations}) >= 2


@pytest.mark.parametrize(
    ("question", "result"),
    [
        ("连中和二中一共新增多少床位", "2400个"),
        ("2016年到2020年公办幼儿园增加了几所", "3所"),
        ("2018、2019、2020年新增学位加起来多少", "11437个"),
        ("省级、市级、县级课题加起来多少个", "164个"),
        ("在园幼儿数2020年比2016年少了多少人", "1795人"),
        ("小学专任教师和初中专任教师2025年本科比例目标相差多少", "20个百分点"),
        ("2019年高分优先投档线上线人数是多少", "110人"),
        ("高分优先投档线上线人数2020年是126人，那2019年是多少人", "110人"),
    ],
)
def test_calculation_shows_its_terms(assistant, question, result):
    answer = assistant.ask(question)
    computed = [figure for figure in answer.figures if figure.computed]
    assert [figure.text for figure in computed][:1] == [result]
    assert len(computed) == 1 or (len(computed) == 2 and computed[1].unit in ("%", computed[0].unit))
    line = next(line for line in answer.answer.split("\n") if "由规划的数字算出" in line)
    assert f"**{result}**" in line
    assert "＝" in line
    assert assistant.checker.problems(answer) == ()


@pytest.mark.parametrize(
    "old_new", [("2400", "2500"), ("1500－900", "1"), ("900＋1500", "900＋1600"), ("＋", "－"), ("由规划的数字算出", "大约")]
)
def test_checker_works_every_calculation_out_again(assistant, old_new):
    answer = assistant.ask("连中和二中一共新增多少床位")
    altered = answer.answer.replace(*old_new)
    if altered == answer.answer:
        altered = answer.answer.replace("＝2400", "＝2401")
    assert assistant.checker.problems(replace(answer, answer=altered))


@pytest.mark.parametrize(
    ("old", "new"),
    [("（1＋68÷100）", "（1＋86÷100）"), ("＝75）", "＝85）"), ("**75人**", "**57人**"), ("2016年是", "2017年是")],
)
def test_checker_works_out_a_year_before_a_growth_again(assistant, old, new):
    answer = assistant.ask("按增长68%、2020年126人反推，2016年重点本科上线多少人")
    assert "2016年是**75人**（由规划的数字算出：126÷（1＋68÷100）＝75）" in answer.answer
    assert assistant.checker.problems(answer) == ()
    assert assistant.checker.problems(replace(answer, answer=answer.answer.replace(old, new)))


@pytest.mark.parametrize(
    "question",
    [
        "2024年学前三年毛入园率是多少",
        "2030年九年义务教育巩固率",
        "2018年公办幼儿园有几所",
        "2016年小学老师本科比例",
        "2023年招聘教师人数",
    ],
)
def test_other_years_figure_is_never_the_answer(assistant, question):
    answer = assistant.ask(question)
    assert answer.abstained
    assert "规划没有写" in answer.answer.split("\n")[0] or "没有直接写到" in answer.answer.split("\n")[0]
    assert answer.figures == ()


@pytest.mark.parametrize(("question", "figure"), [("教研员干满几年要回学校教书", "5年"), ("名校长每几年培养一批", "两年")])
def test_a_figure_with_the_word_before_it_that_the_question_has_is_meant(assistant, question, figure):
    assert assistant.ask(question).figures[0].text == figure


@pytest.mark.parametrize(
    ("question", "newest"), [("班班通的目标是多少", "85.41%"), ("公办幼儿园数量目标是几所", "19所"), ("校校通目标值", "100%")]
)
def test_what_is_reached_is_never_given_as_the_aim(assistant, question, newest):
    answer = assistant.ask(question)
    assert answer.abstained
    first, near, *_ = answer.answer.split("\n")
    assert "规划没有写目标的这个数字" in first
    assert "2020年" in near
    assert newest in near


@pytest.mark.parametrize(
    ("question", "aim"),
    [
        ("现在双师型老师占多少", "60%以上"),
        ("目前高中硕士老师比例", "15%"),
        ("二中现在有多少张床", "1500个"),
        ("现在有多少职校床位", "2900个"),
    ],
)
def test_what_is_aimed_at_is_never_given_as_what_is(assistant, question, aim):
    answer = assistant.ask(question)
    assert answer.abstained
    first = answer.answer.split("\n")[0]
    assert "规划没有写现在的这个数字" in first
    assert aim in answer.answer


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("目前高中毛入学率", ("99.67%",)),
        ("现在连中准备加多少床位", ("900个",)),
        ("幼儿园现在多少个孩子", ("13099人", "1.3万人")),
    ],
)
def test_today_is_the_newest_figure_and_what_is_ahead_an_aim(assistant, question, figures):
    answer = assistant.ask(question)
    assert not answer.abstained
    assert any(f"**{figure}**" in answer.answer.split("\n")[0] for figure in figures)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("教研员月均培训学时", "平均每月**7.5学时**（由规划的数字算出：90÷12＝7.5）"),
        ("教研员五年累计学时", "**450学时**（由规划的数字算出：90×5＝450）"),
        ("36.12亿分60个月", "平均每月**0.6亿元**（由规划的数字算出：36.12÷60≈0.6）"),
    ],
)
def test_a_sum_is_spread_over_months_and_a_yearly_one_taken_so_often(assistant, question, said):
    answer = assistant.ask(question)
    assert said in answer.answer
    assert assistant.checker.problems(answer) == ()
    altered = answer.answer.replace("÷12", "÷13").replace("×5", "×15").replace("÷60", "÷61")
    assert assistant.checker.problems(replace(answer, answer=altered))


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("连州有几个高中", "2所"),
        ("公办的有多少，幼儿园", "19所"),
        ("十四五花多少钱盖学校", "36.12亿元"),
        ("高中宿舍要加多少床", "2400个"),
    ],
)
def test_short_everyday_questions_get_a_figure_and_no_prose(assistant, question, figure):
    answer = assistant.ask(question)
    assert not answer.abstained
    assert f"**{figure}**" in answer.answer.split("\n")[0]


def test_kinds_years_and_periods_are_consistent(facts):
    for fact in facts:
        if fact.kind is FactKind.CHANGE:
            assert fact.base_year is not None, fact.id
        if fact.kind is FactKind.TARGET:
            assert fact.year == 2025, fact.id
        assert isinstance(fact.figure.value, Decimal)
        assert fact.levels
        assert fact.names[0] == fact.indicator


def test_a_calculation_that_leaves_out_what_the_question_names_counts_less(assistant):
    question = assistant.understander.understand(["省级、市级、县级课题加起来多少个"])
    guard = assistant.facts._guard
    facts = sorted((f for f in assistant.index.plan.facts if f.indicator == "课题立项数"), key=lambda fact: fact.span)
    assert len(facts) == 3
    assert not guard.leaves_out(question, facts)
    assert guard.leaves_out(question, facts[:2])
