"""Networks of PyTorch."""

from __future__ import annotations

from typing import Any

from .._text import shown
from ..errors import OptionError
from ..export._equivalents import named_so
from ..training import Network
from ._taken_layers import TakenLayers

_THRESHOLD = 20.0  # of Softplus: what is nothing to a float32 beyond it


def from_torch(module: Any) -> Network:  # noqa: ANN401  a module of PyTorch
    """Return the network of a ``torch.nn.Sequential`` of Linear, Dropout, Identity and activation modules.

    Parameters
    ----------
    module : torch.nn.Sequential, or torch.nn.Linear
        Sequences may stand in sequences.

    Returns
    -------
    Network
        With copies of the weights, in their dtype. Outputs are those of ``module.eval()``, to rounding; those of a
        Softplus differ by up to 2e-9/beta in float64, where PyTorch leaves out what is beyond its threshold of 20.

    Raises
    ------
    OptionError
        A module has no equivalent; the message names it and its place.

    Examples
    --------
    >>> import barreleye as be
    >>> import torch  # doctest: +SKIP
    >>> nn = torch.nn  # doctest: +SKIP
    >>> be.from_torch(nn.Sequential(nn.Linear(2, 8), nn.GELU(), nn.Linear(8, 1)))  # doctest: +SKIP
    Network(inputs=2, layers=[Dense(8, gelu), Dense(1, linear)])
    >>> be.from_torch("net.pt")
    Traceback (most recent call last):
    barreleye.errors.OptionError: from_torch takes a torch.nn.Sequential, got 'net.pt'
    """
    if not any(kind.__module__ == "torch.nn.modules.module" for kind in type(module).__mro__):
        raise OptionError(f"from_torch takes a torch.nn.Sequential, got {shown(module)}")
    taken = TakenLayers("the module")
    _take(taken, module, "")
    return taken.network()


def _take(taken: TakenLayers, module: Any, place: str) -> None:  # noqa: ANN401  a module
    """Take a module over, and those inside of it."""
    kind = f"{type(module).__module__}.{type(module).__name__}"
    where = f"{type(module).__name__}{f' at {place}' if place else ''}"
    if module._forward_hooks or module._forward_pre_hooks:  # noqa: SLF001  the only way to see them
        raise OptionError(f"{where} has hooks, which may change what it computes: remove them first")
    if kind == "torch.nn.modules.container.Sequential":
        for name, inner in module.named_children():
            _take(taken, inner, f"{place}.{name}" if place else name)
    elif kind == "torch.nn.modules.linear.Linear":
        biases = None if module.bias is None else _numbers(module.bias, where)
        taken.dense(where, _numbers(module.weight, where).T, biases)
    elif kind == "torch.nn.modules.dropout.Dropout":
        if module.p:
            taken.drop(where, module.p)
    elif kind != "torch.nn.modules.linear.Identity":
        taken.activation(where, _activation(module, where, kind))


def _activation(module: Any, where: str, kind: str) -> Any:  # noqa: ANN401  a module, and an Activation
    options: dict[str, Any] = {**module.__dict__}
    if options.get("dim", -1) in {1, None}:  # of rows
        options["dim"] = -1
    if type(module).__name__ == "Softplus" and options["threshold"] >= _THRESHOLD:
        options["threshold"] = 40.0
    known = kind.startswith("torch.nn.modules.")
    found = named_so("PyTorch", f"torch.nn.{type(module).__name__}", options) if known else None
    if found is None:
        raise OptionError(
            f"{where}, {shown(module)}, has no equivalent in barreleye: Linear, Dropout, Identity, Sequential, and"
            " activations that be.activations has are taken over"
        )
    return found


def _numbers(tensor: Any, where: str) -> Any:  # noqa: ANN401  a tensor, and an array
    """Return a tensor as an array; torch's own small types have none."""
    if str(tensor.dtype) not in {"torch.float32", "torch.float64"}:
        raise OptionError(
            f"{where} holds {tensor.dtype} numbers: convert the module first, module.float()"
        )
    return tensor.detach().cpu().numpy()
