"""The optimizers by name."""

from __future__ import annotations

from typing import cast

from .._text import listed, near, shown
from ..errors import OptionError, UnknownNameError
from ._adaptive import Adagrad, Adam, AdamW, NAdam, RMSprop
from ._descent import SGD, Momentum, Nesterov
from ._lbfgs import LBFGS
from ._optimizer import CompiledOptimizer, Optimizer

_CATALOGUE: dict[str, type[CompiledOptimizer | LBFGS]] = {
    "sgd": SGD,
    "momentum": Momentum,
    "nesterov": Nesterov,
    "rmsprop": RMSprop,
    "adagrad": Adagrad,
    "adam": Adam,
    "adamw": AdamW,
    "nadam": NAdam,
    "lbfgs": LBFGS,
}

_ASKED = ("step", "learning_rate", "n_slots")


def get(choice: str | Optimizer) -> Optimizer:
    """Return the optimizer of that name with its defaults; an Optimizer is returned as it is.

    Raises
    ------
    UnknownNameError, OptionError
        There is no such optimizer, or the argument is neither a name nor an optimizer.
    """
    if not isinstance(choice, str):
        asked = (*_ASKED, "body") if isinstance(choice, CompiledOptimizer) else _ASKED
        missing = [name for name in asked if not hasattr(choice, name)]
        if isinstance(choice, type) or "step" in missing:
            raise OptionError(
                f"an optimizer is a name, or an object such as be.Adam(1e-3), got {shown(choice)}"
            )
        if missing:
            raise OptionError(f"the optimizer {shown(choice)} has no {listed(missing)}")
        return choice
    if choice.lower() not in _CATALOGUE:
        hint = near(choice, _CATALOGUE) or f"; there are {listed(_CATALOGUE)}"
        raise UnknownNameError(f"no optimizer is called {shown(choice)}{hint}")
    return cast("Optimizer", _CATALOGUE[choice.lower()]())


def names() -> tuple[str, ...]:
    """Return the names that :func:`get` knows."""
    return tuple(_CATALOGUE)
