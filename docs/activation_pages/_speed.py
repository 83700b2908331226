"""What docs/speed.md includes: the speeds that benchmarks/activations.py left behind."""

import json
import statistics
from pathlib import Path
from typing import Any

from activation_pages._digits import digits
from activation_pages._myst import plain, table
from activation_pages._peers import largest_error, short

RESULTS = Path(__file__).parents[1] / "benchmarks" / "activations.json"
_STEADY = 0.2  # a spread above it says more about the machine than about the library
_NEARLY = 1.0  # ulp: twice what cannot be helped
_PEERS = {"NumPy": "numpy", "PyTorch": "torch", "JAX": "jax"}
_WAYS = ("value", "value in place", "derivative", "both")


def speed() -> str:
    """Return a table for each number of threads, dtype and length, or a sentence before the first run."""
    if not RESULTS.exists():
        return "The benchmark has not been run yet.\n"
    told = json.loads(RESULTS.read_text(encoding="utf-8"))
    versions = ", ".join(f"{name} {version}" for name, version in told["versions"].items())
    parts = [f"{told['processor']}, {told['date']}. {versions}.", _summary(told["rows"])]
    parts += [f"## Where another is faster\n\n{_behind(told['rows'])}"]
    parts += [section] if (section := digits()) else []
    for (threads, dtype, size), rows in _grouped(told["rows"]).items():
        several = "one thread" if threads == 1 else f"{threads} threads"
        parts.append(f"## {dtype}, {size}, {several}\n\n{_table(rows)}")
    return "\n\n".join(parts) + "\n"


def _grouped(rows: list[dict[str, Any]]) -> dict[tuple[int, str, str], list[dict[str, Any]]]:
    groups: dict[tuple[int, str, str], list[dict[str, Any]]] = {}
    for row in rows:
        n = row["numbers"]
        size = f"{n:,} numbers" if isinstance(n, int) else f"{n[0]:,} rows of {n[1]:,}"
        groups.setdefault((row["threads"], row["dtype"], size), []).append(row)
    return groups


def _table(rows: list[dict[str, Any]]) -> str:
    names = list(dict.fromkeys(row["function"] for row in rows))
    found = {(row["function"], row["what"]): row for row in rows}
    ways = [way for way in _WAYS if any(row["what"] == way for row in rows)]
    lines = [
        (plain(name), *(_cell(found[name, way]) if (name, way) in found else "" for way in ways))
        for name in names
    ]
    return table(("Function", *(way.capitalize() for way in ways)), lines)


def _cell(row: dict[str, Any]) -> str:
    varied = f" ± {row['spread']:.0%}" if row["spread"] > _STEADY else ""
    share = f"{row['microseconds']:,.4g} µs{varied}, {row['of copy']:.0%} of a copy"
    best = row["best peer"]
    return f"{share}, **{row['ratios'][best]:.2f}×** {best}" if best else share


def _behind(rows: list[dict[str, Any]]) -> str:
    """Return the float32 comparisons on one thread that are lost, with the errors of whoever won them."""
    compared = [
        (row, peer, ratio, error)
        for row in rows
        if row["threads"] == 1 and row["dtype"] == "float32" and row["spread"] <= _STEADY
        for peer, ratio in row["ratios"].items()
        if (error := _error(row, _PEERS[peer])) is not None
    ]
    near = [ratio for _, _, ratio, error in compared if error <= _NEARLY]
    lost = [one for one in compared if one[2] < 1.0]
    lines = [
        (
            plain(row["function"]),
            row["what"],
            f"{row['numbers']:,}",
            f"{ratio:.2f}× {peer}",
            short(error),
            short(_error(row, "barreleye") or 0.0),
        )
        for row, peer, ratio, error in sorted(lost, key=lambda one: (one[0]["numbers"], one[2]))
    ]
    ahead = sum(ratio >= 1.0 for ratio in near)
    sentence = (
        f"float32 on one thread. Against those whose error is at most {_NEARLY:g} ulp for every number that"
        f" was tried ([errors](accuracy/peers.md)), {ahead:,} of {len(near):,} steady comparisons are won. The"
        " others trade digits for time. All that are faster (an infinite error: a number became NaN or"
        " infinity):"
    )
    head = ("Function", "What", "Numbers", "Takes of our time", "Its largest error in ulp", "Ours")
    return f"{sentence}\n\n{table(head, lines)}" if lines else sentence.rpartition(" The")[0]


def _error(row: dict[str, Any], by: str) -> float | None:
    """Return the largest error of what a row of the table has timed."""
    directions = {"derivative": ("slope",), "both": ("value", "slope")}.get(row["what"], ("value",))
    errors = [largest_error(row["function"], of, by) for of in directions]
    known = [error for error in errors if error is not None]
    return max(known) if len(known) == len(errors) else None


def _summary(rows: list[dict[str, Any]]) -> str:
    steady = [row for row in rows if row["best peer"] and row["spread"] <= _STEADY]
    compared = [row["ratios"][row["best peer"]] for row in steady]
    ahead = sum(ratio > 1.0 for ratio in compared)
    return (
        f"Of {len(compared):,} steady comparisons with the fastest of the other libraries, {ahead:,} are faster"
        f" here (median {statistics.median(compared):.2f}×, lowest {min(compared):.2f}×)."
    )
