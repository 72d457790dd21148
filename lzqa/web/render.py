"""Answers as HTML: the words, the marks, and each cited passage highlighted in its paragraph.

Pure functions, no gradio.  Everything that a person or the plan wrote goes through :func:`html.escape`.  Each function
returns one line that begins with a block element: Markdown takes such a line as it stands and reads no markup in it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lzqa.answer.model import ABSTAINED, Answer, Citation
from lzqa.corpus import PlanInfo
from lzqa.normalise import normalise
from lzqa.passages import Passage, PassageSet
from lzqa.spans import Span

WHOLE = 260
"""A paragraph of at most this many characters is shown whole around a quote."""
AROUND = 80
"""Of a longer paragraph, sentences are added before and after the quote up to this many characters on each side."""

_USER_OPEN = '<div class="lz-user">'
_USER_CLOSE = "</div>"
_BREAK = "<br>"
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_MARKER = re.compile(r"\[(\d{1,2})\]")
_BULLET = re.compile(r"^- ")
_SUPPORT = re.compile(r"^(原文：|另见 |表中这一行：|规划里相近的内容是：)")
_TURN = re.compile(r'<div class="lz-answer [a-z_ -]*" id="lz-([0-9]{1,9})">')
_NO_CONTEXT = frozenset({"empty", "greeting", "thanks", "about"})


@dataclass(frozen=True)
class Source:
    """Where quotes are shown from.

    Args:
        text: The plan's text.
        passages: Its passages.
        by_id: The passages by id.
    """

    text: str
    passages: PassageSet
    by_id: Mapping[str, Passage]

    @classmethod
    def of(cls, text: str, passages: PassageSet) -> Source:
        """Return the source for a plan's ``text`` and ``passages``."""
        return cls(text, passages, passages.by_id())


def escaped(text: str) -> str:
    """Return ``text`` as inert HTML on one line; line ends of any kind become ``<br>``."""
    return _BREAK.join(html.escape(line) for line in re.split("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", text))


def user_html(text: str) -> str:
    """Return what a person typed, shown as plain text."""
    return f"{_USER_OPEN}{escaped(text)}{_USER_CLOSE}"


def typed_text(shown: str) -> str:
    """Return what a person typed from :func:`user_html`; ``""`` for anything else.  Line ends come back as newlines."""
    if not (shown.startswith(_USER_OPEN) and shown.endswith(_USER_CLOSE)):
        return ""
    return html.unescape(shown[len(_USER_OPEN) : -len(_USER_CLOSE)].replace(_BREAK, "\n"))


def header_html(info: PlanInfo) -> str:
    """Return the page's title and the one sentence that says what it is."""
    return (
        f'<header class="lz-head"><h1>{escaped(info.title)}<span>问答</span></h1>'
        "<p>只回答规划里写到的内容，每个回答附原文。</p></header>"
    )


def welcome_html(info: PlanInfo) -> str:
    """Return what stands in the chat before the first question."""
    return (
        '<div class="lz-welcome"><p class="lz-hello">想了解规划里的什么？</p>'
        f"<p>用平常的话问就行，例如下面这些。规划没有写的，会直说没有写，请向{escaped(info.contact)}咨询。</p></div>"
    )


def answer_html(answer: Answer, source: Source, *, turn: int) -> str:
    """Return an answer with its cited passages.

    Args:
        answer: The answer.
        source: Where its citations stand.
        turn: Number of the answer in the conversation; keeps anchors apart.

    Returns:
        One ``<div>`` on one line.
    """
    calm = answer.status in ABSTAINED
    parts = [f'<div class="lz-answer lz-{answer.status.value}" id="lz-{turn}">']
    understood = understood_as(answer)
    if understood:
        parts.append(f'<p class="lz-understood">理解为：{escaped(understood)}</p>')
    if calm:
        label = "规划没有写到" if answer.citations or answer.status.value == "not_in_plan" else "还不清楚要问什么"
        parts.append(f'<p class="lz-status">{label}</p>')
    parts.append(f'<div class="lz-text">{_lines(answer, turn)}</div>')
    if answer.citations:
        title = "相近的原文" if calm else "原文依据"
        cards = "".join(
            _card(citation, source, turn, is_open=at == 0 and not calm) for at, citation in enumerate(answer.citations)
        )
        parts.append(f'<section class="lz-cites"><p class="lz-cites-title">{title}</p>{cards}</section>')
    if answer.citations:
        plain = "&#10;".join(map(html.escape, copy_text(answer, source).splitlines()))
        parts.append('<p class="lz-tools"><button type="button" class="lz-copy">复制回答</button></p>')
        parts.append(f'<div class="lz-plain">{plain}</div>')
    parts.append("</div>")
    return "".join(parts)


def failure_html(code: str) -> str:
    """Return what is said when an answer could not be given because of an error of ours."""
    return (
        '<div class="lz-answer lz-unclear"><p class="lz-status">出错了，没有得到回答</p>'
        f'<div class="lz-text"><p class="lz-first">请换个说法再问，或稍后再试。（{escaped(code)}）</p></div></div>'
    )


def turn_of(shown: str) -> int:
    """Return the number that :func:`answer_html` was given; 0 for anything else."""
    match = _TURN.match(shown)
    return int(match.group(1)) if match else 0


def understood_as(answer: Answer) -> str:
    """Return the stand-alone question when earlier turns went into it, else ``""``."""
    if answer.kind in _NO_CONTEXT or not answer.understood_as or answer.understood_as == normalise(answer.question):
        return ""
    return answer.understood_as


