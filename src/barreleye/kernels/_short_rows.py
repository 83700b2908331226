"""Rows of up to sixteen entries: sixteen rows at a time, one in each lane.

They are transposed into columns on the stack. A maximum or a sum over a row is then one instruction per column,
and what is one number per row, a logarithm perhaps, is computed for sixteen rows at once. What each row becomes
does not depend on the others. In the last group, the last row stands in for those that are not there.
"""

from __future__ import annotations

from ..scalars import Count, FunctionBuilder, Int64, Pointer, TracedVector
from ._row_passes import ROW_WIDTH, Passes, RowBody, Values, constants, row_numbers

_SQUARE = ROW_WIDTH * ROW_WIDTH


def short_rows(code: FunctionBuilder, body: RowBody) -> None:
    """Write down the loop over groups of short rows."""
    n, count = code.given("n"), code.given("count")
    last, kept = count - 1, code.alloca("double", _SQUARE * len(body.block.kept))
    squares = {name: code.alloca(body.scalar, _SQUARE) for name in [*body.matrices, *body.rows]}
    table = {name: code.splat(one) for name, one in constants(code, body).items()}
    with code.loop(0, count, ROW_WIDTH) as first:
        for name in body.matrices:
            code.invoke("to_columns", code.numbers(name), squares[name], n, first, last)
        group = _Group(code, body, squares, kept, n)
        group.known = table | _row_numbers(code, body, first, last)
        group.write()
        for name in body.rows:
            code.invoke("to_rows", squares[name], code.numbers(name), n, first, last)
        there = code.mask(count - first)
        for target, name in body.numbers.items():
            code.store(code.numbers(target).at(first), group.known[name], there)


class _Group(Passes):
    """The passes over the columns of sixteen rows."""

    as_written = False

    def columns(self, at: Count) -> TracedVector:
        """Return the index of a column, which is that of every lane."""
        return self.code.splat(self.code.lone.real(at // ROW_WIDTH))

    def reduced(self, name: str, kind: str, lanes: TracedVector) -> None:  # noqa: ARG002
        """Let the lanes be known as the maxima or the sums of the rows."""
        self.known[name] = lanes


def _row_numbers(code: FunctionBuilder, body: RowBody, first: Int64, last: Int64) -> Values:
    """Read what is given as one number per row, of sixteen rows: vectors."""
    places: dict[str, Pointer] = {}
    there = code.smaller(last - first + 1, ROW_WIDTH)
    with code.loop(0, there) as r:
        for name, one in row_numbers(code, body, first + r).items():
            places[name] = code.alloca("double", ROW_WIDTH)
            code.lone.store(places[name].at(r), one)
    with code.loop(there, ROW_WIDTH) as r:
        for place in places.values():
            code.lone.store(place.at(r), code.lone.load(place.at(there - 1)))
    return {name: code.load(place) for name, place in places.items()}


def turns(scalar: str) -> list[FunctionBuilder]:
    """Return ``to_columns`` and ``to_rows``, which transpose sixteen rows of a matrix into a square, and back."""
    given = "ptr source, ptr target, i64 n, i64 first, i64 last"
    made = [
        FunctionBuilder(name, scalar, ROW_WIDTH, given, inline=True)
        for name in ("to_columns", "to_rows")
    ]
    for code in made:
        n, source, target = code.given("n"), code.numbers("source"), code.numbers("target")
        first, last, inside = code.given("first"), code.given("last"), code.mask(n)
        rows = [code.smaller(first + r, last) * n for r in range(ROW_WIDTH)]
        columns = [c * ROW_WIDTH for c in range(ROW_WIDTH)]
        if code.name == "to_columns":
            square = code.transposed([code.load(source.at(row), inside) for row in rows])
            for column, lanes in zip(columns, square, strict=True):
                code.store(target.at(column), lanes)
        else:
            square = code.transposed([code.load(source.at(column)) for column in columns])
            for row, lanes in zip(rows, square, strict=True):
                code.store(target.at(row), lanes, inside)
    return made
