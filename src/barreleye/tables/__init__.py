"""Tables: reading and encoding raw columns, fitting a model to them, and predictions in their units."""

from ._column_plan import ColumnPlan
from ._columns import Column
from ._compare_on_table import compare_activations
from ._encoding import TableEncoder
from ._ensemble_model import TableEnsemble
from ._fit_table import fit_table
from ._intervals import Intervals
from ._load import load
from ._model import TableModel
from ._predictions import Predictions
from ._scores import Score, Scores
from ._table import Table, as_table, read_table
from ._table_fit import EnsembleFit, TableFit
from ._table_predictor import TablePredictor
from ._target import CLASSIFICATION, REGRESSION, Target
from ._what_columns_do import Explained, WrongRow
from ._write import write_table
from .effects import Effect, Importance, Interaction
from .formats._declared import ColumnFormat

__all__ = [
    "CLASSIFICATION",
    "REGRESSION",
    "Column",
    "ColumnFormat",
    "ColumnPlan",
    "Effect",
    "EnsembleFit",
    "Explained",
    "Importance",
    "Interaction",
    "Intervals",
    "Predictions",
    "Score",
    "Scores",
    "Table",
    "TableEncoder",
    "TableEnsemble",
    "TableFit",
    "TableModel",
    "TablePredictor",
    "Target",
    "WrongRow",
    "as_table",
    "compare_activations",
    "fit_table",
    "load",
    "read_table",
    "write_table",
]
