"""Activations of one's own: two plain functions, checked against each other."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, cast

import numpy as np

from .._arrays import Array
from ..errors import NotCompilableError, OptionError
from ..kernels import compiling, sources
from ..scalars import Lanes, Real, where
from ._activation import Body, Elementwise, Pair
from ._slopes import check_slope
from ._spec import enter_own

Plain = Callable[..., Any]


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
    """Make an activation of two plain functions of one number, and enter it in the catalogue.

    ``be.activations.from_functions("bump", lambda z: np.exp(-z * z), lambda z: -2 * z * np.exp(-z * z))``

    Functions written with arithmetic, comparisons, ``np.where`` and NumPy's elementary functions are
    compiled like those of the catalogue, and a warning says so if one is not. Anything else that maps
    a float to a float works too, one number at a time.

    Parameters
    ----------
    name : str
        How it is called from now on: in ``be.mlp(activation=name)``, in files, in reports. A name
        given before by this function may be given again.
    value, derivative : callable
        z to f(z) and z to f'(z), for an array or for a float.
    kinks : tuple of float
        Where f is not smooth. ``derivative`` may return any slope between those of the two sides there.
    range, limits : (float, float), optional
        Infimum and supremum, and the values at -inf and +inf; estimated on a grid if not given.
    init : str
        The initializer that suits layers with this activation.
    check : bool
        Compare ``derivative`` with differences of ``value`` at a thousand points.

    Returns
    -------
    Elementwise
        An activation like any other. Its error in ulp is not known; NaN gives NaN.

    Raises
    ------
    OptionError
        The derivative is not that of the value (the message names the worst point), a function raises
        or returns something that is no number, or the name belongs to the catalogue.
    """
    if not name.isidentifier():
        raise OptionError(f"an activation's name is a Python name, got {name!r}")
    body, slope = _body(name, "value", value), _body(name, "derivative", derivative)
    if check:
        check_slope(name, body, slope, tuple(kinks))
    ends = limits or (_limit(body, -1.0), _limit(body, 1.0))
    own = Elementwise(
        name=name,
        summary=_summary(value),
        latex=rf"\mathrm{{{name.replace('_', chr(92) + '_')}}}(z)",
        truth="",
        body=body,
        slope=slope,
        declared_range=range or _range(body, ends),
        declared_limits=ends,
        declared_kinks=tuple(float(kink) for kink in kinks),
        key_points=("A function of your own: its slope was compared with differences of its values.",)
        if check
        else ("A function of your own, taken as given.",),
        equivalents={},
        onnx=None,
        init=init,
    )
    enter_own(own)
    if compiling():
        _warn_if_interpreted(own)
    return own


def _body(name: str, role: str, function: Plain) -> Body:
    """Return the function as a body: arrays to arrays, NaN to NaN."""
    sample = np.array([-0.75, 0.0, 0.5, 2.0])

    def whole(z: Real) -> Real:
        return where(z == z, function(z), z)

    def one_by_one(z: Array) -> Array:
        if isinstance(z, Lanes):  # the compiler asks; it may read what NumPy cannot do at once
            return whole(z)
        results = [
            float("nan") if x != x else _number(name, role, function, x) for x in z.ravel().tolist()
        ]
        return np.array(results, dtype=z.dtype).reshape(z.shape)

    try:
        with np.errstate(all="ignore"):
            serves = np.shape(function(sample)) in {(), sample.shape}
    except (TypeError, ValueError, AttributeError):
        serves = False
    body = cast("Body", whole if serves else one_by_one)
    body.__name__ = name
    body(sample)
    return body


def _number(name: str, role: str, function: Plain, x: float) -> float:
    try:
        return float(function(x))
    except (TypeError, ValueError, ArithmeticError) as error:
        raise OptionError(
            f"{name}: {role}({x!r}) raised {type(error).__name__}: {error}. It has to return a number"
            " for every float"
        ) from error


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
    return float(np.nanmin(heights)), float(np.nanmax(heights))


def _summary(value: Plain) -> str:
    words = (value.__doc__ or "").strip().partition("\n\n")[0]
    return words or "A function of your own."


def _warn_if_interpreted(own: Elementwise) -> None:
    for role, body in (("value", own.body), ("derivative", own.slope)):
        try:
            sources([cast("Body", body)], (), narrow=False)
        except NotCompilableError as error:
            warnings.warn(
                f"{own.name}: {role} is not compiled and runs slower, on NumPy: {error}", stacklevel=3
            )
