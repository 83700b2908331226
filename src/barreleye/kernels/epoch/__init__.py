"""A whole epoch in machine code: matrix products, passes, gradients and steps, driven by tables."""

from ._batches import BLOCK, STRETCH
from ._functions import epoch_address, outputs_address, shape_of, step_address
from ._tables import ASKED, ELEMENTWISE, LAYER, OWN, PLAIN, ROWWISE, TASK
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
    "TASK",
    "epoch_address",
    "outputs_address",
    "shape_of",
    "step_address",
]
