"""Rows of more than sixteen entries: one after the other, sixteen entries in a vector.

What is one number per row is computed as a lone number, and stands in every lane where vectors meet it.
"""

from __future__ import annotations

from collections.abc import Generator

from ..scalars import Count, FunctionBuilder, Step, TracedVector
from ._row_passes import ROW_WIDTH, Passes, RowBody, Values, constants, row_numbers


def long_rows(code: FunctionBuilder, body: RowBody) -> None:
    """Write down the loop over long rows."""
    table, inside = constants(code, body), code.first(code.given("n") % ROW_WIDTH)
    with code.loop(0, code.given("count"), as_written=False) as row:
        passes = _LongRow(code, body, row, inside)
        passes.take({**table, **row_numbers(code, body, row)})
        passes.write()
        for k, name in body.numbers.items():
            code.lone.store(code.numbers(f"out{k}").at(row), passes.lone[name])


class _LongRow(Passes):
    """The passes over one row; ``inside`` is the mask of what is left after its whole vectors."""

    def __init__(self, code: FunctionBuilder, body: RowBody, row: Count, inside: TracedVector) -> None:
        n = code.given("n")
        super().__init__(
            code,
            body,
            [code.numbers(f"in{k}").of(body.scalar).at(row * n) for k in range(body.matrices)],
            {k: code.numbers(f"out{k}").of(body.scalar).at(row * n) for k in body.rows},
            code.numbers("scratch"),
            n // ROW_WIDTH,
        )
        self.inside = inside
        self.lone: Values = {}

    def take(self, numbers: Values) -> None:
        """Let lone numbers be known."""
        for name, one in numbers.items():
            self.lone[name] = one
            self.known[name] = self.code.filled(one)

    def compute_number(self, name: str, step: Step) -> None:
        """Let what is one number per row be known."""
        self.take({name: step.done(self.code.lone, self.lone)})

    def columns(self, at: Count) -> TracedVector:
        """Return the index of each lane in its row, in the vector that begins there."""
        return self.code.reals_from(at)

    def gather(self, name: str, kind: str, lanes: TracedVector) -> None:
        """Let what the lanes have collected be known as a maximum or a sum of the row."""
        self.take({name: self.code.total(lanes) if kind == "sum" else self.code.largest(lanes)})

    def last_vector(self) -> Generator[tuple[Count, TracedVector]]:
        """Yield where the lanes begin that make up no whole vector, and their mask, in a branch of the code."""
        begin, n = self.vectors * ROW_WIDTH, self.code.given("n")
        with self.code.when(begin < n):
            yield begin, self.inside
