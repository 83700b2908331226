"""Vector code under construction, in LLVM's language: what the stand-ins of :mod:`._traced_vector` write into.

Every value is a vector of ``width`` numbers. The code is straight but for :meth:`IRBuilder.branch_if_any`.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from .._arguments import real
from .._text import shown
from ..errors import NotCompilableError
from ._traced_vector import BITS, INTEGERS, MASK, NUMBER, Operand, TracedVector
from ._values import BYTES

if TYPE_CHECKING:
    from ._values import Pointer


_LONGEST = 2000
"""Instructions of one function, which take half a second to compile; the longest of the library has 912."""


class IRBuilder:
    """Straight vector code under construction.

    Parameters
    ----------
    width : int
        How many numbers one vector holds.
    register : str
        LLVM's name of the number type: ``"double"``, or ``"float"`` for narrow bodies.
    fine : bool
        Whether approximations keep all 53 bits, or the 32 and more that a float32 result needs.
    prefix : str
        Begins the names of its values and labels: several blocks may stand in one function.
    """

    def __init__(self, width: int, register: str, *, fine: bool, prefix: str = "v") -> None:
        self.width = width
        self.register = register
        self.fine = fine
        self.spare = register == "double" and not fine  # bits beyond those of the result
        self.lines: list[str] = []
        self.label = "entry"
        self.intrinsics: set[str] = set()
        self._count = 0
        self._scalars = {
            NUMBER: register,
            MASK: "i1",
            BITS: "i64" if register == "double" else "i32",  # as many as a number has
            INTEGERS: "i64",
        }
        self.types = {kind: self.several(scalar) for kind, scalar in self._scalars.items()}
        self.suffix = self.suffix_of(register)
        self.prefix = prefix

    def emit(self, instruction: str, kind: str = NUMBER) -> TracedVector:
        """Append ``name = instruction`` and return the stand-in of its result."""
        if len(self.lines) >= _LONGEST:
            raise NotCompilableError(
                f"it takes more than {_LONGEST:,} instructions, which are not compiled"
            )
        self._count += 1
        name = f"%{self.prefix}{self._count}"
        self.lines.append(f"  {name} = {instruction}")
        return TracedVector(self, name, kind)

    def several(self, scalar: str) -> str:
        """Return LLVM's name of what one value is: so many of a type."""
        return f"<{self.width} x {scalar}>"

    def suffix_of(self, scalar: str) -> str:
        """Return how the names of LLVM's own functions on values of a type end."""
        return f"v{self.width}f{8 * BYTES[scalar]}"

    def operate(self, operation: str, kind: str, result: str, *operands: Operand) -> TracedVector:
        """Append an operation on operands of one kind: ``fadd``, ``fneg``, ``fcmp olt``, ``shl`` ..."""
        values = ", ".join([self.text(one, kind) for one in operands])
        return self.emit(f"{operation} {self.types[kind]} {values}", result)

    def call(self, intrinsic: str, *operands: Operand) -> TracedVector:
        """Append a call of one of LLVM's own functions on numbers."""
        t = self.types[NUMBER]
        name = f"@llvm.{intrinsic}.{self.suffix}"
        self.intrinsics.add(f"declare {t} {name}({', '.join([t] * len(operands))})")
        return self.emit(f"call {t} {name}({', '.join(f'{t} {self.text(v)}' for v in operands)})")

    def text(self, value: Operand, kind: str = NUMBER) -> str:
        """Return the operand as LLVM spells it; a Python number fills every lane."""
        if isinstance(value, TracedVector):
            if value.kind != kind:
                raise NotCompilableError(f"a {value.kind} stands where a {kind} is needed")
            return value.name
        one = self._constant(float(value)) if kind == NUMBER else str(int(value))
        return self._spelled([one] * self.width, kind)

    def vector(self, values: Sequence[float]) -> str:
        """Return numbers as LLVM spells a vector of them, one to a lane."""
        return self._spelled([self._constant(float(one)) for one in values])

    def _spelled(self, scalars: Sequence[str], kind: str = NUMBER) -> str:
        return "<" + ", ".join(f"{self._scalars[kind]} {one}" for one in scalars) + ">"

    def _constant(self, value: float) -> str:
        """Return a number of the register's type, which LLVM writes with the bits of a double."""
        held = value if self.register == "double" else float(np.float32(value))
        return f"0x{struct.unpack('<Q', struct.pack('<d', held))[0]:016X}"

    def select(self, mask: TracedVector | bool, a: Operand, b: Operand) -> TracedVector:
        """Return a where the mask holds and b elsewhere."""
        if not isinstance(mask, TracedVector):
            taken = a if mask else b
            return taken if isinstance(taken, TracedVector) else self.constant(taken)
        t = self.types[NUMBER]
        return self.emit(
            f"select {self.types[MASK]} {self.text(mask, MASK)}, {t} {self.text(a)}, {t} {self.text(b)}"
        )

    def number(self, value: object) -> TracedVector:
        """Return what a body gave as a value: a number fills every lane, and whatever is none is refused."""
        if isinstance(value, TracedVector):
            self.text(value)
            return value
        number = value if isinstance(value, float) else real(value)
        if math.isnan(number) and not isinstance(value, float):
            raise NotCompilableError(f"it computes {shown(value)}, which is no number")
        return self.constant(number)

    def constant(self, value: float) -> TracedVector:
        """Return a stand-in that holds the same number in every lane."""
        return TracedVector(self, self.text(value), NUMBER)

    def convert(self, value: TracedVector, operation: str, kind: str) -> TracedVector:
        """Reinterpret or convert a vector: ``bitcast``, ``fptosi``, ``sitofp`` ..."""
        source, target = self.types[value.kind], self.types[kind]
        return self.emit(f"{operation} {source} {value.name} to {target}", kind)

    def recast(self, value: TracedVector, source: str, target: str) -> TracedVector:
        """Return numbers of one type as another one's, ``"float"`` or ``"double"``, rounded at most once."""
        if source == target:
            return value
        operation = "fpext" if BYTES[source] < BYTES[target] else "fptrunc"
        return self.emit(f"{operation} {self.several(source)} {value.name} to {self.several(target)}")

    def integer(self, operation: str, a: TracedVector, b: Operand) -> TracedVector:
        """Append an operation on bit patterns or words: ``add``, ``shl``, ``ashr``, ``and`` ..."""
        return self.operate(operation, a.kind, a.kind, a, b)

    def load(self, place: Pointer, mask: TracedVector | None = None) -> TracedVector:
        """Read the numbers at a place into registers; lanes outside of the mask are not touched, and hold 0."""
        memory, align = self.several(place.kind), BYTES[place.kind]
        if mask is None:
            found = self.emit(f"load {memory}, ptr {place}, align {align}")
        else:
            name, masks = f"@llvm.masked.load.{self.suffix_of(place.kind)}.p0", self.types[MASK]
            self.intrinsics.add(f"declare {memory} {name}(ptr, i32, {masks}, {memory})")
            found = self.emit(
                f"call {memory} {name}(ptr {place}, i32 {align}, {masks} {mask.name},"
                f" {memory} zeroinitializer)"
            )
        return self.recast(found, place.kind, self.register)

    def store(self, place: Pointer, value: TracedVector, mask: TracedVector | None = None) -> None:
        """Write numbers to a place, in its type; lanes outside of the mask are not touched."""
        t, align = self.several(place.kind), BYTES[place.kind]
        value = self.recast(value, self.register, place.kind)
        if mask is None:
            self.do(f"store {t} {value.name}, ptr {place}, align {align}")
            return
        name, masks = f"@llvm.masked.store.{self.suffix_of(place.kind)}.p0", self.types[MASK]
        self.intrinsics.add(f"declare void {name}({t}, ptr, i32, {masks})")
        self.do(f"call void {name}({t} {value.name}, ptr {place}, i32 {align}, {masks} {mask.name})")

    def branch_if_any(
        self, mask: TracedVector | bool, usual: TracedVector, instead: Callable[[], TracedVector]
    ) -> TracedVector:
        """Replace ``usual`` by what ``instead`` writes down, in the lanes of the mask.

        The one branch there is: unless some lane of the mask is set, nothing of it is computed.
        """
        if not isinstance(mask, TracedVector):
            return instead() if mask else usual
        n, t = self.width, self.types[NUMBER]
        self.intrinsics.add(f"declare i1 @llvm.vector.reduce.or.v{n}i1(<{n} x i1>)")
        some = self.emit(f"call i1 @llvm.vector.reduce.or.v{n}i1({self.types[MASK]} {mask.name})", MASK)
        before, place = self.label, f"{self.prefix}{self._count}"
        self._fork(some.name, f"rare{place}", f"join{place}")
        self._begin(f"rare{place}", reached=False)
        replaced = self.select(mask, instead(), usual)
        after = self.label
        self._begin(f"join{place}")
        return self.emit(f"phi {t} [ {usual.name}, %{before} ], [ {replaced.name}, %{after} ]")

    def do(self, instruction: str) -> None:
        """Append an instruction without a result."""
        self.lines.append(f"  {instruction}")

    def _fork(self, condition: object, yes: str, no: str) -> None:
        """Go on at one label or at the other; the condition writes itself as LLVM spells it."""
        self.do(f"br i1 {condition}, label %{yes}, label %{no}")

    def _begin(self, label: str, *, reached: bool = True) -> None:
        """Begin a new stretch of code, which the one before runs into unless it went elsewhere."""
        if reached:
            self.do(f"br label %{label}")
        self.lines.append(f"{label}:")
        self.label = label

    def each_lane(self, function: str, argument: TracedVector) -> TracedVector:
        """Return the C library's ``function(argument)``, called once for every lane."""
        t = self.types[NUMBER]
        self.intrinsics.add(f"declare {self.register} @{function}({self.register})")
        result = self.constant(0.0)
        for lane in range(self.width):
            one = self.emit(f"extractelement {t} {argument.name}, i32 {lane}")
            value = self.emit(f"call {self.register} @{function}({self.register} {one.name})")
            result = self.emit(
                f"insertelement {t} {result.name}, {self.register} {value.name}, i32 {lane}"
            )
        return result

    def new_block(self, prefix: str, register: str) -> IRBuilder:
        """Return a block for code that follows, in other registers; :meth:`append_block` it when it is whole."""
        other = IRBuilder(self.width, register, fine=self.fine, prefix=prefix)
        other.label = self.label
        return other

    def append_block(self, other: IRBuilder) -> None:
        """Append the code of such a block, whose values are then known here."""
        self.lines += other.lines
        self.intrinsics |= other.intrinsics
        self.label = other.label
