"""Which reading of a follow-up leads to its answer, if any does: learned from dialogues.

A turn of a dialogue may lean on the turn before it, on the first one, or on none, and one cannot tell from its words alone.
So every reading (:mod:`lzqa.question.readings`) is looked up and answered, and boosted trees (``followup.json``, fitted by
``lzqa train``) tell of each how likely its answer is right.  They look at what the turn itself says as well: 上限是几成 after
a sentence on bonuses finds that sentence again, which tells of no limit.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from lzqa.answer.abstain import asks_for_detail, asks_how_many, log_odds
from lzqa.answer.before import Before, Context, goes_on, states_again
from lzqa.answer.detail import SIGNS, leaves_why_open, said_in, signs
from lzqa.answer.expects import SORTS, expected, provides
from lzqa.answer.model import Answer
from lzqa.answer.said import SAID, wants_done
from lzqa.answer.trace import Lookup
from lzqa.normalise import normalise
from lzqa.question import SMALL_TALK, Question, Term, Understander
from lzqa.question import turn as form
from lzqa.question.readings import HOWS, RESOLVED
from lzqa.question.understand import years_named
from lzqa.retrieval import HybridRetriever
from lzqa.retrieval.fusion import Scores
from lzqa.retrieval.intent import Intent
from lzqa.retrieval.ranker import Ranker
from lzqa.retrieval.sections import section_of

FILE = "followup.json"
ANSWERED = 0.9
"""A reading is answered as if the plan answered it with this probability: whether it does is told afterwards."""
NEARLY_SAID, NEARLY_TOLD = 0.25, 0.15
"""What is worked out of the figures just given, and the reading that a turn's form tells, are taken where another is likelier by no more."""
NEARLY_WORKED = 0.5
"""The same for what is worked out of the figures just given, where the other one works nothing out first."""
EASIER, EASIER_SAID = 0.05, 0.12
"""What the form tells, and what is worked out of the figures just given, is answered from so much below the threshold on."""
LEAST = 0.001
"""A probability is told by its log odds as if it were at least this, and at most 1 less this."""
TOP = 3
LOOKED_UP = (
    "asked", "unanswerable", "same", "same_unanswerable", "same_first", "same_share", "votes", "votes_fit", "asked_fit",
    "unanswerable_fit", "near_unanswerable", "near_fit", "proposed", "fact_chosen", "fact_left_out", "year_off", "level_off",
    "unit_off", "proposed_differs", "provided", "agreement", "left_out", "lacking", "intent_answered", "intent_best", "intent_most",
)  # fmt: skip
"""What tells whether the plan answers that counts for a reading too."""
FORMS = ("slot", "points", "opens", "goes_by_that", "compares", "asks", "together")
"""Forms of a turn: 那X呢, 这个, 另外问一下, 那…, 比…多, a word that asks, 两间一共."""
FEATURES = (
    *(f"how_{how}" for how in (*HOWS, SAID)), "sure", "best", "second", *LOOKED_UP,
    "own_left_out", "own_left_out_near", "own_unknown", "own_terms", "own_weight", "own_lacking", "own_detail", "own_how_many",
    "own_length", "own_asked", "own_unanswerable", "own_provided", "own_provided_near", "own_covered", "own_years",
    "own_intent", "own_intent_answered", "said_intent",
    *FORMS,
    *(f"expects_{name}" for name, _, _ in SORTS),
    "length", "turns", "levels", "cited_before", "cited_first", "section_before", "nothing_before",
    "abstained", "again", "goes_on", "new", "figures", "sure_behind", "best_behind", "own_left_out_behind", "sure_ahead",
    "agreeing", "abstaining", "by_form", "by_form_of_another", "worked_out_of_the_said", "computed",
    "works_out", "wants_work", "own_held", *SIGNS,
)  # fmt: skip
"""Names of a candidate's features, in the order of its row."""
_TOGETHER = re.compile("一共|总共|合计|合起来|加起来|加一块|都是|[两三四几](?:个|所|间|家|处|边|样|者|类|地|校)|各")
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Candidate:
    """A reading of a follow-up with what it leads to.

    Args:
        how: How the turn was read: one of :data:`~lzqa.question.readings.HOWS`, or :data:`~lzqa.answer.said.SAID`.
        found: What was found for it.
        sure: Probability, 0..1, that the plan answers it, as of a question that stands alone; of what is worked out of earlier
            answers, the least of theirs.
        answer: Its answer.
        by_form: Whether the turn's form alone tells that it is read so.
    """

    how: str
    found: Lookup
    sure: float
    answer: Answer
    by_form: bool = False

    @property
    def told(self) -> bool:
        """Whether the turn's form tells of it."""
        return self.by_form or self.how == SAID

    @property
    def surely_wanted(self) -> bool:
        """Whether it is surely wanted that something is worked out of the answers before."""
        return self.by_form and self.how == SAID


