"""What a declared function takes: its parameters, and whether its derivative takes the same ones."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from typing import Any

from ._arguments import real
from ._text import counted, listed, shown
from .errors import OptionError

_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def parameters_of(name: str, body: Callable[..., Any], inputs: int) -> dict[str, float]:
    """Return the parameters of a body with their defaults: all arguments after its inputs.

    Raises
    ------
    OptionError
        The body takes fewer inputs, or a parameter has no number as its default.
    """
    arguments = list(inspect.signature(body).parameters.values())
    if len(arguments) < inputs or any(one.kind not in _POSITIONAL for one in arguments[:inputs]):
        raise OptionError(
            f"{name} takes {counted(inputs, 'input')} before its parameters, got the arguments"
            f" ({', '.join(map(str, arguments))})"
        )
    defaults = dict[str, float]()
    for one in arguments[inputs:]:
        default = real(one.default)
        if math.isnan(default):
            got = "none" if one.default is inspect.Parameter.empty else shown(one.default)
            raise OptionError(
                f"{name}: the parameter '{one.name}' needs a number as its default, got {got}:"
                f" write {one.name}=1.0 in the arguments of the function"
            )
        defaults[one.name] = default
    return defaults


def check_derivative(
    name: str, derivative: Callable[..., Any], inputs: int, parameters: Mapping[str, float]
) -> None:
    """Refuse a derivative that has other parameters, or other defaults, than its function.

    Raises
    ------
    OptionError
        Names the parameters of both.
    """
    if not inspect.isfunction(derivative):
        return  # a function of NumPy, say, tells nothing certain about its arguments
    own = parameters_of(f"the derivative of {name}", derivative, inputs)
    if own != dict(parameters):
        raise OptionError(
            f"{name} has {_written(parameters)}, but its derivative has {_written(own)}: give both the same"
        )


def _written(parameters: Mapping[str, float]) -> str:
    return (
        f"the parameters {listed(f'{key}={value:g}' for key, value in parameters.items())}"
        if parameters
        else "no parameters"
    )
