"""Tables of runs, aligned for the console and in Markdown for ``eval/RESULTS.md``, and charts of one run as inline SVG."""

from __future__ import annotations

import html
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from lzqa.evaluation.compare import comparisons
from lzqa.evaluation.questions import PERSONAS, SUBSETS, TYPES
from lzqa.evaluation.results import Figures, QuestionResult, Run
from lzqa.evaluation.stats import Bin, calibration, expected_calibration_error, percentile, risk_coverage

REASONS = (
    "figure missing",
    "point missing",
    "wrong figure as the headline",
    "too long",
    "abstained though the plan answers",
    "answered what the plan does not say",
)
"""The kinds of reason that a verdict gives, in the order in which they are reported."""
HASH_SHOWN = 12
"""So many digits of the plan's hash are shown."""
NOTHING = "–"
"""Stands in Markdown where nothing was judged."""


def reason_kind(reason: str) -> str:
    """Return the kind of a verdict's reason, what it says of the single question left out; ``""`` for a right answer."""
    return reason.partition(":")[0]


def reason_counts(results: Iterable[QuestionResult]) -> dict[str, int]:
    """Return how many answers are wrong for each kind of reason, in the order of :data:`REASONS`, absent kinds left out."""
    found = Counter(reason_kind(result.verdict.reason) for result in results if not result.verdict.correct)
    order = [*REASONS, *sorted(set(found) - set(REASONS))]
    return {kind: found[kind] for kind in order if found[kind]}


def confidence(result: QuestionResult) -> float | None:
    """Return the answer's confidence, 0..1; ``None`` when the system does not tell or tells something else."""
    value = result.answer.get("confidence")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= 1 else None


def answerable_curve(results: Iterable[QuestionResult]) -> tuple[Bin, ...]:
    """Return the reliability of the confidence as what it claims to be: the probability that the plan answers the question."""
    told = [(value, result.question.answerable) for result in results if (value := confidence(result)) is not None]
    return calibration([value for value, _ in told], [truth for _, truth in told])


def right_curve(results: Iterable[QuestionResult]) -> tuple[Bin, ...]:
    """Return the reliability of the confidence as the probability that an answer is right, over the answers given."""
    told = _given(results)
    return calibration([value for value, _ in told], [right for _, right in told])


def risk_curve(results: Sequence[QuestionResult]) -> tuple[tuple[float, float], ...]:
    """Return ``(coverage, risk)`` as ever less confident answers are given.

    Coverage is the share of all questions that are answered, so the curve ends where the system abstains; risk is the share of
    those answers that are wrong.
    """
    told = _given(results)
    points = risk_coverage([value for value, _ in told], [right for _, right in told])
    return tuple((covered * len(told) / len(results), risk) for covered, risk in points)


def _given(results: Iterable[QuestionResult]) -> list[tuple[float, bool]]:
    """Return confidence and rightness of each answer that does not abstain."""
    return [
        (value, result.verdict.correct)
        for result in results
        if not result.verdict.abstained and (value := confidence(result)) is not None
    ]


# ---- cells ----


def _share(value: float | None, nothing: str) -> str:
    return nothing if value is None else f"{value:.3f}"


def _accuracy(held: Figures | None, nothing: str) -> str:
    return nothing if held is None else f"{held.accuracy:.3f} [{held.interval[0]:.3f}, {held.interval[1]:.3f}]"


def _width(text: str) -> int:
    """Return the columns that ``text`` takes in a terminal: wide characters take two, combining ones none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows of equal length as lines, the first column to the left and the others to the right; an empty row is blank."""
    filled = [row for row in rows if row]
    widths = [max(map(_width, column)) for column in zip(*filled, strict=True)]
    lines = []
    for row in rows:
        pads = [" " * (width - _width(cell)) for cell, width in zip(row, widths, strict=False)]
        cells = [cell + pad if at == 0 else pad + cell for at, (cell, pad) in enumerate(zip(row, pads, strict=True))]
        lines.append("  ".join(cells).rstrip())
    return lines


# ---- the console ----

_HEADS = ("group", "n", "accuracy [95%]", "headline", "recall", "precision", "false ans.", "false ref.", "p50 ms", "p95 ms")
_SYSTEM_HEADS = ("system", "dev accuracy [95%]", "test accuracy [95%]", "all accuracy [95%]", "recall", "precision")


def _console_row(name: str, held: Figures) -> list[str]:
    shares = (held.headline, held.recall, held.precision, held.wrongly_answered, held.wrongly_refused)
    times = [f"{value:.1f}" for value in (held.p50, held.p95)]
    return [name, str(held.count), _accuracy(held, "-"), *(_share(value, "-") for value in shares), *times]


