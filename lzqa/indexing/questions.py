"""The question bank as an index: how alike a question is to each of the bank's, by words, characters and meaning.

Words and character pairs are weighed by their rarity in the bank and compared by cosine (Salton and Buckley 1988,
"Term-weighting approaches in automatic text retrieval"); the features are hashed, so that no vocabulary need be kept.
"""

from __future__ import annotations

import zipfile
import zlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lzqa.embedding import Embedder
from lzqa.embedding.base import unit_rows
from lzqa.errors import IndexDamaged
from lzqa.indexing.lexical import search_terms
from lzqa.lexicon import Lexicon
from lzqa.segment import Segmenter, fold

Array = NDArray[np.float32]
PART = 0.5
"""What a shorter word inside a word, or the plan's word for it, counts beside the word itself."""
PLAN_WORDS = 3
"""So many of the plan's words for an everyday word are counted."""
DIRECTIONS = 128
"""Questions are compared in so many of the directions in which the bank's vectors differ most; a longer vector tells little more."""
WEIGHTS = {"word": 1.0, "pair": 0.7, "meaning": 0.5}
"""How the three likenesses are added."""


class Naming(Protocol):
    """Tells what a question names; :class:`lzqa.answer.naming.Naming` does."""

    @property
    def rules(self) -> str:
        """A digest of the rules by which it tells."""

    def written(self, text: str) -> str:
        """Return in one line what a normalised question names."""


class Likeness:
    """Cosine of weighed, hashed features against each of a list of texts.

    Args:
        features: ``(features,)`` sorted uint32 hashes.
        rarity: ``(features,)`` weight of each.
        starts: ``(features + 1,)`` where each one's texts begin in the next two.
        texts: Numbers of the texts that have the feature.
        values: Its weight in each, the texts' vectors being of unit length.
        size: Number of texts.
    """

    def __init__(
        self,
        features: NDArray[np.uint32],
        rarity: Array,
        starts: NDArray[np.int32],
        texts: NDArray[np.int32],
        values: Array,
        size: int,
    ) -> None:
        self.arrays = {"features": features, "rarity": rarity, "starts": starts, "texts": texts, "values": values}
        self._features, self._rarity, self._starts, self._values = features, rarity, starts, values
        self._texts = texts.astype(np.intp)  # so that numpy need not do so at each question
        self._size = size
        self._unseen = float(np.log(1 + size) + 0.5)

    @classmethod
    def build(cls, counted: Sequence[Counter[str]]) -> Likeness:
        """Index texts given as their features, each with how much it counts."""
        hashed = [{zlib.crc32(name.encode()): count for name, count in features.items()} for features in counted]
        frequency = Counter(number for features in hashed for number in features)
        order = np.array(sorted(frequency), dtype=np.uint32)
        rarity = np.log((1 + len(hashed)) / (1 + np.array([frequency[int(number)] for number in order]))) + 0.5
        row = {int(number): at for at, number in enumerate(order)}
        found: list[list[tuple[int, float]]] = [[] for _ in order]
        for at, features in enumerate(hashed):
            weights = {row[number]: _damped(count) * rarity[row[number]] for number, count in features.items()}
            norm = float(np.sqrt(sum(weight * weight for weight in weights.values()))) or 1.0
            for number, weight in weights.items():
                found[number].append((at, weight / norm))
        starts = np.concatenate([[0], np.cumsum([len(each) for each in found])]).astype(np.int32)
        flat = [pair for each in found for pair in each]
        texts = np.array([at for at, _ in flat], dtype=np.int32)
        values = np.array([weight for _, weight in flat], dtype=np.float32)
        return cls(order, rarity.astype(np.float32), starts, texts, values, len(hashed))

    def cosines(self, features: Counter[str]) -> Array:
        """Return ``(texts,)`` cosines, 0..1, of a text given by its features."""
        scores = np.zeros(self._size, dtype=np.float32)
        if not features or not len(self._features):
            return scores
        total = 0.0
        numbers = np.array([zlib.crc32(name.encode()) for name in features], dtype=np.uint32)
        places = np.searchsorted(self._features, numbers)
        known = self._features[np.minimum(places, len(self._features) - 1)] == numbers
        for at, held, count in zip(places.tolist(), known.tolist(), features.values(), strict=True):
            if not held:
                total += (_damped(count) * self._unseen) ** 2
                continue
            weight = _damped(count) * float(self._rarity[at])
            total += weight * weight
            part = slice(int(self._starts[at]), int(self._starts[at + 1]))
            scores[self._texts[part]] += np.float32(weight) * self._values[part]
        return scores / np.float32(np.sqrt(total) or 1.0)


def _damped(count: float) -> float:
    return float(1 + np.log(count)) if count >= 1 else count


def word_features(text: str, segmenter: Segmenter, lexicon: Lexicon) -> Counter[str]:
    """Return the content words of a normalised question, the shorter words inside them and the plan's words for them."""
    found: Counter[str] = Counter()
    for word in segmenter.words(text):
        if word in lexicon.stop:
            continue
        found[word] += 1
        for part in segmenter.terms(word):
            if part != word:
                found[part] += PART  # type: ignore[assignment]
        plan_words, weight = lexicon.everyday.get(word, ((), 1.0))
        for other in plan_words[:PLAN_WORDS]:
            found[other] += PART * weight  # type: ignore[assignment]
    return found


