"""What a question's words alone tell: the network worked out here is torch's, fits twice the same, and knows one plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lzqa.learning import intent as learned
from lzqa.retrieval.intent import LAYERS, LEAST, IntentModel, heard, load_intents

PASSAGES, FACTS, DIMENSION = ("a", "b", "c"), ("a#1", "c#1"), 8
WORDS = ("在园幼儿有多少", "教师要本科", "床位加几个", "学位够不够", "老师编制", "宿舍多少张床")


@pytest.fixture(scope="module", autouse=True)
def _often():
    """So few questions are gone through more often."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(learned, "ROUNDS", 60)
        yield


@pytest.fixture(scope="module")
def questions(assistant):
    """Six questions, five of which the plan answers, each forty times with another vector."""
    random = np.random.default_rng(5)
    found = []
    for turn in range(40):
        for at, text in enumerate(WORDS):
            vector = random.normal(size=DIMENSION).astype(np.float32) + at
            place, facts = at % 3, ((), (), (0,), None, (1,), (0, 1))[at]
            found.append(learned.Heard(heard(text, assistant.index.segmenter), vector, (place,), facts, at != 4, turn % 5))
    return found


@pytest.fixture(scope="module")
def net(questions):
    return learned.trained(questions, len(PASSAGES), len(FACTS))


def _model(net, questions) -> IntentModel:
    names = {"plan": np.array("plan"), "passages": np.array(PASSAGES), "facts": np.array(FACTS)}
    return IntentModel.parse({**names, **learned._arrays(net, questions)})


def test_words_and_runs_are_heard_once_each(assistant):
    segmenter = assistant.index.segmenter
    numbers = heard("床位床位", segmenter)
    assert sorted(set(numbers.tolist())) == numbers.tolist()
    # 床 位 床位 位床 床位床 位床位 as runs, and at least one word
    assert len(numbers) >= 7
    assert len(heard("", segmenter)) == 0


def test_numpy_works_out_what_torch_does(net, questions):
    import torch

    model = _model(net, questions)
    with torch.no_grad():
        few = questions[:12]
        hidden = learned._hidden(net, [each.numbers for each in few], np.stack([each.vector for each in few]))
        passages, facts = (torch.softmax(net[name](hidden), dim=1).numpy() for name in ("passage", "fact"))
        answered = torch.sigmoid(net["answered"](hidden))[:, 0].numpy()
    for at, each in enumerate(few):
        told = model.probabilities(each.numbers, each.vector)
        np.testing.assert_allclose(told[0], passages[at], atol=0.01)
        np.testing.assert_allclose(told[1], facts[at], atol=0.01)
        assert told[2] == pytest.approx(float(answered[at]), abs=0.01)


def test_what_is_learned_is_told(net, questions):
    model = _model(net, questions)
    for at, each in enumerate(questions[: len(WORDS)]):
        passages, facts, answered = model.probabilities(each.numbers, each.vector)
        assert int(passages.argmax()) == at % 3
        assert (answered > 0.5) == (at != 4)
        if each.facts:
            assert set(np.argsort(-facts)[: len(each.facts)].tolist()) == set(each.facts)
        elif each.facts is not None:
            assert int(facts.argmax()) == len(FACTS)
        assert passages.sum() == pytest.approx(1)
        assert facts.sum() == pytest.approx(1)


def test_the_same_questions_give_the_same_network(net, questions):
    again = learned._arrays(learned.trained(questions, len(PASSAGES), len(FACTS)), questions)
    for name, array in learned._arrays(net, questions).items():
        np.testing.assert_array_equal(again[name], array)


def test_a_network_is_read_as_it_was_written(net, questions, tmp_path):
    model = _model(net, questions)
    np.savez_compressed(tmp_path / "intent.npz", **model.dump())
    with np.load(tmp_path / "intent.npz", allow_pickle=False) as kept:
        again = IntentModel.parse({name: kept[name] for name in kept.files})
    assert (again.plan, again.passages, again.facts) == ("plan", PASSAGES, FACTS)
    for name in LAYERS:
        np.testing.assert_allclose(again.layers[name], model.layers[name], atol=2e-3)
    one = questions[0]
    np.testing.assert_allclose(
        again.probabilities(one.numbers, one.vector)[0], model.probabilities(one.numbers, one.vector)[0], atol=0.01
    )


def test_a_passage_that_the_plan_lacks_is_left_out(net, questions):
    model, one = _model(net, questions), questions[1]
    told = model.tell(one.numbers, one.vector, np.array([3, -1, 0]), 5)
    shares = model.probabilities(one.numbers, one.vector)[0]
    np.testing.assert_array_equal(told.passages, [shares[2], 0, 0, shares[0], 0])
    assert told.logarithms.min() == pytest.approx(np.log(LEAST))
    assert sum(share for _, share in told.facts) + told.nothing == pytest.approx(1, abs=1e-3)


def test_the_shipped_network_knows_the_plan(assistant):
    model, plan = load_intents(), assistant.index.plan
    assert model is not None
    assert model.plan == plan.corpus.info.id
    assert set(model.passages) == {passage.id for passage in plan.passages.passages}
    assert set(model.facts) == {fact.id for fact in plan.facts}


@pytest.mark.parametrize(
    ("text", "passage"),
    [("二〇二五年幼儿在园人数", "2.4/T"), ("连州中学新宿舍床位", "4.3.1/"), ("特殊教育学校在校学生数", "1.1/T1")],
)
def test_words_lead_to_their_passage(assistant, text, passage):
    told = assistant.retriever.intent(text)
    best = assistant.index.plan.passages.passages[int(told.passages.argmax())]
    assert best.id.startswith(passage)


def test_words_that_no_network_knows_tell_nothing_sure(assistant):
    told = assistant.retriever.intent("")
    assert told.passages.sum() == pytest.approx(1)
    assert told.passages.max() < 0.5


def test_another_plan_is_told_nothing(assistant):
    retriever = assistant.retriever
    own = retriever.intents
    question = assistant.understander.understand(["2020年幼儿园有几所"])
    try:
        retriever.intents = replace(own, plan="another")
        assert retriever.intent(question.text) is None
        signals = retriever.signals(question)
        assert not signals["intent"].any()
        assert not signals["intent_share"].any()
        assert assistant.look_up(question).question.told == ()
    finally:
        retriever.intents = own
    assert retriever.intent(question.text) is not None
