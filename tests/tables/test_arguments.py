# ruff: noqa: PD011  columns and answers are not those of pandas
"""Odd arguments: one sentence that says what is wanted, and no error of somebody else."""

import contextlib
import datetime as dt
import decimal
import fractions

import numpy as np
import pandas as pd
import polars as pl
import pytest

import barreleye as be
from barreleye.errors import BarreleyeError, DataError, OptionError
from support.tables import fitted_prices

GOOD = {"x": list(range(40)), "y": [1.5, 2.5] * 20}
FRAME = pd.DataFrame(GOOD)
MATRIX = np.arange(80.0).reshape(40, 2)

ODD = {
    "None": None, "0": 0, "-1": -1, "2.5": 2.5, "nan": float("nan"), "infinity": float("inf"),
    "True": True, "text": "a", "empty": "", "null": "a\0b", "half": "a\udcff", "bytes": b"a", "list": ["a", "b"],
    "nothing": [], "vector": MATRIX[:, 0], "0-d": np.array(3), "matrix": MATRIX[:9], "series": FRAME["y"],
    "polars": pl.Series([1.0]), "frame": FRAME, "lazy": pl.DataFrame(GOOD).lazy(), "mapping": {"a": 1},
    "set": {"a"}, "function": len, "object": object(), "complex": 1j, "tuple": ("x", "y"),
    "date": dt.date(2020, 1, 1),
    "Decimal": decimal.Decimal("0.2"), "Fraction": fractions.Fraction(1, 5), "type": int,
    "masked": np.ma.array([0.2], mask=[True]), "NumPy's text": np.str_("x"), "NumPy's number": np.int64(3),
}  # fmt: skip
COUNTS = ["epochs", "patience", "batch_size", "seed"]
OPTIONS = [
    "target", "task", "hidden", "activation", "validation", "drop", "effort", "group", "time", "numbers",
    "learning_rate", "weight_decay", *COUNTS,
]  # fmt: skip


def fit(data=GOOD, target="y", **options):
    return be.fit_table(data, target, **({"hidden": (), "epochs": 1, "progress": False} | options))


def obeyed_or_refused(call, *arguments, **options):
    """Call; whatever is not obeyed has to be refused on purpose, in a message of bounded length."""
    with contextlib.suppress(BarreleyeError):
        call(*arguments, **options)
        return
    with pytest.raises(BarreleyeError) as refusal:
        call(*arguments, **options)
    assert len(str(refusal.value)) < 600


@pytest.mark.parametrize("value", ODD.values(), ids=ODD.keys())
@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_is_obeyed_or_refused(option, value):
    obeyed_or_refused(fit, **{option: value})


@pytest.mark.parametrize("value", ODD.values(), ids=ODD.keys())
def test_everything_is_a_table_or_refused(value):
    model = fitted_prices().model
    for call in (be.tables.as_table, be.tables.read_table, model.predict, fit):
        obeyed_or_refused(call, value)


@pytest.mark.parametrize("value", ODD.values(), ids=ODD.keys())
def test_everything_is_a_column_or_an_entry_or_refused(value, tmp_path):
    model = fitted_prices().model
    for column in (value, [value], [value, 1.0], [1.0, value], ["word", value]):
        obeyed_or_refused(model.predict, {"size": column, "colour": ["red"] * 2})
        obeyed_or_refused(model.predict, {"size": [1.0] * 2, "colour": column})
    many = [value] * 10 + list(range(30))
    obeyed_or_refused(fit, GOOD | {"z": many})
    obeyed_or_refused(fit, {"x": GOOD["x"], "y": many})
    source = be.datasets.penguins_csv()
    for added in (value, {"a": value}, {"a": [value] * 344}, {"a": [value, *range(343)]}):
        obeyed_or_refused(be.tables.write_table, tmp_path / "o.csv", source, added)


