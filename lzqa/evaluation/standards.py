"""The suite in other people's forms: TREC qrels and runs, ir-measures, llama-index's evaluator, RAGAS and ALCE fields.

A qrel says that a passage overlaps a quote of the question's evidence.  Only answerable questions whose evidence some
passage overlaps have qrels; passages are those that retrieval returns, so headings are left out.  A dialogue is ranked as
lzqa resolves it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lzqa.errors import UserError
from lzqa.evaluation.questions import EvalQuestion
from lzqa.evaluation.results import QuestionResult, Run
from lzqa.evaluation.scoring import places
from lzqa.passages import Passage, PassageKind
from lzqa.question import SMALL_TALK
from lzqa.retrieval.fusion import DECIMALS

if TYPE_CHECKING:
    from lzqa.assistant import Assistant
    from lzqa.indexing import Plan

Qrels = dict[str, dict[str, int]]
"""Question's id → passage's id → relevance."""
Ranking = dict[str, dict[str, float]]
"""Question's id → passage's id → score, best first, strictly falling."""

METRICS = ("R@1", "R@3", "R@10", "RR@10", "nDCG@10", "AP")
LLAMA_INDEX_METRICS = ("hit_rate", "mrr", "precision", "recall")
DEPTH = 100
NOT_SAID = "规划没有说明。"
"""Reference answer of a question that the plan does not answer."""

_MARKER = re.compile(r"\[(\d{1,3})\]")


def _overlaps(passage: Passage, spans: Sequence[tuple[int, int]]) -> bool:
    return any(passage.span.start < end and start < passage.span.end for start, end in spans)


def qrels(questions: Sequence[EvalQuestion], plan: Plan) -> Qrels:
    """Return the relevant passages of each answerable question, in the order of questions and of the text.

    Args:
        questions: The questions; their evidence stands in the plan.
        plan: The plan.
    """
    content = [passage for passage in plan.passages.passages if passage.kind is not PassageKind.HEADING]
    found: Qrels = {}
    for question in questions:
        spans = [place for group in question.evidence for quote in group for place in places(plan.text, quote)]
        relevant = {passage.id: 1 for passage in content if _overlaps(passage, spans)}
        if question.answerable and relevant:
            found[question.id] = relevant
    return found


def ranking(assistant: Assistant, questions: Sequence[EvalQuestion], k: int = DEPTH) -> Ranking:
    """Return the ``k`` best passages of each question with their scores.

    trec_eval orders by score alone and breaks ties by id, so a score that does not fall is lowered by the smallest step
    that is kept (10 to the power of minus :data:`~lzqa.retrieval.fusion.DECIMALS`); the order is the retriever's.

    Args:
        assistant: Resolves dialogues and retrieves.
        questions: The questions.
        k: How many passages.

    Returns:
        One entry a question; it is empty for small talk.
    """
    step = 10.0**-DECIMALS
    found: Ranking = {}
    for question in questions:
        understood = assistant.understander.understand(question.turns)
        hits = () if understood.kind in SMALL_TALK else assistant.retriever.retrieve(understood, k)
        scores: dict[str, float] = {}
        last = float("inf")
        for hit in hits:
            last = round(min(hit.score, last - step), DECIMALS)
            scores[hit.passage.id] = last
        found[question.id] = scores
    return found


def qrels_text(judged: Qrels) -> str:
    """Return TREC qrels: ``qid 0 passage_id relevance`` a line."""
    return "".join(f"{question} 0 {passage} {rel}\n" for question, held in judged.items() for passage, rel in held.items())


def run_text(ranked: Ranking, tag: str = "lzqa") -> str:
    """Return a TREC run: ``qid Q0 passage_id rank score tag`` a line, ranks from 1.

    Args:
        ranked: The rankings.
        tag: Name of the run, without white space.
    """
    return "".join(
        f"{question} Q0 {passage} {rank} {score:.{DECIMALS}f} {tag}\n"
        for question, held in ranked.items()
        for rank, (passage, score) in enumerate(held.items(), start=1)
    )


def retrieval_metrics(judged: Qrels, ranked: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Return :data:`METRICS`, each the mean over the questions of ``judged``, 0..1, by ir-measures (MacAvaney et al. 2022).

    R is the share of a question's relevant passages, so R@1 stays below 1 where several are relevant.  A question that
    ``ranked`` lacks counts 0; one that only ``ranked`` has counts nothing.

    Args:
        judged: The relevant passages.
        ranked: The rankings; only scores count, not the order of the mapping.

    Raises:
        UserError: ``U012`` when ir-measures is not installed.
    """
    try:
        import ir_measures
    except ImportError as error:
        message = "retrieval metrics need the package ir-measures, which is not installed"
        raise UserError(message, code="U012", remedy="pip install 'lzqa[eval]'") from error
    measures = {ir_measures.parse_measure(name): name for name in METRICS}
    relevant = [ir_measures.Qrel(question, passage, rel) for question, held in judged.items() for passage, rel in held.items()]
    scored = [
        ir_measures.ScoredDoc(question, passage, float(score))
        for question, held in ranked.items()
        for passage, score in held.items()
    ]
    if not relevant:
        return dict.fromkeys(METRICS, 0.0)
    values = ir_measures.calc_aggregate(list(measures), relevant, scored)
    return {name: float(values[measure]) for measure, name in measures.items()}


