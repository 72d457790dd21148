"""One HTML file over a run: tables, charts, and every question with its gold, its answer and the places in the plan.

Whatever a question, an answer or the plan says is escaped, and the page's own policy allows only the one style and the one
script that stand in it: nothing is loaded from outside and nothing that was typed comes alive.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import pairwise

from lzqa.evaluation.compare import comparisons
from lzqa.evaluation.questions import PERSONAS, SUBSETS, TYPES, normalise
from lzqa.evaluation.report import (
    HASH_SHOWN,
    REASONS,
    bar_chart,
    calibration_chart,
    confidence,
    escape,
    latency_chart,
    percent,
    reason_counts,
    reason_kind,
    risk_chart,
)
from lzqa.evaluation.results import Figures, QuestionResult, Run
from lzqa.evaluation.scoring import LONGEST_SPAN, holds_figure, places

AROUND = 120
"""Characters of the plan shown before and after a cited or evidential place."""
MAX_PLACES = 4
"""Places shown of a quote that stands in the plan more often, besides those that are cited."""

TYPE_NAMES = (
    "数字", "表格", "列举", "释义", "措施", "是非", "比较", "计算", "两处不一", "跨处", "出处", "概述", "规划未提", "前提有误", "追问",
)  # fmt: skip
REASON_NAMES = ("缺数字", "缺要点", "首句数字错", "过长", "有据却拒答", "无据却作答")
NAMES = {
    **dict(zip(TYPES, TYPE_NAMES, strict=True)),
    **dict(zip(PERSONAS, ("教师", "家长", "工作人员", "督查"), strict=True)),
    **dict(zip(SUBSETS, ("开发集", "测试集"), strict=True)),
    **dict(zip(REASONS, REASON_NAMES, strict=True)),
    "all": "全部",
    "1": "对",
    "0": "错",
}
"""What types, personas, subsets and kinds of reason are called on the page."""


def label(key: str) -> str:
    """Return what the page calls a type, a persona, a subset or a kind of reason; an unknown one is called what it is."""
    return NAMES.get(key, key)


# ---- the plan's text around cited and evidential places ----


@dataclass(frozen=True)
class Mark:
    """A place in the plan.

    Args:
        start: First code point.
        end: One past the last.
        cited: True for a citation, false for evidence.
        label: What is written above it.
        counts: False for a citation that is too long to count.
    """

    start: int
    end: int
    cited: bool
    label: str
    counts: bool = True

    def meets(self, other: Mark) -> bool:
        """Tell whether the two share a code point and count."""
        return self.counts and other.counts and self.start < other.end and other.start < self.end


def excerpts(plan: str, marks: Sequence[Mark]) -> str:
    """Return the plan around ``marks``, near ones in one excerpt: evidence, citation and both told apart by class."""
    groups: list[list[Mark]] = []
    reach = -1
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.end)):
        if groups and mark.start - AROUND <= reach:
            groups[-1].append(mark)
        else:
            groups.append([mark])
        reach = max(reach if len(groups[-1]) > 1 else -1, mark.end + AROUND)
    return "".join(_excerpt(plan, group) for group in groups)


def _excerpt(plan: str, marks: Sequence[Mark]) -> str:
    start, end = max(0, marks[0].start - AROUND), min(len(plan), max(mark.end for mark in marks) + AROUND)
    cuts = sorted({start, end, *(place for mark in marks for place in (mark.start, mark.end))})
    parts = []
    for low, high in pairwise(cuts):
        held = {mark.cited for mark in marks if mark.start <= low < mark.end}
        kind = {0: "", 1: "cite" if True in held else "gold", 2: "both"}[len(held)]
        text = escape(plan[low:high])
        parts.append(f'<mark class="{kind}">{text}</mark>' if kind else text)
    labels = " · ".join(dict.fromkeys(mark.label for mark in sorted(marks, key=lambda mark: not mark.cited)))
    before, after = "…" if start else "", "…" if end < len(plan) else ""
    return f"<h5>{escape(labels)} <small>{start}–{end}</small></h5><blockquote>{before}{''.join(parts)}{after}</blockquote>"


def _citations(result: QuestionResult, plan: str) -> list[Mark]:
    """Return the citations, in their order; of one that is too long to count, only as much as would."""
    found = []
    for citation in result.answer.get("citations") or []:
        start = min(max(0, int(citation["start"])), len(plan))
        end = min(max(start, int(citation["end"])), len(plan))
        counts = end - start <= LONGEST_SPAN
        name = f"引用 [{citation.get('marker', '?')}]" + ("" if counts else f"（{end - start} 字，过长不计）")
        found.append(Mark(start, min(end, start + LONGEST_SPAN), cited=True, label=name, counts=counts))
    return found


def _evidence(result: QuestionResult, plan: str) -> list[list[Mark]]:
    """Return every place of each group of evidence."""
    return [
        [Mark(*place, cited=False, label=f"依据 {number}") for quote in group for place in places(plan, quote)]
        for number, group in enumerate(result.question.evidence, start=1)
    ]


# ---- one question ----


def _chip(text: str, good: bool | None) -> str:  # noqa: FBT001
    kind, sign = {True: ("ok", "✓ "), False: ("no", "✗ "), None: ("", "")}[good]
    return f'<span class="chip {kind}">{sign}{escape(text)}</span>'


def _answer(text: str) -> str:
    """Return an answer's words: ``**`` as strong, markers raised, all else escaped."""
    strong = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", escape(text))
    return re.sub(r"\[(\d{1,2})\]", r"<sup>[\1]</sup>", strong)


