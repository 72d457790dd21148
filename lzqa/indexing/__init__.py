"""Build, verify and load the index folder."""

from lzqa.indexing.build import build_index, ensure_index, plan_counts, verify_counts
from lzqa.indexing.index import Index, Plan, load_index, load_plan
from lzqa.indexing.lexical import search_terms

__all__ = [
    "Index",
    "Plan",
    "build_index",
    "ensure_index",
    "load_index",
    "load_plan",
    "plan_counts",
    "search_terms",
    "verify_counts",
]
