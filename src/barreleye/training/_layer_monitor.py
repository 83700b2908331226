"""What every layer did in an epoch: ``fit(record="epoch")``."""

from __future__ import annotations

import math

import numpy as np

from .._arrays import Array
from ..network import FeedForward, forward
from ._history import LayerStatistics
from ._optimizer_state import OptimizerState

_SHARE, _LEAST, _MOST = 16, 16, 256  # one row in 16, within these bounds, is looked at


class LayerMonitor:
    """Takes a :class:`LayerStatistics` of every layer when an epoch is over.

    The sample is the same in every epoch: rows at equal distances, one in 16, at least 16 and at most 256.
    """

    def __init__(self, net: FeedForward, X: Array, optimizer_state: OptimizerState) -> None:
        self.net, self.gradients = net, optimizer_state.gradients
        count = min(len(X), max(_LEAST, min(_MOST, len(X) // _SHARE)))
        self.rows = np.ascontiguousarray(X[np.arange(count) * len(X) // count])
        self.before = net.parameters.vector.copy()
        self._names = [layer.name for layer in net.layers]
        self._outputs = [count * part.shape[1] for part in net.parameters.slices]
        self._norms = [math.sqrt(squares) for _, _, squares, *_ in self._sums()]

    def take(self) -> dict[str, LayerStatistics]:
        """Return what every layer did since the last time, by name."""
        found: dict[str, LayerStatistics] = {}
        for i, (above, slopes, squares, pulls, moves) in enumerate(self._sums()):
            outputs, before = self._outputs[i], self._norms[i]
            self._norms[i] = norm = math.sqrt(squares)
            ratio = math.sqrt(moves) / before if before else math.inf if moves else 0.0
            found[self._names[i]] = LayerStatistics(
                above / outputs, slopes / outputs, norm, math.sqrt(pulls), ratio
            )
        np.copyto(self.before, self.net.parameters.vector)
        return found

    def _sums(self) -> list[list[float]]:
        """Return five sums for every layer.

        How many outputs are above 0; the slopes; and the squares of the weights, of their gradient, and of how far
        they moved.
        """
        net, trace = self.net, forward(self.net.descriptions, self.net.parameters, self.rows)
        slices = zip(net.parameters.slices, net.parameters, self.gradients, trace, strict=True)
        found: list[list[float]] = []
        for part, window, gradient, layer in slices:
            slopes = layer.slopes
            found.append(
                [
                    float((layer.a > 0.0).sum()),
                    math.nan if slopes is None else float(slopes.sum(dtype=np.float64)),
                    _squares(window.weights),
                    _squares(gradient.weights),
                    _squares(window.weights - part.view(self.before).weights),
                ]
            )
        return found


def _squares(x: Array) -> float:
    return float(np.square(x, dtype=np.float64).sum())
