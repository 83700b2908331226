"""Functions of one's own: accepted when right, refused with the worst point when wrong."""

import math
import re
import warnings

import numpy as np
import pytest

import barreleye as be
from barreleye import activations
from barreleye.activations import _readers, from_functions
from barreleye.errors import OptionError
from barreleye.kernels import Map
from support.catalogue import forgetful


@pytest.fixture(autouse=True)
def catalogue(monkeypatch):
    """A catalogue that forgets what a test declares."""
    forgetful(monkeypatch)


def bump(name="bump", value=lambda z: np.exp(-z * z), slope=lambda z: -2.0 * z * np.exp(-z * z)):
    return from_functions(name, value, slope)


def by_hand(z):
    """An ELU in plain Python."""
    return math.expm1(z) if z < 0.0 else z


def by_hand_slope(z):
    return math.exp(z) if z < 0.0 else 1.0


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_a_right_pair_is_an_activation_like_any_other(engine):
    own = bump()
    x = np.linspace(-3.0, 3.0, 1001)
    with be.engine(engine):
        # the body rounds z·z, which is worth up to 9 ulp of exp; then exp itself
        np.testing.assert_allclose(own(x), activations.gaussian(x), rtol=16 * 2.0**-53)
        np.testing.assert_allclose(
            own.derivative(x), activations.gaussian.derivative(x), rtol=16 * 2.0**-53
        )
        assert own(np.float32(1.0)).dtype == np.float32
        assert np.isnan(own(np.nan))
        assert np.isnan(own.derivative(np.nan))
    assert activations.get("bump") is own
    assert own.range == (0.0, 1.0)
    assert own.limits == (0.0, 0.0)


def test_a_network_trains_with_it_and_comes_back_from_a_file(tmp_path):
    bump()
    X = np.linspace(-2.0, 2.0, 64)[:, None]
    net = be.mlp(1, [8], 1, activation="bump", seed=0)
    before = net.loss(X, np.sin(X))
    net.fit(X, np.sin(X), epochs=60, optimizer=be.Adam(1e-2), progress=False)
    assert net.loss(X, np.sin(X)) < before / 4
    net.save(tmp_path / "net.npz")
    assert be.load(tmp_path / "net.npz")(X).tolist() == net(X).tolist()


def test_plain_python_works_too_and_a_warning_says_that_it_is_not_compiled():
    with (
        be.engine("compiled"),
        pytest.warns(UserWarning, match="runs slower, on NumPy: it decides by `if`"),
    ):
        own = from_functions("by_hand", by_hand, by_hand_slope, kinks=(0.0,))
    x = np.linspace(-5.0, 5.0, 101)
    np.testing.assert_allclose(own(x), activations.elu(x), rtol=4 * 2.0**-53)
    np.testing.assert_allclose(own.derivative(x), activations.elu.derivative(x), rtol=4 * 2.0**-53)
    assert own(x.reshape(1, 101)).shape == (1, 101)
    assert own.summary == "An ELU in plain Python."


def test_what_is_compiled_is_not_warned_about():
    with be.engine("compiled"), warnings.catch_warnings():
        warnings.simplefilter("error")
        own = bump()
        assert isinstance(own.value.kernel, np.ufunc)
        assert isinstance(own._slope.kernel, np.ufunc)


def test_an_operation_that_is_not_compiled_is_named():
    with be.engine("compiled"), pytest.warns(UserWarning, match=r"value is not compiled.*np\.arcsinh"):
        from_functions("area", np.arcsinh, lambda z: 1.0 / np.sqrt(1.0 + z * z))


@pytest.mark.parametrize(
    ("value", "slope"),
    [
        (lambda z: np.exp(-z * z), lambda z: -z * np.exp(-z * z)),  # a factor forgotten
        (np.tanh, lambda z: 1.0 - np.tanh(z)),  # a square forgotten
        (np.tanh, lambda z: (1.0 - np.tanh(z) ** 2) * (1.0 + 1e-6)),  # a constant slightly wrong
        (lambda z: z * z, lambda z: 2.0 * np.abs(z)),  # wrong on one side
        (lambda z: z, lambda z: 0.0 * z),
        (lambda z: np.where(z > 15.0, 2.0 * z - 15.0, z), lambda _: 1.0),  # wrong far out
    ],
)
def test_a_wrong_derivative_is_refused_with_the_worst_point(value, slope):
    with pytest.raises(OptionError, match=r"wrong: derivative\(") as refusal:
        from_functions("wrong", value, slope)
    said = r"derivative\((\S+)\) is (\S+), but the values there rise by ([-+\d.e]*\d)"
    numbers = re.search(said, str(refusal.value))
    point, told, seen = map(float, numbers.groups())
    assert told == pytest.approx(float(np.ravel(slope(np.array([point])))[0]), rel=1e-4)
    assert abs(told - seen) > 1e-7 * abs(told)
    assert "wrong" not in activations.names()


