"""Numbers and dates as people write them."""

import datetime as dt
import math

import numpy as np
import pytest

import barreleye as be
from barreleye.errors import DataError
from barreleye.tables import as_table

WRITTEN = {
    "German": (["1.863,32", "863,10", "1.200", "0,5"], [1863.32, 863.1, 1200.0, 0.5]),
    "American": (["$1,234.50", "7", "-1,000,000"], [1234.5, 7.0, -1e6]),
    "Swiss": (["1'234.5", "CHF 7", "0.5"], [1234.5, 7.0, 0.5]),
    "French": (["1 234,5", "7\u202f000", "0,25"], [1234.5, 7000.0, 0.25]),
    "shares": (["45.2%", "3 %", "-1%"], [45.2, 3.0, -1.0]),
    "decimal comma": (["0,567", "1,234", "3,1"], [0.567, 1.234, 3.1]),
    "plain": (["1e3", " 2.5 ", "-0.5"], [1000.0, 2.5, -0.5]),
}


@pytest.mark.parametrize("style", WRITTEN)
def test_numbers_are_read_in_the_style_of_their_column(style):
    words, numbers = WRITTEN[style]
    column = as_table({"n": words})["n"]
    assert (column.kind, column.values.tolist()) == ("numbers", numbers)
    assert ("is read as" in column.note) == (style != "plain")


MEANT = {
    "ratings": (["4.1/5", "3/5", "2.75/5"], [4.1, 3.0, 2.75]),
    "grades that could be dates": (["1.5/20", "12.5/20", "9/20"], [1.5, 12.5, 9.0]),
    "so many of ten": (["8 out of 10", "9.5 out of 10"], [8.0, 9.5]),
    "singular and plural": (["1 star", "2 stars", "5 stars"], [1.0, 2.0, 5.0]),
    "a plural in German": (["1 Zeile", "2 Zeilen", "4 Zeilen"], [1.0, 2.0, 4.0]),
    "squares": (["12 m2", "14.5 m²", "9 sqm"], [12.0, 14.5, 9.0]),
    "a percent sign before": (["%45,5", "%3,25"], [45.5, 3.25]),
    "no cents": (["12,- €", "8,-- €", "1.250,50 €"], [12.0, 8.0, 1250.5]),
    "no cents in Switzerland": (["CHF 12.–", "9.95", "1’250.–"], [12.0, 9.95, 1250.0]),
    "rupees": (["Rs. 71,56,350/-", "Rs. 1,200/-"], [7156350.0, 1200.0]),
    "footnotes": (["2,464,120[3]", "1,234[a][12]", "17"], [2464120.0, 1234.0, 17.0]),
    "another unit in parentheses": (["291 kW (396 PS)", "271 kW (369 PS)"], [291.0, 271.0]),
    "arrows": (["▲ 4.1%", "▼ 17.4%"], [4.1, -17.4]),
    "points of an examination": (["6/20", "12/20", "20/20"], [6.0, 12.0, 20.0]),
    "per square": (["309/km2", "48/km2"], [309.0, 48.0]),
    "rupiah": (["Rp 306.711", "Rp 1.250.000"], [306711.0, 1250000.0]),
    "stars of a shop": (["2.1 out of 5 stars", "4.9 out of 5 stars"], [2.1, 4.9]),
    "litres on a way": (["7,4 l/100 km", "6,6 l/100 km"], [7.4, 6.6]),
    "ringgit": (["RM582.07", "RM1,250.00"], [582.07, 1250.0]),
    "percentages in parentheses": (["(36.9%)", "(9.9 %)", "(4%)", "n.a."], [36.9, 9.9, 4.0, None]),
    "a loss beside a gain": (["(36.9%)", "9.9%"], [-36.9, 9.9]),
    "yen": (["¥5,754", "¥320", "¥12,345"], [5754.0, 320.0, 12345.0]),
    "won with points": (["₩5.754", "₩3.200"], [5754.0, 3200.0]),
    "errors of a spreadsheet": (
        ["1.5", "#REF!", "2.5", "#DIV/0!", "#####", "#BEZUG!", "3.5"], [1.5, None, 2.5, None, None, None, 3.5]),
}  # fmt: skip


@pytest.mark.parametrize(("entries", "numbers"), MEANT.values(), ids=MEANT.keys())
def test_numbers_are_read_as_they_are_meant(entries, numbers):
    column = as_table({"n": entries})["n"]
    assert column.kind == "numbers"
    np.testing.assert_array_equal(column.values, np.array(numbers, dtype=float))


def test_codes_that_could_be_powers_of_ten_are_told():
    column = as_table({"n": ["12E4", "13E5", "11E3"]})["n"]
    assert column.note == "nothing shows whether '12E4' is 120000 or a code: taken as words"
    assert as_table({"n": ["10e3", *map(str, range(200))]})["n"].kind == "numbers"


def test_signs_in_a_row_are_words_if_the_user_says_so():
    entries = ["#", "##", "####", "##"] * 3
    assert as_table({"n": entries}, words="n")["n"].categories == ("#", "##", "####")
    assert as_table({"n": entries})["n"].note == "3 entries '####' taken as missing"


def test_yen_are_whole_in_a_file_separated_by_semicolons(tmp_path):
    (tmp_path / "t.csv").write_text("p;y\n¥5,754;1\n¥3,200;0\n", encoding="utf-8")
    assert as_table(tmp_path / "t.csv")["p"].values.tolist() == [5754.0, 3200.0]


