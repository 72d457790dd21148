"""HTML of answers: the words, the marks, the proof, and nothing that anybody typed comes alive."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lzqa.answer.model import Answer, Citation, Status
from lzqa.answer.refuse import EXAMPLES
from lzqa.errors import InternalError
from lzqa.web.page import MAX_TURNS, conversation, mount_options
from lzqa.web.render import (
    AROUND,
    WHOLE,
    Source,
    answer_html,
    copy_text,
    escaped,
    header_html,
    typed_text,
    understood_as,
    user_html,
    welcome_html,
)

ATTACKS = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "</div></details><b>out</b>",
    "[a](javascript:alert(1)) ![b](http://c.d/e.png) `f` # g",
    "& &amp; &lt;script&gt; \" ' \\",
    "** ** **b**[1]",
)
BLOCKS = {
    "div",
    "section",
    "header",
    "details",
    "summary",
    "blockquote",
    "table",
    "thead",
    "tbody",
    "tr",
    "ul",
    "li",
    "p",
    "h1",
}
INLINE = {"strong", "sup", "a", "mark", "span", "br", "button", "caption", "th", "td"}


class Reader(HTMLParser):
    """Collects tags, texts and attributes, and checks that every tag is closed in order."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.texts, self.attributes, self.open = [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.extend(attrs)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def of(passage, *, marker=1):
    return Citation(marker, passage.id, passage.headings, passage.span.start, passage.span.end, passage.quote)


def simple(text="答", status=Status.ANSWERED, **more):
    return Answer(question="问", understood_as="问", kind="topic", status=status, answer=text, **more)


@pytest.fixture(scope="module")
def source(assistant):
    return Source.of(assistant.index.plan.text, assistant.index.plan.passages)


@pytest.fixture(scope="module")
def long_passage(source):
    """A sentence in the middle of a paragraph too long to be shown whole."""
    return next(
        passage
        for passage in source.passages.passages
        if passage.row is None
        and len(source.passages.blocks[passage.block].span) > WHOLE + 4 * AROUND
        and source.passages.blocks[passage.block].passages.index(passage.id) == 3
    )


# ---- what a person typed ----------------------------------------------------------------------------------------------


@given(st.text())
def test_what_is_typed_is_inert_on_one_line_and_can_be_read_back(typed):
    shown = user_html(typed)
    assert shown.splitlines() == [shown]
    reader = Reader(shown)
    assert set(reader.tags) <= {"div", "br"}
    assert typed_text(shown) == re.sub("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]", "\n", typed)


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_are_shown_as_they_were_typed(attack):
    reader = Reader(user_html(attack))
    assert reader.tags == ["div"]
    assert "".join(reader.texts) == attack


@pytest.mark.parametrize("shown", ["", "<b>x</b>", '<div class="lz-answer">x</div>', "plain"])
def test_only_user_messages_are_read_back(shown):
    assert typed_text(shown) == ""


# ---- answers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_in_an_answer_comes_alive(source, attack):
    first = source.passages.passages[0]
    citation = Citation(1, "no such passage", (attack, attack), first.span.start, first.span.end, attack)
    answer = replace(simple(f"{attack}[1]\n- {attack}\n另见 {attack}", citations=(citation,)), understood_as=attack)
    reader = Reader(answer_html(answer, source, turn=1))
    assert set(reader.tags) <= BLOCKS | INLINE
    assert all(
        not name.startswith("on") and "javascript" not in (value or "") for name, value in reader.attributes if name != "class"
    )
    assert {value for name, value in reader.attributes if name == "href"} <= {"#lz-1-1"}


def test_every_answer_is_one_line_of_closed_known_tags(assistant, source):
    for question in (*EXAMPLES, "你好", "", "😀", "公务员考试", "学前三年毛入园率2025年目标", "教育局电话是多少"):
        text = answer_html(assistant.ask(question), source, turn=3)
        assert text.splitlines() == [text]
        assert text.startswith("<div")
        assert set(Reader(text).tags) <= BLOCKS | INLINE


