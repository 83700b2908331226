"""What the neurons of a layer do on real rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .._arguments import instance
from .._arrays import Array
from ..activations import Elementwise
from ..layers import LayerRecord
from ._canvas import canvas, described, drawn, plain
from ._theme import colours

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@drawn
def layer_activation(record: LayerRecord) -> Figure:
    """Draw the activation of a layer over the range of its pre-activations z, with a histogram of z.

    ``record`` is a layer of ``net.trace(X)``. The histogram counts z over all rows and neurons; the lines are the
    value and the slope of the activation. For a row-wise activation (softmax) the figure is a histogram of the
    highest output in each row.
    """
    instance("record", record, LayerRecord, "a layer of net.trace(X)")
    if isinstance(record.activation, Elementwise):
        return _curve_over_z(record)
    return _shares(record)


def _curve_over_z(record: LayerRecord) -> Figure:
    figure, axes = canvas(6.4, 3.0)
    z = record.z[np.isfinite(record.z)].astype(np.float64)
    low, high = _range(z)
    points = np.linspace(low, high, 400)
    beyond = int(((z < low) | (z > high)).sum())
    counts, edges = np.histogram(z, bins=60, range=(low, high))
    background = axes.twinx()
    background.bar(edges[:-1], counts, width=np.diff(edges), align="edge", color=colours().rows)
    background.set_ylim(0, None)
    background.set_yticks([])
    background.spines[:].set_visible(False)
    axes.set_zorder(background.get_zorder() + 1)
    axes.patch.set_visible(False)
    axes.axhline(0, color=colours().guide, linewidth=0.6)
    for (name, curve), colour, line in zip(
        record.activation.curves(points).items(),
        (colours().first, colours().slope),
        ("-", "--"),
        strict=True,
    ):
        axes.plot(points, curve, line, color=colour, label=name)
    outside = f", and {beyond:,} lie beyond" if beyond else ""
    axes.set_xlabel(f"pre-activation z (grey: how often{outside})")
    axes.set_ylabel(plain(repr(record.activation)))
    axes.legend(loc="upper left")
    return described(figure, f"{record.activation!r} over the pre-activations of {record.name}")


def _shares(record: LayerRecord) -> Figure:
    figure, axes = canvas(6.4, 3.0)
    highest = record.a.max(axis=1).astype(np.float64)
    low, high = (0.0, 1.0) if record.activation.range == (0.0, 1.0) else _range(highest)
    axes.hist(
        highest,
        bins=40,
        range=(low, high),
        color=colours().rows,
        edgecolor=colours().guide,
        linewidth=0.4,
    )
    axes.set_xlabel(plain(f"highest output of {record.activation!r} in each row", 90))
    axes.set_ylabel("rows")
    return described(figure, f"Highest output of {record.activation!r} in {len(highest):,} rows")


def _range(values: Array) -> tuple[float, float]:
    if values.size == 0:
        return -1.0, 1.0
    low, high = (float(v) for v in np.quantile(values, [0.001, 0.999]))
    margin = 0.05 * (high - low) or 1.0
    return low - margin, high + margin
