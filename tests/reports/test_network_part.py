"""The network in a report: what it answers over two columns, the drawing, and its health by epoch."""

import numpy as np
import pytest

import barreleye as be


def page(tmp_path, data, target, **how):
    fit = be.fit_table(data, target, progress=False, **how)
    be.write_report(fit, tmp_path / "r.html")
    return fit, (tmp_path / "r.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("numbers", ["scaled", "bins"])
def test_two_columns_are_a_plane_of_regions_in_their_units(tmp_path, numbers, monkeypatch):
    told, draw = [], be.figures.answer_map

    def watched(*args, **how):
        told.append((args, how))
        return draw(*args, **how)

    monkeypatch.setattr(be.figures, "answer_map", watched)
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