def _list(rows: Iterable[tuple[str, str]]) -> str:
    return "<dl>" + "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows if value) + "</dl>"


def _gold(result: QuestionResult, cited: Sequence[Mark], evidence: Sequence[Sequence[Mark]]) -> str:
    """Return what was asked for, each part with whether the answer has it."""
    question, answer = result.question, str(result.answer["answer"])
    plain, first = normalise(answer), answer.split("\n", 1)[0]
    figure_chips = [_chip(" / ".join(f.any_of), any(holds_figure(answer, s) for s in f.any_of)) for f in question.figures]
    point_chips = [_chip(" / ".join(group), any(normalise(point) in plain for point in group)) for group in question.points]
    forbidden = [_chip(figure, False if holds_figure(first, figure) else None) for figure in question.forbidden_figures]
    quotes = [
        _chip(f"{number}. " + " / ".join(group), any(mark.meets(place) for mark in cited for place in held))
        for number, (group, held) in enumerate(zip(question.evidence, evidence, strict=True), start=1)
    ]
    rows = [
        ("应当", "作答" if question.answerable else "拒答"),
        ("数字", "".join(figure_chips)),
        ("要点", "".join(point_chips)),
    ]
    rows += [("首句不可为", "".join(forbidden)), ("依据", "".join(quotes)), ("出题说明", escape(question.note))]
    return _list(rows)


def _facts(result: QuestionResult, others: Mapping[str, bool]) -> str:
    verdict, trust = result.verdict, confidence(result)
    kind, detail = reason_kind(result.verdict.reason), result.verdict.reason.partition(":")[2]
    understood = str(result.answer.get("understood_as") or "")
    right = "对" if verdict.correct else f"错：{escape(label(kind))}{escape(detail)}"
    rows = [
        ("判定", right + ("（已拒答）" if verdict.abstained else "")),
        ("首句", "" if verdict.headline is None else "有所问数字" if verdict.headline else "没有所问数字"),
        ("引用", f"召回 {percent(verdict.recall)}，精确 {percent(verdict.precision)}，忠实 {percent(verdict.faithful)}"),
        ("依据最佳名次", str(result.rank or "–")),
        ("信心", "" if trust is None else f"{trust:.2f}"),
        ("用时", f"{result.latency:.1f} ms" if result.latency else ""),
        ("理解为", "" if understood in ("", result.question.turns[-1]) else escape(understood)),
        ("其他系统", "".join(_chip(name, good) for name, good in others.items())),
    ]
    return _list(rows)


def _citation_list(result: QuestionResult, plan: str, cited: Sequence[Mark], evidence: Sequence[Sequence[Mark]]) -> str:
    """Return the citations, each with whether it meets evidence, and its words where they are not the plan's own span."""
    items = []
    for citation, mark in zip(result.answer.get("citations") or [], cited, strict=True):
        good = any(mark.meets(place) for held in evidence for place in held)
        where = " › ".join(map(str, (*(citation.get("section") or ()), citation.get("passage", ""))))
        quote = str(citation.get("quote", ""))
        other = "" if quote == plan[mark.start : mark.end] else f"<q>{escape(quote)}</q>"
        items.append(f"<li>{_chip(mark.label, good if result.question.evidence else None)} {escape(where)}{other}</li>")
    return f"<h4>引用</h4><ul>{''.join(items)}</ul>" if items else ""


