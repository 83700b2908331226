"""The passes of a row-wise body over the vectors of a row.

A pass takes one vector after the other: it loads what the body asks for, does the steps of the body that lead to
what this pass is for, and adds the outcome to maxima and sums, or stores it. What is one number per row is computed
before the pass, once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Iterable, Sequence
from typing import NamedTuple, TypeAlias

from ..scalars import (
    COLUMNS,
    ENTRY,
    LABEL,
    MATRIX,
    OTHER,
    PICKED,
    Count,
    FunctionBuilder,
    Pointer,
    RowBlock,
    Step,
    TracedVector,
)

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
    matrices : int
        How many matrices it takes.
    rows, numbers : dict of int to str
        Its results that are rows, and those that are one number per row: their places, and their names in the block.
    scalar : str
        The type of matrices and rows in memory, ``"float"`` or ``"double"``.
    """

    block: RowBlock
    matrices: int
    rows: dict[int, str]
    numbers: dict[int, str]
    scalar: str


class Passes(ABC):
    """Writes down all passes over a row, or over sixteen short ones.

    Parameters
    ----------
    code : FunctionBuilder
        The function.
    body : RowBody
        What is to be done.
    matrices : sequence of Pointer
        Where the entries of the inputs stand.
    rows : dict of int to Pointer
        Where the entries of the results belong.
    kept : Pointer
        Memory for what is kept between passes.
    vectors : Int64 or int
        How many whole vectors there are.
    """

    def __init__(
        self,
        code: FunctionBuilder,
        body: RowBody,
        matrices: Sequence[Pointer],
        rows: dict[int, Pointer],
        kept: Pointer,
        vectors: Count,
    ) -> None:
        self.code = code
        self.body = body
        self.block = body.block
        self.matrices = matrices
        self.rows = rows
        self.kept = kept
        self.vectors = vectors
        self.stored = set[str]()
        self.known: Values = {}  # what is one number per row, in vectors

    def write(self) -> None:
        """Write down everything, up to the results that are one number per row: they are known then."""
        for reductions in self.block.reductions([*self.body.rows.values(), *self.body.numbers.values()]):
            self._reduce(reductions)
        if self.body.rows:
            for at, values, inside in self._each_vector(self.body.rows.values()):
                for k, name in self.body.rows.items():
                    self.code.store(self.rows[k].at(at), values[name], inside)
        self._compute_numbers(self.body.numbers.values())

    @abstractmethod
    def columns(self, at: Count) -> TracedVector:
        """Return the index of each lane in its row, in the vector that begins there."""

    @abstractmethod
    def gather(self, name: str, kind: str, lanes: TracedVector) -> None:
        """Let what the lanes have collected be known as a maximum or a sum of the row."""

    def compute_number(self, name: str, step: Step) -> None:
        """Let what is one number per row be known."""
        self.known[name] = step.done(self.code, self.known)

    def last_vector(self) -> Generator[tuple[Count, TracedVector]]:
        """Yield where the lanes begin that make up no whole vector, and their mask, in a branch of the code."""
        yield from ()

    def _reduce(self, reductions: list[str]) -> None:
        """Take the maxima and sums of a pass."""
        code, given = self.code, [self.block.steps[name].given for name in reductions]
        found = [code.variable(code.constant(_NEUTRAL[kind])) for kind, _ in given]
        for _, values, inside in self._each_vector([operand.name for _, operand in given]):
            for (kind, operand), one in zip(given, found, strict=True):
                x, before = values[operand.name], one.lanes()
                after = before + x if kind == "sum" else code.select(x > before, x, before)
                one.set(after if inside is None else code.select(inside, after, before))
        for name, (kind, _), one in zip(reductions, given, found, strict=True):
            self.gather(name, kind, one.lanes())

    def _each_vector(
        self, targets: Iterable[str]
    ) -> Generator[tuple[Count, Values, TracedVector | None]]:
        """Yield, for each place in the code of a vector: where it begins, what is computed, which lanes count."""
        targets = list(targets)
        self._compute_numbers(targets)
        with self.code.loop(0, self.vectors * ROW_WIDTH, ROW_WIDTH, as_written=False) as at:
            yield at, self._values(targets, at), None
        for at, inside in self.last_vector():
            yield at, self._values(targets, at, inside), inside
        self.stored.update(set(self.block.kept).intersection(self._needed(targets)))

    def _needed(self, targets: Iterable[str]) -> list[str]:
        return self.block.needed(targets, self.known, self.stored)

    def _compute_numbers(self, targets: Iterable[str]) -> None:
        """Compute what the targets need that is one number per row."""
        for name in self._needed(targets):
            if not (step := self.block.steps[name]).varies:
                self.compute_number(name, step)

    def _values(self, targets: Iterable[str], at: Count, inside: TracedVector | None = None) -> Values:
        """Compute one vector, and keep of it what later passes ask for."""
        code, here = self.code, dict(self.known)
        for name in self._needed(targets):
            step = self.block.steps[name]
            if name in self.stored:
                here[name] = code.load(self._place_kept(name, at))
            elif step.method == MATRIX:
                here[name] = code.load(self.matrices[step.given[0]].at(at), inside)
            elif step.method == COLUMNS:
                here[name] = self.columns(at)
            else:
                here[name] = step.done(code, here)
                if name in self.block.kept:
                    code.store(self._place_kept(name, at), here[name])
        return here

    def _place_kept(self, name: str, at: Count) -> Pointer:
        kept = self.block.kept
        return self.kept.at(at * len(kept) + kept.index(name) * ROW_WIDTH)


def row_numbers(code: FunctionBuilder, body: RowBody, row: Count) -> Values:
    """Read what is given as one number per row, for one row: lone numbers."""
    found: Values = {}
    for name, step in body.block.steps.items():
        if step.method == OTHER:
            found[name] = code.lone.load(code.numbers(f"number{step.given[0]}").at(row))
        elif step.method in {LABEL, PICKED}:
            label = code.words_at("labels").int64(row)
            found[name] = (
                code.lone.real(label)
                if step.method == LABEL
                else code.lone.load(
                    code.numbers(f"in{step.given[0]}").of(body.scalar).at(row * code.given("n") + label)
                )
            )
    return found


def constants(code: FunctionBuilder, body: RowBody) -> Values:
    """Read the constants that the body uses: lone numbers."""
    return {
        name: code.lone.load(code.numbers("constants").at(step.given[0]))
        for name, step in body.block.steps.items()
        if step.method == ENTRY
    }
