"""Whatever is given to the doors that take and give networks, they take it, or refuse it in their own words."""

import pytest

import barreleye as be
from barreleye.errors import BarreleyeError
from house.test_odd_arguments import ODD, described

DOORS = {
    "from_keras": be.from_keras,
    "from_onnx": be.from_onnx,
    "from_sklearn": be.from_sklearn,
    "from_torch": be.from_torch,
    "export.keras": be.export.keras,
    "export.onnx": lambda model: be.export.onnx(model, "net.onnx"),
    "export.onnx, path": lambda path: be.export.onnx(be.mlp(2, [2], 1), path),
    "export.safetensors": lambda model: be.export.safetensors(model, "net.safetensors"),
    "export.safetensors, path": lambda path: be.export.safetensors(be.mlp(2, [2], 1), path),
    "export.torch": be.export.torch,
    "from_onnx, output": lambda output: be.from_onnx("absent.onnx", output=output),
}


def fault(door, value):
    """Return what is wrong with how a call ended."""
    try:
        door(value)
    except BarreleyeError as error:
        return "" if 10 < len(str(error)) < 2000 else f"a message of {len(str(error))} letters"
    except Exception as error:  # noqa: BLE001  whatever else comes is what this test is about
        return f"{type(error).__name__}: {error}"
    return ""


@pytest.mark.parametrize("name", DOORS)
def test_every_argument_may_be_odd(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = {described(value): fault(DOORS[name], value) for value in ODD}
    assert {value: words for value, words in found.items() if words} == {}
