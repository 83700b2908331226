"""The products of whole matrices in machine code."""

from __future__ import annotations

from ...scalars import FunctionBuilder, Int64, Pointer
from ._few_columns import few_column_products
from ._loop_orders import TOGETHER, few_columns, few_products, one_row, strip
from ._moves import transposed
from ._tiles import SIDE_BY_SIDE, Shape, lengths, tile

_AHEAD = 32  # rows of B that are on their way from memory while others are copied


def products(scalar: str, shape: Shape) -> list[FunctionBuilder]:
    """Return ``rows``, ``columns`` and ``rows_transposed``, the products A·B, Aᵀ·B and A·Bᵀ, and what they call.

    All take (m, n, k, A, a_step, B, b_step, C, c_step, start, start_step, factor, packing): matrices of
    numbers, row after row; a step is the distance of two rows. C is (m, n); B is (k, n), for ``rows_transposed``
    (n, k) without gaps; A is (m, k), for ``columns`` (k, m). ``start`` (m, n) may be null, may repeat one row
    (step 0), and may be C itself, as may ``factor``, (m, n) with the step of C, or null.

    ``packing`` is null, or a buffer of k·PACKING·width numbers: B is then read strip by strip, and two strips at
    a time are copied there first, which pays where B does not fit into the first cache. ``rows_transposed``
    transposes B into that buffer, strip by strip or at once, so it must have it, for max(k, n)·PACKING·width
    numbers.
    """
    width = shape.width
    routines = [transposed(scalar, width), *few_column_products(scalar, width)]
    for down in (False, True):
        routines += [
            tile(scalar, shape.width, height, vectors, down=down)
            for height in shape.heights
            for vectors in range(1, SIDE_BY_SIDE + 1)
        ]
        if not down:
            routines += [tile(scalar, shape.width, 1, long, down=down) for long in lengths(shape)]
        routines.append(_whole("columns" if down else "rows", scalar, shape))
    return [*routines, _whole("rows_transposed", scalar, shape)]


def rows_alone(scalar: str, shape: Shape) -> list[FunctionBuilder]:
    """Return ``rows`` and what it calls."""
    others = ("columns", "rows_transposed", "transposed")
    return [one for one in products(scalar, shape) if not one.name.startswith(others)]


def _whole(name: str, scalar: str, shape: Shape) -> FunctionBuilder:
    """Take the way that fits the shape: most often strips of two vectors, and down each strip tile by tile."""
    flips = name == "rows_transposed"
    code = FunctionBuilder(
        name, scalar, shape.width, "i64 m, i64 n, i64 k, ptr A, i64 a_step, ptr B, i64 b_step, ptr C,"
        " i64 c_step, ptr start, i64 start_step, ptr factor, ptr packing",
    )  # fmt: skip
    m, n, k = code.given("m"), code.given("n"), code.given("k")
    long, begin = SIDE_BY_SIDE * shape.width, code.variable(0)
    if not flips:
        few_columns(code)
    few_products(code, shape)
    if name == "rows":
        with code.when(m.equals(1)):
            one_row(code, shape, begin)
    with code.loop(begin.int64(), n, TOGETHER * long) as group:
        wide = code.smaller(n - group, TOGETHER * long)
        again = m > shape.heights[0]  # else B is read only once
        copies = code.numbers("packing").is_not_null() & again
        if not flips:
            with code.when(copies):
                _copied(code, code.numbers("B").at(group), wide)
        with code.loop(0, wide, long) as inside:
            j, columns = group + inside, code.smaller(wide - inside, long)
            if flips:
                part, b_step = code.numbers("B").at(j * k), long
                with code.when(k > 1):
                    code.invoke("transposed", columns, k, part, code.numbers("packing"), long)
                b = code.selected(k > 1, code.numbers("packing"), part)
            else:
                b = code.selected(
                    copies, code.numbers("packing").at(inside * k), code.numbers("B").at(j)
                )
                b_step = code.either(copies, long, code.given("b_step"))
            strip(code, shape, (b, b_step), j, columns)
    return code


def _copied(code: FunctionBuilder, b: Pointer, columns: Int64) -> None:
    """Copy some strips of B into the buffer, one after the other.

    The rows of B may lie a page apart, and then no processor guesses by itself where the next ones are.
    """
    w, k = code.width, code.given("k")
    masks = [code.mask(columns - v * w) for v in range(TOGETHER * SIDE_BY_SIDE)]
    with code.loop(0, k) as p:
        source, later = (b.at(row * code.given("b_step")) for row in (p, p + _AHEAD))
        for v, mask in enumerate(masks):
            code.prefetch(later.at(v * w))
            strip, beside = divmod(v, SIDE_BY_SIDE)
            target = code.numbers("packing").at((p + k * strip) * (SIDE_BY_SIDE * w) + beside * w)
            code.store(target, code.load(source.at(v * w), mask), mask)
