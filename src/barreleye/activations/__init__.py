"""Activation functions.

``be.activations.sigmoid(x)`` is the value, ``be.activations.sigmoid.derivative(x)`` the derivative. :func:`get`
finds a function by its name, :func:`names` lists all names, and :func:`from_functions` adds a function.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._activation import Activation as Activation
from ._activation_catalogue import get as get
from ._activation_catalogue import names as names
from ._activation_catalogue import restore as restore
from ._card import interval as interval
from ._card import limits as limits
from ._elementwise_activation import Elementwise as Elementwise
from ._from_functions import from_functions as from_functions
from ._rowwise_activation import Rowwise as Rowwise

if TYPE_CHECKING:  # the same names for editors and type checkers
    from ._exponentials import *  # noqa: F403  its names
    from ._gated import *  # noqa: F403  its names
    from ._gelus import *  # noqa: F403  its names
    from ._hard import *  # noqa: F403  its names
    from ._rectifiers import *  # noqa: F403  its names
    from ._shrinks import *  # noqa: F403  its names
    from ._sigmoids import *  # noqa: F403  its names
    from ._softmax import *  # noqa: F403  its names
    from ._steps import *  # noqa: F403  its names
    from ._waves import *  # noqa: F403  its names

_FAMILIES = (
    "_steps", "_sigmoids", "_rectifiers", "_hard", "_exponentials", "_gated", "_gelus", "_shrinks",
    "_waves", "_softmax",
)  # fmt: skip
for _family in _FAMILIES:
    import_module(f".{_family}", __name__)  # importing a family fills the catalogue, in this order

_FACE = [
    "Activation",
    "Elementwise",
    "Rowwise",
    "from_functions",
    "get",
    "interval",
    "limits",
    "names",
    "restore",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401  one of the catalogue
    if name.startswith("_"):
        raise AttributeError(name)
    try:
        return get(name)
    except LookupError as error:
        raise AttributeError(str(error)) from None


def __dir__() -> list[str]:
    return [*_FACE, *names()]
