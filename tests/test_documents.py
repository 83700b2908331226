"""Every number that the four source documents print, and the right form of what they got wrong."""

import json
from pathlib import Path

import numpy as np
import pytest

import barreleye as be
from barreleye import activations
from support.printed import U32, assert_printed, half_unit

PRINTED = json.loads((Path(__file__).parent / "data" / "seed_values.json").read_text("utf-8"))
RUNS = PRINTED["seeded_runs"]
SINE = PRINTED["hand_tuned_sine"]

# Section of the file -> the tests that hold its numbers; a new section has to be entered here.
COVERED = {
    "relu": "test_an_activation_gives_the_printed_numbers",
    "sigmoid": "test_an_activation_gives_the_printed_numbers",
    "tanh": "test_an_activation_gives_the_printed_numbers",
    "leaky_relu": "test_an_activation_gives_the_printed_numbers",
    "step": "test_both_conventions_of_the_step_can_be_said",
    "softmax": "test_softmax_gives_the_printed_confidences",
    "exp": "test_exponentials_are_the_printed_ones",
    "seeded_runs": "test_run_",
    "argmax_confidence": "test_the_answer_is_the_class_with_the_highest_confidence",
    "shape_error": "test_labels_of_300_rows_",
    "hand_tuned_sine": "test_the_sine_drawn_by_hand_",
    "known_errors_in_the_sources": "test_the_corrections_stand_beside",
}


def test_every_section_of_the_file_is_held_by_a_test_here():
    sections = {name for name in PRINTED if not name.startswith("_")}
    assert sections == set(COVERED)
    tests = [name for name in globals() if name.startswith("test_")]
    assert all(any(test.startswith(held) for test in tests) for held in COVERED.values())
    assert {name for name in RUNS if name != "_about"} == set("ABCDE")
    known = {"source", "target", "pair", "pairs", "areas_of_effect", "max_abs_error", "mse", "probe"}
    assert set(SINE) == known


def cases(*sections):
    return [
        pytest.param(section, case, id=f"{section}-{case['source']}-{number}")
        for section in sections
        for number, case in enumerate(PRINTED[section])
    ]


@pytest.mark.parametrize(("name", "case"), cases("relu", "sigmoid", "tanh", "leaky_relu"))
def test_an_activation_gives_the_printed_numbers(name, case):
    activation = activations.get(name)
    if "negative_slope" in case:
        activation = activation.with_(negative_slope=case["negative_slope"])
    assert_printed(activation(case["x"]), case["y"])
    x = np.array(case["x"], np.float64)
    assert_printed([be.Neuron([1.0], 0.0, activation)([value]) for value in x], case["y"])


@pytest.mark.parametrize(("name", "case"), cases("step"))
def test_both_conventions_of_the_step_can_be_said(name, case):
    at_zero = {"1 if x >= 0 else 0": 1.0, "1 if x > 0 else 0": 0.0}[case["rule"]]
    assert activations.get(name).with_(at_zero=at_zero)(case["x"]).tolist() == case["y"]


# 001 works out its first softmax, printed to 16 digits, as powers of this rounded E.
E = 2.71828182846


def moved_by_rounded_e(case):
    """Return how far E moves confidences: (E/e)^(xᵢ - xⱼ) between any two, times a confidence below 1."""
    x = np.array(case["x"], np.float64)
    if half_unit(np.ravel(case["y"]).tolist()[0]) > 1e-12:
        return 0.0  # printed from NumPy's exp
    powers = E**x
    assert_printed(powers / powers.sum(), case["y"])
    return (x.max() - x.min()) * abs(E / np.e - 1.0)


@pytest.mark.parametrize(("name", "case"), cases("softmax"))
def test_softmax_gives_the_printed_confidences(name, case):
    softmax = activations.get(name)
    moved = moved_by_rounded_e(case)
    assert moved < 2e-12
    assert_printed(softmax(case["x"]), case["y"], moved=moved)
    rows = np.atleast_2d(np.array(case["x"], np.float64))
    net = be.Network(
        rows.shape[1], [be.Dense(rows.shape[1], "softmax", init=np.eye(rows.shape[1]))], dtype="float64"
    )
    assert_printed(net(rows).reshape(np.shape(case["y"])), case["y"], moved=moved)


