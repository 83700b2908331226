"""More rows of a small table: each has the entries of rows that are there, whole columns at a time."""

import math
from itertools import pairwise

import numpy as np
import pytest

import barreleye as be
from barreleye.losses import squared_error
from barreleye.tables.fitting import Rows, Settings, by_chance, learn
from barreleye.tables.fitting._more_rows import more_rows

WIDTHS, LINE = (3, 1, 4, 2), (1, 1, 2, 1)


def places(widths):
    ends = np.cumsum([0, *widths])
    return [slice(int(a), int(b)) for a, b in pairwise(ends)]


def table(rows, widths, sign=1.0):
    """Return rows whose every input tells the row and the column it is of."""
    columns = places(widths)
    X = np.empty((rows, sum(widths)), dtype=np.float32)
    for c, one in enumerate(columns):
        for k, place in enumerate(range(one.start, one.stop)):
            X[:, place] = sign * (np.arange(rows) + 10_000 * c + 0.125 * k)
    return Rows(X, np.zeros(rows), 0, squared_error, None, columns)


def both(rows):
    return table(rows, WIDTHS), table(rows, LINE, sign=-1.0)


def sources(found, widths, sign=1.0):
    """Return from which row each column of each row is, after checking that all its inputs are of the same."""
    whose = []
    for c, one in enumerate(places(widths)):
        first = sign * found[:, one] - 10_000 * c - 0.125 * np.arange(one.stop - one.start)
        assert (first == first[:, :1]).all()  # a column goes as a whole
        whose.append(first[:, 0].astype(int))
    return np.array(whose)


@pytest.mark.parametrize(
    ("rows", "times"),
    [(1, 9), (40, 9), (222, 9), (250, 8), (700, 2), (2_000, 1), (2_001, 0), (5_000, 0)],
)
def test_the_smaller_the_table_the_more_rows_there_are_nine_times_as_many_at_most(rows, times):
    X, L, at = more_rows(*both(rows), 0)
    assert at.tolist() == list(range(rows)) * times
    assert (X.shape, L.shape) == ((rows * times, sum(WIDTHS)), (rows * times, sum(LINE)))
    assert X.dtype == np.float32


@pytest.mark.parametrize("rows", [40, 300])
def test_every_column_is_that_of_some_row_the_same_for_networks_and_linear_models(rows):
    X, L, _ = more_rows(*both(rows), 0)
    found = sources(X, WIDTHS)
    assert found.min() >= 0
    assert found.max() < rows
    assert np.array_equal(found, sources(L, LINE, sign=-1.0))


def test_about_a_fifth_of_the_entries_are_of_another_row_whichever_column_it_is():
    rows = 200
    X, _, at = more_rows(*both(rows), 0)
    other = sources(X, WIDTHS) != at
    # a fifth is drawn anew, and one of 200 draws is the row itself
    share = 0.2 * (1.0 - 1.0 / rows)
    far = 4.0 * math.sqrt(share * (1.0 - share) / other.size)
    assert abs(other.mean() - share) < far
    for one in other:
        assert abs(one.mean() - share) < far * math.sqrt(len(other))
    # columns are exchanged independently of each other: two together in a twenty-fifth of the rows
    together = share**2
    for one, two in ((0, 1), (1, 3), (0, 2)):
        spread = math.sqrt(together * (1.0 - together) / len(at))
        assert abs((other[one] & other[two]).mean() - together) < 4.0 * spread
        drawn = sources(X, WIDTHS)[:, other[one] & other[two]]
        assert (drawn[one] != drawn[two]).mean() > 0.9  # and from other rows
    # all rows are drawn equally often
    counts = np.bincount(sources(X, WIDTHS)[other], minlength=rows)
    mean = other.sum() / rows
    assert abs(counts.var() / mean - 1.0) < 4.0 * math.sqrt(2.0 / rows)


def test_the_seed_decides_which_entries_are_exchanged():
    first, again, other = (more_rows(*both(60), seed)[0].tobytes() for seed in (1, 1, 2))
    assert first == again != other


def test_the_rows_of_the_table_are_not_changed():
    rows, scaled = both(60)
    before = rows.X.tobytes(), scaled.X.tobytes()
    more_rows(rows, scaled, 0)
    assert (rows.X.tobytes(), scaled.X.tobytes()) == before


def test_what_the_last_network_learns_has_the_weight_of_the_row_it_was_made_from(monkeypatch):
    told, fitted = [], be.Network.fit

    def watched(net, X, y, **how):
        told.append((X, how["sample_weight"]))
        return fitted(net, X, y, **how)

    monkeypatch.setattr(be.Network, "fit", watched)
    rng = np.random.default_rng(0)
    X, weights = rng.normal(size=(50, 2)).astype(np.float32), rng.random(50)
    rows = Rows(X, X[:, 0], 0, squared_error, weights, [slice(0, 1), slice(1, 2)])
    learn(
        rows,
        rows,
        by_chance(2, 50, None, 0),
        (Settings((4,), "relu", 2, 5, 7),),
        teach=True,
        progress=False,
    )
    last, used = told[-1]
    assert last[:50].tobytes() == X.tobytes()
    assert last[50:].tobytes() == more_rows(rows, rows, 7)[0].tobytes()
    assert used.tolist() == weights.tolist() * 10
