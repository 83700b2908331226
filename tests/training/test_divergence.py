"""Training that leaves the finite numbers says where, and goes back."""

import numpy as np
import pytest

import barreleye as be
from barreleye.schedules import Exponential

STEEP = be.activations.leaky_relu.with_(negative_slope=1e30)


def one(init, dtype="float32"):
    return be.Network(1, [be.Dense(1, init=[[init]], bias=False)], dtype=dtype)


def same_rows(value, rows=8):
    """Rows that are all the same, so that their order plays no part."""
    return np.full((rows, 1), value), np.zeros(rows)


def first_accident(w, x, rate, batches):
    """Walk down (w·x)² in float32, one row a step, and return (batch, quantity) of the first accident."""
    w, x, rate = np.float32(w), np.float32(x), np.float32(rate)
    with np.errstate(over="ignore", invalid="ignore"):
        for batch in range(batches):
            z = w * x
            gradient = np.float32(2) * z * x
            w = w - rate * gradient
            for value, quantity in ((z, "z"), (gradient, "gradient"), (w, "weights")):
                if not np.isfinite(value):
                    return batch, quantity
    return None


@pytest.mark.parametrize(
    ("x", "rate"),
    [(1.0, 1e10), (1.0, 1e30), (1e9, 1e-3), (1e30, 1.0), (1e18, 1e3), (1e5, 1e4), (3e19, 1e-30)],
    ids=str,
)
def test_the_error_names_the_batch_and_quantity_that_were_first(x, rate):
    net = one(0.5)
    batch, quantity = first_accident(0.5, x, rate, batches=8)
    with pytest.raises(be.errors.DivergedError) as caught:
        net.fit(*same_rows(x), batch_size=1, optimizer=be.SGD(rate))
    error = caught.value
    assert (error.epoch, error.batch, error.layer, error.quantity) == (0, batch, "output", quantity)
    assert net.parameters.vector.tolist() == [0.5]
    assert net.history.stopped == "diverged"
    assert (len(net.history), net.history.best_epoch) == (0, None)


@pytest.mark.parametrize(
    ("layers", "dtype", "x", "where"),
    [
        ([be.Dense(1, init=[[1e30]], bias=False), be.Dense(1)], "float32", 1e30, ("hidden0", "z")),
        ([be.Dense(1, STEEP, init=[[-1e30]]), be.Dense(1)], "float32", 1.0, ("hidden0", "a")),
        ([be.Dense(1, init=[[1.0]]), be.Dense(1, init=[[1e30]])], "float32", 1e30, ("output", "z")),
        ([be.Dense(1, init=[[1.0]])], "float64", 1e200, ("output", "loss")),
        ([be.Dense(1, "exponential", init=[[1.0]])], "float64", 800.0, ("output", "a")),
        ([be.Dense(1, "exponential", init=[[1.0]])], "float32", 89.0, ("output", "gradient")),
    ],
    ids=["z", "a", "z of the output", "loss", "an exponential", "an exponential in float32"],
)
def test_the_error_names_the_first_layer_of_the_pass(layers, dtype, x, where):
    net = be.Network(1, layers, dtype=dtype)
    with pytest.raises(be.errors.DivergedError) as caught:
        net.fit([[x]], [0.0], epochs=3)
    assert (caught.value.layer, caught.value.quantity) == where
    assert (caught.value.epoch, caught.value.batch) == (0, 0)


def test_the_message_says_what_where_and_what_to_change():
    with pytest.raises(be.errors.DivergedError) as caught:
        one(0.5).fit([[1e30]], [0.0])
    message = str(caught.value)
    for part in ("epoch 0", "batch 0", "layer output", "learning rate ten times smaller", "scale"):
        assert part in message


def growing():
    net = be.mlp(1, [4], 1, activation="linear", seed=3)
    X, y = be.datasets.sine(40)
    return net, X, y


@pytest.mark.parametrize("batch_size", [40, 16])
def test_the_weights_go_back_to_the_last_finite_epoch_bit_for_bit(batch_size):
    optimizer = be.SGD(Exponential(1e-3, factor=30.0))
    net, X, y = growing()
    with pytest.raises(be.errors.DivergedError) as caught:
        net.fit(X, y, epochs=100, batch_size=batch_size, optimizer=optimizer)
    epoch = caught.value.epoch
    assert epoch >= 2
    assert (len(net.history), net.history.best_epoch) == (epoch, epoch - 1)
    twin, X, y = growing()
    twin.fit(X, y, epochs=epoch, batch_size=batch_size, optimizer=optimizer)
    assert np.isfinite(net.parameters.vector).all()
    assert net.parameters.vector.tobytes() == twin.parameters.vector.tobytes()


