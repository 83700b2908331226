"""What each column of text is, decided once with the evidence of the whole table."""

import re
import time

import numpy as np
import pytest

from barreleye.tables import as_table, read_table

NAN = float("nan")


def decided(path, columns, separator):
    """Return the columns of a file with these columns of text."""
    rows = [columns, *zip(*columns.values(), strict=True)]
    lines = (separator.join(f'"{cell}"' if separator in cell else cell for cell in row) for row in rows)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_table(path)


# The separator of the file, its columns, and the numbers that they are.
NUMBERS = {
    "a comma beside a point that groups": (
        ";",
        {"ew": ["1.234", "12.500", "856"], "idx": ["0,5", "1,5", "2,5"]},
        {"ew": [1234, 12500, 856], "idx": [0.5, 1.5, 2.5]},
    ),
    "commas between semicolons": (";", {"m": ["1", "2"], "kg": ["1,250", "3,500"]}, {"kg": [1.25, 3.5]}),
    "commas between commas": (",", {"m": ["1", "2"], "kg": ["1,250", "3,500"]}, {"kg": [1250, 3500]}),
    "points settle what commas are": (
        "\t",
        {"a": ["1,250", "3,500"], "b": ["0.5", "1.25"]},
        {"a": [1250, 3500], "b": [0.5, 1.25]},
    ),
    "commas settle what commas are": (
        "\t",
        {"a": ["1,250", "3,500"], "b": ["0,5", "1,25"]},
        {"a": [1.25, 3.5], "b": [0.5, 1.25]},
    ),
    "a column has a mark of its own": (
        ";",
        {"a": ["1.5", "2.25"], "b": ["0,5", "1,25"], "c": ["0,5", "1,25"]},
        {"a": [1.5, 2.25], "b": [0.5, 1.25]},
    ),
    "signs": (
        ",",
        {"a": ["($5.00)", "$6.00", "-$7", "$-8.50"], "b": ["5.00-", "6.00", "−7.00", "(8)"]},
        {"a": [-5, 6, -7, -8.5], "b": [-5, 6, -7, -8]},
    ),
    "currencies": (
        "|",
        {
            "a": ["1.234,56 €", "2,00 €", "€ 3"],
            "b": ["CHF 1'234.50", "CHF 3", "7"],
            "c": ["Rs 12,34,567", "Rs. 5", "₹ 6"],
        },
        {"a": [1234.56, 2, 3], "b": [1234.5, 3, 7], "c": [1234567, 5, 6]},
    ),
    "percentages": (",", {"a": ["45%", "0.5 %", "100%"]}, {"a": [45, 0.5, 100]}),
    "fractions among percentages": (",", {"a": ["45%", "0.45", "50%"]}, {"a": [0.45, 0.45, 0.5]}),
    "percentages without a sign": (",", {"a": ["45%", "46", "50%"]}, {"a": [45, 46, 50]}),
    "magnitudes": (",", {"a": ["$1.2B", "$350M", "$5k"]}, {"a": [1.2e9, 3.5e8, 5e3]}),
    "magnitudes that others or decimals show": (
        ",",
        {
            "a": ["5B", "350M", "12M"],
            "b": ["1.5B", "2B", "3B"],
            "c": ["2 Cr", "15 lakh", "1.5 Cr"],
            "d": ["5k", "12k", "7"],
        },
        {"a": [5e9, 3.5e8, 1.2e7], "b": [1.5e9, 2e9, 3e9], "c": [2e7, 1.5e6, 1.5e7], "d": [5000, 12000, 7]},
    ),
    "magnitudes and money in one word": (",", {"a": ["5M€", "1.5 M€", "300 k€"]}, {"a": [5e6, 1.5e6, 3e5]}),
    "credits of a bank": (",", {"a": ["126.63 Cr", "7.10 Cr", "50.00 Cr"]}, {"a": [126.63, 7.1, 50]}),
    "units": (",", {"a": ["12 kg", "450 g", "1.5 kg"]}, {"a": [12, 0.45, 1.5]}),
    "a unit that nobody declared": (",", {"a": ["12 smoots", "364.4 smoots"]}, {"a": [12, 364.4]}),
    "blanks group": (";", {"a": ["1 234,5", "7\u202f000", "0,25"]}, {"a": [1234.5, 7000, 0.25]}),
    "exponents": (";", {"a": ["1,5E+03", "2,5e-2", "1"]}, {"a": [1500, 0.025, 1]}),
    "times of day": (",", {"a": ["07:30", "18:15:36", "7:30 PM", "12:00 am"]}, {"a": [7.5, 18.26, 19.5, 0]}),
    "spans": (",", {"a": ["1h 30m", "45 min", "2 h"]}, {"a": [1.5, 0.75, 2]}),
    "feet and inches": (",", {"a": ["5'11\"", "6'", "5' 2\""]}, {"a": [71, 72, 62]}),
}  # fmt: skip


