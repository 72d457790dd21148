"""``python -m training.reader DATA``: fit the sentence reader on CMRC 2018's training questions; docs/embedding.md tells how.

The embedding model has learned from these questions, so a cosine would look better on them than it ever will again.  A third of
the titles at a time is therefore read with a small model that has learned from the other two.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lzqa.embedding import StaticEmbedder
from lzqa.indexing import load_plan
from lzqa.learning.trees import dump_histogram
from lzqa.retrieval import reader as shipped
from lzqa.retrieval.expecting import FILE, Expecting
from lzqa.retrieval.reading import Collection, Places
from lzqa.segment import Segmenter
from training import sources
from training.expecting import fit as fit_expecting
from training.expecting import read_answered
from training.export import export
from training.train import CORPUS, Options, count, read, train

FOLDS = 3
GROUP = 110
"""So many paragraphs are one collection, of about 1,200 sentences."""
PIECE = 5
"""When all are looked at together, paragraphs are cut into pieces of about so many sentences, so that neighbours compete."""
READ = 30
STEPS = 450
TREES, LEAVES, RATE, LEAF, SHRINK, SHARE = 300, 31, 0.06, 40, 5.0, 0.3
SEED = 0


@dataclass(frozen=True)
class Choice:
    """Sentences to choose from for a question.

    Args:
        title: Of the question's paragraph.
        rows: ``(sentences, features)``.
        right: ``(sentences,)``, which hold the answer.
        pooled: Whether they come from many paragraphs.
    """

    title: str
    rows: NDArray[np.float32]
    right: NDArray[np.bool_]
    pooled: bool


def fold(title: str) -> int:
    """Return the third that a title belongs to: by its hash, so the same on every machine."""
    return sha256(title.encode()).digest()[1] % FOLDS


def embedders(data: Path, work: Path, steps: int, threads: int) -> Iterator[StaticEmbedder]:
    """Yield, third by third, a model that has learned from none of its titles, nor from the held-out tenth."""
    options = Options(steps=steps, threads=threads)
    folders = [work / f"fold{number}" for number in range(FOLDS)]
    if not all((folder / "README.md").is_file() for folder in folders):
        material = read(data, options)
        counts = count(material)
        for number, folder in enumerate(folders):
            others = tuple(paragraph for paragraph in material.paragraphs if fold(paragraph.title) != number)
            export(train(options, folder, replace(material, paragraphs=others), counts), folder)
    for folder in folders:
        yield StaticEmbedder(folder)


def groups(paragraphs: Sequence[sources.Paragraph]) -> list[Sequence[sources.Paragraph]]:
    """Return ``paragraphs`` in groups of :data:`GROUP`; what would be too few for one is added to the last."""
    whole = max(1, len(paragraphs) // GROUP)
    edges = [*(GROUP * at for at in range(whole)), len(paragraphs)]
    return [paragraphs[a:b] for a, b in pairwise(edges)]


def pieces(sentences: Sequence[str]) -> list[Sequence[str]]:
    """Cut a paragraph's sentences into pieces of about :data:`PIECE`."""
    many = max(1, round(len(sentences) / PIECE))
    edges = [round(at * len(sentences) / many) for at in range(many + 1)]
    return [sentences[a:b] for a, b in pairwise(edges)]


def choices(
    group: Sequence[sources.Paragraph], segmenter: Segmenter, embedder: StaticEmbedder, expecting: Expecting | None = None
) -> Iterator[Choice]:
    """Yield, for each question, the sentences of its paragraph, and the most promising ones of the whole group."""
    whole = Collection([paragraph.sentences for paragraph in group], segmenter, embedder, expecting)
    cut = Collection([piece for paragraph in group for piece in pieces(paragraph.sentences)], segmenter, embedder, expecting)
    for start, paragraph in zip(whole.starts, group, strict=False):
        own: Places = np.arange(start, start + len(paragraph.sentences))
        for question, holds in paragraph.questions:
            right = start + np.array(holds)
            yield Choice(paragraph.title, whole.features(whole.ask(question), own)[1], np.isin(own, right), pooled=False)
            asked = cut.ask(question)
            promising = asked.promising(READ)
            yield Choice(paragraph.title, cut.features(asked, promising)[1], np.isin(promising, right), pooled=True)


