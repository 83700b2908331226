"""What every layer did, epoch by epoch."""

from itertools import pairwise

import numpy as np
import pytest

import barreleye as be
from barreleye.errors import OptionError

ENGINES = ["numpy", "compiled"]
EPS = {"float32": np.finfo(np.float32).eps, "float64": np.finfo(np.float64).eps}


def network(dtype="float64", output="linear"):
    layers = [be.Dense(19, "relu"), be.Dropout(0.1), be.Dense(7, "tanh"), be.Dense(3, output)]
    return be.Network(4, layers, seed=2, dtype=dtype)


def rows(count=200):
    rng = np.random.default_rng(0)
    return rng.standard_normal((count, 4)), rng.standard_normal((count, 3))


def train(engine, net=None, count=200, epochs=3, **options):
    net = net or network()
    X, y = rows(count)
    states = []
    history = net.fit(
        X, y, epochs=epochs, record="epoch", engine=engine, progress=False,
        callbacks=lambda _: states.append(net.parameters.vector.copy()) and None, **options,
    )  # fmt: skip
    return net, history, states


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_norms_and_moves_are_those_of_the_weights(engine, dtype):
    net = network(dtype)
    states = [net.parameters.vector.copy()]
    _, history, after = train(engine, net)
    states += after
    for block in net.parameters.slices:
        told = history.layers[block.name]
        weights = [block.view(state).weights.astype(np.float64).ravel() for state in states]
        norms = [float(np.linalg.norm(w)) for w in weights]
        # sums of at most 133 squares in float64, of numbers that are rounded when they are told apart
        assert told["weight_norm"] == pytest.approx(norms[1:], rel=1e-13)
        moved = [float(np.linalg.norm(b - a)) for a, b in pairwise(weights)]
        allowed = 200 * EPS[dtype] * max(norms) / min(norms)
        assert told["update_ratio"] == pytest.approx(np.divide(moved, norms[:-1]), abs=float(allowed))


