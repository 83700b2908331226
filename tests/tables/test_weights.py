"""How much rows count in training: by a column, by their class, and not at all with weight 0."""

import math
from dataclasses import replace

import numpy as np
import pytest

import barreleye as be
from barreleye.errors import BarreleyeError, DataError, OptionError
from barreleye.losses import cross_entropy, squared_error
from barreleye.tables import as_table
from barreleye.tables._row_weights import weights_of
from barreleye.tables._target import Target
from barreleye.tables.fitting import Rows, Settings, by_chance, learn
from support.tables import prices, sides

EPS = float(np.finfo(float).eps)


def fit(data, target, **options):
    return be.fit_table(data, target, **({"hidden": (8,), "epochs": 6, "progress": False} | options))


def bits(found):
    return found.model.network.parameters.vector.tobytes()


def rare():
    """Return a class that one of ten rows has, and a column that says nothing about it."""
    x = np.random.default_rng(0).random(200)
    return {"x": x, "y": ["yellow" if i % 10 == 0 else "green" for i in range(200)]}


def weights(entries, column=None, class_weight=None):
    """Return the weights of rows with these targets."""
    table = as_table({"y": entries} | ({} if column is None else {"w": column}))
    goal = Target.decide(table["y"], None)
    y = goal.encode(table["y"])
    return weights_of(goal, y, None if column is None else table["w"], class_weight)


COLOURS = ["red"] * 12 + ["blue"] * 6 + ["green"] * 2


def test_a_row_of_weight_3_counts_as_often_as_three_rows():
    rng = np.random.default_rng(0)
    times, losses = rng.integers(0, 5, 20), rng.random(20)
    found = weights(rng.random(20).tolist(), column=times)
    repeated = np.repeat(losses, times).mean()
    assert np.mean(found * losses) == pytest.approx(repeated, rel=20 * EPS)
    assert found.mean() == pytest.approx(1.0, rel=20 * EPS)
    assert weights(rng.random(20).tolist()) is None


def test_balanced_classes_have_the_same_weight_together():
    found = weights(COLOURS, class_weight="balanced")
    want = [20 / (3 * {"red": 12, "blue": 6, "green": 2}[one]) for one in COLOURS]
    assert found == pytest.approx(want, rel=8 * EPS)
    sums = [found[np.array(COLOURS) == one].sum() for one in ("red", "blue", "green")]
    assert sums == pytest.approx([20 / 3] * 3, rel=20 * EPS)


def test_classes_have_the_weights_they_were_given_and_1_otherwise():
    found = weights(COLOURS, class_weight={"blue": 4.0, "green": 0})
    total = 12 * 1.0 + 6 * 4.0 + 2 * 0.0
    want = [{"red": 1.0, "blue": 4.0, "green": 0.0}[one] * 20 / total for one in COLOURS]
    assert found == pytest.approx(want, rel=8 * EPS)
    assert weights(COLOURS, class_weight={}) == pytest.approx(np.ones(20), rel=8 * EPS)
    whole = weights([0, 1] * 10, class_weight={1: 3})  # labels are as they stand in the table
    assert whole.tolist() == pytest.approx([0.5, 1.5] * 10, rel=8 * EPS)


def test_a_column_and_classes_are_multiplied():
    times = np.arange(20) % 4
    found = weights(COLOURS, column=times, class_weight={"red": 2.0})
    want = times * [2.0 if one == "red" else 1.0 for one in COLOURS]
    assert found == pytest.approx(want * 20 / want.sum(), rel=20 * EPS)


REFUSED = {
    "a class that is not there": ({"pink": 1.0}, "has 'pink', which is none of the classes"),
    "below 0": ({"red": -1.0}, "the weight of a class is a number of 0 or more, got -1.0 for 'red'"),
    "nan": ({"red": math.nan}, "is a number of 0 or more, got nan"),
    "infinity": ({"red": math.inf}, "is a number of 0 or more, got inf"),
    "a word for a weight": ({"red": "much"}, "is a number of 0 or more, got 'much'"),
    "another word": (
        "equal",
        "class_weight is 'balanced', or a mapping of labels to weights, got 'equal'",
    ),
    "a list": ([1.0, 2.0, 1.0], "class_weight is 'balanced', or a mapping"),
    "all 0": (dict.fromkeys(("red", "blue", "green"), 0.0), "and not all of them zero"),
}


