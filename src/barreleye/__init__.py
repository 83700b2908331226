"""Barreleye: dense neural networks you can see through.

The front door. The floors behind it, from the ground up: ``scalars``, ``kernels``, ``activations``,
``losses`` and ``initializers``, ``layers`` and ``network``, ``optimizers``, ``schedules`` and
``training``, ``microscope``, ``figures``, ``by_hand``, ``datasets`` and ``tables``, ``cli``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from . import activations, errors, initializers, losses, optimizers, schedules
from ._version import __version__ as __version__
from .kernels import engine
from .layers import Dense, Dropout, Neuron
from .losses import Loss
from .network import Parameters, Trace
from .optimizers import LBFGS, SGD, Adagrad, Adam, AdamW, Momentum, NAdam, Nesterov, RMSprop
from .training import EarlyStopping, History, Network, mlp

if TYPE_CHECKING:
    from . import by_hand, datasets, figures, microscope, tables
    from .microscope import area_of_effect
    from .reports import write_report
    from .tables import TableModel, fit_table, load

# Upper floors are loaded when they are first asked for, so that `import barreleye` stays light.
_LAZY = {
    "by_hand": "by_hand",
    "datasets": "datasets",
    "figures": "figures",
    "microscope": "microscope",
    "tables": "tables",
    "area_of_effect": "microscope",
    "TableModel": "tables",
    "fit_table": "tables",
    "load": "tables",
    "write_report": "reports",
}

__all__ = [
    "LBFGS",
    "SGD",
    "Adagrad",
    "Adam",
    "AdamW",
    "Dense",
    "Dropout",
    "EarlyStopping",
    "History",
    "Loss",
    "Momentum",
    "NAdam",
    "Nesterov",
    "Network",
    "Neuron",
    "Parameters",
    "RMSprop",
    "TableModel",
    "Trace",
    "activations",
    "area_of_effect",
    "by_hand",
    "datasets",
    "engine",
    "errors",
    "figures",
    "fit_table",
    "initializers",
    "load",
    "losses",
    "microscope",
    "mlp",
    "optimizers",
    "schedules",
    "tables",
    "write_report",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401  a module holds anything
    if name not in _LAZY:
        raise AttributeError(f"module 'barreleye' has no attribute '{name}'")
    module = import_module(f".{_LAZY[name]}", __name__)
    return module if _LAZY[name] == name else getattr(module, name)


def __dir__() -> list[str]:
    return __all__
