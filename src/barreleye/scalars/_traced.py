"""Stand-ins: what a reader hands to a body instead of numbers, to learn what the body does with them.

NumPy reads a body by computing with arrays. Any other reader runs the same body once, on stand-ins: each operator
arrives at :meth:`Traced.operate` under the name of NumPy's universal function, and NumPy's own functions reach it
through NumPy's protocols (``__array_ufunc__``), so that a body needs no second spelling.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Self, TypeAlias, cast

import numpy as np

from ..errors import NotCompilableError

Given: TypeAlias = Any
"""A stand-in of the same reader, or a number."""

POWERS = (1, 2, 3, 4)


class Traced(ABC):
    """The stand-in of a value."""

    __slots__ = ()
    __hash__ = None  # pyright: ignore[reportAssignmentType]  == makes a mask

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

    @abstractmethod
    def filled(self, number: float) -> Self | float:
        """Return a number as something of this value's shape."""

    def __add__(self, other: Given) -> Self:
        return self.operate("add", self, other)

    def __radd__(self, other: Given) -> Self:
        return self.operate("add", other, self)

    def __sub__(self, other: Given) -> Self:
        return self.operate("subtract", self, other)

    def __rsub__(self, other: Given) -> Self:
        return self.operate("subtract", other, self)

    def __mul__(self, other: Given) -> Self:
        return self.operate("multiply", self, other)

    def __rmul__(self, other: Given) -> Self:
        return self.operate("multiply", other, self)

    def __truediv__(self, other: Given) -> Self:
        return self.operate("divide", self, other)

    def __rtruediv__(self, other: Given) -> Self:
        return self.operate("divide", other, self)

    def __pow__(self, exponent: float) -> Self:
        if exponent not in POWERS:
            raise NotCompilableError(f"only the powers 1 to 4 are compiled, got ** {exponent}")
        if exponent == 1:
            return self
        square = self * self
        return square if exponent == 2 else square * (self if exponent == 3 else square)

    def __neg__(self) -> Self:
        return self.operate("negative", self)

    def __pos__(self) -> Self:
        return self

    def __abs__(self) -> Self:
        return self.operate("absolute", self)

    def __lt__(self, other: Given) -> Any:  # noqa: ANN401  a mask; object asks for bool
        return self.operate("less", self, other)

    def __le__(self, other: Given) -> Any:  # noqa: ANN401
        return self.operate("less_equal", self, other)

    def __gt__(self, other: Given) -> Any:  # noqa: ANN401
        return self.operate("greater", self, other)

    def __ge__(self, other: Given) -> Any:  # noqa: ANN401
        return self.operate("greater_equal", self, other)

    def __eq__(self, other: object) -> Any:  # noqa: ANN401
        return self.operate("equal", self, other)

    def __ne__(self, other: object) -> Any:  # noqa: ANN401
        return self.operate("not_equal", self, other)

    def __and__(self, other: Given) -> Self:
        return self.operate("bitwise_and", self, other)

    def __or__(self, other: Given) -> Self:
        return self.operate("bitwise_or", self, other)

    def __invert__(self) -> Self:
        return self.operate("invert", self)

    __rand__ = __and__
    __ror__ = __or__

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
        if method != "__call__" or options:
            raise unknown(ufunc.__name__)
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


def _square(x: Traced) -> Traced:
    return x * x


def _reciprocal(x: Traced) -> Traced:
    return 1.0 / x


def _is_nan(x: Traced) -> Any:  # noqa: ANN401  a mask
    return x != x


DERIVED: dict[str, Callable[..., Any]] = {
    "positive": Traced.__pos__,
    "power": Traced.__pow__,
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
