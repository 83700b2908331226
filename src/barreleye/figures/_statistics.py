"""What layers do: how often neurons are active, how large weights, outputs and gradients are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from .._arguments import instance
from .._arrays import Array
from .._text import counted
from ..errors import OptionError, ShapeError
from ..network import FeedForward, LossChoice
from ._canvas import Axes, canvas, described, drawn, grid, logarithmic, plain, whole_ticks
from ._several import Networks, networks_by_name
from ._theme import colours

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_BINS = 40
_SHAPE = (2.2, 1.9)  # inches of one of several axes


@drawn
def active_shares(net: FeedForward, X: ArrayLike) -> Figure:
    """Draw on which share of rows the output of each hidden neuron is above 0; dead neurons are marked.

    Parameters
    ----------
    net : Network
    X : array_like, shape (rows, inputs)
        A neuron is dead on these rows if its output and its slope are 0 on all of them.
    """
    instance("net", net, FeedForward, "a network")
    trace = net.trace(X)
    if not len(trace.inputs):
        raise ShapeError("neurons are active on rows, and X has none")
    records = trace.layers[:-1] or trace.layers
    dead = trace.dead()
    figure, every = grid(len(records), 5.6, 1.5, across=1)
    look = colours()
    total = 0
    for axes, record in zip(every, records, strict=True):
        shares = (record.a > 0.0).mean(axis=0) if len(record.a) else np.zeros(record.a.shape[1])
        axes.bar(np.arange(len(shares)), shares, width=0.8, color=look.first)
        gone = dead[record.name]
        total += len(gone)
        axes.plot(gone, np.full(len(gone), 0.04), "x", color=look.second, markersize=7, mew=2)
        said = f"; {counted(len(gone), 'dead neuron')} (×)" if len(gone) else ""
        axes.set_title(f"{plain(record.name)}, {record.activation!r}{said}", fontsize=9)
        axes.set_xlim(-0.7, len(shares) - 0.3)
        axes.set_ylim(0.0, 1.0)
        axes.set_ylabel("active")
        whole_ticks(axes.xaxis)
    every[-1].set_xlabel("neuron")
    rows = counted(len(trace.inputs), "row")
    return described(
        figure, f"Share of {rows} on which each neuron is active; {counted(total, 'dead neuron')}"
    )


@drawn
def histograms(net: FeedForward, X: ArrayLike | None = None) -> Figure:
    """Draw how the weights of each layer are distributed, and with rows X its outputs too.

    Parameters
    ----------
    net : Network
    X : array_like, shape (rows, inputs), optional
    """
    instance("net", net, FeedForward, "a network")
    look = colours()
    rows = [("weights", look.first, [view.weights for view in net.layers])]
    if X is not None:
        if not len(net.as_rows(X)):
            raise ShapeError("outputs are those of rows, and X has none")
        rows.append(("outputs", look.second, [record.a for record in net.trace(X)]))
    layers = len(net.layers)
    figure, every = grid(layers * len(rows), *_SHAPE, across=layers)
    for i, (what, hue, arrays) in enumerate(rows):
        for k, values in enumerate(arrays):
            axes = every[i * layers + k]
            finite = values[np.isfinite(values)].astype(np.float64)
            axes.hist(finite, bins=_BINS, color=hue)
            axes.set_title(f"{what} of {plain(net.layers[k].name)}", fontsize=9)
            axes.tick_params(labelsize=8)
    return described(figure, f"Distribution of {' and '.join(what for what, *_ in rows)} by layer")


@drawn
def gradients(
    net: Networks,
    X: ArrayLike,
    y: ArrayLike,
    *,
    loss: LossChoice = None,
    ax: Axes = None,
) -> Figure:
    """Draw how large the gradient of the loss is in each layer, on a logarithmic axis if they differ tenfold.

    A point is the root of the mean square of the gradient with respect to the weights of the layer. Where
    gradients vanish, points sink towards the inputs; where they explode, points rise.

    Parameters
    ----------
    net : Network, or several of them
        Several, in a list or by names in a mapping, are drawn in one figure.
    X, y : array_like
        Rows and targets, as for ``fit``.
    loss : str or Loss, optional
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.
    """
    figure, axes = canvas(6.4, 3.6, ax=ax)
    every = networks_by_name(net)
    drawn_sizes: list[float] = []
    for k, (name, one) in enumerate(every.items()):
        sizes = [_root_mean_square(part.weights) for part in one.gradients(X, y, loss)]
        shown = np.array([size or np.nan for size in sizes])  # 0 has no place on the axis
        drawn_sizes += sizes
        label = None if len(every) == 1 else plain(name)
        axes.plot(np.arange(len(sizes)), shown, "o-", color=colours().nth(k), label=label)
        if not np.isfinite(sizes).all():
            raise OptionError(f"the gradient of {name} has NaN or infinity, which no axis can show")
        zero = np.flatnonzero(np.isnan(shown))
        if len(zero):
            words = "gradient 0" if label is None else f"{label}: gradient 0"
            axes.plot(
                zero,
                np.full(len(zero), 0.03),
                "x",
                color=colours().nth(k),
                transform=axes.get_xaxis_transform(),
                label=words,
            )
    logarithmic(axes, drawn_sizes)
    whole_ticks(axes.xaxis)
    axes.set_xlabel("layer, from the inputs to the output")
    axes.set_ylabel("gradient (root mean square)")
    if axes.get_legend_handles_labels()[1]:
        axes.legend()
    return described(figure, "Size of the gradient by layer" + _of(every))


def _of(every: Mapping[str, Any]) -> str:
    return "" if len(every) == 1 else f" of {', '.join(every)}"


def _root_mean_square(values: Array) -> float:
    return float(np.sqrt(np.mean(np.square(values, dtype=np.float64)))) if values.size else 0.0
