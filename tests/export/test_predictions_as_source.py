"""What exports predict: labels of all types, one sigmoid and several, numbers; and what they refuse."""

import math
import re
import subprocess
import sys

import numpy as np
import pytest

import barreleye as be
from barreleye.errors import DataError, NotCompilableError, OptionError
from barreleye.sklearn import MLPClassifier, MLPRegressor
from barreleye.tables import TableEncoder, TableModel, Target, as_table
from support.catalogue import forgetful
from support.exports import Run, each

X = np.random.default_rng(0).normal(size=(40, 2))
LABELS = {
    "words": ("é\0"[:1], 'say "b"', "c"),
    "wholes": (-5, 7, 2**40),
    "fractions": (0.5, 1.25, 1e-300),
    "plain": None,
}


def networks():
    for name, labels in LABELS.items():
        net = be.mlp(2, [4], 3, output="softmax", seed=1, classes=labels)
        yield name, net
    yield "truth", be.mlp(2, [4], 1, output="sigmoid", seed=1, classes=(False, True))
    yield "logs", be.mlp(2, [4], 3, output="log_softmax", seed=2)
    yield "several", be.mlp(2, [4], 3, output="sigmoid", seed=3)
    yield "number", be.mlp(2, [4], 1, seed=3)
    yield "numbers", be.mlp(2, [4], 2, seed=3)


@each
def test_predictions_are_in_the_form_of_y(reader, tmp_path):
    made = dict(networks())
    with Run(reader, made, tmp_path) as run:
        for name, net in made.items():
            if run.language == "c" and net.targets.kind != "classes" and name != "truth":
                continue  # numbers, and several sigmoids, are outputs
            expected = net.predict(X)
            found = run.predicted(name, X)
            if run.language == "c":
                labels = net.targets.labels
                assert labels[found].tolist() == expected.tolist(), name
            elif expected.dtype.kind == "f" and net.targets.kind == "numbers":
                # sums of 5 numbers of size 3 at most, twice
                np.testing.assert_allclose(found, expected, rtol=0.0, atol=2 * 2 * 6 * 3 * 1.2e-7)
            else:
                assert found == expected.tolist(), name
                if name in {
                    "logs",
                    "truth",
                }:  # shares of 1: an exponential or a difference of float32 numbers
                    made_of = run.probabilities(name, X)
                    np.testing.assert_allclose(made_of, net.predict_proba(X), rtol=0.0, atol=20 * 1.2e-7)


@pytest.mark.parametrize("kind", ["int", "bool", "str", "multilabel", "regression"])
def test_fitted_estimators_can_be_exported(kind):
    y = (X[:, 0] > 0).astype(int)
    y = {"str": np.where(y, "yes", "no"), "bool": y > 0, "multilabel": np.c_[y, 1 - y]}.get(kind, y)
    estimator = MLPRegressor if kind == "regression" else MLPClassifier
    model = estimator(hidden_layer_sizes=(3,), random_state=0, max_iter=500, tol=0.1).fit(X, y)
    names = {}
    exec(be.export.python(model), names)  # noqa: S102  it is what is tested
    found = names["predict"](X)
    if kind == "regression":
        np.testing.assert_allclose(found, model.predict(X), rtol=1e-12)
    else:
        assert found.tolist() == model.predict(X).tolist()
        assert ("CLASSES" in names) == (kind != "multilabel")


def test_a_table_fit_and_a_tabular_estimator_export_their_model():
    rng = np.random.default_rng(0)
    table = {"x": rng.normal(size=60), "y": rng.normal(size=60)}
    fit = be.fit_table(table, "y", effort="quick", epochs=2, progress=False)
    assert be.export.python(fit) == be.export.python(fit.model)
    model = be.TabularRegressor(epochs=2, effort="quick", random_state=0).fit(
        {"x": table["x"]}, table["y"]
    )
    assert be.export.c(model) == be.export.c(model.fit_.model)


def test_the_labels_of_a_tabular_classifier_are_those_it_learned():
    y = np.digitize(X[:, 0], [-0.5, 0.5])
    for labels in ([-3, 10, 200], ["b", "a", "c"], [0.0, -1.0, 30.0]):
        known = np.array(labels)[y]
        model = be.TabularClassifier(epochs=3, effort="quick", random_state=0).fit(X, known)
        names = {}
        exec(be.export.python(model), names)  # noqa: S102  it is what is tested
        columns = {name: X[:, k] for k, name in enumerate(names["COLUMNS"])}
        assert list(names["CLASSES"]) == model.classes_.tolist()
        assert names["predict"](columns).tolist() == model.predict(X).tolist()
        np.testing.assert_allclose(
            names["probabilities"](columns), model.predict_proba(X), rtol=0.0, atol=1e-6
        )


