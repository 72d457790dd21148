"""The page in Gradio: a title, and under it the chat (the conversation, a box to ask in) and the figures page as tabs.

The server keeps nothing of a conversation: the browser sends what is shown, and the person's turns are read back from it.
The browser keeps it for the tab's life, so that a reload or a lost connection does not end it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from importlib import resources
from typing import Any

import gradio as gr

from lzqa.answer.refuse import EXAMPLES
from lzqa.assistant import Assistant
from lzqa.errors import LzqaError
from lzqa.facts.table import Table
from lzqa.web.figures import build_figures
from lzqa.web.render import Source, answer_html, failure_html, header_html, turn_of, typed_text, user_html, welcome_html

MAX_TYPED = 20_000
"""Longest question that the box takes, in UTF-16 units as browsers count."""
MAX_TURNS = 20
"""So many turns stay on the page and count as context."""
CONCURRENCY = 16
"""Questions answered at the same time."""
FONTS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")
SCRIPTS = ("page.js", "figures.js")
STYLES = ("base.css", "chat.css", "cites.css", "figures.css", "chart.css")
"""In this order: what stands later may refine what stands earlier."""
_log = logging.getLogger(__name__)

Message = dict[str, Any]


def build_page(assistant: Assistant, table: Table) -> gr.Blocks:
    """Return the page over ``assistant``, and over ``table``, its plan's facts; it is not yet served."""
    info = assistant.index.plan.corpus.info
    source = Source.of(assistant.index.plan.text, assistant.index.plan.passages)

    def ask(typed: str | None, shown: list[Message] | None) -> tuple[str, list[Message]]:
        return "", conversation(assistant, source, typed or "", shown or [])

    def pick(shown: list[Message] | None, event: gr.SelectData) -> list[Message]:
        value = event.value
        return conversation(assistant, source, str(value["text"] if isinstance(value, dict) else value), shown or [])

    with gr.Blocks(title=f"{info.title}问答", analytics_enabled=False, fill_height=True) as page:
        with gr.Row(elem_id="lz-top"):
            gr.HTML(header_html(info), elem_id="lz-header")
            clear = gr.Button("清空", variant="secondary", elem_id="lz-clear", scale=0, min_width=0)
        with gr.Tabs(elem_id="lz-tabs"):
            with gr.Tab("问答", id="chat", elem_id="lz-chat-tab"):
                chat = gr.Chatbot(
                    elem_id="lz-chat",
                    show_label=False,
                    container=False,
                    scale=1,
                    height=None,
                    layout="bubble",
                    buttons=[],
                    feedback_options=None,
                    autoscroll=False,
                    allow_file_downloads=False,
                    latex_delimiters=[],
                    placeholder=welcome_html(info),
                    examples=[{"text": example} for example in EXAMPLES],
                )
                with gr.Row(elem_id="lz-bar"):
                    box = gr.Textbox(
                        elem_id="lz-box",
                        show_label=False,
                        label="问题",
                        container=False,
                        scale=1,
                        min_width=0,
                        lines=1,
                        max_lines=5,
                        max_length=MAX_TYPED,
                        placeholder="输入问题，回车发送",
                        autofocus=False,
                        html_attributes=gr.InputHTMLAttributes(enterkeyhint="send", autocorrect="off"),
                    )
                    send = gr.Button("发送", variant="primary", elem_id="lz-send", scale=0, min_width=0)
            with gr.Tab("数字一览", id="figures", elem_id="lz-figures-tab") as tab:
                build_figures(table, source, tab)
        asked: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        wait, reveal = "() => window.lzqa.wait()", "() => window.lzqa.reveal()"
        gr.on([box.submit, send.click, chat.example_select, chat.option_select], None, js=wait)
        gr.on([box.submit, send.click], ask, [box, chat], [box, chat], **asked).then(None, js=reveal)
        gr.on([chat.example_select, chat.option_select], pick, [chat], [chat], **asked).then(None, js=reveal)
        clear.click(None, None, [box, chat], js="() => window.lzqa.cleared()").then(None, js=reveal)
        chat.change(None, [chat], js="(shown) => window.lzqa.keep(shown)")
        page.load(None, None, [chat], js="() => [window.lzqa.kept()]").then(None, js=reveal)
    page.queue(default_concurrency_limit=CONCURRENCY, api_open=False)
    return page


def conversation(assistant: Assistant, source: Source, typed: str, shown: Sequence[Message]) -> list[Message]:
    """Return the conversation after one more turn.

    Args:
        assistant: Answers it.
        source: Where quotes are shown from.
        typed: What the person typed; any string.
        shown: The conversation so far, as the browser shows it.

    Returns:
        The messages, the last :data:`MAX_TURNS` turns of them; the answer's suggestions are its options.
    """
    typed = _sound(typed)[:MAX_TYPED]
    earlier = [{"role": message["role"], "content": _content(message)} for message in shown][-2 * (MAX_TURNS - 1) :]
    history = [typed_text(message["content"]) for message in earlier if message["role"] == "user"]
    turn = max((turn_of(message["content"]) for message in earlier), default=0) + 1
    reply: Message = {"role": "assistant"}
    try:
        answer = assistant.ask(typed, history)
        reply["content"] = answer_html(answer, source, turn=turn)
        reply["options"] = [{"value": suggestion, "label": suggestion} for suggestion in answer.suggestions]
    except LzqaError as error:
        _log.exception("no answer to %r", typed)
        reply["content"] = failure_html(error.code)
    return [*earlier, {"role": "user", "content": user_html(typed)}, reply]


def mount_options() -> dict[str, Any]:
    """Return how ``gr.mount_gradio_app`` is to show the page: theme, style, script; nothing from outside."""
    folder = resources.files("lzqa.web")
    script = "".join((folder / name).read_text(encoding="utf-8") for name in SCRIPTS)
    style = "".join((folder / "style" / name).read_text(encoding="utf-8") for name in STYLES)
    return {
        "theme": gr.themes.Base(primary_hue="teal", neutral_hue="slate", font=FONTS, font_mono=("ui-monospace", "monospace")),
        "head": f"<style>\n{style}</style>\n<script>\n{script}</script>",
        "footer_links": [],
        "run_history": False,
        "ssr_mode": False,
        "pwa": False,
        "mcp_server": False,
        "enable_monitoring": False,
        "show_error": False,
        "max_file_size": 1,
    }


def _content(message: Message) -> str:
    """Return a message's HTML; the browser sends it back as a list of parts."""
    content = message.get("content", "")
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else [content]
    return "".join(str(part.get("text", "")) if isinstance(part, dict) else str(part) for part in parts)


def _sound(text: str) -> str:
    """Return ``text`` with half surrogate pairs, which cannot be sent as UTF-8, replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
