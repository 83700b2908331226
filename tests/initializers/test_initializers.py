"""How weights begin: the published variances, seeds, and weights that somebody chose."""

import math

import numpy as np
import pytest

import barreleye as be
from barreleye import initializers
from barreleye.errors import DtypeError, OptionError, ShapeError, UnknownNameError

INPUTS, NEURONS = 300, 500
# The variance of one weight, from the papers.
VARIANCES = {
    "he": 2.0 / INPUTS,  # He et al., 2015, equation 10
    "glorot": 2.0 / (INPUTS + NEURONS),  # Glorot and Bengio, 2010, equation 12
    "lecun": 1.0 / INPUTS,  # LeCun et al., 1998, equation 16
}
RULES = [(rule, shape) for rule in VARIANCES for shape in ("normal", "uniform")]
rules = pytest.mark.parametrize(("rule", "shape"), RULES)
each = pytest.mark.parametrize("name", initializers.names())


def drawn(choice, inputs=INPUTS, neurons=NEURONS, seed=0):
    return initializers.get(choice).weights(inputs, neurons, np.random.default_rng(seed))


def test_every_rule_has_its_variance_here():
    assert set(initializers.names()) == {f"{r}_{s}" for r, s in RULES} | {"normal", "zeros"}


@rules
def test_weights_have_the_published_variance(rule, shape):
    W = drawn(f"{rule}_{shape}")
    want = VARIANCES[rule]
    count = W.size
    # the mean of n draws strays by σ/√n; their variance by σ²·√((k-1)/n), with kurtosis k = 3 for
    # normal draws and 1.8 for uniform ones; five such deviations happen once in two million
    kurtosis = 3.0 if shape == "normal" else 1.8
    assert abs(W.mean()) < 5 * math.sqrt(want / count)
    assert abs(W.var() - want) < 5 * want * math.sqrt((kurtosis - 1) / count)


@rules
def test_draws_have_the_shape_they_are_named_for(rule, shape):
    W = drawn(f"{rule}_{shape}")
    deviation = math.sqrt(VARIANCES[rule])
    if shape == "uniform":
        bound = math.sqrt(3.0) * deviation
        assert np.abs(W).max() <= bound
        assert np.abs(W).max() > 0.999 * bound  # all 150,000 below has the chance e^-150
    else:
        # 4.55 % of normal draws lie beyond two deviations, none of uniform ones
        beyond = (np.abs(W) > 2 * deviation).mean()
        assert abs(beyond - 0.0455) < 5 * math.sqrt(0.0455 * 0.9545 / W.size)


@pytest.mark.parametrize("scale", [0.01, 1.0, 2.5])
def test_a_plain_scale_is_the_standard_deviation_whatever_the_size(scale):
    for initializer in (initializers.normal(scale), initializers.uniform(scale)):
        for shape in ((300, 500), (3, 50_000)):
            W = drawn(initializer, *shape)
            assert abs(W.std() - scale) < 5 * scale * math.sqrt(2.0 / W.size)
    assert drawn("normal").std() == pytest.approx(0.01, rel=0.02)


@each
def test_weights_are_float64_of_the_layers_shape_and_biases_are_zero(name):
    W = drawn(name, 3, 5)
    b = initializers.get(name).biases(5)
    assert W.shape == (3, 5)
    assert W.dtype == b.dtype == np.float64
    assert b.tolist() == [0.0] * 5


@each
def test_a_seed_decides_all_and_nothing_global_is_touched(name):
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    assert (drawn(name, seed=3) == drawn(name, seed=3)).all()
    assert name == "zeros" or (drawn(name, seed=3) != drawn(name, seed=4)).any()
    assert (np.random.get_state()[1] == state).all()  # noqa: NPY002


@each
def test_an_older_random_state_is_taken_too(name):
    initializer = initializers.get(name)
    first = initializer.weights(4, 3, np.random.RandomState(0))
    again = initializer.weights(4, 3, np.random.RandomState(0))
    assert (first == again).all()


def test_normal_draws_are_scaled_draws_of_the_generator():
    want = 0.01 * np.random.default_rng(0).standard_normal((4, 3))
    assert (drawn("normal", 4, 3) == want).all()


@each
def test_a_name_comes_back(name):
    initializer = initializers.get(name)
    assert initializer.name == ("normal(0.01)" if name == "normal" else name)
    assert initializers.get(initializer) is initializer
    assert initializer == initializers.get(name)
    assert hash(initializer) == hash(initializers.get(name))


