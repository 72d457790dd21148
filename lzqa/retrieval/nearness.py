"""How near passages stand to those that earlier answers of a dialogue cite."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lzqa.passages import Passage
from lzqa.retrieval.fusion import Scores
from lzqa.retrieval.sections import section_of

PARAGRAPH, ITEM, SECTION = 1.0, 0.8, 0.4
"""How near a passage is to one of the same paragraph, of the same item or table, of the same section."""
LEAN = 3.0
"""By so much the log odds of a passage rise that stands where the answer before stood."""


def _places(identifier: str) -> tuple[str, str, str]:
    """Return paragraph, item and section of a passage by its id, such as ``4.4.1/2.2``: ``4.4.1/2``, ``4.4.1`` and ``4.4``."""
    item, _, sentence = identifier.partition("/")
    return f"{item}/{sentence.partition('.')[0]}", item, section_of(identifier)


class Nearness:
    """Nearness of all passages to some of them.

    Args:
        passages: All passages, in order.
    """

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._at = {passage.id: at for at, passage in enumerate(passages)}
        names = np.array([_places(passage.id) for passage in passages]).reshape(-1, 3)
        self._places = np.stack([np.unique(column, return_inverse=True)[1] for column in names.T]) if len(names) else names.T

    def of(self, context: Sequence[tuple[str, float]]) -> Scores:
        """Return ``(passages,)``, 0..1: how near each stands to one of ``context``, times what that one weighs.

        Args:
            context: Ids of passages, each with its weight 0..1; unknown ones count for nothing.
        """
        near = np.zeros(self._places.shape[1])
        for identifier, weight in context:
            at = self._at.get(identifier)
            if at is not None:
                paragraph, item, section = self._places == self._places[:, at : at + 1]
                own = np.where(paragraph, PARAGRAPH, np.where(item, ITEM, np.where(section, SECTION, 0.0)))
                near = np.maximum(near, weight * own)
        return near


def leaned(probabilities: Scores, near: Scores) -> Scores:
    """Return probabilities whose log odds are raised by nearness."""
    kept = np.clip(probabilities, 1e-4, 1 - 1e-4)
    return np.asarray(1 / (1 + np.exp(-(np.log(kept / (1 - kept)) + LEAN * near))))
