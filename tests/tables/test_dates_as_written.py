"""Dates that could be meant otherwise: what the column shows decides, and what it does not show is said."""

import datetime as dt
import re

import numpy as np
import pytest

import barreleye as be
from barreleye.tables import as_table

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul")


def days(*dates):
    """Return the days since 1970-01-01, NaN for an empty string."""
    since = dt.date(1970, 1, 1)
    return [(dt.date.fromisoformat(date) - since).days if date else float("nan") for date in dates]


# Entries, what they mean, and what the note says.
READ = {
    "birthdays": (
        ["01/20/47", "02/21/52", "03/22/61", "04/23/85"],
        ["1947-01-20", "1952-02-21", "1961-03-22", "1985-04-23"],
        "'01/20/47' is in 1947",
    ),
    "both centuries": (
        ["01/20/47", "02/21/12"],
        ["1947-01-20", "2012-02-21"],
        "'01/20/47' is in 1947 and '02/21/12' is in 2012",
    ),
    "first issues": (
        ["Aug-62", "Jun-92", "Mar-41", "May-11"],
        ["1962-08-01", "1992-06-01", "1941-03-01", "2011-05-01"],
        "'Mar-41' is in 1941 and 'May-11' is in 2011",
    ),
    "years to come": (
        ["06/15/28", "06/15/29", "06/15/30", "06/15/31"],
        ["2028-06-15", "2029-06-15", "2030-06-15", "2031-06-15"],
        "'06/15/28' is in 2028 and '06/15/31' is in 2031",
    ),
    "births of a hundred years": (
        [f"06/15/{year % 100:02}" for year in range(1925, 2021)],
        [f"{year}-06-15" for year in range(1925, 2021)],
        "'06/15/25' is in 1925 and '06/15/20' is in 2020",
    ),
    "births of old people": (
        [f"06/15/{year % 100:02}" for year in range(1925, 1969)],
        [f"{year}-06-15" for year in range(1925, 1969)],
        "'06/15/25' is in 1925 and '06/15/68' is in 1968",
    ),
    "years of more than a century": (
        [f"06/15/{year % 100:02}" for year in range(1930, 2030) if not 1965 < year < 1969],
        [f"{year}-06-15" for year in range(1930, 2030) if not 1965 < year < 1969],
        "'06/15/30' is in 1930 and '06/15/29' is in 2029",
    ),
    "a far year among near ones": (
        ["06/15/22", "06/15/23", "06/15/26", "06/15/50", "06/16/22"],
        ["2022-06-15", "2023-06-15", "2026-06-15", "1950-06-15", "2022-06-16"],
        "'06/15/50' is in 1950 and '06/15/26' is in 2026",
    ),
    "few births": (
        ["06/15/51", "06/15/72", "06/15/98", "06/15/16"],
        ["1951-06-15", "1972-06-15", "1998-06-15", "2016-06-15"],
        "'06/15/51' is in 1951 and '06/15/16' is in 2016",
    ),
    "years that need no word": (
        ["06/15/23", "06/15/24"],
        ["2023-06-15", "2024-06-15"],
        "^'06/15/23' is read with the month first$",
    ),
    "days without a blank": (["14SEP2024", "07AUG2024"], ["2024-09-14", "2024-08-07"], "^$"),
    "days in brackets": (
        ["[14/Dec/2024]", "[25/Feb/2024]"],
        ["2024-12-14", "2024-02-25"],
        "^$",
    ),
    "year first": (
        ["22-01-27", "23-02-15", "24-11-08", "24-03-28", "23-06-01", "22-09-19", "24-01-02"],
        ["2022-01-27", "2023-02-15", "2024-11-08", "2024-03-28", "2023-06-01", "2022-09-19", "2024-01-02"],
        "with the year first",
    ),
    "year first, as no day is so large": (
        ["99/01/31", "98/02/15"],
        ["1999-01-31", "1998-02-15"],
        "with the year first",
    ),
    "year last": (
        ["27-01-22", "15-02-23", "08-11-24", "28-03-24", "01-06-23", "19-09-22", "02-01-24"],
        ["2022-01-27", "2023-02-15", "2024-11-08", "2024-03-28", "2023-06-01", "2022-09-19", "2024-01-02"],
        "with the day first",
    ),
    "year first or last": (
        ["22-01-27", "23-02-15", "24-11-08"],
        ["2022-01-27", "2023-02-15", "2024-11-08"],
        "nothing shows whether '22-01-27' has the year first or last.*--date-order",
    ),
    "months of one year": (
        ["Jan 24", "Feb 24", "Mar 24"],
        ["2024-01-01", "2024-02-01", "2024-03-01"],
        "'Feb 24' is read as February 2024 .--words d if",
    ),
    "months with an apostrophe": (
        ["Jan '05", "Jan '31"],
        ["2005-01-01", "2031-01-01"],
        "January 2005 .--words d",
    ),
    "months of many years": (
        [f"{month} {year}" for year in range(10, 25) for month in MONTHS],
        [f"20{year}-{month:02}-01" for year in range(10, 25) for month in range(1, 8)],
        "'Apr 10' is read as April 2010 .--words d",
    ),
    "months of digits": (["1/2000", "02/2001"], ["2000-01-01", "2001-02-01"], "first day of the month"),
    "months with a point": (
        ["07.2022", "08.2021", ""],
        ["2022-07-01", "2021-08-01", ""],
        "'07.2022' .*--decimal '.'",
    ),
    "months with a point that end in a zero": (
        ["10.2010", "11.2010", "12.2010", "1.2011", "unknown"],
        ["2010-10-01", "2010-11-01", "2010-12-01", "2011-01-01", ""],
        "'10.2010' is read as the first day of the month",
    ),
    "months that are no seasons": (
        ["2003/04", "2003/05"],
        ["2003-04-01", "2003-05-01"],
        "first day of the month",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("entries", "meant", "note"), READ.values(), ids=READ.keys())
def test_dates_are_read_as_the_column_shows(entries, meant, note):
    column = as_table({"d": entries})["d"]
    assert column.kind == "dates"
    np.testing.assert_array_equal(column.values, days(*meant))
    assert re.search(note, column.note)


# Entries that are no dates, and what is said of them.
WORDS = {
    "days of months": (
        ["Jan 05", "Oct 21", "Jan 31"],
        "whether 'Jan 05' is January 2005: taken as words",
    ),
    "codes": (["MAR-12", "SEP-07", "JUN-30"], "whether 'JUN-30' is June 1930: taken as words"),
    "processors": (["Gen 10", "Gen 11", "Gen 12"], "whether 'Gen 10' is January 2010"),
    "things with numbers": (["Set 10", "Set 42"], "'Set 10' is September 2010"),
    "dilutions": (["1/1000", "1/2000", "1/4000"], "^$"),
    "fractions": (["1/2000", "1/1900", "1/2048"], "whether '1/1900' is a month: taken as words"),
    "seasons": (["2003/04", "2004/05", "2009/10", "2012/13"], "'2003/04' .* year and the next one"),
    "days without a year": (["28.07", "07.03", "01.12"], "'28.07' is a day and a month without a year"),
    "days without a year, and a hole": (["28.07", "07.03", *["01.12"] * 9, "k.A."], "without a year"),
    "marks": (["1", "1-", "2", "2-", "3", "3-"], "whether '1-' is -1 or a mark: taken as words"),
    "padded codes": (["001 ", " 002", "003 "], "^$"),
    "seasons that could be months": (["2007-08", "2008-09", "2009-10"], "'2007-08' .* taken as words"),
}


@pytest.mark.parametrize(("entries", "note"), WORDS.values(), ids=WORDS.keys())
def test_what_only_looks_like_dates_is_words(entries, note):
    column = as_table({"d": entries})["d"]
    assert (column.kind, column.values.tolist()) == ("words", [entry.strip() for entry in entries])
    assert re.search(note, column.note)


def test_dates_with_the_year_first_do_not_vote_for_the_order_of_other_columns():
    table = as_table(
        {"a": ["22-01-27", "23-02-15", "22-11-28", "23-05-30"], "b": ["01/02/2024", "03/04/2024"] * 2}
    )
    assert "whether the day or the month comes first" in table["b"].note


def test_the_user_may_say_that_the_year_comes_last():
    column = as_table({"d": ["22-01-27", "23-02-15", "24-11-08"]}, date_order="day-first")["d"]
    np.testing.assert_array_equal(column.values, days("2027-01-22", "2015-02-23", "2008-11-24"))


@pytest.mark.parametrize(
    "entries", [["12-", "7-", "3"], ["1.50-", "2.25"], ["1-", "12", "3"], ["28.07", "7.03"]]
)
def test_numbers_that_no_column_shows_to_be_something_else_stay_numbers(entries):
    column = as_table({"a": entries})["a"]
    assert column.kind == "numbers"
    first = -float(entries[0][:-1]) if entries[0].endswith("-") else float(entries[0])
    assert column.values[0] == first


def test_the_user_may_say_that_a_month_is_a_number():
    assert as_table({"d": ["07.2022", "08.2021"]}, decimal=".")["d"].values.tolist() == [7.2022, 8.2021]


def test_months_with_a_point_do_not_vote_for_the_decimal_mark(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("d;kg\n07.2022;1,250\n08.2021;3,500\n")
    assert as_table(path)["kg"].values.tolist() == [1.25, 3.5]


# Entries in formats of many people, the same in each, and what they mean.
FORMATS = {
    "weekdays before digits": (["Mo, 05.02.2024", "Di, 13.02.2024"], ["2024-02-05", "2024-02-13"]),
    "weekdays show the order": (["Sat 10/02/2024", "Sun 11/02/2024"], ["2024-02-10", "2024-02-11"]),
    "weekdays show the other order": (
        ["Wed 10/02/2024", "Sat 11/02/2024"],
        ["2024-10-02", "2024-11-02"],
    ),
    "Spanish": (["5 de enero de 2024", "6 de febrero del 2024"], ["2024-01-05", "2024-02-06"]),
    "Spanish months": (["septiembre de 2017", "enero de 2018"], ["2017-09-01", "2018-01-01"]),
    "months with an M": (["2024M02", "2024M11"], ["2024-02-01", "2024-11-01"]),
    "quarters in small letters": (["2024q1", "2024q3"], ["2024-01-01", "2024-07-01"]),
    "French quarters": (["T1 2024", "T2 2024"], ["2024-01-01", "2024-04-01"]),
    "quarters before a short year": (["1Q24", "3Q98"], ["2024-01-01", "1998-07-01"]),
    "German quarters": (["1. Quartal 2024", "4. Quartal 2023"], ["2024-01-01", "2023-10-01"]),
    "weeks": (["2024-W06", "2020-W53", "2021-W01-7"], ["2024-02-05", "2020-12-28", "2021-01-10"]),
    "Korean or Hungarian": (["2024. 02. 05.", "2024. 11. 30."], ["2024-02-05", "2024-11-30"]),
    "Chinese": (["2024年2月5日", "2024年11月30日"], ["2024-02-05", "2024-11-30"]),
    "Chinese months": (["2024年2月", "2024年11月"], ["2024-02-01", "2024-11-01"]),
}


@pytest.mark.parametrize(("entries", "meant"), FORMATS.values(), ids=FORMATS.keys())
def test_dates_of_many_people_are_read(entries, meant):
    column = as_table({"d": entries})["d"]
    assert column.kind == "dates"
    np.testing.assert_array_equal(column.values, days(*meant))
    assert "nothing shows" not in column.note


# Moments that are a quarter to two in the afternoon of 5 February 2024 in UTC.
MOMENTS = [
    "Mon Feb 05 13:45:00 2024",
    "Mon Feb  5 14:45:00 CET 2024",
    "Mon Feb 05 13:45:00 +0000 2024",
    "05/Feb/2024:15:45:00 +0200",
    "20240205T134500",
    "20240205T1345Z",
    "05.02.2024 13:45 Uhr",
    "2024-02-05 14:45 CET",
    "2024-02-05 15:45:00 CEST",
    "2024-02-05 08:45:00 EST",
    "Monday, 2024-02-05 1:45 PM",
]


@pytest.mark.parametrize("entry", MOMENTS)
def test_moments_of_many_programs_are_read(entry):
    column = as_table({"d": [entry, entry]})["d"]
    assert (column.kind, column.values.tolist()) == ("dates", [19758 + 13.75 / 24] * 2)


def test_zones_that_have_several_offsets_are_not_guessed():
    assert as_table({"d": ["2024-02-05 13:45 CST", "2024-02-06 13:45 CST"]})["d"].kind == "words"


def test_a_week_that_the_year_does_not_have_is_missing():
    column = as_table({"d": [*(f"2024-W{week:02}" for week in range(1, 53)), "2024-W53"]})["d"]
    assert column.missing.tolist() == [False] * 52 + [True]


SPANS = {
    "pandas": (["3 days 13:30:00", "0 days 01:30:00", "-1 days +23:30:00"], [85.5, 1.5, -0.5]),
    "Python": (["3 days, 13:30:00", "13:30:00", "1 day, 0:00:00"], [85.5, 13.5, 24]),
    "ISO": (["PT1H30M", "P1DT2H", "P1W"], [1.5, 26, 168]),
    "seconds": (["5 min 30 s", "30 s", "1 h 15 min"], [5.5 / 60, 0.5 / 60, 1.25]),
    "clocks in German": (["7:30 Uhr", "18:15 Uhr"], [7.5, 18.25]),
}


@pytest.mark.parametrize(("entries", "hours"), SPANS.values(), ids=SPANS.keys())
def test_spans_are_read_in_hours(entries, hours):
    column = as_table({"a": entries})["a"]
    assert column.kind == "numbers"
    np.testing.assert_allclose(column.values, hours, rtol=1e-15)


@pytest.mark.parametrize(
    "pair",
    [
        ("FALSO", "VERDADERO"),
        ("No", "Sí"),
        ("FAUX", "VRAI"),
        ("FALSCH", "WAHR"),
        ("Falso", "Verdadeiro"),
        ("nu", "da"),
    ],
)
def test_yes_and_no_of_spreadsheets_in_other_languages(pair):
    column = as_table({"a": [*pair, ""]})["a"]
    assert (column.kind, column.values[:2].tolist()) == ("yes/no", [0, 1])


def test_formats_that_the_whole_column_showed_hold_for_single_rows_to_predict():
    months = [
        f"{month} {year}" for year in (23, 24) for month in ("Jan", "Mar", "May", "Jul", "Sep")
    ] * 4
    sizes = [f"{i / 2:g}B" for i in range(1, 41)]
    data = {"d": months, "e": [f"0{i % 9 + 1}.202{i % 3}" for i in range(40)], "x": sizes}
    fit = be.fit_table(data | {"y": list(range(40))}, "y", epochs=1, hidden=(4,), progress=False)
    assert [plan.kind for plan in fit.model.encoder.plans] == ["dates", "dates", "numbers"]
    notes = fit.model.predict({"d": ["Feb 24"], "e": ["10.2021"], "x": ["3B"]}).notes
    assert notes == []


def test_rates_of_exchange_are_no_months():
    rates = ["7.2015", "7.2031", "8.1999", "9.2001"] * 6
    assert as_table({"rate": rates})["rate"].values.tolist() == [float(rate) for rate in rates]


def test_moments_of_logs_and_of_programs_for_statistics():
    meant = dt.datetime(2024, 6, 2, 21, 49, 13, tzinfo=dt.UTC).timestamp() / 86400
    for entry in (
        "02JUN2024:21:49:13",
        "[02/Jun/2024:23:49:13 +0200]",
        "2.6.2024 21.49.13",
        "2024年6月2日 21時49分13秒",
    ):
        column = as_table({"t": [entry, entry.replace("13", "14")]})["t"]
        assert column.kind == "dates"
        assert column.values[0] == pytest.approx(meant, abs=1e-9)
    assert as_table({"t": ["10時09分", "20時01分"]})["t"].values.tolist() == [10.15, 20 + 1 / 60]
    assert as_table({"t": ["10.09", "20.01"]})["t"].values.tolist() == [10.09, 20.01]
