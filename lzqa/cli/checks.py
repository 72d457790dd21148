"""``lzqa check``: proves what the index and the plan promise, one line a proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lzqa.errors import LzqaError


@dataclass(frozen=True)
class Proof:
    """The outcome of one check.

    Args:
        name: What was checked.
        ok: Whether it holds.
        detail: Counts when it holds, else what is wrong.
    """

    name: str
    ok: bool
    detail: str


def run_checks(corpus: Path, folder: Path, embedding: str) -> tuple[Proof, ...]:
    """Run every check that can be run; one that fails does not stop the next.

    Args:
        corpus: The corpus folder.
        folder: The index folder.
        embedding: The embedding model that is set.
    """
    from lzqa.corpus import load_corpus
    from lzqa.indexing import load_index, load_plan, verify_counts
    from lzqa.passages import PassageKind, build_passages
    from lzqa.structure import counts, parse, verify_lossless

    def text() -> str:
        loaded = load_corpus(corpus)
        return f"sha256 {loaded.document.sha256[:16]}…，{len(loaded.document.text)} 字符，{loaded.document.line_count} 行"

    def lossless() -> str:
        loaded = load_corpus(corpus)
        root = parse(loaded.document.text, loaded.info.supplied_headings)
        verify_lossless(root, loaded.document.text)
        return f"{sum(1 for _ in root.leaves())} 个叶节点恰好拼成全文"

    def stable() -> str:
        loaded = load_corpus(corpus)
        first = parse(loaded.document.text, loaded.info.supplied_headings)
        second = parse(loaded.document.text, loaded.info.supplied_headings)
        if first != second or build_passages(first, loaded) != build_passages(second, loaded):
            message = "two parses of one text differ"
            raise LzqaError(message)
        return f"两次解析相同，{sum(counts(first).values())} 个节点"

    def spans() -> str:
        plan = load_plan(corpus)
        passages = plan.passages.passages
        wrong = [p.id for p in passages if p.kind is not PassageKind.ROW and p.span.slice(plan.text) != p.quote]
        cells = [p.id for p in passages if p.row and any(cell not in p.span.slice(plan.text) for cell in p.row.cells)]
        if wrong or cells:
            message = f"quotes that do not slice: {wrong[:5]}, rows whose cells are not in their span: {cells[:5]}"
            raise LzqaError(message)
        return f"{len(passages)} 个引用单元的位置逐字相符"

    def expected() -> str:
        plan = load_plan(corpus)
        verify_counts(plan)
        return "，".join(f"{name} {count}" for name, count in plan.corpus.info.expected.items())

    def index() -> str:
        loaded = load_index(corpus, folder, embedding)
        manifest = loaded.manifest
        return f"格式 {manifest.format}，{manifest.embedding} {manifest.dimension} 维，{len(manifest.files)} 个文件的散列相符"

    proofs: tuple[tuple[str, Callable[[], str]], ...] = (
        ("规划文本", text),
        ("结构无损", lossless),
        ("解析稳定", stable),
        ("引文位置", spans),
        ("计数", expected),
        ("索引清单", index),
    )
    return tuple(_prove(name, proof) for name, proof in proofs)


def _prove(name: str, proof: Callable[[], str]) -> Proof:
    try:
        return Proof(name, ok=True, detail=proof())
    except LzqaError as error:
        return Proof(name, ok=False, detail=str(error))
