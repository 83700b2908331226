"""Machine code that moves numbers: rows gathered, a matrix transposed, columns added up."""

from __future__ import annotations

from ...scalars import INT64, POINTER, FunctionBuilder, Int64, TracedVector, Variable


def gathered_rows(scalar: str, width: int) -> FunctionBuilder:
    """Return ``gathered(count, order, X, n, out)``: row i of out is row order[i] of X, n numbers long."""
    code = FunctionBuilder(
        "gathered",
        scalar,
        width,
        internal=True,
        count=INT64,
        order=POINTER,
        X=POINTER,
        n=INT64,
        out=POINTER,
    )
    n, count, order = code.given("n"), code.given("count"), code.pointers("order").of(INT64)
    with code.loop(0, count) as i:
        following = code.smaller(i + 1, count - 1)
        source, later = (code.numbers("X").at(order.int64(row) * n) for row in (i, following))
        target = code.numbers("out").at(i * n)
        with code.loop(0, n, width) as j:
            inside = code.first(n - j)
            code.prefetch(later.at(j))
            code.store(target.at(j), code.load(source.at(j), inside), inside)
    return code


def gathered_labels(scalar: str, width: int) -> FunctionBuilder:
    """Return ``gathered_labels(count, order, Y, out)``: out[i] is Y[order[i]], words of 64 bits."""
    code = FunctionBuilder(
        "gathered_labels",
        scalar,
        width,
        internal=True,
        count=INT64,
        order=POINTER,
        Y=POINTER,
        out=POINTER,
    )
    order, labels, out = (code.pointers(name).of(INT64) for name in ("order", "Y", "out"))
    with code.loop(0, code.given("count")) as i:
        out.at(i).put(labels.int64(order.int64(i)))
    return code


def column_sums(scalar: str, width: int) -> FunctionBuilder:
    """Return ``sums(count, n, X, start, out)``: out[j] = start[j] + Σ_i X[i, j]; a start of null is 0.

    Eight additions are under way at once, so that they do not wait for each other: of a narrow matrix they
    belong to eight rows, of a wide one to four vectors in each of two rows.
    """
    code = FunctionBuilder(
        "sums", scalar, width, internal=True, count=INT64, n=INT64, X=POINTER, start=POINTER, out=POINTER
    )
    narrow = code.given("n") <= width
    with code.when(narrow):
        _add_up(code, vectors=1, rows=8)
    with code.when(~narrow):
        _add_up(code, vectors=4, rows=2)
    return code


def _add_up(code: FunctionBuilder, vectors: int, rows: int) -> None:
    width, n, count = code.width, code.given("n"), code.given("count")
    with code.loop(0, n, vectors * width) as j:
        masks = [code.first(n - j - v * width) for v in range(vectors)]
        sums = [[code.variable(code.constant(0.0)) for _ in masks] for _ in range(rows)]
        start = code.numbers("start")
        with code.when(start.is_given()):
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

    Square blocks are transposed in registers: rows i and i + half are shuffled into each other like two
    halves of a pack of cards; after log2(width) such rounds rows have become columns.
    """
    code = FunctionBuilder(
        "transposed", scalar, width, internal=True, m=INT64, n=INT64, W=POINTER, T=POINTER, t_step=INT64
    )
    m, n = code.given("m"), code.given("n")
    with code.loop(0, m, width) as i, code.loop(0, n, width) as j:
        rows: list[TracedVector] = []
        for r in range(width):
            here = code.first(code.smaller((m - i - r) * width, n - j))  # nothing below the last row
            rows.append(code.load(code.numbers("W").at((i + r) * n + j), here))
        for c, column in enumerate(_shuffled(code, rows)):
            here = code.first(code.smaller((n - j - c) * width, m - i))
            code.store(code.numbers("T").at((j + c) * code.given("t_step") + i), column, here)
    return code


def _shuffled(code: FunctionBuilder, rows: list[TracedVector]) -> list[TracedVector]:
    w = code.width
    picks = [[k // 2 + start + (k % 2) * w for k in range(w)] for start in (0, w // 2)]
    for _ in range(w.bit_length() - 1):
        pairs = zip(rows[: w // 2], rows[w // 2 :], strict=True)
        rows = [code.shuffled(a, pick, b) for a, b in pairs for pick in picks]
    return rows
