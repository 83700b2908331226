"""``value_and_gradient``: what value and gradient say one after the other, in one pass, by both readers."""

import mpmath
import numpy as np
import pytest

from barreleye import losses
from barreleye.errors import DataError, OptionError, ShapeError
from barreleye.kernels import engine
from barreleye.losses import cross_entropy

EPS = np.finfo(np.float64).eps
INF = np.inf


@pytest.fixture(autouse=True, params=["numpy", "compiled"])
def reader(request):
    with engine(request.param):
        yield request.param


def problem(name, rows=37, outputs=5, seed=0):
    rng = np.random.default_rng(seed)
    said = 4.0 * rng.standard_normal((rows, outputs))
    return said, rng.uniform(0.0, 1.0, (rows, outputs)) if name != "labels" else rng.integers(
        0, outputs, rows
    )


@pytest.mark.parametrize("name", losses.names())
def test_it_is_the_value_and_the_gradient_of_the_mean(name):
    loss = losses.get(name)
    said, truth = problem(name)
    weights = np.random.default_rng(1).uniform(0.0, 3.0, len(said))
    # p - y cancels: what counts is the size of its terms. Exponentials are right to 2 ulp in either
    # reading, a sum over a row adds half an ulp for each entry.
    terms = 2.0 * (1.0 + np.abs(said).max())
    if name == "half_poisson_deviance":
        terms += np.exp(said.max())
    allowed = EPS * (said.shape[1] / 2 + 8) * terms
    for given, shares in (
        (None, np.full(len(said), 1.0 / len(said))),
        (weights, weights / weights.sum()),
    ):
        value, gradient = loss.value_and_gradient(said, truth, given)
        assert abs(value - loss(said, truth, given)) <= allowed * terms
        want = loss.gradient_per_row(said, truth) * shares[:, None]
        assert (np.abs(gradient - want) <= allowed * shares[:, None]).all()


@pytest.mark.parametrize("outputs", [1, 2, 10, 16, 17, 300])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_labels_of_classes_in_one_pass(outputs, dtype):
    rng = np.random.default_rng(outputs)
    said = (4.0 * rng.standard_normal((41, outputs))).astype(dtype)
    labels = rng.integers(0, outputs, 41)
    weights = rng.uniform(0.5, 2.0, 41)
    value, gradient = cross_entropy.value_and_gradient(said, labels, weights)
    # sums in another order, and z - max rounded once, which exp makes a relative error of
    allowed = EPS * (outputs + np.ptp(said) + 16)
    eps = np.finfo(dtype).eps if dtype == np.float32 else allowed
    assert abs(value - cross_entropy(said, labels, weights)) <= eps * value
    assert gradient.dtype == dtype
    want = cross_entropy.gradient_per_row(said, labels) * (weights / weights.sum())[:, None]
    assert (np.abs(gradient - want) <= eps * np.abs(want)).all()


def test_a_confident_answer_costs_something_and_still_pulls():
    # the others are e^-200: 1 - p and the loss are both e^-200, where p itself is 1
    for said in (np.array([[0.0, -200.0]]), np.array([[300.0, 100.0]])):
        value, gradient = cross_entropy.value_and_gradient(said, [0])
        exact = float(mpmath.exp(-200))
        assert value == pytest.approx(exact, rel=4 * EPS, abs=0.0)
        assert gradient[0] == pytest.approx([-exact, exact], rel=4 * EPS, abs=0.0)


def test_a_hopeless_answer_costs_its_distance():
    value, gradient = cross_entropy.value_and_gradient([[0.0, -1e4]], [1])
    assert value == 1e4
    assert gradient.tolist() == [[1.0, -1.0]]
    value, gradient = cross_entropy.value_and_gradient([[-INF, 0.0]], [0])
    assert value == INF
    assert gradient.tolist() == [[-1.0, 1.0]]


