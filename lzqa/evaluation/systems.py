"""The systems that the suite measures: the whole assistant, parts of it, llama-index as it comes, and answers from a file."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lzqa.errors import UserError
from lzqa.passages import Passage, PassageKind

if TYPE_CHECKING:
    from lzqa.assistant import Assistant

BASELINE_TOP = 3
RANKED = 10
Spans = list[tuple[int, int]]


@dataclass(frozen=True)
class Reply:
    """What a system gives.

    Args:
        answer: An answer object; at least ``answer``, ``abstained``, ``citations``, ``elapsed_ms``.
        ranked: Spans of the passages retrieved, best first; empty when the system does not tell.
        ids: Their ids; for qrels.
    """

    answer: dict[str, Any]
    ranked: tuple[tuple[int, int], ...] = ()
    ids: tuple[str, ...] = ()


System = Callable[[str, Sequence[str]], Reply]
"""Takes a question's id and its turns."""


def _quoted(passages: Sequence[Passage], milliseconds: float) -> dict[str, Any]:
    """Return the answer of a baseline: the passages' words, one a line, each cited; it never abstains."""
    lines = [f"{passage.quote}[{number}]" for number, passage in enumerate(passages, start=1)]
    citations = [
        {"marker": n, "passage": p.id, "section": list(p.headings), "start": p.span.start, "end": p.span.end, "quote": p.quote}
        for n, p in enumerate(passages, start=1)
    ]
    return {"answer": "\n".join(lines), "abstained": False, "citations": citations, "elapsed_ms": round(milliseconds, 1)}


def _ranked(passages: Sequence[Passage]) -> tuple[tuple[tuple[int, int], ...], tuple[str, ...]]:
    return tuple((p.span.start, p.span.end) for p in passages), tuple(p.id for p in passages)


def whole(assistant: Assistant) -> System:
    """The assistant itself."""

    def answer(_: str, turns: Sequence[str]) -> Reply:
        trace = assistant.trace(turns)
        content = [hit.passage for hit in trace.hits if hit.passage.kind is not PassageKind.HEADING][:RANKED]
        return Reply(trace.answer.as_dict(), *_ranked(content))

    return answer


def _top_passages(assistant: Assistant, weights: dict[str, float]) -> System:
    from lzqa.question import SMALL_TALK
    from lzqa.retrieval import HybridRetriever

    retriever = HybridRetriever(assistant.index, weights, bank=False)

    def answer(_: str, turns: Sequence[str]) -> Reply:
        started = time.perf_counter()
        question = assistant.understander.understand(turns[-1:])
        hits = () if question.kind in SMALL_TALK else retriever.retrieve(question, RANKED)
        passages = [hit.passage for hit in hits]
        elapsed = (time.perf_counter() - started) * 1000
        return Reply(_quoted(passages[:BASELINE_TOP], elapsed), *_ranked(passages))

    return answer


def bm25(assistant: Assistant) -> System:
    """BM25 of the last turn over the sentences, the three best as the answer."""
    return _top_passages(assistant, {"bm25_text": 1.0})


def dense(assistant: Assistant) -> System:
    """Cosine of the last turn with the passages, the three best as the answer."""
    return _top_passages(assistant, {"cosine": 1.0})


def hybrid(assistant: Assistant) -> System:
    """The hybrid ranking without dialogue, composing or abstention: the three best as the answer."""
    from lzqa.retrieval.fusion import shipped_weights

    return _top_passages(assistant, shipped_weights())


def llama_index_stock(assistant: Assistant, *, jieba: bool) -> System:
    """llama-index's own pipeline: SentenceSplitter, the same embedding, FAISS, the three best nodes.

    Args:
        assistant: Gives the text and the embedding.
        jieba: Whether words are put apart by spaces for the splitter and the embedding, as tutorials advise.
    """
    import faiss
    from llama_index.core import Document, Settings, StorageContext, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.vector_stores.faiss import FaissVectorStore

    from lzqa.llamaindex import EmbedderEmbedding

    Settings.llm = None
    text = assistant.index.plan.text
    segmenter = assistant.index.segmenter

    def spaced(words: str) -> str:
        return " ".join(token.text for token in segmenter.tokens(words)) if jieba else words

    nodes = SentenceSplitter(chunk_size=256, chunk_overlap=20).get_nodes_from_documents([Document(text=spaced(text))])
    store = FaissVectorStore(faiss_index=faiss.IndexFlatIP(assistant.index.embedder.dimension))
    index = VectorStoreIndex(
        nodes,
        storage_context=StorageContext.from_defaults(vector_store=store),
        embed_model=EmbedderEmbedding(assistant.index.embedder),
    )
    retriever = index.as_retriever(similarity_top_k=BASELINE_TOP)

    def answer(_: str, turns: Sequence[str]) -> Reply:
        started = time.perf_counter()
        found = retriever.retrieve(spaced(turns[-1]))
        elapsed = (time.perf_counter() - started) * 1000
        texts = [node.node.get_content() for node in found]
        texts = [words.replace(" ", "") if jieba else words for words in texts]
        spans = [] if jieba else [(node.node.start_char_idx or 0, node.node.end_char_idx or 0) for node in found]
        citations: list[dict[str, Any]] = [
            {"marker": n, "passage": str(n), "section": [], "start": start, "end": end, "quote": text[start:end]}
            for n, (start, end) in enumerate(spans, start=1)
        ]
        body = {"answer": "\n".join(texts), "abstained": False, "citations": citations, "elapsed_ms": round(elapsed, 1)}
        return Reply(body, tuple(spans))

    return answer


def from_file(path: Path) -> System:
    """Answers that another assistant gave: JSON lines with ``id`` and ``answer``, optionally ``abstained`` and ``citations``.

    Raises:
        UserError: ``U009`` when a line does not fit, or, on being asked, when a question has no answer.
    """
    answers: dict[str, dict[str, Any]] = {}
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        message = f"cannot read answers from {path}: {error}"
        raise UserError(message, code="U009", remedy="give a UTF-8 JSON Lines file") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            answers[str(row["id"])] = {
                "abstained": False,
                "citations": [],
                "elapsed_ms": 0.0,
                **row,
                "answer": str(row["answer"]),
            }
        except (ValueError, KeyError, TypeError) as error:
            message = f"{path}, line {number}: expected an object with id and answer ({error})"
            raise UserError(message, code="U009", remedy="mend that line") from error

    def answer(identifier: str, _: Sequence[str]) -> Reply:
        if identifier not in answers:
            message = f"{path} has no answer to question {identifier}"
            raise UserError(
                message, code="U009", remedy="add a line for it, or choose questions with --subset, --type or --limit"
            )
        found = answers[identifier]
        return Reply(found, tuple((int(c["start"]), int(c["end"])) for c in found["citations"]))

    return answer


SYSTEMS: dict[str, Callable[[Assistant], System]] = {
    "lzqa": whole,
    "bm25": bm25,
    "dense": dense,
    "hybrid": hybrid,
    "llama-index": lambda assistant: llama_index_stock(assistant, jieba=False),
    "llama-index-jieba": lambda assistant: llama_index_stock(assistant, jieba=True),
}
"""Name → system; the first is the whole, the others are baselines."""
