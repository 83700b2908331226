"""One fit: the networks of the folds, what they teach, and what nobody learns from."""

from dataclasses import replace
from threading import get_ident

import numpy as np
import pytest

import barreleye as be
from barreleye.kernels import _team
from barreleye.losses import cross_entropy, squared_error
from barreleye.network import _predictor
from barreleye.tables.fitting import Rows, Settings, _trainings, by_chance, learn, one_in_halves
from support.tables import prices, sides
from support.threads import threads_of

EPS32 = float(np.finfo(np.float32).eps)
SETTINGS = Settings(
    hidden=(8,), activation="tanh", epochs=8, patience=15, batch_size=16, learning_rate=None,
    weight_decay=0.2, seed=0,
)  # fmt: skip


def fit(data, target, **options):
    return be.fit_table(data, target, **({"hidden": (8,), "epochs": 8, "progress": False} | options))


def bits(found):
    return found.model.network.parameters.vector.tobytes()


def line(rows=80, noise=0.3, seed=0):
    """Return y = 2a - b and noise."""
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(2, rows))
    return {"a": a, "b": b, "y": 2.0 * a - b + noise * rng.normal(size=rows)}


def rows_of(classes=0, many=60, seed=0, bend=1.0):
    """Return rows for networks, and the same numbers as the linear models take them."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(many, 3)).astype(np.float32)
    y = X[:, 0] - bend * X[:, 1] ** 2 + 0.1 * rng.normal(size=many)
    if classes:
        return Rows(X, (y > np.median(y)).astype(np.int64), classes, cross_entropy)
    return Rows(X, y, 0, squared_error)


def learned(rows, folds=None, teach=True, progress=False, **settings):
    folds = folds or by_chance(4, len(rows), rows.labels, 0)
    plan = replace(SETTINGS, **settings)
    return learn(rows, rows, folds, (plan,), teach=teach, progress=progress)


def test_every_row_is_answered_by_a_network_that_has_not_learned_from_it():
    rows, folds = rows_of(), by_chance(4, 60, None, 0)
    before = learned(rows, folds)
    own = folds[1].held_out
    changed = rows.y.copy()
    changed[own] += 100.0 * np.sign(np.arange(len(own)) - 7.5)
    after = learned(Rows(rows.X, changed, 0, squared_error), folds)
    for name in ("members", "linear"):
        found, again = (getattr(one.teachers, name) for one in (before, after))
        # epoch by epoch, as far as both were trained
        many = min(len(found[1].answers), len(again[1].answers))
        assert found[1].answers[:many].tobytes() == again[1].answers[:many].tobytes()
        assert found[0].answers.tobytes() != again[0].answers.tobytes()  # it learns from these rows


def test_the_loss_of_a_fold_is_that_of_its_answers_for_rows_held_out():
    for classes in (0, 2):
        rows = rows_of(classes)
        found = learned(rows, epochs=30, learning_rate=0.05)
        assert any(one.history.best_epoch < len(one.answers) - 1 for one in found.teachers.members)
        for member in found.teachers.members:
            own = member.fold.held_out
            y = rows.y[own]
            for epoch, answers in enumerate(member.answers):
                losses = (
                    -np.log(answers[np.arange(len(own)), y]) if classes else (answers[:, 0] - y) ** 2
                )
                # float32 answers near 1 and targets near 1, as many as there are rows held out
                assert member.history.val_loss[epoch] == pytest.approx(losses.mean(), rel=40 * EPS32)
            best = int(np.argmin(member.history.val_loss))
            assert member.history.best_epoch == best
            # the network is back at its best epoch
            np.testing.assert_array_equal(member.network(rows.X[own]), member.answers[best])


def taught(monkeypatch, rows):
    """Return what was learned, and the targets and the loss of the last network."""
    told, fitted = [], be.Network.fit

    def watched(net, X, y, **how):
        told.append((y, how["loss"]))
        return fitted(net, X, y, **how)

    with monkeypatch.context() as patched:
        patched.setattr(be.Network, "fit", watched)
        found = learned(rows, epochs=20, learning_rate=0.01)
    assert len(told) == 2 * 4 + 1
    return found, *told[-1]


@pytest.mark.parametrize("classes", [0, 2])
def test_the_last_network_learns_what_the_folds_answer_and_a_tenth_of_the_truth(monkeypatch, classes):
    rows = rows_of(classes, many=200, bend=0.5)
    found, targets, loss = taught(monkeypatch, rows)
    assert 0.0 < found.teachers.share < 0.5  # neither all of it, nor none, nor half
    share, truth = found.teachers.share, np.eye(2)[rows.y] if classes else rows.y[:, None]
    networks, linear = (
        np.array([one.network(rows.X) for one in several], dtype=float)
        for several in (found.teachers.members, found.teachers.linear)
    )
    if classes:  # a geometric mean of all, normalized
        answers = np.exp(
            (1 - share) * np.log(networks).mean(axis=0) + share * np.log(linear).mean(axis=0)
        )
        answers /= answers.sum(axis=1, keepdims=True)
    else:
        answers = (1 - share) * networks.mean(axis=0) + share * linear.mean(axis=0)
    want = answers + 0.1 * (1 - share) * (truth - answers)
    # the mean of the linear models is a network of float32: a product of three inputs, a sum, and its weights
    np.testing.assert_allclose(targets[: len(rows)], want, rtol=0, atol=8 * EPS32 * np.abs(want).max())
    assert len(targets) == len(rows) * 10  # and nine more for each row of so small a table
    assert loss == (cross_entropy if classes else squared_error)
    assert np.abs(targets[: len(rows)] - answers).max() > 1e-3  # the truth is there
    assert found.last.history.epochs[-1].epoch == 19


def least_squares(known, new):
    """Return what least squares answers for new rows, in plain NumPy."""
    A, B = (np.stack([one["a"], one["b"], np.ones(len(one["a"]))], axis=1) for one in (known, new))
    return B @ np.linalg.lstsq(A, known["y"], rcond=None)[0]


def rmse(a, b):
    return np.sqrt(np.mean((a - b) ** 2))


def test_the_linear_model_of_the_folds_is_that_of_least_squares():
    known, errors = line(), []
    found = fit(known, "y", epochs=None)
    for fold in by_chance(8, 80, None, 0):
        there, new = (
            {name: one[rows] for name, one in known.items()} for rows in (fold.train, fold.held_out)
        )
        errors += (least_squares(there, new) - new["y"]).tolist()
    assert found.scores.scores[0].linear == pytest.approx(rmse(np.array(errors), 0.0), rel=0.1)


def test_a_linear_table_gets_a_large_share_of_the_linear_model_and_is_answered_as_by_least_squares():
    known, new = line(), line(rows=2000, seed=1)
    found = fit(known, "y", epochs=None)
    assert found.linear_share >= 0.5
    inside = np.ones(len(new["y"]), dtype=bool)
    for name in known:  # answers and inputs go no further than the rows that were learned
        inside &= (new[name] >= known[name].min()) & (new[name] <= known[name].max())
    answers = found.model.predict({"a": new["a"], "b": new["b"]}).values
    best = rmse(least_squares(known, new)[inside], new["y"][inside])
    assert rmse(answers[inside], new["y"][inside]) < 1.1 * best


def test_a_fit_that_no_line_explains_has_no_linear_share():
    x = np.linspace(-1.0, 1.0, 160)
    found = fit({"x": x, "y": np.abs(x)}, "y", hidden=(16,), epochs=20)
    assert found.linear_share <= 0.05
    assert found.scores.scores[0].value < found.scores.scores[0].linear / 3


@pytest.mark.parametrize("effort", ["best", "normal", "quick"])
def test_threads_change_no_bit(monkeypatch, effort):
    found = []
    for threads in (1, 2, 4):
        monkeypatch.setattr("barreleye.tables.fitting._trainings._FEWEST_FOR_THREADS", 1)
        monkeypatch.setattr(
            "barreleye.tables.fitting._trainings.thread_count", lambda many=threads: many
        )
        found.append(fit(prices(rows=90), "price", epochs=5, effort=effort))
    assert len({bits(one) for one in found}) == 1
    assert len({one.predicted.tobytes() for one in found}) == 1
    assert found[0].scores == found[1].scores == found[2].scores


@pytest.mark.parametrize(
    ("threads", "long", "at_a_time"), [(1, True, 1), (2, False, 2), (2, True, 3), (4, True, 5)]
)
def test_long_trainings_are_one_more_at_a_time_than_there_are_threads(
    monkeypatch, threads, long, at_a_time
):
    asked, trained = set(), _trainings.in_threads

    def watched(work, stop, *, jobs):
        asked.add(jobs)
        return trained(work, stop, jobs=jobs)

    monkeypatch.setattr(_trainings, "in_threads", watched)
    monkeypatch.setattr(_trainings, "thread_count", lambda: threads)
    monkeypatch.setattr(_trainings, "_FEWEST_FOR_THREADS", 1)
    monkeypatch.setattr(_trainings, "_FEWEST_FOR_ONE_MORE", 1 if long else 10**9)
    found = fit(prices(rows=90), "price", epochs=3)
    assert asked == {at_a_time}
    monkeypatch.setattr(_trainings, "thread_count", lambda: 1)
    assert bits(found) == bits(fit(prices(rows=90), "price", epochs=3))


def test_trainings_side_by_side_ask_nobody_for_help(monkeypatch):
    asked, alone = set(), _team.works_alone

    def watched():
        asked.add((get_ident() == here, alone()))
        return alone()

    here = get_ident()
    monkeypatch.setattr(_team, "works_alone", watched)
    monkeypatch.setattr(_predictor, "_WORTH_SHARING", 1)
    monkeypatch.setattr(_trainings, "_FEWEST_FOR_THREADS", 1)
    with threads_of(2):
        fit(prices(rows=90), "price", epochs=3)
    assert asked == {(True, False), (False, True)}  # (in the thread of the caller, alone)


def test_the_seed_decides_the_folds_and_the_weights():
    first, again, other = (fit(prices(rows=90), "price", epochs=3, seed=seed) for seed in (3, 3, 4))
    assert bits(first) == bits(again) != bits(other)
    assert first.scores == again.scores
    assert first.y_true.tolist() == again.y_true.tolist() != other.y_true.tolist()


def test_every_network_begins_with_other_weights(monkeypatch):
    begun, fitted = [], be.Network.fit

    def watched(net, *args, **how):
        begun.append(net.parameters.vector.tobytes())
        return fitted(net, *args, **how)

    monkeypatch.setattr(be.Network, "fit", watched)
    learned(rows_of(), epochs=1)
    assert len(set(begun)) == len(begun) == 2 * 4 + 1


def test_quick_has_one_fold_of_a_fifth_in_two_halves_and_learns_all_rows_for_as_many_epochs_as_were_best():
    found = fit(sides(), "side", effort="quick", epochs=12)
    (fold,) = found.folds
    assert (found.effort, found.rows, found.scores.rows, found.taught) == ("quick", 120, 24, False)
    assert found.linear_share == 0.0
    assert len(found.history) <= len(fold)
    assert found.checked.startswith(
        "24 of 120 rows: each row was answered by a network that had not learned"
    )
    assert found.learned == "the model learned from all 120 rows, for as many epochs as were best"
    rows = rows_of()
    one = learned(rows, [one_in_halves(0.2, 60, None, 0)], teach=False, epochs=12)
    best = [int(curve.argmin()) for curve in one.teachers.members[0].curves.T]
    assert one.teachers.answers.epochs == (best[1], best[0])
    assert len(one.last.network.history) == 1 + round(float(np.median(best)))


@pytest.mark.parametrize("effort", ["normal", "quick"])
def test_noise_is_said_to_be_no_better_than_the_baseline(effort):
    rng = np.random.default_rng(1)
    found = fit({"x": rng.random(200), "y": rng.random(200)}, "y", effort=effort, epochs=20)
    assert any("no better than the baseline" in told for told in found.warnings), found.warnings
