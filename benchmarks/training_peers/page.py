"""The results of benchmarks/training.py, on the terminal and as a page of the documentation."""

from __future__ import annotations

import os
import statistics
import time
from dataclasses import dataclass

from works import Work

TITLES = {
    "compiled": "barreleye",
    "numpy": "barreleye, NumPy engine",
    "torch": "PyTorch",
    "torch-compiled": "PyTorch, compiled",
    "jax": "JAX",
    "sklearn": "scikit-learn",
}
DISTURBED = 0.1  # what others may take of our processors
HEAD = """\
# Speed of training

This page gives seconds per epoch of Barreleye and other libraries for the same work. Every library runs in a
process of its own. All start with the same weights and use the same rows in the same order (scikit-learn draws
an order of its own). All use Adam with a learning rate of 0.001. An epoch draws the order of the rows, copies
them into that order, takes all steps, and returns the mean loss.

Before the measurement, all take three steps on the first batch. The losses before the first step and after each
step must agree to 1,000 eps of the dtype. The mean loss of the first epoch must agree to 3 √eps. The table of
workloads gives the largest difference of the losses of the steps.

- *barreleye* is `net.fit` with the compiled engine; the *NumPy engine* is the reference.
- *PyTorch* is a plain loop with `torch.optim.Adam(foreach=True)`.
- *PyTorch, compiled* is `torch.compile` of a whole step in one graph: forward pass, backward pass and Adam. If
  it is not ready after 60 seconds, it is left out. It may use code that an earlier run has cached.
- *JAX* is a `jit` of a whole epoch, with a `lax.scan` over the steps.
- *scikit-learn* is `fit` of `MLPRegressor` or `MLPClassifier`.

The libraries are measured in turn, forwards and backwards. A measurement takes about 0.3 seconds, with up to
1,000 epochs. A cell gives the median of {rounds} rounds. The number after ± is half of the difference between
the fastest and the slowest round. The last number says how many times as long as barreleye it took: above 1,
barreleye is faster. For a dash, the reason is given below the table.

A star means that other work took more than a tenth of the processors, in this measurement or in that of
barreleye. Such a number may say little about the libraries. The effect is largest with two threads that wait
for each other at every step, because a delay of one thread delays the other.

The time in which two threads meet, each waiting for a write of the other, was measured before each round. It is
some tens of nanoseconds if the two processors share a cache, and several times as long if they do not. On a
virtual machine it may change from one minute to the next. If it is long, all exchange of data between threads
takes longer, in every library.

Other pages say [where the time goes](growth.md) and how it grows with rows, width, depth and batch, [how fast
predictions are](answers.md), and [what the first prediction takes](cold.md): import, first fit, memory and
disk.

{machine}, {processors} processors. {versions}. Measured on {date} by

```console
{command}
```
"""


@dataclass(frozen=True)
class Row:
    """One workload with one number of threads.

    Seconds per epoch, half their range, what others took of the processors, who has no time and why, how far
    the losses are apart, and the seconds that two threads took to meet before each round.
    """

    work: Work
    threads: int
    medians: dict[str, float]
    spreads: dict[str, float]
    lost: dict[str, float]
    notes: dict[str, str]
    far: float
    meetings: list[float]

    def cell(self, name: str) -> str:
        """Return what is said about one peer."""
        if name not in self.medians:
            return "–"
        seconds = self.medians[name]
        found = f"{_short(seconds * 1e3)} ms ±{self.spreads[name]:.0%}"
        if name != "compiled":
            found += f", {_short(seconds / self.medians['compiled'])}×"
        star = max(self.lost[name], self.lost["compiled"]) > DISTURBED
        return found + r" \*" * star


def text(row: Row) -> str:
    """Return what the terminal shows of one workload."""
    names = [name for name in TITLES if name in row.medians or name in row.notes]
    lost = {name: f"  (others took {share:.0%})" for name, share in row.lost.items()}
    cells = {name: row.cell(name).replace("\\", "") + lost.get(name, "") for name in names}
    found = [f"  {TITLES[name]:25} {row.notes.get(name) or cells[name]}" for name in names]
    met = f", two threads meet in {_range(row.meetings)}" if row.meetings else ""
    return "\n".join([f"{_named(row.work)}: losses agree to {row.far:.1e}{met}", *found])


def page(table: list[Row], machine: str, versions: list[str], command: str, rounds: int) -> str:
    """Return the page in Markdown."""
    head = HEAD.format(
        rounds=rounds, machine=machine, processors=os.cpu_count(), versions="; ".join(versions),
        date=time.strftime("%Y-%m-%d"), command=command,
    )  # fmt: skip
    parts = [head, "## The workloads\n", _works(table)]
    for threads in dict.fromkeys(row.threads for row in table):
        rows = [row for row in table if row.threads == threads]
        peers = [
            name for name in TITLES if any(name in row.medians or name in row.notes for row in rows)
        ]
        met = any(row.meetings for row in rows)
        cells = [
            [
                row.work.name,
                *(row.cell(name) for name in peers),
                *([_range(row.meetings)] if met else []),
            ]
            for row in rows
        ]
        heads = ["", *(TITLES[name] for name in peers), *(["two threads meet in"] if met else [])]
        title = "One thread" if threads == 1 else f"{threads} threads"
        lost = [share for row in rows for share in row.lost.values()]
        middle, worst = f"{statistics.median(lost):.0%}", f"{max(lost):.0%}"
        others = f"Other work took {middle} of the processors in the median, {worst} at worst.\n"
        parts += [f"\n## {title}\n", others, _markdown(heads, cells)]
        reasons = [
            f"- {row.work.name}, {TITLES[name]}: {why.replace('`', '')}."
            for row in rows
            for name, why in row.notes.items()
        ]
        parts += ["", *reasons] if reasons else []
    return "\n".join(parts) + "\n"


def _works(table: list[Row]) -> str:
    cells = []
    for work in dict.fromkeys(row.work for row in table):
        far = max(row.far for row in table if row.work == work)
        widths = "-".join(map(str, work.widths))
        batch = "all" if work.batch >= work.rows else str(work.batch)
        shape = [work.name, widths, work.activation, work.loss]
        cells.append([*shape, f"{work.rows:,}", batch, work.dtype, f"{far:.0e}"])
    return _markdown(["", "widths", "hidden", "loss", "rows", "batch", "type", "losses agree to"], cells)


def _named(work: Work) -> str:
    widths = "-".join(map(str, work.widths))
    return (
        f"{work.name} {widths} {work.activation}, {work.rows:,} rows, batch {work.batch}, {work.dtype}"
    )


def _range(seconds: list[float]) -> str:
    low, high = (round(1e9 * one) for one in (min(seconds, default=0.0), max(seconds, default=0.0)))
    return f"{low} ns" if low == high else f"{low} to {high} ns"


def _short(number: float) -> str:
    """Return three digits, or all before the point."""
    return f"{number:.0f}" if number >= 100 else f"{number:#.3g}"


def _markdown(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *rows))
