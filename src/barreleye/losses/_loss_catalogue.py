"""How a loss is declared, and the catalogue that each declaration enters."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

from .._arguments import instance
from .._declarations import check_derivative, parameters_of
from .._text import listed, near, shown
from ..errors import OptionError, UnknownNameError
from ..scalars import Real, columns, where
from ._loss import Body, Loss

_CATALOGUE: dict[str, Loss] = {}
_INCOMPLETE: set[str] = set()  # losses declared so far without a gradient


def declare(
    *,
    latex: str,
    on_logits: bool,
    target: str = "numbers",
    outputs: tuple[str, ...] = (),
    below: Mapping[str, float] = MappingProxyType({}),
    least_target: float = -math.inf,
) -> Callable[[Body], Loss]:
    """Declare a loss; the decorated body gives the loss of each row, in the words of rows.

    Parameters of the body are positive numbers, those of ``below`` less than the number there. Targets below
    ``least_target`` are refused.
    """

    def build(rows: Body) -> Loss:
        parameters = parameters_of(rows.__name__, rows, 2)
        if rows.__name__ not in _CATALOGUE:
            _INCOMPLETE.add(rows.__name__)
        return Loss(
            name=rows.__name__,
            summary=(inspect.getdoc(rows) or "").partition("\n\n")[0],
            latex=latex,
            on_logits=on_logits,
            outputs=outputs,
            target=target,
            rows=rows,
            rows_gradient=None,  # comes with gradient_of, which alone lets it into the catalogue
            parameters=MappingProxyType(parameters),
            below=MappingProxyType(dict(below)),
            least_target=least_target,
        )

    return build


def gradient_of(loss: Loss) -> Callable[[Body], Body]:
    """Give a declared loss its gradient; with it the loss enters the catalogue."""
    instance("gradient_of()", loss, Loss, "given what @declare(...) returned")

    def complete(rows_gradient: Body) -> Body:
        if loss.name in _CATALOGUE:
            raise OptionError(f"a loss called '{loss.name}' exists already")
        check_derivative(loss.name, rows_gradient, 2, loss.parameters)
        object.__setattr__(loss, "rows_gradient", rows_gradient)
        if loss.labels:
            labelled(loss, _of_one_hot(loss.rows), _of_one_hot(rows_gradient))
        _CATALOGUE[loss.name] = loss
        _INCOMPLETE.discard(loss.name)
        return rows_gradient

    return complete


def labelled(loss: Loss, rows: Body, rows_gradient: Body) -> None:
    """Give a loss of classes bodies of its own for a label per row, instead of those on a one-hot row."""
    object.__setattr__(loss, "of_labels", (rows, rows_gradient))


def get(name: str | Loss) -> Loss:
    """Return the loss of that name; a Loss is returned as it is.

    Raises
    ------
    UnknownNameError
        There is no such loss; the message suggests similar names.
    """
    if isinstance(name, Loss):
        return name
    if not isinstance(name, str):  # pyright: ignore[reportUnnecessaryIsInstance]  callers may be untyped
        raise UnknownNameError(f"a loss is given by its name, got {shown(name)}")
    if name not in _CATALOGUE:
        hint = near(name, _CATALOGUE) or f"; there are {listed(_CATALOGUE)}"
        if name in _INCOMPLETE:
            hint = f" yet: it was declared without its gradient, add @gradient_of({name})"
        raise UnknownNameError(f"no loss is called '{name}'{hint}")
    return _CATALOGUE[name]


def names() -> tuple[str, ...]:
    """Return the names of all losses."""
    return tuple(_CATALOGUE)


def restore(name: str, parameters: Mapping[str, float]) -> Loss:
    """Return the loss of that name with these parameters; see :meth:`Loss.with_`."""
    return get(name).with_(**parameters) if parameters else get(name)


def for_output(activation: str) -> Loss:
    """Return the default loss for an output activation, given by its name.

    It is cross_entropy for softmax, binary_cross_entropy for sigmoid, half_poisson_deviance for exponential, and
    squared_error for any other.
    """
    instance("an output activation", activation, str, "given by its name")
    fitting = (loss for loss in _CATALOGUE.values() if activation in loss.outputs)
    return next(fitting, get("squared_error"))


def _of_one_hot(body: Body) -> Body:
    """Return a body for a label per row: it makes the one-hot row that the body for numbers takes."""

    def of_label(z: Real, label: Real, **constants: float) -> Real:
        return body(z, where(columns(z) == label, 1.0, 0.0), **constants)

    return of_label


def _reduced(self: Loss) -> tuple[Callable[..., Loss], tuple[str, dict[str, float]]]:
    return restore, (self.name, dict(self.parameters))


# Pickled as its name and parameters, as are the kinds that others derive from it: bodies stay in the source.
Loss.__reduce__ = _reduced
