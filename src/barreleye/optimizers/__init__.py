"""Optimizers: how a step of training follows from a gradient.

In the formulas θ is a parameter, g its gradient and rate the learning rate. A learning rate is a number or
a schedule (:mod:`barreleye.schedules`). An argument that is out of its range raises OptionError.
"""

from ._adaptive import Adagrad, Adam, AdamW, NAdam, RMSprop
from ._descent import SGD, Momentum, Nesterov
from ._lbfgs import LBFGS
from ._optimizer import CompiledOptimizer, Optimizer
from ._optimizer import constants_of as constants_of  # for training: users have no need of it
from ._optimizer_catalogue import get, names

__all__ = [
    "LBFGS",
    "SGD",
    "Adagrad",
    "Adam",
    "AdamW",
    "CompiledOptimizer",
    "Momentum",
    "NAdam",
    "Nesterov",
    "Optimizer",
    "RMSprop",
    "get",
    "names",
]
