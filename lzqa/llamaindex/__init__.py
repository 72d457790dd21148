"""lzqa as parts of llama-index: node parser, embedding, retriever and query engine."""

from lzqa.llamaindex.embedding import EmbedderEmbedding
from lzqa.llamaindex.node_parser import PlanNodeParser, passage_node
from lzqa.llamaindex.query_engine import PlanQueryEngine
from lzqa.llamaindex.retriever import PlanRetriever

__all__ = ["EmbedderEmbedding", "PlanNodeParser", "PlanQueryEngine", "PlanRetriever", "passage_node"]
