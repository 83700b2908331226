"""float32 in registers of its own: narrow forms, where they doubt, and what stands beside them."""

import re
from functools import partial
from itertools import product

import mpmath
import numpy as np
import pytest

from barreleye import activations
from barreleye.errors import NotCompilableError
from barreleye.kernels import Map, TwoMaps, sources
from barreleye.scalars import _compiler, assembly, available, is_x86, where
from barreleye.scalars._instructions import bits, looked_up
from barreleye.scalars.narrow import (
    WithFallback,
    _narrow_dialect,
    fused,
    in_parts,
    looks_up,
    narrow_form,
    narrowed,
)
from support.samples import every_65537th

pytestmark = pytest.mark.skipif(not available(), reason="narrow forms are read by the compiler alone")

EVERYWHERE = every_65537th()
LEAKS = [0.01, 0.3, 0.75, 1.0, 3.0, 1e-30, 1e30, 1e300, 1e-300, 2.0**-40, 2.0**40, 0.0, -0.01, -0.75]
NARROWED = [
    (name, of)
    for name in activations.names()
    for of, body in vars(activations.get(name)).items()
    if of in {"body", "slope"} and narrow_form(body)
]


DOUBTING = {
    ("softsign", "slope"),
    ("leaky_relu", "body"),
    ("arctan", "slope"),
    *((name, of) for name in ("gelu", "sigmoid") for of in ("body", "slope")),
    ("silu", "body"),
}
# where a form ends, and the body decides
ENDS = {"sigmoid": 64.0, "silu": 64.0, "tanh": 9.02, "gelu": 9.4}
LOOKING_UP = [
    (name, of)
    for name in ENDS
    for of in ("body", "slope")
    if (name, of) not in {("tanh", "slope"), ("silu", "slope")}
]
tables = pytest.mark.skipif(not looks_up(), reason="this processor has no tables in registers")


def test_there_are_narrow_forms():
    assert {("softsign", "body"), ("leaky_relu", "body"), ("arctan", "slope")} <= set(NARROWED)


@pytest.mark.parametrize("negative_slope", LEAKS)
def test_a_leak_of_any_size_rounds_once(negative_slope):
    activation = activations.get("leaky_relu").with_(negative_slope=negative_slope)
    z = EVERYWHERE
    with np.errstate(all="ignore"):
        exact = np.where(z > 0.0, z, negative_slope * z.astype(float))
        exact[(z <= 0.0) & (negative_slope == 0.0)] = 0.0
        # rounding to 53 bits first moves a tie of 24 bits by 2^-29 ulp at most
        want = exact.astype(np.float32)
    got = activation(z)
    differ = (got != want) & ~(np.isnan(got) & np.isnan(want))
    assert not differ.any(), (z[differ][:3], got[differ][:3], want[differ][:3])
    zero = want == 0.0
    assert (np.signbit(got) == np.signbit(want))[zero].all()


@pytest.mark.parametrize(("name", "of"), NARROWED)
def test_a_number_has_the_same_bits_whoever_stands_beside_it(name, of):
    """One doubtful number sends a whole vector through the body; its neighbours keep what they had."""
    activation = activations.get(name)
    function = activation if of == "body" else activation.derivative
    usual = np.linspace(-5.0, 5.0, 1007, dtype=np.float32)
    alone = function(usual)
    for strange in (1e-40, -1e-40, 3e38, -3e38, np.inf, -np.inf, np.nan, -1e-30, -0.0):
        mixed = np.insert(usual, np.arange(0, usual.size, 5), np.float32(strange))
        got = function(mixed)
        kept = np.delete(got, np.arange(0, usual.size, 5) + np.arange(len(usual[::5])))
        assert kept.tobytes() == alone.tobytes(), strange
        single = function(np.full(1, strange, np.float32))
        assert got[0].tobytes() == single[0].tobytes(), strange


