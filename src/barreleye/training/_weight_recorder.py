"""The weights of epochs all over a run: ``fit(record="weights")``."""

from __future__ import annotations

from .._arrays import Array
from ..network import FeedForward

MOST = 240
"""So many sets of weights are kept at most."""


class WeightRecorder:
    """Keeps the weights at equal distances of epochs; if they become too many, every second set is let go.

    Parameters
    ----------
    net : FeedForward
    kept : dict
        Is filled: copies of the vector of parameters, shape (n_parameters,), by the epoch after which they were
        taken. The first ones are those before the run, or before it went on.
    before : int
        How many epochs were run before a resumption.
    """

    def __init__(self, net: FeedForward, kept: dict[int, Array], before: int) -> None:
        self._net, self._kept, self._step = net, kept, 1
        self._first = before - 1
        self.keep(self._first)

    def take(self, epoch: int, *, last: bool) -> None:
        """Take the weights after an epoch, if it is one of those that are kept, or the last one."""
        if (epoch + 1) % self._step == 0 or last:
            self.keep(epoch)
        if len(self._kept) > MOST and not last:
            self._step *= 2
            for old in [one for one in self._kept if (one + 1) % self._step and one != self._first]:
                del self._kept[old]

    def forget_from(self, epoch: int) -> None:
        """Let go what was taken in an epoch and later: the run went back."""
        for old in [one for one in self._kept if one >= epoch]:
            del self._kept[old]

    def keep(self, epoch: int) -> None:
        """Keep the weights as they are now, as those after an epoch."""
        self._kept[epoch] = self._net.parameters.vector.copy()
