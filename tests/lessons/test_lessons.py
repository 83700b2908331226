"""Exercises: solutions are right, mistakes get the hint that fits them, and no answer breaks a check."""

import numpy as np
import pytest

import barreleye as be
from barreleye.errors import OptionError, UnknownNameError
from barreleye.lessons import CHAPTERS, Verdict, ask, check

EXERCISES = {one.name: one for chapter in CHAPTERS for one in chapter.exercises}


def value(code):
    """Return the value of the last line of some Python."""
    *lines, last = code.strip().split("\n")
    place = {"be": be, "np": np}
    exec("\n".join(lines), place)  # noqa: S102  the exercises are our own
    return eval(last, place)  # noqa: S307  as above


def test_every_exercise_is_named_after_its_chapter_and_numbered():
    for chapter in CHAPTERS:
        names = [one.name for one in chapter.exercises]
        assert names == [f"{chapter.name}.{k + 1}" for k in range(len(names))]
        assert 3 <= len(names) <= 6
        assert chapter.minutes > 0


@pytest.mark.parametrize("name", EXERCISES)
def test_the_solution_is_right(name):
    found = check(name, value(EXERCISES[name].solution))
    assert found
    assert repr(found) == "right: that is right"


@pytest.mark.parametrize(
    ("name", "number"),
    [(name, k) for name, one in EXERCISES.items() for k in range(len(one.mistakes))],
)
def test_a_typical_mistake_gets_the_hint_that_fits_it(name, number):
    mistake = EXERCISES[name].mistakes[number]
    found = check(name, value(mistake.example))
    assert not found
    assert found == Verdict(False, mistake.hint)
    assert repr(found) == f"not yet: {mistake.hint}"


class Hostile:
    """An answer that raises whatever is asked of it."""

    def __array__(self, *_, **__):
        raise RuntimeError("not this way")

    def __call__(self, *_):
        raise KeyError("nor this")


ODD = [
    None, "0.75", b"1", 1j, float("nan"), float("inf"), 10**400, [], {}, [[1], [2, 3]], object(), Hostile(),
    np.zeros(0), np.array(["a"]), lambda: 0, be.Neuron([1.0] * 5, 0.0, "tanh"), be.mlp(1, [1], 1), be, int,
]  # fmt: skip


@pytest.mark.parametrize("name", EXERCISES)
def test_no_answer_breaks_a_check(name):
    for answer in ODD:
        found = check(name, answer)
        assert not found
        assert found.said


def test_numbers_may_be_rounded_and_of_any_kind():
    for answer in (0.75, 0.7501, np.float32(0.75), np.array(0.75), [0.75], np.array([[0.75]])):
        assert check("neurons.1", answer)
    for answer in (0.752, [0.75, 0.75]):
        assert not check("neurons.1", answer)


def test_whole_numbers_are_not_rounded():
    for answer in (12.99, 13.012):
        assert not check("neurons.4", answer)
    assert not check("softmax.4", [1.0005, 0.7])
    assert check("softmax.4", [1.0, 0.7001])
    assert check("neurons.4", 13.0)


def test_a_number_in_quotes_is_told_to_be_one():
    assert check("neurons.1", "0.75").said == "give it as a number, without quotes"
    for name, answer in (
        ("neurons.1", "three quarters"),
        ("activations.3", "3"),
        ("activations.3", "nan"),
        ("spiral.4", "26"),
    ):
        assert check(name, answer).said != "give it as a number, without quotes"


def test_dead_neurons_may_be_named_in_any_order_and_as_the_trace_names_them():
    net = be.mlp(2, [8], 3, output="softmax", seed=0)
    net.layers[0].biases = [0, 0, -30, 0, 0, 9, -30, 0]
    X, _ = be.datasets.spiral()
    for answer in ([6, 2], {2, 6}, np.array([2, 6]), net.trace(X).dead()):
        assert check("spiral.4", answer)
    assert not check("spiral.4", {"output": [2, 6]})


def test_an_activation_may_be_given_itself():
    for answer in (be.activations.linear, "Linear", "identity"):
        assert check("activations.3", answer)
    assert "hundredth" in check("activations.3", "leaky ReLU").said


UNSAFE = {
    "the largest of the whole table": lambda z: (
        np.exp(z - z.max()) / np.exp(z - z.max()).sum(1, keepdims=True)
    ),
    "the mean of each row": lambda z: (
        np.exp(z - z.mean(1, keepdims=True)) / np.exp(z - z.mean(1, keepdims=True)).sum(1, keepdims=True)
    ),
    "the first entry": lambda z: np.exp(z - z[:, :1]) / np.exp(z - z[:, :1]).sum(1, keepdims=True),
}


@pytest.mark.parametrize("shift", UNSAFE)
def test_a_softmax_that_is_shifted_by_something_else_is_not_right(shift):
    assert not check("softmax.3", UNSAFE[shift])


def naive(z):
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def in_place(z):
    z -= z.max(axis=1, keepdims=True)
    np.exp(z, out=z)
    z /= z.sum(axis=1, keepdims=True)
    return z


def test_a_function_that_writes_into_its_argument_changes_no_later_verdict():
    for _ in range(2):
        assert not check("softmax.3", naive)
        assert check("softmax.3", in_place)
        assert check("softmax.3", value(EXERCISES["softmax.3"].solution))


def test_a_pair_may_be_given_by_its_numbers_and_a_curve_alone_is_none():
    assert check("sine.3", (1.0, -0.2, 0.5, 1.0))
    assert check("sine.3", be.by_hand.pairs([(1.0, -0.2, 0.5, 1.0)]))
    assert not check("sine.3", (1.0, "b"))
    three = [(5.0, -1.0, 1.0, -1.0), (5.0, -3.0, 1.0, 1.0), (0.0, 0.0, 0.0, 0.0)]
    assert check("sine.4", be.by_hand.pairs(three[:2]))
    assert "two pairs" in check("sine.4", be.by_hand.pairs(three)).said


def test_a_relu_with_an_upper_end_is_not_right():
    assert not check("step.3", lambda z: np.clip(z, 0, 100))


def test_an_exercise_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(UnknownNameError, match=r"no exercise 'neuron.1'; did you mean 'neurons.1'"):
        check("neuron.1", 1)
    with pytest.raises(UnknownNameError, match="the chapters are 'neurons', 'bias', 'activations'"):
        ask("chess")
    with pytest.raises(OptionError, match="an exercise is named by a string"):
        check(3, 1)


def test_an_exercise_prints_as_its_question():
    assert repr(ask("neurons.2")) == f"neurons.2: {EXERCISES['neurons.2'].question}"