@pytest.mark.parametrize("name", sorted({name for name, _ in NARROWED}))
def test_both_in_one_pass_have_the_bits_of_each_alone(name):
    activation = activations.get(name)
    value, slope = activation.value_and_derivative(EVERYWHERE)
    assert value.tobytes() == activation(EVERYWHERE).tobytes()
    assert slope.tobytes() == activation.derivative(EVERYWHERE).tobytes()


@pytest.mark.skipif(not is_x86(), reason="the patterns are those of x86-64")
@pytest.mark.parametrize(("name", "of"), NARROWED)
def test_a_narrow_form_converts_nothing_on_its_way(name, of):
    activation = activations.get(name)
    body = getattr(activation, of)
    text = assembly(sources([body], tuple(activation.parameters), selecting=False)["float"])
    assert ("cvtps2pd" in text) == ((name, of) in DOUBTING)  # there the body stands beside the form


@pytest.mark.skipif(not is_x86(), reason="the patterns are those of x86-64")
def test_a_body_without_its_form_converts():
    body = activations.get("softsign").body
    assert "cvtps2pd" in assembly(sources([partial(body)], (), selecting=False)["float"])


def test_where_a_form_doubts_the_body_decides():
    def form(z, scale):
        return WithFallback(0.0 * z * scale, z > 1.0)

    @narrowed(by=form)
    def body(z, scale):
        return where(z > scale, 7.0 + 0.0 * z, 9.0)

    z = np.linspace(0.0, 3.0, 50, dtype=np.float32)
    got = Map(body, {"scale": 2.0})(z)
    assert got.tolist() == np.where(z <= 1.0, 0.0, np.where(z > 2.0, 7.0, 9.0)).tolist()
    wide = Map(body, {"scale": 2.0})(z.astype(float))
    assert wide.tolist() == np.where(z > 2.0, 7.0, 9.0).tolist()  # float64 knows no narrow form


def test_forms_and_bodies_stand_side_by_side():
    """A body with a branch, one with a form that doubts, and both orders."""

    @narrowed(by=lambda z: WithFallback(2.0 * z, z > 3.0))
    def doubling(z):
        return 4.0 * z

    def wave(z):
        return np.sin(z)

    z = np.array([1.0, 2.0, 4.0, 3e7, -5.0] * 9, np.float32)
    want = np.where(z > 3.0, 4.0 * z, 2.0 * z)
    sine = Map(wave, {})(z)
    for pair, order in (
        (TwoMaps(Map(wave, {}), Map(doubling, {})), 1),
        (TwoMaps(Map(doubling, {}), Map(wave, {})), 0),
    ):
        results = pair(z)
        assert results[order].tolist() == want.tolist()
        assert results[1 - order].tobytes() == sine.tobytes()
    both = TwoMaps(Map(doubling, {}), Map(doubling, {}))(z)
    assert both[0].tolist() == both[1].tolist() == want.tolist()


@pytest.mark.parametrize("constant", [0.01, 0.3, 0.75, 1.0, 1.0 + 2.0**-24, 1.0 - 2.0**-26, 3.0, 1e20])
def test_a_constant_in_parts_loses_nothing_and_keeps_its_sign(constant):
    def part(k):
        @narrowed(by=lambda z, c: in_parts(c)[k] + 0.0 * z)
        def body(z, c):
            return z * c

        return float(Map(body, {"c": constant})(np.zeros(1, np.float32))[0])

    high, low = part(0), part(1)
    assert low >= 0.0
    # the low part has 24 bits of its own, and begins 23 bits below the high one at the latest
    assert abs(constant - high - low) <= constant * 2.0**-46


def test_without_fused_products_bodies_are_read_as_they_are(monkeypatch):
    body = activations.get("softsign").body
    assert "float> @llvm.fma" in sources([body], (), selecting=False)["float"].replace("16 x ", "")[:400]
    monkeypatch.setattr(_narrow_dialect, "fuses", lambda: False)
    assert "fma" not in sources([body], (), selecting=False)["float"]


