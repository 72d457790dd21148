"""What changed between two runs over the same questions: every question, not only the sums."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import Any

from lzqa.errors import UserError
from lzqa.evaluation.questions import EvalQuestion
from lzqa.evaluation.results import QuestionResult, Run
from lzqa.evaluation.stats import mcnemar_exact

NAMED = 5
"""So many differing ids are named in a refusal and in a note."""
SHOWN = 100
"""So many characters of a line of an answer are shown, those around the first difference."""


class Outcome(StrEnum):
    """What became of a question from the old run to the new."""

    LOSS = "loss"
    WIN = "win"
    TIE = "tie"


@dataclass(frozen=True)
class Change:
    """One question in both runs.

    Args:
        old: Its result before.
        new: Its result now.
    """

    old: QuestionResult
    new: QuestionResult

    @property
    def question(self) -> EvalQuestion:
        """The question, as the new run has it."""
        return self.new.question

    @property
    def outcome(self) -> Outcome:
        """``win`` when it became right, ``loss`` when it became wrong, else ``tie``."""
        if self.old.verdict.correct == self.new.verdict.correct:
            return Outcome.TIE
        return Outcome.WIN if self.new.verdict.correct else Outcome.LOSS

    @property
    def reason(self) -> bool:
        """Whether the verdict's reason differs."""
        return self.old.verdict.reason != self.new.verdict.reason

    @property
    def answer(self) -> bool:
        """Whether the answer's words, or that it abstained, differ."""
        return (
            self.old.answer["answer"] != self.new.answer["answer"] or self.old.verdict.abstained != self.new.verdict.abstained
        )

    @property
    def figures(self) -> bool:
        """Whether the figures of the answer's first line differ."""
        return _figures(self.old) != _figures(self.new)

    @property
    def citations(self) -> bool:
        """Whether the cited spans, or their order, differ."""
        return _spans(self.old) != _spans(self.new)

    @property
    def rank(self) -> bool:
        """Whether the best rank of evidence differs."""
        return self.old.rank != self.new.rank

    @property
    def parts(self) -> tuple[str, ...]:
        """What differs, of ``reason``, ``answer``, ``figures``, ``citations`` and ``rank``, in this order."""
        held = {
            "reason": self.reason, "answer": self.answer, "figures": self.figures, "citations": self.citations, "rank": self.rank,
        }  # fmt: skip
        return tuple(name for name, differs in held.items() if differs)


@dataclass(frozen=True)
class Comparison:
    """Two runs side by side.

    Args:
        old: The old run's name and version.
        new: The new run's name and version.
        changes: Every question, changed or not, in the order of the new run.
        edited: Ids of questions whose words or gold are not the same in the two runs.
    """

    old: str
    new: str
    changes: tuple[Change, ...]
    edited: tuple[str, ...] = ()

    def of(self, outcome: Outcome) -> tuple[Change, ...]:
        """Return the questions with this outcome."""
        return tuple(change for change in self.changes if change.outcome is outcome)

    @property
    def losses(self) -> tuple[Change, ...]:
        """Questions that became wrong."""
        return self.of(Outcome.LOSS)

    @property
    def wins(self) -> tuple[Change, ...]:
        """Questions that became right."""
        return self.of(Outcome.WIN)

    @property
    def ties(self) -> tuple[Change, ...]:
        """Questions whose verdict is as before."""
        return self.of(Outcome.TIE)

    @property
    def moved(self) -> tuple[Change, ...]:
        """Questions whose answer, figures, citations, rank or reason changed without a change of verdict."""
        return tuple(change for change in self.ties if change.parts)

    @property
    def p_value(self) -> float:
        """Two-sided exact p-value of McNemar's test."""
        return mcnemar_exact(len(self.wins), len(self.losses))

    def text(self, limit: int | None = None) -> str:
        """Return the report: the sums, then the losses, the wins, and what moved without a change of verdict.

        Args:
            limit: So many questions are shown of each of the three; ``None`` shows all.
        """
        before, after = (_accuracy(change.old for change in self.changes), _accuracy(change.new for change in self.changes))
        lines = [
            f"{self.old} -> {self.new}: {len(self.changes)} questions, accuracy {before:.3f} -> {after:.3f}",
            f"wins {len(self.wins)}, losses {len(self.losses)}, ties {len(self.ties)}, McNemar p = {self.p_value:.2g}; "
            f"changed without a change of verdict: {len(self.moved)}",
        ]
        if self.edited:
            lines.append(f"note: {len(self.edited)} questions have other words or gold in the two runs: {_names(self.edited)}")
        lines += _section("LOSSES", self.losses, limit)
        lines += _section("WINS", self.wins, limit)
        lines += _section("CHANGED, SAME VERDICT", self.moved, limit)
        return "\n".join(lines) + "\n"


def compare(old: Run, new: Run) -> Comparison:
    """Return what changed from ``old`` to ``new``.

    Raises:
        UserError: ``U011`` when the runs are over different plans or different questions, or a run has a question twice.
    """
    if old.plan_sha256 != new.plan_sha256:
        message = f"the runs are over different plans: sha256 {old.plan_sha256[:12]} and {new.plan_sha256[:12]}"
        raise UserError(message, code="U011", remedy="run `lzqa eval` for both over the same plan")
    before, after = _by_id(old), _by_id(new)
    problems = [
        f"{len(ids)} only in the {name} run ({_names(ids)})"
        for name, ids in (
            ("old", [key for key in before if key not in after]),
            ("new", [key for key in after if key not in before]),
        )
        if ids
    ]
    if problems:
        message = f"the runs are over different questions: {'; '.join(problems)}"
        raise UserError(message, code="U011", remedy="run `lzqa eval` for both with the same --questions, --subset and --type")
    changes = tuple(Change(before[key], result) for key, result in after.items())
    edited = tuple(change.question.id for change in changes if change.old.question != change.new.question)
    return Comparison(_title(old), _title(new), changes, edited)


