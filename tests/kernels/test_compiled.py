"""The compiler as a reader of bodies: what it takes, what it leaves to NumPy, and what it shares."""

import math
import threading

import numpy as np
import pytest

from barreleye.errors import NotCompilableError
from barreleye.kernels import Map, TwoMaps, _compiled, compiled, engine
from barreleye.scalars import _compiler
from support.threads import threads_of

X = np.array([-2.5, -0.5, 0.0, 0.25, 3.0, 7.5])


def by_both(body, x=X, **parameters):
    """Return the results of NumPy's reading and of the compiler's."""
    results = []
    for reader in ("numpy", "compiled"):
        with engine(reader):
            results.append(Map(body, parameters)(x))
    return results


def in_place(z):
    y = 1.0 * z
    y += 2.0
    y *= z
    return y


TAKEN = {
    "operators": lambda z: (2.0 - z) * z / (1.0 + abs(z)) + (-z),
    "powers": lambda z: z**2 + z**3 - z**4.0,
    "chained comparisons": lambda z: np.where((z > -1.0) & (z < 1.0), z, 0.0),
    "logic": lambda z: np.where(np.logical_or(z < -1.0, ~(z < 5.0)), z, 1.0),
    "in place": in_place,
    "a number for all": lambda z: 1.0,  # noqa: ARG005  a slope may be constant
    "whole numbers": lambda z: 3 * z + 2**70,
    "a number of NumPy on the right": lambda z: z * np.sqrt(2.0) + np.float32(0.5),
    "a number of NumPy on the left": lambda z: np.sqrt(2.0) * z - np.float32(0.5) / (1.0 + z * z),
    "nan and infinity": lambda z: np.where(z > 5.0, np.nan, np.where(z > 1.0, np.inf, z)),
    "other words of NumPy": lambda z: np.sqrt(np.fabs(z)) + np.square(z) - np.reciprocal(1.0 + z * z),
}
LEFT = {
    "a decision": (lambda z: z if z > 0 else -z, "if"),
    "Python's max": (lambda z: max(z, 0.0), "max"),
    "a loop": (sum, "not iterable"),
    "math.exp": (math.exp, "math"),
    "np.arcsinh": (np.arcsinh, "np.arcsinh"),
    "np.clip": (lambda z: np.clip(z, 0.0, 6.0), "np.clip"),
    "a root by a power": (lambda z: np.abs(z) ** 0.5, r"\*\* 0.5"),
    "a negative power": (lambda z: (1.0 + z * z) ** -1, r"\*\* -1"),
    "a method": (lambda z: z.clip(0.0, 6.0), "clip"),
    "a remainder": (lambda z: z % 2.0, "np.remainder"),
    "truth as a number": (lambda z: (z > 0.0) * z, "mask"),
    "a number as truth": (lambda z: np.where(z, 1.0, 0.0), "mask"),
    "a reduction": (lambda z: z - np.max(z), "np.max"),
    "a new array": (np.zeros_like, "np.zeros_like"),
}
ONE_NUMBER_ONLY = {
    "a decision",
    "Python's max",
    "a loop",
    "math.exp",
}  # NumPy does not take these either


@pytest.mark.parametrize("form", TAKEN)
def test_what_is_compiled_means_the_same(form):
    assert not isinstance(Map(TAKEN[form], {}).kernel, str)
    for x in (X, X.astype(np.float32)):
        plain, fast = by_both(TAKEN[form], x)
        assert fast.dtype == plain.dtype
        # a handful of roundings on either side
        np.testing.assert_allclose(fast, plain, rtol=8 * np.finfo(x.dtype).eps)


@pytest.mark.parametrize("form", LEFT)
def test_what_cannot_be_compiled_is_refused_with_the_reason(form):
    body, reason = LEFT[form]
    with pytest.raises(NotCompilableError, match=reason):
        compiled([body], {})
    assert NotCompilableError.__name__ not in str(Map(body, {}).kernel)


@pytest.mark.parametrize("form", [form for form in LEFT if form not in ONE_NUMBER_ONLY])
def test_what_cannot_be_compiled_is_evaluated_by_numpy(form):
    plain, fallen_back = by_both(LEFT[form][0])
    assert fallen_back.tolist() == plain.tolist()
    assert plain.shape == X.shape