@tables
@pytest.mark.parametrize(("name", "of"), LOOKING_UP)
def test_without_tables_in_registers_bodies_are_read_as_they_are(name, of, monkeypatch):
    body, constants = getattr(activations.get(name), of), tuple(activations.get(name).parameters)
    assert "vpermi2var" in sources([body], constants, selecting=False)["float"]
    monkeypatch.setattr(_compiler, "features", lambda: frozenset({"fma", "avx2"}))
    plain = sources([body], constants, selecting=False)["float"]
    assert "avx512" not in plain
    assert plain == sources([partial(body)], constants, selecting=False)["float"]  # which has no form


@tables
@pytest.mark.parametrize(("name", "of"), LOOKING_UP)
def test_a_form_and_the_body_meet_without_a_step(name, of):
    """Half an ulp and a hundredth on both sides of the end; an increasing function does not fall there."""
    activation = activations.get(name)
    function = activation if of == "body" else activation.derivative
    end = int(np.float32(ENDS[name]).view(np.int32))
    x = np.arange(end - 50_000, end + 50_000, dtype=np.int32).view(np.float32)
    for z in (x, -x):
        got, exact = function(z), function(z.astype(float))
        assert (np.abs(got - exact) <= 0.51 * np.spacing(np.abs(exact).astype(np.float32))).all()
    if of == "body" and activation.increasing:
        assert (np.diff(function(x)) >= 0.0).all()


@pytest.mark.parametrize(
    ("name", "alpha"),
    [
        *product(["elu", "celu"], [0.3, 0.5, 1.7, 17.3, 1e-3, 5e4, 2.0**-16, 2.0**16, 1e-5, 1e6]),
        *product(["elu"], [1e-30, 1e-40, 0.0]),
    ],
)
def test_an_alpha_of_any_size_keeps_the_digits(name, alpha):
    activation = activations.get(name).with_(alpha=alpha)
    scale = alpha if name == "celu" else 1.0
    reach = np.random.default_rng(0).uniform(-90.0 * scale, 0.0, 200_000).astype(np.float32)
    small = np.random.default_rng(1).uniform(-0.05 * scale, 0.0, 200_000).astype(np.float32)
    z = np.concatenate([EVERYWHERE, reach, small])
    for function in (activation, activation.derivative):
        got, exact = function(z), function(z.astype(float))
        known = np.isfinite(exact)
        size = np.spacing(np.abs(exact[known]).astype(np.float32)).astype(float)
        # spacing() of a number that rounds up to a power of two is that above it
        size = np.where(np.abs(exact[known]) < 2.0**23 * size, size / 2.0, size)
        smallest = np.maximum(size, np.spacing(np.float32(0.0)))
        assert (np.abs(got[known] - exact[known]) <= 0.51 * smallest).all()
        assert np.array_equal(got[~known], exact[~known].astype(np.float32), equal_nan=True)
        assert np.array_equal(np.signbit(got[known]), np.signbit(exact[known]))


@pytest.mark.parametrize(
    ("name", "of"), [("elu", "body"), ("selu", "body"), ("celu", "body"), ("gaussian", "slope")]
)
def test_the_smallest_numbers_keep_their_digits(name, of):
    """On both sides of 2^-60, where what a product rounds can no longer be written down, and down to 0."""
    activation = activations.get(name)
    function = activation if of == "body" else activation.derivative
    bits = np.unique(
        np.concatenate([np.arange(5000), np.arange(-5000, 5000) + (67 << 23), 2 ** np.arange(31)])
    )
    x = bits[bits < 0x7F800000].astype(np.int32).view(np.float32)
    for z in (x, -x):
        got, exact = function(z), function(z.astype(float))
        assert (np.abs(got - exact) <= 0.51 * np.spacing(np.abs(exact).astype(np.float32))).all()
        sign = -1.0 if name == "gaussian" else 1.0
        assert np.array_equal(np.signbit(got), np.signbit(sign * z))  # that of a zero, too


