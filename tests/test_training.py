"""Training: its parts by hand, and a tiny run from end to end on data made here."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from conftest import ROOT
from lzqa.bank import Bank, BankEntry
from lzqa.embedding import StaticEmbedder
from lzqa.embedding.transformer import TransformerEmbedder
from lzqa.evaluation.questions import leaks, load_questions
from lzqa.indexing import Plan
from lzqa.learning import fusion
from training import sources, train, vocabulary
from training.__main__ import main
from training.bags import Bags, ragged
from training.batches import Batch, Cropper, ParagraphBatches, PlanBatches
from training.encoder import Encoder, save
from training.export import MARK, export, quantize
from training.fused import SYSTEMS, line, weighed
from training.model import CHARACTER, INNER, TEMPERATURE, ComposedEmbedding, contrastive_loss, encode

WORDS = [
    "学",
    "位",
    "学位",
    "义",
    "务",
    "义务",
    "教",
    "育",
    "教育",
    "义务教育",
    "增",
    "加",
    "增加",
    "2025",
    "20",
    "2",
    "5",
    "p",
    "q",
]
TOTAL = dict.fromkeys(WORDS, 5.0) | {"学位": 80.0, "义务教育": 40.0, "增加": 60.0}
TINY = train.Options(steps=4, dimension=32, threads=1, hold_out=False)


@pytest.fixture(scope="module")
def tokenizer():
    return vocabulary.build_tokenizer([vocabulary.DOCUMENT, *WORDS], TOTAL)


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """Two laws and three paragraphs in the data's own format."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "train").mkdir()
    laws = [
        {"title": f"{name}条例", "heading": f"第{part}章  总则", "text": f"第{at}条 {text}"}
        for name in ("教育", "交通")
        for part, at, text in (
            ("一", "一", f"为了促进{name}事业发展，保障公民的权利，根据国家有关法律，制定本条例。"),
            ("一", "二", f"县级人民政府主管{name}工作；有关部门在各自的职责范围内负责。\n鼓励社会力量参与{name}工作。"),
            ("二", "三", f"{name}设施应当符合国家标准，任何单位和个人不得占用。"),
            ("二", "四", "短。"),
        )
    ]
    cmrc = [
        {
            "title": title,
            "question": f"{title}有多高？",
            "context": f"{title}是一座山。它高{height}米。山上有雪。",
            "answer": f"{height}米",
        }
        for title, height in (("白山", 2749), ("黑山", 1200), ("青山", 980))
    ]
    for name, rows in (("laws", laws), ("cmrc2018_train", cmrc)):
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / "train" / f"{name}.jsonl.gz").write_bytes(gzip.compress(text.encode()))
    return folder


@pytest.fixture(scope="module")
def material(data: Path) -> train.Material:
    return train.read(data, TINY)


# ---- sources ------------------------------------------------------------------------------------------------


def test_read_laws_cuts_clauses_and_drops_numbers_and_short_articles(data: Path):
    laws = sources.read_laws(data)
    assert len(laws) == 6
    assert laws[1].heading == "总则"
    assert laws[1].clauses[1] == "有关部门在各自的职责范围内负责。"
    assert not any(clause.startswith("第") for law in laws for clause in law.clauses)


def test_read_cmrc_points_at_the_sentences_that_hold_the_answer(data: Path):
    first = sources.read_cmrc(data)[0]
    assert first == sources.Paragraph("白山", ("白山是一座山。", "它高2749米。", "山上有雪。"), (("白山有多高？", (1,)),))


def test_bank_questions_near_an_evaluation_question_are_not_learned(plan: Plan):
    bank = sources.read_bank(plan, train.EVALUATION)
    asked = load_questions(ROOT / "eval" / "questions", plan.text)
    assert leaks(asked, [question.text for question in bank]) == []
    turns = {turn for question in asked for turn in question.turns}
    assert not turns & {question.text for question in bank}


