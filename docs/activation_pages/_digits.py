"""What docs/speed.md says of the price of the digits: what benchmarks/digits.py left behind."""

import json
from pathlib import Path
from typing import Any

from activation_pages._myst import plain, table
from activation_pages._peers import short

RESULTS = Path(__file__).parents[1] / "benchmarks" / "digits.json"
_OURS = ("barreleye", "plain")


def digits() -> str:
    """Return a table of times with and without the digits, or nothing before the first run."""
    if not RESULTS.exists():
        return ""
    told = json.loads(RESULTS.read_text(encoding="utf-8"))
    rows: list[dict[str, Any]] = told["rows"]
    ahead = sum(row["microseconds"]["plain"] < _best(row)[1] for row in rows)
    sentences = (
        "Is it the loop or the formula? The usual float32 formulas, each step rounded and nothing carried along,"
        " were run by the loops of this library, beside itself and the others: float32, 262,144 numbers, one"
        f" thread ({told['processor']}, {told['date']}). With them it would be the fastest in {ahead} of"
        f" {len(rows)}. What it takes longer than that is the price of its digits, by the forms that it has. The"
        " errors are the largest among the numbers that were timed; `make bench-digits` repeats it."
    )
    lines = [
        (
            plain(row["function"]),
            row["what"],
            f"{row['microseconds']['barreleye']:,.0f} µs",
            f"{row['microseconds']['plain']:,.0f} µs",
            f"{short(row['error of plain'])} ulp",
            "{1:,.0f} µs, {0}".format(*_best(row)),
        )
        for row in rows
    ]
    head = ("Function", "What", "To 0.51 ulp", "The usual formula, here", "Off by", "The fastest other")
    return f"## What the digits cost\n\n{sentences}\n\n{table(head, lines)}"


def _best(row: dict[str, Any]) -> tuple[str, float]:
    """Return the fastest of the other libraries, and its time."""
    others = {name: time for name, time in row["microseconds"].items() if name not in _OURS}
    return min(others.items(), key=lambda one: one[1])
