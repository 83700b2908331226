"""Activations compared: the test, the table, the picture, and work that is done side by side."""

import os
import threading
from functools import partial

import joblib
import numpy as np
import pytest
from scipy import stats

import barreleye as be
from barreleye import figures
from barreleye.comparisons import ActivationComparison, Contender, paired_test
from barreleye.errors import DataError, OptionError, ShapeError, UnknownNameError
from barreleye.figures._theme import LIGHT
from barreleye.training import side_by_side
from support.command import barreleye, refused
from support.tables import save_csv


@pytest.mark.parametrize("n", range(2, 31))
def test_the_paired_test_is_students(n):
    rng = np.random.default_rng(n)
    a, b = rng.normal(size=n), rng.normal(size=n) + rng.normal()
    assert paired_test(a, b) == pytest.approx(stats.ttest_rel(a, b).pvalue, rel=1e-9, abs=1e-12)
    assert paired_test(a, a) == 1.0
    assert paired_test(np.arange(n), np.arange(n) + 1.0) == 2.0 ** (1 - n)
    assert paired_test([0.9667, 1.0], [0.8, 0.8333]) == 0.5
    with pytest.raises(ShapeError, match=r"pairs have shape \(n,\), n at least 2"):
        paired_test([1.0], [2.0])


def contender(name, scores):
    n = len(scores)
    return Contender(name, tuple(scores), (0.1,) * n, (1.0,) * n, (5,) * n, (0.0,) * n, (0.0,) * n)


def test_the_verdict_names_what_is_more_than_chance_after_holms_correction():
    rng = np.random.default_rng(0)
    noise = rng.normal(scale=0.01, size=5)
    best = contender("relu", 0.9 + noise)
    near = contender("tanh", 0.899 + rng.normal(scale=0.02, size=5))
    far = contender("step", 0.5 + rng.normal(scale=0.01, size=5))
    found = ActivationComparison((best, near, far), "accuracy", 0.1)
    plain = {one.name: paired_test(best.scores, one.scores) for one in (near, far)}
    assert found.chances["step"] == pytest.approx(
        max(2 * plain["step"], 3 * min(plain["step"], paired_test(near.scores, far.scores)))
    )
    assert found.chances["tanh"] == pytest.approx(plain["tanh"])
    assert found.verdict.startswith("relu is better than 'step' at the 5 % level (5 seeds)")
    assert "no difference beyond seed noise to 'tanh'" in found.verdict
    assert ActivationComparison((best, near), "accuracy", 0.1).verdict.startswith(
        "no difference beyond seed noise: with 5 seeds none is worse than relu"
    )


def test_the_best_of_many_equal_ones_is_rarely_called_better():
    rng = np.random.default_rng(0)
    wrong = 0
    for _ in range(200):
        of_seed = rng.normal(size=5)
        every = [contender(f"a{k}", of_seed + rng.normal(size=5)) for k in range(8)]
        every.sort(key=lambda one: -one.mean)
        wrong += min(ActivationComparison(tuple(every), "R²", 0.1).chances.values()) < 0.05
    assert wrong <= 200 * 0.05 + 3 * np.sqrt(200 * 0.05 * 0.95)  # three standard deviations above 5 %


def test_what_diverged_is_last_and_said():
    nan = float("nan")
    every = [contender("relu", [-0.1, -0.2]), contender("squared_relu", [nan, 0.9])]
    found = ActivationComparison(tuple(every), "R²", 0.1)
    assert (found.best.diverged, every[1].diverged, every[1].mean) == (0, 1, 0.9)
    assert "diverged (1 of 2)" in str(found)
    assert found.verdict.endswith("; trainings with 'squared_relu' diverged")
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(200, 3)), rng.normal(size=200)
    found = be.compare_activations(
        X, y, ["squared_relu", "relu"], task="regression", learning_rate=0.3, seeds=2, epochs=40,
        hidden=(16,) * 4, jobs=1, progress=False,
    )  # fmt: skip
    assert [one.name for one in found.contenders] == ["relu", "squared_relu"]
    assert found.contenders[1].diverged == 2
    assert len(figures.activation_comparison(found).axes[0].lines) >= 2
    lost = [contender("relu", [nan, nan]), contender("elu", [nan, nan])]
    assert "take a smaller learning rate" in ActivationComparison(tuple(lost), "R²", 0.1).verdict


def test_a_column_that_hardly_varies_is_not_blown_up():
    rng = np.random.default_rng(0)
    X = np.column_stack([rng.normal(size=(200, 3)), np.full(200, 0.1)])
    X[5, 3] = 0.2
    y = X[:, 0] + 0.1 * rng.normal(size=200)
    found = be.compare_activations(X, y, ["relu", "tanh"], seeds=4, epochs=10, progress=False)
    assert min(min(one.scores) for one in found.contenders) > 0.5


@pytest.fixture(scope="module")
def on_a_wave():
    rng = np.random.default_rng(0)
    X = rng.uniform(-3, 3, size=(120, 1))
    return be.compare_activations(
        X,
        np.sin(2 * X[:, 0]),
        ["linear", "tanh", "step"],
        seeds=4,
        hidden=[16],
        epochs=600,
        progress=False,
    )


@pytest.mark.filterwarnings("ignore:.*slope 0 everywhere")
def test_linear_neurons_fit_a_wave_worst(on_a_wave):
    assert on_a_wave.score == "R²"
    assert on_a_wave.best.name == "tanh"
    assert on_a_wave.best.mean == pytest.approx(np.mean(on_a_wave.best.scores))
    assert on_a_wave.chances["linear"] < 0.05
    words = str(on_a_wave)
    assert "tanh is better than " in words
    assert "best" in words
    assert "<table>" in on_a_wave._repr_html_()


