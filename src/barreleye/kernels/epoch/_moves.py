"""Machine code that moves numbers: rows gathered, a matrix transposed, columns added up."""

from __future__ import annotations

from ...scalars import INT64, FunctionBuilder, Int64, TracedVector, Variable


def gathered_rows(scalar: str, width: int) -> FunctionBuilder:
    """Return ``gathered(count, order, X, n, out)``: row i of out is row order[i] of X, n numbers long."""
    code = FunctionBuilder("gathered", scalar, width, "i64 count, ptr order, ptr X, i64 n, ptr out")
    n, count, order = code.given("n"), code.given("count"), code.pointers("order").of(INT64)
    with code.loop(0, count) as i:
        following = code.smaller(i + 1, count - 1)
        source, later = (code.numbers("X").at(order.int64(row) * n) for row in (i, following))
        target = code.numbers("out").at(i * n)
        with code.loop(0, n, width) as j:
            inside = code.mask(n - j)
            code.prefetch(later.at(j))
            code.store(target.at(j), code.load(source.at(j), inside), inside)
    return code


def column_sums(scalar: str, width: int) -> FunctionBuilder:
    """Return ``sums(count, n, X, start, out)``: out[j] = start[j] + Σ_i X[i, j]; a start of null is 0.

    Eight additions are under way at once, so that they do not wait for each other: of a narrow matrix they
    belong to eight rows, of a wide one to four vectors in each of two rows.
    """
    code = FunctionBuilder("sums", scalar, width, "i64 count, i64 n, ptr X, ptr start, ptr out")
    one_vector = code.given("n") <= width
    with code.when(one_vector):
        _add_up(code, vectors=1, rows=8)
    with code.when(~one_vector):
        _add_up(code, vectors=4, rows=2)
    return code


def _add_up(code: FunctionBuilder, vectors: int, rows: int) -> None:
    width, n, count = code.width, code.given("n"), code.given("count")
    with code.loop(0, n, vectors * width) as j:
        masks = [code.mask(n - j - v * width) for v in range(vectors)]
        sums = [[code.variable(code.constant(0.0)) for _ in masks] for _ in range(rows)]
        start = code.numbers("start")
        with code.when(start.is_not_null()):
            for v, (one, mask) in enumerate(zip(sums[0], masks, strict=True)):
                one.set(code.load(start.at(j + v * width), mask))

        def add(i: Int64, some: list[list[Variable]]) -> None:
            for r, parts in enumerate(some):
                row = code.numbers("X").at((i + r) * n + j)
                for v, (one, mask) in enumerate(zip(parts, masks, strict=True)):
                    one.set(one.lanes() + code.load(row.at(v * width), mask))

        together = count // rows * rows
        with code.loop(0, together, rows) as i:
            add(i, sums)
        with code.loop(together, count) as i:
            add(i, sums[:1])
        for v, mask in enumerate(masks):
            parts = [row[v].lanes() for row in sums]
            while len(parts) > 1:
                parts = [a + b for a, b in zip(parts[::2], parts[1::2], strict=True)]
            code.store(code.numbers("out").at(j + v * width), parts[0], mask)


def transposed(scalar: str, width: int) -> FunctionBuilder:
    """Return ``transposed(m, n, W, T, t_step)``: T[j, i] = W[i, j] for W (m, n), rows of T a step apart.

    Square blocks are transposed in registers.
    """
    code = FunctionBuilder("transposed", scalar, width, "i64 m, i64 n, ptr W, ptr T, i64 t_step")
    m, n = code.given("m"), code.given("n")
    with code.loop(0, m, width) as i, code.loop(0, n, width) as j:
        rows: list[TracedVector] = []
        for r in range(width):
            here = code.mask(code.smaller((m - i - r) * width, n - j))  # nothing below the last row
            rows.append(code.load(code.numbers("W").at((i + r) * n + j), here))
        for c, column in enumerate(code.transposed(rows)):
            here = code.mask(code.smaller((n - j - c) * width, m - i))
            code.store(code.numbers("T").at((j + c) * code.given("t_step") + i), column, here)
    return code
