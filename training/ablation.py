"""``python -m training.ablation DATA``: one table of what each source and each size is worth, for docs/embedding.md.

Every model is trained for the table with a tenth of the titles and of the plan's passages held out, in fewer batches than
the shipped one; the shipped one is measured beside them.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

from lzqa.embedding import StaticEmbedder
from lzqa.embedding.static import CONFIG, FOLDER
from lzqa.embedding.transformer import TransformerEmbedder
from lzqa.indexing import Plan, load_plan
from training.export import export
from training.measure import Figures, measure
from training.model import PARTS
from training.train import CORPUS, SOURCES, Options, count, read, train

COLUMNS = {
    "XQuAD-R R@1": "XQuAD-R R@1",
    "CMRC dev paragraph R@1": "CMRC dev R@1",
    "CMRC train held out R@1": "CMRC held out R@1",
    "bank held out R@1": "bank R@1",
    "bank held out R@3": "bank R@3",
    "eval R@1": "eval R@1",
    "eval R@3": "eval R@3",
}
BEGIN, END = "<!-- ablation: begin -->", "<!-- ablation: end -->"


HELD_OUT = ("CMRC train held out", "bank held out")
"""Metrics that are not measured with a model which has learned from everything."""


def row(name: str, figures: Figures, ranker: str) -> str:
    """Return a line of the table; a metric that was not measured is a dash."""
    cells = [f"{figures[column][ranker]:.3f}" if column in figures else "–" for column in COLUMNS]
    return f"| {name} | {' | '.join(cells)} |"


def measured_fairly(data: Path, plan: Plan, embedder: StaticEmbedder, folder: Path) -> Figures:
    """Return the figures of the model in ``folder``, without those on texts that it has learned from."""
    found = measure(data, plan, embedder)
    if json.loads((folder / CONFIG).read_text(encoding="utf-8"))["held_out"]:
        return found
    return {metric: figures for metric, figures in found.items() if not metric.startswith(HELD_OUT)}


def table(measured: dict[str, Figures]) -> str:
    """Return the Markdown table: BM25 once, then each model alone and with BM25."""
    first = next(iter(measured.values()))
    lines = [f"| ranking | {' | '.join(COLUMNS.values())} |", f"|---|{'--:|' * len(COLUMNS)}", row("BM25", first, "bm25")]
    for name, figures in measured.items():
        lines += [row(name, figures, "dense"), row(f"{name} + BM25", figures, "hybrid")]
    return "\n".join(lines)


def insert(page: Path, text: str) -> None:
    """Put ``text`` between the marks of ``page``."""
    before, rest = page.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    page.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def main() -> None:
    """Train, measure, write the table."""
    parser = argparse.ArgumentParser(prog="python -m training.ablation", description=__doc__)
    parser.add_argument("data", type=Path, help="the data folder; docs/embedding.md tells its files")
    parser.add_argument("--steps", type=int, default=350, help="batches of each model trained for the table")
    parser.add_argument("--work", type=Path, default=Path("out/ablation"), help="folder of the models and figures")
    parser.add_argument("--page", type=Path, default=Path("docs/embedding.md"), help="page that holds the table")
    parser.add_argument("--also", action="append", default=[], type=Path, help="folder of a sentence-transformers model to add")
    given = parser.parse_args()
    plan = load_plan(CORPUS)
    measured: dict[str, Figures] = {"hashing": measure(given.data, plan, None)}
    print(table(measured), flush=True)
    whole = StaticEmbedder()
    measured["lzqa-static"] = measured_fairly(given.data, plan, whole, FOLDER)
    for size in sorted(part for part in PARTS if part < whole.dimension):
        measured[f"lzqa-static, {size} numbers"] = measured_fairly(given.data, plan, StaticEmbedder(dimension=size), FOLDER)
    for folder in given.also:
        measured[folder.name] = measure(given.data, plan, TransformerEmbedder(str(folder)))
    print(table(measured), flush=True)
    runs: dict[str, tuple[str, ...]] = {f"{given.steps} batches, all sources": SOURCES}
    runs |= {f"without {left}": tuple(name for name in SOURCES if name != left) for left in SOURCES}
    options = Options(steps=given.steps)
    everything = read(given.data, options)
    counts = count(everything)
    for name, chosen in runs.items():
        folder = given.work / name.replace(", ", "-").replace(" ", "-")
        if not (folder / "README.md").is_file():
            material = everything.restricted(chosen)
            held = {key: found for key, found in counts.items() if key in chosen or key not in SOURCES}
            export(train(replace(options, sources=chosen), folder, material, held), folder)
        measured[name] = measured_fairly(given.data, plan, StaticEmbedder(folder), folder)
        print(table({name: measured[name]}), flush=True)
        (given.work / "figures.json").write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
    insert(given.page, table(measured))


if __name__ == "__main__":
    main()