@pytest.mark.parametrize("engine", ENGINES)
def test_outputs_and_slopes_are_those_of_rows_at_equal_distances(engine):
    net = network()
    _, history, _ = train(engine, net, count=700, epochs=2)
    X, _ = rows(700)
    sample = X[np.arange(43) * 700 // 43]  # one in 16
    trace = net.trace(sample)
    for layer in trace:
        told = history.layers[layer.name]
        assert told["active"][-1] == (layer.a > 0.0).mean()
        assert told["slope"][-1] == pytest.approx(layer.slopes.mean(), rel=1e-13)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_gradient_is_that_of_the_last_step(engine):
    net = be.Network(4, [be.Dense(5, "tanh"), be.Dense(3)], seed=2, dtype="float64")
    X, y = rows(40)
    want = net.gradients(X, y)
    _, history, _ = train(engine, net, count=40, epochs=1, batch_size=40, optimizer=be.SGD(0.01))
    for block, gradient in zip(net.parameters.slices, want, strict=True):
        norm = float(np.linalg.norm(gradient.weights))
        assert history.layers[block.name]["gradient_norm"] == pytest.approx([norm], rel=1e-12)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("activation", be.activations.names())
def test_both_engines_tell_the_same(dtype, activation):
    found = []
    for engine in ENGINES:
        net = be.Network(4, [be.Dense(9, activation), be.Dense(3)], seed=2, dtype=dtype)
        _, history, _ = train(engine, net, count=100, epochs=1, optimizer=be.SGD(1e-3))
        found.append(history.layers)
    rowwise = isinstance(be.activations.get(activation), be.activations.Rowwise)
    for name in ("hidden0", "output"):
        one, two = (np.array(list(layers[name].values()))[:, 0] for layers in found)
        assert np.isnan(one[1]) == np.isnan(two[1]) == (rowwise and name == "hidden0")
        # four steps, sums of up to 60 numbers below 4: see test_engines
        np.testing.assert_allclose(one, two, rtol=0.0, atol=100 * EPS[dtype] * 16.0, equal_nan=True)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("count", [1, 2, 15, 17, 5000])
def test_any_number_of_rows(engine, count):
    _, history, _ = train(engine, count=count, epochs=1)
    assert all(0.0 <= layer["active"][0] <= 1.0 for layer in history.layers.values())


def test_a_dead_layer_is_seen():
    net = network()
    net.parameters[0].biases[:] = -1000.0
    _, history, _ = train("auto", net, epochs=1)
    dead = history.layers["hidden0"]
    assert (dead["active"], dead["slope"], dead["gradient_norm"]) == ([0.0], [0.0], [0.0])


@pytest.mark.parametrize("engine", ENGINES)
def test_it_changes_nothing_in_the_training(engine):
    X, y = rows()
    watched, free = network(), network()
    train(engine, watched)
    free.fit(X, y, epochs=3, engine=engine, progress=False)
    assert free.parameters.vector.tobytes() == watched.parameters.vector.tobytes()
    assert free.history.layers == {}
    assert free.history.epochs[0].layers is None


def test_a_checkpoint_keeps_it(tmp_path):
    _, whole, _ = train("auto", epochs=5)
    path = tmp_path / "run.npz"
    train("auto", epochs=3, checkpoint=path)
    _, again, _ = train("auto", epochs=5, checkpoint=path, resume=True)
    assert again.layers == whole.layers
    assert len(again.layers["hidden0"]["slope"]) == 5


def test_curvature_tells_too():
    _, history, _ = train(
        "auto", be.Network(4, [be.Dense(5, "tanh"), be.Dense(3)], seed=2), optimizer="lbfgs"
    )
    assert len(history.layers["output"]["update_ratio"]) == 3
    assert min(history.layers["output"]["gradient_norm"]) > 0.0


def test_there_is_one_way_to_ask():
    with pytest.raises(
        OptionError, match="record is 'epoch' or 'weights', or None for nothing, got 'batch'"
    ):
        network().fit(*rows(), record="batch")


def test_the_weights_of_epochs_all_over_the_run_are_kept():
    X, y = rows()
    net, twin = network(), network()
    began = net.parameters.vector.copy()
    history = net.fit(X, y, epochs=1001, record="weights", progress=False)
    kept = list(history.weights)
    assert kept[0] == -1
    assert kept[-1] == 1000
    assert len(kept) <= 240
    assert set(np.diff(kept[:-1])) == {8}
    assert np.array_equal(history.weights[-1], began)
    for epoch in (7, 15):
        while twin.history is None or len(twin.history) <= epoch:
            twin.partial_fit(X, y)
        assert np.array_equal(history.weights[epoch], twin.parameters.vector)
    assert np.array_equal(history.weights[1000], net.parameters.vector)
    assert history.layers


def test_weights_of_epochs_that_are_taken_back_are_not_kept():
    net = network()

    def stop(record):
        if record.epoch == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        net.fit(*rows(), epochs=9, record="weights", callbacks=stop, progress=False)
    assert list(net.history.weights) == [-1, *(record.epoch for record in net.history)]
    assert np.array_equal(net.history.weights[max(net.history.weights)], net.parameters.vector)


def test_a_run_that_goes_on_keeps_its_weights_by_the_epochs_of_the_whole_run(tmp_path):
    X, y = rows()
    network().fit(X, y, epochs=3, checkpoint=tmp_path / "run.npz", progress=False)
    history = network().fit(
        X, y, epochs=5, resume=tmp_path / "run.npz", record="weights", progress=False
    )
    assert list(history.weights) == [2, 3, 4]


def test_a_long_run_that_goes_on_keeps_the_weights_it_began_with(tmp_path):
    X, y = rows()
    first = network()
    first.fit(X, y, epochs=101, checkpoint=tmp_path / "run.npz", progress=False)
    history = network().fit(
        X, y, epochs=700, resume=tmp_path / "run.npz", record="weights", progress=False
    )
    assert min(history.weights) == 100
    assert np.array_equal(history.weights[100], first.parameters.vector)
