"""Networks whose weights are chosen by hand, as pairs of ReLU neurons."""

from ._pairs import Pair, pairs, ramps
from ._sine import SINE_PAIRS, sine

__all__ = ["SINE_PAIRS", "Pair", "pairs", "ramps", "sine"]
