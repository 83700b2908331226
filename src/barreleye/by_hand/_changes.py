"""The sine of the documents, one change at a time: what is set, what it does, and how far the curve is then."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .._arrays import Array
from ..training import Network
from ._pair_view import PairView
from ._pairs import Pair, pairs
from ._sine import LIFTS, SINE_PAIRS

_POINTS = 1000
_CONSTANT = 7


@dataclass(frozen=True, eq=False)
class Change:
    """One change on the way to the sine.

    Attributes
    ----------
    caption : str
        What is set, and what it does.
    pair : int
        The pair that is changed, from 0; 7 is the constant one.
    number : str
        Which of its numbers: weight, bias, second_weight, second_bias or output_weight.
    value : float
    section : int
        The section of the curve that is worked on, from 0: sections 0 to 6 belong to pairs 0 to 6.
    error : float
        The mean squared error over 1,000 points from 0 to 1, after the change.
    local_error : float
        The same over the points up to the end of the section.
    parameters : array, shape (n_parameters,)
        All weights and biases after the change.
    """

    caption: str
    pair: int
    number: str
    value: float
    section: int
    error: float
    local_error: float
    parameters: Array

    @property
    def net(self) -> Network:
        """The network after the change, a new one each time."""
        net = _empty()
        net.parameters.vector[...] = self.parameters
        return net


def changes() -> tuple[Change, ...]:
    """Return every change that turns a network of zeros into the sine, in the order of the documents.

    The last one gives :func:`sine`. The errors are those of sin(2πx) at 1,000 points from 0 to 1, the last
    excluded.

    Examples
    --------
    >>> import barreleye as be
    >>> made = be.by_hand.changes()
    >>> len(made), made[3].caption
    (60, 'Pair 1: weight 6. The slope is that of the sine here.')
    >>> round(made[-1].error, 4)
    0.0002
    """
    net = _empty()
    x = np.arange(_POINTS) / _POINTS
    target = np.sin(2.0 * np.pi * x)
    done: list[Change] = []
    for section, final in enumerate(SINE_PAIRS):
        end = (final.c - final.b) / final.w
        for pair, number, value, why in _of_section(section, final):
            setattr(PairView(net, pair), number, value)
            off = (net(x[:, None])[:, 0] - target) ** 2
            name = "The constant pair" if pair == _CONSTANT else f"Pair {pair + 1}"
            caption = f"{name}: {number.replace('_', ' ')} {value:g}. {why}"
            errors = float(off.mean()), float(off[x <= end].mean())
            done.append(
                Change(caption, pair, number, value, section, *errors, net.parameters.vector.copy())
            )
    return tuple(done)


def _empty() -> Network:
    return pairs([Pair(0.0, 0.0, 0.0, 0.0, 0.0)] * (_CONSTANT + 1))


def _of_section(section: int, final: Pair) -> list[tuple[int, str, float, str]]:
    """Return pair, number, value and reason of each change in a section."""
    first = section == 0
    slope = "The slope is that of the sine here." if first else "The slope is steeper."
    begins = f"It becomes active where the section begins, at x = {-final.b / final.w:.3f}."
    made = [
        (section, "weight", 1.0, "The first neuron passes the input on; nothing listens to it yet."),
        (section, "second_weight", 1.0, "The second neuron passes the first one on."),
        (section, "output_weight", 1.0, "The output rises where the first neuron is active."),
        (section, "weight", final.w, slope),
        *([] if first else [(section, "bias", final.b, begins)]),
        (section, "second_bias", final.c, "The curve is shifted vertically, by the height of the ramp."),
        (
            section,
            "second_weight",
            final.u,
            "The second neuron falls to 0: there is a deactivation point.",
        ),
        *([(section, "output_weight", final.v, "The ramp is turned over.")] if final.v != 1.0 else []),
    ]
    if first:
        made.append((_CONSTANT, "second_bias", 1.0, "It is always active; nothing listens to it yet."))
    lift = "The curve is shifted vertically until this section lies on the sine."
    return [*made, (_CONSTANT, "output_weight", LIFTS[section], lift)]
