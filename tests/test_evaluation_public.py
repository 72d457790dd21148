"""Public question sets, read and ranked, on tiny files of the same form."""

from __future__ import annotations

import gzip
import json
import math

import numpy as np
import pytest

from lzqa.embedding.base import unit_rows
from lzqa.errors import UserError
from lzqa.evaluation.public import (
    BEST_POSSIBLE,
    HYBRID_WEIGHT,
    RANKERS,
    READ,
    CmrcQuestion,
    Pool,
    PublicResult,
    XquadQuestion,
    by_ranker,
    gain,
    load_cmrc,
    load_xquad,
    measure_cmrc,
    measure_xquad,
    rank_of,
)
from lzqa.segment import Segmenter

SEA = "鲸鱼住在海洋里。它每天吃磷虾四吨！鲸鱼会唱歌。"
HILL = "茶树长在山坡上。采茶要在清明以前。"
CMRC = [
    {"id": "c1", "question": "鲸鱼每天吃多少磷虾？", "context": SEA, "answers": ["四吨", "磷虾四吨"]},
    {"id": "c2", "question": "茶树长在哪里？", "context": HILL, "answers": ["山坡"]},
    {"id": "c3", "question": "鲸鱼住在哪里", "context": SEA, "answers": ["海洋里。它每天"]},
]
XQUAD = [
    {"question": "鲸鱼吃什么", "sentences": ["鲸鱼吃磷虾。", "茶树怕冷。"], "answer_sentence": 0, "answer": "磷虾"},
    {"question": "采茶在什么时候", "sentences": ["茶树怕冷。", "采茶在清明以前。"], "answer_sentence": 1, "answer": "清明"},
]


class Letters:
    """An embedder that counts three characters; a text without them is a zero vector."""

    name, revision, dimension = "letters", "1", 3

    def encode_document(self, texts, *, show_progress=False):
        return unit_rows(np.array([[text.count(letter) for letter in "鲸茶冷"] for text in texts], dtype=float))

    def encode_query(self, texts):
        return self.encode_document(texts)


@pytest.fixture(scope="module")
def segmenter():
    return Segmenter.fit()


@pytest.fixture
def write(tmp_path):
    def write(rows, name="data.jsonl"):
        path = tmp_path / name
        text = "\n".join(row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows) + "\n"
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
        return path

    return write


# --- reading -------------------------------------------------------------------------------------------------------


def test_load_reads_plain_and_gzip_alike(write):
    assert load_cmrc(write(CMRC)) == load_cmrc(write(CMRC, "data.jsonl.gz"))
    assert load_cmrc(write(CMRC))[1] == CmrcQuestion("c2", "茶树长在哪里？", HILL, ("山坡",))
    assert load_xquad(write(XQUAD))[1] == XquadQuestion("采茶在什么时候", ("茶树怕冷。", "采茶在清明以前。"), 1)


def test_load_skips_blank_lines_and_a_byte_order_mark(write):
    assert len(load_xquad(write(["\ufeff" + json.dumps(XQUAD[0]), "", json.dumps(XQUAD[1])]))) == 2


@pytest.mark.parametrize(
    ("load", "row", "reason"),
    [
        (load_cmrc, "{", "line 2"),
        (load_cmrc, [1], "line 2: expected an object, found list"),
        (load_cmrc, {"id": "c", "question": "问", "context": "文"}, "line 2: 'answers' is missing"),
        (load_cmrc, {**CMRC[0], "answers": []}, "line 2: answers must be a list"),
        (load_cmrc, {**CMRC[0], "answers": "四吨"}, "line 2: answers must be a list"),
        (load_cmrc, {**CMRC[0], "context": " "}, "line 2: context must be a string"),
        (load_cmrc, XQUAD[0], "line 2: 'id' is missing"),
        (load_xquad, {**XQUAD[0], "answer_sentence": 2}, "line 2: answer_sentence must be a number from 0 to 1, found 2"),
        (load_xquad, {**XQUAD[0], "answer_sentence": "0"}, "answer_sentence must be a number"),
        (load_xquad, {**XQUAD[0], "answer_sentence": True}, "answer_sentence must be a number"),
        (load_xquad, {**XQUAD[0], "sentences": ["", "茶"]}, "line 2: sentences must be a list"),
    ],
)
def test_load_refuses_a_line_that_does_not_fit_with_its_number(write, load, row, reason):
    first = CMRC[0] if load is load_cmrc else XQUAD[0]
    with pytest.raises(UserError) as caught:
        load(write([first, row]))
    assert caught.value.code == "U013"
    assert reason in caught.value.message
    assert "one JSON object a line" in caught.value.remedy


