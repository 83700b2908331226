"""Networks without training: layers, parameters, the forward and backward pass, traces and files."""

from ._accuracy import score_of
from ._feedforward import FeedForward, LossChoice
from ._network_tables import NetworkTables
from ._parameters import LayerSlice, Parameters
from ._passes import Drop, backward, forward, mean_loss, output_gradient
from ._storage import header_text, read, write
from ._targets import Targets
from ._trace import Trace
from ._views import LayerView

__all__ = [
    "Drop",
    "FeedForward",
    "LayerSlice",
    "LayerView",
    "LossChoice",
    "NetworkTables",
    "Parameters",
    "Targets",
    "Trace",
    "backward",
    "forward",
    "header_text",
    "mean_loss",
    "output_gradient",
    "read",
    "score_of",
    "write",
]
