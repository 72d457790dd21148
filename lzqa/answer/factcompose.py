"""Answers from facts: the figure asked for first, what contradicts it beside it, sums and differences with their terms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import MAXYEAR
from functools import lru_cache, partial

from lzqa.answer.abstain import FactEvidence
from lzqa.answer.askedfor import FactPlanner
from lzqa.answer.calculate import Calculator
from lzqa.answer.derive import REST
from lzqa.answer.draft import Draft
from lzqa.answer.expression import alike
from lzqa.answer.factchoice import KINDS as CHOSEN_KINDS
from lzqa.answer.factchoice import FactChooser
from lzqa.answer.factlines import LIMIT, FactLines
from lzqa.answer.factmatch import FactMatcher, Match
from lzqa.answer.fitness import ASKING, FIGURE_WORDS, UNASKED, asks_for_a_figure, wants_working
from lzqa.answer.interval import years_between
from lzqa.answer.measured import Measurer
from lzqa.answer.neighbour import Guard
from lzqa.answer.operands import MEANT, variants
from lzqa.answer.operations import AGREES, GROWING, WHETHER, asks_how_far
from lzqa.answer.order import in_asked_order
from lzqa.answer.overyears import over_the_years
from lzqa.answer.printed import as_printed
from lzqa.answer.proposal import HOW_MANY, Proposal
from lzqa.answer.proposals import Proposer
from lzqa.answer.rests import Rests
from lzqa.answer.roundup import RoundUp
from lzqa.answer.slots import BY_WHEN, found_off, off
from lzqa.answer.stating import Stater
from lzqa.answer.supposed import RIGHT_OWN, asks_of_own, meant, work_meant
from lzqa.answer.threshold import Threshold
from lzqa.answer.workout import of_those_taken, workings
from lzqa.facts import Fact, FactKind
from lzqa.figures import find_figures
from lzqa.passages import Passage
from lzqa.question import Question, QuestionKind
from lzqa.retrieval.model import Hit

LIKELY, LIKELY_TOO = 0.45, 0.2
"""The model of facts chooses a fact that answers with this probability; where several figures are asked for, further ones with that."""
RIGHT, TRIED = 0.34, 3
"""A proposal that is right with this probability answers; so many are tried, should one not go together."""
RIGHT_AT_LEAST = 0.25
"""The same where a number is asked for and no quotation answers: the best passage has none, or has how far it moved."""
RIGHT_COMPUTED = 0.2
"""Where the wording wants something worked out, no quotation can answer: then a calculation that is right with this probability is given."""
OTHERWISE, OTHERWISE_LEAST, OTHERWISE_LEAD = 0.5, 0.25, "也可能是问："
"""Where something may be worked out, the next reading is given too that is worth this share of the first and so likely."""
FOUND_FOR_SURE = 0.5
"""Over the years of the best passage something is worked out where it is evidence with this probability."""
MEANT_TOPIC = 0.55
"""What a fact must score to answer a bare keyword, which may not ask for a figure at all."""
NAMED_SCORE, NAMED = 0.75, 0.85
"""A question names a fact of another year when the fact's score, years apart, reaches this and its name NAMED."""
BETTER_NAMED = 0.15
"""A figure of another year is what was asked for when its name fits this much better than any of the year's own."""
CLOSE = 0.08
"""Facts whose scores differ by less fit a question equally well."""
FITTING = 6
"""So many of the best facts are looked at for one that is not a neighbour only."""
KEPT = 64
"""Of so many questions it is remembered whether several facts answer them: it is asked before and while answering."""
KINDS = CHOSEN_KINDS - {QuestionKind.WHEN}
MOST_FIGURES, ABOUT = 5, 0.2
"""So many figures of one sentence are stated at most; where none is asked for, one answers that is about so much of the question."""


