"""The loop around a row-wise body.

    void rows(i64 count, i64 n, scalar *in0, ..., i64 *labels, double *number0, ..., double *constants,
              scalar *out0, ..., double *scratch)

The matrices are contiguous, (count, n) each; an output that is one number per row is double (count,).
A row takes one pass per level of its :class:`RowBlock` (:mod:`._row_passes`); short rows go sixteen at a time.
"""

from __future__ import annotations

from typing import Any, NamedTuple, cast

from ..errors import NotCompilableError
from ..scalars import FunctionBuilder, RowBlock, RowInput, TracedVector, module, read
from ._bodies import Body
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


def row_loop(body: Body, inputs: Inputs, as_rows: tuple[bool, ...], scalar: str) -> RowLoop:
    """Return the loop of a body over rows of ``"float"`` or ``"double"``.

    ``as_rows`` says for each result whether it is a row (or one number per row).

    Raises
    ------
    NotCompilableError
        The body uses something outside of the dialect and the words of rows.
    """
    block = RowBlock(ROW_WIDTH, fine=scalar == "double")
    arguments = _arguments(inputs)
    results = _read(body, block, arguments, len(as_rows))
    outputs = [f"out{k}" for k in range(len(results))]
    rows, numbers = dict[str, str](), dict[str, str]()
    for target, one, row in zip(outputs, results, as_rows, strict=True):
        if block.varies(one) != row:
            asked = ("a row", "one number per row") if row else ("one number per row", "a row")
            raise NotCompilableError(f"it gives {asked[1]} where {asked[0]} is asked for")
        (rows if row else numbers)[target] = one.name
    matrices = [name for name, word in arguments.items() if word == RowInput.MATRIX]
    source = _source(RowBody(block, matrices, rows, numbers, scalar), [*arguments, *outputs])
    return RowLoop(source, len(block.kept), len(block.lines))


def _arguments(inputs: Inputs) -> dict[str, RowInput]:
    """Return the names of what a body takes, and what each is."""
    return {
        **{f"in{k}": RowInput.MATRIX for k in range(inputs.matrices)},
        **({"labels": RowInput.LABEL} if inputs.labelled else {}),
        **{f"number{k}": RowInput.NUMBER for k in range(inputs.numbers)},
        **({"constants": RowInput.CONSTANT} if inputs.tabled else {}),
    }


def _read(
    body: Body, block: RowBlock, arguments: dict[str, RowInput], results: int
) -> list[TracedVector]:
    """Run a body, which may be anybody's, on values that it takes note of in a block."""
    given: list[Any] = [
        _Table(block) if word == RowInput.CONSTANT else block.provided(word, name)
        for name, word in arguments.items()
    ]
    made = read(body, *given)
    found = cast("tuple[Any, ...]", made if isinstance(made, tuple) else (made,))
    if len(found) != results:
        raise NotCompilableError(f"it gives {len(found)} results where {results} are asked for")
    return [block.number(one) for one in found]


class _Table:
    """The table of constants as a body reads it: ``table[0]``, ``table[1]`` ..."""

    def __init__(self, block: RowBlock) -> None:
        self.block = block

    def __getitem__(self, k: int) -> TracedVector:
        return self.block.provided(RowInput.CONSTANT, k)


def _source(body: RowBody, arrays: list[str]) -> str:
    """Return the source of the function, with these arrays between ``n`` and ``scratch``."""
    places = "".join(f", ptr {name}" for name in [*arrays, "scratch"])
    code = FunctionBuilder("rows", "double", ROW_WIDTH, f"i64 count, i64 n{places}")
    with caller_settings(code):
        n = code.given("n")
        with code.when((n > 0) & (n <= ROW_WIDTH)):  # below, no loop has to ask whether it begins at all
            short_rows(code, body)
        with code.when(n > ROW_WIDTH):
            long_rows(code, body)
    return module(*turns(body.scalar), code)
