"""fit: it learns, it repeats itself bit for bit, and it counts rows as it should."""

import logging
import math

import numpy as np
import pytest

import barreleye as be
from barreleye.training._row_orders import RowOrders

EPS32, EPS64 = np.finfo(np.float32).eps, np.finfo(np.float64).eps


def curve(rows=30, dtype="float64", outputs=2):
    rng = np.random.default_rng(4)
    X = rng.normal(size=(rows, 3))
    y = np.column_stack([np.sin(X[:, 0]), X[:, 1] * X[:, 2]])[:, :outputs]
    net = be.Network(3, [be.Dense(6, "tanh"), be.Dense(outputs)], seed=2, dtype=dtype)
    return net, X, y


def test_the_spiral_is_learned_to_nine_points_in_ten():
    X, y = be.datasets.spiral(100, 3, seed=0)
    net = be.mlp(2, [64, 64], 3, output="softmax")
    net.fit(X, y, epochs=100, optimizer=be.Adam(0.01))
    assert (net.predict(X) == y).mean() > 0.9


def test_the_sine_is_learned_to_two_hundredths():
    X, y = be.datasets.sine(200)
    X = 4.0 * X - 2.0  # centred, as one would
    net = be.mlp(1, [32, 32], 1)
    net.fit(X, y, epochs=150, optimizer=be.Adam(be.schedules.Cosine(0.01, epochs=150)))
    assert math.sqrt(np.mean((net.predict(X) - y) ** 2)) < 0.02


@pytest.mark.parametrize("optimizer", ["adam", be.Momentum(0.5)], ids=str)
def test_xor_is_learned_without_a_mistake(optimizer):
    X, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
    net = be.mlp(2, [16], 1, activation="tanh", output="sigmoid")
    net.fit(X, y, epochs=1500 if optimizer == "adam" else 300, optimizer=optimizer)
    assert net.predict(X).tolist() == y.tolist()
    assert net.loss(X, y) < 0.1


def test_words_are_learned_as_classes_and_answered():
    X, y = be.datasets.vertical(50, 2, seed=0)
    words = np.array(["left", "right"])[y]
    net = be.mlp(2, [8], 2, output="softmax")
    net.fit(X, words, epochs=100, optimizer=be.Adam(0.02))
    assert net.classes == ("left", "right")
    assert (net.predict(X) == words).mean() > 0.95


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_same_seed_gives_the_same_bits(dtype):
    nets = []
    for _ in range(2):
        net, X, y = curve(dtype=dtype)
        net.fit(X, y, epochs=5, batch_size=7, validation=0.2)
        nets.append(net)
    assert nets[0].parameters.vector.tobytes() == nets[1].parameters.vector.tobytes()
    assert nets[0].history.loss == nets[1].history.loss
    assert nets[0].history.val_loss == nets[1].history.val_loss


def test_rows_come_in_another_order_in_every_epoch_and_for_every_seed():
    order = [RowOrders(20).of(seed, epoch) for seed in (0, 1) for epoch in (0, 1)]
    assert all(sorted(rows) == list(range(20)) for rows in order)
    assert len({tuple(rows) for rows in order}) == 4


def test_one_step_of_plain_descent_is_the_gradient_times_the_rate():
    net, X, y = curve()
    expected = net.parameters.vector - 0.125 * net.gradients(X, y).vector
    net.fit(X, y, epochs=1, batch_size=len(X), optimizer=be.SGD(0.125))
    # the mean over 30 shuffled rows is summed in another order, on numbers below 4
    np.testing.assert_allclose(net.parameters.vector, expected, rtol=0, atol=30 * 4 * EPS64)


@pytest.mark.parametrize("batch_size", [1, 7, 30, 100])
def test_every_row_is_met_once_in_an_epoch_whatever_the_batch(batch_size):
    net, X, y = curve()
    history = net.fit(X, y, epochs=2, batch_size=batch_size, optimizer=be.SGD(1e-200))
    assert [record.rows for record in history] == [30, 30]
    expected = net.loss(X, y)  # a step of 1e-200 moves nothing
    assert history.loss == pytest.approx([expected] * 2, rel=2 * 30 * EPS64)


def test_whole_sample_weights_equal_repeated_rows():
    counts = np.array([1, 2, 3] * 10)
    weighted, X, y = curve()
    repeated = weighted.copy()
    weighted.fit(X, y, epochs=20, batch_size=30, optimizer=be.SGD(0.1), sample_weight=counts)
    X, y = np.repeat(X, counts, axis=0), np.repeat(y, counts, axis=0)
    repeated.fit(X, y, epochs=20, batch_size=60, optimizer=be.SGD(0.1))
    # 20 steps, each the sum of 60 terms below 4 in another order; the loss falls, so nothing grows
    bound = 20 * 60 * 4 * EPS64
    vectors = weighted.parameters.vector, repeated.parameters.vector
    np.testing.assert_allclose(*vectors, rtol=0, atol=bound)
    assert weighted.history.loss == pytest.approx(repeated.history.loss, abs=bound)


def test_a_row_of_weight_zero_is_as_good_as_removed():
    kept = np.arange(30) % 3 > 0
    weighted, X, y = curve()
    removed = weighted.copy()
    wild = np.where(kept[:, None], y, 1e6)
    weighted.fit(X, wild, epochs=20, batch_size=30, optimizer=be.SGD(0.1), sample_weight=1.0 * kept)
    removed.fit(X[kept], y[kept], epochs=20, batch_size=20, optimizer=be.SGD(0.1))
    bound = 20 * 30 * 4 * EPS64  # as above
    vectors = weighted.parameters.vector, removed.parameters.vector
    np.testing.assert_allclose(*vectors, rtol=0, atol=bound)


