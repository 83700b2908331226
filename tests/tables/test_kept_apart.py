"""What nobody learns from: rows of the same group, rows of the future, rows to test on."""

import numpy as np
import pytest

import barreleye as be
from barreleye.errors import DataError
from barreleye.training import hold_out
from support.tables import prices, sides


def fit(data, target, **options):
    return be.fit_table(data, target, **({"hidden": (8,), "epochs": 8, "progress": False} | options))


def bits(found):
    return found.model.network.parameters.vector.tobytes()


def grouped():
    """Return rows of 12 customers, each of whom has a price of its own that no other column tells."""
    rng = np.random.default_rng(0)
    whose = np.repeat(np.arange(12), 10)
    table = {"x": rng.normal(size=120), "shop": [f"s{w}" for w in whose], "who": whose}
    return table | {"y": rng.normal(size=12)[whose] * 3.0 + 0.1 * rng.normal(size=120)}


def test_rows_of_a_group_are_scored_by_networks_that_know_no_row_of_it():
    apart, mixed = (
        fit(grouped(), "y", group="who", epochs=20),
        fit(grouped(), "y", drop="who", epochs=20),
    )
    # the shop tells the customer: known rows give the answer away
    assert mixed.scores.scores[0].value < 0.75 * mixed.scores.scores[0].baseline
    assert apart.scores.scores[0].value > 0.8 * apart.scores.scores[0].baseline
    assert "who" not in " ".join(apart.model.encoder.inputs)
    plan = next(one for one in apart.model.encoder.plans if one.name == "who")
    assert plan.dropped == "it says which rows belong together"
    assert (len(apart.folds), apart.scores.rows, apart.taught) == (8, 120, True)


def test_rows_held_out_for_a_test_are_of_groups_that_nothing_was_learned_from():
    found = fit(grouped(), "y", group="who", validation=0.25, epochs=2)
    plan = next(one for one in found.model.encoder.plans if one.name == "shop")
    assert found.rows + found.tested.rows == 120
    assert found.rows == 10 * len(plan.words)  # all rows of each shop that is known, and of no other


def test_group_and_time_together_are_both_obeyed_or_refused():
    data = grouped() | {"day": np.arange(120)}
    found = fit(data, "y", group="who", time="day", epochs=20, numbers="scaled")
    assert found.scores.rows == 60
    first = [one["y"].mean() for one in ({"y": data["y"][:k]} for k in (60, 70, 90, 100))]
    assert len(found.folds) == len(first)
    # blocks of 15 days begin within a customer, whose earlier rows are left out of what the baseline knows
    errors = data["y"][60:] - np.repeat(first, 15)
    assert found.scores.scores[0].baseline == pytest.approx(np.sqrt(np.mean(errors**2)), rel=1e-12)
    mixed = grouped() | {"who": np.arange(120) % 2, "day": np.arange(120)}
    with pytest.raises(DataError, match="give group or time, not both"):
        fit(mixed, "y", group="who", time="day")


def test_rows_are_scored_by_networks_of_the_past():
    day = np.random.default_rng(0).permutation(80)
    x = np.random.default_rng(1).normal(size=80)
    # after half of the days the answer turns round: only who has learned of the future can know it before
    data = {"x": x, "day": day, "y": np.where(day < 40, x, -x)}
    found = fit(data, "y", time="day", epochs=15, numbers="scaled")
    assert (len(found.folds), found.scores.rows, found.rows, found.taught) == (4, 40, 80, False)
    first = np.argsort(day)[40:50]
    # each fold has two parts, one after the other
    order = [*np.sort(first[:5]), *np.sort(first[5:])]
    assert found.y_true[:10].tolist() == pytest.approx(data["y"][order].tolist(), rel=1e-12)
    assert np.corrcoef(found.predicted[:10], found.y_true[:10])[0, 1] < -0.5
    assert found.checked.startswith("40 of 80 rows: each row was answered by one of 4 networks")


MISSING = {"group": [None, *range(59)], "time": [None, *range(59)]}


@pytest.mark.parametrize("option", MISSING)
def test_an_entry_that_is_missing_where_every_row_needs_one_is_refused(option):
    data = prices(rows=60) | {"when": MISSING[option]}
    with pytest.raises(
        DataError, match=rf"'when' has 1 missing entry, the first in row 1: every row needs a {option}"
    ):
        fit(data, "price", **{option: "when"})


@pytest.mark.parametrize("effort", ["normal", "quick"])
def test_test_rows_are_never_learned_from_as_a_table_or_as_a_share(effort):
    rows, share = prices(rows=60), fit(prices(rows=60), "price", validation=0.25, effort=effort)
    new = prices(rows=30, seed=9)
    table = fit(rows, "price", validation=new, effort=effort)
    assert (share.rows, share.tested.rows, table.rows, table.tested.rows) == (45, 15, 60, 30)
    other = {name: list(values) for name, values in rows.items()}
    for row in hold_out(0.25, 60, None, 0)[1]:
        other["price"][row] = 1e6 + row
    again = fit(other, "price", validation=0.25, effort=effort)
    assert bits(again) == bits(share)
    assert again.scores == share.scores
    assert again.model.target == share.model.target
    assert again.tested.scores[0].value > 1e5
    others = fit(rows, "price", validation=new | {"price": [1e6] * 30}, effort=effort)
    assert bits(others) == bits(table) == bits(fit(rows, "price", effort=effort))
    error = table.model.predict(new).values - np.array(new["price"])
    assert table.tested.scores[0].value == pytest.approx(
        np.sqrt(np.mean(error**2)), rel=1e-6
    )  # float32 answers


def test_a_table_of_test_rows_that_cannot_be_scored_is_refused_before_the_training(monkeypatch):
    def too_late(*_, **__):
        raise AssertionError("the training has begun")

    monkeypatch.setattr(be.Network, "fit", too_late)
    new = sides(rows=12)
    for wrong in (
        {"x": new["x"]},
        {"side": new["side"]},
        new | {"side": [None] * 12},
        new | {"side": ["up"] * 12},
        {"x": [], "side": []},
    ):
        with pytest.raises(DataError):
            fit(sides(rows=60), "side", validation=wrong)
