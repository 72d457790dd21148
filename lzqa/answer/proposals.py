"""What an answer from facts may be: proposals, and how likely each is right.

Questions like the one asked, single facts, rules and the usual calculations propose.  Which proposal is right is learned
(``proposals.json``), from how alike the bank's questions are, whether the operation, the years, the units and the words
agree, and what the other proposals say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from lzqa.answer.askedfor import FactPlan, FactPlanner
from lzqa.answer.derive import Deriver, may_compute
from lzqa.answer.draft import Draft
from lzqa.answer.expression import form_of, operation_class
from lzqa.answer.factchoice import FactChooser
from lzqa.answer.factmatch import LEVELS, FactMatcher, asked_terms, wanted_units
from lzqa.answer.fitness import Doubting
from lzqa.answer.neighbour import Guard
from lzqa.answer.operations import (
    ADDING,
    AGREES,
    SETS_APART,
    SORTS,
    Operation,
    by_the_month,
    leaves_years_out,
    operation_of,
    told_by,
)
from lzqa.answer.proposal import BANK, DERIVED, FACT, HOW_MANY, RULES, Proposal, inner, nested
from lzqa.answer.rests import Rests
from lzqa.answer.result import fits
from lzqa.answer.ruledout import by_the_words
from lzqa.answer.slots import off
from lzqa.facts import Fact, FactKind, find_conflicts
from lzqa.figures import find_figures
from lzqa.question import Question, QuestionKind
from lzqa.question.background import asking_clauses
from lzqa.retrieval.model import Hit
from lzqa.retrieval.ranker import Ranker

MODEL = "proposals.json"
MOST_PLANS, MOST_SINGLE = 10, 5
"""So many plans of the bank's, and so many single facts, are proposed."""
NAMED_WHOLE, NAMED_AMONG = 0.8, 8
"""Of so many of the best facts, those of one sentence are proposed together of whose names the question holds so much."""
KEPT = 64
LED = 3
"""Before the facts that the model of facts chooses, those of so many plans are what a calculation may be about."""
FEATURES = (
    "bank", "rules", "likeness", "share", "rank", "same_facts", "facts", "work", "operation", "operation_agrees",
    "how_many", "years", "years_held", "years_asked", "held", "gain", "left_out", "chosen_best", "chosen_least",
    "place_best", "place_least", "differs", "agreement_asked", "contradicts", "compare", "compute", "figure", "yes_no",
    "words", "plan_conflict", "plan_compare", "plan_compute", "plan_several", "change", "aim", "table", "levels",
    "asked", "unit", "rules_agree", "single_first",
    "sounds_figure", "sounds_compute", "sounds_compare", "sounds_conflict", "sounds_several", "sounds_lacking",
    "sounds_so", "derived", "wants_so", "voted_so", "levels_held", "levels_asked", "spread", "same", "same_share", "steps",
    "year_off", "level_off", "unit_off", "nested", "sets_apart",
    "rest", "result", "without", "wants_form", "grid", "given", "told_by", "inner", "adding", "left_out_near",
    "fitness", "leaves_out", "inexact", "unworked", "set_aside", "asides", "severally",
    "told", "told_least", "told_most", "told_missed", "no_figure",
)  # fmt: skip
"""Names of a proposal's features, in the order of its row."""
_EACH = re.compile(
    r"各(?:自|是|有|为|占)?[几多]|分别|各自|一并|同时|以及|对照|都(?:给|列|报)|(?:现在|如今|目前|2020).*(?:目标|2025|以后|将来|今后)"
)
"""Words that ask for several things, each by itself."""
WANTED_LEAST = 0.05
"""What the wording wants of any calculation at least, before those over the same facts are compared by the root of it."""
MISFIT = 0.25
"""What counts of that where the calculation gives its figure in something else than the question wants."""
REST_MISSED = -0.5
"""What a proposal is told by that works out no rest where the question names one."""
_STEP = re.compile(r"[-+*/]")
_SOUNDING = {"": ("figure", "table"), "figure": ("figure", "table"), "table": ("figure", "table")}
"""As which kinds of question those sound that a kind of proposal answers, where these are not of one name."""


