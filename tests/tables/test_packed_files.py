"""Files that are packed unpack to a table, or are refused before they fill the memory."""

import bz2
import gzip
import lzma
import zipfile

import pytest

from barreleye.errors import BarreleyeError
from barreleye.tables import read_table
from barreleye.tables.files import _content

TEXT = b"0,1,2,3\n" * 2**17
TIMES = 4


@pytest.fixture(autouse=True)
def less_memory(monkeypatch):
    monkeypatch.setattr(_content, "_MOST_BYTES", 2**21)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_file_that_unpacks_to_far_too_much_is_refused(tmp_path, pack):
    path = tmp_path / "t.csv"
    path.write_bytes(pack(TEXT) * TIMES)  # what is packed one behind the other is unpacked so
    with pytest.raises(BarreleyeError, match="times its size: unpack it first"):
        read_table(path)


@pytest.mark.parametrize("names", [["t.csv"], ["xl/workbook.xml", "xl/worksheets/sheet1.xml"]])
def test_so_is_an_archive_or_a_workbook(tmp_path, names):
    path = tmp_path / "t.csv"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in names:
            with archive.open(name, "w") as member:
                for _ in range(TIMES if name == names[-1] else 1):
                    member.write(TEXT)
    with pytest.raises(BarreleyeError, match="times its size: unpack it first"):
        read_table(path)


def test_a_file_that_repeats_itself_is_no_such_file(tmp_path):
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(b"a,b,c,d\n" + TEXT))
    assert len(read_table(path)) == 2**17
