"""What the model learns from, read: laws, questions on Wikipedia paragraphs, the plan, the question bank, the thesaurus."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lzqa.evaluation.questions import leaks, load_questions
from lzqa.indexing import Plan
from lzqa.normalise import normalise
from lzqa.passages import PassageKind
from lzqa.spans import Span
from lzqa.structure.sentences import split_sentences

LAWS = "train/laws.jsonl.gz"
CMRC = "train/cmrc2018_train.jsonl.gz"
MIN_ARTICLE = 25
MAX_SENTENCES, MAX_SENTENCE = 8, 200
HELD_OUT = 10
"""One in so many titles, and passages of the plan, is kept for measuring when a run is asked to hold out."""
_ARTICLE = re.compile(r"^第[一二三四五六七八九十百千零〇]+条(?:之[一二三四五六七八九十]+)?\s*")
_CHAPTER = re.compile(r"^第\S{1,4}[编章节]\s*")
_CLAUSE = re.compile(r"(?<=[。；])|\n")


@dataclass(frozen=True)
class Article:
    """An article of a law: the law's title, the chapter's heading, the article's clauses."""

    title: str
    heading: str
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: its title, its sentences, and questions with the sentences that hold the answer."""

    title: str
    sentences: tuple[str, ...]
    questions: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True)
class BankQuestion:
    """A question of the bank.

    Args:
        text: The question.
        passages: Places of its evidence among the plan's passages; empty when the plan does not answer it.
        near: Places of the passages that it is about: its evidence, or what comes nearest.
        line: The line of the bank that it stands in, with others that ask the same.
    """

    text: str
    passages: tuple[int, ...]
    near: tuple[int, ...]
    line: str


def held_out(key: str) -> bool:
    """Tell whether what belongs to ``key`` is kept for measuring: by its hash, so the same on every machine."""
    return hashlib.sha256(key.encode()).digest()[0] % HELD_OUT == 0


def sentences(text: str) -> list[str]:
    """Cut ``text`` as the plan is cut."""
    return [span.slice(text) for span in split_sentences(text, Span(0, len(text)))]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_laws(folder: Path) -> list[Article]:
    """Return the articles in the file's order; equal and very short ones once or not at all."""
    found: list[Article] = []
    seen: set[str] = set()
    for row in _rows(folder / LAWS):
        text = _ARTICLE.sub("", row["text"])
        if len(text) < MIN_ARTICLE or text in seen:
            continue
        seen.add(text)
        clauses = [clause[:MAX_SENTENCE] for clause in map(str.strip, _CLAUSE.split(text)) if len(clause) > 5]
        if clauses:
            found.append(Article(row["title"], _CHAPTER.sub("", row["heading"]), tuple(clauses[:MAX_SENTENCES])))
    return found


def read_asked(folder: Path) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Return CMRC's questions with their answers, by title and paragraph, in the file's order."""
    asked: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in _rows(folder / CMRC):
        asked.setdefault((row["title"], row["context"]), []).append((row["question"], row["answer"]))
    return asked


def read_cmrc(folder: Path) -> list[Paragraph]:
    """Return the paragraphs with their questions, in the file's order."""
    found = []
    for (title, context), pairs in read_asked(folder).items():
        cut = sentences(context)
        questions = []
        for question, answer in pairs:
            holds = tuple(at for at, sentence in enumerate(cut) if answer in sentence)
            if holds:
                questions.append((question, holds))
        found.append(Paragraph(title, tuple(cut), tuple(questions)))
    return found


def read_bank(plan: Plan, evaluation: Path) -> list[BankQuestion]:
    """Return the bank's questions, each as written and as lzqa normalises it.

    A question that equals, or nearly equals, an evaluation question is left out.

    Args:
        plan: The plan with its bank; its passages are what evidence points at.
        evaluation: The folder of evaluation questions.
    """
    place = {passage.id: at for at, passage in enumerate(plan.passages.passages)}
    written = {form: entry for entry in plan.bank.entries for form in (entry.text, normalise(entry.text))}
    leaked = {text for _, text, _ in leaks(load_questions(evaluation, plan.text), list(written))}
    found = []
    for text, entry in written.items():
        if text not in leaked:
            evidence = tuple(place[name] for name in entry.evidence)
            near = evidence or tuple(place[name] for name in entry.near)
            found.append(BankQuestion(text, evidence, near, entry.line))
    return found


def content_places(plan: Plan) -> list[int]:
    """Return the places of the passages that are no heading."""
    return [at for at, passage in enumerate(plan.passages.passages) if passage.kind is not PassageKind.HEADING]
