"""Ranking by the project's own parts on public question sets, so that figures can be compared with other people's.

The data is no part of the project; the caller gives a file.  Two tasks:

- **CMRC2018** (Cui et al. 2019, "A Span-Extraction Dataset for Chinese Machine Reading Comprehension"): the best sentence
  of the question's own paragraph must hold an accepted answer; and the right paragraph is looked for among all of them.
- **XQuAD-R** (Roy et al. 2020, "LAReQA: Language-Agnostic Answer Retrieval from a Multilingual Pool"): the one sentence
  that answers is looked for among the sentences of all paragraphs.

Every task is ranked by BM25, by vectors, and by both together: ``weight`` times BM25 plus ``1 - weight`` times the cosine,
each divided by its maximum over the candidates; and once more after the most promising sentences were read
(:mod:`lzqa.retrieval.reader`).  Ties stand in the order of the pool.
"""

from __future__ import annotations

import gzip
import json
import math
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from lzqa.embedding import Embedder, HashingEmbedder
from lzqa.errors import UserError
from lzqa.evaluation.questions import normalise
from lzqa.indexing.lexical import LexicalIndex, search_terms
from lzqa.lexicon import load_lexicon
from lzqa.retrieval.fusion import DECIMALS, max_norm
from lzqa.retrieval.reader import Reader
from lzqa.segment import Segmenter
from lzqa.spans import Span
from lzqa.structure.sentences import split_sentences

Scores = NDArray[np.float64]
OnDone = Callable[[], None]
_Row = TypeVar("_Row")

RANKERS = ("bm25", "dense", "hybrid")
HYBRID_WEIGHT = 0.5
"""Weight of BM25 in the sum of both; stated beforehand, not fitted on this data."""
BLOCK = 256
"""So many questions are encoded at a time."""
READ = "hybrid, read"
"""Row of a result after reading: the hybrid's promising sentences by the reader's probability, the others behind them."""
READ_PARAGRAPHS = 5
"""So many of the first paragraphs are read."""
READ_WEIGHT = 0.2
"""Weight of the best sentence's probability beside the paragraph's hybrid score; chosen on CMRC's training titles."""
BEST_POSSIBLE = "best possible"
"""Row of a result that tells what a perfect ranker would reach."""


@dataclass(frozen=True)
class CmrcQuestion:
    """A question on a paragraph.

    Args:
        id: Unique.
        question: The question.
        context: The paragraph that answers it.
        answers: Accepted answers, at least one.
    """

    id: str
    question: str
    context: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class XquadQuestion:
    """A question that one sentence answers.

    Args:
        question: The question.
        sentences: The sentences of its paragraph.
        answer_sentence: Which of them answers, from 0.
    """

    question: str
    sentences: tuple[str, ...]
    answer_sentence: int


@dataclass(frozen=True)
class PublicResult:
    """What the rankers reach on one data set.

    Args:
        dataset: Name of the data set and the task.
        questions: Questions asked.
        candidates: Size of each pool by name.
        embedder: Name of the embedding model.
        weight: Weight of BM25 in ``hybrid``, 0..1.
        figures: Figure in 0..1 by metric, by ranker; metrics in the same order everywhere.
    """

    dataset: str
    questions: int
    candidates: dict[str, int]
    embedder: str
    weight: float
    figures: dict[str, dict[str, float]]

    def text(self) -> str:
        """Return a heading line and a Markdown table, one row a ranker."""
        pools = ", ".join(f"{size} {name}" for name, size in self.candidates.items())
        metrics = list(next(iter(self.figures.values())))
        rows = [
            f"{self.dataset}: {self.questions} questions, {pools}; vectors by {self.embedder}, BM25 weighs {self.weight:g} in hybrid",
            "",
            f"| ranker | {' | '.join(metrics)} |",
            f"|---|{'--:|' * len(metrics)}",
        ]
        rows += [f"| {name} | {' | '.join(f'{values[m]:.3f}' for m in metrics)} |" for name, values in self.figures.items()]
        return "\n".join(rows)