def test_an_error_among_words_is_missing_and_said():
    column = as_table({"n": ["red", "#REF!", "blue", "#REF!", "red", "#NV"]})["n"]
    assert column.values.tolist() == ["red", None, "blue", None, "red", None]
    assert column.note == "3 entries '#REF!' and '#NV' taken as missing"


@pytest.mark.parametrize(
    "words",
    [
        ["007", "12"],
        ["a", "b"],
        ["1-2", "3-4"],
        ["S", "M", "38"],
        ["1_000", "x"],
        ["12E4", "13E5"],
        ["05/20", "06/20"],
        ["120/100", "95/100"],
        ["MW-1", "MW-2"],
        ["L1", "L2"],
    ],
)
def test_codes_and_words_stay_words(words):
    assert as_table({"n": words})["n"].kind == "words"


@pytest.mark.parametrize(
    ("words", "first"),
    [(["12/31/2024", "01/02/2024"], "month"), (["31/12/2024", "01/02/2024"], "day")],
)
def test_dates_with_slashes_are_read_and_the_order_is_said(words, first):
    column = as_table({"d": words})["d"]
    december = (dt.date(2024, 12, 31) - dt.date(1970, 1, 1)).days
    assert (column.kind, column.values[0]) == ("dates", december)
    assert f"with the {first} first" in column.note


def test_a_thirteenth_month_makes_no_date():
    assert as_table({"d": ["13/13/2024", "1/1/2024"]})["d"].kind == "words"


def test_a_mapping_may_hold_dates_and_holes_of_every_kind():
    table = as_table(
        {
            "day": [dt.date(1970, 1, 2), None, np.datetime64("1970-01-03")],
            "time": [dt.datetime(1970, 1, 1, 12), None, dt.datetime(1970, 1, 2)],  # noqa: DTZ001  local time
            "cell": [np.ones(2), None, 3],
        }
    )
    assert table["day"].values.tolist()[::2] == [1.0, 2.0]
    assert table["time"].values[0] == 0.5
    assert math.isnan(table["time"].values[1])
    with pytest.raises(DataError, match="'cell' holds a ndarray"):
        _ = table["cell"].missing


def test_predictions_speak_the_dialect_of_their_table(tmp_path):
    rows = [f"Ort {i % 3};{i},5;{2 * i},25" for i in range(40)]
    table = tmp_path / "miete.csv"
    table.write_text("Stadt;Fläche;Miete\n" + "\n".join(rows) + "\n", encoding="utf-8")
    model = be.fit_table(table, "Miete", epochs=3, progress=False).model
    answers = model.predict(table)
    be.tables.write_table(tmp_path / "out.csv", table, {"predicted": answers.values})
    again = as_table(tmp_path / "out.csv")
    assert [c.kind for c in again] == ["words", "numbers", "numbers", "numbers"]
    assert again["predicted"].values == pytest.approx(answers.values, rel=1e-12)
    first = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()[1]
    assert first.startswith("Ort 0;0,5;0,25;")
    assert "." not in first  # the added column has decimal commas too


def test_rows_far_outside_of_training_are_said():
    data = {"x": [float(i) for i in range(60)], "y": [2.0 * i for i in range(60)]}
    model = be.fit_table(data, "y", epochs=2, progress=False).model
    assert model.predict({"x": [10.0, 70.0]}).notes == []
    (note,) = model.predict({"x": [10.0, 5000.0, -900.0]}).notes
    assert "'x': 2 rows far outside of the training range" in note


def test_a_row_with_too_few_fields_is_filled_and_named(tmp_path):
    path = tmp_path / "short.csv"
    path.write_text("a,b,c\n1,2,3\n4,5\n", encoding="utf-8")
    table = as_table(path)
    assert table["c"].missing.tolist() == [False, True]
    assert table.notes == ("1 row has fewer fields than the header: the rest is missing (line 3)",)


def test_a_very_wide_header_is_read_whole(tmp_path):
    names = [f"column_number_{i}" for i in range(6000)]
    path = tmp_path / "wide.csv"
    path.write_text(",".join(names) + "\n" + ",".join("1" for _ in names) + "\n", encoding="utf-8")
    assert as_table(path).names == tuple(names)


def test_dollars_and_backslashes_in_names_are_drawn_as_they_are(tmp_path):
    data = {"cost_$_per_$\\unit": [float(i) for i in range(40)], "y_$x^": [2.0 * i for i in range(40)]}
    fit = be.fit_table(data, "y_$x^", epochs=2, progress=False)
    be.write_report(fit, tmp_path / "r.html")
    assert (tmp_path / "r.html").stat().st_size > 10_000


def test_a_frame_without_names_of_its_own_takes_numbers_as_names():
    import pandas as pd  # noqa: PLC0415  only here

    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.random((40, 3)))
    fit = be.fit_table(frame, 2, epochs=1, drop="0", hidden=8, progress=False)
    assert [plan.name for plan in fit.model.encoder.plans if not plan.dropped] == ["1"]


def test_mixed_numbers_of_pandas_are_rows():
    import pandas as pd  # noqa: PLC0415  only here

    frame = pd.DataFrame({"a": [1, 2, 3], "b": [True, False, True], "c": [0.5, 1.5, 2.5]})
    net = be.mlp(3, [4], 1)
    assert np.array_equal(net(frame), net(frame.astype(float).to_numpy()))


def test_a_null_character_behind_a_number_is_part_of_its_unit():
    assert as_table({"a": [f"{i} a\0b" for i in range(20)]})["a"].kind in {"numbers", "words"}
