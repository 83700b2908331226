"""Notes that an analyst would be thankful for, and none about clean tables."""

import re

import numpy as np
import pytest

import barreleye as be

ROWS = 200
RNG = np.random.default_rng(5)
X, Z = RNG.normal(size=ROWS), RNG.normal(size=ROWS)
NUMBERS = {"x": X.tolist(), "z": Z.tolist(), "y": (X + Z + RNG.normal(size=ROWS)).tolist()}
WORDS = {
    "x": X.tolist(),
    "z": Z.tolist(),
    "y": ["up" if v > 0 else "down" for v in X + Z + RNG.normal(size=ROWS)],
}


def notes(data, target="y", **options):
    result = be.fit_table(data, target, **{"epochs": 1, "hidden": (4,), "progress": False} | options)
    return [
        note for note in result.warnings if "still falling" not in note and "no better than" not in note
    ]


def test_a_clean_table_gets_no_notes():
    assert notes(NUMBERS) == []
    assert notes(WORDS) == []
    assert notes(be.datasets.penguins_csv(), "species", epochs=20) == []


FOUND = {
    "a column that counts up": (
        {"no": list(range(1, ROWS + 1))},
        "column 'no' counts up with the rows.*--drop no",
    ),
    "a name of the rows": (
        {"customerId": RNG.permutation(10**6)[:ROWS].tolist()},
        "column 'customerId' left out: it numbers the rows",
    ),
    "a copy": ({"w": X.tolist()}, "columns 'w' and 'x' hold the same entries.*--drop"),
    "a copy of words": (
        {"v": ["a", "b"] * 100, "w": ["a", "b"] * 100},
        "columns 'v' and 'w' hold the same",
    ),
    "a value far out": ({"w": [*Z[:-1], 1e4]}, r"column 'w': 10000 .1 time. far out.*--missing 10000"),
    "a code for missing": (
        {"w": [-999.0 if i % 9 == 4 else z for i, z in enumerate(Z)]},
        r"column 'w': -999 .22 times. far out, the others lie between -.*--missing -999",
    ),
}


@pytest.mark.parametrize(("columns", "note"), FOUND.values(), ids=FOUND.keys())
def test_what_is_odd_is_found(columns, note):
    found = notes(columns | NUMBERS)
    assert len(found) == 1
    assert re.search(note, found[0])


@pytest.mark.parametrize("data", [NUMBERS, WORDS], ids=["numbers", "classes"])
def test_a_column_that_knows_the_answer_is_named(data):
    codes = [2.0 * v if isinstance(v, float) else 5.0 * len(v) + 0.25 for v in data["y"]]
    (note,) = notes({"leak": codes} | data)
    assert note.startswith("column 'leak' alone ")
    assert "leave it out (--drop leak)" in note
    words = ["p" if v == "up" else "q" for v in data["y"]]
    if data is WORDS:
        assert notes({"leak": words} | data)[0].startswith(
            "column 'leak' alone answers 100.0% of held-out rows"
        )


def test_a_good_column_is_no_leak():
    """Nine answers of ten are what a good column gives, and a rare class is not known by answering the other."""
    good = [word if i % 12 else "down" for i, word in enumerate(WORDS["y"])]
    assert notes({"good": good} | WORDS) == []
    rare = ["yes" if i % 40 == 7 else "no" for i in range(ROWS)]
    assert not any("alone answers" in note for note in notes(NUMBERS | {"y": rare}))


def test_rows_that_are_copies_are_counted():
    doubled = {name: column + column[:40] for name, column in NUMBERS.items()}
    (note,) = notes(doubled)
    assert note.startswith("40 rows are copies of others")
    words = {"v": ["a", "b"] * 100, "w": ["p", "p", "q", "q"] * 50, "y": WORDS["y"]}
    assert not any("copies" in note for note in notes(words))
