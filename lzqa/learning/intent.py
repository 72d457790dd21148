"""Fitting the network that tells what a question asks for: passages, figures, and whether the plan answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lzqa.assistant import Assistant
from lzqa.evaluation.questions import EvalQuestion
from lzqa.learning.examples import FOLDS, Example, folds_of
from lzqa.learning.lures import asked_facts
from lzqa.learning.trees import AT_ONCE
from lzqa.normalise import normalise
from lzqa.question.wording import BUCKETS
from lzqa.retrieval.intent import IntentModel, heard

SIZE, HIDDEN = 96, 256
"""Numbers of a run's vector, and of the hidden layer."""
ROUNDS, BATCH, RATE, DECAY = 8, 256, 4e-3, 1e-2
"""How often the questions are gone through, how many at once, and the greatest step and the decay of AdamW."""
UNHEARD, DROPPED = 0.4, 0.3
"""So many of a question's runs are left out each time, so that no few of them decide, and so much of the layers."""
RAREST = 2
"""A run that stands in fewer questions has no vector."""
SEED = 20217
LINEAR = ("meaning", "hidden", "passage", "fact", "answered")
"""The layers that multiply."""
Array = NDArray[np.float32]
FIGURES = frozenset({"figure", "table", "compute", "compare", "conflict", "yesno"})
"""Types of evaluation questions whose figures tell which facts they ask for; of the others that is not known."""


@dataclass(frozen=True)
class Heard:
    """A question to learn from.

    Args:
        numbers: Its words and runs of characters, as :func:`lzqa.retrieval.intent.heard` gives them.
        vector: ``(dimension,)`` its vector.
        places: Positions of the passages that it asks for, or comes near where the plan does not answer; may be empty.
        facts: Numbers of the facts that it asks for; ``None`` when that is not known.
        answerable: Whether the plan answers.
        fold: Its fold.
    """

    numbers: NDArray[np.int64]
    vector: Array
    places: tuple[int, ...]
    facts: tuple[int, ...] | None
    answerable: bool
    fold: int


def _read(assistant: Assistant, texts: Sequence[str]) -> list[tuple[NDArray[np.int64], Array]]:
    """Return words, runs of characters and vector of normalised questions."""
    vectors = assistant.retriever.meanings(texts)
    return [(heard(text, assistant.index.segmenter), vector) for text, vector in zip(texts, vectors, strict=True)]


def from_bank(assistant: Assistant, every: int = 1) -> list[Heard]:
    """Return every ``every``-th of the bank's questions to learn from; none without a bank."""
    bank = assistant.retriever.bank
    if bank is None:
        return []
    at = {passage.id: passage.position for passage in assistant.index.plan.passages.passages}
    facts = {fact.id: number for number, fact in enumerate(assistant.index.plan.facts)}
    chosen = list(zip(bank.entries, folds_of(bank), strict=True))[::every]
    read = _read(assistant, [normalise(entry.text) for entry, _ in chosen])
    return [
        Heard(
            *own,
            tuple(at[name] for name in entry.evidence or entry.near),
            tuple(facts[name] for name in entry.facts),
            entry.answerable,
            fold,
        )
        for own, (entry, fold) in zip(read, chosen, strict=True)
    ]


def from_evaluation(assistant: Assistant, examples: Sequence[Example], asked: Mapping[str, EvalQuestion]) -> list[Heard]:
    """Return evaluation questions kept for learning.

    Args:
        assistant: Knows the plan.
        examples: The questions, as people wrote them.
        asked: The questions behind them, by id.
    """
    plan = assistant.index.plan
    numbers = {fact.id: number for number, fact in enumerate(plan.facts)}
    found = []
    read = _read(assistant, [example.question.text for example in examples])
    for example, words in zip(examples, read, strict=True):
        own = asked[example.id]
        facts: tuple[int, ...] | None = () if not own.answerable else None
        if own.answerable and own.type in FIGURES:
            facts = tuple(numbers[fact.id] for fact in asked_facts(plan, own)) or None
        found.append(Heard(*words, tuple(sorted(example.evidence)), facts, example.answerable, example.fold))
    return found


