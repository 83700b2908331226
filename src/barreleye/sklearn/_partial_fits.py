"""A method that is there for some arguments of the constructor only."""

# scikit-learn has no types
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownLambdaType=false

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any

from ._installed import INSTALLED


def if_stochastic(method: Callable[..., Any]) -> Any:  # noqa: ANN401  a descriptor
    """Let an estimator have the method only if its solver takes steps on batches."""
    if INSTALLED:
        available_if = import_module("sklearn.utils.metaestimators").available_if
        return available_if(lambda estimator: estimator._can_go_on())(method)

    @property
    @wraps(method)
    def bound(self: Any) -> Any:  # noqa: ANN401  as above
        self._can_go_on()
        return method.__get__(self)

    return bound