def test_a_tie_at_the_top_is_shared():
    value, gradient = cross_entropy.value_and_gradient([[7.0, 7.0, -1e4]], [1])
    assert value == pytest.approx(np.log(2.0), rel=EPS, abs=0.0)
    assert gradient.tolist() == [[0.5, -0.5, 0.0]]


def test_a_row_without_a_meaning_is_nan_and_disturbs_no_other():
    said = np.zeros((6, 3))
    said[1, 0], said[2, 2], said[3] = INF, np.nan, -INF
    _, gradient = cross_entropy.value_and_gradient(said, [0] * 6)
    assert np.isnan(gradient).all(axis=1).tolist() == [False, True, True, True, False, False]
    assert np.isnan(gradient).any(axis=1).tolist() == [False, True, True, True, False, False]


@pytest.mark.parametrize("dtype", [">f4", ">f8", "f2", "i8", "u1"])
def test_other_numbers_are_taken_too(dtype):
    said = np.array([[1, 2, 0], [3, 0, 1]]).astype(dtype)
    value, gradient = cross_entropy.value_and_gradient(said, [2, 0])
    # float32 asks for fewer bits on the way
    rel = float(np.finfo(np.float32).eps) if dtype == ">f4" else 4 * EPS
    assert value == pytest.approx(cross_entropy(said, [2, 0]), rel=rel, abs=0.0)
    assert gradient.dtype == (np.float32 if dtype == ">f4" else np.float64)


def test_strided_rows_and_small_labels():
    said = np.asfortranarray(problem("labels")[0])[::-2, ::-1]
    labels = np.arange(len(said), dtype=np.uint8) % 5
    value, gradient = cross_entropy.value_and_gradient(said, labels)
    spread = np.repeat(labels.astype(np.int64), 3)[::3]
    assert cross_entropy.value_and_gradient(said, spread)[0] == value
    other, same = cross_entropy.value_and_gradient(np.ascontiguousarray(said), labels.astype(np.int64))
    assert value == other
    assert (gradient == same).all()


def test_nothing_has_no_gradient():
    value, gradient = cross_entropy.value_and_gradient(np.empty((0, 3)), np.empty(0, np.int64))
    assert np.isnan(value)
    assert gradient.shape == (0, 3)
    assert (
        cross_entropy.value_and_gradient(np.empty((0, 3), "f4"), np.empty(0, int))[1].dtype == np.float32
    )


def test_what_does_not_fit_is_refused_as_ever():
    said = np.zeros((2, 3))
    with pytest.raises(OptionError, match="row 1 has the label 3"):
        cross_entropy.value_and_gradient(said, [0, 3])
    with pytest.raises(OptionError, match="row 0 has the label -1"):
        cross_entropy.value_and_gradient(said, [-1, 0])
    with pytest.raises(ShapeError, match="2 rows of predictions for 3 labels"):
        cross_entropy.value_and_gradient(said, [0, 1, 2])
    with pytest.raises(DataError, match="not negative"):
        cross_entropy.value_and_gradient(said, [0, 1], [1.0, -1.0])


@pytest.mark.parametrize("label", [0, 1])
def test_a_row_of_weight_0_takes_no_part_whatever_it_says(label):
    said = np.array([[0.0, 1.0], [0.0, -INF], [np.nan, 0.0]])
    alone, gradient = cross_entropy.value_and_gradient(said[:1], [label])
    weights = [5.0, 0.0, 0.0]
    for truth in ([label, 1, 0], np.eye(2)[[label, 1, 0]]):
        value, pulls = cross_entropy.value_and_gradient(said, truth, weights)
        assert value == pytest.approx(alone, rel=4 * EPS, abs=0.0)
        assert pulls[0] == pytest.approx(gradient[0], rel=4 * EPS, abs=0.0)
        assert (pulls[1:] == 0.0).all()
        assert cross_entropy(said, truth, weights) == value


def test_sums_beyond_float64_are_infinite_in_silence():
    value, _ = cross_entropy.value_and_gradient([[0.0, -1e308]] * 3, [1, 1, 1])
    assert value == INF
