"""Finding passages for a question."""

from lzqa.retrieval.hybrid import HybridRetriever
from lzqa.retrieval.model import Hit, Signals

__all__ = ["Hit", "HybridRetriever", "Signals"]
