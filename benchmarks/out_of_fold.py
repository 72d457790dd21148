"""Measure the assistant on the questions it learns from, each with models that saw no question of its fold.

    python benchmarks/out_of_fold.py fit FOLDER                 fit everything; keep the models of each fold, and the whole ones
    python benchmarks/out_of_fold.py ask FOLDER -o RUN [--type compute] [--questions eval/questions]

What ``ask`` writes is a run that ``lzqa eval compare`` reads.  The rules are not held out: only the models are.
Nothing of this is shipped; the folder is working material of one machine.
"""

from __future__ import annotations

import argparse
import multiprocessing
import pickle
from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path

from lzqa.evaluation import EvalQuestion, Run, evaluate, load_questions
from lzqa.evaluation.systems import whole
from lzqa.indexing import Index, load_index
from lzqa.learning.followups import fold_of_dialogue
from lzqa.learning.learner import Learner
from lzqa.learning.train import STEPS, enrol, train, write_models
from lzqa.retrieval.ranker import Ranker
from lzqa.settings import project_root, settings_from_environment

KEPT = ("intents", "weights", "rankers", "choosers", "proposers", "abstentions", "choosers_of_readings")
PROCESSES = 2


def opened() -> Index:
    settings = settings_from_environment()
    return load_index(settings.corpus, settings.index, settings.embedding)


def fit(folder: Path, questions: Path) -> None:
    """Fit everything and keep the models of each fold beside the whole ones."""
    course = enrol(opened(), questions)
    learner = course.banked
    if learner is None or learner.same is None:
        message = "the plan has no question bank"
        raise SystemExit(message)
    models = train(course, STEPS, progress=partial(print, flush=True))
    learner.weights = course.plain.weights
    kept = {name: getattr(learner, name) for name in KEPT}
    kept["same"] = models["answer/samematter.json"]
    kept["wording"] = learner.understander.wording
    kept["folds"] = {example.id: example.fold for example in course.written}
    write_models(models, folder / "whole")
    (folder / "folds.pickle").write_bytes(pickle.dumps(kept))


def learner_of(folder: Path) -> tuple[Learner, dict[str, int]]:
    """Return the assistant with the models of every fold, and the fold of each question."""
    kept = pickle.loads((folder / "folds.pickle").read_bytes())
    learner = Learner(opened())
    for name in KEPT:
        setattr(learner, name, kept[name])
    learner.same.model = Ranker.parse(kept["same"])
    learner.understander.wording = kept["wording"]
    return learner, kept["folds"]


def fold_of(asked: EvalQuestion, folds: dict[str, int]) -> int:
    return folds.get(asked.id, 0) if len(asked.turns) == 1 else fold_of_dialogue(asked.turns)


def ask_some(folder: Path, questions: list[EvalQuestion]) -> Run:
    """Ask each question with the models of its fold."""
    learner, folds = learner_of(folder)
    by_id = {asked.id: fold_of(asked, folds) for asked in questions}
    answer = whole(learner)

    def system(name: str, turns: list[str]) -> object:
        with learner.as_of(by_id[name]):
            return answer(name, turns)

    plan = learner.index.plan
    ordered = sorted(questions, key=lambda asked: by_id[asked.id])
    return evaluate("lzqa", system, ordered, plan.text, plan.corpus.document.sha256)


def ask(folder: Path, questions: list[EvalQuestion]) -> Run:
    """Ask in several processes."""
    parts = [questions[at::PROCESSES] for at in range(PROCESSES)]
    with multiprocessing.Pool(PROCESSES) as pool:
        runs = pool.map(partial(ask_some, folder), parts)
    results = {result.question.id: result for run in runs for result in run.results}
    return replace(runs[0], results=tuple(results[asked.id] for asked in questions))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=("fit", "ask"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--type", action="append")
    parser.add_argument("--questions", type=Path, default=project_root() / "eval" / "questions")
    given = parser.parse_args()
    if given.action == "fit":
        fit(given.folder, given.questions)
        return
    text = (settings_from_environment().corpus / "plan.txt").read_text(encoding="utf-8")
    chosen = [
        asked
        for asked in load_questions(given.questions, text, subsets=("dev",))
        if given.type is None or asked.type in given.type
    ]
    run = ask(given.folder, chosen)
    right, every = Counter(), Counter()
    for result in run.results:
        for name in (result.question.type, "all"):
            every[name] += 1
            right[name] += result.verdict.correct
    for name, count in sorted(every.items()):
        print(f"{name:16} {right[name]:5} of {count:5}  {right[name] / count:.4f}")
    if given.output is not None:
        given.output.write_text(run.dump(), encoding="utf-8")


if __name__ == "__main__":
    main()
