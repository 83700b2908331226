"""The products of whole matrices in machine code, strip by strip and tile by tile."""

from __future__ import annotations

from ...scalars import PLACE, WHOLE, Count, Place, Routine, Variable, Whole
from ._moves import turned_over
from ._tiles import SIDE_BY_SIDE, Shape, lengths, tile, tile_name

_TOGETHER = 2  # strips that are copied at once: the longer the pieces, the faster memory is read
ROOM = _TOGETHER * SIDE_BY_SIDE  # vectors


def products(scalar: str, shape: Shape) -> list[Routine]:
    """Return ``rows``, ``columns`` and ``rows_turned``, the products A·B, Aᵀ·B and A·Bᵀ, and what they call.

    All take (m, n, k, A, a_step, B, b_step, C, c_step, start, start_step, factor, room): matrices of
    numbers, row after row; a step is the distance of two rows. C is (m, n); B is (k, n), for ``rows_turned``
    (n, k) without gaps; A is (m, k), for ``columns`` (k, m). ``start`` (m, n) may be null, may repeat one row
    (step 0), and may be C itself, as may ``factor``, (m, n) with the step of C, or null. ``room`` is null, or
    takes k·ROOM·width numbers: B is then read strip by strip, and two strips at a time are copied there first,
    which pays where B does not fit into the first cache. ``rows_turned`` turns each strip over into the room,
    and so must have it.
    """
    routines: list[Routine] = [turned_over(scalar, shape.width)]
    for down in (False, True):
        routines += [
            tile(scalar, shape.width, height, vectors, down=down)
            for height in shape.heights
            for vectors in range(1, SIDE_BY_SIDE + 1)
        ]
        if not down:
            routines += [tile(scalar, shape.width, 1, long, down=down) for long in lengths(shape)]
        routines.append(_whole("columns" if down else "rows", scalar, shape))
    return [*routines, _whole("rows_turned", scalar, shape)]


def rows_alone(scalar: str, shape: Shape) -> list[Routine]:
    """Return ``rows`` and what it calls."""
    others = ("columns", "rows_turned", "turned")
    return [one for one in products(scalar, shape) if not one.name.startswith(others)]


def _whole(name: str, scalar: str, shape: Shape) -> Routine:
    """Cut C into strips of two vectors, and each strip into tiles."""
    turned = name == "rows_turned"
    code = Routine(
        name, scalar, shape.width, internal=True,
        m=WHOLE, n=WHOLE, k=WHOLE, A=PLACE, a_step=WHOLE, B=PLACE, b_step=WHOLE, C=PLACE, c_step=WHOLE,
        start=PLACE, start_step=WHOLE, factor=PLACE, room=PLACE,
    )  # fmt: skip
    m, n, k = code.given("m"), code.given("n"), code.given("k")
    strip, begin = SIDE_BY_SIDE * shape.width, code.variable(0)
    if name == "rows":
        with code.when(m.equals(1)):
            _one_row(code, shape, begin)
    with code.loop(begin.whole(), n, _TOGETHER * strip) as group:
        wide = code.smaller(n - group, _TOGETHER * strip)
        copies = code.numbers("room").is_given() & (m > shape.heights[0])  # only if it is read again
        if not turned:
            with code.when(copies):
                _copied(code, code.numbers("B").at(group), wide)
        with code.loop(0, wide, strip) as inside:
            j, columns = group + inside, code.smaller(wide - inside, strip)
            if turned:
                b, b_step = code.numbers("room"), strip
                code.invoke("turned", columns, k, code.numbers("B").at(j * k), b, strip)
            else:
                b = code.chosen(copies, code.numbers("room").at(inside * k), code.numbers("B").at(j))
                b_step = code.either(copies, strip, code.given("b_step"))
            _strip(code, shape, (b, b_step), j, columns)
    return code


def _strip(code: Routine, shape: Shape, b: tuple[Place, Count], j: Whole, columns: Whole) -> None:
    """Go down a strip of C, the tallest tiles first."""
    down, done = code.name == "columns", code.variable(0)
    m, k, a_step, c_step = (code.given(name) for name in ("m", "k", "a_step", "c_step"))
    start_step = code.given("start_step")
    for height in shape.heights:
        first = done.whole()
        with code.loop(first, m - (height - 1), height) as i:
            a = code.numbers("A").at(i if down else i * a_step)
            for vectors in range(1, SIDE_BY_SIDE + 1):
                fits = columns > (vectors - 1) * shape.width
                if vectors < SIDE_BY_SIDE:
                    fits = fits & (columns <= vectors * shape.width)
                with code.when(fits):
                    code.invoke(
                        tile_name(height, vectors, down=down), columns, k, a, a_step, *b,
                        code.numbers("C").at(i * c_step + j), c_step,
                        _moved(code, "start", i * start_step + j), start_step,
                        _moved(code, "factor", i * c_step + j),
                    )  # fmt: skip
            done.set(i + height)


def _one_row(code: Routine, shape: Shape, begin: Variable) -> None:
    """Take a single row in long strips, which read the weights nearly in their order; leave the rest to others."""
    for vectors in lengths(shape):
        columns = vectors * shape.width
        first = begin.whole()
        with code.loop(first, code.given("n") - (columns - 1), columns) as j:
            code.invoke(
                tile_name(1, vectors, down=False), columns,
                code.given("k"), code.numbers("A"), code.given("a_step"),
                code.numbers("B").at(j), code.given("b_step"), code.numbers("C").at(j), code.given("c_step"),
                _moved(code, "start", j), code.given("start_step"), _moved(code, "factor", j),
            )  # fmt: skip
            begin.set(j + columns)


def _moved(code: Routine, name: str, by: Whole) -> Place:
    """Return a place further on, or null where none was given."""
    place = code.numbers(name)
    moved = place.at(by)
    return code.pointer(f"select i1 {place.is_given()}, ptr {moved}, ptr null", code.register)


def _copied(code: Routine, b: Place, columns: Whole) -> None:
    """Copy some strips of B into the room, one after the other."""
    w, k = code.width, code.given("k")
    masks = [code.first(columns - v * w) for v in range(_TOGETHER * SIDE_BY_SIDE)]
    with code.loop(0, k) as p:
        source = b.at(p * code.given("b_step"))
        for v, mask in enumerate(masks):
            strip, beside = divmod(v, SIDE_BY_SIDE)
            target = code.numbers("room").at((p + k * strip) * (SIDE_BY_SIDE * w) + beside * w)
            code.store(target, code.load(source.at(v * w), mask), mask)
