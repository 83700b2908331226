"""Training of networks. Observers are passed in; nothing here draws or prints but the progress bar."""

from ._data import TrainingData, hold_out
from ._history import EpochRecord, History
from ._mlp import mlp
from ._network import Network
from ._precompile import warm
from ._progress import Observer, ProgressBar
from ._side_by_side import progress_bar, side_by_side
from ._stopping import EarlyStopping

__all__ = [
    "EarlyStopping",
    "EpochRecord",
    "History",
    "Network",
    "Observer",
    "ProgressBar",
    "TrainingData",
    "hold_out",
    "mlp",
    "progress_bar",
    "side_by_side",
    "warm",
]
