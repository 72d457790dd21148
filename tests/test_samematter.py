"""Whether two questions ask the same: what sets them apart, what is learned from the bank, and what the shipped model tells."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lzqa.answer.naming import Naming, named, rules_digest, telling_words
from lzqa.answer.samematter import FEATURES, LOOKED_AT, MEASURES, SETS, SameMatter
from lzqa.bank import BankEntry
from lzqa.indexing.lexical import search_terms
from lzqa.learning.examples import set_apart
from lzqa.learning.samematter import UNSURE, fit, rows, same
from lzqa.normalise import normalise
from lzqa.question import Level


@pytest.fixture(scope="module")
def matcher(assistant):
    return SameMatter(assistant.retriever.bank, assistant.index.plan.lexicon)


@pytest.fixture(scope="module")
def compare(assistant, matcher):
    def told(text: str, without: tuple[int, ...] = ()):
        match = assistant.retriever.bank.match(text, without)
        words = search_terms(assistant.index.segmenter, assistant.index.plan.lexicon, text)
        entries = [assistant.retriever.bank.entries[int(number)] for number in match.order[:LOOKED_AT]]
        return entries, matcher.features(text, words, match), matcher.told(text, words, match)[0]

    return told


def test_what_a_question_names_is_told_apart(assistant):
    found = named("2018年小学和公立园一共3所吗", ["小学", "公立"], telling_words(assistant.index.plan.lexicon))
    years, levels, telling, numbers = found.sets
    assert years == {2018}
    assert Level.PRIMARY in levels
    assert ("办学", "公办") in telling
    assert numbers == {"3"}
    assert named("都有哪些", [], {}).sets == (frozenset(),) * len(SETS)


def test_rows_hold_every_feature_as_a_number(compare):
    entries, features, told = compare("特校学生2020 人数")
    assert features.shape == (len(entries), len(FEATURES)) == (LOOKED_AT, len(FEATURES))
    assert np.isfinite(features).all()
    assert told.shape == (LOOKED_AT,)
    assert ((told >= 0) & (told <= 1)).all()
    assert FEATURES[: len(MEASURES)] == MEASURES


def test_years_that_differ_show_in_the_row(compare):
    entries, features, _ = compare("特校学生2020 人数")
    differ = features[:, FEATURES.index("years_differ")]
    for entry, each in zip(entries, differ, strict=True):
        assert each == float("2018" in entry.text and "2020" not in entry.text) or "2018" not in entry.text


@pytest.mark.parametrize(
    ("text", "unlike"),
    [
        ("特校学生2020 人数", "2018"),
        ("小学生一周最少要上几节劳动课", "幼儿园"),
        ("到2025 新进劳动力平均读过几年书", "2016"),
    ],
)
def test_another_year_or_level_is_another_matter_however_alike(compare, text, unlike):
    entries, _, told = compare(text)
    other = max((each for entry, each in zip(entries, told, strict=True) if unlike in entry.text), default=0.0)
    best = max(each for entry, each in zip(entries, told, strict=True) if entry.answerable)
    assert best > 2 * other


def test_nothing_is_told_without_a_model_or_of_hidden_questions(assistant, matcher, compare):
    _, _, told = compare("特校学生2020 人数")
    model, matcher.model = matcher.model, None
    try:
        assert not compare("特校学生2020 人数")[2].any()
    finally:
        matcher.model = model
    hidden = tuple(range(len(assistant.retriever.bank.entries)))
    assert told.any()
    assert not compare("特校学生2020 人数", hidden)[2].any()


def entry(line: str, kind: str = "figure", evidence=("a",), facts=("a#1",), work: str = "") -> BankEntry:
    return BankEntry("几个", "parent", kind, evidence, "", (), line, facts, work)


def test_the_bank_tells_what_is_the_same_only_where_it_knows():
    one = entry("f:1")
    assert same(one, entry("f:1", facts=("b#1",)), 0.1) == 1.0
    assert same(one, entry("f:2"), 0.1) == 1.0
    assert same(one, entry("f:2", work="a-b"), 0.9) == 0.0
    assert same(one, entry("f:2", kind="unanswerable", evidence=(), facts=()), 0.9) == 0.0
    words = entry("f:3", kind="measure", facts=())
    assert same(words, replace(words, line="f:4"), UNSURE) is None
    assert same(words, replace(words, line="f:4"), UNSURE - 0.1) is None
    assert same(words, replace(words, line="f:4", kind="reason"), UNSURE - 0.1) == 0.0
    assert same(words, replace(words, line="f:4", evidence=("b",)), 0.9) == 0.0


def test_it_learns_from_lines_set_apart_and_the_same_bank_gives_the_same_model(assistant, matcher):
    bank = assistant.retriever.bank
    assert 0.15 < np.mean([set_apart(each) for each in bank.entries]) < 0.35
    data = rows(matcher, bank, 12, seed=3)
    assert 0 < len(data) <= 12
    assert {float(each) for _, wanted, _ in data for each in wanted} == {0.0, 1.0}
    (first, reached), (second, _) = (fit(matcher, bank, most=200, seed=5) for _ in range(2))
    assert first == second
    assert reached > 0.7


def test_what_the_banks_questions_name_is_read_as_it_was_worked_out(assistant):
    bank, naming = assistant.retriever.bank, Naming(assistant.index.plan.lexicon)
    written = bank.named(rules_digest())
    assert len(written) == len(bank.entries)
    for number in range(0, len(bank.entries), 97):
        fresh = naming.of(normalise(bank.entries[number].text), bank.words_of(number))
        assert naming.read(written[number], bank.words_of(number)) == fresh


def test_what_was_written_by_other_rules_is_worked_out_anew(assistant, matcher, monkeypatch):
    bank = assistant.retriever.bank
    assert bank.named("") == bank.named("other rules") == ()
    monkeypatch.setattr(bank._questions, "rules", "other rules")
    anew = SameMatter(bank, assistant.index.plan.lexicon)
    assert matcher._written
    assert not anew._written
    text = "特校学生2020 人数"
    match = bank.match(text)
    assert (anew.features(text, ["特校"], match) == matcher.features(text, ["特校"], match)).all()