def test_bold_and_markers_become_marks_and_links(source):
    citation = of(source.passages.passages[5])
    text = answer_html(simple("**3000个**以上[1]，见[2]\n- 甲[1]\n- 乙", citations=(citation,)), source, turn=7)
    assert "<strong>3000个</strong>以上<sup>" in text
    assert '<a class="lz-ref" href="#lz-7-1">[1]</a>' in text
    assert 'id="lz-7-1"' in text
    assert "见[2]" in text
    assert text.count("<li>") == 2
    assert "*" not in text


def test_first_card_is_open_when_it_is_evidence_and_closed_when_the_plan_does_not_say(source):
    citations = (of(source.passages.passages[5]), of(source.passages.passages[6], marker=2))
    assert answer_html(simple(citations=citations), source, turn=1).count(" open>") == 1
    calm = answer_html(simple(status=Status.NOT_IN_PLAN, citations=citations), source, turn=1)
    assert " open>" not in calm
    assert "lz-not_in_plan" in calm
    assert "规划没有写到" in calm
    assert "相近的原文" in calm


def test_unclear_says_so_calmly(source):
    assert "还不清楚要问什么" in answer_html(simple(status=Status.UNCLEAR), source, turn=1)


def test_short_paragraph_is_shown_whole_with_the_quote_marked(source):
    passage = next(
        p
        for p in source.passages.passages
        if p.row is None and p.kind == "sentence" and len(source.passages.blocks[p.block].span) < WHOLE
    )
    text = answer_html(simple(citations=(of(passage),)), source, turn=1)
    block = source.passages.blocks[passage.block].span
    shown = re.search(r"<blockquote>(.*?)</blockquote>", text).group(1)
    assert f"<mark>{escaped(passage.quote)}</mark>" in shown
    assert re.sub("</?mark>", "", shown) == escaped(block.slice(source.text))
    assert "lz-whole" not in text


def test_long_paragraph_is_shown_around_the_quote_and_whole_on_demand(source, long_passage):
    text = answer_html(simple(citations=(of(long_passage),)), source, turn=1)
    near, whole = re.findall(r"<blockquote>(.*?)</blockquote>", text)
    mark = f"<mark>{escaped(long_passage.quote)}</mark>"
    assert mark in near
    assert mark in whole
    assert near.startswith("…")
    assert near.endswith("…")
    assert len(near) <= len(mark) + 2 * AROUND + 2
    block = source.passages.blocks[long_passage.block].span
    assert re.sub("</?mark>", "", whole) == escaped(block.slice(source.text))
    assert f"看整段（{len(block)} 字）" in text


def test_every_passage_can_be_shown_and_its_mark_is_its_quote(source):
    for passage in source.passages.passages:
        text = answer_html(simple(citations=(of(passage),)), source, turn=1)
        marks = re.findall(r"<mark>(.*?)</mark>", text)
        if passage.row is None:
            assert set(marks) == {escaped(passage.quote)}
        else:
            assert marks == [escaped(cell) for cell in (passage.row.label, *passage.row.cells)]


def test_table_row_is_a_table_with_caption_group_and_heads(source):
    passage = source.by_id["2.4/T2.2"]
    text = answer_html(simple(citations=(of(passage),)), source, turn=1)
    assert "<caption>连州市教育发展“十四五”主要目标</caption>" in text
    assert '<th colspan="3" scope="rowgroup">学前教育</th>' in text
    assert '<th scope="col">2025年目标值</th>' in text
    assert '<th scope="row"><mark>学前三年毛入园率（%）</mark></th>' in text


def test_place_names_label_and_heading(source):
    passage = source.by_id["4.2.3/1.2"]
    text = answer_html(simple(citations=(of(passage),)), source, turn=1)
    assert "第四章 第二节 3</span>" in text
    assert "优化城乡学校布局，科学设置义务教育学校</span>" in text


