"""One peer in a process of its own: takes a workload, says its losses, and times its epochs.

Run by training.py as ``python worker.py PEER THREADS``. Each line of standard input is a JSON object,
each answer another: {"take": name} makes ready and returns losses, {"time": name} seconds per epoch.
"""

from __future__ import annotations

import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from works import BY_NAME, Trainer, Work

CHECKED = 3  # steps after which the losses are compared
WANTED, MOST = 0.3, 1000  # seconds that a timing takes about, and its most epochs
PEERS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "compiled": ("ours", "Ours", ("compiled",)),
    "numpy": ("ours", "Ours", ("numpy",)),
    "torch": ("peer_torch", "Eager", ()),
    "torch-compiled": ("peer_torch", "Compiled", ()),
    "jax": ("peer_jax", "Jax", ()),
    "sklearn": ("peer_sklearn", "Sklearn", ()),
}


class Answers:
    """What a driver is told about the workload at hand."""

    def __init__(self, peer: str, threads: int) -> None:
        module, name, self.options = PEERS[peer]
        self.module, self.threads, self.own_order = import_module(module), threads, peer == "sklearn"
        self.kind = getattr(self.module, name)

    def take(self, work: Work) -> dict[str, Any]:
        """Make ready, take the steps that are compared, run one epoch, and see how long it takes."""
        began = time.perf_counter()
        try:
            self.trainer: Trainer = self.kind(work, self.threads, *self.options)
        except NotImplementedError as error:
            return {"none": str(error)}
        self.data = X, y = work.data()
        self.trainer.begin(X[: work.batch], y[: work.batch])
        losses = getattr(self.trainer, "check", self.trainer.train)(CHECKED + 1)
        self.trainer.begin(X, y)
        first = self.trainer.train(1)[0]
        ready = time.perf_counter() - began
        self.epochs = 1
        self.epochs = max(1, min(MOST, round(WANTED / self.time()["seconds"])))
        return {"losses": losses, "first": None if self.own_order else first, "ready": ready}

    def time(self) -> dict[str, float]:
        """Return seconds per epoch, from the first weights on, and what others took of our processors."""
        self.trainer.begin(*self.data)
        all_before, own_before, start = busy(), time.process_time(), time.perf_counter()
        self.trainer.train(self.epochs)
        seconds = time.perf_counter() - start
        others = busy() - all_before - (time.process_time() - own_before)
        return {"seconds": seconds / self.epochs, "lost": max(0.0, others / (seconds * self.threads))}


def busy() -> float:
    """Return the seconds that our processors have worked so far, for anybody; 0 where nobody counts them."""
    counts = Path("/proc/stat")
    if not counts.exists():
        return 0.0
    ours = {f"cpu{k}" for k in os.sched_getaffinity(0)}
    lines = [line.split() for line in counts.read_text(encoding="utf-8").splitlines()]
    idle = {4, 5}  # idle, and waiting for a disk; the counts after the eighth stand in the first two too
    ticks = [
        int(n)
        for line in lines
        if line[0] in ours
        for k, n in enumerate(line[:9])
        if k and k not in idle
    ]
    return sum(ticks) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Answer until the input ends; what libraries print goes to standard error."""
    told = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    answers = Answers(sys.argv[1], int(sys.argv[2]))
    print(json.dumps({"versions": answers.module.VERSIONS}), file=told)
    for line in sys.stdin:
        question = json.loads(line)
        try:
            name = question.get("take")
            answer = answers.take(BY_NAME[name]) if name else answers.time()
        except Exception as error:  # noqa: BLE001  whatever a peer raises is its answer
            answer = {"failed": f"{type(error).__name__}: {error}".partition("\n")[0]}
        print(json.dumps(answer), file=told)


if __name__ == "__main__":
    main()
