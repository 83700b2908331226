"""Rows of more than sixteen entries: one after the other, sixteen entries in a vector.

What is one number per row is computed as a lone number, and stands in every lane where vectors meet it.
"""

from __future__ import annotations

from collections.abc import Generator

from ..scalars import Count, FunctionBuilder, Int64, Step, TracedVector
from ._row_passes import ROW_WIDTH, Passes, RowBody, Values, constants, row_numbers


def long_rows(code: FunctionBuilder, body: RowBody) -> None:
    """Write down the loop over long rows."""
    table = constants(code, body)
    with code.loop(0, code.given("count")) as row:
        passes = _LongRow(code, body, row)
        passes.know(table | row_numbers(code, body, row))
        passes.write()
        for target, name in body.numbers.items():
            code.lone.store(code.numbers(target).at(row), passes.lone[name])


class _LongRow(Passes):
    """The passes over one row."""

    def __init__(self, code: FunctionBuilder, body: RowBody, row: Int64) -> None:
        n = code.given("n")
        places = {
            name: code.numbers(name).of(body.scalar).at(row * n) for name in [*body.matrices, *body.rows]
        }
        super().__init__(code, body, places, code.numbers("scratch"), n // ROW_WIDTH)
        self.lone: Values = {}

    def know(self, numbers: Values) -> None:
        """Let lone numbers be known, and stand in every lane."""
        self.lone.update(numbers)
        self.known.update({name: self.code.splat(one) for name, one in numbers.items()})

    def compute_number(self, name: str, step: Step) -> None:
        """Let what is one number per row be known."""
        self.know({name: step.done(self.code.lone, self.lone)})

    def columns(self, at: Count) -> TracedVector:
        """Return the index of each lane in its row, in the vector that begins there."""
        return self.code.reals_from(at)

    def reduced(self, name: str, kind: str, lanes: TracedVector) -> None:
        """Let what the lanes have come to be known as a maximum or a sum of the row."""
        self.know({name: self.code.total(lanes) if kind == "sum" else self.code.largest(lanes)})

    def last_vector(self) -> Generator[TracedVector]:
        """Go where the lanes are done that make up no whole vector, and yield their mask."""
        n = self.code.given("n")
        with self.code.when(n > self.end):
            yield self.code.mask(n - self.end)
