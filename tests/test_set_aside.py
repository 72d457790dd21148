"""What a message names without asking for it: what is not meant, what is known already, and what is told of the person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lzqa.facts import FactKind
from lzqa.normalise import normalise
from lzqa.question.background import (
    asked_without_background,
    asking_clauses,
    with_some_as_such,
    without_background,
    without_further_matters,
)
from lzqa.question.contrast import without_contrast


@pytest.fixture(scope="module")
def asked(assistant):
    return lambda text: without_contrast(normalise(text), assistant.understander.content_words)


@pytest.mark.parametrize(
    ("message", "gone", "left"),
    [
        ("中学（不是小学）的电脑，2020年有几台", "小学", "中学的电脑"),
        ("职业技术学校扩容后招生能力达到多少人（床位数我已知道）？", "床位", "招生能力"),
        ("义务教育学校2020年共有多少所（公办数已掌握）？", "公办", "义务教育学校"),
        ("2020年义务教育学校共有多少所？其中公办数我已另行登记。", "公办", "义务教育学校"),
        ("专业建设一节要求的双师型比例超过多少（发展目标里六成之说先放一边）", "六成", "双师型"),
        ("高中毛入学率2016年的数值是多少（正文里2015年那个数不要）", "2015", "2016"),
        ("高中毛入学率那一行登记的增幅是多少？正文里从2015年起算的那组数，不在本问之列。", "2015", "那一行登记的增幅"),
        ("适龄残疾儿童入学率应保持的下限为多少？2020年实绩不作答复。", "2020", "下限为多少"),
        ("公办园2020年有几所？不要增加的那个数", "增加", "公办园2020年有几所"),
        ("规范化幼儿园占比为多少（所数61所已知，且目标不在此次询问之列）", "61", "规范化幼儿园占比"),
        ("【材料里已写入小学的数据】现需中学计算机2020年的台数", "小学", "中学计算机"),
        ("35岁以下教师比重 平均年龄不用", "平均年龄", "35岁以下教师比重"),
        ("普通教师五年培训学时 教研员的别给", "教研员", "普通教师五年培训学时"),
        ("明厨亮灶 学校食堂数（不要覆盖率）", "覆盖率", "学校食堂数"),
        ("增长率45.86%已经知悉，2016年的国家财政性教育经费数额是多少", "增长率", "2016年的国家财政性教育经费"),
        ("2016年和2020年的在园幼儿数都有了，就缺中间的，2017年有多少孩子在园", "2016", "2017年有多少孩子在园"),
        ("“主要挑战”里公办幼儿园在园幼儿占比多少，“发展基础”的51.57%除外", "51.57", "主要挑战"),
        ("2020年新增学位4510个已知，2018年增加的学位数是多少", "4510", "2018年增加的学位数"),
        ("2020年公办幼儿园有几所？别给我幼儿园总数", "总数", "公办幼儿园"),
        ("普通高中生均经费一共拨了多少万元？学前那笔我已经有了", "学前", "普通高中"),
        ("学前生均经费我查到了。我想知道普通高中生均经费拨了多少", "学前", "普通高中"),
        ("高中要15%的研究生，那小学老师里硕士以上要占多少？", "高中", "小学老师"),
        ("辞职的年轻教师占几成？我问的是辞职比例，不是招聘人数", "招聘", "辞职比例"),
        ("初中毕业升学率2020年是多少，我要的不是小学那一行", "小学", "初中"),
        ("市一级的名师工作室要建几个？县里的就不用列了", "县里", "市一级"),
        ("改造分园的有几间，新建的那些可别混进来", "新建", "改造分园"),
        ("学校食堂这块，别和幼儿园的弄混，明厨亮灶做了多少所", "幼儿园", "学校食堂"),
        ("小学老师大专以上的占比是多少？（70%是本科的目标，勿答。）", "70", "小学老师大专以上"),
        ("高中毛入学率2016年是多少？正文另有2015年的数，不要混。", "2015", "2016年是多少"),
        ("公办学校数的增幅是多少？请与全部学校的26.5区分。", "26.5", "公办学校数的增幅"),
        ("卫校的招生能力要达到多少人？4000人是职业技术学校的。", "职业技术学校", "卫校的招生能力"),
        ("市里要有几个省级的名师工作室？市级的唔好讲", "市级", "省级的名师工作室"),
        ("请核实规范化幼儿园的所数，只要数量，不要比例。", "比例", "规范化幼儿园的所数"),
        ("幼儿园老师大专以上占百分之几？八成那个系以后嘅目标，唔使同我讲", "目标", "幼儿园老师大专以上占百分之几"),
        ("2025年高中在校生规模多大？单列的0.74是中职自己的，请勿当作总数", "0.74", "高中在校生规模多大"),
        ("2016年中学有几台计算机？小学和中学两行挨着，请看清楚别串行", "小学", "中学有几台计算机"),
        ("9.78应该是小学的吧？请给我中学计算机的涨幅", "小学", "中学计算机的涨幅"),
        ("小学初中学生2025年按多少万人规划？高中那1点几万不要混进来", "高中", "小学初中学生"),
        ("小学一共有多少台电脑，中学机房的不要算进去", "中学", "小学一共有多少台电脑"),
        ("财政性教育经费2016年是多少？2020年的78723、增加额24749都不是我要的", "24749", "2016年是多少"),
        ("公办幼儿园数最右一栏的百分数请报一下。全部园所那行的24.5我已经抄录，不必重复", "24.5", "公办幼儿园数最右一栏"),
        ("初中毕业生升学率，2020年那一格；留意98.03是2016年的数，不要抄错", "98.03", "2020年那一格"),
        ("省规范化幼儿园高出目标几个百分点（学生人数那个大数不要当分母）", "学生人数", "高出目标几个百分点"),
        ("听说卫生学校准备异地迁建，有没有这个打算？具体搬去哪里不用答", "哪里", "有没有这个打算"),
        ("加多少床位不用讲，职校扩容后招生能力多少", "床位", "招生能力多少"),
        ("不想听废话，直接告诉我2025年义务教育在校生多少", "废话", "2025年义务教育在校生"),
        ("职校办得好不好谁说了算？评价拿什么当核心，别给我讲大道理。", "大道理", "评价拿什么当核心"),
        ("2020年公办园以外的幼儿园有多少所？认定的40所不是答案。", "40", "公办园以外"),
    ],
)
def test_what_is_not_meant_is_set_aside(asked, message, gone, left):
    rest = asked(message)
    assert gone not in rest
    assert left in rest


@pytest.mark.parametrize(
    "message",
    [
        "幼儿园不是公办的有几所",
        "是不是小学要配专职心理教师？",
        "初中的入学率我知道了，小学呢",
        "规划里高中教师的研究生学历目标我看到了，基数呢",
        "总数我有了，减掉私立以后2020年公办小学初中几所",
        "不是说2025年要到50%吗？",
        "我不是本地户口，孩子能在连州上小学吗",
        "有没有幼儿园还没有规范化",
        "学校是不是不用写作业了",
        "普高（不含中职）有多少人",
        "幼儿园有几所，公办的别算进来",
        "级别不够的学校有几所？分别是哪些",
        "老师轮岗有什么要求？不要求的又是哪些人",
        "2020年公办园几所？请按表里的数",
        "公办幼儿园有几所？126人是2020年的",
        "债券新建几间幼儿园？改造分园的不算",
        "上课别说话这种规矩，规划里有吗",
        "小学和初中的辍学率各是多少",
        "有哪些课不用报名",
        "",
        "（不是小学）",
    ],
)
def test_what_is_asked_for_is_never_set_aside(asked, message):
    assert asked(message) == normalise(message)


def test_setting_aside_twice_changes_nothing(asked):
    once = asked("中学（不是小学）的电脑，2020年有几台，小学的我知道了")
    assert asked(once) == once


def test_the_answer_is_about_what_is_meant(assistant):
    answer = assistant.ask("查设备账：中学（不是小学）的电脑，2020年在册几台").answer.split("\n")[0]
    assert "4272台" in answer


@pytest.mark.parametrize(
    ("message", "gone", "left"),
    [
        ("我教汽修的，招生年年愁死。全市中职在校人数2025年定的是多少", "汽修", "全市中职在校人数"),
        ("我教汽修的，招生年年愁死。全市中职在校人数2025年定的是多少", "招生", "全市中职在校人数"),
        ("刚从初中借到教研室，做教研员一年至少得参加多少学时的培训", "初中", "教研员"),
        ("2016年全市公办园有几所来着，那时我还没当园长", "园长", "公办园"),
        ("刚转岗，听园长说每年都要换，幼儿园教师交流轮岗的比例是多少", "园长", "轮岗的比例"),
        ("现在教书的平均多大岁数了，我娃班上老师都快退休了", "退休", "平均多大岁数"),
        ("我在村小教书，安排得合不合规划要求", "村小", "合不合规划要求"),
        ("刚考上岗，老师五年要学满多少学时", "考上", "多少学时"),
        ("娃一年级就住校。听讲农村住宿学校改造过，改了几间", "一年级", "农村住宿学校改造过"),
    ],
)
def test_what_is_told_of_the_person_is_background(message, gone, left):
    rest = without_background(normalise(message))
    assert gone not in rest
    assert left in rest


@pytest.mark.parametrize("message", ["我家孩子能上公办园吗", "我要公办园的数", "公办园", "我想看", ""])
def test_a_message_of_background_alone_stays_whole(message):
    assert without_background(message) == message


@pytest.mark.parametrize(
    ("question", "left_out"),
    [
        ("2020年不属于公办的幼儿园有几所", True),
        ("2020年非公办的幼儿园有几所", True),
        ("2020年不是公办的幼儿园有几所", True),
        ("2020年公办的幼儿园有几所", False),
        ("那所幼儿园是不是公办的", False),
    ],
)
def test_what_is_named_to_be_left_out_is_no_condition(assistant, question, left_out):
    guard = assistant.facts.proposer._guard
    named = guard._names(assistant.understander.understand([question]))
    assert ("办学" not in named) is left_out


@pytest.mark.parametrize(
    ("message", "aside"),
    [
        ("债券新建几间幼儿园？改造分园的不算", {"改造"}),
        ("近五年招聘了几个老师？不算保育员", {"保育员"}),
        ("中学（不是小学）的电脑，2020年有几台", {"小学"}),
        ("公办学校数的增幅是多少？请与全部学校的26.5区分。", {"26.5"}),
        ("普高（不含中职）有多少人", set()),
        ("公办园几所", set()),
    ],
)
def test_words_that_only_tell_what_is_not_asked_for_are_kept_apart(assistant, message, aside):
    found = set(assistant.understander.understand([message]).aside)
    assert aside <= found
    assert bool(found) is bool(aside)


@pytest.mark.parametrize(
    ("message", "figure"),
    [
        ("债券那笔钱打算新盖几间幼儿园？改造分园的不算。", "3所"),
        ("县一级的团队名师工作室，共青团、少先队各要建几个？市级的不用说", "2-3个"),
        ("公办义务教育学校数的增幅是多少？请与全部义务教育学校的26.5区分。", "27.1"),
        ("2020年小学专任教师专科以上学历的占比是多少？（70%是本科口径的目标，勿答。）", "96.64%"),
    ],
)
def test_the_figure_that_is_set_aside_does_not_lead(assistant, message, figure):
    assert figure in assistant.ask(message).answer.split("\n")[0]


@pytest.mark.parametrize(
    ("aside", "indicator", "year", "is_set_aside"),
    [
        (("70",), "专任教师本科以上学历比例", 2025, True),
        (("2016",), "幼儿园数", 2016, True),
        (("2016",), "幼儿园数", 2020, False),
        (("目标",), "专任教师本科以上学历比例", 2025, True),
        (("目标",), "幼儿园数", 2020, False),
        (("增幅",), "幼儿园数", 2020, False),
        (("比例",), "专任教师本科以上学历比例", 2025, True),
        (("小学",), "专任教师本科以上学历比例", 2025, True),
        (("数字", "园"), "幼儿园数", 2020, False),
        (("在园", "娃娃"), "公办幼儿园数", 2020, False),  # what these words name more closely is another
        (("在园", "娃娃"), "在园幼儿数", 2020, True),
        (("小学", "初中"), "专任教师本科以上学历比例", 2025, True),
    ],
)
def test_a_fact_is_set_aside_by_its_name_figure_year_or_sort(assistant, aside, indicator, year, is_set_aside):
    facts = assistant.index.plan.facts
    fact = next(
        each for each in facts if each.indicator == indicator and each.year == year and each.kind is not FactKind.CHANGE
    )
    question = replace(assistant.understander.understand(["有多少"]), aside=aside)
    assert assistant.facts.proposer._guard.set_aside(question, fact) is is_set_aside


@pytest.mark.parametrize(
    ("message", "clauses"),
    [
        ("阿婆想知道，有多少间学校饭堂搞了明厨亮灶，孙仔在那里吃", "有多少间学校饭堂搞了明厨亮灶，"),
        ("义务教育阶段的瑶族学生有多少人", "义务教育阶段的瑶族学生有多少人"),
        ("公办幼儿园数 2020", "公办幼儿园数 2020"),
    ],
)
def test_the_clauses_that_ask_are_found(message, clauses):
    assert asking_clauses(message) == clauses


@pytest.mark.parametrize(
    ("message", "left"),
    [
        ("刚下班，累死了。公办园几所", "公办园几所"),
        ("我在公交车上，好挤。特校2020年几个学生", "特校2020年几个学生"),
        ("昨晚没睡好，头痛。其余的呢", "其余的呢"),
        ("我是小学老师。五年要培训多少学时", "我是小学老师。五年要培训多少学时"),
        ("我家孩子今年六岁。学位够吗", "我家孩子今年六岁。学位够吗"),
        ("我听说要建游乐场。什么时候开工", "我听说要建游乐场。什么时候开工"),
        ("孙子刚考上连中。床位加多少", "孙子刚考上连中。床位加多少"),
        ("近视越来越多。怎么防", "近视越来越多。怎么防"),
        ("公办园几所。刚下班，累死了", "公办园几所。刚下班,累死了"),
    ],
)
def test_a_sentence_about_the_day_is_left_out_and_nothing_that_leads_up_to_the_question(assistant, message, left):
    assert assistant.understander._read(message) == normalise(left)


@pytest.mark.parametrize(
    ("message", "read"),
    [
        ("幼儿园拖几年才交,有什么要求", "幼儿园拖数年才交,有什么要求"),
        ("几间小学合起来就一个音乐老师,打算怎么解决", "数间小学合起来就一个音乐老师,打算怎么解决"),
        ("教学点就十几个娃,是不是都要撤", "教学点就十余个娃,是不是都要撤"),
        ("五十几了,会不会影响我评职务", "五十余了,会不会影响我评职务"),
        ("最多能干几年就必须轮走?怎么定的", "最多能干几年就必须轮走?怎么定的"),
        ("要读几年才能毕业,要什么材料", "要读几年才能毕业,要什么材料"),
        ("建几所学校,加多少学位", "建几所学校,加多少学位"),
        ("这几年就加了学位,怎么分", "这几年就加了学位,怎么分"),
        ("什么时候建,建几间", "什么时候建,建几间"),
        ("十几个", "十几个"),
        ("", ""),
    ],
)
def test_some_is_no_number_asked_for(message, read):
    assert with_some_as_such(message) == read
    assert with_some_as_such(read) == read


@pytest.mark.parametrize(
    ("message", "left"),
    [
        ("搞了多少间透明厨房,哪所高中的饭堂要升级", "搞了多少间透明厨房,"),
        ("公办园占比多少,民办的占比多少", "公办园占比多少,民办的占比多少"),
        ("高中怎么建,加多少床位", "高中怎么建,加多少床位"),
        ("公办园几所,是公办的吗", "公办园几所,是公办的吗"),
        ("怎么建", "怎么建"),
        ("", ""),
    ],
)
def test_what_is_asked_besides_a_number_is_a_further_matter(message, left):
    assert without_further_matters(message) == left


def test_a_level_of_a_further_matter_makes_no_neighbour(assistant):
    answer = assistant.ask("学校饭堂过去搞了几间明厨亮灶，之后哪所高中的饭堂要升级？")
    assert not answer.abstained
    assert "97所" in answer.answer


def test_the_clause_that_holds_what_is_asked_leads(assistant):
    answer = assistant.ask("“三宽”项目下有实践校和示范校两类，获授示范校称号的是几所？").answer.split("\n")[0]
    assert "3所" in answer
    assert "15所" not in answer


@pytest.mark.parametrize(
    ("message", "gone", "left"),
    [
        ("有个100%以上讲的是上课的老师，不是这个；我要的是达到标准的教师比例是多少", "100", "达到标准的教师比例"),
        ("2019年辍学率为0.8%，这个不用；2020年的辍学率是多少", "0.8", "2020年的辍学率"),
        ("9500平方米属于职业技术学校；卫校的培训场所面积是多少", "9500", "卫校的培训场所面积"),
        ("那1045个是城南小学的，剔除；2017、2018两年学位之和是多少", "1045", "2017年、2018年两年"),
        ("连中和二中是高中，不计；只算职校比卫校多增加多少床位", "高中", "职校比卫校"),
        ("2017年那1080个不算，单说城南小学，添了多少个学位", "1080", "城南小学"),
        ("正文用的是2015年的数，请改用情况表的2016年值是多少", "2015", "2016年值"),
        ("巩固率除2020年98.2和目标外，2016年的值是多少", "98.2", "巩固率"),
        ("公办园占比究竟多少；51.57%以及50%的目标均不采用。", "51.57", "公办园占比"),
        ("2016年平均每园多少幼儿；2020年的数不要", "2020", "2016年平均"),
        ("19年与20年学位哪年多？18年的3397个不参与比较", "3397", "哪年多"),
        ("特校学生总数的增幅是多少，不是入学率的1.4", "1.4", "学生总数的增幅"),
        ("小学本科文凭的占几成呀（我系函授大专）", "函授", "小学本科文凭"),
    ],
)
def test_more_ways_to_say_what_is_not_meant(asked, message, gone, left):
    rest = asked(message)
    assert gone not in rest
    assert left in rest


def test_what_leads_up_to_the_part_that_asks_may_still_be_background():
    text = "我是教小学的,中专毕业。2016年小学老师大专以上的占几成"
    assert asked_without_background("中专毕业。2016年小学老师大专以上的占几成", text) == "2016年小学老师大专以上的占几成"
    assert asked_without_background("公办园几所", "公办园几所") == "公办园几所"


@pytest.mark.parametrize(
    ("message", "alone"),
    [
        ("2020年过高分优先投档线的有几多人？我表姐的仔想知道", "2020年过高分优先投档线的有多少人?"),
        ("我儿子今年初三。残疾孩子入学率定的是百分之多少", None),
        ("我姨在镇上。那边有多少老师", None),
        ("公办园几所", None),
    ],
)
def test_a_message_is_read_without_its_background_where_that_stands_alone(assistant, message, alone):
    understander = assistant.understander
    found = understander.without_background(understander.understand([message]))
    assert (found.text if found else None) == alone
    assert found is None or found.raw == message


def test_a_refused_message_is_answered_without_its_background(assistant):
    answer = assistant.ask("特殊学校而家（2020年）有几多个学生仔啊？我邻居个仔想去")
    assert "43人" in answer.answer.split("\n")[0]
    assert answer.question.endswith("我邻居个仔想去")
