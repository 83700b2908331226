"""How a table was read is told once, where it stands, and in prediction only where it is news."""

import re

import numpy as np
import pytest

import barreleye as be
from barreleye.errors import DataError
from barreleye.tables import as_table

ORDINARY = ("still falling", "no better than", "checked on", "far worse", "gives the score to expect")
ROWS = 60
RNG = np.random.default_rng(3)
X, Y = RNG.normal(size=ROWS), RNG.normal(size=ROWS)


def fitted(path, lines, target="y", separator=",", **how):
    path.write_text("\n".join(separator.join(map(str, line)) for line in lines) + "\n")
    fit_options = {name: how.pop(name) for name in ("drop", "task") if name in how}
    return be.fit_table(
        as_table(path, **how), target, epochs=1, hidden=(4,), progress=False, **fit_options
    )


def notes(path, lines, target="y", separator=",", **how):
    warnings = fitted(path, lines, target, separator, **how).warnings
    return [note for note in warnings if not any(word in note for word in ORDINARY)]


def table(*columns, y=None):
    """Return rows below a header of column names, with x, the columns given as functions, and y."""
    names = [f"c{i}" for i in range(len(columns))]
    rows = (
        [f"{X[i]:.4f}", *(column(i) for column in columns), f"{Y[i]:.4f}" if y is None else y(i)]
        for i in range(ROWS)
    )
    return [["x", *names, "y"], *rows]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "table.csv"


def test_a_decimal_comma_is_told_once(path):
    rows = table(lambda i: f"{i / 7:.2f} kg")
    comma = [[str(cell).replace(".", ",") for cell in row] for row in rows]
    (note,) = notes(path, comma, separator=";")
    assert re.fullmatch(
        r"a comma is the decimal mark in columns 'x', 'c0' and 'y' \('.*' is read as .*\)", note
    )
    assert notes(path, comma, separator=";", decimal=",") == []  # who says so knows it
    model = fitted(path, comma, separator=";").model
    assert model.predict(path).notes == []


def test_units_are_told_once_with_an_example_of_each_column(path):
    (note,) = notes(path, table(lambda i: f"{i}.5 kg", lambda i: f"{i * i}.25 kg"))
    assert note == "column 'c0': '0.5 kg' is read as 0.5; likewise '0.25 kg' in 'c1'"
    apart = notes(path, table(lambda i: f"{i}.5 kg", lambda i: f"{i * i}.25 cm"))
    assert [note.partition(":")[0] for note in apart] == ["column 'c0'", "column 'c1'"]


def test_thousands_that_show_their_mark_are_not_in_doubt(path):
    def written(number):
        return f'"{number:,}"' if number > 999 else str(number)

    sure = table(lambda i: written(77 * i * i + 300), lambda i: written(11 * i * i + 101))
    assert notes(path, sure) == ["column 'c0': '1,532' is read as 1532; likewise '1,201' in 'c1'"]

    def doubtful(written):
        rows = ([f'"{i % 9 + 1},250"', written(i), "ab"[int(X[i] > 0)]] for i in range(ROWS))
        return notes(path, [["x", "z", "y"], *rows])

    (note,) = doubtful(lambda i: f'"{2 * i % 7 + 1},500"')
    assert note.startswith("column 'x': nothing shows whether '1,250' is 1250 or 1.25: the former")
    assert note.endswith("; likewise in 'z'")
    (note,) = doubtful(
        lambda i: '"2,500"' if i % 3 else i % 7 * 100
    )  # which shows it for the whole table
    assert note == "column 'x': '1,250' is read as 1250; likewise '2,500' in 'z'"


def test_columns_that_are_left_out_for_the_same_reason_are_gathered(path):
    (note,) = notes(path, table(lambda _: "", lambda _: ""))
    assert note == "columns 'c0' and 'c1' left out: every entry is missing"


ALWAYS = {"2024-01-05": "2024-01-05", "05.01.2024": "2024-01-05", "yes": "'yes'", "TRUE": "'TRUE'"}


@pytest.mark.parametrize(("entry", "told"), ALWAYS.items())
def test_a_constant_is_told_as_it_was_meant(path, entry, told):
    fit = fitted(path, table(lambda _: entry))
    assert f"column 'c0' left out: it is always {told}" in fit.warnings
    assert fit.model.encoder.plans[1].became == f"left out: it is always {told}"


