"""A whole epoch in machine code: matrix products, passes, gradients and steps, driven by tables."""

from .._record import word
from ._batches import BLOCK, STRETCH
from ._functions import epoch_address, outputs_address, shape_of, step_address, tally_address
from ._tables import ASKED, ELEMENTWISE, LAYER, OWN, PLAIN, ROWWISE, TALLIED, TASK
from ._tally import SUMS
from ._walks import PACKING

__all__ = [
    "ASKED",
    "BLOCK",
    "ELEMENTWISE",
    "LAYER",
    "OWN",
    "PACKING",
    "PLAIN",
    "ROWWISE",
    "STRETCH",
    "SUMS",
    "TALLIED",
    "TASK",
    "epoch_address",
    "outputs_address",
    "shape_of",
    "step_address",
    "tally_address",
    "word",
]
