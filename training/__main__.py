"""``python -m training DATA``: train the model and write it where lzqa reads it, or elsewhere with ``--output``."""

from __future__ import annotations

import argparse
from pathlib import Path

from lzqa.embedding.static import FOLDER
from training.encoder import Encoder, save
from training.train import SOURCES, Options, read, train


def main() -> None:
    """Read the arguments, train, export."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("data", type=Path, help="the data folder; docs/embedding.md tells its files")
    parser.add_argument("--output", type=Path, default=FOLDER, help="folder of the model")
    parser.add_argument("--work", type=Path, default=Path("out/training"), help="folder of checkpoints")
    parser.add_argument("--steps", type=int, default=Options.steps, help="batches")
    parser.add_argument("--seed", type=int, default=Options.seed, help="seed of everything random")
    parser.add_argument("--threads", type=int, default=Options.threads, help="threads of torch")
    parser.add_argument("--without", action="append", default=[], choices=SOURCES, help="a source to leave out")
    parser.add_argument(
        "--layers", type=int, default=0, help="train a transformer encoder of so many layers instead, for comparison"
    )
    parser.add_argument("--device", default="cpu", choices=("cpu", "cuda"), help="where torch computes")
    parser.add_argument("--everything", action="store_true", help="keep no titles and passages for measuring")
    given = parser.parse_args()
    chosen = tuple(name for name in SOURCES if name not in given.without)
    options = Options(
        steps=given.steps, seed=given.seed, sources=chosen, hold_out=not given.everything, threads=given.threads,
        layers=given.layers, device=given.device,
    )  # fmt: skip
    if options.layers and given.output == FOLDER:
        parser.error("an encoder is no model that lzqa ships: name its folder with --output")
    from training.export import export

    trained = train(options, given.work, read(given.data, options))
    if isinstance(trained.model, Encoder):
        save(trained.model, trained.tokenizer, given.output)
        print(f"{given.output}: for LZQA_EMBEDDING, trained in {trained.minutes:.0f} minutes")
    else:
        print(f"{given.output}: revision {export(trained, given.output)}, trained in {trained.minutes:.0f} minutes")


if __name__ == "__main__":
    main()