class FactComposer:
    """Makes drafts from facts.

    Args:
        facts: All facts.
        passages: Passages by id.
        matcher: Finds facts for a question.
        guard: Tells facts that answer from their neighbours.
        chooser: Tells how likely each candidate answers.
        planner: Tells which facts questions like it ask for.
        rarity: Weight of a word.
        rests: Knows the rests of wholes that a question names.
    """

    def __init__(
        self,
        facts: Sequence[Fact],
        passages: dict[str, Passage],
        matcher: FactMatcher,
        guard: Guard,
        chooser: FactChooser,
        planner: FactPlanner,
        rarity: Callable[[str], float],
        rests: Rests,
    ) -> None:
        self.chooser = chooser
        self._passages = passages
        self._matcher = matcher
        self._guard = guard
        self._stater = Stater(passages)
        self._calculator = Calculator(facts, matcher, rests)
        self._roundup = RoundUp(facts, matcher, self._stater)
        self._threshold = Threshold(matcher, self._stater, guard)
        self.proposer = Proposer(facts, matcher, guard, chooser, planner, rarity, self.by_rules, rests)
        self._lines = FactLines(facts, passages, self._stater, rests)
        self._measurer = Measurer(chooser, guard, self._stater, self._lines)
        self.years_between = partial(years_between, rarity=rarity)
        """Returns the draft that tells how many years lie between two dated things, where that is asked."""
        self.is_special = lru_cache(maxsize=KEPT)(lambda question: self._special(question) is not None)
        """Tells whether a question is answered from several facts, worked out, compared or listed."""

    def best(self, question: Question, hits: Sequence[Hit] = ()) -> Match | None:
        """Return the fact that answers ``question``, whose passages are ``hits``; ``None`` when none is clearly meant."""
        found = self.meant(question, hits)
        return found[0] if found and not found[1] else None

    def meant(self, question: Question, hits: Sequence[Hit] = ()) -> tuple[Match, str] | None:
        """Return the fact that ``question`` means, and the word of the question that it is not about after all.

        With ``hits``, the question's passages, the model of facts chooses, where it is sure enough.
        """
        if question.kind not in KINDS or question.attributes:
            return None
        for likely, candidate in self.chooser.choose(question, hits):
            if likely >= LIKELY and not candidate.differs:
                return candidate.match, ""
        if question.kind is QuestionKind.TOPIC and not question.years and not FIGURE_WORDS.search(question.text):
            return None
        wanted = MEANT_TOPIC if question.kind is QuestionKind.TOPIC else MEANT
        matches = [match for match in self._matcher.matches(question)[:FITTING] if match.score >= wanted]
        for match in matches:
            if match.score >= matches[0].score - CLOSE and not self._guard.differs(question, match.fact):
                return match, ""
        if not matches:
            return None
        differs = self._guard.differs(question, matches[0].fact)
        own = self._of_its_own(question, matches[0].fact) if differs else None
        if own is not None:
            return own, ""
        near = next((match for match in matches if self._guard.speaks_of(differs, match.fact)), matches[0])
        return near, self._guard.differs(question, near.fact) or differs

    def _of_its_own(self, question: Question, wider: Fact) -> Match | None:
        """Return the fact about what ``question`` names within ``wider``, of the same year where one is named: 公办幼儿园数 in 幼儿园数."""
        return next(
            (
                match
                for match in self._matcher.matches(question)
                if wider.indicator in match.fact.indicator
                and match.fact.kind is wider.kind
                and (not question.years or match.fact.year == wider.year)
                and not self._guard.differs(question, match.fact)
            ),
            None,
        )

    def evidence(self, question: Question, hits: Sequence[Hit]) -> FactEvidence:
        """Return what the facts say of ``question``, whose passages are ``hits``: for telling whether the plan answers."""
        meant = self.meant(question, hits)
        chosen = self.chooser.choose(question, hits)
        likeliest, candidate = chosen[0] if chosen else (0.0, None)
        asks = question.kind in ASKING or HOW_MANY.search(question.asking or question.text)
        best = next((proposal for _, proposal in self.proposer.ranked(question, hits)), None) if asks else None
        neighbour = bool(meant and meant[1]) and not (
            best is not None and best.work and not self.proposer.differs(question, best)
        )
        return FactEvidence(
            min(meant[0].score, 1.5) if meant else 0.0,
            meant[0].name if meant else 0.0,
            neighbour,
            likeliest,
            candidate.left_out if candidate else 0.0,
            self.likeliest(question, hits),
            best is not None and self.proposer.differs(question, best),
            off(question, best.facts if best is not None else ()),
            found_off(question, hits, self.chooser.facts_of),
        )

    def neighbour(self, question: Question, hits: Sequence[Hit] = ()) -> tuple[Match, str] | None:
        """Return the fact that is nearly what ``question`` asks for, and what the question names that it is not about.

        ``None`` when a fact answers, or none comes near.
        """
        if self.is_special(question) or self._several(question, hits) or BY_WHEN.search(question.text):
            return None
        year = self._other_year(question)
        if year is not None and year.fact.year not in question.years:
            return year, "、".join(f"{year}年" for year in question.years)
        found = self.meant(question, hits)
        if not found or not found[1] or meant(question.text, found[0].fact):
            return None
        return (found[0] if question.years else self._nearest_year(question, found[0])), found[1]

    def _other_year(self, question: Question) -> Match | None:
        """Return the fact whose name is asked for when the plan has it for other years than the question's only."""
        if not question.years or question.kind not in KINDS:
            return None
        found = next(iter(self._matcher.matches(question, by_year=False)), None)
        if found is None or found.name < NAMED or found.score < NAMED_SCORE:
            return None
        own = next(iter(self._matcher.matches(question)), None)
        nearest = self._nearest_year(question, found)
        if own is None or own.score < MEANT - 0.1:
            return nearest
        same = own.fact.indicator == found.fact.indicator and set(own.fact.levels) & set(found.fact.levels)
        return nearest if not same and own.name < found.name - BETTER_NAMED else None

    def _nearest_year(self, question: Question, found: Match) -> Match:
        """Return, of the facts named as well as ``found``, the one whose year is nearest to the question's, the newest without one."""
        asked = question.years[0] if question.years else MAXYEAR
        alike = [
            match
            for match in self._matcher.matches(question, by_year=False)
            if match.fact.subject == found.fact.subject
            and match.fact.kind is not FactKind.CHANGE
            and match.fact.year is not None
        ]
        return min(alike, key=lambda match: abs((match.fact.year or 0) - asked), default=found)

    def _special(self, question: Question) -> Draft | None:
        """Return a draft over several facts, worked out, compared or listed; ``None`` when the question asks for none."""
        draft = self._roundup.compose(question) or self._threshold.compose(question)
        if draft is not None:
            return draft
        if AGREES.search(question.text):
            both = self._conflicting(question)
            if both is not None:
                return both
        if question.kind is QuestionKind.COMPARE or (GROWING.search(question.text) and len(question.levels) > 1):
            pair = self._calculator.compared(question)
            if pair is not None:
                return self._lines.compared(question, pair)
        worked_out = self._calculator.work_out(question)
        return self._lines.computed(question, worked_out) if worked_out is not None else None

    def proposed(self, question: Question, proposal: Proposal) -> Draft | None:
        """Return the draft that ``proposal`` makes; ``None`` when its facts do not go together."""
        facts = proposal.facts
        single = len(facts) == 1 and (proposal.work == REST or not proposal.computes)
        work = work_meant(question.text, proposal.work, facts, stated=single)
        found = of_those_taken(question.text, facts, self.chooser.facts_of)
        if proposal.draft is not None and not work and not found:
            return (self._met(question, facts) if not proposal.computes else None) or proposal.draft.copy()
        if work or found:
            facts, work = as_printed(work, facts, self.chooser.facts_of) if not found else (facts, work)
            found = found or workings(question.text, work, facts)
            return self._lines.computed(question, found[0], facts, found[1:]) if found else None
        if len(facts) == 1:
            return self._of_one(question, facts[0])
        compares = proposal.kind == "compare" or question.kind is QuestionKind.COMPARE
        if len(facts) == 2 and compares and alike(*facts) and FactKind.CHANGE not in {fact.kind for fact in facts}:
            return self._lines.compared(question, (facts[0], facts[1]))
        told = self._threshold.held_against_first(question, facts) or self._met(question, facts)
        return told or self._lines.several(question, in_asked_order(question, facts))

    def state(self, draft: Draft, fact: Fact) -> bool:
        """Add a fact's statement to a draft; return whether there was room for it."""
        return self._stater.state(draft, fact, bold=True)

    def _met(self, question: Question, facts: Sequence[Fact]) -> Draft | None:
        """Return the draft that tells whether what is reached, one of two facts, meets its target, the other, where that is asked."""
        facts = [fact for fact in facts if fact.is_aim or not question.years or fact.year in question.years]
        if len(facts) != 2 or not (question.kind is QuestionKind.YES_NO or WHETHER.search(question.text)):
            return None
        return self._lines.reached(question, facts[0], facts[1])

    def _of_one(self, question: Question, fact: Fact) -> Draft:
        if (held := self._threshold.held_against(question, fact)) is not None:
            return held
        draft = Draft(question, LIMIT)
        self._lines.state_both(draft, fact)
        self._lines.beside(draft, fact)
        return draft

    def _conflicting(self, question: Question) -> Draft | None:
        """Return the two figures that the plan states for one thing, when it is asked whether they agree."""
        match = next(iter(self._matcher.matches(question)), None)
        if match is None or match.score < MEANT or self._guard.differs(question, match.fact):
            return None
        return self.contradicted(question, match.fact)

    def contradicted(self, question: Question, fact: Fact) -> Draft | None:
        """Return a draft that states a fact and what the plan says otherwise; ``None`` when it says nothing otherwise."""
        if self._lines.conflict_of(fact) is None:
            return None
        draft = Draft(question, LIMIT)
        self._lines.state_both(draft, fact)
        return draft

    def _several(self, question: Question, hits: Sequence[Hit]) -> list[Fact]:
        """Return one sentence's facts that answer a question for several figures; none when it asks for one."""
        if len(HOW_MANY.findall(question.asking or question.text)) < 2 or question.kind not in KINDS:
            return []
        chosen = [candidate.fact for likely, candidate in self.chooser.choose(question, hits) if likely >= LIKELY_TOO]
        if not chosen:
            return []
        found = [fact for fact in chosen if fact.passage == chosen[0].passage]
        return sorted(found, key=lambda fact: fact.span)[:MOST_FIGURES] if len(found) > 1 and not found[0].from_table else []

    def likeliest(self, question: Question, hits: Sequence[Hit]) -> float:
        """Return how likely the best proposal is right, 0..1."""
        return next((likely for likely, _ in self.proposer.ranked(question, hits)), 0.0)

    def compose(self, question: Question, hits: Sequence[Hit] = ()) -> Draft | None:
        """Return a draft for ``question`` and its passages; ``None`` when no fact is clearly meant."""
        if self.proposer.model is None:
            return self.by_rules(question, hits)
        if question.attributes:
            return None
        foremost = self._calculator.foremost(question)
        rows = (self._roundup.rows(question) or self._measurer.compose(question, hits)) if not foremost else None
        if rows is not None:
            return rows
        if summed := foremost or self._calculator.over_the_years(question, self.chooser.facts_chosen(question, hits)):
            return self._lines.computed(question, summed[0], sides=summed[1:])
        asking, asks, doubting = question.asking or question.text, asks_for_a_figure(question), self.proposer.doubting(question)
        worth = [
            (likely * fit, likely * fit if fit <= UNASKED else likely, proposal)
            for likely, proposal in self.proposer.ranked(question, hits)
            if likely >= RIGHT_OWN
            and (fit := doubting.of(proposal).fitness)
            and (asks or self.proposer.share_held(question, proposal.facts) >= ABOUT)
        ]
        quotable = not hits or not HOW_MANY.search(asking) or bool(find_figures(hits[0].passage.quote))
        stated = RIGHT if quotable and not asks_how_far(asking) else RIGHT_AT_LEAST
        tried, order = 0, sorted(worth, key=lambda each: (not asks_of_own(question.text, each[2].facts), -each[0]))
        for at, (_, likely, proposal) in enumerate(order):
            own = len(proposal.facts) == 1 and meant(question.text, proposal.facts[0])
            least = RIGHT_OWN if own else RIGHT_COMPUTED if doubting.wants(proposal) else stated
            if likely >= least and tried < TRIED:
                tried += 1
                draft = self.proposed(question, proposal)
                if draft is not None:
                    self._read_otherwise(question, draft, order[at:])
                    return draft
        return self._over_the_years(question, hits)

    def _over_the_years(self, question: Question, hits: Sequence[Hit]) -> Draft | None:
        """Return a draft that works out how what the best passage is about changes over the years, where just that is asked for."""
        computes = question.kind is QuestionKind.COMPUTE or wants_working(question)
        if not computes or not hits or hits[0].score < FOUND_FOR_SURE:
            return None
        worked_out = over_the_years(question, self.chooser.facts_of(hits[0].passage.id))
        if worked_out is None or self._guard.leaves_out(question, worked_out.terms):
            return None
        return self._lines.computed(question, worked_out)

    def _read_otherwise(self, question: Question, draft: Draft, order: Sequence[tuple[float, float, Proposal]]) -> None:
        """Add to ``draft``, made of the first of ``order``, what the next one says, where a calculation may be meant or not."""
        best, _, first = order[0]
        for worth, likely, proposal in order[1:]:
            if worth < OTHERWISE * best or likely < OTHERWISE_LEAST:
                return
            if not (first.computes or proposal.computes):
                continue
            other = self.proposed(question, proposal)
            if other is not None and draft.add_reading(OTHERWISE_LEAD, other):
                return

    def by_rules(self, question: Question, hits: Sequence[Hit] = ()) -> Draft | None:
        """Return the draft that rules and the model of single facts make; ``None`` when they make none."""
        special = self._special(question)
        if special is not None:
            return special
        if several := self._several(question, hits):
            return self._lines.several(question, several)
        draft = Draft(question, LIMIT)
        match = self.best(question, hits)
        if match is None or self._shared(question, match):
            return None
        first, *others = in_asked_order(question, (match.fact, *self._also_asked(question, match)))
        self._lines.state_both(draft, first)
        for other in others:
            self._stater.state(draft, other, bold=True)
        self._lines.beside(draft, first)
        return draft

    def _shared(self, question: Question, best: Match) -> bool:
        """Tell whether another figure of the same sentence fits almost as well: then the sentence itself is the answer."""
        return any(
            match.fact.passage == best.fact.passage
            and not match.fact.from_table
            and match.fact.figure.value != best.fact.figure.value
            for match in self._matcher.matches(question)[1:4]
            if best.score - match.score < CLOSE and match.fact.levels == best.fact.levels
        )

    def _also_asked(self, question: Question, best: Match) -> list[Fact]:
        """Return the facts of the further levels or years that the question names, for the same indicator."""
        found: list[Fact] = []
        for variant in variants(question):
            match = next((m for m in self._matcher.matches(variant) if m.fact.indicator == best.fact.indicator), None)
            if match is None or match.score < MEANT or match.fact == best.fact or match.fact in found:
                continue
            if match.fact.levels != best.fact.levels or match.fact.year != best.fact.year:
                found.append(match.fact)
        return found[:3]
