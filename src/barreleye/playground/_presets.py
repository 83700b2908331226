"""The networks of a page without one of the user's own: each with rows, and some with a goal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .. import by_hand
from .._text import listed, near, shown
from ..datasets import circles, moons, sine, spiral, vertical, xor
from ..errors import OptionError, UnknownNameError
from ..network import FeedForward
from ..training import Network, mlp
from ._networks import carried

_NEAR = 1e-3  # of the mean squared error of a sine
TABS = ("activations", "softmax")
_FOUND = 1e-4  # of a mean squared error that can be 0


class Preset(NamedTuple):
    """A network of the page.

    Attributes
    ----------
    stage : str
        The name by which a link opens it.
    label : str
    net : Network
    data : tuple of array
        Inputs and targets of its rows.
    more : dict
        What else the page knows of it, such as what is to be done.
    """

    stage: str
    label: str
    net: FeedForward
    data: tuple[ArrayLike, ArrayLike]
    more: Mapping[str, Any] = {}


def presets(rows: int) -> list[dict[str, Any]]:
    """Return the networks of a page without one of the user's own, each with at most so many rows.

    ``page.html#stage=sine.2`` opens the second section of the one whose stage is "sine".
    """
    return [
        carried(one.net, one.label, *one.data, rows=rows, stage=one.stage, **one.more)
        for one in (*_by_hand(), *_to_move(), *_to_train())
    ]


def known_stage(stage: str, networks: Sequence[Mapping[str, Any]]) -> str:
    """Return the name of a stage, if a page with these networks has it.

    Raises
    ------
    OptionError
        There is no such network, tab or section.
    """
    if not isinstance(stage, str):  # pyright: ignore[reportUnnecessaryIsInstance]  callers may be untyped
        raise OptionError(f"a stage is named by a string such as 'sine.2', got {shown(stage)}")
    many = {one["stage"]: len(one.get("stages") or [0]) for one in networks} | dict.fromkeys(TABS, 1)
    name, _, section = stage.partition(".")
    if name not in many:
        raise UnknownNameError(
            f"there is no stage {shown(name)}{near(name, many)} (the stages are {listed(list(many))})"
        )
    if section and section not in map(str, range(1, many[name] + 1)):
        has = "one section" if many[name] == 1 else f"the sections 1 to {many[name]}"
        raise OptionError(f"{shown(name)} has {has}, got {shown(section)}")
    return stage


def _by_hand() -> list[Preset]:
    """Return the networks of the documents: the sine, a pair, and a neuron."""
    waves = sine(samples=1000)
    waiting = by_hand.Pair(0.0, 0.0, 0.0, 0.0, 0.0)
    blank, pair = by_hand.pairs([waiting] * 8), by_hand.pairs([by_hand.Pair(6.0, 0.0, 0.7, -1.0)])
    ends, mask = {"low": 0.0, "high": 1.0}, _of_pairs(blank)
    start = {"stages": _sections(), "mask": mask, **ends}
    return [
        Preset("sine", "the sine by hand: start", blank, waves, start),
        Preset(
            "sine-finished", "the sine by hand: finished", by_hand.sine(), waves, {"mask": mask, **ends}
        ),
        Preset("pair", "a pair of neurons", pair, waves, ends),
        Preset("neuron", "one neuron", _of_numbers(1, [1], [1.0, 0.0, 1.0, 0.0]), waves, ends),
    ]


def _to_move() -> list[Preset]:
    """Return small networks whose numbers are to be found by hand, with rows that they can answer exactly."""
    places, x = np.linspace(-1.0, 1.0, 5), np.linspace(-1.0, 1.0, 41)[:, None]
    grid = np.array([(x1, x2) for x1 in places for x2 in places])
    return [
        Preset(
            "weights",
            "find: two weights and a bias",
            _of_numbers(2, [], [0.0, 0.0, 0.0]),
            (grid, 0.5 * grid[:, :1] - grid[:, 1:] + 0.25),
            _goal(
                _FOUND,
                "The answers of the rows were made with two weights and a bias: find these numbers.",
            ),
        ),
        Preset(
            "bias",
            "find: the knot of a neuron",
            _of_numbers(1, [1], [1.0, 0.0, 1.0, 0.0]),
            (x, np.maximum(0.0, 2.0 * x - 1.0)),
            _goal(
                _FOUND,
                "Lay the curve on the rows, with the weight and the bias of the hidden neuron alone.",
            ),
        ),
        Preset(
            "dead",
            "find: the cure of a dead neuron",
            _of_numbers(1, [2], [1.0, -1.0, 0.0, -2.0, 1.0, 1.0, 0.0]),
            (x, np.abs(x)),
            _goal(
                _FOUND,
                "One neuron is dead: it has a cross. Give it a bias that lays the curve on the rows.",
            ),
        ),
    ]


def _to_train() -> list[Preset]:
    """Return networks with their first weights, and what they can learn."""
    waves, points = sine(samples=200), {"seed": 0, "samples": 100}
    small, wide = mlp(1, [8, 8], 1, seed=3), mlp(1, [64, 64], 1, seed=0)
    linear = mlp(1, [8, 8], 1, activation="linear", seed=3)
    bend = _goal(
        0.01,
        "Train it, and see that it stays a line. Then choose another activation for its hidden layers.",
    )
    part = _goal(0.2, "Train it. Layers, optimizer and learning rate are yours to choose.")
    return [
        Preset("train-sine", "train: sine, ReLU 8-8", small, waves, _goal(2e-3, "Train it.")),
        Preset("train-wide", "train: sine, ReLU 64-64", wide, waves),
        Preset("train-linear", "train: sine, linear 8-8", linear, waves, bend),
        Preset(
            "train-spiral", "train: spiral", _classifier(3, 64, 64), spiral(classes=3, **points), part
        ),
        Preset(
            "train-vertical", "train: vertical", _classifier(3, 16, 16), vertical(classes=3, **points)
        ),
        Preset("train-moons", "train: moons", _classifier(2, 16, 16), moons(**points)),
        Preset("train-circles", "train: circles", _classifier(2, 16, 16), circles(**points)),
        Preset("train-xor", "train: XOR", _classifier(2, 8), xor(**points)),
    ]


def _of_numbers(inputs: int, hidden: Sequence[int], numbers: Sequence[float]) -> Network:
    net = mlp(inputs, hidden, 1, dtype="float64")
    net.parameters.vector = np.array(numbers)
    return net


def _classifier(classes: int, *hidden: int) -> Network:
    return mlp(2, hidden, classes, output="softmax", seed=0)


def _goal(loss: float, words: str) -> dict[str, object]:
    """Return a single stage: so small a mean loss of all rows."""
    return {"stages": [{"end": None, "goal": loss, "words": [words]}]}


def _sections() -> list[dict[str, Any]]:
    """Return the sections of the sine, each with where it ends, its goal, and what is done in it."""
    changes = by_hand.changes()
    sections: Sequence[int] = sorted({one.section for one in changes})
    ends = [(pair.c - pair.b) / pair.w for pair in by_hand.SINE_PAIRS]
    return [
        {
            "end": ends[section],
            "goal": _NEAR,
            "words": [one.caption for one in changes if one.section == section],
        }
        for section in sections
    ]


def _of_pairs(net: FeedForward) -> list[int]:
    """Return the places of the parameters of pairs: those of a fully connected network that pairs use."""
    first, second, last = net.parameters
    many = first.weights.size
    used = np.concatenate(
        [np.ones(2 * many), np.eye(many).ravel(), np.ones(many), np.ones(last.weights.size + 1)]
    )
    assert second.weights.shape == (many, many)  # noqa: S101  it is a network of pairs
    return np.flatnonzero(used).tolist()
