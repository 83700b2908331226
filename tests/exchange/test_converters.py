"""What torch.onnx.export and skl2onnx write comes in as the same network. ``make test-exchange`` runs this."""

import io
import logging
from importlib import import_module

import numpy as np
import onnx
import pytest
from sklearn.neural_network import MLPClassifier, MLPRegressor

import barreleye as be

pytestmark = [
    pytest.mark.exchange,
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::UserWarning"
    ),
]
A = be.activations
X = np.random.default_rng(0).normal(size=(60, 3)).astype(np.float32)
NAMES = (
    *("relu", "leaky_relu", "gelu", "gelu_tanh", "silu", "mish", "hard_swish", "hard_sigmoid", "selu"),
    *("tanh", "sigmoid", "softsign", "log_sigmoid", "tanh_shrink", "hard_tanh", "relu6", "softmax"),
    *("log_softmax", "softplus"),
)
ACTIVATIONS = [
    *map(A.get, NAMES),
    A.elu.with_(alpha=1.5),
    A.celu.with_(alpha=0.5),
    A.softplus.with_(beta=2.0),
    A.soft_shrink.with_(threshold=0.25),
    A.hard_shrink.with_(threshold=0.75),
]


def exported(module, how):
    torch = import_module("torch")
    if how == "dynamo":
        rows = torch.export.Dim("rows")
        made = torch.onnx.export(
            module, (torch.zeros(2, 3),), dynamo=True, dynamic_shapes=({0: rows},), verbose=False
        )
        return made.model_proto
    file = io.BytesIO()
    torch.onnx.export(module, (torch.zeros(2, 3),), file, dynamo=False, opset_version=int(how))
    return onnx.load_model_from_string(file.getvalue())


@pytest.mark.parametrize("how", ["12", "17", "20", "dynamo"])
@pytest.mark.parametrize("activation", ACTIVATIONS, ids=repr)
def test_modules_of_pytorch(activation, how):
    logging.disable(logging.WARNING)
    net = be.Network(3, [be.Dense(4, activation), be.Dropout(0.5), be.Dense(2, bias=False)], seed=1)
    net.layers[0].biases[...] = [0.5, -0.25, 0.125, 1.0]  # biases of 0 would be left out by the exporter
    module = be.export.torch(net)
    found = be.from_onnx(exported(module, how))
    assert [layer.activation for layer in found.layers] == [activation, A.linear]
    assert found.parameters.vector.tobytes() == net.parameters.vector.tobytes()


LABELS = {
    "two numbers": np.arange(60) % 2,
    "two words": np.array(["b", "a"])[np.arange(60) % 2],
    "three words": np.array(["z", "x", "y"])[np.arange(60) % 3],
    "several at once": (X[:, :2] > 0.0).astype(int),
}


@pytest.mark.parametrize("options", [{}, {"zipmap": False}], ids=["zipmap", "plain"])
@pytest.mark.parametrize("name", LABELS)
def test_classifiers_of_scikit_learn(name, options):
    estimator = MLPClassifier((4,), max_iter=3, random_state=0).fit(X, LABELS[name])
    model = import_module("skl2onnx").to_onnx(
        estimator, X[:1], options={id(estimator): options} if options else None
    )
    net, direct = be.from_onnx(model), be.from_sklearn(estimator)
    assert (repr(net), net.classes) == (repr(direct), direct.classes)
    assert net.parameters.vector.tobytes() == direct.parameters.vector.tobytes()


def test_a_regressor_of_scikit_learn():
    estimator = MLPRegressor(hidden_layer_sizes=(4,), max_iter=3, random_state=0).fit(X, X[:, 0])
    net = be.from_onnx(import_module("skl2onnx").to_onnx(estimator, X[:1]))
    assert net.parameters.vector.tobytes() == be.from_sklearn(estimator).parameters.vector.tobytes()