@dataclass(frozen=True)
class Chooser:
    """A fitted model.

    Args:
        trees: Tells how likely a candidate's answer is right.
        threshold: Below it, none is taken.
    """

    trees: Ranker
    threshold: float

    def refuses(self, candidate: Candidate, likely: float) -> bool:
        """Tell whether a candidate whose answer is right with probability ``likely`` is too unsure to be given.

        What the form of a turn tells (那幼儿园) and the plan surely answers is given though it is but fairly likely.
        """
        if candidate.surely_wanted:
            return False
        if candidate.by_form and candidate.answer.confidence >= SURELY and likely >= FAIRLY:
            return False
        return likely < self.threshold - (EASIER_SAID if candidate.how == SAID else EASIER * candidate.told)


SURELY, FAIRLY = 0.99, 0.3
"""What a reading told by the form is given at: so surely answered, and so likely right."""


def load_chooser() -> Chooser | None:
    """Return the shipped model, ``None`` when there is none."""
    path = resources.files(__package__) / FILE
    if not path.is_file():
        return None
    raw = json.loads(path.read_text(encoding="utf-8"))
    return Chooser(Ranker.parse(raw), float(raw["threshold"]))


class FollowUps:
    """Reads follow-ups in every way and tells how likely each leads to the answer.

    Args:
        understander: Reads turns.
        retriever: Finds passages; with a bank.
        before: The answers that the dialogue has had.
        look_up: Finds what may answer a question.
        probability: Tells by the features of what was found how likely the plan answers.
        answered: Answers a turn read in a way, for which something was found, as if the plan answered it with a probability.
        worked_out: Gives what the last of several turns wants worked out of the answers before it, and whether it surely does.
    """

    def __init__(
        self,
        understander: Understander,
        retriever: HybridRetriever,
        before: Before,
        look_up: Callable[[Question], Lookup],
        probability: Callable[[dict[str, float]], float],
        answered: Callable[[str, Lookup, float], Answer],
        worked_out: Callable[[Sequence[str], Question], tuple[Answer, bool] | None],
    ) -> None:
        self._understander, self._retriever, self._before = understander, retriever, before
        self._look_up, self._probability, self._answered, self._worked_out = look_up, probability, answered, worked_out
        self.model = load_chooser()

    def candidates(self, turns: Sequence[str], resolved: Question) -> tuple[Candidate, ...]:
        """Return every reading of the last of ``turns`` with what it leads to, the one that was understood, ``resolved``, first."""
        context = self.context(turns)
        found = []
        for reading in self._understander.readings(turns, resolved):
            if reading.question.kind in SMALL_TALK:
                continue
            looked_up = self._look_up(replace(reading.question, context=context))
            sure = self._probability(looked_up.features)
            answer = self._answered(reading.how, looked_up, max(sure, ANSWERED))
            found.append(Candidate(reading.how, looked_up, sure, answer, reading.by_form))
        if found:
            worked_out = self._worked_out(turns, found[0].found.question)
            if worked_out is not None:
                answer, surely = worked_out
                found.append(Candidate(SAID, found[0].found, answer.confidence, answer, surely))
        return tuple(found)

    def context(self, turns: Sequence[str]) -> Context:
        """Return the passages near which the last of ``turns`` is looked for; none where it turns away from what was said."""
        return () if form.TURNS_AWAY.match(turns[-1]) else self._before.context(turns)

    def features(self, turns: Sequence[str], candidates: Sequence[Candidate]) -> Matrix:
        """Return ``(candidates, features)``, named by :data:`FEATURES`."""
        own = self._understander.own(turns[-1])
        said = self._of_the_turn(turns[-1], own)
        terms = self._understander.terms(own)
        weight = sum(self._retriever.rarity(term.word) for term in terms)
        asked, lacking = self._asked(own)
        meant = self._retriever.intent(own), self._retriever.intent(normalise("，".join(turns)))
        earlier = tuple(self._before.answers(turns))
        context = candidates[0].found.question.context
        rows = [
            {
                **said,
                **self._of_the_reading(candidate, own, terms, context),
                **_of_the_answer(candidate.answer, earlier, context),
                **signs(own, candidate.answer),
                "own_held": self._held(terms, said_in(candidate.answer)) / weight if weight else 0.0,
                **_at_its_place(candidate, asked, lacking),
                **_meant_at_its_place(candidate, *meant),
                "turns": float(len(turns)),
            }
            for candidate in candidates
        ]
        most = {name: max(row[name] for row in rows) for name in ("sure", "best")}
        least = min(row["own_left_out"] for row in rows)
        leads = [each.answer.citations[0].passage if each.answer.citations else "" for each in candidates]
        works = float(candidates[-1].how == SAID)
        for row, lead in zip(rows, leads, strict=True):
            row["worked_out_of_the_said"] = works
            row["by_form_of_another"] = float(candidates[0].by_form) - row["by_form"]
            row["agreeing"] = leads.count(lead) / len(leads)
            row["abstaining"] = sum(each.answer.abstained for each in candidates) / len(candidates)
            row["sure_behind"], row["best_behind"] = most["sure"] - row["sure"], most["best"] - row["best"]
            row["own_left_out_behind"] = row["own_left_out"] - least
            row["sure_ahead"] = row["sure"] - rows[0]["sure"]
        return np.array([[row.get(name, 0.0) for name in FEATURES] for row in rows])

    def _asked(self, own: str) -> tuple[Scores, Scores]:
        """Return, by passage, how much what a turn says by itself is like the bank's questions that lead there, and that lack there."""
        bank, match = self._retriever.bank, self._retriever.compare_text(own)
        if bank is None or match is None:
            return np.zeros(0), np.zeros(0)
        return bank.led_by_likeness(match), bank.lacking(match)[0]

    def _of_the_turn(self, turn: str, own: str) -> dict[str, float]:
        """Return the features of a turn, as typed and as what it says by itself."""
        wording = self._understander.wording
        lacking = wording.probabilities(own)[0].get("unanswerable", 0.0) if wording is not None else 0.0
        sort = expected(own)
        return {
            "own_lacking": log_odds(lacking, LEAST),
            "own_detail": float(asks_for_detail(own)),
            "own_how_many": float(asks_how_many(own)),
            "own_length": float(len(own)),
            "own_years": float(bool(years_named(own))),
            "wants_work": float(wants_done(own)),
            **{name: float(bool(found)) for name, found in zip(FORMS, _forms(turn), strict=True)},
            **{f"expects_{name}": float(at == sort) for at, (name, _, _) in enumerate(SORTS)},
        }

    def _of_the_reading(self, candidate: Candidate, own: str, terms: tuple[Term, ...], context: Context) -> dict[str, float]:
        """Return the features of what was found for a reading, for the turn's own words ``terms`` in particular."""
        found, rarity = candidate.found, self._retriever.rarity
        content = found.content[:TOP]
        alone = replace(found.question, terms=terms)
        left_out = [self._retriever.left_out(alone, hit.passage.position) for hit in content] or [0.0]
        weight = sum(rarity(term.word) for term in terms)
        unknown = sum(rarity(term.word) for term in terms if not self._retriever.knows(term))
        provided, provided_near = provides(expected(own), [hit.passage.quote for hit in content])
        top = content[0].passage if content else None
        cited = dict(context)
        return {
            f"how_{candidate.how}": 1.0,
            "by_form": float(candidate.by_form),
            "sure": log_odds(candidate.sure, LEAST),
            "best": content[0].score if content else 0.0,
            "second": content[1].score if len(content) > 1 else 0.0,
            **{name: found.features.get(name, 0.0) for name in LOOKED_UP},
            "own_left_out": left_out[0],
            "own_left_out_near": min(left_out),
            "own_unknown": unknown / weight if weight else 0.0,
            "own_terms": float(len(terms)),
            "own_weight": weight,
            "own_covered": self._held(terms, content[0].passage.quote) / (weight or 1.0) if content else 0.0,
            "own_provided": provided,
            "own_provided_near": provided_near,
            "length": float(len(found.question.text)),
            "levels": float(bool(found.question.levels)),
            "cited_before": cited.get(top.id, 0.0) if top is not None else 0.0,
            "cited_first": float(top is not None and bool(context) and context[0][0] == top.id),
            "section_before": float(top is not None and section_of(top.id) in {section_of(name) for name in cited}),
            "nothing_before": float(not context),
        }

    def _held(self, terms: tuple[Term, ...], quote: str) -> float:
        """Return the weight of those of ``terms`` that a passage has in its own words or the plan's."""
        held = (term for term in terms if any(word in quote for word in (term.word, *term.plan_words, *term.parts)))
        return sum(self._retriever.rarity(term.word) for term in held)

    def choose(self, turns: Sequence[str], candidates: Sequence[Candidate], model: Chooser) -> tuple[Candidate, float]:
        """Return the candidate to be taken, with how likely its answer is right.

        What it surely wants worked out of the answers before it is; of readings whose answers begin alike, the turn as it was
        understood.
        """
        likely = self.likely(turns, candidates, model)
        if candidates[-1].surely_wanted:
            return candidates[-1], max(float(likely.max()), candidates[-1].sure)
        others = [at for at, each in enumerate(candidates) if each.how != SAID]
        works = bool(others) and candidates[max(others, key=lambda at: likely[at])].answer.works_out
        nearly = NEARLY_SAID if works else NEARLY_WORKED
        worth = likely + np.array([nearly if each.how == SAID else NEARLY_TOLD * each.told for each in candidates])
        at = int(worth.argmax())
        own, taken = candidates[0], candidates[at]
        begins_alike = not taken.answer.abstained and own.answer.first_line == taken.answer.first_line
        sure = float(
            likely.max() if taken.how == SAID else likely[at]
        )  # that another is likely right tells that the plan answers
        return own if begins_alike and own.how == RESOLVED and taken.how != SAID else taken, sure

    def likely(self, turns: Sequence[str], candidates: Sequence[Candidate], model: Chooser) -> NDArray[np.float64]:
        """Return ``(candidates,)``, how likely each one's answer is right, 0..1; 0 of figures alone where the turn asks why."""
        own = self._understander.own(turns[-1])
        to_the_point = np.array([not leaves_why_open(own, each.answer) for each in candidates])
        return np.asarray(model.trees.probabilities(self.features(turns, candidates)) * to_the_point)