@pytest.mark.parametrize(("given", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_weights_of_classes_that_cannot_be_meant_are_refused(given, told):
    with pytest.raises(BarreleyeError) as refusal:
        fit({"x": list(range(20)), "y": COLOURS}, "y", class_weight=given)
    assert told in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("given", ["balanced", {1.0: 2.0}])
def test_weights_of_classes_are_refused_where_a_number_is_predicted(given):
    with pytest.raises(
        OptionError, match="class_weight needs classes, and 'price' is a number to predict"
    ):
        fit(prices(rows=40), "price", class_weight=given)


COLUMNS = {
    "words": (["a", "b"] * 20, "the weights 'w' are words: rows need numbers of 0 or more"),
    "dates": (["2020-01-01", "2020-01-02"] * 20, "the weights 'w' are dates"),
    "missing": ([None, *[1.0] * 39], "missing entr"),
    "below 0": ([-1.0, *[1.0] * 39], "the weights 'w' run from -1 to 1: they are 0 or more"),
    "all 0": ([0.0] * 40, "the weights 'w' run from 0 to 0"),
}


@pytest.mark.parametrize(("column", "told"), COLUMNS.values(), ids=COLUMNS.keys())
def test_a_column_that_is_no_weight_is_refused(column, told):
    with pytest.raises(DataError) as refusal:
        fit(sides(rows=40) | {"w": column}, "side", sample_weight="w")
    assert told in str(refusal.value)


def test_a_weight_that_is_not_there_or_the_target_is_refused():
    with pytest.raises(DataError, match="'v'"):
        fit(sides(rows=40), "side", sample_weight="v")
    with pytest.raises(OptionError, match="'x' is the target: it cannot be the sample_weight as well"):
        fit(sides(rows=40), "x", sample_weight="x")


def test_the_column_of_weights_is_no_input_and_need_not_be_there_to_predict():
    data = sides(rows=60)
    weight = [1.0 if one == "left" else 2.0 for one in data["side"]]  # it would give the answer away
    found = fit(data | {"w": weight}, "side", sample_weight="w", epochs=2)
    assert all(name.startswith("x") for name in found.model.encoder.inputs)
    plan = next(one for one in found.model.encoder.plans if one.name == "w")
    assert plan.dropped
    assert len(found.model.predict({"x": [0.5, -0.5]}).values) == 2
    assert [one.name for one in found.explained.importance] == ["x"]


@pytest.mark.parametrize("classes", [0, 2])
@pytest.mark.parametrize("teach", [True, False])
def test_the_answer_of_a_row_of_weight_0_changes_no_bit_of_the_network(classes, teach):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 3)).astype(np.float32)
    curved = X[:, 0] ** 2 + 0.1 * rng.normal(
        size=60
    )  # no line teaches that: the truth is among the lessons
    y = (curved > np.median(curved)).astype(np.int64) if classes else curved
    weight = np.where(np.arange(60) % 4, 4 / 3, 0.0)
    other = np.where(weight, y, 1 - y if classes else 50.0)
    columns = [slice(k, k + 1) for k in range(3)]
    loss = cross_entropy if classes else squared_error
    plan = Settings((8,), "tanh", 20, 15, 0, learning_rate=0.05)
    first, again, counted = (
        Rows(X, target, classes, loss, w, columns)
        for target, w in ((y, weight), (other, weight), (other, None))
    )
    found = [
        learn(rows, rows, by_chance(4, 60, None, 0), (plan,), teach=teach, progress=False)
        for rows in (first, again, counted)
    ]
    vectors = [one.last.network.parameters.vector.tobytes() for one in found]
    assert vectors[0] == vectors[1] != vectors[2]
    assert found[0].teachers.share == found[1].teachers.share < 1.0
    for one, two in zip(found[0].teachers.members, found[1].teachers.members, strict=True):
        assert one.network.parameters.vector.tobytes() == two.network.parameters.vector.tobytes()
        # what chooses an epoch is the mean over the rows held out, each with its weight
        own = one.fold.held_out
        losses = replace(first, weights=None).losses(one.answers[-1], own)
        assert one.curves[-1, 0] == pytest.approx(np.average(losses, weights=weight[own]), rel=60 * EPS)


def test_answers_exchanged_between_rows_of_weight_0_change_no_bit_of_the_model():
    rng = np.random.default_rng(0)
    # multiples of 1/8 in 64 rows: their mean and deviation are the same bits in any order
    x, y = rng.normal(size=64), rng.integers(-16, 16, 64) / 8.0
    weight = np.ones(64)
    weight[[3, 40]] = 0.0
    y[[3, 40]] = 1.5, -1.75
    other = y.copy()
    other[[3, 40]] = other[[40, 3]]
    first, again = (fit({"x": x, "y": one, "w": weight}, "y", sample_weight="w") for one in (y, other))
    assert bits(first) == bits(again)
    assert bits(fit({"x": x, "y": y}, "y")) != bits(fit({"x": x, "y": other}, "y"))


def test_weights_of_classes_and_the_same_weights_in_a_column_give_the_same_model():
    data = rare()
    weight = [9.0 if one == "yellow" else 1.0 for one in data["y"]]
    by_class = fit(data, "y", class_weight={"yellow": 9.0})
    by_column = fit(data | {"w": weight}, "y", sample_weight="w")
    assert bits(by_class) == bits(by_column) != bits(fit(data, "y"))


def test_balanced_classes_are_equally_probable_where_no_column_tells_them_apart():
    data = rare()
    for class_weight, share in ((None, 0.1), ("balanced", 0.5)):
        found = fit(data, "y", class_weight=class_weight, epochs=20, hidden=(), weight_decay=0.0)
        yellow = found.model.target.classes.index("yellow")
        # a fold holds out a few of 20 rows: the share that the others have is uncertain by 1 / sqrt(20) of it
        assert abs(np.median(found.probabilities[:, yellow]) - share) < share / math.sqrt(20)
