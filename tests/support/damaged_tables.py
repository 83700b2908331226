"""Files of tables and what chance does to them: what ``make fuzz-tables`` and the tests try."""

import bz2
import contextlib
import gzip
import io
import lzma
import zipfile
import zlib

import numpy as np
import openpyxl
import polars as pl

from .damage import Original, cut, flip, splice

ROWS = 24
TABLE = {
    "size": [None if i == 4 else i % 7 / 2 for i in range(ROWS)],
    "colour": [("red", "dark blue", 'say "x"')[i % 3] for i in range(ROWS)],
    "day": [f"2024-01-{i + 1:02d}" for i in range(ROWS)],
    "sold": [("yes", "no")[i % 2] for i in range(ROWS)],
    "price": [2.0 * (i % 7) + i % 3 + 0.5 for i in range(ROWS)],
}
MARKS = (
    b'"', b",", b";", b"\n", b"\r", b"\0", b"\t", b"'", b"\\", b"#", b" ", b"|", b"\xef\xbb\xbf",
    b"\xff\xfe", b"\xfe\xff", b'""', b'"\n', b'",', b"\r\n\r\n", b"\x1a", b"\x85", b"\xe2\x80\xa8",
    b"\xc3", b"\xed\xa0\x80", b"sep=;\n",
)  # fmt: skip
CELLS = (
    "", "-", "NA", "nan", "inf", "-inf", "1e999", "-1e400", "1e-400", "9" * 400, "0" * 60, "1,5", "1.234",
    "1.234,5", "($5.00)", "5.00-", "45 %", "CHF 1'234.50", "12,34,567", "0x1F", "1_000", "2024-02-30",
    "31/12/2024", "12/31/24", "99:99", "7:30 PM", "2024-01-05T07:30:00+25:00", "0000-00-00",
    "999999999-01-01", "5'11\"", "3d 4h", "Q5 2024", "\u0661\u0662", "\u2212", "½", "x" * 70_000, "None",
    "null", "true", "#DIV/0!", "\ud7ff", "\U0001f41f", "\u202e", "=cmd()", "1e5", "007",
    "18446744073709551616",
)  # fmt: skip
MANY = (
    b",", b";", b"\n", b'"', b"a,", b"1,2\n", b'"a"', b"\r", b" ", b"\0", b"9", b"(", b"[", b'{"a":',
    b"1 ", b"\t", b"\xff", b'""",', b"x\n\n",
)  # fmt: skip


def originals():
    """Return files of one table in every kind that can be read."""
    frame = pl.DataFrame(TABLE)
    text = frame.write_csv().encode()
    files = {
        "CSV": text,
        "semicolons": frame.write_csv(separator=";").replace("blue", "grün").encode("cp1252"),
        "tabs": frame.write_csv(separator="\t", line_terminator="\r\n").encode("utf-16"),
        "blanks": _aligned(frame.fill_null(9.0)),
        "quoted": b"\xef\xbb\xbf# of the shop\n\nThe prices\n"
        + frame.write_csv(quote_style="always").encode(),
        "gzip": gzip.compress(text),
        "bzip2": bz2.compress(text),
        "xz": lzma.compress(text),
        "zip": _zip(text),
        "JSON lines": frame.write_ndjson().encode(),
        "JSON": frame.write_json().encode(),
        "Parquet": _written(frame.write_parquet),
        "Arrow": _written(frame.write_ipc),
        "workbook": _workbook(frame),
    }
    return [Original(kind, content) for kind, content in files.items()]


def _aligned(frame):
    rows = (frame.columns, *([str(cell).replace(" ", "_") for cell in row] for row in frame.rows()))
    return "".join("".join(f"{cell:<12}" for cell in row) + "\n" for row in rows).encode()


def _written(write):
    file = io.BytesIO()
    write(file)
    return file.getvalue()


def _zip(text):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("table.csv", text)
    return file.getvalue()


def _workbook(frame):
    book = openpyxl.Workbook()
    for row in (frame.columns, *frame.rows()):
        book.active.append(row)
    return _written(book.save)


def marks(rng, original, _others):
    """Put marks that mean something to a reader anywhere."""
    content = bytearray(original.content)
    for at in rng.integers(len(content) + 1, size=rng.integers(1, 6)):
        content[at:at] = MARKS[rng.integers(len(MARKS))]
    return bytes(content)


def lines(rng, original, others):
    """Swap, double, drop and join lines, or take some of another file."""
    some = original.content.split(b"\n")
    strange = others[rng.integers(len(others))].content.split(b"\n")
    for _ in range(rng.integers(1, 5)):
        i, k = (int(at) for at in rng.integers(len(some), size=2))
        match rng.integers(5):
            case 0:
                some[i], some[k] = some[k], some[i]
            case 1:
                some[i:i] = [some[k]] * int(rng.integers(1, 40))
            case 2 if len(some) > 1:
                del some[i]
            case 3:
                some[i] += some[k]
            case _:
                some.insert(i, strange[rng.integers(len(strange))])
    return b"\n".join(some)


def cells(rng, original, _others):
    """Put odd entries in the place of others."""
    content = original.content
    mark = (b",", b";", b"\t", b'"', b":")[rng.integers(5)]
    some = content.split(mark)
    for at in rng.integers(len(some), size=rng.integers(1, 9)):
        some[at] = CELLS[rng.integers(len(CELLS))].encode(
            "utf-16-le" if rng.random() < 0.05 else "utf-8"
        )
    return mark.join(some)


def many(rng, original, _others):
    """Repeat something very often, somewhere."""
    content = original.content
    at = int(rng.integers(len(content) + 1))
    return content[:at] + MANY[rng.integers(len(MANY))] * int(rng.integers(1, 2_000)) + content[at:]


def repacked(rng, original, others):
    """Pack what was damaged, or unpack, damage and pack it again."""
    content = original.content
    if content.startswith(b"\x1f\x8b"):
        with contextlib.suppress(OSError, EOFError, zlib.error):  # it may be damaged already
            content = gzip.decompress(content)
    way = WAYS[rng.integers(len(WAYS) - 1)]
    content = way(rng, Original(original.kind, content), others)
    return (gzip.compress, bz2.compress, _zip)[rng.integers(3)](content)


WAYS = (flip, cut, splice, marks, lines, cells, cells, many, repacked)


def damaged_table(seed, some):
    """Return an original, the name of a way to damage it, and what became of it; the seed decides."""
    rng = np.random.default_rng(seed)
    original = some[rng.integers(len(some))]
    content = original.content
    for _ in range(rng.integers(1, 4)):
        way = WAYS[rng.integers(len(WAYS))]
        content = way(rng, Original(original.kind, content or b"a"), some)
    return original, way.__name__, content
