"""How a column was written is learned with it: tables to predict are read so, and never guessed at anew."""

# ruff: noqa: PD011  the answers of a model have values, too

import datetime as dt
import json

import numpy as np
import polars as pl
import pytest
from pandas import Categorical, DataFrame, Series, to_datetime

import barreleye as be
from barreleye._tree import Tree
from barreleye.errors import DataError, FileFormatError
from barreleye.tables import as_table
from barreleye.tables._column_plan import plan_from
from support.tables import save_csv

DAYS = [dt.date(2023, 1, 1) + dt.timedelta(days=i) for i in range(365)]
HALVES = ["H1" if day.month < 7 else "H2" for day in DAYS]
RNG = np.random.default_rng(3)


def fit(data, target="y", **how):
    return be.fit_table(data, target, **{"hidden": (8,), "epochs": 60, "progress": False} | how)


def notes(answers):
    return " | ".join(answers.notes)


@pytest.fixture(scope="module")
def american():
    return fit({"d": [f"{day:%m/%d/%Y}" for day in DAYS], "y": HALVES}).model


@pytest.fixture(scope="module")
def iso():
    return fit({"d": [day.isoformat() for day in DAYS], "y": HALVES}).model


def test_the_order_of_dates_is_learned(american, tmp_path):
    european = fit({"d": [f"{day:%d/%m/%Y}" for day in DAYS], "y": HALVES}).model
    asked = {"d": ["02/11/2023", "11/02/2023"]}
    for data in (asked, save_csv(tmp_path / "t.csv", asked)):
        assert american.predict(data).values.tolist() == ["H1", "H2"]
        assert european.predict(data).values.tolist() == ["H2", "H1"]


@pytest.mark.parametrize(
    "days",
    [
        ["2023-02-11", "2023-11-02"],
        [dt.date(2023, 2, 11), dt.date(2023, 11, 2)],
        Series(["2023-02-11", "2023-11-02"], dtype="string"),
        to_datetime(Series(["2023-02-11", "2023-11-02"])),
        to_datetime(Series(["2023-02-11", "2023-11-02"]), utc=True),
        pl.Series(["2023-02-11", "2023-11-02"]).str.to_date(),
    ],
    ids=["text", "dates", "strings", "moments", "moments of a zone", "polars"],
)
def test_the_same_days_give_the_same_answers_whatever_their_type(iso, days):
    frame = DataFrame({"d": days}) if isinstance(days, Series) else {"d": days}
    answers = iso.predict(frame)
    assert answers.values.tolist() == ["H1", "H2"]
    assert answers.notes == []


def test_what_is_written_otherwise_is_missing_and_named(iso):
    answers = iso.predict({"d": ["2023-02-11", "11/02/2023"]})
    assert (
        "1 entry not a date as it was in training, taken as missing (row 2 has '11/02/2023')"
        in notes(answers)
    )


def test_a_column_in_which_nothing_is_written_as_it_was_is_refused(iso):
    with pytest.raises(
        DataError, match=r"column 'd' held dates .*row 1 has '02/11/2023'.*no entry is written"
    ):
        iso.predict({"d": ["02/11/2023"]})


def test_the_decimal_mark_is_learned(tmp_path):
    numbers = RNG.uniform(0.5, 4, 120).round(3)
    text = "kg\ty\n" + "".join(f"{x:.3f}\t{2 * x:.3f}\n".replace(".", ",") for x in numbers)
    (tmp_path / "t.csv").write_text(text)
    model = fit(tmp_path / "t.csv").model
    assert model.encoder.plans[0].format.decimal == ","
    (tmp_path / "u.csv").write_text("kg\n1,250\n2,125\n")
    by_type = model.predict({"kg": [1.25, 2.125]}).values
    assert model.predict(tmp_path / "u.csv").values.tolist() == by_type.tolist()


def test_a_unit_is_learned_and_another_one_is_missing():
    prices = [f"{x:.2f} €" for x in RNG.uniform(1, 9, 60)]
    model = fit({"x": prices, "y": [float(price[:-2]) for price in prices]}).model
    answers = model.predict({"x": ["2.50 €", "2.50", "2.50 $"]})
    assert answers.values[0] == answers.values[1] != answers.values[2]
    assert "row 3 has '2.50 $'" in notes(answers)


def test_a_unit_of_the_same_kind_is_converted():
    model = fit({"x": [f"{i} kg" for i in range(1, 60)], "y": [2.0 * i for i in range(1, 60)]}).model
    kilograms, grams = model.predict({"x": ["3 kg", "3000 g"]}).values
    assert kilograms == grams


