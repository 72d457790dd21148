"""A loaded index: everything that retrieval reads, checked against the plan of now."""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lzqa import __version__
from lzqa.bank import Bank, load_bank
from lzqa.corpus import Corpus, load_corpus
from lzqa.embedding import Embedder, load_embedder
from lzqa.errors import IndexDamaged, IndexForeign, IndexStale
from lzqa.facts import Fact, load_facts
from lzqa.indexing import layout
from lzqa.indexing.lexical import LexicalIndex
from lzqa.indexing.questions import QuestionIndex
from lzqa.lexicon import Lexicon, load_lexicon
from lzqa.lexicon.slogans import Slogan, load_slogans
from lzqa.lexicon.vocabulary import Vocabulary
from lzqa.passages import PassageSet, build_passages
from lzqa.segment import Segmenter
from lzqa.structure import Node, parse, verify_lossless

if TYPE_CHECKING:
    from llama_index.core.vector_stores.types import BasePydanticVectorStore


@dataclass(frozen=True)
class Plan:
    """A plan parsed: what both building and loading start from."""

    corpus: Corpus
    root: Node
    passages: PassageSet
    lexicon: Lexicon
    facts: tuple[Fact, ...] = ()
    bank: Bank = field(default_factory=Bank)
    slogans: tuple[Slogan, ...] = ()

    @property
    def text(self) -> str:
        """The plan's text."""
        return self.corpus.document.text


@dataclass(frozen=True)
class Index:
    """Everything retrieval reads.

    Args:
        plan: The plan of now.
        segmenter: Its private tokenizer.
        text: BM25 over the quotes.
        context: BM25 over headings and leads.
        embedder: Encodes questions.
        vectors: llama-index vector store; its ids are the passages' positions.
        manifest: What the index was built from.
        terms: The search terms of each passage's quote, by position; for coverage.
        context_terms: The same for headings and leads.
        questions: The question bank's index; ``None`` without a bank.
        vocabulary: The words of the plan and of its askers, for mending typos.
    """

    plan: Plan
    segmenter: Segmenter
    text: LexicalIndex
    context: LexicalIndex
    embedder: Embedder
    vectors: BasePydanticVectorStore
    manifest: layout.Manifest
    terms: tuple[frozenset[str], ...] = field(repr=False, default=())
    context_terms: tuple[frozenset[str], ...] = field(repr=False, default=())
    questions: QuestionIndex | None = field(repr=False, default=None)
    vocabulary: Vocabulary = field(repr=False, default_factory=Vocabulary)


def load_plan(folder: Path) -> Plan:
    """Load and parse a corpus folder, and prove that the parse is lossless.

    Raises:
        CorpusError: When the folder cannot be used.
        InternalError: When the parse is not lossless.
    """
    corpus = load_corpus(folder)
    root = parse(corpus.document.text, corpus.info.supplied_headings)
    verify_lossless(root, corpus.document.text)
    passages = build_passages(root, corpus)
    facts = load_facts(folder, passages, corpus.info.place)
    identifiers = [passage.id for passage in passages.passages]
    bank, slogans = load_bank(folder, identifiers, [fact.id for fact in facts]), load_slogans(folder, identifiers)
    return Plan(corpus, root, passages, load_lexicon(folder), facts, bank, slogans)


def passages_digest(passages: PassageSet) -> str:
    """Return a hash over all passages' ids, spans, quotes and contexts."""
    digest = hashlib.sha256()
    for passage in passages.passages:
        line = f"{passage.id}\t{passage.span.start}\t{passage.span.end}\t{passage.quote}\t{passage.context}\n"
        digest.update(line.encode())
    return digest.hexdigest()


def jieba_version() -> str:
    """Return the installed version of jieba, without importing it."""
    from importlib.metadata import version

    return version("jieba")


