"""Render docs/cli.md from the commands' own help, or with ``--check`` fail when the page is not what they print."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).with_name("cli.md")
HEAD = "# Command line\n\nWhat the commands print for `--help`. Rendered by `python docs/render_cli.py`; do not edit.\n"


def helps() -> str:
    """Return the page."""
    os.environ.update(COLUMNS="100", PYTHONIOENCODING="utf-8")
    program = "import sys; sys.argv[0] = 'lzqa'; from lzqa.cli import main; main()"

    def page(*names: str) -> str:
        command = [sys.executable, "-c", program, *names, "--help"]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
        return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())

    import typer

    from lzqa.cli.app import app

    parts = [HEAD, f"```\n{page()}\n```\n"]
    parts += [f"\n## lzqa {name}\n\n```\n{page(name)}\n```\n" for name in typer.main.get_command(app).commands]  # type: ignore[attr-defined]
    return "\n".join(parts[:2]) + "".join(parts[2:])


def main() -> None:
    """Write or check the page."""
    fresh = helps()
    if "--check" in sys.argv:
        if not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != fresh:
            sys.exit("docs/cli.md is not what the commands print; run `python docs/render_cli.py`")
    else:
        PAGE.write_text(fresh, encoding="utf-8")


if __name__ == "__main__":
    main()
