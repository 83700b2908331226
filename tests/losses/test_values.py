"""Losses against their textbook forms; infinite logits; weights of rows; shapes."""

import copy
import pickle

import mpmath
import numpy as np
import pytest

import barreleye as be
from barreleye import losses
from barreleye.errors import DataError, DtypeError, OptionError, ShapeError, UnknownNameError
from support.loss_forms import FORMS, exact

EPS = np.finfo(np.float64).eps
INF, NAN = np.inf, np.nan
RNG = np.random.default_rng(0)
each = pytest.mark.parametrize("name", losses.names())


def problem(name, rows=40, outputs=5, scale=1.0):
    rng = np.random.default_rng(1)
    said = scale * rng.standard_normal((rows, outputs))
    if name == "cross_entropy":
        return said, np.eye(outputs)[rng.integers(0, outputs, rows)]
    if name.endswith("binary_cross_entropy"):
        return said, rng.choice([0.0, 0.25, 1.0], (rows, outputs))
    if name == "half_poisson_deviance":
        said = np.minimum(said, 700.0)
        return said, np.exp(said) * rng.choice([0.0, 1e-3, 0.8, 1.0 - 2.0**-20, 1.0, 5.0], said.shape)
    return said, scale * rng.standard_normal((rows, outputs))


def test_every_loss_has_a_textbook_form_here():
    assert set(losses.names()) == set(FORMS)


@each
@pytest.mark.parametrize("scale", [1e-3, 1.0, 30.0, 1000.0])
@pytest.mark.parametrize("outputs", [1, 2, 5])
def test_each_row_costs_what_the_textbook_says(name, scale, outputs):
    said, truth = problem(name, 25, outputs, scale)
    got = losses.get(name).per_row(said, truth)
    assert got.shape == (25,)
    assert got.dtype == np.float64
    for cost, p, y in zip(got, said, truth, strict=True):
        want = exact(name, p, y)
        # every term is right to 6 eps, and softmax terms to half the spread of logits; terms are
        # all positive, so their sum keeps that. log1p and exp also feel half an eps of |z|
        spread = float(np.ptp(p)) if name == "cross_entropy" else float(np.abs(p).max())
        allowed = EPS * (outputs + 8 + spread / 2)
        of_d = 0.0
        if name == "half_poisson_deviance":  # it rounds z - log y, which slope and curvature hand on
            logs = np.log(np.where(y > 0.0, y, 1.0))
            off = EPS * (np.abs(p) + np.abs(logs) + 4.0)
            of_d = float((np.abs(np.exp(p) - y) * off + y * off * off).sum())
        assert abs(mpmath.mpf(float(cost)) - want) <= allowed * want + of_d + 5e-324  # may underflow


@each
def test_the_loss_is_the_mean_over_the_rows(name):
    said, truth = problem(name)
    rows = losses.get(name).per_row(said, truth)
    assert losses.get(name)(said, truth) == pytest.approx(sum(rows) / 40, rel=40 * EPS, abs=0.0)
    assert isinstance(losses.get(name)(said, truth), float)


@pytest.mark.parametrize("delta", [0.25, 1.0, 3.0])
def test_huber_turns_from_square_to_line_at_delta(delta):
    huber = losses.huber.with_(delta=delta)
    d = np.array([-3.5, -delta, -0.1, 0.0, 0.2, delta, 2 * delta])[:, None]
    got = huber.per_row(d, np.zeros_like(d))
    for cost, error in zip(got, d, strict=True):
        assert float(exact("huber", error, [0.0], delta=delta)) == pytest.approx(
            cost, rel=4 * EPS, abs=0.0
        )
    assert huber.per_row([[INF]], [[0.0]]) == INF
    # no square beyond delta: the square of 1e200 would be infinite
    assert huber.per_row([[1e200]], [[0.0]]) == pytest.approx(delta * 1e200)


def test_a_confidence_of_1e_minus_40_costs_92_nats():
    z = -np.log(1e-40)
    assert losses.cross_entropy([[0.0, z]], [0]) == pytest.approx(
        92.10340371976183, rel=4 * EPS, abs=0.0
    )
    assert losses.binary_cross_entropy([[-z]], [[1.0]]) == pytest.approx(
        92.10340371976183, rel=4 * EPS, abs=0.0
    )


def test_a_confident_right_answer_still_costs_something():
    assert losses.cross_entropy([[200.0, 0.0]], [0]) == pytest.approx(
        1.3838965267367376e-87, rel=1e-13, abs=0.0
    )
    assert losses.binary_cross_entropy([[200.0]], [[1.0]]) == pytest.approx(
        1.3838965267367376e-87, rel=1e-13
    )


