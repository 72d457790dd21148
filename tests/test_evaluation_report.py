"""The report on a run: the tables line up and say what the run says, the page shows everything and lets nothing come alive."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from lzqa.evaluation.html import AROUND, MAX_PLACES, NAMES, Mark, excerpts, html_report
from lzqa.evaluation.questions import PERSONAS, TYPES, EvalQuestion, GoldFigure
from lzqa.evaluation.report import (
    REASONS,
    aligned,
    answerable_curve,
    bar_chart,
    calibration_chart,
    confidence,
    console_table,
    latency_chart,
    markdown,
    reason_counts,
    reason_kind,
    right_curve,
    risk_chart,
    risk_curve,
)
from lzqa.evaluation.results import QuestionResult, Run, figures
from lzqa.evaluation.scoring import judge

PLAN = "第一章。全市有97所学校食堂联网。" + "中间的话。" * 100 + "教师平均年龄为45.2岁。\n" + "其后的话。" * 100
FIRST, SECOND = "97所学校食堂联网", "平均年龄为45.2岁"
ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'"
VOID = {"meta", "input", "br"}


def question(identifier: str, kind: str = "figure", **parts) -> EvalQuestion:
    held = {
        "id": identifier,
        "persona": "staff",
        "type": kind,
        "turns": ("有多少所学校",),
        "answerable": True,
        "figures": (GoldFigure("97", "所", ("97所", "97家")),),
        "points": (),
        "forbidden_figures": (),
        "evidence": ((FIRST,),),
        "subset": "dev",
    }
    return EvalQuestion(**{**held, **parts})


def unanswerable(identifier: str, **parts) -> EvalQuestion:
    return question(identifier, "unanswerable", **{"answerable": False, "figures": (), "evidence": (), **parts})


def result(asked: EvalQuestion, text: str, quotes: tuple[str, ...] = (), *, rank: int | None = None, **parts) -> QuestionResult:
    citations = [
        {
            "marker": n,
            "passage": f"1/{n}",
            "section": ["第一章"],
            "start": PLAN.find(q),
            "end": PLAN.find(q) + len(q),
            "quote": q,
        }
        for n, q in enumerate(quotes, start=1)
    ]
    answer = {"answer": text, "abstained": False, "citations": citations, "elapsed_ms": 10.0, **parts}
    return QuestionResult(asked, answer, judge(asked, answer, PLAN), rank)


def a_run(system: str = "lzqa", *extra: QuestionResult) -> Run:
    """Right, figure missing, abstained as it should, answered what it should not, abstained though it should not."""
    results = (
        result(question("q1"), "有**97所**。[1]", (FIRST,), confidence=0.9, rank=1, elapsed_ms=5.0),
        result(question("q2", persona="parent", subset="test"), "有45.2岁。[1]", (SECOND,), confidence=0.8, elapsed_ms=20.0),
        result(unanswerable("q3"), "没有写到。", abstained=True, confidence=0.1),
        result(unanswerable("q4", subset="test", persona="auditor"), "有97所。[1]", (FIRST,), confidence=0.6, elapsed_ms=40.0),
        result(question("q5", "list", subset="test", turns=("先问", "再问")), "没有写到。", abstained=True, confidence=0.3),
        *extra,
    )
    return Run(system, "abcdef0123456789" * 4, "9.9.9", results)


def page(run: Run, **parts) -> str:
    return html_report(run, PLAN, **parts)


class Reader(HTMLParser):
    """Collects tags with their attributes and text, and checks that every tag is closed in order."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(markup)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("script", "style"):
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


# ---- reasons and curves ----


def test_reason_kind_leaves_out_what_is_said_of_the_single_question():
    assert reason_kind("figure missing: 97所") == "figure missing"
    assert reason_kind("too long: 800 characters, 700 allowed") == "too long"
    assert reason_kind("") == ""


def test_reason_counts_are_in_the_order_of_reasons_unknown_kinds_last():
    run = a_run()
    other = replace(run.results[1], verdict=replace(run.results[1].verdict, reason="another kind: x"))
    assert list(reason_counts((other, *run.results)).items()) == [
        ("figure missing", 1),
        ("abstained though the plan answers", 1),
        ("answered what the plan does not say", 1),
        ("another kind", 1),
    ]


