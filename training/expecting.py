"""Learning which words could answer which question, from CMRC 2018's training answers (:mod:`lzqa.retrieval.expecting`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from lzqa.retrieval.expecting import BITS, Expecting, Marks, crossed, looks, views
from lzqa.retrieval.reading import grams
from lzqa.segment import Segmenter, fold
from training import sources

EPOCHS, BATCH, RATE, DECAY = 2, 48, 0.005, 1e-6
SHARE = 8.0
"""What a sentence's share of the question's characters weighs at the start, beside the words' fitness."""
SEED = 0


@dataclass(frozen=True)
class Answered:
    """A question's paragraph, without the words that the question holds.

    Args:
        title: Of the paragraph.
        question: How it asks.
        words: ``(words, LOOKS)``.
        right: ``(words,)``, which stand in the answer; at least one.
        share: ``(words,)``, how much of the question's characters the word's sentence holds.
    """

    title: str
    question: Marks
    words: Marks
    right: NDArray[np.bool_]
    share: NDArray[np.float32]


def read_answered(data: Path, segmenter: Segmenter) -> list[Answered]:
    """Return the questions whose answer stands in one sentence or more of their paragraph."""
    found = []
    for (title, context), pairs in sources.read_asked(data).items():
        cut = [fold(sentence) for sentence in sources.sentences(context)]
        tokens = [segmenter.tokens(sentence) for sentence in cut]
        marks = [looks([token.text for token in row]) for row in tokens]
        held = [frozenset(grams(sentence)) for sentence in cut]
        for question, answer in ((fold(question), fold(answer)) for question, answer in pairs):
            wanted = frozenset(grams(question))
            if not answer.strip() or not wanted:
                continue
            words, right, share = [], [], []
            for sentence, row, seen, pieces in zip(cut, tokens, marks, held, strict=True):
                starts = [match.start() for match in re.finditer(re.escape(answer), sentence)]
                for at, token in enumerate(row):
                    if any(map(str.isalnum, token.text)) and token.text not in question:
                        words.append(seen[at])
                        right.append(any(start <= token.span.start < start + len(answer) for start in starts))
                        share.append(len(wanted & pieces) / len(wanted))
            if any(right):
                marks_of = views(question, segmenter)
                found.append(Answered(title, marks_of, np.stack(words), np.array(right), np.array(share, dtype=np.float32)))
    return found


def _batches(found: Sequence[Answered], random: np.random.Generator) -> Iterable[list[Answered]]:
    order = random.permutation(len(found))
    for at in range(0, len(order), BATCH):
        yield [found[int(number)] for number in order[at : at + BATCH]]


def fit(found: Sequence[Answered]) -> Expecting:
    """Fit by the likelihood that the paragraph's best word is one of the answer's; the same data give the same weights."""
    random = np.random.default_rng(SEED)
    weights = torch.zeros(2**BITS, requires_grad=True)
    by_share = torch.full((1,), SHARE, requires_grad=True)
    groups: list[dict[str, Any]] = [{"params": [weights], "lr": RATE}, {"params": [by_share], "lr": 10 * RATE}]
    optimizer = torch.optim.Adam(groups)
    for _ in range(EPOCHS):
        for batch in _batches(found, random):
            places = torch.from_numpy(np.concatenate([crossed(each.words, each.question) for each in batch]))
            share = torch.from_numpy(np.concatenate([each.share for each in batch]))
            scores = weights[places].sum(dim=1) + by_share * share
            loss = torch.zeros(())
            for each, own in zip(batch, scores.split([len(each.words) for each in batch]), strict=True):
                loss = loss + torch.logsumexp(own, 0) - torch.logsumexp(own[torch.from_numpy(each.right)], 0)
            loss = (loss + DECAY * 40 * BATCH * (weights * weights).sum()) / len(batch)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    return Expecting.of(weights.detach().numpy())
