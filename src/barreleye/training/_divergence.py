"""How training says that numbers are no longer finite."""

from __future__ import annotations

import numpy as np

from .._arrays import Array
from ..errors import DivergedError
from ..network import Parameters


def refuse_non_finite(
    parameters: Parameters, vector: Array, quantity: str, where: tuple[int, int]
) -> None:
    """Refuse a vector that is not finite, naming the first layer where it is not.

    A sum finds every NaN and infinity in one pass; only a sum that is not finite needs a closer look.
    """
    if np.isfinite(vector.sum()):
        return
    bad = np.flatnonzero(~np.isfinite(vector))
    if bad.size:
        raise diverged(parameters.where(int(bad[0])), quantity, where)


def diverged(layer: str, quantity: str, where: tuple[int, int]) -> DivergedError:
    """Say where training left the finite numbers and what to change."""
    epoch, batch = where
    return DivergedError(
        f"training diverged in epoch {epoch}, batch {batch}: {quantity} of layer {layer} is no longer"
        " finite. The weights are back at the best finite epoch so far. Try a learning rate ten times"
        " smaller, and scale the columns of X (and y) to about -1 to 1",
        epoch=epoch,
        batch=batch,
        layer=layer,
        quantity=quantity,
    )
