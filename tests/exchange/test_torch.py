"""Networks as modules of PyTorch, and back. ``make test-exchange`` runs this."""

from importlib import import_module

import numpy as np
import pytest

import barreleye as be

pytestmark = pytest.mark.exchange
A = be.activations
WITH_PARAMETERS = [
    A.leaky_relu.with_(negative_slope=0.2),
    A.elu.with_(alpha=1.7),
    A.celu.with_(alpha=0.3),
    A.softplus.with_(beta=2.5),
    A.soft_shrink.with_(threshold=0.1),
    A.hard_shrink.with_(threshold=1.5),
]
MODULES = [
    one for one in map(A.get, A.names()) if one.equivalents.get("PyTorch", "").startswith("torch.nn.")
    and "**" not in one.equivalents["PyTorch"]
]  # fmt: skip
NONE = [one for one in map(A.get, A.names()) if one not in MODULES]


@pytest.fixture(scope="module")
def torch():
    return import_module("torch")


def network(activation, dtype, output="softmax"):
    layers = [
        be.Dropout(0.25), be.Dense(6, activation), be.Dense(5, activation, bias=False), be.Dropout(0.5),
        be.Dense(3, output),
    ]  # fmt: skip
    return be.Network(4, layers, seed=1, dtype=dtype)


def same(a, b):
    return a.parameters.vector.tobytes() == b.parameters.vector.tobytes() and (a.stack, a.dtype) == (
        b.stack,
        b.dtype,
    )


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("activation", [*MODULES, *WITH_PARAMETERS], ids=repr)
def test_outputs_and_bits_are_the_same(activation, dtype, torch):
    net = network(activation, dtype)
    module = be.export.torch(net)
    X = 3.0 * np.random.default_rng(0).normal(size=(1000, 4)).astype(dtype)
    found = module(torch.from_numpy(X)).detach().numpy()
    # probabilities: what rounding has changed in three sums of up to 7 products of numbers up to 30
    assert np.abs(found - net(X)).max() <= 256 * np.finfo(dtype).eps
    assert same(be.from_torch(module), net)
    module[1].weight.data.zero_()
    assert net.layers[0].weights.any(), "weights are copies"


@pytest.mark.parametrize("activation", NONE, ids=repr)
def test_what_pytorch_has_not_is_refused(activation):
    with pytest.raises(be.errors.OptionError, match=f"PyTorch has no module for {activation.name}"):
        be.export.torch(network(activation, "float32"))


def test_gradients_flow_and_training_goes_on_here(torch):
    module = be.export.torch(network("tanh", "float32", "linear")).train()
    module(torch.ones(2, 4)).sum().backward()
    assert module[1].weight.grad.abs().sum() > 0.0
    net = be.from_torch(module)
    net.fit(np.ones((8, 4)), np.zeros((8, 3)), epochs=2, progress=False)


def nn_cases(nn):
    """Return modules that are taken over, and what they become."""
    return {
        "one layer": (nn.Linear(2, 3), "layers=[Dense(3, linear)]"),
        "nested, and what says nothing": (
            nn.Sequential(
                nn.Sequential(nn.Linear(2, 3), nn.ReLU()), nn.Identity(), nn.Dropout(0.0), nn.Linear(3, 1)
            ),
            "layers=[Dense(3, relu), Dense(1, linear)]",
        ),
        "a softmax of an axis by its number": (
            nn.Sequential(nn.Linear(2, 3), nn.Softmax(1)), "[Dense(3, softmax)]",
        ),
        "layers without an activation": (
            nn.Sequential(nn.Linear(2, 3, bias=False), nn.Linear(3, 1)),
            "layers=[Dense(3, linear, bias=False), Dense(1, linear)]",
        ),
        "softplus with its usual threshold": (
            nn.Sequential(nn.Linear(2, 3), nn.Softplus(beta=2.0)), "[Dense(3, softplus(beta=2))]",
        ),
    }  # fmt: skip


def test_modules_of_others(torch):
    for name, (module, words) in nn_cases(torch.nn).items():
        net = be.from_torch(module)
        assert words in repr(net), name
        X = np.random.default_rng(0).normal(size=(50, 2)).astype("f")
        found = module.eval()(torch.from_numpy(X)).detach().numpy()
        assert np.abs(found - net(X)).max() <= 64 * np.finfo("f").eps, name


def refused(torch):
    """Return modules that are not taken over, and words of the reason."""
    nn = torch.nn
    line = nn.Linear(2, 3)

    class Own(nn.Sequential):
        def forward(self, x):
            return super().forward(x) + 1.0

    hooked = nn.Linear(2, 3)
    hooked.register_forward_hook(lambda *_: None)
    return [
        (nn.Sequential(line, nn.PReLU()), "PReLU at 1"),
        (nn.Sequential(line, nn.BatchNorm1d(3)), "BatchNorm1d at 1"),
        (nn.Sequential(nn.Flatten(), line), "Flatten at 0"),
        (nn.Sequential(line, nn.Softmax(0)), r"Softmax\(dim=0\), has no equivalent"),
        (nn.Sequential(line, nn.Hardtanh(0.0, 1.0)), "Hardtanh at 1"),
        (nn.Sequential(line, nn.Softplus(threshold=1.0)), "Softplus at 1"),
        (nn.Sequential(line, nn.Dropout(0.5), nn.ReLU()), "behind a dropout"),
        (nn.Sequential(line, nn.Dropout(0.5), nn.Dropout(0.5), nn.Linear(3, 1)), "behind another one"),
        (nn.Sequential(line, nn.ReLU(), nn.Dropout(0.5)), "ends with a dropout"),
        (nn.Sequential(line, nn.ReLU(), nn.Tanh()), "Tanh at 2 .* behind relu"),
        (nn.Sequential(nn.ReLU(), line), "before the first dense layer"),
        (nn.Sequential(nn.Linear(2, 3).half()), "torch.float16 numbers"),
        (nn.Sequential(nn.Linear(2, 3).double(), nn.Linear(3, 1)), "float32 and float64"),
        (nn.Sequential(line, nn.Linear(4, 1)), "takes 4 inputs, and the layer before has 3 neurons"),
        (nn.Sequential(nn.Sequential(line, nn.GLU())), r"GLU at 0\.1"),
        (nn.ModuleList([line]), "ModuleList"),
        (Own(line), "Own"),
        (nn.Sequential(hooked), "has hooks"),
        (nn.Sequential(), "no dense layer"),
        (torch.ones(2), "takes a torch.nn.Sequential"),
    ]


def test_what_no_network_has_is_refused_with_its_place(torch):
    for module, words in refused(torch):
        with pytest.raises(be.errors.OptionError, match=words):
            be.from_torch(module)
