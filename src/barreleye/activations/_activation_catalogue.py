"""The catalogue, and how a declaration enters it.

One declaration per function: :func:`elementwise` or :func:`rowwise` states the facts, the decorated
function is the body, and its neighbour (:func:`slope_of`, :func:`vjp_of`) is the derivative. A
declaration enters the catalogue when its derivative arrives, and from there every part of the
library finds it.
"""

from __future__ import annotations

import copyreg
import inspect
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from numpy.typing import ArrayLike

from .._arguments import instance
from .._declarations import check_derivative, parameters_of
from .._shown_tables import ShownAsTables
from .._text import listed, near, shown
from ..errors import OptionError, UnknownNameError
from ._activation import Activation, Body, Facts, Kinks, Pair, Points
from ._elementwise_activation import Elementwise
from ._rowwise_activation import Rowwise

_CATALOGUE: dict[str, Activation] = {}
_ALIASES: dict[str, str] = {}
_USER_DEFINED: set[str] = set()
_INCOMPLETE: dict[str, str] = {}  # functions declared so far without a derivative: what adds it


def elementwise(
    *,
    latex: str,
    truth: str,
    range: Facts,  # noqa: A002  the word of the field, and of the attribute it becomes
    limits: Facts,
    key_points: tuple[str, ...],
    equivalents: Mapping[str, str],
    onnx: str | None,
    init: str,
    kinks: Kinks = (),
    turning_points: Points = (),
    naive: tuple[str, float] | None = None,
    bounds: Mapping[str, Pair] | None = None,
    former_parameters: Mapping[str, str] | None = None,
    selecting: bool = False,
    piecewise_linear: bool = False,
    increasing: bool = False,
) -> Callable[[Body], Elementwise]:
    """Declare an element-wise activation; the decorated function is its body.

    Further arguments of the body, with their defaults, become the parameters of the activation.
    ``selecting`` is for bodies that only select among z and constants exact in every float type.
    """

    def declare(body: Body) -> Elementwise:
        return Elementwise(
            **_identity(body, "slope_of"),
            latex=latex,
            truth=truth,
            declared_range=range,
            declared_limits=limits,
            key_points=key_points,
            equivalents=MappingProxyType(dict(equivalents)),
            onnx=onnx,
            init=init,
            declared_kinks=kinks,
            turning_points=turning_points,
            naive=naive,
            bounds=MappingProxyType(dict(bounds or {})),
            former_parameters=MappingProxyType(dict(former_parameters or {})),
            selecting=selecting,
            piecewise_linear=piecewise_linear,
            increasing=increasing,
        )

    return declare


def slope_of(activation: Elementwise, *, aliases: tuple[str, ...] = ()) -> Callable[[Body], Body]:
    """Give a declared activation its slope; with it the activation enters the catalogue."""
    instance("slope_of()", activation, Elementwise, "given what @elementwise(...) returned")

    def complete(slope: Body) -> Body:
        check_derivative(activation.name, slope, 1, activation.parameters)
        object.__setattr__(activation, "slope", slope)  # the one moment before it is frozen for good
        _enter(activation, aliases)
        return slope

    return complete


def rowwise(
    *,
    latex: str,
    truth: str,
    range: Pair,  # noqa: A002  as above
    limits: Pair,
    key_points: tuple[str, ...],
    equivalents: Mapping[str, str],
    onnx: str | None,
    init: str,
    masked: float,
    naive: tuple[str, tuple[float, ...]] | None = None,
    bounds: Mapping[str, Pair] | None = None,
    explained: Callable[[Rowwise, ArrayLike], ShownAsTables] | None = None,
) -> Callable[[Body], Rowwise]:
    """Declare a row-wise activation; its body, in the dialect with the words of rows, maps a row to a row.

    Further arguments of the body, with their defaults, become the parameters of the activation.
    """

    def declare(body: Body) -> Rowwise:
        return Rowwise(
            **_identity(body, "vjp_of"),
            latex=latex,
            truth=truth,
            declared_range=range,
            declared_limits=limits,
            key_points=key_points,
            equivalents=MappingProxyType(dict(equivalents)),
            onnx=onnx,
            init=init,
            masked=masked,
            naive=naive,
            bounds=MappingProxyType(dict(bounds or {})),
            explained=explained,
        )

    return declare


