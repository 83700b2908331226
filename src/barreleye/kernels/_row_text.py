"""What every loop over a row is made of: places, loads, stores, and lanes taken together.

Names carry a suffix: the row (``g`` for a group of short ones), for what holds for all of it, and the place in
the code for the vectors of it: ``p0``, ``p1`` ... for the passes over a row, ``t0``, ``t1`` ... for what is left
at their ends, ``f`` for what follows them; ``c0``, ``c1`` ... for the passes over the columns of a group, ``b``
for what follows. ``.u`` is the one number that a vector is full of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from ..scalars import COLUMN, MASK, NUMBER, Reduction, RowBlock

_OWN = re.compile(r"%([vrzywq]\d+)\b")
_UNIFORM = re.compile(r"%[vrywq]\d+[\w.]*")
_IDENTITY = {"max": "0xFFF0000000000000", "sum": "0x8000000000000000"}  # -inf and -0


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


class RowText:
    """Writes the pieces for one block of instructions."""

    def __init__(
        self,
        block: RowBlock,
        scalar: str,
        inputs: Inputs,
        results: list[str],
        whole: tuple[bool, ...],
        constants: int = 0,
    ) -> None:
        self.block = block
        self.scalar = scalar
        self.matrices = range(inputs.matrices)
        self.labelled = inputs.labelled
        self.numbers = range(inputs.numbers)
        self.tabled = inputs.tabled
        self.constants = range(constants)
        self.results = results
        self.whole = whole
        self.vector = block.types[NUMBER]
        self.memory = f"<{block.width} x {scalar}>"
        self.mask = block.types[MASK]
        self.short = f"v{block.width}f{32 if scalar == 'float' else 64}"
        self.wide = block.suffix

    def inside(self, here: str, start: str) -> list[str]:
        """Return the mask of the lanes that are inside of a row."""
        w = self.block.width
        count = ", ".join(f"i32 {k}" for k in range(w))
        splat = f"<{w} x i32> poison, <{w} x i32> zeroinitializer"
        return [
            f"  %{here}.left64 = sub i64 %n, {start}",
            f"  %{here}.most = call i64 @llvm.smin.i64(i64 %{here}.left64, i64 {w})",
            f"  %{here}.left = trunc i64 %{here}.most to i32",
            f"  %{here}.one = insertelement <{w} x i32> poison, i32 %{here}.left, i32 0",
            f"  %{here}.all = shufflevector <{w} x i32> %{here}.one, {splat}",
            f"  %{here}.in = icmp slt <{w} x i32> <{count}>, %{here}.all",
        ]

    def columns(self, here: str, start: str) -> list[str]:
        """Return the index of each lane in its row, as numbers."""
        numbers = ", ".join(f"double {k}.0" for k in range(self.block.width))
        return [
            f"  %{here}.from = sitofp i64 {start} to double",
            *self.splat(f"%{here}.first", f"%{here}.from"),
            f"  {COLUMN}.{here} = fadd {self.vector} %{here}.first, <{numbers}>",
        ]

    def pointers_of(self, index: str, row: str) -> list[str]:
        """Return where a row begins in each matrix, and its label."""
        lines = [
            f"  %start.{row} = mul i64 %{index}, %n",
            *(
                f"  %in{k}.{row} = getelementptr {self.scalar}, ptr %in{k}, i64 %start.{row}"
                for k in self.matrices
            ),
        ]
        for k, whole in enumerate(self.whole):
            place = (
                f"{self.scalar}, ptr %out{k}, i64 %start.{row}"
                if whole
                else f"double, ptr %out{k}, i64 %{index}"
            )
            lines.append(f"  %out{k}.{row} = getelementptr {place}")
        if self.labelled:
            lines += [
                f"  %label.{row} = getelementptr i64, ptr %labels, i64 %{index}",
                f"  %whole.{row} = load i64, ptr %label.{row}",
                f"  %real.{row} = sitofp i64 %whole.{row} to double",
                *self.broadcast("%y0", row, f"%real.{row}"),
            ]
        for k in self.numbers:
            at = f"%number{k}.{row}"
            lines.append(f"  {at} = getelementptr double, ptr %number{k}, i64 %{index}")
            lines.append(f"  {at}.one = load double, ptr {at}")
            lines += self.broadcast(f"%w{k}", row, f"{at}.one")
        for name in self.block.picked:
            k, how = name[2:], "fpext" if self.scalar == "float" else "bitcast"
            at = f"%at{k}.{row}"
            lines.append(f"  {at} = getelementptr {self.scalar}, ptr %in{k}.{row}, i64 %whole.{row}")
            lines.append(f"  {at}.short = load {self.scalar}, ptr {at}")
            lines.append(f"  {at}.one = {how} {self.scalar} {at}.short to double")
            lines += self.broadcast(f"%q{k}", row, f"{at}.one")
        return lines

    def constants_of(self, row: str) -> list[str]:
        """Return the constants as the body knows them: they follow the numbers of the rows."""
        lines: list[str] = []
        for k in self.constants:
            at = f"%constant{k}.{row}"
            lines.append(f"  {at} = getelementptr double, ptr %constants, i64 {k}")
            lines.append(f"  {at}.one = load double, ptr {at}")
            lines += self.broadcast(f"%w{len(self.numbers) + k}", row, f"{at}.one")
        return lines

    def load_matrices(self, row: str, here: str, start: str, used: Iterable[str]) -> list[str]:
        """Return the loads of one vector of each matrix that is used."""
        lines: list[str] = []
        for k in self.matrices:
            if f"%z{k}" in used:
                at, name = f"%in{k}.{row}.{here}", for_row(f"%z{k}", row, here)
                lines.append(f"  {at} = getelementptr {self.scalar}, ptr %in{k}.{row}, i64 {start}")
                lines.append(f"  {name}.m = {self.load_vector(at, here)}")
                how = "fpext" if self.scalar == "float" else "bitcast"
                lines.append(f"  {name} = {how} {self.memory} {name}.m to {self.vector}")
        return lines

    def store_row(self, k: int, name: str, row: str, here: str, start: str) -> list[str]:
        """Return the store of one vector of a row."""
        at = f"%out{k}.{row}.{here}"
        how = "fptrunc" if self.scalar == "float" else "bitcast"
        given = f"{self.memory} {at}.m, ptr {at}, i32 {self.bytes}, {self.mask} %{here}.in"
        return [
            f"  {at} = getelementptr {self.scalar}, ptr %out{k}.{row}, i64 {start}",
            f"  {at}.m = {how} {self.vector} {name} to {self.memory}",
            f"  call void @llvm.masked.store.{self.short}.p0({given})"
            if _partial(here)
            else f"  store {self.memory} {at}.m, ptr {at}, align {self.bytes}",
        ]

    def load_vector(self, at: str, here: str) -> str:
        """Return the load of a vector, of the lanes in the row where not all are."""
        if not _partial(here):
            return f"load {self.memory}, ptr {at}, align {self.bytes}"
        taken = f"ptr {at}, i32 {self.bytes}, {self.mask} %{here}.in, {self.memory} zeroinitializer"
        return f"call {self.memory} @llvm.masked.load.{self.short}.p0({taken})"

    def store_number(self, k: int, name: str, row: str) -> list[str]:
        """Return the store of one number of a row."""
        return [
            f"  %told{k}.{row} = extractelement {self.vector} {name}, i32 0",
            f"  store double %told{k}.{row}, ptr %out{k}.{row}",
        ]

    def load_scratch(self, slot: int, name: str, here: str, start: str) -> list[str]:
        """Return the load of a vector that an earlier pass has kept."""
        at = f"%{here}.slot{slot}"
        load = f"  {for_row(name, 'row', here)} = load {self.vector}, ptr {at}, align 8"
        return [*self.scratch_slot(slot, here, start), load]

    def store_scratch(self, slot: int, name: str, here: str, start: str) -> list[str]:
        """Return the store of a vector for later passes."""
        at = f"%{here}.slot{slot}"
        store = f"  store {self.vector} {for_row(name, 'row', here)}, ptr {at}, align 8"
        return [*self.scratch_slot(slot, here, start), store]

    def scratch_slot(self, slot: int, here: str, start: str) -> list[str]:
        """Return where a kept vector stands in the scratch memory."""
        at, count = f"%{here}.slot{slot}", len(self.block.kept)
        return [
            f"  {at}.a = mul i64 {start}, {count}",
            f"  {at}.b = add i64 {at}.a, {slot * self.block.width}",
            f"  {at} = getelementptr double, ptr %scratch, i64 {at}.b",
        ]

    def identity(self, one: Reduction) -> str:
        """Return the vector that changes nothing."""
        return f"<{', '.join([f'double {_IDENTITY[one.kind]}'] * self.block.width)}>"

    def accumulate(self, one: Reduction, row: str, here: str, name: str, held: str) -> list[str]:
        """Return what takes a vector into a reduction, lanes outside of the row left out."""
        value, v = for_row(one.operand, row, here), self.vector
        both = f"{name}.both" if _partial(here) else name
        if one.kind == "max":
            lines = [
                f"  {name}.c = fcmp ogt {v} {value}, {held}",
                f"  {both} = select {self.mask} {name}.c, {v} {value}, {v} {held}",
            ]
        else:
            lines = [f"  {both} = fadd {v} {held}, {value}"]
        inside = [f"  {name} = select {self.mask} %{here}.in, {v} {both}, {v} {held}"]
        return [*lines, *inside] if _partial(here) else lines

    def reduce_lanes(self, one: Reduction, row: str, name: str) -> list[str]:
        """Return what makes one number of the lanes, and fills a vector with it."""
        scalar = f"%{one.name[1:]}.{row}.one"
        if one.kind == "max":  # the lanes hold -inf, or something larger: no NaN
            call = f"call nnan double @llvm.vector.reduce.fmax.{self.wide}({self.vector} {name})"
        else:
            call = f"call reassoc double @llvm.vector.reduce.fadd.{self.wide}(double -0.0, {self.vector} {name})"
        return [f"  {scalar} = {call}", *self.broadcast(one.name, row, scalar)]

    def broadcast(self, name: str, row: str, scalar: str) -> list[str]:
        """Return one number under the name that the body's lines know: alone, and in every lane."""
        own = for_row(name, row, "")
        return [f"  {own}.u = bitcast double {scalar} to double", *self.splat(own, f"{own}.u")]

    def instructions(self, line: str, row: str, here: str) -> list[str]:
        """Return a line of the body; what is one number per row is computed once, not in every lane."""
        text, name = for_row(line, row, here), line.split(maxsplit=1)[0]
        if self.block.varies(name):
            return [text]
        own = for_row(name, row, here)
        return [
            _UNIFORM.sub(r"\g<0>.u", self.scalar_form(text)),
            *self.splat(own, f"{own}.u", self.block.kind(name)),
        ]

    def scalar_form(self, text: str) -> str:
        """Return an instruction on vectors as one on numbers."""
        w = self.block.width
        text = re.sub(rf"<{w} x (\w+)>", r"\1", text).replace(f".v{w}f64", ".f64")
        return re.sub(r"<(\w+) ([^,<>]+)(?:, \1 [^,<>]+)*>", r"\2", text)

    def splat(self, name: str, scalar: str, kind: str = NUMBER) -> list[str]:
        """Return a vector full of one number, mask or pattern of bits."""
        v, w = self.block.types[kind], self.block.width
        one = self.scalar_form(v)
        return [
            f"  {name}.i = insertelement {v} poison, {one} {scalar}, i32 0",
            f"  {name} = shufflevector {v} {name}.i, {v} poison, <{w} x i32> zeroinitializer",
        ]

    @property
    def bytes(self) -> int:
        """How far apart two numbers are in memory."""
        return 4 if self.scalar == "float" else 8


def _partial(here: str) -> bool:
    """Say whether a vector at that place may reach beyond its row."""
    return not here.startswith("p")


def for_row(text: str, row: str, here: str) -> str:
    """Give the names in a text a suffix: the row for what holds for all of it, the place for the rest."""

    def renamed(match: re.Match[str]) -> str:
        name = match[1]
        return f"%{name}.{row}" if name[0] in "rywq" else f"%{name}.{row}.{here}"

    return _OWN.sub(renamed, text).replace(COLUMN, f"{COLUMN}.{here}")
