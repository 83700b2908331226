"""A function of machine code with loops, branches and memory, written down as it is run.

A :class:`Routine` is a :class:`Block`, so that vectors of numbers are :class:`Lanes` with all their
arithmetic. Around them it knows whole numbers, places in memory, variables, and control flow as ``with``
blocks::

    code = Routine("double", "float", 16, count=WHOLE, x=PLACE)
    with code.loop(0, code.given("count"), 16) as i:
        here = code.numbers("x").at(i)
        code.store(here, code.load(here) * 2.0)
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager

from ._block import Block
from ._lanes import MASK, NUMBER, Lanes
from ._words import BYTES, PLACE, WHOLE, Condition, Count, Place, Whole

# Loops stay as they are: unrolled by the compiler, a tile of a matrix product would not fit into the registers.
_AS_WRITTEN = ("!0 = distinct !{!0, !1}", '!1 = !{!"llvm.loop.unroll.disable"}')


class Routine(Block):
    """The code of one function under construction.

    Parameters
    ----------
    name : str
        Its symbol.
    scalar : str
        ``"float"`` or ``"double"``: the numbers of its vectors and in memory.
    width : int
        Numbers in a vector.
    internal : bool
        Called by other routines of the same source alone.
    **arguments : str
        Their names, and ``WHOLE`` or ``PLACE`` for each.
    """

    def __init__(
        self, name: str, scalar: str, width: int, *, internal: bool = False, **arguments: str
    ) -> None:
        super().__init__(width, scalar, precise=scalar == "double")
        self.name = name
        self.internal = internal
        self.arguments = arguments
        self._allocas: list[str] = []

    # What it is given

    def given(self, name: str) -> Whole:
        """Return an argument that is a whole number."""
        return Whole(self, f"%{name}")

    def numbers(self, name: str) -> Place:
        """Return an argument that is a place of numbers."""
        return Place(self, f"%{name}", self.register)

    def places(self, name: str) -> Place:
        """Return an argument that is a place of places."""
        return Place(self, f"%{name}", PLACE)

    # Memory

    def load(self, place: Place, mask: Lanes | None = None) -> Lanes:
        """Read a vector; lanes outside of the mask are not touched, and hold 0."""
        vector, align = self.types[NUMBER], BYTES[self.register]
        if mask is None:
            return self.emit(f"load {vector}, ptr {place}, align {align}")
        name, masks = f"@llvm.masked.load.{self.suffix}.p0", self.types[MASK]
        self.intrinsics.add(f"declare {vector} {name}(ptr, i32, {masks}, {vector})")
        return self.emit(
            f"call {vector} {name}(ptr {place}, i32 {align}, {masks} {mask.name},"
            f" {vector} zeroinitializer)"
        )

    def store(self, place: Place, value: Lanes, mask: Lanes | None = None) -> None:
        """Write a vector; lanes outside of the mask are not touched."""
        vector, align = self.types[NUMBER], BYTES[self.register]
        if mask is None:
            self.do(f"store {vector} {value.name}, ptr {place}, align {align}")
            return
        name, masks = f"@llvm.masked.store.{self.suffix}.p0", self.types[MASK]
        self.intrinsics.add(f"declare void {name}({vector}, ptr, i32, {masks})")
        self.do(
            f"call void {name}({vector} {value.name}, ptr {place}, i32 {align}, {masks} {mask.name})"
        )

    def prefetch(self, place: Place) -> None:
        """Have the cache line of a place that is read soon brought into the first cache; any place will do."""
        self.intrinsics.add("declare void @llvm.prefetch.p0(ptr, i32, i32, i32)")
        self.do(f"call void @llvm.prefetch.p0(ptr {place}, i32 0, i32 3, i32 1)")

    def spread(self, place: Place) -> Lanes:
        """Read one number into every lane."""
        kind = self.register
        one = self.emit(f"load {kind}, ptr {place}, align {BYTES[kind]}", kind)
        return self.filled(one.name)

    def filled(self, number: str) -> Lanes:
        """Return a vector with one number in every lane."""
        first = self.emit(f"insertelement {self.types[NUMBER]} poison, {self.register} {number}, i32 0")
        return self.shuffled(first, [0] * self.width)

    def shuffled(self, a: Lanes, lanes: Sequence[int], b: Lanes | None = None) -> Lanes:
        """Return chosen lanes of a, and of b, whose lanes are counted on; none is chosen after the last."""
        vector, rest = self.types[a.kind], ["i32 poison"] * (self.width - len(lanes))
        picks = ", ".join([*(f"i32 {lane}" for lane in lanes), *rest])
        other = "poison" if b is None else b.name
        return self.emit(
            f"shufflevector {vector} {a.name}, {vector} {other}, <{self.width} x i32> <{picks}>", a.kind
        )

    def first(self, count: Count) -> Lanes:
        """Return the mask of the first so many lanes."""
        w = self.width
        vector, zeros = f"<{w} x i64>", f"<{w} x i32> zeroinitializer"
        one = self.emit(f"insertelement {vector} poison, i64 {count}, i32 0")
        everywhere = self.emit(f"shufflevector {vector} {one.name}, {vector} poison, {zeros}")
        lanes = ", ".join(f"i64 {k}" for k in range(w))
        return self.emit(f"icmp slt {vector} <{lanes}>, {everywhere.name}", MASK)

    def alloca(self, kind: str, count: int) -> Place:
        """Return room on the stack for so many values of a kind."""
        self._count += 1
        self._allocas.append(f"  %local{self._count} = alloca [{count} x {kind}], align 64")
        return Place(self, f"%local{self._count}", kind)

    # Variables

    def variable(self, initial: Lanes | Place | Count) -> Variable:
        """Return a variable that holds a vector, a place or a whole number, and this one to begin with."""
        self._count += 1
        name = f"%var{self._count}"
        kind = PLACE if isinstance(initial, Place) else WHOLE
        kind = self.types[NUMBER] if isinstance(initial, Lanes) else kind
        self._allocas.append(f"  {name} = alloca {kind}")
        made = Variable(self, name, kind)
        made.set(initial)
        return made

    # Control flow

    @contextmanager
    def loop(self, start: Count, stop: Count, step: Count = 1) -> Generator[Whole]:
        """Repeat what stands inside for start, start + step ... below stop."""
        counter = self.variable(start)
        again, inside, after = self._labels("again", "inside", "after")
        self._begin(again)
        index = counter.whole()
        self._fork(index < stop, inside, after)
        self._begin(inside, reached=False)
        yield index
        counter.set(index + step)
        self.do(f"br label %{again}, !llvm.loop !0")
        self._begin(after, reached=False)

    @contextmanager
    def when(self, condition: Condition) -> Generator[None]:
        """Do what stands inside if the condition holds."""
        inside, after = self._labels("then", "after")
        self._fork(condition, inside, after)
        self._begin(inside, reached=False)
        yield
        self._begin(after)

    def leave(self) -> None:
        """Return from the function; what follows in the same block of code is never reached."""
        (never,) = self._labels("never")
        self.do("ret void")
        self._begin(never, reached=False)

    def invoke(self, function: Place | str, *arguments: Place | Count | None) -> None:
        """Call a function by its place or its symbol; None stands for no place."""
        words = [
            "ptr null" if one is None else f"{PLACE if isinstance(one, Place) else WHOLE} {one}"
            for one in arguments
        ]
        target = function if isinstance(function, Place) else f"@{function}"
        self.do(f"call void {target}({', '.join(words)})")

    # Text

    def whole(self, instruction: str) -> Whole:
        """Append an instruction whose result is a whole number."""
        return Whole(self, self.emit(instruction, WHOLE).name)

    def condition(self, instruction: str) -> Condition:
        """Append an instruction whose result is a yes or a no."""
        return Condition(self, self.emit(instruction, "i1").name)

    def pointer(self, instruction: str, kind: str) -> Place:
        """Append an instruction whose result is a place of values of a kind."""
        return Place(self, self.emit(instruction, PLACE).name, kind)

    def moved(self, name: str, by: Count) -> Place:
        """Return an argument that is a place of numbers, so many further on; null stays null."""
        place = self.numbers(name)
        return place.at(by).unless(~place.is_given())

    def chosen(self, condition: Condition, yes: Place, no: Place) -> Place:
        """Return one of two places."""
        return self.pointer(f"select i1 {condition}, ptr {yes}, ptr {no}", yes.kind)

    def either(self, condition: Condition, yes: Count, no: Count) -> Whole:
        """Return one of two whole numbers."""
        return self.whole(f"select i1 {condition}, i64 {yes}, i64 {no}")

    def smaller(self, a: Count, b: Count) -> Whole:
        """Return the smaller of two whole numbers."""
        self.intrinsics.add("declare i64 @llvm.smin.i64(i64, i64)")
        return self.whole(f"call i64 @llvm.smin.i64(i64 {a}, i64 {b})")

    def larger(self, a: Count, b: Count) -> Whole:
        """Return the larger of two whole numbers."""
        self.intrinsics.add("declare i64 @llvm.smax.i64(i64, i64)")
        return self.whole(f"call i64 @llvm.smax.i64(i64 {a}, i64 {b})")

    def definition(self) -> str:
        """Return the text of the function, which returns nothing."""
        arguments = ", ".join(f"{kind} %{name}" for name, kind in self.arguments.items())
        linkage = "internal " if self.internal else ""
        return "\n".join(
            [
                f"define {linkage}void @{self.name}({arguments}) {{",
                "entry:",
                *self._allocas,
                *self.lines,
                "  ret void",
                "}",
            ]
        )

    def _labels(self, *names: str) -> list[str]:
        self._count += 1
        return [f"{name}{self._count}" for name in names]


class Variable:
    """Something that changes: LLVM turns it into a register."""

    def __init__(self, code: Routine, name: str, kind: str) -> None:
        self.code = code
        self.name = name
        self.kind = kind

    def set(self, value: Lanes | Place | Count) -> None:
        """Let it hold this from here on."""
        text = value.name if isinstance(value, Lanes) else value
        self.code.do(f"store {self.kind} {text}, ptr {self.name}")

    def lanes(self) -> Lanes:
        """Return the vector that it holds now."""
        return self.code.emit(f"load {self.kind}, ptr {self.name}")

    def whole(self) -> Whole:
        """Return the whole number that it holds now."""
        return self.code.whole(f"load {self.kind}, ptr {self.name}")

    def place(self, kind: str) -> Place:
        """Return the place that it holds now."""
        return self.code.pointer(f"load {self.kind}, ptr {self.name}", kind)

    def numbers(self) -> Place:
        """Return the place of numbers that it holds now."""
        return self.place(self.code.register)


def module(*routines: Routine) -> str:
    """Return the source of some routines together."""
    declared = sorted({line for one in routines for line in one.intrinsics})
    return "\n".join([*declared, *(one.definition() for one in routines), *_AS_WRITTEN, ""])
