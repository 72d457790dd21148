"""The signals by which :mod:`lzqa.answer.answerable` tells whether the plan answers a question at all.

Never a fused rank score: that only orders passages, and the best of nothing looks like the best of something.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from lzqa.answer.expects import expected, provides
from lzqa.answer.slots import Slots
from lzqa.bank import BankEntry
from lzqa.question import Question, QuestionKind, Term
from lzqa.retrieval.bank import NEAREST, BankMatch, Scores
from lzqa.retrieval.hybrid import WANTS_FIGURE
from lzqa.retrieval.intent import Intent
from lzqa.retrieval.model import Hit

FEATURES: dict[str, int] = {
    "together": 1,
    "cosine": 1,
    "unknown": -1,
    "year_missing": -1,
    "year_foreign": -1,
    "attribute": -1,
    "figure_missing": -1,
}
"""Each feature of the logistic model with the sign that its weight must have: more coverage may never make an answer less likely."""
BANK_FEATURES = (
    *FEATURES,
    "best",
    "second",
    "three",
    "vocabulary",
    "asked",
    "asked_word",
    "asked_meaning",
    "unanswerable",
    "votes",
    "agreement",
    "fact",
    "fact_name",
    "differs",
    "fact_chosen",
    "fact_left_out",
    "wants",
    "how_many",
    "detail",
    "left_out",
    "provided",
    "provided_near",
    "near_unanswerable",
    "proposed",
    "lacking",
    "same",
    "same_unanswerable",
    "same_first",
    "same_share",
    "asked_fit",
    "unanswerable_fit",
    "near_fit",
    "votes_fit",
    "proposed_differs",
    "year_off",
    "level_off",
    "unit_off",
    "place_year_off",
    "place_level_off",
    "intent_answered",
    "intent_best",
    "intent_most",
)
"""The features of the model with a bank, in the order of its rows."""
_HOW_MANY = re.compile(r"多少|[几幾](?!何|乎)|多[大高长久远]|百分之|比例|占比")
_DETAIL = re.compile(
    r"具体|名单|哪[几一]?(?:所|间|家|个|位|名|天|条|栋)|是谁|叫什么|电话|地址|什么时候|几[月号点时]|多久|怎么收|收费|标准是|细则|[哪边]度|边间|在哪|到底"
)
VOTERS = 15
"""So many of the bank's nearest questions vote on whether the plan answers."""
SHARPNESS = 6
"""A vote counts its likeness to this power."""
THE_SAME, NEARER = 0.8, 0.1
"""A question of the bank asks the same when it is so much like the one asked, and nearer by so much than any unanswerable one."""
FIRST, LAST = 2021, 2025
"""The years of the plan's period."""
UNSURE = 0.003
"""The probability that the plan answers, as the words tell, is taken to be at least so much, and at most 1 less it."""
APART = 0.5
"""What the likeness of a question counts that names another year, school level or sort of school."""


def asks_for_detail(text: str) -> bool:
    """Tell whether a normalised question asks for a detail of the sort that plans seldom give: names, dates, addresses, fees."""
    return bool(_DETAIL.search(text))


def asks_how_many(text: str) -> bool:
    """Tell whether a normalised question asks for an amount."""
    return bool(_HOW_MANY.search(text))


def features(
    question: Question,
    hits: Sequence[Hit],
    rarity: Callable[[str], float],
    knows: Callable[[Term], bool],
    years: frozenset[int],
) -> dict[str, float]:
    """Return the features of a question and its best hits, by the names in :data:`FEATURES`; each lies in 0..1.

    Args:
        question: The question.
        hits: Its hits, best first; may be empty.
        rarity: Weight of a word.
        knows: Whether the plan uses a term.
        years: All years that the plan names.
    """
    top = hits[:3]
    weight = sum(rarity(term.word) for term in question.terms) or 1.0
    year_fits = max((hit.signals.year for hit in top), default=0.0)
    wants_figure = question.kind in WANTS_FIGURE - {QuestionKind.COMPARE}
    return {
        "together": max((hit.signals.together for hit in top), default=0.0),
        "cosine": max((hit.signals.cosine for hit in top), default=0.0),
        "unknown": sum(rarity(term.word) for term in question.terms if not knows(term)) / weight,
        "year_missing": float(bool(question.years) and year_fits <= 0 and not _plan_period(question)),
        "year_foreign": float(any(year not in years for year in question.years)),
        "attribute": float(bool(question.attributes)),
        "figure_missing": float(wants_figure and not any(hit.signals.figure for hit in top[:1])),
    }


