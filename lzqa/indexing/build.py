"""Build an index aside and move it into place: a reader sees the old one or the new one, never half of either."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from lzqa import __version__
from lzqa.embedding import Embedder, HashingEmbedder, fit_embedder
from lzqa.errors import IndexFolderError, IndexForeign, IndexMissing, InternalError, OutputError
from lzqa.indexing import layout
from lzqa.indexing.index import Index, Plan, jieba_version, load_index, load_plan, passages_digest
from lzqa.indexing.lexical import K1, METHOD, B, LexicalIndex, search_terms
from lzqa.indexing.questions import Naming, QuestionIndex
from lzqa.indexing.vocabulary import build_vocabulary
from lzqa.lexicon import Lexicon
from lzqa.normalise import normalise
from lzqa.passages import PassageSet
from lzqa.segment import Segmenter
from lzqa.structure import counts

Progress = Callable[[str], None]
Namings = Callable[[Lexicon], Naming]
Terms = Sequence[Sequence[str]]


def plan_counts(plan: Plan) -> dict[str, int]:
    """Return counts of nodes and passages by kind, as the manifest and ``plan.toml`` record them."""
    found = counts(plan.root)
    wanted = ("chapter", "section", "item", "bullet", "paragraph", "point", "sentence", "table", "row", "cell")
    result = {name: found.get(name, 0) for name in wanted}
    result["fact"] = len(plan.facts)
    result.update(plan.bank.counts())
    result["passage"] = len(plan.passages.passages)
    result["character"] = len(plan.text)
    return result


def verify_counts(plan: Plan) -> None:
    """Check the counts against those that ``plan.toml`` expects.

    Raises:
        InternalError: ``X004`` with every count that differs.
    """
    found = plan_counts(plan)
    wrong = {name: (wanted, found.get(name)) for name, wanted in plan.corpus.info.expected.items() if found.get(name) != wanted}
    if wrong:
        parts = ", ".join(f"{name}: expected {wanted}, found {now}" for name, (wanted, now) in wrong.items())
        message = f"parsing {plan.corpus.info.id} gives other counts than plan.toml records ({parts})"
        remedy = "if the parser or the text changed on purpose, review `lzqa outline` and record the new counts"
        raise InternalError(message, code="X004", remedy=remedy)


def _write_passages(path: Path, passages: PassageSet, quotes: Terms, contexts: Terms) -> None:
    with path.open("w", encoding="utf-8") as out:
        for passage, terms, context_terms in zip(passages.passages, quotes, contexts, strict=True):
            row = {
                "id": passage.id,
                "kind": passage.kind.value,
                "start": passage.span.start,
                "end": passage.span.end,
                "label": passage.label,
                "quote": passage.quote,
                "context": passage.context,
                "terms": " ".join(terms),
                "context_terms": " ".join(context_terms),
            }
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def _write_vectors(path: Path, plan: Plan, embedder: Embedder) -> None:
    import faiss
    from llama_index.core.schema import TextNode
    from llama_index.vector_stores.faiss import FaissVectorStore

    passages = plan.passages.passages
    vectors = embedder.encode_document([f"{p.context} {p.quote}" for p in passages], show_progress=True)
    store = FaissVectorStore(faiss_index=faiss.IndexFlatIP(vectors.shape[1]))
    nodes: list[Any] = [
        TextNode(id_=passage.id, text=passage.quote, embedding=vector.tolist())
        for passage, vector in zip(passages, vectors, strict=True)
    ]
    store.add(nodes)
    store.persist(str(path))


def _card(manifest: layout.Manifest, plan: Plan) -> str:
    rows = "\n".join(f"| {name} | {count} |" for name, count in manifest.counts.items())
    return (
        f"# {plan.corpus.info.title}：索引\n\n"
        f"- 文本 sha256：`{manifest.plan_sha256}`\n- 向量模型：{manifest.embedding}（{manifest.embedding_revision}，"
        f"{manifest.dimension} 维）\n- lzqa {manifest.lzqa}，格式 {manifest.format}\n\n| 单位 | 数量 |\n|---|---:|\n{rows}\n"
    )


def _fill(folder: Path, plan: Plan, embedding: str, progress: Progress, namings: Namings | None) -> None:
    passages = plan.passages.passages
    progress("分词……")
    segmenter = Segmenter.fit(plan.lexicon.terms)
    segmenter.save(folder / layout.DICTIONARY)
    vocabulary = build_vocabulary(plan.passages, plan.facts, plan.bank, plan.lexicon, segmenter)
    vocabulary.save(folder / layout.VOCABULARY)
    quotes = [search_terms(segmenter, plan.lexicon, p.quote) for p in passages]
    contexts = [search_terms(segmenter, plan.lexicon, p.context) for p in passages]
    _write_passages(folder / layout.PASSAGES, plan.passages, quotes, contexts)
    LexicalIndex.build(quotes).save(folder / layout.BM25_TEXT)
    LexicalIndex.build(contexts).save(folder / layout.BM25_CONTEXT)
    progress(f"向量（{embedding}）……")
    embedder = fit_embedder(embedding, segmenter, [f"{p.context} {p.quote}" for p in passages])
    if isinstance(embedder, HashingEmbedder):
        (folder / layout.EMBEDDER).mkdir()
        embedder.save(folder / layout.EMBEDDER)
    _write_vectors(folder / layout.VECTORS, plan, embedder)
    if plan.bank.entries:
        progress(f"题库（{len(plan.bank.entries)} 个问法）……")
        texts = [normalise(entry.text) for entry in plan.bank.entries]
        naming = namings(plan.lexicon) if namings is not None else None
        QuestionIndex.build(texts, segmenter, plan.lexicon, embedder, naming).save(folder / layout.QUESTIONS)
    facts = {
        "format": layout.FORMAT,
        "lzqa": __version__,
        "plan": plan.corpus.info.id,
        "plan_sha256": plan.corpus.document.sha256,
        "passages_digest": passages_digest(plan.passages),
        "lexicon": plan.lexicon.digest,
        "bank": plan.bank.digest,
        "jieba": jieba_version(),
        "embedding": embedding,
        "embedding_revision": embedder.revision,
        "dimension": embedder.dimension,
        "bm25": {"k1": K1, "b": B, "method": METHOD},
        "counts": plan_counts(plan),
    }
    (folder / layout.CARD).write_text(_card(layout.Manifest(**facts, files={}), plan), encoding="utf-8")  # type: ignore[arg-type]
    manifest = layout.Manifest(**facts, files=layout.file_hashes(folder))  # type: ignore[arg-type]
    (folder / layout.MANIFEST).write_text(manifest.dump(), encoding="utf-8")


def _refuse_foreign(folder: Path, plan: str) -> None:
    """Refuse to replace a folder that is not an index of this plan."""
    try:
        manifest = layout.read_manifest(folder)
    except IndexMissing:
        return
    except IndexForeign:
        raise
    except IndexFolderError:
        return
    if manifest.plan != plan:
        message = f"{folder} is the index of plan {manifest.plan!r}, not of {plan!r}; it is left as it is"
        raise IndexForeign(message, remedy="choose another folder with --index or LZQA_INDEX")


def build_index(
    corpus: Path, folder: Path, embedding: str, *, progress: Progress = lambda _: None, namings: Namings | None = None
) -> layout.Manifest:
    """Build the index of the plan in ``corpus`` into ``folder``, replacing an older one whole.

    Args:
        corpus: The corpus folder.
        folder: Where the index goes; must be missing, empty, or an index of the same plan.
        embedding: ``"hashing"`` or a sentence-transformers model.
        progress: Called with a line at each step.
        namings: Makes what tells, by the word lists, what a question names; without it the index works as well, but slower.

    Returns:
        The new index's manifest.

    Raises:
        CorpusError: When the plan cannot be used.
        IndexForeign: When the folder holds something else.
        OutputError: ``O001`` when the disk refuses.
        InternalError: When a promise of the parse does not hold.
        UserError: ``U010`` when the embedding model cannot be loaded.
    """
    progress("读取并解析规划……")
    plan = load_plan(corpus)
    verify_counts(plan)
    _refuse_foreign(folder, plan.corpus.info.id)
    aside = folder.parent / f".{folder.name}.building-{os.getpid()}"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        for left in folder.parent.glob(f".{folder.name}.building-*"):
            shutil.rmtree(left, ignore_errors=True)
        aside.mkdir()
        _fill(aside, plan, embedding, progress, namings)
        _swap(aside, folder)
    except OSError as error:
        message = f"the index cannot be written to {folder}: {error}"
        raise OutputError(message, code="O001", remedy="free disk space or choose another folder with --index") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    progress(f"已写入 {folder}")
    return layout.read_manifest(folder)


def _swap(aside: Path, folder: Path) -> None:
    """Move ``aside`` to ``folder``; if that fails, what stood there stands there again."""
    old = folder.parent / f".{folder.name}.building-old-{os.getpid()}"
    if folder.exists():
        folder.rename(old)
    try:
        aside.rename(folder)
    except OSError:
        with suppress(OSError):
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def ensure_index(
    corpus: Path, folder: Path, embedding: str, *, progress: Progress = lambda _: None, namings: Namings | None = None
) -> tuple[Index, bool]:
    """Load the index, building it as :func:`build_index` does when it is missing, stale or damaged; tell whether it was built.

    Raises:
        IndexForeign: When the folder holds something else; it is left as it is.
    """
    try:
        return load_index(corpus, folder, embedding), False
    except IndexForeign:
        raise
    except IndexFolderError as error:
        progress(f"{error.message}；现在构建。")
    build_index(corpus, folder, embedding, progress=progress, namings=namings)
    return load_index(corpus, folder, embedding), True
