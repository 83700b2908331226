"""Every 257th float32 there is, and 4,096 neighbours on each side of wherever something happens.

16.7 million numbers from all bit patterns for the compiled engine; every 2,570th for the NumPy
engine, which takes a hundred times as long for the gated functions. ``make sweep`` runs all 2^32.
The promise is 0.51 ulp: half an ulp is what rounding alone costs, and the reference
(support.oracle) is right to 1e-4 of the hundredth above it.
"""

import numpy as np
import pytest

from barreleye import activations
from barreleye.kernels import engine
from support.oracle import reference
from support.sweep import CHUNK, PATTERNS, Tally, patterns, points_of_interest
from support.truth import elementwise_names

PROMISED = 0.51
STRIDES = {"compiled": 257, "numpy": 2570}

# Where the function passes through the origin with a slope, the sign of a zero is kept.
KEPT = {
    "linear", "tanh", "arctan", "softsign", "leaky_relu", "elu", "selu", "celu", "hard_tanh",
    "hard_swish", "silu", "gelu", "gelu_tanh", "mish", "tanh_shrink", "sine",
}  # fmt: skip

each = pytest.mark.parametrize("name", elementwise_names())
each_engine = pytest.mark.parametrize("how", list(STRIDES))
both = pytest.mark.parametrize("of", ["value", "slope"])


def inputs(activation, how):
    yield from patterns(0, PATTERNS, STRIDES[how])
    points = points_of_interest(activation)
    for at in range(0, points.size, CHUNK):
        yield points[at : at + CHUNK]
    yield np.array([np.nan, -np.nan], np.float32)
    yield np.array([0x7F800001, 0xFF800001], np.uint32).view(np.float32)  # NaN that signal


@each
@each_engine
@both
def test_float32_is_within_051_ulp(name, how, of):
    activation = activations.get(name)
    function = activation if of == "value" else activation.derivative
    increasing = of == "value" and activation.increasing
    tally = Tally()

    with engine(how):
        for x in inputs(activation, how):
            tally.add(x, function(x), reference(name, of, x), increasing=increasing)

    assert tally.worst <= PROMISED, tally
    assert tally.nan == tally.infinite == tally.signs == tally.back == 0, tally
    assert tally.points > 0.98 * PATTERNS / STRIDES[how]  # all but the NaN were measured


@each
@each_engine
def test_zeros_keep_their_sign_where_the_curve_passes_through_them(name, how):
    zeros = np.array([-0.0, 0.0], np.float32)
    with engine(how):
        got = activations.get(name)(zeros)
    if name in KEPT:
        assert (got == 0.0).all()
        assert np.signbit(got).tolist() == [True, False]
    else:
        assert not np.signbit(got)[got == 0.0].any()


def tally_of(x, got, exact, **how):
    tally = Tally()
    tally.add(np.array(x, np.float32), np.array(got, np.float32), np.array(exact, np.float64), **how)
    return tally


def test_a_tally_measures_in_ulps_and_says_where():
    tally = tally_of([1, 2, 3], [1.0, 2.0, 4.0], [1.0, 2.0 + 2.0**-23, 4.0 + 2.0**-21 * 0.75])
    assert (tally.worst, tally.above_half, tally.above_051, tally.points) == (0.75, 1, 1, 3)
    assert tally.at == {"x": 3.0, "got": 4.0, "exact": 4.0 + 2.0**-21 * 0.75}
    assert tally.total == 0.5 + 0.75


def test_a_tally_counts_what_has_no_error_in_ulps():
    inf, nan = np.inf, np.nan
    assert tally_of([1, 2], [nan, 2.0], [1.0, 2.0]).nan == 1
    assert tally_of([1, 2], [1.0, nan], [nan, nan]).nan == 1
    assert tally_of([1, 2], [inf, 1.0], [1.0, 1.0]).infinite == 1
    assert tally_of([1, 2], [3e38, 1.0], [1e39, 1.0]).infinite == 1
    assert tally_of([1, 2], [inf, 1.0], [1e39, 1.0]).worst == 0.0
    assert tally_of([1], [-0.0], [1e-60]).signs == 1
    assert tally_of([1], [1e-45], [0.0]).worst > 0.9
    assert tally_of([1], [0.0], [2.0**-150]).worst_subnormal == 0.5
    assert tally_of([1, 2, 3], [1.0, 3.0, 2.0], [1.0, 3.0, 2.0], increasing=True).back == 1
    assert tally_of([-1, -2, -3], [3.0, 2.0, 1.0], [3.0, 2.0, 1.0], increasing=True).back == 0
