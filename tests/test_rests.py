"""What is left of a whole without a part: named by a word of its own or by the part left out, worked out, told by its name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lzqa.answer.rests import Rests, is_left_out
from lzqa.errors import CorpusError
from lzqa.lexicon import load_lexicon
from lzqa.normalise import normalise

PRIVATE, ORDINARY = "公办以外的幼儿园", "中职以外的高中阶段在校生（普通高中）"
WHOLE, PUBLIC = "1.1/T1.1#2", "1.1/T1.2#2"


@pytest.fixture(scope="module")
def rests(plan):
    return Rests(plan.lexicon.rests, plan.facts)


@pytest.fixture(scope="module")
def named(rests, assistant):
    return lambda text: {rest.name for rest in rests.named(assistant.understander.understand([text]))}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("私立幼儿园2020年有多少家", PRIVATE),
        ("2020年不属于公办的幼儿园有多少所", PRIVATE),
        ("公办园以外的幼儿园有几所", PRIVATE),
        ("除了公家办的，还有几间幼儿园", PRIVATE),
        ("2025年不读中职的高中生有多少", ORDINARY),
        ("刨掉中职，高中在校生2025年多少", ORDINARY),
        ("普高在校生五年涨几成", ORDINARY),
    ],
)
def test_a_rest_is_named_by_its_word_or_by_what_is_left_out(named, text, name):
    assert name in named(text)


@pytest.mark.parametrize(
    "text",
    [
        "公办幼儿园2020年有几所",
        "普惠性民办幼儿园认定了多少所",
        "把民办的剔除，幼儿园有几所",
        "不算民办的幼儿园有几所",
        "义务教育学校不含民办的有几所",
        "2025年中职在校生多少",
        "有没有公办和普惠的合计占比",
    ],
)
def test_nothing_is_left_where_the_part_or_the_whole_is_asked_for(named, text):
    assert not named(text)


@pytest.mark.parametrize(
    ("text", "word", "out"),
    [
        ("公办以外的园", "公办", True),
        ("不读中职的", "中职", True),
        ("扣掉中职", "中职", True),
        ("公办的有几所", "公办", False),
        ("是不是公办", "公办", False),
        ("没有私立的园", "公办", False),
    ],
)
def test_a_word_may_stand_to_be_left_out(text, word, out):
    assert is_left_out(normalise(text), word) is out


@pytest.mark.parametrize(
    ("work", "names", "sort"),
    [
        ("a-b", (WHOLE, PUBLIC), "difference"),
        ("(a-b)/a*100", (WHOLE, PUBLIC), "share"),
        ("(a-b)/a*100", (WHOLE, "1.1/T1.1#1"), "growth"),
        ("b-a", (PUBLIC, WHOLE), "difference"),
    ],
)
def test_what_a_rest_is_of_its_whole_is_a_share(rests, fact, work, names, sort):
    assert rests.sort_of([fact(name) for name in names], work) == sort


def test_a_rest_is_taken_only_as_the_whole_without_its_part_of_the_same_year(rests, fact):
    whole, public, before = fact(WHOLE), fact(PUBLIC), fact("1.1/T1.2#1")

    assert rests.taken((whole, public), "a-b").name == PRIVATE
    assert rests.taken((public, whole), "b-a").name == PRIVATE
    assert rests.taken((public, whole), "a-b") is None
    assert rests.taken((whole, before), "a-b") is None
    assert rests.taken((whole, public), "a+b") is None


def test_all_that_is_usually_asked_of_a_rest_is_worked_out(rests, assistant):
    question = assistant.understander.understand(["2016到2020年私立幼儿园的变化"])
    works = [work for _, work in rests.calculations(question)]

    assert works[:4] == ["a-b", "(a-b)/a*100", "(a-b)/b", "b/(a-b)"]
    assert works[-2:] == ["(a-b)-(c-d)", "((a-b)-(c-d))/(c-d)*100"]
    assert not list(rests.calculations(replace(question, text="公办幼儿园几所", asking="公办幼儿园几所")))


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("2020年连州有多少间民办幼儿园？表上只写了总数跟公办", "47所"),
        ("私立幼儿园2016年有几家", "37所"),
        ("2020年公办以外的幼儿园有几所", "47所"),
        ("2025年普高在校生应是多少万人，不含中职", "0.83万人"),
        ("公家办的幼儿园2020年有19间，另外那种有几间", "47所"),
    ],
)
def test_a_rest_is_answered_with_its_terms_and_its_name(assistant, text, figure):
    answer = assistant.ask(text)
    first = answer.answer.split("\n")[0]

    assert figure in first
    assert "以外的" in first
    assert not assistant.checker.problems(answer)


def test_a_malformed_list_of_rests_is_refused_with_its_line(tmp_path):
    (tmp_path / "rests.tsv").write_text("幼儿园数\t学前\t公办幼儿园数\n", encoding="utf-8")

    with pytest.raises(CorpusError, match=r"rests\.tsv of the corpus, entry 1: expected 7 fields"):
        load_lexicon(tmp_path)


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("不是公办的幼儿园，16年到20年多了几间", "10所"),
        ("2016到2020年，民办园净增了几所", "10所"),
        ("2016到2020年，公办以外的幼儿园增长了百分之几", "27.03%"),
    ],
)
def test_how_a_rest_moved_is_worked_out_over_both_years(assistant, text, figure):
    answer = assistant.ask(text)

    assert figure in answer.answer.split("\n")[0]
    assert not assistant.checker.problems(answer)


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("把民办的剔除，幼儿园有几所", "19所"),
        ("民办的不算，2020年幼儿园几所", "19所"),
        ("去掉私立幼儿园后还有几所", "19所"),
        ("2016年，刨去民办，义务教育阶段还有几所学校", "48所"),
        ("扣掉民办的，小学初中一共几所", "61所"),
        ("民办幼儿园有几所", "47所"),
    ],
)
def test_private_schools_are_left_out_or_left(assistant, text, figure):
    assert f"**{figure}**" in assistant.ask(text).first_line


@pytest.mark.parametrize(
    ("numbers", "work", "adds"),
    [
        ((WHOLE, PUBLIC), "a+b", True),
        ((PUBLIC, WHOLE), "a+b", True),
        ((WHOLE, "1.1/T1.3#2", PUBLIC), "a+b+c", True),
        ((WHOLE, PUBLIC, "1.1/T1.3#2"), "(a+c)-b", False),
        ((WHOLE, PUBLIC), "a-b", False),
        ((WHOLE, "1.1/T1.2#1"), "a+b", False),
        ((WHOLE, "1.1/T1.3#2"), "a+b", False),
        ((WHOLE,), "", False),
    ],
)
def test_a_part_is_never_added_to_the_whole_that_holds_it(rests, plan, numbers, work, adds):
    facts = {fact.id: fact for fact in plan.facts}
    assert rests.adds_a_part([facts[number] for number in numbers], work) is adds


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("高中阶段全日制在校生 2025目标（普高中职合计）", "1.57万人"),
        ("普高加中职2025年在校生合计多少万", "1.57万人"),
        ("义务教育学校 2016 所数 含民办", "49所"),
        ("民办在内，幼儿园2020年几所", "66所"),
    ],
)
def test_the_whole_is_told_where_its_parts_are_asked_for_together(assistant, question, figure):
    first = assistant.ask(question).answer.split("\n")[0]
    assert f"**{figure}**" in first
    assert "由规划的数字算出" not in first
