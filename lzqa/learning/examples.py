"""Questions to learn from: the bank's own, each hidden from itself, and those of the evaluation kept for learning."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lzqa.assistant import Assistant
from lzqa.bank import BankEntry
from lzqa.evaluation.scoring import places
from lzqa.learning.lures import Lessons
from lzqa.passages import PassageKind
from lzqa.question import SMALL_TALK, Question
from lzqa.question.wording import Wording
from lzqa.retrieval.bank import BankMatcher


@dataclass(frozen=True)
class Example:
    """A question with what is known of it.

    Args:
        question: The question, understood.
        without: Numbers of the bank's questions that it must not see.
        evidence: Positions of the passages that answer it; empty when the plan does not.
        answerable: Whether the plan answers it.
        fold: Number of its fold, 0..FOLDS-1; questions about one passage share it.
        blind: Whether it was written without sight of the bank.
        made: Whether nobody wrote it: a plain one made of a fact, or one made from another, for which the plan has an answer.
        id: Id of the evaluation question that it is, ``""`` of others.
    """

    question: Question
    without: tuple[int, ...]
    evidence: frozenset[int]
    answerable: bool
    fold: int
    blind: bool
    made: bool = False
    id: str = ""


FOLDS = 5
EVERY = 4
"""Every fourth line of the bank teaches which questions ask the same; what rests on that learns from the others."""


def set_apart(entry: BankEntry) -> bool:
    """Tell whether a question's line is one of those that teach which questions ask the same."""
    return zlib.crc32(entry.line.encode()) % EVERY == 0


def folds_of(bank: BankMatcher) -> list[int]:
    """Return the fold of each of the bank's questions: those of one line share it."""
    return [zlib.crc32(entry.line.encode()) % FOLDS for entry in bank.entries]


def working(bank: BankMatcher, most: int, seed: int, *, each: int = 1) -> list[int]:
    """Return the numbers of at most ``most`` of the bank's questions that want something worked out, of one line at most ``each``.

    Those of the lines that the model of same matters learns from are left out.
    """
    random = np.random.default_rng(seed)
    lines: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(bank.entries):
        if entry.work and not set_apart(entry):
            lines[entry.line].append(number)
    chosen = [number for own in lines.values() for number in random.permutation(own)[:each].tolist()]
    return sorted(random.permutation(chosen)[:most].tolist())


def from_bank(assistant: Assistant, bank: BankMatcher, most: int, seed: int, wordings: Sequence[Wording] = ()) -> list[Example]:
    """Return examples from at most ``most`` each of the bank's answerable and unanswerable questions.

    Args:
        assistant: Understands the questions.
        bank: The bank.
        most: How many of either.
        seed: Seed of the choice.
        wordings: For each fold, the model of wordings that saw no question of it; the assistant's own when not given.

    They are chosen at random, but the same for a seed; as many more want something worked out, of one line one.
    Those of the lines that the model of same matters learns from are left out.
    A question is hidden from itself; half of the time all questions of its line are, so that what is learnt holds for
    wordings that the bank has nothing like.
    """
    random = np.random.default_rng(seed)
    known = [(number, entry) for number, entry in enumerate(bank.entries) if not set_apart(entry)]
    answerable = [number for number, entry in known if entry.answerable]
    others = [number for number, entry in known if not entry.answerable]
    drawn = [*random.permutation(answerable)[:most].tolist(), *random.permutation(others)[:most].tolist()]
    return as_examples(assistant, bank, sorted({*drawn, *working(bank, most, seed)}), seed, wordings)


def as_examples(
    assistant: Assistant, bank: BankMatcher, chosen: Sequence[int], seed: int, wordings: Sequence[Wording] = ()
) -> list[Example]:
    """Return the bank's questions with the numbers ``chosen`` as examples; the others of :func:`from_bank`."""
    random = np.random.default_rng(seed)
    lines: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(bank.entries):
        lines[entry.line].append(number)
    contents = [p.kind is not PassageKind.HEADING for p in assistant.index.plan.passages.passages]
    folds = folds_of(bank)
    own = assistant.understander.wording
    found: list[Example] = []
    for number in chosen:
        entry = bank.entries[number]
        if wordings:
            assistant.understander.wording = wordings[folds[number]]
        question = assistant.understander.understand([entry.text])
        if question.kind in SMALL_TALK or not question.terms:
            continue
        hidden = tuple(lines[entry.line]) if random.random() < 0.5 else (number,)
        evidence = frozenset(int(place) for place in bank.places[number] if contents[place])
        if entry.answerable and not evidence:
            continue
        found.append(Example(question, hidden, evidence, entry.answerable, folds[number], blind=False))
    assistant.understander.wording = own
    return found


def from_evaluation(assistant: Assistant, lessons: Lessons) -> list[Example]:
    """Return examples from questions kept for learning, from plain ones, and from the lures made of both."""
    plan = assistant.index.plan
    text = plan.text
    passages = [p for p in plan.passages.passages if p.kind is not PassageKind.HEADING]
    found: list[Example] = []
    folds: dict[str, int] = {}
    for asked, made in (*((asked, False) for asked in lessons.written), *((asked, True) for asked in lessons.plain)):
        question = assistant.understander.understand(asked.turns)
        if question.kind in SMALL_TALK or not question.terms:
            continue
        held: set[int] = set()
        for group in asked.evidence:
            spans = [span for quote in group for span in places(text, quote)]
            held |= {p.position for p in passages if any(p.span.start < end and start < p.span.end for start, end in spans)}
        folds[asked.id] = fold = min(held, default=len(found)) % FOLDS
        found.append(Example(question, (), frozenset(held), asked.answerable, fold, blind=True, made=made, id=asked.id))
    for lure, source in lessons.lures:
        question = assistant.understander.understand(lure.turns)
        if source.id in folds and question.terms:
            found.append(Example(question, (), frozenset(), answerable=False, fold=folds[source.id], blind=True, made=True))
    return found


def positions(example: Example, size: int) -> NDArray[np.float64]:
    """Return ``(size,)`` with 1 for each passage that is evidence."""
    wanted = np.zeros(size)
    wanted[list(example.evidence)] = 1.0
    return wanted
