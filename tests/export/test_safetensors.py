"""Weights in the format of safetensors, read by its own package."""

import json

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file

import barreleye as be


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_names_shapes_and_bits(dtype, tmp_path):
    net = be.Network(
        3, [be.Dense(4, "relu"), be.Dense(2, bias=False)], seed=1, dtype=dtype, classes=None
    )
    be.export.safetensors(net, tmp_path / "net.safetensors")
    found = load_file(tmp_path / "net.safetensors")
    assert sorted(found) == ["layers.0.bias", "layers.0.weight", "layers.1.weight"]
    for i, (weights, biases) in enumerate(net.parameters):
        assert found[f"layers.{i}.weight"].dtype == dtype
        assert np.array_equal(found[f"layers.{i}.weight"], weights.T)
        assert biases is None or np.array_equal(found[f"layers.{i}.bias"], biases)


def test_the_metadata_describes_the_network(tmp_path):
    net = be.mlp(2, [3], 2, output="softmax", classes=["né", 'a "b" 🐟'])
    be.export.safetensors(net, tmp_path / "net.safetensors")
    with safe_open(tmp_path / "net.safetensors", "np") as file:
        metadata = file.metadata()
    vector = net.parameters.vector
    again = be.Network.from_description(json.loads(metadata["network"]), vector, "the metadata")
    assert (repr(again), again.classes) == (repr(net), net.classes)
    assert metadata["producer"] == f"barreleye {be.__version__}"


def test_the_same_network_makes_the_same_bytes_and_begins_on_a_line(tmp_path):
    for name in "ab":
        be.export.safetensors(be.mlp(2, [3], 1), tmp_path / name)
    content = (tmp_path / "a").read_bytes()
    assert content == (tmp_path / "b").read_bytes()
    assert int.from_bytes(content[:8], "little") % 8 == 0
