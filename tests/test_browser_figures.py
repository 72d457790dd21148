"""The figures page in a real browser: find a figure, read its proof, look at a chart, take the files away."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from playwright.sync_api import expect

from lzqa.answer.refuse import EXAMPLES
from lzqa.facts.table import Choice, table_of
from web_support import DESKTOP, PHONE, Visit

both = pytest.mark.parametrize("visit", [PHONE, DESKTOP], indirect=True, ids=["phone", "desktop"])


@pytest.fixture(scope="module")
def table(plan):
    return table_of(plan.facts, plan.passages)


@pytest.fixture
def visit(browser, address, request):
    """A person at the figures page; in the end nothing went outside and the console is clean."""
    context = browser.new_context(viewport=getattr(request, "param", PHONE), locale="zh-CN", accept_downloads=True)
    visit = Visit(context.new_page())
    visit.open(address)
    visit.page.get_by_role("tab", name="数字一览").click()
    expect(visit.page.locator("#lz-rows .lz-fact").first).to_be_visible()
    yield visit
    assert visit.outside() == []
    assert visit.troubles == []
    context.close()


def rows(visit):
    return visit.page.locator("#lz-rows .lz-fact")


def choose(visit, name, option):
    visit.page.get_by_label(name, exact=True).click()
    visit.page.get_by_role("option", name=option, exact=True).click()


def fits(visit):
    return visit.page.evaluate(
        "() => [document.documentElement, ...document.querySelectorAll('#lz-figures, #lz-figures *')]"
        ".filter((element) => element.clientWidth && getComputedStyle(element).overflowX !== 'auto'"
        "  && !element.closest('.lz-table, svg, .sr-only, thead, .options, .wrap-inner'))"
        ".filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1"
        "  || (element.id === 'lz-figures' && element.scrollWidth > element.clientWidth))"
        ".map((element) => element.outerHTML.slice(0, 120))"
    )


@both
def test_all_figures_are_there_and_nothing_scrolls_sideways(visit, table):
    expect(rows(visit)).to_have_count(len(table.lines))
    expect(visit.page.locator("#lz-found")).to_contain_text(f"共 {len(table.lines)} 个数字")
    for button in visit.page.locator("#lz-rows .lz-open").all()[:40:3]:
        button.click()
    assert fits(visit) == []
    for name in ("专任教师本科以上学历比例", "国家财政性教育经费", "在园幼儿数"):
        choose(visit, "看一项指标的变化", name)
        expect(visit.page.get_by_role("img", name=name)).to_be_visible()
        assert fits(visit) == []


@both
def test_filters_narrow_the_table_and_can_be_cleared(visit, table):
    visit.page.get_by_label("找数字").fill("床位")
    wanted = Choice(text="床位").of(table.lines)
    expect(rows(visit)).to_have_count(len(wanted))
    choose(visit, "学段", "中职")
    wanted = Choice(text="床位", level="中职").of(table.lines)
    expect(rows(visit)).to_have_count(len(wanted))
    expect(visit.page.locator("#lz-found")).to_contain_text(f"找到 {len(wanted)} 个")
    choose(visit, "类别", "要求")
    expect(visit.page.locator("#lz-rows")).to_contain_text("没有这样的数字")
    visit.page.get_by_role("button", name="清除条件").click()
    expect(rows(visit)).to_have_count(len(table.lines))
    expect(visit.page.get_by_label("找数字")).to_have_value("")
    choose(visit, "年份", "2018年")
    expect(rows(visit)).to_have_count(len(Choice(year=2018).of(table.lines)))


@both
def test_a_line_opens_to_the_verbatim_sentence_by_keyboard(visit, table):
    visit.page.get_by_label("找数字").fill("840个")
    found = Choice(text="840个").of(table.lines)
    expect(rows(visit)).to_have_count(len(found))
    line = next(line for line in found if line.fact.figure.text == "840个")
    row = rows(visit).filter(has_text="广东省连州卫生学校").first
    button = row.get_by_role("button", name=line.passage.label)
    expect(button).to_have_attribute("aria-expanded", "false")
    button.focus()
    visit.page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(row.locator("blockquote")).to_have_text(line.passage.quote)
    expect(row.locator("mark")).to_have_text("840个")
    visit.page.keyboard.press("Enter")
    expect(row.locator("blockquote")).to_be_hidden()
    row.locator(".lz-figure").click()
    expect(row.locator("blockquote")).to_be_visible()


def test_chart_shows_contradictory_figures_as_points_of_their_own(visit):
    choose(visit, "看一项指标的变化", "高中阶段毛入学率")
    chart = visit.page.get_by_role("img", name="高中阶段毛入学率")
    expect(chart.locator("circle.lz-aim.lz-disputed")).to_have_count(2)
    for figure in ("95%以上", "100.6%", "99.67%", "99.6%"):
        expect(chart.locator("text.lz-label").filter(has_text=figure).first).to_be_visible()
    expect(visit.page.locator(".lz-dispute")).to_contain_text("前后不一")
    visit.page.locator(".lz-points > summary").click()
    expect(visit.page.locator(".lz-points .lz-fact")).to_have_count(8)
    overlapping = chart.evaluate(
        """(chart) => { const boxes = [...chart.querySelectorAll('.lz-label')].map((label) => label.getBoundingClientRect());
        return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) =>
          Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4)).length; }"""
    )
    assert overlapping == 0


@pytest.mark.parametrize("visit", [DESKTOP], indirect=True)
def test_files_hold_what_is_shown(visit, table):
    visit.page.get_by_label("找数字").fill("双师型")
    wanted = Choice(text="双师型").of(table.lines)
    expect(rows(visit)).to_have_count(len(wanted))
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("link", name="下载 CSV").click()
    found = list(csv.DictReader(io.StringIO(waiting.value.path().read_text(encoding="utf-8-sig"))))
    assert [row["编号"] for row in found] == [line.fact.id for line in wanted]
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("link", name="下载 Excel").click()
    assert waiting.value.suggested_filename == "figures.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes()))
    assert book["数字一览"].max_row == len(wanted) + 1


def test_the_chat_is_first_and_keeps_its_conversation(visit):
    visit.page.get_by_role("tab", name="问答").click()
    visit.ask(EXAMPLES[0])
    visit.page.get_by_role("tab", name="数字一览").click()
    expect(visit.page.get_by_role("button", name="清空", exact=True)).to_be_hidden()
    visit.page.get_by_role("tab", name="问答").click()
    expect(visit.answers).to_have_count(1)
    assert visit.fits()


def test_tabs_are_reached_and_switched_by_keyboard(visit):
    visit.page.get_by_role("tab", name="问答").focus()
    visit.page.keyboard.press("Enter")
    expect(visit.box).to_be_visible()
    expect(visit.page.get_by_role("tab", name="问答")).to_have_attribute("aria-selected", "true")


def test_dark_pages_are_readable(browser, address):
    context = browser.new_context(viewport=PHONE, locale="zh-CN", color_scheme="dark")
    visit = Visit(context.new_page())
    visit.open(address)
    visit.page.get_by_role("tab", name="数字一览").click()
    expect(rows(visit).first).to_be_visible()
    for name in (".lz-line th", ".lz-figure b", ".lz-count b", ".lz-open"):
        colour = visit.page.locator(f"#lz-figures {name}").last.evaluate("(element) => getComputedStyle(element).color")
        assert sum(int(part) for part in colour[4:-1].split(",")) > 380, name
    context.close()
