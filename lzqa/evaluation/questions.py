"""Evaluation questions: read, validated, refused with the line when they are not what the format asks for."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lzqa.errors import UserError

TYPES = (
    "figure", "table", "list", "definition", "measure", "yesno", "compare", "compute", "conflict", "multi_hop",
    "locate", "summary", "unanswerable", "false_premise", "followup",
)  # fmt: skip
PERSONAS = ("teacher", "parent", "staff", "auditor")
SUBSETS = ("dev", "test")
KEYS = frozenset({"id", "persona", "type", "turns", "answerable", "figures", "points", "forbidden_figures", "evidence", "note"})


@dataclass(frozen=True)
class GoldFigure:
    """A figure that must stand in the answer.

    Args:
        value: Its value as a string.
        unit: Its unit.
        any_of: Spellings; one must stand in the answer.
    """

    value: str
    unit: str
    any_of: tuple[str, ...]


@dataclass(frozen=True)
class EvalQuestion:
    """A question with its gold.

    Args:
        id: Unique.
        persona: Who asks.
        type: One of :data:`TYPES`.
        turns: The dialogue; the last turn is judged.
        answerable: False when an answer must abstain.
        figures: Figures that must stand in the answer.
        points: Of each group one string must stand in the answer.
        forbidden_figures: Wrong as the headline.
        evidence: Of each group one quote must be cited.
        subset: ``dev`` or ``test``.
        note: Why it is asked.
    """

    id: str
    persona: str
    type: str
    turns: tuple[str, ...]
    answerable: bool
    figures: tuple[GoldFigure, ...]
    points: tuple[tuple[str, ...], ...]
    forbidden_figures: tuple[str, ...]
    evidence: tuple[tuple[str, ...], ...]
    subset: str
    note: str = ""


def normalise(text: str) -> str:
    """Return ``text`` as it is compared: NFKC, without white space, markup and citation markers."""
    return re.sub(r"\[\d{1,2}\]|\*\*|\s", "", unicodedata.normalize("NFKC", text))


def _problems(raw: dict[str, Any], plan: str) -> Iterable[str]:
    """Yield what is wrong with a raw question; ``plan`` is the normalised text."""
    missing = sorted(KEYS - set(raw))
    if missing:
        yield f"missing {', '.join(missing)}"
        return
    if raw["type"] not in TYPES:
        yield f"unknown type {raw['type']!r}"
    if raw["persona"] not in PERSONAS:
        yield f"unknown persona {raw['persona']!r}"
    turns = raw["turns"]
    if not turns or not all(isinstance(turn, str) and turn.strip() for turn in turns):
        yield "turns must be one or more non-blank strings"
    elif (len(turns) > 1) != (raw["type"] == "followup"):
        yield f"{len(turns)} turns do not fit type {raw['type']}"
    for group in raw["evidence"]:
        yield from (f"evidence {quote!r} does not stand in the plan" for quote in group if normalise(quote) not in plan)
    if raw["answerable"]:
        if not raw["evidence"]:
            yield "answerable without evidence: a question without gold"
        if not raw["figures"] and not raw["points"]:
            yield "answerable without figures and points: a question without gold"
        yield from ("an empty group of points" for group in raw["points"] if not group)
        yield from (f"figure {figure} without spelling" for figure in raw["figures"] if not figure.get("any_of"))
    elif raw["figures"] or raw["points"]:
        yield "not answerable, yet with figures or points"


def parse_question(raw: dict[str, Any], subset: str) -> EvalQuestion:
    """Return a validated raw question as a value."""
    return EvalQuestion(
        id=raw["id"],
        persona=raw["persona"],
        type=raw["type"],
        turns=tuple(raw["turns"]),
        answerable=bool(raw["answerable"]),
        figures=tuple(GoldFigure(str(f["value"]), str(f["unit"]), tuple(f["any_of"])) for f in raw["figures"]),
        points=tuple(tuple(group) for group in raw["points"]),
        forbidden_figures=tuple(raw["forbidden_figures"]),
        evidence=tuple(tuple(group) for group in raw["evidence"]),
        subset=subset,
        note=raw["note"],
    )


def load_questions(folder: Path, plan: str, *, subsets: Sequence[str] = SUBSETS) -> tuple[EvalQuestion, ...]:
    """Read ``<folder>/<subset>/*.jsonl`` in the order of subsets, file names and lines.

    Args:
        folder: The folder of question files.
        plan: The plan's text, for checking that evidence stands in it.
        subsets: Which subsets to read.

    Raises:
        UserError: ``U006`` with every file, line and reason when a question is not usable; ``U007`` when there is none.
    """
    compared = normalise(plan)
    questions: list[EvalQuestion] = []
    problems: list[str] = []
    seen: set[str] = set()
    for subset in subsets:
        for path in sorted((folder / subset).glob("*.jsonl")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                if not line.strip():
                    continue
                place = f"{subset}/{path.name}:{number}"
                try:
                    raw = json.loads(line)
                except json.JSONDecodeError as error:
                    problems.append(f"{place}: not JSON ({error.msg})")
                    continue
                found = list(_problems(raw, compared))
                if raw.get("id") in seen:
                    found.append(f"the id {raw['id']} stands twice")
                if found:
                    problems.extend(f"{place}: {problem}" for problem in found)
                    continue
                seen.add(raw["id"])
                questions.append(parse_question(raw, subset))
    if problems:
        message = f"{len(problems)} evaluation questions are not usable:\n    " + "\n    ".join(problems[:20])
        raise UserError(message, code="U006", remedy="mend these lines; docs/evaluation.md tells the format")
    if not questions:
        message = f"there are no evaluation questions in {folder} ({', '.join(subsets)})"
        raise UserError(message, code="U007", remedy="name the folder with --questions")
    return tuple(questions)


def trigrams(text: str) -> frozenset[str]:
    """Return the character 3-grams of the letters and digits of ``text``; of a shorter text, itself."""
    plain = "".join(character for character in normalise(text).lower() if character.isalnum())
    return frozenset(plain[at : at + 3] for at in range(len(plain) - 2)) or frozenset({plain})


def leaks(questions: Sequence[EvalQuestion], bank: Iterable[str], *, limit: float = 0.7) -> list[tuple[str, str, float]]:
    """Return evaluation questions that equal, or nearly equal, a question of the bank.

    Args:
        questions: Evaluation questions; every turn of each is compared.
        bank: The bank's questions.
        limit: Jaccard similarity of character 3-grams from which two questions count as nearly equal.

    Returns:
        ``(id, bank question, similarity)``, in the order of ``questions``.
    """
    postings: dict[str, list[int]] = {}
    texts = list(bank)
    grams = [trigrams(text) for text in texts]
    for at, held in enumerate(grams):
        for gram in held:
            postings.setdefault(gram, []).append(at)
    found = []
    for question in questions:
        for own in map(trigrams, question.turns):
            # two sets so alike share one of any so many grams: the rarest are looked up (Chaudhuri et al. 2006)
            rarest = sorted(own, key=lambda gram: (len(postings.get(gram, ())), gram))
            telling = rarest[: len(own) - math.ceil(limit * len(own) - 1e-9) + 1]
            for at in sorted({at for gram in telling for at in postings.get(gram, ())}):
                similarity = len(own & grams[at]) / len(own | grams[at])
                if similarity >= limit:
                    found.append((question.id, texts[at], similarity))
    return found
