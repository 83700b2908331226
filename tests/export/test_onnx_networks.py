"""Networks as ONNX graphs: what onnxruntime computes is what the network does."""

import json

import numpy as np
import onnx
import pytest

import barreleye as be
from support.onnx_graphs import checked, properties, run, version

ROWS = 1000
A = be.activations
WITH_PARAMETERS = [
    A.leaky_relu.with_(negative_slope=0.2),
    A.elu.with_(alpha=1.7),
    A.celu.with_(alpha=0.3),
    A.softplus.with_(beta=2.5),
    A.soft_shrink.with_(threshold=0.1),
    A.hard_shrink.with_(threshold=1.5),
    A.step.with_(at_zero=0.25),
]
ALL = [*map(A.get, A.names()), *WITH_PARAMETERS]
# How far runtimes may be off: a few roundings of float32, and polynomials of theirs that are good to 1e-6.
TOLERANCE = {"float32": 1e-5, "float64": 64 * 2.0**-52}


def points(dtype):
    """Return rows of three numbers: small and large ones, both zeros, and what lies beyond every bend."""
    rng = np.random.default_rng(0)
    sizes = rng.choice([0.1, 1.0, 10.0, 1000.0], (ROWS, 1))
    X = rng.normal(size=(ROWS, 3)) * sizes
    X[0], X[1], X[2] = 0.0, -0.0, (1e15, -1e15, 20.0)
    return X.astype(dtype)


def layer_of(activation, dtype):
    """Return a network that is this activation alone."""
    net = be.Network(3, [be.Dense(3, activation, bias=False)], dtype=dtype)
    net.layers[0].weights[...] = np.eye(3)
    return net


@pytest.mark.parametrize("dtype", TOLERANCE)
@pytest.mark.parametrize("activation", ALL, ids=repr)
def test_an_activation_is_the_same_function(activation, dtype, tmp_path):
    net, X = layer_of(activation, dtype), points(dtype)
    if isinstance(activation, A.Rowwise):
        X[2] = 0.5  # 1e15 beside 20 leaves nothing of a row
    be.export.onnx(net, tmp_path / "net.onnx")
    found = run(tmp_path / "net.onnx", {"X": X})
    got = found["probabilities"] if "probabilities" in found else found["outputs"]
    want = net(X)
    if activation.name == "log_softmax":
        want = np.exp(want)
    assert got.dtype == want.dtype
    with np.errstate(invalid="ignore"):
        error = np.abs(got.astype(np.float64) - want) / np.maximum(1.0, np.abs(want))
    assert error[got != want].max(initial=0.0) <= TOLERANCE[dtype]


VERSIONS = {"relu": 13, "silu": 13, "sine": 13, "step": 13, "hard_swish": 14, "mish": 18, "gelu": 20}


@pytest.mark.parametrize("name", VERSIONS)
def test_the_operators_are_as_old_as_can_be(name, tmp_path):
    be.export.onnx(be.mlp(2, [3], 1, activation=name), tmp_path / "net.onnx")
    assert version(tmp_path / "net.onnx") == VERSIONS[name]
    assert checked(tmp_path / "net.onnx").ir_version == (
        9 if name == "gelu" else 8 if name == "mish" else 7
    )


def test_operators_stand_for_activations_and_have_their_attributes(tmp_path):
    net = be.Network(
        2, [be.Dense(3, "hard_sigmoid"), be.Dense(2, A.elu.with_(alpha=0.5)), be.Dense(2, "softmax")]
    )
    be.export.onnx(net, tmp_path / "net.onnx")
    nodes = {one.op_type: one for one in checked(tmp_path / "net.onnx").graph.node}
    attributes = {
        name: {one.name: onnx.helper.get_attribute_value(one) for one in nodes[name].attribute}
        for name in ("HardSigmoid", "Elu", "Softmax")
    }
    assert attributes["HardSigmoid"]["alpha"] == np.float32(1 / 6)
    assert attributes["Elu"] == {"alpha": 0.5}
    assert attributes["Softmax"] == {"axis": -1}