def pair_features(text: str) -> Counter[str]:
    """Return the pairs of neighbouring letters, digits and characters of a normalised question."""
    joined = "".join(character for character in fold(text) if character.isalnum())
    return Counter(joined[at : at + 2] for at in range(len(joined) - 1))


def leading_directions(vectors: Array, most: int = DIRECTIONS) -> Array:
    """Return ``(dimension, k)`` float32, the principal directions of ``vectors`` about the origin, those that hold most first.

    The exact eigenvectors of their second moments (Pearson 1901), each with its largest number above zero, so that the same
    vectors give the same directions.  ``k`` is the smaller of ``most`` and the dimension.
    """
    moments = vectors.astype(np.float64).T @ vectors.astype(np.float64)
    _, found = np.linalg.eigh(moments)
    found = found[:, ::-1][:, :most]
    signs = np.sign(found[np.abs(found).argmax(axis=0), np.arange(found.shape[1])])
    return np.asarray(found * np.where(signs == 0, 1.0, signs), dtype=np.float32)


class QuestionIndex:
    """The bank's questions, ready to be compared with.

    Args:
        words: Likeness by words.
        pairs: Likeness by character pairs.
        vectors: ``(questions, k)`` unit vectors along the directions.
        directions: ``(dimension, k)`` what a vector of the embedding model is brought to them with.
        terms: Each question's search terms.
        named: What each names, in a line; empty when it was not written down.
        rules: The digest of the rules by which that was told.
    """

    def __init__(
        self,
        words: Likeness,
        pairs: Likeness,
        vectors: Array,
        directions: Array,
        terms: Sequence[frozenset[str]],
        named: Sequence[str] = (),
        rules: str = "",
    ) -> None:
        self.words, self.pairs, self.vectors, self.terms = words, pairs, vectors, tuple(terms)
        self.directions = directions
        self.named, self.rules = tuple(named), rules

    def meanings(self, vector: Array) -> Array:
        """Return ``(questions,)`` cosines of a question's vector, as the embedding model gives it, with the bank's."""
        return np.asarray(self.vectors @ unit_rows((vector @ self.directions)[None])[0])

    @classmethod
    def build(
        cls, texts: Sequence[str], segmenter: Segmenter, lexicon: Lexicon, embedder: Embedder, naming: Naming | None = None
    ) -> QuestionIndex:
        """Index normalised questions; ``naming`` writes down what each names."""
        words = Likeness.build([word_features(text, segmenter, lexicon) for text in texts])
        pairs = Likeness.build([pair_features(text) for text in texts])
        vectors = embedder.encode_query(list(texts)) if texts else np.zeros((0, embedder.dimension), np.float32)
        terms = [frozenset(search_terms(segmenter, lexicon, text)) for text in texts]
        directions = leading_directions(vectors)
        brought = unit_rows(vectors @ directions)
        named = [naming.written(text) for text in texts] if naming is not None else []
        rules = naming.rules if naming is not None else ""
        return cls(words, pairs, np.asarray(brought, dtype=np.float16).astype(np.float32), directions, terms, named, rules)

    def save(self, path: Path) -> None:
        """Write the arrays."""
        arrays: dict[str, NDArray[np.generic]] = {
            "vectors": self.vectors.astype(np.float16),
            "directions": self.directions,
        }
        lines = "\n".join(" ".join(sorted(terms)) for terms in self.terms)
        for name, text in (("terms", lines), ("named", "\n".join(self.named)), ("rules", self.rules)):
            arrays[name] = np.frombuffer(text.encode(), dtype=np.uint8)
        arrays.update({f"words_{name}": array for name, array in self.words.arrays.items()})
        arrays.update({f"pairs_{name}": array for name, array in self.pairs.arrays.items()})
        with path.open("wb") as out:
            np.savez(out, **arrays)  # type: ignore[arg-type]

    @classmethod
    def load(cls, path: Path, size: int) -> QuestionIndex:
        """Read what :meth:`save` wrote.

        Raises:
            IndexDamaged: When the file is missing, unreadable, or not of ``size`` questions.
        """
        try:
            with np.load(path, allow_pickle=False) as arrays:
                vectors, directions = arrays["vectors"].astype(np.float32), arrays["directions"]
                lines, told, rules = (arrays[name].tobytes().decode() for name in ("terms", "named", "rules"))
                terms = [frozenset(line.split()) for line in lines.split("\n")]
                named = told.split("\n") if told else []
                names = ("features", "rarity", "starts", "texts", "values")
                words, pairs = (
                    Likeness(**{name: arrays[f"{which}_{name}"] for name in names}, size=size) for which in ("words", "pairs")
                )
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            message = f"the question bank's index {path} cannot be read: {error}"
            raise IndexDamaged(message, remedy="run `lzqa build`") from error
        held = next((count for count in (len(vectors), len(terms), len(named) or size) if count != size), size)
        if held != size:
            message = f"{path} holds {held} questions, the bank has {size}"
            raise IndexDamaged(message, remedy="run `lzqa build`")
        return cls(words, pairs, vectors, directions, terms, named, rules)
