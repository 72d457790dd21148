"""The checker refuses what does not stand on its citations."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lzqa.answer.model import Answer, AnswerFigure, Citation, Status
from lzqa.errors import InternalError


@pytest.fixture
def sentence(mini) -> Answer:
    return mini.ask("到2025年学前三年毛入园率要达到多少")


@pytest.fixture
def text_answer(mini) -> Answer:
    passage = next(p for p in mini.index.plan.passages.passages if "800个以上" in p.quote)
    citation = Citation(1, passage.id, passage.headings, passage.span.start, passage.span.end, passage.quote)
    return Answer(
        "增加多少学位", "增加多少学位", "figure", Status.ANSWERED, "**增加义务教育学位800个以上**[1]", (), (citation,), 0.9
    )


@pytest.fixture
def row_answer(mini) -> Answer:
    passage = next(p for p in mini.index.plan.passages.passages if p.row and "毛入园率" in p.row.label)
    citation = Citation(1, passage.id, passage.headings, passage.span.start, passage.span.end, passage.quote)
    text = "学前三年毛入园率（学前教育）：2016年：**88.5%**，2020年：**95.1%**[1]"
    return Answer("毛入园率", "毛入园率", "table", Status.ANSWERED, text, (), (citation,), 0.9)


def codes(mini, answer):
    return {problem.code for problem in mini.checker.problems(answer)}


def test_true_answers_pass(mini, sentence, text_answer, row_answer):
    for answer in (sentence, text_answer, row_answer):
        assert mini.checker.problems(answer) == ()
        mini.checker.require(answer)


@pytest.mark.parametrize(
    ("altered", "code"),
    [
        ("**增加义务教育学位900个以上**[1]", "figure"),
        ("**增加义务教育学位8000个以上**[1]", "figure"),
        ("**增加义务教育学位80个以上**[1]", "figure"),
        ("**增加义务教育学位800所以上**[1]", "figure"),
        ("**增加义务教育学位800个**[1]", "figure"),
        ("**增加义务教育学位近800个**[1]", "figure"),
        ("**增加高中学位800个以上**[1]", "words"),
        ("**到2024年，增加义务教育学位800个以上**[1]", "year"),
        ("**增加义务教育学位800个以上**[2]", "marker"),
        ("**增加义务教育学位800个以上**", "unused"),
        ("预计一定能完成，增加义务教育学位800个以上[1]", "words"),
        ("**新增学生床位300个**[1]", "figure"),
    ],
)
def test_altered_sentence_is_refused(mini, text_answer, altered, code):
    assert code in codes(mini, replace(text_answer, answer=altered))


@pytest.mark.parametrize(
    ("altered", "code"),
    [
        ("学前三年毛入园率（学前教育）：2016年：**95.1%**，2020年：**88.5%**[1]", "cell"),
        ("学前三年毛入园率（学前教育）：2020年：**96.1%**[1]", "figure"),
        ("学前三年毛入园率（学前教育）：2020年：**95.1所**[1]", "figure"),
        ("标准化学校数：2020年：**95.1%**[1]", "words"),
        ("学前三年毛入园率：2025年：**95.1%**[1]", "year"),
    ],
)
def test_altered_row_is_refused(mini, row_answer, altered, code):
    assert code in codes(mini, replace(row_answer, answer=altered))


@pytest.mark.parametrize(
    "change",
    [
        {"start": 3},
        {"end": 700},
        {"quote": "增加义务教育学位900个以上"},
        {"passage": "9.9/1.1"},
        {"marker": 2},
    ],
)
def test_altered_citation_is_refused(mini, text_answer, change):
    citation = replace(text_answer.citations[0], **change)
    assert codes(mini, replace(text_answer, citations=(citation,))) & {"quote", "marker"}


def test_unused_citation_is_refused(mini, text_answer):
    other = mini.passage("2.1/1.1")
    extra = Citation(2, other.id, other.headings, other.span.start, other.span.end, other.quote)
    assert codes(mini, replace(text_answer, citations=(*text_answer.citations, extra))) == {"unused"}


def test_stated_figure_must_stand_in_its_citation(mini, text_answer):
    from decimal import Decimal

    good = AnswerFigure("800个以上", Decimal(800), "个", ">=", "学位", None, "target", computed=False, citation=1)
    assert mini.checker.problems(replace(text_answer, figures=(good,))) == ()
    for bad in (
        replace(good, value=Decimal(801)),
        replace(good, unit="所"),
        replace(good, comparator="="),
        replace(good, citation=3),
    ):
        assert codes(mini, replace(text_answer, figures=(bad,))) == {"figures"}


def test_over_long_answer_is_refused(mini, text_answer):
    assert "length" in codes(
        mini, replace(text_answer, answer=text_answer.answer + "\n" + "增加义务教育学位800个以上[1]\n" * 60)
    )


def test_require_raises_our_own_bug_with_the_reason(mini, text_answer):
    with pytest.raises(InternalError, match="900") as caught:
        mini.checker.require(replace(text_answer, answer="**增加义务教育学位900个以上**[1]"))
    assert caught.value.exit_code == 70


def test_answer_that_does_not_pass_is_not_given(mini, monkeypatch):
    from lzqa.answer.compose import Composer

    compose = Composer.compose

    def tampered(self, question, hits, part="", *, from_facts=True):
        draft = compose(self, question, hits, part, from_facts=from_facts)
        draft.lines[0] = draft.lines[0].replace("98%", "89%")
        return draft

    monkeypatch.setattr(Composer, "compose", tampered)
    answer = mini.ask("到2025年学前三年毛入园率要达到多少")
    assert "89%" not in answer.answer
    assert answer.abstained