@tables
def test_a_sine_keeps_its_digits_beside_the_multiples_of_a_right_angle():
    turns = np.concatenate([np.arange(-326, 0), np.arange(1, 327)])
    near = (turns * (np.pi / 2)).astype(np.float32)
    z = np.unique(np.concatenate([(near.view(np.int32) + k).view(np.float32) for k in range(-40, 41)]))
    activation = activations.get("sine")
    for function, exact in ((activation, mpmath.sin), (activation.derivative, mpmath.cos)):
        got = function(z)
        with mpmath.workprec(120):
            truth = [exact(mpmath.mpf(float(one))) for one in z]
            lost = [float(mpmath.mpf(float(a)) - b) for a, b in zip(got, truth, strict=True)]
        size = np.array([abs(float(one)) for one in truth]).astype(np.float32)
        assert (np.abs(lost) <= 0.51 * np.spacing(size)).all()


@tables
def test_the_slope_of_gelu_keeps_its_digits_beside_its_zero():
    """float32 on both sides of -0.7517915, at growing distances, the closest of them first."""
    closest = int(np.float32(0.7517915246935645).view(np.int32))
    steps = np.unique(np.exp2(np.linspace(0.0, 19.0, 300)).astype(np.int32))
    z = (
        -np.sort(np.concatenate([closest - steps, [closest], closest + steps]))
        .astype(np.int32)
        .view(np.float32)
    )
    with mpmath.workprec(120):
        near = [mpmath.mpf(float(one)) for one in z]
        truth = [mpmath.ncdf(one) + one * mpmath.npdf(one) for one in near]
        got = activations.get("gelu").derivative(z)
        lost = [float(mpmath.mpf(float(a)) - b) for a, b in zip(got, truth, strict=True)]
    size = np.array([abs(float(one)) for one in truth]).astype(np.float32)
    assert (np.abs(lost) <= 0.51 * np.spacing(size)).all()


def test_only_rows_that_fit_the_registers_are_looked_up():
    def body(z):
        return looked_up((1.0, 2.0), bits(z))

    with pytest.raises(NotCompilableError, match="this row has 2, and the block 16 lanes of double"):
        sources([body], (), selecting=False)


@pytest.mark.parametrize("function", [np.exp, np.expm1, np.log, np.log1p, np.tanh, np.sin, np.cos])
def test_a_function_that_needs_float64_registers_is_refused_in_narrower_ones(function):
    with pytest.raises(NotCompilableError, match="in float64 registers alone"):
        sources([lambda z: 2.0 * function(z)], (), selecting=True)

    @narrowed(by=lambda z: fused(function(z), z, z))
    def body(z):
        return z

    with pytest.raises(NotCompilableError, match="in float64 registers alone"):
        sources([body], (), selecting=False)


def test_many_forms_in_one_function_keep_their_names_apart():
    source = sources([activations.get("softsign").slope] * 13, (), selecting=False)["float"]
    names = re.findall(r"^  (%\w+) =", source.partition("@step(")[2].partition("\n}")[0], re.MULTILINE)
    assert len(names) == len(set(names)) > 13 * 10
    assert assembly(source)


def test_a_doubt_may_be_known_beforehand():
    @narrowed(by=lambda z: WithFallback(2.0 * z, doubtful=False))
    def never(z):
        return 4.0 * z

    @narrowed(by=lambda z: WithFallback(2.0 * z, doubtful=True))
    def always(z):
        return 4.0 * z

    z = np.arange(5.0, dtype=np.float32)
    assert Map(never, {})(z).tolist() == (2.0 * z).tolist()
    assert Map(always, {})(z).tolist() == (4.0 * z).tolist()


@pytest.mark.parametrize(
    ("form", "message"),
    [
        (lambda z: z * fused(1.0, 2.0, 3.0), "known already"),
        (lambda z: in_parts(z)[0], "a parameter of the body"),
        (lambda z: in_parts(0.5)[0] * z, "a parameter of the body"),
    ],
)
def test_a_form_that_makes_no_sense_is_refused(form, message):
    @narrowed(by=form)
    def body(z):
        return z

    with pytest.raises(NotCompilableError, match=message):
        sources([body], (), selecting=False)
