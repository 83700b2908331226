"""What a network takes as answers, weights and parameters; whatever is refused, nothing has changed."""

import warnings

import numpy as np
import pandas as pd
import pytest

import barreleye as be
from barreleye.errors import BarreleyeError, DataError, DtypeError, OptionError, ShapeError

X = np.linspace(-1.0, 1.0, 8).reshape(4, 2)
Y = [0.5, 1.0, 0.0, 1.0]
MASKED = np.ma.array([1, -9999, 0, 1], mask=[0, 1, 0, 0])


def network(output="linear", outputs=1):
    return be.mlp(2, [3], outputs, output=output, seed=0)


NETWORKS = {
    "linear": network,
    "softmax": lambda: network("softmax", 2),
    "sigmoid": lambda: network("sigmoid"),
}
ANSWERS = {
    "masked": MASKED,
    "masked floats": MASKED.astype(float),
    "masked words": np.ma.array(["a", "?", "b", "a"], mask=MASKED.mask),
    "masked column": MASKED[:, None],
    "a list of masked rows": [MASKED[row : row + 1] for row in range(4)],
    "a list with a masked entry": list(MASKED),
    "nullable numbers": pd.Series([1, None, 0, 1], dtype="Int64"),
    "nullable floats": pd.Series([1.0, None, 0.0, 1.0], dtype="Float64"),
    "nullable words": pd.Series(["a", None, "b", "a"], dtype="string"),
    "nullable truths": pd.Series([True, None, False, True], dtype="boolean"),
    "objects with None": np.array(["a", None, "b", "a"], dtype=object),
    "objects with NA": np.array(["a", pd.NA, "b", "a"], dtype=object),
    "objects with NaT": np.array(["a", pd.NaT, "b", "a"], dtype=object),
    "objects with a masked entry": np.array(["a", np.ma.masked, "b", "a"], dtype=object),
    "a categorical": pd.Categorical(["a", None, "b", "a"]),
}  # fmt: skip


def asked(net, y):
    """Return every call that takes answers."""
    rows = [1, 0, 1, 0] if net.outputs == 2 else Y
    return {
        "fit": lambda: net.fit(X, y, epochs=1, progress=False),
        "validation": lambda: net.fit(X, rows, epochs=1, validation=(X, y), progress=False),
        "lbfgs": lambda: net.fit(X, y, epochs=1, optimizer="lbfgs", progress=False),
        "partial_fit": lambda: net.partial_fit(X, y),
        "loss": lambda: net.loss(X, y),
        "gradients": lambda: net.gradients(X, y),
        "weights": lambda: net.fit(X, rows, epochs=1, sample_weight=y, progress=False),
        "weights of a loss": lambda: net.loss(X, rows, sample_weight=y),
    }


@pytest.mark.parametrize("kind", ANSWERS)
@pytest.mark.parametrize("output", NETWORKS)
@pytest.mark.filterwarnings("ignore:.*converting a masked element to nan")
def test_answers_that_are_masked_or_missing_are_never_taken_as_data(output, kind):
    net = NETWORKS[output]()
    before = net.parameters.vector.tobytes()
    for name, call in asked(net, ANSWERS[kind]).items():
        with pytest.raises(
            (DataError, DtypeError), match=r"masked|missing|drop|object|<U|finite"
        ) as refusal:
            call()
        assert net.parameters.vector.tobytes() == before, name
        assert (net.classes, net.history) == (None, None), name
        assert "class labels go with" not in str(refusal.value) or "words" in kind or "categ" in kind, (
            name
        )


@pytest.mark.parametrize(
    "y",
    [
        np.ma.array([0, 1, 1, 0]),
        pd.Series([0, 1, 1, 0], dtype="Int64"),
        pd.array([0.0, 1.0, 1.0, 0.0]),
        np.array([0, 1, 1, 0], dtype=object),
    ],
    ids=["masked nowhere", "nullable", "nullable floats", "objects"],
)
def test_where_nothing_is_missing_they_are_the_numbers_they_are(y):
    plain = np.array([0, 1, 1, 0])
    assert network().loss(X, y) == network().loss(X, plain)
    net = network("sigmoid")
    net.fit(X, y, epochs=1, progress=False)
    assert net.predict(X).shape == (4,)


def test_the_masked_entry_of_a_list_is_not_a_number_with_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(DtypeError, match="y has masked entries, which would be taken as data"):
            network().loss(X, [1.0, np.ma.masked, 0.0, 1.0])


