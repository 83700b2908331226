"""Floats worth trying: all sizes, both signs, and the close neighbours of where things happen."""

import numpy as np

# Where float64 values and slopes were found to err most, in searches through some hundred million points
# (make sweep-float64): many have results just above a power of two.
FOUND_HARD = np.array([
    6.954618167954665e-308, 7.246127910056913e-308, 7.416912853302307e-308, 4.468526350292884e-103,
    4.490882587330343e-103, 3.724781927371426e-09, 1.0050118479084576e-08, 1.0220049124434532e-08,
    2.3216662181635814e-07, 2.3288280603939205e-07, 2.4654558383740987e-07, 3.050659436054647e-05,
    0.0009121694470824449, 0.06996248146063949, 0.1251092538811433, 0.1758461352987426,
    0.17739183912064005, 0.17780269629032228, 0.2202667661606585, 0.2277256,
    0.22775589490606404, 0.22873246959367136, 0.30556986513386597, 0.3198203270213531,
    0.33156656176467175, 0.36678631842428977, 0.3847217231898572, 0.414299823578345,
    0.42707235730717835, 0.4319726095396503, 0.45654326851797356, 0.45999584441298114,
    0.4611900490877841, 0.46190669813272683, 0.5026542980513162, 0.5027640796949964,
    0.5421, 0.5719247021399874, 0.5722457501969367, 0.5741635494675692,
    0.5763701550836454, 0.7629610127258514, 0.7675872141404375, 0.9928254415953504,
    0.9970305308991954, 1.0056610154167334, 1.0174545825526753, 1.2282077415535486,
    1.2308824524242608, 1.2333190251241943, 1.2339178156759547, 1.235230042772539,
    1.2355943546317414, 1.2375430588387997, 1.2379253536872652, 1.2384665514892332,
    1.240670490142152, 1.307464508583322, 1.3722243535169132, 1.5707963162301852,
    1.5707963366177558, 1.7142207668790714, 1.7148631666970253, 2.003728191534543,
    2.007653764606964, 2.418444243532832, 2.7705107599540018, 3.1181392906901895,
    3.4111460859676743, 3.44923919952611, 3.464798221211553, 4.127065134300874,
    4.128150115992991, 4.13074418710748, 4.130986540150433, 4.149691821396765,
    4.836864882977714, 4.84092189940176, 4.878810497943805, 5.542359514448577,
    5.8435025289663685, 6.235328227867353, 6.236381009793133, 6.236778990312793,
    6.246523349071067, 7.623675413404201, 7.719896254762201, 9.010746085050897,
    26.591247937470712, 26.595282527426292, 354.7176799197454, 708.3994468367256,
    708.4063726872376, 2047.1570855747207, 94913629.02118497, 95051974.7972326,
])  # fmt: skip

_INTEGERS = {np.dtype(np.float32): np.int32, np.dtype(np.float64): np.int64}


def ordinals(x):
    """Number the floats in increasing order, with both zeros at 0."""
    x = np.asarray(x)
    bits = x.view(_INTEGERS[x.dtype])
    return np.where(bits >= 0, bits, np.iinfo(bits.dtype).min - bits).astype(np.int64)


def from_ordinals(n, dtype):
    """Return the floats with these numbers; the inverse of :func:`ordinals`."""
    integer = np.iinfo(_INTEGERS[np.dtype(dtype)])
    n = np.asarray(n, dtype=np.int64)
    return np.where(n >= 0, n, integer.min - n).astype(integer.dtype).view(dtype)


def neighbours(centres, reach, dtype):
    """Return the floats within ``reach`` steps of each centre, finite ones only, sorted."""
    last = int(ordinals(np.finfo(dtype).max))
    middle = ordinals(np.asarray(centres, dtype=dtype))
    around = (middle[:, None] + np.arange(-reach, reach + 1)).ravel()
    return from_ordinals(np.unique(np.clip(around, -last, last)), dtype)


def landmarks(activation, dtype):
    """Return the kinks, 0, the smallest and the largest numbers of a type."""
    info = np.finfo(dtype)
    sizes = [0.0, float(info.smallest_subnormal), float(info.tiny), 1.0, float(info.max)]
    return sorted({*activation.kinks, *sizes, *(-size for size in sizes)})


def every_65537th():
    """Return 65,536 float32 numbers, one from each stretch of all bit patterns; sorted, finite."""
    patterns = np.arange(0, 2**32, 65537, dtype=np.uint64).astype(np.uint32).view(np.float32)
    return np.sort(patterns[np.isfinite(patterns)])


def transitions(function, sorted_sample):
    """Return the floats at which results change kind: 0, subnormal, normal, infinite, or sign."""
    dtype = sorted_sample.dtype
    tiny = np.finfo(dtype).tiny

    def kind(x):
        y = function(x)
        size = np.select([y == 0.0, np.abs(y) < tiny, np.isfinite(y), np.isinf(y)], [0, 1, 2, 3], 9)
        return size * np.where(y < 0, -1, 1)

    at = np.flatnonzero(np.diff(kind(sorted_sample)))
    low, high = ordinals(sorted_sample[at]), ordinals(sorted_sample[at + 1])
    before = kind(sorted_sample[at])
    while np.any(high - low > 1):
        middle = low + (high - low) // 2
        same = kind(from_ordinals(middle, dtype)) == before
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return from_ordinals(low, dtype)


def log_uniform(count, dtype, seed=0):
    """Return numbers of both signs: half over all exponents, half between 2^-12 and 2^12."""
    rng = np.random.default_rng(seed)
    info = np.finfo(dtype)
    exponents = np.concatenate(
        [
            rng.integers(info.minexp - info.nmant, info.maxexp, count // 2),
            rng.integers(-12, 12, count - count // 2),
        ]
    )
    signs = rng.choice([-1.0, 1.0], count)
    return np.ldexp(signs * rng.uniform(1.0, 2.0, count), exponents).astype(dtype)


def hard(dtype):
    """Return the points found by search, both signs."""
    return np.concatenate([FOUND_HARD, -FOUND_HARD]).astype(dtype)
