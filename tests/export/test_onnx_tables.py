"""Models of tables as ONNX graphs: raw columns in, and the answers that the model gives."""

import datetime as dt
import json
from dataclasses import replace

import numpy as np
import pytest

import barreleye as be
from barreleye.tables import TableEnsemble
from barreleye.tables.fitting import Ensemble
from support.onnx_graphs import checked, properties, run

WORDS = ['naïve "q"', "fish 🐟", "Straße", "it's", "a,b", "  "]
FIRST = dt.datetime(1970, 1, 1)  # noqa: DTZ001  as tables have them, without a zone
# Of the spread of a target, and of a probability: float32 in another order.
TOLERANCE = 1e-5


def columns(rows, seed):
    """Return a table with every kind of column, missing values, and names that graphs use themselves."""
    rng = np.random.default_rng(seed)

    def without(values, share=0.1):
        gone = rng.random(rows) < share
        return [None if g else value for g, value in zip(gone, values, strict=True)]

    days = rng.uniform(-30.0, 30.0, rows) * 365.0
    return {
        'w "é" 🐟': without([WORDS[i] for i in rng.integers(0, 5, rows)]),
        "label": without((rng.normal(size=rows) * rng.choice([1.0, 100.0], rows)).tolist()),
        "probabilities": without(rng.integers(0, 6, rows).tolist()),
        "layers.0.weight": without([FIRST + dt.timedelta(days=d) for d in days.tolist()]),
        "X": without((rng.random(rows) < 0.4).tolist()),
        "same": rng.normal(size=rows).tolist(),
    }


def new_rows():
    """Return rows that training has not seen: unknown words, numbers far out, dates long ago and far ahead."""
    table = columns(300, 1)
    table['w "é" 🐟'][:3] = ["unseen", "", "STRASSE"]
    table["label"][:4] = [1e9, -1e9, 0.0, 1e-300]
    table["probabilities"][:2] = [1_000, -7]
    table["layers.0.weight"][:3] = [
        dt.datetime(1822, 2, 28, 3, 4, 5),  # noqa: DTZ001  as above
        dt.datetime(2190, 12, 31, 23, 59, 59),  # noqa: DTZ001  as above
        dt.datetime(1969, 12, 31, 23, 59, 59),  # noqa: DTZ001  as above
    ]
    return table


def feeds(model, table):
    """Return the columns as a graph takes them."""
    found = {}
    for plan in model.encoder.plans:
        if plan.dropped:
            continue
        values = table[plan.name]
        if plan.kind == "words":
            found[plan.name] = np.array([["" if one is None else one] for one in values], object)
            continue
        if plan.kind == "dates":
            values = [None if one is None else (one - FIRST).total_seconds() for one in values]
        found[plan.name] = np.array([[np.nan if one is None else float(one)] for one in values])
    return found


def answers(model, table, path, exported=None):
    be.export.onnx(model if exported is None else exported, path)
    found = run(path, feeds(model, table))
    assert not {one.name for one in checked(path).graph.output} & set(table)
    return {name.rstrip("_"): values for name, values in found.items()}


TARGETS = {
    "numbers": lambda a, c: a + c,
    "words": lambda a, c: np.where(a > c, 'ja "é"', "nein 🐟"),
    "truths": lambda a, c: a > c,
    "whole": lambda a, c: np.digitize(a - c, [-1.0, 0.0, 1.0]) * 5,
}


@pytest.fixture(
    scope="module", params=[(t, n) for t in TARGETS for n in ("bins", "scaled")][:-2], ids=str
)
def model(request):
    """A model for each kind of target, whose numbers are scaled or in bins."""
    target, numbers = request.param
    table = columns(240, 0)
    a, c = np.array(table["same"]), np.nan_to_num(np.array(table["label"], float)) / 50.0
    task = "regression" if target == "numbers" else "classification"
    table["answer"] = TARGETS[target](a, c).tolist()
    return be.fit_table(
        table,
        "answer",
        task=task,
        effort="quick",
        numbers=numbers,
        epochs=2,
        hidden=(16,),
        progress=False,
        seed=0,
    ).model


def compared(model, found, predicted):
    if predicted.probabilities is None:
        error = np.abs(found["outputs"][:, 0] - predicted.values) / model.target.scale
        assert found["outputs"].shape == (len(predicted.values), 1)
    else:
        error = np.abs(found["probabilities"] - predicted.probabilities)
        assert np.array_equal(found["label"], predicted.values)
    assert error.max() <= TOLERANCE