def test_an_undeclared_corner_is_refused_and_explained():
    corner = (lambda z: np.where(z > 0.0, z, 0.1 * z), lambda z: np.where(z > 0.0, 1.0, 0.1))
    with pytest.raises(OptionError, match=r"corner or a jump near there, say kinks=\(...\)"):
        from_functions("bent", *corner)
    assert from_functions("bent", *corner, kinks=(0.0,)).kinks == (0.0,)


def test_the_slope_at_a_kink_lies_between_its_sides():
    def at_zero(slope):
        return lambda z: np.where(z > 0.0, 1.0, np.where(z < 0.0, -1.0, slope))

    for slope in (-1.0, 0.0, 1.0):
        from_functions("size", np.abs, at_zero(slope), kinks=(0.0,))
    with pytest.raises(OptionError, match="at the kink, outside of the slopes beside it"):
        from_functions("size", np.abs, at_zero(5.0), kinks=(0.0,))


def test_a_function_that_raises_or_returns_no_number_is_refused():
    with pytest.raises(OptionError, match=r"value\(.*\) raised OverflowError"):
        from_functions("steep", math.exp, math.exp)
    with pytest.raises(OptionError, match=r"value\(.*\) returned None"):
        from_functions("wordy", lambda z: "a" if z > 0 else None, lambda _: 0.0)
    with pytest.raises(OptionError, match="not a number"):
        from_functions("hollow", lambda z: z, lambda z: np.where(z > 3.0, np.nan, 1.0))


def test_a_name_of_the_catalogue_is_kept_and_one_of_ones_own_may_be_given_again():
    first, second = bump(), bump()
    assert activations.get("bump") is second is not first
    for taken in ("relu", "swish"):
        with pytest.raises(OptionError, match="exists already"):
            bump(taken)
    with pytest.raises(OptionError, match="is a Python name"):
        bump("two words")


def test_without_the_check_it_is_taken_as_given():
    own = from_functions("given", np.tanh, lambda _: 1.0, check=False)
    assert own.derivative(3.0) == 1.0
    assert "which was not checked" in own.key_points[0]


def test_a_function_without_a_limit_says_so():
    own = from_functions("fast", lambda z: np.sin(3.0 * z), lambda z: 3.0 * np.cos(3.0 * z))
    assert all(math.isnan(limit) for limit in own.limits)
    assert own.range == pytest.approx((-1.0, 1.0), abs=1e-3)


def slope_of_tanh(z):
    return 1.0 - np.tanh(z) ** 2


def counted():
    calls = []
    return lambda z: np.tanh(z) + 1e-3 * len(calls) * (calls.append(0) is None)


class Nosy:
    """Functions that are tanh for one reader, and something else for another."""

    array = staticmethod(lambda z: np.tanh(z) if isinstance(z, np.ndarray) else 5.0 * z)
    number = staticmethod(lambda z: 5.0 * z if isinstance(z, float) else np.tanh(z))
    stand_in = staticmethod(lambda z: 5.0 * z if hasattr(z, "block") else np.tanh(z))
    wide = staticmethod(lambda z: 5.0 * z if getattr(z, "dtype", None) == np.longdouble else np.tanh(z))
    size = staticmethod(lambda z: np.tanh(z) if np.size(z) > 1 else 5.0 * z)
    neighbours = staticmethod(lambda z: np.tanh(z - np.mean(z)))
    order = staticmethod(np.cumsum)
    slightly = staticmethod(lambda z: np.tanh(z) * (1.0 + 1e-8 * isinstance(z, np.ndarray)))
    chance = staticmethod(lambda z: np.tanh(z) + 1e-3 * np.random.default_rng().random())
    memory = staticmethod(counted())


@pytest.mark.parametrize("kind", [name for name in vars(Nosy) if not name.startswith("_")])
@pytest.mark.parametrize("role", ["value", "derivative"])
def test_a_function_that_is_not_the_same_for_every_reader_is_refused(kind, role):
    functions = {"value": np.tanh, "derivative": slope_of_tanh} | {role: getattr(Nosy, kind)}
    with pytest.raises(
        OptionError, match=rf"nosy: {role}\(.* A function may not depend on the type or the size"
    ):
        from_functions("nosy", **functions)
    assert "nosy" not in activations.names()


