"""Opening the assistant from a command, and saying things beside the answer."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import typer

from lzqa.errors import IndexFolderError, IndexForeign
from lzqa.settings import Settings

if TYPE_CHECKING:
    from lzqa.assistant import Assistant


def say(text: str) -> None:
    """Write a line that is not the answer to stderr."""
    typer.echo(text, err=True)


def open_assistant(settings: Settings) -> Assistant:
    """Open the assistant; a missing, stale or damaged index is built first, with a word about it."""
    gc.disable()  # nothing is garbage while modules and tables load; collecting would cost a tenth of the start
    try:
        return _open_or_build(settings)
    finally:
        gc.freeze()  # what is loaded lives until the end: no collection, the last one at exit included, need look at it
        gc.enable()


def _open_or_build(settings: Settings) -> Assistant:
    from lzqa.assistant import Assistant
    from lzqa.indexing import build_index

    try:
        return Assistant.open(settings)
    except IndexForeign:
        raise
    except IndexFolderError as error:
        say(f"{error.message}；现在构建。")
        build_index(settings.corpus, settings.index, settings.embedding, progress=say)
        return Assistant.open(settings)
