"""The training run: material, vocabulary, batches from every source in turn, checkpoints, a model folder."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from tqdm import tqdm

from lzqa.indexing import Plan, load_plan
from lzqa.segment import Segmenter
from training import sources, vocabulary
from training.bags import Tokens
from training.batches import Batch, Cropper, LawBatches, ParagraphBatches, PlanBatches
from training.encoder import Encoder
from training.model import DIMENSION, ComposedEmbedding, contrastive_loss

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus" / "lianzhou-2021-2025"
EVALUATION = ROOT / "eval" / "questions"
SOURCES = ("laws", "cmrc", "bank", "thesaurus")
MIX = {
    "questions": 3.0, "sentences": 2.5, "paragraphs": 1.5, "articles": 2.0, "clauses": 2.5, "passages": 1.5, "bank": 4.0,
    "wordings": 4.0,
}  # fmt: skip
"""How often a batch of each sort comes, relative to the others."""
DROPPED = 0.1
"""Share of tokens left out of every text of more than four, so that no single word is relied on."""
MINE_AT = (0.4, 0.7)
"""After these shares of the steps hard negatives are looked for."""
CHECKPOINT = "checkpoint.pt"
SAVE_EVERY = 250


@dataclass(frozen=True)
class Options:
    """What a run is told.

    Args:
        steps: Batches.
        seed: Seed of everything random.
        dimension: Length of a vector.
        sources: Which of :data:`SOURCES` to learn from; the plan itself always.
        hold_out: Whether to keep a tenth of titles and of the plan's passages for measuring.
        threads: Threads of torch.
        layers: 0 for the static model; else a transformer encoder of so many layers, for comparison.
        device: Where torch computes, ``cpu`` or ``cuda``; only ``cpu`` gives the same model twice.
    """

    steps: int = 10000
    seed: int = 7
    dimension: int = DIMENSION
    sources: tuple[str, ...] = SOURCES
    hold_out: bool = True
    threads: int = 2
    layers: int = 0
    device: str = "cpu"


@dataclass(frozen=True)
class Trained:
    """A trained model: the tokenizer, what it learned, and what it was told."""

    tokenizer: Tokenizer
    model: ComposedEmbedding | Encoder
    options: Options
    minutes: float


@dataclass(frozen=True)
class Material:
    """Everything read; sources that a run does not learn from are empty."""

    plan: Plan
    laws: tuple[sources.Article, ...]
    paragraphs: tuple[sources.Paragraph, ...]
    bank: tuple[sources.BankQuestion, ...]
    everyday: dict[str, list[str]]

    def restricted(self, chosen: Collection[str]) -> Material:
        """Return the material without the sources that are not ``chosen``."""
        return Material(
            self.plan,
            self.laws if "laws" in chosen else (),
            self.paragraphs if "cmrc" in chosen else (),
            self.bank if "bank" in chosen else (),
            self.everyday if "thesaurus" in chosen else {},
        )


def held_out_passages(plan: Plan) -> frozenset[int]:
    """Return the places of the passages whose bank questions a run may keep for measuring."""
    return frozenset(at for at, passage in enumerate(plan.passages.passages) if sources.held_out(passage.id))


def read(data: Path, options: Options) -> Material:
    """Read what ``options`` names."""
    plan = load_plan(CORPUS)
    laws = sources.read_laws(data) if "laws" in options.sources else []
    paragraphs = sources.read_cmrc(data) if "cmrc" in options.sources else []
    bank = sources.read_bank(plan, EVALUATION) if "bank" in options.sources else []
    if options.hold_out:
        kept = held_out_passages(plan)
        paragraphs = [paragraph for paragraph in paragraphs if not sources.held_out(paragraph.title)]
        bank = [question for question in bank if not kept & set(question.near)]
    everyday: dict[str, list[str]] = {}
    if "thesaurus" in options.sources:
        for said, (words, _) in plan.lexicon.everyday.items():
            for word in words:
                everyday.setdefault(word, []).append(said)
    return Material(plan, tuple(laws), tuple(paragraphs), tuple(bank), everyday)


def count(material: Material) -> dict[str, Counter[str]]:
    """Return how often each word stands in each source, jieba's own dictionary among them."""
    segmenter = Segmenter.fit(material.plan.lexicon.terms)
    texts = {
        "laws": (clause for article in material.laws for clause in (article.title, *article.clauses)),
        "cmrc": (text for p in material.paragraphs for text in (*p.sentences, *(question for question, _ in p.questions))),
        "bank": (question.text for question in material.bank),
        "plan": (passage.quote for passage in material.plan.passages.passages),
    }
    counts = {name: vocabulary.count_words(found, segmenter) for name, found in texts.items()}
    return counts | {"jieba": vocabulary.jieba_words()}


def build_vocabulary(
    material: Material, counts: dict[str, Counter[str]] | None = None
) -> tuple[list[str], list[float], Tokenizer]:
    """Return the words, how rare each is, and the tokenizer over them.

    Args:
        material: What was read.
        counts: What :func:`count` gave, when it was called already.
    """
    counts = counts or count(material)
    total = vocabulary.weigh(counts)
    kept = [*counts["plan"], *material.plan.lexicon.terms, *material.plan.lexicon.everyday]
    words = vocabulary.choose(total, kept)
    rarity = [0.0, vocabulary.DOCUMENT_LENGTH, *vocabulary.rarity(words[1:], total)]
    return [vocabulary.UNKNOWN, *words], rarity, vocabulary.build_tokenizer(words, total)


