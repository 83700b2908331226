"""How training went and how good the answers are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import as_numbers, in_order, instance
from .._text import shown
from ..errors import OptionError, ShapeError
from ..training import History
from ._canvas import LARGEST, Axes, canvas, described, drawn, few_ticks, logarithmic, plain, whole_ticks
from ._theme import colours, rgb

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@drawn
def loss_curve(
    history: History | Mapping[str, History] | Sequence[History], *, ax: Axes = None
) -> Figure:
    """Draw the training and validation loss of every epoch, on a logarithmic axis if all are above 0.

    Parameters
    ----------
    history : History, or several of them
        As fit returns it. Several, in a list or by names in a mapping, are drawn in one figure, each in a colour
        of its own: training solid, validation dashed. A dotted line marks the epoch whose weights were kept.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.
    """
    every = _named(history)
    figure, axes = canvas(ax=ax)
    alone = len(every) == 1
    for i, (name, one) in enumerate(every.items()):
        epochs = [record.epoch for record in one]
        colour = colours().first if alone else colours().nth(i)
        axes.plot(epochs, one.loss, color=colour, label="training" if alone else plain(name))
        if one.val_loss:
            style = (
                {"color": colours().second, "label": "validation"}
                if alone
                else {"color": colour, "linestyle": "--"}
            )
            axes.plot(epochs, one.val_loss, **style)
        if one.best_epoch is not None:
            kept = {"color": colours().guide, "label": "weights kept"} if alone else {"color": colour}
            axes.axvline(one.best_epoch, linestyle=":", **kept)
    losses = [loss for one in every.values() for loss in [*one.loss, *one.val_loss]]
    if min(losses) > 0:
        logarithmic(axes, losses)
    axes.set_xlabel("epoch")
    whole_ticks(axes.xaxis)
    axes.set_ylabel(" / ".join(dict.fromkeys(one.loss_name.replace("_", " ") for one in every.values())))
    axes.legend()
    return described(figure, "Loss by epoch" + ("" if alone else f" of {', '.join(every)}"))


def _named(history: History | Mapping[str, History] | Sequence[History]) -> dict[str, History]:
    """Return histories by name."""
    if isinstance(history, History):
        every = {"one training": history}
    elif isinstance(history, Mapping):
        every = {str(name): one for name, one in history.items()}
    else:
        several = in_order("history", history, "histories, as fit returns them,")
        every = {f"training {i + 1}": one for i, one in enumerate(several)}
    for one in every.values():
        instance("history", one, History, "a History, as fit returns it")
    if not every or not all(map(len, every.values())):
        raise OptionError("there is no epoch to draw")
    return every


@drawn
def confusion_matrix(matrix: ArrayLike, labels: Sequence[object], *, ax: Axes = None) -> Figure:
    """Draw a confusion matrix: true classes as rows, predicted classes as columns.

    Numbers are counts. What is right is blue, what is wrong orange, the deeper the larger the fraction of the row.

    Parameters
    ----------
    matrix : array_like, shape (classes, classes)
        The counts.
    labels : sequence
        The names of the classes.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.
    """
    counts, labels = (
        as_numbers(matrix, "matrix"),
        in_order("labels", labels, "strings, one for each class,"),
    )
    n = len(labels)
    if counts.shape != (n, n) or not n:
        raise ShapeError(
            f"{n} labels need a matrix of shape ({n}, {n}), and one at least: got {counts.shape}"
        )
    if not (counts >= 0).all():
        raise OptionError("a confusion matrix holds counts, and these have negative numbers or NaN")
    side = min(9.0, 2.2 + 0.55 * n)
    figure, axes = canvas(side + 0.8, side, ax=ax)
    shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    paper, right, wrong = (
        np.array(rgb(hue)) for hue in (colours().paper, colours().first, colours().second)
    )
    hues = np.where(np.eye(n, dtype=bool)[..., None], right, wrong)
    axes.imshow(paper + shares[..., None] * (hues - paper))
    names = [plain(label, 16) for label in labels]
    axes.set_xticks(range(n), names, rotation=45 if n > 3 else 0, ha="right" if n > 3 else "center")
    axes.set_yticks(range(n), names)
    axes.set_xlabel("predicted")
    axes.set_ylabel("true")
    axes.spines[:].set_visible(False)
    if n <= 20:
        for i, j in np.ndindex(n, n):
            ink = (
                colours().paper
                if shares[i, j] > 0.55
                else colours().ink
                if counts[i, j]
                else colours().guide
            )
            axes.text(j, i, f"{counts[i, j]:,}", ha="center", va="center", color=ink)
    right = float(np.trace(counts)) / max(1.0, float(counts.sum()))
    return described(figure, f"Confusion matrix of {n} classes; {right:.1%} are on the diagonal")


@drawn
def predicted_against_true(
    predicted: ArrayLike, y_true: ArrayLike, unit: str = "", *, ax: Axes = None
) -> Figure:
    """Draw predictions over targets, both of shape (rows,); on the dotted diagonal they are equal.

    ``unit`` stands at both axes, after "true" and "predicted". ``ax`` are axes to draw on, by default new ones.
    """
    instance("unit", unit, str, "a string")
    p, t = points_of(("predicted", predicted), ("y_true", y_true))
    figure, axes = canvas(4.8, 4.4, ax=ax)
    low, high = float(min(p.min(), t.min())), float(max(p.max(), t.max()))
    axes.plot([low, high], [low, high], color=colours().guide, linestyle=":", label="perfect")
    size = float(np.clip(4000 / len(p), 2, 22))
    axes.scatter(
        t, p, s=size, color=colours().second, alpha=0.55, linewidths=0, rasterized=len(p) > 3000
    )
    few_ticks(axes)
    axes.set_xlabel(plain(f"true {unit}".strip()))
    axes.set_ylabel(plain(f"predicted {unit}".strip()))
    axes.legend(loc="upper left")
    return described(figure, f"Predictions over targets of {len(p):,} rows")


def points_of(*given: tuple[str, ArrayLike]) -> list[NDArray[np.float64]]:
    """Return numbers in a row each, as many here as there, and one at least."""
    arrays = [as_numbers(values, what).astype(np.float64) for what, values in given]
    shapes = {array.shape for array in arrays}
    if len(shapes) > 1 or arrays[0].ndim != 1 or not arrays[0].size:
        shapes = " and ".join(f"{what} {a.shape}" for (what, _), a in zip(given, arrays, strict=True))
        raise ShapeError(
            f"both need shape (points,), with the same number of points, at least one: got {shapes}"
        )
    for (what, _), array in zip(given, arrays, strict=True):
        if (np.abs(array) > LARGEST).any():
            raise OptionError(
                f"{what} has numbers beyond {LARGEST:g}, which no axis can show: leave them out"
            )
    return arrays


@drawn
def fitted_curve(
    x: ArrayLike,
    y_true: ArrayLike,
    curve_x: ArrayLike,
    curve_y: ArrayLike,
    names: tuple[str, str],
    *,
    ax: Axes = None,
) -> Figure:
    """Draw the predictions of a network with one input as a curve, and the validation rows as points.

    Parameters
    ----------
    x, y_true : array_like, shape (points,)
        The input and the target of every row.
    curve_x, curve_y : array_like, shape (n,)
        The predictions ``curve_y`` at increasing ``curve_x``.
    names : (str, str)
        The labels of the two axes.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.
    """
    (x, y_true), (curve_x, curve_y) = (
        points_of(("x", x), ("y_true", y_true)),
        points_of(("curve_x", curve_x), ("curve_y", curve_y)),
    )
    names = in_order("names", names, "strings, one for each axis,")
    if len(names) != 2:
        raise OptionError(f"names are those of the two axes, got {shown(names)}")
    figure, axes = canvas(ax=ax)
    size = float(np.clip(4000 / len(x), 2, 22))
    axes.scatter(
        x,
        y_true,
        s=size,
        color=colours().second,
        alpha=0.55,
        linewidths=0,
        label="true",
        rasterized=len(x) > 3000,
    )
    axes.plot(curve_x, curve_y, color=colours().first, label="network")
    axes.set_xlabel(plain(names[0]))
    axes.set_ylabel(plain(names[1]))
    axes.legend()
    return described(
        figure, f"{plain(names[1])} over {plain(names[0])}: a curve, and {len(x):,} rows as points"
    )