def test_load_refuses_missing_empty_and_broken_files(write, tmp_path):
    broken = write(CMRC, "broken.jsonl.gz")
    broken.write_bytes(broken.read_bytes()[:-20])
    latin = tmp_path / "latin.jsonl"
    latin.write_bytes("问题".encode("gb18030"))
    for path, reason in [
        (tmp_path / "none.jsonl", "cannot be read"), (broken, "cannot be read"), (latin, "cannot be read"),
        (tmp_path, "cannot be read"), (write([""]), "holds no question"),
    ]:  # fmt: skip
        with pytest.raises(UserError, match=reason) as caught:
            load_cmrc(path)
        assert caught.value.code == "U013"


# --- ranking -------------------------------------------------------------------------------------------------------


def test_rank_of_counts_better_ones_and_earlier_equals():
    scores = np.array([0.2, 0.9, 0.2, 0.5])
    assert [rank_of(scores, [at]) for at in range(4)] == [3, 1, 4, 2]
    assert rank_of(scores, [0, 3]) == 2


def test_gain_is_ndcg_of_one_relevant_candidate():
    assert gain(1) == 1.0
    assert gain(3) == 0.5
    assert gain(10) == pytest.approx(1 / math.log2(11))
    assert gain(11) == 0.0


def test_by_ranker_sums_scores_divided_by_their_maximum():
    found = by_ranker(np.array([4.0, 2.0, 0.0]), np.array([-0.1, 0.4, 0.2]), 0.75)
    assert list(found) == list(RANKERS)
    assert found["bm25"].tolist() == [4.0, 2.0, 0.0]
    assert found["hybrid"].tolist() == pytest.approx([0.75 - 0.0625, 0.375 + 0.25, 0.125])
    assert by_ranker(np.zeros(2), np.zeros(2), 0.5)["hybrid"].tolist() == [0.0, 0.0]


def test_pool_scores_by_words_without_stop_words_and_by_vectors(segmenter):
    pool = Pool(["鲸鱼吃磷虾。", "茶树怕冷。"], segmenter, Letters())
    (lexical, cosine), (nothing, none) = pool.scores(["鲸鱼为什么怕冷", "为什么"])
    assert lexical.shape == cosine.shape == (2,)
    assert lexical.dtype == cosine.dtype == np.float64
    assert (lexical > 0).all()
    assert cosine.tolist() == pytest.approx([0.5**0.5, 0.5])
    assert nothing.tolist() == none.tolist() == [0.0, 0.0]


# --- the tasks -----------------------------------------------------------------------------------------------------


def test_xquad_looks_for_the_sentence_among_all_equal_ones_once(write, segmenter):
    calls = []
    found = measure_xquad(write(XQUAD), segmenter, Letters(), on_done=lambda: calls.append(1))
    assert (found.questions, found.candidates, found.embedder, found.weight) == (2, {"sentences": 3}, "letters", HYBRID_WEIGHT)
    assert len(calls) == 2
    assert found.figures["bm25"] == {"R@1": 1.0, "R@3": 1.0, "R@5": 1.0, "nDCG@10": 1.0}
    # 采茶 has the vector (0, 1, 0): 采茶在清明以前 equals it, 茶树怕冷 is (0, 1, 1)
    assert found.figures["dense"] == {"R@1": 1.0, "R@3": 1.0, "R@5": 1.0, "nDCG@10": 1.0}


