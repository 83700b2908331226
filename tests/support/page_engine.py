"""The page's engine under node: objects of its JavaScript, called from Python."""

import json
import subprocess
from subprocess import PIPE

import numpy as np

from barreleye.playground._formulas import formulas
from barreleye.playground._script import joined
from support.written import TOOLS

KINDS = {"float32": np.float32, "float64": np.float64, "int32": np.int32}


class PageEngine:
    """A process of node that holds the script of a page, without the page.

    Parameters
    ----------
    folder : Path
    module : str
        The module whose exports can be called.
    own : sequence of Activation
        Those besides the registry's.
    """

    def __init__(self, folder, module="engine", own=()):
        path = folder / f"{module}.js"
        path.write_text(joined(module, {"formulas": formulas(own)}) + _DRIVER, encoding="utf-8")
        self.process = subprocess.Popen([TOOLS["node"], str(path)], stdin=PIPE, stdout=PIPE, text=True)

    def __call__(self, code, **given):
        """Return what code returns, whose variables are given: arrays, numbers, strings, lists of these."""
        order = {"code": code, "given": {name: _packed(one) for name, one in given.items()}}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return _unpacked(answer["result"])

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def described(net):
    """Return a network as the page knows it."""
    layers = [
        {"name": view.name, "units": view.units, "activation": view.activation.name, "biases": True}
        for view in net.layers
    ]
    return {"dtype": str(net.dtype), "inputs": net.inputs, "layers": layers}


_DRIVER = """
const KINDS = { float32: Float32Array, float64: Float64Array, int32: Int32Array };
function unpacked(one) {
  if (Array.isArray(one)) return one.map(unpacked);
  if (one === null || typeof one !== "object") return one;
  if (!one.array) return Object.fromEntries(Object.entries(one).map(([k, v]) => [k, unpacked(v)]));
  const raw = Buffer.from(one.hex, "hex");
  return new KINDS[one.array](raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length));
}
function packed(one) {
  for (const [array, Kind] of Object.entries(KINDS)) {
    if (!(one instanceof Kind)) continue;
    return { array, hex: Buffer.from(one.buffer, one.byteOffset, one.byteLength).toString("hex") };
  }
  if (typeof one === "number") return packed(Float64Array.of(one));
  if (Array.isArray(one)) return one.map(packed);
  if (one === null || one === undefined || typeof one !== "object") return one ?? null;
  return Object.fromEntries(Object.entries(one).map(([k, v]) => [k, packed(v)]));
}
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { code, given } = JSON.parse(line);
  let answer;
  try {
    const f = eval(`((${Object.keys(given).join(", ")}) => { ${code} })`);
    answer = { result: packed(f(...Object.values(given).map(unpacked))) };
  } catch (error) {
    answer = { error: String(error.stack) };
  }
  process.stdout.write(JSON.stringify(answer) + "\\n");
});
"""


def _packed(one):
    if isinstance(one, np.ndarray):
        return {"array": str(one.dtype), "hex": one.tobytes().hex()}
    if isinstance(one, dict):
        return {k: _packed(v) for k, v in one.items()}
    if isinstance(one, list | tuple):
        return [_packed(v) for v in one]
    return one


def _unpacked(one):
    if isinstance(one, list):
        return [_unpacked(v) for v in one]
    if not isinstance(one, dict):
        return one
    if set(one) == {"array", "hex"}:
        return np.frombuffer(bytes.fromhex(one["hex"]), KINDS[one["array"]])
    return {k: _unpacked(v) for k, v in one.items()}
