"""The compiler's reading of a body: run on :class:`TracedVector`, it writes down LLVM instructions.

NumPy reads a body by computing with arrays. Here the same body runs once, on stand-ins: each
operation appends one instruction to a :class:`~._block.IRBuilder` and returns the stand-in of its result.
NumPy's own functions reach the stand-ins through its protocols (``__array_ufunc__``), so a body needs no
second spelling.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np

from ..errors import NotCompilableError

if TYPE_CHECKING:
    from ._ir_builder import IRBuilder

NUMBER, MASK, BITS, WORDS = "number", "mask", "bits", "words"
Operand: TypeAlias = "TracedVector | float"

FUNCTIONS: dict[str, Callable[..., Any]] = {}
"""What compiled code does for a universal function of NumPy, by its name there; filled by ``_library``."""

_COMPARE = {"<": "olt", "<=": "ole", ">": "ogt", ">=": "oge", "==": "oeq", "!=": "une"}


class TracedVector:
    """The stand-in of one vector value: arithmetic on it appends instructions to its block."""

    __slots__ = ("block", "kind", "name", "positive", "rest")
    __hash__ = None  # pyright: ignore[reportAssignmentType]  == makes a mask

    def __init__(self, block: IRBuilder, name: str, kind: str) -> None:
        self.block = block
        self.name = name
        self.kind = kind
        self.positive = False  # known to be at least 0, or NaN: spares a bound
        self.rest: TracedVector | None = (
            None  # what a constant lost when it was rounded to this register
        )

    def _arithmetic(self, operation: str, a: Operand, b: Operand) -> TracedVector:
        return self.block.operate(operation, NUMBER, NUMBER, a, b)

    def _compare(self, sign: str, other: Operand) -> Any:  # noqa: ANN401  a mask; object asks for bool
        return self.block.operate(f"fcmp {_COMPARE[sign]}", NUMBER, MASK, self, other)

    def _logic(self, operation: str, other: TracedVector | bool) -> TracedVector:
        return self.block.operate(operation, MASK, MASK, self, other)

    def _integer(self, operation: str, other: TracedVector | int) -> TracedVector:
        """Append an operation on words of 64 bits; LLVM writes them with a sign."""
        if not isinstance(other, TracedVector) and other >= 2**63:
            other -= 2**64
        return self.block.integer(operation, self, other)

    def __xor__(self, other: TracedVector | int) -> TracedVector:
        return self._integer("xor", other)

    def __rshift__(self, other: TracedVector | int) -> TracedVector:
        return self._integer("lshr", other)

    def __lshift__(self, other: TracedVector | int) -> TracedVector:
        return self._integer("shl", other)

    def __add__(self, other: Operand) -> TracedVector:
        if self.kind == WORDS:
            return self._integer("add", other)  # pyright: ignore[reportArgumentType]  no fractions among words
        return self._arithmetic("fadd", self, other)

    def __radd__(self, other: Operand) -> TracedVector:
        return self._arithmetic("fadd", other, self)

    def __sub__(self, other: Operand) -> TracedVector:
        return self._arithmetic("fsub", self, other)

    def __rsub__(self, other: Operand) -> TracedVector:
        return self._arithmetic("fsub", other, self)

    def __mul__(self, other: Operand) -> TracedVector:
        if self.kind == WORDS:
            return self._integer("mul", other)  # pyright: ignore[reportArgumentType]
        result = self._arithmetic("fmul", self, other)
        result.positive = self.positive and (
            other.positive if isinstance(other, TracedVector) else other >= 0.0
        )
        return result

    def __rmul__(self, other: Operand) -> TracedVector:
        result = self._arithmetic("fmul", other, self)
        result.positive = self.positive and not isinstance(other, TracedVector) and other >= 0.0
        return result

    def __truediv__(self, other: Operand) -> TracedVector:
        if isinstance(other, float | int) and self.block.spare and 1e-300 < abs(other) < 1e300:
            return self * (1.0 / other)  # the last bit of 53 is not asked for
        return self._arithmetic("fdiv", self, other)

    def __rtruediv__(self, other: Operand) -> TracedVector:
        return self._arithmetic("fdiv", other, self)

    def __pow__(self, exponent: float) -> TracedVector:
        if exponent not in {1, 2, 3, 4}:
            raise NotCompilableError(f"only the powers 1 to 4 are compiled, got ** {exponent}")
        square = self * self
        return {
            1: lambda: self,
            2: lambda: square,
            3: lambda: square * self,
            4: lambda: square * square,
        }[int(exponent)]()

    def __neg__(self) -> TracedVector:
        return self.block.operate("fneg", NUMBER, NUMBER, self)

    def __pos__(self) -> TracedVector:
        return self

    def __abs__(self) -> TracedVector:
        result = self.block.call("fabs", self)
        result.positive = True
        return result

    def __lt__(self, other: Operand) -> Any:  # noqa: ANN401
        return self._compare("<", other)

    def __le__(self, other: Operand) -> Any:  # noqa: ANN401
        return self._compare("<=", other)

    def __gt__(self, other: Operand) -> Any:  # noqa: ANN401
        return self._compare(">", other)

    def __ge__(self, other: Operand) -> Any:  # noqa: ANN401
        return self._compare(">=", other)

    def __eq__(self, other: object) -> Any:  # noqa: ANN401
        return self._compare("==", other)  # pyright: ignore[reportArgumentType]  text() refuses the rest

    def __ne__(self, other: object) -> Any:  # noqa: ANN401
        return self._compare("!=", other)  # pyright: ignore[reportArgumentType]

    def __and__(self, other: TracedVector | bool) -> TracedVector:
        return self._logic("and", other)

    def __or__(self, other: TracedVector | bool) -> TracedVector:
        if self.kind == WORDS:
            return self._integer("or", other)
        return self._logic("or", other)

    def __invert__(self) -> TracedVector:
        return self._logic("xor", other=True)

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
        *inputs: Operand,
        **options: Any,  # noqa: ANN401  NumPy's protocol
    ) -> TracedVector:
        if method != "__call__" or options or ufunc.__name__ not in FUNCTIONS:
            raise NotCompilableError(
                f"np.{ufunc.__name__} is not among the operations that are compiled"
            )
        return FUNCTIONS[ufunc.__name__](*(_plain(value) for value in inputs))

    def __array_function__(
        self, function: Callable[..., Any], types: object, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> TracedVector:
        if function is np.where and len(args) == 3 and not kwargs:
            return self.block.select(*args)
        raise NotCompilableError(f"np.{function.__name__} is not among the operations that are compiled")


def _plain(value: Any) -> Any:  # noqa: ANN401  a stand-in or a number
    """Return NumPy's numbers as Python's: theirs would ask NumPy again how to combine with a stand-in."""
    if isinstance(value, np.ndarray) and value.ndim:
        raise NotCompilableError("it combines its argument with an array; a body takes numbers")
    number = isinstance(value, np.ndarray | np.generic)
    return cast("Any", value).item() if number else value