def console_table(runs: Sequence[Run]) -> str:
    """Return the first run's figures by type, persona and subset, then one line a system, as aligned plain text.

    Args:
        runs: At least one; latency is in milliseconds, shares lie in 0..1, ``-`` stands where nothing was judged.
    """
    first = runs[0]
    summary = first.summary()
    rows: list[Sequence[str]] = [_HEADS]
    for part in ("type", "persona", "subset"):
        rows += [_console_row(key.partition(":")[2], held) for key, held in summary.items() if key.startswith(f"{part}:")]
        rows.append(())
    rows += [_console_row(key, held) for key, held in summary.items() if key == "all"]
    systems: list[Sequence[str]] = [_SYSTEM_HEADS]
    for run in runs:
        groups = summary if run is first else run.summary()
        accuracies = [_accuracy(groups.get(key), "-") for key in ("subset:dev", "subset:test", "all")]
        whole = groups.get("all")
        shares = [_share(value, "-") for value in ((whole.recall, whole.precision) if whole else (None, None))]
        systems.append([run.system, *accuracies, *shares])
    title = f"{first.system}, lzqa {first.version}, plan {first.plan_sha256[:HASH_SHOWN]}"
    legend = "false ans.: share of unanswerable questions answered; false ref.: share of answerable questions refused"
    return "\n".join([title, "", *aligned(rows), legend, "", *aligned(systems)]) + "\n"


# ---- Markdown ----


def _cell(text: str) -> str:
    """Return ``text`` so that Markdown shows it as it is within a cell."""
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", " ".join(text.split()))


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    rule = "|".join([" :-- ", *(" --: " for _ in heads[1:])])
    return ["| " + " | ".join(heads) + " |", f"|{rule}|", *("| " + " | ".join(row) + " |" for row in rows), ""]


def _sides(dev: Figures | None, test: Figures | None) -> list[str]:
    """Return the cells of one row, dev and test side by side."""
    counts = " / ".join(str(held.count if held else 0) for held in (dev, test))
    cells = [counts, _accuracy(dev, NOTHING), _accuracy(test, NOTHING)]
    for name in ("headline", "recall", "precision", "wrongly_answered", "wrongly_refused"):
        pair = [getattr(held, name, None) for held in (dev, test)]
        cells.append(NOTHING if pair == [None, None] else " / ".join(_share(value, NOTHING) for value in pair))
    return cells


_SIDE_HEADS = (
    "questions", "accuracy dev", "accuracy test", "headline", "citation recall", "citation precision", "wrongly answered",
    "wrongly refused",
)  # fmt: skip


def _subsets(run: Run) -> dict[str, Run]:
    """Return the run over each subset."""
    return {
        name: Run(run.system, run.plan_sha256, run.version, tuple(r for r in run.results if r.question.subset == name))
        for name in SUBSETS
    }


