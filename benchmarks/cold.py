"""Before the first prediction: seconds to import, to fit, to predict; memory and disk: make bench-cold.

Every number comes from a process that does nothing else. barreleye is measured without any machine code on
disk, and with the code that `barreleye warm` or an earlier run has left there. The network is 20-64-64-1 with
ReLUs, and is trained for one epoch on 1,000 rows in batches of 32 with Adam. The time of the first fit includes
making the network and loading what that needs; after it one row is predicted.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

from activations import processor

PAGE = ROOT / "docs" / "cold.md"
HERE = ROOT / ".venv" / "bin" / "python"
OURS = HERE if HERE.exists() else Path(sys.executable)
DATA = """
import numpy as np
rng = np.random.default_rng(0)
X = rng.standard_normal((1000, 20)).astype(np.float32)
y = np.sin(X.sum(axis=1, keepdims=True)).astype(np.float32)
"""
PROGRAMS = {
    "NumPy": ("numpy", "import numpy", "", "", ""),
    "barreleye": (
        "barreleye",
        "import barreleye as be",
        "net = be.mlp(20, [64, 64], 1, seed=0)",
        "net.fit(X, y, epochs=1, batch_size=32, progress=False)",
        "net.predict(X[:1])",
    ),
    "scikit-learn": (
        "scikit-learn",
        "from sklearn.neural_network import MLPRegressor",
        "net = MLPRegressor(hidden_layer_sizes=(64, 64), batch_size=32, max_iter=1, random_state=0)",
        "import warnings; warnings.simplefilter('ignore'); net.fit(X, y[:, 0])",
        "net.predict(X[:1])",
    ),
    "PyTorch": (
        "torch",
        "import torch",
        """
from torch import nn
net = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))
Z, t = torch.from_numpy(X), torch.from_numpy(y)
""",
        """
best = torch.optim.Adam(net.parameters())
for k in torch.randperm(1000).split(32):
    best.zero_grad()
    nn.functional.mse_loss(net(Z[k]), t[k]).backward()
    best.step()
""",
        "net(Z[:1]).detach().numpy()",
    ),
    "JAX": (
        "jax",
        "import jax, jax.numpy as jnp",
        """
shapes = [(20, 64), (64, 64), (64, 1)]
p = [(jnp.asarray(rng.standard_normal(s), jnp.float32) / s[0] ** 0.5, jnp.zeros(s[1])) for s in shapes]
m, v = (jax.tree.map(jnp.zeros_like, p) for _ in range(2))
def net(p, x):
    for W, b in p[:-1]:
        x = jax.nn.relu(x @ W + b)
    return x @ p[-1][0] + p[-1][1]
def step(s, k):
    p, m, v, t = s
    g = jax.grad(lambda p: jnp.mean((net(p, X[k]) - y[k]) ** 2))(p)
    m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
    v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
    a, b = 1e-3 / (1 - 0.9**t), 1 - 0.999**t
    p = jax.tree.map(lambda p, m, v: p - a * m / (jnp.sqrt(v / b) + 1e-8), p, m, v)
    return (p, m, v, t + 1.0), 0.0
X, y = jnp.asarray(X), jnp.asarray(y)
epoch = jax.jit(lambda p, order: jax.lax.scan(step, (p, m, v, 1.0), order)[0][0])
""",
        "p = jax.block_until_ready(epoch(p, rng.permutation(1000)[:992].reshape(31, 32)))",
        "np.asarray(jax.jit(net)(p, X[:1]))",
    ),
}
PYTHONS = {
    "NumPy": OURS,
    "barreleye": OURS,
    "scikit-learn": ROOT / ".venv-bench" / "bin" / "python",
    "PyTorch": ROOT / ".venv-peer-torch" / "bin" / "python",
    "JAX": ROOT / ".venv-peer-jax" / "bin" / "python",
}
SCRIPT = """
import time; began = time.perf_counter()
{imports}
imported = time.perf_counter() - began
{data}
began = time.perf_counter()
{make}
{fit}
fitted = time.perf_counter() - began
began = time.perf_counter()
{answer}
answered = time.perf_counter() - began
import json, re, resource
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
def size(name, seen, extras=()):
    name = re.split(r"[^\\w.-]", name)[0].lower().replace("_", "-")
    if name in seen:
        return 0
    seen.add(name)
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return 0
    files = [Path(f.locate()) for f in found.files or []]
    total = sum(f.stat().st_size for f in files if f.exists() and f.suffix != ".pyc")
    wanted = [f"extra == {{quote}}{{extra}}{{quote}}" for extra in extras for quote in "'\\""]
    asked = [r for r in found.requires or [] if "extra ==" not in r or any(w in r for w in wanted)]
    return total + sum(size(r, seen) for r in asked)
bytes_on_disk = size("{package}", set(), ("fast",))
if "{package}" == "barreleye":
    import barreleye
    here = Path(barreleye.__file__).parent
    bytes_on_disk += sum(f.stat().st_size for f in here.rglob("*") if f.is_file() and f.suffix != ".pyc")
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([imported, fitted, answered, peak, bytes_on_disk / 2**20]))
"""


def measured(name: str, rounds: int, *, cached: bool, folder: Path) -> list[float]:
    """Return the medians of import, first fit, first answer (s), peak memory and disk (MB)."""
    package, *words = PROGRAMS[name]
    code = SCRIPT.format(
        package=package, imports=words[0], data=DATA, make=words[1], fit=words[2], answer=words[3]
    )
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    found = []
    for k in range(rounds + cached):
        place = folder / ("cache" if cached else f"cache{k}")
        run = subprocess.run(
            [str(PYTHONS[name]), "-c", code],
            env=environment | {"BARRELEYE_CACHE_DIR": str(place)},
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode:
            raise SystemExit(f"{name}: {run.stderr}")
        if k or not cached:  # the first one fills the cache
            found.append(json.loads(run.stdout.splitlines()[-1]))
    return [statistics.median(values) for values in zip(*found, strict=True)]


def main() -> None:
    """Measure and print; write docs/cold.md if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    options = parser.parse_args()
    rows = [("", "import", "first fit", "first prediction", "peak memory", "on disk")]
    rows.append(("---",) * len(rows[0]))
    with tempfile.TemporaryDirectory() as folder:
        for name in PROGRAMS:
            if not PYTHONS[name].exists():
                print(f"without {name}: not installed; `make bench-cold` does it")
                continue
            ways = [("", True)] if name != "barreleye" else [(", nothing on disk", False), ("", True)]
            for how, cached in ways:
                t = measured(name, options.rounds, cached=cached, folder=Path(folder))
                times = [
                    f"{seconds:.3f} s" if seconds >= 1e-3 else f"{seconds * 1e6:.0f} µs"
                    for seconds in t[:3]
                ]
                if name == "NumPy":
                    times[1:] = ["", ""]
                rows.append((name + how, *times, f"{t[3]:.0f} MB", f"{t[4]:.0f} MB"))
                print("  ".join(f"{cell:>16}" for cell in rows[-1]), flush=True)
    if options.write:
        table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
        told = " ".join((__doc__ or "").partition("\n\n")[2].split())
        measured_on = f"{processor()}, {time.strftime('%Y-%m-%d')}"
        text = (
            f"# Time to the first prediction\n\n{told} The table has medians of {options.rounds}"
            f" processes on {measured_on}, by `make bench-cold ARGS=--write`. *On disk* is the size of the package"
            f" with all that it requires.\n\n{table}\n"
        )
        beside = PAGE.with_suffix(".part")
        beside.write_text(text, "utf-8")
        beside.replace(PAGE)


if __name__ == "__main__":
    main()
