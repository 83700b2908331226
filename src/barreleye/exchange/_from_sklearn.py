"""Networks of scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._text import shown
from ..activations import get
from ..errors import OptionError
from ..training import Network
from ._taken_layers import TakenLayers

_NAMES = {
    "identity": "linear",
    "logistic": "sigmoid",
    "tanh": "tanh",
    "relu": "relu",
    "softmax": "softmax",
}


def from_sklearn(estimator: Any) -> Network:  # noqa: ANN401  an estimator
    """Return the network of a fitted ``MLPClassifier`` or ``MLPRegressor`` of scikit-learn.

    Parameters
    ----------
    estimator : MLPClassifier or MLPRegressor
        Of scikit-learn, or of ``barreleye.sklearn``.

    Returns
    -------
    Network
        With copies of the weights, in their dtype. ``net(X)`` are the probabilities, or the numbers, that the
        estimator predicts; for two classes, the probability of the second one. ``net.predict`` returns its labels.

    Raises
    ------
    OptionError
        The estimator is another one, is not fitted, or has something that no network of barreleye has.

    Examples
    --------
    >>> import barreleye as be
    >>> from sklearn.neural_network import MLPClassifier
    >>> X, y = be.datasets.spiral(samples=30, classes=3, seed=0)
    >>> net = be.from_sklearn(MLPClassifier([8], solver="lbfgs", max_iter=500, random_state=0).fit(X, y))
    >>> net
    Network(inputs=2, layers=[Dense(8, relu), Dense(3, softmax)])
    """
    name = type(estimator).__name__
    if hasattr(estimator, "network_"):
        estimator._network()  # noqa: SLF001  what stands in coefs_ is what counts
    elif not (hasattr(estimator, "hidden_layer_sizes") and hasattr(estimator, "solver")):
        beside = (
            ": take the step that has the network, such as model[-1]"
            if hasattr(estimator, "steps")
            else ""
        )
        raise OptionError(
            f"from_sklearn takes an MLPClassifier or an MLPRegressor, got {shown(estimator)}{beside}"
        )
    if not hasattr(estimator, "coefs_"):
        raise OptionError(f"this {name} has learned nothing yet: fit it first")
    known = getattr(estimator, "classes_", None)
    if known is not None and len(known) == 1:
        only = np.asarray(known).tolist()[0]
        raise OptionError(
            f"this {name} knows one class only, {only!r}, which no network predicts: there is nothing to take"
        )
    taken = TakenLayers(f"the {name}")
    last = len(estimator.coefs_) - 1
    for i, (weights, biases) in enumerate(zip(estimator.coefs_, estimator.intercepts_, strict=True)):
        taken.dense(f"layer {i}", weights, biases)
        word: str = estimator.out_activation_ if i == last else estimator.activation
        taken.activation(f"the activation of layer {i}", get(_NAMES.get(word, word)))
    return taken.network(_classes(estimator))


def _classes(estimator: Any) -> list[Any] | None:  # noqa: ANN401  an estimator
    """Return the labels of the classes; None for numbers, and where a row may have several labels."""
    known = getattr(estimator, "classes_", None)
    if known is None or isinstance(known, list):  # of several outputs
        return None
    outputs = estimator.coefs_[-1].shape[1]
    pair = estimator.out_activation_ == "logistic" and outputs == 1 and len(known) == 2
    return np.asarray(known).tolist() if pair or estimator.out_activation_ == "softmax" else None
