"""LLVM source that turns sixteen rows over into columns, and back.

Both ways are the same: the halves of a square change places, then the quarters, down to single numbers.
"""

from __future__ import annotations

from ._row_text import RowText

ROW_WIDTH = 16  # numbers of a vector, and the longest row that counts as short


class Turned(RowText):
    """Moves a group of short rows between their matrices and the stack, where a vector is a column.

    The group begins at row ``%g``, ``%grows`` rows of it are there, and ``%s.in`` says which lanes are columns.
    """

    def columns_of(self, k: int) -> list[str]:
        """Return what puts a matrix into columns at ``%tz``; the last row stands in for those after it."""
        lines = list[str]()
        for r in range(ROW_WIDTH):
            at = f"%in{k}.{r}"
            lines += [
                f"  {at}.i = add i64 %g, {r}",
                f"  {at}.row = call i64 @llvm.smin.i64(i64 {at}.i, i64 %last)",
                f"  {at}.start = mul i64 {at}.row, %n",
                f"  {at} = getelementptr {self.scalar}, ptr %in{k}, i64 {at}.start",
                f"  {at}.v = {self.load_vector(at, 's')}",
            ]
        columns, shuffles = self._transposed([f"%in{k}.{r}.v" for r in range(ROW_WIDTH)], f"%tz{k}")
        lines += shuffles
        for j, column in enumerate(columns):
            at = f"%tz{k}.{j}.p"
            lines.append(f"  {at} = getelementptr {self.scalar}, ptr %tz{k}, i64 {j * ROW_WIDTH}")
            lines.append(f"  store {self.memory} {column}, ptr {at}, align {ROW_WIDTH * self.bytes}")
        return lines

    def rows_of(self, k: int) -> list[str]:
        """Return what puts the columns of a result, at ``%to``, into the rows that are there."""
        lines = list[str]()
        for j in range(ROW_WIDTH):
            at = f"%to{k}.{j}"
            lines.append(f"  {at}.p = getelementptr {self.scalar}, ptr %to{k}, i64 {j * ROW_WIDTH}")
            lines.append(f"  {at}.v = load {self.memory}, ptr {at}.p, align {ROW_WIDTH * self.bytes}")
        rows, shuffles = self._transposed([f"%to{k}.{j}.v" for j in range(ROW_WIDTH)], f"%to{k}")
        lines += shuffles
        for r, row in enumerate(rows):
            at = f"%out{k}.{r}"
            given = f"{self.memory} {row}, ptr {at}, i32 {self.bytes}, {self.mask} {at}.in"
            lines += [
                f"  {at}.there = icmp slt i64 {r}, %grows",
                f"  {at}.in = select i1 {at}.there, {self.mask} %s.in, {self.mask} zeroinitializer",
                f"  {at}.i = add i64 %g, {r}",
                f"  {at}.start = mul i64 {at}.i, %n",
                f"  {at} = getelementptr {self.scalar}, ptr %out{k}, i64 {at}.start",
                f"  call void @llvm.masked.store.{self.short}.p0({given})",
            ]
        return lines

    def _transposed(self, vectors: list[str], prefix: str) -> tuple[list[str], list[str]]:
        """Return the names of the transposed square of so many vectors, and the shuffles that make it."""
        lines, w = list[str](), ROW_WIDTH
        for distance in (8, 4, 2, 1):
            after = list(vectors)
            # of two vectors, numbered on: whichever of their lanes the lower one keeps or takes over
            lower = [w + lane - distance if lane & distance else lane for lane in range(w)]
            for low in (k for k in range(w) if not k & distance):
                high = low + distance
                pair = f"{self.memory} {vectors[low]}, {self.memory} {vectors[high]}"
                for place, lanes in ((low, lower), (high, [lane + distance for lane in lower])):
                    after[place] = f"{prefix}.{distance}.{place}"
                    mask = ", ".join(f"i32 {lane}" for lane in lanes)
                    lines.append(f"  {after[place]} = shufflevector {pair}, <{w} x i32> <{mask}>")
            vectors = after
        return vectors, lines
