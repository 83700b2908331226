"""Central finite differences that bring an error bound of their own."""

import numpy as np

# A power of two, so that vector + h and vector - h lie exactly 2h apart for entries of size 1.
STEP = 2.0**-14

# Longest chain of roundings between a parameter and the loss of the small networks used here: three
# layers of dot products with 3 to 4 terms (8 each with the bias), their activations (4 each), the
# loss of a row (8) and the mean over 5 rows (8).
ROUNDINGS = 64


def differences(value, vector):
    """Return (derivative, bound) of the scalar ``value()`` by every entry of the vector it reads.

    Two central differences, with steps h and 2h, are extrapolated (Richardson): D = (4·D(h) - D(2h))/3.
    The bound adds what was still moving between them, |D(h) - D(2h)|, which is three times the error
    of D(h) and so far above that of D, to the rounding of four values: 1.5·n·eps·(1 + |value|)/h.
    """
    slopes, bounds = np.empty_like(vector), np.empty_like(vector)
    rounding = 1.5 * ROUNDINGS * np.finfo(np.float64).eps * (1.0 + abs(value())) / STEP
    for i in range(vector.size):
        narrow, wide = (_central(value, vector, i, step) for step in (STEP, 2.0 * STEP))
        slopes[i] = (4.0 * narrow - wide) / 3.0
        bounds[i] = abs(narrow - wide) + rounding
    return slopes, bounds


def _central(value, vector, i, step):
    before = vector[i]
    vector[i] = before + step
    above, top = value(), vector[i]
    vector[i] = before - step
    below, bottom = value(), vector[i]
    vector[i] = before
    return (above - below) / (top - bottom)