@dataclass(frozen=True)
class FactEvidence:
    """What the facts say of a question.

    Args:
        score: Score of the fact that it means by name; 0 without one.
        name: Share of that fact's name that it holds.
        differs: Whether that fact is only a neighbour.
        chosen: Probability, 0..1, that the likeliest candidate answers.
        left_out: Weight of the rarest word of the question that this candidate is not about.
        proposed: Probability, 0..1, that the best answer from facts is right.
        proposed_differs: Whether a fact that it states is only a neighbour.
        slots: What of the question its facts are not about.
        found: The same of the facts of the best passage, where a figure is asked for.
    """

    score: float = 0.0
    name: float = 0.0
    differs: bool = False
    chosen: float = 0.0
    left_out: float = 0.0
    proposed: float = 0.0
    proposed_differs: bool = False
    slots: Slots = field(default_factory=Slots)
    found: Slots = field(default_factory=Slots)


def bank_features(
    hits: Sequence[Hit],
    match: BankMatch,
    entries: Sequence[BankEntry],
    fact: FactEvidence,
    question: Question,
    left_out: float,
) -> dict[str, float]:
    """Return the further features that a question bank gives; :data:`BANK_FEATURES` names them all.

    Args:
        hits: The question's hits, best first; may be empty.
        match: The bank's questions compared with it.
        entries: The bank's questions.
        fact: What the facts say.
        question: The question.
        left_out: Weight of the rarest word of the question that neither the best passage nor the bank's questions about it use.
    """
    scores = [hit.score for hit in hits[:3]] + [0.0] * 3
    sort = expected(question.asking or question.text)
    provided, provided_near = provides(sort, [hit.passage.quote for hit in hits[:3]])
    likeness = match.likeness
    nearest = match.order[:NEAREST]
    order = nearest[:VOTERS]
    votes = np.clip(likeness[order], 0, None) ** SHARPNESS
    answerable = np.array([entries[int(number)].answerable for number in order])
    top = hits[0] if hits else None
    leading = {top.passage.id} if top else set()
    agree = np.array([bool(leading & set(entries[int(number)].evidence)) for number in order])
    asked = float(likeness[match.nearest[0]]) if len(match.nearest) else 0.0
    total = float(votes.sum()) or 1.0
    return {
        "best": scores[0],
        "second": scores[1],
        "three": sum(scores[:3]),
        "vocabulary": max((hit.signals.vocabulary for hit in hits[:3]), default=0.0),
        "asked": asked,
        "asked_word": top.signals.asked_word if top else 0.0,
        "asked_meaning": top.signals.asked_meaning if top else 0.0,
        "unanswerable": match.unanswerable,
        "votes": float(votes[answerable].sum()) / total,
        "agreement": float(votes[agree].sum()) / total,
        "fact": fact.score,
        "fact_name": fact.name,
        "differs": float(fact.differs),
        "fact_chosen": fact.chosen,
        "fact_left_out": fact.left_out,
        "wants": float(question.kind in WANTS_FIGURE),
        "how_many": float(asks_how_many(question.asking or question.text)),
        "detail": float(asks_for_detail(question.asking or question.text)),
        "left_out": left_out,
        "provided": provided,
        "provided_near": provided_near,
        "near_unanswerable": _near_unanswerable(hits, likeness[nearest], [entries[int(number)] for number in nearest]),
        "proposed": fact.proposed,
        "lacking": _lacking(question),
        **_same(match, entries),
        **_fitting(hits, match, entries),
        "proposed_differs": float(fact.proposed_differs),
        "year_off": fact.slots.year,
        "level_off": fact.slots.level,
        "unit_off": fact.slots.unit,
        "place_year_off": fact.found.year,
        "place_level_off": fact.found.level,
    }


