"""Networks in ONNX files: those of our own, and graphs as other programs write them."""

import json

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

import barreleye as be
from barreleye.errors import OptionError
from support.onnx_graphs import checked, model_of

RNG = np.random.default_rng(0)
W = [RNG.normal(size=(3, 4)).astype("f"), RNG.normal(size=(4, 2)).astype("f")]
B = [RNG.normal(size=4).astype("f"), RNG.normal(size=2).astype("f")]
A = be.activations


def same(a, b):
    return a.parameters.vector.tobytes() == b.parameters.vector.tobytes() and (
        a.stack,
        a.dtype,
        a.classes,
    ) == (b.stack, b.dtype, b.classes)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", A.names())
def test_a_file_of_our_own_gives_the_same_network(name, dtype, tmp_path):
    net = be.Network(
        3,
        [
            be.Dropout(0.25),
            be.Dense(4, name, name="first"),
            be.Dense(2, name, bias=False),
            be.Dense(2, "softmax"),
        ],
        dtype=dtype,
        classes=["né", "b"],
    )
    be.export.onnx(net, tmp_path / "net.onnx")
    assert same(be.from_onnx(tmp_path / "net.onnx"), net)


@pytest.mark.parametrize("name", [one for one in A.names() if A.get(one).equivalents.get("ONNX")])
def test_operators_are_recognized_without_what_the_file_says_of_itself(name, tmp_path):
    net = be.Network(3, [be.Dense(4, name), be.Dense(5, name, bias=False), be.Dense(2)], seed=1)
    be.export.onnx(net, tmp_path / "net.onnx")
    model = checked(tmp_path / "net.onnx")
    del model.metadata_props[:]
    assert same(be.from_onnx(model), net)


def test_a_file_that_says_something_else_of_itself_is_not_believed(tmp_path):
    be.export.onnx(be.mlp(3, [4], 2, activation="tanh"), tmp_path / "net.onnx")
    model = checked(tmp_path / "net.onnx")
    other = be.mlp(3, [4], 2, activation="relu").describe()
    model.metadata_props[0].value = json.dumps(other)
    assert be.from_onnx(model).layers[0].activation == A.tanh


# What stands between two layers in files of others: nodes of z, the numbers that they use, and what it is.
ERF = [
    ("Div", ["z", "root"], "d", {}), ("Erf", ["d"], "e", {}), ("Add", ["e", "one"], "f", {}),
    ("Mul", ["z", "f"], "g", {}), ("Mul", ["g", "half"], "a", {}),
]  # fmt: skip
SOFT = [
    ("Greater", ["z", "t"], "c", {}), ("Sub", ["z", "t"], "d", {}), ("Where", ["c", "d", "zero"], "e", {}),
    ("Less", ["z", "minus"], "f", {}), ("Add", ["z", "t"], "g", {}), ("Where", ["f", "g", "zero"], "h", {}),
    ("Add", ["e", "h"], "a", {}),
]  # fmt: skip
FORMS = {
    "gelu of the error function": (ERF, A.gelu),
    "gelu in another order": (
        [("Mul", ["half", "z"], "g", {}), *ERF[:3], ("Mul", ["f", "g"], "a", {})], A.gelu,
    ),
    "silu": ([("Sigmoid", ["z"], "s", {}), ("Mul", ["s", "z"], "a", {})], A.silu),
    "mish": (
        [("Softplus", ["z"], "s", {}), ("Tanh", ["s"], "t_", {}), ("Mul", ["z", "t_"], "a", {})], A.mish,
    ),
    "a softplus with beta": (
        [("Mul", ["z", "two"], "m", {}), ("Softplus", ["m"], "s", {}), ("Div", ["s", "two"], "a", {})],
        A.softplus.with_(beta=2.0),
    ),
    "leaky relu of maxima": (
        [("Mul", ["z", "half"], "m", {}), ("Max", ["m", "z"], "a", {})],
        A.leaky_relu.with_(negative_slope=0.5),
    ),
    "soft shrink": (SOFT, A.soft_shrink.with_(threshold=0.75)),
    "relu6 of ends": ([("Clip", ["z", "zero", "six"], "a", {})], A.relu6),
    "relu6 of a relu": ([("Relu", ["z"], "r", {}), ("Min", ["r", "six"], "a", {})], A.relu6),
    "hard sigmoid of pieces": (
        [
            ("Add", ["z", "three"], "p", {}), ("Clip", ["p", "zero", "six"], "q", {}),
            ("Div", ["q", "six"], "a", {}),
        ],
        A.hard_sigmoid,
    ),
    "log sigmoid": ([("Sigmoid", ["z"], "s", {}), ("Log", ["s"], "a", {})], A.log_sigmoid),
    "what says nothing": ([("Identity", ["z"], "i", {}), ("Dropout", ["i"], "a", {})], A.linear),
    "defaults of the operator": ([("Elu", ["z"], "a", {})], A.elu),
    "an alpha of float32": (
        [("LeakyRelu", ["z"], "a", {"alpha": 0.1})], A.leaky_relu.with_(negative_slope=0.1),
    ),
}  # fmt: skip
NUMBERS = {
    "one": 1.0, "two": 2.0, "half": 0.5, "three": 3.0, "six": 6.0, "zero": 0.0, "root": 2.0**0.5,
    "t": 0.75, "minus": -0.75,
}  # fmt: skip


