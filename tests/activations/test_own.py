"""Functions of one's own: accepted when right, refused with the worst point when wrong."""

import math
import re
import warnings

import numpy as np
import pytest

import barreleye as be
from barreleye import activations
from barreleye.activations import _spec, from_functions
from barreleye.errors import OptionError


@pytest.fixture(autouse=True)
def catalogue(monkeypatch):
    """A catalogue that forgets what a test declares."""
    for name in ("_CATALOGUE", "_ALIASES", "_OWN"):
        monkeypatch.setattr(_spec, name, type(getattr(_spec, name))(getattr(_spec, name)))


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
    with pytest.raises(OptionError, match=r"derivative\(.*\) raised OverflowError"):
        from_functions("steep", math.exp, math.exp)
    with pytest.raises(OptionError, match=r"value\(.*\) raised TypeError"):
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
    assert "taken as given" in own.key_points[0]


def test_a_function_without_a_limit_says_so():
    own = from_functions("fast", lambda z: np.sin(3.0 * z), lambda z: 3.0 * np.cos(3.0 * z))
    assert all(math.isnan(limit) for limit in own.limits)
    assert own.range == pytest.approx((-1.0, 1.0), abs=1e-3)
