"""What an answer shows beyond its first reading: whole sentences, whole enumerations, another calculation."""

from __future__ import annotations

import pytest

from lzqa.answer.check import MARKER
from lzqa.answer.draft import Draft
from lzqa.answer.ease import EASY_SUM, share_from_facts, share_in_words
from lzqa.answer.model import Answer, Citation, Status
from lzqa.answer.widen import LIMIT, widened


@pytest.fixture(scope="module")
def excerpter(assistant):
    return assistant._excerpter


@pytest.fixture(scope="module")
def passages(assistant):
    return assistant.index.plan.passages.by_id()


@pytest.fixture(scope="module")
def long_sentence(assistant):
    return max((p for p in assistant.index.plan.passages.passages if p.row is None), key=lambda p: len(p.quote))


def shown(passage, text: str) -> Answer:
    citation = Citation(1, passage.id, passage.headings, passage.span.start, passage.span.end, passage.quote)
    return Answer("问", "问", "list", Status.ANSWERED, text, citations=(citation,))


def test_a_clause_is_shown_again_within_its_sentence(assistant, excerpter, passages, long_sentence):
    clause = long_sentence.quote[:12]
    question = assistant.understander.understand([clause])
    wide = widened(shown(long_sentence, f"{clause}[1]"), question, passages, excerpter)
    first, second = wide.answer.split("\n")
    assert first == f"{clause}[1]"
    assert second.startswith("原文：“")
    assert len(second) > len(first)
    assert wide.citations == shown(long_sentence, "").citations


def test_what_is_shown_whole_already_is_not_shown_again(assistant, excerpter, passages):
    passage = next(p for p in passages.values() if p.row is None and 30 < len(p.quote) < 60)
    answer = shown(passage, f"**{passage.quote}**[1]")
    assert widened(answer, assistant.understander.understand([passage.quote]), passages, excerpter) == answer


def test_an_answer_that_is_full_stays_as_it_is(assistant, excerpter, passages, long_sentence):
    answer = shown(long_sentence, "字" * (LIMIT - 30) + "[1]")
    assert widened(answer, assistant.understander.understand(["幼儿园"]), passages, excerpter) == answer


@pytest.mark.parametrize(
    "question",
    ["规划自己承认教师队伍的毛病，分别是哪五个，一条条说", "规划里自己承认的师资队伍的毛病，一二三四五都是啥"],
)
def test_an_enumeration_over_several_paragraphs_is_given_whole_and_in_order(assistant, question):
    answer = assistant.ask(question).answer
    starts = [answer.index(point) for point in ("老龄化问题", "结构不合理", "幼儿园教师专业水平", "能力有待提升", "补充难")]
    assert starts == sorted(starts)


def test_a_question_about_one_point_is_not_answered_with_all_points(assistant):
    answer = assistant.ask("教师平均年龄是多少岁").answer
    assert "45.2岁" in answer
    assert "结构不合理" not in answer


def reading(assistant, passage_of: str, text: str) -> Draft:
    passage = assistant.index.plan.passages.by_id()[passage_of]
    draft = Draft(assistant.understander.understand(["公办幼儿园有几所"]), 300)
    draft.add(text, passage)
    draft.state_figures(passage.quote, passage)
    return draft


def test_a_second_reading_keeps_its_own_citation_and_can_be_taken_back(assistant):
    facts = [fact for fact in assistant.index.plan.facts if fact.from_table][:2]
    rows = [fact for fact in assistant.index.plan.facts if fact.passage != facts[0].passage and not fact.from_table]
    draft = reading(assistant, facts[0].passage, "甲")
    before = (list(draft.lines), draft.cited)
    other = reading(assistant, rows[0].passage, "乙")
    assert draft.add_reading("也可能是问：", other)
    assert draft.lines[-1].startswith("也可能是问：乙")
    marker = int(MARKER.findall(draft.lines[-1])[0])
    assert draft.cited[marker - 1].id == rows[0].passage
    assert draft.drop_reading()
    assert (draft.lines, draft.cited) == before
    assert not draft.drop_reading()


def test_a_reading_that_says_nothing_new_is_not_added(assistant):
    fact = next(each for each in assistant.index.plan.facts if not each.from_table)
    draft = reading(assistant, fact.passage, f"{fact.figure.text}")
    assert not draft.add_reading("也可能是问：", reading(assistant, fact.passage, "丙"))


def test_what_may_be_worked_out_either_way_shows_both(assistant):
    for question in ("2020年普通高中在校生该有多少万？总数减中职", "2025年普高在校生（全日制扣掉中职），万"):
        answer = assistant.ask(question)
        assert not assistant.checker.problems(answer)


def test_only_facts_are_made_easier(assistant):
    question = assistant.understander.understand(["2016年到2020年幼儿园增加了几所"])
    hits = assistant.search("幼儿园数")
    assert share_in_words(question, hits, learned=True) == 1.0
    assert share_from_facts(question, hits, assistant.facts) == EASY_SUM


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("在园幼儿从2016到2020到底少了几多个", "1795"),
        ("初中毕业生升学率2016到2020两年的数相减是多少", "0.33"),
        ("义务教育在校生2025年比2020年多多少万", "0.78"),
    ],
)
def test_a_change_over_the_years_of_the_best_passage_is_worked_out(assistant, question, wanted):
    understood = assistant.understander.understand([question])
    found = assistant.look_up(understood)
    draft = assistant.facts._over_the_years(found.question, found.content)
    assert draft is not None
    assert wanted in "\n".join(draft.lines)
    assert not assistant.checker.problems(draft.answer(1.0))


def test_nothing_is_worked_out_where_nothing_asks_for_it_or_the_year_is_not_there(assistant):
    for question in ("在园幼儿2020年有多少人", "在园幼儿2016年到2023年少了多少", "2018 当年添了几多学位"):
        found = assistant.look_up(assistant.understander.understand([question]))
        assert assistant.facts._over_the_years(found.question, found.content) is None
