"""The pictures on the pages of the activations: the curve, a small one, and the errors."""

from itertools import pairwise

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from activation_pages._errors import DIRECTIONS, sampled, value_and_slope
from barreleye import figures
from barreleye._arrays import Array
from barreleye.activations import Activation
from barreleye.figures._theme import LIGHT

_COLOURS = (LIGHT.first, LIGHT.slope)
_LINES = ("-", "--")

# Where 2^-149, 2^-34, 2^10 and 2^128 lie between the middle of an axis and its end: most functions
# do all they do within the middle two.
_POWERS, _PLACES = (-150.0, -34.0, 10.0, 128.0), (0.0, 0.1, 0.78, 1.0)
_TICKS = {
    "10³⁰": 1e30, "10³": 1e3, "1": 1.0, "10⁻³": 1e-3, "10⁻⁹": 1e-9,
}  # fmt: skip


def curve(activation: Activation) -> Figure:
    """Draw value and slope, broken at the kinks; of a row-wise function the outputs of a row of two."""
    return figures.activation(activation)


def thumbnail(activation: Activation) -> Figure:
    """Draw value and slope as small as a stamp, without numbers."""
    figure = Figure(figsize=(1.5, 1.0))
    axes = figure.add_axes((0.02, 0.04, 0.96, 0.92))
    axes.set_axis_off()
    axes.axhline(0, color=LIGHT.guide, linewidth=0.6)
    axes.axvline(0, color=LIGHT.guide, linewidth=0.6)
    _draw(axes, activation, _reach(activation), labels=(None, None))
    return figure


def errors(activation: Activation) -> Figure:
    """Draw the errors of value and slope over the whole of float32."""
    with rc_context(LIGHT.style()):
        figure = Figure(figsize=(6.4, 3.8), layout="constrained")
        panels = figure.subplots(2, 1, sharex=True)
    z, found = sampled(activation)
    for axes, error, name, colour in zip(panels, found, DIRECTIONS, _COLOURS, strict=True):
        axes.plot(z, error, ".", markersize=1.2, markeredgewidth=0.0, color=colour)
        axes.axhline(0.5, color=LIGHT.ink, linewidth=0.8)
        axes.axhline(0.51, color=LIGHT.ink, linewidth=0.8, linestyle=":")
        axes.set_xscale("function", functions=(_along, _back))
        axes.set_xlim(z[0], z[-1])
        top = max(0.56, 1.1 * float(np.max(error[np.isfinite(error)])))
        wrong = z[np.isinf(error)]  # no number where there is one, or the reverse
        if wrong.size:
            axes.plot(wrong, np.full_like(wrong, top), "x", color=LIGHT.second, clip_on=False)
        axes.set_ylim(-0.02, top)  # so that a row of zeros is seen
        if top < 1.0:
            axes.set_yticks([0.0, 0.25, 0.5])
        axes.set_ylabel(f"{name}: ulp")
    panels[1].set_xticks([sign * tick for sign in (-1, 1) for tick in _TICKS.values()] + [0.0])
    panels[1].set_xticklabels([sign + tick for sign in ("−", "") for tick in _TICKS] + ["0"])
    panels[1].minorticks_off()
    panels[1].set_xlabel("z: all of float32, logarithmic to both sides of 0, with the middle stretched")
    return figure


def _along(z: Array) -> Array:
    """Return the place of z on the axis, from -1 to 1."""
    power = np.log2(np.maximum(np.abs(z), 2.0**-150))
    return np.sign(z) * np.interp(power, _POWERS, _PLACES)


def _back(place: Array) -> Array:
    return np.sign(place) * 2.0 ** np.interp(np.abs(place), _PLACES, _POWERS)


def _reach(activation: Activation) -> float:
    marks = [abs(mark) for mark in (*activation.kinks, *activation.turning_points)]
    return max(4.0, *(1.5 * mark for mark in marks)) if marks else 4.0


def _draw(axes: Axes, activation: Activation, reach: float, labels: tuple[str | None, ...]) -> None:
    """Draw both curves piece by piece, so that no line climbs a jump."""
    inner = [kink for kink in activation.kinks if abs(kink) < reach]
    edges = [-reach, *inner, reach]
    for low, high in pairwise(edges):
        z = np.linspace(np.nextafter(low, high), np.nextafter(high, low), 400)
        for values, colour, line, label in zip(
            value_and_slope(activation, z), _COLOURS, _LINES, labels, strict=True
        ):
            first = low == -reach
            axes.plot(z, values, line, color=colour, label=label if first else None)