def test_a_model_answers_raw_columns(model, tmp_path):
    table = new_rows()
    compared(model, answers(model, table, tmp_path / "model.onnx"), model.predict(table))


def test_an_ensemble_averages_in_the_graph(model, tmp_path):
    nets = [
        model.network,
        be.Network.from_description(model.network.describe(), model.network.parameters.vector, ""),
    ]
    nets[1].parameters.vector[...] *= 0.5
    classes = model.target.task == "classification"
    width = len(model.encoder.scaled.inputs)
    linear = be.mlp(width, [], model.network.outputs, output="softmax" if classes else "linear", seed=4)
    for share in (0.0, 0.35):
        ensemble = TableEnsemble(
            model.encoder, model.target, Ensemble(tuple(nets), linear, share, classes)
        )
        table = new_rows()
        compared(model, answers(ensemble, table, tmp_path / "model.onnx"), ensemble.predict(table))


def test_a_fit_stands_for_its_model(tmp_path):
    table = {"a": [1.0, 2.0, 3.0, 4.0] * 5, "y": [1.0, 2.0, 3.0, 4.0] * 5}
    fit = be.fit_table(table, "y", effort="quick", epochs=1, progress=False)
    for name, one in (("fit", fit), ("model", fit.model)):
        be.export.onnx(one, tmp_path / name)
    assert (tmp_path / "fit").read_bytes() == (tmp_path / "model").read_bytes()


def test_the_file_says_what_its_columns_are(model, tmp_path):
    be.export.onnx(model, tmp_path / "model.onnx")
    inputs = {one.name: one.doc_string for one in checked(tmp_path / "model.onnx").graph.input}
    told = {one["name"]: one for one in json.loads(properties(tmp_path / "model.onnx")["columns"])}
    assert inputs.keys() == told.keys() == {p.name for p in model.encoder.plans if not p.dropped}
    if "layers.0.weight" in told:
        assert told["layers.0.weight"]["kind"] == "dates"
        assert inputs["layers.0.weight"] == "dates, in seconds since 1970; NaN where one is missing"


def test_every_encoding_is_met(model):
    """Else the comparisons above would say little."""
    used = [plan for plan in model.encoder.plans if not plan.dropped]
    met = {type(one).__name__ for plan in used if plan.kind != "words" for one in plan.applied}
    binned = any(plan.encodings for plan in used)
    assert met == ({"Scaled", "Quantiles", "Bins", "Codes", "DateParts"} if binned else {"Scaled"})
    assert any(plan.flag and plan.kind == "words" for plan in used)


LABELS = {
    "whole": np.arange(60) % 12,
    "words": np.array(["z", "y", "x"])[np.arange(60) % 3],
    "words for yes and no, which tables have in another order": np.array(["nein", "ja"])[
        np.arange(60) % 2
    ],
}


@pytest.mark.parametrize("y", LABELS.values(), ids=LABELS)
def test_an_estimator_of_tables_has_the_labels_and_the_order_of_its_classes(y, tmp_path):
    frame = {"a": np.linspace(-1.0, 1.0, 60), "b": (np.arange(60) % 12 + 0.5).tolist()}
    estimator = be.TabularClassifier(effort="quick", epochs=2, hidden=(8,)).fit(frame, y)
    found = answers(estimator.fit_.model, frame, tmp_path / "model.onnx", estimator)
    assert np.array_equal(found["label"], estimator.predict(frame))
    assert np.abs(found["probabilities"] - estimator.predict_proba(frame)).max() <= TOLERANCE
    assert json.loads(properties(tmp_path / "model.onnx")["classes"]) == estimator.classes_.tolist()


def test_a_column_without_a_name_is_refused(tmp_path):
    table = {"a": [1.0, 2.0, 3.0, 4.0] * 5, "y": [1.0, 2.0, 3.0, 4.0] * 5}
    model = be.fit_table(table, "y", effort="quick", epochs=1, progress=False).model
    nameless = replace(model.encoder, plans=(replace(model.encoder.plans[0], name=""),))
    with pytest.raises(be.errors.OptionError, match="without a name"):
        be.export.onnx(replace(model, encoder=nameless), tmp_path / "model.onnx")


def test_other_programs_are_told_to_take_the_network_of_a_table(model, tmp_path):
    for export in (
        be.export.torch,
        be.export.keras,
        lambda one: be.export.safetensors(one, tmp_path / "x"),
    ):
        with pytest.raises(be.errors.OptionError, match=r"export model\.network"):
            export(model)
