"""How entries are written: the declared formats of numbers, dates and choices, and words with a meaning."""

from ._declared import FORMATS, ColumnFormat, Format

__all__ = ["FORMATS", "ColumnFormat", "Format"]
