"""What a model answers if some columns of its rows were others."""

from __future__ import annotations

from collections.abc import Sequence

from ..._arrays import Array
from .._encoding import Block


def set_to(X: Array, block: Block, inputs: Sequence[float] | Array) -> Array:
    """Return rows in which a column has given inputs: one row of them for all, or one for each."""
    other = X.copy()
    other[:, block.inputs] = inputs
    return other
