"""Files of every make as text in columns: CSV, Parquet, Arrow, sheets of workbooks, JSON."""

from ._content import ARROW, JSON, PARQUET, TEXT, Content, TableBytes, content_of
from ._csv_copy import CsvCopy
from ._json_lines import json_copy, json_entries
from ._layout import layout_of
from ._read import frame_of, read_source

__all__ = [
    "ARROW",
    "JSON",
    "PARQUET",
    "TEXT",
    "Content",
    "CsvCopy",
    "TableBytes",
    "content_of",
    "frame_of",
    "json_copy",
    "json_entries",
    "layout_of",
    "read_source",
]