def _require_fresh(manifest: layout.Manifest, plan: Plan, embedding: str, folder: Path) -> None:
    info = plan.corpus.info
    if manifest.plan != info.id:
        message = f"{folder} is the index of plan {manifest.plan!r}, not of {info.id!r}"
        raise IndexForeign(message, remedy="choose another folder with --index or LZQA_INDEX")
    checks = (
        ("the plan's text", manifest.plan_sha256, plan.corpus.document.sha256),
        ("the passages", manifest.passages_digest, passages_digest(plan.passages)),
        ("the word lists", manifest.lexicon, plan.lexicon.digest),
        ("the question bank", manifest.bank, plan.bank.digest),
        ("jieba", manifest.jieba, jieba_version()),
        ("the embedding model", manifest.embedding, embedding),
        ("lzqa", manifest.lzqa, __version__),
    )
    for what, built, now in checks:
        if built != now:
            message = f"the index at {folder} is stale: {what} was {built} when it was built and is {now} now"
            raise IndexStale(message, remedy=layout.REBUILD)


def load_index(corpus: Path, folder: Path, embedding: str) -> Index:
    """Load the index in ``folder`` for the plan in ``corpus``, all of it verified.

    Raises:
        CorpusError: When the plan cannot be used.
        IndexMissing: Nothing is there.
        IndexStale: It was built from other ingredients.
        IndexDamaged: A file is gone or altered.
        IndexForeign: The folder is not ours, or another plan's.
        UserError: ``U010`` when the embedding model cannot be loaded.
    """
    manifest = layout.read_manifest(folder)
    plan = load_plan(corpus)
    _require_fresh(manifest, plan, embedding, folder)
    layout.verify_files(folder, manifest)
    segmenter = Segmenter.load(folder / layout.DICTIONARY)
    embedder = load_embedder(embedding, segmenter, folder / layout.EMBEDDER)
    if embedder.revision != manifest.embedding_revision:
        message = (
            f"the index at {folder} is stale: the model {embedding!r} has revision {embedder.revision} now, "
            f"{manifest.embedding_revision} when it was built"
        )
        raise IndexStale(message, remedy=layout.REBUILD)
    size = len(plan.passages.passages)
    return Index(
        plan,
        segmenter,
        LexicalIndex.load(folder / layout.BM25_TEXT, size),
        LexicalIndex.load(folder / layout.BM25_CONTEXT, size),
        embedder,
        _load_vectors(folder / layout.VECTORS, size),
        manifest,
        *_load_terms(folder / layout.PASSAGES, size),
        QuestionIndex.load(folder / layout.QUESTIONS, len(plan.bank.entries)) if plan.bank.entries else None,
        Vocabulary.load(folder / layout.VOCABULARY),
    )


def _load_terms(path: Path, size: int) -> tuple[tuple[frozenset[str], ...], tuple[frozenset[str], ...]]:
    """Return the term sets of all quotes, and those of all contexts, by position."""
    quotes: list[frozenset[str]] = []
    contexts: list[frozenset[str]] = []
    shared: dict[str, frozenset[str]] = {}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            quotes.append(frozenset(row["terms"].split()))
            context = row["context_terms"]
            contexts.append(shared.setdefault(context, frozenset(context.split())))
    if len(quotes) != size:
        message = f"{path} holds {len(quotes)} passages, the plan has {size}"
        raise IndexDamaged(message, remedy=layout.REBUILD)
    return tuple(quotes), tuple(contexts)


def _load_vectors(path: Path, size: int) -> Any:
    from llama_index.vector_stores.faiss import FaissVectorStore

    logging.getLogger("llama_index.vector_stores.faiss.base").setLevel(logging.WARNING)
    try:
        store = FaissVectorStore.from_persist_path(str(path))
    except (RuntimeError, ValueError) as error:
        message = f"the vectors in {path} cannot be read: {error}"
        raise IndexDamaged(message, remedy=layout.REBUILD) from error
    if store.client.ntotal != size:
        message = f"{path} holds {store.client.ntotal} vectors for {size} passages"
        raise IndexDamaged(message, remedy=layout.REBUILD)
    return store