@pytest.mark.parametrize(
    ("logit", "truth", "cost"),
    [(INF, 1, 0), (INF, 0, INF), (-INF, 0, 0), (-INF, 1, INF), (INF, 0.5, INF), (0, 1, np.log(2)),
     (-1e300, 1, 1e300), (1e300, 1, 0), (NAN, 1, NAN), (NAN, 0, NAN)],
)  # fmt: skip
def test_an_infinite_logit_costs_nothing_on_the_right_side_and_everything_on_the_wrong(
    logit, truth, cost
):
    got = losses.binary_cross_entropy([[logit]], [[truth]])
    np.testing.assert_array_equal(got, cost)


@pytest.mark.parametrize(
    ("logit", "truth", "cost"),
    [(0, 0, 1), (0, 1, 0), (-INF, 0, 0), (-INF, 1, INF), (INF, 0, INF), (INF, 1, INF), (800, 1, INF),
     (800, 0, INF), (-800, 0, 0), (-1e300, 2, 2e300), (0, 5e-324, 1), (NAN, 0, NAN), (NAN, 1, NAN)],
)  # fmt: skip
@pytest.mark.parametrize("reader", ["numpy", "compiled"])
def test_a_count_costs_half_its_deviance_also_at_the_ends_of_the_numbers(logit, truth, cost, reader):
    with be.engine(reader):
        got = losses.half_poisson_deviance.value_and_gradient([[float(logit)]], [[truth]])[0]
    np.testing.assert_array_equal(got, cost)
    np.testing.assert_array_equal(losses.half_poisson_deviance([[logit]], [[truth]]), cost)


@pytest.mark.parametrize(("outputs", "said"), [(1, "row 2:"), (2, "row 2, column 1:")])
def test_a_count_below_zero_is_refused_with_its_place(outputs, said):
    loss = losses.half_poisson_deviance
    truth = np.zeros((4, outputs))
    truth[2:, -1] = -0.5
    for call in (loss, loss.per_row, loss.gradient, loss.value_and_gradient):
        with pytest.raises(DataError, match=f"are 0 or more, and y has -0.5 in {said}"):
            call(np.zeros((4, outputs)), truth)
    assert loss(np.zeros((4, outputs)), -np.zeros((4, outputs))) == outputs  # -0.0 is 0


def test_a_class_that_is_ruled_out_costs_nothing_unless_it_is_the_truth():
    assert losses.cross_entropy([[-INF, 0.0]], [1]) == 0.0
    assert losses.cross_entropy([[-INF, 0.0]], [0]) == INF
    assert losses.cross_entropy([[-INF, 0.0]], [[0.0, 1.0]]) == 0.0
    assert losses.cross_entropy([[-INF, 0.0]], [[1.0, 0.0]]) == INF
    assert losses.cross_entropy([[-1e300, 0.0]], [0]) == 1e300


@pytest.mark.parametrize("truth", [[0], [[1.0, 0.0]]], ids=["index", "one-hot"])
def test_no_cost_is_zero_without_a_sign(truth):
    cost = losses.cross_entropy.per_row([[900.0, 0.0]], truth)
    assert cost.tolist() == [0.0]
    assert not np.signbit(cost).any()  # a report would print -0.00


def test_a_nan_poisons_only_its_own_row():
    Z = np.array([[NAN, 0.0], [1.0, 0.0]])
    assert np.isnan(losses.cross_entropy.per_row(Z, [1, 1])).tolist() == [True, False]
    assert np.isnan(losses.squared_error.per_row(Z, np.zeros((2, 2)))).tolist() == [True, False]


@each
def test_whole_weights_are_repeated_rows(name):
    said, truth = problem(name)
    times = np.random.default_rng(2).integers(0, 4, 40)
    repeated = losses.get(name)(np.repeat(said, times, axis=0), np.repeat(truth, times, axis=0))
    weighted = losses.get(name)(said, truth, sample_weight=times)
    assert weighted == pytest.approx(
        repeated, rel=120 * EPS, abs=0.0
    )  # sums of up to 120 positive terms


@each
@pytest.mark.parametrize("shape", [(40, 1), (1, 40), (39,), (1,), ()], ids=str)
def test_weights_of_another_shape_are_never_broadcast(name, shape):
    said, truth = problem(name)
    with pytest.raises(ShapeError) as refusal:
        losses.get(name)(said, truth, sample_weight=np.ones(shape))
    assert str(shape) in str(refusal.value)


@each
def test_a_column_and_a_row_of_answers_never_meet(name):
    said, truth = np.zeros((7, 1)), np.zeros(7)
    for method in (losses.get(name), losses.get(name).per_row, losses.get(name).gradient):
        with pytest.raises(ShapeError) as refusal:
            method(said, truth)
        assert "(7, 1)" in str(refusal.value)
        assert "(7,)" in str(refusal.value)
        assert "y[:, None]" in str(refusal.value)
        with pytest.raises(ShapeError, match=r"\(7,\)"):
            method(truth, truth)


