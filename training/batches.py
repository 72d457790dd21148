"""Batches: who should find what among which others.

Other passages of a batch are the wrong ones, so batches are put together of passages that are hard to tell apart: all
sentences of the same paragraphs, several articles of the same laws, paragraphs that the model itself mixes up (mined).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.bags import Bags, Tokens
from training.sources import Article, BankQuestion, Paragraph
from training.vocabulary import DOCUMENT

PARAGRAPHS, WHOLE_PARAGRAPHS = 110, 160
ARTICLES, OF_ONE_LAW = 384, 6
PASSAGES = 300
WORDINGS = 500
CROP_TOKENS = 14
REPLACED, ASKED = 0.6, 0.6
"""How often a crop's word becomes an everyday word, and how often a question word is added to it."""
NEIGHBOURS, CLUSTER = 8, 12
QUESTION_WORDS = [
    "什么",
    "多少",
    "怎么",
    "怎样",
    "如何",
    "哪些",
    "哪个",
    "请问",
    "有没有",
    "为什么",
    "是",
    "吗",
    "谁",
    "什么时候",
    "哪里",
    "多久",
    "几个",
    "是不是",
    "想知道",
    "呢",
    "咋",
    "有冇",
]


@dataclass
class Batch:
    """Queries, documents, and the places of each query's right and ignored documents.

    Args:
        queries: What is asked with.
        documents: What is looked for.
        right: Of each query, the places of the documents that it should find.
        ignored: Of each query, the places of documents that are neither right nor wrong.
        marked: Whether the documents are documents, not questions too.
    """

    queries: list[Tokens] = field(default_factory=list)
    documents: list[Tokens] = field(default_factory=list)
    right: list[Sequence[int]] = field(default_factory=list)
    ignored: list[Sequence[int]] = field(default_factory=list)
    marked: bool = True

    def ask(self, query: Tokens, right: Sequence[int], ignored: Sequence[int] = ()) -> None:
        """Add a query."""
        self.queries.append(query)
        self.right.append(right)
        self.ignored.append(ignored)


class Cropper:
    """Makes a question of a passage: a few of its words, some in everyday language, perhaps with a question word.

    Args:
        tokenizer: Gives tokens.
        everyday: The plan's word → everyday words.
        random: Source of chance.
    """

    def __init__(self, tokenizer: Tokenizer, everyday: dict[str, list[str]], random: np.random.Generator) -> None:
        def tokens(text: str) -> Tokens:
            return np.array(tokenizer.encode(text, add_special_tokens=False).ids, dtype=np.int32)

        known = tokenizer.get_vocab()
        self._asked = [tokens(word) for word in QUESTION_WORDS]
        self._everyday = {known[word]: [tokens(said) for said in words] for word, words in everyday.items() if word in known}
        self._random = random

    def __call__(self, text: Tokens, low: float = 0.15, high: float = 0.6) -> Tokens:
        """Return a crop that holds ``low`` to ``high`` of the tokens of ``text``."""
        random = self._random
        size = min(len(text), max(2, min(int(len(text) * random.uniform(low, high)), CROP_TOKENS)))
        if random.random() < 0.5:
            start = random.integers(0, len(text) - size + 1)
            cut = text[start : start + size]
        else:
            cut = text[np.sort(random.permutation(len(text))[:size])]
        out = []
        for token in cut:
            said = self._everyday.get(int(token))
            out.append(said[random.integers(len(said))] if said and random.random() < REPLACED else np.array([token]))
        if random.random() < ASKED:
            out.append(self._asked[random.integers(len(self._asked))])
        return np.concatenate(out).astype(np.int32)