@pytest.mark.parametrize(
    ("short", "full"),
    [("he", "he_normal"), ("glorot", "glorot_uniform"), ("xavier", "glorot_uniform"),
     ("lecun", "lecun_normal")],
)  # fmt: skip
def test_short_names_stand_for_the_usual_shape(short, full):
    assert initializers.get(short).name == full


def test_an_unknown_name_is_refused_with_near_ones():
    with pytest.raises(UnknownNameError, match=r"'he_norml'; did you mean .*'he_normal'"):
        initializers.get("he_norml")
    with pytest.raises(UnknownNameError, match=r"there are 'he_normal', .* and 'zeros'"):
        initializers.get("qqq")
    with pytest.raises(UnknownNameError):
        initializers.get("he_zeros")


@pytest.mark.parametrize("scale", [0.0, -1.0, math.nan, math.inf])
def test_a_scale_that_is_no_positive_number_is_refused(scale):
    for make in (initializers.normal, initializers.uniform):
        with pytest.raises(OptionError, match=f"positive number, got {scale!r}"):
            make(scale)


def test_given_weights_are_copied_and_come_back():
    W, b = np.arange(6.0).reshape(2, 3), np.ones(3)
    for initializer in (initializers.given(W, b), initializers.get((W, b))):
        W[0, 0], b[0] = 9.0, 9.0
        assert initializer.weights(2, 3, None).tolist() == [[0, 1, 2], [3, 4, 5]]
        assert initializer.biases(3).tolist() == [1, 1, 1]
        W[0, 0], b[0] = 0.0, 1.0
    assert initializers.get(W).biases(3).tolist() == [0, 0, 0]
    assert initializers.get([[1, 2]]).weights(1, 2, None).tolist() == [[1.0, 2.0]]


def test_given_weights_of_another_shape_are_refused_with_the_cure():
    initializer = initializers.given(np.zeros((2, 3)), np.zeros(4))
    with pytest.raises(ShapeError, match=r"\(2, 3\).*\(3, 2\); it would fit transposed"):
        initializer.weights(3, 2, None)
    with pytest.raises(ShapeError, match=r"\(2, 3\).*\(4, 3\)$"):
        initializer.weights(4, 3, None)
    with pytest.raises(ShapeError, match=r"biases have shape \(4,\), the layer needs \(3,\)"):
        initializer.biases(3)
    with pytest.raises(ShapeError, match=r"weights need 2 axes, got shape \(3,\)"):
        initializers.given(np.zeros(3))
    with pytest.raises(ShapeError, match=r"biases need 1 axes, got shape \(1, 3\)"):
        initializers.given(np.zeros((2, 3)), np.zeros((1, 3)))
    with pytest.raises(OptionError, match="got 3 entries"):
        initializers.get((np.zeros((2, 3)), np.zeros(3), 0))


def test_whoever_has_weights_and_biases_is_an_initializer():
    class Ones:
        name = "ones"

        def weights(self, n_inputs, n_neurons, rng):  # noqa: ARG002
            return np.ones((n_inputs, n_neurons))

        def biases(self, n_neurons):
            return np.ones(n_neurons)

    ones = Ones()
    assert initializers.get(ones) is ones


@pytest.mark.parametrize("name", [None, 5, b"x", ["x"]], ids=repr)
def test_an_initializer_of_ones_own_has_a_name_that_files_can_keep(name):
    class Own:
        def weights(self, n_inputs, n_neurons, rng):  # noqa: ARG002  what a rule is asked
            return np.ones((n_inputs, n_neurons))

        def biases(self, n_neurons):
            return np.zeros(n_neurons)

    Own.name = name
    with pytest.raises(OptionError, match="the name of an initializer is a string, because it is saved"):
        be.Dense(2, init=Own())


@pytest.mark.parametrize(
    ("weights", "error"),
    [(None, DtypeError), ("x", DtypeError), (np.ones((2, 3)) * 1j, DtypeError), (np.ones((1, 1)), ShapeError),
     (np.ones((3, 2)), ShapeError)],
)  # fmt: skip
def test_what_an_initializer_of_ones_own_gives_is_looked_at(weights, error):
    class Own:
        name = "own"

        def weights(self, n_inputs, n_neurons, rng):  # noqa: ARG002  what a rule is asked
            return weights

        def biases(self, n_neurons):
            return np.zeros(n_neurons)

    with pytest.raises(error, match="weights"):
        be.Network(2, [be.Dense(3, init=Own())])