def test_bank_question_equal_to_an_evaluation_question_is_left_out(plan: Plan):
    (asked, *_) = load_questions(ROOT / "eval" / "questions", plan.text)

    def entry(text: str) -> BankEntry:
        return BankEntry(text, "parent", "measure", ("1.1.1/1.1",), "", (), "a:1")

    small = replace(plan, bank=Bank((entry(asked.turns[-1]), entry("完全是另一个问题吧")), "x"))
    found = sources.read_bank(small, ROOT / "eval" / "questions")
    assert [question.text for question in found] == ["完全是另一个问题吧"]


def test_wordings_of_one_line_find_each_other_and_are_no_documents(plan: Plan):
    questions = [
        sources.BankQuestion(f"{name}有多少{unit}", (place,), (place,), f"a:{place}")
        for place, name in enumerate(("学校", "学生", "老师"))
        for unit in ("个", "名")
    ]
    questions.append(sources.BankQuestion("电话多少", (), (1,), "b:1"))
    words = [vocabulary.DOCUMENT, "学校", "学生", "老师", "有", "多少", "个", "名", "电话"]
    tokenizer = vocabulary.build_tokenizer(words, dict.fromkeys(words, 1.0))
    random = np.random.default_rng(1)
    batches = PlanBatches([("", "学校")], questions, tokenizer, Cropper(tokenizer, {}, random), random)
    batch = batches.wordings()
    assert not batch.marked
    assert len(batch.queries) == len(batch.documents) == 3
    assert batch.right == [[0], [1], [2]]
    for query, document in zip(batch.queries, batch.documents, strict=True):
        assert list(query) != list(document)
        assert query[0] == document[0]


def test_held_out_is_a_tenth_by_hash():
    held = [sources.held_out(f"标题{number}") for number in range(2000)]
    assert 140 < sum(held) < 260
    assert held == [sources.held_out(f"标题{number}") for number in range(2000)]


def test_run_that_holds_out_learns_no_bank_question_on_a_held_out_passage(plan: Plan, data: Path):
    kept = train.held_out_passages(plan)
    options = train.Options(hold_out=True, sources=("bank",))
    assert kept
    assert not any(kept & set(question.passages) for question in train.read(data, options).bank)


# ---- vocabulary ---------------------------------------------------------------------------------------------


def test_tokenizer_takes_the_likeliest_words_and_falls_back_to_characters(tokenizer):
    assert tokenizer.encode("增加义务教育学位，育学；２０２５pQ").tokens == [
        "增加", "义务教育", "学位", "育", "学", "2025", "p", "q",
    ]  # fmt: skip
    assert tokenizer.encode(f"{vocabulary.DOCUMENT}学位").tokens == [vocabulary.DOCUMENT, "学位"]
    assert tokenizer.encode("。 ！").tokens == []


def test_choose_takes_characters_numbers_and_kept_words_first():
    chosen = vocabulary.choose({"学位": 9.0, "床位": 5.0, "gdp": 4.0, "字典": 0.1, "长" * 11: 99.0}, ["连州"], size=2200)
    assert chosen[0] == vocabulary.DOCUMENT
    assert {"学", "典", "09", "999", "2025", "连州", "学位", "gdp"} <= set(chosen)
    assert "长" * 11 not in chosen


def test_rarity_is_the_logarithm_of_the_share_with_a_bound():
    values = vocabulary.rarity(["学位", "无此词", "犇"], {"学位": 1.0, "教育": 3.0})
    np.testing.assert_allclose(values, [np.log(4), np.log(3e6), np.log(3e4)])


# ---- model --------------------------------------------------------------------------------------------------


def test_bags_hold_tokens_without_unknown_ones(tokenizer):
    bags = Bags(tokenizer, ["学位", "犇学位", "，"])
    assert [list(bags[at]) for at in range(3)] == [[4], [4], [0]]
    flat, offsets = ragged(bags.take([2, 0]))
    assert (list(flat), list(offsets)) == ([0, 4], [0, 1])