def intent_features(hits: Sequence[Hit], intent: Intent | None) -> dict[str, float]:
    """Return what a question's words tell of its best passage, and of whether the plan answers; all 0 where nothing tells."""
    if intent is None:
        return dict.fromkeys(("intent_answered", "intent_best", "intent_most"), 0.0)
    return {
        "intent_answered": log_odds(intent.answered, UNSURE),
        "intent_best": float(intent.passages[hits[0].passage.position]) if hits else 0.0,
        "intent_most": float(intent.passages.max(initial=0.0)),
    }


def _same(match: BankMatch, entries: Sequence[BankEntry]) -> dict[str, float]:
    """Return how likely some of the bank's nearest questions ask the same: of the answerable ones, and of the others.

    With them whether an answerable one is likelier than any other, and the answerable ones' share of the probability.
    """
    answerable = np.array([entries[int(number)].answerable for number in match.order[: len(match.same)]], bool)
    yes, no = match.same[answerable], match.same[~answerable]
    best, other = float(yes.max(initial=0.0)), float(no.max(initial=0.0))
    total = float(match.same.sum())
    return {
        "same": best,
        "same_unanswerable": other,
        "same_first": best - other,
        "same_share": float(yes.sum()) / total if total else 0.5,
    }


def _fitting(hits: Sequence[Hit], match: BankMatch, entries: Sequence[BankEntry]) -> dict[str, float]:
    """Return how alike the nearest questions are where those that name another year, level or sort of school count less."""
    order = match.order[: len(match.apart)]
    likeness = np.clip(match.likeness[order], 0, None) * np.where(match.apart, APART, 1.0)
    answerable = np.array([entries[int(number)].answerable for number in order], bool)
    best = {hit.passage.id for hit in hits[:3]}
    near = np.array([bool(best & set(entries[int(number)].near)) for number in order], bool)
    votes = likeness**SHARPNESS
    total = float(votes.sum())
    return {
        "asked_fit": float(likeness[answerable].max(initial=0.0)),
        "unanswerable_fit": float(likeness[~answerable].max(initial=0.0)),
        "near_fit": float(likeness[~answerable & near].max(initial=0.0)),
        "votes_fit": float(votes[answerable].sum()) / total if total else 0.5,
    }


def log_odds(share: float, least: float) -> float:
    """Return the log odds of a probability, 0..1, taken to be at least ``least`` and at most 1 less that."""
    share = min(1 - least, max(least, share))
    return math.log(share / (1 - share))


def _lacking(question: Question) -> float:
    """Return the log odds, -4..4, that the question sounds like one that the plan does not answer."""
    return log_odds(question.sounds("unanswerable"), 0.018) if question.wording else 0.0


def _near_unanswerable(hits: Sequence[Hit], likeness: Scores, entries: Sequence[BankEntry]) -> float:
    """Return the likeness of the nearest of ``entries`` that is unanswerable and names one of the best passages as near, or 0."""
    best = {hit.passage.id for hit in hits[:3]}
    near = (
        float(like) for like, entry in zip(likeness, entries, strict=True) if not entry.answerable and best & set(entry.near)
    )
    return max(near, default=0.0)


def asked_already(features: dict[str, float]) -> bool:
    """Tell whether the bank asks the same, and nothing that the plan does not answer is as near: then it is answered."""
    asked, lacking = features.get("asked", 0.0), features.get("unanswerable", 1.0)
    return asked >= THE_SAME and asked >= lacking + NEARER and features.get("best", 0.0) >= THE_SAME


def _plan_period(question: Question) -> bool:
    """A question about the plan's last year, or about all of its years, is answered by sentences that do not repeat them."""
    return set(question.years) in ({LAST}, {FIRST, LAST}, set(range(FIRST, LAST + 1)))
