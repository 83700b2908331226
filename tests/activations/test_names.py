"""Names as people write them, and parameters as others call them."""

import pytest

import barreleye as be
from barreleye import activations
from barreleye.activations._activation_catalogue import _spellings, restore
from barreleye.errors import UnknownNameError

SPELLINGS = {
    "relu": ["ReLU", "Relu", "RELU"], "leaky_relu": ["LeakyReLU", "leaky-relu", "lrelu", "LReLU", "leaky relu"],
    "silu": ["swish", "Swish", "SiLU"], "gelu_tanh": ["gelu-tanh", "GELUTanh"], "log_softmax": ["LogSoftmax"],
    "sigmoid": ["Sigmoid", "logistic"], "linear": ["identity", "Identity"], "hard_tanh": ["Hardtanh"],
    "hard_swish": ["Hardswish", "hardswish"], "step": ["heaviside"], "sine": ["sin"], "arctan": ["atan"],
    "tanh": ["Tanh"], "softplus": ["SoftPlus"], "relu6": ["ReLU6"], "log_sigmoid": ["LogSigmoid"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "spelling"), [(k, v) for k, all_ in SPELLINGS.items() for v in all_])
def test_other_spellings_are_taken(name, spelling):
    assert activations.get(spelling) is activations.get(name)
    assert be.Dense(3, spelling).activation.name == name


def test_every_name_and_every_plain_form_of_it_stands_for_one_function():
    assert len({*_spellings().values()}) == len(activations.names())
    for name in activations.names():
        assert activations.get(name).name == name
        assert activations.get(name.upper().replace("_", "-")).name == name


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [("leaky_relu", "alpha", "negative_slope"), ("leaky_relu", "leak", "negative_slope"),
     ("elu", "negative_slope", "alpha"), ("step", "threshold", "at_zero")],
)  # fmt: skip
def test_a_parameter_by_the_name_it_has_elsewhere_is_answered_with_its_name_here(name, wrong, right):
    with pytest.raises(UnknownNameError, match=f"has no parameter '{wrong}', .*did you mean '{right}'"):
        activations.get(name).with_(**{wrong: 0.5})


def test_files_that_say_leak_still_load():
    assert restore("leaky_relu", {"leak": 0.25}) == activations.leaky_relu.with_(negative_slope=0.25)
