"""The index folder as a declared format: its files, its manifest, and how both are verified.

::

    index/<plan>/
      manifest.json     what the index was built from, and a hash of every other file; written last
      passages.jsonl    one passage a line: id, span, label, hash of the quote
      vectors.faiss     one unit vector a passage, in the passages' order (inner product = cosine)
      dictionary.json   the tokenizer's words and their frequencies
      vocabulary.json   the words of the plan and of its askers with their counts, for mending typos
      bm25-text/        bm25s, over the quotes
      bm25-context/     bm25s, over headings and leads
      questions.npz     the question bank's terms, names, words, character pairs and vectors, when there is a bank
      embedder/         the fitted embedder, when the embedding is fitted on the plan
      card.md           the same facts for people
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from lzqa.errors import IndexDamaged, IndexForeign, IndexMissing

MAGIC = "lzqa-index"
FORMAT = 6
MANIFEST = "manifest.json"
PASSAGES = "passages.jsonl"
VECTORS = "vectors.faiss"
DICTIONARY = "dictionary.json"
VOCABULARY = "vocabulary.json"
BM25_TEXT = "bm25-text"
BM25_CONTEXT = "bm25-context"
EMBEDDER = "embedder"
QUESTIONS = "questions.npz"
CARD = "card.md"
REBUILD = "run `lzqa build`"


@dataclass(frozen=True)
class Manifest:
    """What an index was built from.

    Args:
        format: Version of this layout.
        lzqa: Version of lzqa that built it.
        plan: The plan's id.
        plan_sha256: Hash of ``plan.txt``.
        passages_digest: Hash over all passages' ids, spans and quotes.
        lexicon: Hash over the word lists.
        bank: Hash over the question bank; ``""`` when there is none.
        jieba: Version of jieba.
        embedding: Name of the embedding model.
        embedding_revision: Its state.
        dimension: Length of a vector; vectors are float32 of unit length.
        bm25: Parameters of the lexical index.
        counts: Counts of nodes and passages by kind.
        files: Hash of every other file, by its path within the folder.
    """

    format: int
    lzqa: str
    plan: str
    plan_sha256: str
    passages_digest: str
    lexicon: str
    bank: str
    jieba: str
    embedding: str
    embedding_revision: str
    dimension: int
    bm25: dict[str, float | str]
    counts: dict[str, int]
    files: dict[str, str]

    def dump(self) -> str:
        """Return the manifest as JSON."""
        return json.dumps({"magic": MAGIC, **asdict(self)}, ensure_ascii=False, indent=1) + "\n"


def file_hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below ``folder`` but the manifest, by path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of ``folder``.

    Raises:
        IndexMissing: Nothing is there.
        IndexForeign: Something is there that lzqa did not make, or a newer layout.
        IndexDamaged: The manifest is unreadable.
    """
    path = folder / MANIFEST
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        message = f"there is no index at {folder}"
        raise IndexMissing(message, remedy=REBUILD)
    if not path.is_file():
        message = f"{folder} is not an index of lzqa: it has no {MANIFEST}"
        raise IndexForeign(message, remedy="move that folder away, or choose another one with --index or LZQA_INDEX")
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        message = f"{path} is unreadable: {error}"
        raise IndexDamaged(message, remedy=REBUILD) from error
    if not isinstance(raw, dict) or raw.pop("magic", None) != MAGIC:
        message = f"{path} was not written by lzqa"
        raise IndexForeign(message, remedy="move that folder away, or choose another one with --index or LZQA_INDEX")
    if raw.get("format") != FORMAT:
        message = f"{folder} has index format {raw.get('format')}, this lzqa reads format {FORMAT}"
        raise IndexDamaged(message, remedy=REBUILD, code="I005")
    try:
        return Manifest(**raw)
    except TypeError as error:
        message = f"{path} lacks a field or has one too many: {error}"
        raise IndexDamaged(message, remedy=REBUILD) from error


def verify_files(folder: Path, manifest: Manifest) -> None:
    """Check that every file is there and is the one that the manifest describes.

    Raises:
        IndexDamaged: With the names of files missing or altered.
    """
    found = file_hashes(folder)
    missing = sorted(set(manifest.files) - set(found))
    altered = sorted(name for name, digest in manifest.files.items() if name in found and found[name] != digest)
    if missing or altered:
        parts = [f"missing: {', '.join(missing)}"] if missing else []
        parts += [f"altered: {', '.join(altered)}"] if altered else []
        message = f"the index at {folder} is damaged ({'; '.join(parts)})"
        raise IndexDamaged(message, remedy=REBUILD)
