"""Fitting everything that is learned, step by step: each step rests on what those before it gave.

A step learns from values that models give which saw no question of its fold, so that no question scores itself.  All of it
is deterministic: the same plan, bank and questions give the same files.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import lzqa
from lzqa.errors import OutputError
from lzqa.indexing import Index
from lzqa.learning import abstention, asides, facts, followups, fusion, intent, logistic, proposals, ranking, samematter, trees
from lzqa.learning import wording as wordings
from lzqa.learning.examples import FOLDS, Example, as_examples, folds_of, from_bank, from_evaluation, working
from lzqa.learning.learner import Learner
from lzqa.learning.lures import Lessons, lessons
from lzqa.normalise import normalise
from lzqa.passages import PassageKind
from lzqa.retrieval.bank import BankMatcher
from lzqa.retrieval.ranker import Ranker

PACKAGE = Path(lzqa.__file__).resolve().parent
FROM_BANK = 1500
"""So many of the bank's answerable and of its unanswerable questions are learned from; more tells little more."""
WORKED_OUT = 3
"""Proposals learn from so many wordings more of each line of the bank that wants something worked out, of at most twice as many."""
SEED = 20210
FACT_KINDS = frozenset({"figure", "table"})
"""Kinds of the bank's answerable questions that the model of facts learns from."""
UNANSWERABLE_STEP = 3
"""Ranking, facts and proposals learn from every third of the unanswerable ones."""


@dataclass
class Course:
    """What is learned from, and what has been learned so far.

    Args:
        plain: An assistant without a bank.
        banked: One with the bank; ``None`` when there is none.
        asked: The evaluation questions kept for learning, the plain ones made of the facts, and the lures made of both.
        lessons: The questions behind them.
        bank: Questions of the bank, each hidden from itself.
        working: More of them that want something worked out, for proposals.
        wording: The models of wordings, with which the questions were understood; ``None`` without a bank.
        asides: The model of asides, likewise; ``None`` where the corpus has no labelled messages.
        weights: The fusion weights learned; of the shipped ones until then none.
        compared: How many of the bank's questions are held against their nearest.
        every: Every so many-th of the bank's questions teaches what words ask for.
    """

    plain: Learner
    banked: Learner | None
    asked: list[Example]
    lessons: Lessons
    bank: list[Example] = field(default_factory=list)
    wording: wordings.Fitted | None = None
    asides: asides.Fitted | None = None
    weights: dict[str, float] | None = None
    working: list[Example] = field(default_factory=list)
    compared: int = samematter.QUESTIONS
    every: int = 1

    @property
    def written(self) -> list[Example]:
        """The evaluation questions as people wrote them, without those that were made."""
        return [example for example in self.asked if not example.made]

    @property
    def answerable(self) -> list[Example]:
        """The bank's questions that the plan answers."""
        return [example for example in self.bank if example.answerable]

    @property
    def unanswerable(self) -> list[Example]:
        """Those of the others that are learned from."""
        return [example for example in self.bank if not example.answerable][::UNANSWERABLE_STEP]

    @property
    def headings(self) -> list[bool]:
        """Whether each passage is a heading."""
        return [passage.kind is PassageKind.HEADING for passage in self.plain.index.plan.passages.passages]


