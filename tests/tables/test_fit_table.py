"""The main job on tables whose answer is known."""

# ruff: noqa: PD011 - the values here are Barreleye's, not those of pandas

import math
import statistics

import numpy as np
import pandas as pd
import polars as pl
import pytest

import barreleye as be
from barreleye.errors import DataError, OptionError
from barreleye.tables.fitting import by_chance
from barreleye.training import hold_out
from support.tables import fitted_prices, fitted_sides, prices, save_csv, sides


def quick(data, target, **options):
    return be.fit_table(data, target, **({"hidden": (8,), "epochs": 20, "progress": False} | options))


def rmse(a, b):
    return math.sqrt(np.mean((np.asarray(a) - np.asarray(b)) ** 2))


def test_regression_answers_in_the_units_of_the_table():
    fit, data = fitted_prices(), prices()
    answers = fit.model.predict(data).values
    y_true = np.array(data["price"])
    assert set(fit.y_true) <= set(y_true)
    assert rmse(answers, y_true) < y_true.std() / 4
    assert fit.scores.scores[0].value == pytest.approx(rmse(fit.predicted, fit.y_true), rel=1e-12)
    assert fit.scores.scores[0].unit == "price"


def test_words_matter():
    fit, data = fitted_prices(), prices()
    price, size = np.array(data["price"]), np.array(data["size"])
    line = np.polynomial.Polynomial.fit(size, price, 1)
    best_without_words = rmse(line(size), price)
    assert rmse(fit.model.predict(data).values, price) < best_without_words
    without = quick(data, "price", drop=["colour"], epochs=40)
    assert without.scores.scores[0].value > fit.scores.scores[0].value


def test_hole_flags_matter():
    x = [None if row % 2 else 4.0 + row % 3 for row in range(240)]
    data = {"x": x, "y": ["gone" if value is None else "there" for value in x]}
    fit = quick(data, "y", epochs=60)
    # the fill is 5: without a flag, missing values and true fives look the same, and one of them is missed
    assert fit.model.encoder.plans[0].fill == 5.0
    fives = x.count(5.0) / len(x)
    assert fit.scores.scores[0].value > 1.0 - fives / 2


def test_a_step_between_two_classes_is_found():
    fit = fitted_sides()
    assert fit.model.target.classes == ("left", "right")
    accuracy = fit.scores.scores[0]
    assert accuracy.value == np.mean(fit.y_true == fit.predicted)
    # of 15 rows that are held out 8 are of one class: among the rows to learn from the other one has one more
    assert accuracy.baseline == pytest.approx(7 / 15, rel=1e-15)
    assert accuracy.value > 0.9
    assert fit.model.predict({"x": [-0.9, 0.9]}).values.tolist() == ["left", "right"]


def test_every_row_is_scored_once_in_the_order_of_the_folds():
    fit, labels = fitted_sides(), np.array(sides()["side"])
    folds = by_chance(8, 120, (labels == "right").astype(int), 0)
    assert (fit.rows, fit.scores.rows, len(fit.folds), fit.effort) == (120, 120, 8, "normal")
    assert fit.y_true.tolist() == labels[np.concatenate([fold.held_out for fold in folds])].tolist()


def test_test_rows_are_held_out_class_by_class_and_never_learned_from():
    data = sides()
    fit, labels = quick(data, "side", epochs=2, validation=0.2), np.array(data["side"])
    assert (fit.rows, fit.scores.rows, fit.tested.rows) == (96, 96, 24)
    assert fit.tested.confusion.sum(axis=1).tolist() == [12, 12]
    train, test = hold_out(0.2, 120, (labels == "right").astype(int), 0)
    x = np.array(data["x"])
    assert fit.model.encoder.plans[0].center == pytest.approx(np.mean(x[train]), abs=1e-15)
    answers = fit.model.predict({"x": x[test]}).values
    assert fit.tested.scores[0].value == np.mean(answers == labels[test])


def test_neither_the_scale_of_the_target_nor_the_baseline_knows_the_rows_held_out():
    price = np.array(prices()["price"], dtype=float)
    fit = quick(prices(), "price", epochs=1, validation=0.2)
    train, held_out = hold_out(0.2, len(price), None, 0)
    mean, deviation = statistics.fmean(price[train]), statistics.pstdev(price[train])
    # sums of positive numbers, each rounded once: as many halves of an eps as there are rows
    close = {"rel": len(price) * np.finfo(float).eps, "abs": 0.0}
    assert fit.model.target.center == pytest.approx(mean, **close)
    assert fit.model.target.scale == pytest.approx(deviation, **close)
    assert fit.tested.scores[0].baseline == pytest.approx(rmse(mean, price[held_out]), **close)
    known, errors = price[train], []
    for fold in by_chance(8, len(known), None, 0):
        errors += (known[fold.held_out] - statistics.fmean(known[fold.train])).tolist()
    assert fit.scores.scores[0].baseline == pytest.approx(rmse(errors, 0.0), **close)
    errors = known - statistics.fmean(known)
    assert fit.scores.scores[0].baseline != pytest.approx(rmse(errors, 0.0), rel=1e-4)


