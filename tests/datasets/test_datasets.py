"""Data drawn by formula, the same at every call."""

import numpy as np
import pytest

import barreleye as be

GENERATORS = {
    "spiral": be.datasets.spiral,
    "vertical": be.datasets.vertical,
    "moons": be.datasets.moons,
    "circles": be.datasets.circles,
    "xor": be.datasets.xor,
    "sine": lambda samples, seed=0: be.datasets.sine(samples, seed, noise=0.1),
}


@pytest.mark.parametrize("generator", [be.datasets.spiral, be.datasets.vertical])
def test_classes_come_as_rows_of_two_columns_class_after_class(generator):
    X, y = generator(samples=7, classes=4)
    assert (X.shape, X.dtype) == ((28, 2), np.float32)
    assert (y.shape, y.dtype) == ((28,), np.int64)
    assert y.tolist() == [label for label in range(4) for _ in range(7)]


def test_the_sine_comes_as_one_column_and_its_heights():
    X, y = be.datasets.sine(8)
    assert (X.shape, X.dtype, y.shape, y.dtype) == ((8, 1), np.float32, (8,), np.float32)
    assert X[:, 0].tolist() == [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875]
    # sin in float64, rounded once to float32
    np.testing.assert_allclose(y, np.sin(np.pi * np.arange(8) / 4), rtol=0, atol=2.0**-24)


