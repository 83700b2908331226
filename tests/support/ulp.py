"""Errors in units in the last place: |got - exact| / ulp(exact), a fraction, not a bit distance.

ulp(y) = 2^(max(floor(log2 |y|), emin) - p + 1), so that below the normal range one ulp is the
smallest subnormal.
"""

import mpmath
import numpy as np

_FORMATS = {np.dtype(np.float32): (24, -126, 127), np.dtype(np.float64): (53, -1022, 1023)}


def ulp_error(got, exact):
    """Return the errors of float32 results against float64 references, element by element.

    An exact 0 asks for 0, and an exact number that rounds to infinity asks for that infinity.
    """
    got = np.asarray(got)
    assert got.dtype == np.float32
    exact = np.asarray(exact, dtype=np.float64)
    precision, smallest, _ = _FORMATS[got.dtype]
    with np.errstate(over="ignore"):
        special = (exact == 0.0) | np.isinf(exact.astype(np.float32))
        same = got == exact.astype(np.float32)
    _, exponent = np.frexp(np.where(special, 1.0, exact))
    ulp = np.ldexp(1.0, np.maximum(exponent - 1, smallest) - precision + 1)
    with np.errstate(invalid="ignore"):
        error = np.abs(got.astype(np.float64) - exact) / ulp
    error = np.where(special, np.where(same, 0.0, np.inf), error)
    return np.where(np.isnan(error), np.inf, error)  # a NaN where a number was asked for


def exact_ulp_error(got, exact, *, at_least=0):
    """Return the error of one float32 or float64 result against an mpmath number.

    ``at_least`` measures in the ulp of that size where the exact number is smaller.
    """
    precision, smallest, largest = _FORMATS[np.asarray(got).dtype]
    got = float(got)
    if got != got:
        return np.inf
    size = max(abs(exact), mpmath.mpf(at_least))
    if exact == 0 and size == 0:
        return 0.0 if got == 0.0 else np.inf
    if abs(exact) >= mpmath.ldexp(2 - mpmath.ldexp(1, -precision), largest):
        return 0.0 if got == np.inf * mpmath.sign(exact) else np.inf
    if got in {np.inf, -np.inf}:
        return np.inf
    exponent = max(mpmath.frexp(size)[1] - 1, smallest)
    return float(abs(mpmath.mpf(got) - exact) / mpmath.ldexp(1, exponent - precision + 1))
