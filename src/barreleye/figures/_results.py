"""How training went and how good the answers are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from ..errors import OptionError
from ..training import History
from ._canvas import canvas, plain
from ._theme import GUIDE, INK, TRAINING, VALIDATION

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def loss_curve(history: History) -> Figure:
    """Draw the loss of every epoch, training and validation in one formula, on a logarithmic axis.

    A line marks the epoch whose weights were kept.
    """
    if not len(history):
        raise OptionError("there is no epoch to draw")
    figure, axes = canvas()
    epochs = [record.epoch for record in history]
    axes.plot(epochs, history.loss, color=TRAINING, label="training (while it learned)")
    if history.val_loss:
        axes.plot(epochs, history.val_loss, color=VALIDATION, label="validation")
    if history.best_epoch is not None:
        axes.axvline(history.best_epoch, color=GUIDE, linestyle=":", label="weights kept")
    if min([*history.loss, *history.val_loss]) > 0:
        axes.set_yscale("log")
    axes.set_xlabel("epoch")
    axes.set_ylabel(history.loss_name.replace("_", " "))
    axes.legend(frameon=False)
    return figure


def confusion_matrix(matrix: ArrayLike, labels: Sequence[object]) -> Figure:
    """Draw how often each true class (rows) was answered with each class (columns).

    Colours show the share within the row, the numbers count.
    """
    counts = np.asarray(matrix)
    n = len(labels)
    side = min(9.0, 2.2 + 0.55 * n)
    figure, axes = canvas(side + 0.8, side)
    shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    axes.imshow(shares, cmap="Blues", vmin=0.0, vmax=1.0)
    names = [plain(label, 16) for label in labels]
    axes.set_xticks(range(n), names, rotation=45 if n > 3 else 0, ha="right" if n > 3 else "center")
    axes.set_yticks(range(n), names)
    axes.set_xlabel("answered")
    axes.set_ylabel("true")
    axes.spines[:].set_visible(False)
    if n <= 20:
        for i, j in np.ndindex(n, n):
            ink = "white" if shares[i, j] > 0.55 else INK if counts[i, j] else GUIDE
            axes.text(j, i, f"{counts[i, j]:,}", ha="center", va="center", color=ink)
    return figure


def predicted_against_true(predicted: ArrayLike, truth: ArrayLike, unit: str = "") -> Figure:
    """Draw every answer over the truth; on the diagonal they agree."""
    p, t = np.asarray(predicted, dtype=float), np.asarray(truth, dtype=float)
    figure, axes = canvas(4.8, 4.4)
    low, high = float(min(p.min(), t.min())), float(max(p.max(), t.max()))
    axes.plot([low, high], [low, high], color=GUIDE, linestyle=":", label="perfect")
    size = float(np.clip(4000 / len(p), 2, 22))
    axes.scatter(t, p, s=size, color=VALIDATION, alpha=0.55, linewidths=0, rasterized=len(p) > 3000)
    axes.set_xlabel(plain(f"true {unit}".strip()))
    axes.set_ylabel(plain(f"predicted {unit}".strip()))
    axes.legend(loc="upper left", frameon=False)
    return figure


def fitted_curve(
    x: ArrayLike, truth: ArrayLike, curve_x: ArrayLike, curve_y: ArrayLike, names: tuple[str, str]
) -> Figure:
    """Draw a network with one input as the curve it is, over the points it was checked on.

    Parameters
    ----------
    x, truth : array_like, shape (points,)
    curve_x, curve_y : array_like, shape (n,)
        The network's answers, for increasing ``curve_x``.
    names : (str, str)
        What the two axes show.
    """
    figure, axes = canvas()
    points = len(np.asarray(x))
    size = float(np.clip(4000 / points, 2, 22))
    axes.scatter(
        x,
        truth,
        s=size,
        color=VALIDATION,
        alpha=0.55,
        linewidths=0,
        label="true",
        rasterized=points > 3000,
    )
    axes.plot(curve_x, curve_y, color=TRAINING, label="network")
    axes.set_xlabel(plain(names[0]))
    axes.set_ylabel(plain(names[1]))
    axes.legend(frameon=False)
    return figure