@pytest.mark.parametrize(
    ("told", "held"), [(0.5, 0.5), (1, 1.0), (True, None), ("0.5", None), (1.5, None), (float("nan"), None)]
)
def test_confidence_takes_numbers_between_nought_and_one_only(told, held):
    assert confidence(result(question("q"), "x", confidence=told)) == held


def test_answerable_curve_is_over_every_question_and_right_curve_over_answers_given():
    results = a_run().results
    assert [(part.count, part.accuracy) for part in answerable_curve(results)] == [
        (1, 0.0),
        (1, 1.0),
        (1, 0.0),
        (1, 1.0),
        (1, 1.0),
    ]
    assert [(part.confidence, part.accuracy) for part in right_curve(results)] == [(0.6, 0.0), (0.8, 0.0), (0.9, 1.0)]


def test_risk_curve_ends_where_the_system_abstains():
    assert risk_curve(a_run().results) == ((0.2, 0.0), (0.4, 0.5), (0.6, pytest.approx(2 / 3)))


def test_every_type_persona_and_reason_has_a_chinese_name():
    assert not [key for key in (*TYPES, *PERSONAS, *REASONS, "dev", "test") if key not in NAMES]


# ---- the console ----


def test_aligned_counts_wide_characters_as_two_columns():
    assert aligned([("系统", "n"), ("ab", "12"), (), ("c", "3")]) == ["系统   n", "ab    12", "", "c      3"]


CONSOLE = """\
lzqa, lzqa 9.9.9, plan abcdef012345

group         n        accuracy [95%]  headline  recall  precision  false ans.  false ref.  p50 ms  p95 ms
figure        2  0.500 [0.000, 1.000]     0.500   0.500      0.500           -       0.000    12.5    19.2
list          1  0.000 [0.000, 0.000]         -   0.000          -           -       1.000    10.0    10.0
unanswerable  2  0.500 [0.000, 1.000]         -       -          -       0.500           -    25.0    38.5

parent        1  0.000 [0.000, 0.000]     0.000   0.000      0.000           -       0.000    20.0    20.0
staff         3  0.667 [0.000, 1.000]     1.000   0.500      1.000       0.000       0.500    10.0    10.0
auditor       1  0.000 [0.000, 0.000]         -       -          -       1.000           -    40.0    40.0

dev           2  1.000 [1.000, 1.000]     1.000   1.000      1.000       0.000       0.000     7.5     9.8
test          3  0.000 [0.000, 0.000]     0.000   0.000      0.000       1.000       0.500    20.0    38.0

all           5  0.400 [0.000, 0.800]     0.500   0.333      0.500       0.500       0.333    10.0    36.0
false ans.: share of unanswerable questions answered; false ref.: share of answerable questions refused

system    dev accuracy [95%]   test accuracy [95%]    all accuracy [95%]  recall  precision
lzqa    1.000 [1.000, 1.000]  0.000 [0.000, 0.000]  0.400 [0.000, 0.800]   0.333      0.500
基线    1.000 [1.000, 1.000]  0.000 [0.000, 0.000]  0.400 [0.000, 0.800]   0.333      0.500
"""


def test_console_table_gives_groups_then_systems():
    assert console_table([a_run(), a_run("基线")]) == CONSOLE


def test_console_table_of_a_run_without_results_has_heads_only():
    text = console_table([Run("lzqa", "0" * 64, "9.9.9", ())])
    assert text.splitlines()[-1].split() == ["lzqa", "-", "-", "-", "-", "-"]


# ---- Markdown ----


def test_markdown_says_that_it_is_rendered_and_over_what():
    text = markdown([a_run()])
    assert text.startswith("# Evaluation results\n\nThis page is rendered by `lzqa eval`, not typed")
    assert "- plan: sha256 `abcdef012345`\n- lzqa: 9.9.9\n- questions: 5 (2 dev, 3 test)\n" in text
    assert text.endswith("|\n")


def test_markdown_sets_dev_and_test_side_by_side():
    lines = markdown([a_run()]).splitlines()
    assert (
        "| figure | 1 / 1 | 1.000 [1.000, 1.000] | 0.000 [0.000, 0.000] | 1.000 / 0.000 | 1.000 / 0.000 | 1.000 / 0.000 | – | 0.000 / 0.000 |"
        in lines
    )
    assert "| list | 0 / 1 | – | 0.000 [0.000, 0.000] | – | – / 0.000 | – | – | – / 1.000 |" in lines
    assert (
        "| staff | 2 / 1 | 1.000 [1.000, 1.000] | 0.000 [0.000, 0.000] | 1.000 / – | 1.000 / 0.000 | 1.000 / – | 0.000 / – | 0.000 / 1.000 |"
        in lines
    )
    assert "| figure missing | 0 | 1 | 1 |" in lines
    assert "| all | 0 | 3 | 3 |" in lines


