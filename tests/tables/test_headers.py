"""The header is found below the lines above it, and a row of data is not taken for one."""

import time

import openpyxl
import pytest

from barreleye.tables import read_table

CURVE = "".join(f"{300 + i},0.{i:03}\n" for i in range(20))
LEFT_OUT = "above the header left out"
NO_HEADER = "the file has no header"
MAY_BE_DATA = "may be a row of data: if it is, put a line of names above it"

# What the file holds, the names of its columns, how many rows it has, and what one of its notes says.
FOUND = {
    "most rows are shorter than it": (
        "one,two,three,four\n1,a,alice\n2,b,bob\n",
        ["one", "two", "three", "four"],
        2,
        "2 rows have fewer fields",
    ),
    "only the last row is as long": ("a,b,c,d\n1,2,3\n4,5,6\n1,2,3,4\n", list("abcd"), 3, "2 rows"),
    "rows end with a separator, and a footer is shorter": (
        "a,b\n1,2,\n3,4,\n5,6,\nend\n",
        ["a", "b"],
        4,
        "1 row has fewer fields",
    ),
    "a title with one field fewer": (
        "Sales of 2024, in euros\nname,size,price\na,1,2\nb,3,4\n",
        ["name", "size", "price"],
        2,
        LEFT_OUT,
    ),
    "a title as wide as the table": (
        "Sales report,Q1,2024\nname,x,y\na,1,2\nb,2,3\n",
        ["name", "x", "y"],
        2,
        LEFT_OUT,
    ),
    "lines of two cells": (
        "Title,,\nsource,me,\nname,size,price\na,1,2\nb,3,4\n",
        ["name", "size", "price"],
        2,
        LEFT_OUT,
    ),
    "keys and values": ("Date,2024-01-05\nOperator,Smith\nnm,abs\n" + CURVE, ["nm", "abs"], 20, LEFT_OUT),
    "keys that are names": (
        "Operator,Smith\nDate,2024-01-05\nnm,abs\n" + CURVE,
        ["nm", "abs"],
        20,
        LEFT_OUT,
    ),
    "keys and values set apart": (
        "Date,2024-01-05\nOperator,Smith\n\nnm,abs,i\n" + CURVE.replace("\n", ",7\n"),
        ["nm", "abs", "i"],
        20,
        LEFT_OUT,
    ),
    # These stay what they were.
    "a first entry that is a word": ("age,name\nlow,Bob\n12,Al\n13,Cy\n", ["age", "name"], 3, None),
    "a second entry that is a word": ("age,name\n12,Bob\nlow,Al\n13,Cy\n", ["age", "name"], 3, None),
    "a first entry that is missing": ("x,name\nunknown,Bob\n12,Al\n13,Cy\n", ["x", "name"], 3, None),
    "units below the names": ("time,temp\ns,C\n1,2\n3,4\n", ["time", "temp"], 3, None),
    "lines of a survey": (
        "Q1,Q2,Q3\nWhat is it?,Why,\nid1,id2,id3\n12,3,4\n13,4,5\n",
        ["Q1", "Q2", "Q3"],
        4,
        None,
    ),
    "a column without a name": (
        "name,colour,\na,red,round\nb,blue,square\n",
        ["name", "colour", "column_3"],
        2,
        "without a name",
    ),
    "rows with names": ("x,y\nr1,a,b\nr2,c,d\n", ["row", "x", "y"], 2, "one name fewer"),
    "a header that is repeated": ("name,hue\nbob,red\nname,hue\ncy,red\n",
        ["name", "hue"], 2, "1 line with the header again left out (line 3)"),
    "a title with a number": ("Sales report, 2024\nname,size,price\n" + "a,1,2\nb,3,4\n" * 9,
        ["name", "size", "price"], 18, "1 line above the header left out"),
    "a title with a date": ("Export, 05.01.2024\nname,size\n" + "a,1\nb,3\n" * 9,
        ["name", "size"], 18, "1 line above the header left out"),
    "a header that is repeated among quotes": ('name,hue\n"b, c",red\nname,hue\ncy,red\nname,hue\n',
        ["name", "hue"], 2, "2 lines with the header again left out (lines 3, 5)"),
    "a header that is repeated between tabs of blanks": ("a   b\n" + "1   2\n" * 20 + "a   b\n3   4\n",
        ["a", "b"], 21, "1 line with the header again left out (line 22)"),
    "a header with a byte-order mark in the middle": ("a,b\n1,2\n\ufeffa,b\n3,4\n",
        ["a", "b"], 2, "1 line with the header again left out (line 3)"),
    "names that all rows are": ("a,b\na,b\n", ["a", "b"], 1, None),
    "numbers that a row repeats": ("1,2,3\n4,1,5\n1,2,3\n4,2,5\n", ["1", "2", "3"], 3, None),
    "one name that is repeated": ("name\nbob\nname\n", ["name"], 2, None),
    "dates as names": (
        "country,2020-01-22,2020-01-23\nFrance,1,2\nSpain,2,3\n",
        ["country", "2020-01-22", "2020-01-23"],
        2,
        None,
    ),
    "doses as names": (
        "gene,0.5,1.0,2.0\nabc,1.2,3.4,1.6\nabd,4.2,3.1,5.7\n",
        ["gene", "0.5", "1.0", "2.0"],
        2,
        None,
    ),
    "wavelengths as names": (
        "400,410,420,430,440\n0.1,0.5,0.2,0.3,0.2\n0.3,0.1,0.2,0.1,0.5\n",
        ["400", "410", "420", "430", "440"],
        2,
        None,
    ),
    "numbers of columns": ("0,1,2\n5,7,5\n6,8,5\n3,4,6\n", ["0", "1", "2"], 3, None),
    "a year as a name": ("city,2020\nRome,5\nOslo,6\n", ["city", "2020"], 2, None),
    "a header that is repeated above few values": (
        "state,sales\nNY,5%\nNJ,5%\nNY,5%\nstate,sales\nNY,5%\nNJ,5%\n",
        ["state", "sales"],
        5,
        "1 line with the header again left out (line 5)",
    ),
    "one row of words among three": ("a,12,2\nz,x,c\n7,8,9\n", ["a", "12", "2"], 2, MAY_BE_DATA),
    # Nobody can know whether these are names.
    "two numbers that count up": ("1,2\n1,3\n2,4\n3,5\n", ["1", "2"], 3, MAY_BE_DATA),
    "a whole number beside a word": ("Rome,7\nOslo,5\nBern,6\n", ["Rome", "7"], 2, MAY_BE_DATA),
}  # fmt: skip


