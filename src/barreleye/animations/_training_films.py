"""Films of trainings with ``fit(record="weights")``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from .. import figures
from .._arguments import as_numbers, in_order, instance
from .._arrays import Array
from ..errors import OptionError, ShapeError
from ..figures._areas import wanted_by
from ..figures._canvas import drawn, headed, side_by_side, whole_ticks
from ..figures._theme import colours
from ..microscope import exact_curve
from ..network import FeedForward
from ..training import History
from ._animation import Animation
from ._film_frames import HEIGHT, heights, sized
from ._reel import Reel, reel_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_FRAMES = 40
_MOST_RACING = 3
_LEVELS = 4  # of confidence: few colours make small files


def training(
    net: FeedForward,
    history: History,
    X: ArrayLike | None = None,
    y: ArrayLike | None = None,
    *,
    low: float | None = None,
    high: float | None = None,
    target: Callable[[Array], Array] | None = None,
    frames: int = _FRAMES,
) -> Animation:
    """Film a training: the curve of a network with one input, the decision regions of one with two, and the loss.

    Of a network with more inputs the matrix of the first weights is filmed.

    Parameters
    ----------
    net : Network
        The trained network; the film uses copies.
    history : History
        Of ``net.fit(..., record="weights")``.
    X, y : array_like, optional
        Rows and targets to draw: those of the training.
    low, high : float, optional
        The interval of x, for one input; by default that of X, or 0 to 1.
    target : callable, optional
        A function of x to draw for comparison, for one input.
    frames : int
        2 to 120; epochs at equal distances.

    Raises
    ------
    OptionError, ShapeError
        The history has no weights, or other ones than this network.
    """
    reel = reel_of(net, history, frames)
    scene = _scene(reel, X, y, low, high, target)
    parts = [partial(_training_frame, reel, k, scene) for k in range(len(reel.epochs))]
    return Animation(parts, f"Training of {net!r} over {len(history)} epochs")


def race(
    runs: Mapping[str, tuple[FeedForward, History]],
    X: ArrayLike | None = None,
    y: ArrayLike | None = None,
    *,
    low: float | None = None,
    high: float | None = None,
    target: Callable[[Array], Array] | None = None,
    frames: int = _FRAMES,
) -> Animation:
    """Film two or three trainings side by side, such as that of linear and of ReLU neurons.

    Parameters
    ----------
    runs : mapping of str to (Network, History)
        Networks, each with what ``fit(..., record="weights")`` returned.
    X, y, low, high, target, frames
        As in :func:`training`.
    """
    instance("runs", runs, Mapping, "a mapping of names to (network, history)")
    if not 1 < len(runs) <= _MOST_RACING:
        raise OptionError(f"a race has two or three trainings, got {len(runs)}")
    reels = {str(name): reel_of(*_run(one), frames) for name, one in runs.items()}
    if len({reel.net.inputs for reel in reels.values()}) > 1:
        raise ShapeError("a race is one of networks with the same number of inputs")
    scenes = {name: _scene(reel, X, y, low, high, target) for name, reel in reels.items()}
    longest = max(len(reel.epochs) for reel in reels.values())
    parts = [partial(_race_frame, reels, k, scenes) for k in range(longest)]
    return Animation(parts, f"Trainings of {', '.join(reels)} side by side")


def active_shares(
    net: FeedForward, history: History, X: ArrayLike, *, frames: int = _FRAMES
) -> Animation:
    """Film on which share of rows each neuron is active, over a training: neurons can be seen to die.

    Parameters
    ----------
    net : Network
        The trained network; the film uses copies.
    history : History
        Of ``net.fit(..., record="weights")``.
    X : array_like, shape (rows, inputs)
    frames : int
        2 to 120; epochs at equal distances.
    """
    reel = reel_of(net, history, frames)
    figures.active_shares(net, X)  # refuses what cannot be drawn
    parts = [partial(_shares_frame, reel, k, X) for k in range(len(reel.epochs))]
    return Animation(parts, f"Active neurons in a training of {len(history)} epochs")


def _run(given: object) -> tuple[Any, Any]:
    pair = in_order("each training", given, "a pair (network, history),")
    if len(pair) != 2:
        raise OptionError(f"each training is a pair (network, history), got {len(pair)} of them")
    return pair[0], pair[1]


_Scene = Callable[[FeedForward, Any], None]
"""Draws a network on axes."""


def _scene(
    reel: Reel,
    X: ArrayLike | None,
    y: ArrayLike | None,
    low: float | None,
    high: float | None,
    target: Callable[[Array], Array] | None,
) -> _Scene:
    """Return what draws each epoch: it looks through the whole film for what its axes have to show."""
    inputs = reel.net.inputs
    rows = None if X is None else as_numbers(X, "X")
    if inputs == 1:
        ends = (0.0, 1.0) if rows is None or not rows.size else (float(rows.min()), float(rows.max()))
        left, right = ends[0] if low is None else low, ends[1] if high is None else high
        every = [exact_curve(reel.at(k), left, right).y[:, 0] for k in range(len(reel.epochs))]
        seen = [every[-1]]
        if target is not None:
            seen.append(wanted_by(target, np.linspace(left, right, 200)))
        if rows is not None and y is not None:
            seen.append(np.ravel(as_numbers(y, "y")).astype(np.float64))
        return partial(
            _curve_scene,
            rows,
            y,
            left,
            right,
            target,
            heights(np.concatenate(seen)),
        )
    if inputs == 2:
        return partial(_plane_scene, rows, y)
    return _weights_scene


def _curve_scene(
    rows: Array | None,
    y: ArrayLike | None,
    low: float,
    high: float,
    target: Callable[[Array], Array] | None,
    ends: tuple[float, float],
    net: FeedForward,
    axes: Any,  # noqa: ANN401  axes
) -> None:
    if rows is not None and y is not None:
        axes.plot(np.ravel(rows), np.ravel(as_numbers(y, "y")), ".", color=colours().rows, zorder=0)
    figures.curve(net, low=low, high=high, target=target, ax=axes)
    axes.set_ylim(*ends)


def _plane_scene(rows: Array | None, y: ArrayLike | None, net: FeedForward, axes: Any) -> None:  # noqa: ANN401  axes
    figures.decision_regions(net, rows, y, levels=_LEVELS, ax=axes)


def _weights_scene(net: FeedForward, axes: Any) -> None:  # noqa: ANN401  axes
    W = net.parameters[0].weights.astype(np.float64)
    most = float(np.abs(W).max()) or 1.0
    axes.imshow(W, cmap=colours().diverging(), vmin=-most, vmax=most, aspect="auto")
    axes.set_xlabel(f"neuron of {net.layers[0].name}")
    axes.set_ylabel("input")
    whole_ticks(axes.xaxis, axes.yaxis)


@drawn
def _training_frame(reel: Reel, frame: int, scene: _Scene) -> Figure:
    figure, (left, right) = side_by_side([4.4, 2.2], HEIGHT)
    scene(reel.at(frame), left)
    headed(figure, f"epoch {reel.epochs[frame] + 1:,}")
    figures.loss_curve(reel.history, ax=right)
    if reel.epochs[frame] >= 0:
        right.axvline(reel.epochs[frame], color=colours().ink, linewidth=0.8)
    return sized(figure)


@drawn
def _race_frame(reels: Mapping[str, Reel], frame: int, scenes: Mapping[str, _Scene]) -> Figure:
    figure, every = side_by_side([3.0] * len(reels), HEIGHT)
    for axes, (name, reel) in zip(every, reels.items(), strict=True):
        scenes[name](reel.at(frame), axes)
        epoch = reel.epochs[min(frame, len(reel.epochs) - 1)]
        axes.set_title(f"{name}, epoch {epoch + 1:,}")
        if (legend := axes.get_legend()) is not None:
            legend.remove()  # there is no room beside the title
    return sized(figure)


def _shares_frame(reel: Reel, frame: int, X: ArrayLike) -> Figure:
    figure = figures.active_shares(reel.at(frame), X)
    headed(figure, f"epoch {reel.epochs[frame] + 1:,}")
    return sized(figure)
