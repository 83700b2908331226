"""Rows to learn from and rows to validate on."""

import numpy as np
import pytest

import barreleye as be
from barreleye.training import hold_out
from barreleye.training._data import learned_rows

EPS64 = np.finfo(float).eps


def regression(rows=40):
    rng = np.random.default_rng(5)
    X = rng.normal(size=(rows, 2))
    return (
        be.Network(2, [be.Dense(4, "tanh"), be.Dense(1)], seed=9, dtype="float64"),
        X,
        X[:, 0] * X[:, 1],
    )


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("how", ["fit", "partial_fit", "validation"])
def test_a_hole_in_x_is_named_by_row_and_column(value, how):
    net, X, y = regression()
    before, bad = net.parameters.vector.copy(), X.copy()
    bad[7, 1] = bad[9, 0] = value
    X_train, options = (X, {"validation": (bad, y)}) if how == "validation" else (bad, {})
    method = net.partial_fit if how == "partial_fit" else net.fit
    with pytest.raises(be.errors.DataError) as caught:
        method(X_train, y, **options)
    message = str(caught.value)
    assert f"X has {value} in row 7, column 1" in message
    assert "2 such values" in message
    assert np.array_equal(net.parameters.vector, before)


def test_a_number_too_large_for_float32_is_named_and_not_warned_about():
    net = be.Network(2, [be.Dense(1)])
    with pytest.raises(be.errors.DataError, match="row 1, column 0"):
        net.fit([[1.0, 2.0], [1e300, 2.0]], [1.0, 2.0])


def test_no_rows_are_refused():
    net, X, y = regression()
    with pytest.raises(be.errors.DataError, match="X has 0 rows"):
        net.fit(X[:0], y[:0])


@pytest.mark.parametrize("fraction", [0.0, 1.0, -0.1, 1.5, float("nan")])
def test_a_share_lies_between_none_and_all(fraction):
    with pytest.raises(be.errors.OptionError, match="between 0 and 1"):
        hold_out(fraction, 10, None, seed=0)


@pytest.mark.parametrize("fraction", [0.1, 0.25, 0.5, 0.9])
@pytest.mark.parametrize("sizes", [(50, 50), (90, 9, 1), (3, 3, 3, 3, 3), (200,)], ids=str)
def test_every_class_is_held_out_in_its_proportion_and_none_wholly(sizes, fraction):
    labels = np.repeat(np.arange(len(sizes)), sizes)
    np.random.default_rng(0).shuffle(labels)
    rest, held = hold_out(fraction, len(labels), labels, seed=1)
    assert sorted([*rest, *held]) == list(range(len(labels)))
    for label, size in enumerate(sizes):
        # rounding owes a class at most one row more or less; one row of every class stays
        assert abs((labels[held] == label).sum() - fraction * size) <= 1.0 + (size == 1)
        assert (labels[rest] == label).sum() >= 1
    assert abs(len(held) - fraction * len(labels)) <= len(sizes)


