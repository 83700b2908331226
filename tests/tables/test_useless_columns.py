"""Columns that help nobody are left out, if rows that were not learned from are surely answered better then."""

from threading import Event

import numpy as np
import pytest

import barreleye as be
from barreleye.losses import cross_entropy, quantile, squared_error
from barreleye.tables.fitting import Fold, Rows, Settings, by_chance
from barreleye.tables.fitting._members import train_member
from barreleye.tables.fitting._teachers import teachers
from barreleye.tables.fitting._trainings import BarShares, Trainer, pairs_of
from barreleye.tables.fitting._useless import by_others, surely, useless

HOW = {"hidden": (16,), "epochs": 25, "progress": False}
PLAN = Settings((8,), "tanh", 12, 15, 0, batch_size=16, learning_rate=0.01)
EPS = float(np.finfo(float).eps)


def noisy(rows=300, useless=12, seed=0):
    """Return y = a · b with columns that have nothing to do with it."""
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(2, rows))
    rest = {f"n{k}": rng.normal(size=rows) for k in range(useless)}
    return {"a": a, "b": b, **rest, "y": a * b + 0.1 * rng.normal(size=rows)}


@pytest.fixture(scope="module")
def fitted():
    return be.fit_table(noisy(), "y", **HOW)


def test_columns_that_say_nothing_are_left_out_and_said_so(fitted):
    plans = {plan.name: plan for plan in fitted.model.encoder.plans}
    left_out = [name for name, plan in plans.items() if plan.dropped]
    assert len(left_out) >= 8
    assert not {"a", "b"} & set(left_out)
    assert (
        plans[left_out[0]].became
        == "left out: rows not learned from are not surely answered worse without it"
    )
    assert fitted.model.network.inputs == len(fitted.model.encoder.inputs)
    assert not any(name.startswith(left_out[0]) for name in fitted.model.encoder.inputs)


def test_what_is_left_out_is_not_asked_for(tmp_path, fitted):
    new = noisy(rows=40, seed=1)
    fitted.model.save(tmp_path / "m.npz")
    again = be.load(tmp_path / "m.npz")
    kept = {plan.name for plan in again.encoder.plans if not plan.dropped}
    few = {name: new[name] for name in kept}
    assert again.predict(few).values.tolist() == fitted.model.predict(new).values.tolist()


def test_new_rows_are_answered_better_than_with_all_columns(fitted, monkeypatch):
    monkeypatch.setattr("barreleye.tables.fitting._teachers._FEWEST_PARTS", 100)
    with_all = be.fit_table(noisy(), "y", **HOW)
    assert not any(plan.dropped for plan in with_all.model.encoder.plans)
    new = noisy(rows=2000, seed=1)
    scores = [found.model.score(new).scores[0].value for found in (fitted, with_all)]
    assert scores[0] < 0.9 * scores[1]
    # and the headline knows it, without having seen these rows
    assert fitted.scores.scores[0].value < 0.9 * with_all.scores.scores[0].value


def test_the_report_and_the_importance_know_all_columns(fitted):
    names = {one.name for one in fitted.explained.importance}
    assert names == set(noisy()) - {"y"}
    assert {one.name for one in fitted.explained.importance if one.matters} >= {"a", "b"}
    assert {one.name for one in fitted.explained.effects} <= {
        plan.name for plan in fitted.model.encoder.plans if not plan.dropped
    }


def test_a_table_of_which_every_column_helps_is_trained_once(monkeypatch):
    begun, fit = [], be.Network.fit

    def watched(net, *args, **how):
        begun.append(net)
        return fit(net, *args, **how)

    monkeypatch.setattr(be.Network, "fit", watched)
    be.fit_table(noisy(useless=0), "y", **HOW)
    assert len(begun) == 8 * 2 + 1


def test_something_is_always_learned_from():
    rng = np.random.default_rng(0)
    noise = {name: rng.normal(size=80) for name in "abcy"}
    found = be.fit_table(noise, "y", **HOW)
    assert any(not plan.dropped for plan in found.model.encoder.plans)