@pytest.mark.parametrize(("_", "case"), cases("exp"))
def test_exponentials_are_the_printed_ones(_, case):
    x = np.array(case["x"], dtype=object).astype(np.float64)
    rounded = str(E) in case.get("note", "")
    with np.errstate(over="ignore"):
        y = np.array([E**power for power in x]) if rounded else be.scalars.exp(x)
    assert_printed(y, case["y"])


def hidden(deviation, units=3, activation="relu"):
    return be.Dense(units, activation, init=be.initializers.normal(deviation))


def layer_of(stream, deviation=0.1, activation="relu"):
    """A layer 2 - 3 in float32 whose weights come next from the stream."""
    return be.Network(2, [hidden(deviation, activation=activation)], seed=stream)


def run_a():
    stream = np.random.RandomState(0)
    return [be.datasets.spiral(2, 3, seed=stream) for _ in range(2)]


def run_b():
    stream = np.random.RandomState(0)
    return layer_of(stream), stream


def run_c():
    _, stream = run_b()
    X, _ = be.datasets.spiral(2, 3, seed=stream)
    return layer_of(stream, activation="softmax"), X, stream


# The document worked in float32 as we do. Per layer a number passes at most 6 roundings on either
# side (the draw, its scale, the row, product, sum, and the activation's own), each by U32 of the sum
# of the magnitudes; softmax passes a change of z on at half its size or less.
PER_LAYER = 2 * 6 * U32


def test_run_a_of_001_draws_the_printed_spirals():
    (first, y), (second, y_again) = run_a()
    # turning by 2.5·0.2·(normal draw, below 2.5) in radius 1, each draw and number rounded once
    moved = 2 * (2.5 * 0.2 * 2.5 + 1.0) * U32
    assert_printed(first, RUNS["A"]["X_first"], moved=moved)
    assert_printed(second, RUNS["A"]["X_second"], moved=moved)
    assert y.tolist() == y_again.tolist() == RUNS["A"]["y"]


def test_run_b_of_001_gives_the_printed_weights_and_layer():
    net, _ = run_b()
    X = run_a()[1][0]
    W = net.layers[0].weights
    assert_printed(W, RUNS["B"]["W"], moved=PER_LAYER * np.abs(W).max())
    record = net.trace(X)[0]
    scale = (np.abs(X) @ np.abs(W)).max()
    assert_printed(record.z, RUNS["B"]["Z"], moved=PER_LAYER * scale)
    assert np.array_equal(record.a, np.maximum(record.z, 0.0))


def test_run_c_of_001_gives_the_printed_confidences():
    net, X, _ = run_c()
    scale = (np.abs(X) @ np.abs(net.layers[0].weights)).max()
    assert_printed(net(X), RUNS["C"]["P"], moved=PER_LAYER * (scale + 1.0 / 2.0))


def test_run_d_of_001_gives_the_printed_confidences_of_two_layers():
    _, _, stream = run_c()
    X, _ = be.datasets.spiral(100, 3, seed=stream)
    net = be.Network(2, [hidden(0.1), hidden(0.1, activation="softmax")], seed=stream)
    assert net(X).shape == (300, 3)
    assert_printed(net(X[:5]), RUNS["D"]["P5"], moved=PER_LAYER * 1.0 / 2.0)


def test_run_e_of_002_gives_the_printed_first_layer():
    stream = np.random.RandomState(0)
    X, _ = be.datasets.spiral(100, 3, seed=stream)
    net = layer_of(stream, deviation=0.01)
    scale = (np.abs(X[:5]) @ np.abs(net.layers[0].weights)).max()
    assert_printed(net(X)[:5], RUNS["E"]["A5"], moved=PER_LAYER * scale)


@pytest.mark.parametrize(("_", "case"), cases("argmax_confidence"))
def test_the_answer_is_the_class_with_the_highest_confidence(_, case):
    net = be.Network(3, [be.Dense(3, "softmax", init=np.eye(3))], dtype="float64")
    logits = np.log([case["p"]])
    assert net.predict(logits).tolist() == [case["class"]]
    assert_printed(net(logits)[0, case["class"]], case["confidence"])


