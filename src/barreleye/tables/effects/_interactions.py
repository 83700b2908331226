"""Pairs of columns that interact: what one does to the answer depends on the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ..._arrays import SPLIT, Array, stream
from ...training import Network
from .._encoding import Block
from ..fitting import exchanged, logarithm

# Pairs of so many columns are looked at: 28 of them.
_COLUMNS = 8


@dataclass(frozen=True)
class Interaction:
    """Two columns whose effects do not simply add up.

    Attributes
    ----------
    first, second : str
        The names of the columns.
    strength : float
        The root of the mean square of what does not add up, as a share of the standard deviation of all answers:
        0 for columns that do not interact. For classes, of logarithms of probabilities.
    """

    first: str
    second: str
    strength: float


def interactions(
    network: Network, X: Array, columns: Sequence[Block], classes: int, seed: int
) -> list[Interaction]:
    """Return how much pairs of columns interact, the strongest first.

    Each row gets the entries of another row: in the first column, in the second, and in both. Where the effects
    add up, the answers do too: f(both) - f(first) - f(second) + f(none) is 0.

    Parameters
    ----------
    network : Network
    X : array, shape (rows, inputs)
    columns : sequence of Block
        The most important ones first; pairs of the first eight are looked at.
    classes : int
        0 for numbers.
    seed : int
        Decides which other row.
    """

    def answers(rows: Array) -> Array:
        found: Array = network(rows).astype(np.float64)
        if not classes:
            return found
        logs = logarithm(found)
        return logs - logs.mean(axis=1, keepdims=True)

    other = stream(SPLIT, seed, len(X), len(columns)).permutation(len(X))
    some = list(columns[:_COLUMNS])
    usual = answers(X)
    spread = float(np.sqrt(usual.var(axis=0).sum())) or 1.0
    alone = [answers(exchanged(X, [one.inputs], other)) for one in some]
    found: list[Interaction] = []
    for (i, one), (j, two) in combinations(enumerate(some), 2):
        rest = answers(exchanged(X, [one.inputs, two.inputs], other)) - alone[i] - alone[j] + usual
        strength = float(np.sqrt(np.square(rest).sum(axis=1).mean())) / spread
        found.append(Interaction(one.plan.name, two.plan.name, strength))
    return sorted(found, key=lambda pair: -pair.strength)
