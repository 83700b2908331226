"""Training inside of pools of processes and threads, beside threads of its own."""

import os
import subprocess
import sys

import pytest

# The parent trains first, so that its team is there and awake when children begin.
PROGRAM = """
import multiprocessing, sys
from concurrent.futures import ThreadPoolExecutor
import joblib, numpy as np, barreleye as be

def train(seed):
    rng = np.random.default_rng(seed)
    X, y = rng.standard_normal((600, 20)), rng.standard_normal(600)
    net = be.mlp(20, [128, 128], 1, seed=seed)
    net.fit(X, y, epochs=4, batch_size=200, threads=2, progress=False, engine="compiled")
    long = be.activations.gelu(rng.standard_normal(200_000))
    return net.parameters.vector.tobytes(), net.predict(X).tobytes(), long.tobytes()

def pool(kind):
    seeds = range(6)
    if kind in ("fork", "spawn", "forkserver"):
        with multiprocessing.get_context(kind).Pool(3) as workers:
            return workers.map(train, seeds)
    if kind == "threads":
        with ThreadPoolExecutor(3) as workers:
            return list(workers.map(train, seeds))
    return joblib.Parallel(n_jobs=3, backend=kind.partition(" ")[2])(joblib.delayed(train)(s) for s in seeds)

if __name__ == "__main__":
    want = [train(seed) for seed in range(6)]
    assert len(set(want)) == 6
    found = pool(sys.argv[1])
    assert [train(seed) for seed in range(6)] == want  # and here it goes on as before
    print("the same" if found == want else "different")
"""

KINDS = ["threads", "spawn", "joblib loky", "joblib threading"]
KINDS += ["fork", "forkserver", "joblib multiprocessing"] if hasattr(os, "fork") else []


@pytest.mark.parametrize("kind", KINDS)
def test_every_worker_gets_the_numbers_of_one_process_alone(kind, tmp_path):
    script = tmp_path / "program.py"
    script.write_text(PROGRAM)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(script), kind],
        env={**os.environ, "BARRELEYE_NUM_THREADS": "2"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.stdout.strip() == "the same", done.stderr[-2000:]