def test_xquad_figures_follow_from_the_ranks(write, segmenter):
    rows = [{**XQUAD[0], "answer_sentence": 1}, XQUAD[1]]
    found = measure_xquad(write(rows), segmenter, Letters())
    # 鲸鱼吃什么: only 鲸鱼吃磷虾 scores, 茶树怕冷 follows it as the first of the others
    expected = {"R@1": 0.5, "R@3": 1.0, "R@5": 1.0, "nDCG@10": pytest.approx((1 / math.log2(3) + 1) / 2)}
    assert found.figures["bm25"] == found.figures["hybrid"] == expected


def test_cmrc_chooses_a_sentence_of_the_own_paragraph_and_the_paragraph_among_all(write, segmenter):
    calls = []
    found = measure_cmrc(write(CMRC), segmenter, Letters(), on_done=lambda: calls.append(1))
    assert (found.questions, found.candidates) == (3, {"paragraphs": 2, "sentences": 5})
    assert len(calls) == 3
    # c3's answer runs over a sentence's end: nobody can choose it
    assert found.figures[BEST_POSSIBLE] == {"best sentence": pytest.approx(2 / 3), "paragraph R@1": 1.0}
    assert found.figures["bm25"] == {"best sentence": pytest.approx(2 / 3), "paragraph R@1": 1.0}
    # by 鲸 alone c1 gets the first sentence, which does not hold the answer
    assert found.figures["dense"] == {"best sentence": pytest.approx(1 / 3), "paragraph R@1": 1.0}


def test_cmrc_compares_answers_without_regard_to_width_case_and_white_space(write, segmenter):
    rows = [{"id": "c", "question": "用什么语言开发", "context": "它很快。它用 ＰＹＴＨＯＮ 开发。", "answers": ["Python开发"]}]
    assert measure_cmrc(write(rows), segmenter, Letters()).figures["bm25"]["best sentence"] == 1.0


def test_reading_adds_a_row_and_finds_what_is_asked_for(write, segmenter):
    xquad = measure_xquad(write(XQUAD), segmenter, Letters())
    assert list(xquad.figures) == [*RANKERS, READ]
    assert xquad.figures[READ]["R@1"] == 1.0
    cmrc = measure_cmrc(write(CMRC), segmenter, Letters())
    assert list(cmrc.figures) == [*RANKERS, READ, BEST_POSSIBLE]
    assert cmrc.figures[READ] == {"best sentence": pytest.approx(2 / 3), "paragraph R@1": 1.0}
    for measure, rows, found in ((measure_xquad, XQUAD, xquad), (measure_cmrc, CMRC, cmrc)):
        rest = {name: values for name, values in found.figures.items() if name != READ}
        assert measure(write(rows), segmenter, Letters(), reading=False).figures == rest


def test_the_fitted_embedder_is_the_default_and_the_result_is_the_same_twice(write, segmenter):
    for measure, rows in ((measure_cmrc, CMRC), (measure_xquad, XQUAD)):
        path = write(rows)
        found = measure(path, segmenter)
        assert found.embedder == "hashing"
        assert found == measure(path, segmenter)
        assert all(0 <= value <= 1 for values in found.figures.values() for value in values.values())


def test_weight_decides_between_the_two(write, segmenter):
    path = write(CMRC)
    for weight, same in ((1.0, "bm25"), (0.0, "dense")):
        found = measure_cmrc(path, segmenter, Letters(), weight=weight)
        assert found.figures["hybrid"] == found.figures[same]
    with pytest.raises(UserError, match=r"1\.5") as caught:
        measure_xquad(write(XQUAD), segmenter, weight=1.5)
    assert caught.value.code == "U013"


def test_text_is_a_heading_and_a_table():
    found = PublicResult("XQuAD-R", 2, {"sentences": 3}, "letters", 0.5, {"bm25": {"R@1": 0.5, "R@5": 1.0}})
    assert found.text().splitlines() == [
        "XQuAD-R: 2 questions, 3 sentences; vectors by letters, BM25 weighs 0.5 in hybrid",
        "",
        "| ranker | R@1 | R@5 |",
        "|---|--:|--:|",
        "| bm25 | 0.500 | 1.000 |",
    ]
