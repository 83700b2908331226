"""What can be exported: a network, a model of a table, or an estimator that has learned one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from .._text import shown
from ..errors import OptionError
from ..network import FeedForward
from ..tables import EnsembleFit, TableEnsemble, TableFit, TableModel


class ModelBehind(NamedTuple):
    """What is exported.

    Attributes
    ----------
    model : Network, TableModel or TableEnsemble
    labels : sequence, or None
        The labels of the classes; None for numbers, and where they are 0, 1, 2 ...
    order : sequence of int, or None
        The class of a table that each label stands for; None if they are in the order of the table.
    """

    model: FeedForward | TableModel | TableEnsemble
    labels: Sequence[Any] | None
    order: Sequence[int] | None = None


def model_behind(model: Any) -> ModelBehind:  # noqa: ANN401  callers may be untyped
    """Return the network or the model of a table behind what is given.

    Raises
    ------
    OptionError
        It is something else, or an estimator that has learned nothing yet.
    """
    if isinstance(model, TableFit | EnsembleFit):
        model = model.model
    if isinstance(model, FeedForward):
        return ModelBehind(model, model.classes)
    if isinstance(model, TableModel | TableEnsemble):
        return ModelBehind(model, model.target.classes or None)
    if type(model).__module__.startswith(f"{__name__.partition('.')[0]}.sklearn."):
        return _of_estimator(model)
    raise OptionError(
        "a network, a model of a table, or an estimator of barreleye.sklearn that is fitted can be exported,"
        f" got {shown(model)}"
    )


def network_of(model: Any, what: str) -> FeedForward:  # noqa: ANN401  as above
    """Return the network that is given, or that an estimator has; ``what`` names where it goes.

    Raises
    ------
    OptionError
        It is a model of a table, whose columns have no place there, or something else.
    """
    found = model_behind(model).model
    if isinstance(found, FeedForward):
        return found
    several = isinstance(found, TableEnsemble)
    own = "model.ensemble.networks" if several else "model.network"
    raise OptionError(
        f"a model of a table has columns of words, dates and missing values, which have no place in {what}: export"
        f" {own}, and give it what model.encoder.encode returns; export.onnx takes the whole model"
    )


def _of_estimator(model: Any) -> ModelBehind:  # noqa: ANN401  an estimator
    if hasattr(model, "fit_"):
        found = model.fit_.model
        if not hasattr(model, "classes_"):
            return ModelBehind(found, None)
        words = [str(one) for one in found.target.classes]
        order = [words.index(one) for one in model._labels]  # noqa: SLF001  classes_ by the words of the table
        return ModelBehind(found, model.classes_.tolist(), order)
    if not hasattr(model, "network_"):
        raise OptionError(f"this {type(model).__name__} has learned nothing yet: fit it first")
    net = model._network()  # noqa: SLF001  with what stands in coefs_ and intercepts_
    codes = getattr(model, "_codes", None)
    if codes is not None and codes.several:  # a label of 0 or 1 for each output
        return ModelBehind(net, None)
    classes = getattr(model, "classes_", None)
    if classes is not None and len(classes) == 1:
        raise OptionError(
            f"this {type(model).__name__} knows one class only, {classes[0]!r}: there is nothing to export"
        )
    return ModelBehind(net, None if classes is None else classes.tolist())
