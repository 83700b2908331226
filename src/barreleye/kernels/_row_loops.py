"""LLVM source of the loop around a row-wise body.

    void rows(i64 count, i64 n, scalar *in0, ..., i64 *labels, double *number0, ..., double *constants,
              scalar *out0, ..., double *scratch)

The matrices are contiguous, (count, n) each; an output that is one number per row is double (count,).
A row takes one pass per level of its :class:`RowBlock`. Short rows go sixteen at a time
(:mod:`._row_lanes`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ..errors import NotCompilableError
from ..scalars import COLUMN, NUMBER, Reduction, RowBlock, TracedVector
from ._control import settings
from ._row_lanes import ShortRows
from ._row_text import Inputs, for_row
from ._row_turns import ROW_WIDTH


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
    names = [f"%z{k}" for k in range(inputs.matrices)]
    names += ["%y0"] * inputs.labelled
    names += [f"%w{k}" for k in range(inputs.numbers)]
    table = _Constants(block, inputs.numbers)
    try:
        made: Any = body(
            *(TracedVector(block, name, NUMBER) for name in names), *[table] * inputs.tabled
        )
        results = [block.text(one) for one in (made if len(whole) > 1 else (made,))]
    except NotCompilableError:
        raise
    except (TypeError, ValueError, AttributeError) as error:  # a body may be anybody's
        raise NotCompilableError(f"it raises {type(error).__name__}: {error}") from error
    for one, row in zip(results, whole, strict=True):
        if block.varies(one) != row:
            asked = ("a row", "one number per row") if row else ("one number per row", "a row")
            raise NotCompilableError(f"it gives {asked[1]} where {asked[0]} is asked for")
    writer = _Writer(block, scalar, inputs, results, whole, table.count)
    return RowLoop(writer.source(), len(block.kept), len(block.lines))


class _Constants:
    """The table of constants as a body reads it: ``table[0]``, ``table[1]`` ...

    Attributes
    ----------
    count : int
        How many constants it is known to hold.
    """

    def __init__(self, block: RowBlock, numbers: int) -> None:
        self.block = block
        self.numbers = numbers
        self.count = 0

    def __getitem__(self, k: int) -> TracedVector:
        self.count = max(self.count, k + 1)
        return TracedVector(self.block, f"%w{self.numbers + k}", NUMBER)


class _Writer(ShortRows):
    """Puts the instructions of a block into loops."""

    def source(self) -> str:
        """Return the whole module."""
        w, v, m, own = self.block.width, self.vector, self.mask, settings()
        declarations = [
            *sorted({*self.block.intrinsics, *map(self.scalar_form, self.block.intrinsics)}),
            "declare i64 @llvm.smin.i64(i64, i64)",
            f"declare {self.memory} @llvm.masked.load.{self.short}.p0(ptr, i32, {m}, {self.memory})",
            f"declare void @llvm.masked.store.{self.short}.p0({self.memory}, ptr, i32, {m})",
            f"declare double @llvm.vector.reduce.fmax.{self.wide}({v})",
            f"declare double @llvm.vector.reduce.fadd.{self.wide}(double, {v})",
            *own.declarations,
        ]
        pointers = [f"ptr %in{k}" for k in self.matrices]
        pointers += ["ptr %labels"] if self.labelled else []
        pointers += [f"ptr %number{k}" for k in self.numbers]
        pointers += ["ptr %constants"] if self.tabled else []
        pointers += [f"ptr %out{k}" for k in range(len(self.results))]
        lines = [
            f"define void @rows(i64 %count, i64 %n, {', '.join(pointers)}, ptr %scratch) {{",
            "entry:",
            f"  {own.enter}",
            *self.stack(),
            *self.constants_of("g"),
            *self.constants_of("row"),
            *self.inside("s", "0"),
            f"  %fits = icmp sle i64 %n, {w}",
            f"  %limit = sub i64 %n, {w}",
            "  br i1 %fits, label %groups, label %single",
            *self.groups(self.levels()),
            "single:",
            "  %row = phi i64 [ 0, %entry ], [ %row1, %finish ]",
            "  %more = icmp slt i64 %row, %count",
            "  br i1 %more, label %long, label %out",
            "long:",
            *self.pointers_of("row", "row"),
            *self.passes(),
            "  %row1 = add i64 %row, 1",
            "  br label %single",
            "out:",
            f"  {own.leave}",
            "  ret void",
            "}",
        ]
        return "\n".join([*declarations, *lines])

    def levels(self) -> list[list[Reduction]]:
        """Return the reductions of each pass."""
        needed = _needed(self.block, self.results)
        last = max((self.block.level(one.name) for one in needed), default=0)
        return [
            [one for one in needed if self.block.level(one.name) == level]
            for level in range(1, last + 1)
        ]

    def passes(self) -> list[str]:
        """Return the loops over one long row."""
        lines, stored = list[str](), list[str]()
        rows = [result for result, whole in zip(self.results, self.whole, strict=True) if whole]
        before, passes = "long", [*self.levels(), *([[]] if rows else [])]
        for p, reductions in enumerate(passes):
            lines.append(f"  br label %p{p}")
            targets = [one.operand for one in reductions] or rows
            lines += self.one_pass(p, before, reductions, targets, stored)
            before = f"a{p}"
        lines += ["  br label %finish", "finish:"]
        numbers = [k for k, whole in enumerate(self.whole) if not whole]
        code, _ = self.block.needed([self.results[k] for k in numbers])
        lines += [text for line in code for text in self.instructions(line, "row", "f")]
        for k in numbers:
            lines += self.store_number(k, for_row(self.results[k], "row", "f"), "row")
        return lines

    def one_pass(
        self, p: int, before: str, reductions: list[Reduction], targets: list[str], stored: list[str]
    ) -> list[str]:
        """Return one loop over a row, and what is left after its whole vectors.

        What it keeps for later passes is added to ``stored``.
        """
        here, rest, names = f"p{p}", f"t{p}", [f"%{one.name[1:]}" for one in reductions]
        lines = [f"{here}:", f"  %i{p} = phi i64 [ 0, %{before} ], [ %n{p}, %{here} ]"]
        for one, name in zip(reductions, names, strict=True):
            ways = f"[ {self.identity(one)}, %{before} ], [ {name}.next, %{here} ]"
            lines.append(f"  {name}.held = phi {self.vector} {ways}")
        lines += self.one_vector(here, f"%i{p}", reductions, ("held", "next"), targets, stored)
        lines += [
            f"  %n{p} = add i64 %i{p}, {self.block.width}",
            f"  %again{p} = icmp sle i64 %n{p}, %limit",
            f"  br i1 %again{p}, label %{here}, label %end{p}",
            f"end{p}:",
            f"  %some{p} = icmp slt i64 %n{p}, %n",
            f"  br i1 %some{p}, label %{rest}, label %a{p}",
            f"{rest}:",
        ]
        lines += self.inside(rest, f"%n{p}")
        lines += self.one_vector(rest, f"%n{p}", reductions, ("next", "last"), targets, stored)
        lines += [f"  br label %a{p}", f"a{p}:"]
        for name in names:
            ways = f"[ {name}.next, %end{p} ], [ {name}.last, %{rest} ]"
            lines.append(f"  {name}.all = phi {self.vector} {ways}")
        for one, name in zip(reductions, names, strict=True):
            lines += self.reduce_lanes(one, "row", f"{name}.all")
        _, used = self.block.needed(targets, stored)
        stored += [name for name in self.block.kept if name in used and name not in stored]
        return lines

    def one_vector(
        self,
        here: str,
        start: str,
        reductions: list[Reduction],
        ways: tuple[str, str],
        targets: list[str],
        stored: list[str],
    ) -> list[str]:
        """Return what a pass does with one vector of a row."""
        code, used = self.block.needed(targets, stored)
        kept = [(slot, name) for slot, name in enumerate(self.block.kept) if name in used]
        lines = self.columns(here, start) if COLUMN in used else []
        lines += self.load_matrices("row", here, start, used)
        for slot, name in kept:
            if name in stored:
                lines += self.load_scratch(slot, name, here, start)
        lines += [text for line in code for text in self.instructions(line, "row", here)]
        for slot, name in kept:
            if name not in stored:
                lines += self.store_scratch(slot, name, here, start)
        for one in reductions:
            name = f"%{one.name[1:]}"
            lines += self.accumulate(one, "row", here, f"{name}.{ways[1]}", f"{name}.{ways[0]}")
        for k in [k for k, row in enumerate(self.whole) if row and not reductions]:
            lines += self.store_row(k, for_row(self.results[k], "row", here), "row", here, start)
        return lines


def _needed(block: RowBlock, results: Sequence[str]) -> list[Reduction]:
    """Return the reductions that the results depend on, directly or through others."""
    found: set[str] = set()
    targets = list(results)
    while targets:
        _, used = block.needed(targets)
        new = [one for one in block.reductions if one.name in used and one.name not in found]
        found |= {one.name for one in new}
        targets = [one.operand for one in new]
    return [one for one in block.reductions if one.name in found]