def test_an_error_of_the_body_itself_comes_out_the_same_from_both_engines():
    def body(z):
        return z / absent  # noqa: F821  a slip of whoever wrote the body

    for reader in ("numpy", "compiled"):
        with engine(reader), pytest.raises(NameError, match="absent"):
            Map(body, {})(X)


def test_parameters_change_the_values_and_not_the_code(monkeypatch):
    def body(z, slope, shift):
        return slope * z + shift

    addresses = []
    code_address = _compiled.code_address
    monkeypatch.setattr(
        _compiled,
        "code_address",
        lambda source, name: addresses.append(source) or code_address(source, name),
    )
    with engine("compiled"):
        for slope, shift in ((2.0, 1.0), (-3.0, 0.5), (2.0, 1.0), (1e-300, -0.0)):
            got = Map(body, {"slope": slope, "shift": shift})(X)
            assert got.tolist() == (slope * X + shift).tolist()
    assert len(addresses) == 8  # asked for each Map, float and double
    assert len(set(addresses)) == 2


def test_operators_in_place_make_new_values():
    def body(z):
        y, inside = 1.0 * z, z > -1.0
        y += 1.0
        y -= 0.5
        y *= 3.0
        y /= 2.0
        y **= 2
        inside &= z < 1.0
        inside |= z > 2.0
        return np.where(inside, y, z)

    z = np.linspace(-3.0, 3.0, 41)
    assert (compiled([body], {})(z) == body(z)).all()


def test_two_functions_in_one_pass_are_the_two_alone():
    first, second = Map(lambda z: np.exp(-z * z), {}), Map(lambda z: -2.0 * z * np.exp(-z * z), {})
    for x in (X, X.astype(np.float32), X.astype(np.float16), np.float64(0.5), [1, 2]):
        for reader in ("numpy", "compiled"):
            with engine(reader):
                value, slope = TwoMaps(first, second)(x)
                np.testing.assert_array_equal(value, first(x))
                np.testing.assert_array_equal(slope, second(x))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_several_threads_give_the_bits_of_one(dtype):
    x = np.random.default_rng(0).normal(size=(301, 501)).astype(dtype)
    function = Map(lambda z: z * np.tanh(z), {})
    with engine("compiled"), threads_of(3):
        alone = function.kernel(x)  # nobody was called yet
        views = (x, x.T, x[:, ::2], x[::-1], np.asfortranarray(x), x.astype(x.dtype.newbyteorder()))
        by_one = [function.kernel(view) for view in views]
        for view, want in zip(views, by_one, strict=True):
            np.testing.assert_array_equal(function(view), want)
        out = x.copy()
        assert function(out, out=out) is out
        assert out.tobytes() == alone.tobytes()
        memory = np.concatenate([x.ravel(), x.ravel()[:7]])
        function(memory[:-7], out=memory[7:])  # each piece would read what another one wrote
        assert memory[7:].tobytes() == alone.tobytes()


def test_two_callers_at_once_get_their_own_results():
    x = np.linspace(-5.0, 5.0, 200_001)
    function = Map(lambda z: np.exp(z) - z, {})
    want = {k: np.exp(k * x) - k * x for k in (-1.0, 1.0)}
    errors = []

    def call(k):
        with engine("compiled"):
            errors.extend(np.abs(function(k * x) / want[k] - 1.0).max() for _ in range(20))

    threads = [threading.Thread(target=call, args=(k,)) for k in want]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(errors) == 40
    assert max(errors) < 1e-14


def test_the_first_use_by_several_threads_at_once_compiles_once(monkeypatch):
    read, made, make = [], [], _compiler._code
    monkeypatch.setattr(
        _compiler, "_code", lambda source, symbol: made.append(source) or make(source, symbol)
    )

    def body(z):
        read.append(type(z).__name__)
        return 1.25 * z + np.expm1(z)

    function, start, got = Map(body, {}), threading.Barrier(4), []

    def call():
        start.wait()
        with engine("compiled"):
            got.append(function(X).tolist())

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 4
    assert all(one == got[0] for one in got)
    np.testing.assert_allclose(got[0], 1.25 * X + np.expm1(X), rtol=1e-15)
    assert set(read) == {"TracedVector"}  # never by NumPy
    assert len(made) == len(set(made)) == 2  # for float and for double
