"""The sentence reader: how likely a sentence is the one that answers, told by boosted trees over :mod:`lzqa.retrieval.reading`.

It is general: ``python -m training.reader`` fits it on CMRC 2018's training questions alone (Cui et al. 2019, CC BY-SA 4.0), and it
has seen neither the plan nor its bank.  The trees stand in ``reader.json`` beside this module, as plain numbers.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from lzqa.embedding import StaticEmbedder
from lzqa.retrieval.fusion import DECIMALS
from lzqa.retrieval.ranker import Ranker
from lzqa.retrieval.reading import Asked, Collection, Places, Values
from lzqa.segment import Segmenter

READER_FILE = "reader.json"
PROMISING = 50
"""So many sentences of a large collection are read."""


def load_trees() -> Ranker:
    """Return the shipped trees."""
    return Ranker.parse(json.loads((resources.files(__package__) / READER_FILE).read_text(encoding="utf-8")))


class Reader:
    """Reads sentences for a question.

    Args:
        paragraphs: The sentences to choose from, by paragraph: what stands around a sentence counts.
        segmenter: Gives the words.
        embedder: Gives the vectors: the shipped model, which the trees were fitted with; it is loaded when not given.
        trees: The shipped ones when not given.
    """

    def __init__(
        self,
        paragraphs: Sequence[Sequence[str]],
        segmenter: Segmenter,
        embedder: StaticEmbedder | None = None,
        trees: Ranker | None = None,
    ) -> None:
        self._trees = trees or load_trees()
        self.collection = Collection(paragraphs, segmenter, embedder or StaticEmbedder())

    def probabilities(self, question: str, places: Sequence[int] | Places) -> Values:
        """Return ``(places,)``: how likely each sentence answers, seen beside the others in ``places``; each for itself.

        Args:
            question: The question.
            places: Positions among the sentences of all paragraphs, in any order.
        """
        return self._read(self.collection.ask(question), np.asarray(places, dtype=np.int64))

    def scores(self, question: str, promising: int = PROMISING) -> NDArray[np.float64]:
        """Return ``(sentences,)``: the probability where a sentence was promising enough to be read, else below 0 by rough rank.

        Args:
            question: The question.
            promising: How many are read.
        """
        asked = self.collection.ask(question)
        order = asked.promising(len(self.collection.texts))
        found = np.zeros(len(order))
        found[order] = -np.arange(1, len(order) + 1) / len(order)
        found[order[:promising]] = self._read(asked, order[:promising])
        return found

    def _read(self, asked: Asked, places: Places) -> Values:
        if not len(places):
            return np.zeros(0)
        _, rows = self.collection.features(asked, places)
        return np.round(self._trees.probabilities(rows.astype(np.float64)), DECIMALS)