@pytest.mark.parametrize(("separator", "columns", "numbers"), NUMBERS.values(), ids=NUMBERS.keys())
def test_entries_are_read_with_the_evidence_of_the_whole_table(tmp_path, separator, columns, numbers):
    table = decided(tmp_path / "t.csv", columns, separator)
    for name, values in numbers.items():
        assert table[name].kind == "numbers"
        np.testing.assert_allclose(table[name].values, values, rtol=1e-15)


# Entries, the options, and the days since 1970-01-01.
DAYS = {
    "year first": (["2024-01-05", "2024/1/6", "2024.01.07"], {}, [19727, 19728, 19729]),
    "day first": (["31/12/2023", "01/02/2024"], {}, [19722, 19754]),
    "month first": (["12/31/2023", "01/02/2024"], {}, [19722, 19724]),
    "points are for days first": (["01.02.2024", "03.04.24"], {}, [19754, 19816]),
    "said": (["01/02/2024", "03/04/2024"], {"date_order": "day-first"}, [19754, 19816]),
    "two certain formats": (["2024-01-05", "2024-01-06", "06.01.2024"], {}, [19727, 19728, 19728]),
    "names of months": (["5 Jan 2024", "6. März 2024", "7-Feb-24"], {}, [19727, 19788, 19760]),
    "American names": (["Jan 5, 2024", "March 6, 2024", "Friday, February 9, 2024"], {}, [19727, 19788, 19762]),
    "digits": (["20240105", "20240306", "20231231"], {}, [19727, 19788, 19722]),
    "moments": (
        ["2024-01-05 12:00", "2024-01-06T18:00:00", "2024-01-07 6:00 AM"],
        {},
        [19727.5, 19728.75, 19729.25],
    ),
    "zones": (["2024-01-05T12:00:00Z", "2024-01-05T12:00+06:00"], {}, [19727.5, 19727.25]),
    "months": (["2024-01", "2024-02"], {}, [19723, 19754]),
    "named months": (["Jan 2024", "Feb 2024"], {}, [19723, 19754]),
    "quarters": (["2024-Q1", "2024Q2", "Q3 2024"], {}, [19723, 19814, 19905]),
}  # fmt: skip


@pytest.mark.parametrize(("entries", "options", "days"), DAYS.values(), ids=DAYS.keys())
def test_dates_are_read_in_the_format_of_their_column(entries, options, days):
    column = as_table({"d": entries}, **options)["d"]
    assert column.kind == "dates"
    np.testing.assert_array_equal(column.values, days)


DOUBTS = {
    "a comma": ({"a": ["1,250", "3,500", "7,125"]}, "'1,250' is 1250 or 1.25.*--decimal ','"),
    "an order": (
        {"a": ["01/02/2024", "03/04/2024"]},
        "whether the day or the month comes first .--date-order day-first",
    ),
    "mixed percentages": (
        {"a": ["45%", "0.45", "30%"]},
        "2 entries with '%' and 1 without.*divided",
    ),
    "mixed units": ({"a": ["12 kg", "450 g", "3 kg"]}, "units are mixed .*converted to 'kg'"),
    "mixed currencies": ({"a": ["12 €", "13 $", "3 €"]}, "units are mixed .*taken as they stand"),
    "a class that may be none": (
        {"a": ["None", "Low", "High"] * 4},
        "'None' is a word here.*--missing None",
    ),
    "a code that may be none": ({"a": ["EU", "NA", "AS"] * 4}, "'NA' is a word here.*--missing NA"),
    "a mark of missing": ({"a": [*map(str, range(20)), "?"]}, r"'\?' .1 entry. taken as missing"),
    "a typing error": (
        {"a": [*map(str, range(20)), "1o"]},
        "1 entry not a number.*row 21 has '1o'",
    ),
}