def test_with_early_stopping_the_weights_go_back_to_the_best_epoch():
    net, X, y = growing()
    weights = []
    with pytest.raises(be.errors.DivergedError):
        net.fit(
            X,
            y,
            epochs=100,
            batch_size=40,
            optimizer=be.SGD(Exponential(1e-3, factor=1e3)),
            early_stopping=be.EarlyStopping(patience=50, monitor="loss"),
            callbacks=[lambda _: weights.append(net.parameters.vector.copy())],
        )
    best = int(np.argmin(net.history.loss))
    assert best < len(net.history) - 1
    assert net.history.best_epoch == best
    assert np.array_equal(net.parameters.vector, weights[best])


def test_partial_fit_goes_back_to_where_the_call_began():
    net, X, y = growing()
    net.partial_fit(X, y)
    before = net.parameters.vector.copy()
    with pytest.raises(be.errors.DivergedError):
        net.partial_fit(X, y, batch_size=1, optimizer=be.SGD(1e30))
    assert np.array_equal(net.parameters.vector, before)


def test_a_network_can_go_on_learning_after_it_diverged():
    net, X, y = growing()
    with pytest.raises(be.errors.DivergedError):
        net.fit(X, y, optimizer=be.SGD(1e30), batch_size=1)
    before = net.loss(X, y)
    net.fit(X, y, epochs=20, optimizer=be.SGD(0.01))
    assert net.loss(X, y) < before


def both_engines(make, X, y, **options):
    """Train twins; return what each did, or the error that it raised."""
    found = []
    for engine in ("numpy", "compiled"):
        net = make()
        try:
            net.fit(X, y, engine=engine, **options)
            found.append((net._optimizer_state.steps, net.history.loss, net.parameters.vector.copy()))
        except be.errors.DivergedError as error:
            found.append((error.epoch, error.batch, error.layer, error.quantity))
    return found


class TestSumsThatOverflowWhereNoNumberDoes:
    def same(self, found, rtol):
        (steps, losses, vector), (other_steps, other_losses, other) = found
        assert steps == other_steps
        np.testing.assert_allclose(other_losses, losses, rtol=rtol)
        np.testing.assert_allclose(other, vector, rtol=rtol, atol=rtol * np.abs(vector).max())

    def test_of_what_the_optimizer_remembers(self):
        rng = np.random.default_rng(0)
        X, y = rng.normal(size=(3200, 4)), 1e17 * (1.0 + 0.1 * rng.normal(size=3200))
        options = {"epochs": 2, "batch_size": 8, "optimizer": be.Adagrad()}
        self.same(both_engines(lambda: be.mlp(4, [64], 1), X, y, **options), 1e-3)

    def test_of_the_losses(self):
        X, y = np.random.default_rng(0).normal(size=(320, 4)), np.full(320, 1.2e154)
        options = {"epochs": 2, "batch_size": 1, "optimizer": be.SGD(1e-160)}
        self.same(both_engines(lambda: be.mlp(4, [8], 1, dtype="float64"), X, y, **options), 1e-12)

    def test_of_losses_that_do_not_count(self):
        rng = np.random.default_rng(0)
        X, y, weights = rng.normal(size=(6400, 4)), rng.normal(size=6400), np.ones(6400)
        y[5], weights[5] = 1e200, 0.0
        options = {"epochs": 3, "batch_size": 8, "sample_weight": weights}
        self.same(
            both_engines(lambda: be.mlp(4, [8], 1, dtype="float64", seed=3), X, y, **options), 1e-9
        )


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("hidden", [[8], [8, 8]])
@pytest.mark.parametrize("rate", [0.3, 1.12, 5.0, 40.0, 1e4])
def test_both_engines_name_the_same_accident(dtype, hidden, rate):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(3200, 4)), rng.normal(size=3200)
    make = lambda: be.mlp(4, hidden, 1, activation="relu", dtype=dtype)  # noqa: E731
    one, two = both_engines(make, X, y, epochs=2, batch_size=8, optimizer=be.SGD(rate))
    if len(one) == 3:  # it learned, or died
        assert one[0] == two[0]
        return
    # on the way to infinity a last bit decides which of two batches is the first
    assert one[0] == two[0]
    assert abs(one[1] - two[1]) <= 1
    if one[1] == two[1]:
        assert one == two
