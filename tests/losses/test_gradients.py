"""Gradients against central differences, and where a difference cannot see: at saturation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barreleye import losses
from barreleye.activations import sigmoid, softmax

EPS = np.finfo(np.float64).eps
H = EPS ** (1 / 3)
each = pytest.mark.parametrize("name", losses.names())


def problem(name, rows=12, outputs=4):
    rng = np.random.default_rng(0)
    said = 2.0 * rng.standard_normal((rows, outputs))
    if name == "cross_entropy":
        return said, rng.dirichlet(np.ones(outputs), rows)
    if name == "binary_cross_entropy":
        return said, rng.uniform(0.0, 1.0, (rows, outputs))
    if name == "half_poisson_deviance":
        return said / 4.0, rng.poisson(1.0, said.shape).astype(float)
    return said, said + rng.choice([-3.0, -0.7, 0.3, 2.0], (rows, outputs))  # off every kink


@each
def test_gradients_are_the_limit_of_central_differences(name):
    loss = losses.get(name)
    said, truth = problem(name)
    gradient = loss.gradient_per_row(said, truth)
    largest = np.abs(loss.per_row(said, truth)).max() + 1.0
    for j in range(said.shape[1]):
        moved = H * np.eye(said.shape[1])[j]
        slope = (loss.per_row(said + moved, truth) - loss.per_row(said - moved, truth)) / (2 * H)
        # truncation H²/6·|f'''| with |f'''| <= 1/4, or e^z of a count; each loss is right to 8 eps of its size,
        # also by way of said ± H, whose rounding moves it by eps·|said|·|f'| < 20 eps
        third = np.exp(said.max() + H) if name == "half_poisson_deviance" else 0.25
        allowed = H * H / 6 * third + (8 * EPS * largest + 20 * EPS) / H
        assert (np.abs(gradient[:, j] - slope) <= allowed).all()


@each
def test_the_gradient_of_the_mean_is_that_of_each_row_over_their_number(name):
    said, truth = problem(name)
    loss = losses.get(name)
    rows = loss.gradient_per_row(said, truth)
    assert rows.dtype == np.float64
    assert (loss.gradient(said, truth) == rows / 12).all()
    assert loss.gradient(said[:0], truth[:0]).shape == (0, 4)


@each
def test_each_row_of_a_gradient_is_its_own(name):
    said, truth = problem(name)
    loss = losses.get(name)
    together = loss.gradient_per_row(said, truth)
    for i in range(len(said)):
        alone = loss.gradient_per_row(said[i : i + 1], truth[i : i + 1])
        np.testing.assert_allclose(together[i : i + 1], alone, rtol=8 * EPS, atol=EPS)


@each
def test_neither_side_is_changed(name):
    said, truth = problem(name)
    kept = said.copy(), truth.copy()
    losses.get(name).gradient(said, truth)
    losses.get(name)(said, truth)
    assert (said == kept[0]).all()
    assert (truth == kept[1]).all()


def test_a_saturated_wrong_answer_is_pulled_with_full_force():
    assert losses.cross_entropy.gradient([[800.0, 0.0]], [1]).tolist() == [[1.0, -1.0]]
    assert losses.binary_cross_entropy.gradient([[800.0]], [[0.0]]).tolist() == [[1.0]]
    assert losses.binary_cross_entropy.gradient([[-800.0]], [[1.0]]).tolist() == [[-1.0]]
    assert losses.binary_cross_entropy.gradient([[np.inf, -np.inf]], [[0.0, 1.0]]).tolist() == [
        [0.5, -0.5]
    ]


def test_a_right_answer_is_pulled_by_what_it_lacks_however_little():
    # p - 1 computed as a difference is 0 past a logit of 37
    lacks = 1.3838965267367376e-87  # exp(-200)
    got = losses.cross_entropy.gradient([[200.0, 0.0]], [0])
    np.testing.assert_allclose(got, [[-lacks, lacks]], rtol=1e-13)
    got = losses.binary_cross_entropy.gradient([[200.0]], [[1.0]])
    np.testing.assert_allclose(got, [[-lacks]], rtol=1e-13)


def test_an_impossible_count_is_pulled_by_what_it_should_not_have_however_little():
    loss = losses.half_poisson_deviance
    got = loss.gradient([[-200.0, 0.0, 3.0, 800.0, -800.0]], [[0.0, 1.0, 1e6, 3.0, 7.0]])
    want = [[1.3838965267367376e-87, 0.0, np.exp(3.0) - 1e6, np.inf, -7.0]]
    np.testing.assert_allclose(got, want, rtol=4 * EPS)


@pytest.mark.parametrize("as_labels", [True, False], ids=["indices", "one-hot"])
def test_the_gradient_of_cross_entropy_is_confidence_minus_truth(as_labels):
    Z = np.random.default_rng(1).standard_normal((9, 4))
    classes = np.arange(9) % 4
    Y = np.eye(4)[classes]
    got = losses.cross_entropy.gradient_per_row(Z, classes if as_labels else Y)
    # p and the sum of the others are right to 8 eps of a number below 1
    np.testing.assert_allclose(got, softmax(Z) - Y, rtol=0.0, atol=8 * EPS)


def test_the_gradient_of_binary_cross_entropy_is_confidence_minus_truth():
    Z = np.random.default_rng(2).standard_normal((9, 4))
    Y = np.random.default_rng(3).uniform(0.0, 1.0, (9, 4))
    got = losses.binary_cross_entropy.gradient_per_row(Z, Y)
    np.testing.assert_allclose(got, (sigmoid(Z) - Y) / 4, rtol=0.0, atol=2 * EPS)


def test_class_weights_that_do_not_add_up_to_one_scale_the_pull():
    Z = np.random.default_rng(4).standard_normal((3, 4))
    Y = np.eye(4)[:3]
    doubled = losses.cross_entropy.gradient(Z, 2.0 * Y)
    np.testing.assert_allclose(doubled, 2.0 * losses.cross_entropy.gradient(Z, Y), rtol=4 * EPS)
    assert losses.cross_entropy(Z, 2.0 * Y) == pytest.approx(2.0 * losses.cross_entropy(Z, Y))


def test_the_pull_of_absolute_error_and_huber_is_bounded():
    d = np.array([[-1e300], [-0.5], [0.0], [0.25], [1e300]])
    zero = np.zeros_like(d)
    assert losses.absolute_error.gradient_per_row(d, zero).ravel().tolist() == [-1, -1, 0, 1, 1]
    huber = losses.huber.with_(delta=0.5)
    assert huber.gradient_per_row(d, zero).ravel().tolist() == [-0.5, -0.5, 0, 0.25, 0.5]


@each
def test_nan_in_is_nan_out_in_its_row(name):
    said, truth = problem(name)
    said[3, 1] = np.nan
    got = losses.get(name).gradient_per_row(said, truth)
    assert np.isnan(got[3, 1])
    assert np.isfinite(np.delete(got, 3, axis=0)).all()


@given(st.lists(st.floats(-700, 700), min_size=2, max_size=6), st.data())
def test_the_pulls_of_cross_entropy_on_a_row_add_up_to_nothing(logits, data):
    label = data.draw(st.integers(0, len(logits) - 1))
    pulls = losses.cross_entropy.gradient([logits], [label])[0]
    assert (np.delete(pulls, label) >= 0.0).all()
    assert pulls[label] <= 0.0
    # the pull at the truth is the sum of the others by definition; another order of n terms
    assert abs(pulls.sum()) <= len(logits) * EPS * -pulls[label]
