"""Which activation is a tree of ONNX operators: as its declaration says, or as other programs write it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from .. import activations
from ..activations import Activation
from ..export._equivalents import Call, Operand, call_of, declared
from ._operator_trees import Tree, bindings, tree_of

# What torch.onnx.export, tf2onnx and skl2onnx write where they do not write what the declaration says.
_WRITTEN_BY_OTHERS: Mapping[str, tuple[str, ...]] = {
    "log_sigmoid": ("Log(Sigmoid(z))",),
    "softsign": ("Div(z, Add(1, Abs(z)))",),
    "relu": ('Clip(min=0, max="none")',),
    "relu6": ("Clip(Relu(z), min=0, max=6)", "Min(Relu(z), 6)", "Clip(Min(z, 6), min=0, max=6)"),
    "leaky_relu": ("Max(Mul(z, negative_slope), z)", "Max(z, Mul(z, negative_slope))"),
    "hard_sigmoid": (
        "Clip(Add(Mul(z, 1/6), 0.5), min=0, max=1)",
        "Div(Clip(Add(z, 3), min=0, max=6), 6)",
        "Div(Min(Relu(Add(z, 3)), 6), 6)",
    ),
    "hard_swish": (
        "Mul(z, HardSigmoid(z, alpha=1/6, beta=0.5))",
        "Mul(z, Div(Clip(Add(z, 3), min=0, max=6), 6))",
    ),
    "softplus": (
        "Div(Softplus(Mul(z, beta)), beta)",
        "Where(Greater(z, 20), z, Softplus(z))",
        "Where(Greater(Mul(z, beta), 20), z, Div(Softplus(Mul(z, beta)), beta))",
        "Where(Greater(z, 40), z, Softplus(z))",
        "Where(Greater(Mul(z, beta), 40), z, Div(Softplus(Mul(z, beta)), beta))",
    ),
    "silu": ("Swish(z, alpha=1.0)",),
    "mish": ("Mul(z, Tanh(Softplus(z)))",),
    "gelu": (
        "Mul(Mul(z, Add(Erf(Div(z, 1.4142135623730951)), 1)), 0.5)",
    ),
    "gelu_tanh": (
        "Mul(Mul(0.5, z), Add(1, Tanh(Mul(0.7978845608028654, Add(z, Mul(0.044715, Pow(z, 3)))))))",
        "Mul(Mul(0.5, z), Add(1, Tanh(Mul(Mul(0.7978845608028654, z), Add(1, Mul(0.044715, Mul(z, z)))))))",
    ),
    "soft_shrink": (
        (
            "Add(Where(Greater(z, threshold), Sub(z, threshold), 0),"
            " Where(Less(z, Neg(threshold)), Add(z, threshold), 0))"
        ),
        "Where(Greater(Abs(z), threshold), Sub(z, Mul(Sign(z), threshold)), Mul(z, 0))",
    ),
    "hard_shrink": (
        "Where(Or(Greater(z, threshold), Less(z, Neg(threshold))), z, 0)",
        "Where(LessOrEqual(Abs(z), threshold), 0, z)",
    ),
}  # fmt: skip


def recognized(tree: Operand) -> Activation | None:
    """Return the activation that a tree of operators on z is; None if it is none."""
    found = tree_of(tree)
    for activation in map(activations.get, activations.names()):
        for pattern in _patterns(activation.name):
            values = next(bindings(pattern, found, {}), None)
            if values is not None:
                return activation.with_(**values) if values else activation
    return None


@cache
def operators() -> frozenset[str]:
    """Return the operators that trees are made of."""
    names = {"Reciprocal", "Pow", "Neg", "Add", "Sub", "Mul", "Div", "Max", "Min"}

    def visit(one: Operand | None) -> None:
        if isinstance(one, Call):
            names.add(one.name)
            for inner in one.operands:
                visit(inner)

    for activation in map(activations.get, activations.names()):
        for call in _calls(activation):
            visit(call)
    return frozenset(names)


def _patterns(name: str) -> tuple[Tree, ...]:
    return tuple(tree_of(call) for call in _calls(activations.get(name)))


def _calls(activation: Activation) -> list[Operand]:
    own = declared(activation, "ONNX")
    texts = _WRITTEN_BY_OTHERS.get(activation.name, ())
    others = [call_of(text, activation.parameters) for text in texts]
    return [one for one in (own, *others) if one is not None]
