"""A network without time: building it, asking it, copying it."""

import random

import numpy as np
import pytest

import barreleye as be

LAYERS = [be.Dense(4, "relu"), be.Dense(2, "linear")]


def test_mlp_is_the_short_way_to_the_same_network():
    short = be.mlp(2, [4, 3], 2, activation=["relu", "tanh"], output="softmax", seed=5)
    layers = [be.Dense(4, "relu"), be.Dense(3, "tanh"), be.Dense(2, "softmax")]
    long = be.Network(2, layers, seed=5)
    assert short.descriptions == long.descriptions
    assert np.array_equal(short.parameters.vector, long.parameters.vector)


def test_mlp_wants_one_activation_or_one_for_every_hidden_layer():
    with pytest.raises(be.errors.OptionError, match=r"2 hidden layers.*got 1"):
        be.mlp(2, [4, 3], 2, activation=["relu"])


def test_the_seed_decides_the_first_weights():
    first, again, other = (be.Network(2, LAYERS, seed=seed) for seed in (3, 3, 4))
    assert np.array_equal(first.parameters.vector, again.parameters.vector)
    assert not np.array_equal(first.parameters.vector, other.parameters.vector)


def test_seed_none_draws_a_seed_and_keeps_it():
    first, second = be.Network(2, LAYERS, seed=None), be.Network(2, LAYERS, seed=None)
    assert first.seed != second.seed
    again = be.Network(2, LAYERS, seed=first.seed)
    assert np.array_equal(again.parameters.vector, first.parameters.vector)


@pytest.mark.parametrize("seed", [np.int64(7), np.uint32(7)], ids=["int64", "uint32"])
def test_a_seed_of_a_numpy_type_is_kept_as_the_number_it_is(seed):
    assert be.Network(2, LAYERS, seed=seed).seed == 7


def test_a_random_state_goes_on_from_where_it_is():
    stream = np.random.RandomState(0)
    net = be.Network(2, [be.Dense(3, init=be.initializers.normal(0.1))], seed=stream, dtype="float64")
    expected = np.random.RandomState(0)
    assert net.layers[0].weights.tolist() == (0.1 * expected.standard_normal((2, 3))).tolist()
    assert stream.standard_normal() == expected.standard_normal()


def test_no_global_random_state_is_read_or_written():
    np.random.seed(1)  # noqa: NPY002  the state that must stay as it is
    before, plain = np.random.get_state(), random.getstate()  # noqa: NPY002  as above
    for seed in (0, None):
        be.Network(2, LAYERS, seed=seed)
    after = np.random.get_state()  # noqa: NPY002  as above
    assert before[0] == after[0]
    assert np.array_equal(before[1], after[1])
    assert before[2:] == after[2:]
    assert random.getstate() == plain


@pytest.mark.parametrize("rows", [0, 1, 16384, 16385])
def test_any_number_of_rows_passes_through(rows):
    net = be.Network(1, [be.Dense(1, "linear", init=([[2.0]], [1.0]))])
    X = np.arange(rows, dtype=np.float32)[:, None]
    assert np.array_equal(net(X), 2.0 * X + 1.0)
    assert net(X).dtype == np.float32


@pytest.mark.parametrize("kind", ["int64", "uint8", "bool", "float16", "float64"])
def test_rows_of_any_real_kind_and_layout_give_the_same_answers(kind):
    net = be.Network(2, LAYERS, seed=1)
    X = np.array([[0, 1], [1, 0], [1, 1]])
    expected = net(X.astype(np.float32))
    assert np.array_equal(net(X.astype(kind)), expected)
    assert np.array_equal(net(np.asfortranarray(X.astype(kind))), expected)
    assert np.array_equal(net(X.astype(kind).tolist()), expected)
    assert np.array_equal(net(X.astype(kind)[::-1])[::-1], expected)


def test_asking_never_changes_the_rows():
    X = np.ones((3, 2), np.float32)
    X.flags.writeable = False
    net = be.Network(2, [be.Dense(2, "linear", init=np.eye(2))])
    assert net(X).tolist() == X.tolist()
    assert not np.shares_memory(net(X), X)


