"""From bodies of one number to universal functions in machine code, one per set of parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..scalars import address_of
from ._loops import loop_source
from ._ufunc import universal

WIDTH = {"float": 16, "double": 8}


@dataclass(frozen=True, slots=True)
class Kernel:
    """A universal function of one number, and how much work one number is.

    Attributes
    ----------
    function : numpy.ufunc
        Releases Python's lock while it computes.
    weight : int
        Instructions for each vector: how soon a second thread pays.
    """

    function: np.ufunc
    weight: int

    def __call__(self, *arrays: NDArray[Any]) -> Any:  # noqa: ANN401  one result or several
        """Call the function: the input, and perhaps where to write."""
        return self.function(*arrays)


def sources(
    bodies: Sequence[Callable[..., Any]], constants: Sequence[str], *, narrow: bool
) -> dict[str, str]:
    """Return the LLVM source of the loop for each scalar type, with ``@loop`` as its symbol.

    Raises
    ------
    NotCompilableError
        A body uses something outside the dialect.
    """
    return {
        scalar: loop_source(
            bodies,
            constants,
            symbol="loop",
            scalar=scalar,
            width=width,
            narrow=narrow,
        )
        for scalar, width in WIDTH.items()
    }


def compiled(
    bodies: Sequence[Callable[..., Any]],
    parameters: Mapping[str, float],
    *,
    narrow: bool = False,
) -> Kernel:
    """Return a universal function of one number with one result for each body.

    float32 and float64 have a loop each; float32 passes through float64 registers unless ``narrow``.
    """
    loops: list[tuple[str, int]] = []
    texts = sources(bodies, tuple(parameters), narrow=narrow)
    for scalar, source in texts.items():
        loops.append((scalar, _address(source)))
    function = universal(bodies[0].__name__, loops, len(bodies), tuple(parameters.values()))
    return Kernel(function, weight(texts["float"]))


def loop_address(
    bodies: Sequence[Callable[..., Any]], constants: Sequence[str], scalar: str, *, narrow: bool
) -> int:
    """Return the address of the loop for one scalar type: see :mod:`barreleye.kernels._loops`."""
    return _address(sources(bodies, constants, narrow=narrow)[scalar])


def weight(source: str) -> int:
    """Count the instructions of the body in a loop's source."""
    return source.partition("@body(")[2].partition("\n}")[0].count(" = ")


def placed(source: str, name: str) -> int:
    """Return the address of the function that a source defines as ``@name``.

    One memory holds all code of the process, so that every symbol gets a name of its own.
    """
    symbol = f"barreleye_{sha256(source.encode()).hexdigest()[:16]}"
    return address_of(source.replace(f"@{name}(", f"@{symbol}("), symbol)


@cache
def _address(source: str) -> int:
    return placed(source, "loop")