def test_markdown_gives_calibration_errors():
    # dev: 0.9 answerable, 0.1 not: (0.1 + 0.1) / 2; test: 0.8 answerable, 0.6 not, 0.3 answerable: (0.2 + 0.6 + 0.7) / 3
    assert "| confidence against whether the plan answers the question | 0.100 | 0.500 | 0.340 |" in markdown([a_run()])
    # dev: 0.9 right; test: 0.8 wrong, 0.6 wrong; the answers that abstain are left out
    assert "| confidence against whether the answer is right, answers given | 0.100 | 0.700 | 0.500 |" in markdown([a_run()])


def test_markdown_compares_the_first_system_with_those_over_the_same_questions():
    run = a_run()
    worse = Run("bm25", run.plan_sha256, "9.9.9", tuple(result(r.question, "不知。") for r in run.results))
    text = markdown([run, worse, Run("few", run.plan_sha256, "9.9.9", run.results[:2])])
    assert "| bm25 | 2 | 0 | 3 | 0.5 |" in text
    assert "| few | " in text
    assert "| few | 0 |" not in text


def test_markdown_is_the_same_whatever_the_latency():
    run = a_run()
    slower = replace(run, results=tuple(replace(r, answer={**r.answer, "elapsed_ms": 999.0}) for r in run.results))
    assert markdown([run]) == markdown([slower])
    assert console_table([run]) != console_table([slower])


def test_markdown_escapes_a_system_name():
    assert r"| my\|sys\_1 \<b\> | " in markdown([a_run("my|sys_1 <b>")])


# ---- charts ----


def test_charts_are_svg_with_labels_and_need_values():
    results = a_run().results
    charts = [
        latency_chart([1.5, 20, 300]),
        calibration_chart(results),
        risk_chart(results),
        bar_chart("题型", [("数字", figures(results))]),
    ]
    for chart in charts:
        reader = Reader(chart)
        assert reader.all("svg")[0]["role"] == "img"
        assert len(reader.all("text")) >= 7
        assert "nan" not in chart
    assert "p50 20.0" in charts[0]
    assert [text for text in ("1", "10", "100", "1000") if f">{text}</text>" not in charts[0]] == []
    assert "40.0%（5 问）" in charts[3]
    assert (
        latency_chart([0.0])
        == calibration_chart([result(question("q"), "x")])
        == risk_chart([result(question("q"), "x")])
        == ""
    )


def test_bar_chart_draws_the_interval():
    held = replace(figures(a_run().results), accuracy=0.5, interval=(0.25, 0.75))
    lines = [line for line in Reader(bar_chart("x", [("a", held)])).all("line") if line["class"] == "rule"]
    low, high = float(lines[0]["x1"]), float(lines[0]["x2"])
    bar = Reader(bar_chart("x", [("a", held)])).all("rect")[0]
    assert (low + high) / 2 == pytest.approx(float(bar["x"]) + float(bar["width"]), abs=0.2)


# ---- the plan's text ----


def test_excerpts_tell_evidence_citation_and_both_apart():
    marks = [Mark(200, 210, cited=True, label="引用 [1]"), Mark(205, 215, cited=False, label="依据 1")]
    text = "甲" * 200 + "零一二三四五六七八九十百千万亿" + "乙" * 300
    assert (
        excerpts(text, marks)
        == '<h5>引用 [1] · 依据 1 <small>80–335</small></h5><blockquote>…' + "甲" * AROUND
        + '<mark class="cite">零一二三四</mark><mark class="both">五六七八九</mark><mark class="gold">十百千万亿</mark>'
        + "乙" * AROUND + "…</blockquote>"
    )  # fmt: skip


def test_excerpts_join_near_marks_and_part_far_ones():
    text = "字" * 2000
    first, far = Mark(0, 5, cited=True, label="a"), 5 + 2 * AROUND
    near = excerpts(text, [first, Mark(far, 300, cited=False, label="b")])
    assert near.count("<blockquote>") == 1
    assert '<blockquote><mark class="cite">字字字字字</mark>字' in near
    assert excerpts(text, [first, Mark(far + 1, 300, cited=False, label="b")]).count("<blockquote>") == 2
    assert excerpts(text, []) == ""


