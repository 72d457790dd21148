"""The question bank: what a line may hold, and what the shipped plan's bank promises."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from bank_support import LINES
from conftest import ROOT
from lzqa.bank import UNANSWERABLE, VOICES, load_bank
from lzqa.bank.load import MAX_LENGTH, plain
from lzqa.errors import CorpusError
from lzqa.evaluation.questions import leaks, load_questions
from lzqa.normalise import normalise
from lzqa.passages import PassageKind

KNOWN = ("1.1", "1.1/1.1", "1.1/1.2")
FACTS = ("1.1/1.1#1", "1.1/1.1#2", "1.1/1.2#1")
GOOD = {"evidence": ["1.1/1.1"], "kind": "figure", "parent": ["有几所学校"]}
NOT_IN_PLAN = {"kind": "unanswerable", "missing": "费用", "near": ["1.1"], "parent": ["一个月交多少钱"]}


def folder(path: Path, *lines: object, name: str = "a.jsonl") -> Path:
    (path / "questions").mkdir(exist_ok=True)
    text = "".join((line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)) + "\n" for line in lines)
    (path / "questions" / name).write_text(text, encoding="utf-8")
    return path


def refused(path: Path) -> CorpusError:
    with pytest.raises(CorpusError) as caught:
        load_bank(path, KNOWN, FACTS)
    assert caught.value.code == "C007"
    assert caught.value.remedy
    return caught.value


def without(line: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in line.items() if name not in names}


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("{", "not JSON (Expecting property name enclosed in double quotes)"),
        ("[1]", "no object"),
        ({**GOOD, "answer": "六所", "by": "x"}, "unknown fields ['answer', 'by']"),
        ({**GOOD, "parent": "有几所学校"}, "parent is no list of strings"),
        ({**GOOD, "evidence": "1.1"}, "evidence is no list of strings"),
        ({**GOOD, "clerk": [6]}, "clerk is no list of strings"),
        (without(GOOD, "kind"), "unknown kind None"),
        ({**GOOD, "kind": "riddle"}, "unknown kind 'riddle'"),
        ({**GOOD, "kind": ["figure"]}, "unknown kind ['figure']"),
        (without(GOOD, "parent"), "no question"),
        ({**GOOD, "parent": []}, "no question"),
        ({**GOOD, "evidence": ["1.1", "9.9/9"]}, "there is no passage '9.9/9'"),
        ({**NOT_IN_PLAN, "near": ["9.9/9"]}, "there is no passage '9.9/9'"),
        (without(GOOD, "evidence"), "no evidence"),
        ({**GOOD, "near": ["1.1"]}, "only an unanswerable question says what is missing and what comes near"),
        ({**GOOD, "missing": "费用"}, "only an unanswerable question says what is missing and what comes near"),
        ({**NOT_IN_PLAN, "evidence": ["1.1"]}, "an unanswerable question has no evidence and says what is missing"),
        ({**NOT_IN_PLAN, "missing": "天气"}, "an unanswerable question has no evidence and says what is missing"),
        (without(NOT_IN_PLAN, "missing"), "an unanswerable question has no evidence and says what is missing"),
        ({**GOOD, "facts": "1.1/1.1#1"}, "facts is no list of strings"),
        ({**GOOD, "facts": ["1.1/1.1#9"]}, "there is no fact '1.1/1.1#9'"),
        ({**GOOD, "facts": ["1.1/1.2#1"]}, "the passage of fact '1.1/1.2#1' is not among the evidence"),
        ({**NOT_IN_PLAN, "facts": ["1.1/1.1#1"]}, "an unanswerable question names no facts"),
        ({**GOOD, "work": 5}, "work is no text"),
        ({**GOOD, "work": "a-b"}, "cannot read the calculation 'a-b' over 0 facts (a for the first, b for the second …)"),
        (
            {**GOOD, "facts": ["1.1/1.1#1"], "work": "a-b"},
            "cannot read the calculation 'a-b' over 1 facts (a for the first, b for the second …)",
        ),
        (
            {**GOOD, "facts": ["1.1/1.1#1"], "work": "a-"},
            "cannot read the calculation 'a-' over 1 facts (a for the first, b for the second …)",
        ),
        (
            {**GOOD, "facts": ["1.1/1.1#1"], "work": "a**9"},
            "cannot read the calculation 'a**9' over 1 facts (a for the first, b for the second …)",
        ),
        (
            {**GOOD, "facts": ["1.1/1.1#1"], "work": "100-5"},
            "cannot read the calculation '100-5' over 1 facts (a for the first, b for the second …)",
        ),
        ({**GOOD, "parent": ["？！ "]}, f"'？！ ' is empty or longer than {MAX_LENGTH} characters"),
        ({**GOOD, "parent": ["长" * 221]}, f"'{'长' * 30}' is empty or longer than {MAX_LENGTH} characters"),
    ],
)
def test_bad_line_is_refused_with_file_line_and_reason(tmp_path, line, wrong):
    error = refused(folder(tmp_path, GOOD | {"parent": ["别的问题"]}, "", line))
    assert error.message == f"questions/a.jsonl, line 3: {wrong}"
    assert "corpus/README.md" in error.remedy


def test_question_that_stands_twice_is_refused_however_it_is_punctuated(tmp_path):
    folder(tmp_path, GOOD)
    error = refused(folder(tmp_path, {**NOT_IN_PLAN, "parent": [" 有几所，学校？"]}, name="b.jsonl"))
    assert error.message == "questions/b.jsonl: ' 有几所，学校？' (b:1) stands in a:1 already"
    assert plain("２０２０年，ＡＢ？") == plain("2020年ab") == "2020年ab"


def test_file_that_is_not_utf8_is_refused(tmp_path):
    folder(tmp_path, GOOD)
    (tmp_path / "questions" / "b.jsonl").write_bytes("问".encode("gbk"))
    assert refused(tmp_path).message.startswith("questions/b.jsonl cannot be read as UTF-8 text")


def test_plan_without_a_bank_has_an_empty_one(tmp_path):
    bank = load_bank(tmp_path, KNOWN)
    assert (bank.entries, bank.digest) == ((), "")
    assert bank.counts() == {"question": 0, "unanswerable question": 0, "asked passage": 0}


def test_entries_share_their_line_and_come_in_the_order_of_files_and_lines(tmp_path):
    folder(tmp_path, NOT_IN_PLAN, name="b.jsonl")
    bank = load_bank(folder(tmp_path, "", {**GOOD, "clerk": ["学校数", "学校总数"]}), KNOWN)
    assert [(entry.text, entry.voice, entry.line) for entry in bank.entries] == [
        ("有几所学校", "parent", "a:2"),
        ("学校数", "clerk", "a:2"),
        ("学校总数", "clerk", "a:2"),
        ("一个月交多少钱", "parent", "b:1"),
    ]
    assert [entry.answerable for entry in bank.entries] == [True, True, True, False]
    assert (bank.entries[3].missing, bank.entries[3].near) == ("费用", ("1.1",))
    assert bank.counts() == {"question": 3, "unanswerable question": 1, "asked passage": 1}


def test_entry_names_its_facts_and_what_is_worked_out_of_them(tmp_path):
    line = {**GOOD, "facts": ["1.1/1.1#2", "1.1/1.1#1"], "work": "(a-b)/b*100", "kind": "compute"}
    (entry,) = load_bank(folder(tmp_path, line), KNOWN, FACTS).entries
    assert (entry.facts, entry.work) == (("1.1/1.1#2", "1.1/1.1#1"), "(a-b)/b*100")


def test_digest_follows_the_files(tmp_path):
    first = load_bank(folder(tmp_path, GOOD), KNOWN).digest
    assert load_bank(tmp_path, KNOWN).digest == first
    assert load_bank(folder(tmp_path, {**GOOD, "parent": ["学校有几所"]}), KNOWN).digest != first


# ---- the shipped bank -----------------------------------------------------------------------------------------


def test_shipped_bank_is_large_in_every_voice(plan):
    counts = plan.bank.counts()
    assert counts["question"] >= 5_000
    assert counts["unanswerable question"] >= 800
    voices = Counter(entry.voice for entry in plan.bank.entries)
    assert set(voices) == set(VOICES)
    assert len(voices) >= 8
    assert min(voices.values()) >= 150


def test_shipped_bank_asks_about_every_passage_evenly(plan):
    contents = [passage.id for passage in plan.passages.passages if passage.kind is not PassageKind.HEADING]
    every = Counter(identifier for entry in plan.bank.entries for identifier in entry.evidence)
    assert min(every[identifier] for identifier in contents) >= 8
    asked = Counter(identifier for entry in plan.bank.entries if not entry.facts for identifier in entry.evidence)
    contents = [identifier for identifier in contents if "/T" not in identifier]
    counts = sorted(asked[identifier] for identifier in contents)
    assert counts[0] >= 5
    assert counts[-1] <= 5 * counts[len(counts) // 2]
    assert counts[len(counts) * 9 // 10] <= 3 * counts[len(counts) // 10]


def test_shipped_bank_asks_in_many_ways_for_what_is_and_what_is_not_there(plan):
    kinds = Counter(entry.kind for entry in plan.bank.entries)
    assert len(kinds) >= 15
    missing = Counter(entry.missing for entry in plan.bank.entries if entry.kind == UNANSWERABLE)
    assert len(missing) >= 12


def test_no_two_questions_of_the_shipped_bank_are_alike(plan):
    assert len({plain(entry.text) for entry in plan.bank.entries}) == len(plan.bank.entries)


def pairs(text: str) -> frozenset[str]:
    letters = plain(text)
    return frozenset(letters[at : at + 2] for at in range(len(letters) - 1)) or frozenset({letters})


def test_no_evaluation_question_stands_in_the_bank_or_nearly(plan):
    asked = load_questions(ROOT / "eval" / "questions", plan.text)
    texts = [entry.text for entry in plan.bank.entries]
    assert [identifier for identifier, *_ in leaks(asked, {*texts, *map(normalise, texts)})] == []
    banked = [pairs(text) for text in texts]
    postings: dict[str, list[int]] = {}
    for number, held in enumerate(banked):
        for pair in held:
            postings.setdefault(pair, []).append(number)
    alike = []
    for question in asked:
        own = pairs(question.turns[-1])
        # who shares four fifths with it lacks no more than a fifth of its pairs, so at least one of so many rarest is shared
        rarest = sorted(own, key=lambda pair: (len(postings.get(pair, ())), pair))[: len(own) // 5 + 1]
        near = {number for pair in rarest for number in postings.get(pair, ())}
        alike += [question.id for number in near if len(own & banked[number]) / len(own | banked[number]) >= 0.8]
    assert alike == []


def test_small_bank_of_the_tests_fits_the_mini_plan(mini, tmp_path):
    known = [passage.id for passage in mini.index.plan.passages.passages]
    bank = load_bank(folder(tmp_path, *LINES), known)
    assert bank.counts() == {"question": 11, "unanswerable question": 3, "asked passage": 6}
