"""Dropout: outputs that are set to 0 at random while the network learns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .._arguments import real, shown
from ..errors import OptionError


@dataclass(frozen=True)
class Dropout:
    """Let a share of the outputs of the layer before (or of the inputs) be 0 in every row of a batch.

    What stays is divided by 1 - rate, so that the next layer sees the same mean. Only ``fit`` drops
    anything: predictions, traces and losses see every neuron (Srivastava and others, 2014). Which ones
    are 0 follows from the network's seed, the epoch and the row's place in it.

    Parameters
    ----------
    rate : float
        The share, from 0 to below 1.

    Examples
    --------
    >>> Dropout(0.2)
    Dropout(0.2)
    """

    rate: float = 0.5

    def __post_init__(self) -> None:
        if not 0.0 <= real(self.rate) < 1.0:
            raise OptionError(f"the rate of a Dropout lies from 0 to below 1, got {shown(self.rate)}")
        object.__setattr__(self, "rate", float(self.rate))

    def describe(self) -> dict[str, Any]:
        """Return the description as JSON values."""
        return {"kind": "dropout", "rate": self.rate}

    def __repr__(self) -> str:
        return f"Dropout({self.rate:g})"