def question_html(result: QuestionResult, plan: str, others: Mapping[str, bool]) -> str:
    """Return one question as a ``<details>``, with what the filters need as data attributes.

    Args:
        result: The question and its answer.
        plan: The plan's text.
        others: Whether each other system is right, by name.
    """
    question, verdict = result.question, result.verdict
    kind = reason_kind(verdict.reason)
    cited, evidence = _citations(result, plan), _evidence(result, plan)
    shown = [
        place
        for held in evidence
        for at, place in enumerate(held)
        if at < MAX_PLACES or any(mark.meets(place) for mark in cited)
    ]
    data = {
        "subset": question.subset,
        "type": question.type,
        "persona": question.persona,
        "right": int(verdict.correct),
        "reason": kind,
    }
    attributes = "".join(f' data-{key}="{escape(value)}"' for key, value in data.items())
    tags = " · ".join(map(label, (question.type, question.persona, question.subset)))
    why = f'<span class="why">{escape(label(kind))}</span>' if kind else ""
    turns = "".join(f"<li>{escape(turn)}</li>" for turn in question.turns)
    return (
        f'<details class="q {"right" if verdict.correct else "wrong"}" id="q-{escape(question.id)}"{attributes}>'
        f'<summary><b class="sign">{"✓" if verdict.correct else "✗"}</b><span class="ask">{escape(question.turns[-1])}</span>'
        f'<span class="tags"><code class="s">{escape(question.id)}</code> {escape(tags)} {why}</span></summary>'
        f'<div class="body"><h4>问</h4><ol class="turns s">{turns}</ol>'
        f'<h4>答</h4><div class="answer s">{_answer(str(result.answer["answer"]))}</div>'
        f'<div class="two"><section><h4>判定</h4>{_facts(result, others)}</section>'
        f"<section><h4>标准答案</h4>{_gold(result, cited, evidence)}</section></div>"
        f"{_citation_list(result, plan, cited, evidence)}"
        f'<h4>原文</h4><div class="places">{excerpts(plan, [*cited, *shown]) or "–"}</div></div></details>'
    )


# ---- the page ----


def _table(heads: Sequence[str], *parts: Iterable[Sequence[str]]) -> str:
    """Return a table whose parts are set apart; cells are HTML."""
    head = "".join(f"<th>{cell}</th>" for cell in heads)
    bodies = (
        "".join(f"<tr><th>{row[0]}</th>{''.join(f'<td>{cell}</td>' for cell in row[1:])}</tr>" for row in part)
        for part in parts
    )
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead>{"".join(f"<tbody>{b}</tbody>" for b in bodies)}</table></div>'


def _pick(key: str, value: str, text: str) -> str:
    """Return a button that sets a filter."""
    return f'<button type="button" data-pick="{escape(key)}" data-value="{escape(value)}">{escape(text)}</button>'


def _accuracy(held: Figures | None) -> str:
    if held is None:
        return "–"
    low, high = (f"{end * 100:.1f}" for end in held.interval)
    return f"<b>{percent(held.accuracy)}</b> <small>[{low}, {high}]</small>"


def _cells(held: Figures) -> list[str]:
    shares = (held.headline, held.recall, held.precision, held.wrongly_answered, held.wrongly_refused)
    return [*map(percent, shares), f"{held.p50:.1f}", f"{held.p95:.1f}"]


HEADS = ("首句正确", "引用召回", "引用精确", "不该答而答", "该答而拒", "p50 ms", "p95 ms")


def _groups(run: Run) -> str:
    parts: dict[str, list[Sequence[str]]] = {}
    for key, held in run.summary().items():
        part, _, name = key.partition(":")
        first = _pick(part, name, label(name)) if name else escape(label(part))
        parts.setdefault(part, []).append([first, str(held.count), _accuracy(held), *_cells(held)])
    return _table(("分组", "问题", "准确率", *HEADS), *parts.values())