@pytest.fixture
def read(tmp_path):
    def of(text, **options):
        (tmp_path / "t.csv").write_text(text)
        return read_table(tmp_path / "t.csv", **options)

    return of


@pytest.mark.parametrize(("text", "names", "rows", "note"), FOUND.values(), ids=FOUND.keys())
def test_the_header_is_the_row_that_a_person_would_take(read, text, names, rows, note):
    table = read(text)
    assert table.names == tuple(names)
    assert len(table) == rows
    assert [True] * len(table.notes) == [bool(note) and note in found for found in table.notes]
    assert bool(table.notes) == bool(note)


DATA = {
    "an empty cell": "1,16,1,2009-01-14,\n2,2,1,2008-01-31,\n3,1,1,2007-11-11,2010-05-30\n",
    "a missing value": "1.5,NA\n2.5,3\n3.5,4\n",
    "words that recur": "red,yes\nblue,no\nred,yes\nblue,no\n",
    "numbers and words that recur": "5,red\n6,blue\n7,red\n",
    "numbers and codes": "1|6370|371|p1\n10|214|465|p2\n100|2403|160|p3\n",
    "numbers and names of rows": "Bob,5.1,3.5\nAl,4.9,3.0\nCy,4.7,3.2\n",
    "whole numbers and some words that recur": "John,NJ,8075\nJack,NJ,7080\nAnn,NY,8076\n",
    "numbers, words that recur and a flag": "5,red,B\n6,blue,7\n7,red,8\n8,red,9\n6,red,C\n",
    "times": "12:30,5\n13:40,6\n14:10,7\n",
    "written dates": '"Dec 8, 2022"\n"Sep 26, 2022"\n"Oct 3, 2022"\n',
    "years alone": "2001\n2002\n2004\n",
    "numbers that go up as those below do": "1,2,5,6,9\n1,3,5,8,9\n2,3,4,5,6\n",
}  # fmt: skip


@pytest.mark.parametrize("text", DATA.values(), ids=DATA.keys())
def test_a_row_of_data_is_no_header_unless_the_user_says_so(read, text):
    table = read(text)
    assert len(table) == text.count("\n")
    assert table.names[0] == "column_1"
    assert NO_HEADER in table.notes[0]
    assert "--skip-rows 0" in table.notes[0]
    told = read(text, skip_rows=0)
    assert len(told) == len(table) - 1
    assert "column_1" not in told.names


def test_a_column_without_name_and_entries_is_not_spoken_of(read):
    table = read("name,price,\na,1,\nb,2,\n")
    assert table.names == ("name", "price", "column_3")
    assert not table.notes


def test_line_breaks_in_names_do_not_break_notes(read):
    table = read('"in\nkg","in\nkg"\n1,2\n3,4\n')
    assert table.names == ("in\nkg", "in\nkg_2")
    assert table.notes == (r"a second column 'in\nkg' is called 'in\nkg_2'",)


def test_thousands_of_equal_names_are_numbered_at_once(read):
    start = time.process_time()
    table = read(",".join(["a"] * 5_000) + "\n" + ("1," * 5_000)[:-1] + "\n")
    assert time.process_time() - start < 5  # 0.2; each name compared with all others takes more than 100
    assert table.names[:3] == ("a", "a_2", "a_3")
    assert table.names[-1] == "a_5000"
    assert len(table.notes) == 4
    assert "4,996 more columns" in table.notes[3]


def test_lines_above_the_header_of_a_sheet_are_left_out(tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ["Lots of people"],
        ["cannot resist", None, None, "notes"],
        ["at", "the", None, "top"],
        ["name", "age", "size", "city"],
        ["a", 31, 1.5, "Rome"],
        ["b", 25, 2.5, "Oslo"],
    ):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    table = read_table(tmp_path / "t.xlsx")
    assert table.names == ("name", "age", "size", "city")
    assert table["age"].values.tolist() == [31, 25]


def test_a_header_that_stands_again_in_a_sheet_is_left_out(tmp_path):
    book = openpyxl.Workbook()
    for row in (["name", "age"], ["a", 31], [], ["name", "age"], ["b", 25]):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    table = read_table(tmp_path / "t.xlsx")
    assert table.notes == ("1 row with the header again left out (row 4 of the sheet)",)
    assert table["name"].values.tolist() == ["a", "b"]
    assert table["age"].values.tolist() == [31, 25]
