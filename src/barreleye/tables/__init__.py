"""Tables: reading and encoding raw columns, fitting a model to them, and predictions in their units."""

from ._columns import Column, Table
from ._convert import as_table, read_table
from ._encoding import ColumnPlan, TableEncoder
from ._fit_table import TableFit, fit_table
from ._model import Predictions, TableModel, load
from ._scores import Score, Scores
from ._target import CLASSIFICATION, REGRESSION, Target
from ._write import write_table

__all__ = [
    "CLASSIFICATION",
    "REGRESSION",
    "Column",
    "ColumnPlan",
    "Predictions",
    "Score",
    "Scores",
    "Table",
    "TableEncoder",
    "TableFit",
    "TableModel",
    "Target",
    "as_table",
    "fit_table",
    "load",
    "read_table",
    "write_table",
]
