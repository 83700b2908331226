"""Shells complete commands, options and names, and need no heavy library for it."""

import os
import subprocess
import sys

import pytest

import barreleye as be
from support.command import barreleye

HEAVY = {"numpy", "llvmlite", "matplotlib", "polars", "scipy"}


def completed(line, monkeypatch):
    """Return what bash is offered for the last word of a line."""
    monkeypatch.setenv("_BARRELEYE_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(line.count(" ")))
    result = barreleye()
    assert (result.code, result.err) == (0, "")
    return result.out.split()


COMPLETED = {
    "barreleye sc": ["score"],
    "barreleye fit t.csv --js": ["--json"],
    "barreleye fit t.csv --effort ": ["quick", "normal", "best"],
    "barreleye fit t.csv --activation sig": ["sign", "sigmoid"],
    "barreleye fit t.csv --loss q": ["quantile"],
    "barreleye fit t.csv --optimizer adam": ["adam", "adamw"],
    "barreleye compare t.csv --activations relu,tanh_": ["relu,tanh_shrink"],
    "barreleye activations gelu_": ["gelu_tanh"],
    "barreleye activations gelu --code ": ["c", "js", "python"],
    "barreleye plot neuron-": ["neuron-map", "neuron-outputs"],
    "barreleye learn spi": ["spiral"],
    "barreleye predict m": ["m1.npz", "m2.npz"],
    "barreleye score ./m1": ["./m1.npz"],
    "barreleye predict m1.npz t": [],  # the shell completes names of files
}


@pytest.mark.parametrize("line", COMPLETED)
def test_a_word_is_completed(line, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in ("m1.npz", "m2.npz", "t.csv"):
        (tmp_path / name).touch()
    assert completed(line, monkeypatch) == COMPLETED[line]


def test_all_names_of_the_catalogues_are_offered(monkeypatch):
    assert completed("barreleye fit --activation ", monkeypatch) == list(be.activations.names())
    assert completed("barreleye fit --loss ", monkeypatch) == list(be.losses.names())
    assert completed("barreleye fit --optimizer ", monkeypatch) == list(be.optimizers.names())


@pytest.mark.parametrize(
    ("line", "allowed"), [("barreleye fit --eff", set()), ("barreleye fit --activation g", {"numpy"})]
)
def test_completing_loads_no_heavy_library(line, allowed):
    program = (
        "import atexit, sys; from barreleye.cli import main; sys.argv = ['barreleye']\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr)); main()"
    )
    words = {
        "COMP_WORDS": line,
        "COMP_CWORD": str(line.count(" ")),
        "_BARRELEYE_COMPLETE": "complete_bash",
    }
    run = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | words,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split()
    assert HEAVY & set(run.stderr.split()) == allowed
