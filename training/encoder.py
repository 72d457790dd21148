"""A transformer encoder over the same tokens, for comparison with the static model; it learns from the same batches."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from training.bags import Bags, Tokens
from training.vocabulary import DOCUMENT, UNKNOWN

WIDTH, HEADS = 256, 4
LONGEST = 256
"""So many tokens of a text are read."""
GROUP = 256
"""So many texts go through the layers together in training."""


class Encoder(nn.Module):
    """A BERT encoder (Devlin et al. 2019) from random weights; a text's vector is the mean over its tokens.

    Args:
        tokens: Size of the vocabulary.
        layers: How many layers.
        seed: Seed of the weights at the start and of what is dropped in training.
    """

    learning_rate = 5e-4
    warm_up = 400

    def __init__(self, tokens: int, layers: int, seed: int) -> None:
        super().__init__()
        torch.manual_seed(seed)
        config = BertConfig(
            vocab_size=tokens, hidden_size=WIDTH, num_hidden_layers=layers, num_attention_heads=HEADS,
            intermediate_size=4 * WIDTH, max_position_embeddings=LONGEST, pad_token_id=0,
        )  # fmt: skip
        self.bert = BertModel(config, add_pooling_layer=False)

    def forward(self, texts: Sequence[Tokens]) -> Tensor:
        """Return ``(len(texts), WIDTH)``; texts of like length go through the layers together."""
        order = np.argsort([len(text) for text in texts], kind="stable")
        parts = [self._means([texts[row] for row in order[at : at + GROUP]]) for at in range(0, len(order), GROUP)]
        return torch.cat(parts)[torch.from_numpy(np.argsort(order)).to(self.bert.device)]

    def _means(self, texts: Sequence[Tokens]) -> Tensor:
        device = self.bert.device
        width = min(LONGEST, max(map(len, texts)))
        tokens = np.zeros((len(texts), width), dtype=np.int64)
        mask = np.zeros((len(texts), width), dtype=np.int64)
        for row, text in enumerate(texts):
            tokens[row, : len(text)] = text[:width]
            mask[row, : len(text)] = 1
        kept = torch.from_numpy(mask).to(device)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type == "cuda"):
            hidden = self.bert(torch.from_numpy(tokens).to(device), attention_mask=kept).last_hidden_state.float()
        return (hidden * kept[:, :, None]).sum(1) / kept.sum(1, keepdim=True)

    @torch.no_grad()
    def embed(self, bags: Bags, marker: int | None = None) -> NDArray[np.float32]:
        """Return unit vectors of all texts of ``bags``, the token ``marker`` before each when it is given."""
        learning = self.training
        self.eval()
        first = np.array([] if marker is None else [marker], dtype=np.int32)
        out = np.zeros((len(bags), WIDTH), dtype=np.float32)
        for at in range(0, len(bags), 4096):
            texts = [np.concatenate([first, text]) for text in bags.take(range(at, min(at + 4096, len(bags))))]
            out[at : at + 4096] = nn.functional.normalize(self(texts), dim=1).cpu().numpy()
        self.train(learning)
        return out


def save(encoder: Encoder, tokenizer: Tokenizer, folder: Path) -> None:
    """Write a sentence-transformers folder that ``LZQA_EMBEDDING=folder`` takes."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    with TemporaryDirectory() as parts:
        encoder.bert.eval().cpu().save_pretrained(parts)
        PreTrainedTokenizerFast(
            tokenizer_object=tokenizer, unk_token=UNKNOWN, pad_token=UNKNOWN, model_max_length=LONGEST,
            model_input_names=["input_ids", "attention_mask"],
        ).save_pretrained(parts)  # fmt: skip
        read = Transformer(parts)
        modules = [read, Pooling(WIDTH, pooling_mode="mean"), Normalize()]
        whole = SentenceTransformer(modules=modules, prompts={"query": "", "document": DOCUMENT}, device="cpu")
        whole.save(str(folder))
