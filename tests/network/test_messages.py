"""The refusals of a network: what, where, got, do."""

import numpy as np
import pytest

import barreleye as be


def deep(inputs):
    return be.Network(inputs, [be.Dense(8, "relu", name="eye"), be.Dense(3, "softmax")])


SHAPES = [
    (3, np.ones((5, 4)), "(rows, 3), got (5, 4)", "inputs=4"),
    (3, np.ones((3, 7)), "(rows, 3), got (3, 7)", "X.T"),
    (3, np.ones(3), "(rows, 3), got (3,)", "X[None, :]"),
    (3, np.ones(5), "(rows, 3), got (5,)", "one row per example"),
    (1, np.ones(5), "(rows, 1), got (5,)", "X[:, None]"),
    (1, np.ones(1), "(rows, 1), got (1,)", "X[:, None]"),
    (4, np.ones((5, 2, 2)), "(rows, 4), got (5, 2, 2)", "reshape"),
    (2, 1.0, "(rows, 2), got ()", "one row per example"),
]


@pytest.mark.parametrize(
    ("inputs", "X", "shapes", "fix"), SHAPES, ids=[str(np.shape(s[1])) for s in SHAPES]
)
@pytest.mark.parametrize("ask", ["call", "predict", "trace", "loss", "gradients", "fit", "partial_fit"])
def test_a_shape_that_does_not_fit_names_both_shapes_the_layers_and_the_fix(inputs, X, shapes, fix, ask):
    net = deep(inputs)
    arguments = (X,) if ask in ("call", "predict", "trace") else (X, np.zeros(5, int))
    with pytest.raises(be.errors.ShapeError) as caught:
        (net if ask == "call" else getattr(net, ask))(*arguments)
    message = str(caught.value)
    assert shapes in message
    assert f"{inputs} -> 8" in message
    assert "8 -> 3" in message
    assert "eye" in message
    assert message.index("Likely fix") < message.index(fix)


@pytest.mark.parametrize("bad", [np.array(["a"]), np.array([1j]), np.array([None]), "text"], ids=str)
def test_rows_that_are_not_numbers_are_refused_by_dtype(bad):
    with pytest.raises(be.errors.DtypeError, match="X"):
        deep(1)(np.array(bad)[None])


UNKNOWN = [
    (lambda: be.Dense(3, "rellu"), "no activation is called 'rellu'", "'relu'"),
    (lambda: be.Dense(3, "Soft-Maxx"), "no activation is called 'Soft-Maxx'", "'softmax'"),
    (lambda: be.Dense(3, init="he_norml"), "no initializer is called 'he_norml'", "'he_normal'"),
    (lambda: deep(2).fit([[0, 0]], [0], loss="cross_entrop"), "'cross_entrop'", "'cross_entropy'"),
    (lambda: deep(2).fit([[0, 0]], [0], optimizer="adm"), "'adm'", "'adam'"),
    (lambda: deep(2).parameters["output1"], "no layer is called 'output1'", "'output'"),
    (lambda: deep(2).trace([[0, 0]])["eyes"], "no layer is called 'eyes'", "'eye'"),
    (lambda: deep(2).neuron("eyes", 0), "no layer is called 'eyes'", "'eye'"),
    (lambda: be.activations.leaky_relu.with_(leek=1.0), "no parameter 'leek'", "'negative_slope'"),
    (lambda: be.activations.get("zzzzz"), "no activation is called 'zzzzz'", "'relu'"),
    (lambda: be.losses.get("zzzzz"), "no loss is called 'zzzzz'", "'huber'"),
]


@pytest.mark.parametrize(("ask", "what", "hint"), UNKNOWN, ids=[what for _, what, _ in UNKNOWN])
def test_a_name_that_is_not_known_is_answered_with_near_ones(ask, what, hint):
    with pytest.raises(be.errors.UnknownNameError) as caught:
        ask()
    assert what in str(caught.value)
    assert hint in str(caught.value).replace(what, "")


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: be.Network(0, [be.Dense(1)]), "inputs.* number of columns.*got 0"),
        (lambda: be.Network(2.5, [be.Dense(1)]), "inputs.* number of columns.*got 2.5"),
        (lambda: be.Network("iris.csv", [be.Dense(1)]), "inputs.* number of columns.*'iris.csv'"),
        (lambda: be.Network(True, [be.Dense(1)]), "inputs.* number of columns.*got True"),
        (lambda: be.Network(2, []), "at least one layer"),
        (lambda: be.Network(2, [be.Dense(1), "relu"]), r"layer 1 is 'relu'.*be\.Dense"),
        (lambda: be.Network(2, [be.Dense(1)], dtype="float16"), "'float32' or 'float64', got 'float16'"),
        (lambda: be.Network(2, [be.Dense(1)], dtype="flaot32"), "'float32' or 'float64', got 'flaot32'"),
        (lambda: be.Network(2, [be.Dense(1, name="a"), be.Dense(1, name="a")]), "two layers.*'a'"),
    ],
    ids=range(9),
)
def test_a_network_that_cannot_be_built_says_why(build, words):
    with pytest.raises(be.errors.OptionError, match=words):
        build()


@pytest.mark.parametrize(
    ("output", "loss", "needed"),
    [
        ("softmax", "binary_cross_entropy", "'sigmoid', got 'softmax'"),
        ("sigmoid", "cross_entropy", "'softmax' or 'log_softmax', got 'sigmoid'"),
        ("log_softmax", "squared_error", "log-probabilities"),
    ],
)
def test_a_loss_that_does_not_fit_the_output_names_those_it_fits(output, loss, needed):
    net = be.Network(2, [be.Dense(2, output)])
    with pytest.raises(be.errors.OptionError) as caught:
        net.loss([[0.0, 0.0]], [0], loss=loss)
    assert needed in str(caught.value)


def test_every_error_can_be_caught_as_one_family_and_as_the_kind_python_users_expect():
    kinds = {
        be.errors.ShapeError: ValueError,
        be.errors.DtypeError: TypeError,
        be.errors.DataError: ValueError,
        be.errors.OptionError: ValueError,
        be.errors.UnknownNameError: LookupError,
        be.errors.FileFormatError: ValueError,
        be.errors.MissingExtraError: ImportError,
        be.errors.DivergedError: ArithmeticError,
    }
    for error, kind in kinds.items():
        assert issubclass(error, be.errors.BarreleyeError)
        assert issubclass(error, kind)
