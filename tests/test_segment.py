"""Segmentation: tokens rebuild the text, terms stay whole, key sentences are cut exactly so, the stop list is harmless."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import jieba
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lzqa.errors import IndexDamaged
from lzqa.figures.words import UNITS as FIGURE_UNITS
from lzqa.indexing import Plan
from lzqa.lexicon import load_lexicon
from lzqa.segment import Segmenter, fold

FRAGMENTS = [
    "义务教育",
    "学位",
    "3000个",
    "98.5%",
    "９８．５％",
    "1+X",
    "Wi-Fi 6",
    "，",
    "。",
    " ",
    "\n",
    "\t",
    "“5080”",
    "㐀龥",
    "😀",
    "é",
    "豈",
]


@pytest.fixture(scope="module")
def segmenter(plan: Plan) -> Segmenter:
    return Segmenter.fit(plan.lexicon.terms)


def cut(segmenter: Segmenter, text: str) -> str:
    return "|".join(token.text for token in segmenter.tokens(text))


# ---- tokens -------------------------------------------------------------------------------------------------


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join)))
def test_segment_tokens_rebuild_the_text(segmenter: Segmenter, text: str):
    tokens = segmenter.tokens(text)
    assert "".join(token.text for token in tokens) == text
    assert all(token.span.slice(text) == token.text != "" for token in tokens)


def test_segment_tokens_rebuild_the_whole_plan(segmenter: Segmenter, plan: Plan):
    tokens = segmenter.tokens(plan.text)
    assert "".join(token.text for token in tokens) == plan.text
    assert tokens[0].span.start == 0
    assert all(left.span.end == right.span.start for left, right in pairwise(tokens))


def test_segment_cuts_the_same_text_the_same_way_whatever_stands_around_it(segmenter: Segmenter):
    alone = cut(segmenter, "增加义务教育学位3000个以上")
    assert f"，|{alone}|，" in cut(segmenter, "到2025年，增加义务教育学位3000个以上，彻底解决入学难")


def test_segment_of_nothing_is_nothing(segmenter: Segmenter):
    assert segmenter.tokens("") == segmenter.words("") == segmenter.terms("") == ()


@pytest.mark.parametrize(
    "expected",
    [
        "增加|义务教育|学位|3000|个|以上|，|彻底|解决|市区|适龄儿童|入学难|问题|。",
        "新增|普通高中|学生|床位|2400|个",
        "公办幼儿园|在园幼儿|占比|超过|50%",
        "学前三年|毛入园率|达|98%|以上",
        "高中阶段|毛入学率|巩固|在|95%|以上",
        "九年义务教育|巩固率",
        "职业院校|专业课教师|中|双师型教师|比例|稳定|在|60%|以上",
        "每天|1|小时|的|体育锻炼|时间",
        "深化|“|县管校聘|”|管理|改革",
        "实施|“|三通两平台|”|建设",
        "推进|教育|信息化|2.0|行动|计划",
        "加快|“|入珠融湾|”|步伐",
        "清远北部|“|三连一阳|”|地区",
        "中职|与|高职|“|3|+|2|”|衔接培养",
        "财政|共|投入|校舍|、|教学|设施|建设|资金|共|36.12|亿元|。",
        "确保|教育|经费|“|两个只增不减|”",
        "适龄|残疾儿童少年|义务教育|入学率|保持|在|97%|以上",
        "创建|县级|共青团|名师工作室|、|少先队|名师工作室|各|2|-|3|个",
        "不|低于|交流|总数|的|20%",
        "利用|5|G|、|VR|未来|智慧教室|和|MOOC",
    ],
)
def test_segment_key_phrases_are_cut_exactly_so(segmenter: Segmenter, expected: str):
    assert cut(segmenter, expected.replace("|", "")) == expected


def test_segment_keeps_every_term_of_the_lexicon_whole(segmenter: Segmenter, plan: Plan):
    pieces = {term: segmenter.words(term) for term in plan.lexicon.terms}
    assert {term: words for term, words in pieces.items() if words != (fold(term),)} == {}


def test_segment_keeps_figures_and_latin_words_whole(segmenter: Segmenter):
    assert cut(segmenter, "达98.5%，共3,000人，用Wi-Fi上STEAM课") == "达|98.5%|，|共|3,000|人|，|用|Wi-Fi|上|STEAM|课"


def test_segment_does_not_guess_unknown_words(segmenter: Segmenter):
    assert cut(segmenter, "犇骉鱻") == "犇|骉|鱻"
    assert cut(segmenter, "学生袁哲、曾家明创作") == "学生|袁|哲|、|曾|家|明|创作"


def test_segment_leaves_the_shared_tokenizer_of_jieba_alone(segmenter: Segmenter):
    assert segmenter.knows("入珠融湾")
    assert "入珠融湾" not in jieba.dt.FREQ


# ---- words and terms ----------------------------------------------------------------------------------------


def test_segment_words_are_half_width_lower_case_without_punctuation(segmenter: Segmenter):
    assert segmenter.words("“ＡＩ”教育，达９８．５％！ Wi-Fi") == ("ai", "教育", "达", "98.5%", "wi-fi")


def test_segment_terms_add_the_shorter_words_inside_a_long_one(segmenter: Segmenter):
    assert segmenter.terms("义务教育学位") == ("义务", "教育", "义务教育", "学位")
    assert segmenter.terms("毛入园率98%") == ("入园", "入园率", "毛入园率", "98", "98%")
    assert segmenter.terms("教育") == ("教育",)


def test_segment_knows_words_but_not_their_beginnings(segmenter: Segmenter):
    assert segmenter.knows("双师型教师")
    assert not segmenter.knows("双师型教")
    assert not segmenter.knows("")


def test_segment_fold_is_half_width_and_lower_case():
    assert fold("ＶＲ（９８％）") == "vr(98%)"


# ---- the stop list ------------------------------------------------------------------------------------------

FORBIDDEN = {
    "negation": "不 没 没有 无 未 非 勿 别 莫 不是 不能 不会 不得 不可 不要 不用 不到 不足 不够 不低于 不少于 不超过 没能 尚未 缺乏 缺少 禁止",
    "comparison": (
        "以上 以下 以内 以外 左右 上下 之间 超过 超出 高于 低于 多于 少于 大于 小于 不低于 不少于 不高于 不超过 至少 至多 最多 最少 最高 最低 "
        "最大 最小 约 大约 近 接近 将近 达到 达 增加 减少 提高 下降 增长 新增 更多 更少 更高 更低 多 少 高 低 大 小 快 慢 比 超 满 足 仅 "
        "共 各 每 分之 全部 一半"
    ),
    "unit": (
        "% ％ 百分点 个百分点 所 人 名 元 万 亿 万元 亿元 万人 人次 岁 年 月 日 天 小时 分钟 学时 课时 学年 学期 个月 平方米 亩 栋 台 项 位 "
        "间 家 次 倍 册 个"
    ),
    "order": "第一 第二 第三 首 末 年级 十四五 十三五 2020 2025",
    "number": "零 〇 一 二 两 三 四 五 六 七 八 九 十 百 千 万 亿 0 1 2 3 4 5 6 7 8 9 一个 两个 三个 半",
}
TOLERATED = {"没有", "个"}
"""Both close a question (“有……没有”, “几个”): alone they say nothing of the plan's subject."""


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_segment_stop_list_holds_no(kind: str):
    assert set(FORBIDDEN[kind].split()) & load_lexicon().stop <= TOLERATED


