"""Activations of one's own: two plain functions, checked against each other."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, SupportsFloat, cast

import numpy as np

from .._arguments import as_array, in_order, instance, real
from .._arrays import Array
from .._text import shown
from ..errors import NotCompilableError, OptionError
from ..kernels import compiling, sources
from ..scalars import Real, Traced, where
from ._activation import Body, Pair
from ._activation_catalogue import enter_user_defined
from ._elementwise_activation import Elementwise
from ._readers import check_readers
from ._slopes import check_slope

Plain = Callable[..., Any]
_ASKED = "It has to return a number for every float"
_COMPLEX: Any = np.complexfloating
_SAMPLE = np.array([-0.75, 0.0, 0.5, 2.0])


def from_functions(
    name: str,
    value: Plain,
    derivative: Plain,
    *,
    kinks: tuple[float, ...] = (),
    range: Pair | None = None,  # noqa: A002  the word of the field
    limits: Pair | None = None,
    init: str = "he_normal",
    check: bool = True,
) -> Elementwise:
    """Return a new activation from two Python functions of one number, and register its name.

    ``be.activations.from_functions("bump", lambda z: np.exp(-z * z), lambda z: -2 * z * np.exp(-z * z))``

    Functions of arithmetic, comparisons, ``np.where`` and NumPy's elementary functions are compiled like those
    of the library. Any other function from float to float works too: NumPy computes it, one number at a time if
    need be, and a warning says so. That is also the case for a function of more than 2,000 machine instructions
    (about 50 nested ``np.tanh``). Machine code is never freed: it takes about half a megabyte for a function that
    is compiled for the first time, and 40 kB for one that the cache on disk holds.

    Parameters
    ----------
    name : str
        The name of the activation, as in ``be.mlp(..., activation=name)`` and in files. A name that
        this function has registered before may be registered again.
    value, derivative : callable
        Functions that return f(z) and f'(z), for an array or for a float.
    kinks : tuple of float
        Where f is not smooth. ``derivative`` may return any slope between those of the two sides there.
    range, limits : (float, float), optional
        Infimum and supremum, and the values at -inf and +inf; estimated on a grid if not given.
    init : str
        The default initializer of layers with this activation.
    check : bool
        True compares ``derivative`` with finite differences of ``value`` at a thousand points, and compares the
        results of each function for single numbers, for arrays of every dtype and in machine code. False
        checks nothing.

    Returns
    -------
    Elementwise
        An activation like any other. Its error in ulp is not known; NaN gives NaN.

    Raises
    ------
    OptionError
        The derivative is not that of the value (the message names the worst point); a function raises,
        returns something that is not a number, writes into its argument, or returns different results for the
        same number; or the name is that of an activation of the library.
    """
    _check_words(name, value, derivative, init)
    instance("check", check, bool, "True or False")
    corners = tuple(_number_of(name, kink) for kink in in_order("kinks", kinks, "numbers"))
    body, slope = _body(name, "value", value), _body(name, "derivative", derivative)
    ends = _pair(name, "limits", limits) or (_limit(body, -1.0), _limit(body, 1.0))
    own = Elementwise(
        name=name,
        summary=_summary(value),
        latex=rf"\mathrm{{{name.replace('_', chr(92) + '_')}}}(z)",
        truth="",
        body=body,
        slope=slope,
        declared_range=_pair(name, "range", range) or _range(body, ends),
        declared_limits=ends,
        declared_kinks=corners,
        key_points=("A function of your own; its slope was compared with differences of its values.",)
        if check
        else ("A function of your own, which was not checked.",),
        equivalents={},
        onnx=None,
        init=init,
    )
    if check:
        check_readers(name, "value", value, own.value)
        check_readers(name, "derivative", derivative, own.both.second)
        check_slope(name, body, slope, corners)
    enter_user_defined(own)
    if compiling():
        _warn_if_interpreted(own)
    return own


def _body(name: str, role: str, function: Plain) -> Body:
    """Return the function as a body: arrays to arrays, NaN to NaN."""

    def whole(z: Real) -> Real:
        return where(z == z, _answer(name, role, function, z), z)

    def one_by_one(z: Array) -> Array:
        if isinstance(z, Traced):  # another reader asks; it may read what NumPy cannot do at once
            return whole(z)
        results = [x if x != x else _number(name, role, function, x) for x in z.ravel().tolist()]
        return np.array(results, dtype=z.dtype).reshape(z.shape)

    body = cast("Body", whole if _takes_arrays(name, role, function) else one_by_one)
    body.__name__ = name
    body(_SAMPLE)
    return body


def _takes_arrays(name: str, role: str, function: Plain) -> bool:
    """Say whether a function maps whole arrays; refuse one that writes into them."""
    z = _SAMPLE.copy()
    try:
        with np.errstate(all="ignore"):
            result: Any = function(z)
    except Exception:  # noqa: BLE001  anybody's function; perhaps it takes one number at a time
        return False
    if (z != _SAMPLE).any():
        raise OptionError(
            f"{name}: {role} writes into its argument: return new numbers, z * 2 and not z *= 2"
        )
    return np.shape(_real_numbers(name, role, result)) in {(), z.shape}


def _answer(name: str, role: str, function: Plain, z: Real) -> Any:  # noqa: ANN401  an array or a stand-in
    """Return what a function makes of an array, if these are real numbers."""
    if isinstance(z, Traced):  # other readers have their own words for what they cannot read
        return function(z)
    try:
        answer: Any = function(z)
    except Exception as error:
        raise OptionError(
            f"{name}: {role} of an array raised {type(error).__name__}: {error}"
        ) from error
    return _real_numbers(name, role, answer)


def _real_numbers(name: str, role: str, answer: Any) -> Any:  # noqa: ANN401  whatever it was
    if as_array(answer, f"what {role} of {name} returned").dtype.kind in "biuf":
        return answer
    raise OptionError(
        f"{name}: {role} of an array returned {shown(answer)}: it has to return real numbers"
    )


def _number(name: str, role: str, function: Plain, x: float) -> float:
    try:
        answer: Any = function(x)
        if isinstance(answer, SupportsFloat) and not isinstance(answer, _COMPLEX):
            return float(answer)
    except Exception as error:
        raise OptionError(
            f"{name}: {role}({x!r}) raised {type(error).__name__}: {error}. {_ASKED}"
        ) from error
    raise OptionError(f"{name}: {role}({x!r}) returned {shown(answer)}. {_ASKED}")


def _check_words(name: str, value: Plain, derivative: Plain, init: str) -> None:
    if not (isinstance(name, str) and name.isidentifier()):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise OptionError(f"an activation's name is a Python name, got {shown(name)}")
    for role, function in (("value", value), ("derivative", derivative)):
        if not callable(function):
            raise OptionError(f"{name}: {role} is a function of z, got {shown(function)}")
    if not isinstance(init, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise OptionError(f"{name}: init is the name of an initializer, got {shown(init)}")


def _number_of(name: str, value: object) -> float:
    number = real(value)
    if number != number:
        raise OptionError(f"{name}: kinks are finite numbers, got {shown(value)}")
    return number


def _pair(name: str, what: str, pair: Pair | None) -> Pair | None:
    """Return two numbers, of which each may be infinite, and a limit NaN, or None for none."""
    if pair is None:
        return None
    values = in_order(what, pair, "two numbers")
    if len(values) != 2 or not all(isinstance(one, int | float | np.number) for one in values):
        raise OptionError(f"{name}: {what} is a pair of numbers, got {shown(pair)}")
    return float(values[0]), float(values[1])


def _limit(body: Body, side: float) -> float:
    """Guess where the values go: to a number, to infinity, or (NaN) nowhere."""
    with np.errstate(all="ignore"):
        near, far = body(side * np.array([1e15, 1e16])).tolist()
    if abs(far) > 1e6 and abs(far) > abs(near):
        return float(np.copysign(np.inf, far))
    return float(far) if abs(far - near) <= 1e-6 * max(1.0, abs(far)) else float("nan")


def _range(body: Body, ends: Pair) -> Pair:
    """Guess infimum and supremum from the limits and a grid."""
    sizes = np.geomspace(1e-6, 1e4, 500)
    grid = np.concatenate([-sizes, sizes, np.linspace(-20.0, 20.0, 801)])
    with np.errstate(all="ignore"):
        heights = np.append(body(grid), ends)
    return float(np.fmin.reduce(heights)), float(np.fmax.reduce(heights))  # past all NaN


def _summary(value: Plain) -> str:
    words = (value.__doc__ or "").strip().partition("\n\n")[0]
    return words or "A function of your own."


def _warn_if_interpreted(own: Elementwise) -> None:
    """Say what is left to NumPy: one of the two, or both in one pass, which is what training asks for."""
    value, slope = own.body, cast("Body", own.slope)
    for what, bodies in (("value", [value]), ("derivative", [slope]), ("both", [value, slope])):
        try:
            sources(bodies, (), selecting=False)
        except NotCompilableError as error:
            role = "value and derivative together" if what == "both" else what
            warnings.warn(
                f"{own.name}: {role} is not compiled and runs slower, on NumPy: {error}", stacklevel=3
            )
            return
