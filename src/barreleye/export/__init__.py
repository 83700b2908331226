"""Models that leave the house: source code of C, JavaScript and Python, which needs no library of ours."""

from ._source_code import c, javascript, python

__all__ = ["c", "javascript", "python"]
