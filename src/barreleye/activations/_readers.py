"""Does a function of somebody's say the same to whoever reads it? NumPy and the compiler do, in several ways.

NumPy's reading hands a function arrays of float64, of any length; the compiler's hands it stand-ins, and what it
writes down then computes for float32 and for float64. A function that asks what its argument is, how many numbers
it holds, or what it was asked before, is another function for each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from .._arrays import Array, Integers
from ..errors import OptionError
from ..kernels import Map
from ..scalars import available

# Readings differ in the last bits: a sum of rounded terms that is divided by z³ at |z| = 2^-6 loses 18 of them,
# and several terms two more. float64 has 53 to lose from, what the compiler computes for float32 has 32.
_LOST = 2.0**20
_FINE, _COARSE = _LOST * 2.0**-53, _LOST * 2.0**-32
_SINGLES = 25  # points that are read alone


class Reading(NamedTuple):
    """What one reader said.

    Attributes
    ----------
    reader : str
    at : array of int
        Which of the points were read.
    values : array
    unit : float
        How far rounding may have moved them, in parts of their size and that of z.
    """

    reader: str
    at: Integers
    values: Array
    unit: float


def check_readers(name: str, role: str, function: Callable[[float], Any], read: Map) -> None:
    """Refuse a function whose readers differ at some point.

    Parameters
    ----------
    name, role : str
        Of the activation, and ``"value"`` or ``"derivative"``.
    function : callable
        As it was given.
    read : Map
        Its body, and how it is compiled.

    Raises
    ------
    OptionError
        Names the point, the reader, and what each of them says.
    """
    z = _points()
    with np.errstate(all="ignore"):
        usual = read.interpreted(z)
        step = np.abs(z) * 2.0**-20
        rise = np.abs(read.interpreted(z + step) - read.interpreted(z - step)) * 2.0**19  # |z·f'|
        size = 1.0 + np.abs(z) + np.nan_to_num(np.abs(usual)) + np.nan_to_num(rise)
        if not np.isfinite(usual).any():
            raise OptionError(f"{name}: {role} is not a number anywhere")
        for reading in _readings(function, read, z):
            expected, got = usual[reading.at], reading.values.astype(np.float64)
            rounded = expected.astype(reading.values.dtype).astype(
                np.float64
            )  # what is huge is infinite there
            alike = (got == rounded) | ~np.isfinite(
                expected
            )  # what overflows may do so elsewhere, elsewhere
            alike |= np.abs(got - rounded) <= reading.unit * size[reading.at]
            if not alike.all():
                k = int(np.argmin(alike))
                raise OptionError(
                    f"{name}: {role}({z[reading.at][k]:g}) is {expected[k]:.9g} in an array of float64, and"
                    f" {got[k]:.9g} {reading.reader}. A function may not depend on the type or the size of its"
                    " argument, draw random numbers, or keep anything between calls"
                )


def _readings(function: Callable[[float], Any], read: Map, z: Array) -> Iterator[Reading]:
    """Read the points in all other ways."""
    everything, some = np.arange(len(z)), np.arange(0, len(z), len(z) // _SINGLES)
    yield Reading("when asked again", everything, read.interpreted(z), 0.0)
    yield Reading("in another order", everything, read.interpreted(z[::-1])[::-1], _FINE)
    yield Reading("alone", some, np.array([read.interpreted(one) for one in z[some]]), _FINE)
    for kind in (np.float16, np.float32):
        values = read.interpreted(z.astype(kind))
        yield Reading(f"in one of {kind.__name__}", everything, values, 4.0 * float(np.finfo(kind).eps))
    wide = _tried(read.interpreted, z.astype(np.longdouble))
    if wide is not None:
        yield Reading("in one of longdouble", everything, wide, _FINE)
    answers = [(k, _tried(lambda one: float(function(one)), float(z[k]))) for k in some.tolist()]
    taken = [(k, got) for k, got in answers if got is not None]
    if taken:
        at, values = zip(*taken, strict=True)
        yield Reading("as a float of Python", np.array(at), np.array(values), _FINE)
    kernel = read.kernel if available() else ""
    if not isinstance(kernel, str):
        yield Reading("in compiled code for float64", everything, kernel(z), _FINE)
        yield Reading("in compiled code for float32", everything, kernel(z.astype(np.float32)), _COARSE)


def _tried(function: Callable[[Any], Any], z: Any) -> Any:  # noqa: ANN401  an array, or a number
    """Return what a function says to what it need not know, or None if it raises: nobody is misled then."""
    try:
        return function(z)
    except Exception:  # noqa: BLE001  the function is anybody's
        return None


def _points() -> Array:
    """Return points, in order, that are the same numbers in every type they are read in."""
    sizes = np.geomspace(2.0**-6, 1000.0, 250)
    points = np.concatenate([-sizes, sizes, np.linspace(-20.0, 20.0, 161)])
    return np.unique(points.astype(np.float16)).astype(np.float64)
