"""Embedders: the fitted default, and sentence-transformers models made here and loaded by folder."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

import numpy as np
import pytest

from conftest import MINI
from lzqa.embedding import Embedder, HashingEmbedder, fit_embedder, load_embedder
from lzqa.embedding.base import unit_rows
from lzqa.embedding.hashing import BUCKETS, DIMENSION, bucket, idf
from lzqa.embedding.transformer import TransformerEmbedder, _hub_revision, known_prompts
from lzqa.errors import IndexDamaged, IndexStale, UserError
from lzqa.indexing import Plan, build_index, load_index
from lzqa.segment import Segmenter

QUERY_PROMPT = "为问题找出处："
CHARACTERS = f"学位床教师幼儿园增加公办义务育体锻炼时间培训{QUERY_PROMPT}"


@pytest.fixture(scope="module")
def segmenter(plan: Plan) -> Segmenter:
    return Segmenter.fit(plan.lexicon.terms)


@pytest.fixture(scope="module")
def texts(plan: Plan) -> list[str]:
    return [f"{passage.context} {passage.quote}" for passage in plan.passages.passages]


@pytest.fixture(scope="module")
def fitted(segmenter: Segmenter, texts: list[str]) -> HashingEmbedder:
    return HashingEmbedder.fit(segmenter, texts)


@pytest.fixture(scope="module")
def small(segmenter: Segmenter, texts: list[str]) -> HashingEmbedder:
    return HashingEmbedder.fit(segmenter, texts[:60])


# ---- the fitted default -------------------------------------------------------------------------------------


def test_embedding_hashing_fits_the_interface(fitted: HashingEmbedder):
    assert isinstance(fitted, Embedder)
    assert (fitted.name, fitted.dimension) == ("hashing", DIMENSION)


def test_embedding_hashing_gives_unit_rows_in_the_order_of_the_texts(fitted: HashingEmbedder, texts: list[str]):
    vectors = fitted.encode_document(texts[:120])
    assert (vectors.shape, vectors.dtype) == ((120, DIMENSION), np.float32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(vectors[[5, 3]], fitted.encode_document([texts[5], texts[3]]))


def test_embedding_hashing_two_fits_are_equal(small: HashingEmbedder, segmenter: Segmenter, texts: list[str]):
    again = HashingEmbedder.fit(segmenter, texts[:60])
    assert again.revision == small.revision
    np.testing.assert_array_equal(again.encode_document(texts[:90]), small.encode_document(texts[:90]))


def test_embedding_hashing_revision_tells_two_texts_apart(small: HashingEmbedder, segmenter: Segmenter, texts: list[str]):
    assert HashingEmbedder.fit(segmenter, texts[:59]).revision != small.revision


def test_embedding_hashing_saved_and_loaded_is_the_same(
    fitted: HashingEmbedder, segmenter: Segmenter, texts: list[str], tmp_path: Path
):
    fitted.save(tmp_path)
    loaded = HashingEmbedder.load(tmp_path, segmenter)
    assert (loaded.revision, loaded.dimension) == (fitted.revision, fitted.dimension)
    np.testing.assert_allclose(loaded.encode_document(texts[::9]), fitted.encode_document(texts[::9]), atol=1e-3)


def test_embedding_hashing_encodes_questions_like_passages(fitted: HashingEmbedder):
    np.testing.assert_array_equal(fitted.encode_query(["学前教育"]), fitted.encode_document(["学前教育"]))


@pytest.mark.parametrize("text", ["", "　\n", "！？", "zzqx", "犇骉", "😀"])
def test_embedding_hashing_unknown_text_is_a_zero_row(segmenter: Segmenter, text: str):
    vectors = HashingEmbedder.fit(segmenter, ["增加学位", "教师培训"]).encode_document([text, "学位"])
    assert not vectors[0].any()
    assert vectors[1].any()


def test_embedding_hashing_of_no_texts_is_an_empty_matrix(fitted: HashingEmbedder):
    assert fitted.encode_document([]).shape == (0, DIMENSION)


def test_embedding_hashing_does_not_mind_full_width_and_case(fitted: HashingEmbedder):
    np.testing.assert_array_equal(fitted.encode_query(["达到９８％，ＶＲ"]), fitted.encode_query(["达到98%，vr"]))


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("学前教育三年毛入园率要达到多少", "4.1/1.6", "6.3.3/1.2"),
        ("职业学校新增多少床位", "4.4.1/2.2", "3.1.1/1.2"),
        ("双师型教师比例", "4.4.3/1.3", "5.4/1.3"),
        ("每天体育锻炼多长时间", "4.2.5/1.4", "4.7.4/2.2"),
        ("教育经费两个只增不减", "6.3.1/1.3", "4.8.6/1.4"),
    ],
)
def test_embedding_hashing_related_passages_are_nearer(fitted: HashingEmbedder, plan: Plan, question: str, near: str, far: str):
    passages = plan.passages.by_id()
    vectors = fitted.encode_document([f"{passages[i].context} {passages[i].quote}" for i in (near, far)])
    scores = fitted.encode_query([question]) @ vectors.T
    assert scores[0, 0] > scores[0, 1] + 0.1


def test_embedding_hashing_words_that_share_passages_are_related(fitted: HashingEmbedder):
    beds, boarders, firefighting = fitted.encode_document(["新增床位", "学生宿舍", "消防安全"])
    assert float(beds @ boarders) > float(beds @ firefighting)


@pytest.mark.parametrize("size", [1, 2, 5])
def test_embedding_hashing_dimension_is_clipped_to_what_few_texts_allow(segmenter: Segmenter, texts: list[str], size: int):
    small = HashingEmbedder.fit(segmenter, texts[20 : 20 + size])
    assert small.dimension == size
    np.testing.assert_allclose(np.linalg.norm(small.encode_document(texts[20 : 20 + size]), axis=1), 1, atol=1e-5)


def test_embedding_hashing_dimension_counts_equal_texts_once(segmenter: Segmenter):
    assert HashingEmbedder.fit(segmenter, ["增加学位", "增加学位", "教师培训"]).dimension == 2


def test_embedding_hashing_dimension_can_be_asked_for(segmenter: Segmenter, texts: list[str]):
    assert HashingEmbedder.fit(segmenter, texts[:60], dimension=7).dimension == 7


def test_embedding_hashing_refuses_a_missing_file(segmenter: Segmenter, tmp_path: Path):
    with pytest.raises(IndexDamaged) as caught:
        HashingEmbedder.load(tmp_path, segmenter)
    assert caught.value.code == "I003"
    assert caught.value.remedy == "run `lzqa build`"


@pytest.mark.parametrize("content", [b"PICKLE", b"not an archive"])
def test_embedding_hashing_refuses_a_damaged_file(segmenter: Segmenter, tmp_path: Path, content: bytes):
    (tmp_path / "hashing.npz").write_bytes(content)
    with pytest.raises(IndexDamaged):
        HashingEmbedder.load(tmp_path, segmenter)


def test_embedding_hashing_refuses_an_archive_without_its_arrays(segmenter: Segmenter, tmp_path: Path):
    np.savez_compressed(tmp_path / "hashing.npz", weights=np.zeros(3))
    with pytest.raises(IndexDamaged, match="projection"):
        HashingEmbedder.load(tmp_path, segmenter)


def test_embedding_bucket_is_the_crc32_of_the_feature():
    assert bucket("w:学位") == 0x5137D27 % BUCKETS


def test_embedding_idf_follows_its_formula():
    values = idf(np.array([0, 1, 4]), 4)
    np.testing.assert_allclose(values, [np.log(5 / 1) + 1, np.log(5 / 2) + 1, 1.0])


def test_embedding_unit_rows_leaves_a_zero_row_zero():
    rows = unit_rows(np.array([[3.0, 4.0], [0.0, 0.0]]))
    np.testing.assert_allclose(rows, [[0.6, 0.8], [0, 0]])
    assert rows.dtype == np.float32


# ---- models of sentence-transformers ------------------------------------------------------------------------


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse the network: the hub's own switch is set, and no socket may connect."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)

    def refuse(*address: object) -> None:
        pytest.fail(f"a model was looked for on the network: {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="module")
def static_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that averages one vector a character, with a query prompt."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers

    vocabulary = {character: at for at, character in enumerate(dict.fromkeys(["?", *CHARACTERS]))}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="?"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    weights = np.random.default_rng(7).normal(size=(len(vocabulary), 16)).astype(np.float32)
    module = StaticEmbedding(tokenizer, embedding_weights=weights)
    model = SentenceTransformer(modules=[module], prompts={"query": QUERY_PROMPT, "document": ""}, device="cpu")
    folder = tmp_path_factory.mktemp("static") / "model"
    model.save(str(folder))
    return folder


@pytest.fixture(scope="module")
def bert_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one layer with random weights and a character vocabulary."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("bert")
    vocabulary = dict.fromkeys(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *CHARACTERS])
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    torch.manual_seed(7)
    size = 24
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=size, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
    )
    BertModel(config).save_pretrained(folder / "weights")
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder / "weights")
    transformer = Transformer(str(folder / "weights"), max_seq_length=64)
    SentenceTransformer(modules=[transformer, Pooling(size, "mean")], device="cpu").save(str(folder / "model"))
    return folder / "model"


@pytest.mark.usefixtures("offline")
def test_embedding_transformer_loads_a_folder_and_gives_unit_rows(static_model: Path, segmenter: Segmenter):
    embedder = load_embedder(str(static_model), segmenter, None)
    assert isinstance(embedder, Embedder)
    assert (embedder.name, embedder.dimension) == (str(static_model), 16)
    vectors = embedder.encode_document(["增加学位", "教师培训", "幼儿园"])
    assert (vectors.shape, vectors.dtype) == ((3, 16), np.float32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(vectors[1], embedder.encode_document(["教师培训"])[0], atol=1e-6)


@pytest.mark.usefixtures("offline")
def test_embedding_transformer_applies_the_query_prompt_to_questions_only(static_model: Path, segmenter: Segmenter):
    embedder = load_embedder(str(static_model), segmenter, None)
    (query,) = embedder.encode_query(["学位"])
    plain, prompted = embedder.encode_document(["学位", f"{QUERY_PROMPT}学位"])
    np.testing.assert_allclose(query, prompted, atol=1e-6)
    assert float(query @ plain) < 0.99


@pytest.mark.usefixtures("offline")
def test_embedding_transformer_gets_the_prompt_its_makers_ask_for(bert_model: Path, segmenter: Segmenter, tmp_path: Path):
    folder = tmp_path / "bge-small-zh-v1.5"
    shutil.copytree(bert_model, folder)
    embedder = load_embedder(str(folder), segmenter, None)
    instruction = known_prompts("BAAI/bge-small-zh-v1.5")["query"]
    (query,) = embedder.encode_query(["学位"])
    plain, prompted = embedder.encode_document(["学位", f"{instruction}学位"])
    np.testing.assert_allclose(query, prompted, atol=1e-6)
    assert float(query @ plain) < 0.9999


@pytest.mark.usefixtures("offline")
def test_embedding_transformer_own_prompt_goes_before_a_known_one(static_model: Path, segmenter: Segmenter, tmp_path: Path):
    folder = tmp_path / "bge-small-zh-v1.5"
    shutil.copytree(static_model, folder)
    embedder = load_embedder(str(folder), segmenter, None)
    np.testing.assert_allclose(embedder.encode_query(["学位"]), embedder.encode_document([f"{QUERY_PROMPT}学位"]), atol=1e-6)


def test_embedding_known_prompts_go_by_the_last_part_of_a_name():
    assert "检索" in known_prompts("BAAI/bge-large-zh-v1.5")["query"]
    assert known_prompts("intfloat/multilingual-e5-small") == {"query": "query: ", "document": "passage: "}
    assert known_prompts("/models/bge-small-zh/other") == {}
    assert known_prompts("C:\\models\\bge-small-zh\\") != {}


@pytest.mark.usefixtures("offline")
def test_embedding_transformer_batches_do_not_change_vectors(bert_model: Path):
    texts = ["增加学位", "教师培训" * 5, "幼儿园", "体育锻炼时间", "公办"]
    np.testing.assert_allclose(
        TransformerEmbedder(str(bert_model), batch_size=2).encode_document(texts, show_progress=True),
        TransformerEmbedder(str(bert_model)).encode_document(texts), atol=1e-5,
    )  # fmt: skip


@pytest.mark.usefixtures("offline")
def test_embedding_transformer_index_records_the_model_and_refuses_another_state(bert_model: Path, tmp_path: Path):
    model, index = tmp_path / "model", tmp_path / "index"
    shutil.copytree(bert_model, model)
    manifest = build_index(MINI, index, str(model))
    assert (manifest.embedding, manifest.dimension) == (str(model), 24)
    assert load_index(MINI, index, str(model)).embedder.revision == manifest.embedding_revision
    (model / "README.md").write_text("changed", encoding="utf-8")
    with pytest.raises(IndexStale, match=manifest.embedding_revision) as caught:
        load_index(MINI, index, str(model))
    assert "lzqa build" in caught.value.remedy


@pytest.mark.usefixtures("offline")
def test_embedding_transformer_revision_of_a_cached_model_is_its_commit(monkeypatch: pytest.MonkeyPatch):
    import huggingface_hub

    monkeypatch.setattr(huggingface_hub, "try_to_load_from_cache", lambda name, file: f"/c/snapshots/abc123/{file}")
    assert _hub_revision("some/model") == "abc123"
    monkeypatch.setattr(huggingface_hub, "try_to_load_from_cache", lambda name, file: None)
    assert _hub_revision("some/model") == "unknown"


@pytest.mark.usefixtures("offline")
def test_embedding_transformer_related_texts_are_nearer(static_model: Path, segmenter: Segmenter):
    embedder = load_embedder(str(static_model), segmenter, None)
    one, related, other = embedder.encode_document(["公办幼儿园学位", "幼儿园学位", "体育锻炼时间"])
    assert float(one @ related) > float(one @ other)


@pytest.mark.usefixtures("offline")
def test_embedding_transformer_without_prompts_encodes_both_sides_alike(bert_model: Path, segmenter: Segmenter):
    embedder = load_embedder(str(bert_model), segmenter, None)
    assert embedder.dimension == 24
    np.testing.assert_allclose(embedder.encode_query(["增加学位"]), embedder.encode_document(["增加学位"]), atol=1e-6)
    vectors = embedder.encode_document(["增加学位", "教师培训" * 40])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@pytest.mark.usefixtures("offline")
def test_embedding_transformer_revision_is_the_state_of_its_folder(static_model: Path, segmenter: Segmenter, tmp_path: Path):
    copy = tmp_path / "copy"
    shutil.copytree(static_model, copy)
    original = load_embedder(str(static_model), segmenter, None).revision
    assert load_embedder(str(copy), segmenter, None).revision == original
    (copy / "README.md").write_text("changed", encoding="utf-8")
    assert load_embedder(str(copy), segmenter, None).revision != original


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize("name", ["nobody/no-such-model", "no-such-model", "no such model", "./no/such/folder"])
def test_embedding_transformer_of_an_unknown_name_is_the_users_error(name: str, segmenter: Segmenter):
    with pytest.raises(UserError) as caught:
        fit_embedder(name, segmenter, ["学位"])
    assert caught.value.code == "U010"
    assert repr(name) in caught.value.message
    assert "--embedding" in caught.value.remedy
    assert "'hashing'" in caught.value.remedy
    assert caught.value.__cause__ is not None


@pytest.mark.usefixtures("offline")
def test_embedding_transformer_of_a_folder_without_a_model_is_the_users_error(segmenter: Segmenter, tmp_path: Path):
    with pytest.raises(UserError) as caught:
        load_embedder(str(tmp_path), segmenter, None)
    assert caught.value.code == "U010"


def test_embedding_hashing_by_name_is_fitted_or_loaded(
    small: HashingEmbedder, segmenter: Segmenter, texts: list[str], tmp_path: Path
):
    assert fit_embedder("hashing", segmenter, texts[:60]).revision == small.revision
    small.save(tmp_path)
    assert load_embedder("hashing", segmenter, tmp_path).revision == small.revision