def _string(row: dict[str, Any], key: str) -> str:
    value = row[key]
    if not isinstance(value, str) or not value.strip():
        message = f"{key} must be a string that is not blank"
        raise ValueError(message)
    return value


def _strings(row: dict[str, Any], key: str) -> tuple[str, ...]:
    values = row[key]
    if not isinstance(values, list) or not values or not all(isinstance(value, str) and value.strip() for value in values):
        message = f"{key} must be a list of one or more strings that are not blank"
        raise ValueError(message)
    return tuple(values)


def _cmrc(row: dict[str, Any]) -> CmrcQuestion:
    return CmrcQuestion(_string(row, "id"), _string(row, "question"), _string(row, "context"), _strings(row, "answers"))


def _xquad(row: dict[str, Any]) -> XquadQuestion:
    sentences, at = _strings(row, "sentences"), row["answer_sentence"]
    if type(at) is not int or not 0 <= at < len(sentences):
        message = f"answer_sentence must be a number from 0 to {len(sentences) - 1}, found {at!r}"
        raise ValueError(message)
    return XquadQuestion(_string(row, "question"), sentences, at)


def _read(path: Path, parse: Callable[[dict[str, Any]], _Row], fields: str) -> tuple[_Row, ...]:
    """Read JSON Lines, gzip or not, one value a line; blank lines are skipped.

    Raises:
        UserError: ``U013`` when the file cannot be read, a line does not fit (with its number), or there is none.
    """
    remedy = f"give a UTF-8 file, gzip or not, with one JSON object a line: {fields}"
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        message = f"the public data {path} cannot be read: {error}"
        raise UserError(message, code="U013", remedy=remedy) from error
    found: list[_Row] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                message = f"expected an object, found {type(row).__name__}"
                raise TypeError(message)
            found.append(parse(row))
        except (ValueError, KeyError, TypeError) as error:
            reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            message = f"{path}, line {number}: {reason}"
            raise UserError(message, code="U013", remedy=remedy) from error
    if not found:
        message = f"{path} holds no question"
        raise UserError(message, code="U013", remedy=remedy)
    return tuple(found)


def load_cmrc(path: Path) -> tuple[CmrcQuestion, ...]:
    """Read questions with ``id``, ``question``, ``context`` and ``answers``.

    Raises:
        UserError: ``U013``, with the line, when the file does not fit.
    """
    return _read(path, _cmrc, "id, question, context, answers")


def load_xquad(path: Path) -> tuple[XquadQuestion, ...]:
    """Read questions with ``question``, ``sentences`` and ``answer_sentence``.

    Raises:
        UserError: ``U013``, with the line, when the file does not fit.
    """
    return _read(path, _xquad, "question, sentences, answer_sentence")


def lexical_scores(texts: Sequence[str], segmenter: Segmenter, questions: Sequence[str]) -> Iterator[Scores]:
    """Yield, a question, the BM25 scores of ``texts``, ``(candidates,)`` float64; stop words are left out."""
    lexicon = load_lexicon()
    index = LexicalIndex.build([search_terms(segmenter, lexicon, text) for text in texts])
    for question in questions:
        yield index.scores(search_terms(segmenter, lexicon, question)).astype(float)


class Pool:
    """Candidates that questions are scored against.

    Args:
        texts: The candidates, at least one.
        segmenter: Gives the search terms; stop words are left out.
        embedder: Gives the vectors.
    """

    def __init__(self, texts: Sequence[str], segmenter: Segmenter, embedder: Embedder) -> None:
        self._texts = texts
        self._segmenter = segmenter
        self._embedder = embedder
        self._vectors = embedder.encode_document(list(texts))

    def scores(self, questions: Sequence[str]) -> Iterator[tuple[Scores, Scores]]:
        """Yield, a question, its BM25 scores and its cosines, ``(candidates,)`` float64 each."""
        lexical = lexical_scores(self._texts, self._segmenter, questions)
        for start in range(0, len(questions), BLOCK):
            cosines = self._embedder.encode_query(questions[start : start + BLOCK]) @ self._vectors.T
            for row in cosines:
                yield next(lexical), row.astype(float)