@pytest.mark.parametrize("name", GENERATORS)
def test_a_seed_gives_the_same_data_again_and_another_seed_other_data(name):
    generate = GENERATORS[name]
    (X, y), (X_again, y_again), (X_other, y_other) = (generate(50, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(X, X_again)
    assert np.array_equal(y, y_again)
    assert not (np.array_equal(X, X_other) and np.array_equal(y, y_other))


@pytest.mark.parametrize("name", GENERATORS)
@pytest.mark.parametrize("make", [np.random.RandomState, np.random.default_rng])
def test_a_generator_goes_on_from_where_it_is(name, make):
    stream = make(3)
    first, second = (GENERATORS[name](20, seed=stream) for _ in range(2))
    whole = make(3)
    again = GENERATORS[name](20, seed=whole)
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
    GENERATORS[name](20, seed=whole)
    assert stream.standard_normal() == whole.standard_normal()


def test_seed_none_draws_anew():
    assert not np.array_equal(be.datasets.spiral(seed=None)[0], be.datasets.spiral(seed=None)[0])


def test_no_global_random_state_is_touched():
    before = np.random.get_state()[1].copy()  # noqa: NPY002  the state that must stay as it is
    position = np.random.get_state()[2]  # noqa: NPY002  as above
    for generate in GENERATORS.values():
        generate(10)
        generate(10, seed=None)
    assert np.array_equal(np.random.get_state()[1], before)  # noqa: NPY002  as above
    assert np.random.get_state()[2] == position  # noqa: NPY002  as above


def test_without_noise_an_arm_is_the_formula():
    X, _ = be.datasets.spiral(samples=5, classes=2, noise=0.0)
    r, t = np.linspace(0, 1, 5), np.linspace(4, 8, 5)
    expected = np.column_stack([r * np.sin(2.5 * t), r * np.cos(2.5 * t)])
    np.testing.assert_allclose(X[5:], expected, rtol=0, atol=2.0**-24)  # rounded once to float32


def test_noise_turns_the_points_and_keeps_their_distance_from_the_middle():
    X, _ = be.datasets.spiral(samples=50, classes=1, noise=3.0)
    radius = np.hypot(*X.astype(np.float64).T)
    np.testing.assert_allclose(radius, np.linspace(0, 1, 50), rtol=0, atol=2.0**-23)


def test_the_noise_is_a_standard_deviation():
    n = 20_000
    X, y = be.datasets.vertical(samples=n, classes=2, noise=0.3)
    _, height = be.datasets.sine(n, noise=0.3)
    residuals = [X[y == 0, 0], X[y == 0, 1] - 0.5, X[y == 1, 0] - 0.5]
    residuals.append(height - be.datasets.sine(n)[1])
    for residual in residuals:
        # five standard errors of a mean, and of a standard deviation
        assert abs(residual.mean()) < 5 * 0.3 / np.sqrt(n)
        assert abs(residual.std() - 0.3) < 5 * 0.3 / np.sqrt(2 * n)


def test_vertical_clouds_stand_side_by_side_as_in_the_books():
    X, _ = be.datasets.vertical(samples=1, classes=3, noise=0.0)
    np.testing.assert_allclose(X, [[0, 0.5], [1 / 3, 0.5], [2 / 3, 0.5]], rtol=0, atol=2.0**-25)


@pytest.mark.parametrize(
    ("generate", "words"),
    [
        (lambda: be.datasets.spiral(samples=1), "samples is a whole number of at least 2, got 1"),
        (lambda: be.datasets.spiral(classes=0), "classes is a whole number of at least 1, got 0"),
        (lambda: be.datasets.vertical(samples=0), "samples is a whole number of at least 1, got 0"),
        (lambda: be.datasets.sine(samples=2.5), "samples is a whole number of at least 1, got 2.5"),
    ],
    ids=range(4),
)
def test_too_few_points_are_refused(generate, words):
    with pytest.raises(be.errors.OptionError, match=words):
        generate()


def test_the_penguins_come_with_the_package():
    assert be.datasets.penguins_csv().is_file()


@pytest.mark.parametrize("noise", [None, "a", -0.1, float("nan"), float("inf"), 10**400, [0.1], 1j])
@pytest.mark.parametrize("draw", [be.datasets.spiral, be.datasets.vertical, be.datasets.sine])
def test_noise_that_is_no_deviation_is_refused(draw, noise):
    with pytest.raises(
        be.errors.OptionError, match="noise is a standard deviation, a number of at least 0, got"
    ):
        draw(noise=noise)


@pytest.mark.parametrize("draw", [be.datasets.spiral, be.datasets.vertical])
def test_more_rows_than_a_machine_holds_are_refused_at_once(draw):
    with pytest.raises(be.errors.OptionError, match="more than 1,000,000,000 rows"):
        draw(samples=100, classes=10**9)


def test_moons_and_circles_lie_on_their_circles():
    X, y = be.datasets.moons(50, noise=0.0)
    # float32 of points of size up to 2
    np.testing.assert_allclose(np.hypot(*(X[y == 0]).T), 1.0, atol=4 * 2.0**-24)
    assert X[y == 0][:, 1].min() > -1e-6
    np.testing.assert_allclose(np.hypot(*(X[y == 1] - [1.0, 0.5]).T), 1.0, atol=8 * 2.0**-24)
    assert X[y == 1][:, 1].max() < 0.5 + 1e-6
    X, y = be.datasets.circles(64, noise=0.0, factor=0.25)
    np.testing.assert_allclose(np.hypot(*X.T), np.where(y, 0.25, 1.0), atol=4 * 2.0**-24)
    with pytest.raises(be.errors.OptionError, match="factor is the radius"):
        be.datasets.circles(factor=1.0)


def test_the_class_of_xor_is_whether_one_coordinate_is_above_0():
    X, y = be.datasets.xor(51)
    np.testing.assert_array_equal(y, (X[:, 0] > 0) != (X[:, 1] > 0))
    for label in (0, 1):
        assert abs(int((X[y == label][:, 0] > 0).sum()) - 25.5) == 0.5
    assert np.abs(be.datasets.xor(50, noise=0.5)[0]).max() > 1.0
    for generate in (be.datasets.moons, be.datasets.circles, be.datasets.xor):
        X, y = generate(7)
        assert (X.shape, X.dtype, y.tolist()) == ((14, 2), np.float32, [0] * 7 + [1] * 7)
