"""Seconds per epoch of training, beside PyTorch, JAX and scikit-learn on the same work: make bench.

Each peer runs in a process of its own, in an environment of its own. All begin from the same weights, take
the same rows, and must report the same losses before anything is timed. They are then asked in turn,
forwards and backwards (A B B A). Run:

    make bench ARGS=--write           (all workloads, one thread and two; takes about ten minutes)
    python benchmarks/training.py --workloads S1,S2,M1 --threads 1 --rounds 3
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import select
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(HERE / "training_peers"))

import numpy as np
from limits import meeting
from page import TITLES, Row, page, text
from works import WORKS, Work

from activations import processor

OURS = ROOT / ".venv" / "bin" / "python"
PYTHONS = {
    "compiled": OURS if OURS.exists() else Path(sys.executable),
    "numpy": OURS if OURS.exists() else Path(sys.executable),
    "torch": ROOT / ".venv-peer-torch" / "bin" / "python",
    "torch-compiled": ROOT / ".venv-peer-torch" / "bin" / "python",
    "jax": ROOT / ".venv-peer-jax" / "bin" / "python",
    "sklearn": ROOT / ".venv-bench" / "bin" / "python",
}
PATIENCE = {"torch-compiled": 60.0}  # seconds to compile in; the others have as long as they take
EVER = 3600.0
SETTLE = 0.2  # seconds after which the threads of the last peer sleep
POOLS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BARRELEYE_NUM_THREADS")
ELSEWHERE = {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "BARRELEYE_ENGINE", *POOLS}


class Peer:
    """A process that trains; a new one is started when it was stopped."""

    def __init__(self, name: str, threads: int) -> None:
        self.name, self.threads = name, threads
        self.process: subprocess.Popen[str] | None = None
        self.versions = self._start()

    def _start(self) -> str:
        environment = {key: value for key, value in os.environ.items() if key not in ELSEWHERE}
        environment |= dict.fromkeys(POOLS, str(self.threads))
        environment["TORCHINDUCTOR_COMPILE_THREADS"] = "1"
        if self.threads == 1:
            environment["XLA_FLAGS"] = (
                "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
            )
        command = [str(PYTHONS[self.name]), str(HERE / "training_peers" / "worker.py"), self.name]
        processors = sorted(os.sched_getaffinity(0))[: self.threads]
        command = ["taskset", "-c", ",".join(map(str, processors)), *command, str(self.threads)]
        self.process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        begun = self._answer(EVER)
        if "failed" in begun:
            raise SystemExit(f"{TITLES[self.name]}: {begun['failed']}, see above")
        return begun["versions"]

    def ask(self, seconds: float = EVER, **question: object) -> dict[str, Any]:
        """Return the answer; a peer that takes longer than this is stopped. Without ours nothing goes on."""
        if self.process is None:
            self._start()
        print(json.dumps(question), file=self.process.stdin, flush=True)
        answer = self._answer(seconds)
        if "failed" in answer and self.name == "compiled":
            raise SystemExit(f"barreleye: {answer['failed']}; see above")
        return answer

    def _answer(self, seconds: float) -> dict[str, Any]:
        if not select.select([self.process.stdout], [], [], seconds)[0]:
            self.stop()
            return {"failed": f"took more than {seconds:.0f} s to compile"}
        line = self.process.stdout.readline()
        if not line:
            code, self.process = self.process.wait(), None
            return {"failed": f"ended with code {code}"}
        return json.loads(line)

    def stop(self) -> None:
        """End the process and the compilers that it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