def by_ranker(lexical: Scores, cosine: Scores, weight: float) -> dict[str, Scores]:
    """Return the scores of each of :data:`RANKERS` over the same candidates, rounded so that noise swaps no neighbours."""
    hybrid = weight * max_norm(lexical) + (1 - weight) * max_norm(cosine)
    return {name: np.round(scores, DECIMALS) for name, scores in zip(RANKERS, (lexical, cosine, hybrid), strict=True)}


def rank_of(scores: Scores, gold: Collection[int]) -> int:
    """Return the best rank, from 1, of the candidates ``gold``, at least one; ties stand in the order of the candidates."""
    return min(1 + int((scores > scores[at]).sum() + (scores[:at] == scores[at]).sum()) for at in gold)


def gain(rank: int, depth: int = 10) -> float:
    """Return nDCG at ``depth`` for one relevant candidate: ``1 / log2(1 + rank)`` (Järvelin and Kekäläinen 2002)."""
    return 1 / math.log2(1 + rank) if rank <= depth else 0.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _check_weight(weight: float) -> None:
    if not 0 <= weight <= 1:
        message = f"the weight of BM25 is {weight}, it must lie in 0..1"
        raise UserError(message, code="U013", remedy="give a weight from 0 (vectors alone) to 1 (BM25 alone)")


