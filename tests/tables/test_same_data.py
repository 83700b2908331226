"""The same data gives the same model, in whichever form it comes, wherever text can say it."""

import datetime as dt
import gzip
import html
import io
import json
import zipfile

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barreleye.tables import TableEncoder, as_table

FINITE = st.floats(-1e6, 1e6, allow_nan=False, allow_subnormal=False).map(
    lambda x: x + 0.0
)  # no minus zero
WORD = st.sampled_from(["red", "green", "blue", "dark blue", "Grün", "x;y", 'a "b"', "1a"])
MOMENT = st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2049, 12, 31))  # noqa: DTZ001  local time
KINDS = {
    "numbers": FINITE,
    "whole numbers": st.integers(-(2**40), 2**40),
    "choices": st.booleans(),
    "words": WORD,
    "days": MOMENT.map(lambda moment: moment.date()),
    "moments": MOMENT.map(lambda moment: moment.replace(microsecond=0)),
}

pyarrow = pytest.importorskip("pyarrow")  # as long as there is one for this version of Python


@st.composite
def frames(draw):
    """Draw a data frame of a few columns of every kind, with holes, that does not look like anything else."""
    rows = draw(st.integers(12, 30))
    columns = {}
    for i, kind in enumerate(draw(st.lists(st.sampled_from(list(KINDS)), min_size=1, max_size=5))):
        entries = draw(st.lists(KINDS[kind], min_size=rows, max_size=rows))
        holes = draw(st.sets(st.integers(0, rows - 1), max_size=3))
        columns[f"{kind} {i}"] = [None if row in holes else entry for row, entry in enumerate(entries)]
    columns["all"] = [float(row) + 0.5 for row in range(rows)]
    return pl.DataFrame(columns, strict=False)


def text_of(frame, **how):
    buffer = io.BytesIO()
    frame.write_csv(buffer, **how)
    return buffer.getvalue()


def json_lines(frame):
    rows = [
        {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in row.items()}
        for row in frame.iter_rows(named=True)
    ]
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def parquet(frame):
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def arrow(frame):
    buffer = io.BytesIO()
    frame.write_ipc(buffer)
    return buffer.getvalue()


def open_document(frame):
    """Return a workbook as LibreOffice writes it, with all digits: openpyxl writes 16."""
    rows = "".join(
        f"<table:table-row>{''.join(map(cell, row))}</table:table-row>"
        for row in (frame.columns, *frame.rows())
    )
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces}><office:body>'
        f'<office:spreadsheet><table:table table:name="a">{rows}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return buffer.getvalue()


def cell(value):
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, bool):
        return f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(value).lower()}"/>'
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value!r}"/>'
    if isinstance(value, dt.date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
    text = f"<text:p>{html.escape(value)}</text:p>"
    return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'


FILES = {
    "CSV": text_of,
    "semicolons": lambda frame: text_of(frame, separator=";"),
    "tabs": lambda frame: text_of(frame, separator="\t"),
    "quoted": lambda frame: text_of(frame, quote_style="always"),
    "a mark": lambda frame: text_of(frame, include_bom=True),
    "CRLF": lambda frame: text_of(frame, line_terminator="\r\n"),
    "NA": lambda frame: text_of(frame, null_value="NA"),
    "UTF-16": lambda frame: text_of(frame).decode().encode("utf-16"),
    "gzip": lambda frame: gzip.compress(text_of(frame)),
    "JSON lines": json_lines,
    "Parquet": parquet,
    "Arrow": arrow,
    "OpenDocument": open_document,
}


def pandas_frame(frame):
    return pd.DataFrame({name: pd.Series(frame[name].to_list(), dtype=object) for name in frame.columns})


FORMS = {
    "polars": lambda frame: frame,
    "a mapping of lists": lambda frame: frame.to_dict(as_series=False),
    "a mapping of series": lambda frame: frame.to_dict(),
    "pandas": pandas_frame,
    "pandas with types of its own": lambda frame: pandas_frame(frame).convert_dtypes(),
    "pandas with categories": lambda frame: pandas_frame(frame).astype(
        {name: "category" for name in frame.columns if frame[name].dtype == pl.String}
    ),
    "strings": lambda frame: frame.select(pl.all().cast(pl.String) if frame.width else pl.all()),
    "pyarrow": lambda frame: frame.to_arrow(),
    "pyarrow of pandas": lambda frame: pyarrow.Table.from_pandas(pandas_frame(frame).convert_dtypes()),
    "decimals": lambda frame: frame.with_columns(pl.selectors.integer().cast(pl.Decimal(20, 0))),
}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(frame=frames())
def test_every_form_of_a_table_gives_the_same_plans_and_inputs(tmp_path, frame):
    wanted = TableEncoder.learn(as_table(frame))
    inputs = wanted.encode(wanted.read(as_table(frame)))
    for form, write in FILES.items():
        path = tmp_path / "table"
        path.write_bytes(write(frame))
        check(form, path, wanted, inputs)
    for form, convert in FORMS.items():
        check(form, convert(frame), wanted, inputs)


def check(form, data, wanted, inputs):
    table = as_table(data)
    assert (form, TableEncoder.learn(table).plans) == (form, wanted.plans)
    np.testing.assert_array_equal(wanted.encode(wanted.read(table)), inputs, err_msg=form)


def test_time_zones_are_moments_in_utc():
    zone = pd.Series(pd.date_range("2024-03-30 12:00", periods=20, freq="3h", tz="Europe/Berlin"))
    y = np.arange(20.0).tolist()
    frame = pd.DataFrame({"t": zone, "y": y})
    forms = {
        "text": {"t": zone.astype(str).tolist(), "y": y},
        "another zone": pd.DataFrame({"t": zone.dt.tz_convert("Asia/Tokyo"), "y": y}),
        "UTC without a zone": pd.DataFrame(
            {"t": zone.dt.tz_convert("UTC").dt.tz_localize(None), "y": y}
        ),
        "Python": {"t": list(zone), "y": y},
    }
    wanted = TableEncoder.learn(as_table(frame))
    for form, data in forms.items():
        assert (form, TableEncoder.learn(as_table(data))) == (form, wanted)
