"""One body over any real array, by the engine of the moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import as_numbers
from ..errors import NotCompilableError
from . import _team as team
from ._choice import compiling, compiling_by_default, current_choice
from ._compiled import compiled, loop_address
from ._elementwise import fitting, map_body
from ._lazy import Lazy
from ._shares import FEWEST

_ARRAY = np.ndarray
_FLOAT32, _FLOAT64 = np.dtype(np.float32), np.dtype(np.float64)  # as arrays have them, one of each


class _Loops:
    """The loops that compute some bodies, of one number each, in one pass."""

    def __init__(
        self, bodies: tuple[Callable[..., Any], ...], parameters: Mapping[str, float], *, selecting: bool
    ) -> None:
        self.bodies = bodies
        self.parameters = dict(parameters)
        self.selecting = selecting

    def address(self, scalar: str) -> int:
        """Return where the loop for ``"float"`` or ``"double"`` lies: see :mod:`barreleye.kernels._loops`.

        Raises
        ------
        NotCompilableError
            A body uses something outside of the dialect.
        """
        return loop_address(self.bodies, tuple(self.parameters), scalar, selecting=self.selecting)

    @Lazy
    def kernel(self) -> np.ufunc | str:
        """The compiled function, one result for each body, or the reason why there is none."""
        try:
            return compiled(self.bodies, self.parameters, selecting=self.selecting)
        except NotCompilableError as error:
            return str(error)


class Map(_Loops):
    """A function of one number, applied element by element; see :func:`map_body` for the rules.

    Parameters
    ----------
    body : callable
        The body in the dialect.
    parameters : mapping of str to float
        Its keyword arguments.
    selecting : bool
        float32 needs no wider registers (the body only selects).
    """

    def __init__(
        self, body: Callable[..., Any], parameters: Mapping[str, float], *, selecting: bool = False
    ) -> None:
        super().__init__((body,), parameters, selecting=selecting)
        self.body = body
        self._usual: np.ufunc | None = None  # what computes, unless somebody has chosen the other engine

    def apply(self, x: ArrayLike, out: NDArray[Any] | None = None) -> Any:  # noqa: ANN401  a float for a number
        """Return the results in an array of x's shape, or a NumPy float for a 0-d x.

        Calling a method takes less time than calling an object.
        """
        usual = self._usual  # the common case, without a detour
        if (
            usual is not None
            and current_choice() is not False
            and type(x) is _ARRAY
            and (x.dtype is _FLOAT32 or x.dtype is _FLOAT64)
            and x.size < FEWEST
        ):
            if out is None:
                return usual(x)
            if type(out) is _ARRAY and out.dtype is x.dtype and out.shape == x.shape:
                try:
                    return usual(x, out)
                except ValueError:
                    pass  # what is read-only is refused in a sentence
        return self._of_anything(x, out)

    __call__ = apply

    def _of_anything(self, x: ArrayLike, out: NDArray[Any] | None) -> Any:  # noqa: ANN401  as above
        source = x if type(x) is np.ndarray and x.dtype.char in "fd" else as_numbers(x)
        kernel = self.kernel if compiling() and source.dtype != np.longdouble else ""
        if isinstance(kernel, str):
            return self.interpreted(source, out)
        if compiling_by_default():
            self._usual = kernel
        if source.size >= FEWEST:
            team.ready()
        if source.dtype.char in "fd":
            if out is None:
                return kernel(source)
            if fitting(source, out).dtype.char == source.dtype.char:  # in whatever order of bytes
                return kernel(source, out)
        return map_body(kernel, source, out)

    def interpreted(self, x: NDArray[Any], out: NDArray[Any] | None = None) -> Any:  # noqa: ANN401
        """Return the results by NumPy's reading."""
        return map_body(self.body, x, out, parameters=self.parameters, selecting=self.selecting)


class TwoMaps(_Loops):
    """Two functions of one number in one pass: compiled together, they share what they have in common."""

    def __init__(self, first: Map, second: Map) -> None:
        selecting = first.selecting and second.selecting
        super().__init__((first.body, second.body), first.parameters, selecting=selecting)
        self.first = first
        self.second = second

    def __call__(self, x: ArrayLike) -> tuple[Any, Any]:
        """Return both results."""
        source = x if type(x) is np.ndarray and x.dtype.char in "fd" else as_numbers(x)
        kernel = self.kernel if compiling() and source.dtype.char in "fd" else ""
        if isinstance(kernel, str):
            return self.first(source), self.second(source)
        team.ready()
        return kernel(source)
