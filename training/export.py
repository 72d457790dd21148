"""Writing a trained model as a sentence-transformers folder: 8-bit rows with a scale each, tokenizer, model card."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from lzqa.embedding.static import CONFIG, NAME, TOKENIZER, WEIGHTS
from training.model import ComposedEmbedding
from training.train import Trained
from training.vocabulary import DOCUMENT

_STATIC = "sentence_transformers.sentence_transformer.modules.StaticEmbedding"
_NORMALIZE = "sentence_transformers.sentence_transformer.modules.Normalize"
MARK = np.float32(1.4)
"""The mark of a document counts so much more in the finished model than it learned; chosen on CMRC dev and on lzqa's questions."""
CARD = Path(__file__).with_name("card.md")


def quantize(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return rows as int8 and one float32 scale a row, so that ``rows * scales`` is ``table`` up to rounding."""
    scales = np.abs(table).max(axis=1) / 127
    rows = np.round(table / np.where(scales > 0, scales, 1.0)[:, None]).astype(np.int8)
    return rows, scales.astype(np.float32)


def export(trained: Trained, folder: Path) -> str:
    """Write a static model and return its revision, a hash over tokenizer and weights."""
    assert isinstance(trained.model, ComposedEmbedding), "an encoder is written by training.encoder.save"
    folder.mkdir(parents=True, exist_ok=True)
    rows, scales = quantize(trained.model.table())
    scales[trained.tokenizer.token_to_id(DOCUMENT)] *= MARK
    save_file({"embeddings": rows, "weights": scales}, folder / WEIGHTS)
    (folder / WEIGHTS).chmod(0o644)
    (folder / TOKENIZER).write_text(trained.tokenizer.to_str(), encoding="utf-8")
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": _STATIC},
        {"idx": 1, "name": "1", "path": "1_Normalize", "type": _NORMALIZE},
    ]
    _write_json(folder / "modules.json", modules)
    normalize = folder / "1_Normalize"
    normalize.mkdir(exist_ok=True)
    _write_json(normalize / "config.json", {})
    settings = {
        "model_type": "SentenceTransformer",
        "prompts": {"query": "", "document": DOCUMENT},
        "similarity_fn_name": "cosine",
    }
    _write_json(folder / "config_sentence_transformers.json", settings)
    digest = hashlib.sha256((folder / TOKENIZER).read_bytes() + (folder / WEIGHTS).read_bytes()).hexdigest()
    config = {
        "name": NAME,
        "revision": digest[:16],
        "tokens": len(rows),
        "dimension": int(rows.shape[1]),
        "seed": trained.options.seed,
        "steps": trained.options.steps,
        "sources": list(trained.options.sources),
        "held_out": trained.options.hold_out,
    }
    _write_json(folder / CONFIG, config)
    (folder / "README.md").write_text(CARD.read_text(encoding="utf-8"), encoding="utf-8")
    return digest[:16]


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
