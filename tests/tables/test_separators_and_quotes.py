"""What separates and quotes fields, and what ends lines, is found by evidence, and the table is the one meant."""

import pytest

from barreleye.errors import BarreleyeError
from barreleye.tables import read_table
from support.read_tables import check_table, read_text

# What the file holds, the values of its columns by name (of the first rows), and what its notes say, in order.
READ = {
    # Fields in quotes are whole, whatever they hold.
    "lists in quotes": (
        "id,tags\n" + "".join(f'{i},"red,blue"\n' for i in range(20)),
        {"id": list(range(20)), "tags": ["red,blue"] * 20},
        [],
    ),
    "a title of two words above tabs": (
        "A title\n\nc0\tc1\n" + "0k\t1k\n" * 20,
        {"c0": [0] * 20, "c1": [1000] * 20},
        ["1 line above the header left out"],
    ),
    "a title above fields with marks of other dialects": (
        "Report\na;b\n" + "x,y;1\n" * 3,
        {"a": ["x,y"] * 3, "b": [1] * 3},
        ["1 line above the header left out"],
    ),
    "a title above lists": (
        "Report\nid,w\n" + "1,a;b\n2,a;b\n" * 3,
        {"id": [1, 2] * 3, "w": ["a;b"] * 6},
        ["1 line above the header left out"],
    ),
    "names in quotes": ("name,age\n" + '"Doe,John",31\n' * 7, {"name": ["Doe,John"] * 7, "age": [31] * 7}, []),
    "names in quotes, semicolons": (
        "name;age\n" + '"Doe;John";31\n' * 7,
        {"name": ["Doe;John"] * 7, "age": [31] * 7},
        [],
    ),
    "names in quotes, tabs": (
        "name\tage\n" + '"Doe\tJohn"\t31\n' * 7,
        {"name": ["Doe\tJohn"] * 7, "age": [31] * 7},
        [],
    ),
    "names in apostrophes": (
        "'a','b','y'\n" + "1,'x,y',2\n" * 20,
        {"a": [1] * 20, "b": ["x,y"] * 20, "y": [2] * 20},
        [],
    ),
    "groups of numbers in quotes": (
        "d,x\n" + '"1,23,456.50",31\n' * 7,
        {"d": [123456.5] * 7, "x": [31] * 7},
        [],
    ),
    "lists of different lengths": (
        'C1,C2\n"11,12,13,15","2,3,3"\n"200,12,14,15,15","6,7"\n',
        {"C1": ["11,12,13,15", "200,12,14,15,15"], "C2": ["2,3,3", "6,7"]},
        [],
    ),
    "lines of separators in quotes": (
        "x,y\n" + '1,"a\n,,,,,,\n_b"\n' * 44,
        {"x": [1] * 44, "y": ["a\n,,,,,,\n_b"] * 44},
        [],
    ),
    "whole lines in quotes": ('"a,b"\n"1,x"\n"3,y"\n', {"a": [1, 3], "b": ["x", "y"]}, []),
    "one column in quotes": ('"tags"\n"red,blue"\n"a,b"\n', {"tags": ["red,blue", "a,b"]}, []),
    # The mark of the header wins over one that it has not.
    "groups between tabs": (
        "d\tx\n" + "1,23,456.50\t31\n" * 7,
        {"d": [123456.5] * 7, "x": [31] * 7},
        [],
    ),
    "times with commas between tabs": (
        "ts\tmsg\n" + "10:05:00,861\ta\n" * 40,
        {"ts": [10 + 5 / 60 + 0.861 / 3600] * 40, "msg": ["a"] * 40},
        [],
    ),
    "lists between semicolons": ("tags;age\n" + "a,b,c;7\n" * 40, {"tags": ["a,b,c"] * 40, "age": [7] * 40}, []),
    "lists between commas": ("tags,c\n" + "a;b;c,v\n" * 40, {"tags": ["a;b;c"] * 40, "c": ["v"] * 40}, []),
    "a title with a comma above semicolons": (
        "Sales of 2024, in euros\nname;size;price\na;1,5;2,5\nb;3,5;4,5\n",
        {"name": ["a", "b"], "size": [1.5, 3.5], "price": [2.5, 4.5]},
        ["1 line above the header"],
    ),
    # Rows that are too short have the separators of the header.
    "short rows of numbers": (
        "year,sales\n2001,45\n2002,47\n2003,\n2004,50\n2005\n2006\n",
        {"year": [2001, 2002, 2003, 2004, 2005, 2006], "sales": [45, 47, None, 50, None, None]},
        ["2 rows have fewer fields than the header: the rest is missing (lines 6, 7)"],
    ),
    "short rows of three columns": (
        "a,b,c\n1,200,300\n2,210,320\n3,220\n4\n",
        {"a": [1, 2, 3, 4], "b": [200, 210, 220, None], "c": [300, 320, None, None]},
        ["2 rows have fewer"],
    ),
    "short rows of words": (
        "id,town\n1,Oslo\n2,Rome\n3\n4,Bonn\n5\n6,Bari\n",
        {"id": [1, 2, 3, 4, 5, 6], "town": ["Oslo", "Rome", None, "Bonn", None, "Bari"]},
        ["2 rows have fewer"],
    ),
    "one column of sentences": (
        "text\nHello, world\nHow are you\nOh, no\n",
        {"text": ["Hello, world", "How are you", "Oh, no"]},
        [],
    ),
    # A quote that is not closed is a character.
    "a quote within a field": ('s,y\na 5" b,1\nc,2\nd,3\n', {"s": ['a 5" b', "c", "d"], "y": [1, 2, 3]}, []),
    "a quote that is never closed": (
        's,y\n"a,1\nc,2\nd,3\n',
        {"s": ['"a', "c", "d"], "y": [1, 2, 3]},
        ["1 row has a quote that begins a field and does not end it: it is taken as a character (line 2)"],
    ),
    "a stray quote before quoted fields": (
        'a,b,c\n1,"x,2\n3,y,4\n5,"z",6\n7,w,8\n',
        {"a": [1, 3, 5, 7], "b": ['"x', "y", "z", "w"], "c": [2, 4, 6, 8]},
        ["1 row has a quote that begins a field and does not end it: it is taken as a character (line 2)"],
    ),
    "a stray quote in a name": (
        "\t".join([f"c{j}" for j in range(3)] + ['"open']) + "\n" + "1\t2\t3\t4\n" * 3,
        {"c0": [1] * 3, "c1": [2] * 3, "c2": [3] * 3, '"open': [4] * 3},
        ["the header has a quote that begins a name"],
    ),
    "doubled quotes behind backslashes": (
        '"name","nick"\n"C:\\temp","W (James \\""Logan\\"" H)"\n"x","y"\n',
        {"name": ["C:\\temp", "x"], "nick": ['W (James \\"Logan\\" H)', "y"]},
        [],
    ),
    "escaped apostrophes": (
        "n|s\n1|'text\\'2\\'text'\n2|'b'\n",
        {"n": [1, 2], "s": ["text'2'text", "b"]},
        [],
    ),
    # Carriage returns end lines if they end the first one and most others.
    "one line feed among carriage returns": (
        "a,b\r1,2\r3,4\r5,6\n7,8\r",
        {"a": [1, 3, 5, 7], "b": [2, 4, 6, 8]},
        [],
    ),
    "as many line feeds as carriage returns": (
        "a,b\r1,2\n3,4\r5,6\n",
        {"a": [1, 3, 5], "b": [2, 4, 6]},
        [],
    ),
    "two carriage returns before each line feed": ("a,b\r\r\n1,2\r\r\n3,4\r\r\n", {"a": [1, 3], "b": [2, 4]}, []),
    # Blanks separate.
    "numbers between blanks without names": (
        "2.5 2 3\n4 5 6\n7 8 9\n",
        {"column_1": [2.5, 4, 7], "column_2": [2, 5, 8], "column_3": [3, 6, 9]},
        ["the file has no header"],
    ),
    "blanks and quotes": (
        'date price "product name"\n1 2 "x y"\n3 4 "z"\n',
        {"date": [1, 3], "price": [2, 4], "product name": ["x y", "z"]},
        [],
    ),
    "one row between blanks": ("a b\n3 4\n", {"a": [3], "b": [4]}, []),
    "a comment of as many words": (
        "a b c\n1 2 3\n# x y\n4 5 6\n",
        {"a": [1, 4], "b": [2, 5], "c": [3, 6]},
        ["1 comment"],
    ),
    "blanks between digits": ("x\n1 234\n5 678\n", {"x": [1234, 5678]}, []),
    # Bytes that are rare in text.
    "null characters in a third of the rows": (
        "a,b\n" + "1,2\0\n3,4\n5,6\n" * 5,
        {"a": [1, 3, 5] * 5, "b": [2, 4, 6] * 5},
        ["5 null characters"],
    ),
    "bytes that Windows-1252 does not define": (
        b"a,b\nx\x81,1\nx\x8d,2\nx\xe9,3\n",
        {"a": ["x\x81", "x\x8d", "x\xe9"], "b": [1, 2, 3]},
        ["read as Windows-1252"],
    ),
    # Long lines, tabs at the end of lines.
    "a long line": (
        "id,text\n1," + "y" * 2_100_000 + "\n2,z\n",
        {"id": [1, 2], "text": ["y" * 2_100_000, "z"]},
        [],
    ),
    "a long field in quotes": (
        'id,text\n1,"' + "a,b\n" * 30_000 + 'c"\n2,z\n3,z\n',
        {"id": [1, 2, 3], "text": ["a,b\n" * 30_000 + "c", "z", "z"]},
        [],
    ),
    "tabs at the ends of rows": ("a\tb\n1\t2\t\n3\t4\t\n", {"a": [1, 3], "b": [2, 4]}, []),
    "a tab at the end of one row": (
        "a\tb\n" + "1\t2\n" * 200 + "3\t4\t\n",
        {"a": [1] * 200 + [3], "b": [2] * 200 + [4]},
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("content", "columns", "notes"), READ.values(), ids=READ.keys())
def test_the_table_is_the_one_that_was_meant(tmp_path, content, columns, notes):
    check_table(read_text(tmp_path / "t.csv", content), columns, notes)


@pytest.mark.parametrize("parts", range(1, 6))
@pytest.mark.parametrize("width", range(2, 9))
def test_lists_in_quotes_are_one_field_at_each_width(tmp_path, parts, width):
    fields = ["7"] * (width - 1) + ['"' + ",".join("abcdefgh"[: parts + 1]) + '"']
    names = [f"c{i}" for i in range(width)]
    (tmp_path / "t.csv").write_text("\n".join([",".join(names), *[",".join(fields)] * 40]) + "\n")
    assert read_table(tmp_path / "t.csv").names == tuple(names)


@pytest.mark.parametrize("rows", [5, 6, 7, 20, 100, 1_000])
def test_one_short_row_makes_no_table_of_one_column(tmp_path, rows):
    lines = ["id,town", *(f"{i},Oslo" for i in range(rows)), "9"]
    (tmp_path / "t.csv").write_text("\n".join(lines) + "\n")
    assert read_table(tmp_path / "t.csv").names == ("id", "town")


def test_a_row_that_is_too_wide_is_named_with_the_number_of_columns(tmp_path):
    (tmp_path / "t.csv").write_text("a,b,c\n1,2,3\n4,5,6\n7,8,9\n1,2,3,4\n")
    with pytest.raises(BarreleyeError, match=r"line 5 has 4 fields, the table has 3 columns"):
        read_table(tmp_path / "t.csv")
