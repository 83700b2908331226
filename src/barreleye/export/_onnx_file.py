"""A model as a graph of ONNX, for onnxruntime and whatever else reads it."""

from __future__ import annotations

import os
from typing import Any

from .._files import write_whole
from ..network import FeedForward
from ._exported_model import model_behind
from .graphs import network_bytes, table_bytes


def onnx(model: Any, path: str | os.PathLike[str]) -> None:  # noqa: ANN401  several kinds
    """Write a model as an ONNX file, which computes raw inputs to labels, probabilities or numbers.

    A network has one input, ``X`` (rows, inputs) in its dtype. A model of a table has one for each column,
    (rows, 1), under the name of the column: float64 for numbers, for yes/no (1 and 0) and for dates (seconds since
    1970), NaN where a value is missing; strings for words, ``""`` where one is missing. The encoding is part of
    the graph.

    Classifiers have two outputs: ``label`` (rows,), the class itself, and ``probabilities`` (rows, classes), in
    the order that the metadata have under ``classes``. Several sigmoid neurons have labels of 0 and 1,
    (rows, outputs). All others have ``outputs`` (rows, outputs), numbers; those of a table are in its units, and
    within the answers of training. An output has an underscore behind its name where a column has that name.

    Parameters
    ----------
    model : Network, TableModel, TableEnsemble, TableFit, or a fitted estimator of :mod:`barreleye.sklearn`
    path : path
        The file is written under a temporary name and renamed, so that it is complete or absent. The same model
        makes the same bytes.

    Raises
    ------
    MissingExtraError
        onnx is not installed (extra ``onnx``).
    OptionError
        The model cannot be exported: the message says why.
    DataError
        The file cannot be written.

    Notes
    -----
    The set of operators is the oldest that has what the model needs: 13, or 14 for hard_swish, 18 for mish, 20 for
    gelu. An activation without an operator, also one of your own, becomes the operations of its formula, which are
    computed in float64. Outputs agree with those of the network to the rounding of its dtype, a few times 1e-7 for
    float32. What predictions refuse or note (huge numbers, words that are new) is not part of the graph.

    Examples
    --------
    >>> import barreleye as be, tempfile, os
    >>> net = be.mlp(2, [8], 3, output="softmax", classes=["a", "b", "c"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     be.export.onnx(net, os.path.join(folder, "net.onnx"))
    ...     os.listdir(folder)
    ['net.onnx']
    """
    found = model_behind(model)
    if isinstance(found.model, FeedForward):
        content = network_bytes(found.model, found.labels)
    else:
        content = table_bytes(found.model, found.labels, found.order)
    write_whole(path, content)
