"""A network as modules of PyTorch."""

# torch has types, and is not installed where these are checked
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from importlib import import_module
from typing import Any

from ..activations import Activation
from ..errors import MissingExtraError, OptionError
from ._equivalents import declared, with_values
from ._exported_model import network_of

_PREFIX = "torch.nn."


def torch(model: Any) -> Any:  # noqa: ANN401  a module of PyTorch
    """Return a network as a ``torch.nn.Sequential`` of Linear, Dropout and activation modules.

    Weights are copied, in the dtype of the network; without dropout the outputs are those of ``net(X)``,
    probabilities included. (``torch.nn.CrossEntropyLoss`` takes logits: leave out the last module to train on.)

    Parameters
    ----------
    model : Network, or a fitted ``MLPClassifier`` or ``MLPRegressor`` of ``barreleye.sklearn``

    Returns
    -------
    torch.nn.Sequential
        In the mode of evaluation.

    Raises
    ------
    MissingExtraError
        PyTorch is not installed.
    OptionError
        PyTorch has no module for an activation, or the model is one of a table.

    Examples
    --------
    >>> import barreleye as be
    >>> len(be.export.torch(be.mlp(2, [8], 3, output="softmax")))  # doctest: +SKIP
    4
    >>> be.export.torch(be.mlp(2, [8], 3, activation="gaussian"))
    Traceback (most recent call last):
    barreleye.errors.OptionError: PyTorch has no module for gaussian ...
    """
    net = network_of(model, "PyTorch")
    wanted = [_module(layer.activation) for layer in net.descriptions]
    nn = torch_package().nn
    modules: list[Any] = []
    for layer, part, rate, (name, options) in zip(
        net.descriptions, net.parameters, net.dropout, wanted, strict=True
    ):
        linear = nn.Linear(*part.weights.shape, bias=layer.bias, dtype=dtype_of(net.dtype.name))
        _copy(linear.weight, part.weights.T)
        if part.biases is not None:
            _copy(linear.bias, part.biases)
        dropout = [nn.Dropout(rate)] if rate else []
        modules += [*dropout, linear, getattr(nn, name)(**options)]
    return nn.Sequential(*modules).eval()


def torch_package() -> Any:  # noqa: ANN401  a module
    """Return PyTorch, or raise MissingExtraError."""
    try:
        return import_module("torch")
    except ImportError as error:
        raise MissingExtraError("modules of PyTorch need torch: pip install torch") from error


def dtype_of(name: str) -> Any:  # noqa: ANN401  torch's
    """Return PyTorch's dtype of that name."""
    return getattr(torch_package(), name)


def _module(activation: Activation) -> tuple[str, dict[str, Any]]:
    """Return the name and the options of the module of an activation."""
    call = declared(activation, "PyTorch")
    call = None if call is None else with_values(call, activation)
    if call is None or call.operands or not call.name.startswith(_PREFIX):
        known = activation.equivalents.get("PyTorch")
        beside = f" (there it is {known}, which is no module)" if known else ""
        raise OptionError(
            f"PyTorch has no module for {activation!r}{beside}: make the module yourself, with the weights of"
            " net.layers, or export.onnx the network"
        )
    return call.name.removeprefix(_PREFIX), dict(call.options)


def _copy(parameter: Any, values: Any) -> None:  # noqa: ANN401  torch's, and an array
    parameter.data.copy_(torch_package().from_numpy(values.copy()))