@each
def test_other_shapes_are_refused_with_both_of_them(name):
    with pytest.raises(ShapeError, match=r"\(3, 2\).*\(2, 3\).*transposed"):
        losses.get(name)(np.zeros((3, 2)), np.zeros((2, 3)))
    with pytest.raises(ShapeError, match=r"\(3, 2\).*\(3, 1\)"):
        losses.get(name)(np.zeros((3, 2)), np.zeros((3, 1)))


@each
def test_numbers_of_every_kind_are_taken_as_float64(name):
    said, truth = problem(name)
    narrow = said.astype(np.float32)
    want = losses.get(name)(narrow.astype(np.float64), np.round(truth))
    assert losses.get(name)(narrow, np.round(truth).astype(np.int8)) == want
    for wrong in (1j * said, said.astype(str), said.astype(object)):
        with pytest.raises(DtypeError, match="the prediction must hold real numbers"):
            losses.get(name)(wrong, truth)
        with pytest.raises(DtypeError, match="the target must hold real numbers"):
            losses.get(name)(said, wrong)


@each
def test_a_loss_is_a_value_that_survives_pickle(name):
    loss = losses.get(name)
    assert loss.name == name
    assert loss.summary
    assert loss.latex.count("{") == loss.latex.count("}")
    again = pickle.loads(pickle.dumps(loss))  # noqa: S301
    assert repr(again) == repr(loss)
    assert losses.get(loss) is loss
    for parameter in loss.parameters:
        bound = loss.below.get(parameter, INF)
        value = 2.5 if bound == INF else 0.75 * bound
        moved = loss.with_(**{parameter: value})
        assert repr(pickle.loads(pickle.dumps(moved))) == f"{name}({parameter}={value})"  # noqa: S301
        for value in (0.0, -1.0, NAN, bound):
            with pytest.raises(OptionError, match=f"{parameter} must be a (positive )?number"):
                loss.with_(**{parameter: value})


@pytest.mark.parametrize("level", [0.1, 0.5, 0.9])
def test_the_quantile_loss_is_lowest_where_that_share_of_the_truth_is_below(level):
    truth = np.sort(np.random.default_rng(4).normal(size=101))[:, None]
    loss = losses.quantile.with_(level=level)
    means = [loss(np.full_like(truth, p), truth) for p in truth[:, 0]]
    assert np.argmin(means) == round(level * 100)
    for p in (
        0.0,
        0.3,
    ):  # a number between two of the truth: one side pulls by level, the other by 1 - level
        below = float((truth < p).mean())
        assert loss.gradient(np.full_like(truth, p), truth).sum() == pytest.approx(below - level)


def test_names_are_suggested():
    with pytest.raises(UnknownNameError, match="did you mean 'cross_entropy'"):
        losses.get("crossentropy")
    with pytest.raises(UnknownNameError, match=r"there are '.*' and '.*'"):
        losses.get("qqq")
    with pytest.raises(UnknownNameError, match="it has 'delta'"):
        losses.huber.with_(beta=1.0)


@pytest.mark.parametrize(
    ("output", "loss"),
    [("softmax", "cross_entropy"), ("log_softmax", "cross_entropy"), ("linear", "squared_error"),
     ("sigmoid", "binary_cross_entropy"), ("relu", "squared_error"), ("exponential", "half_poisson_deviance")],
)  # fmt: skip
def test_each_output_has_its_loss_and_a_misfit_is_refused(output, loss):
    assert losses.for_output(output) is losses.get(loss)
    losses.get(loss).check_output(output)
    with pytest.raises(OptionError, match="'softmax' or 'log_softmax', got 'tanh'"):
        losses.cross_entropy.check_output("tanh")


def test_huge_weights_are_weights_all_the_same():
    weights = np.array([1e308, 1e308, 0.0])
    said, truth = np.array([[1.0], [3.0], [9.0]]), np.zeros((3, 1))
    assert losses.squared_error(said, truth, sample_weight=weights) == pytest.approx(
        5.0, rel=4 * EPS, abs=0.0
    )


class Derived(losses.Loss):
    """A kind of loss that somebody else derives."""


def test_a_derived_kind_of_loss_is_pickled_and_copied_too():
    huber = losses.get("huber")
    derived = Derived(**{name: getattr(huber, name) for name in huber.__dataclass_fields__})
    assert pickle.loads(pickle.dumps(derived)).name == "huber"  # noqa: S301
    assert copy.deepcopy(derived).parameters == huber.parameters
