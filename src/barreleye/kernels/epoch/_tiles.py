"""Matrix products in machine code: the part of an epoch that takes the time.

    C[i, j] = start[i, j] + Σ_p A[i, p]·B[p, j],   and then perhaps times factor[i, j]

A tile of C, some rows of two vectors each, stays in registers while p runs: every step reads two vectors
of B and spreads one number of A per row. So each number of B serves all rows of the tile, each number of
A two vectors, and the processor does little but fused multiply-adds.

The sum over p runs in order, in the precision of the matrices: an entry of C has the same bits wherever it
lies and whoever computes it.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from ...scalars import FunctionBuilder, Pointer, TracedVector, Variable

SIDE_BY_SIDE = 2  # vectors in a row of a tile


@dataclass(frozen=True)
class Shape:
    """What fits into the registers of a processor.

    Attributes
    ----------
    width : int
        Numbers in a vector.
    heights : tuple of int
        How many rows a tile may have, the tallest first.
    """

    width: int
    heights: tuple[int, ...]


def lengths(shape: Shape) -> tuple[int, int]:
    """Return how many vectors a single row may take at once, with as many registers as the tallest tile."""
    longest = SIDE_BY_SIDE * shape.heights[0]
    return longest, longest // 3


def tile_name(height: int, vectors: int, *, down: bool) -> str:
    return f"{'columns' if down else 'rows'}_{height}_{vectors}"


def tile(scalar: str, width: int, height: int, vectors: int, *, down: bool) -> FunctionBuilder:
    """Write the product of some rows (or columns, ``down``) of A with a strip of B."""
    code = FunctionBuilder(
        tile_name(height, vectors, down=down), scalar, width, "i64 n, i64 k, ptr A, i64 a_step, ptr B,"
        " i64 b_step, ptr C, i64 c_step, ptr start, i64 start_step, ptr factor",
    )  # fmt: skip
    inside = code.mask(code.given("n") - (vectors - 1) * width)
    masks: list[TracedVector | None] = [*[None] * (vectors - 1), inside]

    zero = code.constant(0.0)
    sums = [[code.variable(zero) for _ in range(vectors)] for _ in range(height)]

    def cells(name: str, step: str) -> Generator[tuple[Variable, Pointer, TracedVector | None]]:
        """Yield every sum, and the place and the mask of its vector in a matrix."""
        for i, row in enumerate(sums):
            begin = code.numbers(name).at(code.given(step) * i)
            yield from zip(row, [begin.at(v * width) for v in range(vectors)], masks, strict=True)

    with code.when(code.numbers("start").is_not_null()):
        for one, place, mask in cells("start", "start_step"):
            one.set(code.load(place, mask))
    _multiplied(code, sums, masks, down=down)
    with code.when(code.numbers("factor").is_not_null()):
        for one, place, mask in cells("factor", "c_step"):
            one.set(one.lanes() * code.load(place, mask))
    for one, place, mask in cells("C", "c_step"):
        code.store(place, one.lanes(), mask)
    return code


def _multiplied(
    code: FunctionBuilder, sums: list[list[Variable]], masks: list[TracedVector | None], *, down: bool
) -> None:
    """Add up over p: C[i, :] += A[i, p]·B[p, :].

    Four rows of A share one place that moves, because there are not enough registers for a place each.
    """
    a_step = code.given("a_step")
    bases = [code.variable(code.numbers("A").at(a_step * i)) for i in range(0, len(sums), 4)]
    with code.loop(0, code.given("k")) as p:
        b = code.numbers("B").at(p * code.given("b_step"))
        strip = [code.load(b.at(v * code.width), mask) for v, mask in enumerate(masks)]
        for i, row in enumerate(sums):
            if down:
                here = code.numbers("A").at(p * a_step).at(i)
            else:
                base = bases[i // 4].numbers()
                here = base.at(a_step * (i % 4))
            spread = code.broadcast(here)
            for one, vector in zip(row, strip, strict=True):
                one.set(code.call("fma", spread, vector, one.lanes()))
        for base in bases:
            base.set(base.numbers().at(1))
