"""What the columns of a table are for, if they are no inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .._text import quoted
from ..errors import OptionError
from ._table import Table


@dataclass(frozen=True)
class Roles:
    """Columns that are no inputs, by name.

    Attributes
    ----------
    target : str
    drop : sequence of str
        Left out.
    group : str, or None
        Which rows belong together.
    time : str, or None
        When a row came about; it is an input too, unless it is dropped.
    sample_weight : str, or None
        How much a row counts.
    """

    target: str
    drop: Sequence[str] = ()
    group: str | None = None
    time: str | None = None
    sample_weight: str | None = None

    def check(self, table: Table) -> None:
        """Raise DataError if the table lacks one of them, OptionError if two of them exclude each other."""
        roles = {"group": self.group, "time": self.time, "sample_weight": self.sample_weight}
        for name in (self.target, *self.drop, *filter(None, roles.values())):
            table.require(name)  # an unknown name is an error, not a wish
        if self.target in self.drop:
            raise OptionError(f"{quoted(self.target)} is the target: it cannot be dropped as well")
        for what, name in roles.items():
            if name == self.target:
                raise OptionError(f"{quoted(name)} is the target: it cannot be the {what} as well")
