"""Several questions in one message: split, each standing alone; one question is never torn apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import CORPUS
from lzqa.normalise import normalise
from lzqa.question.enumerated import enumerated
from lzqa.question.parts import MOST, matters, parts, with_pauses
from lzqa.question.plainly import plainly
from lzqa.question.understand import as_questions


@pytest.fixture(scope="module")
def split(assistant):
    return lambda text: parts(normalise(text), assistant.understander.content_words)


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ("卫校要搬到哪？要花多少钱？", (("卫校", "哪"), ("卫校", "多少钱"))),
        ("公办园占比现在多少，2025年要到多少，还有普惠的呢", (("公办园",), ("公办园", "2025"), ("普惠", "占比"))),
        ("三宽家长学校是用谁的钱引进的？往后还要创建什么牌子", (("谁的钱",), ("三宽家长学校", "牌子"))),
        ("高中入学率现在是多少，往后要保住多少", (("现在",), ("高中入学率", "保住"))),
        ("孩子要上学了。公办幼儿园有几所？特殊教育学校有多少学生？", (("公办幼儿园",), ("特殊教育学校", "学生"))),
        ("幼儿园教师轮岗，每年最低比例是多少；其中骨干教师又至少占多少？", (("最低比例",), ("轮岗", "骨干教师"))),
        ("过去五年立了多少课题，以后课题管理要怎么抓", (("多少课题",), ("课题管理", "怎么抓"))),
    ],
)
def test_questions_of_one_message_stand_alone(split, message, wanted):
    found = split(message)
    assert len(found) == len(wanted)
    for text, words in zip(found, wanted, strict=True):
        assert [word for word in words if word not in text] == []


@pytest.mark.parametrize(
    "message",
    [
        "校车有吗",
        "我家孩子明年上幼儿园，附近只有私立的，有点贵，到2025年公办幼儿园的学位要增加多少个？谢谢",
        "公办园占比到底是38.4%还是51.57%？哪个对？",
        "连中和二中各加多少床位？",
        "连中跟二中，哪所加的床位多？各加多少",
        "名校长、名班主任、名教师分别要培养多少个？",
        "学校的钱怎么管？规划里怎么写的？",
        "双师型教师占多少？具体是多少？",
        "“作业考试化”是让学生像考试一样写作业吗？具体指什么做法",
        "往后学校安全这块要继续抓哪些啊，溺水肯定有，还有呢",
        "骨干的呢？占多少",
        "民办幼儿园认定成普惠的有多少所？（16到20年那几年）想给二宝挑一间",
        "",
        "？？？",
    ],
)
def test_one_question_stays_one(split, message):
    assert split(message) == (normalise(message),)


def test_more_questions_than_anyone_follows_stay_whole(split):
    message = "幼儿园有几所？小学有几所？初中有几所？高中有几所？"
    assert split(message) == (normalise(message),)
    assert MOST == 3


def test_bank_of_single_questions_is_hardly_split(split):
    wordings = [
        wording
        for path in sorted(Path(CORPUS / "questions").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        for name, entry in json.loads(line).items()
        if isinstance(entry, list) and name not in ("evidence", "near", "english")
        for wording in entry
    ][::5]
    torn = [wording for wording in wordings if len(split(wording)) > 1]
    assert len(torn) <= 0.01 * len(wordings), torn


@pytest.mark.parametrize(
    ("message", "read"),
    [
        ("特校几个学生 扩不扩", "特校几个学生,扩不扩"),
        ("省级课题几个 教研员一年训多少学时", "省级课题几个,教研员一年训多少学时"),
        ("课题立项 近五年 各几个", "课题立项 近五年 各几个"),
        ("公办园几所 2020年", "公办园几所 2020年"),
        ("公办园 几所", "公办园 几所"),
        ("", ""),
    ],
)
def test_pieces_that_both_ask_are_set_apart_by_a_space(message, read):
    assert with_pauses(message) == read
    assert with_pauses(read) == read


def test_both_things_of_a_terse_message_are_answered(assistant):
    answer = assistant.ask("省级课题几个 教研员一年训几多学时").answer
    assert "8个" in answer
    assert "90学时" in answer


@pytest.mark.parametrize(
    ("message", "read"),
    [
        ("高中学生,连中职一起有多少人", "高中学生,连同中职一起有多少人"),
        ("连中有多少人", "连中有多少人"),
        ("全市多少间幼儿园?公办民办一起", "全市多少间幼儿园?全部"),
        ("公立的和私立的加起来多少间", "全部多少间"),
        ("公办民办都有多少间", "公办民办都有多少间"),
        ("公办和民办各多少间", "公办和民办各多少间"),
        ("幼儿园2020年几所(含民办)", "幼儿园2020年几所(全部)"),
        ("不含民办的学校几所", "不含民办的学校几所"),
        ("认定普惠性民办幼儿园几所", "认定普惠性民办幼儿园几所"),
        ("普高加中职2025年在校生合计多少", "高中阶段2025年在校生合计多少"),
        ("2020年上线人数较上年增加多少", "2020年上线人数较2019年增加多少"),
        ("学位增量按年 2017=  2018=  2019=", "学位增量按年 2017年、2018年、2019年各多少"),
        ("2016年和2020年都比上年多吗", "2016年和2020年都比上年多吗"),
        ("普高和中职在校生各多少", "普高和中职在校生各多少"),
        ("高中抽掉中职还剩多少", "高中去掉中职还剩多少"),
        ("2020年教育经费折合多少亿元", "2020年教育经费是多少亿元"),
        ("36.12亿元换算成万元是多少", "36.12亿元是什么数"),
        ("公办园数(≠全部)", "公办园数(不是全部)"),
    ],
)
def test_what_would_be_taken_for_something_else_is_said_otherwise(message, read):
    assert plainly(message) == read


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("到2020年全市多少间幼儿园？公办民办一起", "66所"),
        ("小学毕业升初中，2020年升学率多少", "100%"),
        ("初中毕业的2020年升学率多少", "98.36%"),
        ("校长让我查近五年县级课题立了多少个", "109个"),
        ("每两年要培养名校长、名班主任、名教师合共几多名", "18名"),
        ("中专技校那边，2025年打算有多少万学生在读", "0.74万人"),
    ],
)
def test_words_that_lie_near_a_name_do_not_lead_astray(assistant, question, figure):
    assert figure in assistant.ask(question).answer.split("\n")[0]


@pytest.mark.parametrize(
    ("message", "read"),
    [
        ("请报卫校的招生能力", "卫校的招生能力是多少"),
        ("20%是骨干的,请给轮岗的比例。", "20%是骨干的,轮岗的比例是多少。"),
        ("我要的是教师比例下限", "我要的是教师比例下限是多少"),
        ("请改用2016年的值", "改用2016年的值是多少"),
        ("请报卫校的招生能力是多少", "请报卫校的招生能力是多少"),
        ("请列举措施", "请列举措施"),
        ("公办园占比", "公办园占比"),
        ("", ""),
    ],
)
def test_an_order_for_a_figure_is_a_question(message, read):
    assert as_questions(message) == read


@pytest.mark.parametrize(
    ("message", "figures"),
    [
        ("到2025年初中老师本科要到多少，现在是多少", ("90%", "86.00%")),
        ("初中老师本科率 现在几多 25年几多", ("90%", "86.00%")),
        ("公办园占比现在多少，目标多少", ("38.4%", "50%")),
    ],
)
def test_what_is_so_now_and_what_is_aimed_at_are_both_told(assistant, message, figures):
    answer = assistant.ask(message).answer
    assert [figure for figure in figures if figure not in answer] == [], answer


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ("近五年招聘教师数，另2025年市级三名工作室下限", ("招聘教师数", "工作室下限")),
        ("职校改扩后招生能力？全市中职2025在校生目标？", ("招生能力", "在校生目标")),
        ("请核两项：近五年招用的保育员人数；公办学校临聘教师的报酬原则", ("保育员人数", "报酬原则")),
        ("小学电脑2016年台数，及教师信息技术达标比例要求", ("台数", "比例要求")),
    ],
)
def test_what_is_asked_for_by_its_name_alone_is_a_matter(assistant, message, wanted):
    understander = assistant.understander
    found = matters(normalise(message), understander.content_words, understander._dialogue)
    for words in wanted:
        assert any(words in text and not any(other in text for other in wanted if other != words) for text in found), found
    assert not any("请核两项" in text for text in found)


@pytest.mark.parametrize(
    "message",
    [
        "我们学校已有多媒体设备，2020年小学有几台电脑？",
        "2020年公办幼儿园数",
        "我手上有2016年的人数，2020年在园幼儿多少？",
    ],
)
def test_what_is_told_of_oneself_is_no_matter(assistant, message):
    understander = assistant.understander
    assert matters(normalise(message), understander.content_words, understander._dialogue) == ()


def test_a_year_or_a_measure_alone_is_no_matter(assistant):
    understander = assistant.understander
    found = matters("班班通开通了吗,2018年的百分比有吗", understander.content_words, understander._dialogue)
    assert "2018年的百分比有吗" not in found
    assert assistant.ask("班班通开通到什么程度了，2018年的百分比有吗").abstained


@pytest.mark.parametrize(
    ("message", "things"),
    [
        ("2020年小学电脑台数、初中教师数、班班通比例", ("2020年小学电脑台数", "2020年初中教师数", "2020年班班通比例")),
        ("教师轮岗比例;教研员每年培训学时", ("教师轮岗比例", "教研员每年培训学时")),
        ("报三个数:2016年公办园数、巩固率的目标、特校学生数", ("2016年公办园数", "巩固率的目标", "2016年特校学生数")),
        ("公办园占比目标 义务教育巩固率 高中毛入学率", ("公办园占比目标", "义务教育巩固率", "高中毛入学率")),
        ("学前毛入园率、巩固率、高中毛入学率2025年目标", ("2025年学前毛入园率", "2025年巩固率", "高中毛入学率2025年目标")),
        ("2020年初中教师数、学生数", ("2020年初中教师数", "2020年初中学生数")),
        ("2025年毛入园率、公办园占比、普惠占比是多少", ("2025年毛入园率", "2025年公办园占比", "2025年普惠占比是多少")),
        ("2016年,幼儿园数、在园人数、公办园数", ("2016年，幼儿园数", "2016年，在园人数", "2016年，公办园数")),
        ("安全这块:食堂怎么管、保安要什么条件", ("安全这块，食堂怎么管", "安全这块，保安要什么条件")),
        ("督导这条线,机构怎么搭、督学怎么考核,写总结用", ("督导这条线，机构怎么搭", "督导这条线，督学怎么考核")),
        (
            "填表\n1. 2016年小学电脑\n2. 2020年班班通覆盖\n3. 义教学校总数",
            ("2016年小学电脑", "2020年班班通覆盖", "2020年义教学校总数"),
        ),
        (
            "两个空请补:①校舍和设施总投入___亿 ②一年资助学生___人次",
            ("校舍和设施总投入多少亿", "一年资助学生多少人次"),
        ),
        (
            "请就下列事项答复:(一)拟成立的督导机构;(二)学校财务的管理办法;(三)每年固定合办的活动",
            ("拟成立的督导机构", "学校财务的管理办法", "每年固定合办的活动"),
        ),
        ("2020年去向两项(小学升学率、初中升学率),外加2019初中辍学率", ("2020小学升学率", "2020初中升学率", "2019初中辍学率")),
        ("请核:一般教师(周期、学时);校长培养工程的周期", ("一般教师周期", "一般教师学时", "校长培养工程的周期")),
        ("填表:职校招生规模／新实训场地面积／卫校要不要换地方", ("职校招生规模", "新实训场地面积", "卫校要不要换地方")),
        (
            "十四五总盘子\n校舍投入 __亿\n义教学位 +__\n普高床位 +__",
            ("十四五总盘子 校舍投入多少亿", "十四五义教学位多少", "十四五普高床位多少"),
        ),
        (
            "合作三问\n- 跟大湾区学校结成啥关系\n- 争取哪里的名校来办学",
            ("合作，跟大湾区学校结成啥关系", "合作，争取哪里的名校来办学"),
        ),
        (
            "两项:小学计算机台数、班班通比例。年度取2016及2020",
            ("2016年、2020年小学计算机台数", "2016年、2020年班班通比例"),
        ),
        (
            "2020年高考清单:①优先线上线人数;②较上年增加人数;③本科上线率对比2016年的增加值",
            (
                "2020年高考，优先线上线人数",
                "2020年高考，较上年增加人数",
                "2020年高考，本科上线率对比2016年的增加值",
            ),
        ),
        ("双师型比例目标 + 职校老师下企业时长", ("双师型比例目标", "职校老师下企业时长")),
    ],
)
def test_things_named_beside_one_another_are_asked_for_one_by_one(assistant, message, things):
    assert enumerated(normalise(message), assistant.understander.content_words) == things


@pytest.mark.parametrize(
    "message",
    [
        "卫校床位数、二中床位数合计多少",
        "公办园数、民办园数之比",
        "小学、初中、高中的在校生",
        "名校长、名班主任、名教师分别要培养多少个",
        "公办园占比目标是多少",
        "孩子上小学,离家远,公办园有几所",
        "讲成绩时一个数、讲短板时另一个数",
        "2019年新增学位,只要数字",
        "名师工作室(市级+县级)最少几个",
        "“1+X”证书、“3+2”衔接是什么",
        "",
        "小学适龄入学率 25目标",
    ],
)
def test_one_thing_is_not_taken_for_several(assistant, message):
    assert enumerated(normalise(message), assistant.understander.content_words) == ()


def test_each_thing_of_a_list_is_answered(assistant):
    answer = assistant.ask("填表：2020年小学电脑台数、班班通比例、公办幼儿园数").answer
    for figure in ("4746台", "85.41%", "19所"):
        assert figure in answer