@dataclass(frozen=True)
class Learned:
    """What a step gives.

    Args:
        content: The model as plain numbers.
        reached: What it reached, out of fold, each line for people.
    """

    content: dict[str, Any]
    reached: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One model to fit.

    Args:
        name: What it is called.
        file: Where it is kept, below the package.
        learn: Fits it.
        bank: Whether it needs a bank.
    """

    name: str
    file: str
    learn: Callable[[Course], Learned]
    bank: bool = True


def _percent(part: float) -> str:
    return f"{100 * part:.1f}%"


def _refusals(held_out: NDArray[np.float64], answerable: NDArray[np.bool_], threshold: float) -> str:
    parts = []
    for name, kind in (("有答案的", answerable), ("没有答案的", ~answerable)):
        share = _percent(float((held_out[kind] < threshold).mean())) if kind.any() else "—"
        parts.append(f"{name} {int(kind.sum())} 问中拒答 {share}")
    return "，".join(parts)


def learn_wording(course: Course) -> Learned:
    """Give the model of wordings, fitted before the questions were understood."""
    if course.wording is None:
        message = "this step needs a question bank"
        raise ValueError(message)
    lacking = np.array([example.question.sounds("unanswerable") for example in course.written])
    answerable = np.array([example.answerable for example in course.written])
    ranks = [float((lacking[answerable] < share).mean()) for share in lacking[~answerable]]
    reached = f"没看题库写的 {len(lacking)} 问：没有答案的比有答案的更像没有答案，{_percent(float(np.mean(ranks or [0.0])))}"
    return Learned(wordings.arrays(course.wording.whole), (reached,))


def learn_asides(course: Course) -> Learned:
    """Give the model of asides, fitted before the questions were understood; an empty one where there is nothing to learn from."""
    if course.asides is None:
        return Learned(asides.arrays(asides.NOTHING), ("没有标注过的话可学",))
    fitted = course.asides
    reached = (
        f"标注过的 {fitted.count} 处不问的话，没学过时认出 {_percent(fitted.found)}；认作不问的有 {_percent(fitted.right)} 确是"
    )
    return Learned(asides.arrays(fitted.model), (reached,))


def learn_intents(course: Course) -> Learned:
    """Fit the network that tells what a question asks for."""
    learner = _banked(course)
    written = intent.from_evaluation(learner, course.written, {asked.id: asked for asked in course.lessons.written})
    fitted = intent.fit_all(learner, [*intent.from_bank(learner, course.every), *written])
    learner.retriever.intents, learner.intents = fitted.whole, fitted.by_fold
    right, count = intent.right_first(fitted.by_fold, written)
    reached = f"没看题库写的 {count} 问：只凭字词，最像的一段就是依据 {_percent(right / max(count, 1))}"
    return Learned(fitted.whole.dump(), (reached,))


def learn_fusion(course: Course) -> Learned:
    """Fit the weights of the signals."""
    data = fusion.scored(course.plain.retriever, course.asked, course.headings)
    fitted = fusion.fit(data)
    course.weights = course.plain.retriever.weights = fitted.weights
    course.plain.weights = fitted.by_fold
    at = fitted.held_out
    hits = "，".join(f"前 {k} 位有依据 {_percent(float((at <= k).mean()))}" for k in (1, 3, 5, 10))
    return Learned(fitted.weights, (f"{len(at)} 问：{hits}，MRR@10 {fusion.reciprocal(at):.3f}",))


def learn_logistic(course: Course) -> Learned:
    """Fit the abstention model that holds without a bank."""
    fitted = logistic.fit(course.plain, course.written)
    return Learned(fitted.raw, (_refusals(fitted.held_out, fitted.answerable == 1, fitted.threshold),))


def _banked(course: Course) -> Learner:
    if course.banked is None:
        message = "this step needs a question bank"
        raise ValueError(message)
    return course.banked


def learn_same_matters(course: Course) -> Learned:
    """Fit the model that tells which of the bank's questions ask the same."""
    learner = _banked(course)
    if learner.same is None or learner.retriever.bank is None:
        message = "this step needs a question bank"
        raise ValueError(message)
    raw, reached = samematter.fit(learner.same, learner.retriever.bank, course.compared)
    learner.same.model = Ranker.parse(raw)
    return Learned(raw, (f"没学过的问法：同一件事的排在另一件事前面，{_percent(reached)}",))


