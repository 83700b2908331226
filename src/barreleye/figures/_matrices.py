"""The weights of a network as matrices in colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .._arguments import instance
from ..errors import OptionError
from ..microscope._sides import refuse_not_finite
from ..network import FeedForward
from ._canvas import Axes, described, drawn, grid, side_by_side, whole_ticks
from ._theme import colours

if TYPE_CHECKING:
    from matplotlib.figure import Figure


_IN_A_ROW = 4


@drawn
def weight_matrices(net: FeedForward, *, ax: Axes = None) -> Figure:
    """Draw the weights of every layer as a matrix: a row for each input, a column for each neuron.

    Violet is positive, orange negative, and white 0; the scale is that of the largest weight of the layer.

    Parameters
    ----------
    net : Network
    ax : matplotlib Axes, optional
        Where to draw, if the network has one layer; by default a new figure with axes for each layer.
    """
    instance("net", net, FeedForward, "a network")
    refuse_not_finite(net)
    if ax is not None and len(net.layers) > 1:
        raise OptionError(
            f"ax is one place to draw, and the network has {len(net.layers)} matrices: leave ax out"
        )
    many = len(net.layers)
    if ax is None and many > _IN_A_ROW:
        figure, every = grid(many, 1.7, 2.2)
    else:
        widths = [max(0.9, min(3.0, view.units / 12)) for view in net.layers]
        figure, every = side_by_side(widths, 3.2, ax=ax)
    for axes, view in zip(every, net.layers, strict=True):
        W = view.weights.astype(np.float64)
        most = float(np.abs(W).max()) or 1.0
        image = axes.imshow(
            W, cmap=colours().diverging(), vmin=-most, vmax=most, aspect="auto", interpolation="nearest"
        )
        axes.set_title(f"{view.name}: {W.shape[0]} × {W.shape[1]}", fontsize=9)
        whole_ticks(axes.xaxis, axes.yaxis)
        axes.locator_params("x", nbins=3)  # a narrow axis would have one number
        axes.set_xlabel("neuron")
        axes.set_ylabel("input")
        axes.figure.colorbar(image, ax=axes, shrink=0.8)
    return described(
        figure, "Weights of " + ", ".join(view.name for view in net.layers) + " as matrices in colour"
    )