def test_understanding_is_shown_only_when_context_went_in(assistant, source):
    alone = assistant.ask("学前三年毛入园率２０２５年目标？")
    assert understood_as(alone) == ""
    follow_up = assistant.ask("2020年呢？", ["学前三年毛入园率2025年目标"])
    assert "学前三年毛入园率" in understood_as(follow_up)
    assert f"理解为：{understood_as(follow_up)}" in answer_html(follow_up, source, turn=2)
    assert understood_as(assistant.ask("你好", ["学前三年毛入园率2025年目标"])) == ""


def test_copied_text_is_plain_with_sources(source):
    answer = simple("**3000个**[1]\n第二行", citations=(of(source.by_id["4.2.3/1.2"]),))
    lines = copy_text(answer, source).splitlines()
    assert lines[:2] == ["3000个[1]", "第二行"]
    assert lines[3] == "出处："
    assert lines[4].startswith("[1] 第四章 第二节 3 优化城乡学校布局，科学设置义务教育学校：")
    page = answer_html(answer, source, turn=1)
    plain = re.search(r'<div class="lz-plain">(.*?)</div>', page).group(1)
    assert plain.replace("&#10;", "\n") == "\n".join(map(escaped, copy_text(answer, source).splitlines()))


def test_title_and_welcome_are_escaped(assistant):
    info = replace(assistant.index.plan.corpus.info, title="<b>甲</b>", contact="<i>乙</i>")
    assert "<b>" not in header_html(info)
    assert "<i>" not in welcome_html(info)
    assert "只回答规划里写到的内容" in header_html(info)


# ---- the conversation -------------------------------------------------------------------------------------------------


def test_conversation_carries_turns_and_keeps_the_latest(assistant, source):
    shown = conversation(assistant, source, "学前三年毛入园率2025年目标", [])
    assert [message["role"] for message in shown] == ["user", "assistant"]
    returned = [{"role": m["role"], "content": [{"type": "text", "text": m["content"]}], "options": None} for m in shown]
    shown = conversation(assistant, source, "2020年呢？", returned)
    assert "理解为：" in shown[-1]["content"]
    assert 'id="lz-2-' in shown[-1]["content"]
    for _ in range(MAX_TURNS + 3):
        shown = conversation(assistant, source, "那高中呢？", shown)
    assert len(shown) == 2 * MAX_TURNS
    anchors = re.findall(r' id="(lz-[^"]+)"', "".join(message["content"] for message in shown))
    assert len(anchors) == len(set(anchors))


def test_suggestions_belong_to_the_last_answer_only(assistant, source):
    shown = conversation(assistant, source, "你好", [])
    assert [option["value"] for option in shown[-1]["options"]] == list(EXAMPLES)
    shown = conversation(assistant, source, "😀", shown)
    assert "options" not in shown[1]


@pytest.mark.parametrize("typed", ["", "\ud83d", "a\ud83db", "\x00\x1b[2J", "长" * 50_000, "\u202e反"])
def test_any_typed_text_gets_a_message_that_can_be_sent(assistant, source, typed):
    shown = conversation(assistant, source, typed, [])
    assert "lz-answer" in shown[-1]["content"]
    for message in shown:
        message["content"].encode("utf-8")


def test_an_error_of_ours_is_said_and_the_conversation_goes_on(assistant, source, monkeypatch):
    def broken(*_):
        message = "a promise is broken"
        raise InternalError(message, code="X099")

    with monkeypatch.context() as patched:
        patched.setattr(assistant, "ask", broken)
        shown = conversation(assistant, source, "学前三年毛入园率2025年目标", [])
    assert "X099" in shown[-1]["content"]
    assert "promise" not in shown[-1]["content"]
    assert "理解为：" in conversation(assistant, source, "2020年呢？", shown)[-1]["content"]


def test_page_brings_its_own_style_and_script_and_nothing_from_outside():
    options = mount_options()
    assert "://" not in options["head"]
    assert "@import" not in options["head"]
    assert options["footer_links"] == []
    assert options["run_history"] is False
    assert options["theme"]._stylesheets == []
    assert options["theme"]._font_css == []
