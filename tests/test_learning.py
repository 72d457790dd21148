"""What is learned: the same trees as scikit-learn's, the same models every time, no question scoring itself."""

from __future__ import annotations

import json

import numpy as np
import pytest

from conftest import ROOT
from lzqa.answer.abstain import BANK_FEATURES, FEATURES
from lzqa.answer.answerable import load_calibration
from lzqa.answer.factchoice import FACT_FEATURES
from lzqa.answer.proposals import FEATURES as PROPOSAL_FEATURES
from lzqa.answer.samematter import FEATURES as MATTER_FEATURES
from lzqa.errors import OutputError
from lzqa.learning import fusion, logistic
from lzqa.learning.examples import FOLDS
from lzqa.learning.learner import Learner
from lzqa.learning.ranking import NAMES
from lzqa.learning.train import PACKAGE, STEPS, Step, enrol, train, write_models
from lzqa.learning.trees import dump, together
from lzqa.retrieval.fusion import shipped_weights
from lzqa.retrieval.ranker import Ranker, load_ranker

FEW = 40


def same(one, other) -> bool:
    """Tell whether two models are equal, arrays among them."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(value, other[name]) for name, value in one.items())
    return np.array_equal(one, other) if isinstance(one, np.ndarray) else one == other


@pytest.fixture(scope="module", autouse=True)
def _quick():
    """Go through the bank's wordings once and grow few trees: what is tested does not hang on how well anything is learned."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("abstention", "facts", "followups", "proposals", "ranking", "samematter"):
            patch.setattr(f"lzqa.learning.{module}.TREES", FEW)
        patch.setattr("lzqa.learning.wording.ROUNDS", 1)
        patch.setattr("lzqa.learning.intent.ROUNDS", 1)
        yield


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """Every thirty-second of the questions to learn from."""
    folder = tmp_path_factory.mktemp("questions")
    (folder / "dev").mkdir()
    for path in sorted((ROOT / "eval" / "questions" / "dev").glob("*.jsonl")):
        lines = path.read_text(encoding="utf-8").splitlines()[::32]
        (folder / "dev" / path.name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def trained(assistant, sample):
    """Models of the sample, and what was said while they were fitted."""
    told: list[str] = []
    return train(enrol(assistant.index, sample, most=FEW), progress=told.append), told


# ---- trees ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("depth", [1, 3, 4])
def test_ranker_gives_the_probabilities_of_scikit_learn(depth):
    from sklearn.ensemble import GradientBoostingClassifier

    generator = np.random.default_rng(depth)
    rows = np.round(generator.random((300, 4)), 3)
    wanted = (rows[:, 0] + rows[:, 1] ** 2 > 0.9).astype(float)
    model = GradientBoostingClassifier(n_estimators=20, max_depth=depth, random_state=1).fit(rows, wanted)
    ranker = Ranker.parse(json.loads(json.dumps(dump(model, "abcd", depth))))
    fresh = np.round(generator.random((200, 4)), 3) + 0.0003
    np.testing.assert_allclose(ranker.probabilities(fresh), model.predict_proba(fresh)[:, 1], atol=2e-4)
    assert ranker.probabilities(fresh[:0]).shape == (0,)


def test_ranker_worked_out_by_hand():
    tree = {"feature": [1, -1, -1], "threshold": [0.5, 0, 0], "left": [1, 1, 2], "right": [2, 1, 2], "value": [0, -1.0, 2.0]}
    ranker = Ranker.parse({"names": ["a", "b"], "depth": 1, "base": 0.5, "trees": [tree, tree]})
    found = ranker.probabilities(np.array([[9, 0.5], [0, 0.51]]))
    np.testing.assert_allclose(found, [1 / (1 + np.exp(1.5)), 1 / (1 + np.exp(-4.5))])


def test_models_together_are_the_mean_of_their_log_odds():
    stumps = [
        {"feature": [0, -1, -1], "threshold": [0.5, 0, 0], "left": [1, 1, 2], "right": [2, 1, 2], "value": [0, low, high]}
        for low, high in ((-1.0, 2.0), (-0.5, 0.5))
    ]
    models = [
        {"names": ["a"], "depth": 1, "base": base, "trees": [tree]} for base, tree in zip((0.5, -0.1), stumps, strict=True)
    ]
    rows = np.array([[0.2], [0.7]])
    alone = [Ranker.parse(model).log_odds(rows) for model in models]
    np.testing.assert_allclose(Ranker.parse(together(models)).log_odds(rows), np.mean(alone, axis=0), atol=1e-5)
    np.testing.assert_allclose(Ranker.parse(together(models[:1])).log_odds(rows), alone[0], atol=1e-5)


# ---- without a bank -------------------------------------------------------------------------------------------


def test_trees_are_worked_out_the_same_completed_or_not():
    ranker = load_ranker()
    rows = np.random.default_rng(0).choice(ranker.threshold.ravel(), size=(9, len(ranker.names)))
    rows[0, 0], rows[1, 1] = np.nan, np.inf
    np.testing.assert_array_equal(ranker._leaves(rows), ranker._leaves_of_deep(rows))


def test_ranks_count_better_passages_and_equal_ones_before():
    columns = np.array([[[0.1], [0.9], [0.9], [0.5]], [[0.2], [0.2], [0.2], [0.2]]])
    evidence = [np.array([2, 3]), np.array([3])]
    assert fusion.ranks(columns, evidence, np.array([1.0])).tolist() == [2, 4]
    assert fusion.reciprocal(np.array([1, 2, 11])) == pytest.approx(0.5)


def test_regression_keeps_the_signs_and_tells_the_classes_apart():
    generator = np.random.default_rng(3)
    matrix = generator.normal(size=(400, 3))
    target = (matrix[:, 0] - matrix[:, 1] + 0.5 * generator.normal(size=400) > 0).astype(float)
    fitted = logistic.regression(matrix, target, (1, -1, 1))
    assert fitted[0] > 1 > -1 > fitted[1]
    assert fitted[2] >= 0
    against = logistic.regression(matrix, target, (-1, 1, 1))
    np.testing.assert_allclose(against[:2], 0, atol=1e-6)


# ---- all of it ------------------------------------------------------------------------------------------------


def test_steps_name_files_of_the_package_and_each_is_fitted(trained):
    models, told = trained
    assert list(models) == [step.file for step in STEPS]
    assert all((PACKAGE / step.file).is_file() for step in STEPS)
    for step in STEPS:
        assert any(step.file in line for line in told)
    assert any("MRR@10" in line for line in told)


def test_models_have_the_form_in_which_they_are_read(trained, tmp_path):
    models, _ = trained
    assert set(models["retrieval/fusion.json"]) == set(shipped_weights())
    assert set(models["answer/abstention.json"]["weights"]) == set(FEATURES)
    assert set(models["answer/abstention-bank.json"]["weights"]) == set(BANK_FEATURES)
    assert Ranker.parse(models["retrieval/ranker.json"]).names == NAMES
    write_models(models, tmp_path)
    for file, content in models.items():
        if file.endswith(".npz"):
            with np.load(tmp_path / file, allow_pickle=False) as kept:
                assert same({name: kept[name] for name in kept.files}, content)
        else:
            assert json.loads((tmp_path / file).read_text(encoding="utf-8")) == content
    assert tuple(models["answer/proposals.json"]["names"]) == PROPOSAL_FEATURES
    assert tuple(models["answer/facts.json"]["names"]) == FACT_FEATURES
    assert tuple(models["answer/samematter.json"]["names"]) == MATTER_FEATURES
    heads = {f"{head}_{name}" for head in ("kind", "operation") for name in ("names", "weights", "scales", "bias")}
    assert set(models["question/wording.npz"]) == {"rarity", *heads}
    assert not list(tmp_path.rglob("*.part"))


def test_training_twice_gives_the_same_numbers(trained, assistant, sample):
    assert same(train(enrol(assistant.index, sample, most=FEW)), trained[0])


def test_without_a_bank_only_the_models_that_need_none_are_fitted(assistant, sample):
    course = enrol(assistant.index, sample, bank=False)
    assert course.banked is None
    assert course.bank == []

    def fake(_: object) -> object:
        return type("Learned", (), {"content": {}, "reached": ()})

    steps = [Step(step.name, step.file, fake, bank=step.bank) for step in STEPS]
    assert list(train(course, steps)) == ["retrieval/fusion.json", "answer/abstention.json"]


def test_shipped_models_are_the_ones_that_are_read():
    assert load_ranker() is not None
    assert load_ranker().names == NAMES
    calibration = load_calibration()
    assert calibration.bank is not None
    assert set(calibration.bank.weights) == set(BANK_FEATURES)
    for name, sign in FEATURES.items():
        assert calibration.plain.weights[name] * sign >= 0


def test_models_that_cannot_be_written_are_an_error_with_the_remedy(tmp_path):
    (tmp_path / "retrieval").write_text("a file where a folder is wanted", encoding="utf-8")
    with pytest.raises(OutputError, match=r"fusion\.json cannot be written") as caught:
        write_models({"retrieval/fusion.json": {}}, tmp_path)
    assert caught.value.code == "O005"
    assert "-o" in caught.value.remedy


# ---- nothing scores itself ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def course(assistant, sample):
    """What is to be learned from, before anything is."""
    return enrol(assistant.index, sample, most=FEW)


def test_examples_of_the_bank_are_hidden_from_themselves(course):
    bank = course.banked.retriever.bank
    texts = [entry.text for entry in bank.entries]
    own = 0
    for example in course.bank:
        number = texts.index(example.question.raw)
        assert number in example.without
        lines = {bank.entries[hidden].line for hidden in example.without}
        assert lines == {bank.entries[number].line}
        own += example.without == (number,)
        assert 0 <= example.fold < FOLDS
        assert example.answerable == bool(example.evidence)
    assert 0 < own < len(course.bank)
    assert {example.blind for example in course.bank} == {False}
    assert {example.blind for example in course.asked} == {True}


def test_learner_meets_each_question_with_the_models_of_its_fold(course):
    learner = course.banked
    assert isinstance(learner, Learner)
    shipped = load_ranker()
    learner.rankers = [shipped] * FOLDS
    marked = Ranker.parse({"names": list(NAMES), "depth": 1, "base": 0.0, "trees": []})
    example = course.asked[0]
    learner.rankers = [marked if fold == example.fold else shipped for fold in range(FOLDS)]
    assert learner.look_up(example.question).hits[0].score == pytest.approx(0.501)
    other = next(each for each in course.asked if each.fold != example.fold)
    assert learner.look_up(other.question).hits[0].score != pytest.approx(0.501)