def test_the_seed_draws_the_rows_again():
    first, again, other = (hold_out(0.3, 100, None, seed=seed)[1] for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert len(first) == 30


def test_too_few_rows_to_hold_any_out_are_refused():
    with pytest.raises(be.errors.DataError, match=r"2 rows are too few to hold out a share of 0\.1"):
        hold_out(0.1, 2, None, seed=0)


@pytest.mark.parametrize("weighted", [False, True], ids=["plain", "weighted"])
def test_a_share_equals_the_same_rows_given_as_a_pair(weighted):
    net, X, y = regression()
    twin = net.copy()
    weights = np.linspace(0.5, 4.0, len(X)) if weighted else None
    options = {"epochs": 4, "batch_size": 10, "optimizer": be.SGD(0.1)}
    net.fit(X, y, validation=0.25, sample_weight=weights, **options)
    rest, held = hold_out(0.25, len(X), None, net.seed)
    given = None if weights is None else weights[rest]
    twin.fit(X[rest], y[rest], validation=(X[held], y[held]), sample_weight=given, **options)
    # scaling the weights to mean 1 before or after the choice may round differently, 12 times
    bound = 12 * len(X) * EPS64 if weighted else 0.0
    np.testing.assert_allclose(net.parameters.vector, twin.parameters.vector, rtol=0, atol=bound)
    assert [record.rows for record in net.history] == [30] * 4


STRATIFIED = {
    "softmax and labels": ("softmax", 2, lambda y: y),
    "softmax and words": ("softmax", 2, lambda y: np.array(["no", "yes"])[y]),
    "softmax and one-hot rows": ("softmax", 2, lambda y: np.eye(2)[y]),
    "sigmoid and 0 or 1": ("sigmoid", 1, lambda y: y),
    "sigmoid and booleans": ("sigmoid", 1, lambda y: y == 1),
}


@pytest.mark.parametrize("case", STRATIFIED)
@pytest.mark.parametrize("seed", range(4))
def test_fit_holds_out_each_class_in_proportion_however_it_is_written(case, seed):
    output, outputs, write = STRATIFIED[case]
    y = np.repeat([0, 1], [90, 10])
    X = np.column_stack([np.arange(100.0), y])
    net = be.mlp(2, [], outputs, output=output, seed=seed)
    data, held = learned_rows(net, X, write(y), net.loss_function(), 0.2, None)
    assert (held.X[:, 1] == 1).sum() == 2
    assert (len(data), len(held)) == (80, 20)
    assert not set(data.X[:, 0]) & set(held.X[:, 0])


@pytest.mark.parametrize("loss", ["squared_error", "absolute_error", "huber"])
def test_loss_and_validation_loss_are_one_formula(loss):
    net, X, y = regression()
    Xv, yv = X[30:], y[30:]
    options = {"batch_size": 30, "optimizer": be.SGD(1e-200), "loss": loss}  # nothing moves
    history = net.fit(X[:30], y[:30], epochs=1, validation=(Xv, yv), **options)
    bound = 2 * 30 * EPS64  # a sum of 30 positive terms in another order
    assert history.loss_name == loss
    assert history.loss[0] == pytest.approx(net.loss(X[:30], y[:30], loss), rel=bound)
    assert history.val_loss[0] == pytest.approx(net.loss(Xv, yv, loss), rel=bound)
    history = net.fit(Xv, yv, epochs=1, validation=(Xv, yv), **options)
    assert history.loss[0] == pytest.approx(history.val_loss[0], rel=bound)


def test_weights_count_in_both_losses_when_a_share_is_held_out():
    net, X, y = regression()
    weights = np.linspace(0.0, 5.0, len(X))
    history = net.fit(
        X, y, epochs=1, batch_size=40, optimizer=be.SGD(1e-200), validation=0.25, sample_weight=weights
    )
    rest, held = hold_out(0.25, len(X), None, net.seed)
    bound = 4 * 40 * EPS64
    said, expected = (
        (history.loss[0], history.val_loss[0]),
        [net.loss(X[part], y[part], sample_weight=weights[part]) for part in (rest, held)],
    )
    assert said == pytest.approx(expected, rel=bound)


def test_validation_rows_pass_in_parts_too(monkeypatch):
    net, X, y = regression()
    whole = net.fit(X, y, epochs=1, validation=(X, y), optimizer=be.SGD(1e-200)).val_loss[0]
    monkeypatch.setattr(
        "barreleye.network._passes.slices", lambda _, n: (slice(i, i + 7) for i in range(0, n, 7))
    )
    parts = net.fit(X, y, epochs=1, validation=(X, y), optimizer=be.SGD(1e-200)).val_loss[0]
    assert parts == pytest.approx(whole, rel=2 * 40 * EPS64)


def test_validation_labels_mean_what_the_training_labels_mean():
    X, y = be.datasets.vertical(30, 3, seed=1)
    words = np.array(["a", "b", "c"])[y]
    net = be.mlp(2, [8], 3, output="softmax")
    net.fit(X, words, epochs=3, validation=(X[:40], words[:40]), optimizer=be.SGD(1e-30))
    assert net.history.val_loss[-1] == pytest.approx(net.loss(X[:40], words[:40]), rel=80 * EPS64)
    with pytest.raises(be.errors.DataError, match="'d', which is not one of the classes"):
        net.fit(X, words, validation=(X[:1], ["d"]))


def test_validation_answers_that_do_not_fit_are_refused_before_anything_changes():
    net, X, y = regression()
    before = net.parameters.vector.copy()
    with pytest.raises(be.errors.ShapeError, match=r"40 rows.*\(39,\)"):
        net.fit(X, y, validation=(X, y[:39]))
    with pytest.raises(be.errors.ShapeError, match=r"\(rows, 2\), got \(40, 1\)"):
        net.fit(X, y, validation=(X[:, :1], y))
    assert np.array_equal(net.parameters.vector, before)
    assert net.history is None
