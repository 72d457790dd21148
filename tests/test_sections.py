"""Which part of the plan a question for a summary means."""

from __future__ import annotations

import pytest

from lzqa.answer.model import Status
from lzqa.retrieval.sections import may_mean, named_in_vain, section_of, spoken_part, within


@pytest.mark.parametrize(
    ("text", "part", "fits"),
    [
        ("第四章讲幼儿园的那节说了什么", "4.1", True),
        ("第四章讲幼儿园的那节说了什么", "4", False),
        ("第四章讲幼儿园的那节说了什么", "2.1", False),
        ("第四章讲幼儿园的那节说了什么", "4.1/1.2", False),
        ("“数字提速”那一节归纳几条", "4.8", True),
        ("“数字提速”那一节归纳几条", "2.3", True),
        ("第六章第三节讲什么", "6.2", False),
        ("每周一节劳动课怎么上，总结一下", "3.2.4", True),
        ("总结一下教师队伍", "4.6", True),
    ],
)
def test_chapters_and_sections_that_a_question_names_are_kept_to(text, part, fits):
    assert may_mean(text, part) is fits


def test_a_passage_stands_in_its_section():
    assert section_of("4.3.1/2.3") == "4.3"
    assert section_of("2.1/1.1") == "2.1"


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("第六章第三节讲什么", "提高投入效益，强化经费保障"),
        ("总结一下第二章第三节", "以质量发展为主线"),
        ("第四章讲幼儿园的那节大概都说了些什么", "学前教育普惠"),
    ],
)
def test_a_section_is_summed_up_by_its_points(assistant, text, holds):
    answer = assistant.ask(text)
    assert holds in answer.answer
    assert len(answer.citations) > 3


def test_one_paragraph_of_an_item_is_summed_up_alone(assistant):
    cited = [citation.passage for citation in assistant.ask("减负这一块学校要做些什么，简单总结几条").citations]
    assert all(passage.startswith("4.2.5/1.") for passage in cited[:4])


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("最后一章讲了啥", "6"),
        ("最末那一节概括一下", "6.5"),
        ("讲全民科普的那条,归纳一下", "4.5.5"),
        ("校企合作、产教对接那条说了什么", "4.4.4"),
        ("粤港澳大湾区那条", "5.6.3"),
        ("财务管理那一小节", "6.3.3"),
        ("信息化那一节内容太多", "4.8"),
        ("对外国际交流那一小节大意", "5.6.4"),
        ("课堂上那点书以外,基地这块准备搞什么", None),  # no part of a text
        ("体育课那节讲什么", None),  # no heading has it
        ("提升质量那一节", None),  # many have it
        ("讲平安校园要做什么", None),  # no part is spoken of
        ("每周一节劳动课", None),
    ],
)
def test_a_part_is_known_by_the_words_of_its_heading_when_one_is_spoken_of(plan, text, part):
    found = spoken_part(text, list(plan.passages.parts.values()))
    assert (found.id if found else None) == part


def test_a_part_is_known_by_the_plans_word_for_that_of_the_question(plan):
    parts = list(plan.passages.parts.values())
    assert spoken_part("规划里讲特教的那一小节说了哪些事", parts) is None
    found = spoken_part("规划里讲特教的那一小节说了哪些事", parts, {"特教": ("特殊教育",)})
    assert found is not None
    assert found.id == "4.5.4"


@pytest.mark.parametrize(
    ("part", "words", "meant"),
    [
        ("6", ["经费", "保障"], "6.3"),
        ("6", ["保障"], "6"),  # the chapter's own title has it
        ("4", ["教育"], "4"),  # many of its sections have it
        ("6.3", ["财务"], "6.3"),
    ],
)
def test_a_section_of_a_chapter_is_meant_by_a_word_that_its_title_alone_has(plan, part, words, meant):
    parts = plan.passages.parts
    assert within(parts[part], list(parts.values()), words).id == meant


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("信息化数字提速那一整节太长了，提炼几条主要的", "4.8"),
        ("主要挑战，即当前的几方面问题，概述一下", "1.2"),
        ("最后一章几项保障分别是什么，给个框架", "6"),
    ],
)
def test_the_part_spoken_of_is_summed_up(assistant, text, heading):
    assert assistant.ask(text).citations[0].passage == heading


@pytest.mark.parametrize(
    ("text", "in_vain"),
    [
        ("第四章讲什么", False),
        ("第九章讲什么", True),
        ("第4章", False),
        ("第12章", True),
        ("第四章的第七节", False),
        ("第二章第九节讲什么", True),
        ("第一章第一节", False),
        ("第三节讲什么", False),
        ("公办幼儿园有几所", False),
    ],
)
def test_a_chapter_or_section_that_the_plan_lacks_is_told(plan, text, in_vain):
    assert named_in_vain(text, plan.passages.parts) is in_vain


@pytest.mark.parametrize("turns", [("第九章主要内容",), ("第二章第九节讲什么",), ("第三章讲什么", "那第九章呢")])
def test_what_stands_in_a_chapter_that_the_plan_lacks_is_not_made_up(assistant, turns):
    assert assistant.ask_turns(turns).status is Status.NOT_IN_PLAN
