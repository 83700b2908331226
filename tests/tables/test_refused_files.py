"""A file that cannot be read is refused with the place and the remedy."""

import openpyxl
import pytest

from barreleye.errors import BarreleyeError
from barreleye.tables import read_table

# What the file holds, and what is said of it.
REFUSED = {
    "a broken line of JSON": (
        b'{"a": 1}\n\n{"a": oops}\n',
        r"none \(line 3, character 7: Expecting value\)$",
    ),
    "a broken list of JSON": (
        b'[{"a": 1},\n{"a": }]',
        r"none \(line 2, character 7: Expecting value\)$",
    ),
    "what has to be unpacked": (b"\x28\xb5\x2f\xfdabc", "is packed by zstd: unpack it first$"),
    "a document": (b"%PDF-1.7", "is a PDF document: save the table as CSV or Parquet$"),
}


@pytest.mark.parametrize(("content", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_the_reason_is_where_it_is_said_to_be(tmp_path, content, message):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(BarreleyeError, match=message):
        read_table(path)


def test_an_empty_sheet_is_refused_with_the_names_of_the_others(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "cover"
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(BarreleyeError, match=r"nothing in its sheet 'cover': it has no other$"):
        read_table(tmp_path / "t.xlsx")
    for name in ("x", "y"):
        book.create_sheet(name).append(["a"])
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(BarreleyeError, match=r"name another \(--sheet 'x' or 'y'\)"):
        read_table(tmp_path / "t.xlsx")


def test_a_line_of_json_may_hold_a_separator_of_lines_of_unicode(tmp_path):
    path = tmp_path / "t.json"
    path.write_text('{"a": "x\u2028y"}\n{"a": "z"}\n', encoding="utf-8")
    assert read_table(path)["a"].values.tolist() == ["x\u2028y", "z"]
