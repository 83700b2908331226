"""Files as people have them are read as the table that they mean, or refused with the place and the remedy."""

import contextlib
import gzip
import io
import zipfile

import openpyxl
import pytest

from barreleye.errors import BarreleyeError
from barreleye.tables import read_table
from support.read_tables import check_table, read_text, values_of


def zipped(text):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("folder/t.csv", text)
    return archive.getvalue()


# What the file holds, the values of its columns by name, and what its notes say, in order.
READ = {
    "a title above the header": (
        "Sales report 2024\n\nname,amount\na,1\nb,2\n",
        {"name": ["a", "b"], "amount": [1, 2]},
        ["1 line above the header left out"],
    ),
    "a title with the separators of a spreadsheet": (
        "Sales,,\na,b,c\nx,2,3\ny,5,6\n",
        {"a": ["x", "y"], "b": [2, 5], "c": [3, 6]},
        ["1 line above the header"],
    ),
    "comments": (
        "# made by x\n# on y, z\na,b\n1,2\n# so far\n3,4\n",
        {"a": [1, 3], "b": [2, 4]},
        ["2 lines above the header", "1 comment left out (line 5)"],
    ),
    "a header that looks like a comment": ("#id,x\n1,2\n3,4\n", {"#id": [1, 3], "x": [2, 4]}, []),
    "what spreadsheets are told": ("sep=;\na;b\n1,5;2\n2,5;3\n", {"a": [1.5, 2.5], "b": [2, 3]}, []),
    "columns of blanks": (
        "name     age  city\nAnn      31   Rome\nBob      25   Paris\n",
        {"name": ["Ann", "Bob"], "age": [31, 25], "city": ["Rome", "Paris"]},
        [],
    ),
    "blanks around separators": (
        "a, b , c\n1, 2 , x\n3, 4 , y\n",
        {"a": [1, 3], "b": [2, 4], "c": ["x", "y"]},
        [],
    ),
    "names twice and no names": (
        "a,a,\n1,2,3\n4,5,6\n",
        {"a": [1, 4], "a_2": [2, 5], "column_3": [3, 6]},
        ["1 column without a name called 'column_3'", "a second column 'a' is called 'a_2'"],
    ),
    "an index without a name": (",x\n0,1.5\n1,2.5\n", {"column_1": [0, 1], "x": [1.5, 2.5]}, []),
    "a header without the name of the rows": (
        "x,y\nr1,1,2\nr2,3,4\n",
        {"row": ["r1", "r2"], "x": [1, 3], "y": [2, 4]},
        ["one name fewer"],
    ),
    "separators at the ends of rows": ("a,b\n1,2,\n3,4,\n", {"a": [1, 3], "b": [2, 4]}, []),
    "a short row": (
        "a,b,c\n1,2,3\n4,5\n6,7,8\n",
        {"a": [1, 4, 6], "b": [2, 5, 7], "c": [3, None, 8]},
        ["1 row has fewer fields than the header: the rest is missing (line 3)"],
    ),
    "one long row of many": (
        "a,b\n" + "1,2\n" * 200 + "4,5,6\n",
        {"a": [1] * 200 + [None], "b": [2] * 200 + [None]},
        ["1 row has more fields than the header: all of them are taken as missing (line 202)"],
    ),
    "a null character": ("a,b\n1,2\0\n3,4\n", {"a": [1, 3], "b": [2, 4]}, ["1 null character"]),
    "gzip under a plain name": (gzip.compress(b"a,b\n1,2\n3,4\n"), {"a": [1, 3], "b": [2, 4]}, []),
    "zip under a plain name": (zipped("a,b\n1,2\n3,4\n"), {"a": [1, 3], "b": [2, 4]}, []),
    "escaped quotes": (
        's,y\n"he said \\"no\\"",1\n"x, y",2\n',
        {"s": ['he said "no"', "x, y"], "y": [1, 2]},
        [],
    ),
    "apostrophes as quotes": ("'a','b'\n'x, y','2'\n'z','3'\n", {"a": ["x, y", "z"], "b": [2, 3]}, []),
    "blank lines in and between rows": (
        'a,b\n\n"x\n\ny",1\n\n\nz,2\n\n',
        {"a": ["x\n\ny", "z"], "b": [1, 2]},
        [],
    ),
    "separators in names": (
        "Preis, EUR;Breite, m;y\n1,5;2,5;a\n2,5;3,5;b\n",
        {"Preis, EUR": [1.5, 2.5], "Breite, m": [2.5, 3.5], "y": ["a", "b"]},
        [],
    ),
    "one column with decimal commas": ("x\n1,5\n2,5\n", {"x": [1.5, 2.5]}, []),
    "no header": (
        "5.1,3.5,setosa\n4.9,3.0,setosa\n4.7,3.2,versicolor\n",
        {"column_1": [5.1, 4.9, 4.7], "column_2": [3.5, 3.0, 3.2], "column_3": ["setosa"] * 2 + ["versicolor"]},
        ["the file has no header: its columns are called 'column_1' to 'column_3'"],
    ),
    "years as names": (
        "country,1990,1991\na,1,2\nb,2,3\n",
        {"country": ["a", "b"], "1990": [1, 2], "1991": [2, 3]},
        [],
    ),
    "UTF-16 without a mark": (
        "name,x\nMüller,1\nGröße,2\n".encode("utf-16-le"),
        {"name": ["Müller", "Größe"], "x": [1, 2]},
        [],
    ),
    "the end of file of DOS": ("a,b\n1,2\n3,4\n\x1a", {"a": [1, 3], "b": [2, 4]}, []),
    "JSON lines": (
        '{"a": 1, "b": "x"}\n{"a": 2.5}\n\n{"b": "y", "a": null}\n',
        {"a": [1, 2.5, None], "b": ["x", None, "y"]},
        [],
    ),
    "a list of JSON objects": ('[{"a": 1},\n {"a": 2.5}]', {"a": [1, 2.5]}, []),
}  # fmt: skip


