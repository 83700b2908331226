"""A function of machine code with loops, branches and memory, written down as it is run.

A :class:`FunctionBuilder` is an :class:`IRBuilder`, so that vectors of numbers are :class:`TracedVector` with
all their arithmetic. Around them it knows whole numbers, pointers, variables, and control flow as ``with``
blocks::

    code = FunctionBuilder("double", "float", 16, "i64 count, ptr x")
    with code.loop(0, code.given("count"), 16) as i:
        here = code.numbers("x").at(i)
        code.store(here, code.load(here) * 2.0)
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from contextlib import contextmanager

from ._lane_builder import LaneBuilder
from ._traced_vector import MASK, NUMBER, TracedVector
from ._values import BYTES, INT64, POINTER, Condition, Count, Int64, Pointer, Variable

# Loops stay as they are: unrolled by the compiler, a tile of a matrix product would not fit into the registers.
_AS_WRITTEN = ("!0 = distinct !{!0, !1}", '!1 = !{!"llvm.loop.unroll.disable"}')


class FunctionBuilder(LaneBuilder):
    """The code of one function under construction.

    Parameters
    ----------
    name : str
        Its symbol.
    scalar : str
        ``"float"`` or ``"double"``: the numbers of its vectors and in memory.
    width : int
        Numbers in a vector.
    arguments : str
        Kind and name of each: ``i64``, ``ptr`` or LLVM's name of a vector, ``"i64 count, ptr x"``.
    fine : bool, optional
        As for an :class:`IRBuilder`; by default whether ``scalar`` is ``"double"``.
    inline : bool
        It stands wherever it is called.
    result : str
        ``INT64`` if it returns a whole number: see :meth:`ret`.
    """

    def __init__(
        self,
        name: str,
        scalar: str,
        width: int,
        arguments: str,
        *,
        fine: bool | None = None,
        inline: bool = False,
        result: str = "void",
    ) -> None:
        super().__init__(width, scalar, fine=scalar == "double" if fine is None else fine)
        self.name = name
        self.inline = inline
        self.result = result
        self.arguments = arguments
        self._allocas: list[str] = []

    # What it is given

    def given(self, name: str) -> Int64:
        """Return an argument that is a whole number."""
        return Int64(self, f"%{name}")

    def numbers(self, name: str) -> Pointer:
        """Return an argument that is a place of numbers."""
        return Pointer(self, f"%{name}", self.register)

    def pointers(self, name: str) -> Pointer:
        """Return an argument that is a place of places."""
        return Pointer(self, f"%{name}", POINTER)

    def int64s(self, name: str) -> Pointer:
        """Return an argument that is a place of whole numbers."""
        return Pointer(self, f"%{name}", INT64)

    # Memory

    def prefetch(self, place: Pointer) -> None:
        """Have the cache line of a place that is read soon brought into the first cache; any place will do."""
        self.intrinsics.add("declare void @llvm.prefetch.p0(ptr, i32, i32, i32)")
        self.do(f"call void @llvm.prefetch.p0(ptr {place}, i32 0, i32 3, i32 1)")

    def mask(self, count: Count) -> TracedVector:
        """Return the mask of the first so many lanes."""
        vector = f"<{self.width} x i32>"  # short words take fewer registers
        few = self.emit(f"trunc i64 {self.smaller(count, self.width)} to i32", "i32")
        lane = self.emit(f"insertelement {vector} poison, i32 {few.name}, i32 0", vector)
        every = self.emit(
            f"shufflevector {vector} {lane.name}, {vector} poison, {vector} zeroinitializer", vector
        )
        lanes = ", ".join(f"i32 {k}" for k in range(self.width))
        return self.emit(f"icmp slt {vector} <{lanes}>, {every.name}", MASK)

    def alloca(self, kind: str, count: int) -> Pointer:
        """Return room on the stack for so many values of a kind."""
        self._count += 1
        align = max(64, self.width * BYTES[self.register])  # a line of the cache, or a vector
        self._allocas.append(f"  %local{self._count} = alloca [{count} x {kind}], align {align}")
        return Pointer(self, f"%local{self._count}", kind)

    # Variables

    def variable(self, initial: TracedVector | Pointer | Count) -> Variable:
        """Return a variable that holds a vector, a place or a whole number, and this one to begin with."""
        self._count += 1
        name = f"%var{self._count}"
        kind = POINTER if isinstance(initial, Pointer) else INT64
        kind = self.types[NUMBER] if isinstance(initial, TracedVector) else kind
        self._allocas.append(f"  {name} = alloca {kind}")
        made = Variable(self, name, kind)
        made.set(initial)
        return made

    # Control flow

    @contextmanager
    def loop(
        self, start: Count, stop: Count, step: Count = 1, *, as_written: bool = True
    ) -> Generator[Int64]:
        """Repeat what stands inside for start, start + step ... below stop.

        LLVM may do several rounds at once, unless the loop is to stay as it is written.
        """
        counter = self.variable(start)
        again, inside, after = self._labels("again", "inside", "after")
        self._begin(again)
        index = counter.int64()
        self._fork(index < stop, inside, after)
        self._begin(inside, reached=False)
        yield index
        counter.set(index + step)
        self.do(f"br label %{again}" + (", !llvm.loop !0" if as_written else ""))
        self._begin(after, reached=False)

    def pieces(self, count: Count, sizes: Sequence[int]) -> Generator[tuple[Int64, int]]:
        """Cut a count into pieces of the sizes there are, the largest first; do what stands inside for each size.

        Yields where a piece begins, and its size. What is left is smaller than the last size.
        """
        done = self.variable(0)
        for size in sizes:
            with self.loop(done.int64(), count - (size - 1), size) as start:
                yield start, size
                done.set(start + size)

    @contextmanager
    def when(self, condition: Condition) -> Generator[None]:
        """Do what stands inside if the condition holds."""
        inside, after = self._labels("then", "after")
        self._fork(condition, inside, after)
        self._begin(inside, reached=False)
        yield
        self._begin(after)

    def ret(self, value: Count = 0) -> None:
        """Return from the function, with a value if it has one; what follows in this block is never reached."""
        (never,) = self._labels("never")
        self.do("ret void" if self.result == "void" else f"ret {self.result} {value}")
        self._begin(never, reached=False)

    def invoke(
        self, function: Pointer | str, *arguments: Pointer | Count | None, result: str = "void"
    ) -> None:
        """Call a function by its place or its symbol; None stands for no place. A result is not looked at."""
        words = [
            "ptr null" if one is None else f"{POINTER if isinstance(one, Pointer) else INT64} {one}"
            for one in arguments
        ]
        target = function if isinstance(function, Pointer) else f"@{function}"
        self.do(f"call {result} {target}({', '.join(words)})")

    # Text

    def int64(self, instruction: str) -> Int64:
        """Append an instruction whose result is a whole number."""
        return Int64(self, self.emit(instruction, INT64).name)

    def condition(self, instruction: str) -> Condition:
        """Append an instruction whose result is a yes or a no."""
        return Condition(self, self.emit(instruction, "i1").name)

    def pointer(self, instruction: str, kind: str) -> Pointer:
        """Append an instruction whose result is a place of values of a kind."""
        return Pointer(self, self.emit(instruction, POINTER).name, kind)

    def moved(self, name: str, by: Count) -> Pointer:
        """Return an argument that is a place of numbers, so many further on; null stays null."""
        place = self.numbers(name)
        return place.at(by).null_if(~place.is_not_null())

    def selected(self, condition: Condition, yes: Pointer, no: Pointer) -> Pointer:
        """Return one of two places."""
        return self.pointer(f"select i1 {condition}, ptr {yes}, ptr {no}", yes.kind)

    def either(self, condition: Condition, yes: Count, no: Count) -> Int64:
        """Return one of two whole numbers."""
        return self.int64(f"select i1 {condition}, i64 {yes}, i64 {no}")

    def smaller(self, a: Count, b: Count) -> Int64:
        """Return the smaller of two whole numbers."""
        self.intrinsics.add("declare i64 @llvm.smin.i64(i64, i64)")
        return self.int64(f"call i64 @llvm.smin.i64(i64 {a}, i64 {b})")

    def larger(self, a: Count, b: Count) -> Int64:
        """Return the larger of two whole numbers."""
        self.intrinsics.add("declare i64 @llvm.smax.i64(i64, i64)")
        return self.int64(f"call i64 @llvm.smax.i64(i64 {a}, i64 {b})")

    def definition(self, *, internal: bool) -> str:
        """Return the text of the function, which is called from its own module alone if it is ``internal``.

        At its end it returns nothing, or 0.
        """
        arguments = re.sub(r"(\w+)(?=,|$)", r"%\1", self.arguments)
        linkage = "internal " if internal else ""
        inline = " alwaysinline" if self.inline else ""
        return "\n".join(
            [
                f"define {linkage}{self.result} @{self.name}({arguments}){inline} {{",
                "entry:",
                *self._allocas,
                *self.lines,
                "  ret void" if self.result == "void" else f"  ret {self.result} 0",
                "}",
            ]
        )

    def _labels(self, *names: str) -> list[str]:
        self._count += 1
        return [f"{name}{self._count}" for name in names]


def module(*functions: FunctionBuilder) -> str:
    """Return the source of some functions together: the last one is called from outside, and the others by it."""
    declared = sorted({line for one in functions for line in one.intrinsics})
    defined = [one.definition(internal=one is not functions[-1]) for one in functions]
    return "\n".join([*declared, *defined, *_AS_WRITTEN, ""])