def test_excerpts_join_a_mark_to_a_long_one_that_began_before_a_short_one():
    marks = [Mark(10, 400, cited=True, label="a"), Mark(20, 30, cited=False, label="b"), Mark(600, 700, cited=True, label="c")]
    assert excerpts("字" * 2000, marks).count("<blockquote>") == 1


# ---- the page ----


def test_page_holds_every_question_with_the_attributes_that_filters_need():
    found = Reader(page(a_run())).all("details")
    assert [
        (q["id"], q["data-subset"], q["data-type"], q["data-persona"], q["data-right"], q["data-reason"]) for q in found
    ] == [
        ("q-q1", "dev", "figure", "staff", "1", ""),
        ("q-q2", "test", "figure", "parent", "0", "figure missing"),
        ("q-q3", "dev", "unanswerable", "staff", "1", ""),
        ("q-q4", "test", "unanswerable", "auditor", "0", "answered what the plan does not say"),
        ("q-q5", "test", "list", "staff", "0", "abstained though the plan answers"),
    ]
    assert [held["name"] for held in Reader(page(a_run())).all("select")] == ["subset", "type", "persona", "right", "reason"]
    assert [held["name"] for held in Reader(page(a_run())).all("input")] == ["text"]


def test_page_shows_turns_gold_answer_citations_and_places():
    markup = page(a_run(), others=[a_run("bm25")])
    assert '<div class="answer s">有<strong>97所</strong>。<sup>[1]</sup></div>' in markup
    assert '<ol class="turns s"><li>先问</li><li>再问</li></ol>' in markup
    assert '<span class="chip ok">✓ 97所 / 97家</span>' in markup
    assert '<span class="chip no">✗ 97所 / 97家</span>' in markup
    assert f'<span class="chip ok">✓ 1. {FIRST}</span>' in markup
    assert f'<span class="chip no">✗ 1. {FIRST}</span>' in markup
    assert f'<mark class="both">{FIRST}</mark>' in markup
    assert f'<mark class="gold">{FIRST}</mark>' in markup
    assert f'<mark class="cite">{SECOND}</mark>' in markup
    assert '<span class="chip ok">✓ bm25</span>' in markup
    assert "错：缺数字 97所" in markup


def test_page_has_every_table_and_chart():
    reader = Reader(page(a_run(), others=[a_run("bm25")]))
    assert len(reader.all("svg")) == 4
    assert [
        word
        for word in ("系统", "分组", "错因", "逐题", "bm25", "用时分布", "信心校准", "答错比例", "各题型准确率")
        if word not in reader.text
    ] == []


def test_page_lets_nothing_come_alive():
    run = a_run(
        f"a {ATTACK}",
        result(
            question(
                f"q6 {ATTACK}", turns=(ATTACK, f"{ATTACK}?"), points=((ATTACK,),), forbidden_figures=(ATTACK,), note=ATTACK
            ),
            f"**{ATTACK}**[1]\n\ud800",
            (FIRST,),
            understood_as=ATTACK,
        ),
    )
    run.results[-1].answer["citations"][0].update(quote=ATTACK, section=[ATTACK], passage=ATTACK, marker=ATTACK)
    markup = page(replace(run, version=ATTACK), others=[a_run(ATTACK)])
    reader = Reader(markup)
    assert len(reader.all("script")) == 1
    assert reader.all("img") == []
    assert not [
        name
        for _, attributes in reader.tags
        for name in attributes
        if name.startswith("on") or name in ("src", "href", "style")
    ]
    assert reader.text.count("<script>alert(1)</script>") >= 10
    markup.encode("utf-8")


def test_page_escapes_the_plan():
    hostile = f"{ATTACK}{FIRST}</blockquote>"
    reader = Reader(html_report(Run("lzqa", "0" * 64, "1", (result(question("q"), "97所"),)), hostile))
    assert len(reader.all("script")) == 1
    assert ATTACK in reader.text


