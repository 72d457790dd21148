"""The figures page in Gradio: a chart of one indicator, and every figure of the plan to search, filter and download."""

from __future__ import annotations

from typing import Any

import gradio as gr

from lzqa.facts.series import indicators
from lzqa.facts.table import KINDS, NO_YEAR, Table
from lzqa.web.downloads import MAX_TEXT, asked
from lzqa.web.listing import chart_html, found_html, rows_html
from lzqa.web.render import Source

_ANY = ""
"""The value of a filter that does not narrow."""


def build_figures(table: Table, source: Source, tab: gr.Tab) -> None:
    """Lay the page out inside ``tab``.  It is filled when the tab is first opened, so that the chat waits for none of it.

    Args:
        table: The facts.
        source: Where quotes are shown from.
        tab: The tab.
    """
    drawn = indicators(table)
    first = next((name for name in drawn if any(c.indicator == name for c in table.conflicts)), drawn[0] if drawn else None)

    def show(text: str | None, level: str | None, kind: str | None, year: str | None) -> tuple[str, str, Any]:
        choice = asked(text, level, kind, int(year) if year and year.isdecimal() else None)
        lines = choice.of(table.lines)
        return (
            found_html(table, choice, len(lines)),
            rows_html(lines, source),
            gr.update(visible=bool(text or level or kind or year)),
        )

    def draw(indicator: str | None) -> str:
        return chart_html(table, indicator or "", source)

    def fill(found: str | None, *values: str | None) -> Any:
        if found:
            return gr.skip()
        return (*show(*values[:-1]), draw(values[-1]))

    with gr.Column(elem_id="lz-figures"):
        with gr.Column(elem_id="lz-trend", visible=bool(drawn)):
            indicator = gr.Dropdown(
                list(drawn), value=first, label="看一项指标的变化", filterable=False, elem_id="lz-indicator"
            )
            chart = _html("lz-charts")
        with gr.Row(elem_id="lz-filters"):
            text = gr.Textbox(
                label="找数字",
                placeholder="例如：毛入园率、床位",
                max_length=MAX_TEXT,
                max_lines=1,
                elem_id="lz-words",
                html_attributes=gr.InputHTMLAttributes(enterkeyhint="search", autocorrect="off"),
            )
            level = _filter("学段", [(name, name) for name in table.levels], "lz-level")
            kind = _filter("类别", [(KINDS[kind], kind.value) for kind in table.kinds], "lz-kind")
            years = [*((f"{year}年", str(year)) for year in table.years), ("没写年份", str(NO_YEAR))]
            year = _filter("年份", years, "lz-year")
        with gr.Row(elem_id="lz-tally"):
            found = _html("lz-found")
            clear = gr.Button("清除条件", variant="secondary", elem_id="lz-reset", scale=0, min_width=0, visible=False)
        rows = _html("lz-rows")

    filters, shown = [text, level, kind, year], [found, rows, clear]
    asked_for: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "trigger_mode": "always_last"}
    # a textbox's input event follows key presses, which typing Chinese does not make
    gr.on([text.change, level.change, kind.change, year.change], show, filters, shown, **asked_for)
    clear.click(None, None, filters, js="() => ['', '', '', '']", api_visibility="private")
    indicator.change(draw, [indicator], [chart], **asked_for)
    tab.select(fill, [found, *filters, indicator], [*shown, chart], **asked_for)


def _html(name: str) -> gr.HTML:
    return gr.HTML("", elem_id=name, apply_default_css=False, js_on_load=None)


def _filter(label: str, values: list[tuple[str, str]], name: str) -> gr.Dropdown:
    return gr.Dropdown(
        [("全部", _ANY), *values],
        value=_ANY,
        label=label,
        filterable=False,
        elem_id=name,
        elem_classes="lz-filter",
        min_width=0,
    )
