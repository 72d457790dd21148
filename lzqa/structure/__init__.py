"""The plan's structure: chapters, sections, items, bullets, paragraphs, points, sentences and tables, losslessly."""

from lzqa.structure.nodes import TRIVIA, CellRole, Kind, Node
from lzqa.structure.outline import outline_lines
from lzqa.structure.parser import RULES, parse
from lzqa.structure.tables import RowView, row_views
from lzqa.structure.verify import counts, verify_lossless

__all__ = [
    "RULES", "TRIVIA", "CellRole", "Kind", "Node", "RowView",
    "counts", "outline_lines", "parse", "row_views", "verify_lossless",
]  # fmt: skip
