"""Curves in pieces, and the powers, against the functions that they stand for."""

import subprocess
import sys
from pathlib import Path

import mpmath
import numpy as np
import pytest
from scipy.special import erfcx

from barreleye.activations import _curve_tables
from barreleye.activations._curve_tables import GELU_SLOPE_CURVE, MILLS_CURVE, TANH_CURVE
from barreleye.scalars.narrow import Curve
from barreleye.scalars.narrow._exponential import POWERS, POWERS_LOST

ROOT = Path(__file__).parents[2]
ZERO = 0.7517915246935645  # of the slope of gelu, turned round


def mills(x):
    return erfcx(x / np.sqrt(2.0)) / 2.0


def gelu_slope(x):
    """The slope over its zero."""
    return (mills(x) - x / np.sqrt(2.0 * np.pi)) / (ZERO - x)


# name: the function, and from where to where the forms ask for it
CURVES = {
    "TANH_CURVE": (TANH_CURVE, np.tanh, 0.0, 9.02),
    "MILLS_CURVE": (MILLS_CURVE, mills, 0.0, 9.4),
    "GELU_SLOPE_CURVE": (GELU_SLOPE_CURVE, gelu_slope, 0.0, 9.4),
}
each = pytest.mark.parametrize("name", CURVES)


def points(name):
    """Return float32 of the whole curve, and their pieces as the bits of a float32 say them."""
    curve, exact, low, high = CURVES[name]
    small = np.exp2(np.linspace(-60.0, 2.0, 20_001))
    x = np.concatenate([np.linspace(low, high, 400_001), small, -small]).astype(np.float32)
    x = np.unique(x[(x >= low) & (x < high)])
    x = x[np.abs(x - ZERO) > 1e-5]  # where a quotient in float64 has no digits left
    octave = (x.astype(float) * curve.scale + curve.offset).astype(np.float32)  # rounded once
    return curve, exact, x, octave.view(np.int32) >> curve.shift & 31


def chosen(row, place):
    return np.array(row, np.float32)[place]


def ulp(values):
    return np.spacing(np.abs(values).astype(np.float32)).astype(float)


def test_every_curve_is_measured():
    assert {name for name, value in vars(_curve_tables).items() if isinstance(value, Curve)} == set(
        CURVES
    )


@each
def test_a_curve_is_its_function_to_a_hundredth_of_an_ulp(name):
    curve, exact, x, place = points(name)
    h = x.astype(float) - chosen(curve.centers, place)
    found = np.zeros(x.size)
    for row in (*reversed(curve.rest), curve.slopes, curve.values):
        found = found * h + chosen(row, place)
    truth = exact(x.astype(float))
    # a half of the hundredth that a result has above its rounding; the other is for the rounding of the bend
    assert (np.abs(found - truth) <= 0.005 * ulp(truth) + 2.0**-52 * np.abs(truth)).all()


@each
def test_x_less_its_center_loses_nothing_to_speak_of(name):
    """It is a float32, except where x is far smaller than its center, and there the curve hardly rises."""
    curve, exact, x, place = points(name)
    center = chosen(curve.centers, place)
    lost = np.abs((x - center).astype(float) - (x.astype(float) - center))
    assert (lost * np.abs(chosen(curve.slopes, place)) <= 0.005 * ulp(exact(x.astype(float)))).all()
    assert not lost[x >= center / 2.0].any()


@each
def test_the_bend_of_a_piece_is_small(name):
    """What is rounded more than once is at most 2^-7 of the result: half an ulp of that is 0.004 of its own."""
    curve, exact, x, place = points(name)
    h = x.astype(float) - chosen(curve.centers, place)
    line = chosen(curve.values, place) + h * chosen(curve.slopes, place)
    truth = exact(x.astype(float))
    assert (np.abs(truth - line) <= 2.0**-7 * np.abs(truth)).all()


@each
def test_every_piece_is_asked_for(name):
    assert set(points(name)[3].tolist()) >= set(range(1, 31))


def test_powers_and_what_they_lack():
    with mpmath.workprec(100):
        for k, (power, lost) in enumerate(zip(POWERS, POWERS_LOST, strict=True)):
            held = mpmath.mpf(float(np.float32(power)))
            exact = mpmath.mpf(2) ** (mpmath.mpf(k) / 32)
            assert abs(held * (1 + mpmath.mpf(float(np.float32(lost)))) / exact - 1) < 2.0**-47


def test_the_tool_prints_the_module_as_it_stands():
    tool = [sys.executable, ROOT / "tools" / "fit_curves.py"]
    printed = subprocess.run(tool, capture_output=True, text=True, check=True).stdout
    committed = Path(_curve_tables.__file__).read_text(encoding="utf-8")
    assert "".join(printed.split()) == "".join(committed.split())
