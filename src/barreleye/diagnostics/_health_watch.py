"""The examination of a network while it is trained."""

from __future__ import annotations

import logging
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from .._arguments import as_array, instance, whole_number
from ..errors import OptionError
from ..network import FeedForward
from ..training import EpochRecord
from ._finding import Finding
from ._health import some_rows, trained_loss
from ._neuron_rules import neuron_findings
from ._signal_rules import gradient_findings, logit_findings

log = logging.getLogger(__name__)


class HealthWatch:
    """Examines a network after epochs of its training: a callback for ``fit``.

    What is found is logged as a warning (logger ``barreleye``) when it is found first, and kept with the epoch.

    Parameters
    ----------
    net : Network
        The one that is trained; the fit of another one is refused.
    X, y : array_like
        Rows and targets to examine it on; of more than 2,000 so many are looked at.
    every : int
        Whenever so many epochs are done.
    stop : bool
        Whether to end the training at the first finding.

    Attributes
    ----------
    findings : list of Finding
        Each with the epoch after which it was found first, in ``since``.

    Examples
    --------
    >>> import barreleye as be
    >>> X, y = be.datasets.sine(samples=100)
    >>> net = be.mlp(1, [8], 1, seed=0)
    >>> watch = be.HealthWatch(net, X, y)
    >>> history = net.fit(X, y, epochs=3, optimizer=be.SGD(30.0), callbacks=watch, progress=False)
    >>> watch.findings[0].id, watch.findings[0].since
    ('BE001', 0)
    """

    def __init__(
        self, net: FeedForward, X: ArrayLike, y: ArrayLike, *, every: int = 1, stop: bool = False
    ) -> None:
        instance("net", net, FeedForward, "a network")
        instance("stop", stop, bool, "True or False")
        self.net, self.every, self.stop = net, whole_number("every", every), stop
        self.X, self.y = some_rows(net.as_rows(X), as_array(y, "y"))
        self.findings: list[Finding] = []

    def __call__(self, record: EpochRecord) -> bool:
        """Examine the network after an epoch; return True to end the training."""
        instance("record", record, EpochRecord, "the record of an epoch")
        history = getattr(self.net, "history", None)
        if not history or history.epochs[-1] is not record:
            raise OptionError(
                "this HealthWatch examines another network than the one that is trained: make one for each network"
            )
        if (record.epoch + 1) % self.every:
            return False
        with np.errstate(over="ignore", invalid="ignore"):
            return self._examine(record)

    def _examine(self, record: EpochRecord) -> bool:
        trace = self.net.trace(self.X)
        history = getattr(self.net, "history", None)
        gradients = self.net.gradients(self.X, self.y, trained_loss(self.net, None, history))
        found = [
            *neuron_findings(self.net, trace),
            *gradient_findings(self.net, gradients),
            *logit_findings(self.net, trace),
        ]
        known = {(one.id, one.layer) for one in self.findings}
        for finding in found:
            if (finding.id, finding.layer) not in known:
                self.findings.append(replace(finding, since=record.epoch))
                log.warning("epoch %s: %s", record.epoch, finding)
        return self.stop and bool(self.findings)
