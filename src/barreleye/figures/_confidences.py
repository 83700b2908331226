"""How sure a network is of the classes that it predicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import as_numbers, instance
from .._arrays import Array
from .._text import counted
from ..errors import OptionError, ShapeError
from ..losses import class_indices
from ..network import FeedForward
from ._canvas import Axes, canvas, described, drawn, legend_above, plain, whole_ticks
from ._plane import one_label_each
from ._theme import colours

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_BINS, _MOST_NAMES = 20, 30


@drawn
def confidences(
    net: FeedForward, X: ArrayLike, y: ArrayLike | None = None, *, ax: Axes = None
) -> Figure:
    """Draw the probability of each class for one row; for many rows, how often the predicted class has which one.

    Parameters
    ----------
    net : Network
        With several outputs, or one output of a sigmoid.
    X : array_like, shape (inputs,) or (rows, inputs)
        One row or many.
    y : array_like, optional
        The true class of the row, or of each: rows that are predicted wrongly are drawn apart.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.

    Raises
    ------
    ShapeError, DataError, OptionError
        X or y do not fit the network, or its output is no probability.
    """
    instance("net", net, FeedForward, "a network")
    given = as_numbers(X, "X")
    rows = net.as_rows(given[None] if given.ndim == 1 else given)
    if not len(rows):
        raise ShapeError("confidences are those of rows, and X has none")
    shares = class_shares(net, rows)
    answers = np.asarray(net.predict(rows))
    truth = None if y is None else np.atleast_1d(np.asarray(one_label_each(y), dtype=object))
    if truth is not None and truth.shape != (len(rows),):
        raise ShapeError(f"y is one class for each of {counted(len(rows), 'row')}, got {truth.shape}")
    if truth is not None and net.classes:
        class_indices(truth, net.classes)  # refuses what is no class of this network
    if given.ndim == 1:
        return _bars(net, shares[0], answers[0], None if truth is None else truth[0], ax)
    right = np.ones(len(rows), dtype=bool) if truth is None else answers == truth
    return _histogram(shares.max(axis=1), np.asarray(right, dtype=bool), ax, known=truth is not None)


def class_shares(net: FeedForward, rows: Array) -> Array:
    """Return the probability of every class, shape (rows, classes)."""
    outputs = np.asarray(net(rows), dtype=np.float64)
    if outputs.shape[1] > 1:
        shares = np.maximum(outputs - min(0.0, float(outputs.min(initial=0.0))), 0.0)
        return shares / np.maximum(shares.sum(axis=1, keepdims=True), 1e-300)
    if net.layers[-1].activation.range != (0.0, 1.0):
        raise OptionError(
            "one output that is no probability has no classes: take sigmoid or softmax as output"
        )
    return np.concatenate([1.0 - outputs, outputs], axis=1)


def _bars(net: FeedForward, shares: Array, answer: object, truth: object, ax: Axes) -> Figure:
    many = len(shares)
    figure, axes = canvas(6.4, min(8.0, 1.0 + 0.32 * many), ax=ax)
    look = colours()
    names = [plain(label, 24) for label in (net.classes or range(many))]
    winner = int(shares.argmax())
    hues = [look.first if k == winner else look.rows for k in range(many)]
    axes.barh(np.arange(many), shares, color=hues)
    if many <= _MOST_NAMES:
        axes.set_yticks(range(many), names)
        for k, share in enumerate(shares):
            axes.text(share + 0.01, k, f"{share:.1%}", va="center", fontsize=9)
    else:
        whole_ticks(axes.yaxis)
    axes.set_ylim(many - 0.4, -0.6)
    axes.set_xlim(0.0, 1.12)
    axes.set_xlabel("probability")
    verdict = "" if truth is None else ", rightly" if truth == answer else f", and {truth} is true"
    axes.set_title(plain(f"predicted: {answer}{verdict}"), fontsize=10)
    return described(figure, f"Probabilities of {counted(many, 'class', 'classes')}: {answer}{verdict}")


def _histogram(winners: Array, right: NDArray[np.bool_], ax: Axes, *, known: bool) -> Figure:
    figure, axes = canvas(6.4, 3.2, ax=ax)
    look = colours()
    least = min(0.5, float(winners.min(initial=1.0)))
    parts = [winners[right], winners[~right]] if known else [winners]
    labels = [f"right: {int(right.sum()):,}", f"wrong: {int((~right).sum()):,}"]
    axes.hist(
        parts,
        bins=_BINS,
        range=(least, 1.0),
        stacked=True,
        color=[look.first, look.second][: len(parts)],
        label=labels[: len(parts)] if known else None,
    )
    axes.set_xlabel("probability of the predicted class")
    axes.set_ylabel("rows")
    if known:
        legend_above(axes)
    return described(figure, f"Confidence of the predictions for {counted(len(winners), 'row')}")
