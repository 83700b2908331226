"""Stand-ins of whole numbers, conditions, places in memory and variables, for :class:`FunctionBuilder`.

As with :class:`TracedVector`, every operation on one appends an instruction to the code under construction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from ._function_builder import FunctionBuilder
    from ._traced_vector import TracedVector

INT64, POINTER = "i64", "ptr"
BYTES = {"float": 4, "double": 8, INT64: 8, POINTER: 8}

Count: TypeAlias = "Int64 | int"


@dataclass(frozen=True, slots=True, eq=False)
class Int64:
    """A whole number, 64 bits."""

    code: FunctionBuilder
    name: str

    def _made(self, operation: str, a: Count, b: Count) -> Int64:
        return self.code.int64(f"{operation} i64 {a}, {b}")

    def _asked(self, sign: str, other: Count) -> Condition:
        return self.code.condition(f"icmp {sign} i64 {self}, {other}")

    def __add__(self, other: Count) -> Int64:
        return self._made("add", self, other)

    def __sub__(self, other: Count) -> Int64:
        return self._made("sub", self, other)

    def __mul__(self, other: Count) -> Int64:
        return self._made("mul", self, other)

    def __floordiv__(self, other: Count) -> Int64:
        """Return the quotient, rounded to 0."""
        return self._made("sdiv", self, other)

    def __rfloordiv__(self, other: Count) -> Int64:
        return self._made("sdiv", other, self)

    def __mod__(self, other: Count) -> Int64:
        return self._made("srem", self, other)

    def __and__(self, other: Count) -> Int64:
        return self._made("and", self, other)

    def __or__(self, other: Count) -> Int64:
        return self._made("or", self, other)

    def __lshift__(self, other: Count) -> Int64:
        return self._made("shl", self, other)

    def __rshift__(self, other: Count) -> Int64:
        return self._made("lshr", self, other)

    def __lt__(self, other: Count) -> Condition:
        return self._asked("slt", other)

    def __le__(self, other: Count) -> Condition:
        return self._asked("sle", other)

    def __gt__(self, other: Count) -> Condition:
        return self._asked("sgt", other)

    def __ge__(self, other: Count) -> Condition:
        return self._asked("sge", other)

    def equals(self, other: Count) -> Condition:
        """Ask whether two whole numbers are the same."""
        return self._asked("eq", other)

    def differs(self, other: Count) -> Condition:
        """Ask whether two whole numbers are not the same."""
        return self._asked("ne", other)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """Yes or no."""

    code: FunctionBuilder
    name: str

    def __and__(self, other: Condition) -> Condition:
        return self.code.condition(f"and i1 {self}, {other}")

    def __or__(self, other: Condition) -> Condition:
        return self.code.condition(f"or i1 {self}, {other}")

    def __invert__(self) -> Condition:
        return self.code.condition(f"xor i1 {self}, true")

    def __bool__(self) -> bool:
        raise TypeError("a condition of machine code decides by `with code.when(...)`")

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, eq=False)
class Pointer:
    """Where values of one kind lie one after the other: ``"float"``, ``"double"``, INT64 or POINTER."""

    code: FunctionBuilder
    name: str
    kind: str

    def at(self, index: Count) -> Pointer:
        """Return the place of the value so many further on."""
        return self.code.pointer(f"getelementptr {self.kind}, ptr {self}, i64 {index}", self.kind)

    def of(self, kind: str) -> Pointer:
        """Return the same place, taken as values of another kind."""
        return Pointer(self.code, self.name, kind)

    def int64(self, index: Count = 0) -> Int64:
        """Read a whole number."""
        return self.code.int64(f"load i64, ptr {self.at(index)}, align 8")

    def pointer(self, kind: str, index: Count = 0) -> Pointer:
        """Read a place of values of that kind."""
        return self.code.pointer(f"load ptr, ptr {self.at(index)}, align 8", kind)

    def put(self, value: Count | Pointer) -> None:
        """Write a whole number or a place."""
        kind = POINTER if isinstance(value, Pointer) else INT64
        self.code.do(f"store {kind} {value}, ptr {self}, align 8")

    # What several threads read and write: each sees what was written before it.

    def atomic_load(self) -> Int64:
        """Read a whole number that other threads write."""
        return self.code.int64(f"load atomic i64, ptr {self} acquire, align 8")

    def atomic_store(self, value: Count) -> None:
        """Write a whole number that other threads read."""
        self.code.do(f"store atomic i64 {value}, ptr {self} seq_cst, align 8")

    def atomic_update(self, operation: str, value: Count) -> Int64:
        """Do ``add`` or ``or`` in one go, and return what the number was before."""
        return self.code.int64(f"atomicrmw {operation} ptr {self}, i64 {value} seq_cst")

    def compare_exchange(self, expected: Count, value: Count) -> Condition:
        """Write a value if the expected one is there, and say whether it was."""
        pair = "{ i64, i1 }"
        both = f"cmpxchg ptr {self}, i64 {expected}, i64 {value} seq_cst seq_cst"
        found = self.code.emit(both, pair)
        return self.code.condition(f"extractvalue {pair} {found.name}, 1")

    def null_if(self, condition: Condition) -> Pointer:
        """Return this place, or null if the condition holds."""
        return self.code.pointer(f"select i1 {condition}, ptr null, ptr {self}", self.kind)

    def is_not_null(self) -> Condition:
        """Ask whether this is a place at all, and not null."""
        return self.code.condition(f"icmp ne ptr {self}, null")

    def __str__(self) -> str:
        return self.name


class Variable:
    """Something that changes: LLVM turns it into a register."""

    def __init__(self, code: FunctionBuilder, name: str, kind: str) -> None:
        self.code = code
        self.name = name
        self.kind = kind

    def set(self, value: TracedVector | Pointer | Count) -> None:
        """Let it hold this from here on."""
        text = value if isinstance(value, int) else value.name
        self.code.do(f"store {self.kind} {text}, ptr {self.name}")

    def lanes(self) -> TracedVector:
        """Return the vector that it holds now."""
        return self.code.emit(f"load {self.kind}, ptr {self.name}")

    def int64(self) -> Int64:
        """Return the whole number that it holds now."""
        return self.code.int64(f"load {self.kind}, ptr {self.name}")

    def pointer(self, kind: str) -> Pointer:
        """Return the place that it holds now."""
        return self.code.pointer(f"load {self.kind}, ptr {self.name}", kind)

    def numbers(self) -> Pointer:
        """Return the place of numbers that it holds now."""
        return self.pointer(self.code.register)
