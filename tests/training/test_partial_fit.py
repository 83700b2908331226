"""partial_fit: one epoch further, bit for bit as fit would have gone."""

import numpy as np
import pytest

import barreleye as be
from barreleye.schedules import Cosine, Exponential, Step

OPTIMIZERS = [
    None,
    "sgd",
    "momentum",
    be.Adam(0.01),
    be.Adam(Cosine(0.01, epochs=6, warmup=1.5)),
    be.SGD(Step(0.1, every=2)),
    be.Momentum(Exponential(0.01)),
]


def problem(dtype="float32"):
    X, y = be.datasets.spiral(11, 3, seed=0)  # 33 rows: 8 does not divide them
    return be.mlp(2, [5], 3, activation="tanh", output="softmax", seed=6, dtype=dtype), X, y


@pytest.mark.parametrize("weighted", [False, True], ids=["plain", "weighted"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=repr)
def test_k_calls_equal_fit_with_k_epochs_bit_for_bit(optimizer, weighted):
    whole, X, y = problem()
    options = {
        "batch_size": 8,
        "optimizer": optimizer,
        "sample_weight": np.linspace(0.0, 2.0, 33) if weighted else None,
    }
    steps = whole.copy()
    whole.fit(X, y, epochs=5, **options)
    for _ in range(5):
        history = steps.partial_fit(X, y, **options)
    assert steps.parameters.vector.tobytes() == whole.parameters.vector.tobytes()
    assert history.loss == whole.history.loss
    assert [record.epoch for record in history] == [0, 1, 2, 3, 4]
    rates = [[record.learning_rate for record in net.history] for net in (whole, steps)]
    assert rates[0] == rates[1]


def test_fit_and_then_partial_fit_equal_fit_bit_for_bit():
    whole, X, y = problem("float64")
    parts = whole.copy()
    whole.fit(X, y, epochs=5, optimizer=be.Adam(0.01))
    parts.fit(X, y, epochs=3, optimizer=be.Adam(0.01))
    parts.partial_fit(X, y)  # goes on with the optimizer in use
    history = parts.partial_fit(X, y, optimizer=be.Adam(0.01))  # an equal one is the same one
    assert parts.parameters.vector.tobytes() == whole.parameters.vector.tobytes()
    assert history is parts.history
    assert history.loss == whole.history.loss


def test_another_optimizer_begins_afresh():
    net, X, y = problem()
    net.partial_fit(X, y)
    twin = net.copy()
    net.partial_fit(X, y, optimizer=be.SGD(0.5))
    twin.partial_fit(X, y, optimizer=be.SGD(0.5))
    assert np.array_equal(net.parameters.vector, twin.parameters.vector)
    assert len(net.history) == 1


def test_fit_forgets_what_partial_fit_remembered():
    net, X, y = problem()
    net.partial_fit(X, y)
    twin = net.copy()
    net.fit(X, y, epochs=2)
    twin.fit(X, y, epochs=2)
    assert np.array_equal(net.parameters.vector, twin.parameters.vector)


def test_a_weight_moved_by_hand_between_two_calls_stays_moved():
    net, X, y = problem()
    net.partial_fit(X, y, optimizer=be.SGD(1e-30))
    net.layers[0].weights[0, 0] = 5.0
    net.partial_fit(X, y, optimizer=be.SGD(1e-30))
    assert net.layers[0].weights[0, 0] == 5.0


def test_new_rows_may_come_with_every_call():
    net, X, y = problem()
    for part in (slice(0, 11), slice(11, 22), slice(22, 33)):
        history = net.partial_fit(X[part], y[part])
    assert [record.rows for record in history] == [11, 11, 11]


def test_a_refused_call_changes_nothing():
    net, X, y = problem()
    net.partial_fit(X, y)
    twin = net.copy()
    with pytest.raises(be.errors.DataError):
        net.partial_fit(X, np.full(33, 7))
    with pytest.raises(be.errors.OptionError):
        net.partial_fit(X, y, batch_size=0, optimizer=be.SGD(0.5))
    assert np.array_equal(net.parameters.vector, twin.parameters.vector)
    net.partial_fit(X, y)
    assert len(net.history) == 2  # the memory of Adam is still there
