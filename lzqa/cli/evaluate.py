"""``lzqa eval``: measure the assistant and its baselines, and compare two runs."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lzqa.cli.commands import ChineseCommand, ChineseGroup
from lzqa.cli.exits import FOUND_PROBLEMS
from lzqa.cli.opening import open_assistant, say
from lzqa.errors import UserError
from lzqa.settings import project_root

if TYPE_CHECKING:
    from lzqa.assistant import Assistant
    from lzqa.evaluation import EvalQuestion, Run

QUICK_STEP = 6
"""``--quick`` asks every sixth question."""

evaluation = typer.Typer(
    cls=ChineseGroup,
    rich_markup_mode=None,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="评测：问全部评测题，按题型与提问人报告准确率、引用与弃答，与基线对照。",
)


@evaluation.callback()
def run(
    context: typer.Context,
    questions: Annotated[Path | None, typer.Option(help="评测题文件夹，默认 eval/questions。")] = None,
    subset: Annotated[str | None, typer.Option(help="只用 dev 或 test。")] = None,
    kind: Annotated[str | None, typer.Option("--type", help="只用一种题型，例如 figure。")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="最多问几题（均匀抽取）。")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="每六题问一题，只测整个系统，用 [quick] 的门槛。")] = False,  # noqa: FBT002
    system: Annotated[list[str] | None, typer.Option(help="只测这个系统，可多次；默认全部。")] = None,
    answers: Annotated[Path | None, typer.Option(help="改测别的助手：JSON Lines，每行 id 与 answer。")] = None,
    no_bank: Annotated[bool, typer.Option("--no-bank", help="不用问题库（同 lzqa --no-bank eval）。")] = False,  # noqa: FBT002
    output: Annotated[Path, typer.Option("-o", "--output", help="结果写到哪个文件夹。")] = Path("out/eval"),
    results: Annotated[Path | None, typer.Option(help="另把 Markdown 汇总写到这个文件。")] = None,
    thresholds: Annotated[Path | None, typer.Option(help="门槛文件，默认 eval/thresholds.toml。")] = None,
) -> None:
    """Measure; exit with 1 when a figure is below its threshold."""
    if context.invoked_subcommand is not None:
        return
    from lzqa.evaluation import load_questions
    from lzqa.evaluation.questions import SUBSETS

    if subset is not None and subset not in SUBSETS:
        message = f"unknown subset {subset!r}"
        raise UserError(message, code="U015", remedy=f"choose one of {', '.join(SUBSETS)}")
    assistant = open_assistant(replace(context.obj, bank=context.obj.bank and not no_bank))
    chosen = _chosen(
        load_questions(
            questions or project_root() / "eval" / "questions",
            assistant.index.plan.text,
            subsets=(subset,) if subset else SUBSETS,
        ),
        kind,
        QUICK_STEP if quick else None,
        limit,
    )
    names = ["lzqa"] if quick and not system else system
    runs = _measure(assistant, chosen, names, answers)
    _write(runs, assistant, chosen, output, results)
    whole = subset is None and kind is None and limit is None and runs[0].system == "lzqa"
    if whole and not _passes(runs[0], thresholds or project_root() / "eval" / "thresholds.toml", "quick" if quick else "full"):
        raise typer.Exit(FOUND_PROBLEMS)


def _chosen(
    questions: Sequence[EvalQuestion], kind: str | None, step: int | None, limit: int | None
) -> tuple[EvalQuestion, ...]:
    """Return the questions of one type, every ``step``-th of them, and of these ``limit`` evenly spread."""
    chosen = [question for question in questions if kind in (None, question.type)][:: step or 1]
    if not chosen:
        message = f"no evaluation question is of type {kind!r}"
        raise UserError(message, code="U015", remedy="docs/evaluation.md lists the types")
    if limit is not None and limit < len(chosen):
        chosen = [chosen[at * len(chosen) // limit] for at in range(limit)]
    return tuple(chosen)


def _measure(
    assistant: Assistant, questions: Sequence[EvalQuestion], names: Sequence[str] | None, answers: Path | None
) -> list[Run]:
    from lzqa.evaluation import SYSTEMS, evaluate, from_file

    plan = assistant.index.plan
    wanted = list(names or (SYSTEMS if answers is None else []))
    unknown = sorted(set(wanted) - set(SYSTEMS))
    if unknown:
        message = f"unknown system {unknown[0]!r}"
        raise UserError(message, code="U015", remedy=f"choose one of {', '.join(SYSTEMS)}")
    systems = [(str(answers.stem), from_file(answers))] if answers is not None else []
    systems += [(name, SYSTEMS[name](assistant)) for name in wanted]
    runs = []
    for name, system in systems:
        with typer.progressbar(length=len(questions), label=f"{name:18}", file=sys.stderr) as bar:
            step = partial(bar.update, 1)
            runs.append(evaluate(name, system, questions, plan.text, plan.corpus.document.sha256, on_done=step))
    return runs


def _write(
    runs: Sequence[Run], assistant: Assistant, questions: Sequence[EvalQuestion], output: Path, results: Path | None
) -> None:
    from lzqa.errors import OutputError
    from lzqa.evaluation.html import html_report
    from lzqa.evaluation.report import console_table, markdown

    try:
        output.mkdir(parents=True, exist_ok=True)
        for number, measured in enumerate(runs):
            name = "results.json" if number == 0 else f"results-{measured.system}.json"
            (output / name).write_text(measured.dump(), encoding="utf-8")
        summary = markdown(runs)
        (output / "summary.md").write_text(summary, encoding="utf-8")
        page = html_report(runs[0], assistant.index.plan.text, others=runs[1:])
        (output / "report.html").write_text(page, encoding="utf-8")
        _write_standards(assistant, questions, runs[0], output)
        if results is not None:
            results.write_text(summary, encoding="utf-8")
    except OSError as error:
        message = f"the results cannot be written to {output}: {error}"
        raise OutputError(message, code="O003", remedy="choose another folder with -o") from error
    typer.echo(console_table(runs))
    say(f"结果在 {output}：results.json、summary.md、report.html、qrels.trec、run.trec、ragas.jsonl、alce.jsonl。")


def _write_standards(assistant: Assistant, questions: Sequence[EvalQuestion], measured: Run, output: Path) -> None:
    import lzqa.evaluation.standards as standards

    qrels = standards.qrels(questions, assistant.index.plan)
    ranked = standards.ranking(assistant, questions)
    (output / "qrels.trec").write_text(standards.qrels_text(qrels), encoding="utf-8")
    (output / "run.trec").write_text(standards.run_text(ranked), encoding="utf-8")
    for name, rows in (("ragas", standards.ragas_rows(measured)), ("alce", standards.alce_rows(measured))):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (output / f"{name}.jsonl").write_text(lines, encoding="utf-8")


def _passes(measured: Run, path: Path, section: str) -> bool:
    from lzqa.evaluation.thresholds import compare_thresholds, load_thresholds

    missed, raisable = compare_thresholds(measured, load_thresholds(path, section))
    for miss in missed:
        say(f"✗ 低于门槛 {miss}")
    for miss in raisable:
        say(f"↑ 可以提高门槛 {miss}")
    return not missed


@evaluation.command(cls=ChineseCommand, help="比较两次评测：哪些题对了、错了、变了。")
def compare(
    old: Annotated[Path, typer.Argument(help="先前的 results.json。")],
    new: Annotated[Path, typer.Argument(help="现在的 results.json。")],
    limit: Annotated[int, typer.Option(min=0, help="每类最多列出几题。")] = 50,
) -> None:
    """Compare two runs."""
    from lzqa.evaluation import load_run
    from lzqa.evaluation.compare import compare as compare_runs

    typer.echo(compare_runs(load_run(old), load_run(new)).text(limit))


@evaluation.command(cls=ChineseCommand, help="同一问题换标点、字形、错字、语序、客套、闲话再问，看判定变不变。")
def robustness(
    context: typer.Context,
    questions: Annotated[Path | None, typer.Option(help="评测题文件夹，默认 eval/questions。")] = None,
    subset: Annotated[str | None, typer.Option(help="只用 dev 或 test。")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="最多用几题（均匀抽取）。")] = None,
) -> None:
    """Ask variants of every question and report consistency."""
    from lzqa.evaluation import SYSTEMS, evaluate, load_questions
    from lzqa.evaluation.questions import SUBSETS
    from lzqa.evaluation.robustness import robustness as vary

    assistant = open_assistant(context.obj)
    plan = assistant.index.plan
    folder = questions or project_root() / "eval" / "questions"
    asked = _chosen(load_questions(folder, plan.text, subsets=(subset,) if subset else SUBSETS), None, None, limit)
    system = SYSTEMS["lzqa"](assistant)
    base = evaluate("lzqa", system, asked, plan.text, plan.corpus.document.sha256)
    typer.echo(vary(system, asked, base, plan.text, plan.corpus.document.sha256).text())


@evaluation.command(cls=ChineseCommand, help="用公开数据量检索：CMRC2018 dev 与 XQuAD-R zh（数据自备，给出路径）。")
def public(
    context: typer.Context,
    cmrc: Annotated[Path | None, typer.Option(help="cmrc2018_dev.jsonl 或 .jsonl.gz。")] = None,
    xquad: Annotated[Path | None, typer.Option(help="xquad_r_zh.jsonl 或 .jsonl.gz。")] = None,
) -> None:
    """Measure the parts of retrieval on public data."""
    from lzqa.evaluation import public as data

    if cmrc is None and xquad is None:
        message = "no data was given"
        raise UserError(message, code="U015", remedy="name files with --cmrc and --xquad")
    from lzqa.embedding import HashingEmbedder

    index = open_assistant(context.obj).index
    embedder = None if isinstance(index.embedder, HashingEmbedder) else index.embedder  # that one is fitted on the data
    if xquad is not None:
        say("XQuAD-R zh ……")
        typer.echo(data.measure_xquad(xquad, index.segmenter, embedder).text())
    if cmrc is not None:
        say("CMRC2018 dev ……")
        typer.echo(data.measure_cmrc(cmrc, index.segmenter, embedder).text())
