"""Source code of the text reader, made to run: C through a compiler, JavaScript under node, Python.

What is written has functions of one number, which take and give float64, and functions of rows. The tools that
this machine has are used; BARRELEYE_TEST_CLANG="..." names another command than ``clang``, and so on.
"""

import base64
import ctypes
import json
import os
import re
import shutil
import subprocess
from subprocess import PIPE

import numpy as np

TOOLS = {
    tool: os.environ.get(f"BARRELEYE_TEST_{tool.upper()}") or shutil.which(tool)
    for tool in ("gcc", "clang", "node")
}
READERS = (*(tool for tool, path in TOOLS.items() if path), "python")
LANGUAGES = {"gcc": "c", "clang": "c", "node": "js", "python": "python"}
_FLAGS = ["-std=c99", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC"]


def run_by(reader, source, folder, request):
    """Return what calls the functions of a source, for as long as the fixture or test of a request lasts."""
    if reader == "python":
        return _Python(source)
    if reader != "node":
        return _C(source, folder, TOOLS[reader].split())
    run = _JavaScript(source, folder, TOOLS[reader])
    request.addfinalizer(run.close)
    return run


class _Python:
    def __init__(self, source):
        self.source, self.names = source, {}
        exec(compile(source, "written", "exec"), self.names)  # noqa: S102  it is what is tested

    def map(self, name, x):
        with np.errstate(all="ignore"):
            return np.asarray(self.names[name](x)).astype(x.dtype)

    def call(self, name, arguments, results):
        """Return the arrays at these places after a call, or the number it returns if there are none."""
        given = arguments[: self.names[name].__code__.co_argcount]
        rows = [_matrix(one) for one in given]
        with np.errstate(all="ignore"):
            made = self.names[name](*rows)
        made = made if isinstance(made, tuple) else (made,)
        kind = arguments[0].dtype
        return (
            [np.asarray(one).reshape(-1).astype(kind) for one in made] if results else float(made[0][0])
        )


class _C:
    def __init__(self, source, folder, compiler):
        self.functions = {}
        loops = "".join(
            f"void each_{t}_{name}(long n, const {t} *x, {t} *y)"
            f"{{ for (long i = 0; i < n; i++) y[i] = ({t})be_{name}(x[i]); }}\n"
            for name in _numbers(source)
            for t in ("float", "double")
        )
        path = folder / "written.c"
        path.write_text(f"{source}\n{loops}", encoding="utf-8")
        command = [*compiler, *_FLAGS, str(path), "-o", str(folder / "written.so"), "-lm"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        self.library = ctypes.CDLL(str(folder / "written.so"))

    def map(self, name, x):
        y = np.empty_like(x)
        each = self.library[f"each_{'float' if x.dtype == np.float32 else 'double'}_{name}"]
        each(ctypes.c_long(len(x)), ctypes.c_void_p(x.ctypes.data), ctypes.c_void_p(y.ctypes.data))
        return y

    def call(self, name, arguments, results):
        function = self.library[f"be_{name}"]
        function.restype = ctypes.c_double
        number = function(ctypes.c_int(len(arguments[0])), *(_c_argument(one) for one in arguments))
        return [arguments[k] for k in results] if results else number


class _JavaScript:
    def __init__(self, source, folder, tool):
        path = folder / "written.js"
        path.write_text(source + _DRIVER, encoding="utf-8")
        self.process = subprocess.Popen([tool, str(path)], stdin=PIPE, stdout=PIPE, text=True)

    def close(self):
        """End the process."""
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def map(self, name, x):
        return self._run({"map": name, "arguments": [_packed(x)]})["arrays"][0].copy()

    def call(self, name, arguments, results):
        found = self._run({"call": name, "arguments": [_packed(one) for one in arguments]})
        rows = [k for k, one in enumerate(arguments) if isinstance(one, np.ndarray)]
        return [found["arrays"][rows.index(k)] for k in results] if results else found["number"]

    def _run(self, order):
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        found = json.loads(self.process.stdout.readline())
        arrays = [np.frombuffer(base64.b64decode(text), kind) for kind, text in found["arrays"]]
        return {"arrays": arrays, "number": np.frombuffer(base64.b64decode(found["number"]))[0]}


_DRIVER = """
const kinds = { float32: Float32Array, float64: Float64Array };
const packed = (array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString("base64");
function answer(order) {
  const rows = [];
  const given = order.arguments.map((one) => {
    if (!Array.isArray(one)) return one;
    const raw = Buffer.from(one[1], "base64");
    const array = new kinds[one[0]](raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length));
    rows.push([one[0], array]);
    return array;
  });
  let number = NaN;
  if (order.map) {
    const f = eval(order.map);
    for (let k = 0; k < given[0].length; k++) given[0][k] = f(given[0][k]);
  } else {
    number = eval(order.call)(...given) ?? NaN;
  }
  const arrays = rows.map(([kind, array]) => [kind, packed(array)]);
  return { arrays, number: packed(Float64Array.of(number)) };
}
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  process.stdout.write(JSON.stringify(answer(JSON.parse(line))) + "\\n");
});
"""


def _numbers(source):
    return re.findall(r"^double be_(\w+)\(double z\)$", source, re.MULTILINE)


def _matrix(one):
    """Return a row as Python's functions take it: one of a matrix; a label as one of several."""
    return (
        one[None, :] if isinstance(one, np.ndarray) else np.array([one]) if isinstance(one, int) else one
    )


def _packed(one):
    if isinstance(one, np.ndarray):
        return [str(one.dtype), base64.b64encode(one.tobytes()).decode()]
    return int(one) if isinstance(one, int) else float(one)


def _c_argument(one):
    if isinstance(one, np.ndarray):
        return ctypes.c_void_p(one.ctypes.data)
    if isinstance(one, int):
        return ctypes.c_int(one)
    return ctypes.c_float(one) if isinstance(one, np.float32) else ctypes.c_double(one)