def test_the_baseline_of_classes_counts_the_training_rows():
    labels = np.arange(63) % 7 // 5  # 5 of 7 rows are of class 0
    fit = quick({"x": list(range(63)), "y": labels.tolist()}, "y", epochs=1)
    losses = []
    for fold in by_chance(8, len(labels), labels, 0):
        seen = (
            np.bincount(labels[fold.train]) + 1.0
        )  # one more of each class, so that none is impossible
        losses += (-np.log(seen / seen.sum())[labels[fold.held_out]]).tolist()
    assert fit.scores.scores[-1].baseline == pytest.approx(statistics.fmean(losses), rel=1e-12)
    there = np.bincount(labels) + 1.0
    assert -np.log(there / there.sum())[labels].mean() != pytest.approx(
        statistics.fmean(losses), rel=1e-9
    )


def test_folds_know_their_best_epoch_and_the_network_of_the_model_has_no_rows_held_out():
    fit = fitted_sides()
    for fold in fit.folds:
        assert fold.best_epoch == int(np.argmin(fold.val_loss))
    assert fit.history.best_epoch is None
    assert fit.history.val_loss == []
    assert (fit.history.stopped, len(fit.history)) == ("epochs", 25)


def test_patience_ends_the_training_of_a_fold_early():
    fit = quick(sides(), "side", epochs=300, patience=2, effort="quick", learning_rate=0.3)
    (fold,) = fit.folds
    assert fold.stopped == "early stopping"
    assert fold.best_epoch == len(fold) - 3
    assert len(fit.history) < 300  # as many epochs as were best


@pytest.mark.parametrize("frame", [pl.DataFrame, pd.DataFrame])
def test_frames_files_and_lists_give_the_same_model_bit_for_bit(tmp_path, frame):
    data = prices(rows=40)
    data["colour"][7] = None
    first = quick(data, "price", epochs=3).model.network.parameters.vector
    for same in (frame(data), save_csv(tmp_path / "t.csv", data)):
        again = quick(same, "price", epochs=3).model.network.parameters.vector
        assert again.tobytes() == first.tobytes()


def test_the_seed_decides_everything_and_no_global_state_is_touched():
    np.random.seed(1)  # noqa: NPY002  the global state is what is watched
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    runs = [quick(sides(), "side", epochs=3, seed=seed) for seed in (4, 4, 5)]
    first, second, third = (run.model.network.parameters.vector.tobytes() for run in runs)
    assert first == second != third
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002


def test_the_library_prints_nothing(capfd):
    quick(sides(), "side", epochs=2)
    assert capfd.readouterr() == ("", "")


def test_rows_without_the_target_are_left_out_and_told():
    data = prices(rows=60)
    data["price"][3] = data["price"][10] = None
    fit = quick(data, "price", epochs=2)
    assert fit.rows == 58
    assert "2 rows without 'price' left out" in fit.warnings


WARNINGS = {
    "constant column": ({"dull": [1] * 60}, "column 'dull' left out: it is always 1"),
    "few rows": (
        {"x": list(range(29)), "y": [0.5, 1.5, 2.5, 3.5] * 7 + [1.0]},
        "checked on 29 rows only",
    ),
    "typo": ({"n": ["1.5"] * 30 + ["2.5"] * 29 + ["oops"]}, "row 60 has 'oops'"),
}


@pytest.mark.parametrize(("columns", "warning"), WARNINGS.values(), ids=WARNINGS.keys())
def test_warnings_say_what_is_odd(columns, warning):
    rng = np.random.default_rng(0)
    data = {"x": rng.random(60).tolist(), "y": rng.random(60).tolist()} | columns
    fit = quick(data, "y", epochs=1, learning_rate=1e-9)
    assert any(warning in told for told in fit.warnings), fit.warnings


def test_words_that_share_an_input_are_warned_of():
    data = sides(rows=660) | {"w": [f"w{i % 330}" for i in range(660)]}
    told = quick(data, "side", epochs=1, effort="quick").warnings
    assert "column 'w' has more than 300 different words: the rarer ones share one input" in told


