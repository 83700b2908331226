"""What the functions for tables were given: refused in one sentence where it cannot be meant."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from numbers import Real
from typing import Any

from .. import optimizers
from .._arguments import is_whole, real
from .._arrays import whole_number
from .._text import quoted, shown
from ..activations import Activation
from ..errors import DataError, OptionError
from ..optimizers import LBFGS, Optimizer


def column_name(what: str, given: Any) -> str:  # noqa: ANN401  callers may be untyped, here and below
    """Return the name of a column; data frames also have whole numbers for names."""
    if isinstance(given, str) or _is_whole(given):
        return str(given)
    raise OptionError(
        f"{what} is the name of one column of the table, got {shown(given)}: put the values into the table"
        " under a name, and give that name"
    )


def column_names(what: str, given: Any) -> list[str]:  # noqa: ANN401
    """Return names of columns, of which there may be none; one may stand for itself."""
    if isinstance(given, str):
        return [given]
    if not _holds_several(given):
        raise OptionError(f"{what} is a list of names of columns, got {shown(given)}")
    return [column_name(f"each of {what}", name) for name in given]


def entries(name: str, given: Any) -> list[Any]:  # noqa: ANN401
    """Return the entries of a column of a mapping."""
    if not _holds_several(given):
        raise DataError(
            f"column {quoted(name)} is a list or an array with an entry for every row, got {shown(given)}"
        )
    return list(given)


def test_share(given: Any) -> float | None:  # noqa: ANN401
    """Return the share of the rows to test with; None where it is not a number, but a table or nothing."""
    if isinstance(given, Real):
        if not 0.0 < real(given) < 1.0:
            raise OptionError(
                "validation is a table with test rows, or the share of the rows to hold out for a test, a number"
                f" between 0 and 1, got {shown(given)}"
            )
        return float(given)
    return None


def positive(name: str, given: Any, least: float | None = None) -> float:  # noqa: ANN401
    """Return a number above 0, or of ``least`` or more."""
    number = real(given)
    if math.isfinite(number) and (number > 0.0 if least is None else number >= least):
        return float(number)
    bound = "above 0" if least is None else f"of {least:g} or more"
    raise OptionError(f"{name} is a number {bound}, got {shown(given)}")


def widths(given: Any) -> list[int]:  # noqa: ANN401
    """Return the widths of hidden layers; a number is one layer."""
    if _is_whole(given):
        return [whole_number("the width of a layer", given)]
    if not _holds_several(given):
        raise OptionError(f"hidden is a list of widths, such as (64, 64), got {shown(given)}")
    return [whole_number("the width of a layer", width) for width in given]


def one_activation(given: Any) -> str | Activation:  # noqa: ANN401
    """Return an activation or its name; all hidden layers have the same."""
    if isinstance(given, str | Activation):
        return given
    raise OptionError(f"activation is a name, such as 'relu', or an activation, got {shown(given)}")


def one_optimizer(given: Any) -> str | Optimizer:  # noqa: ANN401
    """Return an optimizer or its name; LBFGS has no epochs to choose from."""
    found = optimizers.get(given)
    if isinstance(found, LBFGS):
        raise OptionError("LBFGS has no batches: a table needs an optimizer that does, such as 'adamw'")
    return given


def _is_whole(given: Any) -> bool:  # noqa: ANN401
    return is_whole(given) and not isinstance(given, bool)


def _holds_several(given: Any) -> bool:  # noqa: ANN401
    """Say whether something holds things in a row: a text is one thing, and sets and mappings have no order."""
    if getattr(given, "ndim", 1) == 0:  # NumPy's 0-d arrays call themselves iterable
        return False
    return isinstance(given, Iterable) and not isinstance(given, str | bytes | Mapping | AbstractSet)
