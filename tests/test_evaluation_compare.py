"""What changed between two runs: verdicts first, then every other difference, and refusal where nothing can be compared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lzqa.errors import UserError
from lzqa.evaluation.compare import SHOWN, Change, Outcome, compare, comparisons
from lzqa.evaluation.questions import EvalQuestion
from lzqa.evaluation.results import QuestionResult, Run
from lzqa.evaluation.scoring import Verdict


def result(identifier: str, text: str = "答。", reason: str = "", *, rank: int | None = 1, **parts) -> QuestionResult:
    question = EvalQuestion(
        identifier, "staff", "figure", (f"问{identifier}",), True, (), (("答",),), (), (("原文",),), "dev"
    )  # fmt: skip
    answer = {"answer": text, "abstained": False, "citations": [], **parts}
    return QuestionResult(question, answer, Verdict(not reason, reason, answer["abstained"], None, 1.0, None, None), rank)


def run(*results: QuestionResult, system: str = "lzqa", plan: str = "a" * 64, version: str = "1") -> Run:
    return Run(system, plan, version, results)


def citation(start: int, passage: str) -> dict[str, object]:
    return {"marker": 1, "passage": passage, "start": start, "end": start + 5, "quote": "12345"}


OLD = run(
    result("q1", "旧一", "figure missing: 97所"),
    result("q2", "旧二", "figure missing: 97所"),
    result("q3", "旧三", "point missing: 甲"),
    result("q4", "旧四"),
    result("q5", "同"),
    result("q6", "同一行\n旧", citations=[citation(0, "1/1")]),
    result("q7", "错", "point missing: 乙", rank=None),
)
NEW = run(
    result("q1", "新一"),
    result("q2", "新二"),
    result("q3", "新三"),
    result("q4", "没有写到。", "abstained though the plan answers", abstained=True),
    result("q5", "同"),
    result("q6", "同一行\n新", citations=[citation(9, "2/1")], figures=[{"text": "97所", "value": 97, "unit": "所"}]),
    result("q7", "错", "point missing: 乙", rank=3),
    version="2",
)


def ids(changes: tuple[Change, ...]) -> list[str]:
    return [change.question.id for change in changes]


def test_compare_sorts_questions_into_wins_losses_and_ties():
    found = compare(OLD, NEW)
    assert ids(found.wins) == ["q1", "q2", "q3"]
    assert ids(found.losses) == ["q4"]
    assert ids(found.ties) == ["q5", "q6", "q7"]
    assert ids(found.moved) == ["q6", "q7"]
    assert [change.outcome for change in found.changes[3:5]] == [Outcome.LOSS, Outcome.TIE]


def test_compare_gives_mcnemars_exact_p():
    # three wins, one loss: 2 * (C(4,0) + C(4,1)) / 2**4
    assert compare(OLD, NEW).p_value == 0.625
    assert compare(OLD, OLD).p_value == 1.0


@pytest.mark.parametrize(
    ("at", "parts"),
    [
        (0, ("reason", "answer")),
        (3, ("reason", "answer")),
        (4, ()),
        (5, ("answer", "figures", "citations")),
        (6, ("rank",)),
    ],
)
def test_change_names_the_parts_that_differ(at, parts):
    assert compare(OLD, NEW).changes[at].parts == parts


def test_change_of_abstention_alone_is_a_change_of_answer():
    assert Change(result("q", "x"), result("q", "x", abstained=True)).parts == ("answer",)


def test_change_of_the_order_of_citations_counts():
    one, two = citation(0, "1/1"), citation(9, "2/1")
    assert Change(result("q", citations=[one, two]), result("q", citations=[two, one])).parts == ("citations",)


def test_compare_keeps_the_order_of_the_new_run_and_pairs_by_id():
    found = compare(OLD, replace(NEW, results=NEW.results[::-1]))
    assert ids(found.changes) == ["q7", "q6", "q5", "q4", "q3", "q2", "q1"]
    assert all(change.old.question.id == change.new.question.id for change in found.changes)


def test_text_gives_sums_then_losses_wins_and_what_moved():
    assert compare(OLD, NEW).text() == (
        "lzqa 1 -> lzqa 2: 7 questions, accuracy 0.429 -> 0.714\n"
        "wins 3, losses 1, ties 3, McNemar p = 0.62; changed without a change of verdict: 2\n"
        "\n"
        "LOSSES (1)\n"
        "  q4 [figure, staff, dev] 问q4\n"
        "    right -> abstained though the plan answers\n"
        "    - 旧四\n"
        "    + (abstained) 没有写到。\n"
        "\n"
        "WINS (3)\n"
        "  q1 [figure, staff, dev] 问q1\n"
        "    figure missing: 97所 -> right\n"
        "    - 旧一\n"
        "    + 新一\n"
        "  q2 [figure, staff, dev] 问q2\n"
        "    figure missing: 97所 -> right\n"
        "    - 旧二\n"
        "    + 新二\n"
        "  q3 [figure, staff, dev] 问q3\n"
        "    point missing: 甲 -> right\n"
        "    - 旧三\n"
        "    + 新三\n"
        "\n"
        "CHANGED, SAME VERDICT (2)\n"
        "  q6 [figure, staff, dev] 问q6\n"
        "    = 同一行\n"
        "    line 2:\n"
        "    - 旧\n"
        "    + 新\n"
        "    figures [] -> [97所]; citations [1/1] -> [2/1]\n"
        "  q7 [figure, staff, dev] 问q7\n"
        "    still: point missing: 乙\n"
        "    = 错\n"
        "    rank - -> 3\n"
    )


def test_text_limits_each_section_and_says_so():
    text = compare(OLD, NEW).text(1)
    assert "WINS (3)\n  q1 " in text
    assert "  … and 2 more\n\nCHANGED, SAME VERDICT (2)\n" in text
    assert text.endswith("  … and 1 more\n")
    assert "q2" not in text


def test_text_of_equal_runs_is_the_sums_only():
    assert compare(OLD, OLD).text().splitlines() == [
        "lzqa 1 -> lzqa 1: 7 questions, accuracy 0.429 -> 0.429",
        "wins 0, losses 0, ties 7, McNemar p = 1; changed without a change of verdict: 0",
    ]


def test_text_shows_long_lines_around_the_place_where_they_part():
    old, new = "同" * 300 + "旧" + "后" * 300, "同" * 300 + "新" + "后" * 300
    lines = compare(run(result("q", old)), run(result("q", new))).text().splitlines()
    half = SHOWN // 2
    assert lines[-2:] == [f"    - …{'同' * half}旧{'后' * (half - 1)}…", f"    + …{'同' * half}新{'后' * (half - 1)}…"]


def test_text_tells_a_line_that_is_gone():
    lines = compare(run(result("q", "一\n二")), run(result("q", "一"))).text().splitlines()
    assert lines[-4:] == ["    = 一", "    line 2:", "    - 二", "    + (nothing)"]


def test_compare_refuses_different_questions_and_names_some():
    with pytest.raises(UserError) as caught:
        compare(run(*(result(f"a{n}") for n in range(8)), result("both")), run(result("both"), result("b")))
    assert caught.value.code == "U011"
    assert "8 only in the old run (a0, a1, a2, a3, a4, …); 1 only in the new run (b)" in caught.value.message


def test_compare_refuses_different_plans():
    with pytest.raises(UserError, match="different plans: sha256 aaaaaaaaaaaa and bbbbbbbbbbbb") as caught:
        compare(OLD, replace(NEW, plan_sha256="b" * 64))
    assert caught.value.code == "U011"


def test_compare_refuses_a_question_that_stands_twice():
    with pytest.raises(UserError, match="lzqa 1 has question q twice"):
        compare(run(result("q"), result("q")), run(result("q")))


def test_compare_notes_questions_whose_words_or_gold_were_edited():
    edited = replace(NEW.results[0], question=replace(NEW.results[0].question, note="new gold"))
    found = compare(OLD, replace(NEW, results=(edited, *NEW.results[1:])))
    assert found.edited == ("q1",)
    assert "note: 1 questions have other words or gold in the two runs: q1" in found.text()


def test_comparisons_leave_out_runs_over_other_questions_or_plans():
    others = [run(*OLD.results[:2]), OLD, replace(OLD, plan_sha256="b" * 64)]
    assert list(comparisons([NEW, *others])) == [2]
    assert len(comparisons([NEW, *others])[2].wins) == 3
