"""Fitting: folds of the rows, their networks, and the one network that learns from all rows."""

from ._ensemble import Ensemble
from ._finite_log import finite_log, logarithm
from ._folds import Fold, by_chance, by_group, by_time, joined, one_in_halves
from ._learn import Learned, learn
from ._losses_without import exchanged, losses_without
from ._out_of_fold import OutOfFold, blended
from ._settings import SCHEDULES, Rows, Settings, usual_epochs
from ._teachers import Teachers

__all__ = [
    "SCHEDULES",
    "Ensemble",
    "Fold",
    "Learned",
    "OutOfFold",
    "Rows",
    "Settings",
    "Teachers",
    "blended",
    "by_chance",
    "by_group",
    "by_time",
    "exchanged",
    "finite_log",
    "joined",
    "learn",
    "logarithm",
    "losses_without",
    "one_in_halves",
    "usual_epochs",
]
