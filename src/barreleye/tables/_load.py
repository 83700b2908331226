"""The model of a file, whatever kind it is."""

from __future__ import annotations

import os

from .._tree import in_short
from ..errors import FileFormatError
from ..network import read
from ..training import Network
from ._described import ENSEMBLE, MODEL
from ._ensemble_model import TableEnsemble
from ._model import TableModel


def load(path: str | os.PathLike[str]) -> Network | TableModel | TableEnsemble:
    """Return the model of a file.

    Returns
    -------
    Network, TableModel or TableEnsemble
        The last two are those of ``fit_table``.

    Raises
    ------
    FileFormatError
        The file is damaged, is no file of Barreleye, or was written by a newer version.
    DataError
        There is no such file, or it cannot be read.
    """
    description, arrays = read(path)
    kind, vector = description["kind"].value, arrays.get("parameters")
    if kind == MODEL:
        return TableModel.restored(description, vector)
    if kind == ENSEMBLE:
        return TableEnsemble.restored(description, vector)
    if kind == "network":
        return Network.from_description(description["network"], vector, description.file)
    raise FileFormatError(
        f"{description.file} holds a {in_short(kind)}: this version of Barreleye does not know that"
    )
