"""lzqa through llama-index's interfaces."""

from __future__ import annotations

import asyncio

import pytest
from llama_index.core import Document, StorageContext, VectorStoreIndex
from llama_index.core.base.response.schema import Response
from llama_index.core.schema import MetadataMode, NodeRelationship, TextNode

from lzqa.llamaindex import EmbedderEmbedding, PlanNodeParser, PlanQueryEngine, PlanRetriever, passage_node


@pytest.fixture(scope="module")
def nodes(mini):
    parser = PlanNodeParser(supplied_headings=mini.index.plan.corpus.info.supplied_headings)
    return parser.get_nodes_from_documents([Document(text=mini.index.plan.text, id_="the-plan")])


def test_node_parser_gives_every_passage_with_exact_offsets(mini, nodes):
    passages = mini.index.plan.passages.passages
    assert [node.node_id for node in nodes] == [passage.id for passage in passages]
    text = mini.index.plan.text
    for node, passage in zip(nodes, passages, strict=True):
        assert isinstance(node, TextNode)
        assert node.text == passage.quote
        if passage.row is None:
            assert text[node.start_char_idx : node.end_char_idx] == node.text


def test_nodes_are_chained_and_know_their_source(nodes):
    assert nodes[0].relationships[NodeRelationship.SOURCE].node_id == "the-plan"
    assert nodes[0].relationships[NodeRelationship.NEXT].node_id == nodes[1].node_id
    assert nodes[1].relationships[NodeRelationship.PREVIOUS].node_id == nodes[0].node_id
    assert NodeRelationship.PREVIOUS not in nodes[0].relationships


def test_embedded_text_carries_headings_and_the_cited_text_does_not(mini):
    passage = next(p for p in mini.index.plan.passages.passages if "800个以上" in p.quote)
    node = passage_node(passage)
    assert node.get_content(MetadataMode.EMBED) == f"{passage.context}\n{passage.quote}"
    assert node.get_content(MetadataMode.NONE) == passage.quote


def test_retriever_gives_the_assistants_hits_with_raw_signals(mini):
    hits = mini.search("学前三年毛入园率", 4, headings=False)
    found = PlanRetriever(mini, similarity_top_k=4).retrieve("学前三年毛入园率")
    assert [node.node_id for node in found] == [hit.passage.id for hit in hits]
    assert [node.score for node in found] == [hit.score for hit in hits]
    assert found[0].node.metadata["signals"] == hits[0].signals.as_dict()
    assert "signals" not in found[0].node.get_content(MetadataMode.EMBED)


def test_query_engine_answers_without_a_language_model_and_cites(mini):
    engine = PlanQueryEngine(mini)
    response = engine.query("增加多少义务教育学位")
    assert isinstance(response, Response)
    assert response.response.startswith("**增加义务教育学位800个以上**[1]")
    assert [node.node_id for node in response.source_nodes] == [c["passage"] for c in response.metadata["citations"]]
    first = response.source_nodes[0].node
    assert mini.index.plan.text[first.start_char_idx : first.end_char_idx] == first.text
    again = asyncio.run(engine.aquery("增加多少义务教育学位"))
    assert again.response == response.response


def test_query_engine_passes_an_abstention_on(mini):
    response = PlanQueryEngine(mini).query("教育局的电话号码")
    assert response.metadata["abstained"] is True


def test_embedding_gives_the_embedders_vectors(mini):
    embedding = EmbedderEmbedding(mini.index.embedder)
    vector = embedding.get_query_embedding("学位")
    assert vector == pytest.approx(mini.index.embedder.encode_query(["学位"])[0].tolist())
    rows = embedding.get_text_embedding_batch(["学位", "床位"])
    assert rows[1] == pytest.approx(mini.index.embedder.encode_document(["床位"])[0].tolist())


def test_another_vector_store_can_be_plugged_in(mini, nodes):
    index = VectorStoreIndex(
        nodes, embed_model=EmbedderEmbedding(mini.index.embedder), storage_context=StorageContext.from_defaults()
    )
    found = index.as_retriever(similarity_top_k=3).retrieve("学前三年毛入园率达到98%")
    assert any("98%" in node.text for node in found)
