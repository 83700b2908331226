"""What a command takes from a model file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import barreleye as be

from ..errors import DataError, OptionError
from ._standard_streams import STANDARD

if TYPE_CHECKING:
    from ..network import FeedForward
    from ..tables import TableEnsemble, TableModel, TablePredictor


def load_predictor(model: Path, verb: str) -> TablePredictor:
    """Return the model or the ensemble of a file; DataError if it is a network without a table."""
    loaded = load_any(model)
    if not isinstance(loaded, be.tables.TablePredictor):
        raise DataError(
            f"{model} holds a network without a table: {verb} needs a model file of `barreleye fit`"
        )
    return loaded


def load_table_model(model: Path, verb: str) -> TableModel:
    """Return the model of a file whose one network can be looked into."""
    loaded = load_predictor(model, verb)
    if not isinstance(loaded, be.TableModel):
        raise _refused(model, verb, loaded)
    return loaded


def load_network_or_model(model: str | Path, verb: str) -> FeedForward | TableModel:
    """Return what a file holds, if it has one network."""
    loaded = load_any(model)
    if isinstance(loaded, be.TableEnsemble):
        raise _refused(model, verb, loaded)
    return loaded


def kind_of(loaded: TablePredictor) -> str:
    """Return who answers: a network, or an ensemble."""
    return "ensemble" if isinstance(loaded, be.TableEnsemble) else "network"


def load_any(model: str | Path) -> FeedForward | TableModel | TableEnsemble:
    """Return what a file holds."""
    if Path(model) == STANDARD:
        raise OptionError("a model cannot come from standard input: name its file (./- is one called -)")
    return be.load(model)


def _refused(model: str | Path, verb: str, loaded: TablePredictor) -> DataError:
    return DataError(
        f"{model} holds a {loaded!r}: {verb} looks into one network, so give it the model file beside this one"
    )
