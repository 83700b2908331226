"""The loop around a row-wise body.

    void rows(i64 count, i64 n, scalar *in0, ..., i64 *labels, double *number0, ..., double *constants,
              scalar *out0, ..., double *scratch)

The matrices are contiguous, (count, n) each; an output that is one number per row is double (count,).
A row takes one pass per level of its :class:`RowBlock` (:mod:`._row_passes`); short rows go sixteen at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ..errors import NotCompilableError
from ..scalars import INT64, POINTER, FunctionBuilder, RowBlock, TracedVector, module
from ._control import caller_settings
from ._long_rows import long_rows
from ._row_passes import ROW_WIDTH, RowBody
from ._short_rows import short_rows, turns


class Inputs(NamedTuple):
    """What a row-wise body takes, in this order.

    Attributes
    ----------
    matrices : int
        How many matrices, (rows, n) each.
    labelled : bool
        Whether the label of each row, a whole number.
    numbers : int
        How many other numbers of each row.
    tabled : bool
        Whether a table of constants comes last, the same for all rows.
    """

    matrices: int
    labelled: bool = False
    numbers: int = 0
    tabled: bool = False


class RowLoop(NamedTuple):
    """A source, and what it asks for.

    Attributes
    ----------
    source : str
        With ``@rows`` as its symbol.
    kept : int
        How many vectors per vector of a row are kept between passes.
    weight : int
        Instructions of the body, the measure of how soon a second thread pays.
    """

    source: str
    kept: int
    weight: int

    def scratch(self, n: int) -> int:
        """Return how many numbers of scratch memory rows of n entries ask for."""
        return self.kept * (n + ROW_WIDTH) if n > ROW_WIDTH else 0


def row_loop(body: Callable[..., Any], inputs: Inputs, whole: tuple[bool, ...], scalar: str) -> RowLoop:
    """Return the loop of a body over rows of ``"float"`` or ``"double"``.

    ``whole`` says for each result whether it is a row (or one number per row).

    Raises
    ------
    NotCompilableError
        The body uses something outside of the dialect and the words of rows.
    """
    block = RowBlock(ROW_WIDTH, precise=scalar == "double")
    results = dict(enumerate(_read(body, block, inputs, len(whole))))
    for k, row in enumerate(whole):
        if block.varies(results[k]) != row:
            asked = ("a row", "one number per row") if row else ("one number per row", "a row")
            raise NotCompilableError(f"it gives {asked[1]} where {asked[0]} is asked for")
    rows, numbers = (
        {k: one.name for k, one in results.items() if whole[k] == row} for row in (True, False)
    )
    source = _source(RowBody(block, inputs.matrices, rows, numbers, scalar), inputs)
    return RowLoop(source, len(block.kept), len(block.lines))


def _read(
    body: Callable[..., Any], block: RowBlock, inputs: Inputs, results: int
) -> list[TracedVector]:
    """Run a body, which may be anybody's, on the values of a block."""
    given: list[Any] = [block.matrix(k) for k in range(inputs.matrices)]
    given += [block.row_label() for _ in range(inputs.labelled)]
    given += [block.row_number(k) for k in range(inputs.numbers)]
    given += [_Table(block)] * inputs.tabled
    try:
        made: Any = body(*given)
        return [block.number(one) for one in (made if results > 1 else (made,))]
    except NotCompilableError:
        raise
    except (TypeError, ValueError, AttributeError) as error:
        raise NotCompilableError(f"it raises {type(error).__name__}: {error}") from error


class _Table:
    """The table of constants as a body reads it: ``table[0]``, ``table[1]`` ..."""

    def __init__(self, block: RowBlock) -> None:
        self.block = block

    def __getitem__(self, k: int) -> TracedVector:
        return self.block.table_entry(k)


def _source(body: RowBody, inputs: Inputs) -> str:
    names = [f"in{k}" for k in range(inputs.matrices)]
    names += ["labels"] * inputs.labelled
    names += [f"number{k}" for k in range(inputs.numbers)]
    names += ["constants"] * inputs.tabled
    names += [f"out{k}" for k in sorted({*body.rows, *body.numbers})]
    arguments = {"count": INT64, "n": INT64, **dict.fromkeys([*names, "scratch"], POINTER)}
    code = FunctionBuilder("rows", "double", ROW_WIDTH, **arguments)
    with caller_settings(code):
        short = code.given("n") <= ROW_WIDTH
        with code.when(short):
            short_rows(code, body)
        with code.when(~short):
            long_rows(code, body)
    return module(code, *turns(body.scalar))
