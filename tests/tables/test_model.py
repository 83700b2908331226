"""A model file holds everything: raw tables in, answers in the table's terms out."""

import json
import re

import numpy as np
import polars as pl
import pytest

import barreleye as be
from barreleye.errors import DataError, FileFormatError
from barreleye.tables import TableModel
from support.tables import fitted_prices, fitted_sides, prices, sides

QUICK = {"hidden": (), "epochs": 1, "progress": False}


def saved(path, fit):
    fit.model.save(path)
    return path


@pytest.mark.parametrize("fitted", [fitted_prices, fitted_sides])
def test_a_saved_model_answers_bit_for_bit_the_same(tmp_path, fitted):
    model = fitted().model
    data = prices() if fitted is fitted_prices else sides()
    again = be.load(saved(tmp_path / "m.npz", fitted()))
    assert isinstance(again, TableModel)
    assert (again.encoder, again.target) == (model.encoder, model.target)
    assert again.predict(data).values.tolist() == model.predict(data).values.tolist()


def test_labels_keep_their_kind_in_the_file(tmp_path):
    for labels in ([True, False], [3, 7], ["a", "b"], [0.5, 1.5]):
        data = {"x": list(range(20)), "y": labels * 10}
        fit = be.fit_table(data, "y", task="classification", hidden=(), epochs=1, progress=False)
        again = be.load(saved(tmp_path / "m.npz", fit))
        assert again.target.classes == tuple(sorted(labels))
        assert all(type(c) is type(labels[0]) for c in again.target.classes)
        assert set(again.predict(data).values.tolist()) <= set(labels)


def test_the_file_holds_json_and_arrays_and_nothing_to_execute(tmp_path):
    with np.load(saved(tmp_path / "m.npz", fitted_sides()), allow_pickle=False) as archive:
        assert sorted(archive.files) == ["description", "parameters"]
        description = json.loads(archive["description"].tobytes())
    assert description["target"]["classes"] == ["left", "right"]
    assert description["inputs"] == list(fitted_sides().model.encoder.inputs)
    assert description["inputs"][:2] == ["x", "x from -1 to -0.875"]


def test_confidences_are_rows_that_add_up_and_point_at_the_answer():
    model = fitted_sides().model
    answers = model.predict(sides())
    np.testing.assert_allclose(answers.probabilities.sum(axis=1), 1.0, rtol=1e-6)
    named = np.array(model.target.classes, dtype=object)[answers.probabilities.argmax(axis=1)]
    assert named.tolist() == answers.values.tolist()
    assert fitted_prices().model.predict(prices()).probabilities is None


def test_the_target_may_be_there_or_not_and_columns_may_change_places():
    model, data = fitted_prices().model, prices()
    whole = model.predict(data).values.tolist()
    turned = {"colour": data["colour"], "size": data["size"]}
    assert model.predict(turned).values.tolist() == whole
    assert model.predict(pl.DataFrame(turned)).values.tolist() == whole
    assert model.predict(turned | {"price": ["unknown"] * len(whole)}).values.tolist() == whole


def test_one_row_is_answered_as_among_many():
    model, data = fitted_prices().model, prices()
    one = {name: values[:1] for name, values in data.items()}
    np.testing.assert_allclose(model.predict(one).values, model.predict(data).values[:1], rtol=2**-20)


def test_missing_and_extra_columns_are_named():
    model, data = fitted_prices().model, prices(rows=5)
    with pytest.raises(DataError, match="lacks the column 'size'"):
        model.predict({"colour": data["colour"]})
    with pytest.raises(DataError, match="has the column 'age', which the model has never seen"):
        model.predict(data | {"age": [1] * 5})
    plain = model.predict(data).values.tolist()
    assert model.predict(data | {"age": [1] * 5}, ignore_extra=True).values.tolist() == plain


def test_columns_dropped_by_hand_may_be_in_the_table_to_predict():
    fit = be.fit_table(prices(), "price", **QUICK, drop=["colour"], numbers="scaled")
    with_it = fit.model.predict(prices()).values.tolist()
    assert fit.model.encoder.inputs == ("size",)
    assert fit.model.predict({"size": prices()["size"]}).values.tolist() == with_it