@pytest.mark.parametrize("batch_size", [1, 4, 10])
def test_in_batches_of_any_size_every_row_pulls_by_its_own_weight(batch_size):
    X = np.arange(1.0, 11.0)[:, None]
    weights = np.linspace(0.0, 3.0, 10)
    net = be.Network(1, [be.Dense(1, bias=False, init=[[0.0]])], dtype="float64")
    # so far below y that the absolute error pulls by x wherever the network is
    net.fit(
        X,
        np.full(10, 1e6),
        loss="absolute_error",
        epochs=1,
        batch_size=batch_size,
        optimizer=be.SGD(0.125),
        sample_weight=weights,
    )
    pulls = (weights / weights.mean()) @ X[:, 0]
    steps = {1: pulls, 10: pulls / 10}
    order = RowOrders(10).of(net.seed, 0)
    shares = [
        (weights / weights.mean())[rows] @ X[rows, 0] / len(rows) for rows in np.split(order, [4, 8])
    ]
    steps[4] = sum(shares)
    expected = 0.125 * steps[batch_size]
    assert net.layers[0].weights[0, 0] == pytest.approx(expected, rel=32 * EPS64)


def test_only_the_proportions_of_sample_weights_count():
    weights = np.linspace(1.0, 3.0, 30)
    once, X, y = curve()
    tenfold = once.copy()
    once.fit(X, y, epochs=3, sample_weight=weights)
    tenfold.fit(X, y, epochs=3, sample_weight=8.0 * weights)  # a power of two: the same bits
    assert np.array_equal(once.parameters.vector, tenfold.parameters.vector)


def test_fit_begins_from_the_weights_the_network_has_with_a_fresh_memory():
    whole, X, y = curve()
    parts = whole.copy()
    whole.fit(X, y, epochs=2, optimizer=be.SGD(0.1), batch_size=30)
    for _ in range(2):
        parts.fit(X, y, epochs=1, optimizer=be.SGD(0.1), batch_size=30)
    # the order within the one batch differs between epoch 0 and epoch 1, nothing else
    vectors = parts.parameters.vector, whole.parameters.vector
    np.testing.assert_allclose(*vectors, rtol=0, atol=2 * 30 * 4 * EPS64)
    assert [record.epoch for record in parts.history] == [0]


def test_float32_and_float64_take_the_same_way():
    nets = [curve(dtype=dtype)[0] for dtype in ("float32", "float64")]
    nets[1].parameters.vector[...] = nets[0].parameters.vector
    for net in nets:
        _, X, y = curve()
        net.fit(X, y, epochs=10, batch_size=10, optimizer=be.SGD(0.05))
    # 30 steps; a gradient is a sum of 10 products and 20 more roundings on numbers below 4
    bound = 30 * 30 * 4 * EPS32 * 0.05
    np.testing.assert_allclose(nets[0].parameters.vector, nets[1].parameters.vector, rtol=0, atol=bound)


def test_nothing_is_printed_where_nobody_looks_and_the_log_goes_to_barreleye(capfd, caplog):
    net, X, y = curve()
    with caplog.at_level(logging.INFO, logger="barreleye"):
        net.fit(X, y, epochs=2)
        net.fit(X, y, epochs=2, progress=False)
        net.partial_fit(X, y)
    assert capfd.readouterr() == ("", "")
    assert len(caplog.records) == 3
    assert all(record.name.split(".")[0] == "barreleye" for record in caplog.records)
    assert "2 epochs" in caplog.records[0].getMessage()


def test_no_global_random_state_is_read_or_written():
    state = np.random.get_state()  # noqa: NPY002  the state that must stay as it is
    net, X, y = curve()
    net.fit(X, y, epochs=2, validation=0.2)
    after = np.random.get_state()  # noqa: NPY002  as above
    assert np.array_equal(state[1], after[1])
    assert state[2:] == after[2:]


def test_the_data_handed_in_stay_as_they_are():
    net, X, y = curve()
    copies = X.copy(), y.copy()
    for array in (X, y):
        array.flags.writeable = False
    net.fit(X, y, epochs=2)
    assert np.array_equal(X, copies[0])
    assert np.array_equal(y, copies[1])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"epochs": 0}, "epochs is a whole number of at least 1, got 0"),
        ({"epochs": 2.5}, "epochs is a whole number of at least 1, got 2.5"),
        ({"epochs": "many"}, "epochs is a whole number of at least 1, got 'many'"),
        ({"batch_size": 0}, "batch_size is a whole number of at least 1, got 0"),
        ({"batch_size": True}, "batch_size is a whole number of at least 1, got True"),
        ({"engine": "gpu"}, "engine is .* got 'gpu'"),
        ({"early_stopping": 3}, "there are no validation rows: pass validation"),
        ({"early_stopping": 0, "validation": 0.5}, "a whole number of at least 1, got 0"),
    ],
    ids=str,
)
def test_options_that_make_no_sense_are_refused_before_anything_changes(options, words):
    net, X, y = curve()
    net.fit(X, y, epochs=1)
    before, history = net.parameters.vector.copy(), net.history
    with pytest.raises(be.errors.OptionError, match=words):
        net.fit(X, y, **options)
    assert np.array_equal(net.parameters.vector, before)
    assert net.history is history
