"""What is done with the lanes of vectors: filling, shuffling, transposing them, adding them up."""

from __future__ import annotations

from collections.abc import Sequence

from ._ir_builder import IRBuilder
from ._lone_numbers import LoneNumbers
from ._traced_vector import INTEGERS, NUMBER, TracedVector
from ._values import Count, Pointer


class LaneBuilder(IRBuilder):
    """Vector code beside code for lone numbers.

    Attributes
    ----------
    lone : LoneNumbers
        Writes into the same code, with a number where this has a vector.
    """

    def __init__(self, width: int, register: str, *, fine: bool) -> None:
        super().__init__(width, register, fine=fine)
        self.lone = LoneNumbers(self)

    def broadcast(self, place: Pointer) -> TracedVector:
        """Read one number into every lane."""
        return self.splat(self.lone.load(place))

    def splat(self, one: TracedVector) -> TracedVector:
        """Return a vector with one of :attr:`lone` in every lane."""
        kind = one.kind
        first = self.emit(
            f"insertelement {self.types[kind]} poison, {self.lone.types[kind]} {one.name}, i32 0", kind
        )
        return self.shuffled(first, [0] * self.width)

    def integers(self, whole: Count) -> TracedVector:
        """Return a vector with one whole number in every lane."""
        return self.splat(TracedVector(self.lone, str(whole), INTEGERS))

    def reals_from(self, whole: Count) -> TracedVector:
        """Return a vector of numbers that follow one another, a whole one first."""
        lanes = TracedVector(self, self.vector(range(self.width)), NUMBER)
        return self.splat(self.lone.real(whole)) + lanes

    def integers_from(self, whole: Count) -> TracedVector:
        """Return a vector of whole numbers that follow one another, this one first."""
        lanes = ", ".join(f"i64 {k}" for k in range(self.width))
        return self.emit(f"add {self.types[INTEGERS]} {self.integers(whole).name}, <{lanes}>", INTEGERS)

    def shuffled(
        self, a: TracedVector, lanes: Sequence[int], b: TracedVector | None = None
    ) -> TracedVector:
        """Return chosen lanes of a, and of b, whose lanes are counted on; none is chosen after the last."""
        vector, rest = self.types[a.kind], ["i32 poison"] * (self.width - len(lanes))
        picks = ", ".join([*(f"i32 {lane}" for lane in lanes), *rest])
        other = "poison" if b is None else b.name
        return self.emit(
            f"shufflevector {vector} {a.name}, {vector} {other}, <{self.width} x i32> <{picks}>", a.kind
        )

    def transposed(self, rows: Sequence[TracedVector]) -> list[TracedVector]:
        """Return the columns of a square: its halves change places, then the quarters, down to single numbers.

        Where a vector takes several registers, whole registers change places at first, which costs nothing.
        """
        square, distance = list(rows), self.width // 2
        while distance:
            # of two rows, numbered on: whichever of their lanes the upper one keeps or takes over
            upper = [k + (self.width - distance if k & distance else 0) for k in range(self.width)]
            lower = [lane + distance for lane in upper]
            for k in (k for k in range(self.width) if not k & distance):
                a, b = square[k], square[k + distance]
                square[k], square[k + distance] = self.shuffled(a, upper, b), self.shuffled(a, lower, b)
            distance //= 2
        return square

    def total(self, x: TracedVector, *, in_order: bool = False) -> TracedVector:
        """Return the sum of the lanes, a lone number: from first to last, or as is fastest here."""
        name, vector = f"@llvm.vector.reduce.fadd.{self.suffix}", self.types[NUMBER]
        self.intrinsics.add(f"declare {self.register} {name}({self.register}, {vector})")
        call = f"call {'' if in_order else 'reassoc '}{self.register}"
        return self.lone.emit(f"{call} {name}({self.register} -0.0, {vector} {x.name})")

    def largest(self, x: TracedVector) -> TracedVector:
        """Return the largest lane, a lone number; no lane holds NaN."""
        name, vector = f"@llvm.vector.reduce.fmax.{self.suffix}", self.types[NUMBER]
        self.intrinsics.add(f"declare {self.register} {name}({vector})")
        return self.lone.emit(f"call nnan {self.register} {name}({vector} {x.name})")
