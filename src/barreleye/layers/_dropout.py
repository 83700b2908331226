"""Dropout: outputs that are set to 0 at random during training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .._arguments import real
from .._text import shown
from ..errors import OptionError


@dataclass(frozen=True)
class Dropout:
    """Set a random part of the previous layer's outputs (or of the inputs) to 0 in every training row.

    The other outputs are divided by 1 - rate, so that their expected value stays the same. Dropout acts in
    ``fit`` and ``partial_fit`` only: predictions, traces and losses use every neuron. The network's seed, the
    epoch and the position of the row in the epoch decide which outputs become 0.

    Parameters
    ----------
    rate : float
        The probability that an output becomes 0, from 0 to below 1.

    Raises
    ------
    OptionError
        The rate is out of its range.

    Notes
    -----
    Srivastava et al. (2014), "Dropout: a simple way to prevent neural networks from overfitting".

    Examples
    --------
    >>> import barreleye as be
    >>> be.Dropout(0.2)
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