def test_words_that_mean_missing_are_learned():
    entries = ["unknown" if i % 10 == 3 else f"{i}.5" for i in range(60)]
    result = fit({"x": entries, "y": [1.5 * i for i in range(60)]})
    assert "column 'x': 'unknown' (6 entries) taken as missing" in result.warnings
    (plan,) = result.model.encoder.plans
    assert (plan.kind, plan.flag, plan.format.missing) == ("numbers", True, ("unknown",))
    assert result.model.predict({"x": ["unknown", "2.5"]}).notes == []


@pytest.mark.parametrize(
    "pair",
    [("Yes", "No"), ("1", "0"), ("TRUE", "false"), (True, False), (1, 0), ("y", "N"), ("ja", "nein")],
)
def test_yes_and_no_are_the_same_two_values_in_every_spelling(pair):
    model = fit({"a": ["Yes", "No"] * 30, "y": ["p", "q"] * 30}).model
    answers = model.predict({"a": list(pair)})
    assert answers.values.tolist() == ["p", "q"]
    assert answers.notes == []


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (["TRUE", "FALSE", "unknown"], ["TRUE", True]),
        (["1.50", "2.25", "n/d"], ["1.50", 1.5]),
        (["007", "7b", "x"], ["007", 7]),
        (["None", "Low", "High"], ["None"]),
    ],
)
def test_words_keep_their_text(words, asked, tmp_path):
    model = fit({"a": words * 20, "y": [f"<{word}>" for word in words] * 20}).model
    assert set(model.encoder.plans[0].words) == set(words)
    for entry in asked:
        for data in ({"a": [entry]}, save_csv(tmp_path / "t.csv", {"a": [asked[0]]})):
            answers = model.predict(data)
            assert answers.values.tolist() == [f"<{words[0]}>"]
            assert answers.notes == []


def test_classes_come_back_as_they_were_given(tmp_path):
    x = list(range(40))
    for labels in (["1", "2"], [1, 2], [True, False], ["TRUE", "FALSE"], ["1.0", "2.0"]):
        given = {"x": x, "y": labels * 20}
        assert fit(given, epochs=1).model.target.classes == tuple(sorted(labels))
        assert fit(DataFrame(given), epochs=1).model.target.classes == tuple(sorted(labels))
    assert fit(
        save_csv(tmp_path / "t.csv", {"x": x, "y": ["TRUE", "FALSE"] * 20}), epochs=1
    ).model.target.classes == ("FALSE", "TRUE")
    assert fit(
        save_csv(tmp_path / "t.csv", {"x": x, "y": ["1", "2"] * 20}), epochs=1
    ).model.target.classes == (1, 2)


def test_a_categorical_of_whole_numbers_is_words():
    frame = DataFrame(
        {"x": Categorical([i % 4 for i in range(40)]), "y": [float(i % 4) for i in range(40)]}
    )
    (plan,) = fit(frame, epochs=1).model.encoder.plans
    assert (plan.kind, set(plan.words)) == ("words", {"0", "1", "2", "3"})


def test_formats_are_kept_in_the_file(tmp_path, american):
    american.save(tmp_path / "m.npz")
    again = be.load(tmp_path / "m.npz")
    assert again.encoder == american.encoder
    assert again.target == american.target
    assert again.predict({"d": ["02/11/2023"]}).values.tolist() == ["H1"]


def test_the_century_of_years_is_kept_in_the_file(tmp_path):
    entries = [f"{1 + i % 12:02}/15/{24 + i % 2}" for i in range(40)]
    made = fit({"d": entries, "y": [i / 40 for i in range(40)]}, epochs=1).model
    made.save(tmp_path / "m.npz")
    for model in (made, be.load(tmp_path / "m.npz")):
        short, long = (model.predict({"d": [f"06/15/{year}"]}) for year in ("31", "2031"))
        assert short.values.tolist() == long.values.tolist()
        assert "(2024-01-15 to 2025-12-15; the furthest is row 1)" in notes(short)


def test_files_of_early_versions_lack_the_century_and_whether_numbers_are_whole():
    model = fit(
        {"d": ["06/15/31", "06/16/30"] * 10, "x": [*range(20)], "y": [0.5, 1.5] * 10}, epochs=1
    ).model
    for plan in (described := json.loads(json.dumps(model.encoder.describe()))):
        del plan["whole"], plan["format"]["first_year"]
    plans = [plan_from(Tree(plan, "m.npz")) for plan in described]
    assert [plan.format.first_year for plan in plans] == [1930, 1930]
    assert not any(plan.whole for plan in plans)
    described[0]["format"]["first_year"] = 2500
    with pytest.raises(FileFormatError, match="first_year"):
        plan_from(Tree(described[0], "m.npz"))


