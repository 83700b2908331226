"""The formulas that a file of source code needs, each written once by the text reader."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ..activations import Activation, Elementwise, linear, softmax
from ..scalars.text import Language, Source
from ..tables import Target
from ..tables.encodings import days_of, limited, on_line, scaled, unscaled, way_through
from ..tables.fitting import finite_log
from ._source_words import identifiers, in_comment


class Formula(NamedTuple):
    """A formula of the dialect, and the names of the numbers that it takes."""

    body: Callable[..., Any]
    numbers: Sequence[str]
    comment: str = ""


_FORMULAS = {
    "scaled": Formula(scaled, ("x", "center", "scale")),
    "unscaled": Formula(unscaled, ("z", "center", "scale")),
    "limited": Formula(limited, ("x", "low", "high")),
    "way_through": Formula(way_through, ("x", "low", "high"), "0 below the bin, 1 above it."),
    "on_line": Formula(on_line, ("x", "x0", "x1", "y0", "y1")),
    "days_of": Formula(days_of, ("seconds",)),
    "finite_log": Formula(finite_log, ("p",)),
}
_TOGETHER = "softmax_of_logs"
# Names that files have for numbers and words, and for the parts of several networks.
_LIKE_CONSTANTS = re.compile(r"\w*(_\d+|_words|_values|_scores|_edges|_codes)|(network|encode)\d*")


class Formulas:
    """Functions of one file; each is written when it is first asked for.

    Parameters
    ----------
    language : Language
    dtype : str
    activations : sequence of Activation
        Those of all layers.
    reserved : sequence of str
        Names that the file has for other things.
    """

    def __init__(
        self,
        language: Language,
        dtype: str,
        activations: Sequence[Activation],
        reserved: Sequence[str],
    ) -> None:
        self.source = Source(language, dtype)
        self._written: set[str] = set()
        taken = (*_FORMULAS, *language.reserved, *reserved, _TOGETHER)
        names = identifiers([_own_name(one.name) for one in activations], taken)
        self._names = dict(zip(activations, names, strict=True))
        for activation, name in self._names.items():
            if activation != linear:
                _write(activation, self.source, name)

    def activation(self, activation: Activation) -> str:
        """Return the function of an activation; "" for the identity."""
        return "" if activation == linear else self._full(self._names[activation])

    @staticmethod
    def rowwise(activation: Activation) -> bool:
        """Say whether the function of an activation takes a whole row."""
        return not isinstance(activation, Elementwise)

    def __getitem__(self, name: str) -> str:
        """Return the function of a formula."""
        self._once(name, *_FORMULAS[name])
        return self._full(name)

    def own(self, name: str, body: Callable[..., Any], number: str) -> str:
        """Return the function of a formula of one number that somebody else knows."""
        self._once(name, body, (number,))
        return self._full(name)

    def together(self) -> str:
        """Return the function that turns logarithms into probabilities, of a row."""
        if _TOGETHER not in self._written:
            self._written.add(_TOGETHER)
            _write(softmax, self.source, _TOGETHER)
        return self._full(_TOGETHER)

    def in_units(self, target: Target, z: str) -> str:
        """Return the number of a table for an output: in the units of the target, and within those of training."""

        def number(value: float) -> str:
            return self.source.language.number(value, False)

        found = f"{self['unscaled']}({z}, {number(target.center)}, {number(target.scale)})"
        if target.low is None and target.high is None:
            return found
        low = -math.inf if target.low is None else target.low
        high = math.inf if target.high is None else target.high
        return f"{self['limited']}({found}, {number(low)}, {number(high)})"

    def _once(
        self, name: str, body: Callable[..., Any], numbers: Sequence[str], comment: str = ""
    ) -> None:
        if name not in self._written:
            self._written.add(name)
            self.source.add(name, body, {}, comment, numbers=numbers)

    def _full(self, name: str) -> str:
        return self.source.language.prefix + self.source.language.identifier(name)


def _own_name(name: str) -> str:
    """Return the name of an activation's function, which is not that of a constant."""
    return f"{name}_activation" if _LIKE_CONSTANTS.fullmatch(name) else name


def _write(activation: Activation, source: Source, name: str) -> None:
    """Write the value of an activation; what needs its derivative is not exported."""
    if isinstance(activation, Elementwise):
        source.add(name, activation.body, activation.parameters, in_comment(activation.summary))
    else:
        source.add_rows(
            name,
            activation.body,
            ["z"],
            ["result"],
            constants=activation.parameters,
            comment=in_comment(activation.summary),
        )
