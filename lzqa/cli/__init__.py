"""The command line."""

from lzqa.cli.app import main

__all__ = ["main"]
