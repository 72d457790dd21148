"""Variants of evaluation questions, and what they do to a system's verdicts."""

from __future__ import annotations

import sys
import unicodedata
from dataclasses import replace

import pytest
from opencc import OpenCC
from pypinyin import lazy_pinyin

from conftest import ROOT
from lzqa.errors import UserError
from lzqa.evaluation import SYSTEMS, EvalQuestion, evaluate, load_questions
from lzqa.evaluation.questions import GoldFigure
from lzqa.evaluation.robustness import (
    DISTRACTORS,
    NEGATIONS,
    NUMERALS,
    POLITE,
    VARIANTS,
    Robustness,
    VariantFigures,
    distractor,
    full_width,
    neighbours,
    pick,
    polite,
    punctuation,
    robustness,
    traditional,
    typo,
    variants,
    word_order,
)
from lzqa.evaluation.systems import Reply
from lzqa.figures import find_figures, number_tokens
from lzqa.segment import Segmenter

PLAN = "到2025年，增加学位3000个以上。"
TO_SIMPLIFIED = OpenCC("t2s")
SEEDS = [f"seed-{number}" for number in range(12)]


def question(*turns: str, **more) -> EvalQuestion:
    values = {
        "id": "q1", "persona": "staff", "type": "followup" if len(turns) > 1 else "figure", "turns": turns, "answerable": True,
        "figures": (GoldFigure("3000", "个", ("3000个",)),), "points": (), "forbidden_figures": (),
        "evidence": (("增加学位3000个以上",),), "subset": "dev",
    }  # fmt: skip
    return EvalQuestion(**{**values, **more})


def results(variant, text: str) -> set[str]:
    return {variant(text, seed) for seed in SEEDS}


# --- choices -------------------------------------------------------------------------------------------------------


def test_pick_depends_on_its_seed_alone_and_reaches_every_choice():
    assert [pick("q1#typo", 10), pick("q1#typo", 10), pick("q2#typo", 10)] == [1, 1, 3]
    assert {pick(f"{number}", 3) for number in range(40)} == {0, 1, 2}


# --- punctuation ---------------------------------------------------------------------------------------------------


def test_punctuation_drops_doubles_or_swaps_all_marks():
    assert results(punctuation, "小学呢，有几所？") == {"小学呢有几所", "小学呢，，有几所？？", "小学呢、有几所?"}


def test_punctuation_takes_another_change_where_the_chosen_one_changes_nothing():
    assert results(punctuation, "“三进”是什么") == {"三进是什么", "““三进””是什么", '"三进"是什么'}
    assert results(punctuation, "有几所…") == {"有几所", "有几所……"}


def test_punctuation_never_touches_marks_inside_numbers_and_words_or_behind_a_digit():
    kept = "98.5%、3,000个、师生比1:15、2025，所数、U.S. 都要"
    for changed in results(punctuation, kept):
        for piece in ("98.5%、3,000个", "1:15", "2025，所数", "U.S"):
            assert piece in changed
    assert "一、二年级" in punctuation("一、二年级？", "s")
    assert results(punctuation, "目标是98.5%？") == {"目标是98.5%", "目标是98.5%？？", "目标是98.5%?"}


def test_punctuation_leaves_a_question_without_marks_or_of_marks_alone():
    assert results(punctuation, "有几所小学") == {"有几所小学"}
    assert results(punctuation, "？") == {"？"}


# --- forms ---------------------------------------------------------------------------------------------------------


def test_full_width_turns_digits_latin_and_marks_and_keeps_spaces():
    assert full_width("2025年 STEAM教育占98.5%?", "") == "２０２５年 ＳＴＥＡＭ教育占９８．５％？"
    assert full_width("学前教育，怎么办？", "") == "学前教育，怎么办？"


def test_traditional_turns_simplified_characters():
    assert traditional("幼儿园教师学历要求", "") == "幼兒園教師學歷要求"
    assert traditional("2025年", "") == "2025年"


# --- typo ----------------------------------------------------------------------------------------------------------


def test_typo_replaces_one_content_character_by_one_of_the_same_sound():
    text = "公办幼儿园占比是多少"
    for changed in results(typo, text):
        different = [at for at in range(len(text)) if text[at] != changed[at]]
        assert len(changed) == len(text)
        assert len(different) == 1
        assert different[0] < 7, "neither 是 nor 多少, which are stop words"
        at = different[0]
        assert lazy_pinyin(changed[at])[0] == lazy_pinyin("公办幼儿园占比")[at]
    assert len(results(typo, text)) > 3


def test_typo_never_touches_figures_years_numerals_or_negations():
    for changed in results(typo, "到2025年不低于98.5%，三百所，一个月"):
        assert changed == "到2025年不低于98.5%，三百所，一个月"
    for changed in results(typo, "增加3000个学位"):
        assert "3000个" in changed


