"""The sentence reader: features on tiny texts, trees beside scikit-learn's, what a question expects."""

from __future__ import annotations

import gzip
import json
import math
from importlib import resources

import numpy as np
import pytest

from lzqa.embedding import StaticEmbedder
from lzqa.learning.trees import dump_histogram
from lzqa.retrieval.expecting import BITS, LOOKS, VIEWS, Expecting, crossed, looks, shipped_expecting, views
from lzqa.retrieval.offers import ASKS, OFFERS, asks, offers
from lzqa.retrieval.ranker import Ranker
from lzqa.retrieval.reader import READER_FILE, Reader, load_trees
from lzqa.retrieval.reading import WINDOW, Collection, Postings, grams, highest_near, weighed
from lzqa.segment import Segmenter
from training import reader as training
from training import sources
from training.expecting import fit, read_answered

SEA = ["鲸鱼住在海洋里。", "它每天吃磷虾四吨！"]
HILL = ["※", "茶树长在山坡上，1950年起有人采茶。"]


@pytest.fixture(scope="module")
def segmenter():
    return Segmenter.fit()


@pytest.fixture(scope="module")
def embedder():
    return StaticEmbedder()


@pytest.fixture(scope="module")
def collection(segmenter, embedder):
    return Collection([SEA, HILL], segmenter, embedder)


def values(collection, question, places=(0, 1, 2, 3)):
    names, rows = collection.features(collection.ask(question), np.array(places))
    return {name: rows[:, at].tolist() for at, name in enumerate(names)}


# --- features --------------------------------------------------------------------------------------------------------


def test_grams_are_characters_and_pairs_that_no_mark_parts():
    assert grams("Ａ茶，树") == ("a", "茶", "a茶", "树")


def test_rarity_is_worked_out_by_hand():
    postings = Postings([("a", "b", "a"), ("a",), ()])
    assert postings.rarity("a") == pytest.approx(math.log(1 + 1.5 / 2.5))
    assert postings.rarity("z") == pytest.approx(math.log(1 + 3.5 / 0.5))
    assert postings.held(["b", "z", "a"]).tolist() == [[True, False, False], [False, False, False], [True, True, False]]


def test_weighed_sums_rows_by_weights():
    assert weighed(np.array([0.25, 0.75]), np.array([[True, False], [True, True]])).tolist() == [1.0, 0.75]


def test_highest_near_looks_as_far_as_the_window_on_either_side():
    row = np.zeros(40)
    row[20] = 3.0
    row[2] = -1.0
    near = highest_near(row[None, None, :])[0, 0]
    expected = [max(row[max(0, at - WINDOW) : at + WINDOW + 1].max(), 0.0) for at in range(40)]
    assert near[: len(row)].tolist() == expected


def test_runs_and_order_are_shares_of_the_questions_length(collection):
    found = values(collection, "鲸鱼吃磷虾")
    assert found["longest run"] == pytest.approx([2 / 5, 3 / 5, 0, 0])
    assert found["common order"] == pytest.approx([2 / 5, 3 / 5, 0, 0])
    assert values(collection, "吃鲸鱼")["common order"] == pytest.approx([2 / 3, 1 / 3, 0, 0])


def test_shares_look_at_the_sentence_before_and_the_paragraph_but_not_across_its_edge(collection):
    found = values(collection, "鲸鱼吃磷虾")
    own, before, both = (found[f"{name} share of words"] for name in ("own", "before", "both"))
    assert both[1] == pytest.approx(1.0)
    assert before[1] == pytest.approx(own[0])
    assert own[0] + own[1] == pytest.approx(1.0)
    assert before[0] == before[2] == 0.0
    assert found["paragraph share of words"] == pytest.approx([1, 1, 0, 0])


def test_a_token_of_the_question_meets_itself_wholly_and_others_a_little(collection):
    found = values(collection, "磷虾")
    assert found["exact share"] == pytest.approx([0, 1, 0, 0])
    assert found["soft share"][1] == pytest.approx(1.0, abs=1e-3)
    assert found["soft share"][0] < 0.7
    assert found["densest"][1] == pytest.approx(1.0, abs=1e-3)


def test_an_offer_counts_only_when_the_question_does_not_name_it(collection):
    assert values(collection, "茶树哪一年有人采")["offers year"] == [0, 0, 0, 1]
    assert values(collection, "1950年起茶树怎么了")["offers year"] == [0, 0, 0, 0]
    assert values(collection, "茶树哪一年有人采")["near: year"][3] > 0.5


