"""What a notebook and the terminal show of an activation."""

from xml.etree import ElementTree as ET

import numpy as np
import pytest

from barreleye import activations
from barreleye.activations import interval
from support.truth import variants

each_name = pytest.mark.parametrize("name", activations.names())


def parsed(activation):
    return ET.fromstring(activation._repr_html_())  # noqa: S314  it is our own text


@each_name
def test_the_latex_card_names_the_function_and_shows_its_formula(name):
    activation = activations.get(name)
    card = activation._repr_latex_()
    assert card.startswith("$$")
    assert card.endswith("$$")
    assert card.count("{") == card.count("}")
    assert activation.latex in card
    assert rf"\mathrm{{{name.replace('_', chr(92) + '_')}}}(z)" in card


@each_name
def test_the_html_card_is_well_formed_and_holds_every_fact(name):
    activation = activations.get(name)
    text = "".join(parsed(activation).itertext())
    assert repr(activation) in text
    assert activation.summary in text
    assert interval(activation.range) in text
    assert all(point in text for point in activation.key_points)
    assert ", ".join(f"{kink:g}" for kink in activation.kinks) in text


@each_name
def test_the_drawing_shows_every_curve_inside_its_frame(name):
    activation = activations.get(name)
    svg = next(element for element in parsed(activation).iter("svg"))
    lines = list(svg.iter("polyline"))
    z = np.linspace(-4.0, 4.0, 161)
    curves = activation.curves(z)
    assert [line.find("title").text for line in lines] == list(curves)
    width, height = float(svg.get("width")), float(svg.get("height"))
    for line, curve in zip(lines, curves.values(), strict=True):
        x, y = np.array([point.split(",") for point in line.get("points").split()], float).T
        assert x.min() == 0.0
        assert x.max() == width
        assert y.min() >= 0.0
        assert y.max() <= height
        # y points down; a tenth of a pixel is what the text keeps
        falls = -np.diff(y)
        assert (falls[np.diff(curve) > 0.0] >= -0.1001).all()
        assert np.ptp(curve) == 0.0 or np.ptp(y) > 0.0


@pytest.mark.parametrize("activation", variants(), ids=repr)
def test_the_curves_are_the_value_and_the_slope(activation):
    z = np.linspace(-3.0, 3.0, 7)
    curves = activation.curves(z)
    assert curves["value"].tolist() == activation(z).tolist()
    assert curves["slope"].tolist() == activation.derivative(z).tolist()


def test_the_curve_of_softmax_is_the_first_of_two_outputs():
    z = np.array([-2.0, 0.0, 2.0])
    drawn = activations.softmax.curves(z)["first of two"]
    np.testing.assert_allclose(drawn, activations.sigmoid(z), rtol=1e-15)


def test_text_that_looks_like_html_is_escaped():
    declared = activations.step.key_points[-1]
    assert ">=" in declared
    assert "z &gt;= 0" in activations.step._repr_html_()


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        ((0.0, 1.0), "0 to 1"),
        ((-np.inf, np.inf), "−∞ to +∞"),
        ((-1.75, np.inf), "-1.75 to +∞"),
        ((-np.inf, 0.0), "−∞ to 0"),
    ],
)
def test_a_range_is_written_as_people_do(pair, words):
    assert interval(pair) == words
