"""The one place where the stages are wired: words in, a checked answer out."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from lzqa.answer.abstain import asked_already, bank_features, features, intent_features
from lzqa.answer.answerable import Answerable, load_calibration
from lzqa.answer.askedfor import FactPlanner
from lzqa.answer.before import Before
from lzqa.answer.check import QUOTED, Checker
from lzqa.answer.compose import Composer
from lzqa.answer.ease import share_from_facts, share_in_words
from lzqa.answer.excerpt import Excerpter
from lzqa.answer.factchoice import FactChooser
from lzqa.answer.factcompose import FactComposer
from lzqa.answer.factmatch import FactMatcher
from lzqa.answer.followup import Chooser, FollowUps
from lzqa.answer.join import joined
from lzqa.answer.model import Answer, Status
from lzqa.answer.naming import Naming
from lzqa.answer.neighbour import Guard, misses, surely_another
from lzqa.answer.operations import ALIKE
from lzqa.answer.others import Others
from lzqa.answer.refuse import neighbour, refusal, small_talk, topics, unexplained
from lzqa.answer.rests import Rests
from lzqa.answer.roundup import number_in_vain
from lzqa.answer.said import OverTheSaid
from lzqa.answer.samematter import SameMatter
from lzqa.answer.trace import Lookup, Trace
from lzqa.answer.widen import widened
from lzqa.errors import UserError
from lzqa.figures import year_spans
from lzqa.indexing import Index, ensure_index, load_index
from lzqa.indexing.lexical import search_terms
from lzqa.lexicon.slogans import Slogan, asked_meaning
from lzqa.passages import Passage
from lzqa.question import LANGUAGE, SMALL_TALK, Mender, Question, QuestionKind, Term, Understander, mended, without_place_words
from lzqa.question.readings import RESOLVED
from lzqa.question.turn import without_verbatim
from lzqa.retrieval import Hit, HybridRetriever
from lzqa.retrieval.bank import BankMatch
from lzqa.retrieval.sections import named_in_vain
from lzqa.settings import Settings, settings_from_environment

_log = logging.getLogger(__name__)
Progress = Callable[[str], None]
_HITS = 12
MEANINGS = frozenset({QuestionKind.DEFINITION, QuestionKind.LIST, QuestionKind.TOPIC})
"""Kinds of question that may ask what a slogan means."""
ALONE = frozenset({QuestionKind.LOCATE, QuestionKind.COMPARE})
"""Kinds of question that are answered as one, however they are put."""
WHOLE = frozenset({QuestionKind.LIST, QuestionKind.DEFINITION, QuestionKind.COMPARE})
"""Kinds of question whose answer shows the sentences it stands on, also where one of their clauses answers."""
NEIGHBOUR_MODE = 0.5
"""A neighbour is told of, and not what facts propose, where that is right with less than this probability, or it surely is another."""
SEVERAL = 0.35
"""A message sounds like one that asks several things from this probability on."""
WIDELY = (3, 0.03)
"""Of so many of the best passages, those that are evidence with this probability are quoted where several things are asked."""
FURTHER = {QuestionKind.MEASURE: (2, 0.03), QuestionKind.REASON: (2, 0.03)}
"""The same where one thing is asked that seldom stands in one place."""
LEADING = 5
"""So many of the best passages lead to facts."""
TELLING = 3.0
"""A word tells what is asked for when its rarity reaches this; one that the plan lacks is named in a refusal."""


class Assistant:
    """Answers questions about one plan.  Safe to share between threads: it keeps only what it answered to earlier turns.

    Args:
        index: A loaded index.
        bank: Whether the question bank is used, where the index has one.
    """

    def __init__(self, index: Index, *, bank: bool = True) -> None:
        self.index = index
        mender = Mender(index.vocabulary, index.segmenter, index.plan.lexicon)
        known = frozenset().union(*index.terms, *index.context_terms)
        self.understander = Understander(index.segmenter, index.plan.lexicon, mender, known)
        self.retriever = HybridRetriever(index, bank=bank)
        self.checker = Checker(index.plan)
        self.calibration = load_calibration()
        self._excerpter = Excerpter(index.segmenter, self.retriever.rarity)
        self._by_id = index.plan.passages.by_id()
        matcher = FactMatcher(index.plan.facts, index.segmenter, index.plan.lexicon.stop, self.retriever.rarity)
        self._guard = guard = Guard(index.plan.lexicon, self._by_id, index.plan.facts)
        planner = FactPlanner(index.plan.facts)
        chooser = FactChooser(index.plan.facts, matcher, guard, self.retriever.rarity, planner)
        rests = Rests(index.plan.lexicon.rests, index.plan.facts)
        self.facts = FactComposer(index.plan.facts, self._by_id, matcher, guard, chooser, planner, self.retriever.rarity, rests)
        self._before = Before(self.ask_turns)
        self._said = OverTheSaid(index.plan.facts, self.facts, self._before)
        self._composer = Composer(index.plan, self._excerpter, self.facts, learned=self.retriever.learned)
        self._others = Others(self.look_up, self._composer, self.checker, self.understander.understand)
        self.follow_ups = FollowUps(
            self.understander, self.retriever, self._before, self.look_up, self.probability, self._read_as, self._over_the_said
        )
        self.same = SameMatter(self.retriever.bank, index.plan.lexicon) if self.retriever.bank is not None else None
        self.years = frozenset(year for year, _ in year_spans(index.plan.text))

    @classmethod
    def open(cls, settings: Settings | None = None, *, build: bool = False, progress: Progress = _log.info) -> Assistant:
        """Open the assistant over the index that ``settings`` name.

        Args:
            settings: Where things are; from the environment when not given.
            build: Whether a missing, stale or damaged index may be built first.
            progress: Called with a line at each step of such a build.

        Raises:
            CorpusError: When the plan cannot be used.
            IndexFolderError: When the index cannot be used.
            UserError: When the embedding model cannot be loaded.
        """
        settings = settings or settings_from_environment()
        place = (settings.corpus, settings.index, settings.embedding)
        index = ensure_index(*place, progress=progress, namings=Naming)[0] if build else load_index(*place)
        return cls(index, bank=settings.bank)

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Answer ``question``; ``history`` holds the person's earlier turns, oldest first.  Any string gets an answer."""
        return self.ask_turns([*history, question])

    def ask_turns(self, turns: Sequence[str]) -> Answer:
        """Answer the last of ``turns``; the earlier ones are its context.

        Raises:
            UserError: ``U002`` when there is no turn.
        """
        return self.trace(turns).answer

    def trace(self, turns: Sequence[str]) -> Trace:
        """Answer the last of ``turns`` and keep every intermediate value.

        Raises:
            UserError: ``U002`` when there is no turn.
        """
        if not turns:
            message = "there is no question: the list of turns is empty"
            raise UserError(message, code="U002", remedy="give at least one turn")
        started, turns = time.perf_counter(), without_verbatim(turns)
        question = self.understander.understand(turns, self.points)
        if question.problem == LANGUAGE and self.retriever.bank is not None:
            said = self.retriever.bank.in_chinese(question.text)
            if said:
                return self._from_chinese(question, said, started)
        if question.kind in SMALL_TALK:
            answer = small_talk(question, self.index.plan.corpus.info)
            return Trace(question, (), {}, answer.confidence, 0.0, answer.timed(_since(started)))
        if len(turns) > 1 and (chooser := self.follow_ups.model) is not None and self.retriever.bank is not None:
            return self._follow_up(turns, question, chooser, started)
        found = self.look_up(replace(question, context=self.follow_ups.context(turns)))
        confidence = self.probability(found.features)
        if len(turns) == 1:
            found, confidence = self._others.alone(found, confidence, self._abstention, self.understander.without_background)
        worked_out = self._over_the_said(turns, found.question) if len(turns) > 1 else None
        if worked_out is not None:
            made = worked_out[0]
        else:
            found, made = self._answered(found, confidence, alone=found.question.kind in ALONE)
        made = made.timed(_since(started))
        return Trace(found.question, found.hits, found.features, confidence, self._abstention.threshold, made)

    @property
    def _abstention(self) -> Answerable:
        """The model that tells whether the plan answers: with the bank where it is used, else without."""
        return self.calibration.model(bank=self.retriever.bank is not None)

    def probability(self, features: dict[str, float]) -> float:
        """Return the probability, 0..1, that the plan answers a question, by the features of what was found for it."""
        return self._abstention.probability(features)

    def _follow_up(self, turns: Sequence[str], question: Question, chooser: Chooser, started: float) -> Trace:
        """Answer the last of several turns, understood as ``question``, by the reading whose answer is likeliest right, or refuse."""
        candidates = self.follow_ups.candidates(turns, question)
        chosen, sure = self.follow_ups.choose(turns, candidates, chooser)
        answer, found = chosen.answer, chosen.found
        contradicts = answer.status is Status.CONFLICTING and bool(ALIKE.search(turns[-1]))  # 几处都一样吗
        if (len(candidates) == 1 and chosen.by_form) or contradicts:  # 第四章呢 can be read in no other way
            sure = answer.confidence
        elif chooser.refuses(chosen, sure) and not answer.abstained:
            refused = next((each.answer for each in candidates if each.answer.abstained), None)
            answer = refused or self._refused(found, sure)
        answer = replace(answer, confidence=round(sure, 3)).timed(_since(started))
        return Trace(found.question, found.hits, found.features, sure, chooser.threshold, answer)

    def _read_as(self, how: str, found: Lookup, confidence: float) -> Answer:
        """Return the answer to a turn that was read in one of the ways of :mod:`lzqa.question.readings`."""
        return self._answered(found, confidence, alone=how != RESOLVED or found.question.kind in ALONE)[1]

    def _answered(self, found: Lookup, confidence: float, *, alone: bool) -> tuple[Lookup, Answer]:
        """Return the whole answer to the question for which ``found`` was found, and what was found as it was answered from.

        ``alone`` tells that it is answered as one, however it is put, unless it is a list of three things or more.
        """
        matters = self.understander.matters(found.question, listed=alone)
        if len(matters) > 1 or found.question.sounds("multi_hop") >= SEVERAL:
            found = replace(found, question=replace(found.question, several=True))
        answer = self._answer(found, confidence, self._abstention.threshold)
        if matters:
            answer = self._sound(self._others.to(matters, self._abstention, answer), answer)
        answer = self._completed(answer, found)
        if (found.question.several or found.question.kind in WHOLE) and not answer.abstained:
            answer = self._sound(widened(answer, found.question, self._by_id, self._excerpter), answer)
        return found, answer

    def _over_the_said(self, turns: Sequence[str], question: Question) -> tuple[Answer, bool] | None:
        """Return what the last of ``turns`` wants done with the figures of the answers before it, and whether it surely does."""
        found = self._said.of(question, turns, self.understander.bare)
        return found if found is not None and not self.checker.problems(found[0]) else None

    def _from_chinese(self, question: Question, said: str, started: float) -> Trace:
        """Return the answer to a question in English, found by way of ``said``, which asks the same in Chinese."""
        trace = self.trace([said])
        answer = replace(trace.answer, question=question.raw, answer=f"{trace.answer.answer}\n{QUOTED}")
        if self.checker.problems(answer):
            answer = replace(trace.answer, question=question.raw)
        return replace(trace, answer=answer.timed(_since(started)))

    def _sound(self, whole: Answer, answer: Answer) -> Answer:
        """Return ``whole``, which says more than ``answer``, where it stands on its citations, else ``answer``."""
        return whole if not self.checker.problems(whole) else answer

    def _completed(self, answer: Answer, found: Lookup) -> Answer:
        """Return ``answer`` with the best passages that it does not cite, where one of them is not all that is asked for."""
        if answer.abstained or not self.retriever.learned:
            return answer
        most, least = WIDELY if found.question.several else FURTHER.get(found.question.kind, (0, 1.0))
        cited = {citation.passage for citation in answer.citations}
        further = [hit for hit in found.content[:most] if hit.passage.id not in cited and hit.score >= least]
        if not further:
            return answer
        draft = self._composer.quoting(found.question, further)
        whole = joined(answer, [draft.answer(answer.confidence)], lines=len(further))
        return self._sound(whole, answer)

    def points(self, question: str) -> tuple[str, ...]:
        """Return what the answer to a stand-alone question cites, in order, without the heading above its points."""
        cited = self.ask(question).citations
        if len(cited) > 1 and cited[1].passage.startswith(f"{cited[0].passage}."):
            cited = tuple(citation for citation in cited[1:] if "/" not in citation.passage)
        return tuple(citation.quote for citation in cited)

    def compare(self, question: Question, without: Sequence[int] = ()) -> BankMatch | None:
        """Return how the bank's questions compare with ``question``, and which ask the same; ``None`` without a bank."""
        match = self.retriever.compare(question, without)
        if match is None or self.same is None:
            return match
        words = search_terms(self.index.segmenter, self.index.plan.lexicon, question.text)
        same, apart = self.same.told(question.text, words, match)
        return replace(match, same=same, apart=apart)

    def look_up(self, question: Question, without: Sequence[int] = ()) -> Lookup:
        """Find what may answer a question.

        Args:
            question: The question; not small talk.
            without: Numbers of the bank's questions to leave out.
        """
        part, whole = "", question
        if question.kind is QuestionKind.LOCATE:
            rest = without_place_words(question.text)
            kept = tuple(term for term in question.terms if term.word in rest)
            question = replace(question, text=rest, terms=kept or question.terms)
        match = self.compare(question, without)
        if match is not None and self.retriever.bank is not None:
            question = replace(mended(question, *self.retriever.bank.voted(match)), asked=self.retriever.bank.asked(match))
        if (intent := self.retriever.intent(question.text)) is not None:
            question = replace(question, told=intent.facts, no_figure=intent.nothing)
        wants_headings = question.kind is QuestionKind.SUMMARY
        hits = self.retriever.retrieve(question, _HITS, headings=wants_headings, match=match, without=without)
        content = tuple(hit for hit in hits if hit.passage.kind != "heading") or hits
        if match is not None and self.retriever.bank is not None:
            if question.kind is QuestionKind.LOCATE:
                part = self.retriever.bank.place(match, content)
            else:
                summed_up = question.kind is QuestionKind.SUMMARY
                telling = [term.word for term in self._telling(question)] if summed_up else []
                part = self.retriever.bank.part(match, content, summed_up=summed_up, text=question.text, telling=telling)
        if self.retriever.learned:
            question = replace(question, places=tuple((hit.passage.id, round(hit.score, 3)) for hit in content[:LEADING]))
        values = features(question, content, self.retriever.rarity, self.retriever.knows, self.years)
        if match is not None and self.retriever.bank is not None:
            fact = self.facts.evidence(question, content)
            left_out = self.retriever.left_out(question, content[0].passage.position, without) if content else 0.0
            own = bank_features(content, match, self.retriever.bank.entries, fact, question, left_out)
            values |= own | intent_features(content, intent)
        if question.text != whole.text:
            question = replace(question, text=whole.text, terms=whole.terms)
        return Lookup(question, hits, content, values, part)

    def _answer(self, found: Lookup, confidence: float, threshold: float) -> Answer:
        question, hits, content = found.question, found.hits, found.content
        info = self.index.plan.corpus.info
        if named_in_vain(question.text, self.index.plan.passages.parts) or number_in_vain(question, self.index.plan.text):
            return self._refused(replace(found, content=()), 0.0)
        slogan = asked_meaning(question.asking or question.text, self.index.plan.slogans)
        if slogan is not None and not slogan.explained and question.kind in MEANINGS and not self._asks_more(question, slogan):
            answer = unexplained(question, slogan, self._by_id[slogan.named[0]], info)
            if not self.checker.problems(answer):
                return answer
        if slogan is not None and slogan.explained and question.kind in MEANINGS and hits:
            hits = self._led_by(hits, slogan.explained)
        least = share_in_words(question, content, learned=self.retriever.learned) * threshold
        sure = confidence >= least or asked_already(found.features)
        answerable = bool(question.terms) and (
            sure or confidence >= share_from_facts(question, content, self.facts, found.features) * threshold
        )
        near = self.facts.neighbour(question, content)
        if near is not None and (
            not answerable or surely_another(*near, question.text) or self.facts.likeliest(question, content) < NEIGHBOUR_MODE
        ):
            match, word = near
            answer = neighbour(question, word, match.fact, self._by_id[match.fact.passage], info, max(0.0, 1 - match.name))
            if not self.checker.problems(answer):
                return answer
        if answerable:
            for from_facts in (True, False) if sure else (True,):
                made = self._composed(found, hits, confidence, from_facts=from_facts, only_facts=not sure)
                if made is None:
                    continue
                if not misses(question, made, self._guard):
                    return made
                content = self._led_by(content, (made.citations[0].passage,))
                confidence = min(confidence, threshold / 2)
                break
        return self._refused(replace(found, content=content), confidence)

    def _refused(self, found: Lookup, confidence: float) -> Answer:
        """Say that the plan does not answer, and what it says nearby."""
        unknown = [term for term in self._telling(found.question) if not self.retriever.knows(term)]
        for nearest in (found.content, ()):
            answer = refusal(found.question, nearest, unknown, self._excerpter, self.index.plan.corpus.info, confidence)
            if not self.checker.problems(answer):
                break
        self.checker.require(answer)
        return answer

    def _composed(
        self, found: Lookup, hits: Sequence[Hit], confidence: float, *, from_facts: bool, only_facts: bool
    ) -> Answer | None:
        """Return the answer that ``hits`` make; ``None`` when it does not stand on its citations, or on no fact where it must."""
        draft = self._composer.compose(found.question, hits, found.part, from_facts=from_facts)
        if only_facts and not draft.facts:
            return None
        answer = draft.answer(confidence, suggestions=topics(found.content[:2]))
        problems = self.checker.problems(answer)
        if problems and draft.drop_reading():
            answer = draft.answer(confidence, suggestions=topics(found.content[:2]))
            problems = self.checker.problems(answer)
        if problems:
            _log.error("withheld an answer to %r: %s", found.question.raw, problems)
            return None
        return answer

    def _asks_more(self, question: Question, slogan: Slogan) -> bool:
        """Tell whether a question for a list asks for something that the plan says of a slogan, not for what is behind its name."""
        if question.kind is not QuestionKind.LIST:
            return False
        return any(term.word not in slogan.name and self.retriever.knows(term) for term in self._telling(question))

    def _telling(self, question: Question) -> list[Term]:
        return [term for term in question.terms if self.retriever.rarity(term.word) >= TELLING]

    def _led_by(self, hits: tuple[Hit, ...], explained: Sequence[str]) -> tuple[Hit, ...]:
        """Return ``hits`` with the passages that explain a slogan in front."""
        known = {hit.passage.id: hit for hit in hits}
        best = max(hit.score for hit in hits)
        first = [known.get(name) or Hit(self._by_id[name], best, hits[0].signals) for name in explained]
        return (*(replace(hit, score=best) for hit in first), *(hit for hit in hits if hit.passage.id not in explained))

    def search(self, query: str, k: int = 10, *, headings: bool = True) -> tuple[Hit, ...]:
        """Return the ``k`` best passages for ``query``; none for a query without content words."""
        question = self.understander.understand([query])
        return self.retriever.retrieve(question, k, headings=headings) if question.terms else ()

    def passage(self, identifier: str) -> Passage:
        """Return the passage called ``identifier``.

        Raises:
            UserError: ``U003`` when there is none, with the nearest ids.
        """
        found = self._by_id.get(identifier)
        if found is None:
            near = [name for name in self._by_id if name.startswith(identifier.split("/")[0])][:5]
            message = f"there is no passage {identifier!r}"
            remedy = f"ids near it: {', '.join(near)}" if near else "`lzqa search` and `lzqa outline` show ids"
            raise UserError(message, code="U003", remedy=remedy)
        return found


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000
