"""More of the sentences that an answer to several matters stands on, where it has shown a clause of them only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lzqa.answer.check import MARKER
from lzqa.answer.excerpt import Excerpter, shown
from lzqa.answer.model import Answer
from lzqa.passages import Passage
from lzqa.question import SHORT_KINDS, Question

LIMIT, SHORT_LIMIT = 700, 300
"""Most characters that a widened answer has: to several matters, or of many words; to one, of a short kind."""
MOST = 2
"""So many sentences at most are shown once more."""
ROOM, LEAST = 220, 60
"""A sentence is shown by at most so many of its characters; where there is room for less than the second it is not."""
_MARKUP = "*“”…"


def _plain(text: str) -> str:
    return "".join(character for character in MARKER.sub("", text) if character not in _MARKUP and not character.isspace())


def widened(answer: Answer, question: Question, passages: Mapping[str, Passage], excerpter: Excerpter) -> Answer:
    """Return ``answer`` with more of the sentences that it cites, the first cited first, as far as there is room.

    Args:
        answer: An answer; its citations stay as they are.
        question: What was asked.
        passages: Passages by id.
        excerpter: Chooses what of a sentence is shown.
    """
    limit = SHORT_LIMIT if question.kind in SHORT_KINDS and not question.several else LIMIT
    lines = answer.answer.split("\n")
    added = 0
    for citation in answer.citations:
        passage = passages[citation.passage]
        if passage.row is not None or added == MOST:
            continue
        room = min(ROOM, limit - sum(len(line) + 1 for line in lines) - 12)
        if room < LEAST:
            break
        text = shown(passage.quote, excerpter.around(passage.quote, question, room))
        if len(text) <= room and _plain(text) not in _plain("".join(lines)):
            lines.append(f"原文：“{text}”[{citation.marker}]")
            added += 1
    return replace(answer, answer="\n".join(lines)) if added else answer