def test_the_same_seeds_give_the_same_comparison_however_many_run_at_a_time():
    X, y = be.datasets.moons(samples=60, seed=1)
    how = {"seeds": 2, "epochs": 15, "progress": False}
    one, two = (be.compare_activations(X, y, ["relu", "tanh"], jobs=jobs, **how) for jobs in (1, 2))
    assert [(c.name, c.scores, c.losses, c.epochs) for c in one.contenders] == [
        (c.name, c.scores, c.losses, c.epochs) for c in two.contenders
    ]
    assert one.score == "accuracy"


def test_seeds_follow_the_first_one():
    X, y = be.datasets.moons(samples=60, seed=0)
    how = {"names": ["relu", "tanh"], "hidden": [4], "epochs": 2, "jobs": 1, "progress": False}
    three, two = (be.compare_activations(X, y, seeds=3 - k, seed=k, **how) for k in range(2))
    scores = {one.name: one.losses for one in three.contenders}
    assert {one.name: one.losses for one in two.contenders} == {
        name: all_[1:] for name, all_ in scores.items()
    }
    assert len({*scores["relu"]}) == 3


def test_words_and_few_whole_numbers_are_classes_unless_said_otherwise():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 2))
    y = (X[:, 0] > 0).astype(int) + 1
    how = {"names": ["relu", "tanh"], "seeds": 2, "epochs": 5, "progress": False}
    assert be.compare_activations(X, np.array(["no", "yes"])[y - 1], **how).score == "accuracy"
    assert be.compare_activations(X, y, **how).score == "accuracy"
    assert be.compare_activations(X, y, task="regression", **how).score == "R²"
    assert be.compare_activations(X, X[:, 0], **how).score == "R²"


def test_dead_and_saturated_shares_are_those_of_the_networks():
    X, y = be.datasets.moons(samples=60, seed=1)
    found = be.compare_activations(
        X, y, ["relu", "sigmoid"], seeds=2, hidden=[8], epochs=3, learning_rate=20.0, progress=False
    )
    by_name = {one.name: one for one in found.contenders}
    assert max(by_name["relu"].dead) > 0.3
    assert max(by_name["sigmoid"].saturated) > 0.3
    assert max(by_name["sigmoid"].dead) == 0.0


def test_the_picture_has_a_point_for_each_seed(on_a_wave):
    (axes,) = figures.activation_comparison(on_a_wave).axes
    for row, one in enumerate(on_a_wave.contenders):
        points, mean = axes.lines[2 * row], axes.lines[2 * row + 1]
        assert tuple(points.get_xdata()) == one.scores
        assert mean.get_xdata()[0] == one.mean
        worse = on_a_wave.chances.get(one.name, 1.0) < 0.05
        assert points.get_color() == (LIGHT.second if worse else LIGHT.first)
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        one.name for one in on_a_wave.contenders
    ]


def test_mistakes_are_answered():
    X, y = be.datasets.moons(samples=20)
    with pytest.raises(UnknownNameError, match="rellu"):
        be.compare_activations(X, y, ["rellu", "tanh"])
    with pytest.raises(OptionError, match="needs two activations or more, each once"):
        be.compare_activations(X, y, ["relu", "relu"])
    with pytest.raises(OptionError, match="seeds is a whole number of at least 2"):
        be.compare_activations(X, y, seeds=1)
    with pytest.raises(ShapeError, match="y an entry for each"):
        be.compare_activations(X, y[:3])
    with pytest.raises(DataError, match="y holds one class only"):
        be.compare_activations(X, np.zeros(40, dtype=int))
    with pytest.raises(DataError, match="X has NaN or infinity"):
        be.compare_activations(X + np.nan, y)


def test_work_is_done_side_by_side_and_keeps_its_numbers():
    both = threading.Barrier(2, timeout=30)

    def meet(k):
        both.wait()  # passes when two are at work at a time
        return k * k

    with joblib.parallel_config(backend="threading"):
        found = dict(side_by_side([partial(meet, k) for k in range(4)], jobs=2))
    assert found == {k: k * k for k in range(4)}
    assert dict(side_by_side([lambda: 1, lambda: 2], jobs=1)) == {0: 1, 1: 2}


def test_other_processes_do_the_work_unless_another_backend_is_chosen():
    assert os.getpid() not in dict(side_by_side([_process, _process], jobs=2)).values()
    with joblib.parallel_config(backend="threading"):
        assert set(dict(side_by_side([_process, _process], jobs=2)).values()) == {os.getpid()}
    with (
        joblib.parallel_config(backend="multiprocessing"),
        pytest.raises(OptionError, match="take loky or threading"),
    ):
        list(side_by_side([_process, _process], jobs=2))


def _process():
    return os.getpid()


def test_the_command_compares_on_a_table(tmp_path):
    rng = np.random.default_rng(0)
    a = rng.uniform(-3, 3, size=120)
    kind = np.where(np.sin(2 * a) > 0, "up", "down")
    table = save_csv(
        tmp_path / "t.csv", {"a": a.round(3).tolist(), "b": ["x", "y"] * 60, "kind": kind.tolist()}
    )
    words = [
        "compare",
        table,
        "-t",
        "kind",
        "--activations",
        "tanh,linear",
        "--seeds",
        "3",
        "--epochs",
        "60",
    ]
    result = barreleye(*words, "-o", tmp_path / "c.html")
    assert (result.code, result.err) == (0, "")
    assert result.out.splitlines()[1].startswith("tanh")
    assert "accuracy" in result.out
    page = (tmp_path / "c.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert "<table>" in page
    assert ".png, .svg or .html, got 'c.gif'" in refused(*words, "-o", tmp_path / "c.gif")
    assert "the table has no column 'kinds'; did you mean 'kind'?" in refused(
        "compare", table, "-t", "kinds"
    )
