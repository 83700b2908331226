"""Weights averaged over the last epochs, which answer better than those of one epoch."""

from __future__ import annotations

import numpy as np

from ._network import Network


class AveragedWeights:
    """An exponential moving average of the weights of a network that is being trained.

    The steps of a training end somewhere around the lowest loss; their mean lies nearer to it. Without a sum of
    weights that is 1, the first epochs would count as if 0 had been learned before them, so the average is divided
    by that sum.

    Parameters
    ----------
    net : Network
        The network that is being trained.
    decay : float
        How much of the average stays in each epoch, from 0 (the last epoch alone) to below 1.

    Attributes
    ----------
    network : Network
        A copy of the network that has the averaged weights.

    References
    ----------
    Polyak and Juditsky: Acceleration of stochastic approximation by averaging (1992).
    """

    def __init__(self, net: Network, decay: float) -> None:
        self.network = net.copy()
        self._net, self._decay = net, decay
        self._sum, self._total = np.zeros(net.parameters.vector.size), 0.0

    def take(self) -> None:
        """Take the weights as they are now into the average: after every epoch."""
        new = 1.0 - self._decay
        self._sum *= self._decay
        self._sum += new * self._net.parameters.vector.astype(np.float64)
        self._total = self._decay * self._total + new
        self.network.parameters.vector[...] = self._sum / self._total
