"""Floor 0: formulas on numbers. The dialect is all that a body may use.

A *body* is the part of an activation or a loss that runs. It is branch-free and calls nothing but
the functions below and the arithmetic operators, so that one source serves both engines: NumPy reads
it by computing with arrays, the compiler by writing down what is done to a vector of numbers.
"""

from ._compiler import address_of, assembly, available, is_x86
from ._dialect import (
    Real,
    absolute,
    arctan,
    cos,
    exp,
    expm1,
    fine,
    log1p,
    log1p_unit,
    maximum,
    minimum,
    polynomial,
    reading,
    sign,
    sin,
    where,
)
from ._lanes import Block, Lanes
from ._pairs import Pair, pair_exp, pair_polynomial, pair_product, pair_quotient, pair_sum, rounded
from ._polynomials import GELU_TANH_TURN, GELU_TURN, MILLS, MISH_TURN, SILU_TURN, TANH, Polynomial, Turn
from ._special import (
    clamped,
    expit,
    expit_slope,
    gate,
    gate_slope,
    log1p_decay,
    log1pexp,
    logistic_tail,
    normal_tail,
    nudged,
    turning,
)

__all__ = [
    "GELU_TANH_TURN",
    "GELU_TURN",
    "MILLS",
    "MISH_TURN",
    "SILU_TURN",
    "TANH",
    "Block",
    "Lanes",
    "Pair",
    "Polynomial",
    "Real",
    "Turn",
    "absolute",
    "address_of",
    "arctan",
    "assembly",
    "available",
    "clamped",
    "cos",
    "exp",
    "expit",
    "expit_slope",
    "expm1",
    "fine",
    "gate",
    "gate_slope",
    "is_x86",
    "log1p",
    "log1p_decay",
    "log1p_unit",
    "log1pexp",
    "logistic_tail",
    "maximum",
    "minimum",
    "normal_tail",
    "nudged",
    "pair_exp",
    "pair_polynomial",
    "pair_product",
    "pair_quotient",
    "pair_sum",
    "polynomial",
    "reading",
    "rounded",
    "sign",
    "sin",
    "turning",
    "where",
]