def _systems(runs: Sequence[Run]) -> str:
    rows, found = [], comparisons(runs)
    for at, run in enumerate(runs):
        summary = run.summary()
        against = (
            f"{len(found[at].wins)} : {len(found[at].losses)} <small>p = {found[at].p_value:.1g}</small>"
            if at in found
            else "–"
        )
        accuracies = [_accuracy(summary.get(key)) for key in ("subset:dev", "subset:test", "all")]
        cells = _cells(summary["all"]) if "all" in summary else ["–"] * len(HEADS)
        rows.append([escape(run.system), *accuracies, *cells, against])
    heads = ("系统", "开发集", "测试集", "全部", *HEADS, f"{escape(runs[0].system)} 胜 : 负")
    return _table(heads, rows)


def _reasons(run: Run) -> str:
    whole = reason_counts(run.results)
    parts = [reason_counts(r for r in run.results if r.question.subset == subset) for subset in SUBSETS]
    rows = [
        [_pick("reason", kind, label(kind)), *(str(part.get(kind, 0)) for part in parts), str(n)] for kind, n in whole.items()
    ]
    return _table(("错因", *map(label, SUBSETS), "全部"), rows) if rows else "<p>没有答错的问题。</p>"


def _filters(run: Run) -> str:
    fields: list[tuple[str, str, Callable[[QuestionResult], str], Sequence[str]]] = [
        ("subset", "子集", lambda r: r.question.subset, SUBSETS),
        ("type", "题型", lambda r: r.question.type, TYPES),
        ("persona", "提问者", lambda r: r.question.persona, PERSONAS),
        ("right", "对错", lambda r: str(int(r.verdict.correct)), ("1", "0")),
        ("reason", "错因", lambda r: reason_kind(r.verdict.reason), tuple(reason_counts(run.results))),
    ]
    selects = ""
    for key, title, of, values in fields:
        counts = {value: sum(of(result) == value for result in run.results) for value in values}
        options = "".join(f'<option value="{escape(v)}">{escape(label(v))}（{n}）</option>' for v, n in counts.items() if n)
        selects += f'<label>{title}<select name="{key}"><option value="">全部</option>{options}</select></label>'
    search = '<label class="wide">搜索<input type="search" name="text" placeholder="编号、问题或回答中的字"></label>'
    buttons = '<button type="reset">清除</button><button type="button" id="open">展开所列</button><button type="button" id="close">收起</button>'
    return f'<form id="filters" hidden>{selects}{search}<span class="wide">{buttons}<output id="count"></output></span></form>'


def html_report(run: Run, plan: str, *, others: Sequence[Run] = ()) -> str:
    """Return the report on ``run`` as one HTML file that needs nothing beside it.

    Args:
        run: The system reported on, question by question.
        plan: The plan's text, from which places are shown.
        others: Other systems, for the table of systems and for a word at each question.
    """
    folder = resources.files(__package__)
    style, script = ((folder / name).read_text(encoding="utf-8") for name in ("report.css", "report.js"))
    hashes = [base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode() for text in (style, script)]
    policy = f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; base-uri 'none'"
    verdicts = {other.system: {r.question.id: r.verdict.correct for r in other.results} for other in others}
    questions = (
        question_html(
            result, plan, {name: held[result.question.id] for name, held in verdicts.items() if result.question.id in held}
        )
        for result in run.results
    )
    summary = run.summary()
    bars = [(label(key.partition(":")[2]), held) for key, held in summary.items() if key.startswith("type:")]
    charts = [bar_chart("各题型准确率", bars), calibration_chart(run.results), risk_chart(run.results)]
    charts.append(latency_chart([result.latency for result in run.results]))
    right = sum(result.verdict.correct for result in run.results)
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>评测报告 · {escape(run.system)}</title>
<style>{style}</style>
</head>
<body>
<header><h1>评测报告 · {escape(run.system)}</h1>
<p>{len(run.results)} 问，答对 {right} 问 · 规划 <code>{escape(run.plan_sha256[:HASH_SHOWN])}</code> · lzqa {escape(run.version)}</p></header>
<main>
<section><h2>系统</h2>{_systems((run, *others))}</section>
<section><h2>图</h2><div class="charts">{"".join(charts)}</div></section>
<section><h2>分组</h2>{_groups(run)}</section>
<section><h2>错因</h2>{_reasons(run)}</section>
<section id="questions"><h2>逐题</h2>
<p class="legend">原文中：<mark class="gold">依据</mark> <mark class="cite">引用</mark> <mark class="both">依据且被引用</mark></p>
{_filters(run)}
{"".join(questions)}
</section>
</main>
<script>{script}</script>
</body>
</html>
"""
