"""The rows of a CSV text as columns of text."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...errors import DataError
from ._csv_parsed import Rows, parsed
from ._irregular_rows import IrregularRows
from ._layout import Layout
from ._no_rows import stands_in
from ._records import Records, records_of_lines, regular_lines


def rows_of(layout: Layout) -> Rows:
    """Return the rows below the header of a layout.

    Raises
    ------
    DataError
        Many rows have more fields than the header, or a quote is never closed.
    """
    above, dialect = layout.lines_above, layout.dialect
    if layout.is_plain:
        text, start = layout.lines, layout.body
        lines = regular_lines(text, dialect.separator, dialect.quote, layout.header.width, start)
        if lines is not None:
            columns = parsed(text, layout, above)
            if columns is not None and len(columns[0]) == lines:
                head = layout.head_line
                again = stands_in(columns, head, dialect.separator) and text.find(head, start) >= 0
                return (
                    IrregularRows(layout).rows()
                    if again
                    else Rows(columns, None, (), lambda row: above + row + 1)
                )
    return IrregularRows(layout).rows()


def records_of(layout: Layout) -> tuple[Records, NDArray[np.int64], NDArray[np.int64], dict[int, int]]:
    """Return the records below the header, which are rows, which repeat it, and by how much some are too wide.

    Rows of which nobody knows which field belongs to which column count as wide enough: fields go behind them.
    """
    found = IrregularRows(layout)
    if layout.dialect.blanks:  # the records stand elsewhere in the text of the file, one on each line
        lines = records_of_lines(layout.lines[layout.body :])
        if len(lines) != len(found.records):
            raise DataError(f"cannot copy {layout.content.path}: a field in quotes has several lines")
        return lines, found.kept, found.repeated, {}
    unclear = set(found.unclear)
    excess = {r: n for r, n in found.excess.items() if r not in unclear}
    return found.records, found.kept, found.repeated, excess