def _spread(chosen: Sequence[Sequence[int] | None]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Return which outputs are wanted of which question, and what each counts: those of one question add to 1."""
    pairs = [(row, column, 1 / len(own)) for row, own in enumerate(chosen) if own for column in own]
    rows, columns, shares = zip(*pairs, strict=True) if pairs else ((), (), ())
    return np.array(rows, np.int64), np.array(columns, np.int64), np.array(shares, np.float32)


def _network(dimension: int, passages: int, facts: int, chance: Any) -> Any:
    """Return an untrained network, whose numbers are drawn from the generator ``chance``."""
    from torch import nn

    net: Any = nn.ModuleDict(
        {
            "vectors": nn.EmbeddingBag(BUCKETS, SIZE, mode="sum"),
            "meaning": nn.Linear(dimension, SIZE),
            "steady": nn.LayerNorm(2 * SIZE),
            "hidden": nn.Linear(2 * SIZE, HIDDEN),
            "passage": nn.Linear(HIDDEN, passages),
            "fact": nn.Linear(HIDDEN, facts + 1),
            "answered": nn.Linear(HIDDEN, 1),
        }
    )
    nn.init.normal_(net["vectors"].weight, std=0.1, generator=chance)
    for name in LINEAR:
        bound = net[name].in_features ** -0.5
        nn.init.uniform_(net[name].weight, -bound, bound, generator=chance)
        nn.init.zeros_(net[name].bias)
    return net


def _dropped(values: Any, chance: Any) -> Any:
    """Return values of which some are left out by ``chance`` and the others grow by as much; torch's own layer shares its chance."""
    import torch

    return values * (torch.rand(values.shape, generator=chance) >= DROPPED) / (1 - DROPPED)


def _hidden(net: Any, parts: Sequence[NDArray[np.int64]], vectors: Array, chance: Any = None) -> Any:
    """Return ``(questions, hidden)``, what questions come to of which the network hears ``parts``; nothing is dropped without chance."""
    import torch

    lengths = np.array([len(each) for each in parts])
    starts = torch.from_numpy(np.concatenate([[0], np.cumsum(lengths)[:-1]]))
    weights = torch.from_numpy(np.repeat((1 / np.sqrt(np.maximum(lengths, 1))).astype(np.float32), lengths))
    summed = net["vectors"](torch.from_numpy(np.concatenate(parts)), starts, per_sample_weights=weights)
    steady = net["steady"](torch.cat([summed, net["meaning"](torch.from_numpy(vectors))], dim=1))
    if chance is None:
        return torch.relu(net["hidden"](steady))
    return _dropped(torch.relu(net["hidden"](_dropped(steady, chance))), chance)


def _loss(net: Any, hidden: Any, batch: Sequence[Heard], facts: int) -> Any:
    """Return how wrong the network is about questions that come to ``hidden``."""
    import torch
    from torch.nn import functional

    own = [each.facts if each.facts is None or each.facts else (facts,) for each in batch]
    total: Any = 0.0
    for name, wanted in (("passage", [each.places for each in batch]), ("fact", own)):
        rows, columns, shares = _spread(wanted)
        told = functional.log_softmax(net[name](hidden), dim=1)
        total = total - (told[rows, columns] * torch.from_numpy(shares)).sum() / len(batch)
    answerable = torch.tensor([float(each.answerable) for each in batch])
    return total + functional.binary_cross_entropy_with_logits(net["answered"](hidden)[:, 0], answerable)


def _arrays(net: Any, data: Sequence[Heard]) -> dict[str, NDArray[Any]]:
    """Return a fitted network as arrays; see :class:`IntentModel`."""
    counts = np.bincount(np.concatenate([each.numbers for each in data]), minlength=BUCKETS)
    known = np.flatnonzero(counts >= RAREST)
    vectors = net["vectors"].weight.detach().numpy()[known]
    scales = np.maximum(np.abs(vectors).max(axis=1), 1e-9) / 127
    found = {"known": known, "vectors": np.round(vectors / scales[:, None]).astype(np.int8), "scales": scales}
    found["gain"], found["shift"] = (each.detach().numpy() for each in (net["steady"].weight, net["steady"].bias))
    for name in LINEAR:
        found[name], found[f"{name}_bias"] = (each.detach().numpy() for each in (net[name].weight, net[name].bias))
    return found


def trained(data: Sequence[Heard], passages: int, facts: int, seed: int = SEED) -> Any:
    """Return torch's network, fitted; the same questions give the same one.

    Args:
        data: The questions.
        passages: How many passages the plan has.
        facts: How many facts it has.
        seed: Seed of what is left to chance.
    """
    import torch

    random = np.random.default_rng(seed)
    chance = torch.Generator().manual_seed(seed)
    net = _network(len(data[0].vector), passages, facts, chance)
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    steps = ROUNDS * -(-len(data) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps + 1)
    for _ in range(ROUNDS):
        order = random.permutation(len(data))
        for start in range(0, len(data), BATCH):
            batch = [data[at] for at in order[start : start + BATCH].tolist()]
            parts = [each.numbers[random.random(len(each.numbers)) >= UNHEARD] for each in batch]
            hidden = _hidden(net, parts, np.stack([each.vector for each in batch]), chance)
            loss = _loss(net, hidden, batch, facts)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return net


def fit(data: Sequence[Heard], plan: str, passages: Sequence[str], facts: Sequence[str]) -> IntentModel:
    """Fit the network and return it as plain numbers.

    Args:
        data: The questions.
        plan: The plan's name.
        passages: Ids of its passages, by position.
        facts: Ids of its facts, by number.
    """
    net = trained(data, len(passages), len(facts))
    names = {"plan": np.array(plan), "passages": np.array(passages), "facts": np.array(facts)}
    return IntentModel.parse({**names, **_arrays(net, data)})


@dataclass(frozen=True)
class Fitted:
    """Fitted networks.

    Args:
        whole: Learned from all questions.
        by_fold: For each fold, the one that saw no question of it.
    """

    whole: IntentModel
    by_fold: tuple[IntentModel, ...]


def fit_all(assistant: Assistant, data: Sequence[Heard]) -> Fitted:
    """Fit the network to all questions, and once for each fold without it."""
    import torch

    plan = assistant.index.plan
    names = [passage.id for passage in plan.passages.passages], [fact.id for fact in plan.facts]
    parts = [list(data), *([each for each in data if each.fold != fold] for fold in range(FOLDS))]
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # sums of several threads differ in their last digits
    try:
        with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
            whole, *rest = pool.map(lambda part: fit(part, plan.corpus.info.id, *names), parts)
    finally:
        torch.set_num_threads(threads)
    return Fitted(whole, tuple(rest))


def right_first(models: Sequence[IntentModel], data: Sequence[Heard]) -> tuple[int, int]:
    """Return of how many questions the passage told likeliest is asked for, by the network that saw none of their fold, and of how many."""
    known = [each for each in data if each.answerable and each.places]
    told = (int(models[each.fold].probabilities(each.numbers, each.vector)[0].argmax()) for each in known)
    return sum(place in each.places for place, each in zip(told, known, strict=True)), len(known)
