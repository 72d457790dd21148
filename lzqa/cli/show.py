"""How answers, passages and traces look on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lzqa.answer.model import Answer
    from lzqa.answer.trace import Trace
    from lzqa.bank import BankEntry
    from lzqa.indexing import Plan
    from lzqa.passages import Passage
    from lzqa.retrieval import Hit


def answer_lines(answer: Answer, *, labels: dict[str, str]) -> Iterator[str]:
    """Yield an answer for reading: its text, then what it cites, then what to ask next.

    Args:
        answer: The answer.
        labels: Place label by passage id.
    """
    if answer.understood_as and answer.kind not in ("empty", "greeting", "thanks", "about"):
        from lzqa.normalise import normalise

        if answer.understood_as != normalise(answer.question):
            yield f"（理解为：{answer.understood_as}）"
    yield answer.answer.replace("**", "")
    if answer.citations:
        yield ""
        yield "出处："
        for citation in answer.citations:
            yield f"[{citation.marker}] {labels.get(citation.passage, '')} · {citation.passage} · {citation.start}–{citation.end}"
            yield f"    {citation.quote}"
    if answer.suggestions:
        yield ""
        yield "还可以问：" + " / ".join(answer.suggestions)


def hit_lines(hits: tuple[Hit, ...], *, signals: bool) -> Iterator[str]:
    """Yield hits, best first, with their raw signals when asked for."""
    for rank, hit in enumerate(hits, start=1):
        yield f"{rank:2d}. {hit.score:7.3f}  {hit.passage.id}  {hit.passage.label}"
        yield f"      {hit.passage.quote}"
        if signals:
            yield "      " + "  ".join(f"{name}={value:.3g}" for name, value in hit.signals.as_dict().items())


def trace_lines(trace: Trace, near: Sequence[tuple[float, BankEntry]] = ()) -> Iterator[str]:
    """Yield the intermediate values of one answer.

    Args:
        trace: The values.
        near: The bank's questions most like the one asked, with their likeness.
    """
    question = trace.question
    yield f"问题      {question.raw!r}"
    yield f"理解为    {question.text}"
    yield f"类型      {question.kind.value}"
    yield f"年份      {'、'.join(map(str, question.years)) or '—'}"
    yield f"学段      {'、'.join(level.value for level in question.levels) or '—'}"
    yield f"特别要问  {'、'.join(attribute.value for attribute in question.attributes) or '—'}"
    yield f"承接上文  {question.carried or '—'}"
    for term in question.terms:
        plan = f" → {'、'.join(term.plan_words)} ×{term.weight}" if term.plan_words else ""
        yield f"  词  {term.word}{plan}"
    yield ""
    yield from bank_lines(near)
    yield from hit_lines(trace.hits, signals=True)
    yield ""
    for name, value in trace.features.items():
        yield f"  {name:15} {value:.3f}"
    yield f"可答概率  {trace.confidence:.3f}（低于 {trace.threshold:.3f} 时不作答）"
    yield ""
    yield f"状态      {trace.answer.status.value}"
    yield trace.answer.answer


def bank_lines(near: Sequence[tuple[float, BankEntry]]) -> Iterator[str]:
    """Yield the bank's questions most like the one asked: likeness, kind, the passages that answer it or come nearest."""
    for likeness, entry in near:
        leads = " ".join(entry.evidence) if entry.answerable else f"缺{entry.missing} ≈ {' '.join(entry.near) or '—'}"
        yield f"  题库 {likeness:.3f}  {entry.kind:14} {entry.text}"
        yield f"      → {leads}"
    if near:
        yield ""


def passage_lines(passage: Passage, plan: Plan) -> Iterator[str]:
    """Yield a passage with its place and its surroundings."""
    yield f"{passage.id}  {passage.label}  [{passage.span.start}, {passage.span.end})  第 {plan.corpus.document.line_of(passage.span.start)} 行"
    yield from (f"  {title}" for title in passage.headings)
    yield ""
    yield passage.quote
    block = plan.passages.blocks[passage.block]
    if block.id != passage.id:
        yield ""
        yield f"所在段落 {block.id}："
        yield block.span.slice(plan.text)
