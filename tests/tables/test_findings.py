"""Notes that an analyst would be thankful for, and none about clean tables."""

import datetime as dt
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


OF_TRAINING = ("still falling", "no better than", "far worse than")
OF_FOLDS = "gives the score to expect"  # what group and time would do, which has a test of its own


def notes(data, target="y", **options):
    result = be.fit_table(data, target, **{"epochs": 1, "hidden": (4,), "progress": False} | options)
    others = (*OF_TRAINING, OF_FOLDS) if target != "of folds" else OF_TRAINING
    return [note for note in result.warnings if not any(words in note for words in others)]


def test_dates_and_names_of_groups_are_said_to_have_an_option():
    day = [f"2024-{1 + i % 12:02}-{1 + i % 28:02}" for i in range(ROWS)]
    data = {name: values for name, values in NUMBERS.items() if name != "y"} | {"of folds": NUMBERS["y"]}
    (said,) = [note for note in notes(data | {"w": day}, "of folds") if OF_FOLDS in note]
    assert "'w' holds dates" in said
    assert "--time w gives the score to expect" in said
    assert not [note for note in notes(data, "of folds") if OF_FOLDS in note]


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
        "column 'customerId' left out: every row has a number of its own",
    ),
    "a name that counts up": (
        {"id": list(range(1, ROWS + 1))},
        "column 'id' left out: it numbers the rows",
    ),
    "a copy": ({"w": X.tolist()}, "columns 'w' and 'x' hold the same entries.*--drop"),
    "a copy of words": (
        {"v": ["a", "b"] * 100, "w": ["a", "b"] * 100},
        "columns 'v' and 'w' hold the same",
    ),
    "a value far out": (
        {"w": [*Z[:-1], 1e4]},
        "column 'w': 10000 in row 200 far out, the others lie between -2.*correct it if it is wrong",
    ),
    "a repeated value far out": (
        {"w": [*Z[:-2], 1e4, 1e4]},
        "column 'w': 10000 .2 times, first in row 199. far out, the others .*--missing 10000",
    ),
    "a date far out": (
        {"w": [dt.date(2204 if i == 7 else 2024, i % 12 + 1, 1 + i // 12) for i in range(ROWS)]},
        "column 'w': 2204-08-01 in row 8 far out, the others lie between 2024-01-01 and 2024-12-16",
    ),
    "a number of an order": (
        {"order_no": np.cumsum(RNG.integers(1, 9, ROWS)).tolist()},
        "column 'order_no' has a new whole number in nearly every row: .*--drop order_no",
    ),
    "a number in German": (
        {"Kundennr": RNG.permutation(90_000)[:ROWS].tolist()},
        "column 'Kundennr' has a new whole number",
    ),
    "telephones": (
        {"reach": RNG.integers(3 * 10**9, 9 * 10**9, ROWS).tolist()},
        "column 'reach' has a new whole number",
    ),
    "capitals": (
        {"w": [("Red", "red", "blue", "dark  red", "Dark red")[i % 5] for i in range(ROWS)]},
        "column 'w': 'Dark red' and 'dark  red'; 'Red' and 'red' differ only in case or blanks",
    ),
}
IDENTIFIERS = {
    "order_no": np.cumsum(RNG.integers(1, 9, ROWS)).tolist(),
    "partNr": RNG.permutation(90_000)[:ROWS].tolist(),
}
CODES = {
    "-999": ([-999.0 if i % 9 == 4 else z for i, z in enumerate(Z)], "-999 .22 times, first in row 5."),
    "-999 below wide ranges": ([-999 if i % 9 == 4 else 6 * i for i in range(ROWS)], "-999 .22 times"),
    "-9999 once": ([-9999 if i == 4 else 15 * i for i in range(ROWS)], "-9999 .in row 5."),
    "two codes": (
        [(99999, 88888)[i % 2] if i % 20 < 2 else 70 * i % 1201 for i in range(ROWS)],
        "88888 .10 times, first in row 2. and 99999 .10 times.*--missing 88888 --missing 99999",
    ),
    "-1 among ages": ([-1 if i % 9 == 4 else 18 + 7 * i % 73 for i in range(ROWS)], "-1 .22 times"),
    "-1 beside few zeros": ([-1 if i % 9 == 4 else 7 * i % 30 for i in range(ROWS)], "-1 .22 times"),
    "-9 repeated": ([-9 if i % 50 == 4 else 7 * i % 30 for i in range(ROWS)], "-9 .4 times"),
    "the last day": (
        [dt.date(9999, 12, 31) if i % 9 == 4 else dt.date(2024, 1 + i % 12, 5) for i in range(ROWS)],
        "9999-12-31 .22 times.*between 2024-01-05 and 2024-12-05 .--missing 9999-12-31",
    ),
    "the first day": (
        [dt.date(1900, 1, 1) if i % 9 == 4 else dt.date(1925 + i % 90, 5, 5) for i in range(ROWS)],
        "1900-01-01 .22 times",
    ),
}
NO_CODES = {
    "-1, 0 and 1": [i % 3 - 1 for i in range(ROWS)],
    "-1 and 1": [(-1, 1, 1)[i % 3] for i in range(ROWS)],
    "-1 as the least of many": [i % 37 - 1 for i in range(ROWS)],
    "degrees below 0": [i % 37 - 9 for i in range(ROWS)],
    "-99 among negative numbers": [7 * i % 301 - 99 for i in range(ROWS)],
    "99 among ages": [18 + 7 * i % 82 for i in range(ROWS)],
    "9999 among prices": [10 * (7 * i % 1001) - 1 for i in range(1, ROWS + 1)],
    "years of a panel": [dt.date(1970 + i % 20, 1, 1) for i in range(ROWS)],
}
MEASURED = {
    "income": RNG.integers(12_000, 99_000, ROWS).tolist(),
    "population": (10 ** RNG.uniform(4, 7, ROWS)).astype(int).tolist(),
    "pressure": RNG.integers(98_000, 104_000, ROWS).tolist(),
    "frequency": RNG.integers(2_400_000, 2_500_000, ROWS).tolist(),
    "moment": np.sort(RNG.integers(1_600_000_000, 1_700_000_000, ROWS)).tolist(),
    "price": (1000 * RNG.integers(10**6, 9 * 10**6, ROWS)).tolist(),
    "distance": np.round(10 ** RNG.uniform(8.2, 11, ROWS)).tolist(),
    "zip code": [(10_000 + 7 * i % 60) for i in range(ROWS)],
}


@pytest.mark.parametrize(("columns", "note"), FOUND.values(), ids=FOUND.keys())
def test_what_is_odd_is_found(columns, note):
    found = notes(columns | NUMBERS)
    assert len(found) == 1
    assert re.search(note, found[0])


def test_names_of_rows_are_told_together():
    (note,) = notes(IDENTIFIERS | NUMBERS)
    assert note == (
        "columns 'order_no' and 'partNr' have a new whole number in nearly every row: leave them out if they only"
        " name the rows (--drop order_no --drop partNr)"
    )


@pytest.mark.parametrize(("entries", "note"), CODES.values(), ids=CODES.keys())
def test_codes_for_missing_values_are_found(entries, note):
    (found,) = notes({"w": entries} | NUMBERS)
    assert re.search(f"^column 'w': {note}", found)
    assert re.search("looks? like .*--missing ", found)


@pytest.mark.parametrize("entries", NO_CODES.values(), ids=NO_CODES.keys())
def test_values_are_no_codes(entries):
    assert notes({"w": entries} | NUMBERS) == []


@pytest.mark.parametrize(("name", "entries"), MEASURED.items())
def test_measurements_are_no_names_of_rows(name, entries):
    assert notes({name: entries} | NUMBERS) == []


def test_the_target_is_looked_at_as_well():
    code = [-999.0 if i % 9 == 4 else v for i, v in enumerate(NUMBERS["y"])]
    (note,) = notes(NUMBERS | {"y": code})
    assert re.match("the target 'y': -999 .22 times.*--missing -999 .*learned as an answer", note)
    few = {name: column[:12] for name, column in NUMBERS.items()}
    found = notes(few | {"y": [10.0 + i if i != 4 else -9999.0 for i in range(12)]})
    assert "the target 'y': -9999 (in row 5) looks like a code for missing values, the oth" in found[0]
    answers = [(0, 1, -9)[i % 3] for i in range(ROWS)]
    assert any("the target 'y': -9 (66 times" in note for note in notes(NUMBERS | {"y": answers}))
    (note,) = notes(NUMBERS | {"y": [("north", "south", "North")[i % 3] for i in range(ROWS)]})
    assert note.startswith("the target 'y': 'North' and 'north' differ only in case or blanks")
    assert notes(NUMBERS | {"y": [("AA", "Aa", "aa")[i % 3] for i in range(ROWS)]}) == []


def test_a_column_of_merged_cells_is_named():
    places = [f"region {i // 10}" if i % 10 == 0 else None for i in range(ROWS)]
    years = [dt.date(2000 + i // 5 % 2, 1, 1) if i % 5 == 0 else None for i in range(ROWS)]
    found = notes({"place": places, "year": years} | NUMBERS)
    assert found[:2] == [
        f"column '{name}' is filled in {known} of 200 rows only, where it changes as it seems: fill it down if an"
        " entry stands for the rows below it, as merged cells do"
        for name, known in (("place", 20), ("year", 40))
    ]
    ticks = ["x" if i % 10 == 0 else None for i in range(ROWS)]
    remarks = [None if i % 10 else f"remark {i}" for i in range(1, ROWS + 1)]
    sparse = [i * 0.5 if i % 10 == 0 else None for i in range(ROWS)]
    for column in (ticks, remarks, sparse):
        assert not any("is filled" in note for note in notes({"c": column} | NUMBERS))
    assert not any("is filled" in note for note in notes(NUMBERS | {"place": places}))


def test_a_row_that_sums_up_the_others_is_told():
    amounts = [float(i % 9 + 10) for i in range(ROWS)]
    total = {"w": [*amounts, sum(amounts)], "x": [*X, 0.5], "z": [*Z, 0.1], "y": [*NUMBERS["y"], 0.1]}
    assert notes(total)[0] == (
        "row 201 seems to be a total and no case (the sum of the others stands under 'w'): delete it, or it is"
        " learned as well"
    )
    far = {name: [*column, 1e5] for name, column in NUMBERS.items()}
    (note,) = notes(far | {"w": [*amounts, sum(amounts)]})
    assert note.startswith("row 201 seems to be a total")
    places = {"place": [f"town {i}" for i in range(ROWS)] + ["Total:"]}
    assert "row 201 seems to be a total and no case (it has 'Total:')" in notes(places | total)[0]
    wines = {"kind": ["red"] * ROWS + ["Total Wine"]}
    assert not any(
        "seems to be a total" in note
        for note in notes(wines | {"y": [*NUMBERS["y"], 0.1], "x": [*X, 0.5]})
    )
    for word in ("North Total", "Gesamtergebnis", "Total général", "Grand total"):
        assert f"(it has '{word}')" in notes({"place": [*places["place"][:-1], word]} | total)[0]
    words = {"kind": ["a", "Total"] * (ROWS // 2)}
    assert notes(words | NUMBERS) == []


def test_a_column_that_is_filled_when_the_answer_is_known_is_named():
    closed = [float(i % 17) if word == "up" else None for i, word in enumerate(WORDS["y"])]
    (note,) = notes({"closed": closed} | WORDS)
    assert note.startswith("whether an entry of column 'closed' is missing answers 100.0% of held-out")
    assert note.endswith("leave it out (--drop closed)")
    often = [float(i % 17) if word == "up" or i % 9 else None for i, word in enumerate(WORDS["y"])]
    assert notes({"closed": often} | WORDS) == []


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
    assert note.startswith("40 rows are copies of others (the first, row 201, of row 1)")
    (note,) = notes({"no": RNG.permutation(240).tolist()} | doubled)[1:]
    assert note.startswith("40 rows are copies of others")
    one = {"x": X.round(4).tolist(), "sex": ["f", "m"] * 100, "y": WORDS["y"]}
    (note,) = notes({name: 2 * column for name, column in one.items()})
    assert note.startswith("200 rows are copies of others")


def test_rows_that_are_alike_by_chance_are_no_copies():
    words = {"v": ["a", "b"] * 100, "w": ["p", "p", "q", "q"] * 50, "y": WORDS["y"]}
    assert notes(words) == []
    random = np.random.default_rng(8)
    age, sex, low = random.integers(18, 81, ROWS), random.integers(0, 2, ROWS), random.normal(size=ROWS)
    people = {
        "age": age.tolist(),
        "sex": ["fm"[i] for i in sex],
        "y": [("low", "middle", "high")[int(v > -0.5) + int(v > 0.5)] for v in low + (age - 49) / 18],
    }
    assert notes(people) == []
    # answers that depend on each other: many people say much the same
    mood = random.normal(size=(ROWS, 1)) + random.normal(0.0, 0.3, (ROWS, 6))
    answers = np.clip(np.round(mood + 3), 1, 5).astype(int)
    survey = {f"q{i}": answers[:, i].tolist() for i in range(6)}
    assert not any("copies" in note for note in notes(survey | {"y": WORDS["y"]}))
    choice = ["Yes" if i * i % 7 > 2 else "No" for i in range(200)]
    known = {"a": choice, "y": [{"Yes": "p", "No": "q"}[word] for word in choice]}
    assert not any("copies" in note for note in notes(known))
