"""Opening the assistant from a command, and saying things beside the answer."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import typer

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
        from lzqa.assistant import Assistant

        return Assistant.open(settings, build=True, progress=say)
    finally:
        gc.freeze()  # what is loaded lives until the end: no collection, the last one at exit included, need look at it
        gc.enable()
