"""The ONNX reader: formulas in the dialect, and functions of one's own, become nodes."""

import numpy as np
import onnxruntime
import pytest

import barreleye as be
from barreleye import scalars
from barreleye.activations import _activation_catalogue
from barreleye.export.graphs import Graph, formula
from barreleye.export.graphs._model_proto import model_bytes
from support.catalogue import forgetful
from support.onnx_graphs import run

EPS = 2.0**-52


@pytest.fixture(autouse=True)
def catalogue(monkeypatch):
    """A catalogue that forgets what a test has entered."""
    for name in ("_CATALOGUE", "_USER_DEFINED"):
        known = getattr(_activation_catalogue, name)
        monkeypatch.setattr(_activation_catalogue, name, type(known)(known))


def computed(body, *columns, width=None):
    """Return what onnxruntime makes of a body, of float64 matrices."""
    graph = Graph()
    names = [graph.take(f"x{i}", np.float64, one.shape[1], "") for i, one in enumerate(columns)]
    graph.give("y", formula(graph, body, *names, width=width), np.float64, columns[0].shape[1], "")
    session = onnxruntime.InferenceSession(model_bytes(graph, "a formula", {}))
    return session.run(None, dict(zip(names, columns, strict=True)))[0]


X = np.concatenate([np.linspace(-30.0, 30.0, 997), [0.0, -0.0, 0.5, 1.5, -2.5]]).reshape(-1, 2)
SMALL = X / 30.0
BODIES = {
    "exp": (scalars.exp, SMALL),
    "expm1": (scalars.expm1, SMALL),
    "log1p": (lambda z: scalars.log1p(z * z), X),
    "sin": (scalars.sin, X),
    "cos": (scalars.cos, SMALL * 6.5),
    "arctan": (scalars.arctan, np.concatenate([X, X * 1e9, X * 1e300])),
    "tanh": (scalars.tanh, X),
    "rint": (np.rint, X),
    "sign": (scalars.sign, X),
    "sqrt": (lambda z: np.sqrt(scalars.absolute(z)), X),
    "log": (lambda z: np.log(scalars.maximum(z, 1.0)), X),
    "minimum": (lambda z: scalars.minimum(z, 0.25), X),
    "power of two": (lambda z: scalars.power_of_two(np.rint(z)), X),
    "select": (lambda z: scalars.where((z > 0.0) & ~(z == 0.5) | (z <= -2.5), z, 1.0), X),
    "comparisons": (lambda z: scalars.where((z >= 0.5) | (z != 0.0) & (z < -1.0), z**3, -z / 3.0), X),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_body_is_what_numpy_computes(name):
    body, z = BODIES[name]
    with np.errstate(all="ignore"):
        want = body(z)
    assert np.abs(computed(body, z) - want).max() <= 8 * EPS * max(1.0, np.abs(want).max())


def test_a_body_of_rows():
    def body(z):
        shares = scalars.exp(z - scalars.row_max(z))
        return shares / scalars.row_sum(shares) + scalars.columns(z) / scalars.row_length(z)

    z = X.reshape(-1, 2)
    assert np.abs(computed(body, z, width=2) - body(z)).max() <= 8 * EPS


def test_a_body_of_several_values():
    a, b = X[:, :1], X[:, 1:]
    want = np.where(a > b, a * b, a - 2.0)
    assert np.array_equal(computed(lambda a, b: scalars.where(a > b, a * b, a - 2.0), a, b), want)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_function_of_ones_own(dtype, tmp_path, monkeypatch):
    forgetful(monkeypatch)
    be.activations.from_functions(
        "bent",
        lambda z: np.where(z > 0.0, z, 0.5 * np.tanh(z)),
        lambda z: np.where(z > 0.0, 1.0, 0.5 * (1.0 - np.tanh(z) ** 2)),
        kinks=(0.0,),
    )
    net = be.mlp(2, [4], 1, activation="bent", dtype=dtype, seed=0)
    be.export.onnx(net, tmp_path / "net.onnx")
    found = run(tmp_path / "net.onnx", {"X": SMALL.astype(dtype)})["outputs"]
    assert np.abs(found - net(SMALL)).max() <= 64 * np.finfo(dtype).eps


def test_what_cannot_be_written_down_is_refused_with_its_name(tmp_path, monkeypatch):
    forgetful(monkeypatch)
    with pytest.warns(UserWarning, match="is not compiled"):
        be.activations.from_functions(
            "odd", lambda z: np.sinh(np.clip(z, -9, 9)), lambda z: z, check=False
        )
    with pytest.raises(be.errors.OptionError, match=r"odd cannot be written as ONNX: np\.clip"):
        be.export.onnx(be.mlp(2, [4], 1, activation="odd"), tmp_path / "net.onnx")
    assert list(tmp_path.iterdir()) == []