def spiral_network():
    X, y = be.datasets.spiral(100, 3)
    return be.mlp(2, [3], 3, output="softmax"), X, y


def test_labels_of_300_rows_for_300_by_3_confidences_simply_work_in_003():
    net, X, y = spiral_network()
    assert (net(X).shape, y.shape) == ((300, 3), (300,))
    P = net(X).astype(np.float64)
    expected = -np.log(P[np.arange(300), y]).mean()
    # the loss reads the logits, this line the float32 confidences: 1/p of one rounding
    assert net.loss(X, y) == pytest.approx(expected, abs=2 * U32)
    assert net.loss(X, np.eye(3)[y]) == pytest.approx(net.loss(X, y), rel=1e-14)


@pytest.mark.parametrize("ask", ["loss", "gradients", "fit"])
def test_labels_of_300_rows_wrapped_into_one_row_are_refused_with_both_shapes_and_the_fix(ask):
    net, X, y = spiral_network()
    with pytest.raises(be.errors.ShapeError) as caught:
        getattr(net, ask)(X, y[None, :])
    for part in ("300 rows", "(1, 300)", "(300,)"):
        assert part in str(caught.value)


def test_labels_of_300_rows_wrapped_into_one_row_are_refused_by_the_loss_itself_too():
    net, X, y = spiral_network()
    with pytest.raises(be.errors.ShapeError) as caught:
        be.losses.cross_entropy(net.trace(X)[-1].z, y[None, :])
    for part in ("(300, 3)", "(1, 300)", "(300,), without the outer brackets"):
        assert part in str(caught.value)


def test_the_sine_drawn_by_hand_in_002_has_the_printed_pairs():
    net = be.by_hand.sine()
    *pairs, constant = SINE["pairs"]
    for i, pair in enumerate(SINE["pairs"]):
        assert net.neuron(0, i).weights.tolist() == [pair["w"]]
        assert net.neuron(0, i).bias == pair["b"]
        assert net.neuron(1, i).weights[i] == -1.0
        assert net.neuron(1, i).bias == pair["c"]
        assert net.layers[2].weights[i, 0] == pair["v"]
    assert [vars(pair) for pair in be.by_hand.SINE_PAIRS] == [pair | {"u": -1} for pair in pairs]
    after = [float(v) for v in constant["note"].partition("stage: ")[2].split(", ")]
    assert len(after) == 7
    lifts = [be.by_hand.sine(stage).layers[2].weights[7, 0] for stage in range(1, 8)]
    assert lifts == after


def test_the_sine_drawn_by_hand_in_002_has_the_printed_areas_of_effect():
    net = be.by_hand.sine()
    areas = [be.area_of_effect(net, 0, i) for i in range(8)]
    assert [len(parts) for parts in areas] == [1] * 7 + [0]
    for parts, printed in zip(areas, SINE["areas_of_effect"], strict=False):
        np.testing.assert_allclose(parts[0], printed, rtol=0, atol=0.0005 * (1 + 1e-12))


def test_the_sine_drawn_by_hand_in_002_is_as_near_as_printed():
    x = np.arange(1000) / 1000
    error = be.by_hand.sine().predict(x[:, None]) - np.sin(2 * np.pi * x)
    assert_printed(np.abs(error).max(), SINE["max_abs_error"])
    assert_printed(np.mean(error**2), SINE["mse"])


def test_the_sine_drawn_by_hand_in_002_has_the_printed_probe():
    probe = SINE["probe"]
    trace = be.by_hand.sine().trace([[probe["x"]]])
    assert_printed(trace[0].a[0, 0], probe["A1"])
    assert_printed(trace[1].a[0, 0], probe["B1"])
    assert_printed(trace.outputs[0, 0], probe["output"])
    inside = [
        i
        for i in range(7)
        if any(a <= probe["x"] <= b for a, b in be.area_of_effect(be.by_hand.sine(), 0, i))
    ]
    assert inside == [0]


def test_the_corrections_stand_beside_in_a_file_of_their_own():
    beside = Path(__file__).with_name("test_document_errors.py").read_text("utf-8")
    assert all(words[:12] in beside for words in PRINTED["known_errors_in_the_sources"])
