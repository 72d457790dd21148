"""Which passages an answer cites beside its first: as many as are likely evidence, a lead's followers with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lzqa.passages import Passage, PassageSet
from lzqa.question import Question, QuestionKind
from lzqa.retrieval.model import Hit

NEAR = 0.62
"""Without learned probabilities a supporting passage must reach this share of the best one's score."""
KEPT, FLOOR = 0.18, 0.08
"""With them it must reach this share of the best one's, and this probability."""
KEPT_SHORT, FLOOR_SHORT = 0.25, 0.12
"""The same for short answers."""
FOLLOWS = 0.75
"""What a sentence counts that follows a chosen lead, beside the lead."""
FOLLOWERS = 3
"""So many sentences that follow a lead are looked at."""


@dataclass(frozen=True)
class Selection:
    """How passages are chosen.

    Args:
        passages: All passages.
        learned: Whether scores are probabilities.
    """

    passages: PassageSet
    learned: bool

    def supporting(self, hits: Sequence[Hit], most: int, *, short: bool = False) -> list[Passage]:
        """Return at most ``most`` passages worth citing beside the first of ``hits``, best first.

        Args:
            hits: Passages, best first; at least one.
            most: How many at most.
            short: Whether the answer is to be short.
        """
        if not self.learned:
            return [hit.passage for hit in hits[1:] if hit.score >= NEAR * hits[0].score][:most]
        kept, least = (KEPT_SHORT, FLOOR_SHORT) if short else (KEPT, FLOOR)
        floor = max(least, kept * hits[0].score)
        scores = {hit.passage.id: hit.score for hit in hits}
        if not short:
            for hit in hits:
                if hit.signals.lead and hit.score >= floor:
                    for follower in self._following(hit.passage):
                        scores[follower] = max(scores.get(follower, 0.0), FOLLOWS * hit.score)
        by_id = {hit.passage.id: hit.passage for hit in hits}
        known = self.passages.by_id() if len(scores) > len(by_id) else by_id
        chosen = [name for name in scores if name != hits[0].passage.id and scores[name] >= floor]
        return [known[name] for name in sorted(chosen, key=lambda name: -scores[name])][:most]

    def _following(self, passage: Passage) -> tuple[str, ...]:
        members = self.passages.blocks[passage.block].passages
        at = members.index(passage.id)
        return tuple(members[at + 1 : at + 1 + FOLLOWERS])


def asks_for_much(question: Question) -> bool:
    """Tell whether a question wants more than one sentence."""
    return question.kind in (
        QuestionKind.MEASURE,
        QuestionKind.LIST,
        QuestionKind.SUMMARY,
        QuestionKind.TOPIC,
        QuestionKind.REASON,
    )