def llama_index_metrics(assistant: Assistant, questions: Sequence[EvalQuestion], *, top_k: int = 10) -> dict[str, float]:
    """Return :data:`LLAMA_INDEX_METRICS` of lzqa's retriever by llama-index's own ``RetrieverEvaluator``.

    Each is the mean over the questions that have qrels, 0..1; a question for which nothing is retrieved counts 0.

    Args:
        assistant: Whose index is searched.
        questions: The questions; a dialogue is asked as lzqa resolves it.
        top_k: How many passages are retrieved.
    """
    from llama_index.core.evaluation import RetrieverEvaluator

    from lzqa.llamaindex import PlanRetriever

    retriever = PlanRetriever(assistant, similarity_top_k=top_k)
    evaluator = RetrieverEvaluator.from_metric_names(list(LLAMA_INDEX_METRICS), retriever=retriever)
    totals = dict.fromkeys(LLAMA_INDEX_METRICS, 0.0)
    judged = qrels(questions, assistant.index.plan)
    for question in questions:
        if question.id not in judged:
            continue
        turns = question.turns
        query = turns[0] if len(turns) == 1 else assistant.understander.understand(turns).text
        if assistant.search(query, 1, headings=False):
            values = evaluator.evaluate(query=query, expected_ids=list(judged[question.id])).metric_vals_dict
            for name in totals:
                totals[name] += float(values[name])
    return {name: total / len(judged) if judged else 0.0 for name, total in totals.items()}


def reference(question: EvalQuestion) -> str:
    """Return a reference answer made of the gold: the first spelling of each point and figure."""
    if not question.answerable:
        return NOT_SAID
    parts = [*(group[0] for group in question.points), *(figure.any_of[0] for figure in question.figures)]
    return "；".join(dict.fromkeys(parts)) + "。"


def _citations(result: QuestionResult) -> list[dict[str, Any]]:
    """Return the citations in the order of their markers; one without a marker takes its place in the list."""
    given: list[dict[str, Any]] = list(result.answer.get("citations") or [])
    numbered = [{"marker": at, "section": [], "quote": "", **citation} for at, citation in enumerate(given, start=1)]
    return sorted(numbered, key=lambda citation: int(citation["marker"]))


def _asked(result: QuestionResult) -> str:
    """Return the question on one line; of a dialogue what the system understood, else all its turns."""
    turns = result.question.turns
    understood = str(result.answer.get("understood_as") or "")
    return turns[0] if len(turns) == 1 else understood or " ".join(turns)


def ragas_rows(run: Run) -> list[dict[str, Any]]:
    """Return the answers in the fields of RAGAS' single-turn samples (Es et al. 2024), one a question.

    ``response`` has neither markup nor markers; ``retrieved_contexts`` are the quotes cited, ``reference_contexts`` the first
    quote of each evidence group.  ``id`` comes on top, to find a question again.
    """
    return [
        {
            "id": result.question.id,
            "user_input": _asked(result),
            "response": _MARKER.sub("", str(result.answer["answer"]).replace("**", "")),
            "retrieved_contexts": [str(citation["quote"]) for citation in _citations(result)],
            "reference": reference(result.question),
            "reference_contexts": [group[0] for group in result.question.evidence],
        }
        for result in run.results
    ]


def alce_rows(run: Run) -> list[dict[str, Any]]:
    """Return the answers in the fields of ALCE (Gao et al. 2023), one a question.

    ``output`` is the answer on one line, since ALCE reads only the first one; its markers count from 1 in the order of
    ``docs``, whatever the system's own were.  ``answer`` is the reference; ``qa_pairs`` hold the accepted strings of each
    point and figure.  ``id`` comes on top.
    """
    rows = []
    for result in run.results:
        question, citations = result.question, _citations(result)
        number = {str(citation["marker"]): str(at) for at, citation in reversed(list(enumerate(citations, start=1)))}
        accepted = [list(group) for group in question.points] + [list(figure.any_of) for figure in question.figures]
        output = _MARKER.sub(lambda match, to=number: f"[{to.get(match[1], match[1])}]", str(result.answer["answer"]))  # type: ignore[misc]
        rows.append(
            {
                "id": question.id,
                "question": _asked(result),
                "answer": reference(question),
                "output": " ".join(output.replace("**", "").split()),
                "docs": [{"title": " ".join(map(str, c["section"])), "text": str(c["quote"])} for c in citations],
                "qa_pairs": [{"question": _asked(result), "short_answers": strings} for strings in accepted],
            }
        )
    return rows
