"""The compiled reading of NumPy's universal functions: their names there, and what stands for them here."""

from __future__ import annotations

from ._angles import arctan, cos, sin
from ._exp_log import exp, expm1, log, log1p, tanh
from ._instructions import absolute, maximum, minimum, sign, sqrt
from ._traced import DERIVED
from ._traced_vector import FUNCTIONS

FUNCTIONS.update(
    {
        **DERIVED,
        "absolute": absolute,
        "fabs": absolute,
        "sign": sign,
        "maximum": maximum,
        "minimum": minimum,
        "sqrt": sqrt,
        "exp": exp,
        "expm1": expm1,
        "log": log,
        "log1p": log1p,
        "sin": sin,
        "cos": cos,
        "arctan": arctan,
        "tanh": tanh,
    }
)
