"""Knots, areas of effect and marks of the page are those of the library."""

import numpy as np
import pytest

import barreleye as be
from barreleye.diagnostics._neuron_rules import _duplicates, saturated_neurons
from support.page_engine import described
from support.written import TOOLS

pytestmark = pytest.mark.skipif(TOOLS["node"] is None, reason="the page's engine runs under node here")

STRAIGHT = ["relu", "leaky_relu", "hard_tanh", "step", "relu6", "linear"]
CURVED = ["tanh", "sigmoid", "gelu", "sine"]


def drawn(seed, kinds, dtype):
    rng = np.random.default_rng(seed)
    hidden = [
        be.Dense(int(rng.integers(1, 20)), str(rng.choice(kinds))) for _ in range(rng.integers(1, 4))
    ]
    net = be.Network(1, [*hidden, be.Dense(int(rng.integers(1, 3)))], dtype=dtype)
    net.parameters.vector[...] = rng.normal(0.0, 1.5, net.parameters.size)
    return net


CURVE = "return engine.exactCurve(new engine.Network(d, v), low, high);"
AREA = "return engine.areaOfEffect(new engine.Network(d, v), layer, neuron, low, high);"


def on_the_page(engine, code, net, **more):
    return engine(code, d=described(net), v=net.parameters.vector, low=-2.0, high=2.0, **more)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("seed", range(20))
def test_knots_owners_and_heights(engine, seed, dtype):
    net = drawn(seed, STRAIGHT, dtype)
    wanted = be.exact_curve(net, -2.0, 2.0)
    found = on_the_page(engine, CURVE, net)
    assert found["exact"]
    scale = np.abs(wanted.y).max() + 1e-300
    assert np.ravel(found["knots"]) == pytest.approx(wanted.knots, abs=1e-12)
    assert [[tuple(int(k[0]) for k in owner) for owner in one] for one in found["owners"]] == [
        list(one) for one in wanted.owners
    ]
    assert [bool(one) for one in found["bends"]] == wanted.bends.tolist()
    assert np.ravel(found["x"]) == pytest.approx(wanted.x, abs=1e-12)
    assert np.abs(np.array(found["y"]) - wanted.y).max() <= 1e-11 * scale


@pytest.mark.parametrize("seed", range(6))
def test_curved_networks_are_sampled_alike(engine, seed):
    net = drawn(seed, CURVED, "float64")
    wanted = be.exact_curve(net, -2.0, 2.0)
    found = on_the_page(engine, CURVE, net)
    assert not found["exact"]
    assert np.ravel(found["x"]) == pytest.approx(wanted.x, abs=1e-12)
    assert np.abs(np.array(found["y"]) - wanted.y).max() <= 1e-12 * np.abs(wanted.y).max()


@pytest.mark.parametrize("kinds", [STRAIGHT, CURVED])
@pytest.mark.parametrize("seed", range(5))
def test_areas_of_effect(engine, seed, kinds):
    net = drawn(seed, kinds, "float64")
    for layer, view in enumerate(net.layers):
        for neuron in range(view.units):
            wanted = be.area_of_effect(net, layer, neuron, low=-2.0, high=2.0)
            found = on_the_page(engine, AREA, net, layer=layer, neuron=neuron)
            assert len(found) == len(wanted)
            assert np.ravel(found) == pytest.approx(np.ravel(wanted), abs=1e-9)


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "tanh", "sigmoid", "hard_tanh", "gelu"])
def test_marks(engine, activation):
    X, y = be.datasets.moons(samples=60, seed=0)
    net = be.mlp(2, [12, 10], 2, activation=activation, output="softmax", seed=0, dtype="float64")
    net.fit(X, y, epochs=5, progress=False)
    first = net.parameters[0]
    first.biases[:4] = [-40.0, 40.0, 60.0, -60.0]
    first.weights[:, 7], first.biases[7] = first.weights[:, 5], first.biases[5]
    trace = net.trace(X)
    found = engine(
        "const net = new engine.Network(d, v); return engine.marks(net, net.trace(X));",
        d=described(net), v=net.parameters.vector, X=np.ascontiguousarray(X, np.float64).ravel(),
    )  # fmt: skip
    for view, record, marks in zip(net.layers, trace.layers, found, strict=True):
        dead = trace.dead()[record.name]
        assert np.flatnonzero(marks["dead"]).tolist() == dead.tolist()
        assert np.flatnonzero(marks["saturated"]).tolist() == (
            np.setdiff1d(saturated_neurons(record), dead).tolist()
        )
        assert np.flatnonzero(marks["duplicate"]).tolist() == (
            _duplicates(view.weights, view.biases).tolist()
        )
    if activation == "relu":
        assert found[0]["dead"][0]
        assert found[0]["alwaysOn"][1]
    assert found[0]["duplicate"][7]
