"""lzqa's hybrid retrieval as a llama-index ``BaseRetriever``."""

from __future__ import annotations

from typing import Any

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle

from lzqa.assistant import Assistant
from lzqa.llamaindex.node_parser import passage_node

DEFAULT_TOP_K = 10


class PlanRetriever(BaseRetriever):
    """Retrieves passages; each node's metadata holds the raw signals under ``signals``.

    Args:
        assistant: The assistant whose index is searched.
        similarity_top_k: How many nodes to return.
        kwargs: Further fields of ``BaseRetriever``.
    """

    def __init__(self, assistant: Assistant, similarity_top_k: int = DEFAULT_TOP_K, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._assistant = assistant
        self._top_k = similarity_top_k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = []
        for hit in self._assistant.search(query_bundle.query_str, self._top_k, headings=False):
            node = passage_node(hit.passage)
            node.metadata["signals"] = hit.signals.as_dict()
            node.excluded_embed_metadata_keys = [*node.excluded_embed_metadata_keys, "signals"]
            node.excluded_llm_metadata_keys = [*node.excluded_llm_metadata_keys, "signals"]
            found.append(NodeWithScore(node=node, score=hit.score))
        return found
