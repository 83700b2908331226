"""The ways through a matrix product in machine code: which tile of C comes after which.

Every entry is the same sum in the same order whichever way is taken, but in the products of few columns
(``_few_columns.py``).
"""

from __future__ import annotations

from ...scalars import Count, FunctionBuilder, Int64, Pointer, Variable
from ._few_columns import most_columns
from ._tiles import SIDE_BY_SIDE, Shape, lengths, tile_name

TOGETHER = 2  # strips of B that are copied at once: the longer the pieces, the faster memory is read
PACKING = TOGETHER * SIDE_BY_SIDE  # vectors of a buffer for strips
_FEW = 32  # products in an entry of C
_LONG = 3  # strips; a row of C that is longer is written as one, if there is little else to do


def few_columns(code: FunctionBuilder) -> None:
    """Leave matrices with few columns and no gaps to others."""
    n, b_step, c_step, begun = (code.given(name) for name in ("n", "b_step", "c_step", "start_step"))
    few = (n <= most_columns(code.width)) & b_step.equals(n) & c_step.equals(n)
    if code.name == "columns":
        few = few & (begun.equals(n) | ~code.numbers("start").is_not_null())
    with code.when(few):
        numbers = ("A", "B", "C", "start", "factor")
        given = ("m", "n", "k", "A", "a_step", "B", "C", "start", "start_step", "factor")
        code.invoke(
            f"{code.name}_few",
            *(code.numbers(one) if one in numbers else code.given(one) for one in given),
        )
        code.ret()


def few_products(code: FunctionBuilder, shape: Shape) -> None:
    """Take sums of few products from left to right: down a strip, C would be touched in long leaps for little.

    All of B is transposed before, unless it is a single column.
    """
    n, k, m, strip = code.given("n"), code.given("k"), code.given("m"), SIDE_BY_SIDE * shape.width
    with code.when((k <= min(_FEW, PACKING * shape.width)) & (n > _LONG * strip) & (m > 1)):
        b, b_step = code.numbers("B"), code.given("b_step")
        if code.name == "rows_transposed":
            with code.when(k > 1):
                code.invoke("transposed", n, k, b, code.numbers("packing"), n)
            b, b_step = code.selected(k > 1, code.numbers("packing"), b), n
        for i, height in code.pieces(m, shape.heights):
            with code.loop(0, n, strip) as j:
                tile_at(code, height, (b.at(j), b_step), i, j, code.smaller(n - j, strip))
        code.ret()


def strip(code: FunctionBuilder, shape: Shape, b: tuple[Pointer, Count], j: Int64, count: Int64) -> None:
    """Go down a strip of C, the tallest tiles first."""
    for i, height in code.pieces(code.given("m"), shape.heights):
        tile_at(code, height, b, i, j, count)


def tile_at(
    code: FunctionBuilder, height: int, b: tuple[Pointer, Count], i: Int64, j: Int64, columns: Int64
) -> None:
    """Compute the tile of C at (i, j), with as many vectors in a row as it has columns."""
    down, k = code.name == "columns", code.given("k")
    a_step, c_step, start_step = (code.given(name) for name in ("a_step", "c_step", "start_step"))
    a = code.numbers("A").at(i if down else i * a_step)
    for vectors in range(1, SIDE_BY_SIDE + 1):
        fits = columns > (vectors - 1) * code.width
        if vectors < SIDE_BY_SIDE:
            fits = fits & (columns <= vectors * code.width)
        with code.when(fits):
            code.invoke(
                tile_name(height, vectors, down=down), columns, k, a, a_step, *b,
                code.numbers("C").at(i * c_step + j), c_step,
                code.moved("start", i * start_step + j), start_step,
                code.moved("factor", i * c_step + j),
            )  # fmt: skip


def one_row(code: FunctionBuilder, shape: Shape, begin: Variable) -> None:
    """Take a single row in long strips, which read the weights nearly in their order; leave the rest to others."""
    for vectors in lengths(shape):
        columns = vectors * shape.width
        first = begin.int64()
        with code.loop(first, code.given("n") - (columns - 1), columns) as j:
            code.invoke(
                tile_name(1, vectors, down=False), columns,
                code.given("k"), code.numbers("A"), code.given("a_step"),
                code.numbers("B").at(j), code.given("b_step"), code.numbers("C").at(j), code.given("c_step"),
                code.moved("start", j), code.given("start_step"), code.moved("factor", j),
            )  # fmt: skip
            begin.set(j + columns)
