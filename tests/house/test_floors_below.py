"""Floors below the activations know none of them by name: a new one is a declaration in one file."""

import re
from pathlib import Path

import pytest

import barreleye as be
from barreleye.activations import _activation_catalogue

SOURCE = Path(be.__file__).parent
NAMES = {*be.activations.names(), *_activation_catalogue._ALIASES}
# What bodies are made of, whoever they belong to; softmax and its logarithm are words for rows: losses use them.
DIALECT = {"exp", "tanh", "arctan", "atan", "sin", "sign", "softmax", "log_softmax"}
ENGLISH = {
    "step",
    "identity",
    "exponential",
}  # of an optimizer, of a loop; of an object; in words for exp
WORD = re.compile(r"[A-Za-z_]\w*")


def known(text):
    """Return the names of activations in a text, alone or as a part of a longer name."""
    words = {word.lower() for word in WORD.findall(text)}
    parts = {part for word in words for part in word.split("_")}
    return (words | parts) & (NAMES - DIALECT - ENGLISH)


@pytest.mark.parametrize("floor", ["scalars", "kernels"])
def test_no_activation_is_known_by_name_below(floor):
    files = sorted((SOURCE / floor).rglob("*.py"))
    found = {path.name: known(path.read_text(encoding="utf-8")) for path in files}
    assert {name: names for name, names in found.items() if names} == {}


def test_a_name_would_be_found():
    assert known("def narrow_gelu(z):") == {"gelu"}
    assert known("MISH_TURNING_POINT = 1  # of silu") == {"mish", "silu"}
    assert known("tanh(z) and one step further") == set()