def test_useless_is_what_does_not_surely_make_the_loss_grow():
    losses = np.array([[1.0, 0.3, -1.0, 0.0], [1.2, -0.05, -1.1, 0.0], [0.9, 0.3, -0.9, 0.0]])
    # the second lies between one standard error and two
    mean, error = losses.mean(axis=0), losses.std(axis=0, ddof=1) / np.sqrt(3)
    assert surely(losses).tolist() == (mean > 2.0 * error).tolist() == [True, False, False, False]
    assert useless(losses).tolist() == [False, True, True, True]
    assert useless(losses[:, 1:]).tolist() == [False, False, False]  # all of them: none
    assert [one.tolist() for one in by_others(losses[:, 0])] == [[1.2, 0.9], [1.0, 0.9], [1.0, 1.2]]


def rows_of(classes=0, many=120, seed=0):
    """Return rows of which the first two columns, of two inputs each, say something."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(many, 8)).astype(np.float32)
    y = X[:, 0] * X[:, 2] + 0.1 * rng.normal(size=many)
    columns = [slice(k, k + 2) for k in range(0, 8, 2)]
    if classes:
        return Rows(X, (y > np.median(y)).astype(np.int64), classes, cross_entropy, None, columns)
    return Rows(X, y, 0, squared_error, None, columns)


def no_bar(done=1.0):
    """Move no bar."""


def found_by(rows, plan=PLAN, folds=4):
    work = pairs_of(rows, rows, by_chance(folds, len(rows), rows.labels, 0), plan)
    return teachers(work, rows, rows, Trainer(BarShares(no_bar), len(rows)), mix=True)


def test_a_network_without_columns_answers_as_if_they_were_0_whatever_stands_there():
    for classes in (0, 2):
        rows, fold = rows_of(classes), by_chance(3, 120, None, 0)[0]
        member = train_member(rows, fold, PLAN, 7, no_bar, Event(), (slice(2, 4), slice(6, 8)))
        X = rows.X.copy()
        X[:, 2:4] = X[:, 6:8] = 0.0
        emptied = Rows(X, rows.y, classes, rows.loss, None, rows.columns)
        again = train_member(emptied, fold, PLAN, 7, no_bar, Event(), (slice(2, 4), slice(6, 8)))
        assert (member.network.layers[0].weights[[2, 3, 6, 7]] == 0.0).all()
        assert member.answers.tobytes() == again.answers.tobytes()
        full = train_member(rows, fold, PLAN, 7, no_bar, Event())
        assert (full.network.layers[0].weights != 0.0).all()


def test_a_fold_does_without_what_the_other_folds_have_found_useless(monkeypatch):
    told = []

    def chosen(losses):
        told.append(losses)
        return np.array([False, False, len(told) % 2 == 1, True])

    monkeypatch.setattr("barreleye.tables.fitting._teachers.useless", chosen)
    monkeypatch.setattr(
        "barreleye.tables.fitting._teachers.surely", lambda gain: np.ones(gain.shape[1:], bool)
    )
    rows = rows_of()
    found = found_by(rows)
    *of_folds, of_all = told
    assert of_all.shape == (4, 4)  # four parts, four columns
    for k, losses in enumerate(of_folds):
        assert losses.tolist() == np.delete(of_all, k, axis=0).tolist()
        assert found.by_fold[k] == ((slice(4, 6), slice(6, 8)) if k % 2 == 0 else (slice(6, 8),))
        weights = found.members[k].network.layers[0].weights
        assert np.flatnonzero((weights == 0.0).all(axis=1)).tolist() == (
            [4, 5, 6, 7] if k % 2 == 0 else [6, 7]
        )
        lines = found.linear[k].network.layers[0].weights
        assert (lines[6:8] == 0.0).all()
    assert found.left_out.tolist() == [False, False, True, True]


def test_the_other_parts_choose_which_networks_answer_for_a_part(monkeypatch):
    monkeypatch.setattr(
        "barreleye.tables.fitting._teachers.useless", lambda _: np.array([False, False, True, True])
    )
    asked = []

    def some(gain):
        asked.append(gain)
        return np.bool_(len(asked) in (1, 3))  # of the parts 0 and 2; and not of all together

    monkeypatch.setattr("barreleye.tables.fitting._teachers.surely", some)
    rows = rows_of()
    found = found_by(rows)
    *of_parts, of_all = asked
    assert [one.tolist() for one in of_parts] == [np.delete(of_all, k).tolist() for k in range(4)]
    assert not found.left_out.any()
    monkeypatch.setattr("barreleye.tables.fitting._teachers.surely", lambda _: np.bool_(False))
    first = found_by(rows)
    monkeypatch.setattr("barreleye.tables.fitting._teachers.surely", lambda _: np.bool_(True))
    second = found_by(rows)
    assert second.left_out.tolist() == [False, False, True, True]
    for k in range(4):
        own = second if k in (0, 2) else first
        assert found.by_fold[k] == own.by_fold[k]
        for name in ("members", "linear"):
            one, other = (getattr(who, name)[k].network.parameters.vector for who in (found, own))
            assert one.tobytes() == other.tobytes()


def test_ctrl_c_while_columns_are_looked_at_keeps_the_networks(monkeypatch):
    def pressed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("barreleye.tables.fitting._teachers.losses_without", pressed)
    found = be.fit_table(noisy(), "y", **HOW)
    assert found.interrupted
    assert len(found.folds) == 8
    assert np.isfinite(found.model.predict(noisy()).values).all()


def test_ctrl_c_while_the_lesson_is_written_keeps_a_network_of_a_fold(monkeypatch):
    def pressed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("barreleye.tables.fitting._last_network.more_rows", pressed)
    found = be.fit_table(noisy(), "y", **HOW)
    assert found.interrupted
    assert any(found.history is one for one in found.folds)


def test_rows_without_columns_keep_the_inputs_of_the_others():
    rows = rows_of()
    less = rows.without(np.array([True, False, True, False]))
    assert less.X.tobytes() == rows.X[:, [2, 3, 6, 7]].tobytes()
    assert less.columns == [slice(0, 2), slice(2, 4)]
    assert rows.without(np.zeros(4, bool)) is rows


def test_the_mean_loss_is_weighted_and_that_of_squares_is_a_root():
    rng = np.random.default_rng(0)
    y, answers, weights = rng.normal(size=9), rng.normal(size=(9, 1)), rng.random(9)
    at, X = np.array([1, 4, 7, 8]), np.zeros((9, 1), np.float32)
    rows = Rows(X, y, 0, squared_error, weights)
    off, w = answers[at, 0] - y[at], weights[at]
    assert rows.mean_loss(answers[at], at) == pytest.approx(
        np.sqrt((w * off**2).sum() / w.sum()), rel=9 * EPS
    )
    assert Rows(X, y, 0, squared_error).mean_loss(answers[at], at) == pytest.approx(
        np.sqrt((off**2).mean()), rel=9 * EPS
    )
    level = quantile.with_(level=0.75)
    assert Rows(X, y, 0, level).mean_loss(answers[at], at) == pytest.approx(
        np.where(off < 0, -0.75 * off, 0.25 * off).mean(), rel=9 * EPS
    )
    assert Rows(X, y, 0, squared_error, 0.0 * weights).mean_loss(answers[at], at) == 0.0
    labels = np.array([0, 1, 1])
    shares = np.array([[0.5, 0.5], [0.25, 0.75], [0.9, 0.1]])
    found = Rows(np.zeros((3, 1), np.float32), labels, 2, cross_entropy).mean_loss(shares, np.arange(3))
    assert found == pytest.approx(-np.log([0.5, 0.75, 0.1]).mean(), rel=9 * EPS)


def test_two_parts_say_nothing_about_chance():
    rows = rows_of()
    halves = [Fold(np.arange(40), (np.arange(40, 80), np.arange(80, 120)))]
    work = pairs_of(rows, rows, halves, PLAN)
    found = teachers(work, rows, rows, Trainer(BarShares(no_bar), len(rows)), mix=False)
    assert not found.left_out.any()
    assert found.by_fold == ((),)