def test_typo_makes_no_other_word_and_no_numeral():
    segmenter = Segmenter.fit()
    for changed in results(typo, "教师多少") | results(typo, "中职"):
        assert not segmenter.knows(changed[:2]), f"{changed[:2]} would be another question"
    assert not {character for held in neighbours().values() for character in held} & set(NUMERALS + NEGATIONS)


def test_typo_prefers_longer_words_and_takes_single_characters_at_need():
    assert all(changed[0] == "娃" and changed[3] == "难" for changed in results(typo, "娃入学难"))
    assert results(typo, "谁") == {"谁"}, "a stop word"
    assert results(typo, "娃") != {"娃"}


def test_neighbours_are_frequent_characters_by_sound_most_frequent_first():
    table = neighbours()
    assert table["xiao"][:3] == ("小", "笑", "校")
    assert "事" in table["shi"]
    assert "十" not in table["shi"]
    assert sum(map(len, table.values())) > 3_700


def test_typo_says_what_to_install_when_pypinyin_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "pypinyin", None)
    with pytest.raises(UserError, match="pypinyin") as caught:
        variants(question("公办幼儿园占比是多少"))
    assert caught.value.code == "U012"
    assert "lzqa[eval]" in caught.value.remedy


# --- word order ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("到2025年，学位要增加多少个？", "学位要增加多少个，到2025年？"),
        ("我家在山里。娃要住校，改了几间呀", "改了几间呀，我家在山里。娃要住校"),
        ("高中毛入学率 2015年 数值", "数值 高中毛入学率 2015年"),
        ("师生比1:15，对不对", "对不对，师生比1:15"),
        ("特殊学校2020年有几个学生", "2020年特殊学校有几个学生"),
        ("2024年全市在园娃有多少人？", "全市在园娃有多少人2024年？"),
        ("达不到标准的幼儿园怎么处理", "幼儿园达不到标准的怎么处理"),
        ("高中会走班上课吗？", "会走班上课吗高中？"),
    ],
)
def test_word_order_moves_the_last_clause_or_the_time_or_the_level(text, moved):
    assert word_order(text, "") == moved


@pytest.mark.parametrize(
    "text",
    [
        "2020年比2016年多多少",  # two years
        "学前三年毛入园率怎么样",  # three years, but no time
        "小学和初中哪个多些",  # two levels
        "镇中心小学有几所",  # part of a name
        "初中的呢？",  # too short
        "Who runs kindergartens in Lianzhou?",
        "标准化学校数 %",
    ],
)
def test_word_order_leaves_what_it_cannot_move(text):
    assert word_order(text, "") == text


# --- surroundings --------------------------------------------------------------------------------------------------


def test_polite_words_stand_around_the_question():
    assert results(polite, "有几所小学") == {
        "请问有几所小学", "您好，请问有几所小学，谢谢！", "麻烦问一下，有几所小学，谢谢！", "不好意思，想请教一下：有几所小学，谢谢您！",
    }  # fmt: skip
    assert "有几所？谢谢" in "".join(results(polite, "有几所？"))
    assert not any(find_figures(before + after) for before, after in POLITE)


def test_distractor_stands_before_and_holds_neither_question_nor_figure():
    assert results(distractor, "有几所小学") <= {words + "有几所小学" for words in DISTRACTORS}
    assert len(results(distractor, "有几所小学")) > 2
    for words in DISTRACTORS:
        assert not set(words) & set(NUMERALS + "？?0123456789吗呢")
        assert words.endswith("。")


# --- variants ------------------------------------------------------------------------------------------------------


def test_variants_keep_gold_and_earlier_turns_and_suffix_the_id():
    asked = question("学位要增加多少个？", "那到2025年，公办的呢？")
    found = variants(asked)
    assert list(found) == [name for name in VARIANTS if name in found]
    assert set(found) == set(VARIANTS)
    for name, varied in found.items():
        assert varied.id == f"q1#{name}"
        assert varied.turns[0] == asked.turns[0]
        assert varied.turns[1] != asked.turns[1]
        assert replace(varied, id=asked.id, turns=asked.turns) == asked


def test_variants_leave_out_what_changes_nothing():
    assert set(variants(question("有几所小学"))) == {"traditional", "typo", "polite", "distractor"}


def test_variants_depend_on_the_id_alone():
    asked = question("公办幼儿园占比是多少？")
    assert variants(asked) == variants(asked)
    others = [variants(replace(asked, id=f"q{number}"))["typo"].turns for number in range(9)]
    assert len(set(others)) > 1


