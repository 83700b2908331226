"""The sine drawn by hand out of eight pairs of ReLU neurons."""

from __future__ import annotations

from .._arguments import real
from .._text import shown
from ..errors import OptionError
from ..training import Network
from ._pairs import Pair, pairs

# Up steeply, up gently, flat at the top, down gently, down steeply through the middle, and back.
SINE_PAIRS = (
    Pair(w=6.0, b=0.0, c=0.7, v=-1.0),
    Pair(w=3.5, b=-0.41, c=0.27, v=-1.0),
    Pair(w=3.5, b=-1.07, c=0.27, v=1.0),
    Pair(w=6.0, b=-2.3, c=1.4, v=1.0),
    Pair(w=3.5, b=-2.16, c=0.27, v=1.0),
    Pair(w=3.5, b=-2.82, c=0.27, v=-1.0),
    Pair(w=6.0, b=-5.3, c=0.7, v=-1.0),
)

# The height at which each stage ends: what the constant pair has to add so far.
LIFTS = (0.70, 0.97, 0.70, -0.70, -0.97, -0.70, 0.0)


def sine(stage: int = 7) -> Network:
    """Return a network that approximates sin(2πx) for x from 0 to 1, or an early stage of it.

    It has two hidden layers of eight ReLU neurons, which form seven pairs (``SINE_PAIRS``) and a constant one
    that shifts the curve vertically. The largest error is 0.031.

    Parameters
    ----------
    stage : int
        The number of pairs that have an effect, 1 to 7. The output weights of the others are 0.

    Raises
    ------
    OptionError
        There is no such stage.
    """
    if real(stage) not in range(1, 8):
        raise OptionError(f"the drawing has stages 1 to 7, got {shown(stage)}")
    stage = int(stage)
    waiting = [Pair(w=0.0, b=0.0, c=0.0, v=0.0)] * (7 - stage)
    constant = Pair(w=0.0, b=0.0, c=1.0, v=LIFTS[stage - 1])
    return pairs([*SINE_PAIRS[:stage], *waiting, constant])