def test_a_question_without_words_has_features_too(collection):
    for question in ("", "※", "？"):
        _, rows = collection.features(collection.ask(question), np.arange(4))
        assert np.isfinite(rows).all()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("谁建造了大桥?", {"who"}),
        ("大桥建于哪一年?", {"when", "which"}),
        ("大桥在哪里?", {"where", "which"}),
        ("大桥有多长?", {"how many"}),
        ("大桥为什么塌了?", {"why", "what"}),
        ("如何过桥?", {"how"}),
        ("大桥又名什么?", {"named", "what"}),
        ("大桥塌了吗?", {"yes or no"}),
    ],
)
def test_asks_hears_what_a_question_expects(question, expected):
    assert {name for name, sounds in zip(ASKS, asks(question), strict=True) if sounds} >= expected
    assert "who" in expected or not asks(question)[list(ASKS).index("who")]


def test_offers_points_at_the_words():
    text = "因为水灾,1950年由李四重建了《大桥》"
    found = {name: [text[a:b] for a, b in spans] for name, spans in zip(OFFERS, offers(text), strict=True) if spans}
    assert (found["year"], found["reason"], found["title"]) == (["1950年"], ["因为"], ["《大桥》"])
    assert "list" not in found


# --- the trees ---------------------------------------------------------------------------------------------------------


def test_trees_in_numpy_equal_scikit_learns():
    from sklearn.ensemble import HistGradientBoostingClassifier

    random = np.random.default_rng(5)
    rows = np.round(random.normal(size=(600, 6)), 1).astype(np.float32)
    wanted = (rows[:, 0] * rows[:, 1] + rows[:, 2] > 0.2) ^ (random.random(600) < 0.1)
    model = HistGradientBoostingClassifier(max_iter=30, max_leaf_nodes=9, random_state=0).fit(rows, wanted)
    trees = Ranker.parse(dump_histogram(model, [f"f{at}" for at in range(6)]))
    fresh = np.round(random.normal(size=(300, 6)), 1).astype(np.float32)
    for given in (rows, fresh):
        assert trees.probabilities(given.astype(float)) == pytest.approx(model.predict_proba(given)[:, 1], abs=1e-5)


def test_shipped_trees_are_over_the_features_and_small(collection):
    names, _ = collection.features(collection.ask("鲸鱼"), np.arange(2))
    assert load_trees().names == names == training.names()
    path = resources.files("lzqa.retrieval") / READER_FILE
    assert path.is_file()
    assert len(path.read_bytes()) < 2_000_000


# --- reading -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("大桥是哪一年建造的？", "大桥于1950年建造。"),
        ("大桥是由谁建造的？", "大桥由工程师李四建造。"),
        ("大桥为什么重新建造？", "因为水灾冲毁了桥墩，大桥重新建造。"),
        ("大桥有多长？", "大桥全长320米。"),
    ],
)
def test_what_a_question_expects_decides_between_sentences(segmenter, embedder, question, expected):
    sentences = ["大桥于1950年建造。", "大桥由工程师李四建造。", "因为水灾冲毁了桥墩，大桥重新建造。", "大桥全长320米。"]
    reader = Reader([sentences], segmenter, embedder)
    assert sentences[int(reader.probabilities(question, range(4)).argmax())] == expected


def test_probabilities_do_not_depend_on_the_order_of_the_places(segmenter, embedder):
    reader = Reader([SEA, HILL], segmenter, embedder)
    forward = reader.probabilities("鲸鱼每天吃什么", [0, 1, 2, 3])
    assert forward.tolist() == reader.probabilities("鲸鱼每天吃什么", [3, 2, 1, 0])[::-1].tolist()
    assert ((forward >= 0) & (forward <= 1)).all()
    assert len(reader.probabilities("鲸鱼每天吃什么", [])) == 0


def test_scores_put_what_was_read_before_what_was_not(segmenter, embedder):
    reader = Reader([SEA, HILL], segmenter, embedder)
    scores = reader.scores("鲸鱼每天吃什么", promising=2)
    assert sorted((scores >= 0).tolist()) == [False, False, True, True]
    assert scores[1] == scores.max()


# --- fitting -----------------------------------------------------------------------------------------------------------