@pytest.mark.parametrize(("columns", "note"), DOUBTS.values(), ids=DOUBTS.keys())
def test_what_the_evidence_cannot_settle_is_said_with_the_option_that_settles_it(columns, note):
    assert re.search(note, as_table(columns)["a"].note)


WORDS = {
    "codes": ["007", "12", "13"],
    "ranges": ["1-2", "3-4", "10-20"],
    "classes of a school": ["5B", "6B", "7B"],
    "credits and debits": ["126.63 Cr", "7.10 Dr", "50.00 Cr"],
    "sizes": ["S", "M", "38"],
    "addresses": ["12 High Street", "3 Low Road", "44 Park Lane"],
    "ordinals": ["1st", "2nd", "3rd"],
    "versions": ["1.2.3", "2.0.1", "10.4.0"],
    "names with numbers": ["A1", "B2", "C3"],
    "both orders of dates": ["13/01/2024", "01/13/2024", "14/01/2024", "01/14/2024"],
    "few numbers and another word": ["1.50", "2.25", "n/d"],
    "large codes": ["12345678901234567", "12345678901234568", "12345678901234569"],
}


@pytest.mark.parametrize("entries", WORDS.values(), ids=WORDS.keys())
def test_words_are_as_they_stand(entries):
    column = as_table({"a": entries})["a"]
    assert column.kind == "words"
    assert column.values.tolist() == entries


SILENT = {
    "numbers": ["1", "2.5", "-3e4", "", "nan"],
    "ISO dates": ["2024-01-05", "2024-02-06"],
    "dotted dates": ["31.12.2023", "01.02.2024"],
    "words": ["a", "b", "NA"],
    "choices": ["yes", "no", ""],
}


@pytest.mark.parametrize("entries", SILENT.values(), ids=SILENT.keys())
def test_nothing_is_said_of_a_column_that_leaves_no_doubt(entries):
    assert as_table({"a": entries})["a"].note == ""


def test_words_of_a_column_named_as_words_are_all_kept():
    entries = ["NA", "Europe", "Asia"] * 10
    column = as_table({"y": entries})["y"]
    assert column.count_missing() == 10
    assert column.note == "10 entries 'NA' taken as missing (--words y keeps them as words)"
    assert as_table({"y": entries}, words=["y"])["y"].values.tolist() == entries
    for pair in (["+", "-"], ["NA", "EU"]):
        assert as_table({"y": pair * 10})["y"].values.tolist() == pair * 10


def test_a_column_of_numbers_mostly_says_why_it_is_words():
    entries = [":" if i % 10 == 0 else f"{i / 2} b" if i % 10 == 1 else str(i / 2) for i in range(60)]
    column = as_table({"a": entries})["a"]
    assert column.kind == "words"
    assert column.note.startswith("48 entries could be numbers, but 12 could not, such as ':' (6 times)")
    assert "--missing" in column.note


def test_many_columns_of_words_keep_their_own_words():
    columns = {f"c{i}": [f"w{i}", "x", f"w{i}"] for i in range(100)}
    assert {column.name: column.values.tolist() for column in as_table(columns)} == columns


def test_thousands_of_empty_columns_take_no_time_and_no_place():
    names = [f"c{i}" for i in range(3000)]
    start = time.process_time()
    table = as_table({"x": [1, 2]} | {name: ["", None] for name in names})
    assert {column.kind for column in table} == {"numbers"}
    assert time.process_time() - start < 4  # 0.5; a decision for each takes 6
    assert repr(table).endswith("c10: numbers, and 2,989 more columns)")
