"""Graphs of activations: what is drawn is what the functions return."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

import barreleye as be
from barreleye import figures
from barreleye.errors import OptionError, ShapeError, UnknownNameError
from barreleye.figures._theme import DARK, LIGHT


def lines(axes, colour=None, dashed=None):
    found = [line for line in axes.lines if len(line.get_xdata()) > 2]
    if colour is not None:
        found = [line for line in found if line.get_color() == colour]
    if dashed is not None:
        found = [line for line in found if (line.get_linestyle() == "--") == dashed]
    return found


@pytest.mark.parametrize(
    "name", ["step", "linear", "sigmoid", "tanh", "relu", "leaky_relu", "hard_shrink"]
)
def test_the_graph_of_an_activation_is_its_value_and_its_slope(name):
    function = be.activations.get(name)
    (axes,) = figures.activation(name).axes
    for colour, curve in ((LIGHT.first, function), (LIGHT.slope, function.derivative)):
        drawn = lines(axes, colour)
        assert len(drawn) == 1 + len(function.kinks)  # no line climbs a jump
        for line in drawn:
            x, y = line.get_data()
            assert np.array_equal(y, curve(x))
            assert not any(x[0] < kink < x[-1] for kink in function.kinks)
    assert axes.get_title(loc="left") == repr(function)


def test_a_point_has_its_tangent():
    (axes,) = figures.activation("tanh", at=0.5, low=-2, high=2).axes
    tangent = next(line for line in axes.lines if line.get_color() == LIGHT.second)
    x, y = tangent.get_data()
    slope = be.activations.tanh.derivative(0.5)
    assert (y[1] - y[0]) / (x[1] - x[0]) == pytest.approx(slope, rel=1e-12)
    assert np.interp(0.5, x, y) == pytest.approx(np.tanh(0.5), rel=1e-12)
    assert "slope 0.786" in tangent.get_label()


def test_saturated_stretches_are_shaded_and_turning_points_are_not():
    (axes,) = figures.activation("sigmoid").axes
    stretches = sorted((patch.get_x(), patch.get_x() + patch.get_width()) for patch in axes.patches)
    z = np.linspace(-7, 7, 400)
    flat = z[be.activations.sigmoid.derivative(z) < 0.01 * 0.25]
    assert np.allclose(stretches, [(-7.0, flat[flat < 0].max()), (flat[flat > 0].min(), 7.0)])
    (axes,) = figures.activation("silu", low=-3, high=3).axes
    assert not axes.patches


def test_softmax_is_drawn_over_its_first_z():
    (axes,) = figures.activation("softmax", others=(0.0, 1.0), at=2.0).axes
    drawn = lines(axes)
    z = drawn[0].get_xdata()
    wanted = be.activations.softmax(np.column_stack([z, np.zeros_like(z), np.ones_like(z)]))
    assert np.array_equal(np.column_stack([line.get_ydata() for line in drawn]), wanted)
    share = np.exp(2.0) / (np.exp(2.0) + 1 + np.e)
    label = axes.get_legend_handles_labels()[1][-1]
    assert label == f"f(2) = {share:.3g}, slope {share * (1 - share):.3g}"


def test_several_activations_stand_side_by_side_or_in_one_picture():
    chosen = ["sigmoid", "tanh", "relu"]
    apart = figures.activations(chosen)
    assert [axes.get_title(loc="left") for axes in apart.axes] == chosen
    (axes,) = figures.activations(chosen, overlay=True, at=1.0).axes
    for k, name in enumerate(chosen):
        (value, *_), (slope, *_) = (lines(axes, LIGHT.several[k], dashed=one) for one in (False, True))
        assert np.array_equal(value.get_ydata(), be.activations.get(name)(value.get_xdata()))
        assert np.array_equal(slope.get_ydata(), be.activations.get(name).derivative(slope.get_xdata()))
    every = figures.activations()
    elementwise = [n for n in be.activations.names() if hasattr(be.activations.get(n), "derivative")]
    assert len(every.axes) == len(elementwise)


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(UnknownNameError, match="sigmoid"):
        figures.activation("sigmoyd")
    with pytest.raises(OptionError, match=r"draw softmax by figures\.activation"):
        figures.activations(["relu", "softmax"])
    with pytest.raises(OptionError, match="activations is empty: name at least one"):
        figures.activations([])
    with pytest.raises(OptionError, match=r"z\[0\] is nan: an axis shows numbers up to 1e\+100"):
        figures.overflow([np.nan, 1.0])
    with pytest.raises(OptionError, match="room for 8 numbers, z has 9"):
        figures.overflow(np.arange(9.0))
    with pytest.raises(ShapeError, match=r"others are the other z of a row"):
        figures.activation("softmax", others=())
    with (
        pytest.raises(OptionError, match="theme is 'light' or 'dark', got 'sepia'"),
        figures.theme("sepia"),
    ):
        pass


def test_the_steps_of_softmax_stand_beside_the_graph_of_exp():
    figure = figures.overflow([1.0, 2.0, 1000.0])
    axes, words = figure.axes
    cells = {place: cell.get_text() for place, cell in words.tables[0].get_celld().items()}
    assert [cells[3, k].get_text() for k in range(6)] == ["1000", "inf", "nan", "0", "1", "1"]
    assert cells[3, 1].get_color() == LIGHT.second
    assert cells[1, 1].get_color() == LIGHT.ink
    assert "exp overflows float64" in figure.alt_text
    levels = sorted(line.get_ydata()[0] for line in axes.lines if line.get_linestyle() == "--")
    assert levels == pytest.approx([np.log10(np.finfo(t).max) for t in ("float32", "float64")])
    assert "agree" in figures.overflow([1.0, 2.0]).get_suptitle()


def test_the_dark_theme_holds_within_its_block_alone():
    with figures.theme("dark"):
        dark = figures.activation("relu")
        legend = dark.axes[0].get_legend()
        assert to_hex(legend.get_texts()[0].get_color()) == DARK.ink
    light = figures.activation("relu")
    for figure, look in ((dark, DARK), (light, LIGHT)):
        assert to_hex(figure.get_facecolor()) == look.paper
        assert lines(figure.axes[0])[0].get_color() == look.first


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_words_and_lines_stand_out_from_the_paper(look):
    """WCAG: a contrast of 4.5 for text, and of 3 for what is to be seen."""
    assert contrast(look.ink, look.paper) > 7
    assert contrast(look.guide, look.paper) > 3
    for colour in look.several[:4]:
        assert contrast(colour, look.paper) > (2.9 if look is LIGHT else 4.5)
    first, second = (luminance(colour) for colour in look.several[:2])
    assert abs(first - second) > 0.08  # told apart in grey


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)
