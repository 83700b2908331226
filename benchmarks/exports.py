"""Sizes and microseconds of exported models, beside onnxruntime and emlearn on the same weights.

Each export answers for the 1,797 digits of scikit-learn: one row at a time, and where it takes several, all at
once. Flash and stack are those of a Cortex-M4 with single-precision floats, by arm-none-eabi-gcc -Os, if it is
there.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

import barreleye as be

PEER = Path(__file__).parent.parent / ".venv-peer-exports/bin/python"
REPEATS = 5
MODELS = {
    "64-32-10 relu": ((32,), "relu"),
    "64-64-64-10 tanh": ((64, 64), "tanh"),
    "64-32-10 gelu": ((32,), "gelu"),
}
_CORTEX = [
    "arm-none-eabi-gcc", "-mcpu=cortex-m4", "-mthumb", "-mfloat-abi=hard", "-mfpu=fpv4-sp-d16",
    "--specs=nosys.specs", "-std=c99", "-Os", "-ffunction-sections", "-fdata-sections", "-Wl,--gc-sections",
]  # fmt: skip
_GCC = ["gcc", "-std=gnu99", "-O2"]
_SIZE, _NODE = ["arm-none-eabi-size", "m4.elf"], ["node", "time.mjs"]


def fastest(call) -> float:
    """Return the seconds of the fastest of some calls."""
    best = np.inf
    for _ in range(REPEATS):
        start = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - start)
    return best


def c_microseconds(folder: Path, header: str, call: str, X, kind: str = "float", flags=()) -> float:
    """Return the microseconds of a row in a program that is compiled with -O2."""
    rows = ",\n".join("{" + ",".join(f"{one:.9g}" for one in row) + "}" for row in X)
    (folder / "time.c").write_text(f"""
#include <stdio.h>
#include <stdint.h>
#include <time.h>
#include "{header}"
static const {kind} rows[][64] = {{{rows}}};
int main(void)
{{
    double best = 1e9, sum = 0;
    for (int t = 0; t < {4 * REPEATS}; t++) {{
        const clock_t start = clock();
        for (int r = 0; r < {len(X)}; r++) {{ {kind} out[10]; {call}; sum += (double)out[t % 10]; }}
        const double spent = (double)(clock() - start) / CLOCKS_PER_SEC;
        if (spent < best) best = spent;
    }}
    printf("%.4f %g", best / {len(X)} * 1e6, sum);
    return 0;
}}
""")
    made = str(folder / "time")
    subprocess.run([*_GCC, *flags, str(folder / "time.c"), "-o", made, "-lm"], check=True)
    return float(subprocess.run([made], check=True, capture_output=True, text=True).stdout.split()[0])


def on_cortex(folder: Path, header: str, call: str, flags=()) -> tuple[str, str]:
    """Return bytes of flash and of stack on a Cortex-M4."""
    if shutil.which(_CORTEX[0]) is None:
        return "-", "-"
    (folder / "m4.c").write_text(
        f'#include <stdint.h>\n#include "{header}"\nfloat x[64], out[10];\nvoid answer(void) {{ {call}; }}\n'
        "int main(void) { answer(); return 0; }\n"
    )
    (folder / "empty.c").write_text("int main(void) { return 0; }\n")
    sizes = []
    for source in ("m4.c", "empty.c"):
        done = subprocess.run(
            [*_CORTEX, "-w", *flags, "-fstack-usage", source, "-o", "m4.elf", "-lm"],
            cwd=folder,
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        size = subprocess.run(_SIZE, cwd=folder, check=True, capture_output=True, text=True)
        text, data, bss = map(int, size.stdout.splitlines()[1].split()[:3])
        sizes.append((text + data, data + bss))
    frames = [
        int(line.split("\t")[1])
        for path in folder.glob("m4*.su")
        for line in path.read_text().splitlines()
    ]
    static = sizes[0][1] - sizes[1][1] - 4 * (64 + 10)
    return f"{sizes[0][0] - sizes[1][0]:,}", f"{max(frames) + max(0, static):,}"


def javascript_microseconds(folder: Path, X) -> float:
    """Return the microseconds of a row under node."""
    (folder / "rows.json").write_text(json.dumps(X.tolist()))
    (folder / "time.mjs").write_text("""