def test_a_number_that_is_too_far_out_has_no_answer():
    table = as_table({"a": [float(k) for k in range(10)], "b": ["u", "v"] * 5})
    encoder = TableEncoder.learn(table)
    goal = Target.decide(as_table({"y": ["p", "q"] * 5})["y"])
    model = TableModel(encoder, goal, be.mlp(3, [2], 2, output="softmax"))
    far = {"a": [1.0, 1e100], "b": ["u", "u"]}
    with pytest.raises(DataError, match="'a' in row 2"):
        model.predict(far)
    names = {}
    exec(be.export.python(model), names)  # noqa: S102  it is what is tested
    with pytest.raises(ValueError, match="'a' in row 2 is too far"):
        names["predict"](far)
    with pytest.raises(KeyError, match="lacks the column 'b'"):
        names["predict"]({"a": [1.0]})
    with pytest.raises(TypeError, match="'b' in row 1 is a string, got 3"):
        names["predict"]({"a": [1.0], "b": [3]})
    header = be.export.c(model, name="far")
    assert re.search(r"if \(fabs\(far_scaled\(v, 4.5, .*\)\) >= 1000000000000000.0\) return -1;", header)
    script = be.export.javascript(model)
    assert 'throw new TypeError(`the row lacks "${column}"' in script


def test_what_cannot_be_exported_is_refused_with_the_reason(tmp_path):
    net = be.mlp(2, [3], 1)
    with pytest.raises(OptionError, match=r"a network, a model of a table, .* can be exported, got 3"):
        be.export.c(3)
    with pytest.raises(OptionError, match="fit it first"):
        be.export.python(MLPClassifier())
    with pytest.raises(OptionError, match="dtype is 'float32' or 'float64', got 'float16'"):
        be.export.javascript(net, dtype="float16")
    for name in ("2x", "a b", "", "ünder", 3):
        with pytest.raises(OptionError, match="name is letters, digits and underscores"):
            be.export.c(net, name=name)
    with pytest.raises(OptionError, match="'int' is a word of C: give another name"):
        be.export.c(net, name="int")
    assert "int_2_outputs(" in be.export.c(net, tmp_path / "int.h")
    (tmp_path / "int.h").unlink()
    net.layers[1].weights[0, 0] = 1e30
    big = be.mlp(2, [3], 1, dtype="float64")
    big.layers[0].biases[0] = 1e300
    with pytest.raises(
        DataError, match="layer 0 of the network has a weight that is not finite in float32"
    ):
        be.export.c(big, tmp_path / "big.h", dtype="float32")
    assert not list(tmp_path.iterdir())
    with pytest.raises(DataError, match="cannot write"):
        be.export.c(net, tmp_path / "no" / "net.h")


def test_functions_of_your_own_are_written_down_or_refused(monkeypatch):
    forgetful(monkeypatch)
    be.activations.from_functions(
        "weights_1", lambda z: z / (1.0 + z * z), lambda z: (1.0 - z * z) / (1.0 + z * z) ** 2
    )
    net = be.Network(2, [be.Dense(2, "weights_1"), be.Dense(1)])
    names = {}
    exec(be.export.python(net), names)  # noqa: S102  it is what is tested
    np.testing.assert_allclose(names["outputs"](X), net(X), rtol=1e-5, atol=1e-6)
    assert "static inline double model_weights_1_activation(double z)" in be.export.c(net)
    with pytest.warns(match="odd: value is not compiled"):
        be.activations.from_functions(
            "odd", math.erf, lambda z: 2.0 / math.sqrt(math.pi) * math.exp(-z * z)
        )
    net = be.Network(2, [be.Dense(2, "odd"), be.Dense(1)])
    for write in (be.export.c, be.export.javascript, be.export.python):
        with pytest.raises(NotCompilableError, match="odd cannot be written as"):
            write(net)


def test_the_python_file_needs_numpy_alone(tmp_path):
    be.export.python(be.mlp(2, [3], 1, activation="gelu"), tmp_path / "alone.py")
    code = "import sys; sys.modules['barreleye'] = None; import alone; print(alone.predict([[0.0, 1.0]]).shape)"
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {code}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "(1,)", done.stderr