def makers(
    material: Material, tokenizer: Tokenizer, random: np.random.Generator
) -> tuple[dict[str, Callable[[], Batch]], ParagraphBatches | None]:
    """Return what makes each sort of batch, and the sort whose hard negatives are mined."""
    crop = Cropper(tokenizer, material.everyday, random)
    passages = [(passage.context, passage.quote) for passage in material.plan.passages.passages]
    plan = PlanBatches(passages, material.bank, tokenizer, crop, random)
    found: dict[str, Callable[[], Batch]] = {"passages": plan.passages}
    mined = None
    if material.bank:
        found |= {"bank": plan.bank, "wordings": plan.wordings}
    if material.laws:
        laws = LawBatches(material.laws, tokenizer, crop, random)
        found |= {"articles": laws.articles, "clauses": laws.clauses}
    if material.paragraphs:
        mined = ParagraphBatches(material.paragraphs, tokenizer, crop, random)
        found |= {"questions": mined.questions, "sentences": mined.sentences, "paragraphs": mined.paragraphs}
    return found, mined


def thin(texts: Sequence[Tokens], random: np.random.Generator) -> list[Tokens]:
    """Return the texts without a random tenth of their tokens; short ones whole, none empty."""
    kept = [text[random.random(len(text)) >= DROPPED] if len(text) > 4 else text for text in texts]
    return [short if len(short) else text for short, text in zip(kept, texts, strict=True)]


def _mask(rows: Sequence[Sequence[int]], width: int) -> torch.Tensor:
    mask = torch.zeros(len(rows), width, dtype=torch.bool)
    for at, places in enumerate(rows):
        mask[at, list(places)] = True
    return mask


def train(options: Options, folder: Path, material: Material, counts: dict[str, Counter[str]] | None = None) -> Trained:
    """Run the training; a run that broke off goes on from its last checkpoint in ``folder``.

    Args:
        options: What to do.
        folder: Where checkpoints go.
        material: What :func:`read` gave for these options.
        counts: What :func:`count` gave, when it was called already.
    """
    started = time.monotonic()
    torch.set_num_threads(options.threads)
    torch.use_deterministic_algorithms(mode=options.device == "cpu")
    words, rarity, tokenizer = build_vocabulary(material, counts)
    random = np.random.default_rng(options.seed)
    make, mined = makers(material, tokenizer, random)
    if options.layers:
        model: ComposedEmbedding | Encoder = Encoder(len(words), options.layers, options.seed).to(options.device)
    else:
        model = ComposedEmbedding(words, rarity, options.dimension, options.seed).to(options.device)
    optimizer = torch.optim.Adam(model.parameters(), lr=model.learning_rate, betas=(0.9, 0.99), fused=True)
    names = [name for name in MIX if name in make]
    chances = np.array([MIX[name] for name in names]) / sum(MIX[name] for name in names)
    run = _Run(options, model, optimizer, random, mined)
    first = run.resume(folder)
    mine_at = {int(share * options.steps) for share in MINE_AT}
    losses: dict[str, float] = {}
    marker = np.array([words.index(vocabulary.DOCUMENT)], dtype=np.int32)
    with tqdm(total=options.steps, initial=first, desc="training", unit="batch") as bar:
        for step in range(first, options.steps):
            if mined is not None and step in mine_at:
                mined.mine(model.embed)
            name = names[int(random.choice(len(names), p=chances))]
            batch = make[name]()
            documents = thin(batch.documents, random)
            if batch.marked:
                documents = [np.concatenate([marker, text]) for text in documents]
            vectors = model([*thin(batch.queries, random), *documents])
            count, width = len(batch.queries), len(batch.documents)
            right, ignored = (_mask(places, width).to(options.device) for places in (batch.right, batch.ignored))
            loss = contrastive_loss(vectors[:count], vectors[count:], right, ignored)
            for group in optimizer.param_groups:
                group["lr"] = model.learning_rate * min(1.0, (step + 1) / model.warm_up) * max(0.02, 1 - step / options.steps)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            losses[name] = 0.9 * losses.get(name, loss.item()) + 0.1 * loss.item()
            bar.update()
            if (step + 1) % SAVE_EVERY == 0 and step + 1 < options.steps:
                bar.set_postfix({key: f"{value:.2f}" for key, value in sorted(losses.items())})
                run.save(folder, step + 1)
    (folder / CHECKPOINT).unlink(missing_ok=True)
    return Trained(tokenizer, model, options, (time.monotonic() - started) / 60)


@dataclass(frozen=True)
class _Run:
    """What a checkpoint keeps."""

    options: Options
    model: ComposedEmbedding | Encoder
    optimizer: torch.optim.Adam
    random: np.random.Generator
    mined: ParagraphBatches | None

    def save(self, folder: Path, step: int) -> None:
        """Write a checkpoint aside and move it into place."""
        folder.mkdir(parents=True, exist_ok=True)
        state = {
            "options": json.dumps(asdict(self.options)),
            "step": step,
            "random": json.dumps(self.random.bit_generator.state),
            "mined": self.mined.state if self.mined else None,
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
        }
        torch.save(state, folder / f"{CHECKPOINT}.new")
        (folder / f"{CHECKPOINT}.new").replace(folder / CHECKPOINT)

    def resume(self, folder: Path) -> int:
        """Load a checkpoint of the same options; return the step to go on from, 0 without one."""
        path = folder / CHECKPOINT
        if not path.is_file():
            return 0
        state = torch.load(path, weights_only=True)
        if state["options"] != json.dumps(asdict(self.options)):
            return 0
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.random.bit_generator.state = json.loads(state["random"])
        if self.mined is not None:
            self.mined.state = state["mined"]
        return int(state["step"])
