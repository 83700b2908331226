"""What callers hand over: arrays and numbers, taken as they are meant, or refused in a sentence."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from numbers import Real
from typing import Any, TypeGuard, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._text import listed, shown
from .errors import DtypeError, OptionError, ShapeError

_PLAIN: set[type] = {int, float, bool, str}
_MOST = 2**63 - 1  # the largest whole number that an array, or machine code, can hold


def as_array(x: ArrayLike, what: str = "x") -> NDArray[Any]:
    """Return x as an array of whatever it holds: the one doorway for arrays of callers.

    NumPy reads masked entries as data, also inside of lists; here they are refused.

    Raises
    ------
    DtypeError
        x has masked entries, or cannot be read at all.
    ShapeError
        x is a list of lists of different lengths.
    """
    if type(x) is np.ndarray:
        return x
    if _masked(x):
        raise DtypeError(f"{what} has masked entries, which would be taken as data: fill or drop them")
    try:
        return np.asarray(x)
    except Exception as error:  # whatever an object's own way of becoming an array raises
        if isinstance(error, ValueError) and "inhomogeneous" in str(error):
            raise ShapeError(
                f"{what} is a list of unequal parts{_lengths(x)}: give all of them the same length"
            ) from error
        raise DtypeError(
            f"{what} cannot be read as an array, got {shown(x)}: give numbers, or lists of numbers"
            f" ({type(error).__name__}: {error})"
        ) from error


def as_numbers(x: ArrayLike, what: str = "x") -> NDArray[Any]:
    """Return x as an array of real numbers, or refuse it with a sentence that names its dtype."""
    array = as_array(x, what)
    if array.dtype.kind in "biuf" or array.dtype.name == "bfloat16":
        return array
    if array.dtype.kind == "O":
        kinds = sorted({type(item).__name__ for item in array.ravel()[:1000].tolist()})
        raise DtypeError(
            f"{what} must hold real numbers, got dtype object holding {', '.join(kinds) or 'nothing'}:"
            f" convert it first, for example np.asarray({what}, dtype=float)"
        )
    raise DtypeError(f"{what} must hold real numbers, got dtype {array.dtype}")


def unmixed(array: NDArray[Any]) -> NDArray[Any]:
    """Return numbers of different kinds, which pandas hands over as objects, as float64; all else as it is."""
    if array.dtype.kind != "O" or not array.size:
        return array
    numbers = all(
        isinstance(v, Real | np.bool_) and not isinstance(v, np.timedelta64) for v in array.flat
    )
    try:
        return array.astype(np.float64) if numbers else array
    except OverflowError:  # a whole number beyond all floats
        return array


def missing(value: object) -> bool:
    """Say whether a value stands for none: None, or what equals not even itself: NaN, NaT, the NA of pandas."""
    if value is None or value is np.ma.masked:
        return True
    itself = cast("object", value == value)  # noqa: PLR0124
    return not (isinstance(itself, np.ndarray) or itself is True or itself is np.True_)


def real(value: object) -> float:
    """Return a finite real number as a float, and NaN for everything else.

    NaN fails every comparison: ``if not 0.0 <= real(value) < 1.0`` refuses words, None and infinity as well.
    """
    if isinstance(value, bool | np.bool_) or not (
        is_whole(value) or isinstance(value, float | np.floating)
    ):
        return math.nan
    try:
        number = float(cast("Any", value))
    except OverflowError:  # a whole number beyond all floats
        return math.nan
    return number if math.isfinite(number) else math.nan


def is_whole(value: object) -> TypeGuard[int]:
    """Say whether a value is a whole number. NumPy counts spans of time among them; they are not."""
    return isinstance(value, int | np.integer) and not isinstance(value, np.timedelta64)


def whole_number(what: str, value: Any, least: int = 1, most: int = _MOST) -> int:  # noqa: ANN401  callers may be untyped
    """Return value as an int if it is a whole number from ``least`` to ``most``."""
    # NumPy's own scalars to Python's, and those of whoever has arrays
    array = as_array(value, what) if hasattr(value, "__array__") else None
    number: Any = value if array is None or array.size > 1 else array.tolist()
    whole = isinstance(number, int) and not isinstance(number, bool)
    whole = whole or (isinstance(number, float) and number.is_integer())
    if not whole or number < least:
        raise OptionError(f"{what} is a whole number of at least {least}, got {shown(value)}")
    if number > most:
        raise OptionError(f"{what} is a whole number of at most {most}, got {shown(value)}")
    return int(number)


def one_of(what: str, value: object, known: Iterable[str]) -> None:
    """Refuse whatever is not one of the words that are known."""
    words = tuple(known)
    if not (isinstance(value, str) and value in words):
        raise OptionError(f"{what} is {listed(words, 'or')}, got {shown(value)}")


def instance(what: str, value: object, kind: Any, words: str) -> None:  # noqa: ANN401  a class, or several
    """Refuse whatever is not of a kind; ``words`` says what that is."""
    if not isinstance(value, kind):
        raise OptionError(f"{what} is {words}, got {shown(value)}")


def in_order(what: str, values: Any, words: str) -> tuple[Any, ...]:  # noqa: ANN401  callers may be untyped
    """Return what stands in a list, or in anything that has an order; a word is no list of letters."""
    if not isinstance(values, str | bytes | Mapping | AbstractSet):
        try:
            return tuple(values)
        except TypeError:
            pass  # refused below
    raise OptionError(f"{what} are {words} in a list, got {shown(cast('object', values))}")


def _masked(x: object) -> bool:
    """Say whether entries of an array, or of arrays inside of lists, are masked."""
    if isinstance(x, np.ma.MaskedArray):
        return bool(np.ma.is_masked(cast("Any", x)))
    if not isinstance(x, list | tuple):
        return False
    items = cast("list[object] | tuple[object, ...]", x)
    kinds = set(map(type, items))  # as fast as a loop can be: lists are long, and their kinds few
    if kinds <= _PLAIN:
        return False
    return any(issubclass(kind, list | tuple | np.ma.MaskedArray) for kind in kinds) and any(
        map(_masked, items)
    )


def _lengths(x: object) -> str:
    """Say which two parts of a list differ in length, where it is as simple as that."""
    parts = cast("list[Any]", x) if isinstance(x, list | tuple) else []
    lengths = [len(part) if hasattr(part, "__len__") else None for part in parts]
    other = next((k for k, length in enumerate(lengths) if length != lengths[0]), None)
    if other is None:
        return ""
    first, second = (
        "is a single entry" if n is None else f"has length {n}" for n in (lengths[0], lengths[other])
    )
    return f" (part 0 {first}, part {other} {second})"


_LARGEST = 1e100  # products of weights and ends stay finite


def interval(low: object, high: object) -> tuple[float, float]:
    """Return the ends of an interval as floats."""
    if not -_LARGEST <= real(low) < real(high) <= _LARGEST:
        raise OptionError(
            f"the interval must run from low to high, two numbers of at most {_LARGEST:g}, got {shown(low)} to"
            f" {shown(high)}"
        )
    return float(real(low)), float(real(high))