class ParagraphBatches:
    """Questions → the sentence that answers, and crops of sentences, titles and neighbours → sentences.

    Args:
        paragraphs: The paragraphs.
        tokenizer: Gives tokens.
        crop: Makes questions of sentences.
        random: Source of chance.
    """

    def __init__(
        self, paragraphs: Sequence[Paragraph], tokenizer: Tokenizer, crop: Cropper, random: np.random.Generator
    ) -> None:
        self._crop, self._random = crop, random
        self._marker = tokenizer.token_to_id(DOCUMENT)
        counts = [len(paragraph.sentences) for paragraph in paragraphs]
        self._first = np.concatenate([[0], np.cumsum(counts)])
        self._owner = np.repeat(np.arange(len(paragraphs)), counts)
        self._sentences = Bags(tokenizer, [sentence for paragraph in paragraphs for sentence in paragraph.sentences])
        self._titles = Bags(tokenizer, [paragraph.title for paragraph in paragraphs])
        asked = [(at, *question) for at, paragraph in enumerate(paragraphs) for question in paragraph.questions]
        self._questions = Bags(tokenizer, [text for _, text, _ in asked])
        self._right = [right for _, _, right in asked]
        self._asks = [at for at, _, _ in asked]
        self._of: list[list[int]] = [[] for _ in paragraphs]
        for number, at in enumerate(self._asks):
            self._of[at].append(number)
        self._waiting: list[int] = []
        self._mined: list[list[int]] = []

    @property
    def state(self) -> dict[str, Any]:
        """What a checkpoint must keep besides the source of chance."""
        return {"waiting": self._waiting, "mined": self._mined}

    @state.setter
    def state(self, kept: dict[str, Any]) -> None:
        self._waiting, self._mined = kept["waiting"], kept["mined"]

    def mine(self, embed: Callable[[Bags, int | None], NDArray[np.float32]]) -> None:
        """Remember, for each paragraph, others whose sentences the model takes for answers to its questions.

        Args:
            embed: Gives unit vectors of texts, with a token before each when one is given.
        """
        found: list[list[int]] = [[] for _ in self._of]
        sentences = embed(self._sentences, self._marker)
        questions = embed(self._questions, None)
        for start in range(0, len(questions), 512):
            scores = questions[start : start + 512] @ sentences.T
            nearest = np.argpartition(-scores, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
            for row, places in enumerate(nearest):
                own = self._asks[start + row]
                found[own].extend(int(self._owner[at]) for at in np.sort(places) if self._owner[at] != own)
        self._mined = found

    def _order(self) -> list[int]:
        """Return all paragraphs in random order, those mixed up with each other side by side once they are mined."""
        order = [int(at) for at in self._random.permutation(len(self._of))]
        if not self._mined:
            return order
        left = set(order)
        found: list[int] = []
        for seed in order:
            queue = [seed]
            taken = 0
            while queue and taken < CLUSTER:
                at = queue.pop(0)
                if at in left:
                    left.discard(at)
                    found.append(at)
                    taken += 1
                    queue.extend(self._mined[at])
        return found + [at for at in order if at in left]

    def _documents(self, paragraphs: Sequence[int]) -> tuple[Batch, dict[int, int]]:
        batch, starts = Batch(), {}
        for at in paragraphs:
            starts[at] = len(batch.documents)
            batch.documents.extend(self._sentences.take(range(self._first[at], self._first[at + 1])))
        return batch, starts

    def questions(self) -> Batch:
        """Return the questions of some paragraphs among all sentences of these."""
        if len(self._waiting) < PARAGRAPHS:
            self._waiting = self._order()
        chosen, self._waiting = self._waiting[:PARAGRAPHS], self._waiting[PARAGRAPHS:]
        batch, starts = self._documents(chosen)
        for at in chosen:
            for number in self._of[at]:
                batch.ask(self._questions[number], [starts[at] + place for place in self._right[number]])
        return batch

    def sentences(self) -> Batch:
        """Return crops → their sentence, a title → its sentences, a sentence → its neighbour."""
        chosen = [int(at) for at in self._random.permutation(len(self._of))[:PARAGRAPHS]]
        batch, starts = self._documents(chosen)
        for at in chosen:
            size = int(self._first[at + 1] - self._first[at])
            places = range(starts[at], starts[at] + size)
            for place in places:
                text, chance = batch.documents[place], self._random.random()
                if len(text) < 5:
                    continue
                if chance < 0.5:
                    batch.ask(self._crop(text), [place])
                elif chance < 0.57:
                    batch.ask(self._titles[at], places)
                elif chance < 0.65 and size > 1:
                    batch.ask(self._crop(text, 0.4, 1.0), [place - 1 if place > places[0] else place + 1], [place])
        return batch

    def paragraphs(self) -> Batch:
        """Return questions and crops → the whole paragraph."""
        batch = Batch()
        for row, at in enumerate(self._random.permutation(len(self._of))[:WHOLE_PARAGRAPHS]):
            texts = self._sentences.take(range(self._first[at], self._first[at + 1]))
            batch.documents.append(np.concatenate(texts))
            for number in self._of[at]:
                batch.ask(self._questions[number], [row])
            batch.ask(self._crop(texts[self._random.integers(len(texts))]), [row])
        return batch


class LawBatches:
    """Heading → article, clause → the article's other clauses, crop → clause.

    Args:
        articles: The articles, those of a law together.
        tokenizer: Gives tokens.
        crop: Makes questions of clauses.
        random: Source of chance.
    """

    def __init__(self, articles: Sequence[Article], tokenizer: Tokenizer, crop: Cropper, random: np.random.Generator) -> None:
        self._crop, self._random = crop, random
        self._clauses = Bags(tokenizer, [clause for article in articles for clause in article.clauses])
        self._first = np.concatenate([[0], np.cumsum([len(article.clauses) for article in articles])])
        self._headings = Bags(tokenizer, [f"{article.title} {article.heading}" for article in articles])
        titles = [article.title for article in articles]
        self._laws = [0, *(at for at in range(1, len(titles)) if titles[at] != titles[at - 1]), len(titles)]

    def _chosen(self) -> list[int]:
        found: list[int] = []
        while len(found) < ARTICLES:
            law = int(self._random.integers(len(self._laws) - 1))
            start, end = self._laws[law], self._laws[law + 1]
            found.extend(int(start + at) for at in self._random.permutation(end - start)[:OF_ONE_LAW])
        return found[:ARTICLES]

    def articles(self) -> Batch:
        """Return headings, clauses and crops → the article, without the clause asked with."""
        batch = Batch()
        for row, at in enumerate(self._chosen()):
            places = list(range(self._first[at], self._first[at + 1]))
            picked = places[self._random.integers(len(places))]
            if len(places) > 1 and self._random.random() < 0.6:
                query = self._crop(self._clauses[picked], 0.3, 1.0)
                places.remove(picked)
            else:
                query = self._headings[at] if self._random.random() < 0.3 else self._crop(self._clauses[picked])
            batch.documents.append(np.concatenate(self._clauses.take(places[:5])))
            batch.ask(query, [row])
        return batch

    def clauses(self) -> Batch:
        """Return crops → their clause, half of the clauses behind their headings as the plan's passages are."""
        batch = Batch()
        for row, at in enumerate(self._chosen()):
            text = self._clauses[int(self._random.integers(self._first[at], self._first[at + 1]))]
            headed = self._random.random() < 0.5
            batch.documents.append(np.concatenate([self._headings[at], text]) if headed else text)
            batch.ask(self._crop(text), [row])
        return batch


class PlanBatches:
    """Crops of passages, and the bank's questions → the passage.

    Args:
        passages: Heading and quote of each passage.
        questions: The bank's questions; may be empty.
        tokenizer: Gives tokens.
        crop: Makes questions of passages.
        random: Source of chance.
    """

    def __init__(
        self, passages: Sequence[tuple[str, str]], questions: Sequence[BankQuestion], tokenizer: Tokenizer, crop: Cropper,
        random: np.random.Generator,
    ) -> None:  # fmt: skip
        self._crop, self._random = crop, random
        self._quotes = Bags(tokenizer, [quote for _, quote in passages])
        self._contexts = Bags(tokenizer, [context or quote for context, quote in passages])
        self._whole = Bags(tokenizer, [f"{context} {quote}" for context, quote in passages])
        self._asked = questions
        self._questions = Bags(tokenizer, [question.text for question in questions])
        self._answerable = [at for at, question in enumerate(questions) if question.passages]
        lines: dict[str, list[int]] = {}
        for at, question in enumerate(questions):
            lines.setdefault(question.line, []).append(at)
        self._lines = [members for members in lines.values() if len(members) > 1]
        self._about: dict[int, list[int]] = {}
        for number, members in enumerate(self._lines):
            for place in questions[members[0]].near[:1]:
                self._about.setdefault(place, []).append(number)

    def passages(self) -> Batch:
        """Return crops of quote, heading or both → the passage."""
        chosen = self._random.permutation(len(self._quotes))[:PASSAGES]
        texts = self._whole if self._random.random() < 0.7 else self._quotes
        batch = Batch(documents=texts.take(chosen))
        for row, at in enumerate(chosen):
            chance = self._random.random()
            if chance < 0.6:
                query = self._crop(self._quotes[int(at)])
            elif chance < 0.8:
                query = self._crop(self._contexts[int(at)], 0.3, 1.0)
            else:
                query = self._crop(self._whole[int(at)], 0.2, 0.5)
            batch.ask(query, [row])
        return batch

    def bank(self) -> Batch:
        """Return questions of the bank among all passages of the plan."""
        batch = Batch(documents=self._whole.take(range(len(self._whole))))
        for at in self._random.permutation(len(self._answerable))[:ARTICLES]:
            number = self._answerable[int(at)]
            question = self._asked[number]
            batch.ask(self._questions[number], question.passages[:1], question.passages[1:])
        return batch

    def wordings(self) -> Batch:
        """Return questions of the bank → another wording of the same, among those of other lines about the same passages."""
        batch = Batch(marked=False)
        places = list(self._about)
        for at in self._random.permutation(len(places)):
            for number in self._about[places[int(at)]]:
                members = self._lines[number]
                one, other = self._random.permutation(len(members))[:2]
                batch.ask(self._questions[members[int(one)]], [len(batch.documents)])
                batch.documents.append(self._questions[members[int(other)]])
            if len(batch.documents) >= WORDINGS:
                break
        return batch