def test_a_target_is_scored_in_the_format_that_it_had():
    numbers = RNG.uniform(1, 9, 80).round(2)
    text = [f"{x:.2f}".replace(".", ",") for x in numbers]
    model = fit({"x": numbers.tolist(), "y": text}, epochs=200).model
    exact = model.score({"x": numbers.tolist(), "y": numbers.tolist()})
    written = model.score({"x": numbers.tolist(), "y": text})
    assert exact.scores == written.scores
    assert exact.rows == 80


def test_scores_need_answers_and_leave_out_rows_without_one(iso):
    data = {"d": ["2023-02-11", "2023-11-02", "2023-03-01"], "y": ["H1", None, "H9"]}
    assert iso.score(data).rows == 1
    with pytest.raises(DataError, match="no row has a known 'y'"):
        iso.score(data | {"y": [None] * 3})
    with pytest.raises(DataError, match="no column 'y'"):
        iso.score({"d": ["2023-02-11"]})


def test_the_user_may_name_another_mark_or_order_for_a_table(american, tmp_path):
    model = fit({"x": [f"{i / 4:.2f}" for i in range(100)], "y": [i / 4 for i in range(100)]}).model
    path = tmp_path / "t.csv"
    path.write_text("x\n1,376\n", encoding="utf-8")
    assert model.predict(as_table(path, decimal=",")).values == model.predict({"x": [1.376]}).values
    path.write_text("x;z\n12,5;a\n", encoding="utf-8")
    with pytest.raises(DataError, match="--decimal ','"):
        model.predict(path, ignore_extra=True)
    asked = as_table({"d": ["02/11/2023", "11/02/2023"]}, date_order="day-first")
    assert american.predict(asked).values.tolist() == ["H2", "H1"]
    words = [f"{day:%d %b %Y}" for day in DAYS]
    model = fit({"d": words, "y": HALVES}).model
    assert model.predict(asked).values.tolist() == ["H2", "H1"]
    with pytest.raises(DataError, match="--date-order says what comes first"):
        model.predict({"d": ["02/11/2023", "11/02/2023"]})


WRITTEN = {
    "commas where points were learned": (
        "x,y\n" + "0.5,0\n2000.25,1\n" * 20, "x;z\n1,376;4\n2,125;5\n", "decimal mark.*--decimal"),
    "points where commas were learned": (
        "x;y\n" + "0,5;0\n2000,25;1\n" * 20, "x\n1.376\n25.12\n812.5\n", "decimal mark.*--decimal"),
    "what may be thousands": (
        "x;y\n" + "0,5;0\n2000,25;1\n" * 20, "x,z\n1.376,2.5\n2.125,3.5\n", "decimal mark.*--decimal"),
    "a separator": ("x,y\n" + "0.5,0\n2000.25,1\n" * 20, "x;z\n1,376;4\n", "decimal mark.*--decimal"),
    "what may be thousands, where no mark was learned": (
        "x;y\n" + "5;0\n2000;1\n17;0\n" * 10, "x;z\n1,250;3\n", "training showed no decimal mark.*--decimal"),
    "another prefix of a unit": ("x,y\n" + "5 mPa,0\n7 mPa,1\n" * 20, "x,z\n5 MPa,1\n", "no entry is written"),
    "another unit with one letter more": ("x,y\n" + "5 kW,0\n7 kW,1\n" * 20, "x,z\n5 kWs,1\n", "no entry is"),
    "a percentage that is no fraction of what was learned": (
        "x,y\n" + "0.25,0\n0.5,1\n1.0,0\n" * 20, "x,z\n0.5%,1\n", "no entry is written"),
    "no number at all": ("x,y\n" + "0.5,0\n2000.25,1\n" * 20, "x,z\nabc,1\n", "no entry is written"),
}  # fmt: skip


@pytest.mark.parametrize(("learned", "asked", "message"), WRITTEN.values(), ids=WRITTEN.keys())
def test_another_way_of_writing_is_refused_and_the_option_named(tmp_path, learned, asked, message):
    (tmp_path / "t.csv").write_text(learned, encoding="utf-8")
    (tmp_path / "u.csv").write_text(asked, encoding="utf-8")
    model = fit(tmp_path / "t.csv", epochs=1).model
    with pytest.raises(DataError, match=message):
        model.predict(tmp_path / "u.csv", ignore_extra=True)


