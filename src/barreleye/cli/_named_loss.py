"""A loss as it is written on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import barreleye as be

from ..errors import OptionError

if TYPE_CHECKING:
    from ..losses import Loss


def named_loss(text: str) -> Loss:
    """Return the loss of a name, ``huber`` or with its parameter ``quantile=0.9``."""
    name, given, value = text.partition("=")
    found = be.losses.get(name.strip())
    if not given:
        return found
    if len(found.parameters) != 1:
        raise OptionError(
            f"--loss {text}: {found.name} has no parameter; leave out what follows its name"
        )
    try:
        number = float(value)
    except ValueError:
        raise OptionError(f"--loss {text}: '{value}' is no number") from None
    return found.with_(**{next(iter(found.parameters)): number})
