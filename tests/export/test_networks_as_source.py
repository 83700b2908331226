"""Networks as C, JavaScript and Python answer as they do here, with every activation of the catalogue."""

import numpy as np
import pytest

import barreleye as be
from support.exports import Run, each
from support.rounding import error_of

ROWS = 1000


def network(name, k, dtype):
    """Return a network whose layers have some width, all with one activation."""
    rng = np.random.default_rng(k)
    widths = rng.integers(1, 9, size=rng.integers(0, 3)).tolist()
    rowwise = not hasattr(be.activations.get(name), "derivative")
    last_only = rowwise or name == "exponential"  # which is for outputs: it has no bound
    hidden = ["tanh" if last_only else name] * len(widths)
    layers = [be.Dense(w, f) for w, f in zip(widths, hidden, strict=True)]
    net = be.Network(3, [*layers, be.Dense(3 if rowwise else 2, name)], seed=k, dtype=dtype)
    net.parameters.vector[...] = rng.normal(0.0, 0.7, net.parameters.size)
    return net


@pytest.fixture(scope="module", params=["float32", "float64"])
def networks(request):
    made = {
        f"net_{name}": network(name, k, request.param) for k, name in enumerate(be.activations.names())
    }
    steep = be.activations.leaky_relu.with_(negative_slope=0.2)
    made["parameters"] = be.Network(
        3, [be.Dense(4, steep), be.Dense(4, "leaky_relu"), be.Dense(1)], dtype=request.param
    )
    made["without_biases"] = be.Network(
        3, [be.Dense(4, "tanh", bias=False), be.Dense(1, bias=False)], dtype=request.param
    )
    return made


@each
def test_every_activation_answers_as_the_library_does(reader, networks, tmp_path):
    X = np.random.default_rng(0).normal(0.0, 2.0, (ROWS, 3))
    with Run(reader, networks, tmp_path) as run:
        for name, net in networks.items():
            given = X.astype(net.dtype)
            error, lost = error_of(net, given)
            assert lost.sum() <= ROWS // 100, name  # rows at a jump of the function
            apart = np.abs(run.outputs(name, given) - net(given))
            assert (apart[~lost] <= 2.0 * error[~lost]).all(), (
                name,
                (apart[~lost] / error[~lost]).max(),
            )
