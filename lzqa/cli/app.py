"""The commands.  Heavy modules are imported by the command that needs them: ``--help`` loads none."""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lzqa import __version__
from lzqa.cli.commands import ChineseCommand, ChineseGroup
from lzqa.cli.evaluate import evaluation
from lzqa.cli.exits import EXIT_CODES, FOUND_PROBLEMS, INTERRUPTED
from lzqa.cli.facts import facts
from lzqa.cli.opening import open_assistant, say
from lzqa.cli.train import train
from lzqa.errors import LzqaError, UserError
from lzqa.settings import Settings, settings_from_environment

if TYPE_CHECKING:
    from lzqa.assistant import Assistant
    from lzqa.batch import BadLine, Report

NEAR = 6
"""``lzqa explain`` shows so many of the bank's questions."""
_CODES = "\n".join(f"  {code:>3}  {meaning}" for code, meaning in EXIT_CODES)

app = typer.Typer(
    cls=ChineseGroup,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="lzqa：读一份公开的教育规划，用原文回答问题，每个回答都注明出处。",
    epilog=f"\b\n退出码：\n{_CODES}",
)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


def _labels(assistant: Assistant) -> dict[str, str]:
    return {passage.id: passage.label for passage in assistant.index.plan.passages.passages}


def _version(value: bool) -> None:  # noqa: FBT001
    if value:
        typer.echo(f"lzqa {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    corpus: Annotated[Path | None, typer.Option(help="规划所在文件夹（也可用环境变量 LZQA_CORPUS）。")] = None,
    index: Annotated[Path | None, typer.Option(help="索引文件夹（LZQA_INDEX）。")] = None,
    embedding: Annotated[
        str | None,
        typer.Option(help="向量模型：lzqa-static、hashing，或 sentence-transformers 的模型名、文件夹（LZQA_EMBEDDING）。"),
    ] = None,
    no_bank: Annotated[bool, typer.Option("--no-bank", help="不用问题库（也可用 LZQA_BANK=0）。")] = False,  # noqa: FBT002
    version: Annotated[bool, typer.Option("--version", help="显示版本并退出。", callback=_version, is_eager=True)] = False,  # noqa: ARG001, FBT002
) -> None:
    """Read the options that hold for every command."""
    context.obj = settings_from_environment(corpus=corpus, index=index, embedding=embedding, bank=not no_bank)


@app.command(cls=ChineseCommand, help="构建索引（旁建后一次换上）。")
def build(context: typer.Context) -> None:
    """Build the index."""
    from lzqa.answer.naming import Naming
    from lzqa.indexing import build_index

    settings: Settings = context.obj
    started = time.perf_counter()
    manifest = build_index(settings.corpus, settings.index, settings.embedding, progress=say, namings=Naming)
    say(f"{manifest.counts['passage']} 个引用单元，用时 {time.perf_counter() - started:.1f} 秒。")


@app.command(cls=ChineseCommand, help="问一个问题。")
def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="问题；- 表示从标准输入读。")],
    before: Annotated[list[str] | None, typer.Option("--before", help="在此之前说过的话，可多次，先说的在前。")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON 对象（见 docs/answer.schema.json）。")] = False,  # noqa: FBT002
) -> None:
    """Answer one question."""
    from lzqa.cli.show import answer_lines

    text = sys.stdin.read() if question == "-" else question
    assistant = open_assistant(context.obj)
    answer = assistant.ask(text, before or [])
    if as_json:
        typer.echo(json.dumps(answer.as_dict(), ensure_ascii=False, indent=1))
    else:
        _print(answer_lines(answer, labels=_labels(assistant)))


@app.command(cls=ChineseCommand, help="连续对话，记住上文；输入“清空”重新开始，“退出”或 Ctrl-D 结束。")
def chat(context: typer.Context) -> None:
    """Talk, keeping the context."""
    from lzqa.cli.show import answer_lines

    assistant = open_assistant(context.obj)
    labels = _labels(assistant)
    turns: list[str] = []
    say(f"《{assistant.index.plan.corpus.info.title}》问答。输入“清空”重新开始，“退出”结束。")
    while True:
        try:
            turn = input("问> " if sys.stdin.isatty() else "")
        except EOFError:
            return
        if turn.strip() in ("退出", "exit", "quit"):
            return
        if turn.strip() == "清空":
            turns.clear()
            say("已清空。")
            continue
        answer = assistant.ask(turn, turns)
        turns.append(turn)
        _print(answer_lines(answer, labels=labels))
        typer.echo("")


@app.command(cls=ChineseCommand, help="逐行回答 JSON Lines 文件里的问题，按输入顺序写出。")
def batch(
    context: typer.Context,
    source: Annotated[
        Path, typer.Argument(metavar="IN.jsonl", help='每行 {"id": "…", "turns": ["第一问", "追问"]}；- 表示标准输入。')
    ],
    target: Annotated[Path, typer.Option("-o", "--output", metavar="OUT.jsonl", help="写到哪里；- 表示标准输出。")],
) -> None:
    """Answer the questions of a file."""
    assistant = open_assistant(context.obj)
    started = time.perf_counter()
    report = _batch(assistant, source, target)
    bad = f"，{len(report.bad)} 行有问题未回答" if report.bad else ""
    say(f"回答了 {report.answered} 问{bad}，用时 {time.perf_counter() - started:.2f} 秒。")
    if report.bad:
        raise typer.Exit(FOUND_PROBLEMS)