def test_row_of_a_word_is_its_own_with_its_parts():
    words = ["[UNK]", *WORDS]
    model = ComposedEmbedding(words, [1.0] * len(words), 8, seed=3)
    own = {word: model.own[at].detach().numpy() for at, word in enumerate(words)}
    expected = own["义务教育"] + INNER * (own["义务"] + own["教育"])
    expected += CHARACTER * (own["义"] + own["务"] + own["教"] + own["育"])
    np.testing.assert_allclose(model.table()[words.index("义务教育")], expected, atol=1e-5)
    np.testing.assert_allclose(model.table()[words.index("2025")], own["2025"], atol=1e-6)
    assert not model.table()[0].any()


def test_text_is_the_sum_of_its_rows():
    words = ["[UNK]", *WORDS]
    model = ComposedEmbedding(words, [1.0] * len(words), 8, seed=3)
    table = model.table()
    found = model([np.array([3, 3, 5], dtype=np.int32), np.array([9], dtype=np.int32)]).detach().numpy()
    np.testing.assert_allclose(found, [2 * table[3] + table[5], table[9]], atol=1e-5)


def test_loss_is_the_share_of_the_right_documents_worked_out_by_hand():
    queries, documents = torch.tensor([[1.0, 0.0]]), torch.tensor([[0.6, 0.8], [0.8, 0.6], [1.0, 0.0]])
    right, ignored = torch.tensor([[False, True, False]]), torch.tensor([[False, False, True]])
    e = np.exp(np.array([0.6, 0.8]) / TEMPERATURE)
    assert float(contrastive_loss(queries, documents, right, ignored)) == pytest.approx(-np.log(e[1] / e.sum()), abs=1e-5)


def test_quantized_rows_are_the_table_up_to_rounding():
    table = np.random.default_rng(1).normal(size=(50, 16)).astype(np.float32)
    table[7] = 0
    rows, scales = quantize(table)
    assert rows.dtype == np.int8
    assert np.abs(rows * scales[:, None] - table).max() <= np.abs(table).max() / 254 + 1e-6


# ---- batches ------------------------------------------------------------------------------------------------


def well_formed(batch: Batch) -> bool:
    size = len(batch.documents)
    return bool(
        len(batch.queries) == len(batch.right) == len(batch.ignored)
        and all(len(text) for text in [*batch.queries, *batch.documents])
        and all(places and max(places) < size for places in batch.right)
        and not any(set(right) & set(ignored) for right, ignored in zip(batch.right, batch.ignored, strict=True))
    )


def test_every_batch_is_well_formed(material: train.Material):
    _, _, tokenizer = train.build_vocabulary(material)
    random = np.random.default_rng(2)
    make, mined = train.makers(material, tokenizer, random)
    assert set(make) == set(train.MIX)
    assert mined is not None
    for name, maker in make.items():
        batch = maker()
        assert batch.queries, name
        assert well_formed(batch), name


def test_crop_uses_everyday_words_and_question_words(tokenizer):
    crop = Cropper(tokenizer, {"学位": ["位"]}, np.random.default_rng(0))
    text = Bags(tokenizer, ["增加义务教育学位学位学位学位"])[0]
    seen = {int(token) for _ in range(40) for token in crop(text, 0.5, 1.0)}
    assert {tokenizer.token_to_id("学位"), tokenizer.token_to_id("位")} <= seen


def test_sources_that_are_left_out_make_no_batches(material: train.Material):
    bare = train.Material(material.plan, (), (), (), {})
    _, _, tokenizer = train.build_vocabulary(bare)
    make, mined = train.makers(bare, tokenizer, np.random.default_rng(0))
    assert (set(make), mined) == ({"passages"}, None)


def test_mined_paragraphs_stand_side_by_side_and_none_is_lost(material: train.Material):
    words, rarity, tokenizer = train.build_vocabulary(material)
    random = np.random.default_rng(2)
    batches = ParagraphBatches(material.paragraphs, tokenizer, Cropper(tokenizer, {}, random), random)
    batches.mine(ComposedEmbedding(words, rarity, 16, 1).embed)
    assert sorted(batches._order()) == [0, 1, 2]


# ---- a run --------------------------------------------------------------------------------------------------


