"""Fitting: folds of the rows, their networks, and the one network that learns from all rows."""

from ._ensemble import Ensemble
from ._folds import Fold, by_chance, by_group, by_time, joined, one_in_halves
from ._learn import Learned, learn
from ._out_of_fold import OutOfFold, blended
from ._settings import SCHEDULES, Rows, Settings, logarithm, usual_epochs

__all__ = [
    "SCHEDULES",
    "Ensemble",
    "Fold",
    "Learned",
    "OutOfFold",
    "Rows",
    "Settings",
    "blended",
    "by_chance",
    "by_group",
    "by_time",
    "joined",
    "learn",
    "logarithm",
    "one_in_halves",
    "usual_epochs",
]
