"""The copy of a text file is the file: its bytes with fields added to each row, and nothing else changes."""

import gzip

import numpy as np
import pytest

from barreleye.tables import read_table, write_table

# A file of two rows, and what stands in the copy; the added columns hold x;y,z and q"r, 0.5 and 0.25.
COPIES = {
    "plain": ("a,b\n1,2\n3,4\n", 'a,b,p,v\n1,2,"x;y,z",0.5\n3,4,"q""r",0.25\n'),
    "no line end": ("a,b\n1,2\n3,4", 'a,b,p,v\n1,2,"x;y,z",0.5\n3,4,"q""r",0.25'),
    "a byte-order mark, CRLF, decimal commas": (
        "\ufeffa;b\r\n1,5;x\r\n2,5;y",
        '\ufeffa;b;p;v\r\n1,5;x;"x;y,z";0,5\r\n2,5;y;"q""r";0,25',
    ),
    "old Macs": ("a,b\r1,2\r3,4\r", 'a,b,p,v\r1,2,"x;y,z",0.5\r3,4,"q""r",0.25\r'),
    "tabs and blank lines": (
        "a\tb\n\n1\t2\n\n3\t4\n\n",
        'a\tb\tp\tv\n\n1\t2\tx;y,z\t0.5\n\n3\t4\t"q""r"\t0.25\n\n',
    ),
    "quotes everywhere": (
        '"a","b"\n"1","no ""x"""\n"2","c"\n',
        '"a","b","p","v"\n"1","no ""x""","x;y,z","0.5"\n"2","c","q""r","0.25"\n',
    ),
    "quotes around words": ('a,b\n"x",2\n"y",4\n', 'a,b,p,v\n"x",2,"x;y,z",0.5\n"y",4,"q""r",0.25\n'),
    "escaped quotes": (
        's,y\n"he said \\"no\\"",1\n"x, y",2\n',
        's,y,p,v\n"he said \\"no\\"",1,"x;y,z",0.5\n"x, y",2,"q\\"r",0.25\n',
    ),
    "a quote within a field": ('s,y\na 5" b,1\nc,2\n', 's,y,p,v\na 5" b,1,"x;y,z",0.5\nc,2,"q""r",0.25\n'),
    "lines in a field": ('a,b\n1,"x\ny"\n3,4\n', 'a,b,p,v\n1,"x\ny","x;y,z",0.5\n3,4,"q""r",0.25\n'),
    "titles and comments": (
        "Title\n\na,b\n1,2\n# c\n3,4\n",
        'Title\n\na,b,p,v\n1,2,"x;y,z",0.5\n# c\n3,4,"q""r",0.25\n',
    ),
    "a header that stands there again": (
        "a,b\n1,2\na,b\n3,4\na,b\n",
        'a,b,p,v\n1,2,"x;y,z",0.5\na,b,p,v\n3,4,"q""r",0.25\na,b,p,v\n',
    ),
    "one column": ("x\n1,5\n2,5\n", 'x;p;v\n1,5;"x;y,z";0,5\n2,5;"q""r";0,25\n'),
    "one column and a line of blanks": ("x\n1,5\n \n2,5\n", 'x;p;v\n1,5;"x;y,z";0,5\n \n2,5;"q""r";0,25\n'),
    "blanks": ("a   b\n1   2\n3   4\n", 'a   b p v\n1   2 x;y,z 0.5\n3   4 "q""r" 0.25\n'),
    "blanks and CRLF": ("a b\r\n1 2\r\n3 4\r\n", 'a b p v\r\n1 2 x;y,z 0.5\r\n3 4 "q""r" 0.25\r\n'),
    "blanks and old Macs": ("a b\r1 2\r3 4\r", 'a b p v\r1 2 x;y,z 0.5\r3 4 "q""r" 0.25\r'),
    "blanks, quotes and a comment": (
        'a "b c"\n1 2\n# d\n3 4\n',
        'a "b c" p v\n1 2 x;y,z 0.5\n# d\n3 4 "q""r" 0.25\n',
    ),
    "one line feed among carriage returns": (
        "a,b\r1,2\n3,4\r",
        'a,b,p,v\r1,2,"x;y,z",0.5\n3,4,"q""r",0.25\r',
    ),
    "a stray quote": ('a,b\n1,"x\n3,y\n', 'a,b,p,v\n1,"x,"x;y,z",0.5\n3,y,"q""r",0.25\n'),
    "a list in quotes": (
        'a,b\n1,"x,y"\n3,"z,w"\n',
        'a,b,p,v\n1,"x,y","x;y,z",0.5\n3,"z,w","q""r",0.25\n',
    ),
    "whole lines in quotes": (
        '"a,b"\r\n"1,2"\r\n"3,4"\r\n',
        '"a,b,p,v"\r\n"1,2,""x;y,z"",0.5"\r\n"3,4,""q""""r"",0.25"\r\n',
    ),
    "a header in quotes as a whole": (
        '"a,b"\n1,2\n3,4\n',
        '"a,b,p,v"\n1,2,"x;y,z",0.5\n3,4,"q""r",0.25\n',
    ),
    "tabs at the ends": ("a\tb\n1\t2\t\n3\t4\t\n", 'a\tb\tp\tv\n1\t2\tx;y,z\t0.5\n3\t4\t"q""r"\t0.25\n'),
    "a short row": ("a,b,c\n1,2\n3,4,5\n", 'a,b,c,p,v\n1,2,,"x;y,z",0.5\n3,4,5,"q""r",0.25\n'),
    "separators at the ends": ("a,b\n1,2,\n3,4,\n", 'a,b,p,v\n1,2,"x;y,z",0.5\n3,4,"q""r",0.25\n'),
    "what spreadsheets are told": (
        "sep=;\na;b\n1;2\n3;4\n",
        'sep=;\na;b;p;v\n1;2;"x;y,z";0,5\n3;4;"q""r";0,25\n',
    ),
    "a null character": ("a,b\n1,2\0\n3,4\n", 'a,b,p,v\n1,2\0,"x;y,z",0.5\n3,4,"q""r",0.25\n'),
    "the end of file of DOS": ("a,b\n1,2\n3,4\n\x1a", 'a,b,p,v\n1,2,"x;y,z",0.5\n3,4,"q""r",0.25\n\x1a'),
    "JSON lines": ('{"a":1}\n\n{}\n', '{"a":1, "p": "x;y,z", "v": 0.5}\n\n{"p": "q\\"r", "v": 0.25}\n'),
}  # fmt: skip
ADDED = {"p": ["x;y,z", 'q"r'], "v": [0.5, 0.25]}