def test_pieces_and_groups_lose_nothing():
    sentences = [str(number) for number in range(13)]
    cut = training.pieces(sentences)
    assert [len(piece) for piece in cut] == [4, 5, 4]
    assert [sentence for piece in cut for sentence in piece] == sentences
    paragraphs = [sources.Paragraph(str(at), ("文",), ()) for at in range(2 * training.GROUP + 30)]
    grouped = training.groups(paragraphs)
    assert [len(group) for group in grouped] == [training.GROUP, training.GROUP + 30]
    assert [len(group) for group in training.groups(paragraphs[:3])] == [3]


def test_every_question_gives_a_choice_in_its_paragraph_and_one_among_all(segmenter, embedder):
    paragraphs = [
        sources.Paragraph("鲸鱼", tuple(SEA), (("鲸鱼每天吃多少磷虾", (1,)), ("鲸鱼住在哪里", (0,)))),
        sources.Paragraph("茶树", tuple(HILL), ()),
    ]
    found = list(training.choices(paragraphs, segmenter, embedder))
    assert [choice.pooled for choice in found] == [False, True, False, True]
    assert [len(choice.rows) for choice in found] == [2, 4, 2, 4]
    assert [choice.right.sum() for choice in found] == [1, 1, 1, 1]
    assert found[0].right.tolist() == [False, True]
    assert {choice.title for choice in found} == {"鲸鱼"}


# --- which words could answer ------------------------------------------------------------------------------------------


def test_looks_of_a_word_depend_on_its_neighbours_and_figures_look_alike_but_for_their_ends():
    first, second = looks(["于", "1950", "年"]), looks(["于", "1984", "年"])
    assert first.shape == (3, LOOKS)
    ends = [2, 3]
    assert np.delete(first[1], ends).tolist() == np.delete(second[1], ends).tolist()
    assert first[1].tolist() != looks(["于", "1950", "人"])[1].tolist()
    assert first[1].tolist() != looks(["于", "19", "年"])[1].tolist()


def test_views_tell_the_last_question_word_and_what_stands_around_it(segmenter):
    assert views("大桥是哪一年建造的", segmenter).shape == (VIEWS,)
    same = views("大桥是哪一年建造的", segmenter) == views("铁路是哪一年修建的", segmenter)
    assert same[[0, 1]].all()
    assert not same[3]
    assert (views("大桥", segmenter)[1:] != views("大桥在哪里", segmenter)[1:]).all()


def test_fitness_is_the_sum_of_the_crossed_weights_worked_out_by_hand(segmenter):
    words, question = looks(["李四", "1950"]), views("谁建造了大桥", segmenter)
    places = crossed(words, question)
    assert places.shape == (2, LOOKS * VIEWS)
    assert 0 <= places.min() <= places.max() < 2**BITS
    weights = np.zeros(2**BITS)
    np.add.at(weights, places[0], 1.0)
    model = Expecting.of(weights)
    assert model.fitness(words, question)[0] == pytest.approx(weights[places[0]].sum(), abs=model.scale * LOOKS * VIEWS)
    assert model.fitness(words, question)[0] > model.fitness(words, question)[1]
    assert Expecting.of(np.zeros(2**BITS)).fitness(words, question).tolist() == [0.0, 0.0]


def test_what_could_answer_is_learned_from_answers(segmenter, tmp_path):
    rows = []
    for at, name in enumerate(("王五", "赵六", "孙七", "周八")):
        context = f"{name}在{1950 + at}年建造了大桥。桥下有一条河。"
        for question, answer in (
            ("大桥是谁建造的？", name),
            ("大桥是哪一年建造的？", f"{1950 + at}年"),
            ("", "年"),
            ("多高？", "山"),
        ):
            rows.append({"title": name, "context": context, "question": question, "answer": answer})
    (tmp_path / "train").mkdir()
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (tmp_path / sources.CMRC).write_bytes(gzip.compress(lines.encode()))
    answered = read_answered(tmp_path, segmenter)
    assert len(answered) == 8
    assert all(each.right.any() and not each.right.all() for each in answered)
    model = fit(answered * 12)
    words = looks(["吴九", "于", "1984", "年", "来"])
    who, when = (model.fitness(words, views(text, segmenter)) for text in ("铁路是谁修建的", "铁路是哪一年修建的"))
    assert when[2] > who[2]
    assert when[2] == when.max()


def test_shipped_fitness_knows_years_from_people(segmenter):
    words = looks(["1950", "年", "由", "工程师", "李四", "建造"])
    assert int(shipped_expecting().fitness(words, views("大桥是哪一年建造的？", segmenter)).argmax()) in (0, 1)
    assert int(shipped_expecting().fitness(words, views("大桥是谁建造的？", segmenter)).argmax()) in (3, 4)