def figures_of(text: str) -> tuple[list[str], list[str], list[str]]:
    """Return the figures in digits, the numbers and the Chinese numerals; the words beside those tell what they count."""
    plain = TO_SIMPLIFIED.convert(unicodedata.normalize("NFKC", text)).replace("一下", "")
    found = sorted(f"{figure.comparator}{figure.value}{figure.unit}" for figure in find_figures(plain) if figure.in_digits)
    return found, sorted(number_tokens(plain)), sorted(set(plain) & set(NUMERALS))


def test_every_variant_of_every_shipped_question_keeps_its_figures(plan):
    questions = load_questions(ROOT / "eval" / "questions", plan.text)
    made = dict.fromkeys(VARIANTS, 0)
    for asked in questions:
        for name, varied in variants(asked).items():
            made[name] += 1
            assert figures_of(varied.turns[-1]) == figures_of(asked.turns[-1]), (name, asked.turns[-1])
            assert varied.turns[-1].strip()
            if name == "word_order":
                assert sorted(varied.turns[-1]) == sorted(asked.turns[-1])
    assert min(made.values()) > len(questions) / 5
    assert made["polite"] == made["distractor"] == len(questions)
    assert made["typo"] > 0.98 * len(questions)


# --- robustness ----------------------------------------------------------------------------------------------------


def answering(right):
    """A system that answers rightly when ``right`` says so of the last turn."""

    def system(_, turns):
        text = "3000个" if right(turns[-1]) else "不知道"
        return Reply({"answer": text, "abstained": False, "citations": [], "elapsed_ms": 1.0})

    return system


def test_robustness_counts_flips_both_ways_by_variant():
    questions = (question("学位要增加多少个"), question("2025年，增加多少个", id="q2"))
    calls = []
    fragile = answering(lambda turn: turn == "学位要增加多少个" or "２" in turn)
    base = evaluate("fragile", fragile, questions, PLAN, "sha")
    assert [result.verdict.correct for result in base.results] == [True, False]
    found = robustness(fragile, questions, base, PLAN, "sha", on_done=lambda: calls.append(1))
    by_name = {part.name: part for part in found.variants}
    assert len(calls) == 2
    assert by_name["full_width"] == VariantFigures("full_width", 1, 0.0, 1.0, (), ("q2",))
    assert by_name["polite"] == VariantFigures("polite", 2, 0.5, 0.0, ("q1",), ())
    assert by_name["polite"].consistency == 0.5
    assert by_name["full_width"].flipped == ("q2",)
    assert found.count == sum(part.count for part in found.variants)
    flips = sum(len(part.flipped) for part in found.variants)
    assert found.consistency == pytest.approx(1 - flips / found.count)


def test_robustness_of_a_system_that_hears_nothing_is_whole():
    questions = (question("学位要增加多少个"), question("2025年，增加多少个", id="q2"))
    deaf = answering(lambda _: False)
    found = robustness(deaf, questions, evaluate("deaf", deaf, questions, PLAN, "sha"), PLAN, "sha")
    assert found.consistency == 1.0
    assert all(part.flipped == () and part.before == part.after == 0 for part in found.variants)
    assert Robustness("none", ()).consistency == 1.0


def test_robustness_text_is_a_table_with_the_overall_consistency():
    found = Robustness(
        "lzqa", (VariantFigures("typo", 4, 0.75, 0.5, ("a", "b"), ("c",)), VariantFigures("polite", 4, 1, 1, (), ()))
    )
    lines = found.text().splitlines()
    assert lines[2] == "| typo | 4 | 0.250 | 0.750 | 0.500 | 2 | 1 |"
    assert lines[-1] == "lzqa: consistency 0.625 over 8 variants"


def test_robustness_refuses_a_base_of_other_questions_or_another_text():
    asked = (question("学位要增加多少个"),)
    system = answering(lambda _: True)
    base = evaluate("s", system, asked, PLAN, "sha")
    with pytest.raises(UserError, match="lacks 1 questions, such as q2") as caught:
        robustness(system, (*asked, question("几个", id="q2")), base, PLAN, "sha")
    assert caught.value.code == "U008"
    with pytest.raises(UserError, match="another text"):
        robustness(system, asked, base, PLAN, "other")


def test_robustness_of_the_assistant_is_the_same_twice(mini):
    plan = mini.index.plan
    asked = question(
        "增加多少义务教育学位？", figures=(GoldFigure("800", "个", ("800个",)),), evidence=(("增加义务教育学位800个以上",),)
    )
    system, sha = SYSTEMS["lzqa"](mini), plan.corpus.document.sha256
    base = evaluate("lzqa", system, (asked,), plan.text, sha)
    assert base.results[0].verdict.correct
    found = robustness(system, (asked,), base, plan.text, sha)
    assert found == robustness(system, (asked,), base, plan.text, sha)
    by_name = {part.name: part for part in found.variants}
    assert by_name["traditional"].consistency == by_name["punctuation"].consistency == 1.0
