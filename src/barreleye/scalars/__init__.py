"""Floor 0: formulas on numbers. The dialect is all that a body may use.

A *body* is the part of an activation or a loss that runs. It is branch-free and calls nothing but
the functions below and the arithmetic operators, so that one source serves every engine: here the
names work on NumPy arrays.
"""

from ._dialect import Real, absolute, exp, expm1, log1p, maximum, minimum, sign, where
from ._special import expit, expit_slope, log1pexp

__all__ = [
    "Real",
    "absolute",
    "exp",
    "expit",
    "expit_slope",
    "expm1",
    "log1p",
    "log1pexp",
    "maximum",
    "minimum",
    "sign",
    "where",
]
