"""The shipped embedding model: the same with and without torch, small, and telling related texts from others."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from conftest import MINI, ROOT
from lzqa.embedding import Embedder, StaticEmbedder, load_embedder
from lzqa.embedding.static import CONFIG, FOLDER, NAME, TOKENIZER, WEIGHTS, read_tensors
from lzqa.errors import UserError
from lzqa.indexing import Plan, build_index, load_index
from lzqa.segment import Segmenter

ODD = [
    "",
    "　\n",
    "！？",
    "😀",
    "犇骉麤",
    "ＶＲ １２．５％",
    "Peyton Manning 2015",
    "第1条",
    "a" * 5000,
    "學位",
    "\ue000",
    "[UNK]",
]


@pytest.fixture(scope="module")
def shipped() -> StaticEmbedder:
    return StaticEmbedder()


@pytest.fixture(scope="module")
def reference():
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(FOLDER), device="cpu", local_files_only=True)


@pytest.fixture(scope="module")
def texts(plan: Plan) -> list[str]:
    return [f"{passage.context} {passage.quote}" for passage in plan.passages.passages]


def test_static_fits_the_interface_and_is_loaded_by_name(shipped: StaticEmbedder):
    assert isinstance(shipped, Embedder)
    loaded = load_embedder(NAME, Segmenter({}), None)
    assert (loaded.name, loaded.revision, loaded.dimension) == (NAME, shipped.revision, shipped.dimension)


def test_static_gives_the_vectors_of_sentence_transformers(shipped: StaticEmbedder, reference, texts: list[str]):
    for ours, theirs, asked in (
        (shipped.encode_document, reference.encode_document, [*texts, *ODD]),
        (shipped.encode_query, reference.encode_query, [text[:40] for text in texts] + ODD),
    ):
        vectors, expected = ours(asked), np.asarray(theirs(asked))
        known = np.linalg.norm(expected, axis=1) > 0.5
        assert ((vectors * expected).sum(axis=1)[known] > 1 - 1e-3).all()
        assert not vectors[~known].any()
        assert known.sum() >= len(texts)


def test_static_gives_unit_rows_in_the_order_of_the_texts(shipped: StaticEmbedder, texts: list[str]):
    vectors = shipped.encode_document(texts)
    assert (vectors.shape, vectors.dtype) == ((len(texts), shipped.dimension), np.float32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(vectors[[5, 3]], shipped.encode_document([texts[5], texts[3]]), atol=1e-6)
    assert shipped.encode_query([]).shape == (0, shipped.dimension)


@pytest.mark.parametrize("text", ["", "　\n", "！？", "😀"])
def test_static_question_without_a_known_token_is_a_zero_row(shipped: StaticEmbedder, text: str):
    vectors = shipped.encode_query([text, "学位"])
    assert not vectors[0].any()
    assert vectors[1].any()


def test_static_does_not_mind_full_width_and_case(shipped: StaticEmbedder):
    np.testing.assert_array_equal(shipped.encode_query(["达到９８％，ＶＲ"]), shipped.encode_query(["达到98%，vr"]))


def test_static_front_of_a_vector_is_a_vector(shipped: StaticEmbedder, texts: list[str]):
    short = StaticEmbedder(dimension=128)
    assert short.dimension == 128
    front = shipped.encode_document(texts[:50])[:, :128]
    np.testing.assert_allclose(
        short.encode_document(texts[:50]), front / np.linalg.norm(front, axis=1, keepdims=True), atol=1e-5
    )


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("娃上幼儿园的比例要到多少", "4.1/1.6", "6.3.3/1.2"),
        ("中职要多盖多少宿舍床位", "4.4.1/2.2", "3.1.1/1.2"),
        ("老师既能上课又懂技术的有几成", "4.4.3/1.3", "5.4/1.3"),
        ("孩子每天运动多久", "4.2.5/1.4", "4.7.4/2.2"),
        ("教育的钱会不会变少", "6.3.1/1.3", "4.8.6/1.4"),
    ],
)
def test_static_related_passages_are_nearer_in_other_words(
    shipped: StaticEmbedder, plan: Plan, question: str, near: str, far: str
):
    passages = plan.passages.by_id()
    vectors = shipped.encode_document([f"{passages[i].context} {passages[i].quote}" for i in (near, far)])
    scores = shipped.encode_query([question]) @ vectors.T
    assert scores[0, 0] > scores[0, 1] + 0.1


def test_static_model_is_small_and_its_revision_is_the_hash_of_its_files():
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) <= 20_000_000
    digest = hashlib.sha256((FOLDER / TOKENIZER).read_bytes() + (FOLDER / WEIGHTS).read_bytes()).hexdigest()
    config = json.loads((FOLDER / CONFIG).read_text(encoding="utf-8"))
    assert config["revision"] == digest[:16] == StaticEmbedder().revision
    assert config["name"] == NAME


def test_static_model_card_names_data_licence_figures_and_limits():
    card = (FOLDER / "README.md").read_text(encoding="utf-8")
    for wanted in ("license: cc-by-sa-4.0", "CMRC 2018", "LawRefBook", "CC BY-SA 4.0", "XQuAD-R", "## Limits"):
        assert wanted in card, wanted


def test_static_needs_no_torch():
    code = (
        "import sys; from lzqa.embedding import StaticEmbedder; StaticEmbedder().encode_query(['学位']); "
        "sys.exit(any(name in sys.modules for name in ('torch', 'transformers', 'sentence_transformers', 'jieba')))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("name", [TOKENIZER, WEIGHTS, CONFIG, "config_sentence_transformers.json"])
@pytest.mark.parametrize("content", [None, b"", b"\xff\xff\xff\xff\xff\xff\xff\x7fxx", b"{}"])
def test_static_refuses_a_damaged_folder(tmp_path: Path, name: str, content: bytes | None):
    folder = tmp_path / "model"
    shutil.copytree(FOLDER, folder)
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    with pytest.raises(UserError) as caught:
        StaticEmbedder(folder)
    assert caught.value.code == "U010"
    assert "--embedding" in caught.value.remedy


def test_static_refuses_another_number_of_rows_than_tokens(tmp_path: Path):
    folder = tmp_path / "model"
    shutil.copytree(FOLDER, folder)
    save_file({"embeddings": np.zeros((3, 8), np.int8), "weights": np.ones(3, np.float32)}, folder / WEIGHTS)
    with pytest.raises(UserError, match="3 rows"):
        StaticEmbedder(folder)


def test_read_tensors_maps_what_safetensors_wrote(tmp_path: Path):
    path = tmp_path / "x.safetensors"
    written = {
        "a": np.arange(6, dtype=np.int8).reshape(2, 3), "b": np.ones(4, np.float16), "c": np.zeros((1, 2), np.float32),
    }  # fmt: skip
    save_file(written, path, metadata={"format": "pt"})
    found = read_tensors(path)
    assert set(found) == set(written)
    for name, array in written.items():
        np.testing.assert_array_equal(found[name], array)
    save_file({"a": np.zeros(2, np.int64)}, path)
    with pytest.raises(ValueError, match="I64"):
        read_tensors(path)


def test_static_index_records_model_and_revision(tmp_path: Path, shipped: StaticEmbedder):
    manifest = build_index(MINI, tmp_path / "index", NAME)
    assert (manifest.embedding, manifest.embedding_revision) == (NAME, shipped.revision)
    assert load_index(MINI, tmp_path / "index", NAME).embedder.dimension == manifest.dimension == shipped.dimension
