"""Print how fast the shipped embedding model loads and encodes, and a cold `lzqa ask` with it and with the hashing embedder.

    python benchmarks/embedding.py [--rounds N]

Nothing here is asserted by a test: machines are noisy, so read the ratios.  Encoding runs on one core.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ONE_CORE = {"RAYON_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
LOADING = "import time; t = time.perf_counter(); from lzqa.embedding import StaticEmbedder; import tokenizers; u = time.perf_counter()"
TARGETS = {
    "load, modules in": "≤ 150 ms",
    "questions a second": "≥ 5000",
    "cold ask, difference": "≤ 0.3 s",
}


def questions() -> list[str]:
    """Return the last turn of every evaluation question."""
    paths = sorted((ROOT / "eval" / "questions").rglob("*.jsonl"))
    return [json.loads(line)["turns"][-1] for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


def child(code: str, given: str = "") -> float:
    """Return the number that ``code``, which reads ``given``, prints in a fresh process on one core."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True, input=given,
        env={**os.environ, **ONE_CORE},
    )  # fmt: skip
    return float(done.stdout)


def cold_seconds(embedding: str, folder: Path, rounds: int) -> float:
    """Return the median seconds of ``lzqa ask`` in a fresh process, its index built before."""
    command = [sys.executable, "-m", "lzqa", "--embedding", embedding, "--index", str(folder / embedding)]
    subprocess.run([*command, "build"], cwd=ROOT, check=True, capture_output=True)
    found = []
    for _ in range(rounds):
        started = time.perf_counter()
        subprocess.run([*command, "ask", "到2025年要增加多少个义务教育学位？"], cwd=ROOT, check=True, capture_output=True)
        found.append(time.perf_counter() - started)
    return statistics.median(found)


def encoding_rate(texts: list[str]) -> float:
    """Return how many of ``texts`` are encoded a second, all in one call, on one core."""
    code = (
        "import json, sys, time; from lzqa.embedding import StaticEmbedder; e = StaticEmbedder(); q = json.load(sys.stdin) * 10; "
        "e.encode_query(q[:500]); t = time.perf_counter(); e.encode_query(q); print(len(q) / (time.perf_counter() - t))"
    )
    return child(code, json.dumps(texts))


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each thing is measured")
    rounds = parser.parse_args().rounds
    whole = [child(f"{LOADING}; StaticEmbedder(); print(time.perf_counter() - t)") for _ in range(rounds)]
    alone = [child(f"{LOADING}; StaticEmbedder(); print(time.perf_counter() - u)") for _ in range(rounds)]
    rate = [encoding_rate(questions()) for _ in range(rounds)]
    with tempfile.TemporaryDirectory() as folder:
        static = cold_seconds("lzqa-static", Path(folder), rounds)
        hashing = cold_seconds("hashing", Path(folder), rounds)
    rows = [
        ("load with modules", f"{statistics.median(whole) * 1000:.0f} ms"),
        ("load, modules in", f"{statistics.median(alone) * 1000:.0f} ms"),
        ("questions a second", f"{statistics.median(rate):.0f}"),
        ("cold ask, lzqa-static", f"{static:.2f} s"),
        ("cold ask, hashing", f"{hashing:.2f} s"),
        ("cold ask, difference", f"{static - hashing:+.2f} s"),
    ]
    for name, value in rows:
        print(f"{name:22} {value:>12}   {TARGETS.get(name, '')}")


if __name__ == "__main__":
    main()