def test_page_needs_nothing_from_outside():
    markup = page(a_run())
    assert re.search(r"https?://|//[a-z]|url\(|@import|<link|<iframe", re.sub(r"(?m)^\s*//.*$", "", markup)) is None
    policy = next(held["content"] for held in Reader(markup).all("meta") if "http-equiv" in held)
    assert policy.startswith("default-src 'none'")
    for tag in ("style", "script"):
        body = re.search(rf"<{tag}>(.*?)</{tag}>", markup, re.DOTALL).group(1)
        assert f"{tag}-src 'sha256-{base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()}'" in policy


def test_page_shows_a_citation_that_is_too_long_only_as_far_as_one_counts():
    long = PLAN[:900]
    held = result(question("q"), "97所[1]", (long,))
    assert held.verdict.recall == 0
    markup = html_report(Run("lzqa", "0" * 64, "1", (held,)), PLAN)
    assert "引用 [1]（900 字，过长不计）" in markup
    assert f'<span class="chip no">✗ 1. {FIRST}</span>' in markup
    assert (
        len(re.sub(r"<[^>]+>", "", re.search(r"<blockquote>(.*?)</blockquote>", markup, re.DOTALL).group(1)))
        <= 700 + 2 * AROUND
    )


def test_page_bears_a_citation_outside_the_plan_and_a_quote_that_stands_everywhere():
    asked = question("q", evidence=(("的话。",), ("不在规划里的话",)))
    held = result(asked, "97所[1]", (FIRST,))
    held.answer["citations"].append({"marker": 2, "start": 10**6, "end": 10**6 + 5, "quote": "x"})
    markup = html_report(Run("lzqa", "0" * 64, "1", (held,)), PLAN)
    assert markup.count('<mark class="gold">的话。</mark>') == MAX_PLACES
    assert "✗ 2. 不在规划里的话" in markup


# ---- in a browser ----


@pytest.fixture
def visited(tmp_path):
    """The page at phone width, with what it asked for and complained of."""
    from playwright.sync_api import sync_playwright

    from web_support import launched

    hostile = result(question("q6", turns=(ATTACK,)), f"97所{ATTACK}", (FIRST,))
    path = tmp_path / "report.html"
    path.write_text(page(a_run("lzqa", hostile), others=[a_run("bm25")]), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = launched(playwright)
        visit = browser.new_page(viewport={"width": 390, "height": 844})
        requests, troubles = [], []
        visit.on("request", lambda request: requests.append(request.url))
        visit.on("console", lambda message: troubles.append(message.text))
        visit.on("pageerror", lambda error: troubles.append(str(error)))
        visit.on("dialog", lambda dialog: troubles.append(dialog.message))
        visit.goto(path.as_uri())
        yield visit
        assert {request.partition("#")[0] for request in requests} - {"about:blank"} == {path.as_uri()}
        assert troubles == []
        browser.close()


def test_page_filters_by_choice_by_words_and_by_a_press_on_a_table(visited):
    from playwright.sync_api import expect

    shown = visited.locator("details.q:visible")
    count = visited.locator("#count")
    expect(count).to_have_text("列出 6 / 6 问，答对 3（50.0%）")
    visited.select_option("[name=right]", "0")
    expect(count).to_have_text("列出 3 / 6 问，答对 0（0.0%）")
    visited.select_option("[name=subset]", "dev")
    expect(count).to_have_text("列出 0 / 6 问")
    visited.click("button[type=reset]")
    visited.fill("[name=text]", "ＡＬＥＲＴ q6")
    expect(shown).to_have_count(1)
    expect(shown).to_have_attribute("id", "q-q6")
    visited.fill("[name=text]", "再问")
    expect(shown).to_have_attribute("id", "q-q5")
    visited.click('[data-pick=reason][data-value="answered what the plan does not say"]')
    expect(count).to_have_text("列出 1 / 6 问，答对 0（0.0%）")
    expect(shown).to_have_attribute("id", "q-q4")
    visited.reload()
    expect(count).to_have_text("列出 1 / 6 问，答对 0（0.0%）")


def test_page_fits_a_phone_with_every_question_open(visited):
    visited.click("#open")
    assert visited.locator("details.q[open]").count() == 6
    assert visited.evaluate("document.documentElement.scrollWidth") == 390
    visited.click("#close")
    assert visited.locator("details.q[open]").count() == 0


def test_page_opens_the_question_that_its_address_names(visited):
    address = visited.url
    visited.goto("about:blank")
    visited.goto(f"{address}#q-q2")
    assert [held.get_attribute("id") for held in visited.locator("details.q[open]").all()] == ["q-q2"]
