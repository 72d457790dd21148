"""What a question asks for, told by its wording: runs of characters, the fitted model, and how it is kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lzqa.bank import BankEntry
from lzqa.learning.wording import arrays, counted, fit, fit_all
from lzqa.normalise import normalise
from lzqa.question import QuestionKind
from lzqa.question.kinds import by_wording, kind_of, names_a_place
from lzqa.question.wording import BUCKETS, load_wording, runs, weighed


def entry(text: str, kind: str, line: str = "a:1", work: str = "") -> BankEntry:
    return BankEntry(text, "parent", kind, (), "", (), line, (), work)


FEW = [entry(f"{name}有多少{unit}", "figure") for name in ("学校", "学生", "老师", "床位") for unit in ("个", "所", "名")]
FEW += [entry(f"{name}打算怎么{what}", "measure") for name in ("学校", "校车", "老师", "食堂") for what in ("办", "管", "抓")]
FEW += [
    entry(f"{name}电话{what}", "unanswerable") for name in ("学校", "局里", "老师", "食堂") for what in ("多少", "几号", "是啥")
]


def test_runs_are_of_one_to_three_characters_whatever_the_spaces():
    assert sum(runs("学位数").values()) == 6
    assert runs("学 位\n数") == runs("学位数")
    assert runs("") == {}
    assert all(0 <= place < BUCKETS for place in runs("２０２０年ABC"))


def test_weighed_runs_have_unit_length():
    _, values = weighed(runs("公办幼儿园有几所"), np.ones(BUCKETS, np.float32))
    assert np.linalg.norm(values) == pytest.approx(1.0)
    places, values = weighed(runs(""), np.ones(BUCKETS, np.float32))
    assert (len(places), len(values)) == (0, 0)


def test_model_tells_kinds_apart_and_its_probabilities_add_to_one():
    model = fit(counted(FEW))
    for text, kind in (("教室有多少间", "figure"), ("宿舍打算怎么管", "measure"), ("宿舍电话是多少", "unanswerable")):
        found, _ = model.probabilities(normalise(text))
        assert sum(found.values()) == pytest.approx(1.0)
        assert max(found, key=lambda name: found[name]) == kind


def test_model_tells_operations_apart_by_the_questions_that_want_one():
    asked = [entry(f"{name}加起来多少", "compute", work="a+b") for name in ("学校", "学生", "老师")]
    asked += [entry(f"{name}差多少", "compute", work="a-b") for name in ("学校", "学生", "老师")]
    for more in ((), [entry(f"{name}占百分之几", "compute", work="a/b*100") for name in ("学校", "学生", "老师")]):
        model = fit(counted([*FEW, *asked, *more]))
        assert set(model.operation.names) == {"sum", "difference", *(("share",) if more else ())}
        for text, operation in (("床位加起来多少", "sum"), ("床位差多少", "difference")):
            _, found = model.probabilities(normalise(text))
            assert sum(found.values()) == pytest.approx(1.0)
            assert max(found, key=lambda name: found[name]) == operation
    assert fit(counted(FEW)).probabilities("床位差多少")[1] == {}
    assert fit(counted([*FEW, asked[0]])).probabilities("床位差多少")[1] == {"sum": 1.0}


def test_same_questions_give_the_same_model_and_a_fold_leaves_its_own_out():
    first, second = fit(counted(FEW)), fit(counted(FEW))
    assert all(np.array_equal(one, arrays(second)[name]) for name, one in arrays(first).items())
    fitted = fit_all(FEW, [at % 2 for at in range(len(FEW))])
    assert len(fitted.by_fold) == 2
    assert not np.array_equal(fitted.by_fold[0].kind.weights, fitted.by_fold[1].kind.weights)


@pytest.mark.parametrize(
    ("own", "worded", "kind"),
    [
        ("figure", [("compute", 0.8), ("figure", 0.1)], "compute"),
        ("figure", [("compute", 0.4), ("figure", 0.35), ("table", 0.25)], "figure"),
        ("figure", [("unanswerable", 0.9), ("summary", 0.08), ("figure", 0.02)], "summary"),
        ("yes_no", [("measure", 0.9), ("yes_no", 0.1)], "yes_no"),
        ("locate", [("measure", 0.8), ("locate", 0.2)], "locate"),
        ("locate", [("measure", 0.99), ("locate", 0.01)], "measure"),
        ("topic", [], "topic"),
        ("figure", [("conflict", 1.0)], "figure"),
    ],
)
def test_wording_decides_only_where_it_is_sure(own, worded, kind):
    assert by_wording(QuestionKind(own), worded) is QuestionKind(kind)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("“85%的家庭”这句引文，隶属何节何条", "locate"),
        ("STEAM、创客 哪节?", "locate"),
        ("一带一路那段，查所在小节名", "locate"),
        ("禁毒教育到底收在哪个标题下？", "locate"),
        ("学前督导的17个指标归哪一个名下？写全那个节名", "locate"),
        ("选课走班那句话的位置，请连章带节告知", "locate"),
        ("反恐防范写在哪", "locate"),
        ("劳动课在哪节课上", "measure"),
        ("哪个单位负责", "person"),
    ],
)
def test_a_place_of_the_text_is_asked_for_in_many_words(text, kind):
    asked = normalise(text)
    assert (kind_of(asked) is QuestionKind.LOCATE) is (kind == "locate")
    sure = [("measure", 0.99), ("locate", 0.01)]
    assert (by_wording(kind_of(asked), sure, named=names_a_place(asked)) is QuestionKind.LOCATE) is (
        kind == "locate" and names_a_place(asked)
    )


def test_shipped_model_is_small_and_tells_what_people_ask(assistant):
    model = load_wording()
    assert model is not None
    assert model.kind.weights.dtype == model.operation.weights.dtype == np.int8
    assert {"figure", "summary", "compute", "unanswerable"} <= set(model.kind.names)
    for text, kind in (
        ("2020年中小学电脑加起来多少台", "compute"),
        ("把职业教育那节压缩成几句话", "summary"),
        ("幼儿园一个月伙食费交多少", "unanswerable"),
    ):
        question = assistant.understander.understand([text])
        assert question.wording[0][0] == kind, question.wording[:3]
        assert question.sounds(kind) == question.wording[0][1] > 0.3


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        ("2018、2019、2020三年新增学位加起来多少", "sum"),
        ("上幼儿园的娃2020比2016少了几个", "difference"),
        ("中职在校生五年要涨百分之几", "growth"),
        ("平均每所幼儿园有几个小朋友", "ratio"),
        ("重点关注的学生占建档学生的百分之几", "share"),
        ("36亿多摊到五年，一年几个亿", "yearly"),
        ("班班通还没通到的剩百分之几", "rest"),
    ],
)
def test_shipped_model_tells_what_is_to_be_worked_out(assistant, text, operation):
    question = assistant.understander.understand([text])
    assert question.operations[0][0].rstrip("+-") == operation, question.operations[:3]
    assert question.wants(operation) >= question.operations[0][1] > 0.5
    assert question.wants("nonsense") == 0.0


@pytest.mark.parametrize(
    ("text", "form", "other"),
    [
        ("小学加中学的电脑合起来，2020年比2016年总共多了几台", "difference+", "difference-"),
    ],
)
def test_shipped_model_tells_forms_of_one_sort_apart(assistant, text, form, other):
    question = assistant.understander.understand([text])
    sort = form.rstrip("+-")
    assert question.wants(form) > question.wants(other)
    assert question.wants(sort) >= question.wants(form) + question.wants(other)


def test_of_a_sort_all_its_forms_count(assistant):
    question = replace(assistant.understander.understand(["床位"]), operations=(("sum+", 0.5), ("sum", 0.25), ("ratio", 0.25)))
    assert (question.wants("sum"), question.wants("sum+"), question.wants("share")) == (0.75, 0.5, 0.0)
