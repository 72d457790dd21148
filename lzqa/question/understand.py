"""From the person's words to a typed question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lzqa.figures import year_spans
from lzqa.lexicon import Lexicon
from lzqa.question.dialogue import stand_alone
from lzqa.question.kinds import attributes_of, kind_of, levels_of, small_talk_of
from lzqa.question.model import Question, QuestionKind, Term
from lzqa.question.normalise import normalise
from lzqa.segment import Segmenter

_BARE_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d|所|个|人|名|万)")
_END_OF_PERIOD = {
    2025: re.compile(r"十四五(?:规划)?(?:期?末|结束|收官|时候?到)|五年(?:后|之后|以后)|规划期末"),
    2020: re.compile(r"十三五(?:期?末|结束|收官)"),
}
_LETTERS = re.compile(r"[A-Za-z]{2,}")
_HAN = re.compile(r"[\u3400-\u9fff]")


def _problem(raw: str, text: str) -> str:
    """Say why there is no question in ``raw``, or ``""`` when there is one."""
    if not raw.strip():
        return "blank"
    if not any(character.isalnum() for character in text):
        return "symbols" if text else "markup"
    if re.fullmatch(r"[\d\s.,%年]+", text):
        return "number"
    if not _HAN.search(text):
        return "language" if _LETTERS.search(text) else "symbols"
    return ""


class Understander:
    """Turns words into :class:`Question` values.

    Args:
        segmenter: The plan's tokenizer.
        lexicon: The plan's word lists.
    """

    def __init__(self, segmenter: Segmenter, lexicon: Lexicon) -> None:
        self._segmenter = segmenter
        self._lexicon = lexicon

    def content_words(self, text: str) -> tuple[str, ...]:
        """Return the words of ``text`` that carry content, in order."""
        return tuple(word for word in self._segmenter.words(text) if word not in self._lexicon.stop)

    def terms(self, text: str) -> tuple[Term, ...]:
        """Return the content words of ``text`` with their parts and the plan's words for them, each once."""
        found: dict[str, Term] = {}
        for word in self.content_words(text):
            if word in found:
                continue
            parts = tuple(p for p in self._segmenter.terms(word) if p != word and p not in self._lexicon.stop)
            plan_words, weight = self._lexicon.everyday.get(word, ((), 1.0))
            found[word] = Term(word, parts, plan_words, weight)
        return tuple(found.values())

    def understand(self, turns: Sequence[str]) -> Question:
        """Understand the last of ``turns``; the earlier ones are its context.

        Args:
            turns: What the person said, oldest first; at least one, of any content.
        """
        raw = turns[-1]
        own = normalise(raw)
        small = small_talk_of(own)
        if small:
            return Question(raw, own, small)
        problem = _problem(raw, own)
        if problem:
            return Question(raw, own, QuestionKind.EMPTY, problem=problem)
        earlier = [text for turn in turns[:-1] if (text := normalise(turn)) and not _problem(turn, text)]
        text, carried = stand_alone([*earlier, own], self.content_words)
        return Question(
            raw=raw,
            text=text,
            kind=kind_of(own) if not carried else self._carried_kind(own, text),
            terms=self.terms(text),
            years=self._years(text),
            levels=levels_of(text),
            attributes=attributes_of(own),
            carried=carried,
        )

    @staticmethod
    def _carried_kind(own: str, text: str) -> QuestionKind:
        kind = kind_of(own)
        return kind_of(text) if kind is QuestionKind.TOPIC else kind

    @staticmethod
    def _years(text: str) -> tuple[int, ...]:
        years = [year for year, _ in year_spans(text)]
        years += [int(match.group(1)) for match in _BARE_YEAR.finditer(text)]
        years += [year for year, pattern in _END_OF_PERIOD.items() if pattern.search(text)]
        return tuple(dict.fromkeys(years))