def vjp_of(activation: Rowwise) -> Callable[[Body], Body]:
    """Give a declared row-wise activation its product with the Jacobian: a body of z, g and the parameters."""
    instance("vjp_of()", activation, Rowwise, "given what @rowwise(...) returned")

    def complete(vjp_body: Body) -> Body:
        check_derivative(activation.name, vjp_body, 2, activation.parameters)
        object.__setattr__(activation, "vjp_body", vjp_body)
        _enter(activation, ())
        return vjp_body

    return complete


def get(name: str | Activation) -> Activation:
    """Return the activation of that name; an Activation is returned as it is.

    Other common names (``"swish"``, ``"lrelu"``) and spellings (``"LeakyReLU"``, ``"leaky-relu"``) work too.

    Raises
    ------
    UnknownNameError
        There is no such activation; the message suggests similar names.
    """
    if isinstance(name, Activation):
        return name
    if not isinstance(name, str):  # pyright: ignore[reportUnnecessaryIsInstance]  callers may be untyped
        raise UnknownNameError(f"an activation is given by its name, got {shown(name)}")
    found = _CATALOGUE.get(name) or _CATALOGUE.get(_spellings().get(_plain(name), ""))
    if found is None:
        hint = near(name, [*_CATALOGUE, *_ALIASES]) or f"; there are {listed(names())}"
        if name in _INCOMPLETE:
            hint = f" yet: it was declared without its derivative, add @{_INCOMPLETE[name]}({name})"
        raise UnknownNameError(f"no activation is called '{name}'{hint}")
    return found


def _plain(name: str) -> str:
    """Return a name without what spellings differ in: capital letters, and what joins words."""
    return name.lower().replace("_", "").replace("-", "").replace(" ", "")


def _spellings() -> dict[str, str]:
    """Return what each plain name stands for; the names of the library come before those of its users."""
    known = {**{name: name for name in reversed(_CATALOGUE)}, **_ALIASES}
    return {_plain(name): found for name, found in known.items()}


def names() -> tuple[str, ...]:
    """Return the names of all activations, family by family, then those of your own."""
    return tuple(_CATALOGUE)


def restore(name: str, parameters: Mapping[str, float]) -> Activation:
    """Return the activation of a model file, by its name and parameters; old names work too."""
    activation = get(name)
    today = {activation.former_parameters.get(key, key): value for key, value in parameters.items()}
    return activation.with_(**today) if today else activation


def enter_user_defined(activation: Elementwise) -> None:
    """Enter a function of the user's; it may replace an earlier one of theirs, nothing else."""
    name = activation.name
    if (name in _CATALOGUE and name not in _USER_DEFINED) or name in _ALIASES:
        raise OptionError(f"an activation called '{name}' exists already: choose another name")
    _CATALOGUE[name] = activation
    _USER_DEFINED.add(name)


def _identity(body: Body, derivative: str) -> dict[str, Any]:
    """Return what the body itself says; ``derivative`` names the decorator that has to follow."""
    defaults = parameters_of(body.__name__, body, 1)
    summary = inspect.getdoc(body)
    if not summary:
        raise OptionError(f"{body.__name__}: the first line of the docstring says what it is")
    if body.__name__ not in _CATALOGUE:
        _INCOMPLETE[body.__name__] = derivative
    return {
        "name": body.__name__,
        "summary": summary.partition("\n\n")[0],
        "body": body,
        "parameters": MappingProxyType(defaults),
    }


def _enter(activation: Activation, aliases: tuple[str, ...]) -> None:
    for name in (activation.name, *aliases):
        if name in _CATALOGUE or name in _ALIASES:
            raise OptionError(f"an activation called '{name}' exists already")
    _CATALOGUE[activation.name] = activation
    _INCOMPLETE.pop(activation.name, None)
    _ALIASES.update(dict.fromkeys(aliases, activation.name))


def _reduced(activation: Activation) -> tuple[Callable[..., Activation], tuple[str, dict[str, float]]]:
    return restore, (activation.name, dict(activation.parameters))


# Pickled (by joblib, by multiprocessing) as its name and parameters: bodies stay in the source.
for _kind in (Elementwise, Rowwise):
    copyreg.pickle(_kind, _reduced)