def test_answers_stay_in_the_range_of_the_training_rows_unless_more_is_asked_for(tmp_path):
    x = np.linspace(-1.0, 1.0, 60)
    fit = be.fit_table({"x": x, "y": 100.0 * x}, "y", **(QUICK | {"epochs": 20}), numbers="scaled")
    far = {"x": [-40.0, 0.1, 40.0]}
    for model in (fit.model, be.load(saved(tmp_path / "m.npz", fit))):
        limited, free = model.predict(far).values, model.predict(far, limited=False).values
        assert (limited[0], limited[2]) == (model.target.low, model.target.high) == (-100.0, 100.0)
        assert limited[1] == free[1]
        assert free[0] < -100.0
        assert free[2] > 100.0
    assert fit.predicted.min() >= -100.0
    assert fit.predicted.max() <= 100.0


NOTES = {
    "unknown word": ({"size": [1.0, 2.0], "colour": ["pink", "red"]}, "1 row with words .*'pink'"),
    "missing value": (
        {"size": [1.0, None], "colour": ["red", "red"]},
        "'size': 1 missing value, and training had none",
    ),
    "typo": (
        {"size": ["1.5"] * 30 + ["oops"], "colour": ["red"] * 31},
        "'size': 1 entry not a number.*row 31 has 'oops'",
    ),
}


@pytest.mark.parametrize(("data", "note"), NOTES.values(), ids=NOTES.keys())
def test_what_training_never_met_is_answered_and_noted(data, note):
    answers = fitted_prices().model.predict(data)
    assert np.isfinite(answers.values).all()
    assert re.search(note, " | ".join(answers.notes))


def test_a_table_like_the_training_table_gives_no_notes():
    assert fitted_prices().model.predict(prices()).notes == []


WRONG = {
    "words for numbers": ({"size": ["big"], "colour": ["red"]}, "'size' held numbers .* 'big'"),
    "yes for numbers": ({"size": ["1"], "colour": [True], "x": [1]}, "'x', which the model"),
    "infinity": ({"size": [float("inf")], "colour": ["red"]}, "'size' has inf in row 1"),
    "far out": (
        {"size": [1e100], "colour": ["red"]},
        "'size' in row 1 lies .* standard deviations",
    ),
}


@pytest.mark.parametrize(("data", "message"), WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_answered_is_refused_by_name(data, message):
    with pytest.raises(DataError, match=message):
        fitted_prices().model.predict(data)


def altered(path, change):
    """Write the model file again with its description changed."""
    with np.load(path) as archive:
        description = json.loads(archive["description"].tobytes())
        parameters = archive["parameters"]
    change(description)
    text = np.frombuffer(json.dumps(description).encode(), dtype=np.uint8)
    np.savez(path, description=text, parameters=parameters)


DAMAGE = {
    "no columns": (lambda d: d.pop("columns"), "its description lacks 'columns'"),
    "unknown field": (
        lambda d: d["target"].update(colour="red"),
        "target in its description has 'colour', which does not belong there",
    ),
    "a column gone": (lambda d: d["columns"].pop(), "columns and classes do not fit its network"),
    "scale 0": (lambda d: d["columns"][0].update(scale=0.0), "damaged"),
    "limits in no order": (lambda d: d["target"].update(low=9e9), "a number of 9e\\+09 or more"),
    "another kind": (lambda d: d.update(kind="aquarium"), "'aquarium'"),
    "a newer version": (lambda d: d.update(version=99), "newer Barreleye"),
}


@pytest.mark.parametrize(("change", "message"), DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_description_is_told(tmp_path, change, message):
    path = saved(tmp_path / "m.npz", fitted_prices())
    altered(path, change)
    with pytest.raises(FileFormatError, match=message):
        be.load(path)


def test_a_file_cut_off_anywhere_is_told(tmp_path):
    content = saved(tmp_path / "m.npz", fitted_sides()).read_bytes()
    for length in (0, 1, 30, len(content) // 2, len(content) - 1):
        (tmp_path / "cut.npz").write_bytes(content[:length])
        with pytest.raises(FileFormatError, match=r"cut\.npz is not a whole Barreleye model"):
            be.load(tmp_path / "cut.npz")


def test_a_network_file_is_no_table_model(tmp_path):
    be.mlp(2, [3], 1).save(tmp_path / "n.npz")
    assert isinstance(be.load(tmp_path / "n.npz"), be.Network)
    with pytest.raises(FileFormatError, match="holds a network"):
        TableModel.load(tmp_path / "n.npz")