def test_run_is_the_same_twice_and_goes_on_from_a_checkpoint(material: train.Material, tmp_path: Path, monkeypatch):
    first = train.train(TINY, tmp_path / "a", material)
    monkeypatch.setattr(train, "SAVE_EVERY", 2)
    calls = []
    real = train.contrastive_loss

    def break_off(*given):
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return real(*given)

    monkeypatch.setattr(train, "contrastive_loss", break_off)
    with pytest.raises(KeyboardInterrupt):
        train.train(TINY, tmp_path / "b", material)
    assert (tmp_path / "b" / train.CHECKPOINT).is_file()
    again = train.train(TINY, tmp_path / "b", material)
    assert len(calls) == 4 + 2
    np.testing.assert_array_equal(first.model.table(), again.model.table())
    assert not (tmp_path / "b" / train.CHECKPOINT).exists()


def test_exported_model_is_read_alike_by_lzqa_and_sentence_transformers(material: train.Material, tmp_path: Path):
    from sentence_transformers import SentenceTransformer

    trained = train.train(TINY, tmp_path / "work", material)
    revision = export(trained, tmp_path / "model")
    ours = StaticEmbedder(tmp_path / "model")
    theirs = SentenceTransformer(str(tmp_path / "model"), device="cpu", local_files_only=True)
    texts = ["增加义务教育学位", "白山有多高？", "犇"]
    assert (ours.revision, ours.dimension) == (revision, 32)
    for mine, other in ((ours.encode_query, theirs.encode_query), (ours.encode_document, theirs.encode_document)):
        np.testing.assert_allclose(mine(texts), other(texts), atol=1e-5)
    whole = encode(trained.model.table(), Bags(trained.tokenizer, texts[:2]))
    marked = ours.token_vectors(np.array([trained.tokenizer.token_to_id(vocabulary.DOCUMENT)]))
    learned = trained.model.table()[trained.tokenizer.token_to_id(vocabulary.DOCUMENT)]
    assert np.linalg.norm(marked) == pytest.approx(MARK * np.linalg.norm(learned), rel=1e-2)
    assert (np.asarray(ours.encode_query(texts[:2])) * whole).sum(axis=1).min() > 0.999


def test_encoder_learns_from_the_same_batches_and_is_a_model_by_folder(material: train.Material, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(Encoder, "warm_up", 1)
    options = replace(TINY, steps=3, layers=1)
    bare = replace(material, bank=())
    trained = train.train(options, tmp_path / "work", bare)
    words, _, _ = train.build_vocabulary(bare)
    fresh = Encoder(len(words), 1, options.seed)
    texts = ["增加义务教育学位", "白山有多高？", "它高2749米。"]
    bags = Bags(trained.tokenizer, texts)
    learned = trained.model.embed(bags)
    assert np.abs(learned - fresh.embed(bags)).max() > 1e-3
    save(trained.model, trained.tokenizer, tmp_path / "model")
    theirs = TransformerEmbedder(str(tmp_path / "model"))
    marker = trained.tokenizer.token_to_id(vocabulary.DOCUMENT)
    assert theirs.dimension == learned.shape[1]
    np.testing.assert_allclose(theirs.encode_query(texts), learned, atol=1e-4)
    np.testing.assert_allclose(theirs.encode_document(texts), trained.model.embed(bags, marker), atol=1e-4)


def test_encoder_is_not_written_over_the_shipped_model(data: Path, capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["training", str(data), "--layers", "1"])
    with pytest.raises(SystemExit):
        main()
    assert "--output" in capsys.readouterr().err


def test_row_of_the_fused_table_tells_the_first_and_the_first_three():
    assert line("BM25", np.array([1, 2, 4, 1])) == "| BM25 | 0.500 | 0.750 |"
    weights = weighed({"cosine": 1.0, "bm25_text": 0.5})
    assert weights.tolist() == [{"cosine": 1.0, "bm25_text": 0.5}.get(name, 0.0) for name in fusion.START]
    assert all(set(named) <= set(fusion.START) for named in SYSTEMS.values())
