"""Answers that tie, rows that do not count, and the words of refusals: each was wrong once."""

import re

import numpy as np
import pytest

import barreleye as be
from barreleye import losses
from barreleye._tree import Tree
from barreleye.errors import BarreleyeError, FileFormatError, OptionError
from barreleye.tables._intervals import Intervals


def test_a_model_whose_answers_are_often_the_lowest_one_can_be_loaded_and_has_intervals(tmp_path):
    x = np.random.default_rng(0).normal(size=1000)
    data = {"x": x, "y": np.maximum(x, 0.0)}
    fit = be.fit_table(data, "y", hidden=(8,), epochs=20, progress=False)
    assert sum(fit.model.intervals.rows) == 1000
    assert min(fit.model.intervals.rows) > 0
    fit.model.save(tmp_path / "m.npz")
    be.load(tmp_path / "m.npz").predict(data, interval=0.9)


def test_ties_among_the_answers_leave_no_part_without_rows():
    predicted = np.maximum(np.random.default_rng(0).normal(size=1000), 0.0)
    known = Intervals.learn(predicted, np.zeros(1000))
    assert min(known.rows) > 0
    assert len(known.half_width(predicted, 0.9)) == 1000


def test_a_row_of_weight_0_whose_answer_is_far_out_changes_no_prediction():
    rng = np.random.default_rng(0)
    x = rng.normal(size=80)
    weight = np.ones(80)
    weight[0] = 0.0
    y, out = 2.0 * x, 2.0 * x
    out[0] = 1e6
    found = [
        be.fit_table(
            {"x": x, "y": one, "w": weight},
            "y",
            sample_weight="w",
            hidden=(8,),
            epochs=10,
            progress=False,
        )
        .model.predict({"x": x})
        .values
        for one in (y, out)
    ]
    assert np.abs(found[1] - found[0]).max() < 1.0


@pytest.mark.parametrize("rows", [2, 8, 10, 57, 199, 397])
def test_the_level_that_a_refusal_names_is_not_refused(rows):
    known = Intervals.learn(np.zeros(rows), np.arange(float(rows)))
    with pytest.raises(OptionError) as told:
        known.half_width(np.zeros(1), 1.0 - 1e-9)
    level = float(re.search(r"ask for ([\d.]+) or less", str(told.value))[1])
    assert known.half_width(np.zeros(1), level)[0] == rows - 1


@pytest.mark.parametrize(("level", "needed"), [(0.8, 4), (0.9, 9), (0.95, 19), (0.99, 99)])
def test_so_many_rows_as_a_refusal_names_are_enough_and_fewer_are_not(level, needed):
    Intervals.learn(np.zeros(needed), np.ones(needed)).half_width(np.zeros(1), level)
    with pytest.raises(OptionError, match=f"needs {needed} rows or more"):
        Intervals.learn(np.zeros(needed - 1), np.ones(needed - 1)).half_width(np.zeros(1), level)


@pytest.mark.parametrize(
    ("errors", "rows"), [([1.0, 2.0, 3.0], 1), ([1.0, 2.0], 10**6), ([1.0] * 201, 300)]
)
def test_errors_that_are_not_as_many_as_the_rows_keep_are_refused(errors, rows):
    with pytest.raises(FileFormatError):
        Intervals.from_description(Tree({"edges": [], "errors": [errors], "rows": [rows]}, "a file"))


@pytest.mark.parametrize("loss", ["absolute_error", losses.quantile.with_(level=0.9)])
def test_test_rows_are_scored_by_the_loss_that_was_asked_for(loss):
    x = np.random.default_rng(0).normal(size=80)
    fit = be.fit_table(
        {"x": x, "y": np.exp(x)}, "y", loss=loss, validation=0.25, hidden=(), epochs=3, progress=False
    )
    assert fit.tested.scores[0].name == fit.scores.scores[0].name


def test_rows_without_a_weight_are_missing_in_the_plural_and_singular():
    data = {"x": list(range(40)), "y": ["a", "b"] * 20, "w": [None] + [1.0] * 39}
    with pytest.raises(BarreleyeError, match="'w' has 1 missing entry: every row needs a weight"):
        be.fit_table(data, "y", sample_weight="w", progress=False)
