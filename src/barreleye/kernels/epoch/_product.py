"""Matrix products in machine code: the part of an epoch that takes the time.

    C[i, j] = start[i, j] + Σ_p A[i, p]·B[p, j],   and then perhaps times factor[i, j]

A tile of C, some rows of two vectors each, stays in registers while p runs: every step reads two vectors
of B and spreads one number of A per row. So each number of B serves all rows of the tile, each number of
A two vectors, and the processor does little but fused products.

The sum over p runs in order, in the precision of the matrices: an entry of C has the same bits wherever it
lies and whoever computes it.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...scalars import PLACE, WHOLE, Lanes, Place, Routine, Variable, Whole
from ._moves import turned_over

_SIDE_BY_SIDE = 2  # vectors in a row of a tile


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


def products(scalar: str, shape: Shape) -> list[Routine]:
    """Return ``rows``, ``columns`` and ``rows_turned``, the products A·B, Aᵀ·B and A·Bᵀ, and what they call.

    All take (m, n, k, A, a_step, B, b_step, C, c_step, start, start_step, factor, room): matrices of
    numbers, row after row; a step is the distance of two rows. C is (m, n); B is (k, n), for ``rows_turned``
    (n, k) without gaps; A is (m, k), for ``columns`` (k, m). ``start`` (m, n) may be null, may repeat one row
    (step 0), and may be C itself, as may ``factor``, (m, n) with the step of C, or null. ``room`` is null, or
    takes k·2·width numbers: B is then read strip by strip, and each strip copied there first, which pays
    where B does not fit into the first cache. ``rows_turned`` turns each strip over into the room, and so must
    have it.
    """
    routines: list[Routine] = [turned_over(scalar, shape.width)]
    for down in (False, True):
        routines += [
            _tile(scalar, shape.width, height, vectors, down=down)
            for height in shape.heights
            for vectors in range(1, _SIDE_BY_SIDE + 1)
        ]
        if not down:
            routines += [_tile(scalar, shape.width, 1, long, down=down) for long in _lengths(shape)]
        routines.append(_whole("columns" if down else "rows", scalar, shape))
    return [*routines, _whole("rows_turned", scalar, shape)]


def rows_alone(scalar: str, shape: Shape) -> list[Routine]:
    """Return ``rows`` and what it calls."""
    others = ("columns", "rows_turned", "turned")
    return [one for one in products(scalar, shape) if not one.name.startswith(others)]


def _lengths(shape: Shape) -> tuple[int, int]:
    """Return how many vectors a single row may take at once, with as many registers as the tallest tile."""
    longest = _SIDE_BY_SIDE * shape.heights[0]
    return longest, longest // 3


def _name(height: int, vectors: int, *, down: bool) -> str:
    return f"{'columns' if down else 'rows'}_{height}_{vectors}"


def _tile(scalar: str, width: int, height: int, vectors: int, *, down: bool) -> Routine:
    """Write the product of some rows (or columns, ``down``) of A with a strip of B."""
    code = Routine(
        _name(height, vectors, down=down), scalar, width, internal=True,
        n=WHOLE, k=WHOLE, A=PLACE, a_step=WHOLE, B=PLACE, b_step=WHOLE, C=PLACE, c_step=WHOLE,
        start=PLACE, start_step=WHOLE, factor=PLACE,
    )  # fmt: skip
    inside = code.first(code.given("n") - (vectors - 1) * width)
    masks: list[Lanes | None] = [*[None] * (vectors - 1), inside]

    def row_of(name: str, i: int, step: str) -> list[Place]:
        begin = code.numbers(name).at(code.given(step) * i)
        return [begin.at(v * width) for v in range(vectors)]

    zero = code.filled("0.0")
    sums = [[code.variable(zero) for _ in range(vectors)] for _ in range(height)]
    with code.when(code.numbers("start").is_given()):
        for i, row in enumerate(sums):
            for one, place, mask in zip(row, row_of("start", i, "start_step"), masks, strict=True):
                one.set(code.load(place, mask))

    _multiplied(code, sums, masks, down=down)
    with code.when(code.numbers("factor").is_given()):
        for i, row in enumerate(sums):
            for one, place, mask in zip(row, row_of("factor", i, "c_step"), masks, strict=True):
                one.set(one.lanes() * code.load(place, mask))
    for i, row in enumerate(sums):
        for one, place, mask in zip(row, row_of("C", i, "c_step"), masks, strict=True):
            code.store(place, one.lanes(), mask)
    return code


def _multiplied(
    code: Routine, sums: list[list[Variable]], masks: list[Lanes | None], *, down: bool
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
            spread = code.spread(here)
            for one, vector in zip(row, strip, strict=True):
                one.set(code.call("fma", spread, vector, one.lanes()))
        for base in bases:
            base.set(base.numbers().at(1))


def _whole(name: str, scalar: str, shape: Shape) -> Routine:
    """Cut C into strips of two vectors, and each strip into tiles."""
    down, turned = name == "columns", name == "rows_turned"
    code = Routine(
        name, scalar, shape.width, internal=True,
        m=WHOLE, n=WHOLE, k=WHOLE, A=PLACE, a_step=WHOLE, B=PLACE, b_step=WHOLE, C=PLACE, c_step=WHOLE,
        start=PLACE, start_step=WHOLE, factor=PLACE, room=PLACE,
    )  # fmt: skip
    m, n, k = code.given("m"), code.given("n"), code.given("k")
    a_step, c_step, start_step = code.given("a_step"), code.given("c_step"), code.given("start_step")
    strip, begin = _SIDE_BY_SIDE * shape.width, code.variable(0)
    if name == "rows":
        with code.when(m.equals(1)):
            _one_row(code, shape, begin)
    with code.loop(begin.whole(), n, strip) as j:
        columns = code.smaller(n - j, strip)
        b, b_step = code.variable(code.numbers("B")), code.variable(code.given("b_step"))
        if turned:
            code.invoke("turned", columns, k, b.numbers().at(j * k), code.numbers("room"), strip)
            b.set(code.numbers("room"))
            b_step.set(strip)
        else:
            b.set(b.numbers().at(j))
            with code.when(code.numbers("room").is_given() & (m > shape.heights[0])):  # it is read again
                _copied(code, b.numbers(), columns, k)
                b.set(code.numbers("room"))
                b_step.set(strip)
        done = code.variable(0)
        for height in shape.heights:
            first = done.whole()
            with code.loop(first, m - (height - 1), height) as i:
                a = code.numbers("A").at(i if down else i * a_step)
                for vectors in range(1, _SIDE_BY_SIDE + 1):
                    fits = columns > (vectors - 1) * shape.width
                    if vectors < _SIDE_BY_SIDE:
                        fits = fits & (columns <= vectors * shape.width)
                    with code.when(fits):
                        code.invoke(
                            _name(height, vectors, down=down), columns, k, a, a_step,
                            b.numbers(), b_step.whole(), code.numbers("C").at(i * c_step + j), c_step,
                            _moved(code, "start", i * start_step + j), start_step,
                            _moved(code, "factor", i * c_step + j),
                        )  # fmt: skip
                done.set(i + height)
    return code


def _one_row(code: Routine, shape: Shape, begin: Variable) -> None:
    """Take a single row in long strips, which read the weights nearly in their order; leave the rest to others."""
    for vectors in _lengths(shape):
        columns = vectors * shape.width
        first = begin.whole()
        with code.loop(first, code.given("n") - (columns - 1), columns) as j:
            code.invoke(
                _name(1, vectors, down=False), columns, code.given("k"), code.numbers("A"), code.given("a_step"),
                code.numbers("B").at(j), code.given("b_step"), code.numbers("C").at(j), code.given("c_step"),
                _moved(code, "start", j), code.given("start_step"), _moved(code, "factor", j),
            )  # fmt: skip
            begin.set(j + columns)


def _moved(code: Routine, name: str, by: Whole) -> Place:
    """Return a place further on, or null where none was given."""
    place = code.numbers(name)
    moved = place.at(by)
    return code.pointer(f"select i1 {place.is_given()}, ptr {moved}, ptr null", code.register)


def _copied(code: Routine, b: Place, columns: Whole, k: Whole) -> None:
    """Copy a strip of B into the room, row after row."""
    w = code.width
    masks = [code.first(columns - v * w) for v in range(_SIDE_BY_SIDE)]
    with code.loop(0, k) as p:
        source, target = b.at(p * code.given("b_step")), code.numbers("room").at(p * (_SIDE_BY_SIDE * w))
        for v, mask in enumerate(masks):
            code.store(target.at(v * w), code.load(source.at(v * w), mask))
