"""Stand-ins: what a reader hands to a body instead of numbers, to learn what the body does with them.

NumPy reads a body by computing with arrays. Any other reader runs the same body once, on stand-ins: operators
and NumPy's own functions reach :meth:`Traced.operate` through NumPy's protocols (``__array_ufunc__``), under the
names of its universal functions, so that a body needs no second spelling.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any, Self, TypeAlias, cast

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin as Operators

from ..errors import NotCompilableError

Given: TypeAlias = Any
"""A stand-in of the same reader, or a number."""

POWERS = (1, 2, 3, 4)


class Traced(Operators):
    """The stand-in of a value."""

    __slots__ = ()

    @property
    @abstractmethod
    def reader(self) -> object:
        """Who hands out the stand-ins and keeps the notes."""

    @abstractmethod
    def operate(self, name: str, *operands: Given) -> Self:
        """Note down one of NumPy's universal functions and return the stand-in of its result.

        Raises
        ------
        NotCompilableError
            The function is not part of the dialect.
        """

    @abstractmethod
    def select(self, condition: Given, a: Given, b: Given) -> Self:
        """Note down ``a`` where the condition holds and ``b`` elsewhere."""

    def filled(self, number: float) -> Self | float:
        """Return a number as something of this value's shape: itself, where it fills every lane."""
        return number

    # a body may write `y += 1`, and y is a new value then
    __iadd__, __isub__, __imul__ = Operators.__add__, Operators.__sub__, Operators.__mul__
    __itruediv__, __ipow__ = Operators.__truediv__, Operators.__pow__
    __iand__, __ior__ = Operators.__and__, Operators.__or__

    def __bool__(self) -> bool:
        raise NotCompilableError(
            "it decides by `if`, `and`, `or`, min() or max(); where() selects instead"
        )

    def __float__(self) -> float:
        raise NotCompilableError("it turns its argument into a float, as the functions of math do")

    def __array_ufunc__(
        self,
        ufunc: np.ufunc,
        method: str,
        *inputs: Given,
        **options: Any,  # noqa: ANN401  NumPy's protocol
    ) -> Self:
        if options:
            raise NotCompilableError(f"np.{ufunc.__name__} is compiled without {', '.join(options)}=")
        if method != "__call__":
            raise unknown(f"{ufunc.__name__}.{method}")
        return self.operate(ufunc.__name__, *(_plain(value) for value in inputs))

    def __array_function__(
        self, function: Callable[..., Any], types: object, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Self | float:
        if function is np.where and len(args) == 3 and not kwargs:
            return self.select(*args)
        if function is np.full_like and len(args) == 2 and not kwargs:
            return self.filled(args[1])
        raise unknown(function.__name__)


def read(body: Callable[..., Any], *given: object, **constants: object) -> Any:  # noqa: ANN401  it may be anybody's
    """Run a body on stand-ins and return what it gave.

    Raises
    ------
    NotCompilableError
        The body raises, whatever it is.
    """
    try:
        return body(*given, **constants)
    except NotCompilableError:
        raise
    except Exception as error:
        raise NotCompilableError(f"it raises {type(error).__name__}: {error}") from error


def _itself(x: Traced) -> Traced:
    return x


def _power(x: Traced, exponent: float) -> Traced:
    if isinstance(exponent, Traced) or exponent not in POWERS:
        got = "a power that is computed" if isinstance(exponent, Traced) else f"** {exponent}"
        raise NotCompilableError(f"only the powers 1 to 4 are compiled, got {got}")
    if exponent == 1:
        return x
    square = x * x
    return square if exponent == 2 else square * (x if exponent == 3 else square)


def _square(x: Traced) -> Traced:
    return x * x


def _reciprocal(x: Traced) -> Traced:
    return 1.0 / x


def _is_nan(x: Traced) -> Any:  # noqa: ANN401  a mask
    return x != x


DERIVED: dict[str, Callable[..., Any]] = {
    "positive": _itself,
    "power": _power,
    "square": _square,
    "reciprocal": _reciprocal,
    "isnan": _is_nan,
}
"""Functions of NumPy that are spelled with operators."""


def unknown(name: str) -> NotCompilableError:
    """Return the refusal of a function of NumPy that is not part of the dialect."""
    return NotCompilableError(f"np.{name} is not among the operations that are compiled")


def _plain(value: Any) -> Any:  # noqa: ANN401  a stand-in or a number
    """Return NumPy's numbers as Python's: theirs would ask NumPy again how to combine with a stand-in."""
    if isinstance(value, np.ndarray) and value.ndim:
        raise NotCompilableError("it combines its argument with an array; a body takes numbers")
    number = isinstance(value, np.ndarray | np.generic)
    return cast("Any", value).item() if number else value