def _batch(assistant: Assistant, source: Path, target: Path) -> Report:
    from lzqa.batch import run_batch, run_batch_file

    def answer(turns: list[str]) -> dict[str, object]:
        return assistant.ask_turns(turns).as_dict()

    def bad(line: BadLine) -> None:
        say(f"第 {line.number} 行：{line.reason}")

    done = 0

    def progress(_: int) -> None:
        nonlocal done
        done += 1
        if done % 20 == 0:
            typer.echo(f"\r已回答 {done} 问", err=True, nl=False)

    quiet = not sys.stderr.isatty()
    step = (lambda _: None) if quiet else progress
    dash = Path("-")
    if source != dash and target != dash:
        report = run_batch_file(source, target, answer, on_bad=bad, on_done=step)
    elif target != dash:
        message = "standard input can be answered to standard output only"
        raise UserError(message, code="U005", remedy="save the questions to a file, or use -o -")
    else:
        lines = sys.stdin if source == dash else _lines(source)
        report = run_batch(lines, sys.stdout, answer, on_bad=bad, on_done=step)
    if not quiet:
        typer.echo("\r", err=True, nl=False)
    return report


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        message = f"cannot read {path} as UTF-8 text: {error}"
        raise UserError(message, code="U004", remedy="give the path of a JSON Lines file") from error


@app.command(cls=ChineseCommand, help="检索：列出最相关的引用单元。")
def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="要找的内容。")],
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="列出几条。")] = 10,
    signals: Annotated[bool, typer.Option("--signals", help="同时列出各项原始信号。")] = False,  # noqa: FBT002
) -> None:
    """List the most relevant passages."""
    from lzqa.cli.show import hit_lines

    hits = open_assistant(context.obj).search(query, k)
    if not hits:
        say("没有可检索的词。")
    _print(hit_lines(hits, signals=signals))


@app.command(cls=ChineseCommand, help="列出规划的章、节、条目；--deep 连同句子与表格。")
def outline(
    context: typer.Context,
    deep: Annotated[bool, typer.Option("--deep", help="列到句子与表格行。")] = False,  # noqa: FBT002
) -> None:
    """Print the outline."""
    from lzqa.indexing import load_plan
    from lzqa.structure import outline_lines

    plan = load_plan(context.obj.corpus)
    _print(outline_lines(plan.root, plan.text, deep=deep))


@app.command(cls=ChineseCommand, help="显示一个引用单元及其所在段落，例如 4.2.3/1.2 或 1.1/T1.5。")
def show(context: typer.Context, identifier: Annotated[str, typer.Argument(metavar="ID", help="引用单元的编号。")]) -> None:
    """Show one passage."""
    from lzqa.cli.show import passage_lines

    assistant = open_assistant(context.obj)
    _print(passage_lines(assistant.passage(identifier), assistant.index.plan))


@app.command(cls=ChineseCommand, help="回答一个问题，并列出中间每一步。")
def explain(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="问题。")],
    before: Annotated[list[str] | None, typer.Option("--before", help="在此之前说过的话，可多次。")] = None,
) -> None:
    """Answer one question and show each step."""
    from lzqa.cli.show import trace_lines

    assistant = open_assistant(context.obj)
    trace = assistant.trace([*(before or []), question])
    bank, match = assistant.retriever.bank, assistant.retriever.compare(trace.question) if trace.hits else None
    _print(trace_lines(trace, bank.alike(match, NEAR) if bank is not None and match is not None else ()))


@app.command(cls=ChineseCommand, help="证明规划与索引完好：无损、位置、计数、清单。")
def check(context: typer.Context) -> None:
    """Prove what the plan and the index promise."""
    from lzqa.cli.checks import run_checks

    settings: Settings = context.obj
    proofs = run_checks(settings.corpus, settings.index, settings.embedding)
    _print(f"{'✓' if proof.ok else '✗'} {proof.name}：{proof.detail}" for proof in proofs)
    if not all(proof.ok for proof in proofs):
        raise typer.Exit(FOUND_PROBLEMS)


@app.command(cls=ChineseCommand, help="在浏览器里提供问答页面。")
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="监听的地址。")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="监听的端口。")] = 7860,
) -> None:
    """Serve the web chat."""
    assistant = open_assistant(context.obj)
    from lzqa.service import serve as serve_app

    serve_app(assistant, host, port)


app.command("facts", cls=ChineseCommand, help="列出规划的每个数字与它所指；--conflicts 列出前后不一的。")(facts)
app.command("train", cls=ChineseCommand, help="从题库与评测题（dev）学习：排序、选数字、拒答。")(train)
app.add_typer(evaluation, name="eval")


def main() -> None:
    """Run the command line; errors go to stderr with their code and remedy."""
    logging.basicConfig(level=os.environ.get("LZQA_LOG", "ERROR").upper(), format="%(levelname)s %(name)s: %(message)s")
    try:
        app()
    except LzqaError as error:
        say(str(error))
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        say("已中断。")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