def test_arrays_without_names_are_told_how_to_get_some():
    for data in (MATRIX, MATRIX.tolist(), [{"x": 1}], pl.DataFrame(GOOD).lazy(), FRAME["x"]):
        with pytest.raises(DataError) as refusal:
            fit(data, MATRIX[:, 0])
        sentence = str(refusal.value)
        assert f"got {type(data).__name__}" in sentence
        assert (
            "such as {'size': [1, 2], 'price': [3, 4]}, and the target by its name, 'price'" in sentence
        )
        assert "net.fit(X, y)" in sentence


@pytest.mark.parametrize(
    ("target", "told"),
    [
        (["x", "y"], "['x', 'y']"),
        (FRAME["y"], "a Series"),
        (MATRIX, "a ndarray"),
        (None, "None"),
        (True, "True"),
    ],
)
def test_a_target_that_is_no_name_is_told_what_to_do(target, told):
    with pytest.raises(OptionError, match="target is the name of one column") as refusal:
        fit(target=target)
    assert f"got {told}: put the values into the table under a name" in str(refusal.value)


def test_a_frame_for_validation_is_a_table_of_test_rows():
    assert fit(validation=FRAME[:15]).tested.rows == 15
    with pytest.raises(DataError, match="the table lacks the column 'x'"):
        fit(validation=FRAME[["y"]])


def test_columns_may_have_whole_numbers_for_names():
    frame = pd.DataFrame(MATRIX)
    assert fit(frame, 1).model.target.name == "1"
    assert (
        fit(
            frame | {2: frame[0]} if isinstance(frame, dict) else frame.assign(z=1.0),
            np.int64(1),
            drop=["z"],
        ).rows
        == 40
    )


def test_a_masked_entry_is_a_hole():
    column = np.ma.array(np.arange(40.0), mask=np.arange(40) == 7)
    table = be.tables.as_table({"x": column})
    assert table["x"].kind == "numbers"
    assert np.flatnonzero(table["x"].missing).tolist() == [7]


def test_moments_with_a_time_zone_are_read_alike_from_everywhere():
    zone = dt.timezone(dt.timedelta(hours=2))
    moments = [dt.datetime(2020, 1, 1, 1, tzinfo=zone) + dt.timedelta(days=i) for i in range(4)]
    days = [be.tables.as_table(data)["t"] for data in (
        {"t": moments}, pd.DataFrame({"t": moments}), pl.DataFrame({"t": moments}),
    )]  # fmt: skip
    for column in days:
        assert column.kind == "dates"
        assert column.values.tolist() == days[0].values.tolist()
    assert days[0].values[0] == (dt.date(2020, 1, 1) - dt.date(1970, 1, 1)).days - 1 / 24


def test_spans_of_time_are_days_from_everywhere():
    spans = [dt.timedelta(days=1.5), None, dt.timedelta(0)]
    for data in ({"t": spans}, {"t": np.array(spans, "timedelta64[s]")}, pl.DataFrame({"t": spans})):
        np.testing.assert_array_equal(be.tables.as_table(data)["t"].values, [1.5, np.nan, 0.0])


def test_added_columns_need_an_entry_for_every_row(tmp_path):
    source = be.datasets.penguins_csv()
    with pytest.raises(DataError, match=r"column 'a' has 2 entries, and .* 344 rows"):
        be.tables.write_table(tmp_path / "o.csv", source, {"a": [1, 2]})
    with pytest.raises(OptionError, match="a mapping of names to entries, got 5"):
        be.tables.write_table(tmp_path / "o.csv", source, 5)
    assert list(tmp_path.iterdir()) == []


def test_halves_of_characters_are_replaced_in_a_file(tmp_path):
    answers = ["a\udcff"] * 344
    be.tables.write_table(tmp_path / "o.csv", be.datasets.penguins_csv(), {"b\udcff": answers})
    lines = (tmp_path / "o.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].endswith(",b\N{REPLACEMENT CHARACTER}")
    assert all(line.endswith(",a\N{REPLACEMENT CHARACTER}") for line in lines[1:])
