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


class EngineInBrowser:
    """The engine of a page that a browser shows, called as :class:`PageEngine` is."""

    def __init__(self, page):
        self.page = page

    def __call__(self, code, **given):
        names = ", ".join(given)
        script = (
            f"{_HEX_IN_BROWSER}{_PACKING} const {{ engine }} = page, given = arguments[0].map(unpacked);"
            f"return packed((({names}) => {{ {code} }})(...given));"
        )
        return _unpacked(self.page.run(script, [_packed(one) for one in given.values()]))


_HEX_IN_BROWSER = """
const byteAt = (hex, i) => parseInt(hex.substr(2 * i, 2), 16);
const fromHex = (hex) => Uint8Array.from({ length: hex.length / 2 }, (_, i) => byteAt(hex, i)).buffer;
const toHex = (one) => Array.from(
  new Uint8Array(one.buffer, one.byteOffset, one.byteLength), (byte) => byte.toString(16).padStart(2, "0"),
).join("");
"""
_HEX_IN_NODE = """
function fromHex(hex) {
  const raw = Buffer.from(hex, "hex");
  return raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length);
}
const toHex = (one) => Buffer.from(one.buffer, one.byteOffset, one.byteLength).toString("hex");
"""
_PACKING = """
const KINDS = { float32: Float32Array, float64: Float64Array, int32: Int32Array };
function unpacked(one) {
  if (Array.isArray(one)) return one.map(unpacked);
  if (one === null || typeof one !== "object") return one;
  if (!one.array) return Object.fromEntries(Object.entries(one).map(([k, v]) => [k, unpacked(v)]));
  return new KINDS[one.array](fromHex(one.hex));
}
function packed(one) {
  for (const [array, Kind] of Object.entries(KINDS)) {
    if (!(one instanceof Kind)) continue;
    return { array, hex: toHex(one) };
  }
  if (typeof one === "number") return packed(Float64Array.of(one));
  if (Array.isArray(one)) return one.map(packed);
  if (one === null || one === undefined || typeof one !== "object") return one ?? null;
  return Object.fromEntries(Object.entries(one).map(([k, v]) => [k, packed(v)]));
}
"""
_DRIVER = (
    f"""{_HEX_IN_NODE}{_PACKING}"""
    """
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
)


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