@pytest.mark.parametrize(("content", "columns", "notes"), READ.values(), ids=READ.keys())
def test_a_messy_file_is_read_as_a_person_would_read_it(tmp_path, content, columns, notes):
    check_table(read_text(tmp_path / "t.csv", content), columns, notes)


# What the file holds, the options that settle how it is read, and the columns.
TOLD = {
    "separator": ("a:b\n1:2\n3:4\n", {"separator": ":"}, {"a": [1, 3], "b": [2, 4]}),
    "blanks": ("a b\nx y\nz w\n", {"separator": " "}, {"a": ["x", "z"], "b": ["y", "w"]}),
    "skip_rows": ("junk,a\nmore\na;b\n1;2\n", {"skip_rows": 2}, {"a": [1], "b": [2]}),
    "encoding": (
        "a,b\nŁódź,1\nKraków,2\n".encode("cp1250"),
        {"encoding": "cp1250"},
        {"a": ["Łódź", "Kraków"], "b": [1, 2]},
    ),
    "decimal": ('a\n"1,250"\n"3,500"\n', {"decimal": ","}, {"a": [1.25, 3.5]}),
    "words": ("a,b\n1,2\n3,4\n", {"words": "a"}, {"a": ["1", "3"], "b": [2, 4]}),
    "missing": ("a,b\n1,2\n-999,4\n3,5\n", {"missing": ["-999"]}, {"a": [1, None, 3], "b": [2, 4, 5]}),
}  # fmt: skip


@pytest.mark.parametrize(("content", "options", "columns"), TOLD.values(), ids=TOLD.keys())
def test_options_overrule_what_the_evidence_says(tmp_path, content, options, columns):
    table = read_text(tmp_path / "t.csv", content, **options)
    assert {column.name: values_of(column) for column in table} == columns


