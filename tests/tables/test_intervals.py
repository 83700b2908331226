"""Intervals hold as many new rows as they say, and come back from files with the same bits."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import barreleye as be
from barreleye._tree import Tree
from barreleye.errors import FileFormatError, OptionError
from barreleye.tables._intervals import Intervals
from support.tables import fitted_prices, fitted_sides, prices

EPS = float(np.finfo(float).eps)
# A share of so many new rows is further off than this times its deviation once in 15,000 cases.
FAR = 4.0


def simulated(rows, seed):
    """Return answers, and a truth whose errors are the larger the larger the answer is."""
    rng = np.random.default_rng(seed)
    predicted = rng.uniform(0.0, 10.0, rows)
    return predicted, predicted + (0.1 + predicted) * rng.normal(size=rows)


def restored(description):
    return Intervals.from_description(Tree(json.loads(json.dumps(description)), "a file"))


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95])
def test_as_many_new_rows_as_asked_for_lie_in_their_interval_whatever_the_answer(level):
    known, (predicted, truth) = Intervals.learn(*simulated(4_000, 0)), simulated(20_000, 1)
    assert len(known.edges) == 4
    off = known.half_width(predicted, level)
    held = np.abs(predicted - truth) <= off
    part = np.searchsorted(known.edges, predicted, side="right")
    for k in range(5):
        rows = part == k
        # the quantile of 800 errors is itself that of a level with a deviation of sqrt(p(1 - p) / 800); and
        # errors that are kept at 200 ranks of 800 are read between two of these
        spread = math.sqrt(level * (1.0 - level) * (1.0 / 800 + 1.0 / rows.sum()))
        assert abs(held[rows].mean() - level) < FAR * spread + 4.0 / 800
    widths = [off[part == k][0] for k in range(5)]
    assert widths == sorted(widths)  # larger answers are further off
    assert widths[4] > 3.0 * widths[0]


@settings(max_examples=40)
@given(st.integers(5, 300), st.floats(0.1, 0.97), st.integers(0, 2**32))
def test_the_width_is_the_error_of_the_rank_that_one_more_row_would_have(rows, level, seed):
    rank = math.ceil(level * (rows + 1))
    predicted, truth = simulated(rows, seed)
    known = Intervals.learn(predicted, truth)
    assert known.edges == ()
    if rank > rows:
        with pytest.raises(OptionError, match=f"and there were {rows}: ask for"):
            known.half_width(predicted, level)
        return
    errors = np.sort(np.abs(predicted - truth))
    width = known.half_width(predicted[:1], level)[0]
    if rows <= 200:  # all errors are kept
        assert width == pytest.approx(errors[rank - 1], rel=8 * EPS)
    else:  # the ranks next to it, at most two away
        assert errors[max(0, rank - 3)] <= width <= errors[min(rows - 1, rank + 1)]


def test_a_new_row_is_held_as_often_as_its_rank_among_all_rows_says():
    # of 10 errors and a new one, half of 11 are 6 of them; and 9 of 10 of 20 are 18
    rng, many = np.random.default_rng(0), 4_000
    for rows, level, share in ((10, 0.5, 6 / 11), (19, 0.9, 18 / 20)):
        held = 0
        for errors in rng.exponential(size=(many, rows + 1)):
            known = Intervals.learn(errors[:rows], np.zeros(rows))
            held += errors[rows] <= known.half_width(np.zeros(1), level)[0]
        assert abs(held / many - share) < FAR * math.sqrt(share * (1.0 - share) / many)


def test_answers_are_in_parts_of_two_hundred_rows_or_more():
    for rows, parts in ((60, 1), (399, 1), (400, 2), (999, 4), (1_000, 5), (5_000, 5)):
        predicted, truth = simulated(rows, 0)
        known = Intervals.learn(predicted, truth)
        assert (len(known.edges), len(known.errors), len(known.rows)) == (parts - 1, parts, parts)
        assert sum(known.rows) == rows
        assert max(known.rows) - min(known.rows) <= 1
        want = np.quantile(predicted, np.arange(1, parts) / parts)
        assert known.edges == pytest.approx(want, rel=1e-12)
        assert all(len(one) == min(n, 200) for one, n in zip(known.errors, known.rows, strict=True))
        first = np.abs(predicted - truth)[predicted < min(known.edges, default=math.inf)]
        assert (known.errors[0][0], known.errors[0][-1]) == (first.min(), first.max())


@pytest.mark.parametrize("level", [0, 1, 1.0, -0.5, 2, math.nan, True, None, "0.9", [0.9]])
def test_what_is_no_share_of_the_rows_is_refused(level):
    known = Intervals.learn(*simulated(60, 0))
    with pytest.raises(
        OptionError, match="interval is a share of the rows between 0 and 1, got"
    ) as told:
        known.half_width(np.zeros(1), level)
    assert "\n" not in str(told.value)


def test_too_few_rows_are_refused_in_one_sentence():
    known = Intervals.learn(*simulated(56, 0))
    assert known.half_width(np.zeros(1), 0.98)[0] == max(known.errors[0])
    with pytest.raises(OptionError) as told:
        known.half_width(np.zeros(1), 0.99)
    assert str(told.value).startswith("interval=0.99 needs 99 rows or more, and there were 56")
    assert "\n" not in str(told.value)


def test_intervals_come_back_with_the_same_bits(tmp_path):
    for rows in (30, 2_000):
        known = Intervals.learn(*simulated(rows, 3))
        again = restored(known.describe())
        assert again == known
    model = fitted_prices().model
    model.save(tmp_path / "m.npz")
    loaded = be.load(tmp_path / "m.npz")
    assert loaded.intervals == model.intervals
    for end in ("low", "high"):
        first, second = (
            getattr(one.predict(prices(rows=20), interval=0.8), end) for one in (model, loaded)
        )
        assert first.tobytes() == second.tobytes()


DAMAGE = {
    "edges that fall": lambda d: d | {"edges": d["edges"][::-1]},
    "an edge too many": lambda d: d | {"edges": [*d["edges"], 99.0]},
    "an edge that is no number": lambda d: d | {"edges": [*d["edges"][:-1], "high"]},
    "errors that fall": lambda d: d | {"errors": [d["errors"][0][::-1], *d["errors"][1:]]},
    "an error below 0": lambda d: d | {"errors": [[-1.0, *d["errors"][0][1:]], *d["errors"][1:]]},
    "a part without errors": lambda d: d | {"errors": [[], *d["errors"][1:]]},
    "errors of one part too few": lambda d: d | {"errors": d["errors"][1:]},
    "rows of one part too many": lambda d: d | {"rows": [*d["rows"], 7]},
    "no rows": lambda d: d | {"rows": [0, *d["rows"][1:]]},
    "half a row": lambda d: d | {"rows": [0.5, *d["rows"][1:]]},
    "no edges": lambda d: {name: one for name, one in d.items() if name != "edges"},
    "something else": lambda d: d | {"level": 0.9},
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_damaged_intervals_are_refused(damage):
    known = Intervals.learn(*simulated(1_000, 0)).describe()
    restored(known)  # as they are, they are read
    with pytest.raises(FileFormatError):
        restored(damage(known))


def test_the_intervals_of_a_fit_are_the_errors_of_rows_that_were_not_learned_from():
    fit = fitted_prices()
    errors = np.sort(np.abs(fit.predicted - fit.y_true))
    assert fit.model.intervals.rows == (240,)
    # 200 of the 240 errors are kept, at equal distances of rank
    kept = [errors[round(k * 239 / 199)] for k in range(200)]
    assert list(fit.model.intervals.errors[0]) == kept
    answers = fit.model.predict(prices(rows=20), interval=0.9)
    off = fit.model.intervals.half_width(answers.values, 0.9)
    assert np.array_equal(answers.low, answers.values - off)
    assert np.array_equal(answers.high, answers.values + off)
    assert errors[215] <= off[0] <= errors[218]  # the rank is 0.9 · 241, rounded up: 217
    without = fit.model.predict(prices(rows=20))
    assert (without.low, without.high) == (None, None)
    assert np.array_equal(without.values, answers.values)


def test_models_that_know_no_intervals_refuse_them(tmp_path):
    older = be.TableModel(
        *(getattr(fitted_prices().model, name) for name in ("encoder", "target", "network"))
    )
    older.save(tmp_path / "m.npz")
    for model, data in (
        (fitted_sides().model, {"x": [0.5]}),
        (older, prices(rows=2)),
        (be.load(tmp_path / "m.npz"), prices(rows=2)),
    ):
        with pytest.raises(OptionError, match="this model knows no intervals: it predicts classes, or"):
            model.predict(data, interval=0.9)
        assert model.predict(data).low is None
