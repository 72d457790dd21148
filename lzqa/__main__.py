"""``python -m lzqa``."""

from lzqa.cli import main

main()
