"""Numbers as their place among all rows and the way through bins, few whole numbers one by one, parts of dates."""

import json
import math
from datetime import datetime, timedelta
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import barreleye as be
from barreleye.errors import FileFormatError, OptionError
from barreleye.tables import TableEncoder, as_table
from barreleye.tables.encodings import Bins, Codes, DateParts, Quantiles


def at(text):
    return datetime.fromisoformat(text)


def learn(bins=16, **columns):
    return TableEncoder.learn(as_table(columns), bins=bins)


def written(encoder):
    """Return what a model file holds of an encoder."""
    return json.loads(json.dumps(encoder.describe()))


def encode(encoder, **columns):
    return encoder.encode(encoder.read(as_table(columns)))


def test_each_bin_has_an_input_that_says_how_far_a_number_is_through_it():
    encoder = learn(bins=4, x=[float(i) / 2 for i in range(9)])  # quartiles at 0, 1, 2, 3 and 4
    assert encoder.inputs == ("x", "x from 0 to 1", "x from 1 to 2", "x from 2 to 3", "x from 3 to 4")
    rows = encode(encoder, x=[-1.0, 0.0, 0.25, 1.0, 2.5, 4.0, 9.0])[:, 1:]
    assert rows.tolist() == [
        [0, 0, 0, 0], [0, 0, 0, 0], [0.25, 0, 0, 0], [1, 0, 0, 0], [1, 1, 0.5, 0], [1, 1, 1, 1], [1, 1, 1, 1],
    ]  # fmt: skip


def test_bins_have_equally_many_rows_and_those_without_width_are_none():
    rng = np.random.default_rng(0)
    x = np.concatenate([np.zeros(300), rng.gamma(2.0, 1.0, 700)])
    (plan,) = learn(bins=10, x=x).plans
    edges = next(one.edges for one in plan.encodings if isinstance(one, Bins))
    assert (edges[0], edges[-1]) == (0.0, x.max())
    assert list(edges) == sorted(set(np.quantile(x, np.linspace(0, 1, 11))))
    counts = np.histogram(x[x > edges[1]], edges[1:])[0]
    assert np.ptp(counts) <= 1


def test_the_place_among_all_rows_is_a_normal_score():
    x = np.random.default_rng(0).exponential(size=4001)
    encoder = learn(x=x)
    scores = encode(encoder, x=x)[:, 0]
    order = np.argsort(x)
    assert (np.diff(scores[order]) >= 0).all()
    normal = NormalDist()
    for share in (0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99):
        place = float(encode(encoder, x=[float(np.quantile(x, share))])[0, 0])
        # knots are 0.103 apart in the score; between them a line stands for the curve of the quantiles
        assert place == pytest.approx(0.75 * normal.inv_cdf(share), abs=0.75 * 0.103 / 4)
    assert np.abs(scores).max() == pytest.approx(0.75 * 3.0902)


@given(st.lists(st.floats(-1e140, 1e140), min_size=3, max_size=60), st.floats(allow_nan=False))
def test_no_number_is_ever_far_out(known, other):
    if len(set(known)) < 2:
        return
    encoder = learn(x=[*known])
    (plan,) = encoder.plans
    if plan.dropped:
        return
    inputs = plan.number_inputs(np.array([other, *known]))
    assert np.isfinite(inputs).all()
    assert np.abs(inputs).max() <= 0.75 * 3.0902 + 1e-9


def test_few_whole_numbers_have_an_input_each():
    encoder = learn(doors=[2, 4, 3, 4, 5, 2, 4, 3])
    assert encoder.inputs[-4:] == ("doors = 2", "doors = 3", "doors = 4", "doors = 5")
    assert encode(encoder, doors=[4, 6])[:, -4:].tolist() == [[0, 0, 1, 0], [0, 0, 0, 0]]
    many = learn(x=[float(i % 11) for i in range(40)])  # eleven of them
    halves = learn(x=[0.5, 1.0, 1.5, 1.0, 0.5])
    for encoder in (many, halves):
        assert not any(isinstance(one, Codes) for one in encoder.plans[0].encodings)


def test_a_missing_number_is_0_in_every_input_and_flagged():
    encoder = learn(bins=4, x=[1.0, 2.0, 3.0, 4.0, None, 5.0])
    assert encoder.inputs[-1] == "x is missing"
    assert encode(encoder, x=[None])[0].tolist() == [0.0] * (len(encoder.inputs) - 1) + [1.0]
    # the bins, the numbers from 1 to 5, and that it is not missing
    assert encode(encoder, x=[5.0])[0, 1:].tolist() == [1, 1, 1, 1, 0, 0, 0, 0, 1, 0]


def test_dates_have_their_season_weekday_and_hour():
    days = [at("2024-01-01") + timedelta(hours=7 * i) for i in range(2000)]
    encoder = learn(bins=4, sold=days)
    names = encoder.inputs
    assert names[0] == "sold"
    assert names[1].startswith("sold from 2024-01-01 to 2024-")
    assert names[5:] == (
        "sold: season, sine", "sold: season, cosine", "sold: weekday, sine", "sold: weekday, cosine",
        "sold: weekend", "sold: hour, sine", "sold: hour, cosine",
    )  # fmt: skip
    saturday = at("2024-03-02T06")
    (row,) = encode(encoder, sold=[saturday])
    turn = 2 * math.pi * 5 / 7
    assert row[-5:] == pytest.approx([math.sin(turn), math.cos(turn), 1.0, 1.0, 0.0], abs=1e-9)
    for hour, weekend in (
        (at("2024-03-01"), 0.0),
        (at("2024-03-03"), 1.0),
        (at("2024-03-04"), 0.0),
    ):
        assert encode(encoder, sold=[hour])[0, -3] == weekend
    a_year_later = encode(encoder, sold=[saturday + timedelta(days=365.2425)])[0]
    assert a_year_later[5:7] == pytest.approx(row[5:7], abs=1e-9)