@pytest.mark.parametrize(("text", "copy"), COPIES.values(), ids=COPIES.keys())
def test_the_copy_is_the_file_with_fields_added(tmp_path, text, copy):
    (tmp_path / "t.csv").write_bytes(text.encode())
    write_table(tmp_path / "out.csv", tmp_path / "t.csv", ADDED)
    assert (tmp_path / "out.csv").read_bytes() == copy.encode()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "cp1252"])
@pytest.mark.parametrize("name", ["plain", "tabs and blank lines", "lines in a field", "old Macs"])
def test_the_copy_has_the_encoding_of_the_file(tmp_path, name, encoding):
    before, after = (text.replace("b", "größe", 1) for text in COPIES[name])
    (tmp_path / "t.csv").write_bytes(before.encode(encoding))
    write_table(tmp_path / "out.csv", tmp_path / "t.csv", ADDED)
    assert (tmp_path / "out.csv").read_bytes() == after.encode(encoding)


OTHERWISE = (
    "JSON lines",
    "separators at the ends",
    "tabs at the ends",
    "whole lines in quotes",
    "a header in quotes as a whole",
)
REREAD = [name for name in COPIES if name not in OTHERWISE and not name.startswith("blanks")]


@pytest.mark.parametrize("name", REREAD)
def test_the_copy_is_read_as_the_file_and_the_new_columns(tmp_path, name):
    (tmp_path / "t.csv").write_bytes(COPIES[name][0].encode())
    write_table(tmp_path / "out.csv", tmp_path / "t.csv", ADDED)
    before, after = read_table(tmp_path / "t.csv"), read_table(tmp_path / "out.csv")
    assert after.names == (*before.names, "p", "v")
    for column in before:
        np.testing.assert_array_equal(after[column.name].values, column.values)
    assert after["p"].values.tolist() == ADDED["p"]
    assert after["v"].values.tolist() == ADDED["v"]


def test_a_packed_file_is_copied_packed_or_not_as_the_name_says(tmp_path):
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(b"a,b\n1,2\n3,4\n"))
    write_table(tmp_path / "out.csv.gz", tmp_path / "t.csv.gz", {"p": [1, 2]})
    write_table(tmp_path / "out.csv", tmp_path / "t.csv.gz", {"p": [1, 2]})
    plain = b"a,b,p\n1,2,1\n3,4,2\n"
    assert gzip.decompress((tmp_path / "out.csv.gz").read_bytes()) == plain
    assert (tmp_path / "out.csv").read_bytes() == plain


