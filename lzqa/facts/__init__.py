"""Facts of a plan: figures bound to their subjects, matched to questions, and compared with each other."""

from lzqa.facts.conflicts import Conflict, find_conflicts, refines
from lzqa.facts.load import load_facts
from lzqa.facts.model import Fact, FactKind
from lzqa.facts.remarks import Remark, find_remarks

__all__ = ["Conflict", "Fact", "FactKind", "Remark", "find_conflicts", "find_remarks", "load_facts", "refines"]
