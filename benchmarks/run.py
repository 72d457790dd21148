"""Print speed and memory, beside llama-index's stock pipeline on the same questions in the same run.

    python benchmarks/run.py [--rounds N]

Nothing here is asserted by a test: machines are noisy, so read the ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGETS = {
    "warm p50": "≤ 5 ms",
    "warm p95": "≤ 15 ms",
    "cold ask": "≤ 3 s",
    "build": "≤ 20 s",
    "server memory": "≤ 700 MB",
}


def questions() -> list[list[str]]:
    """Return the turns of every evaluation question."""
    paths = sorted((ROOT / "eval" / "questions").rglob("*.jsonl"))
    return [json.loads(line)["turns"] for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


def percentile(values: list[float], share: float) -> float:
    """Return the value below which ``share`` of ``values`` lie."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def timed(action: Callable[[], object]) -> float:
    """Return the seconds that ``action`` takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def stock_pipeline(assistant: object) -> Callable[[str], object]:
    """Return llama-index's own pipeline: SentenceSplitter, the same embedding, FAISS, the first three nodes."""
    import faiss
    from llama_index.core import Document, Settings, StorageContext, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.vector_stores.faiss import FaissVectorStore

    from lzqa.assistant import Assistant
    from lzqa.llamaindex import EmbedderEmbedding

    assert isinstance(assistant, Assistant)
    Settings.llm = None
    embedding = EmbedderEmbedding(assistant.index.embedder)
    nodes = SentenceSplitter(chunk_size=256, chunk_overlap=20).get_nodes_from_documents(
        [Document(text=assistant.index.plan.text)]
    )
    store = FaissVectorStore(faiss_index=faiss.IndexFlatIP(assistant.index.embedder.dimension))
    context = StorageContext.from_defaults(vector_store=store)
    index = VectorStoreIndex(nodes, storage_context=context, embed_model=embedding)
    engine = index.as_query_engine(similarity_top_k=3, response_mode="no_text")
    return engine.query


def cold_seconds(rounds: int) -> list[float]:
    """Return the seconds that ``lzqa ask`` takes in fresh processes."""
    command = [sys.executable, "-m", "lzqa", "ask", "到2025年要增加多少个义务教育学位？"]
    run = lambda: subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: E731
    return [timed(run) for _ in range(rounds)]


def build_seconds() -> float:
    """Return the seconds that ``lzqa build`` takes into a new folder."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "lzqa", "--index", f"{folder}/index", "build"]
        return timed(lambda: subprocess.run(command, cwd=ROOT, check=True, capture_output=True))


def resident_megabytes(pid: int) -> float:
    """Return a process's resident memory as Linux tells it."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def server_megabytes(turns: list[list[str]]) -> float:
    """Start the web server, ask it 200 questions over REST, and return its resident memory."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "LZQA_PORT": str(port), "LZQA_HOST": "127.0.0.1"}
    server = subprocess.Popen(
        [sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        address = f"http://127.0.0.1:{port}/api/v1"
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/health", timeout=1).read()
                break
            except OSError:
                time.sleep(0.25)
        for turn in turns[:200]:
            body = json.dumps({"question": turn[-1], "history": turn[:-1]}).encode()
            request = urllib.request.Request(f"{address}/ask", body, {"Content-Type": "application/json"})
            urllib.request.urlopen(request, timeout=30).read()
        return resident_megabytes(server.pid)
    finally:
        server.terminate()
        server.wait(20)


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each thing is measured")
    rounds = parser.parse_args().rounds

    from lzqa.assistant import Assistant

    turns = questions()
    assistant = Assistant.open(build=True)
    for turn in turns[:50]:
        assistant.ask_turns(turn)
    warm = [timed(lambda turn=turn: assistant.ask_turns(turn)) * 1000 for _ in range(rounds) for turn in turns]
    stock = stock_pipeline(assistant)
    stock(turns[0][-1])
    other = [timed(lambda turn=turn: stock(turn[-1])) * 1000 for _ in range(rounds) for turn in turns]
    cold = cold_seconds(rounds)
    rows = [
        ("warm p50", f"{statistics.median(warm):.2f} ms"),
        ("warm p95", f"{percentile(warm, 0.95):.2f} ms"),
        ("cold ask", f"{statistics.median(cold):.2f} s"),
        ("build", f"{build_seconds():.2f} s"),
        ("server memory", f"{server_megabytes(turns):.0f} MB"),
        ("stock p50", f"{statistics.median(other):.2f} ms"),
        ("stock p95", f"{percentile(other, 0.95):.2f} ms"),
        ("warm p50 / stock p50", f"{statistics.median(warm) / statistics.median(other):.2f}"),
    ]
    print(f"{len(turns)} questions, {rounds} rounds")
    for name, value in rows:
        print(f"{name:22} {value:>12}   {TARGETS.get(name, '')}")


if __name__ == "__main__":
    main()
