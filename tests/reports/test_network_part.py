"""The network in a report: regions of two inputs, the drawing, and its health by epoch."""

import numpy as np

import barreleye as be


def page(tmp_path, data, target, **how):
    fit = be.fit_table(data, target, progress=False, **how)
    be.write_report(fit, tmp_path / "r.html")
    return fit, (tmp_path / "r.html").read_text(encoding="utf-8")


def test_two_inputs_are_a_plane_of_regions(tmp_path):
    X, y = be.datasets.moons(samples=80, seed=0)
    table = {"a": X[:, 0], "b": X[:, 1], "side": np.array(["up", "down"])[y]}
    fit, text = page(tmp_path, table, "side", hidden=[8], epochs=20, numbers="scaled")
    assert 'aria-label="Regions of 2 classes over the plane of two inputs"' in text
    assert "(0 is down, 1 is up)" in text
    assert 'aria-label="Network with layers of 2-8-2 neurons' in text
    assert "Map of share of outputs above 0: 2 layers by epoch" in text
    assert len(fit.history.layers) == 2


def test_a_number_of_two_inputs_is_a_map(tmp_path):
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 120))
    _, text = page(tmp_path, {"a": a, "b": b, "y": a * b}, "y", hidden=[8], epochs=20, numbers="scaled")
    assert "Output of neuron 0 of output over the plane of two inputs" in text


def test_a_dead_layer_is_named_with_its_cure(tmp_path):
    rng = np.random.default_rng(0)
    a = rng.normal(size=200)
    fit, text = page(
        tmp_path, {"a": a, "y": 2 * a}, "y", learning_rate=50.0, weight_decay=0.0, epochs=30, patience=30
    )
    assert "BE001" in fit.health.ids
    assert "BE001 dead neurons: " in text
    assert "be.revive(net, X)" in text