def markdown(runs: Sequence[Run]) -> str:
    """Return ``eval/RESULTS.md``: the same for the same answers, so without latency.

    Args:
        runs: At least one; the first is shown in detail.
    """
    first = runs[0]
    parts = _subsets(first)
    figures = {name: part.summary() for name, part in parts.items()}
    lines = [
        "# Evaluation results",
        "",
        "This page is rendered by `lzqa eval`, not typed: run it again instead of editing.",
        "Latency varies by machine and is left out; the console and the HTML report give it.",
        "",
        f"- plan: sha256 `{first.plan_sha256[:HASH_SHOWN]}`",
        f"- lzqa: {first.version}",
        f"- questions: {len(first.results)} ({', '.join(f'{len(parts[name].results)} {name}' for name in SUBSETS)})",
        "",
        "Shares lie in 0..1; after an accuracy stands its 95% bootstrap interval; other pairs are dev / test; "
        f"{NOTHING} means that nothing was judged.",
        "",
        "## Systems",
        "",
        *_table(("system", *_SIDE_HEADS), ([_cell(run.system), *_sides(*_dev_and_test(run))] for run in runs)),
        *_against(runs),
    ]
    for title, names in (("type", TYPES), ("persona", PERSONAS)):
        pairs = {name: [figures[subset].get(f"{title}:{name}") for subset in SUBSETS] for name in names}
        rows = [[name, *_sides(*pair)] for name, pair in pairs.items() if any(pair)]
        lines += [f"## {_cell(first.system)} by {title}", "", *_table((title, *_SIDE_HEADS), rows)]
    lines += ["## Wrong answers by reason", "", *_reason_table(parts)]
    lines += ["## Calibration error", "", *_calibration(parts, first)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _dev_and_test(run: Run) -> tuple[Figures | None, Figures | None]:
    dev, test = (part.summary().get("all") for part in _subsets(run).values())
    return dev, test


def _against(runs: Sequence[Run]) -> list[str]:
    """Return the table of the first system against each other one, over all questions; nothing when there is no other."""
    rows = [
        [_cell(runs[at].system), str(len(found.wins)), str(len(found.losses)), str(len(found.ties)), f"{found.p_value:.2g}"]
        for at, found in comparisons(runs).items()
    ]
    name = _cell(runs[0].system)
    heads = (f"{name} against", f"only {name} right", "only the other right", "same verdict", "McNemar p")
    return _table(heads, rows) if rows else []


def _reason_table(parts: Mapping[str, Run]) -> list[str]:
    counts = {name: reason_counts(part.results) for name, part in parts.items()}
    kinds = reason_counts(result for part in parts.values() for result in part.results)
    rows = [[_cell(kind), *(str(counts[name].get(kind, 0)) for name in SUBSETS), str(total)] for kind, total in kinds.items()]
    total = [str(sum(counts[name].values())) for name in SUBSETS]
    return _table(("reason", *SUBSETS, "all"), [*rows, ["all", *total, str(sum(kinds.values()))]])


def _calibration(parts: Mapping[str, Run], whole: Run) -> list[str]:
    runs = (*(parts[name] for name in SUBSETS), whole)
    rows = []
    for title, draw in (
        ("confidence against whether the plan answers the question", answerable_curve),
        ("confidence against whether the answer is right, answers given", right_curve),
    ):
        curves = [draw(run.results) for run in runs]
        rows.append([title, *(_share(expected_calibration_error(curve) if curve else None, NOTHING) for curve in curves)])
    return _table(("expected calibration error", *SUBSETS, "all"), rows)


# ---- charts ----


def escape(text: object) -> str:
    """Return ``text`` for HTML, half surrogate pairs, which no file can hold, replaced."""
    return html.escape(str(text).encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def percent(value: float | None) -> str:
    """Return a share in percent, to a tenth; ``–`` for ``None``."""
    return "–" if value is None else f"{value * 100:.1f}%"


WIDTH, HEIGHT = 440, 280
LEFT, RIGHT, TOP, BOTTOM = 52, 20, 14, 44
Ticks = Sequence[tuple[float, str]]
"""Where on the axis, in its own unit, and what is written there."""


def _x(share: float) -> float:
    return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def _y(share: float) -> float:
    return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)


def _text(x: float, y: float, text: str, kind: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}" class="{kind}">{escape(text)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" class="{kind}"/>'


def _svg(title: str, body: str, *, height: int = HEIGHT, note: str = "") -> str:
    caption = f"<figcaption><b>{escape(title)}</b>{f'<br>{note}' if note else ''}</figcaption>"
    svg = f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">{body}</svg>'
    return f"<figure>{caption}{svg}</figure>"


def _axes(x_ticks: Ticks, y_ticks: Ticks, x_label: str, y_label: str) -> str:
    """Return grid, ticks and labels of a chart; ticks are given as shares of the axis."""
    grid = [_line(_x(0), _y(at), _x(1), _y(at), "grid") + _text(LEFT - 6, _y(at) + 4, text, "end") for at, text in y_ticks]
    grid += [_line(_x(at), _y(0), _x(at), _y(0) + 4, "axis") + _text(_x(at), _y(0) + 17, text, "mid") for at, text in x_ticks]
    frame = _line(_x(0), _y(0), _x(1), _y(0), "axis") + _line(_x(0), _y(0), _x(0), _y(1), "axis")
    labels = _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, x_label, "mid label")
    middle = (TOP + HEIGHT - BOTTOM) / 2
    turned = f'<text transform="translate(12 {middle:g}) rotate(-90)" class="mid label">{escape(y_label)}</text>'
    return "".join(grid) + frame + labels + turned


SHARES: Ticks = tuple((at / 5, f"{at * 20}%") for at in range(6))


