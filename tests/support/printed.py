"""Numbers as a document prints them: how far a true value may lie from the printed digits."""

from decimal import Decimal

import numpy as np

# Half the distance of float32 numbers around 1: what one rounding may move, relative to the number.
U32 = 2.0**-24


def half_unit(number):
    """Return half a unit of the last printed digit, from the number's repr."""
    printed = Decimal(repr(number))
    if not printed.is_finite():
        return 0.0
    if isinstance(number, int):
        return 0.0  # printed without a point: meant exactly
    return float(Decimal(1).scaleb(printed.as_tuple().exponent)) / 2.0


def floats(values):
    """Return nested lists as float64; the JSON writes infinities as words."""
    return np.array(values, dtype=object).astype(np.float64)


def assert_printed(said, printed, *, moved=0.0):
    """Assert that numbers would be printed so.

    ``moved`` is for numbers that the document computed in float32: its own roundings, and those of a
    float32 network, may lie on either side of a last digit that is finer than float32 itself.
    """
    said = np.asarray(said, dtype=np.float64)
    truth = floats(printed)
    assert said.shape == truth.shape
    flat = np.array(printed, dtype=object).ravel()
    numbers = [float(n) if isinstance(n, str) else n for n in flat.tolist()]
    allowed = np.array([half_unit(n) for n in numbers]).reshape(truth.shape) + moved
    finite = np.isfinite(truth)
    assert np.array_equal(said[~finite], truth[~finite])
    # float64 itself: 4 roundings (exp, sum, quotient) on either side, for numbers printed in full
    allowed = allowed + 8.0 * np.finfo(np.float64).eps * np.abs(np.where(finite, truth, 0.0))
    off = np.abs(np.where(finite, said - np.where(finite, truth, 0.0), 0.0))
    assert (off <= allowed).all(), f"{said} is not printed as {truth}"