def gather(data: Path, work: Path, steps: int, threads: int) -> list[Choice]:
    """Return every question's choices, features worked out with models that do not know it."""
    segmenter = Segmenter.fit(load_plan(CORPUS).lexicon.terms)
    paragraphs = sources.read_cmrc(data)
    answered = [each for each in read_answered(data, segmenter) if not sources.held_out(each.title)]
    found: list[Choice] = []
    for number, embedder in enumerate(embedders(data, work, steps, threads)):
        own = [paragraph for paragraph in paragraphs if fold(paragraph.title) == number]
        random.Random(SEED + number).shuffle(own)
        expecting = fit_expecting([each for each in answered if fold(each.title) != number])
        for group in groups(own):
            found += choices(group, segmenter, embedder, expecting)
    return found


def fit(found: Sequence[Choice]) -> Any:
    """Fit a ``HistGradientBoostingClassifier``; choices without a right sentence teach nothing and are left out."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    taught = [choice for choice in found if choice.right.any()]
    model = HistGradientBoostingClassifier(
        max_iter=TREES,
        learning_rate=RATE,
        max_leaf_nodes=LEAVES,
        min_samples_leaf=LEAF,
        l2_regularization=SHRINK,
        max_features=SHARE,
        early_stopping=False,
        random_state=SEED,
    )
    return model.fit(np.concatenate([choice.rows for choice in taught]), np.concatenate([choice.right for choice in taught]))


def first_right(model: Any, found: Sequence[Choice], depth: int = 1) -> float:
    """Return how often a right sentence is among the first ``depth``; one that was not promising counts as missed."""
    hits = 0
    for choice in found:
        best = np.argsort(-model.decision_function(choice.rows), kind="stable")[:depth]
        hits += bool(choice.right[best].any())
    return hits / max(len(found), 1)


def names(expecting: Expecting | None = None) -> tuple[str, ...]:
    """Return the features' names."""
    collection = Collection([["一"]], Segmenter({"一": 1}), StaticEmbedder(), expecting)
    return collection.features(collection.ask("一"), np.array([0]))[0]


def main() -> None:
    """Fit on nine tenths of the titles, tell what that reaches on the last, fit on all, write."""
    parser = argparse.ArgumentParser(prog="python -m training.reader", description=__doc__)
    parser.add_argument("data", type=Path, help="the data folder; docs/embedding.md tells its files")
    parser.add_argument("--output", type=Path, default=Path(shipped.__file__).parent, help="folder of the two files")
    parser.add_argument("--work", type=Path, default=Path("out/reader"), help="folder of the small embedding models")
    parser.add_argument("--steps", type=int, default=STEPS, help="batches of each small embedding model")
    parser.add_argument("--threads", type=int, default=Options.threads, help="threads of torch")
    given = parser.parse_args()
    found = gather(given.data, given.work, given.steps, given.threads)
    model = fit([choice for choice in found if not sources.held_out(choice.title)])
    for pooled, where in ((False, "its own paragraph"), (True, "a group of paragraphs")):
        kept = [choice for choice in found if sources.held_out(choice.title) and choice.pooled is pooled]
        reached = ", ".join(f"R@{depth} {first_right(model, kept, depth):.3f}" for depth in (1, 3))
        print(f"held out, {where}: {len(kept)} questions, {reached}", flush=True)
    answered = read_answered(given.data, Segmenter.fit(load_plan(CORPUS).lexicon.terms))
    expecting = fit_expecting(answered)
    with (given.output / FILE).open("wb") as opened:
        np.savez_compressed(opened, rows=expecting.rows, scale=np.float64(expecting.scale))
    trees = dump_histogram(fit(found), names(expecting))
    (given.output / shipped.READER_FILE).write_text(json.dumps(trees, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