def test_a_file_without_a_header_gets_none(tmp_path):
    (tmp_path / "t.csv").write_text("5.1,a\n4.9,a\n4.7,b\n")
    write_table(tmp_path / "out.csv", tmp_path / "t.csv", {"p": [1, 2, 3]})
    assert (tmp_path / "out.csv").read_text() == "5.1,a,1\n4.9,a,2\n4.7,b,3\n"


def test_letters_that_the_encoding_lacks_are_replaced(tmp_path):
    (tmp_path / "t.csv").write_bytes("größe\n1\n2\n".encode("cp1252"))
    write_table(tmp_path / "out.csv", tmp_path / "t.csv", {"p": ["ß", "日"]})
    assert (tmp_path / "out.csv").read_bytes() == "größe,p\n1,ß\n2,?\n".encode("cp1252")


def test_bytes_that_the_encoding_does_not_define_are_copied_as_they_are(tmp_path):
    (tmp_path / "t.csv").write_bytes(b"a\nx\x81\nx\x8d\nx\xe9\n")
    write_table(tmp_path / "out.csv", tmp_path / "t.csv", {"p": [1, 2, 3]})
    assert (tmp_path / "out.csv").read_bytes() == b"a,p\nx\x81,1\nx\x8d,2\nx\xe9,3\n"


def test_lines_of_two_encodings_keep_theirs(tmp_path):
    lines = ["a,b", "Köln,1", "Zürich,2", "Łódź,3"]
    encodings = ["utf-8", "utf-8", "cp1252", "utf-8"]
    data = [line.encode(name) for line, name in zip(lines, encodings, strict=True)]
    (tmp_path / "t.csv").write_bytes(b"\r\n".join(data))
    table = read_table(tmp_path / "t.csv")
    assert table["a"].values.tolist() == ["Köln", "Zürich", "Łódź"]
    assert table.notes == (
        (
            "1 line is no UTF-8 as the others and read as Windows-1252 (the first is line 3; --encoding names"
            " one for all)"
        ),
    )
    write_table(tmp_path / "out.csv", tmp_path / "t.csv", {"p": ["é", "ü", "ł"]})
    copied = [",p", ",é", ",ü", ",ł"]
    wanted = [line + new.encode(name) for line, new, name in zip(data, copied, encodings, strict=True)]
    assert (tmp_path / "out.csv").read_bytes() == b"\r\n".join(wanted)
    write_table(tmp_path / "out.csv", tmp_path / "t.csv", {"p": ["é", "ł", "ł"]})
    assert "Zürich,2,ł".encode() in (tmp_path / "out.csv").read_bytes()


def test_pairs_of_bytes_are_no_letters_of_windows_1252(tmp_path):
    people = "".join(f"{'男女'[i % 2]},{i}\n" for i in range(30))
    (tmp_path / "t.csv").write_bytes(b"a,b\n" + people.encode("gbk"))  # 女 is UTF-8 as well, by chance
    (note,) = read_table(tmp_path / "t.csv").notes
    assert note == "the text is no UTF-8 and was read as Windows-1252 (--encoding names another)"
    assert read_table(tmp_path / "t.csv", encoding="gbk")["a"].categories == ("女", "男")


def test_a_row_with_too_many_fields_keeps_them_and_gets_the_new_ones_behind(tmp_path):
    (tmp_path / "t.csv").write_text("a,b\n" + "1,2\n" * 200 + "4,5,6\n")
    write_table(tmp_path / "out.csv", tmp_path / "t.csv", {"p": [7] * 201})
    lines = (tmp_path / "out.csv").read_text().splitlines()
    assert lines[200:] == ["1,2,7", "4,5,6,7"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_halves_of_characters_are_copied_as_they_stand(tmp_path, encoding):
    text = "\ufeffa,b\n1,\ud83d\n3,4\n"
    (tmp_path / "t.csv").write_bytes(text.encode(encoding, "surrogatepass"))
    write_table(tmp_path / "copy.csv", tmp_path / "t.csv", {"p": ["x", "y"]})
    copied = (tmp_path / "copy.csv").read_bytes().decode(encoding, "surrogatepass")
    assert copied == "\ufeffa,b,p\n1,\ud83d,x\n3,4,y\n"
