"""A learning rate that falls when the loss does not."""

import numpy as np
import pytest

import barreleye as be
from barreleye.errors import OptionError
from barreleye.schedules import Plateau, ReduceOnPlateau, WarmUp


def rates(losses, **options):
    """Return the rate of every epoch, the one after the last loss included."""
    course = Plateau(ReduceOnPlateau(1.0, **options))
    found = [course.rate]
    for loss in losses:
        course.observe(loss)
        found.append(course.rate)
    return found


def test_it_falls_after_so_many_epochs_without_a_better_loss():
    assert rates([5, 4, 4, 4, 4, 4], factor=0.5, patience=2) == [1, 1, 1, 1, 0.5, 0.5, 0.25]


def test_better_counts_from_the_best_and_by_more_than_the_delta():
    assert rates([5, 3, 4, 3.5, 2.9], factor=0.5, patience=3, min_delta=0.2) == [1, 1, 1, 1, 1, 0.5]
    assert rates([5, 3, 4, 3.5, 2.7], factor=0.5, patience=3, min_delta=0.2) == [1, 1, 1, 1, 1, 1]


def test_after_a_fall_some_epochs_do_not_count():
    free = rates([1] * 9, factor=0.5, patience=2)
    assert free == [1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125, 0.0625]
    resting = rates([1] * 9, factor=0.5, patience=2, cooldown=3)
    # the third epoch is the fall; 4 and 5 rest, in 6 the rest ends and counts again
    assert resting == [1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25]


def test_it_does_not_fall_below_the_last():
    assert rates([1] * 8, factor=0.1, patience=1, last=0.05)[-3:] == [0.05] * 3


def test_a_loss_that_is_no_number_is_not_better():
    assert rates([1, float("nan"), float("nan")], factor=0.5, patience=2)[-1] == 0.5


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rate": 0.0}, "the learning rate must be a positive number"),
        ({"factor": 1.0}, "factor lies above 0 and below 1, got 1.0"),
        (
            {"patience": 0},
            "patience, the number of epochs to wait, is a whole number of at least 1, got 0",
        ),
        ({"min_delta": -1.0}, "min_delta is 0 or more"),
        (
            {"cooldown": -1},
            "cooldown, the epochs after a reduction that do not count, is a whole number",
        ),
        ({"last": 2.0}, "last lies between 0 and the rate 1, got 2.0"),
        ({"monitor": "accuracy"}, "monitor is 'val_loss' or 'loss', got 'accuracy'"),
    ],
)
def test_constants_out_of_range_are_refused(options, message):
    with pytest.raises(OptionError, match=message):
        ReduceOnPlateau(**{"rate": 1.0, **options})


def test_there_is_no_warm_up_before_it():
    with pytest.raises(OptionError, match="it takes no warm-up"):
        WarmUp(ReduceOnPlateau(0.1), epochs=5)


def noise(count=80):
    rng = np.random.default_rng(0)
    return rng.standard_normal((count, 3)), rng.standard_normal(count)


OPTIONS = {
    "batch_size": 20,
    "progress": False,
    "optimizer": be.Adam(ReduceOnPlateau(0.05, factor=0.5, patience=2, monitor="loss")),
}


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_training_follows_it(engine):
    net = be.mlp(3, [8], 1, seed=0)
    history = net.fit(*noise(), epochs=60, engine=engine, **OPTIONS)
    used = [record.learning_rate for record in history]
    course = Plateau(OPTIONS["optimizer"].learning_rate)
    want = []
    for loss in history.loss:
        want.append(course.rate)
        course.observe(loss)
    assert used == want
    assert used[-1] < used[0]


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_a_run_that_is_taken_up_again_has_the_rates_it_would_have_had(engine, tmp_path):
    whole, half = be.mlp(3, [8], 1, seed=0), be.mlp(3, [8], 1, seed=0)
    want = whole.fit(*noise(), epochs=60, engine=engine, **OPTIONS)
    path = tmp_path / "run.npz"
    half.fit(*noise(), epochs=37, engine=engine, checkpoint=path, **OPTIONS)
    other = be.mlp(3, [8], 1, seed=0)
    history = other.fit(*noise(), epochs=60, engine=engine, checkpoint=path, resume=True, **OPTIONS)
    assert [r.learning_rate for r in history] == [r.learning_rate for r in want]
    assert other.parameters.vector.tobytes() == whole.parameters.vector.tobytes()


def test_partial_fit_follows_it_too():
    whole, steps = be.mlp(3, [8], 1, seed=0), be.mlp(3, [8], 1, seed=0)
    whole.fit(*noise(), epochs=40, **OPTIONS)
    for _ in range(40):
        steps.partial_fit(*noise(), batch_size=20, optimizer=OPTIONS["optimizer"])
    assert steps.parameters.vector.tobytes() == whole.parameters.vector.tobytes()


def test_going_back_to_the_best_epoch_goes_back_to_its_rate():
    X, y = noise(40)
    net = be.mlp(3, [32], 1, seed=0)
    optimizer = be.Adam(ReduceOnPlateau(0.05, factor=0.5, patience=1))
    history = net.fit(
        X, y, epochs=60, validation=0.5, early_stopping=8, optimizer=optimizer, progress=False
    )
    assert history.stopped == "early stopping"
    course = Plateau(optimizer.learning_rate)
    for loss in history.val_loss[: history.best_epoch + 1]:
        course.observe(loss)
    assert net._optimizer_state.plateau.rate == course.rate > history.epochs[-1].learning_rate
    assert net._optimizer_state.rate == history.epochs[history.best_epoch].learning_rate


def test_what_cannot_be_watched_is_refused():
    net = be.mlp(3, [8], 1, seed=0)
    with pytest.raises(
        OptionError, match="ReduceOnPlateau monitors val_loss, and there are no validation rows"
    ):
        net.fit(*noise(), optimizer=be.Adam(ReduceOnPlateau(0.1)))
    with pytest.raises(OptionError, match="ReduceOnPlateau monitors val_loss"):
        net.partial_fit(*noise(), optimizer=be.Adam(ReduceOnPlateau(0.1)))
    net.fit(*noise(), epochs=1, validation=0.2, optimizer=be.Adam(ReduceOnPlateau(0.1)), progress=False)
