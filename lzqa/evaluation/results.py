"""Per-question results and the figures drawn from them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lzqa.errors import UserError
from lzqa.evaluation.questions import PERSONAS, TYPES, EvalQuestion
from lzqa.evaluation.scoring import Verdict
from lzqa.evaluation.stats import bootstrap_interval, percentile

FORMAT = 1


@dataclass(frozen=True)
class QuestionResult:
    """One question, one system's answer, the verdict.

    Args:
        question: The question with its gold.
        answer: The answer object.
        verdict: What it is worth.
        rank: Best rank, from 1, of a passage that overlaps evidence among those retrieved; ``None`` when none does or
            the system does not tell.
    """

    question: EvalQuestion
    answer: dict[str, Any]
    verdict: Verdict
    rank: int | None = None

    @property
    def latency(self) -> float:
        """Milliseconds taken; 0 when the system does not tell."""
        return float(self.answer.get("elapsed_ms") or 0.0)


@dataclass(frozen=True)
class Figures:
    """Figures over a group of results; shares lie in 0..1, ``None`` where nothing was judged.

    Args:
        count: Questions.
        accuracy: Share right.
        interval: 95% bootstrap interval of the accuracy.
        headline: Share of figure questions with the figure in the first line.
        recall: Mean citation recall.
        precision: Mean citation precision.
        faithful: Mean share of faithful citations.
        wrongly_answered: Share of unanswerable questions answered.
        wrongly_refused: Share of answerable questions refused.
        p50: Median latency in milliseconds.
        p95: 95th percentile of it.
    """

    count: int
    accuracy: float
    interval: tuple[float, float]
    headline: float | None
    recall: float | None
    precision: float | None
    faithful: float | None
    wrongly_answered: float | None
    wrongly_refused: float | None
    p50: float
    p95: float


def _mean(values: Iterable[float | None]) -> float | None:
    known = [float(value) for value in values if value is not None]
    return sum(known) / len(known) if known else None


def figures(results: Sequence[QuestionResult]) -> Figures:
    """Return the figures over ``results``, at least one."""
    right = [float(result.verdict.correct) for result in results]
    latencies = [result.latency for result in results]
    return Figures(
        count=len(results),
        accuracy=sum(right) / len(right),
        interval=bootstrap_interval(right),
        headline=_mean(result.verdict.headline for result in results),
        recall=_mean(result.verdict.recall for result in results),
        precision=_mean(result.verdict.precision for result in results),
        faithful=_mean(result.verdict.faithful for result in results),
        wrongly_answered=_mean(float(not r.verdict.abstained) for r in results if not r.question.answerable),
        wrongly_refused=_mean(float(r.verdict.abstained) for r in results if r.question.answerable),
        p50=percentile(latencies, 0.5),
        p95=percentile(latencies, 0.95),
    )


@dataclass(frozen=True)
class Run:
    """One system over a set of questions.

    Args:
        system: The system's name.
        plan_sha256: Hash of the plan's text.
        version: Version of lzqa.
        results: One a question, in the order of the questions.
    """

    system: str
    plan_sha256: str
    version: str
    results: tuple[QuestionResult, ...]

    def groups(self) -> dict[str, tuple[QuestionResult, ...]]:
        """Return the results by ``all``, ``subset:…``, ``type:…`` and ``persona:…``, empty groups left out."""
        keys: list[tuple[str, Callable[[QuestionResult], bool]]] = [("all", lambda _: True)]
        keys += [(f"subset:{name}", lambda r, name=name: r.question.subset == name) for name in ("dev", "test")]  # type: ignore[misc]
        keys += [(f"type:{name}", lambda r, name=name: r.question.type == name) for name in TYPES]  # type: ignore[misc]
        keys += [(f"persona:{name}", lambda r, name=name: r.question.persona == name) for name in PERSONAS]  # type: ignore[misc]
        found = {key: tuple(result for result in self.results if held(result)) for key, held in keys}
        return {key: group for key, group in found.items() if group}

    def summary(self) -> dict[str, Figures]:
        """Return the figures of each group."""
        return {key: figures(group) for key, group in self.groups().items()}

    def dump(self) -> str:
        """Return the run as JSON, every question, answer and verdict included."""
        body = {
            "format": FORMAT,
            "system": self.system,
            "plan_sha256": self.plan_sha256,
            "lzqa": self.version,
            "summary": {key: asdict(value) for key, value in self.summary().items()},
            "results": [
                {"question": asdict(r.question), "answer": r.answer, "verdict": asdict(r.verdict), "rank": r.rank}
                for r in self.results
            ],
        }
        return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def load_run(path: Path) -> Run:
    """Read what :meth:`Run.dump` wrote.

    Raises:
        UserError: ``U008`` when the file is not such a file.
    """
    from lzqa.evaluation.questions import parse_question

    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if raw["format"] != FORMAT:
            message = f"{path} has results format {raw['format']}, this lzqa reads {FORMAT}"
            raise UserError(message, code="U008", remedy="run `lzqa eval` again")
        results = tuple(
            QuestionResult(
                parse_question(row["question"], row["question"]["subset"]),
                row["answer"],
                Verdict(**row["verdict"]),
                row["rank"],
            )
            for row in raw["results"]
        )
        return Run(raw["system"], raw["plan_sha256"], raw["lzqa"], results)
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{path} is not a results file of `lzqa eval`: {error}"
        raise UserError(message, code="U008", remedy="give the results.json that `lzqa eval` wrote") from error