def comparisons(runs: Sequence[Run]) -> dict[int, Comparison]:
    """Return the first run compared with each other one that is over the same plan and questions, by its place in ``runs``."""

    def over(run: Run) -> tuple[str, list[str]]:
        return run.plan_sha256, sorted(result.question.id for result in run.results)

    return {at: compare(run, runs[0]) for at, run in enumerate(runs) if at and over(run) == over(runs[0])}


def _by_id(run: Run) -> dict[str, QuestionResult]:
    held: dict[str, QuestionResult] = {}
    for result in run.results:
        if result.question.id in held:
            message = f"the run {_title(run)} has question {result.question.id} twice"
            raise UserError(message, code="U011", remedy="run `lzqa eval` again")
        held[result.question.id] = result
    return held


def _title(run: Run) -> str:
    return f"{run.system} {run.version}"


def _names(ids: Sequence[str]) -> str:
    return ", ".join(ids[:NAMED]) + (", …" if len(ids) > NAMED else "")


def _figures(result: QuestionResult) -> list[tuple[str, ...]]:
    found: Sequence[dict[str, Any]] = result.answer.get("figures") or []
    return [tuple(str(figure.get(key, "")) for key in ("text", "value", "unit", "computed")) for figure in found]


def _spans(result: QuestionResult) -> list[tuple[int, int]]:
    return [(int(citation["start"]), int(citation["end"])) for citation in result.answer.get("citations") or []]


def _accuracy(results: Iterable[QuestionResult]) -> float:
    right = [result.verdict.correct for result in results]
    return sum(right) / len(right) if right else 0.0


def _section(title: str, changes: Sequence[Change], limit: int | None) -> list[str]:
    if not changes:
        return []
    shown = changes if limit is None else changes[: max(limit, 0)]
    lines = ["", f"{title} ({len(changes)})"]
    for change in shown:
        lines += _change_lines(change)
    if len(shown) < len(changes):
        lines.append(f"  … and {len(changes) - len(shown)} more")
    return lines


def _change_lines(change: Change) -> list[str]:
    question = change.question
    turns = " / ".join(" ".join(turn.split()) for turn in question.turns)
    lines = [f"  {question.id} [{question.type}, {question.persona}, {question.subset}] {turns}"]
    if change.reason:
        lines.append(f"    {change.old.verdict.reason or 'right'} -> {change.new.verdict.reason or 'right'}")
    elif change.new.verdict.reason:
        lines.append(f"    still: {change.new.verdict.reason}")
    lines += [f"    {line}" for line in _word_lines(change)]
    notes = []
    if change.figures:
        notes.append(f"figures {_listed(_figures(change.old))} -> {_listed(_figures(change.new))}")
    if change.citations:
        notes.append(f"citations {_cited(change.old)} -> {_cited(change.new)}")
    if change.rank:
        notes.append(f"rank {change.old.rank or '-'} -> {change.new.rank or '-'}")
    if notes:
        lines.append(f"    {'; '.join(notes)}")
    return lines


def _word_lines(change: Change) -> list[str]:
    """Return the first lines of both answers and, where these agree, the first lines that do not."""
    old, new = _lines(change.old), _lines(change.new)
    at = next((at for at, (was, now) in enumerate(zip_longest(old, new)) if was != now), None)
    if at == 0:
        return _two(old[0], new[0])
    same = [f"= {_clip(new[0], 0)}"]
    return (
        same
        if at is None
        else [*same, f"line {at + 1}:", *_two(*(lines[at] if at < len(lines) else "" for lines in (old, new)))]
    )


def _lines(result: QuestionResult) -> list[str]:
    """Return the lines of an answer, at least one, white space unified, ``(abstained)`` before the first where it did."""
    found = [" ".join(line.split()) for line in str(result.answer["answer"]).strip().split("\n")]
    return [f"(abstained) {found[0]}", *found[1:]] if result.verdict.abstained else found


def _two(old: str, new: str) -> list[str]:
    """Return a line of each answer, long ones from a little before where they part."""
    same = next((at for at, (was, now) in enumerate(zip(old, new, strict=False)) if was != now), min(len(old), len(new)))
    start = max(0, same - SHOWN // 2) if max(len(old), len(new)) > SHOWN else 0
    return [f"- {_clip(old, start)}", f"+ {_clip(new, start)}"]


def _clip(line: str, start: int) -> str:
    """Return at most :data:`SHOWN` characters of ``line`` from ``start`` on, with ``…`` where something is left out."""
    if not line:
        return "(nothing)"
    return ("…" if start else "") + line[start : start + SHOWN] + ("…" if len(line) > start + SHOWN else "")


def _listed(figures: Sequence[tuple[str, ...]]) -> str:
    return "[" + ", ".join(figure[0] for figure in figures) + "]"


def _cited(result: QuestionResult) -> str:
    found = result.answer.get("citations") or []
    return "[" + ", ".join(str(citation.get("passage") or f"{citation['start']}:{citation['end']}") for citation in found) + "]"
