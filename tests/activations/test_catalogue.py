"""What each declaration says of its function is true, and one declaration is all it takes."""

import copy
import math
import pickle
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

import barreleye as be
from barreleye import activations, initializers
from barreleye.errors import OptionError, UnknownNameError
from support.samples import every_65537th
from support.truth import elementwise_names, exact_value, variants

each = pytest.mark.parametrize("activation", variants(), ids=repr)
each_name = pytest.mark.parametrize("name", activations.names())

EVERYWHERE = every_65537th().astype(np.float64)
ONNX_OPERATORS = {
    "Atan", "Celu", "Clip", "Elu", "Exp", "Gelu", "HardSigmoid", "HardSwish", "Identity", "LeakyRelu",
    "LogSoftmax", "Mish", "Relu", "Selu", "Shrink", "Sigmoid", "Sign", "Sin", "Softmax", "Softplus",
    "Softsign", "Swish", "Tanh", "ThresholdedRelu",
}  # fmt: skip


@each
def test_values_stay_in_the_range_and_come_close_to_both_ends(activation):
    low, high = activation.range
    y = activation(EVERYWHERE)
    assert low <= y.min()
    assert y.max() <= high
    # neighbours of the sample lie 2^-7 apart in ratio, so a round extremum between -4 and 4 is met
    # to within (4·2^-8)²/2 = 2^-13 times its curvature, which is below 8
    assert y.min() <= low + 2.0**-10 if math.isfinite(low) else y.min() < -1e30
    assert y.max() >= high - 2.0**-10 if math.isfinite(high) else y.max() > 1e30


@each
def test_the_limits_are_where_the_textbook_form_goes(activation):
    for side, limit in zip((-1.0, 1.0), activation.limits, strict=True):
        truths = [float(exact_value(activation, side * x)) for x in (1e30, 2e30, 3e30)]
        if math.isnan(limit):  # no limit: it keeps moving, however far out
            assert np.ptp(truths) > 0.1
        else:
            settled = [t == limit if math.isfinite(limit) else t * limit > 50.0 for t in truths]
            assert all(settled)


@each
def test_the_function_is_smooth_exactly_where_no_kink_is_declared(activation):
    h = 2.0**-26
    grid = np.union1d(np.arange(-64, 65) / 8.0, activation.kinks)
    left, right = activation.derivative(grid - h), activation.derivative(grid + h)
    gap = np.abs(activation(grid + h) - activation(grid - h))
    slope = activation.derivative
    # a smooth slope moves by 2h·|f''| < 2^-22 and a value by 2h·|f'| < 2^-22 while |f'|, |f''| < 8; those of the
    # exponential are as large as its slope
    size = 1.0 + np.abs(slope(grid))
    jumps = (np.abs(right - left) > 2.0**-20 * size) | (gap > 2.0**-20 * size)
    bend = np.abs(slope(grid + 0.01) - 2 * slope(grid) + slope(grid - 0.01))
    declared = np.isin(grid, activation.kinks)
    assert not jumps[~declared].any()
    # at a kink the value, the slope or at least the curvature breaks; smooth, it bends by 0.01²·f''' < 0.001
    assert (jumps | (bend > 1e-3))[declared].all()


@each
def test_the_slope_at_a_kink_is_that_of_one_of_its_sides(activation):
    for kink in activation.kinks:
        sides = activation.derivative(np.array([kink - 2.0**-30, kink + 2.0**-30]))
        # one side may itself move by 2^-30 · |f''|
        assert np.abs(sides - activation.derivative(kink)).min() <= 2.0**-27


def test_the_slopes_at_zero_follow_the_stated_conventions():
    assert activations.step.derivative(0.0) == 0.0
    assert activations.relu.derivative(0.0) == 0.0
    assert activations.leaky_relu.derivative(0.0) == 0.01
    assert activations.step(0.0) == 1.0


@each
def test_piecewise_linear_says_whether_the_slope_is_constant_between_kinks(activation):
    x = np.linspace(-8.0, 8.0, 1001)
    pieces = np.searchsorted(activation.kinks, x[~np.isin(x, activation.kinks)])
    slopes = activation.derivative(x[~np.isin(x, activation.kinks)])
    constant = all(np.ptp(slopes[pieces == piece]) == 0.0 for piece in set(pieces.tolist()))
    assert activation.piecewise_linear == constant


@each
def test_increasing_is_said_of_all_that_never_step_back(activation):
    values = activation(EVERYWHERE)
    # two neighbours, each within the 2 ulp that float64 promises, may step back by 4 between them
    step_back = 4.0 * np.spacing(np.maximum(np.abs(values[:-1]), np.abs(values[1:])))
    with np.errstate(invalid="ignore"):  # infinity minus infinity, where both neighbours are infinite
        rising = not (np.diff(values) < -step_back).any()
    if activation.increasing:
        assert rising
    elif not activation.parameters:
        assert not rising