def between(nodes, opset=20):
    """Return a model of two layers, whose activation is made of nodes from z to a."""
    constants = {"W0": W[0].T.copy(), "b0": B[0], "W1": W[1]}
    constants |= {name: np.float32(value) for name, value in NUMBERS.items()}
    return model_of(
        [
            ("Gemm", ["x", "W0", "b0"], "z", {"transB": 1}),
            *nodes,
            ("MatMul", ["a", "W1"], "y", {}),
        ],
        constants,
        3,
        opset=opset,
    )


@pytest.mark.parametrize("name", FORMS)
def test_what_others_write_is_recognized(name):
    nodes, activation = FORMS[name]
    net = be.from_onnx(between(nodes))
    assert [layer.activation for layer in net.layers] == [activation, A.linear]
    assert np.array_equal(net.layers[0].weights, W[0])
    assert np.array_equal(net.layers[0].biases, B[0])
    assert not net.descriptions[1].bias


def test_products_are_scaled_and_biases_added_where_the_file_has_them():
    constants = {"W0": W[0], "b0": B[0][None, :], "W1": W[1], "b1": np.float32(0.5)}
    model = model_of(
        [
            ("MatMul", ["x", "W0"], "p", {}),
            ("Add", ["b0", "p"], "z", {}),
            ("Relu", ["z"], "a", {}),
            ("Gemm", ["a", "W1", "b1"], "y", {"alpha": 2.0, "beta": 3.0}),
        ],
        constants,
        3,
    )
    net = be.from_onnx(model)
    x = RNG.normal(size=(5, 3)).astype("f")
    want = 2.0 * np.maximum(x @ W[0] + B[0], 0.0) @ W[1] + 1.5
    assert np.abs(net(x) - want).max() <= 32 * np.finfo("f").eps


def tail(labels, kind):
    """Return a classifier of two classes as skl2onnx writes it."""
    constants = {
        "W": W[0][:, :1],
        "b": B[0][:1],
        "one": np.float32(1.0),
        "labels": np.array(labels),
        "all": [-1],
    }
    nodes = [
        ("Cast", ["x"], "c", {"to": TensorProto.FLOAT}),
        ("MatMul", ["c", "W"], "p", {}),
        ("Add", ["p", "b"], "z", {}),
        ("Sigmoid", ["z"], "yes", {}),
        ("Sub", ["one", "yes"], "no", {}),
        ("Concat", ["no", "yes"], "y", {"axis": 1}),
        ("ArgMax", ["y"], "place", {"axis": 1}),
        ("ArrayFeatureExtractor", ["labels", "place"], "found", {}),
        ("Reshape", ["found", "all"], "label", {}),
    ]
    model = model_of(nodes, constants, 3, classes=kind)
    model.graph.node[7].domain = "ai.onnx.ml"
    return model


@pytest.mark.parametrize(
    ("labels", "kind"), [(["no", "yes"], TensorProto.STRING), ([3, 4], TensorProto.INT64)]
)
def test_two_classes_and_their_labels(labels, kind):
    net = be.from_onnx(tail(labels, kind))
    assert (net.outputs, net.layers[0].activation, net.classes) == (1, A.sigmoid, tuple(labels))


