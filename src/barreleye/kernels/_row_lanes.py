"""LLVM source for short rows: sixteen of them at a time, one in each lane.

A maximum or a sum over a row is then one instruction per column, and what is one number per row, a logarithm
perhaps, is computed for sixteen rows at once. What each row becomes does not depend on the others.
"""

from __future__ import annotations

from ..scalars import COLUMN, Reduction
from ._row_text import for_row
from ._row_turns import ROW_WIDTH, Turned


class ShortRows(Turned):
    """Writes the loop over groups of short rows."""

    def stack(self) -> list[str]:
        """Return the memory that a group takes, for the entry of the function."""
        vector, square = ROW_WIDTH, ROW_WIDTH * ROW_WIDTH
        room = [(f"%tz{k}", self.scalar, square) for k in self.matrices]
        for k, row in enumerate(self.whole):
            room.append((f"%to{k}", self.scalar, square) if row else (f"%to{k}", "double", vector))
        room += [(f"%tv{slot}", "double", square) for slot in range(len(self.block.kept))]
        room += [(f"%t{name}", "double", vector) for name in self._one_per_row()]
        return [f"  {name} = alloca [{count} x {kind}], align 128" for name, kind, count in room]

    def groups(self, levels: list[list[Reduction]]) -> list[str]:
        """Return the loop, from its label ``groups``, reached from ``entry``, to the jump to ``out``."""
        rows = [result for result, whole in zip(self.results, self.whole, strict=True) if whole]
        numbers = [k for k, whole in enumerate(self.whole) if not whole]
        lines = [
            "groups:",
            "  %g = phi i64 [ 0, %entry ], [ %g1, %given ]",
            "  %gmore = icmp slt i64 %g, %count",
            "  br i1 %gmore, label %take, label %out",
            "take:",
            "  %last = sub i64 %count, 1",
            "  %gleft = sub i64 %count, %g",
            f"  %grows = call i64 @llvm.smin.i64(i64 %gleft, i64 {ROW_WIDTH})",
            *self._numbers_taken(),
            *(line for k in self.matrices for line in self.columns_of(k)),
        ]
        before, stored = "taken", list[str]()
        passes = [*levels, *([[]] if rows else [])]
        for p, reductions in enumerate(passes):
            lines.append(f"  br label %c{p}")
            lines += self._pass(
                p, before, reductions, [one.operand for one in reductions] or rows, stored
            )
            before = f"d{p}"
        code, _ = self.block.needed([self.results[k] for k in numbers])
        lines += [for_row(line, "g", "b") for line in code]
        for k in numbers:
            lines.append(
                f"  store {self.vector} {for_row(self.results[k], 'g', 'b')}, ptr %to{k}, align 128"
            )
        lines += [line for k, whole in enumerate(self.whole) if whole for line in self.rows_of(k)]
        lines += self._numbers_given(numbers, before)
        return [*lines, f"  %g1 = add i64 %g, {ROW_WIDTH}", "  br label %groups"]

    def _one_per_row(self) -> list[str]:
        """Return the inputs that are one number per row."""
        picked = [f"q{name[2:]}" for name in self.block.picked]
        return [*["y0"] * self.labelled, *(f"w{k}" for k in self.numbers), *picked]

    def _numbers_taken(self) -> list[str]:
        """Return the loop over a group that gathers what is one number per row; it ends in ``taken``."""
        names = self._one_per_row()
        if not names:
            return ["  br label %taken", "taken:"]
        lines = [
            "  br label %fill",
            "fill:",
            "  %r = phi i64 [ 0, %take ], [ %r1, %fill ]",
            "  %row.r = add i64 %g, %r",
        ]
        if self.labelled:
            lines += [
                "  %label.r = getelementptr i64, ptr %labels, i64 %row.r",
                "  %whole.r = load i64, ptr %label.r",
                "  %ty0.x = sitofp i64 %whole.r to double",
                "  %start.r = mul i64 %row.r, %n",
                "  %entry.r = add i64 %start.r, %whole.r",
            ]
        for k in self.numbers:
            lines.append(f"  %number{k}.r = getelementptr double, ptr %number{k}, i64 %row.r")
            lines.append(f"  %tw{k}.x = load double, ptr %number{k}.r")
        for k in (name[2:] for name in self.block.picked):
            how = "fpext" if self.scalar == "float" else "bitcast"
            lines += [
                f"  %picked{k}.p = getelementptr {self.scalar}, ptr %in{k}, i64 %entry.r",
                f"  %picked{k}.m = load {self.scalar}, ptr %picked{k}.p",
                f"  %tq{k}.x = {how} {self.scalar} %picked{k}.m to double",
            ]
        for name in names:
            lines.append(f"  %t{name}.p = getelementptr double, ptr %t{name}, i64 %r")
            lines.append(f"  store double %t{name}.x, ptr %t{name}.p")
        return [
            *lines,
            "  %r1 = add i64 %r, 1",
            "  %rmore = icmp slt i64 %r1, %grows",
            "  br i1 %rmore, label %fill, label %taken",
            "taken:",
            *(f"  %{name}.g = load {self.vector}, ptr %t{name}, align 128" for name in names),
        ]

    def _numbers_given(self, numbers: list[int], before: str) -> list[str]:
        """Return the loop that writes the results that are one number per row; it ends in ``given``."""
        if not numbers:
            return ["  br label %given", "given:"]
        lines = ["  br label %give", "give:", f"  %s = phi i64 [ 0, %{before} ], [ %s1, %give ]"]
        lines.append("  %row.s = add i64 %g, %s")
        for k in numbers:
            lines += [
                f"  %told{k}.p = getelementptr double, ptr %to{k}, i64 %s",
                f"  %told{k}.s = load double, ptr %told{k}.p",
                f"  %out{k}.s = getelementptr double, ptr %out{k}, i64 %row.s",
                f"  store double %told{k}.s, ptr %out{k}.s",
            ]
        return [
            *lines,
            "  %s1 = add i64 %s, 1",
            "  %smore = icmp slt i64 %s1, %grows",
            "  br i1 %smore, label %give, label %given",
            "given:",
        ]

    def _pass(
        self, p: int, before: str, reductions: list[Reduction], targets: list[str], stored: list[str]
    ) -> list[str]:
        """Return one loop over the columns; what it keeps for later passes is added to ``stored``."""
        here, j = f"c{p}", f"%j{p}"
        code, used = self.block.needed(targets, stored)
        lines = [f"{here}:", f"  {j} = phi i64 [ 0, %{before} ], [ {j}.1, %{here} ]"]
        for one in reductions:
            ways = f"[ {self.identity(one)}, %{before} ], [ {one.name}.g, %{here} ]"
            lines.append(f"  {one.name}.before = phi {self.vector} {ways}")
        lines.append(f"  {j}.at = mul i64 {j}, {ROW_WIDTH}")
        if COLUMN in used:
            lines += [
                f"  {j}.real = sitofp i64 {j} to double",
                *self.splat(f"{COLUMN}.{here}", f"{j}.real"),
            ]
        lines += self._column_taken(p, used)
        kept = [(slot, name) for slot, name in enumerate(self.block.kept) if name in used]
        for slot, name in kept:
            at, own = f"%slot{slot}.{here}", for_row(name, "g", here)
            place = f"  {at} = getelementptr double, ptr %tv{slot}, i64 {j}.at"
            if name in stored:
                lines += [place, f"  {own} = load {self.vector}, ptr {at}, align 128"]
            else:
                lines.append(place)
        lines += [for_row(line, "g", here) for line in code]
        for slot, name in kept:
            if name not in stored:
                own = for_row(name, "g", here)
                lines.append(f"  store {self.vector} {own}, ptr %slot{slot}.{here}, align 128")
        stored += [name for _, name in kept if name not in stored]
        lines += self._column_gathered(reductions, here) if reductions else self._column_given(p)
        return [
            *lines,
            f"  {j}.1 = add i64 {j}, 1",
            f"  {j}.more = icmp slt i64 {j}.1, %n",
            f"  br i1 {j}.more, label %{here}, label %d{p}",
            f"d{p}:",
        ]

    def _column_taken(self, p: int, used: set[str]) -> list[str]:
        """Return the loads of one column of each matrix that is used."""
        lines, how = list[str](), "fpext" if self.scalar == "float" else "bitcast"
        for k in (k for k in self.matrices if f"%z{k}" in used):
            at, name = f"%z{k}.at{p}", for_row(f"%z{k}", "g", f"c{p}")
            lines += [
                f"  {at} = getelementptr {self.scalar}, ptr %tz{k}, i64 %j{p}.at",
                f"  {name}.m = load {self.memory}, ptr {at}, align {ROW_WIDTH * self.bytes}",
                f"  {name} = {how} {self.memory} {name}.m to {self.vector}",
            ]
        return lines

    def _column_gathered(self, reductions: list[Reduction], here: str) -> list[str]:
        """Return what takes a column into the maxima and sums of its rows."""
        lines, v = list[str](), self.vector
        for one in reductions:
            value, name = for_row(one.operand, "g", here), one.name
            if one.kind == "max":
                lines.append(f"  {name}.above = fcmp ogt {v} {value}, {name}.before")
                lines.append(
                    f"  {name}.g = select {self.mask} {name}.above, {v} {value}, {v} {name}.before"
                )
            else:
                lines.append(f"  {name}.g = fadd {v} {name}.before, {value}")
        return lines

    def _column_given(self, p: int) -> list[str]:
        """Return the stores of one column of each result that is a row."""
        lines, how = list[str](), "fptrunc" if self.scalar == "float" else "bitcast"
        for k in (k for k, row in enumerate(self.whole) if row):
            at, name = f"%given{k}", for_row(self.results[k], "g", f"c{p}")
            lines += [
                f"  {at} = getelementptr {self.scalar}, ptr %to{k}, i64 %j{p}.at",
                f"  {at}.m = {how} {self.vector} {name} to {self.memory}",
                f"  store {self.memory} {at}.m, ptr {at}, align {ROW_WIDTH * self.bytes}",
            ]
        return lines
