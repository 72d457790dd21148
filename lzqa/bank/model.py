"""What the question bank holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

VOICES = ("parent", "teacher", "clerk", "auditor", "cantonese", "traditional", "english", "typo")
"""Who asks, or how it is written."""
UNANSWERABLE = "unanswerable"
KINDS = frozenset(
    "figure table list definition measure yes_no compare compute conflict multi_hop locate summary reason person when "
    f"false_premise {UNANSWERABLE}".split()
)
"""What an entry's question asks for."""
MISSING = frozenset(
    ["费用", "日期", "电话", "地址", "人名", "分数", "年份", "地方", "学段", "学校", "指标", "定义", "细节", "其他"]
)
"""What the plan lacks of a question that it does not answer."""


@dataclass(frozen=True)
class BankEntry:
    """A question as someone would ask it.

    Args:
        text: The question, as typed.
        voice: One of :data:`VOICES`.
        kind: One of :data:`KINDS`.
        evidence: Ids of the passages that answer it, most important first; empty for an unanswerable one.
        missing: For an unanswerable one: what the plan lacks, one of :data:`MISSING`.
        near: For an unanswerable one: ids of the passages that come nearest.
        facts: Ids of the facts that an answer states, in the order in which they are asked for; empty when it asks for words.
        work: What is worked out from those facts, such as ``a-b`` or ``a/b*100``, a letter for each in order; may be empty.
        line: Which line of which file it stands in; entries of one line share everything but text and voice.
    """

    text: str
    voice: str
    kind: str
    evidence: tuple[str, ...]
    missing: str
    near: tuple[str, ...]
    line: str
    facts: tuple[str, ...] = ()
    work: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the plan answers it."""
        return self.kind != UNANSWERABLE


@dataclass(frozen=True)
class Bank:
    """All entries of a plan's bank.

    Args:
        entries: In the order of the files' names and lines.
        digest: Short hash over the files; an index records it.
    """

    entries: tuple[BankEntry, ...] = ()
    digest: str = ""

    def counts(self) -> dict[str, int]:
        """Return how many entries the plan answers, how many it does not, and how many passages they lead to."""
        kinds = Counter(entry.answerable for entry in self.entries)
        passages = {identifier for entry in self.entries for identifier in entry.evidence}
        return {"question": kinds[True], "unanswerable question": kinds[False], "asked passage": len(passages)}
