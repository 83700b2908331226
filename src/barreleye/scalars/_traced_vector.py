"""The compiler's reading of a body: run on :class:`TracedVector`, it writes down LLVM instructions.

Each operation appends one instruction to an :class:`~._ir_builder.IRBuilder` and returns the stand-in of its
result.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from ._traced import Traced, unknown

if TYPE_CHECKING:
    from ._ir_builder import IRBuilder

NUMBER, MASK, BITS, INTEGERS = "number", "mask", "bits", "words"
Operand: TypeAlias = "TracedVector | float"

FUNCTIONS: dict[str, Callable[..., Any]] = {}
"""What compiled code does for a function of NumPy that is no single instruction; filled by ``_library``."""

_ARITHMETIC = {"add": "fadd", "subtract": "fsub", "multiply": "fmul", "divide": "fdiv"}
_INSTRUCTIONS = {
    "negative": ("fneg", NUMBER),
    "less": ("fcmp olt", MASK),
    "less_equal": ("fcmp ole", MASK),
    "greater": ("fcmp ogt", MASK),
    "greater_equal": ("fcmp oge", MASK),
    "equal": ("fcmp oeq", MASK),
    "not_equal": ("fcmp une", MASK),
}
_LOGIC = {"logical_and": "and", "bitwise_and": "and", "logical_or": "or", "bitwise_or": "or"}
_INTEGER = {
    "add": "add", "multiply": "mul", "bitwise_or": "or", "bitwise_xor": "xor",
    "left_shift": "shl", "right_shift": "lshr",
}  # fmt: skip


class TracedVector(Traced):
    """The stand-in of one vector value: operations on it append instructions to its block."""

    __slots__ = ("block", "kind", "name", "rest")

    def __init__(self, block: IRBuilder, name: str, kind: str) -> None:
        self.block = block
        self.name = name
        self.kind = kind
        self.rest: TracedVector | None = None  # what rounding to this register took from a constant

    @property
    def reader(self) -> IRBuilder:
        """The code under construction."""
        return self.block

    def operate(self, name: str, *operands: Any) -> TracedVector:  # noqa: ANN401  stand-ins or numbers
        """Append what computes one of NumPy's universal functions."""
        if self.kind == INTEGERS:
            return self._integer(_INTEGER[name], *operands)
        if name in _ARITHMETIC:
            return self._arithmetic(name, *operands)
        if name in _INSTRUCTIONS:
            operation, result = _INSTRUCTIONS[name]
            return self.block.operate(operation, NUMBER, result, *operands)
        if name in _LOGIC:
            return self.block.operate(_LOGIC[name], MASK, MASK, *operands)
        if name in {"invert", "logical_not"}:
            return self.block.operate("xor", MASK, MASK, operands[0], True)
        if name not in FUNCTIONS:
            raise unknown(name)
        return FUNCTIONS[name](*operands)

    def select(self, condition: TracedVector | bool, a: Operand, b: Operand) -> TracedVector:
        """Append a selection, lane by lane."""
        return self.block.select(condition, a, b)

    def _arithmetic(self, name: str, a: Operand, b: Operand) -> TracedVector:
        spare = name == "divide" and self.block.spare  # the last bit of 53 is not asked for
        if spare and isinstance(b, float | int) and 1e-300 < abs(b) < 1e300:
            return self._arithmetic("multiply", a, 1.0 / b)
        return self.block.operate(_ARITHMETIC[name], NUMBER, NUMBER, a, b)

    def _integer(self, operation: str, a: TracedVector, b: TracedVector | int) -> TracedVector:
        """Append an operation on words of 64 bits; LLVM writes them with a sign."""
        if not isinstance(b, TracedVector) and b >= 2**63:
            b -= 2**64
        return self.block.integer(operation, a, b)
