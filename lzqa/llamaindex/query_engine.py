"""lzqa's answers as a llama-index query engine: the citations are the response's source nodes."""

from __future__ import annotations

from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import Response
from llama_index.core.callbacks import CallbackManager
from llama_index.core.schema import NodeWithScore, QueryBundle

from lzqa.assistant import Assistant
from lzqa.llamaindex.node_parser import passage_node


class PlanQueryEngine(BaseQueryEngine):
    """Answers questions about the plan without a language model.

    ``Response.source_nodes`` are the citations in the order of their markers, with the citing node's offsets;
    ``Response.metadata`` is the answer's JSON object.

    Args:
        assistant: The assistant.
        callback_manager: llama-index callbacks.
    """

    def __init__(self, assistant: Assistant, callback_manager: CallbackManager | None = None) -> None:
        super().__init__(callback_manager=callback_manager)
        self._assistant = assistant

    def _query(self, query_bundle: QueryBundle) -> Response:
        trace = self._assistant.trace([query_bundle.query_str])
        scores = {hit.passage.id: hit.score for hit in trace.hits}
        nodes = [
            NodeWithScore(node=passage_node(self._assistant.passage(citation.passage)), score=scores.get(citation.passage))
            for citation in trace.answer.citations
        ]
        return Response(response=trace.answer.answer, source_nodes=nodes, metadata=trace.answer.as_dict())

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return self._query(query_bundle)

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}