def _forms(turn: str) -> tuple[object, ...]:
    """Return what tells each of :data:`FORMS`, nothing where a turn is not of that form."""
    return (
        form.SLOT.match(turn),
        form.ANAPHORA.search(turn),
        form.OPENS.match(turn),
        turn.startswith("那"),
        form.COMPARES.search(turn),
        form.ASKS.search(turn),
        _TOGETHER.search(turn),
    )


def _of_the_answer(answer: Answer, earlier: Sequence[Answer], context: Context) -> dict[str, float]:
    """Return the features of a candidate's answer."""
    cited = dict(context)
    return {
        "abstained": float(answer.abstained),
        "again": float(states_again(answer, earlier)),
        "goes_on": float(goes_on(answer, earlier)),
        "new": float(not answer.abstained and bool(answer.citations) and answer.citations[0].passage not in cited),
        "figures": float(len(answer.figures)),
        "computed": float(any(figure.computed for figure in answer.figures)),
        "works_out": float(answer.works_out),
    }


def _at_its_place(candidate: Candidate, asked: Scores, lacking: Scores) -> dict[str, float]:
    """Return what the bank's questions say of the best passage of a candidate."""
    if not candidate.found.content or not len(asked):
        return {}
    place = candidate.found.content[0].passage.position
    return {"own_asked": float(asked[place]), "own_unanswerable": float(lacking[place])}


def _meant_at_its_place(candidate: Candidate, own: Intent | None, said: Intent | None) -> dict[str, float]:
    """Return how far the turn's own words, and those of all turns together, ask for the best passage of a candidate."""
    if own is None or said is None or not candidate.found.content:
        return {}
    place = candidate.found.content[0].passage.position
    return {
        "own_intent": float(own.logarithms[place]),
        "own_intent_answered": log_odds(own.answered, LEAST),
        "said_intent": float(said.logarithms[place]),
    }