def test_parts_of_dates_that_do_not_differ_are_left_out():
    mondays = [at("2024-01-01") + timedelta(weeks=i) for i in range(8)]
    (plan,) = learn(day=mondays).plans
    assert not any(isinstance(one, DateParts) for one in plan.encodings)  # 49 days, all of them Mondays
    (plan,) = learn(day=[at("2024-01-01") + timedelta(days=i) for i in range(80)]).plans
    assert plan.encodings[-1] == DateParts(("season", "weekday", "weekend"))


def test_a_wide_table_has_fewer_bins():
    rng = np.random.default_rng(0)
    encoder = learn(**{f"x{i}": rng.normal(size=40) for i in range(400)})
    bins = [next(one for one in plan.encodings if isinstance(one, Bins)) for plan in encoder.plans]
    assert {len(one.edges) for one in bins} == {6}  # 2,000 for 400 columns
    encoder = learn(**{f"x{i}": rng.normal(size=40) for i in range(1000)})
    assert all(type(one) is Quantiles for plan in encoder.plans for one in plan.encodings)


def test_the_encoder_comes_back_from_json_with_every_bit():
    rng = np.random.default_rng(0)
    days = [at("2020-01-01") + timedelta(days=float(d)) for d in rng.uniform(0, 900, 60)]
    encoder = learn(x=rng.gamma(2.0, size=60), n=rng.integers(0, 5, 60), d=days, w=["a", "b"] * 30)
    again = TableEncoder.from_description(written(encoder))
    assert again == encoder


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("edges", [1.0, 1.0, 2.0]), ("edges", [1.0]), ("edges", [2.0, 1.0]), ("edges", [0.0, float("inf")]),
        ("edges", None), ("kind", "splines"), ("dates", "yes"),
    ],
)  # fmt: skip
def test_damaged_bins_are_refused(place, value):
    plans = written(learn(bins=4, x=[float(i) for i in range(20)]))
    TableEncoder.from_description(plans)  # as it is, it is read
    plans[0]["encodings"][1][place] = value
    with pytest.raises(FileFormatError):
        TableEncoder.from_description(plans)


def test_damaged_quantiles_codes_and_parts_are_refused():
    days = [at("2024-01-01") + timedelta(days=i) for i in range(80)]
    for k, part, changes in (
        (0, 0, {"scores": [1.0]}), (0, 0, {"values": []}), (0, 2, {"values": [3.0, 2.0]}),
        (1, 2, {"parts": ["moon"]}),
    ):  # fmt: skip
        plans = written(learn(bins=4, n=[i % 5 for i in range(80)], d=days))
        TableEncoder.from_description(plans)
        plans[k]["encodings"][part] |= changes
        with pytest.raises(FileFormatError):
            TableEncoder.from_description(plans)


def stairs():
    rng = np.random.default_rng(3)
    x = rng.uniform(0, 10, 600)
    return {"x": x, "noise": rng.normal(size=600), "y": np.where(np.floor(x) % 2 == 0, 1.0, -1.0)}


def test_bins_learn_steps_that_a_scaled_number_does_not(tmp_path):
    plan = {"progress": False, "seed": 0, "epochs": 60}
    bins = be.fit_table(stairs(), "y", numbers="bins", **plan)
    scaled = be.fit_table(stairs(), "y", numbers="scaled", **plan)
    # one of two answers, in ten steps: accuracy
    assert bins.scores.scores[0].value > 0.9
    assert scaled.scores.scores[0].value < 0.8
    bins.model.save(tmp_path / "model.npz")
    loaded = be.load(tmp_path / "model.npz")
    table = {name: values for name, values in stairs().items() if name != "y"}
    assert loaded.predict(table).values.tobytes() == bins.model.predict(table).values.tobytes()
    assert bins.model.encoder.plans[0].became == "17 inputs: the place among all rows, 16 through bins"


def test_one_column_with_bins_has_its_curve_in_the_report(tmp_path):
    from barreleye.reports import write_report  # noqa: PLC0415  matplotlib is slow to import

    x = stairs()["x"]
    fit = be.fit_table({"x": x, "y": np.sin(x)}, "y", numbers="bins", progress=False, epochs=5)
    write_report(fit, tmp_path / "report.html")
    assert (
        "The model has one column, so this curve is the whole model."
        in (tmp_path / "report.html").read_text()
    )
    inside = fit.model.encoder.plans[0].numbers(fit.trace.inputs)
    assert inside.min() >= 0.0
    assert inside.max() <= 10.0


def test_another_word_for_numbers_is_refused():
    with pytest.raises(OptionError, match=r"scaled.*bins"):
        be.fit_table(stairs(), "y", numbers="splines", progress=False)