@pytest.mark.parametrize(
    ("value", "slope"),
    [
        (lambda z: z + np.sin(z) ** 2, lambda z: 1.0 + 2.0 * np.sin(z) * np.cos(z)),
        (lambda z: z - np.tanh(z), lambda z: np.tanh(z) ** 2),
        # not a number beyond 709, where the exponential overflows in float64 and not yet in float32's code
        (lambda z: np.exp(z) / (1.0 + np.exp(z)), lambda z: np.exp(z) / (1.0 + np.exp(z)) ** 2),
        (
            lambda z: np.exp(np.minimum(z, 30.0)),
            lambda z: np.where(z < 30.0, np.exp(np.minimum(z, 30.0)), 0.0),
        ),
        (np.vectorize(lambda z: max(z, 0.1 * z)), np.vectorize(lambda z: 1.0 if z > 0.0 else 0.1)),
        (math.tanh, lambda z: 1.0 - math.tanh(z) ** 2),
    ],
    ids=range(6),
)
@pytest.mark.filterwarnings("ignore:bent. value is not compiled")
def test_what_readers_differ_in_by_rounding_alone_is_taken(value, slope):
    from_functions("bent", value, slope, kinks=(0.0, 30.0))


def test_readers_may_differ_by_what_a_quotient_of_small_numbers_makes_of_rounding():
    def lost(z):  # z - sin z is z³/6: of 53 digits at z = 2^-6, 18 are left out by the difference
        return np.where(z == 0.0, 1.0 / 6.0, (z - np.sin(z)) / np.where(z == 0.0, 1.0, z * z * z))

    _readers.check_readers("lost", "value", lost, Map(lost, {}))
    for unlike in (1.0 + 1e-8, 1.0 - 1e-8):

        def nosy(z, unlike=unlike):
            return lost(z) * (unlike if isinstance(z, np.ndarray) else 1.0)

        with pytest.raises(OptionError, match="as a float of Python"):
            _readers.check_readers("nosy", "value", nosy, Map(nosy, {}))


def writing(z):
    z *= 2.0
    return z


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (lambda _: None, "value of an array returned None: it has to return real numbers"),
        (
            lambda z: z * 1j,
            r"value of an array returned array\(\[.*\]\): it has to return real numbers",
        ),
        (lambda _: "a", "value of an array returned 'a': it has to return real numbers"),
        (lambda _: "1.5", "returned '1.5'"),
        (lambda _: 10**5000, "an object of type int"),
        (lambda z: z[:2], r"value\(-0.75\) raised"),
        (lambda z: z[:, None], r"value\(-0.75\) raised"),
        (lambda z: [math.tanh(z)], r"value\(-0.75\) returned \[.*\]. It has to return a number"),
        (lambda z: complex(math.tanh(z)), r"value\(-0.75\) returned \(.*j\). It has to return a number"),
        (lambda z: {}[z.size], r"value\(-0.75\) raised AttributeError"),
        (lambda z: list[float]()[3] * z, r"value\(-0.75\) raised IndexError"),
        (writing, r"value writes into its argument: return new numbers, z \* 2 and not z \*= 2"),
        (lambda z: np.tanh(z, out=z), "value writes into its argument"),
        (lambda z: z * np.nan, "value is not a number anywhere"),
    ],
    ids=range(14),
)
def test_a_body_that_returns_no_real_numbers_is_refused_in_one_sentence(value, words):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(OptionError, match=words):
            from_functions("wrong", value, slope_of_tanh)
    assert "wrong" not in activations.names()


def nested(times):
    def value(z):
        for _ in range(times):
            z = np.tanh(z)
        return z

    def slope(z):
        rise = 1.0
        for _ in range(times):
            z = np.tanh(z)
            rise = rise * (1.0 - z * z)
        return rise

    return value, slope


@pytest.mark.parametrize(("times", "what"), [(400, "value"), (30, "value and derivative together")])
def test_a_body_that_would_compile_for_minutes_is_left_to_numpy(times, what):
    value, slope = nested(times)
    words = (
        f"long: {what} is not compiled and runs slower, on NumPy: it takes more than 2,000 instructions"
    )
    with be.engine("compiled"), pytest.warns(UserWarning, match=words):
        own = from_functions("long", value, slope)
    z = np.linspace(-2.0, 2.0, 33)
    if what == "value":
        assert own(z).tolist() == value(z).tolist()
    net = be.mlp(1, [3], 1, activation="long", seed=0)
    net.fit(z[:, None], z, epochs=2, progress=False)  # by the reference engine
    assert math.isfinite(net.loss(z[:, None], z))


@pytest.mark.parametrize(
    "options",
    [
        {"name": None}, {"name": 3}, {"value": None}, {"derivative": 1.0}, {"kinks": 3.0}, {"kinks": ("x",)},
        {"range": 1.0}, {"range": (0.0,)}, {"limits": ("a", "b")}, {"init": None},
    ],
    ids=str,
)  # fmt: skip
def test_words_that_make_no_sense_are_refused(options):
    with pytest.raises(OptionError):
        from_functions(**{"name": "odd", "value": np.tanh, "derivative": slope_of_tanh} | options)
    assert "odd" not in activations.names()
