"""From bodies of one number to universal functions in machine code, one per set of parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from ..scalars import BYTES
from ._code_address import code_address
from ._loops import WIDTH, loop_source
from ._shares import shared_loop
from ._ufunc import universal


def sources(
    bodies: Sequence[Callable[..., Any]], constants: Sequence[str], *, selecting: bool
) -> dict[str, str]:
    """Return the LLVM source of the loop for each scalar type, with ``@loop`` as its symbol.

    Raises
    ------
    NotCompilableError
        A body uses something outside the dialect.
    """
    return {scalar: loop_source(bodies, constants, scalar, selecting=selecting) for scalar in WIDTH}


def compiled(
    bodies: Sequence[Callable[..., Any]], parameters: Mapping[str, float], *, selecting: bool = False
) -> np.ufunc:
    """Return a universal function of one number with one result for each body.

    float32 and float64 have a loop each, see :mod:`barreleye.kernels._bodies`. It releases Python's
    lock while it computes, and shares long arrays among threads.
    """
    texts = sources(bodies, tuple(parameters), selecting=selecting)
    constants = tuple(parameters.values())
    loops = [
        (
            scalar,
            *shared_loop(
                code_address(source, "loop"), weight(source), BYTES[scalar], constants, len(bodies) + 1
            ),
        )
        for scalar, source in texts.items()
    ]
    return universal(bodies[0].__name__, loops, len(bodies))


@lru_cache(maxsize=256)
def loop_address(
    bodies: tuple[Callable[..., Any], ...], constants: tuple[str, ...], scalar: str, *, selecting: bool
) -> int:
    """Return the address of the loop for one scalar type: see :mod:`barreleye.kernels._loops`.

    Every run asks for those of its activations, and to write a source takes longer than to look one up.
    """
    return code_address(loop_source(bodies, constants, scalar, selecting=selecting), "loop")


def weight(source: str) -> int:
    """Count the instructions of the body in a loop's source."""
    return source.partition("@step(")[2].partition("\n}")[0].count(" = ")
