"""The passes of a row-wise body over the vectors of a row.

A pass takes one vector after the other: it loads what the body asks for, does the steps that lead to what this
pass is for, and adds the outcome to maxima and sums, or stores it. What is one number per row is computed before
the pass, once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Iterable, Mapping
from typing import NamedTuple, TypeAlias

from ..scalars import Count, FunctionBuilder, Pointer, RowBlock, RowInput, Step, TracedVector

ROW_WIDTH = 16  # numbers of a vector, and the longest row that counts as short
_NEUTRAL = {"max": float("-inf"), "sum": -0.0}

Values: TypeAlias = dict[str, TracedVector]
"""By the names of steps: what they have come to at some place in the code."""


class RowBody(NamedTuple):
    """What a row-wise body does.

    Attributes
    ----------
    block : RowBlock
        Its steps.
    matrices : list of str
        The arguments of the function that are matrices and are read.
    rows, numbers : dict of str to str
        The arguments that take a row each, and those that take one number per row: the names of the results.
    scalar : str
        The type of matrices and rows in memory, ``"float"`` or ``"double"``.
    """

    block: RowBlock
    matrices: list[str]
    rows: dict[str, str]
    numbers: dict[str, str]
    scalar: str


class Passes(ABC):
    """Writes down all passes over a row, or over sixteen short ones.

    Parameters
    ----------
    code : FunctionBuilder
        The function.
    body : RowBody
        What is to be done.
    places : mapping of str to Pointer
        Where the vectors of each matrix and of each resulting row stand, one after the other.
    kept : Pointer
        Memory for what is kept between passes.
    vectors : Int64 or int
        How many whole vectors there are.

    Attributes
    ----------
    as_written : bool
        Whether one vector is done after the other; the columns of short rows may be done several at a time.
    """

    as_written = True

    def __init__(
        self,
        code: FunctionBuilder,
        body: RowBody,
        places: Mapping[str, Pointer],
        kept: Pointer,
        vectors: Count,
    ) -> None:
        self.code = code
        self.body = body
        self.block = body.block
        self.places = places
        self.kept = kept
        self.end = vectors * ROW_WIDTH
        self.stored = set[str]()
        self.known: Values = {}  # what is one number per row: in every lane, or of the row of each lane

    def write(self) -> None:
        """Write everything down, up to the results that are one number per row: they are known then."""
        rows, numbers = self.body.rows, self.body.numbers.values()
        for reductions in self.block.reductions([*rows.values(), *numbers]):
            self._reduce(reductions)
        if rows:
            for at, values, inside in self._vectors(rows.values()):
                for target, name in rows.items():
                    self.code.store(self.places[target].at(at), values[name], inside)
        self._compute_numbers(numbers)

    @abstractmethod
    def columns(self, at: Count) -> TracedVector:
        """Return the index of each lane in its row, in the vector that begins there."""

    @abstractmethod
    def reduced(self, name: str, kind: str, lanes: TracedVector) -> None:
        """Let what the lanes have come to be known as a maximum or a sum of the row."""

    def compute_number(self, name: str, step: Step) -> None:
        """Let what is one number per row be known."""
        self.known[name] = step.done(self.code, self.known)

    def last_vector(self) -> Generator[TracedVector]:
        """Go where the lanes are done that make up no whole vector, and yield their mask."""
        yield from ()

    def _reduce(self, reductions: Mapping[str, Step]) -> None:
        """Take some maxima and sums in one pass."""
        code = self.code
        given = [(kind, x.name) for kind, x in (one.given for one in reductions.values())]
        found = [code.variable(code.constant(_NEUTRAL[kind])) for kind, _ in given]
        for _, values, inside in self._vectors([x for _, x in given]):
            for (kind, name), one in zip(given, found, strict=True):
                x, before = values[name], one.lanes()
                after = before + x if kind == "sum" else code.select(x > before, x, before)
                one.set(after if inside is None else code.select(inside, after, before))
        for name, (kind, _), one in zip(reductions, given, found, strict=True):
            self.reduced(name, kind, one.lanes())

    def _vectors(self, targets: Iterable[str]) -> Generator[tuple[Count, Values, TracedVector | None]]:
        """Go wherever a vector is computed; yield where it begins, what it holds, and the mask of its lanes."""
        targets = list(targets)
        self._compute_numbers(targets)
        with self.code.loop(0, self.end, ROW_WIDTH, as_written=self.as_written) as at:
            yield at, self._vector(targets, at), None
        for inside in self.last_vector():
            yield self.end, self._vector(targets, self.end, inside), inside
        self.stored.update(name for name in self._needed(targets) if name in self.block.kept)

    def _needed(self, targets: Iterable[str]) -> dict[str, Step]:
        return self.block.needed(targets, self.known, self.stored)

    def _compute_numbers(self, targets: Iterable[str]) -> None:
        """Compute what the targets need that is one number per row."""
        for name, step in self._needed(targets).items():
            if not step.varies:
                self.compute_number(name, step)

    def _vector(self, targets: Iterable[str], at: Count, inside: TracedVector | None = None) -> Values:
        """Compute the targets for one vector, and keep what later passes ask for."""
        code, here = self.code, dict(self.known)
        for name, step in self._needed(targets).items():
            if name in self.stored:
                here[name] = code.load(self._slot(name, at))
            elif step.method == RowInput.MATRIX:
                here[name] = code.load(self.places[step.given[0]].at(at), inside)
            elif step.method == RowInput.COLUMNS:
                here[name] = self.columns(at)
            else:
                here[name] = step.done(code, here)
        for name in self.block.kept:
            if name in here and name not in self.stored:
                code.store(self._slot(name, at), here[name])
        return here

    def _slot(self, name: str, at: Count) -> Pointer:
        """Return where a vector is kept: side by side with the others that begin there."""
        kept = self.block.kept
        return self.kept.at(at * len(kept) + kept.index(name) * ROW_WIDTH)


def row_numbers(code: FunctionBuilder, body: RowBody, row: Count) -> Values:
    """Read what is given as one number per row, of one row: lone numbers."""
    found: Values = {}
    for name, step in body.block.steps.items():
        if step.method == RowInput.NUMBER:
            found[name] = code.lone.load(code.numbers(*step.given).at(row))
        elif step.method == RowInput.LABEL:
            found[name] = code.lone.real(code.int64s("labels").int64(row))
        elif step.method == RowInput.PICKED:
            matrix, label = code.numbers(*step.given).of(body.scalar), code.int64s("labels").int64(row)
            found[name] = code.lone.load(matrix.at(code.given("n") * row + label))
    return found


def constants(code: FunctionBuilder, body: RowBody) -> Values:
    """Read the constants that the body uses: lone numbers."""
    return {
        name: code.lone.load(code.numbers("constants").at(*step.given))
        for name, step in body.block.steps.items()
        if step.method == RowInput.CONSTANT
    }
