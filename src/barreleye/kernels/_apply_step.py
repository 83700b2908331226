"""One step of an optimizer over flat vectors, slice by slice, as NumPy reads its body."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np

from .._arrays import Array
from .._text import shown
from ..errors import OptionError

# Numbers per slice: those of all vectors and a few temporaries stay in the second cache.
_SLICE = 16384


def apply_step(
    body: Callable[..., tuple[Any, ...]], vectors: Sequence[Array], g: Array, constants: Array
) -> None:
    """Change theta and the slots, ``vectors``, in place, by NumPy's reading of a body.

    All vectors have one shape (n,) and one dtype; the constants are rounded to it first.
    """
    theta = vectors[0]
    numbers = [theta.dtype.type(constant) for constant in constants]
    for start in range(0, len(theta), _SLICE):
        part = slice(start, start + _SLICE)
        made = body(theta[part], g[part], *(one[part] for one in vectors[1:]), *numbers)
        for vector, value in zip(vectors, checked(made, len(vectors)), strict=True):
            if (
                np.shape(value) not in ((), vector[part].shape)
                or np.asarray(value).dtype.kind not in "biuf"
            ):
                raise OptionError(
                    "the body of an optimizer computes one number for each that it is given, got"
                    f" {shown(value)}"
                )
            vector[part] = value


def checked(made: object, count: int) -> tuple[Any, ...]:
    """Return what a body gave, if it is theta and every slot.

    Raises
    ------
    OptionError
        The body returned something else, or another number of them.
    """
    if not isinstance(made, tuple) or len(cast("tuple[Any, ...]", made)) != count:
        got = f"one of {len(cast('tuple[Any, ...]', made))}" if isinstance(made, tuple) else "no tuple"
        raise OptionError(
            f"the body of an optimizer returns a tuple of {count}, the new theta and"
            f" {count - 1} new slots, got {got}"
        )
    return cast("tuple[Any, ...]", made)