@each_name
def test_every_declaration_is_complete(name):
    activation = activations.get(name)
    assert activation.name == name
    assert activation.summary.endswith(".")
    assert "\n\n" not in activation.summary
    assert all(point.endswith((".", "?", "!")) for point in activation.key_points)
    assert activation.key_points
    assert activation.equivalents
    assert all(text.strip() for text in activation.equivalents.values())
    assert initializers.get(activation.init).name == activation.init
    assert activation.onnx is None or activation.onnx in ONNX_OPERATORS
    low, high = activation.range
    assert all(math.isnan(limit) or low <= limit <= high for limit in activation.limits)
    assert set(activation.bounds) <= set(activation.parameters)


@each_name
def test_the_formula_is_balanced_latex(name):
    latex = activations.get(name).latex
    depth = 0
    for before, sign in zip(" " + latex, latex, strict=False):
        depth += (sign == "{" and before != "\\") - (sign == "}" and before != "\\")
        assert depth >= 0
    assert latex.strip()
    assert depth == 0
    assert latex.count(r"\begin{") == latex.count(r"\end{")
    assert latex.count(r"\left") == latex.count(r"\right")
    assert "$" not in latex


@each_name
def test_equality_goes_by_name_and_parameters(name):
    activation = activations.get(name)
    assert activation == activations.get(name)
    assert activation != name
    assert activation == activation.with_()
    assert hash(activation) == hash(activation.with_())
    assert all(activation != activations.get(other) for other in activations.names() if other != name)
    for parameter, value in activation.parameters.items():
        moved = activation.with_(**{parameter: value / 2})
        assert moved != activation
        assert moved.parameters[parameter] == value / 2
        assert activation.parameters[parameter] == value
        assert len({activation, moved, activation.with_(**{parameter: value})}) == 2


@pytest.mark.parametrize(
    "activation",
    [*variants(), *(activations.get(name) for name in activations.names())],
    ids=repr,
)
def test_an_activation_survives_pickle_and_copy(activation):
    for again in (pickle.loads(pickle.dumps(activation)), copy.deepcopy(activation)):  # noqa: S301
        assert again == activation
        assert repr(again) == repr(activation)
        assert dict(again.parameters) == dict(activation.parameters)


def test_the_repr_names_parameters_only_where_there_are_any():
    assert repr(activations.tanh) == "tanh"
    assert repr(activations.leaky_relu.with_(negative_slope=0.25)) == "leaky_relu(negative_slope=0.25)"


def test_an_activation_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        activations.relu.name = "other"
    with pytest.raises(TypeError):
        activations.leaky_relu.parameters["negative_slope"] = 0.5
    with pytest.raises(TypeError):
        activations.relu.equivalents["PyTorch"] = "other"


def test_an_unknown_parameter_is_refused_with_the_known_ones():
    with pytest.raises(
        UnknownNameError, match="'lek', it has 'negative_slope'; did you mean 'negative_slope'"
    ):
        activations.leaky_relu.with_(lek=0.2)
    with pytest.raises(UnknownNameError, match="'negative_slope', it has none at all"):
        activations.relu.with_(negative_slope=0.2)


@pytest.mark.parametrize("value", [-0.001, 1.001, math.nan, math.inf, -math.inf])
def test_a_parameter_out_of_its_bounds_is_refused_with_the_bounds(value):
    with pytest.raises(OptionError, match=f"at_zero must be a number from 0 to 1, got {value!r}"):
        activations.step.with_(at_zero=value)


@pytest.mark.parametrize("value", [math.nan, math.inf])
@pytest.mark.parametrize("name", elementwise_names())
def test_no_parameter_may_be_nan_or_infinite(name, value):
    activation = activations.get(name)
    for parameter in activation.parameters:
        with pytest.raises(OptionError, match=parameter):
            activation.with_(**{parameter: value})


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [("sigmoyd", "sigmoid"), ("sigmoids", "sigmoid"),
     ("tahn", "tanh"),
     ("leaky", "leaky_relu")],
)  # fmt: skip
def test_a_misspelt_name_is_refused_with_the_near_one(misspelt, meant):
    with pytest.raises(UnknownNameError, match=f"'{misspelt}'; did you mean .*'{meant}'"):
        activations.get(misspelt)
    with pytest.raises(AttributeError, match=meant):
        getattr(activations, misspelt)


def test_a_name_like_no_other_is_refused_with_the_whole_list():
    with pytest.raises(UnknownNameError, match=f"there are 'step', .* and '{activations.names()[-1]}'"):
        activations.get("qqq")
    for no_name in (3, None, 1.5, ["relu"]):
        with pytest.raises(UnknownNameError, match="given by its name"):
            activations.get(no_name)


def test_aliases_lead_to_the_one_function():
    assert activations.get("identity") is activations.linear
    assert activations.get("logistic") is activations.sigmoid
    assert "identity" not in activations.names()


@each_name
def test_the_catalogue_and_the_module_hand_out_the_same_object(name):
    assert getattr(be.activations, name) is activations.get(name)
    assert activations.get(activations.get(name)) is activations.get(name)
    assert name in dir(be.activations)
