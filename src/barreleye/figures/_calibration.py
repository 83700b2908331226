"""Whether answers are as often right as they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from ..errors import DataError
from ._canvas import Axes, canvas, described, drawn
from ._results import points_of
from ._theme import colours

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_TENTHS = 10


@drawn
def calibration(probabilities: ArrayLike, right: ArrayLike, *, ax: Axes = None) -> Figure:
    """Draw how often answers are right, against how probable they were said to be.

    Each point is a tenth of the answers; the line behind it is two standard errors long to either side.

    Parameters
    ----------
    probabilities : array_like, shape (rows,)
        The probability of each answer, from 0 to 1.
    right : array_like of bool, shape (rows,)
        Whether it was right.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.
    """
    p, true = points_of(("probabilities", probabilities), ("right", right))
    if not ((p >= 0.0) & (p <= 1.0)).all() or not np.isin(true, (0.0, 1.0)).all():
        raise DataError("probabilities lie from 0 to 1, and right is True or False for each of them")
    parts = [one for one in np.array_split(np.argsort(p, kind="stable"), _TENTHS) if len(one)]
    said = np.array([p[one].mean() for one in parts])
    share = np.array([true[one].mean() for one in parts])
    errors = np.array(
        [np.sqrt(max(a * (1.0 - a), 0.0) / len(one)) for a, one in zip(share, parts, strict=True)]
    )
    figure, axes = canvas(4.2, 3.8, ax=ax)
    low = min(float(said.min()), float(share.min()), 0.9)
    axes.plot((low, 1.0), (low, 1.0), ":", color=colours().guide, label="as it should be")
    axes.errorbar(
        said, share, yerr=2.0 * errors, fmt="o", color=colours().first, ecolor=colours().first,
        elinewidth=1.2, markersize=5,
    )  # fmt: skip
    axes.set_xlabel("probability of the answer")
    axes.set_ylabel("share that was right")
    axes.legend()
    return described(figure, "How often answers are right, by their probability")
