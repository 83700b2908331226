"""What the source documents got wrong, and what the library does instead: one test per listed error."""

import json
from pathlib import Path

import numpy as np
import pytest

import barreleye as be
from barreleye import activations

PRINTED = json.loads((Path(__file__).parent / "data" / "seed_values.json").read_text("utf-8"))
WRONG = PRINTED["known_errors_in_the_sources"]


def test_every_listed_error_has_its_correction():
    assert len(WRONG) == len(CORRECTED)


def correct_000_a_positive_bias_turns_a_relu_on_further_left():
    for w, b in ((2.0, 1.0), (2.0, -1.0), (0.5, 0.25)):
        neuron = be.Neuron([w], b, "relu")
        assert neuron([-b / w]) == 0.0
        assert neuron([-b / w - 1e-9]) == 0.0
        assert neuron([-b / w + 1e-9]) > 0.0
    net = be.Network(1, [be.Dense(1, "relu", init=([[2.0]], [1.0])), be.Dense(1, init=[[1.0]])])
    assert be.area_of_effect(net, 0, 0, low=-2.0) == [(-0.5, 1.0)]


def correct_000_against_001_and_002_the_step_at_zero_is_a_choice():
    assert activations.step.with_(at_zero=1)(0.0) == 1.0
    assert activations.step.with_(at_zero=0)(0.0) == 0.0


def correct_000_sigmoid_and_tanh_do_not_overflow():
    x = np.array([-np.inf, -1e300, -1000.0, -710.0, 710.0, 1000.0, 1e300, np.inf])
    assert activations.sigmoid(x[2:6]).tolist() == [0.0, np.exp(-710.0), 1.0, 1.0]
    assert activations.tanh(x).tolist() == [-1.0] * 4 + [1.0] * 4


def correct_001_a_layer_reads_its_argument_and_adds_its_bias():
    assert activations.relu([-1.0, 2.0]).tolist() == [0.0, 2.0]
    assert activations.relu([3.0, -4.0]).tolist() == [3.0, 0.0]
    net = be.Network(1, [be.Dense(1, init=([[2.0]], [5.0]))])
    assert net([[1.0]]).tolist() == [[7.0]]


def correct_002_a_bias_on_the_second_neuron_shifts_the_curve_vertically():
    x = np.linspace(0.0, 0.05, 11)[:, None]  # where both pairs are still on their ramp
    low, high = (be.by_hand.pairs([be.by_hand.Pair(6.0, 0.0, c, 1.0)])(x) for c in (0.5, 0.75))
    # the shift of 0.25 is the same at every x, to the rounding of numbers below 1
    np.testing.assert_allclose(high - low, 0.25, rtol=0, atol=4 * np.finfo(float).eps)


def correct_003_softmax_works_along_each_row_of_a_batch():
    Z = np.array([[1.0, 2.0, 3.0], [10.0, 0.0, -10.0]])
    P = activations.softmax(Z)
    assert P.tolist() == [activations.softmax(row).tolist() for row in Z]
    e = np.exp(Z)
    expected = e / e.sum(axis=1)[:, None]
    np.testing.assert_allclose(P, expected, rtol=16 * np.finfo(float).eps, atol=0)
    assert not np.allclose(P.sum(axis=0), 1.0)


def correct_003_tanh_is_not_the_quotient_of_tanh_itself():
    x = np.array([-1.0, 0.0, 1.0, 2.0])
    t = np.tanh(x)
    np.testing.assert_allclose(activations.tanh(x), t, rtol=4 * np.finfo(float).eps, atol=0)
    assert np.abs(activations.tanh(x) - (t - 1.0) / (t + 1.0)).max() > 0.1


def correct_003_leaky_relu_has_a_leak_without_being_told():
    assert activations.leaky_relu(-1.0) == -0.01
    assert activations.leaky_relu.with_(negative_slope=0.2)(-1.0) == -0.2
    assert dict(activations.leaky_relu.parameters) == {"negative_slope": 0.01}


# In the order of the file; the first words must be those of the listed error.
CORRECTED = [
    ("000: 'a positive bias shifts", correct_000_a_positive_bias_turns_a_relu_on_further_left),
    ("000 step uses >= 0", correct_000_against_001_and_002_the_step_at_zero_is_a_choice),
    ("000 sigmoid 1/(1+exp(-x)) overflows", correct_000_sigmoid_and_tanh_do_not_overflow),
    ("001 first ReLU class reads a global", correct_001_a_layer_reads_its_argument_and_adds_its_bias),
    (
        "002 says a bias on the second",
        correct_002_a_bias_on_the_second_neuron_shifts_the_curve_vertically,
    ),
    ("003 softmax formula", correct_003_softmax_works_along_each_row_of_a_batch),
    ("003 tanh manual", correct_003_tanh_is_not_the_quotient_of_tanh_itself),
    ("003 leaky ReLU example", correct_003_leaky_relu_has_a_leak_without_being_told),
]


@pytest.mark.parametrize("number", range(len(WRONG)), ids=[words[:28] for words in WRONG])
def test_correct_is_what_the_library_does_where_a_document_errs(number):
    words, check = CORRECTED[number]
    assert WRONG[number].startswith(words)
    check()