@lru_cache(maxsize=KEPT)
def _all_but_one(count: int) -> tuple[list[int], ...]:
    """Return the numbers below ``count`` without the first, without the second …."""
    return tuple([other for other in range(count) if other != at] for at in range(count))


def _grid(question: Question, facts: Sequence[Fact]) -> float:
    """Return which share of the levels and years that a question names together has a fact, 0..1; 0 where it names one of each."""
    pairs = [(level, year) for level in question.levels for year in question.years]
    held = sum(any(fact.year == year and LEVELS[level] & set(fact.levels) for fact in facts) for level, year in pairs)
    return held / len(pairs) if len(pairs) > 1 else 0.0


def agrees(operation: Operation, proposal: Proposal) -> bool:
    """Tell whether a proposal works out what the words of a question ask for; what a rule works out does."""
    if proposal.draft is not None:
        return proposal.computes
    return operation_class(proposal.work) in SORTS[operation]


class Proposer:
    """Collects proposals and tells how likely each is right.

    Args:
        facts: All facts.
        matcher: Matches questions to facts.
        guard: Tells facts that answer from their neighbours.
        chooser: Tells how likely each single fact answers.
        planner: Tells which facts questions like it ask for.
        rarity: Weight of a word.
        rules: Makes the draft that the rules make, if any, with its facts.
        rests: Knows the rests of wholes that a question names.
    """

    def __init__(
        self,
        facts: Sequence[Fact],
        matcher: FactMatcher,
        guard: Guard,
        chooser: FactChooser,
        planner: FactPlanner,
        rarity: Callable[[str], float],
        rules: Callable[[Question, Sequence[Hit]], Draft | None],
        rests: Rests,
    ) -> None:
        self._matcher, self._guard, self._chooser, self._planner = matcher, guard, chooser, planner
        self._rarity, self._rules, self._rests = rarity, rules, rests
        self._deriver = Deriver(facts, rests)
        self._at = {fact.id: at for at, fact in enumerate(facts)}
        self._conflicts = find_conflicts(facts)
        self._kept = lru_cache(maxsize=KEPT)(self._ranked)
        self.doubting = lru_cache(maxsize=KEPT)(lambda question: Doubting(question, guard, rests))
        """Returns what tells what speaks against proposals for a question."""
        path = resources.files(__package__) / MODEL
        self.model = Ranker.parse(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None

    def proposals(self, question: Question, hits: Sequence[Hit]) -> tuple[Proposal, ...]:
        """Return every proposal for ``question``, whose passages are ``hits``."""
        plans = self._planner.plans(question)[:MOST_PLANS]
        found = [
            Proposal(BANK, plan.facts, by_the_month(question.text, plan.work), plan.kind, plan.likeness, plan.share, plan.same)
            for plan in plans
        ]
        known = {(proposal.facts, proposal.work) for proposal in found}
        for _, candidate in self._chooser.choose(question, hits)[:MOST_SINGLE]:
            if ((candidate.fact,), "") not in known:
                found.append(Proposal(FACT, (candidate.fact,)))
        draft = self._rules(question, hits)
        if draft is not None:
            found.append(Proposal(RULES, draft.facts, draft=draft))
        together = self._named_together(question)
        if len(together) > 1 and (together, "") not in known:
            found.append(Proposal(FACT, together))
        if may_compute(question):
            found += self._derived(question, hits, plans)
        return tuple(proposal for proposal in found if not self._rests.adds_a_part(proposal.facts, proposal.work))

    def _named_together(self, question: Question) -> tuple[Fact, ...]:
        """Return the figures of one sentence that the question names, each by its own name, in the sentence's order."""
        named = [
            match.fact
            for match in self._matcher.matches(question)[:NAMED_AMONG]
            if match.name >= NAMED_WHOLE and match.fact.kind is not FactKind.CHANGE and not match.fact.from_table
        ]
        own = [fact for fact in named if fact.passage == named[0].passage and fact.figure.unit == named[0].figure.unit]
        return tuple(sorted({fact.span: fact for fact in reversed(own)}.values(), key=lambda fact: fact.span))

    def _derived(self, question: Question, hits: Sequence[Hit], plans: Sequence[FactPlan]) -> list[Proposal]:
        """Return the usual calculations over what the question is about, without those that the plans make."""
        seeds = [fact for plan in plans[:LED] for fact in plan.facts]
        seeds += [candidate.fact for _, candidate in self._chooser.choose(question, hits)[:MOST_SINGLE]]
        seeds += [fact for plan in plans[LED:] for fact in plan.facts]
        held, weights = self._matcher.held(question)
        known = {(self._planner.key(plan.facts, plan.work), frozenset(plan.facts)) for plan in plans}
        found = []
        for facts, work in self._deriver.derived(question, seeds, held, weights):
            key = self._planner.key(facts, work)
            if key is not None and (key, frozenset(facts)) not in known:
                known.add((key, frozenset(facts)))
                found.append(Proposal(DERIVED, facts, work, "compute"))
        return found

    def _words_of_rest(self, question: Question) -> NDArray[np.float64]:
        """Return ``(words,)`` 1 for each word of ``question`` that names a rest or the part that is left out, 0 for the others."""
        words = {word for rest in self._rests.named(question) for word in (*rest.words, *rest.without)}
        return np.array([any(word in term.word for word in words) for term in asked_terms(question)], float)

    def share_held(self, question: Question, facts: Sequence[Fact]) -> float:
        """Return which share of the question, by the weight of its words, ``facts`` are about, 0..1."""
        held, weights = self._matcher.held(question)
        if not facts or not len(held):
            return 0.0
        return float(weights @ held[:, [self._at[fact.id] for fact in facts]].max(axis=1))

    def differs(self, question: Question, proposal: Proposal) -> bool:
        """Tell whether a fact of ``proposal`` is only a neighbour of what ``question`` asks; of a rest that it names none is."""
        if self._of_rest(question, proposal) > 0:
            return False
        if proposal.work and len(proposal.facts) > 1:  # 招生 stands by one of the two figures that are set against each other
            return all(self._guard.differs(question, fact) for fact in proposal.facts) or self._guard.leaves_out(
                question, proposal.facts
            )
        return any(self._guard.differs(question, fact) for fact in proposal.facts)

    def _of_rest(self, question: Question, proposal: Proposal) -> float:
        """Return 1 where a proposal works out a rest that ``question`` names, -1 where one that it does not name.

        Where it names one and the proposal works out none :data:`REST_MISSED`, 0 where there is none.
        """
        named, taken = self._rests.named(question), self._rests.taken(proposal.facts, proposal.work)
        if taken is not None:
            return 1.0 if taken in named else -1.0
        return REST_MISSED if named else 0.0

    def ranked(self, question: Question, hits: Sequence[Hit]) -> tuple[tuple[float, Proposal], ...]:
        """Return the proposals with the probability that each is right, most likely first; none without a model."""
        if self.model is None:
            return ()
        hits = tuple(hits)
        alone = self._kept(question.alone, hits, self.model)
        if not question.several:
            return alone
        redrawn = self._redrawn(question, hits, alone)
        return self._kept(question, hits, self.model) if redrawn is None else redrawn

    def _redrawn(
        self, question: Question, hits: tuple[Hit, ...], alone: tuple[tuple[float, Proposal], ...]
    ) -> tuple[tuple[float, Proposal], ...] | None:
        """Return the proposals for a question beside others, which were ranked as for that question ``alone``.

        Only what rules make is drawn again; ``None`` when that is about other facts, so that all must be ranked again.
        """
        draft = self._rules(question, hits)
        found = []
        for likely, proposal in alone:
            made = proposal
            if proposal.source == RULES:
                if draft is None or draft.facts != proposal.facts:
                    return None
                made = replace(proposal, draft=draft)
                if made.computes != proposal.computes:
                    return None
            found.append((likely, made))
        ruled = any(proposal.source == RULES for _, proposal in alone)
        return tuple(found) if ruled == (draft is not None) else None

    def _ranked(self, question: Question, hits: tuple[Hit, ...], model: Ranker) -> tuple[tuple[float, Proposal], ...]:
        proposals = self.proposals(question, hits)
        if not proposals:
            return ()
        likely = model.probabilities(self.features(question, hits, proposals)) * self.as_worded(question, proposals)
        likely = by_the_words(question, proposals, likely, self._rests, self._guard)
        order = np.argsort(-likely, kind="stable")
        return tuple((float(likely[at]), proposals[at]) for at in order)

    def as_worded(self, question: Question, proposals: Sequence[Proposal]) -> NDArray[np.float64]:
        """Return ``(proposals,)`` factors, 0..1: of the calculations over the same facts, those count less that are wanted less.

        That is told by the wording, and by in what the question wants its figure: 增幅 is no number of people.
        """
        wanted = [self._wants(question, proposal) if proposal.work else 1.0 for proposal in proposals]
        most: dict[frozenset[Fact], float] = {}
        for proposal, share in zip(proposals, wanted, strict=True):
            if proposal.work:
                facts = frozenset(proposal.facts)
                most[facts] = max(share, most.get(facts, 0.0))
        return np.array(
            [
                (share / most[frozenset(proposal.facts)]) ** 0.5 if proposal.work else 1.0
                for proposal, share in zip(proposals, wanted, strict=True)
            ]
        )

    def _wants(self, question: Question, proposal: Proposal) -> float:
        """Return how much the question wants the calculation of a proposal, 0..1 and a little more."""
        unfit = fits(question, proposal, self._rests.sort_of(proposal.facts, proposal.work)) < 0
        return (WANTED_LEAST + question.wants(form_of(proposal.work))) * (MISFIT if unfit else 1.0)

    def features(self, question: Question, hits: Sequence[Hit], proposals: Sequence[Proposal]) -> NDArray[np.float64]:
        """Return ``(proposals, features)``, named by :data:`FEATURES`."""
        chosen = {candidate.fact.id: likely for likely, candidate in self._chooser.choose(question, hits)}
        first = next(iter(chosen), "")
        places = dict(question.places)
        held, weights = self._matcher.held(question)
        rare = np.array([self._rarity(term.word) for term in asked_terms(question)])
        clauses = asking_clauses(question.asking or question.text)
        near = rare * np.array([term.word in clauses for term in asked_terms(question)], float)
        asking = question.asking or question.text
        operation = operation_of(question.text)
        about = (
            float(len(HOW_MANY.findall(asking))), float(len(question.years)), float(len(question.levels)),
            float(sum(each.vote for each in question.asked)), float(bool(AGREES.search(question.text))),
        )  # fmt: skip
        sounds = tuple(
            question.sounds(*kinds)
            for kinds in (
                ("figure", "table"),
                ("compute",),
                ("compare",),
                ("conflict",),
                ("list", "multi_hop"),
                ("unanswerable",),
            )
        )
        wanted = wanted_units(question.text)
        stated = {figure.value for figure in find_figures(question.text)}
        sets_apart, adding = float(bool(SETS_APART.search(asking))), float(bool(ADDING.search(question.text)))
        doubting = self.doubting(question)
        without = float(bool(question.years) and leaves_years_out(question.text))
        severally = float(bool(_EACH.search(asking)))
        ruled = next((frozenset(p.facts) for p in proposals if p.source == RULES and p.facts), None)
        same: dict[tuple[Fact, ...], float] = {}
        voted: dict[str, float] = {}
        for proposal in proposals:
            same[proposal.facts] = same.get(proposal.facts, 0.0) + proposal.share
            sort = self._rests.sort_of(proposal.facts, proposal.work)
            voted[sort] = voted.get(sort, 0.0) + proposal.share
        most = max((proposal.same for proposal in proposals), default=0.0) or 1.0
        levels = frozenset().union(*(LEVELS[level] for level in question.levels))
        told = dict(question.told)
        rows = []
        for rank, proposal in enumerate(proposals):
            facts = proposal.facts
            columns = [self._at[fact.id] for fact in facts]
            each = held[:, columns] if columns and len(held) else np.zeros((len(held), max(1, len(columns))))
            union = each.max(axis=1) if each.size else np.zeros(len(held))
            of_rest = self._of_rest(question, proposal)
            if of_rest > 0:
                union = np.maximum(union, self._words_of_rest(question))
            gains = (
                [float(weights @ (union - each[:, rest].max(axis=1))) for rest in _all_but_one(len(columns))]
                if len(columns) > 1 and each.size
                else [0.0]
            )
            years = {year for fact in facts for year in (fact.year, fact.base_year) if year is not None}
            asked_years = set(question.years)
            likely = [chosen.get(fact.id, 0.0) for fact in facts] or [0.0]
            place = [places.get(fact.passage, 0.0) for fact in facts] or [0.0]
            agreeing = operation is not None and agrees(operation, proposal)
            group = next((c for c in self._conflicts if facts and facts[0] in c.facts), None)
            unit = 0.0
            if wanted is not None and facts:
                unit = 1.0 if facts[0].figure.unit in wanted else -1.0
            kind = question.kind
            sort = self._rests.sort_of(facts, proposal.work)
            own = [frozenset(fact.levels) for fact in facts]
            slots = off(question, facts)
            doubted = doubting.of(proposal)
            shares = [told.get(name, 0.0) for name in {fact.id for fact in facts}] or [0.0]
            missed = max((share for name, share in told.items() if all(fact.id != name for fact in facts)), default=0.0)
            rows.append((
                float(proposal.source == BANK), float(proposal.source == RULES), proposal.likeness, proposal.share,
                float(rank), same[facts], float(len(facts)), float(proposal.computes), float(operation is not None), float(agreeing),
                about[0], about[1], float(bool(asked_years) and asked_years <= years),
                float(bool(asked_years) and years <= asked_years), float(weights @ union) if len(held) else 0.0, min(gains),
                float((rare * (1 - union)).max(initial=0.0)), max(likely), min(likely), max(place), min(place),
                float(self.differs(question, proposal)), about[4],
                float(group is not None and sum(fact in group.facts for fact in facts) > 1),
                float(kind is QuestionKind.COMPARE), float(kind is QuestionKind.COMPUTE),
                float(kind in (QuestionKind.FIGURE, QuestionKind.TABLE)), float(kind is QuestionKind.YES_NO),
                float(kind in (QuestionKind.MEASURE, QuestionKind.LIST, QuestionKind.SUMMARY, QuestionKind.REASON)),
                float(proposal.kind == "conflict"), float(proposal.kind == "compare"), float(proposal.kind == "compute"),
                float(proposal.kind in ("list", "multi_hop")), float(any(fact.kind is FactKind.CHANGE for fact in facts)),
                float(any(fact.is_aim for fact in facts)),
                float(any(fact.from_table for fact in facts)), about[2], about[3], unit,
                float(ruled is not None and ruled == frozenset(facts)), float(len(facts) == 1 and facts[0].id == first),
                *sounds, question.sounds(*_SOUNDING.get(proposal.kind, (proposal.kind,))),
                float(proposal.source == DERIVED), question.wants(sort), voted[sort],
                float(all(any(LEVELS[level] & one for one in own) for level in question.levels)),
                float(all(levels & one for one in own)) if levels else 0.0, float(len({fact.indicator for fact in facts})),
                proposal.same, proposal.same / most, float(len(_STEP.findall(proposal.work))),
                slots.year, slots.level, slots.unit, float(nested(proposal.work)), sets_apart,
                of_rest, fits(question, proposal, sort), without and (-1.0 if asked_years & years else 1.0),
                question.wants(form_of(proposal.work)), _grid(question, facts),
                sum(fact.figure.value in stated for fact in facts) / len(facts) if facts else 0.0, told_by(question.text, proposal.work),
                inner(proposal.work), adding, float((near * (1 - union)).max(initial=0.0)),
                doubted.fitness, float(doubted.leaves_out), float(doubted.inexact), float(doubted.unworked),
                doubted.set_aside, float(bool(question.aside)), severally,
                sum(shares), min(shares) * len(shares), max(shares) * len(shares), missed, question.no_figure,
            ))  # fmt: skip
        return np.array(rows)
