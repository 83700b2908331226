"""Floor 3: a network without time. What it is, what it learned, and what just happened."""

from ._feedforward import FeedForward
from ._parameters import Block, Parameters
from ._passes import backward, forward
from ._storage import read, write
from ._targets import Targets
from ._trace import Trace
from ._views import LayerView

__all__ = [
    "Block",
    "FeedForward",
    "LayerView",
    "Parameters",
    "Targets",
    "Trace",
    "backward",
    "forward",
    "read",
    "write",
]