NUMBERS = "x,y\n" + "0.5,0\n2.25,1\n" * 20
SAME = {
    "a word for missing": (NUMBERS, "x,z\n-,1\n", {"x": [None]}),
    "another word for missing": (NUMBERS, "x,z\nunknown,1\n", {"x": [None]}),
    "truths for 0 and 1": ("x,y\n" + "0,0\n1,1\n" * 20, "x,z\nTrue,1\nFalse,2\nTrue,3\n", {"x": [1, 0, 1]}),
    "yes and no for 0 and 1": ("x,y\n" + "0,0\n1,1\n" * 20, "x,z\nyes,1\nno,2\n", {"x": [1, 0]}),
    "digits of dates by type": (
        "x,y\n" + "".join(f"2024{1 + i % 12:02}{1 + i % 28:02},{i % 2}\n" for i in range(40)),
        {"x": [20240105, 20240203]}, {"x": ["20240105", "20240203"]}),
    "another certain date": (
        "x,y\n" + "".join(f"2024-{1 + i % 12:02}-{1 + i % 28:02},{i % 2}\n" for i in range(40)),
        {"x": ["Monday, November 25, 2024", "5 Jan 2024", "05.09.2024"]},
        {"x": ["2024-11-25", "2024-01-05", "2024-09-05"]}),
    "fractions for percentages": (
        "x,y\n" + "".join(f"{5 + i}%,{i % 2}\n" for i in range(40)), {"x": [0.45, 0.07]}, {"x": ["45%", "7%"]}),
    "small percentages": (
        "x,y\n" + "2.1%,0\n3.5%,1\n0.9%,0\n1.5%,1\n" * 10, "x,z\n0.8,1\n0.95,1\n", {"x": ["0.8%", "0.95%"]}),
    "one percent": ("x,y\n" + "1%,0\n98%,1\n12%,0\n45%,1\n" * 10, {"x": [1, 1]}, {"x": ["1%", "1%"]}),
    "a percentage among fractions": (
        "x,y\n" + "0.1,0\n0.9,1\n0.45,0\n" * 10, {"x": ["45%", "0.9"]}, {"x": ["0.45", "0.9"]}),
    "months in another style": (
        "x,y\n" + "".join(f"{1 + i % 12:02}.202{i % 4},{i % 2}\n" for i in range(40)),
        {"x": ["2022-07", "8/2021"]}, {"x": ["07.2022", "08.2021"]}),
    "months with a point": (
        "x,y\n" + "".join(f"{1 + i % 12:02}/202{i % 4},{i % 2}\n" for i in range(40)),
        {"x": ["07.2022", "10.2020"]}, {"x": ["07/2022", "10/2020"]}),
    "thousands that were learned": (
        "h;p;y\n" + "0;1,50;0\n1.500;2,50;1\n700;3,50;0\n" * 8, "h;p\n1.375;10,50\n7.125;1,50\n",
        {"h": [1375, 7125], "p": [10.5, 1.5]}),
    "thousands in quotes": (
        "h,p,y\n" + '0,1.50,0\n"1,500",2.50,1\n700,3.50,0\n' * 8, 'h,p\n"1,375",10.50\n"7,125",1.50\n',
        {"h": [1375, 7125], "p": [10.5, 1.5]}),
    "decimals where whole numbers with a mark were learned": (
        "x,y\n" + "5.0,0\n2000.0,1\n17.0,0\n" * 10, "x,z\n1.125,3\n3.375,4\n", {"x": [1.125, 3.375]}),
    "decimals where whole numbers were learned": (
        "x;y\n" + "5;0\n2000;1\n17;0\n" * 10, "x;z\n1.250,50;3\n50,5;4\n", {"x": [1250.5, 50.5]}),
    "a sign of money": (
        "x;y\n" + "8469,77;0\n120,5;1\n" * 20, "x;z\n€ 8469,77;1\n€ 300,00;2\n", {"x": ["8469,77", "300,00"]}),
    "a symbol with another l": ("x,y\n" + "5 mg/dl,0\n7 mg/dl,1\n" * 20, {"x": ["6 mg/dL"]}, {"x": ["6 mg/dl"]}),
    "a unit in capitals": ("x,y\n" + "1 kg,0\n3 kg,1\n" * 20, {"x": ["2 KG", "2 Kg"]}, {"x": ["2 kg"] * 2}),
    "a unit in the singular": (
        "x,y\n" + "4 stars,0\n3 stars,1\n" * 20, {"x": ["1 star", "2 Stars"]}, {"x": ["1 stars", "2 stars"]}),
    "a square": ("x,y\n" + "4 km²,0\n3 km²,1\n" * 20, {"x": ["1 km2"]}, {"x": ["1 km²"]}),
    "a rating": ("x,y\n" + "4.5/5,0\n3.2/5,1\n" * 20, {"x": ["4.1/5", "4.1"]}, {"x": [4.1, 4.1]}),
    "percentages in parentheses": (
        "x,y\n" + "(36.9%),0\n(9.9%),1\n" * 20, {"x": ["24.7%", "(9.9%)"]}, {"x": ["(24.7%)", "9.9%"]}),
    "written fractions for percentages": (
        "x,y\n" + "".join(f"{5 + i}%,{i % 2}\n" for i in range(40)), "x,z\n0.45,1\n0.07,1\n",
        {"x": ["45%", "7%"]}),
}  # fmt: skip