def latency_chart(milliseconds: Sequence[float]) -> str:
    """Return the histogram of latencies over a logarithmic axis, with the median and the 95th percentile."""
    told = [value for value in milliseconds if value > 0]
    if not told:
        return ""
    low, high = math.floor(math.log10(min(told))), math.floor(math.log10(max(told))) + 1
    steps = 6 * (high - low)
    counts = [0] * steps
    for value in told:
        counts[min(steps - 1, int((math.log10(value) - low) * 6))] += 1
    top = max(counts)
    bars = [
        f'<rect x="{_x(at / steps):g}" y="{_y(count / top):g}" width="{_x(1 / steps) - _x(0) - 1:g}" '
        f'height="{_y(0) - _y(count / top):g}" class="bar"><title>{10 ** (low + at / 6):.3g}–{10 ** (low + (at + 1) / 6):.3g} ms：'
        f"{count}</title></rect>"
        for at, count in enumerate(counts)
        if count
    ]
    marks = []
    for share, name, lift in ((0.5, "p50", 0), (0.95, "p95", 15)):
        value = percentile(told, share)
        at = _x((math.log10(value) - low) / (high - low))
        marks.append(_line(at, _y(0), at, _y(1), "rule") + _text(at + 4, TOP + 10 + lift, f"{name} {value:.1f}", "halo"))
    decades = [((power - low) / (high - low), f"{10.0**power:g}") for power in range(low, high + 1)]
    heights = [(count / top, str(count)) for count in sorted({0, top // 2, top})]
    body = _axes(decades, heights, "毫秒（对数）", "问题数") + "".join(bars) + "".join(marks)
    return _svg("用时分布", body, note=f"{len(told)} 问；随机器而变")


def calibration_chart(results: Sequence[QuestionResult]) -> str:
    """Return the reliability curve of the confidence, as what it claims to be and as the probability of a right answer."""
    both = (
        ("answerable", "规划确有答案（全部问题）", answerable_curve(results)),
        ("correct", "答对（已作答者）", right_curve(results)),
    )
    curves = [curve for curve in both if curve[2]]
    if not curves:
        return ""

    def dot(part: Bin, kind: str) -> str:
        size = 2.5 + 6 * math.sqrt(part.count / len(results))
        tip = f"<title>信心 {part.confidence:.2f}，实际 {part.accuracy:.2f}，{part.count} 问</title>"
        return f'<circle cx="{_x(part.confidence):g}" cy="{_y(part.accuracy):g}" r="{size:.1f}" class="{kind}">{tip}</circle>'

    body, notes = _line(_x(0), _y(0), _x(1), _y(1), "ideal"), []
    for kind, title, curve in curves:
        path = " ".join(f"{_x(part.confidence):g},{_y(part.accuracy):g}" for part in curve)
        body += f'<polyline points="{path}" class="{kind}"/>' + "".join(dot(part, kind) for part in curve)
        notes.append(f'<span class="key {kind}"></span>{title}，平均偏差 {expected_calibration_error(curve):.3f}')
    return _svg("信心校准", _axes(SHARES, SHARES, "信心", "实际比例") + body, note="<br>".join(notes))


def risk_chart(results: Sequence[QuestionResult]) -> str:
    """Return the share of wrong answers as ever less confident ones are given."""
    curve = risk_curve(results)
    if not curve:
        return ""
    top = max(0.2, math.ceil(max(risk for _, risk in curve) * 10) / 10)
    ticks = [(at / 4, f"{top * at / 4 * 100:g}%") for at in range(5)]
    path = " ".join(f"{_x(covered):g},{_y(risk / top):g}" for covered, risk in curve)
    covered, risk = curve[-1]
    end = f'<circle cx="{_x(covered):g}" cy="{_y(risk / top):g}" r="4" class="correct"/>'
    body = _axes(SHARES, ticks, "作答比例", "答错比例") + f'<polyline points="{path}" class="correct"/>{end}'
    return _svg("答错比例与作答比例", body, note=f"按信心从高到低作答；实际作答 {percent(covered)}，其中答错 {percent(risk)}")


def bar_chart(title: str, rows: Sequence[tuple[str, Figures]]) -> str:
    """Return the accuracy of each row as a bar with its 95% interval."""
    step, left = 24, 92
    bottom = TOP + step * len(rows)

    def at(share: float) -> float:
        return round(left + share * (WIDTH - left - 100), 1)

    parts = [_line(at(s), TOP, at(s), bottom, "grid") + _text(at(s), bottom + 16, text, "mid") for s, text in SHARES]
    for number, (name, held) in enumerate(rows):
        y, (low, high) = TOP + step * number + step / 2, held.interval
        parts.append(_text(left - 6, y + 4, name, "end"))
        parts.append(f'<rect x="{at(0):g}" y="{y - 7:g}" width="{at(held.accuracy) - at(0):g}" height="14" class="bar"/>')
        parts.append(_line(at(low), y, at(high), y, "rule"))
        parts += [_line(at(end), y - 4, at(end), y + 4, "rule") for end in (low, high)]
        parts.append(_text(at(1) + 8, y + 4, f"{held.accuracy * 100:.1f}%（{held.count} 问）"))
    return _svg(title, "".join(parts), height=bottom + 26, note="细线为 95% 自助法区间")
