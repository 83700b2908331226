"""Films of networks with one input: the sine by hand, and data that pass through."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from .. import by_hand as hand
from .. import figures
from .._arrays import Array
from ..microscope import exact_curve
from ..network import FeedForward
from ._animation import Animation
from ._film_frames import heights, sized, sweep

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def by_hand() -> Animation:
    """Film every change on the way to the sine of the documents, with its caption and its errors."""
    parts = [partial(_change_frame, change) for change in hand.changes()]
    return Animation(parts, "A sine made of pairs of ReLU neurons, one change at a time", fps=5)


def _change_frame(change: hand.Change) -> Figure:
    errors = f"(mean squared error {change.error:.4f}, up to here {change.local_error:.4f})"
    figure = figures.overview(change.net, target=_sine, caption=f"{change.caption}\n{errors}")
    figure.axes[1].set_ylim(-1.6, 1.6)
    return sized(figure)


def _sine(x: Array) -> Array:
    return np.sin(2.0 * np.pi * x)


def data_passing(
    net: FeedForward,
    *,
    low: float = 0.0,
    high: float = 1.0,
    target: Callable[[Array], Array] | None = None,
    frames: int = 50,
) -> Animation:
    """Film the signals in a network with one input while x runs: active paths are lit, and a point moves.

    Parameters
    ----------
    net : Network
        With one input, and not too many edges for a drawing.
    low, high : float
        The interval of x.
    target : callable, optional
        A function of x to draw for comparison.
    frames : int
        2 to 120.
    """
    every = sweep(low, high, frames)
    figures.overview(
        net, float(every[0]), low=low, high=high, target=target
    )  # refuses what cannot be drawn
    ends = heights(exact_curve(net, low, high).y[:, 0])
    parts = [partial(_passing_frame, net, float(x), low, high, target, ends) for x in every]
    return Animation(parts, f"Signals in a network while x runs from {low:g} to {high:g}")


def _passing_frame(
    net: FeedForward,
    x: float,
    low: float,
    high: float,
    target: Callable[[Array], Array] | None,
    ends: tuple[float, float],
) -> Figure:
    figure = figures.overview(net, x, low=low, high=high, target=target, caption=f"x = {x:.2f}")
    figure.axes[1].set_ylim(*ends)
    return sized(figure)
