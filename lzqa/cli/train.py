"""``lzqa train``: fit everything that is learned, and say what it reached."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from lzqa.cli.opening import open_assistant, say
from lzqa.errors import UserError
from lzqa.settings import project_root


def train(
    context: typer.Context,
    questions: Annotated[Path | None, typer.Option(help="评测题文件夹，只用其中的 dev，默认 eval/questions。")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只拟合、报告，不写文件。")] = False,  # noqa: FBT002
    output: Annotated[Path | None, typer.Option("-o", "--output", help="写到这个文件夹；默认写进程序包。")] = None,
) -> None:
    """Fit the models one after the other and write them."""
    from importlib.util import find_spec

    if find_spec("sklearn") is None:
        message = "training needs scikit-learn"
        raise UserError(message, code="U012", remedy="pip install 'lzqa[train]'")
    from lzqa.learning.train import PACKAGE, enrol, write_models
    from lzqa.learning.train import train as train_all

    started = time.perf_counter()
    settings = context.obj
    index = open_assistant(settings).index
    course = enrol(index, questions or project_root() / "eval" / "questions", bank=settings.bank)
    if course.banked is None:
        say(
            "不用题库：只拟合没有题库时的模型。"
            if index.questions is not None
            else "这份规划没有题库：只拟合没有题库时的模型。"
        )
    say(f"题库里的 {len(course.bank)} 个问法，没看题库写的 {len(course.asked)} 问；以下各数都由没见过该题的模型得出。")
    models = train_all(course, progress=typer.echo)
    say(f"用时 {time.perf_counter() - started:.0f} 秒。")
    if dry_run:
        say("没有写文件（--dry-run）。")
        return
    write_models(models, output or PACKAGE)
    say(f"已写入 {output or PACKAGE}：{'、'.join(models)}。")
