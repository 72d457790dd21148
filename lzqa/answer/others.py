"""A message that asks several things: what answers the others beside the first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from lzqa.answer.answerable import Answerable
from lzqa.answer.check import Checker
from lzqa.answer.compose import Composer
from lzqa.answer.join import joined, states_more
from lzqa.answer.measured import holds_its_own
from lzqa.answer.model import Answer
from lzqa.answer.supposed import as_share
from lzqa.answer.trace import Lookup
from lzqa.question import Question

BOTH = 2
"""So many of the things that a message asks must be answered alone where the message as a whole is not."""
SURE = 0.5
"""What else a message asks is answered when the plan answers it with this probability."""
ALONE = 0.6
"""Without what it tells of the person, a message that is not answered as a whole is, where the plan answers that with this probability."""
BEYOND = 0.1
"""A passage adds something to an answer to several matters when it is evidence with this probability."""


class Others:
    """Answers what else a message asks.

    Args:
        look_up: Finds what may answer a question.
        composer: Makes drafts.
        checker: Checks answers.
        understand: Understands a question, given as its turns.
    """

    def __init__(
        self,
        look_up: Callable[[Question], Lookup],
        composer: Composer,
        checker: Checker,
        understand: Callable[[Sequence[str]], Question],
    ) -> None:
        self._look_up, self._composer, self._checker, self._understand = look_up, composer, checker, understand

    def alone(
        self, found: Lookup, confidence: float, model: Answerable, without_background: Callable[[Question], Question | None]
    ) -> tuple[Lookup, float]:
        """Return what is found for a message that is not answered, without what it tells of the person, where that surely is.

        Or for the share that it asks for of a number of its own (假如有500人): that number is then taken of the share found.

        Args:
            found: What was found for the whole message.
            confidence: Probability, 0..1, that the plan answers the whole message.
            model: Tells whether the plan answers.
            without_background: Takes what a message tells of the person away; ``None`` where nothing can be.
        """
        if confidence >= model.threshold:
            return found, confidence
        question, least = found.question, max(ALONE, model.threshold)
        alone = without_background(question)
        if alone is not None:
            again = self._look_up(alone)
            sure = model.probability(again.features)
            if sure >= least:
                if holds_its_own(question.text) and not holds_its_own(alone.text):
                    again = replace(again, question=replace(again.question, text=question.text, asking=question.asking))
                return again, sure
        share = as_share(question.text)
        if share:
            again = self._look_up(self._understand([share]))
            sure = model.probability(again.features)
            if sure >= least:
                own = replace(again.question, raw=question.raw, text=question.text, asking=question.asking)
                return replace(again, question=own), sure
        return found, confidence

    def to(self, matters: Sequence[Question], model: Answerable, answer: Answer) -> Answer:
        """Return ``answer`` with what answers the several things, ``matters``, that the same message asks.

        Where the message as a whole is not answered, the things it asks are, if two of them alone surely are, each from a place
        of its own.

        Args:
            matters: The things, each as a question.
            model: Tells whether the plan answers one.
            answer: The answer to the message as a whole.
        """
        cited = [citation.passage for citation in answer.citations] if not answer.abstained else []
        others: list[Answer] = []
        for matter in matters:
            found = self._look_up(matter)
            confidence = model.probability(found.features)
            if confidence < max(model.threshold, SURE):
                continue
            found = replace(found, question=replace(found.question, several=True))
            said = [line for each in (answer, *others) if not each.abstained for line in each.answer.split("\n")]
            other = self._beyond(found, confidence, cited, said)
            if other is not None:
                others.append(other)
                cited.extend(citation.passage for citation in other.citations)
        if not others or (answer.abstained and len(others) < BOTH):
            return answer
        first = answer
        if answer.abstained:
            first = replace(others[0], question=answer.question, understood_as=answer.understood_as)
        return joined(first, others)

    def _beyond(self, found: Lookup, confidence: float, cited: Sequence[str], said: Sequence[str]) -> Answer | None:
        """Return an answer to one of several matters that says something beyond the passages ``cited``; ``None`` if none does.

        Or that states a figure which none of the lines ``said`` states.
        """
        if not found.content:
            return None
        for from_facts in (True, False):
            hits = found.hits
            if not from_facts:
                hits = tuple(hit for hit in hits if hit.passage.id not in cited and hit.score >= BEYOND)
            if not any(hit.passage.kind != "heading" for hit in hits):
                continue
            answer = self._composer.compose(found.question, hits, "", from_facts=from_facts).answer(confidence)
            new = any(citation.passage not in cited for citation in answer.citations[:1]) or (
                from_facts and states_more(answer.answer.partition("\n")[0], said)
            )
            if new and not self._checker.problems(answer):
                return answer
        return None