def copy_text(answer: Answer, source: Source) -> str:
    """Return the answer as plain text with its sources, for the clipboard."""
    lines = [answer.answer.replace("**", "")]
    if answer.citations:
        lines += ["", "出处："]
        lines += [f"[{c.marker}] {' '.join(_place(c, source))}：{c.quote}" for c in answer.citations]
    return "\n".join(lines)


def _lines(answer: Answer, turn: int) -> str:
    """Return the answer's lines as paragraphs and lists; the first stands out."""
    markers = {citation.marker for citation in answer.citations}
    parts: list[str] = []
    in_list = False
    for at, line in enumerate(line for line in answer.answer.split("\n") if line.strip()):
        bullet = bool(_BULLET.match(line))
        if bullet != in_list:
            parts.append("<ul>" if bullet else "</ul>")
            in_list = bullet
        words = _words(_BULLET.sub("", line), markers, turn)
        if bullet:
            parts.append(f"<li>{words}</li>")
        else:
            kind = "lz-first" if at == 0 else "lz-support" if _SUPPORT.match(line) else "lz-line"
            parts.append(f'<p class="{kind}">{words}</p>')
    if in_list:
        parts.append("</ul>")
    return "".join(parts)


def _words(line: str, markers: set[int], turn: int) -> str:
    """Return a line with its bold words and with links for the markers that have a citation."""

    def link(match: re.Match[str]) -> str:
        marker = int(match.group(1))
        if marker not in markers:
            return match.group(0)
        return f'<sup><a class="lz-ref" href="#{_anchor(turn, marker)}">[{marker}]</a></sup>'

    return _MARKER.sub(link, _BOLD.sub(r"<strong>\1</strong>", escaped(line)))


def _anchor(turn: int, marker: int) -> str:
    return f"lz-{turn}-{marker}"


def _place(citation: Citation, source: Source) -> tuple[str, str]:
    """Return where a citation stands: the label, and the title of the nearest heading."""
    passage = source.by_id.get(citation.passage)
    headings: Sequence[str] = passage.headings if passage else citation.section
    title = headings[-1].split(" ", 1)[-1] if headings else ""
    return (passage.label if passage else " ".join(citation.section[:-1])), title


def _card(citation: Citation, source: Source, turn: int, *, is_open: bool) -> str:
    label, title = _place(citation, source)
    passage = source.by_id.get(citation.passage)
    body = _row_table(passage) if passage and passage.row else _paragraph(citation, passage, source)
    return (
        f'<details class="lz-cite" id="{_anchor(turn, citation.marker)}"{" open" if is_open else ""}>'
        f'<summary><span class="lz-number">[{citation.marker}]</span> <span class="lz-where">'
        f'<span class="lz-place">{escaped(label)}</span> <span class="lz-title">{escaped(title)}</span></span></summary><div class="lz-body">{body}</div></details>'
    )


def _paragraph(citation: Citation, passage: Passage | None, source: Source) -> str:
    """Return the quote marked in its paragraph; of a long paragraph the sentences around it, and the whole on demand."""
    quote = Span(citation.start, citation.end)
    if passage is None:
        return f"<blockquote><mark>{escaped(citation.quote)}</mark></blockquote>"
    block = source.passages.blocks[passage.block].span
    whole = _marked(block, quote, source.text)
    if len(block) <= WHOLE:
        return f"<blockquote>{whole}</blockquote>"
    near = _window(passage, quote, source)
    more = f'<details class="lz-whole"><summary>看整段（{len(block)} 字）</summary><blockquote>{whole}</blockquote></details>'
    before = "…" if near.start > block.start else ""
    after = "…" if near.end < block.end else ""
    return f"<blockquote>{before}{_marked(near, quote, source.text)}{after}</blockquote>{more}"


def _marked(around: Span, quote: Span, text: str) -> str:
    before, after = text[around.start : quote.start], text[quote.end : around.end]
    return f"{escaped(before)}<mark>{escaped(quote.slice(text))}</mark>{escaped(after)}"


def _window(passage: Passage, quote: Span, source: Source) -> Span:
    """Return ``quote`` grown by whole sentences of its paragraph, up to :data:`AROUND` characters on each side."""
    spans = [source.by_id[name].span for name in source.passages.blocks[passage.block].passages]
    start = min((s.start for s in spans if s.end <= quote.start and quote.start - s.start <= AROUND), default=quote.start)
    end = max((s.end for s in spans if s.start >= quote.end and s.end - quote.end <= AROUND), default=quote.end)
    return Span(start, end)


def _row_table(passage: Passage) -> str:
    """Return a table row with its heads, its table's caption and its group."""
    row = passage.row
    if row is None:
        return ""
    caption = passage.lead.removesuffix(row.group).strip() if row.group else passage.lead
    group = f'<tr class="lz-group"><th colspan="{len(row.heads) + 1}" scope="rowgroup">{escaped(row.group)}</th></tr>'
    heads = "".join(f'<th scope="col">{escaped(head)}</th>' for head in row.heads)
    cells = "".join(f"<td><mark>{escaped(cell)}</mark></td>" for cell in row.cells)
    return (
        f'<div class="lz-table"><table><caption>{escaped(caption)}</caption><thead><tr><th scope="col">指标</th>{heads}</tr></thead>'
        f'<tbody>{group if row.group else ""}<tr class="lz-row"><th scope="row"><mark>{escaped(row.label)}</mark></th>{cells}</tr></tbody></table></div>'
    )