SHAPES = [
    [be.Dense(1, "linear")],
    [be.Dense(1, "tanh", bias=False), be.Dense(1)],
    [
        be.Dropout(0.2),
        be.Dense(5, "softmax"),
        be.Dropout(0.5),
        be.Dense(4, "silu", bias=False),
        be.Dense(2),
    ],
    [be.Dense(70, "gelu"), be.Dense(30, "log_softmax"), be.Dense(3, "softplus")],
]


@pytest.mark.parametrize("dtype", TOLERANCE)
@pytest.mark.parametrize("layers", SHAPES, ids=str)
def test_layers_of_all_shapes(layers, dtype, tmp_path):
    net, X = be.Network(3, layers, seed=1, dtype=dtype), points(dtype)[3:] / 100.0
    be.export.onnx(net, tmp_path / "net.onnx")
    got, want = run(tmp_path / "net.onnx", {"X": X})["outputs"], net(X)
    assert np.abs(got - want).max() <= TOLERANCE[dtype] * max(1.0, np.abs(want).max())


@pytest.mark.parametrize(
    "classes",
    [None, ["ja", "né 🐟", 'w "q"'], [10, 20, 30], [0.5, 1.5, 2.5]],
    ids=["none", "words", "whole", "floats"],
)
def test_softmax_gives_labels_and_probabilities(classes, tmp_path):
    net = be.mlp(3, [5], 3, output="softmax", classes=classes, seed=2)
    X = points("float32") / 10.0
    X = X[np.abs(X).max(axis=1) < 1e6]
    be.export.onnx(net, tmp_path / "net.onnx")
    found = run(tmp_path / "net.onnx", {"X": X})
    assert list(found) == ["label", "probabilities"]
    assert np.array_equal(found["label"], net.predict(X))
    assert np.abs(found["probabilities"] - net.predict_proba(X)).max() <= 1e-5
    assert json.loads(properties(tmp_path / "net.onnx").get("classes", "null")) == classes


@pytest.mark.parametrize(
    "classes", [None, ["no", "yes"], [False, True]], ids=["none", "words", "truths"]
)
def test_one_sigmoid_gives_two_classes(classes, tmp_path):
    net = be.mlp(3, [5], 1, output="sigmoid", classes=classes, seed=2)
    X = points("float32")[3:] / 100.0
    be.export.onnx(net, tmp_path / "net.onnx")
    found = run(tmp_path / "net.onnx", {"X": X})
    assert np.array_equal(found["label"], net.predict(X))
    assert found["label"].shape == (len(X),)
    assert np.abs(found["probabilities"] - net.predict_proba(X)).max() <= 1e-5


def test_several_sigmoids_are_labels_of_their_own(tmp_path):
    net = be.mlp(3, [5], 4, output="sigmoid", dtype="float64", seed=2)
    X = points("float64")[3:] / 100.0
    be.export.onnx(net, tmp_path / "net.onnx")
    found = run(tmp_path / "net.onnx", {"X": X})
    assert np.array_equal(found["label"], net.predict(X))
    assert np.abs(found["probabilities"] - net(X)).max() <= TOLERANCE["float64"]


def test_log_softmax_as_output_gives_probabilities(tmp_path):
    net = be.mlp(3, [5], 3, output="log_softmax", seed=2)
    X = points("float32")[3:] / 100.0
    be.export.onnx(net, tmp_path / "net.onnx")
    found = run(tmp_path / "net.onnx", {"X": X})
    assert np.abs(found["probabilities"] - net.predict_proba(X)).max() <= 1e-5
    assert np.array_equal(found["label"], net.predict(X))


def test_the_same_network_makes_the_same_bytes(tmp_path):
    for name in "ab":
        be.export.onnx(be.mlp(3, [5], 3, output="softmax", seed=2), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    model = checked(tmp_path / "a")
    assert (model.producer_name, model.producer_version) == ("barreleye", be.__version__)
    assert "barreleye" in model.doc_string


def test_a_network_beyond_2_gb_is_refused_before_it_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr("barreleye.export.graphs._model_proto._LARGEST", 100)
    with pytest.raises(be.errors.OptionError, match="below 2 GB"):
        be.export.onnx(be.mlp(10, [10], 1), tmp_path / "net.onnx")
    assert list(tmp_path.iterdir()) == []
