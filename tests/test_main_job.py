"""The main job, end to end, as a user runs it."""

import barreleye as be


def test_penguins_beat_the_baseline_and_survive_a_file(tmp_path):
    fit = be.fit_table(be.datasets.penguins_csv(), "species", progress=False)
    fit.model.save(tmp_path / "model.npz")

    again = be.load(tmp_path / "model.npz").predict(be.datasets.penguins_csv())

    accuracy = fit.scores.scores[0]
    assert accuracy.value > 0.9
    assert accuracy.baseline < 0.5
    assert list(again.values) == list(fit.model.predict(be.datasets.penguins_csv()).values)
