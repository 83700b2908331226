"""Activations compared: the score of every seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .._arguments import instance
from ..comparisons import ActivationComparison
from ._canvas import Axes, canvas, described, drawn, plain
from ._theme import colours

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SURE = 0.05


@drawn
def activation_comparison(comparison: ActivationComparison, *, ax: Axes = None) -> Figure:
    """Draw the held-out scores of a comparison: a point for each seed, a bar for the mean, the best on top.

    Activations that are worse than the best beyond the noise of the seeds are orange.

    Parameters
    ----------
    comparison : ActivationComparison
        What :func:`barreleye.compare_activations` returned.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.
    """
    instance("comparison", comparison, ActivationComparison, "what compare_activations returns")
    every, chances = comparison.contenders, comparison.chances
    figure, axes = canvas(6.4, 0.9 + 0.34 * len(every), ax=ax)
    look = colours()
    for row, one in enumerate(every):
        hue = look.second if chances.get(one.name, 1.0) < _SURE else look.first
        axes.plot(one.scores, np.full(len(one.scores), row), "o", color=hue, markersize=5, alpha=0.7)
        axes.plot((one.mean, one.mean), (row - 0.32, row + 0.32), color=hue, linewidth=2.5)
    axes.set_yticks(range(len(every)), [plain(one.name, 28) for one in every])
    axes.set_ylim(len(every) - 0.5, -0.5)
    axes.set_xlabel(f"held-out {comparison.score} (orange: worse than the best at the 5 % level)")
    return described(figure, f"Held-out {comparison.score} by activation. {comparison.verdict}")
