"""Typos: mended where a word of the plan was meant, never put into right text; sounds and shapes; the stored vocabulary."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lzqa.errors import IndexDamaged
from lzqa.lexicon.confusions import near_sound, same_shape, same_sound, southern
from lzqa.lexicon.vocabulary import Vocabulary
from lzqa.normalise import normalise
from lzqa.question import Mender

MENDED = {
    "毛入圆率是多少": "毛入园率是多少",
    "毛人园率2025": "毛入园率2025",
    "小学电恼有几台": "小学电脑有几台",
    "双诗型教师比例": "双师型教师比例",
    "幼尔园开了几个班": "幼儿园开了几个班",
    "幼幼儿园有多少所": "幼儿园有多少所",
    "教育育局是哪年成立的": "教育局是哪年成立的",
    "职业技学校床位": "职业技术学校床位",
    "连州卫生校迁建": "连州卫生学校迁建",
    "公办儿园在园占比": "公办幼儿园在园占比",
    "城区学为供给压力大不大": "城区学位供给压力大不大",
    "教室队伍建设": "教师队伍建设",
    "初中专任教室本科比例": "初中专任教师本科比例",
    "专职心里教师要配几个": "专职心理教师要配几个",
    "恋州中学新增床位": "连州中学新增床位",
    "县管校骋是什么": "县管校聘是什么",
    "义务教肓学校有几所": "义务教育学校有几所",
    "广请协作特色班": "广清协作特色班",
    "招骋老斯几名": "招聘老师几名",
    "教师队伍陪训": "教师队伍培训",
    "三款家长学校是啥": "三宽家长学校是啥",
}
KEPT = [
    "教室够不够用",
    "学校有几间教室",
    "小学为什么不设晚自习",
    "孩子上学为了什么",
    "教学为主的学校有几所",
    "看看学校天天做什么",
    "妈妈想问问班班通是什么",
    "心里没底，孩子该不该读职中",
    "2020年未达标的学校",
    "期末考试取消了吗",
    "我自己带娃，政府有补贴吗",
    "质量检查由谁负责",
    "毛入学率和毛入园率有什么不同",
    "人均多少平方米",
    "他已经去世了，子女还能领吗",
    "今天天气怎么样",
    "北京到连州怎么坐车",
    "张伟是哪个学校的校长",
    "红烧肉怎么做",
    "STEAM课和1+X证书是什么",
    "",
    "？？",
    "hello",
]


@pytest.fixture(scope="module")
def mender(assistant) -> Mender:
    return Mender(assistant.index.vocabulary, assistant.index.segmenter, assistant.index.plan.lexicon)


@pytest.mark.parametrize(("typed", "meant"), MENDED.items())
def test_typo_is_mended_towards_the_plans_word(mender, typed, meant):
    assert mender.mend(typed) == meant


@pytest.mark.parametrize("text", KEPT)
def test_right_text_stays(mender, text):
    assert mender.mend(text) == text


def test_mended_text_is_searched_and_the_typed_one_is_kept(assistant):
    question = assistant.understander.understand(["双诗型教师比例是多少？"])
    assert (question.raw, question.text) == ("双诗型教师比例是多少？", "双师型教师比例是多少?")
    assert assistant.ask("双诗型教师比例是多少？").understood_as == "双师型教师比例是多少?"


def test_typo_of_an_earlier_turn_is_mended_too(assistant):
    question = assistant.understander.understand(["2020年幼尔园毛入圆率是多少", "2025年呢"])
    assert "圆" not in question.text
    assert "毛入园率" in question.text


def test_the_plans_own_words_stay(mender, assistant):
    plan = assistant.index.plan
    assert [word for word in assistant.index.vocabulary.words if mender.mend(word) != word] == []
    assert [word for word in plan.lexicon.terms if mender.mend(word) != word] == []
    quotes = [normalise(passage.quote) for passage in plan.passages.passages]
    assert sum(mender.mend(quote) != quote for quote in quotes) <= len(quotes) // 500


def test_properly_written_questions_of_the_bank_stay(mender, assistant):
    voices = {"parent", "teacher", "clerk", "auditor"}
    asked = [normalise(entry.text) for entry in assistant.index.plan.bank.entries if entry.voice in voices][::7]
    assert sum(mender.mend(text) != text for text in asked) <= len(asked) / 500


def test_most_typos_of_the_bank_are_mended(mender, assistant):
    typed = [normalise(entry.text) for entry in assistant.index.plan.bank.entries if entry.voice == "typo"]
    assert sum(mender.mend(text) != text for text in typed) >= 0.8 * len(typed)


@settings(derandomize=True, max_examples=80, deadline=None)
@given(st.data())
def test_any_text_keeps_its_figures_letters_numerals_and_negations(mender, data):
    words = sorted(mender._vocabulary.words)
    pieces = st.one_of(st.sampled_from(words), st.text(max_size=4), st.sampled_from(["2025年", "三", "不", "98.5%"]))
    text = "".join(data.draw(st.lists(pieces, max_size=8)))
    kept = r"[^\u3400-\u9fff]|[零〇一二两三四五六七八九十百千万亿半没无未非别莫勿]"
    assert re.findall(kept, mender.mend(text)) == re.findall(kept, text)
    assert mender.mend(mender.mend(text)) == mender.mend(text)


def test_a_repair_tells_where_and_which_word(mender):
    (repair,) = mender.repairs("2025年毛入圆率")
    assert repair.mend("2025年毛入圆率") == "2025年毛入园率"
    assert (repair.start, repair.end, repair.put) == (7, 8, "园")
    assert "园率" in repair.word


def test_sounds_and_shapes():
    assert {"为", "位"} <= same_sound("位")
    assert "师" in same_sound("诗")
    assert {"了", "聊"} <= near_sound("了")
    assert "涟" in near_sound("年")
    assert "飞" in near_sound("灰")
    assert {"长"} <= same_sound("常") & same_sound("张")
    assert "入" in same_shape("人")
    assert "未" in same_shape("末")
    assert "人" not in same_shape("人")
    assert same_sound("A") == near_sound("A") == same_shape("😀") == frozenset()


@pytest.mark.parametrize(
    ("one", "other"),
    [("nan", "lan"), ("zhi", "zi"), ("chang", "can"), ("shen", "seng"), ("xing", "xin"), ("hu", "fu"), ("hui", "fei"), ("huang", "fan"), ("hun", "feng")],
)  # fmt: skip
def test_southern_speakers_confuse(one, other):
    assert southern(one) == southern(other)


@pytest.mark.parametrize(("one", "other"), [("nan", "nen"), ("huo", "fo"), ("bian", "bie"), ("hong", "fong"), ("hua", "hu")])
def test_southern_speakers_tell_apart(one, other):
    assert southern(one) != southern(other)


def test_vocabulary_comes_back_as_it_was_saved(tmp_path):
    vocabulary = Vocabulary.of({"学位": 3, "教师队伍": 2}, 5, frozenset({"厌学"}))
    vocabulary.save(tmp_path / "vocabulary.json")
    assert Vocabulary.load(tmp_path / "vocabulary.json") == vocabulary
    assert vocabulary.pairs == "学位师队教师队伍"


def test_damaged_vocabulary_is_named(tmp_path):
    path = tmp_path / "vocabulary.json"
    path.write_text('{"words": ', encoding="utf-8")
    with pytest.raises(IndexDamaged, match=r"vocabulary\.json cannot be read"):
        Vocabulary.load(path)


def test_mini_plan_without_a_bank_mends_its_own_words(mini):
    mender = Mender(mini.index.vocabulary, mini.index.segmenter, mini.index.plan.lexicon)
    assert mender.mend("毛入圆率") == "毛入园率"


def test_the_table_of_sounds_is_what_pypinyin_says():
    pypinyin = pytest.importorskip("pypinyin")
    for character in "学位教师园率育校招聘幼儿":
        assert character in same_sound(character)
        sound = pypinyin.lazy_pinyin(character)[0]
        others = [
            other
            for other in same_sound(character)
            if sound in {s for r in pypinyin.pinyin(other, style=pypinyin.Style.NORMAL, heteronym=True) for s in r}
        ]
        assert len(others) >= 0.5 * len(same_sound(character))


def test_no_word_of_the_vocabulary_reaches_farther_than_is_looked(assistant):
    mender, vocabulary = assistant.understander._mender, assistant.index.vocabulary
    text = "教室队伍的学为有多少"
    for first in range(len(text)):
        for last in range(first + 1, len(text) + 1):
            reach = mender._reach(text, first, last)
            words = [
                (start, end)
                for start in range(first + 1)
                for end in range(max(last, start + 2), len(text) + 1)
                if text[start:end] in vocabulary.words
            ]
            assert not words or (reach is not None and all(reach[0] <= start and end <= reach[1] for start, end in words))
