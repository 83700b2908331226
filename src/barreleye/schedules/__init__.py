"""Schedules: learning rates that change during training.

A schedule is called with the number of epochs that have passed (a float: 2.5 is halfway through the third)
and returns the learning rate. Any optimizer takes one in place of a number. A constant that is out of its
range raises OptionError.
"""

from ._plateau import Plateau, ReduceOnPlateau
from ._schedules import (
    Constant,
    Cosine,
    Exponential,
    Held,
    InverseScaling,
    Schedule,
    Step,
    as_schedule,
)
from ._warmups import OneCycle, WarmUp

__all__ = [
    "Constant",
    "Cosine",
    "Exponential",
    "Held",
    "InverseScaling",
    "OneCycle",
    "Plateau",
    "ReduceOnPlateau",
    "Schedule",
    "Step",
    "WarmUp",
    "as_schedule",
]
