"""The index folder: built aside, verified on loading, never half written, never over somebody else's files."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from conftest import MINI
from lzqa.errors import (
    CorpusError,
    IndexDamaged,
    IndexFolderError,
    IndexForeign,
    IndexMissing,
    IndexStale,
    InternalError,
    OutputError,
)
from lzqa.indexing import build_index, ensure_index, layout, load_index
from lzqa.indexing.lexical import K1, B, LexicalIndex


@pytest.fixture
def built(mini, mini_settings, tmp_path) -> Path:
    folder = tmp_path / "index"
    shutil.copytree(mini_settings.index, folder)
    return folder


def test_build_twice_gives_the_same_files(tmp_path):
    first = build_index(MINI, tmp_path / "a", "hashing")
    second = build_index(MINI, tmp_path / "b", "hashing")
    assert first == second
    assert set(first.files) >= {"vectors.faiss", "dictionary.json", "passages.jsonl", "card.md", "embedder/hashing.npz"}


def test_manifest_records_what_the_index_was_built_from(mini):
    manifest = mini.index.manifest
    assert manifest.plan == "mini"
    assert manifest.plan_sha256 == mini.index.plan.corpus.document.sha256
    assert manifest.embedding == "hashing"
    assert manifest.dimension == mini.index.embedder.dimension
    assert manifest.counts["row"] == 4
    assert manifest.bm25 == {"k1": K1, "b": B, "method": "lucene"}


def test_missing_index_is_named_with_the_remedy(tmp_path):
    with pytest.raises(IndexMissing, match="there is no index") as caught:
        load_index(MINI, tmp_path / "none", "hashing")
    assert "lzqa build" in caught.value.remedy
    (tmp_path / "empty").mkdir()
    with pytest.raises(IndexMissing):
        load_index(MINI, tmp_path / "empty", "hashing")


@pytest.mark.parametrize("name", ["vectors.faiss", "passages.jsonl", "dictionary.json", "bm25-text/vocab.index.json"])
def test_file_gone_or_altered_is_damage_with_its_name(built, name):
    path = built / name
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(IndexDamaged, match=f"altered: {name}"):
        load_index(MINI, built, "hashing")
    path.unlink()
    with pytest.raises(IndexDamaged, match=f"missing: {name}"):
        load_index(MINI, built, "hashing")


def test_half_written_manifest_is_damage(built):
    path = built / layout.MANIFEST
    path.write_text(path.read_text(encoding="utf-8")[:80], encoding="utf-8")
    with pytest.raises(IndexDamaged, match="unreadable"):
        load_index(MINI, built, "hashing")


def test_manifest_with_other_fields_or_format_is_damage(built):
    path = built / layout.MANIFEST
    raw = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**raw, "format": 999}), encoding="utf-8")
    with pytest.raises(IndexDamaged, match="index format 999"):
        load_index(MINI, built, "hashing")
    path.write_text(json.dumps({**raw, "surplus": 1}), encoding="utf-8")
    with pytest.raises(IndexDamaged, match="one too many"):
        load_index(MINI, built, "hashing")


@pytest.mark.parametrize("field", ["plan_sha256", "lexicon", "jieba", "lzqa", "passages_digest", "embedding_revision"])
def test_other_ingredient_makes_the_index_stale_and_says_which(built, field):
    path = built / layout.MANIFEST
    raw = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**raw, field: "another"}), encoding="utf-8")
    with pytest.raises(IndexStale, match="another") as caught:
        load_index(MINI, built, "hashing")
    assert "lzqa build" in caught.value.remedy


def test_other_embedding_setting_is_stale_before_any_model_is_loaded(built):
    with pytest.raises(IndexStale, match="the embedding model was hashing"):
        load_index(MINI, built, "some/model")


def test_foreign_folder_is_refused_and_left_alone(tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "cat.jpg").write_bytes(b"meow")
    for action in (lambda: load_index(MINI, folder, "hashing"), lambda: build_index(MINI, folder, "hashing")):
        with pytest.raises(IndexForeign):
            action()
    assert [path.name for path in folder.iterdir()] == ["cat.jpg"]


def test_manifest_of_another_program_is_foreign(built):
    (built / layout.MANIFEST).write_text('{"magic": "other"}', encoding="utf-8")
    with pytest.raises(IndexForeign, match="not written by lzqa"):
        build_index(MINI, built, "hashing")


def test_index_of_another_plan_is_neither_loaded_nor_overwritten(built):
    path = built / layout.MANIFEST
    raw = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**raw, "plan": "elsewhere"}), encoding="utf-8")
    before = path.read_bytes()
    for action in (lambda: load_index(MINI, built, "hashing"), lambda: ensure_index(MINI, built, "hashing")):
        with pytest.raises(IndexForeign, match="elsewhere"):
            action()
    with pytest.raises(IndexForeign, match="left as it is"):
        build_index(MINI, built, "hashing")
    assert path.read_bytes() == before


def test_damaged_index_is_rebuilt_by_ensure_and_a_good_one_is_kept(built):
    (built / layout.VECTORS).unlink()
    told: list[str] = []
    assert ensure_index(MINI, built, "hashing", progress=told.append)[1] is True
    assert "vectors.faiss" in told[0]
    assert ensure_index(MINI, built, "hashing")[1] is False


def test_build_that_breaks_off_leaves_the_old_index_and_no_rubbish(built, monkeypatch):
    before = (built / layout.MANIFEST).read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("lzqa.indexing.build._write_vectors", full)
    with pytest.raises(OutputError, match="No space left"):
        build_index(MINI, built, "hashing")
    assert (built / layout.MANIFEST).read_bytes() == before
    assert [path.name for path in built.parent.iterdir()] == ["index"]
    load_index(MINI, built, "hashing")


def test_move_that_fails_puts_the_old_index_back(built, monkeypatch):
    rename = Path.rename

    def fail_once(self: Path, target: Path) -> Path:
        if self.name == f".index.building-{os.getpid()}":
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_once)
    with pytest.raises(OutputError):
        build_index(MINI, built, "hashing")
    monkeypatch.undo()
    load_index(MINI, built, "hashing")


def test_left_overs_of_a_dead_build_are_cleared_by_the_next(built):
    left = built.parent / ".index.building-999999"
    left.mkdir()
    (left / "half").write_text("x", encoding="utf-8")
    build_index(MINI, built, "hashing")
    assert not left.exists()


def test_altered_plan_refuses_to_build_with_both_hashes(tmp_path):
    corpus = tmp_path / "mini"
    shutil.copytree(MINI, corpus)
    text = corpus / "plan.txt"
    text.write_text(text.read_text(encoding="utf-8") + "多一句。", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"expected sha256 [0-9a-f]{64}, found [0-9a-f]{64}"):
        build_index(corpus, tmp_path / "index", "hashing")
    assert not (tmp_path / "index").exists()


def test_other_counts_than_recorded_refuse_to_build(tmp_path):
    corpus = tmp_path / "mini"
    shutil.copytree(MINI, corpus)
    toml = corpus / "plan.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("row = 4", "row = 5"), encoding="utf-8")
    with pytest.raises(InternalError, match="row: expected 5, found 4"):
        build_index(corpus, tmp_path / "index", "hashing")


def test_every_error_of_the_folder_is_one_branch():
    for kind in (IndexMissing, IndexStale, IndexDamaged, IndexForeign):
        assert issubclass(kind, IndexFolderError)
        assert kind("x").exit_code == 4


def test_vectors_are_unit_rows_in_the_passages_order(mini):
    store = mini.index.vectors.client
    passages = mini.index.plan.passages.passages
    assert store.ntotal == len(passages)
    stored = store.reconstruct_n(0, store.ntotal)
    fresh = mini.index.embedder.encode_document([f"{p.context} {p.quote}" for p in passages])
    np.testing.assert_allclose(stored, fresh, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(stored, axis=1), 1, atol=1e-5)


def test_lexical_scores_follow_the_formula_worked_out_by_hand():
    documents = [["学位", "增加"], ["学位", "学位", "床位"], ["教师"]]
    index = LexicalIndex.build(documents)
    mean = 2.0
    idf = np.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    expected = [
        idf * 1 / (1 + K1 * (1 - B + B * 2 / mean)),
        idf * 2 / (2 + K1 * (1 - B + B * 3 / mean)),
        0.0,
    ]
    np.testing.assert_allclose(index.scores(["学位"]), expected, rtol=1e-5)
    np.testing.assert_allclose(index.scores(["学位", "学位"]), np.array(expected) * 2, rtol=1e-5)
    assert index.scores(["没有的词"]).tolist() == [0.0, 0.0, 0.0]
