"""Measuring a model: public data, the project's evaluation questions, and bank questions on passages it has not seen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from lzqa.embedding import Embedder, HashingEmbedder
from lzqa.evaluation.public import HYBRID_WEIGHT, RANKERS, Pool, by_ranker, measure_cmrc, measure_xquad, rank_of
from lzqa.evaluation.questions import SUBSETS, load_questions
from lzqa.evaluation.standards import qrels
from lzqa.indexing import Plan
from lzqa.segment import Segmenter
from training import sources
from training.train import EVALUATION, held_out_passages

XQUAD = "measure/xquad_r_zh.jsonl.gz"
CMRC = "measure/cmrc2018_dev.jsonl.gz"
Figures = dict[str, dict[str, float]]
"""Metric → ranker → figure in 0..1."""


@dataclass(frozen=True)
class Task:
    """Questions with, for each, the places of the texts that answer."""

    name: str
    texts: tuple[str, ...]
    questions: tuple[str, ...]
    gold: tuple[Collection[int], ...]


def reached(task: Task, segmenter: Segmenter, embedder: Embedder | None, depths: Sequence[int] = (1, 3)) -> Figures:
    """Return the share of questions with a right text among the first 1 and 3, by ranker.

    Args:
        task: What to look for.
        segmenter: Gives the words of BM25.
        embedder: Gives the vectors; the hashing embedder fitted on the texts when not given.
        depths: How many texts are looked at.
    """
    pool = Pool(task.texts, segmenter, embedder or HashingEmbedder.fit(segmenter, task.texts))
    ranks: dict[str, list[int]] = {name: [] for name in RANKERS}
    for gold, (lexical, cosine) in zip(task.gold, pool.scores(task.questions), strict=True):
        for name, scores in by_ranker(lexical, cosine, HYBRID_WEIGHT).items():
            ranks[name].append(rank_of(scores, gold))
    return {
        f"{task.name} R@{depth}": {name: sum(rank <= depth for rank in found) / len(found) for name, found in ranks.items()}
        for depth in depths
    }


def plan_tasks(plan: Plan) -> list[Task]:
    """Return the evaluation questions' last turns, and the bank's questions on passages that runs may hold out."""
    places = sources.content_places(plan)
    row = {at: number for number, at in enumerate(places)}
    passages = plan.passages.passages
    texts = tuple(f"{passages[at].context} {passages[at].quote}" for at in places)
    number = {passages[at].id: row[at] for at in places}
    asked = load_questions(EVALUATION, plan.text, subsets=SUBSETS)
    relevant = qrels(asked, plan)
    asked = tuple(question for question in asked if question.id in relevant)
    gold = tuple([number[name] for name in relevant[question.id]] for question in asked)
    kept = held_out_passages(plan)
    bank = [question for question in sources.read_bank(plan, EVALUATION) if question.passages and kept & set(question.passages)]
    bank = [question for question in bank if any(at in row for at in question.passages)]
    return [
        Task("eval", texts, tuple(question.turns[-1] for question in asked), gold),
        Task(
            "bank held out", texts, tuple(question.text for question in bank),
            tuple([row[at] for at in question.passages if at in row] for question in bank),
        ),
    ]  # fmt: skip


def held_out_sentences(data: Path) -> Task:
    """Return the questions of the titles that runs may hold out, among all sentences of their paragraphs."""
    paragraphs = [paragraph for paragraph in sources.read_cmrc(data) if sources.held_out(paragraph.title)]
    place = {text: at for at, text in enumerate(dict.fromkeys(text for p in paragraphs for text in p.sentences))}
    asked = [(text, [place[p.sentences[at]] for at in right]) for p in paragraphs for text, right in p.questions]
    return Task("CMRC train held out", tuple(place), tuple(text for text, _ in asked), tuple(gold for _, gold in asked))


def measure(data: Path, plan: Plan, embedder: Embedder | None) -> Figures:
    """Return every metric for every ranker.

    Args:
        data: The data folder.
        plan: The plan.
        embedder: The model; the hashing embedder fitted on each task's texts when not given.
    """
    segmenter = Segmenter.fit(plan.lexicon.terms)
    found: Figures = {}
    xquad = measure_xquad(data / XQUAD, segmenter, embedder, reading=False).figures
    cmrc = measure_cmrc(data / CMRC, segmenter, embedder, reading=False).figures
    found["XQuAD-R R@1"] = {name: xquad[name]["R@1"] for name in RANKERS}
    found["CMRC dev paragraph R@1"] = {name: cmrc[name]["paragraph R@1"] for name in RANKERS}
    found["CMRC dev best sentence"] = {name: cmrc[name]["best sentence"] for name in RANKERS}
    for task in [*plan_tasks(plan), held_out_sentences(data)]:
        found |= reached(task, segmenter, embedder)
    return found
