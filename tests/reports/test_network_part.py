"""The network in a report: what it answers over two columns, the drawing, and its health by epoch."""

import numpy as np
import pytest

import barreleye as be


def page(tmp_path, data, target, **how):
    fit = be.fit_table(data, target, progress=False, **how)
    be.write_report(fit, tmp_path / "r.html")
    return fit, (tmp_path / "r.html").read_text(encoding="utf-8")


def told_maps(monkeypatch):
    """Return a list that gets the arguments of every map that is drawn."""
    told, draw = [], be.figures.answer_map

    def watched(*args, **how):
        told.append((args, how))
        return draw(*args, **how)

    monkeypatch.setattr(be.figures, "answer_map", watched)
    return told


@pytest.mark.parametrize("numbers", ["scaled", "bins"])
def test_two_columns_are_a_plane_of_regions_in_their_units(tmp_path, numbers, monkeypatch):
    told = told_maps(monkeypatch)
    X, y = be.datasets.moons(samples=80, seed=0)
    table = {"a": X[:, 0], "b": X[:, 1], "side": np.array(["up", "down"])[y]}
    fit, text = page(tmp_path, table, "side", hidden=[8], epochs=20, numbers=numbers)
    assert 'aria-label="Regions of 2 classes over a and b"' in text
    assert 'aria-label="Network with layers of ' in text
    (((a, b, answers), how),) = told
    # the picture has the answers of the model to rows of the table
    some = [(0, 0), (10, 150), (199, 3), (120, 60)]
    asked = {"a": [a[i] for _, i in some], "b": [b[k] for k, _ in some]}
    wanted = fit.model.predict(asked).probabilities
    found = np.array([answers[place] for place in some])
    np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-5)
    # numbers are read from inputs of float32; the place among all rows is a curve through a few hundred of them
    close = 1e-5 if numbers == "scaled" else 0.01 * np.ptp(X)
    np.testing.assert_allclose(how["points"], X, rtol=0, atol=close)
    assert [a[0], a[-1]] == [how["points"][:, 0].min(), how["points"][:, 0].max()]
    assert [b[0], b[-1]] == [how["points"][:, 1].min(), how["points"][:, 1].max()]
    assert list(how["labels"]) == table["side"].tolist()
    assert "Map of share of outputs above 0: 2 layers by epoch" in text
    assert len(fit.history.layers) == 2


def test_whole_numbers_are_asked_about_where_they_are(tmp_path, monkeypatch):
    told = told_maps(monkeypatch)
    rng = np.random.default_rng(0)
    k, b = rng.integers(0, 4, 300), rng.normal(size=300)
    y = np.array([0.0, 10.0, 0.0, 10.0])[k] + b
    fit, text = page(tmp_path, {"k": k, "b": b, "y": y}, "y", epochs=40)
    (((places, up, answers), _),) = told
    assert places.tolist() == [0.0, 1.0, 2.0, 3.0]
    asked = {"k": places.astype(int), "b": np.full(4, up[90])}
    wanted = fit.model.predict(asked).values
    np.testing.assert_allclose(answers[90], wanted, rtol=0, atol=0.02)
    assert 'aria-label="Answers over k and b"' in text
    assert answers[90, 1] > answers[90, 2] + 5.0  # and no ramp from 0 to 10


def test_one_column_of_whole_numbers_is_a_curve_through_their_answers(tmp_path, monkeypatch):
    told, draw = [], be.figures.fitted_curve
    monkeypatch.setattr(be.figures, "fitted_curve", lambda *args: (told.append(args), draw(*args))[1])
    k = np.arange(300) % 4
    fit, _ = page(tmp_path, {"k": k, "y": np.array([0.0, 10.0, 0.5, 9.5])[k]}, "y", task="regression")
    ((known, _, grid, answers, _),) = told
    assert grid.tolist() == [0.0, 1.0, 2.0, 3.0]
    assert set(known.tolist()) == {0.0, 1.0, 2.0, 3.0}
    wanted = fit.model.predict({"k": [0, 1, 2, 3]}).values
    np.testing.assert_allclose(np.ravel(answers), wanted, rtol=0, atol=1e-3)


def test_dates_and_yes_or_no_have_no_plane(tmp_path, monkeypatch):
    told = told_maps(monkeypatch)
    rng = np.random.default_rng(0)
    day = np.datetime64("2020-01-01") + rng.integers(0, 900, 120)
    b = rng.normal(size=120)
    page(tmp_path, {"day": day.astype(str), "b": b, "y": b}, "y", epochs=2)
    page(tmp_path, {"is": b > 0, "b": b, "y": b**2}, "y", epochs=2)
    assert told == []


def test_a_number_of_two_columns_is_a_map(tmp_path):
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 120))
    _, text = page(tmp_path, {"a": a, "b": b, "y": a * b}, "y", hidden=[8], epochs=20)
    assert 'aria-label="Answers over a and b"' in text


def test_a_dead_layer_is_named_with_its_cure(tmp_path):
    rng = np.random.default_rng(0)
    a = rng.normal(size=200)
    fit, text = page(
        tmp_path, {"a": a, "y": 2 * a}, "y", learning_rate=50.0, weight_decay=0.0, epochs=30, patience=30
    )
    assert "BE001" in fit.health.ids
    assert "BE001 dead neurons: " in text
    assert "be.revive(net, X)" in text
