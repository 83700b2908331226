"""Ctrl-C and exceptions in the folds and in the last network: the best network is kept, or nothing is."""

import signal
import threading
import time

import numpy as np
import pytest

import barreleye as be
from barreleye.training import AveragedWeights
from support.tables import sides


def fit(**options):
    return be.fit_table(sides(), "side", **({"hidden": (8,), "epochs": 8, "progress": False} | options))


def right(found):
    """Return the share of right answers for all rows."""
    return np.mean(found.model.predict(sides()).values == np.array(sides()["side"]))


@pytest.fixture(autouse=True)
def ctrl_c_is_heard():
    """Hear of Ctrl-C also where the tests run in the background, whose children are to ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def at_epoch(monkeypatch):
    """Do something when so many epochs of folds are over, whichever folds these are."""

    def set_up(epoch, act, threads=1):
        monkeypatch.setattr("barreleye.tables.fitting._trainings._FEWEST_FOR_THREADS", 1)
        monkeypatch.setattr("barreleye.tables.fitting._trainings.thread_count", lambda: threads)
        done, lock, take = [], threading.Lock(), AveragedWeights.take

        def counted(self):
            take(self)
            with lock:
                done.append(threading.current_thread())
                now = len(done)
            if now == epoch:
                act()

        monkeypatch.setattr(AveragedWeights, "take", counted)
        return done

    return set_up


def press():
    """Press Ctrl-C, as the terminal does: the main thread gets it."""
    signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
    if threading.current_thread() is threading.main_thread():
        time.sleep(10.0)  # it comes in this moment


class Press:
    """An observer that presses Ctrl-C after an epoch of the last network."""

    def __init__(self, epoch):
        self.epoch = epoch

    def rows_done(self, *_):
        """Watch on."""

    def epoch_done(self, record):
        if record.epoch == self.epoch:
            raise KeyboardInterrupt


@pytest.fixture
def at_training(monkeypatch):
    """Press Ctrl-C before the first epoch of a training, counted from 1."""

    def set_up(number):
        begun, fitted = [], be.Network.fit

        def counted(net, *args, **how):
            begun.append(net)
            if len(begun) == number:
                raise KeyboardInterrupt
            return fitted(net, *args, **how)

        monkeypatch.setattr(be.Network, "fit", counted)
        return begun

    return set_up


def test_ctrl_c_in_the_folds_keeps_the_networks_that_have_learned(at_epoch):
    # in turn: 5 epochs of a linear model and 8 of a network for each fold; this is in the network of the third
    done = at_epoch(13 + 13 + 5 + 4, press)
    found = fit()
    assert len(done) == 13 + 13 + 5 + 4
    assert found.interrupted
    assert len(found.folds) == 3
    assert (found.folds[2].stopped, len(found.folds[2])) == (
        "interrupted",
        3,
    )  # the fourth epoch was not over
    assert found.scores.rows == 45
    assert "interrupted: the model is the best network so far" in found.warnings
    assert found.learned == "training was interrupted: the model is the best network so far"
    best = min(found.folds, key=lambda one: min(one.val_loss))
    assert found.history is best


def test_ctrl_c_in_the_folds_in_threads_ends_all_of_them_after_their_epoch(at_epoch):
    done = at_epoch(250, press, threads=2)
    found = fit(epochs=300, patience=300)
    assert threading.main_thread() not in done
    assert found.interrupted
    # three trainings run at that time or later, of eight folds with 180 and 300 epochs each
    assert len(done) < 3 * 300
    assert 1 <= len(found.folds) <= 3
    assert found.scores.rows == 15 * len(found.folds)
    assert any(found.history is one for one in found.folds)


@pytest.mark.parametrize("training", [1, 2])
def test_ctrl_c_before_an_epoch_of_a_network_keeps_nothing(at_training, training):
    begun = at_training(
        training
    )  # of a linear model, which is no network to keep, or of the first network
    with pytest.raises(KeyboardInterrupt):
        fit()
    assert len(begun) == training


@pytest.mark.parametrize("training", [3, 4])
def test_a_fold_that_was_interrupted_before_its_first_epoch_is_left_out(at_training, training):
    begun = at_training(training)
    found = fit()
    assert len(begun) == training
    assert found.interrupted
    assert (len(found.folds), found.scores.rows) == (1, 15)


@pytest.mark.parametrize("threads", [1, 2])
def test_an_exception_in_one_fold_ends_the_others_and_is_raised(at_epoch, threads):
    def fail():
        raise ZeroDivisionError("in a fold")

    done = at_epoch(7, fail, threads)
    with pytest.raises(ZeroDivisionError, match="in a fold"):
        fit(epochs=2000, patience=2000)
    # the other one ends after the epoch it is in; how far it gets meanwhile the operating system decides
    assert len(done) < 200
    assert threading.active_count() < 20


def test_a_training_that_diverges_is_told_as_the_one_error_it_is():
    with pytest.raises(be.errors.DivergedError, match="learning rate"):
        fit(learning_rate=1e30)


def refuse_worse(found, whole):
    """Check that what was kept is no worse than what the folds had, which were over."""
    assert found.interrupted
    assert "interrupted: the model is the best network so far" in found.warnings
    assert [one.value for one in found.scores.scores] == [one.value for one in whole.scores.scores]
    assert min(right(whole), whole.scores.scores[0].value) > 0.9
    assert right(found) > 0.9


TRAININGS = {"normal": 2 * 8 + 1, "quick": 2 + 1}


@pytest.mark.parametrize("effort", TRAININGS)
@pytest.mark.parametrize("epoch", [0, 2])
def test_ctrl_c_in_the_last_network_keeps_what_is_no_worse_than_the_folds(effort, epoch):
    whole = fit(effort=effort, epochs=20)
    refuse_worse(fit(effort=effort, epochs=20, progress=Press(epoch)), whole)


@pytest.mark.parametrize("effort", TRAININGS)
def test_ctrl_c_before_the_first_epoch_of_the_last_network_keeps_one_of_the_folds(at_training, effort):
    whole = fit(effort=effort, epochs=20)
    at_training(TRAININGS[effort])
    found = fit(effort=effort, epochs=20)
    refuse_worse(found, whole)
    assert any(found.history is one for one in found.folds)


def noisy(rows=200):
    """Return a table of a product, with many columns that say nothing about it."""
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, rows))
    rest = {f"n{k}": rng.normal(size=rows) for k in range(10)}
    return {"a": a, "b": b, **rest, "y": a * b}


def fit_noisy(**options):
    how = {"hidden": (16,), "epochs": 20, "progress": False} | options
    return be.fit_table(noisy(), "y", **how)


@pytest.mark.parametrize("training", [2 * 8 + 1, 2 * 8 + 6, 2 * 8 + 2 * 8])
def test_ctrl_c_while_fewer_columns_are_tried_keeps_the_networks_with_all(at_training, training):
    assert any(plan.dropped for plan in fit_noisy().model.encoder.plans)
    begun = at_training(training)
    found = fit_noisy()
    assert len(begun) == training
    assert found.interrupted
    assert len(found.folds) == 8
    assert not any(plan.dropped for plan in found.model.encoder.plans)
    assert (found.model.network.layers[0].weights != 0.0).all()  # none that looks at fewer
    assert found.model.network.inputs == len(found.model.encoder.inputs)
    assert any(found.history is one for one in found.folds)


def test_ctrl_c_in_the_last_network_with_fewer_columns_keeps_a_model_that_fits_its_columns():
    for epoch in (0, 18):
        found = fit_noisy(progress=Press(epoch))
        assert found.interrupted
        assert found.model.network.inputs == len(found.model.encoder.inputs)
        assert np.isfinite(found.model.predict(noisy()).values).all()
    assert any(plan.dropped for plan in found.model.encoder.plans)  # it had nearly learned all


def test_ctrl_c_in_a_further_kind_of_network_leaves_that_kind_out(at_training):
    # of sides no column is left out: 16 trainings, 8 of the second kind, and some of the third
    begun = at_training(2 * 8 + 8 + 3)
    found = fit(effort="best")
    assert len(begun) == 2 * 8 + 8 + 3
    assert found.interrupted
    assert len(found.ensemble.model.ensemble.networks) == 2 * 8
    assert found.ensemble.scores.rows == found.scores.rows == 120
