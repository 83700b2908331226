"""Dropout inside a network that learns."""

import numpy as np
import pytest

import barreleye as be
from barreleye.training._job import drop_key
from barreleye.training._row_orders import RowOrders

STACK = [be.Dropout(0.2), be.Dense(9, "tanh"), be.Dropout(0.5), be.Dense(4, "relu"), be.Dense(2)]


def network(layers=STACK, dtype="float64", **options):
    return be.Network(5, layers, seed=2, dtype=dtype, **options)


def rows(count=60):
    rng = np.random.default_rng(0)
    return rng.standard_normal((count, 5)), rng.standard_normal((count, 2))


def test_layers_are_those_with_neurons():
    net = network()
    assert [layer.name for layer in net.layers] == ["hidden0", "hidden1", "output"]
    assert net.dropout == (0.2, 0.5, 0.0)
    assert net.stack == tuple(STACK)
    assert repr(net) == (
        "Network(inputs=5, layers=[Dropout(0.2), Dense(9, tanh), Dropout(0.5), Dense(4, relu),"
        " Dense(2, linear)])"
    )
    assert str(net.summary()).count("dropout") == 2
    assert "rate 0.2" in str(net.summary())


def test_first_weights_and_answers_do_not_know_of_it():
    X, y = rows()
    plain = network([layer for layer in STACK if isinstance(layer, be.Dense)])
    net = network()
    assert net.parameters.vector.tobytes() == plain.parameters.vector.tobytes()
    assert net(X).tobytes() == plain(X).tobytes()
    assert net.loss(X, y) == plain.loss(X, y)
    assert (net.gradients(X, y).vector == plain.gradients(X, y).vector).all()
    assert (net.trace(X)["hidden1"].x == plain.trace(X)["hidden1"].x).all()


def test_copies_and_files_keep_it(tmp_path):
    net = network()
    net.save(tmp_path / "net.npz")
    for other in (net.copy(), be.load(tmp_path / "net.npz")):
        assert other.dropout == net.dropout
        assert other.stack == net.stack
        assert other.parameters.vector.tobytes() == net.parameters.vector.tobytes()


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_a_step_is_that_of_the_formula(engine):
    """One linear neuron: z = Σ w·x·m/(1-p) with the mask m of the row, dw = 2(z-y)·x·m/(1-p)."""
    X, y = rows(40)
    y = y[:, 0]
    net = be.Network(5, [be.Dropout(0.4), be.Dense(1, bias=False)], seed=7, dtype="float64")
    w = net.layers[0].weights[:, 0].copy()
    net.fit(X, y, epochs=2, batch_size=16, optimizer=be.SGD(0.1), engine=engine)
    for epoch in range(2):
        order = RowOrders(40).of(7, epoch)
        for start in (0, 16, 32):
            part = order[start : start + 16]
            x = be.kernels.dropped(X[part], 0.4, drop_key(7, epoch, 0), start)
            w -= 0.1 * 2.0 * ((x @ w - y[part])[:, None] * x).mean(axis=0)
    # sums of 16 and 5 terms of size up to 60, over six steps
    np.testing.assert_allclose(net.layers[0].weights[:, 0], w, rtol=0, atol=6 * 21 * 60 * 2.3e-16)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("batch_size", [7, 60])
@pytest.mark.parametrize("where", [0, 1, 2])
@pytest.mark.parametrize("hidden", ["tanh", "linear", "softmax"])
def test_both_engines_agree(dtype, batch_size, where, hidden):
    layers = [be.Dense(9, hidden), be.Dense(6, hidden), be.Dense(2)]
    layers.insert(where, be.Dropout(0.3))
    X, y = rows()
    kept = X.copy()
    trained = []
    for engine in ("numpy", "compiled"):
        net = network(layers, dtype)
        net.fit(X, y, epochs=3, batch_size=batch_size, optimizer=be.SGD(0.05), engine=engine)
        trained.append(net.parameters.vector)
    steps, sums = 3 * -(-60 // batch_size), 60 + 5 + 9 + 6 + 2
    allowed = steps * 0.05 * sums * np.finfo(dtype).eps * 32.0  # as in test_engines, inputs over 0.7
    assert np.abs(trained[0] - trained[1]).max() <= allowed
    assert (kept == X).all()
    plain = network([layer for layer in layers if isinstance(layer, be.Dense)], dtype)
    plain.fit(X, y, epochs=3, batch_size=batch_size, optimizer=be.SGD(0.05))
    assert np.abs(plain.parameters.vector - trained[0]).max() > 4 * allowed


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_epochs_one_by_one_equal_epochs_at_once(engine):
    X, y = rows()
    net, twin = network(), network()
    history = net.fit(X, y, epochs=4, batch_size=16, engine=engine)
    with be.engine(engine):
        for _ in range(4):
            twin.partial_fit(X, y, batch_size=16)
    assert net.parameters.vector.tobytes() == twin.parameters.vector.tobytes()
    assert history.loss == twin.history.loss


def test_any_number_of_threads_drops_the_same(monkeypatch):
    monkeypatch.setattr(be.training.compiled._engine, "_WORTH_SHARING", 0)
    X, y = rows(300)
    trained = []
    for threads in (1, 2):
        net = network(dtype="float32")
        net.fit(X, y, epochs=5, batch_size=100, threads=threads, engine="compiled")
        trained.append(net.parameters.vector.tobytes())
    assert trained[0] == trained[1]


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ([be.Dense(3), be.Dropout(0.1)], r"layer 1, Dropout\(0.1\), has to stand before a Dense layer"),
        (
            [be.Dropout(0.1), be.Dropout(0.2), be.Dense(2)],
            r"layer 0, Dropout\(0.1\), has to stand before",
        ),
        ([be.Dropout(0.1)], "layer 0, .* has to stand before a Dense layer"),
    ],
)
def test_a_dropout_in_the_wrong_place_is_refused(layers, said):
    with pytest.raises(be.errors.OptionError, match=said):
        be.Network(5, layers)


@pytest.mark.parametrize("rate", [1.0, -0.1, float("nan"), "half", None])
def test_a_rate_that_makes_no_sense_is_refused(rate):
    with pytest.raises(be.errors.OptionError, match="the rate of a Dropout lies from 0 to below 1, got"):
        be.Dropout(rate)