@pytest.mark.parametrize(("learned", "asked", "same"), SAME.values(), ids=SAME.keys())
def test_what_means_the_same_gives_the_same_answers(tmp_path, learned, asked, same):
    (tmp_path / "t.csv").write_text(learned, encoding="utf-8")
    model = fit(tmp_path / "t.csv", epochs=3, task="regression").model
    if isinstance(asked, str):
        (tmp_path / "u.csv").write_text(asked, encoding="utf-8")
        asked = tmp_path / "u.csv"
    answers = model.predict(asked, ignore_extra=True).values.tolist()
    assert answers == model.predict(same).values.tolist()


def test_a_doubt_about_the_mark_is_said(tmp_path):
    (tmp_path / "t.csv").write_text("x;y\n" + "0,5;0\n2000,25;1\n" * 20, encoding="utf-8")
    (tmp_path / "u.csv").write_text("x\n1.376\n2.125\n", encoding="utf-8")
    model = fit(tmp_path / "t.csv", epochs=1).model
    assert "--decimal '.' if it is not" in notes(model.predict(tmp_path / "u.csv"))


def test_three_decimals_where_training_saw_integers_are_doubted(tmp_path):
    model = fit({"x": [5, 2000, 17] * 10, "y": [0.5, 1.5, 0.7] * 10}, epochs=1).model
    (tmp_path / "u.csv").write_text("x;z\n1.250;3\n300;4\n", encoding="utf-8")
    doubted = model.predict(tmp_path / "u.csv", ignore_extra=True)
    assert "nothing shows whether a point or a comma is the decimal mark here" in notes(doubted)
    assert doubted.values[0] == model.predict({"x": [1.25]}).values[0]
    told = model.predict(as_table(tmp_path / "u.csv", decimal=","), ignore_extra=True)
    assert told.values[0] == model.predict({"x": [1250]}).values[0]


def test_the_century_of_a_year_that_was_not_learned_is_said():
    entries = [f"01.06.{year}" for year in range(30, 90)]
    model = fit({"d": entries, "y": [i / 60 for i in range(60)]}, epochs=1).model
    asked = model.predict({"d": ["15.06.20", "15.06.05", "15.06.45"]})
    long = model.predict({"d": ["15.06.2020", "15.06.2005", "15.06.1945"]})
    assert asked.values.tolist() == long.values.tolist()
    assert "years of two digits: '15.06.05' is in 2005 and '15.06.20' is in 2020" in notes(asked)
    assert "two digits" not in notes(model.predict({"d": ["15.06.45"]}))


def test_an_error_of_a_spreadsheet_is_named_in_predictions():
    model = fit({"x": ["a", "b", None] * 10, "y": [0.5, 1.5, 0.7] * 10}, epochs=1).model
    assert "2 entries '#REF!' taken as missing" in notes(model.predict({"x": ["a", "#REF!", "#REF!"]}))


def test_the_conversion_that_is_said_is_one_that_changes_the_number():
    model = fit(
        {"x": ["5 years", "12 years", "7 years"] * 10, "y": [0.5, 1.5, 0.7] * 10}, epochs=1
    ).model
    assert "'18 months' is read as 1.5 years" in notes(model.predict({"x": ["12 yrs", "18 months"]}))


def test_a_unit_that_is_converted_is_said():
    model = fit({"x": [f"{i} kg" for i in range(40, 80)], "y": list(range(40))}, epochs=1).model
    answers = model.predict({"x": ["45 kg", "110 lb"]})
    assert notes(answers) == "column 'x': '110 lb' is read as 49.8952 kg"
