"""What declarations say about PyTorch, Keras and ONNX is read as it is written, in both directions."""

import pytest

import barreleye as be
from barreleye.export._equivalents import Call, Parameter, declared, named_so, with_values

LEAKY = be.activations.leaky_relu


@pytest.mark.parametrize("library", ["PyTorch", "Keras", "ONNX"])
@pytest.mark.parametrize("name", be.activations.names())
def test_every_text_is_read(name, library):
    activation = be.activations.get(name)
    text = activation.equivalents.get(library)
    call = declared(activation, library)
    plain = text is not None and "**" not in text and ("(" in text or text.startswith("activation="))
    assert (call is not None) == plain


def test_a_call_has_operands_options_and_parameters():
    assert declared(LEAKY, "PyTorch") == Call(
        "torch.nn.LeakyReLU", (), {"negative_slope": Parameter("negative_slope")}
    )
    assert declared(be.activations.hard_sigmoid, "ONNX").options == {"alpha": 1 / 6, "beta": 0.5}
    assert declared(be.activations.tanh_shrink, "ONNX") == Call(
        "Sub", ("z", Call("Tanh", ("z",), {})), {}
    )
    assert declared(be.activations.hard_tanh, "Keras") == Call("hard_tanh", (), {})


def test_parameters_get_their_values_where_the_text_has_a_place_for_them():
    steep = LEAKY.with_(negative_slope=0.2)
    assert with_values(declared(steep, "ONNX"), steep).options == {"alpha": 0.2}

    softplus = be.activations.softplus
    assert with_values(declared(softplus, "Keras"), softplus) is not None
    wide = softplus.with_(beta=2.0)
    assert with_values(declared(wide, "Keras"), wide) is None  # Keras has beta = 1 only


def test_names_and_options_are_found_again():
    assert named_so("PyTorch", "torch.nn.LeakyReLU", {"negative_slope": 0.2}) == LEAKY.with_(
        negative_slope=0.2
    )
    gelu = named_so("PyTorch", "torch.nn.GELU", {"approximate": "tanh"})
    assert gelu == be.activations.gelu_tanh
    assert named_so("Keras", "hard_silu", {}) == be.activations.hard_swish
    assert named_so("PyTorch", "torch.nn.Hardtanh", {"min_val": 0.0, "max_val": 1.0}) is None
    assert named_so("PyTorch", "torch.nn.PReLU", {}) is None


@pytest.mark.parametrize("library", ["PyTorch", "Keras"])
def test_no_two_activations_are_called_the_same(library):
    calls = [declared(be.activations.get(name), library) for name in be.activations.names()]
    texts = [repr(one) for one in calls if one is not None]
    assert len(set(texts)) == len(texts)