def _distinct(paragraphs: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the paragraphs without sentences that stood before, nor paragraphs that then are empty."""
    seen: set[str] = set()
    kept = []
    for paragraph in paragraphs:
        new = [sentence for sentence in dict.fromkeys(paragraph) if sentence not in seen]
        seen.update(new)
        if new:
            kept.append(new)
    return kept


def measure_xquad(
    path: Path,
    segmenter: Segmenter,
    embedder: Embedder | None = None,
    *,
    weight: float = HYBRID_WEIGHT,
    reading: bool = True,
    on_done: OnDone = lambda: None,
) -> PublicResult:
    """Look for each question's sentence among the sentences of all paragraphs, equal sentences once.

    Args:
        path: The data: see :func:`load_xquad`.
        segmenter: Gives the words.
        embedder: Gives the vectors; a :class:`HashingEmbedder` fitted on the sentences when not given.
        weight: Weight of BM25 in ``hybrid``, 0..1.
        reading: Whether the reader reads, too; it takes most of the time.
        on_done: Called after each question.

    Raises:
        UserError: ``U013`` when the file or the weight does not fit.
    """
    _check_weight(weight)
    questions = load_xquad(path)
    place = {sentence: at for at, sentence in enumerate(dict.fromkeys(s for q in questions for s in q.sentences))}
    embedder = embedder or HashingEmbedder.fit(segmenter, list(place))
    pool = Pool(list(place), segmenter, embedder)
    reader = Reader(_distinct(list(dict.fromkeys(q.sentences for q in questions))), segmenter) if reading else None
    ranks: dict[str, list[int]] = {name: [] for name in (RANKERS if reader is None else (*RANKERS, READ))}
    for question, (lexical, cosine) in zip(questions, pool.scores([q.question for q in questions]), strict=True):
        gold = place[question.sentences[question.answer_sentence]]
        for name, scores in by_ranker(lexical, cosine, weight).items():
            ranks[name].append(rank_of(scores, [gold]))
        if reader is not None:
            ranks[READ].append(rank_of(reader.scores(question.question), [gold]))
        on_done()
    figures = {
        name: {
            "R@1": _mean([rank <= 1 for rank in found]),
            "R@3": _mean([rank <= 3 for rank in found]),
            "R@5": _mean([rank <= 5 for rank in found]),
            "nDCG@10": _mean([gain(rank) for rank in found]),
        }
        for name, found in ranks.items()
    }
    return PublicResult("XQuAD-R", len(questions), {"sentences": len(place)}, embedder.name, weight, figures)


def _read_paragraphs(reader: Reader, question: str, hybrid: Scores) -> Scores:
    """Return ``hybrid`` with the first paragraphs' best sentence's probability added."""
    starts = reader.collection.starts
    first = np.sort(np.argsort(-hybrid, kind="stable")[:READ_PARAGRAPHS])
    places = [np.arange(starts[at], starts[at + 1]) for at in first]
    probabilities = reader.probabilities(question, np.concatenate(places))
    edges = np.cumsum([0, *map(len, places[:-1])])
    found = hybrid.copy()
    found[first] += READ_WEIGHT * np.maximum.reduceat(probabilities, edges)
    return found


def measure_cmrc(
    path: Path,
    segmenter: Segmenter,
    embedder: Embedder | None = None,
    *,
    weight: float = HYBRID_WEIGHT,
    reading: bool = True,
    on_done: OnDone = lambda: None,
) -> PublicResult:
    """Choose the best sentence of each question's paragraph, and look for the paragraph among all, equal ones once.

    How rare a word is follows from the sentences, or the paragraphs, of the whole file.  A paragraph's cosine is that of its
    best sentence, as lzqa embeds sentences (Dai and Callan 2019, "Deeper Text Understanding for IR", MaxP).  An answer counts when it stands in
    the sentence after NFKC, without white space and in lower case; one that runs over a sentence's end cannot be reached,
    and the row :data:`BEST_POSSIBLE` says how many are reachable.

    Args:
        path: The data: see :func:`load_cmrc`.
        segmenter: Gives the words.
        embedder: Gives the vectors; a :class:`HashingEmbedder` fitted on the paragraphs when not given.
        weight: Weight of BM25 in ``hybrid``, 0..1.
        reading: Whether the reader reads, too; it takes most of the time.
        on_done: Called after each question.

    Raises:
        UserError: ``U013`` when the file or the weight does not fit.
    """
    _check_weight(weight)
    questions = load_cmrc(path)
    place = {context: at for at, context in enumerate(dict.fromkeys(q.context for q in questions))}
    embedder = embedder or HashingEmbedder.fit(segmenter, list(place))
    cut = [[span.slice(context) for span in split_sentences(context, Span(0, len(context)))] for context in place]
    sentences = [sentence for paragraph in cut for sentence in paragraph]
    starts = np.cumsum([0, *map(len, cut)])
    reader = Reader(cut, segmenter) if reading else None
    rankers = RANKERS if reader is None else (*RANKERS, READ)
    asked = [q.question for q in questions]
    streams = (Pool(sentences, segmenter, embedder).scores(asked), lexical_scores(list(place), segmenter, asked))
    held: dict[str, list[bool]] = {name: [] for name in (*rankers, BEST_POSSIBLE)}
    found: dict[str, list[bool]] = {name: [] for name in rankers}
    for question, by_sentence, by_paragraph in zip(questions, *streams, strict=True):
        gold = place[question.context]
        own = np.arange(starts[gold], starts[gold + 1])
        answers = [_plain(answer) for answer in question.answers]
        right = [any(answer in _plain(sentences[at]) for answer in answers) for at in own]
        held[BEST_POSSIBLE].append(any(right))
        for name, scores in by_ranker(by_sentence[0][own], by_sentence[1][own], weight).items():
            held[name].append(right[int(scores.argmax())])
        best = np.maximum.reduceat(by_sentence[1], starts[:-1])
        ranked = by_ranker(by_paragraph, best, weight)
        if reader is not None:
            held[READ].append(right[int(reader.probabilities(question.question, own).argmax())])
            ranked[READ] = _read_paragraphs(reader, question.question, ranked["hybrid"])
        for name, scores in ranked.items():
            found[name].append(rank_of(scores, [gold]) == 1)
        on_done()
    figures = {
        name: {"best sentence": _mean(held[name]), "paragraph R@1": _mean(found.get(name, [True]))}
        for name in (*rankers, BEST_POSSIBLE)
    }
    pools = {"paragraphs": len(place), "sentences": len(sentences)}
    return PublicResult("CMRC2018", len(questions), pools, embedder.name, weight, figures)


def _plain(text: str) -> str:
    return normalise(text).lower()