def test_the_loss_is_the_mean_over_the_rows_also_when_they_pass_in_parts(monkeypatch):
    net = be.Network(2, LAYERS, dtype="float64")
    rng = np.random.default_rng(0)
    X, y, w = rng.normal(size=(10, 2)), rng.normal(size=(10, 2)), rng.uniform(size=10)
    whole = net.loss(X, y), net.loss(X, y, sample_weight=w)
    per_row = ((net(X) - y) ** 2).mean(axis=1)
    bound = 32 * np.finfo(float).eps  # a sum of 10 positive terms in another order, and a division
    assert whole[0] == pytest.approx(per_row.mean(), rel=bound)
    assert whole[1] == pytest.approx((per_row * w).sum() / w.sum(), rel=bound)
    monkeypatch.setattr(
        "barreleye.network._passes.slices", lambda _, n: (slice(i, i + 3) for i in range(0, n, 3))
    )
    assert net.loss(X, y) == pytest.approx(whole[0], rel=bound)
    assert net.loss(X, y, sample_weight=w) == pytest.approx(whole[1], rel=bound)


@pytest.mark.parametrize(
    ("weights", "error", "words"),
    [
        ([1.0], be.errors.ShapeError, r"\(3,\), got \(1,\)"),
        ([[1.0], [1.0], [1.0]], be.errors.ShapeError, r"\(3,\), got \(3, 1\)"),
        ([1.0, -1.0, 1.0], be.errors.DataError, "not negative"),
        ([1.0, np.nan, 1.0], be.errors.DataError, "finite"),
        ([0.0, 0.0, 0.0], be.errors.DataError, "and not all of them zero"),
    ],
)
def test_sample_weights_that_mean_nothing_are_refused(weights, error, words):
    net = be.Network(2, [be.Dense(1)])
    for ask in (net.loss, net.gradients):
        with pytest.raises(error, match=words):
            ask(np.ones((3, 2)), np.ones(3), sample_weight=weights)


def test_a_copy_is_equal_and_independent():
    net = be.Network(2, [be.Dense(3, "relu"), be.Dense(2, "softmax")], classes=["no", "yes"], seed=8)
    net.parameters.vector[0] = 0.25
    twin = net.copy()
    assert np.array_equal(twin.parameters.vector, net.parameters.vector)
    assert (type(twin), twin.classes, twin.seed) == (be.Network, ("no", "yes"), 8)
    twin.parameters.vector[...] = 0.0
    assert net.parameters.vector[0] == 0.25


def test_the_summary_counts_every_parameter():
    net = be.Network(2, [be.Dense(64, "relu"), be.Dense(3, "softmax", bias=False)])
    text = str(net.summary())
    assert net.summary().parameters == 2 * 64 + 64 + 64 * 3 == net.parameters.vector.size
    assert "hidden0" in text
    assert "2 × 64" in text
    assert "he_normal" in text
    assert text.splitlines()[-1] == "384 parameters, float32, 1.5 KiB"


def test_a_network_is_shown_as_the_call_that_makes_it():
    net = be.Network(2, LAYERS)
    assert repr(net) == "Network(inputs=2, layers=[Dense(4, relu), Dense(2, linear)])"
    assert repr(net.layers[0]) == "hidden0: Dense(4, relu)"


@pytest.mark.parametrize("output", ["softmax", "log_softmax"])
def test_probabilities_have_a_column_for_each_class(output):
    net = be.Network(2, [be.Dense(3, output)], seed=0, dtype="float64", classes=["a", "b", "c"])
    X = np.random.default_rng(0).standard_normal((5, 2))
    p = net.predict_proba(X)
    assert net.classes_.tolist() == ["a", "b", "c"]
    assert np.abs(p.sum(axis=1) - 1.0).max() <= 8 * np.finfo(float).eps
    assert net.classes_[p.argmax(axis=1)].tolist() == net.predict(X).tolist()


def test_one_sigmoid_has_two_classes_and_several_have_one_each():
    X = np.random.default_rng(0).standard_normal((5, 2))
    one = be.mlp(2, [], 1, output="sigmoid", seed=0, dtype="float64")
    assert one.classes_.tolist() == [0, 1]
    assert (one.predict_proba(X)[:, 1:] == one(X)).all()
    assert (one.predict_proba(X)[:, :1] == 1.0 - one(X)).all()
    named = be.Network(2, [be.Dense(1, "sigmoid")], classes=[False, True])
    assert named.classes_.tolist() == [False, True]
    several = be.mlp(2, [], 3, output="sigmoid", seed=0)
    assert several.classes_.tolist() == [0, 1, 2]
    assert (several.predict_proba(X) == several(X)).all()


def test_a_network_of_numbers_has_no_classes():
    net = be.mlp(2, [], 1)
    assert not hasattr(net, "classes_")
    with pytest.raises(be.errors.OptionError, match="predicts numbers and has no classes"):
        net.predict_proba([[0.0, 1.0]])
