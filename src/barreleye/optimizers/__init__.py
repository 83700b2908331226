"""Floor 4: how a step follows from a gradient. The arithmetic is in kernels; here are the names."""

from ._optimizers import SGD, Adam, Momentum, Optimizer, Rule, get, names

__all__ = ["SGD", "Adam", "Momentum", "Optimizer", "Rule", "get", "names"]
