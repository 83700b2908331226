"""Machine code that moves numbers: rows picked out, a matrix turned over, columns added up."""

from __future__ import annotations

from ...scalars import PLACE, WHOLE, Lanes, Routine


def picked_rows(scalar: str, width: int) -> Routine:
    """Return ``picked(count, order, X, n, out)``: row i of out is row order[i] of X, n numbers long."""
    code = Routine(
        "picked", scalar, width, internal=True, count=WHOLE, order=PLACE, X=PLACE, n=WHOLE, out=PLACE
    )
    n = code.given("n")
    with code.loop(0, code.given("count")) as i:
        source = code.numbers("X").at(code.places("order").of(WHOLE).whole(i) * n)
        target = code.numbers("out").at(i * n)
        with code.loop(0, n, width) as j:
            inside = code.first(n - j)
            code.store(target.at(j), code.load(source.at(j), inside), inside)
    return code


def picked_labels(scalar: str, width: int) -> Routine:
    """Return ``picked_labels(count, order, Y, out)``: out[i] is Y[order[i]], words of 64 bits."""
    code = Routine(
        "picked_labels", scalar, width, internal=True, count=WHOLE, order=PLACE, Y=PLACE, out=PLACE
    )
    order, labels, out = (code.places(name).of(WHOLE) for name in ("order", "Y", "out"))
    with code.loop(0, code.given("count")) as i:
        out.at(i).put(labels.whole(order.whole(i)))
    return code


def column_sums(scalar: str, width: int) -> Routine:
    """Return ``sums(count, n, X, start, out)``: out[j] = start[j] + Σ_i X[i, j], row after row; null is 0."""
    together = 4  # vectors, so that the sums do not wait for each other
    code = Routine(
        "sums", scalar, width, internal=True, count=WHOLE, n=WHOLE, X=PLACE, start=PLACE, out=PLACE
    )
    n = code.given("n")
    with code.loop(0, n, together * width) as j:
        masks = [code.first(n - j - v * width) for v in range(together)]
        sums = [code.variable(code.filled("0.0")) for _ in masks]
        start = code.numbers("start")
        with code.when(start.is_given()):
            for v, (one, mask) in enumerate(zip(sums, masks, strict=True)):
                one.set(code.load(start.at(j + v * width), mask))
        with code.loop(0, code.given("count")) as i:
            row = code.numbers("X").at(i * n + j)
            for v, (one, mask) in enumerate(zip(sums, masks, strict=True)):
                one.set(one.lanes() + code.load(row.at(v * width), mask))
        for v, (one, mask) in enumerate(zip(sums, masks, strict=True)):
            code.store(code.numbers("out").at(j + v * width), one.lanes(), mask)
    return code


def turned_over(scalar: str, width: int) -> Routine:
    """Return ``turned(m, n, W, T, t_step)``: T[j, i] = W[i, j] for W (m, n), rows of T a step apart.

    Square blocks are turned over in registers: rows i and i + half are shuffled into each other like two
    halves of a pack of cards; after log2(width) such rounds rows have become columns.
    """
    code = Routine(
        "turned", scalar, width, internal=True, m=WHOLE, n=WHOLE, W=PLACE, T=PLACE, t_step=WHOLE
    )
    m, n = code.given("m"), code.given("n")
    with code.loop(0, m, width) as i, code.loop(0, n, width) as j:
        rows: list[Lanes] = []
        for r in range(width):
            here = code.first(code.smaller((m - i - r) * width, n - j))  # nothing below the last row
            rows.append(code.load(code.numbers("W").at((i + r) * n + j), here))
        for c, column in enumerate(_shuffled(code, rows)):
            here = code.first(code.smaller((n - j - c) * width, m - i))
            code.store(code.numbers("T").at((j + c) * code.given("t_step") + i), column, here)
    return code


def _shuffled(code: Routine, rows: list[Lanes]) -> list[Lanes]:
    w = code.width
    vector = f"<{w} x {code.register}>"
    picks = [", ".join(f"i32 {k // 2 + start + (k % 2) * w}" for k in range(w)) for start in (0, w // 2)]
    for _ in range(w.bit_length() - 1):
        pairs = zip(rows[: w // 2], rows[w // 2 :], strict=True)
        rows = [
            code.emit(f"shufflevector {vector} {a.name}, {vector} {b.name}, <{w} x i32> <{pick}>")
            for a, b in pairs
            for pick in picks
        ]
    return rows
