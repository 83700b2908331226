"""Tables written in the formats of many people: reading gives back what was written, or says what it could not."""

import datetime as dt
import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from barreleye.tables import read_table

# Separator, decimal mark, and what groups thousands (nothing, or one of some).
LOCALES = {
    "American": (",", ".", ["", ","]),
    "German": (";", ",", ["", "."]),
    "French": (";", ",", ["", " ", "\u202f"]),
    "Swiss": (";", ".", ["", "'", "’"]),
    "with tabs": ("\t", ".", ["", ","]),
    "German with tabs": ("\t", ",", ["", "."]),
}
UNITS = ["", "", "", "$", "€ ", " €", "%", " %", " kg", " CHF", "k"]
TIMES = {"k": 1e3}
SIGNS = ["-{}", "-{}", "−{}", "({})", "{}-"]
MISSING = ["", "NA", "n/a", "unknown", "-", "?"]
ORDERS = [
    "%Y-%m-%d",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%b-%Y",
    "%b %d, %Y",
    "%Y-%m-%d %H:%M",
    "%Y%m%d",
]


def written(number, decimals, decimal, group, unit, sign):
    """Return a number as somebody would write it."""
    text = f"{abs(number):,.{decimals}f}"
    whole, _, rest = text.partition(".")
    text = whole.replace(",", group) + (decimal + rest if rest else "")
    text = unit + text if unit.startswith(("$", "€")) else text + unit
    return sign.format(text) if number < 0 else text


@st.composite
def numbers(draw, rows, decimal, groups):
    """Draw a column of numbers: what is written, and what it means."""
    decimals = draw(st.sampled_from([0, 1, 2, 4]))
    size = draw(st.sampled_from([1.0, 1e3, 1e6]))
    group, unit, sign = (
        draw(st.sampled_from(groups)),
        draw(st.sampled_from(UNITS)),
        draw(st.sampled_from(SIGNS)),
    )
    seed = draw(st.integers(0, 2**32 - 1))
    values = np.round(np.random.default_rng(seed).normal(size=rows) * size, decimals)
    texts = [written(float(value), decimals, decimal, group, unit, sign) for value in values]
    return texts, (values * TIMES.get(unit, 1.0)).tolist()


@st.composite
def days(draw, rows):
    """Draw a column of dates."""
    order = draw(st.sampled_from(ORDERS))
    seed = draw(st.integers(0, 2**32 - 1))
    offsets = np.random.default_rng(seed).integers(0, 20_000, rows)
    dates = [dt.datetime(1970, 1, 1) + dt.timedelta(days=int(day)) for day in offsets]  # noqa: DTZ001  local time
    return [f"{date:{order}}" for date in dates], [float(day) for day in offsets]


@st.composite
def files(draw):
    """Draw a file: its text, and the columns of numbers and dates that it means."""
    separator, decimal, groups = LOCALES[draw(st.sampled_from(list(LOCALES)))]
    rows = draw(st.integers(30, 80))
    columns, meant = {}, {}
    for i in range(draw(st.integers(2, 4))):  # a title above one column looks like its name
        texts, values = draw(
            st.one_of(numbers(rows, decimal, groups), numbers(rows, decimal, groups), days(rows))
        )
        word = draw(st.sampled_from(MISSING))
        for row in draw(st.sets(st.integers(0, rows - 1), max_size=3)):
            texts[row], values[row] = word, math.nan
        if draw(st.integers(0, 9)) == 0:
            texts[0], values[0] = "see note", math.nan
        columns[f"c{i}"], meant[f"c{i}"] = texts, values
    names = list(columns)
    lines = [names, *zip(*columns.values(), strict=True)]
    end = draw(st.sampled_from(["\n", "\r\n"]))
    cells = ((f'"{cell}"' if separator in cell else cell for cell in line) for line in lines)
    title = draw(st.sampled_from(["", "", "A title" + end + end, "# a comment" + end]))
    return title + end.join(separator.join(line) for line in cells) + end, meant


@settings(max_examples=100, deadline=None)
@given(file=files())
def test_what_was_written_is_read_or_the_doubt_is_said(tmp_path_factory, file):
    text, meant = file
    path = tmp_path_factory.getbasetemp() / "written.csv"
    path.write_bytes(text.encode())
    table = read_table(path)
    for name, values in meant.items():
        column = table[name]
        if column.kind in ("numbers", "dates"):
            off = [
                (row, wanted, found)
                for row, (wanted, found) in enumerate(zip(values, column.values.tolist(), strict=True))
                if not (
                    found == wanted or abs(found - wanted) <= 4e-16 * abs(wanted) or wanted != wanted
                )
            ]
            assert not off or "nothing shows" in column.note, (name, column, off[:3])
        else:
            assert column.note, (name, column)
