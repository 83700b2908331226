"""The machine code of every function: vector arithmetic, and no call out of the loop.

One call of a mathematical library per number would cost ten times the arithmetic, and one scalar
instruction in the loop eight times; neither changes a result, so only the code itself can tell.
"""

import inspect
import re

import llvmlite.binding as llvm
import numpy as np
import pytest

from barreleye import activations
from barreleye.kernels import sources
from barreleye.kernels._loops import loop_source
from barreleye.kernels._row_loops import Inputs, row_loop
from barreleye.scalars import (
    assembly,
    is_x86,
    log_softmax,
    log_softmax_product,
    softmax,
    softmax_product,
)
from support.truth import elementwise_names

pytestmark = pytest.mark.skipif(not is_x86(), reason="the patterns are those of x86-64")

ARITHMETIC = r"\bv?(?:add|sub|mul|div|sqrt|min|max|fn?m(?:add|sub)\d+|rndscale)"
HELPERS = {"memcpy", "memset"}  # what LLVM puts for plain copies
# beyond 2^20 a wave asks the C library: that takes hundreds of digits of π, and happens rarely
RARE = {"sine": {"sin", "cos"}}


def scalar_arithmetic(text):
    """Return the instructions that compute with one number."""
    return re.findall(rf"^\s*({ARITHMETIC}s[sd])\b", text, re.MULTILINE)


def vector_arithmetic(text, register):
    """Return the instructions that compute with whole registers."""
    return re.findall(rf"^\s*({ARITHMETIC}p[sd])\b.*%{register}", text, re.MULTILINE)


def called_outside(text):
    """Return the names of functions that are neither here nor labels, however the code gets there."""
    defined = set(re.findall(r"^([A-Za-z_]\w*):", text, re.MULTILINE))
    direct = re.findall(r"^\s*(?:call|jmp|j[a-z]+)q?\s+([A-Za-z_]\w*)", text, re.MULTILINE)
    by_address = re.findall(r"\$([A-Za-z_]\w*)|([A-Za-z_]\w*)@", text)
    found = {*direct, *(name for pair in by_address for name in pair if name)} - defined
    hidden = "call" if re.search(r"^\s*callq?\s", text, re.MULTILINE) and not found else ""
    return found | ({hidden} - {""})


def widest():
    """Return the vector registers to expect; many processors with 512 bits prefer to compute in 256."""
    features = llvm.get_host_cpu_features()
    if features.get("avx512f"):
        return "zmm" if llvm.get_host_cpu_name().startswith("znver") else "[yz]mm"
    return "ymm" if features.get("avx") else "xmm"


def texts(body, parameters=(), *, selecting=False):
    """Return the assembly of the float and of the double loop."""
    return {
        scalar: assembly(source)
        for scalar, source in sources([body], tuple(parameters), selecting=selecting).items()
    }


@pytest.mark.parametrize("name", elementwise_names())
@pytest.mark.parametrize("of", ["value", "slope"])
def test_every_loop_computes_with_vectors_and_calls_nothing(name, of):
    activation = activations.get(name)
    body = activation.body if of == "value" else activation.slope
    for scalar, text in texts(body, activation.parameters, selecting=activation.selecting).items():
        assert called_outside(text) <= HELPERS | RARE.get(name, set()), scalar
        assert scalar_arithmetic(text) == [], scalar
        copied = "memcpy" in text or "memset" in text
        assert copied or re.search(rf"%{widest()}", text), scalar
        # whatever adds or multiplies does it there; bodies that only select compare and blend
        if re.search(rf"{ARITHMETIC}p[sd]", text):
            assert vector_arithmetic(text, widest()), scalar


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "gelu", "mish", "softplus", "sine", "arctan"])
def test_the_elementary_functions_are_written_out(name):
    for text in texts(activations.get(name).body, activations.get(name).parameters).values():
        assert len(vector_arithmetic(text, widest())) > 10


@pytest.mark.parametrize("body", [softmax, log_softmax, softmax_product, log_softmax_product])
def test_rows_are_computed_with_vectors_and_call_nothing(body):
    matrices = len(inspect.signature(body).parameters)
    for scalar in ("float", "double"):
        text = assembly(row_loop(body, Inputs(matrices), (True,), scalar).source)
        assert called_outside(text) <= HELPERS, scalar
        assert len(vector_arithmetic(text, widest())) > 20, scalar


def test_a_call_per_lane_would_be_noticed():
    source = sources([np.sqrt], (), selecting=False)["double"]
    assert called_outside(assembly(source)) <= HELPERS
    assert called_outside(assembly(source.replace("@llvm.sqrt.", "@llvm.exp."))) >= {"exp"}


def test_a_jump_to_another_function_would_be_noticed():
    assert called_outside("loop:\n\tjmp\tlog1p\n") == {"log1p"}
    assert called_outside("loop:\n\tjne\t.LBB0_1\n\tjmp\t.LBB0_2\n") == set()
    assert called_outside("loop:\n\tmovabsq\t$tanh, %rax\n\tcallq\t*%rax\n") == {"tanh"}
    assert called_outside("loop:\n\tcallq\t*(%rax)\n") == {"call"}
    assert called_outside("loop:\n\tcallq\t_ZGVeN8v_exp@PLT\n") == {"_ZGVeN8v_exp"}


def test_scalar_arithmetic_would_be_noticed():
    def body(z):
        return z / (1.0 + np.sqrt(z))

    alone = loop_source([body], (), "double", width=1)
    # LLVM would join the single numbers to vectors again: its first pass only is asked for here
    plain = llvm.parse_assembly(alone)
    target = llvm.Target.from_default_triple().create_target_machine(opt=0)
    text = target.emit_assembly(plain)
    assert scalar_arithmetic(text)
    assert scalar_arithmetic(texts(body)["double"]) == []
