"""``lzqa check``: proves what the index and the plan promise, one line a proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lzqa.errors import LzqaError

if TYPE_CHECKING:
    from lzqa.indexing import Plan


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

    def bank() -> str:
        plan = load_plan(corpus)
        if not plan.bank.entries:
            return "没有题库"
        _unlike_the_evaluation(plan)
        counted = plan.bank.counts()
        passages = {passage.id for passage in plan.passages.passages if passage.kind is not PassageKind.HEADING}
        asked = passages & {identifier for entry in plan.bank.entries for identifier in entry.evidence}
        return (
            f"{counted['question']} 个有答案、{counted['unanswerable question']} 个没有答案的问法，逐行合格，各不相同，"
            f"不与评测题相近；问到 {len(asked)}／{len(passages)} 个引用单元"
        )

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
        ("题库", bank),
        ("索引清单", index),
    )
    return tuple(_prove(name, proof) for name, proof in proofs)


def _unlike_the_evaluation(plan: Plan) -> None:
    """Check that no evaluation question, where there are some, is a question of the bank or nearly one.

    Raises:
        InternalError: ``X006`` with the questions.
    """
    from lzqa.errors import InternalError
    from lzqa.evaluation.questions import leaks, load_questions
    from lzqa.settings import DEFAULT_PLAN, project_root

    folder = project_root() / "eval" / "questions"
    if plan.corpus.info.id != DEFAULT_PLAN or not folder.is_dir():
        return
    found = leaks(load_questions(folder, plan.text), (entry.text for entry in plan.bank.entries))
    if found:
        named = "; ".join(f"{identifier}: {text}" for identifier, text, _ in found[:5])
        message = f"{len(found)} evaluation questions are questions of the bank, or nearly ({named})"
        raise InternalError(message, code="X006", remedy="take them out of the bank: what is measured must not be learned")


def _prove(name: str, proof: Callable[[], str]) -> Proof:
    try:
        return Proof(name, ok=True, detail=proof())
    except LzqaError as error:
        return Proof(name, ok=False, detail=str(error))