def test_segment_stop_list_holds_no_unit_of_figures():
    units = {unit.split("(")[0] for unit in FIGURE_UNITS}
    assert len(units) > 50
    assert units & load_lexicon().stop <= TOLERATED


def test_segment_stop_list_holds_no_digit_and_no_term():
    lexicon = load_lexicon()
    assert [word for word in lexicon.stop if any(character.isdigit() for character in word)] == []
    mapped = {*lexicon.everyday, *(word for words, _ in lexicon.everyday.values() for word in words)}
    assert sorted(lexicon.stop & (set(lexicon.terms) - mapped)) == []


def test_segment_stop_list_holds_the_words_around_a_question():
    assert {"请问", "什么", "多少", "吗", "呢", "的"} <= load_lexicon().stop


# ---- saving and loading -------------------------------------------------------------------------------------


def test_segment_saved_and_loaded_gives_the_same_tokens(segmenter: Segmenter, plan: Plan, tmp_path: Path):
    segmenter.save(tmp_path / "dictionary.json")
    loaded = Segmenter.load(tmp_path / "dictionary.json")
    assert loaded.tokens(plan.text) == segmenter.tokens(plan.text)
    assert loaded.terms("高中阶段毛入学率") == segmenter.terms("高中阶段毛入学率")
    loaded.save(tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "dictionary.json").read_bytes()


def test_segment_fit_is_deterministic(segmenter: Segmenter, plan: Plan, tmp_path: Path):
    segmenter.save(tmp_path / "one.json")
    Segmenter.fit(reversed(plan.lexicon.terms)).save(tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


@pytest.mark.parametrize(
    "content",
    [b"", b'{"\xe6\x95\x99": 3', b"[]", b'["a"]', b"3", b"null", b"\xff\xfe", b'{"a": "many"}', b'{"a": null}'],
)
def test_segment_damaged_dictionary_is_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "dictionary.json"
    path.write_bytes(content)
    with pytest.raises(IndexDamaged) as caught:
        Segmenter.load(path)
    assert str(path) in caught.value.message
    assert caught.value.remedy == "run `lzqa build`"


def test_segment_missing_dictionary_is_refused(tmp_path: Path):
    with pytest.raises(IndexDamaged, match="cannot be read"):
        Segmenter.load(tmp_path / "dictionary.json")


def test_segment_saves_readable_json(tmp_path: Path):
    Segmenter({"学": 0, "学位": 5}).save(tmp_path / "d.json")
    assert json.loads((tmp_path / "d.json").read_text(encoding="utf-8")) == {"学": 0, "学位": 5}