REFUSED = {
    "a long row": (
        "a,b\n1,2\n3,4,5\n",
        {},
        r"line 3 has 3 fields, the table has 2 columns .*--separator names another",
    ),
    "an archive of two files": (b"", {}, "2 files .*unpack"),
    "a wrong encoding": ("a\n1\n", {"encoding": "klingon"}, "encoding is one that Python knows"),
    "lines to skip that are not there": ("a\n1\n", {"skip_rows": 9}, "fewer than 9 lines"),
    "no such sheet": ("a\n1\n", {"sheet": "x"}, "has no sheets"),
    "a wide separator": ("a\n1\n", {"separator": ";;"}, "one character"),
    "a decimal mark": ("a\n1\n", {"decimal": ";"}, "decimal"),
    "an order": ("a\n1\n", {"date_order": "year"}, "date_order"),
    "words of no column": ("a\n1\n", {"words": "b"}, "words names columns of the table"),
    "a pickle": (b"\x80\x04abc", {}, "is a pickle"),
    "damaged gzip": (gzip.compress(b"a,b\n1,2\n")[:-9], {}, "packed by gzip, and damaged"),
    "broken JSON": ('{"a": 1\n', {}, "looks like JSON, but is none"),
    "JSON of numbers": ("[{}, 1]", {}, "no list of objects"),
}


@pytest.mark.parametrize(("content", "options", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_read_is_refused_with_the_reason(tmp_path, content, options, message):
    path = tmp_path / "t.csv"
    if not content:
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("a.csv", "a\n1\n")
            file.writestr("b.csv", "a\n1\n")
    else:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(BarreleyeError, match=message) as refusal:
        read_table(path, **options)
    assert "\n" not in str(refusal.value)


@pytest.fixture
def workbook(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "first"
    for row in (
        ["Report"],
        [],
        ["name", "size", "day"],
        ["a", 1.5, "2024-01-05"],
        ["007", None, "2024-01-06"],
    ):
        sheet.append(row)
    book.create_sheet("second").append(["x"])
    book["second"].append([3])
    book.save(tmp_path / "t.xlsx")
    return tmp_path / "t.xlsx"


def test_a_sheet_is_read_as_a_text_file_is(workbook):
    table = read_table(workbook)
    assert values_of(table["name"]) == ["a", "007"]
    assert values_of(table["size"]) == [1.5, None]
    assert table["day"].kind == "dates"
    assert table.notes[0] == "1 line above the header left out"
    assert "'first' is the first of 2 sheets (--sheet" in table.notes[1]
    for sheet in ("second", 1):
        assert values_of(read_table(workbook, sheet=sheet)["x"]) == [3]
    for sheet in ("third", 2):
        with pytest.raises(BarreleyeError, match="sheet"):
            read_table(workbook, sheet=sheet)


DAMAGED = {
    "a carriage return within a line": b"a,b\n1\r2,3\n4,5\n",
    "digits of other scripts": "t,n\n٧:٣٠,١\n७:३०,²\n".encode(),
    "nothing but comments": b"# a\n# b\n",
    "nothing but carriage returns": b"\r\r\r",
    "halves of characters in odd quotes": b'a,b\n\xff\xc3 5" x,1\n\xfe,2\n',
    "cut Parquet": b"PAR1" + b"\xff" * 50 + b"PAR1",
    "cut Arrow": b"ARROW1\0\0" + b"\xff" * 50,
    "rows that begin as packed text does": b"a,b\n\x1f\x8b\x08,1\n2,3\n",
    "one quote": b'"',
    "quotes alone": b'""""\n"""\n',
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_file_is_read_or_refused_in_one_sentence(tmp_path, content):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with contextlib.suppress(BarreleyeError):
        for column in read_table(path):
            assert len(column) == len(column.values)
        return
    with pytest.raises(BarreleyeError) as refusal:
        read_table(path)
    assert "\n" not in str(refusal.value)
