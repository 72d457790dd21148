"""Typer classes that speak Chinese in their help."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

_LABELS = {
    "Usage:": "用法：",
    "Options:": "选项：",
    "Arguments:": "参数：",
    "Commands:": "命令：",
    "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "命令 [参数]…",
    "Show this message and exit.": "显示本帮助并退出。",
    "[required]": "[必填]",
    "[default: ": "[默认 ",
}


def in_chinese(text: str) -> str:
    """Return a help text with its fixed labels in Chinese."""
    for label, word in _LABELS.items():
        text = text.replace(label, word)
    return text


class ChineseCommand(TyperCommand):
    """A command whose help has Chinese labels."""

    def get_help(self, ctx: Any) -> str:
        """Return the help."""
        return in_chinese(super().get_help(ctx))


class ChineseGroup(TyperGroup):
    """A group whose help has Chinese labels."""

    def get_help(self, ctx: Any) -> str:
        """Return the help."""
        return in_chinese(super().get_help(ctx))
