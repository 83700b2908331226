"""Networks as layers of Keras, and back. ``make test-exchange`` runs this."""

import os
from importlib import import_module

import numpy as np
import pytest

import barreleye as be

# What Keras and PyTorch warn each other of is theirs.
pytestmark = [pytest.mark.exchange, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
A = be.activations
WITH_PARAMETERS = [
    A.leaky_relu.with_(negative_slope=0.2),
    A.elu.with_(alpha=1.7),
    A.celu.with_(alpha=0.3),
    A.soft_shrink.with_(threshold=0.1),
    A.hard_shrink.with_(threshold=1.5),
]
LAYERS = [
    one for one in map(A.get, A.names())
    if one.equivalents.get("Keras", "").startswith(("activation", "keras.layers", "keras.activations"))
]  # fmt: skip
NONE = [*(one for one in map(A.get, A.names()) if one not in LAYERS), A.softplus.with_(beta=2.0)]


@pytest.fixture(scope="module")
def keras():
    os.environ.setdefault("KERAS_BACKEND", "torch")
    return import_module("keras")


def network(activation, dtype="float32"):
    layers = [
        be.Dropout(0.25), be.Dense(6, activation), be.Dense(5, activation, bias=False), be.Dropout(0.5),
        be.Dense(3, "softmax"),
    ]  # fmt: skip
    return be.Network(4, layers, seed=1, dtype=dtype)


def same(a, b):
    return a.parameters.vector.tobytes() == b.parameters.vector.tobytes() and (a.stack, a.dtype) == (
        b.stack,
        b.dtype,
    )


def outputs(model, X):
    return np.asarray(model.predict(X, verbose=0))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("activation", [*LAYERS, *WITH_PARAMETERS], ids=repr)
def test_outputs_and_bits_are_the_same(activation, dtype, keras):
    del keras
    net = network(activation, dtype)
    model = be.export.keras(net)
    size = (
        0.1 if activation.name == "exponential" else 3.0
    )  # an exponential of exponentials soon overflows
    X = size * np.random.default_rng(0).normal(size=(100, 4)).astype(dtype)
    # some backends multiply float64 in float32; probabilities, see test_torch
    assert np.abs(outputs(model, X) - net(X)).max() <= 256 * np.finfo("float32").eps
    assert same(be.from_keras(model), net)


@pytest.mark.parametrize("activation", NONE, ids=repr)
def test_what_keras_has_not_is_refused(activation):
    with pytest.raises(be.errors.OptionError, match=f"Keras has no layer for {activation.name}"):
        be.export.keras(network(activation))


@pytest.mark.parametrize("name", ["gelu_tanh", "celu", "elu", "silu"])
def test_a_model_that_was_saved_is_the_same(name, keras, tmp_path):
    net = network(name)
    be.export.keras(net).save(tmp_path / "net.keras")
    assert same(be.from_keras(keras.models.load_model(tmp_path / "net.keras")), net)


def taken(keras):
    """Return models that are taken over, and what they become."""
    layers = keras.layers
    rows = keras.Input((2,))
    functional = keras.Model(rows, layers.Dense(1)(layers.ReLU(max_value=6)(layers.Dense(3)(rows))))
    inner = keras.Sequential([keras.Input((3,)), layers.Dense(4, "leaky_relu")])
    return [
        (functional, "layers=[Dense(3, relu6), Dense(1, linear)]"),
        (
            keras.Sequential([keras.Input((2,)), layers.Dense(3, layers.LeakyReLU(negative_slope=0.3)), inner]),
            "layers=[Dense(3, leaky_relu(negative_slope=0.3)), Dense(4, leaky_relu(negative_slope=0.2))]",
        ),
        (
            keras.Sequential([
                keras.Input((2,)), layers.Dense(3, use_bias=False), layers.ReLU(negative_slope=0.5),
                layers.Identity(), layers.Dropout(0.25), layers.Dense(2), layers.Softmax(),
            ]),
            "[Dense(3, leaky_relu(negative_slope=0.5), bias=False), Dropout(0.25), Dense(2, softmax)]",
        ),
        (keras.Sequential([keras.Input((2,)), layers.Dense(3, "gelu")]), "[Dense(3, gelu)]"),
    ]  # fmt: skip


def test_models_of_others(keras):
    X = np.random.default_rng(0).normal(size=(50, 2)).astype("f")
    for model, words in taken(keras):
        net = be.from_keras(model)
        assert words in repr(net)
        assert np.abs(outputs(model, X) - net(X)).max() <= 64 * np.finfo("f").eps


def refused(keras):
    """Return models that are not taken over, and words of the reason."""
    layers, rows = keras.layers, keras.Input((2,))
    dense = layers.Dense(2)

    def stack(*more):
        return keras.Sequential([keras.Input((2,)), layers.Dense(2), *more])

    class Dense(layers.Layer):
        def call(self, x):
            return x + 1.0

    half = keras.Sequential([keras.Input((2,)), layers.Dense(2, dtype="mixed_float16")])
    return [
        (stack(layers.BatchNormalization()), "BatchNormalization"),
        (stack(layers.Normalization()), "Normalization"),
        (stack(layers.PReLU()), "PReLU"),
        (stack(layers.Activation("sparse_plus")), "sparse_plus"),
        (stack(layers.Activation("squareplus")), "squareplus"),
        (stack(layers.ReLU(max_value=3.0)), "ReLU"),
        (stack(layers.ReLU(threshold=1.0)), "ReLU"),
        (stack(layers.Lambda(lambda x: x)), "Lambda"),
        (stack(Dense()), "Dense 'dense"),
        (stack(layers.Dropout(0.5)), "ends with a dropout"),
        (half, "computes in float16"),
        (keras.Sequential([layers.Dense(2)]), "no weights yet"),
        (keras.Sequential([keras.Input((3, 2)), layers.Dense(2)]), "not rows of numbers"),
        (keras.Model(rows, [dense(rows), dense(rows)]), "several inputs or outputs"),
        (keras.Model(rows, layers.Add()([dense(rows), rows])), "has 2 inputs"),
        (layers.Dense(2), "takes a model of Keras"),
    ]


def test_what_no_network_has_is_refused_with_its_name(keras):
    for model, words in refused(keras):
        with pytest.raises(be.errors.OptionError, match=words):
            be.from_keras(model)
