"""The page in a real browser: people can ask, read the proof and ask on; nothing leaves the machine; nothing typed runs."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from lzqa.answer.refuse import EXAMPLES
from web_support import DESKTOP, PHONE, Visit


@pytest.fixture
def visit(browser, address, request):
    """A person who has just opened the page; in the end nothing went outside and the console is clean."""
    size = getattr(request, "param", PHONE)
    context = browser.new_context(viewport=size, locale="zh-CN", permissions=["clipboard-read", "clipboard-write"])
    visit = Visit(context.new_page())
    visit.open(address)
    yield visit
    assert visit.requested
    assert visit.outside() == []
    assert visit.troubles == []
    context.close()


def test_phone_asks_for_a_figure_and_opens_the_cited_passage(visit):
    answer = visit.ask(EXAMPLES[0])
    expect(answer.locator(".lz-first")).to_contain_text("3000个以上")
    card = answer.locator(".lz-cite").first
    expect(card).to_have_attribute("open", "")
    expect(card.locator("mark").first).to_be_visible()
    card.locator("> summary").click()
    expect(card.locator("mark").first).to_be_hidden()
    answer.locator("a.lz-ref").first.click()
    expect(card.locator("mark").first).to_be_visible()
    expect(card.locator("mark").first).to_contain_text("义务教育学位3000个以上")
    expect(card.locator("> summary")).to_contain_text("第")
    assert visit.fits()


def test_phone_stays_within_its_width_with_everything_open_and_long_words(visit):
    visit.ask("学前三年毛入园率2025年目标")
    answer = visit.ask("w" * 400)
    expect(answer).to_be_visible()
    for card in visit.page.locator("details:not([open]) > summary").all():
        if card.is_visible():
            card.click()
    assert visit.fits()
    assert visit.page.evaluate("parseFloat(getComputedStyle(document.querySelector('#lz-box textarea')).fontSize)") >= 16


@pytest.mark.parametrize("visit", [PHONE, DESKTOP], indirect=True, ids=["phone", "desktop"])
def test_the_frame_stays_and_the_newest_question_is_in_view(visit):
    for question in (EXAMPLES[0], EXAMPLES[2], EXAMPLES[4]):
        visit.ask(question)
    expect(visit.page.locator(".lz-user").last).to_be_in_viewport()
    expect(visit.box).to_be_in_viewport(ratio=1)
    expect(visit.page.locator("h1")).to_be_in_viewport(ratio=1)
    assert visit.fits()


@pytest.mark.parametrize("visit", [DESKTOP], indirect=True)
def test_desktop_follows_up_and_sees_how_it_was_understood(visit):
    answer = visit.ask("九年义务教育巩固率2025年目标")
    expect(answer.locator("table caption").first).to_contain_text("主要目标")
    expect(answer.locator("table mark").filter(has_text="96").first).to_be_visible()
    expect(answer.locator(".lz-understood")).to_have_count(0)
    follow_up = visit.ask("2020年呢？")
    expect(follow_up.locator(".lz-understood")).to_contain_text("九年义务教育巩固率")
    expect(follow_up.locator(".lz-understood")).to_contain_text("2020")


@pytest.mark.parametrize("visit", [DESKTOP], indirect=True)
def test_desktop_sends_an_example_with_one_click_and_starts_again(visit):
    chips = visit.page.locator("#lz-chat .example")
    expect(chips).to_have_count(len(EXAMPLES))
    chips.nth(3).click()
    visit.answer(1)
    expect(visit.page.locator(".lz-user")).to_have_text(EXAMPLES[3])
    visit.page.get_by_role("button", name="清空", exact=True).click()
    expect(visit.answers).to_have_count(0)
    expect(chips).to_have_count(len(EXAMPLES))
    visit.box.fill("学前三年毛入园率")
    visit.page.get_by_role("button", name="发送").click()
    expect(visit.answer(1).locator(".lz-understood")).to_have_count(0)


def test_suggestions_are_chips_that_send_at_once(visit):
    answer = visit.ask("？？？")
    expect(answer.locator(".lz-status")).to_be_visible()
    visit.page.locator("#lz-chat .option").first.click()
    visit.answer(2)
    expect(visit.page.locator(".lz-user").last).to_have_text(EXAMPLES[0])


def test_not_in_the_plan_looks_different_and_names_whom_to_ask(visit, assistant):
    answer = visit.ask("公务员考试什么时候报名")
    expect(answer.locator(".lz-status")).to_have_text("规划没有写到")
    expect(answer).to_contain_text(assistant.index.plan.corpus.info.contact)
    expect(answer.locator("details[open]")).to_have_count(0)


@pytest.mark.parametrize(
    "typed",
    [
        '<script>window.ran = 1</script><img src="x" onerror="window.ran = 1"> 义务教育学位增加多少',
        "[义务教育](javascript:window.ran=1) ![图](http://example.com/a.png) **学位** `增加` # 多少",
        "</div></div><style>body{display:none}</style><iframe src='http://example.com'></iframe>学位",
        "# 标题\n\n- 项目\n\n> 引用\n\n    代码 <b>学位</b> &lt;i&gt; $$x^2$$",
    ],
)
def test_what_is_typed_is_shown_as_text_and_never_runs(visit, typed):
    visit.ask(typed)
    shown = visit.page.locator(".lz-user")
    assert shown.inner_text().split() == typed.split()
    assert shown.locator("*:not(br)").count() == 0
    assert visit.page.evaluate("window.ran") is None
    visit.ask("那初中呢？")
    assert shown.first.inner_text().split() == typed.split()
    assert visit.page.evaluate("window.ran") is None


def test_a_reload_does_not_end_the_conversation(visit):
    visit.ask("学前三年毛入园率2025年目标")
    visit.page.reload()
    expect(visit.answers).to_have_count(1)
    expect(visit.page.locator(".lz-user")).to_have_text("学前三年毛入园率2025年目标")
    expect(visit.ask("2020年呢？").locator(".lz-understood")).to_contain_text("学前三年毛入园率")
    visit.page.get_by_role("button", name="清空", exact=True).click()
    expect(visit.answers).to_have_count(0)
    visit.page.reload()
    expect(visit.page.locator("#lz-chat .example")).to_have_count(len(EXAMPLES))


def test_waiting_shows_and_ends(visit):
    held = []

    def hold(route):
        held.append(route)

    visit.page.route("**/gradio_api/queue/join*", hold)
    visit.box.fill(EXAMPLES[0])
    visit.box.press("Enter")
    expect(visit.page.locator("html")).to_have_class("lz-waiting")
    held.pop().continue_()
    visit.answer(1)
    expect(visit.page.locator("html")).not_to_have_class("lz-waiting")


def test_an_answer_can_be_copied_with_its_sources(visit):
    answer = visit.ask(EXAMPLES[0])
    answer.get_by_role("button", name="复制回答").click()
    expect(answer.get_by_role("button", name="已复制")).to_be_visible()
    copied = visit.page.evaluate("navigator.clipboard.readText()")
    assert "3000个以上" in copied.splitlines()[0]
    assert "出处：" in copied.splitlines()
    assert "**" not in copied
    assert "<" not in copied


def test_screen_readers_hear_chinese_names_and_no_source_code(visit):
    visit.ask(EXAMPLES[0])
    expect(visit.page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(visit.page.get_by_test_id("user")).to_have_attribute("aria-label", "您的问题")
    expect(visit.page.get_by_test_id("bot")).to_have_attribute("aria-label", "回答")
    expect(visit.page.get_by_role("log", name="对话")).to_be_visible()
    assert visit.page.title() == "连州市教育发展“十四五”规划问答"


def test_keyboard_writes_lines_with_shift_and_sends_with_enter(visit):
    visit.box.click()
    visit.page.keyboard.type("学前教育")
    visit.page.keyboard.press("Shift+Enter")
    visit.page.keyboard.type("毛入园率")
    expect(visit.box).to_have_value("学前教育\n毛入园率")
    visit.page.keyboard.press("Enter")
    visit.answer(1)
    assert visit.page.locator(".lz-user").inner_text() == "学前教育\n毛入园率"
