"""How outputs come about: layers, active neurons, parts; softmax in steps; and all of it as HTML."""

import html.parser

import numpy as np
import pytest

import barreleye as be
from barreleye.errors import OptionError, ShapeError

EPS = np.finfo(float).eps
RNG = np.random.default_rng(0)


def drawn(activation, output="linear"):
    net = be.Network(
        3, [be.Dense(6, activation), be.Dense(5, activation), be.Dense(2, output)], dtype="float64"
    )
    net.parameters.vector[...] = RNG.normal(0.0, 1.0, net.parameters.vector.size)
    return net


@pytest.mark.parametrize("activation", ["relu", "tanh", "leaky_relu", "softmax"])
def test_the_parts_of_the_last_hidden_layer_add_up_to_the_last_z(activation):
    net = drawn(activation, "softmax")
    x = RNG.normal(size=3)
    explained = net.explain(x)
    z = net.trace(x[None])[-1].z[0]
    np.testing.assert_allclose(
        explained.contributions[1].sum(axis=0) + net.layers[2].biases, z, rtol=64 * EPS
    )
    np.testing.assert_array_equal(np.diag(explained.contributions[2]), z)


@pytest.mark.parametrize("activation", ["relu", "tanh", "softmax"])
def test_the_part_of_a_neuron_is_its_output_times_what_a_nudge_of_it_does(activation):
    net = drawn(activation)
    x = RNG.normal(size=3)
    explained = net.explain(x)
    first = net.trace(x[None])[0].a[0]
    above = be.Network(6, [view.layer for view in net.layers[1:]], dtype="float64")
    above.parameters.vector[...] = net.parameters.vector[3 * 6 + 6 :]
    nudge = 1e-6
    for j in range(6):
        low, high = (above((first + way * nudge * np.eye(6)[j])[None])[0] for way in (-1, 1))
        # the error of a central difference is of order nudge², and rounding eps / nudge
        part = first[j] * (high - low) / (2 * nudge)
        np.testing.assert_allclose(explained.contributions[0][j], part, rtol=1e-6, atol=1e-8)


def test_an_input_of_the_documents():
    explained = be.by_hand.sine().explain(0.08)
    assert explained.active[0].tolist() == [True] + [False] * 7
    assert explained.contributions[0][0, 0] == 0.48
    assert explained.contributions[2][0, 0] == pytest.approx(0.48, rel=8 * EPS)
    text = str(explained)
    assert "hidden0: 8 neurons, relu, 1 active" in text
    assert "part of the output" in text
    second = explained.neuron("hidden1", 0)
    assert second.z == pytest.approx(0.22, rel=8 * EPS)
    assert repr(explained) == text


def test_wide_layers_are_cut_to_the_largest_parts():
    net = be.mlp(30, [64], 3, output="softmax", seed=0)
    text = str(net.explain(RNG.normal(size=30)))
    assert "and 18 more inputs" in text
    assert "and 52 more neurons with smaller parts" in text
    assert "part of z of output" in text


@pytest.mark.parametrize("x", [[1.0, 2.0], [[1.0, 2.0, 3.0]], 1.0, []])
def test_what_is_no_row_is_refused(x):
    with pytest.raises(ShapeError, match=r"one row of shape \(3,\)"):
        drawn("relu").explain(x)


def test_a_deep_neuron_names_the_way_to_the_input_of_the_network():
    with pytest.raises(ShapeError, match=r"net.explain\(x\).neuron\(layer, index\)"):
        drawn("relu").neuron(1, 0).explain([1.0, 2.0, 3.0])


def test_softmax_in_steps():
    steps = be.activations.softmax.explain([1, 2, 3, 4])
    assert steps.shifted.tolist() == [-3, -2, -1, 0]
    np.testing.assert_allclose(steps.exponentials / steps.total, steps.quotients, rtol=4 * EPS)
    np.testing.assert_allclose(steps.naive, steps.quotients, rtol=8 * EPS)
    np.testing.assert_array_equal(steps.quotients, be.activations.softmax([1.0, 2.0, 3.0, 4.0]))
    assert not steps.fails
    assert "shifted = z - (4), the largest entry" in str(steps)


@pytest.mark.parametrize(
    ("z", "fails"),
    [
        ([1000.0, 0.0], "exp overflows float64 above 709.78, and inf / inf is NaN"),
        (np.array([89.0, 0.0], np.float32), "exp overflows float32 above 88.723, and inf / inf is NaN"),
        ([709.5, 709.6], "the sum overflows float64, and everything becomes 0"),
        ([-800.0, -801.0], "every exponential is 0 in float64, and 0 / 0 is NaN"),
    ],
    ids=range(4),
)
def test_where_the_naive_softmax_fails(z, fails):
    steps = be.activations.softmax.explain(z)
    assert steps.fails == fails
    assert np.isnan(steps.naive).any() or not steps.naive.any()
    assert steps.quotients.sum() == pytest.approx(
        1.0, rel=float(4 * np.finfo(steps.quotients.dtype).eps)
    )
    assert f"The naive form fails: {fails}." in str(steps)


def test_softmax_explains_one_row_and_others_explain_nothing():
    with pytest.raises(ShapeError, match="one row of numbers"):
        be.activations.softmax.explain([[1.0, 2.0]])
    with pytest.raises(OptionError, match="log_softmax has no steps to show"):
        be.activations.log_softmax.explain([1.0, 2.0])


class Nested(html.parser.HTMLParser):
    """Tags that are closed in the order in which they were opened."""

    def __init__(self):
        super().__init__()
        self.open, self.cells = [], []

    def handle_starttag(self, tag, attrs):  # noqa: ARG002  as it is called
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] in {"td", "th"}:
            self.cells.append(data)


def shown():
    net = be.mlp(2, [4], 1, seed=0)
    X = RNG.normal(size=(20, 2))
    return {
        "net": net,
        "summary": net.summary(),
        "trace": net.trace(X[:3]),
        "history": net.fit(X, X[:, 0], epochs=40, progress=False),
        "network": net.explain(X[0]),
        "neuron": net.neuron(0, 1).explain(X[0]),
        "softmax": be.activations.softmax.explain([1.0, 2.0]),
    }


@pytest.mark.parametrize("name", shown())
def test_a_notebook_shows_tables(name):
    thing = shown()[name]
    page = Nested()
    page.feed(thing._repr_html_())
    assert page.open == []
    assert len(page.cells) >= 6
    if name == "history":
        assert page.cells[5] == "0"
        assert "39" in page.cells
        assert str(thing) == repr(thing)
        assert str(thing).count("\n") == 0


def test_names_are_escaped():
    net = be.Network(1, [be.Dense(1, name="<b>&")])
    assert "&lt;b&gt;&amp;" in net._repr_html_()
