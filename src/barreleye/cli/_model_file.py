"""What a command takes from a model file."""

from __future__ import annotations

from pathlib import Path

from .. import load
from ..errors import DataError
from ..network import FeedForward
from ..tables import TableEnsemble, TableModel, TablePredictor


def load_predictor(model: Path, verb: str) -> TablePredictor:
    """Return the model or the ensemble of a file; DataError if it is a network without a table."""
    loaded = load(model)
    if not isinstance(loaded, TablePredictor):
        raise DataError(
            f"{model} holds a network without a table: {verb} needs a model file of `barreleye fit`"
        )
    return loaded


def load_table_model(model: Path, verb: str) -> TableModel:
    """Return the model of a file whose one network can be looked into."""
    loaded = load_predictor(model, verb)
    if not isinstance(loaded, TableModel):
        raise _refused(model, verb, loaded)
    return loaded


def load_network_or_model(model: str | Path, verb: str) -> FeedForward | TableModel:
    """Return what a file holds, if it has one network."""
    loaded = load(model)
    if isinstance(loaded, TableEnsemble):
        raise _refused(model, verb, loaded)
    return loaded


def kind_of(loaded: TablePredictor) -> str:
    """Return who answers: a network, or an ensemble."""
    return "ensemble" if isinstance(loaded, TableEnsemble) else "network"


def _refused(model: str | Path, verb: str, loaded: TablePredictor) -> DataError:
    return DataError(
        f"{model} holds a {loaded!r}: {verb} looks into one network, so give it the model file beside this one"
    )
