"""Facts of a plan: figures bound to their subjects, matched to questions, and compared with each other."""

from lzqa.facts.conflicts import Conflict, find_conflicts, refines
from lzqa.facts.load import load_facts
from lzqa.facts.model import Fact, FactKind

__all__ = ["Conflict", "Fact", "FactKind", "find_conflicts", "load_facts", "refines"]
