"""Barreleye: dense neural networks you can see through.

``Network`` and ``mlp`` make networks, ``fit_table`` learns from a table, and ``load`` reads model files. Modules:
``activations``, ``losses``, ``initializers``, ``optimizers``, ``schedules``, ``tables``, ``datasets``,
``microscope``, ``figures``, ``by_hand``, ``export``, ``sklearn`` and ``errors``. ``from_torch``, ``from_keras``,
``from_onnx`` and ``from_sklearn`` take networks over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._fork_lock import load as _load
from ._version import __version__ as __version__

if TYPE_CHECKING:
    from . import (
        activations,
        animations,
        by_hand,
        comparisons,
        datasets,
        diagnostics,
        errors,
        export,
        figures,
        initializers,
        lessons,
        losses,
        microscope,
        optimizers,
        playground,
        schedules,
        sklearn,
        tables,
    )
    from .comparisons import compare_activations
    from .diagnostics import HealthWatch, check, health, revive
    from .exchange import from_keras, from_onnx, from_sklearn, from_torch
    from .kernels import engine
    from .layers import Dense, Dropout, Neuron
    from .losses import Loss
    from .microscope import area_of_effect, exact_curve, linear_regions
    from .network import Parameters, Trace
    from .optimizers import LBFGS, SGD, Adagrad, Adam, AdamW, Momentum, NAdam, Nesterov, RMSprop
    from .playground import play
    from .reports import write_report
    from .sklearn import TabularClassifier, TabularRegressor
    from .tables import TableEnsemble, TableModel, fit_table, load
    from .training import EarlyStopping, History, Network, mlp

# A package is imported when one of its names is first used, so that `import barreleye` stays fast.
_FACES = {
    "comparisons": ("comparisons", "compare_activations"),
    "diagnostics": ("diagnostics", "HealthWatch", "check", "health", "revive"),
    "exchange": ("from_keras", "from_onnx", "from_sklearn", "from_torch"),
    "kernels": ("engine",),
    "layers": ("Dense", "Dropout", "Neuron"),
    "losses": ("losses", "Loss"),
    "microscope": ("microscope", "area_of_effect", "exact_curve", "linear_regions"),
    "network": ("Parameters", "Trace"),
    "optimizers": (
        *(
            "optimizers",
            "LBFGS",
            "SGD",
            "Adagrad",
            "Adam",
            "AdamW",
            "Momentum",
            "NAdam",
            "Nesterov",
            "RMSprop",
        ),
    ),
    "playground": ("playground", "play"),
    "reports": ("write_report",),
    "sklearn": ("sklearn", "TabularClassifier", "TabularRegressor"),
    "tables": ("tables", "TableEnsemble", "TableModel", "fit_table", "load"),
    "training": ("EarlyStopping", "History", "Network", "mlp"),
    **{
        floor: (floor,)
        for floor in (
            "activations",
            "animations",
            "by_hand",
            "datasets",
            "errors",
            "export",
            "figures",
            "initializers",
            "lessons",
            "schedules",
        )
    },
}
_FLOORS = {name: floor for floor, names in _FACES.items() for name in names}

__all__ = [
    "LBFGS",
    "SGD",
    "Adagrad",
    "Adam",
    "AdamW",
    "Dense",
    "Dropout",
    "EarlyStopping",
    "HealthWatch",
    "History",
    "Loss",
    "Momentum",
    "NAdam",
    "Nesterov",
    "Network",
    "Neuron",
    "Parameters",
    "RMSprop",
    "TableEnsemble",
    "TableModel",
    "TabularClassifier",
    "TabularRegressor",
    "Trace",
    "activations",
    "animations",
    "area_of_effect",
    "by_hand",
    "check",
    "compare_activations",
    "comparisons",
    "datasets",
    "diagnostics",
    "engine",
    "errors",
    "exact_curve",
    "export",
    "figures",
    "fit_table",
    "from_keras",
    "from_onnx",
    "from_sklearn",
    "from_torch",
    "health",
    "initializers",
    "lessons",
    "linear_regions",
    "load",
    "losses",
    "microscope",
    "mlp",
    "optimizers",
    "play",
    "playground",
    "revive",
    "schedules",
    "sklearn",
    "tables",
    "write_report",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401  a module holds anything
    if name not in _FLOORS:
        raise AttributeError(f"module 'barreleye' has no attribute '{name}'")
    floor = _load(f"{__name__}.{_FLOORS[name]}")
    value = floor if _FLOORS[name] == name else getattr(floor, name)
    globals()[name] = value  # found at once from now on
    return value


def __dir__() -> list[str]:
    return __all__
