"""The encodings of numbers: each makes one or several inputs of a column, between bounds but for scaling."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from ..._text import short
from ._encoding_formulas import scaled, unscaled, way_through

Numbers = NDArray[np.float64]
Inputs = NDArray[np.floating[Any]]


class NumberEncoding(Protocol):
    """Makes inputs of the numbers of a column; where a number is missing, :attr:`blank` says what they are."""

    kind: ClassVar[str]
    #: Whether the inputs of a missing number are 0; if not, they are those of the number that replaces it.
    blank: ClassVar[bool]

    def names(self, column: str) -> Iterator[str]:
        """Yield the names of the inputs."""
        ...

    def encode(self, numbers: Numbers, inputs: Inputs) -> None:
        """Write the inputs of numbers, shape (rows, len(names)); there is no NaN among the numbers."""
        ...

    def said(self) -> str:
        """Return in words what the inputs are."""
        ...

    def describe(self) -> dict[str, Any]:
        """Return the encoding as JSON values."""
        ...


@dataclass(frozen=True)
class Scaled:
    """One input: (number - center) / scale."""

    kind: ClassVar[str] = "scaled"
    blank: ClassVar[bool] = False
    center: float
    scale: float

    def names(self, column: str) -> Iterator[str]:
        """Yield the name of the column."""
        yield column

    def encode(self, numbers: Numbers, inputs: Inputs) -> None:
        """Write the scaled numbers."""
        inputs[:, 0] = scaled(numbers, self.center, self.scale)

    def decode(self, inputs: Inputs) -> Inputs:
        """Return the numbers that were scaled."""
        return unscaled(inputs.astype(np.float64), self.center, self.scale)

    def said(self) -> str:
        """Return in words what the inputs are."""
        return "scaled"

    def describe(self) -> dict[str, Any]:
        """Return the encoding as JSON values."""
        return {"kind": self.kind, "center": self.center, "scale": self.scale}


@dataclass(frozen=True)
class Quantiles:
    """One input: the score of the number among those of training, as a normal distribution would have it.

    Between the numbers that are kept it is a line, and beyond the first and the last it is constant: no number
    is far out.

    Attributes
    ----------
    values, scores : tuple of float
        Numbers in rising order, and the input of each.
    """

    kind: ClassVar[str] = "quantiles"
    blank: ClassVar[bool] = True
    values: tuple[float, ...]
    scores: tuple[float, ...]

    def names(self, column: str) -> Iterator[str]:
        """Yield the name of the column."""
        yield column

    def encode(self, numbers: Numbers, inputs: Inputs) -> None:
        """Write the scores of numbers."""
        inputs[:, 0] = np.interp(numbers, self.values, self.scores)

    def decode(self, inputs: Inputs) -> Numbers:
        """Return numbers for scores, which are rising with them; those beyond the ends have become the ends."""
        return np.interp(inputs, self.scores, self.values)

    def said(self) -> str:
        """Return in words what the inputs are."""
        return "the place among all rows"

    def describe(self) -> dict[str, Any]:
        """Return the encoding as JSON values."""
        return {"kind": self.kind, "values": list(self.values), "scores": list(self.scores)}


@dataclass(frozen=True)
class Bins:
    """An input for each bin: 0 below it, 1 above it, and in it the share of the way through (piecewise linear).

    Attributes
    ----------
    edges : tuple of float
        The ends of the bins, in rising order; one more than there are bins.
    dates : bool
        Whether they are days since 1970, which names show as dates.

    References
    ----------
    Gorishniy, Rubachev and Babenko: On embeddings for numerical features in tabular deep learning (2022).
    """

    kind: ClassVar[str] = "bins"
    blank: ClassVar[bool] = True
    edges: tuple[float, ...]
    dates: bool = False

    def names(self, column: str) -> Iterator[str]:
        """Yield what each input is about, such as ``carat from 0.7 to 0.9``."""
        for low, high in pairwise(self.edges):
            yield f"{column} from {self._text(low)} to {self._text(high)}"

    def _text(self, edge: float) -> str:
        return str(np.datetime64(math.floor(edge), "D")) if self.dates else short(edge)

    def encode(self, numbers: Numbers, inputs: Inputs) -> None:
        """Write the share of the way through each bin."""
        for i, (low, high) in enumerate(pairwise(self.edges)):
            inputs[:, i] = way_through(numbers, low, high)

    def said(self) -> str:
        """Return in words what the inputs are."""
        return f"{len(self.edges) - 1} through bins"

    def describe(self) -> dict[str, Any]:
        """Return the encoding as JSON values."""
        return {"kind": self.kind, "edges": list(self.edges), "dates": self.dates}


@dataclass(frozen=True)
class Codes:
    """An input for each of a few numbers: 1 for this number, 0 for others (one-hot)."""

    kind: ClassVar[str] = "codes"
    blank: ClassVar[bool] = True
    values: tuple[float, ...]

    def names(self, column: str) -> Iterator[str]:
        """Yield ``doors = 4`` and so on."""
        yield from (f"{column} = {short(value)}" for value in self.values)

    def encode(self, numbers: Numbers, inputs: Inputs) -> None:
        """Write 1 where a number is the input's own."""
        for i, value in enumerate(self.values):
            inputs[:, i] = numbers == value

    def said(self) -> str:
        """Return in words what the inputs are."""
        return f"{len(self.values)} for single numbers"

    def describe(self) -> dict[str, Any]:
        """Return the encoding as JSON values."""
        return {"kind": self.kind, "values": list(self.values)}