REFUSED = {
    "a convolution": ([("Conv", ["z", "W0"], "a", {})], "'node a' of the model has the operator Conv"),
    "an unknown function": (
        [("Exp", ["z"], "e", {}), ("Tanh", ["e"], "a", {})],
        r"Tanh\(Exp\(z\)\) before 'node y', which is no activation",
    ),
    "other shrinking": ([("Shrink", ["z"], "a", {"lambd": 0.5, "bias": 0.25})], r"Shrink\(z, "),
    "numbers for each neuron": ([("Mul", ["z", "b0"], "a", {})], r"Mul, with numbers of shape \(4,\)"),
    "biases behind biases": ([("Add", ["z", "b0"], "a", {})], r"Add, with numbers of shape \(4,\)"),
    "too many": (
        [("Abs", ["z"], "s0", {}), *(("Abs", [f"s{i}"], f"s{i + 1}", {}) for i in range(70)),
         ("Relu", ["s70"], "a", {})], "behind one layer",
    ),
    "doubling": (
        [("Add", ["z", "z"], "s0", {}), *(("Mul", [f"s{i}"] * 2, f"s{i + 1}", {}) for i in range(70)),
         ("Relu", ["s70"], "a", {})], "behind one layer",
    ),
    "a softmax of columns": ([("Softmax", ["z"], "a", {"axis": 0})], r"Softmax\(z, axis=0\)"),
    "two layers put together": (
        [("MatMul", ["x", "W0t"], "p", {}), ("Add", ["p", "z"], "a", {})], "different layers",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_network_has_is_refused_with_its_place(name):
    nodes, words = REFUSED[name]
    model = between(nodes)
    model.graph.initializer.append(onnx.numpy_helper.from_array(W[0], "W0t"))
    with pytest.raises(be.errors.OptionError, match=words):
        be.from_onnx(model)


def test_an_activation_before_the_first_layer_is_refused():
    model = model_of([("Relu", ["x"], "r", {}), ("MatMul", ["r", "W"], "y", {})], {"W": W[0]}, 3)
    with pytest.raises(be.errors.OptionError, match="relu before its first layer"):
        be.from_onnx(model)


def test_several_outputs_have_to_be_named():
    nodes = [("MatMul", ["x", "W0"], "h", {}), ("MatMul", ["h", "W1"], "y", {})]
    model = model_of(nodes, {"W0": W[0], "W1": W[1]}, 3, outputs=("h", "y"))
    with pytest.raises(be.errors.OptionError, match=r"outputs 'h' and 'y'|outputs h and y"):
        be.from_onnx(model)
    assert be.from_onnx(model, output="h").outputs == 4
    assert be.from_onnx(model, output="y").outputs == 2
    with pytest.raises(be.errors.OptionError, match="nothing called 'q'"):
        be.from_onnx(model, output="q")


def test_the_columns_of_a_table_are_no_input_of_a_network(tmp_path):
    table = {"a": [1.0, 2.0, 3.0, 4.0] * 5, "b": [1.0, 5.0] * 10, "y": [1.0, 2.0, 3.0, 4.0] * 5}
    be.export.onnx(
        be.fit_table(table, "y", effort="quick", epochs=1, progress=False).model, tmp_path / "m.onnx"
    )
    with pytest.raises(be.errors.OptionError, match=r"takes \d inputs|takes 1 input"):
        be.from_onnx(tmp_path / "m.onnx")


def test_files_that_are_none(tmp_path):
    (tmp_path / "a.onnx").write_bytes(b"\xff" * 100)
    (tmp_path / "b.onnx").write_bytes(b"")
    for name in ("a.onnx", "b.onnx"):
        with pytest.raises(be.errors.FileFormatError, match="is no file of ONNX"):
            be.from_onnx(tmp_path / name)
    with pytest.raises(be.errors.DataError, match="cannot read"):
        be.from_onnx(tmp_path / "c.onnx")
    with pytest.raises(be.errors.FileFormatError, match="the checker of onnx says"):
        be.from_onnx(between([("Relu", ["nowhere"], "a", {})]))


def test_damaged_files_are_refused_or_read(tmp_path):
    net = be.Network(3, [be.Dense(4, "gelu"), be.Dense(3, "softmax")], classes=["a", "b", "c"])
    be.export.onnx(net, tmp_path / "net.onnx")
    whole = (tmp_path / "net.onnx").read_bytes()
    rng = np.random.default_rng(0)
    for _ in range(150):
        damaged = bytearray(whole)
        damaged[rng.integers(len(whole))] = rng.integers(256)
        (tmp_path / "damaged.onnx").write_bytes(damaged)
        try:
            be.from_onnx(tmp_path / "damaged.onnx")
        except be.errors.BarreleyeError as error:
            assert str(error)  # noqa: PT017  any of them; what else is raised fails the test


def test_weights_in_another_file_are_found_beside_it(tmp_path):
    net = be.mlp(3, [40], 2)
    be.export.onnx(net, tmp_path / "net.onnx")
    model = checked(tmp_path / "net.onnx")
    onnx.save(
        model, tmp_path / "big.onnx", save_as_external_data=True, location="big.data", size_threshold=0
    )
    assert same(be.from_onnx(tmp_path / "big.onnx"), net)
    (tmp_path / "big.data").unlink()
    with pytest.raises(be.errors.DataError, match="keeps in another file"):
        be.from_onnx(tmp_path / "big.onnx")


def test_numbers_of_16_bits_are_refused():
    model = model_of([("MatMul", ["x", "W"], "y", {})], {"W": W[0].astype(np.float16)}, 3)
    with pytest.raises(be.errors.OptionError, match="holds float16 numbers"):
        be.from_onnx(model)


def test_functions_of_the_file_are_put_in_their_place():
    model = between([("mine", ["z"], "a", {})])
    model.graph.node[1].domain = "local"
    body = [helper.make_node("Sigmoid", ["v"], ["s"]), helper.make_node("Mul", ["v", "s"], ["w"])]
    opsets = [helper.make_opsetid("", 20)]
    model.functions.append(helper.make_function("local", "mine", ["v"], ["w"], body, opsets))
    model.opset_import.append(helper.make_opsetid("local", 1))
    assert be.from_onnx(model).layers[0].activation == A.silu


def test_a_graph_without_a_dense_layer_is_refused():
    sides = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, 3]) for name in "xy"]
    graph = helper.make_graph([helper.make_node("Identity", ["x"], ["y"])], "g", sides[:1], sides[1:])
    with pytest.raises(OptionError, match="has no dense layer: there is nothing to take over"):
        be.from_onnx(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8))
