"""Floor 4: how a step follows from a gradient. The arithmetic is in kernels; here are the names."""

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