def learn_ranker(course: Course) -> Learned:
    """Fit the ranker."""
    learner = _banked(course)
    learner.retriever.weights = course.weights
    data = ranking.ranked(learner, [*course.answerable, *course.unanswerable, *course.written], course.headings, course.weights)
    with ThreadPoolExecutor(max_workers=trees.AT_ONCE) as pool:
        parts = [data, *([each for each in data if each.example.fold != fold] for fold in range(FOLDS))]
        (model, _), *rest = pool.map(ranking.fit, parts)
    by_fold = [ranker for _, ranker in rest]
    learner.rankers = by_fold
    reached = []
    for name, blind in (("题库的问题", False), ("没看题库写的问题", True)):
        own = [each for each in data if each.example.blind is blind and each.example.answerable]
        before = ranking.quality(own, [each.fused[each.places] for each in own])
        after = ranking.quality(own, [by_fold[each.example.fold].probabilities(each.features) for each in own])
        hits = "，".join(
            f"前 {k} 位有依据 {_percent(after[f'hit@{k}'])}（学之前 {_percent(before[f'hit@{k}'])}）" for k in (1, 3, 10)
        )
        reached.append(f"{name} {len(own)} 个：{hits}")
    return Learned(trees.dump(model, ranking.NAMES, ranking.DEPTH), tuple(reached))


def learn_facts(course: Course) -> Learned:
    """Fit the model of facts."""
    learner = _banked(course)
    entries = learner.index.plan.bank.entries
    figures = [each for each in course.answerable if entries[each.without[0]].kind in FACT_KINDS]
    chosen = [*figures, *course.unanswerable]
    data = facts.from_bank(learner, chosen) + facts.from_evaluation(learner, course.lessons, learner.folds)
    fitted = facts.fit(data)
    learner.choosers = fitted.by_fold
    right = _percent(float(fitted.right[fitted.answerable].mean())) if fitted.answerable.any() else "—"
    return Learned(fitted.raw, (f"没看题库写的、有数字可答的 {int(fitted.answerable.sum())} 问中选对 {right}",))


def learn_proposals(course: Course) -> Learned:
    """Fit the model of proposals."""
    learner = _banked(course)
    data = proposals.from_bank(learner, [*course.answerable, *course.unanswerable, *course.working])
    data += proposals.from_evaluation(learner, course.lessons, learner.folds)
    fitted = proposals.fit(data)
    learner.proposers = fitted.by_fold
    right = _percent(float(fitted.right.mean())) if len(fitted.right) else "—"
    return Learned(fitted.raw, (f"没看题库写的、有一种答法对的 {len(fitted.right)} 问中选对 {right}",))


def learn_abstention(course: Course) -> Learned:
    """Fit the abstention model that holds with a bank."""
    learner = _banked(course)
    data = abstention.judged(learner, course.asked)
    fitted = abstention.fit(data)
    learner.abstentions = fitted.by_fold
    reached = []
    for name, made in (("", False), ("照数字造的问题：", True)):
        own = np.array([example.made is made for example in course.asked])
        if own.any():
            reached.append(name + _refusals(fitted.held_out[own], data.answerable[own] == 1, fitted.threshold))
    return Learned(fitted.raw, tuple(reached))


def learn_followups(course: Course) -> Learned:
    """Fit the model of follow-ups."""
    learner = _banked(course)
    written = {example.id: example for example in course.written}
    section = followups.sections(learner, {name: example.evidence for name, example in written.items()})
    alone = [asked for asked in course.lessons.written if asked.id in written]
    made = tuple(followups.behind_others(alone, section))
    data = followups.read(learner, course.lessons.dialogues, {}, made=False)
    data += followups.read(learner, made, {name: example.fold for name, example in written.items()}, made=True)
    fitted = followups.fit(data)
    learner.choosers_of_readings = fitted.by_fold
    right = _percent(float(fitted.right[fitted.answerable].mean())) if fitted.answerable.any() else "—"
    reached = (
        f"对话：{_refusals(fitted.best, fitted.answerable, fitted.threshold)}",
        f"有答案的 {int(fitted.answerable.sum())} 段中最可能的读法答对 {right}",
    )
    return Learned(fitted.raw, reached)


STEPS: tuple[Step, ...] = (
    Step("问法", "question/wording.npz", learn_wording),
    Step("不问的话", "question/asides.npz", learn_asides),
    Step("各项信号的权重", "retrieval/fusion.json", learn_fusion, bank=False),
    Step("不用题库时的拒答", "answer/abstention.json", learn_logistic, bank=False),
    Step("字词", "retrieval/intent.npz", learn_intents),
    Step("同一件事", "answer/samematter.json", learn_same_matters),
    Step("排序", "retrieval/ranker.json", learn_ranker),
    Step("选数字", "answer/facts.json", learn_facts),
    Step("选答法", "answer/proposals.json", learn_proposals),
    Step("拒答", "answer/abstention-bank.json", learn_abstention),
    Step("追问", "answer/followup.json", learn_followups),
)
"""Everything that is learned, in the order in which one rests on another."""


