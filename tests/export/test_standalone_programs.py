"""Headers as programs of their own: with sanitizers, under valgrind, on a 32-bit ARM processor that QEMU plays.

``make test-exports`` installs the tools, and runs these tests, which are no part of ``make test``.
"""

import shutil
import subprocess

import numpy as np
import pytest

import barreleye as be
from barreleye.scalars.text import C
from support.rounding import error_of
from support.table_models import error_of_model, given, models, unseen

pytestmark = pytest.mark.cross

_STRICT = [
    "-std=c99",
    "-O2",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-pedantic",
    "-Wconversion",
    "-Wno-float-conversion",
]
_ARM = ["arm-linux-gnueabihf-gcc", "-static"]
_CORTEX = [
    "arm-none-eabi-gcc",
    "-mcpu=cortex-m4",
    "-mthumb",
    "-mfloat-abi=hard",
    "-mfpu=fpv4-sp-d16",
    "--specs=nosys.specs",
]
HOSTS = {
    "sanitizers": (["gcc", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"], []),
    "valgrind": (["gcc", "-g"], ["valgrind", "--quiet", "--error-exitcode=9", "--leak-check=full"]),
    "qemu-arm": (_ARM, ["qemu-arm"]),
}
each_host = pytest.mark.parametrize("host", HOSTS)


def run(host, source, folder):
    """Return what a program prints, as rows of numbers."""
    compiler, runner = HOSTS[host]
    path, made = folder / "program.c", folder / "program"
    path.write_text(source, encoding="utf-8")
    finished([*compiler, *_STRICT, str(path), "-o", str(made), "-lm"])
    lines = finished([*runner, str(made)]).splitlines()
    return np.array([[float(one) for one in line.split()] for line in lines])


def program(names, data, calls):
    """Return a program that includes a header for each name, and does what is said."""
    included = "\n".join(f'#include "{name}.h"' for name in names)
    return f"#include <stdio.h>\n{included}\n{data}\nint main(void)\n{{{''.join(calls)}\n    return 0;\n}}\n"


def finished(command):
    assert shutil.which(command[0]), f"{command[0]} is missing: make test-exports installs it"
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[:2000]
    return done.stdout


@each_host
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_networks_answer_as_the_library_does(host, dtype, tmp_path):
    X = np.random.default_rng(0).normal(0.0, 2.0, (50, 3)).astype(dtype)
    kind = "float" if dtype == "float32" else "double"
    nets = {
        f"net_{name}": be.Network(3, [be.Dense(4, "tanh"), be.Dense(3, name)], seed=1, dtype=dtype)
        for name in be.activations.names()
    }
    calls: list[str] = []
    for name, net in nets.items():
        be.export.c(net, tmp_path / f"{name}.h")
        calls.append(f"""
    for (int r = 0; r < {len(X)}; r++) {{
        {kind} out[3];
        {name}_outputs(rows[r], out);
        printf("%.17g %.17g %.17g\\n", (double)out[0], (double)out[1], (double)out[2]);
    }}""")
    rows = ",\n".join(
        "{" + ", ".join(C.number(float(one), kind == "float") for one in row) + "}" for row in X
    )
    data = f"static const {kind} rows[{len(X)}][3] = {{\n{rows}\n}};"
    found = run(host, program(nets, data, calls), tmp_path).reshape(len(nets), len(X), 3)
    for (name, net), outputs in zip(nets.items(), found, strict=True):
        error, lost = error_of(net, X)
        assert (np.abs(outputs - net(X))[~lost] <= 2.0 * error[~lost]).all(), name


@each_host
def test_models_of_tables_answer_as_the_library_does(host, tmp_path):
    table, made = unseen(5), dict(models())
    missing = [
        "NULL" if any(isinstance(one, str) for one in column) else "NAN" for column in table.values()
    ]
    rows = list(zip(*given(table).values(), strict=True))
    data, calls = [], []
    for name, model in made.items():
        be.export.c(model, tmp_path / f"{name}.h")
        count = len(model.target.classes) or 1
        kind = "float" if model.target.classes else "double"
        values = ",\n".join(
            "{" + ", ".join(literal(*pair) for pair in zip(row, missing, strict=True)) + "}"
            for row in rows
        )
        data.append(f"static const {name}_row rows_{name}[] = {{\n{values}\n}};")
        calls.append(f"""
    for (int r = 0; r < {len(rows)}; r++) {{
        {kind} out[{count}];
        if ({name}_predict(&rows_{name}[r], out) < 0) return 1;
        for (int i = 0; i < {count}; i++) printf("%.17g ", (double)out[i]);
        for (int i = {count}; i < 4; i++) printf("0 ");
        printf("\\n");
    }}""")
    found = run(host, program(made, "\n".join(data), calls), tmp_path).reshape(len(made), len(rows), 4)
    for (name, model), outputs in zip(made.items(), found, strict=True):
        known, bound = model.predict(table), 2.0 * error_of_model(model, table)
        if known.probabilities is None:
            assert (np.abs(outputs[:, 0] - known.values) <= bound).all(), name
        else:
            assert (np.abs(outputs - known.probabilities) <= bound).all(), name


def test_a_header_fits_a_microcontroller(tmp_path):
    net = be.mlp(4, [16], 3, output="softmax", seed=0)
    be.export.c(net, tmp_path / "net.h")
    (tmp_path / "main.c").write_text(
        '#include "net.h"\nfloat x[4], out[3];\nint main(void) { return net_predict(x, out); }\n',
        encoding="utf-8",
    )
    finished([*_CORTEX, *_STRICT, str(tmp_path / "main.c"), "-o", str(tmp_path / "net.elf"), "-lm"])
    total = finished(["arm-none-eabi-size", str(tmp_path / "net.elf")]).splitlines()[1].split()
    assert int(total[0]) < 16_384  # bytes of flash: weights take 4 * 131 of them


def literal(value, missing):
    """Return a value of a table as C has it."""
    if value is None:
        return missing
    if isinstance(value, str):
        return '"' + "".join(f"\\{byte:03o}" for byte in value.encode()) + '"'
    return C.number(float(value), single=False)
