"""Count the errors of float32 results over millions of inputs: few passes, small chunks.

The unit is that of support.ulp: |got - exact| / 2^(max(floor(log2 |exact|), -126) - 23).
"""

from dataclasses import dataclass, field

import numpy as np

from .samples import every_65537th, landmarks, neighbours, transitions
from .ulp import ulp_error

CHUNK = 2**14
PATTERNS = 2**32
_EXPONENT = np.int64(0x7FF0000000000000)
_TINY, _LARGE = 2.0**-126, 2.0**127  # the smallest normal float32, and the binade of the largest


def patterns(first, last, stride=1):
    """Yield the float32 numbers with bit patterns in [first, last) divisible by stride, in chunks.

    A chunk never holds numbers of both signs: within each, sizes increase.
    """
    middle = PATTERNS // 2
    for low, high in ((first, min(last, middle)), (max(first, middle), last)):
        start = -(-low // stride) * stride
        for at in range(start, high, stride * CHUNK):
            stop = min(at + stride * CHUNK, high)
            yield np.arange(at, stop, stride, dtype=np.int64).astype(np.uint32).view(np.float32)


def points_of_interest(activation, reach=4096):
    """Return the infinities, and the neighbours of kinks, turns, 0, the extremes, and where results
    change their kind; sorted.
    """
    everywhere = every_65537th()
    centres = [*landmarks(activation, np.float32), *activation.turning_points]
    for function in (activation, activation.derivative):
        changes = transitions(function, everywhere)
        centres += list(changes[:: 1 + len(changes) // 20])  # sine changes its sign thousands of times
    ends = np.array([-np.inf, np.inf], np.float32)
    return np.concatenate([ends[:1], neighbours(centres, reach, np.float32), ends[1:]])


@dataclass
class Tally:
    """What was found: the largest error and where, how many, and what must not happen at all.

    ``nan`` counts NaN for numbers and numbers for NaN, ``infinite`` an infinity on one side only,
    ``signs`` zeros with a sign that the number they stand for does not have, ``back`` results that
    step back although the function increases.
    """

    points: int = 0
    total: float = 0.0
    worst: float = 0.0
    worst_normal: float = 0.0  # of normal results, and of subnormal ones
    worst_subnormal: float = 0.0
    above_half: int = 0
    above_051: int = 0
    nan: int = 0
    infinite: int = 0
    signs: int = 0
    back: int = 0
    at: dict = field(default_factory=dict)

    def add(self, x, got, exact, *, increasing=False):
        """Add a chunk of inputs, float32 results and float64 references."""
        if increasing:
            self.back += steps_back(x, got)
        power = (exact.view(np.int64) & _EXPONENT).view(np.float64)
        least, largest = power.min(), power.max()
        error = np.maximum(power, _TINY, out=power)
        with np.errstate(invalid="ignore", over="ignore"):  # infinities are looked at below
            error = np.divide(np.abs(got - exact), error, out=power)
            worst = error.max() * 2.0**23
        if not (worst < 1e6 and largest < _LARGE):  # also for NaN
            x, got, exact, error = self._kept(x, got, exact)
            worst = error.max(initial=0.0)
        else:
            error *= 2.0**23
        self.points += x.size
        if worst == 0.0:
            self._zeros(got, exact, least)
            return
        self.total += float(error.sum())
        self.above_half += int(np.count_nonzero(error > 0.5))
        if worst > 0.51:
            self.above_051 += int(np.count_nonzero(error > 0.51))
        self._zeros(got, exact, least)
        normal = worst
        if least < _TINY:
            small = np.abs(exact) < _TINY
            self.worst_subnormal = max(self.worst_subnormal, float(error[small].max(initial=0.0)))
            normal = error[~small].max(initial=0.0)
        self.worst_normal = max(self.worst_normal, float(normal))
        if worst > self.worst:
            k = int(error.argmax())
            self.worst = float(worst)
            self.at = {"x": float(x[k]), "got": float(got[k]), "exact": float(exact[k])}

    def _kept(self, x, got, exact):
        """Count what has no error in ulp, and return the rest with its errors."""
        unknown = np.isnan(exact)
        self.nan += int(np.count_nonzero(np.isnan(got) != unknown))
        kept = ~(unknown | np.isnan(got))
        x, got, exact = x[kept], got[kept], exact[kept]
        error = ulp_error(got, exact)
        wrong = np.isinf(error) & (exact != 0.0)
        self.infinite += int(np.count_nonzero(wrong))
        return x, got, exact, error

    def _zeros(self, got, exact, least):
        if least < _TINY:
            lost = (got == 0.0) & (exact != 0.0) & (np.signbit(got) != np.signbit(exact))
            self.signs += int(np.count_nonzero(lost))

    def merge(self, other):
        """Add what another tally found; the order of merging does not matter, but for the last bits of total."""
        first = min(self, other, key=lambda one: (-one.worst, _pattern(one.at.get("x", 0.0))))
        self.at = dict(first.at)
        for name, value in vars(other).items():
            if name.startswith("worst"):
                setattr(self, name, max(getattr(self, name), value))
            elif name != "at":
                setattr(self, name, getattr(self, name) + value)


def _pattern(number):
    """Return a number that orders float32 numbers as their bit patterns do."""
    return int(np.float32(number).view(np.uint32))


def steps_back(x, got):
    """Return how often a result is below the one before it, for sorted or reversely sorted x."""
    up = not x[0] > x[1 % x.size]  # the last may be NaN
    low, high = (got[:-1], got[1:]) if up else (got[1:], got[:-1])
    return int(np.count_nonzero(high < low))
