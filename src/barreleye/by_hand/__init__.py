"""Networks whose weights are chosen by hand, as pairs of ReLU neurons."""

from ._changes import Change, changes
from ._pair_view import PairView
from ._pairs import Pair, pairs, ramps
from ._placed_pairs import fit
from ._sine import SINE_PAIRS, sine

__all__ = ["SINE_PAIRS", "Change", "Pair", "PairView", "changes", "fit", "pairs", "ramps", "sine"]