import { readFileSync } from "node:fs";
import { outputs } from "./model.mjs";
const rows = JSON.parse(readFileSync("rows.json"));
let best = 1e9;
for (let t = 0; t < 20; t++) {
  const start = process.hrtime.bigint();
  for (const row of rows) outputs(row);
  best = Math.min(best, Number(process.hrtime.bigint() - start) / rows.length / 1e3);
}
console.log(best);
""")
    done = subprocess.run(_NODE, cwd=folder, check=True, capture_output=True, text=True)
    return float(done.stdout)


def line(
    name: str, size: str, flash: str, stack: str, one: float, many: float | None, off: float
) -> None:
    """Print a line of the table."""
    several = "" if many is None else f"{many:.2f}"
    error = "" if np.isnan(off) else f"{off:.1e}"
    print(
        f"  {name:<26} {size:>9} {flash:>8} {stack:>7} {one:>9.2f} {several:>9} {error:>9}", flush=True
    )


def main() -> None:
    """Print a table for each model."""
    X, y = load_digits(return_X_y=True)
    X = (X / 16.0).astype(np.float32)
    print(
        "bytes of the file, of flash and of stack on a Cortex-M4, microseconds of one row, and of a row among all,"
    )
    print("and the largest difference of a probability from float64")
    print(f"  {'':<26} {'file':>9} {'flash':>8} {'stack':>7} {'one row':>9} {'of all':>9} {'off':>9}")
    for name, (hidden, activation) in MODELS.items():
        print(name)
        net = be.mlp(64, list(hidden), 10, activation=activation, output="softmax", seed=0)
        net.fit(X, y, epochs=20, optimizer=be.Adam(0.003), progress=False)
        with tempfile.TemporaryDirectory() as temporary:
            compared(net, X, Path(temporary))


def compared(net, X, folder: Path) -> None:
    """Print the lines of one network."""
    wide = be.Network(64, net.stack, dtype="float64", parameters=net.parameters.vector)
    exact = wide(X)
    one = X[:1]
    handle = net.compile()
    row = X[0]
    for dtype, kind in (("float32", "float"), ("float64", "double")):
        text = be.export.c(net, folder / "model.h", dtype=dtype)
        call = "model_outputs(rows[r], out)"
        micro = c_microseconds(folder, "model.h", call, X, kind)
        flash, stack = (
            on_cortex(folder, "model.h", "model_outputs(x, out)") if kind == "float" else ("-", "-")
        )
        off = c_off(folder, "model.h", call, X, exact, kind)
        line(f"C, {kind}", f"{len(text):,}", flash, stack, micro, None, off)
    text = be.export.javascript(net, folder / "model.mjs")
    if shutil.which("node"):
        line(
            "JavaScript, node",
            f"{len(text):,}",
            "",
            "",
            javascript_microseconds(folder, X),
            None,
            np.nan,
        )
    text, names = be.export.python(net, folder / "model.py"), {}
    exec(text, names)  # noqa: S102  our own
    many = fastest(lambda: names["outputs"](X)) / len(X) * 1e6
    single = fastest(lambda: [names["outputs"](one) for _ in range(200)]) / 200 * 1e6
    line(
        "Python, NumPy",
        f"{len(text):,}",
        "",
        "",
        single,
        many,
        np.abs(names["outputs"](X) - exact).max(),
    )
    net.save(folder / "model.npz")
    many = fastest(lambda: net(X)) / len(X) * 1e6
    single = fastest(lambda: [handle(row) for _ in range(2000)]) / 2000 * 1e6
    size = (folder / "model.npz").stat().st_size
    line("this library, net.compile()", f"{size:,}", "", "", single, many, np.abs(net(X) - exact).max())
    peers(net, X, exact, folder)


def c_off(folder: Path, header: str, call: str, X, exact, kind: str = "float", flags=()) -> float:
    """Return the largest difference of the outputs of 100 rows from exact ones."""
    rows = ",\n".join("{" + ",".join(f"{one:.9g}" for one in row) + "}" for row in X[:100])
    (folder / "off.c").write_text(f"""
#include <stdio.h>
#include <stdint.h>
#include "{header}"
static const {kind} rows[][64] = {{{rows}}};
int main(void)
{{
    for (int r = 0; r < 100; r++) {{
        {kind} out[10];
        {call};
        for (int i = 0; i < 10; i++) printf("%.17g ", (double)out[i]);
    }}
    return 0;
}}
""")
    made = str(folder / "off")
    subprocess.run([*_GCC, *flags, str(folder / "off.c"), "-o", made, "-lm"], check=True)
    printed = subprocess.run([made], check=True, capture_output=True, text=True).stdout
    return float(np.abs(np.array(printed.split(), float).reshape(100, 10) - exact[:100]).max())


def peers(net, X, exact, folder: Path) -> None:
    """Print the lines of onnxruntime and emlearn, which run in an environment of their own."""
    be.export.onnx(net, folder / "model.onnx")
    arrays = {}
    for k, window in enumerate(net.parameters):
        arrays |= {f"W{k}": window.weights, f"b{k}": window.biases}
    np.savez(folder / "weights.npz", X=X, exact=exact, **arrays)
    command = [
        str(PEER),
        str(Path(__file__).with_name("exports_peer.py")),
        str(folder),
        net.layers[0].activation.name,
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout.splitlines()[-1])
    size = (folder / "model.onnx").stat().st_size
    line("onnxruntime, our ONNX file", f"{size:,}", "", "", *found["onnxruntime"])
    if "emlearn" not in found:
        print("  emlearn: it has no such activation")
        return
    call = "eml_net_predict_proba(&peer, rows[r], 64, out, 10)"
    flags = ("-I", found["emlearn"])
    text = (folder / "peer.h").read_text()
    flash, stack = on_cortex(folder, "peer.h", call.replace("rows[r]", "x"), flags)
    micro = c_microseconds(folder, "peer.h", call, X, "float", flags)
    line(
        "emlearn, C float",
        f"{len(text):,}",
        flash,
        stack,
        micro,
        None,
        c_off(folder, "peer.h", call, X, exact, "float", flags),
    )


if __name__ == "__main__":
    main()