def _asides(index: Index, bank: BankMatcher | None, every: int) -> asides.Fitted | None:
    """Return the model of asides, fitted to every so many-th of the corpus's labelled messages; ``None`` where it has none."""
    labelled = asides.read(index.plan.corpus.folder / asides.FILE)[::every]
    if not labelled:
        return None
    texts = {normalise(entry.text) for entry in bank.entries} if bank is not None else set()
    return asides.fit(labelled, sorted(texts)[::every])


def enrol(index: Index, folder: Path, *, bank: bool = True, most: int = FROM_BANK) -> Course:
    """Return what is to be learned from.

    Args:
        index: A loaded index.
        folder: The folder of evaluation questions, of which only ``dev`` is read.
        bank: Whether the question bank is used, where the index has one.
        most: How many of the bank's answerable, of its unanswerable and of plain questions are learned from.

    Raises:
        UserError: ``U006`` or ``U007`` when the evaluation questions cannot be used.
    """
    plain = Learner(index, bank=False)
    banked = Learner(index) if bank and index.questions is not None else None
    known = banked.retriever.bank if banked is not None else None
    fitted = None
    if banked is not None and known is not None:
        fitted = wordings.fit_all(known.entries, folds_of(known))
        plain.understander.wording = banked.understander.wording = fitted.whole
    every = max(1, FROM_BANK // most)
    aside = _asides(index, known, every) if banked is not None else None
    if aside is not None and banked is not None:
        plain.understander.asides = banked.understander.asides = aside.model
    questions = lessons(index.plan, folder, most)
    asked = from_evaluation(plain, questions)
    compared = samematter.QUESTIONS * most // FROM_BANK
    course = Course(plain, banked, asked, questions, wording=fitted, asides=aside, compared=compared, every=every)
    plain.know(asked)
    if banked is not None:
        course.banked = banked
        if known is not None and fitted is not None:
            course.bank = from_bank(banked, known, most, SEED, fitted.by_fold)
            have = {example.question.raw for example in course.bank}
            more = [at for at in working(known, 2 * most, SEED + 1, each=WORKED_OUT) if known.entries[at].text not in have]
            course.working = as_examples(banked, known, more, SEED + 1, fitted.by_fold)
        course.banked.know([*course.bank, *course.working, *asked])
    return course


def train(
    course: Course, steps: Sequence[Step] = STEPS, *, progress: Callable[[str], None] = lambda _: None
) -> dict[str, dict[str, Any]]:
    """Take every step that the course allows; return each model by its file.

    Args:
        course: What is learned from.
        steps: The steps.
        progress: Called with a line for people at each step and with what it reached.
    """
    models = {}
    for step in steps:
        if step.bank and course.banked is None:
            continue
        progress(f"{step.name}（{step.file}）……")
        learned = step.learn(course)
        models[step.file] = learned.content
        for line in learned.reached:
            progress(f"  {line}")
    return models


def write_models(models: dict[str, dict[str, Any]], package: Path = PACKAGE) -> None:
    """Write each model to its file below ``package``, each whole or not at all.

    Raises:
        OutputError: ``O005`` when a file cannot be written.
    """
    for name, content in models.items():
        path = package / name
        aside = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix == ".npz":
                with aside.open("wb") as out:
                    np.savez_compressed(out, **content)
            else:
                aside.write_text(json.dumps(content, indent=None if "trees" in content else 1) + "\n", encoding="utf-8")
            aside.replace(path)
        except OSError as error:
            message = f"{path} cannot be written: {error.strerror or error}"
            raise OutputError(
                message, code="O005", remedy="train in a checkout that may be written, or name one with -o"
            ) from error
        finally:
            with suppress(OSError):
                aside.unlink(missing_ok=True)
