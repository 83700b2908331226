"""The experiments of the documents: their statements hold, in a short form."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

FILE = Path(__file__).parents[1] / "benchmarks" / "experiments.py"


@pytest.fixture(scope="module")
def experiments():
    spec = importlib.util.spec_from_file_location("experiments", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def means(rows):
    return {(what, counted): float(np.mean(values)) for what, counted, values, _ in rows}


def test_linear_layers_cannot_fit_the_sine_and_relu_can(experiments):
    loss = means(experiments.sine_fits(range(2), 150))
    of = {what: value for (what, _), value in loss.items()}
    # the best straight line leaves 1/2 - 3/pi^2 of the variance
    assert of["linear 8-8 on the sine"] == pytest.approx(0.5 - 3 / np.pi**2, abs=0.02)
    assert of["relu 64-64 on the sine"] < of["relu 8-8 on the sine"] < 0.1


@pytest.mark.filterwarnings("ignore:.*slope 0 everywhere")
def test_step_moves_no_hidden_weight(experiments):
    found = means(experiments.step_learns_nothing(range(2), 80))
    assert found["step 16-16 on the sine", "largest change of a hidden weight"] == 0.0
    assert found["step 16-16 on the sine", "mean squared error"] > 0.3


def test_gradients_of_sigmoid_vanish_with_depth(experiments):
    found = {what: value for (what, _), value in means(experiments.vanishing(range(3), 0)).items()}
    sizes = [found[f"sigmoid, {depth} layers"] for depth in (2, 6, 12)]
    assert sizes[1] < 1e-2 * sizes[0]
    assert sizes[2] < 1e-2 * sizes[1]
    assert found["tanh, 12 layers, weights halved"] < 1e-2 * found["tanh, 2 layers, weights halved"]
    for activation in ("tanh", "relu"):
        assert found[f"{activation}, 12 layers"] > 0.1 * found[f"{activation}, 2 layers"]


def test_a_rate_that_kills_and_what_helps(experiments):
    found = means(experiments.killed(range(2), 240))
    dead, right = "dead neurons after further training", "accuracy after further training"
    assert found["relu 32-32, SGD at 5", dead] > 0.5
    assert found["relu 32-32, SGD at 5", right] < 0.5
    for better in (
        "leaky_relu 32-32, SGD at 5",
        "relu 32-32, SGD at 0.1",
        "relu 32-32, SGD at 5, then revived",
    ):
        assert found[better, dead] < 0.2
        assert found[better, right] > found["relu 32-32, SGD at 5", right]


def test_the_naive_softmax_fails_where_the_shifted_one_does_not(experiments):
    found = means(experiments.softmax_forms(range(1), 0))
    assert np.isnan(found["softmax of [1.0, 2.0, 1000.0]", "naive, of the largest"])
    assert all(
        np.isfinite(value) for (_, counted), value in found.items() if counted.startswith("shifted")
    )


def test_a_network_is_surer_where_it_is_right(experiments):
    found = means(experiments.confidences(range(2), 150))
    net = "relu 64 on the spiral"
    assert (
        found[net, "confidence where it is right"] > found[net, "confidence where it is wrong"] > 1 / 3
    )