def test_rare_and_lopsided_classes_are_warned_of():
    data = {"x": list(range(60)), "y": ["a"] * 57 + ["b"] * 3}
    told = " ".join(quick(data, "y", epochs=1).warnings)
    assert "fewer than 5 rows of class 'b'" in told
    assert "95% of the rows are 'a'" in told


class Interruption:
    """An observer that presses Ctrl-C after an epoch, or within the first one."""

    def __init__(self, epoch):
        self.epoch = epoch

    def rows_done(self, *_):
        """Watch on."""

    def epoch_done(self, record):
        if record.epoch == self.epoch:
            raise KeyboardInterrupt


def test_ctrl_c_in_the_last_network_keeps_the_best_one_so_far_and_says_so():
    whole = quick(prices(), "price", epochs=20)
    late = quick(prices(), "price", epochs=20, progress=Interruption(epoch=18))
    early = quick(prices(), "price", epochs=20, progress=Interruption(epoch=0))
    assert not whole.interrupted
    for fit in (late, early):
        assert fit.interrupted
        assert "interrupted: the model is the best network so far" in fit.warnings
        assert fit.scores == whole.scores  # the folds were over
        assert fit.predicted.tobytes() == whole.predicted.tobytes()
    assert (late.history.stopped, late.history.loss) == ("interrupted", whole.history.loss[:19])
    # after one epoch a network of the folds is nearer to what all of them answer
    assert [one.loss for one in early.folds].count(early.history.loss) == 1


OPTIONS = {
    "target": ({"target": "prize"}, DataError, "no column 'prize'; did you mean 'price'"),
    "drop": ({"drop": ["color"]}, DataError, "no column 'color'; did you mean 'colour'"),
    "drop the target": ({"drop": ["price"]}, OptionError, "'price' is the target"),
    "drop everything": ({"drop": ["size", "colour"]}, DataError, "no column is left"),
    "task": ({"task": "guess"}, OptionError, "got 'guess'"),
    "activation": ({"activation": "rleu"}, be.errors.UnknownNameError, "did you mean 'relu'"),
    "validation": ({"validation": 1.0}, OptionError, "between 0 and 1, got 1.0"),
    "too small a share": ({"validation": 0.001}, DataError, "too few to hold out"),
    "learning rate": ({"learning_rate": 0.0}, OptionError, "learning_rate is a number above 0, got 0.0"),
    "weight decay": (
        {"weight_decay": -0.1},
        OptionError,
        "weight_decay is a number of 0 or more, got -0.1",
    ),
    "effort": ({"effort": "much"}, OptionError, "effort.*'quick'.*'normal'.*got 'much'"),
    "group": ({"group": "color"}, DataError, "no column 'color'; did you mean 'colour'"),
    "group is the target": (
        {"group": "price"},
        OptionError,
        "'price' is the target: it cannot be the group",
    ),
    "time": ({"time": "sise"}, DataError, "no column 'sise'; did you mean 'size'"),
    "time is the target": (
        {"time": "price"},
        OptionError,
        "'price' is the target: it cannot be the time",
    ),
    "time of words": (
        {"time": "colour"},
        DataError,
        "the time 'colour' holds words: give a column of dates",
    ),
    "patience": ({"patience": 0}, OptionError, "at least 1, got 0"),
    "batch size": ({"batch_size": 0}, OptionError, "at least 1, got 0"),
    "hidden": ({"hidden": (0,)}, OptionError, "at least 1, got 0"),
}


@pytest.mark.parametrize(("options", "error", "message"), OPTIONS.values(), ids=OPTIONS.keys())
def test_a_wrong_option_is_refused_by_name(options, error, message):
    with pytest.raises(error, match=message):
        quick(prices(rows=60), **({"target": "price"} | options))


def test_every_row_a_class_of_its_own_is_refused():
    with pytest.raises(DataError, match="class of its own in 'y'"):
        quick({"x": list(range(30)), "y": [f"k{i}" for i in range(30)]}, "y")


def test_a_column_that_cannot_be_used_can_be_dropped():
    data = prices(rows=60) | {"broken": [float("inf")] * 60}
    with pytest.raises(DataError, match="'broken' has inf in row 1"):
        quick(data, "price")
    assert quick(data, "price", epochs=1, drop=["broken"]).rows == 60


def test_columns_that_say_nothing_are_no_better_than_the_baseline():
    rng = np.random.default_rng(0)
    data = {"x": rng.random(1000).tolist(), "y": rng.random(1000).tolist()}
    fit = quick(data, "y", epochs=1, learning_rate=1e-9)  # first weights: noise on top of the noise
    assert any("no better than the baseline" in told for told in fit.warnings), fit.warnings