def test_a_line_of_units_is_one_note_that_says_where(path):
    rows = table(lambda i: i * i)
    found = notes(path, [rows[0], ["kg", "cm", "s"], *rows[1:]])
    units, target = found
    assert units.startswith(
        "line 2 holds no numbers under columns 'x', 'c0' and 'y' ('kg'): delete it if it holds"
    )
    assert target == "1 row without 'y' left out"
    for first in (["?", "odd", rows[1][2]], ["?", "?", "?"]):
        found = notes(path, [rows[0], first, *rows[1:]])
        assert not any("holds no numbers" in note for note in found)


def test_an_empty_column_without_a_name_is_told_once(path):
    rows = [[*row, ""] for row in table()]
    assert notes(path, rows) == ["column 'column_3' left out: every entry is missing"]
    assert fitted(path, rows).model.predict(path).notes == []


def test_months_without_a_century_name_the_way_out(path):
    months = [lambda i: f"{['Set', 'Gen', 'Mar'][i % 3]} {10 + i % 2}", lambda i: f"Mar-{42 + i % 9}"]
    first, second = notes(path, table(*months))
    assert first == "column 'c0': 'Gen 10' is read as January 2010 (--words c0 if it is no month)"
    assert second == "column 'c1': nothing shows whether 'Mar-42' is March 1942: taken as words"
    (note,) = notes(path, table(lambda i: f"March {2012 + i % 9}"))
    assert "--words" not in note


def test_dates_to_predict_may_be_words(path):
    rows = table(y=lambda i: f"2019-0{i % 3 + 1}")
    with pytest.raises(DataError, match="--words y"):
        notes(path, rows)


def test_a_word_that_was_taken_as_missing_is_named_with_the_target(path):
    reading, left_out = notes(path, table(y=lambda i: ("NA", "North", "South")[i % 3]))
    assert "'NA' taken as missing" in reading
    assert left_out == "20 rows without 'y' left out"
    with pytest.raises(
        DataError, match=r"'North' in every row that has one \('NA' is taken as missing in 30"
    ):
        notes(path, table(y=lambda i: ("NA", "North")[i % 2]))


def test_yes_is_true_to_a_target_that_was_read_so(path):
    rows = table(y=lambda i: "TRUE" if X[i] > 0 else "FALSE")
    model = fitted(path, rows).model
    scores = model.score(path)
    path.write_text(path.read_text().replace("TRUE", "yes").replace("FALSE", "no"))
    assert model.score(path).rows == ROWS
    assert model.score(path).scores == scores.scores
    assert model.score(path).notes == ()
    path.write_text(path.read_text().replace("yes", "maybe", 2))
    assert model.score(path).rows == ROWS - 2
    (note,) = model.score(path).notes
    assert note.startswith("the target 'y': 2 entries neither yes nor no as it was in training")
    typed = {"x": np.round(X, 4), "y": [v > 0 for v in X]}
    assert model.score(typed).scores == scores.scores


def test_predictions_name_lines_and_say_one_thing_once(path):
    model = fitted(path, table(lambda i: ("red", "blue")[i % 2])).model
    path.write_text("# new\n\nx,c0\n0.5,red\n99,RED\nodd,green\n")
    _, odd, far, words = model.predict(path).notes
    assert odd.startswith(
        "column 'x': 1 entry not a number as it was in training, taken as missing (line 6 has 'odd')"
    )
    assert odd.endswith(", and training had none")
    assert re.search(r"'x': 1 row far outside of the training range .*; the furthest is line 5\)", far)
    assert re.search(r"'c0': 2 rows with words not seen in training .*; first in line 5\)", words)
    assert words.endswith("'RED' differs from 'red' only in case or blanks: write it as in training")
    ticks = fitted(path, table(lambda i: ("x", "")[i % 2])).model
    assert "'X' differs from 'x' only in case" in ticks.predict({"x": ["0.5"], "c0": ["X"]}).notes[-1]
    path.write_text("# new\n\nx,c0\n0.5,red\n1e99,red\n")
    with pytest.raises(DataError, match="'x' in line 5 lies"):
        model.predict(path)
    path.write_text("# new\n\nx,c0,y\n0.5,red,\n1e99,red,1\n")
    with pytest.raises(DataError, match="'x' in line 5 lies"):
        model.score(path)
