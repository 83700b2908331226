"""The network of a table, and how many of its rows make a step."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..activations import Activation
from ..training import Network, mlp
from ._encoding import TableEncoder
from ._target import CLASSIFICATION, Target


def network_of(
    encoder: TableEncoder,
    goal: Target,
    hidden: Sequence[int] | int,
    activation: str | Activation,
    seed: int,
) -> Network:
    """Return a network that has the inputs of an encoder and answers as the target needs it."""
    if goal.task == CLASSIFICATION:
        return mlp(
            len(encoder.inputs),
            hidden,
            len(goal.classes),
            activation=activation,
            output="softmax",
            seed=seed,
        )
    return mlp(len(encoder.inputs), hidden, 1, activation=activation, seed=seed)


def batch_size_of(rows: int) -> int:
    """Return about a fiftieth of the rows, as a power of two between 16 and 256."""
    return 2 ** min(8, max(4, round(math.log2(rows / 50))))