def compare(work: Work, answers: dict[str, dict[str, Any]]) -> float:
    """Return the largest relative distance between the losses of two peers, or end.

    Around the first steps they may differ by 1,000 eps: a weight whose gradient is rounding alone moves as far
    as any other, and a ReLU may fall on the other side of 0, but that hardly changes the loss. Over a shuffled
    epoch the difference grows. In float64 its mean loss still tells one order of the rows from another.
    """
    eps = float(np.finfo(work.dtype).eps)
    losses = np.array([answer["losses"] for answer in answers.values()])
    first = np.array([answer["first"] for answer in answers.values() if answer["first"] is not None])
    far = float((np.ptp(losses, axis=0) / np.abs(losses).min(axis=0)).max())
    epoch = float(np.ptp(first) / np.abs(first).min()) if len(first) else 0.0
    if not (far <= 1000 * eps and epoch <= 3 * eps**0.5):
        found = "\n".join(f"  {name}: {answer}" for name, answer in answers.items())
        raise SystemExit(f"{work.name}: the losses differ by {far:.2g} and {epoch:.2g}\n{found}")
    return far


def measure(work: Work, peers: list[Peer], threads: int, rounds: int) -> Row:
    """Let all peers make ready, compare what they say, and time them in turn; who fails is left out."""
    answers, notes, seconds, lost, meetings = {}, {}, {}, {}, []
    for peer in peers:
        answer = peer.ask(PATIENCE.get(peer.name, EVER), take=work.name)
        if "losses" in answer:
            answers[peer.name] = answer
        else:
            notes[peer.name] = answer.get("none") or answer["failed"]
    far = compare(work, answers)
    for k in range(rounds):
        met = meeting() if threads > 1 else None
        meetings += [] if met is None else [met]
        for peer in peers if k % 2 == 0 else reversed(peers):
            if peer.name not in answers:
                continue
            time.sleep(SETTLE if threads > 1 else 0.0)
            answer = peer.ask(time=work.name)
            if "failed" in answer:
                notes[peer.name] = answer["failed"]
                del answers[peer.name]
                continue
            seconds.setdefault(peer.name, []).append(answer["seconds"])
            lost.setdefault(peer.name, []).append(answer["lost"])
    seconds = {name: seconds[name] for name in answers}
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    spreads = {name: (max(values) - min(values)) / 2 / medians[name] for name, values in seconds.items()}
    shares = {name: statistics.median(lost[name]) for name in answers}
    return Row(work, threads, medians, spreads, shares, notes, far, meetings)


def chosen(names: list[str]) -> list[Work]:
    """Return the workloads of these names; T2 stands for T2-32 and T2-256."""
    found = [work for work in WORKS if {work.name, work.name.partition("-")[0]} & set(names)]
    known = {name for work in WORKS for name in (work.name, work.name.partition("-")[0])}
    if not set(names) <= known:
        raise SystemExit(
            f"no workload {', '.join(sorted(set(names) - known))}; there are {sorted(known)}"
        )
    return found


def main() -> None:
    """Measure and print; write docs/benchmarks.md if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    words = lambda text: text.split(",")  # noqa: E731  a parser's type
    parser.add_argument("--workloads", type=words, default=[work.name for work in WORKS], metavar="a,b")
    parser.add_argument("--threads", type=lambda text: [int(n) for n in words(text)], default=[1, 2])
    parser.add_argument("--peers", type=words, default=list(PYTHONS)[1:], help=f"of {list(PYTHONS)[1:]}")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    options = parser.parse_args()
    works = chosen(options.workloads)
    missing = [name for name in options.peers if not PYTHONS[name].exists()]
    if missing:
        print(f"without {', '.join(missing)}: not installed; `make bench` does it")
    names = ["compiled", *(name for name in options.peers if name not in missing)]
    table, versions = [], {}
    for threads in options.threads:
        peers = [Peer(name, threads) for name in names]
        versions = {peer.versions: None for peer in peers}
        print(f"\n{processor()}, {threads} thread(s), {'; '.join(versions)}\n", flush=True)
        try:
            for work in works:
                table.append(measure(work, peers, threads, options.rounds))
                print(text(table[-1]), flush=True)
        finally:
            for peer in peers:
                peer.stop()
    if options.write:
        command = " ".join(["python benchmarks/training.py", *sys.argv[1:]])
        target = ROOT / "docs" / "benchmarks.md"
        beside = target.with_suffix(".part")
        beside.write_text(page(table, processor(), list(versions), command, options.rounds), "utf-8")
        beside.replace(target)


if __name__ == "__main__":
    main()
