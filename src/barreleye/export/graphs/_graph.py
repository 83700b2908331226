"""A graph of ONNX under construction: nodes, constants, inputs and outputs, without the package onnx."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Attribute = int | float | str | list[int] | list[str]

ML = "ai.onnx.ml"
"""The set of operators that has the words."""
# The version of the operators in which each exists as it is used here; all others are in the first one.
_FIRST, _FIRST_OF_ML = 13, 2
_LATER = {"HardSwish": 14, "Mish": 18, "ReduceMax": 18, "Gelu": 20}


class Node(NamedTuple):
    """An operation: names of values go in, and the name of one comes out."""

    operator: str
    inputs: tuple[str, ...]
    output: str
    attributes: Mapping[str, Attribute]
    domain: str


class Place(NamedTuple):
    """An input or an output of the graph, of so many columns; 0 columns stand for an output without them."""

    name: str
    dtype: np.dtype[Any]
    columns: int
    text: str


class Graph:
    """Nodes in the order of computation.

    Parameters
    ----------
    taken : iterable of str
        Names that no value inside may have, such as those of the columns.

    Attributes
    ----------
    nodes : list of Node
    constants : dict of str to array
    inputs, outputs : list of Place
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.nodes: list[Node] = []
        self.constants: dict[str, NDArray[Any]] = {}
        self.inputs: list[Place] = []
        self.outputs: list[Place] = []
        self._taken = set(taken)
        self._known: dict[tuple[Any, ...], str] = {}

    @property
    def opsets(self) -> dict[str, int]:
        """The oldest version of each set of operators that has all of them."""
        found = {"": max([_FIRST, *(_LATER.get(node.operator, 0) for node in self.nodes)])}
        return found | ({ML: _FIRST_OF_ML} if any(node.domain == ML for node in self.nodes) else {})

    def add(self, operator: str, *inputs: str, domain: str = "", **attributes: Attribute) -> str:
        """Add an operation and return the name of its result; what is there already is not computed twice."""
        key = (operator, inputs, repr(sorted(attributes.items())))
        if key not in self._known:
            output = self.fresh(operator.lower())
            self.nodes.append(Node(operator, inputs, output, attributes, domain))
            self._known[key] = output
        return self._known[key]

    def constant(self, values: Any, dtype: Any = np.float64, name: str = "constant") -> str:  # noqa: ANN401  array_like
        """Return the name of constant values; strings are an array of objects."""
        array = np.asarray(values, dtype)
        words = array.dtype == object
        content = repr(array.tolist()).encode() if words else np.ascontiguousarray(array).data
        key = (array.dtype.str, array.shape, sha256(content).digest())  # weights may take a gigabyte
        if key not in self._known:
            self._known[key] = self.fresh(name)
            self.constants[self._known[key]] = array
        return self._known[key]

    def cast(self, value: str, dtype: Any) -> str:  # noqa: ANN401  whatever NumPy takes
        """Return a value in another type."""
        return self.add("Cast", value, to=TYPES[np.dtype(dtype)])

    def take(self, name: str, dtype: Any, columns: int, text: str) -> str:  # noqa: ANN401  as above
        """Add an input of the graph and return its name."""
        self._taken.add(name)
        self.inputs.append(Place(name, np.dtype(dtype), columns, text))
        return name

    def give(self, name: str, value: str, dtype: Any, columns: int, text: str) -> None:  # noqa: ANN401  as above
        """Make a value an output of the graph; an underscore is added to a name that is taken."""
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        self.nodes.append(Node("Identity", (value,), name, {}, ""))
        self.outputs.append(Place(name, np.dtype(dtype), columns, text))

    def fresh(self, name: str) -> str:
        """Return a name that nothing has: this one, or with a number."""
        found, count = name, 1
        while found in self._taken:
            count += 1
            found = f"{name}_{count}"
        self._taken.add(found)
        return found


TYPES: Mapping[np.dtype[Any], int] = {
    np.dtype(np.float32): 1,
    np.dtype(np.int64): 7,
    np.dtype(object): 8,
    np.dtype(np.bool_): 9,
    np.dtype(np.float64): 11,
}
"""The numbers that ONNX has for types; an array of objects holds strings."""
