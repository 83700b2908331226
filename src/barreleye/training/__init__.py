"""Training of networks. Observers are passed in; nothing here draws or prints but the progress bar."""

from ._averaged_weights import AveragedWeights
from ._data import TrainingData, hold_out
from ._history import EpochRecord, History
from ._mlp import mlp
from ._network import Network
from ._plan import as_callbacks
from ._precompile import warm
from ._progress import Observer, ProgressBar
from ._side_by_side import Advance, in_threads, progress_bar, side_by_side
from ._stopping import EarlyStopping, NoImprovement

__all__ = [
    "Advance",
    "AveragedWeights",
    "EarlyStopping",
    "EpochRecord",
    "History",
    "Network",
    "NoImprovement",
    "Observer",
    "ProgressBar",
    "TrainingData",
    "as_callbacks",
    "hold_out",
    "in_threads",
    "mlp",
    "progress_bar",
    "side_by_side",
    "warm",
]
