"""Models as source code, made to run: C by a compiler, JavaScript by node, Python."""

import ctypes
import json
import re
import subprocess
from subprocess import PIPE

import numpy as np
import pytest

import barreleye as be

from .written import LANGUAGES, READERS, TOOLS

FLAGS = ["-std=c99", "-O1", "-Wall", "-Wextra", "-Werror", "-pedantic"]
each = pytest.mark.parametrize("reader", READERS)


class Run:
    """Source code of several models, whose outputs can be asked for.

    Parameters
    ----------
    reader : str
        One of READERS.
    models : mapping of str to model
    folder : path
    dtype : str, optional
    """

    def __init__(self, reader, models, folder, dtype=None):
        self.models, self.folder, self.language = models, folder, LANGUAGES[reader]
        self.reader, self.dtype = reader, dtype
        if self.language == "c":
            self._compile(TOOLS[reader].split())
        elif self.language == "js":
            for name, model in models.items():
                be.export.javascript(model, folder / f"{name}.mjs", dtype=dtype)
            script = folder / "driver.mjs"
            script.write_text(_DRIVER, encoding="utf-8")
            self.process = subprocess.Popen(
                [TOOLS[reader], str(script)], stdin=PIPE, stdout=PIPE, text=True
            )
        else:
            self.modules = {name: {} for name in models}
            for name, model in models.items():
                exec(be.export.python(model, dtype=dtype), self.modules[name])  # noqa: S102  it is what is tested

    def outputs(self, name, X):
        """Return the outputs of a network, shape (rows, outputs)."""
        net = self.models[name]
        kind = np.dtype(self.dtype or net.dtype)
        X = np.ascontiguousarray(X, kind)
        if self.language == "python":
            return self.modules[name]["outputs"](X)
        if self.language == "js":
            return np.array(self._node(name, "outputs", X.tolist()), kind)
        out = np.empty((len(X), net.outputs), kind)
        self.library[f"run_{name}"](
            ctypes.c_long(len(X)), ctypes.c_void_p(X.ctypes.data), ctypes.c_void_p(out.ctypes.data)
        )
        return out

    def predicted(self, name, X):
        """Return the predictions of a network for rows; C returns indices of classes."""
        X = np.ascontiguousarray(X, np.dtype(self.dtype or self.models[name].dtype))
        if self.language == "python":
            return self.modules[name]["predict"](X).tolist()
        if self.language == "js":
            return self._node(name, "predict", X.tolist())
        found = np.empty(len(X), np.int32)
        self.library[f"choose_{name}"](
            ctypes.c_long(len(X)), ctypes.c_void_p(X.ctypes.data), ctypes.c_void_p(found.ctypes.data)
        )
        return found.tolist()

    def probabilities(self, name, X):
        """Return the probabilities of classes, shape (rows, classes), which C writes as outputs."""
        if self.language == "js":
            return np.array(self._node(name, "probabilities", X.tolist()))
        return self.modules[name]["probabilities"](X)

    def answers(self, name, table):
        """Return what a model of a table answers to columns: labels and probabilities, or numbers and None."""
        model = self.models[name]
        classes = model.target.task == "classification"
        if self.language == "python":
            made = self.modules[name]
            return np.array(made["predict"](table)), made["probabilities"](table) if classes else None
        rows = [dict(zip(table, values, strict=True)) for values in zip(*table.values(), strict=True)]
        if self.language == "js":
            found = np.array(self._node(name, "predict", rows))
            return found, np.array(self._node(name, "probabilities", rows)) if classes else None
        kind = np.dtype(self.dtype or "float32") if classes else np.float64
        out = np.empty((len(rows), len(model.target.classes) if classes else 1), kind)
        found = np.empty(len(rows), np.int32)
        columns = [self._column(values) for values in table.values()]
        pointers = (ctypes.c_void_p * len(columns))(*(one.ctypes.data for one, _ in columns))
        self.library[f"run_{name}"](
            ctypes.c_long(len(rows)),
            pointers,
            ctypes.c_void_p(out.ctypes.data),
            ctypes.c_void_p(found.ctypes.data),
        )
        assert (found >= 0).all()
        return (np.array(model.target.classes)[found], out) if classes else (out[:, 0], None)

    def _column(self, values):
        if any(isinstance(one, str) for one in values):
            kept = [None if one is None else ctypes.create_string_buffer(one.encode()) for one in values]
            return np.array(
                [0 if one is None else ctypes.addressof(one) for one in kept], np.uint64
            ), kept
        return np.array([np.nan if one is None else float(one) for one in values]), None

    def _compile(self, compiler):
        parts = []
        for name, model in self.models.items():
            header = be.export.c(model, self.folder / f"{name}.h", dtype=self.dtype)
            of_columns = hasattr(model, "target")
            parts += [f'#include "{name}.h"', (_of_columns if of_columns else _of_inputs)(name, header)]
        path = self.folder / "exports.c"
        path.write_text("\n".join(parts), encoding="utf-8")
        made = self.folder / "exports.so"
        command = [*compiler, *FLAGS, "-shared", "-fPIC", str(path), "-o", str(made), "-lm"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        self.library = ctypes.CDLL(str(made))

    def _node(self, name, function, rows):
        self.process.stdin.write(json.dumps([str(self.folder / f"{name}.mjs"), function, rows]) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.language == "js":
            self.process.stdin.close()
            self.process.wait()
            self.process.stdout.close()


_DRIVER = """
import { createInterface } from "node:readline";
for await (const line of createInterface({ input: process.stdin })) {
  const [path, name, rows] = JSON.parse(line);
  const run = (await import(path))[name];
  process.stdout.write(JSON.stringify(rows.map((row) => run(row))) + "\\n");
}
"""


def _of_inputs(name, header):
    kind = re.search(rf"{name}_outputs\(const (\w+) \*x", header)[1]
    upper = name.upper()
    chosen = (
        f"\nvoid choose_{name}(long rows, const {kind} *x, int *found)\n{{ {kind} out[{upper}_OUTPUTS];"
        f" for (long r = 0; r < rows; r++) found[r] = {name}_predict(x + r * {upper}_INPUTS, out); }}"
    )
    return (
        f"void run_{name}(long rows, const {kind} *x, {kind} *out)\n"
        f"{{ for (long r = 0; r < rows; r++) {name}_outputs(x + r * {upper}_INPUTS, out + r * {upper}_OUTPUTS); }}"
        + (chosen if f"{name}_predict(" in header else "")
    )


def _of_columns(name, header):
    fields = re.findall(r"^    (const char \*|double )(\w+); /\*", header, re.MULTILINE)
    kind = re.search(rf"{name}_predict\(const {name}_row \*row, (\w+) \*", header)[1]
    taken = "\n".join(
        f"    row.{field} = (({kind_}*)columns[{k}])[r];" for k, (kind_, field) in enumerate(fields)
    )
    return f"""
void run_{name}(long rows, void **columns, {kind} *out, int *found)
{{
  for (long r = 0; r < rows; r++) {{
    {name}_row row;
{taken}
    found[r] = {name}_predict(&row, out + r * {name.upper()}_OUTPUTS);
  }}
}}"""
