"""The arguments of an estimator, checked, and what they mean to networks and optimizers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Integral
from typing import Any, cast

import numpy as np

from .. import activations
from .._arguments import one_of, real, whole_number
from .._text import counted, shown
from ..activations import Activation
from ..errors import OptionError
from ..initializers._uniform_layers import uniform_layer
from ..layers import Dense, Dropout
from ..optimizers import LBFGS, SGD, Adam, Momentum, Nesterov
from ..schedules import Held
from ..training import Network

_ACTIVATIONS = {"identity": "linear", "logistic": "sigmoid"}
OUTPUTS = {"identity": "linear", "logistic": "sigmoid", "exp": "exponential"}
"""Output activations as scikit-learn names them, and our names."""
_SOLVERS, _RATES = ("lbfgs", "sgd", "adam"), ("constant", "invscaling", "adaptive")
# name, the least value, whether it is allowed itself, and the largest
_NUMBERS = (
    ("alpha", 0.0, True, math.inf),
    ("learning_rate_init", 0.0, False, math.inf),
    ("power_t", 0.0, True, math.inf),
    ("tol", 0.0, True, math.inf),
    ("momentum", 0.0, True, 1.0),
    ("validation_fraction", 0.0, True, 1.0),
    ("beta_1", 0.0, True, 1.0),
    ("beta_2", 0.0, True, 1.0),
    ("epsilon", 0.0, False, math.inf),
)
_BELOW = ("validation_fraction", "beta_1", "beta_2")  # the largest value itself is refused


def refuse_odd_options(given: Any) -> None:  # noqa: ANN401  an estimator
    """Refuse arguments of the constructor that are out of their ranges."""
    one_of("solver", given.solver, _SOLVERS)
    one_of("learning_rate", given.learning_rate, _RATES)
    for name, least, included, most in _NUMBERS:
        value = real(getattr(given, name))
        at_most = name not in _BELOW
        fits = (value >= least if included else value > least) and (
            value <= most if at_most else value < most
        )
        if not fits:
            low = f"{least:g} or more" if included else f"above {least:g}"
            high = "" if most == math.inf else f", {'at most' if at_most else 'below'} {most:g}"
            raise OptionError(f"{name} is a number, {low}{high}, got {shown(getattr(given, name))}")
    whole_number("max_iter", given.max_iter)
    whole_number("max_fun", given.max_fun)
    if not (isinstance(given.batch_size, str) and given.batch_size == "auto"):
        whole_number("batch_size, if it is not 'auto',", given.batch_size)
    patience = given.n_iter_no_change
    if not (isinstance(patience, float) and patience == math.inf):
        whole_number("n_iter_no_change, if it is not infinity,", patience)
    if not callable(given.monitor):
        one_of("monitor, if it is not a function,", given.monitor, ("score", "loss"))
    for name in ("shuffle", "warm_start", "nesterovs_momentum", "early_stopping"):
        if not isinstance(getattr(given, name), bool | np.bool_):
            raise OptionError(f"{name} is True or False, got {shown(getattr(given, name))}")


def widths(given: Any) -> list[int]:  # noqa: ANN401  an estimator
    """Return the numbers of neurons of the hidden layers."""
    sizes = given.hidden_layer_sizes
    sizes = list(sizes) if hasattr(sizes, "__iter__") and not isinstance(sizes, str) else [sizes]
    return [whole_number("hidden_layer_sizes must be > 0: each", size) for size in sizes]


def built(
    given: Any,  # noqa: ANN401  an estimator
    inputs: int,
    outputs: int,
    output: str,
    draw: np.random.RandomState,
    dtype: Any,  # noqa: ANN401  a dtype
) -> Network:
    """Return a network with weights and biases as scikit-learn draws them."""
    hidden = widths(given)
    functions = _functions(given.activation, len(hidden))
    gain = 2.0 if given.activation == "logistic" else 6.0
    layers: list[Dense | Dropout] = []
    before = inputs
    for units, function in [*zip(hidden, functions, strict=True), (outputs, activations.get(output))]:
        if layers and given.dropout:
            layers.append(Dropout(given.dropout))
        init = uniform_layer(before, units, draw, gain)
        layers.append(Dense(units, function, init=init))
        before = units
    seed = int(draw.randint(2**31 - 1)) if given.dropout else 0
    return Network(inputs=inputs, layers=layers, seed=seed, dtype=np.dtype(dtype).name)


def _functions(activation: Any, hidden: int) -> list[Activation]:  # noqa: ANN401  anything
    """Return the activation of each hidden layer."""
    several = isinstance(activation, Sequence) and not isinstance(activation, str)
    every: list[Any] = list(cast("Sequence[Any]", activation)) if several else [activation] * hidden
    if len(every) != hidden:
        raise OptionError(
            f"activation has {counted(len(every), 'entry', 'entries')} for {counted(hidden, 'hidden layer')}:"
            " give one for each, or one for all"
        )
    names = [_ACTIVATIONS.get(one, one) if isinstance(one, str) else one for one in every]
    return [activations.get(one) for one in names]


def name_of_output(output: str) -> str:
    """Return the name that scikit-learn has for an output activation."""
    return next((name for name, ours in OUTPUTS.items() if ours == output), output)


def optimizer_of(given: Any) -> Any:  # noqa: ANN401  an estimator, and an Optimizer
    """Return the optimizer that solver and its constants mean."""
    if given.solver == "lbfgs":
        return LBFGS(gtol=given.tol, maxfun=int(given.max_fun))
    rate = float(given.learning_rate_init)
    if given.solver == "adam":
        return Adam(rate, given.beta_1, given.beta_2, given.epsilon, epsilon_hat=True)
    if given.momentum == 0.0:
        return SGD(Held(rate))
    rule = Nesterov if given.nesterovs_momentum else Momentum
    return rule(Held(rate), given.momentum, rate_inside=True)


def random_state_of(seed: Any) -> np.random.RandomState:  # noqa: ANN401  as scikit-learn has it
    """Return the random numbers that ``random_state`` means."""
    if seed is None:
        return np.random.mtrand._rand  # pyright: ignore[reportPrivateUsage, reportUnknownMemberType, reportUnknownVariableType]
    if isinstance(seed, np.random.RandomState):
        return seed
    if isinstance(seed, Integral) and 0 <= int(seed) < 2**32:
        return np.random.RandomState(int(seed))
    raise OptionError(
        f"random_state is a whole number from 0 to 2**32 - 1, a RandomState, or None, got {shown(seed)}"
    )
