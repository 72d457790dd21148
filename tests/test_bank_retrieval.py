"""The bank compared with a question: likeness by the formula, hidden questions hidden, the order of lines without effect."""

from __future__ import annotations

import math
import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bank_support import LINES, write_bank
from lzqa.answer.model import Status
from lzqa.assistant import Assistant
from lzqa.bank import BankEntry
from lzqa.errors import IndexDamaged, IndexStale
from lzqa.indexing import build_index, layout, load_index
from lzqa.indexing.questions import WEIGHTS, Likeness, QuestionIndex, pair_features
from lzqa.normalise import normalise
from lzqa.retrieval.english import ENGLISH, chinese_wording
from lzqa.settings import Settings, settings_from_environment

QUESTIONS = (
    "幼儿园数2020",
    "公办园的孩子占到几成了",
    "县里有几家幼儿园",
    "增加多少学位",
    "上幼儿园一个月交多少钱",
    "作业怎么管",
    "教育局电话",
    "火箭发射",
    "",
)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Corpus and index folder of the mini plan with a bank."""
    folder = tmp_path_factory.mktemp("bank")
    return Settings(write_bank(folder / "mini"), folder / "index", "hashing")


@pytest.fixture(scope="module")
def banked(place):
    """An assistant over it."""
    return Assistant.open(place, build=True)


# ---- likeness -------------------------------------------------------------------------------------------------


def slow_cosines(counted: list[Counter[str]], asked: Counter[str]) -> list[float]:
    """The formula feature by feature and text by text."""
    size = len(counted)
    holding = Counter(name for features in counted for name in features)

    def weight(name: str, count: float) -> float:
        rarity = math.log((1 + size) / (1 + holding[name])) + 0.5
        return (1 + math.log(count) if count >= 1 else count) * rarity

    def length(features: Counter[str]) -> float:
        return math.sqrt(sum(weight(name, count) ** 2 for name, count in features.items()))

    found = []
    for features in counted:
        product = sum(weight(name, features[name]) * weight(name, asked[name]) for name in asked if name in features)
        found.append(product / (length(features) * length(asked)) if product else 0.0)
    return found


words = st.dictionaries(st.sampled_from("学位园数钱作业"), st.sampled_from([0.3, 0.5, 1, 2, 3]), max_size=5).map(Counter)


@settings(derandomize=True, max_examples=80, deadline=None)
@given(st.lists(words, min_size=1, max_size=6), words)
def test_likeness_equals_the_cosine_worked_out_text_by_text(counted, asked):
    found = Likeness.build(counted).cosines(asked)
    np.testing.assert_allclose(found, slow_cosines(counted, asked), atol=1e-5)


def test_likeness_of_nothing_is_nothing():
    assert Likeness.build([Counter("学位")]).cosines(Counter()).tolist() == [0.0]
    assert Likeness.build([]).cosines(Counter("学位")).tolist() == []
    assert Likeness.build([Counter(), Counter("学")]).cosines(Counter("学")).tolist() == pytest.approx([0.0, 1.0])


def test_pairs_are_of_letters_digits_and_characters_alone():
    assert pair_features("学位，2个?") == Counter({"学位": 1, "位2": 1, "2个": 1})
    assert pair_features("学") == Counter()


# ---- the stored index -----------------------------------------------------------------------------------------


def test_question_index_comes_back_as_it_was_saved(banked, tmp_path):
    index = banked.index
    texts = [entry.text for entry in index.plan.bank.entries]
    made = QuestionIndex.build(texts, index.segmenter, index.plan.lexicon, index.embedder)
    made.save(tmp_path / "questions.npz")
    read = QuestionIndex.load(tmp_path / "questions.npz", len(texts))
    np.testing.assert_array_equal(read.vectors, made.vectors)
    asked = pair_features("幼儿园学位")
    np.testing.assert_array_equal(read.pairs.cosines(asked), made.pairs.cosines(asked))
    np.testing.assert_array_equal(read.words.cosines(asked), made.words.cosines(asked))


def test_question_index_missing_broken_or_of_another_size_is_damage(banked, place, tmp_path):
    whole = (place.index / layout.QUESTIONS).read_bytes()
    size = len(banked.index.plan.bank.entries)
    for name, content in (("gone", None), ("rubbish", b"rubbish"), ("half", whole[: len(whole) // 2])):
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(IndexDamaged, match="cannot be read") as caught:
            QuestionIndex.load(path, size)
        assert "lzqa build" in caught.value.remedy
    with pytest.raises(IndexDamaged, match=f"holds {size} questions, the bank has {size + 1}"):
        QuestionIndex.load(place.index / layout.QUESTIONS, size + 1)
    fewer = QuestionIndex.load(place.index / layout.QUESTIONS, size)
    fewer.named = ("a\t" * 8,) * (size - 1)
    fewer.save(tmp_path / "fewer")
    with pytest.raises(IndexDamaged, match=f"holds {size - 1} questions, the bank has {size}"):
        QuestionIndex.load(tmp_path / "fewer", size)


def test_two_builds_of_a_bank_give_the_same_files(place, tmp_path):
    first = build_index(place.corpus, tmp_path / "a", "hashing")
    second = build_index(place.corpus, tmp_path / "b", "hashing")
    assert first == second
    assert layout.QUESTIONS in first.files
    assert first.bank
    assert first.counts["question"] == 11


def test_changed_bank_makes_the_index_stale(place, tmp_path):
    corpus = write_bank(tmp_path / "mini", LINES[:-1])
    with pytest.raises(IndexStale, match="the question bank was"):
        load_index(corpus, place.index, "hashing")


# ---- what it says of a question -------------------------------------------------------------------------------


def test_question_of_the_bank_finds_itself_first(banked):
    bank = banked.retriever.bank
    for number, entry in enumerate(bank.entries):
        match = bank.match(normalise(entry.text))
        assert match.likeness[number] >= (WEIGHTS["word"] + WEIGHTS["pair"]) / sum(WEIGHTS.values()) - 0.001
        assert bank.alike(match, 1)[0][1] == entry


def test_hidden_question_counts_nowhere(banked):
    bank = banked.retriever.bank
    for number, entry in enumerate(bank.entries):
        question = banked.understander.understand([entry.text])
        hidden = tuple(other for other, each in enumerate(bank.entries) if each.line == entry.line)
        match = banked.retriever.compare(question, hidden)
        assert match.likeness[list(hidden)].max() == 0
        for place in bank.places[number]:
            others = any(place in bank.places[other] for other in range(len(bank.entries)) if other not in hidden)
            assert others or max(best[place] for best in match.best.values()) == 0
        for word in bank.words_of(number):
            shown = bank.used_with(word, hidden).tolist()
            expected = {
                int(place)
                for other, each in enumerate(bank.entries)
                if each.answerable and other not in hidden and word in bank.words_of(other)
                for place in bank.places[other]
            }
            assert set(shown) == expected


def test_best_and_second_equal_the_slow_reference(banked):
    bank = banked.retriever.bank
    match = banked.retriever.compare(banked.understander.understand(["幼儿园有多少所"]))
    for place in range(len(banked.index.plan.passages.passages)):
        own = [match.likeness[n] for n, entry in enumerate(bank.entries) if entry.answerable and place in bank.places[n]]
        own = [*sorted(own, reverse=True), 0.0, 0.0]
        assert match.best["likeness"][place] == pytest.approx(max(0.0, own[0]))
        assert match.second[place] == pytest.approx(max(0.0, own[1]))


def test_unanswerable_question_leads_to_no_passage_and_is_told_apart(banked):
    match = banked.retriever.compare(banked.understander.understand(["上幼儿园一个月交多少钱"]))
    assert match.unanswerable == pytest.approx(1.0, abs=0.01)
    assert all(banked.retriever.bank.answerable[match.nearest[: len(LINES)]])


# ---- with and without it --------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS)
def test_without_the_bank_everything_answers_and_passes_the_checker(banked, mini, question):
    off = Assistant(banked.index, bank=False)
    assert off.retriever.bank is None
    answer = off.ask(question)
    assert isinstance(answer.status, Status)
    assert not off.checker.problems(answer)
    assert {**answer.as_dict(), "elapsed_ms": 0} == {**mini.ask(question).as_dict(), "elapsed_ms": 0}
    assert not banked.checker.problems(banked.ask(question))


def test_setting_leaves_the_bank_out(place, monkeypatch):
    assert settings_from_environment().bank is True
    assert settings_from_environment(bank=False).bank is False
    monkeypatch.setenv("LZQA_BANK", "0")
    assert settings_from_environment().bank is False
    off = Settings(place.corpus, place.index, place.embedding, bank=False)
    assert Assistant.open(off, build=True).retriever.bank is None


def answers(assistant: Assistant) -> list[dict[str, object]]:
    return [{**assistant.ask(question).as_dict(), "elapsed_ms": 0} for question in QUESTIONS]


@pytest.mark.parametrize("seed", range(4))
def test_order_of_the_lines_and_of_the_files_does_not_matter_to_answers(banked, tmp_path, seed):
    lines = list(LINES)
    random.Random(seed).shuffle(lines)
    shuffled = write_bank(tmp_path / "mini", tuple(lines[seed:]))
    (shuffled / "questions" / "all.jsonl").rename(shuffled / "questions" / "z.jsonl")
    write_bank(tmp_path / "mini", tuple(lines[:seed]))
    other = Assistant.open(Settings(shuffled, tmp_path / "index", "hashing"), build=True)
    assert len(other.index.plan.bank.entries) == len(banked.index.plan.bank.entries)
    assert answers(other) == answers(banked)


# ---- English --------------------------------------------------------------------------------------------------


def entry(text: str, voice: str, line: str = "a:1", facts: tuple[str, ...] = ("1/1.1#1",)) -> BankEntry:
    return BankEntry(text, voice, "figure", ("1/1.1",), "", (), line, facts, "")


ASKED = entry("How many computers were there in 2016?", "english")
WITHOUT, WITH = entry("计算机期初台数", "auditor"), entry("2016年有几台电脑", "parent", "b:1")


@pytest.mark.parametrize(
    ("question", "entries", "said"),
    [
        ("How many computers in 2016?", (ASKED, WITHOUT, WITH), "2016年有几台电脑"),
        ("How many computers in 2020?", (ASKED, WITHOUT, WITH), "2020年有几台电脑"),
        ("How many computers at the beginning?", (ASKED, WITHOUT, WITH), "计算机期初台数"),
        ("How many computers in 2016?", (ASKED, WITHOUT), "计算机期初台数"),
        ("How many computers in 2020?", (ASKED, WITHOUT), ""),  # the wording means 2016 without saying so
        ("How many computers in 2020?", (ASKED, entry("2016年有几台电脑", "cantonese")), ""),
    ],
)
def test_chinese_wording_of_an_english_question_names_its_year(question, entries, said):
    assert chinese_wording(question, [(0.9, ASKED)], entries) == said


def test_english_question_like_none_of_the_bank_has_no_chinese_wording():
    assert chinese_wording("How many computers in 2016?", [(ENGLISH - 0.01, ASKED)], (ASKED, WITH)) == ""
    assert chinese_wording("How many computers in 2016?", [], (ASKED, WITH)) == ""


def test_a_word_that_comes_with_anything_tells_less_than_one_that_nobody_uses(assistant):
    retriever = assistant.retriever
    assert retriever.rarity("不要") < retriever.rarity("外面") < retriever.rarity("肯定") < retriever.rarity("瑶族")
    assert retriever.rarity("没人用过的词") == max(retriever.rarity(word) for word in ("女生", "教龄", "手机", "学费"))


def test_a_word_of_questions_without_an_answer_keeps_its_weight(assistant):
    bank = assistant.retriever.bank
    assert bank.spread("学费") < 1 < len(bank.vocabulary["学费"])
    assert bank.spread("外面") == len(bank.vocabulary["外面"])
    assert bank.spread("没人用过的词") == 0.0


def test_without_a_bank_a_word_that_the_plan_lacks_has_all_its_weight(assistant):
    plain = Assistant(assistant.index, bank=False)
    assert plain.retriever.rarity("外面") > assistant.retriever.rarity("外面")
    assert plain.retriever.rarity("学位") == assistant.retriever.rarity("学位")
