"""Rows of up to sixteen entries: sixteen rows at a time, one in each lane.

They are transposed into columns on the stack. A maximum or a sum over a row is then one instruction per column, and
what is one number per row, a logarithm perhaps, is computed for sixteen rows at once. What each row becomes does not
depend on the others. In the last group, the last row stands in for those that are not there.
"""

from __future__ import annotations

from ..scalars import INT64, POINTER, Count, FunctionBuilder, Pointer, TracedVector
from ._row_passes import ROW_WIDTH, Passes, RowBody, Values, constants, row_numbers

_SQUARE = ROW_WIDTH * ROW_WIDTH


def short_rows(code: FunctionBuilder, body: RowBody) -> None:
    """Write down the loop over groups of short rows."""
    n, count = code.given("n"), code.given("count")
    last, kept = count - 1, code.alloca("double", _SQUARE * len(body.block.kept))
    squares = {
        name: code.alloca(body.scalar, _SQUARE)
        for name in [*(f"in{k}" for k in range(body.matrices)), *(f"out{k}" for k in body.rows)]
    }
    table = {name: code.filled(one) for name, one in constants(code, body).items()}
    with code.loop(0, count, ROW_WIDTH, as_written=False) as first:
        matrices = [squares[f"in{k}"] for k in range(body.matrices)]
        for k, square in enumerate(matrices):
            code.invoke("to_columns", code.numbers(f"in{k}"), square, n, first, last)
        group = _Group(code, body, matrices, {k: squares[f"out{k}"] for k in body.rows}, kept, n)
        group.known = {**table, **_row_numbers(code, body, first, last)}
        group.write()
        for k, square in group.rows.items():
            code.invoke("to_rows", square, code.numbers(f"out{k}"), n, first, last)
        for k, name in body.numbers.items():
            code.store(code.numbers(f"out{k}").at(first), group.known[name], code.first(count - first))


class _Group(Passes):
    """The passes over the columns of sixteen rows."""

    def columns(self, at: Count) -> TracedVector:
        """Return the index of a column, which is the same for all rows."""
        return self.code.filled(self.code.lone.real(at // ROW_WIDTH))

    def gather(self, name: str, kind: str, lanes: TracedVector) -> None:  # noqa: ARG002
        """Let the lanes be known as the maxima or the sums of the rows."""
        self.known[name] = lanes


def _row_numbers(code: FunctionBuilder, body: RowBody, first: Count, last: Count) -> Values:
    """Read what is given as one number per row, for sixteen rows: vectors."""
    places: dict[str, Pointer] = {}
    with code.loop(0, ROW_WIDTH) as r:
        for name, one in row_numbers(code, body, code.smaller(first + r, last)).items():
            places[name] = code.alloca("double", ROW_WIDTH)
            code.lone.store(places[name].at(r), one)
    return {name: code.load(place) for name, place in places.items()}


def turns(scalar: str) -> list[FunctionBuilder]:
    """Return the two functions that turn sixteen rows into columns, and back."""
    given = {"source": POINTER, "target": POINTER, "n": INT64, "first": INT64, "last": INT64}
    made = [
        FunctionBuilder(name, scalar, ROW_WIDTH, internal=True, inline=True, **given)
        for name in ("to_columns", "to_rows")
    ]
    for code in made:
        n, first, last = (code.given(name) for name in ("n", "first", "last"))
        lines = [k * ROW_WIDTH for k in range(ROW_WIDTH)]
        rows = [code.smaller(first + r, last) * n for r in range(ROW_WIDTH)]
        inside = code.first(n)
        if code.name == "to_columns":
            square = [code.load(code.numbers("source").at(row), inside) for row in rows]
            for line, column in zip(lines, code.transposed(square), strict=True):
                code.store(code.numbers("target").at(line), column)
        else:
            square = [code.load(code.numbers("source").at(line)) for line in lines]
            for at, row in zip(rows, code.transposed(square), strict=True):
                code.store(code.numbers("target").at(at), row, inside)
    return made