def test_lists_of_unequal_parts_are_told_apart():
    words = r"X is a list of unequal parts \(part 0 has length 2, part 2 has length 1\): give all"
    for call in (network(), network().predict, network().trace, lambda rows: network().fit(rows, Y)):
        with pytest.raises(ShapeError, match=words):
            call([[1.0, 2.0], [3.0, 4.0], [5.0], [6.0, 7.0]])
    with pytest.raises(ShapeError, match="part 0 has length 1, part 1 is a single entry"):
        network().loss(X, [[1.0], 2.0, 3.0, 4.0])


class Tensor:
    """An array of somebody else, which cannot be read here."""

    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("it lies on another device")


def test_an_array_that_cannot_be_read_is_told_with_its_own_words():
    with pytest.raises(DtypeError, match=r"X cannot be read as an array.*it lies on another device"):
        network()(Tensor())


WRONG_NUMBERS = [
    "x", None, ["a"], [1.0j], np.array([1.0 + 1.0j]), 1j, [[1.0], [2.0, 3.0]], np.ma.masked, object(), {1.0},
    np.ma.array([1.0], mask=[True]), np.datetime64("2026-11-28"), b"x", 10**400,
    np.zeros((1, 3)), np.zeros((1, 2)), np.empty(0),
]  # fmt: skip


@pytest.mark.parametrize("value", WRONG_NUMBERS, ids=range(len(WRONG_NUMBERS)))
@pytest.mark.parametrize(
    ("place", "name"),
    [
        (lambda net: net.parameters, "vector"),
        (lambda net: net.layers[0], "weights"),
        (lambda net: net.layers[0], "biases"),
        (lambda net: net.neuron(0, 1), "weights"),
        (lambda net: net.neuron(0, 1), "bias"),
        (lambda _: be.Neuron([1.0, 2.0]), "bias"),
    ],
    ids=range(6),
)
def test_parameters_take_real_numbers_of_their_shape_and_nothing_else(place, name, value):
    net = network()
    before = net.parameters.vector.tobytes()
    with pytest.raises((DtypeError, ShapeError)):
        setattr(place(net), name, value)
    assert net.parameters.vector.tobytes() == before


def test_a_bias_is_one_number():
    neuron = network().neuron(0, 0)
    for value in (0.5, np.float32(0.5), np.array(0.5), [0.5]):
        neuron.bias = 0.0
        neuron.bias = value
        assert neuron.bias == 0.5
    with pytest.raises(ShapeError, match=r"a bias is one number, got shape \(2,\)"):
        neuron.bias = [1.0, 2.0]


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
@pytest.mark.parametrize(
    ("rows", "answers", "weights"),
    [
        (np.ones((4, 7), np.float32), np.ones((4, 1)), None),
        (np.ones((4, 1), np.float32), np.ones((4, 1)), None),
        (np.ones(4, np.float32), np.ones((4, 1)), None),
        (X, np.ones((3, 1)), None),
        (X, np.ones((4, 2)), None),
        (X, np.ones((5, 1)), None),
        (X, np.ones((4, 1)), np.ones(3)),
        (X, np.ones((4, 1)), np.ones(5)),
        (X, MASKED[:, None], None),
        (X * 1j, np.ones((4, 1)), None),
    ],
    ids=range(10),
)
def test_the_mean_loss_of_what_does_not_fit_is_refused(engine, rows, answers, weights):
    with be.engine(engine), pytest.raises(BarreleyeError):
        network().mean_loss(rows, answers, be.losses.squared_error, weights)


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_the_mean_loss_takes_rows_of_any_type_and_layout(engine):
    net, loss = network(), be.losses.squared_error
    answers, weights = np.array(Y)[:, None], np.array([1.0, 0.5, 0.5, 2.0])
    with be.engine(engine):
        want = net.mean_loss(X.astype(np.float32), answers, loss, weights)
        assert want == pytest.approx(float((weights * (net(X)[:, 0] - Y) ** 2).mean()), rel=1e-5)
        for rows in (X, X[:, ::-1].copy()[:, ::-1], np.asfortranarray(X), X.astype(">f8"), X.tolist()):
            assert net.mean_loss(rows, answers, loss, weights.astype(np.float32)) == want
        net = network("softmax", 2)
        for labels in ([0, 2, 1, 0], [0, -1, 1, 0], [0, 10**9, 1, 1]):
            with pytest.raises(OptionError, match=r"row 1 has the label"):
                net.mean_loss(X, np.array(labels), be.losses.cross_entropy)
