"""What docs/accuracy/peers.md includes: the errors that benchmarks/accuracy.py found, here and elsewhere."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from activation_pages._myst import plain, table

RESULTS = Path(__file__).parents[1] / "accuracy" / "peers.json"
TITLES = {"numpy": "NumPy, SciPy", "torch": "PyTorch", "jax": "JAX", "onnx": "onnxruntime"}
_LEGEND = (
    "In ulp of the exact number: of the values, then of the slopes. A dash: the library has no such"
    " function, or no slope of it."
)


def peers() -> str:
    """Return the largest errors side by side, then all that was found, or a sentence before the first run."""
    if not RESULTS.exists():
        return "The benchmark has not been run yet.\n"
    rows = _told()["rows"]
    names, by = (list(dict.fromkeys(row[key] for row in rows)) for key in ("function", "by"))
    largest = [(plain(name), *(_both(name, one) for one in by)) for name in names]
    details = [
        (
            f"{plain(row['function'])}, {row['of']}",
            TITLES.get(row["by"], row["by"]),
            row["max ulp"],
            row["at"],
            _apart(row),
            plain(row["what was run"]),
        )
        for row in rows
    ]
    parts = [
        _told()["about"],
        "## The largest errors",
        _LEGEND,
        table(("Function", *(TITLES.get(one, one) for one in by)), largest),
        "## What was run, and where it was worst",
        table(
            ("Function", "By", "Max ulp", "At z =", "NaN or ±∞ for a number", "What was run"), details
        ),
    ]
    return "\n\n".join(parts) + "\n"


def largest_error(name: str, of: str, by: str) -> float | None:
    """Return the largest error in ulp, infinite if a number became NaN or ±∞; None if nothing was measured."""
    row = _found().get((name, of, by))
    if row is None:
        return None
    lost = row["NaN"] != "0" or row["infinite"] != "0"
    return float("inf") if lost else float(row["max ulp"])


@cache
def _told() -> dict[str, Any]:
    return json.loads(RESULTS.read_text(encoding="utf-8"))


@cache
def _found() -> dict[tuple[str, str, str], dict[str, str]]:
    rows = _told()["rows"] if RESULTS.exists() else []
    return {(row["function"], row["of"], row["by"]): row for row in rows}


def _both(name: str, by: str) -> str:
    rows = [_found().get((name, of, by)) for of in ("value", "slope")]
    return " / ".join("–" if row is None else short(float(row["max ulp"])) for row in rows)


def short(ulp: float) -> str:
    """Write an error with three digits."""
    return f"{ulp:.3g}".replace("e+0", "e").replace("e+", "e").replace("inf", "∞")


def _apart(row: dict[str, str]) -> str:
    counts = ((row["NaN"], "NaN"), (row["infinite"], "±∞"))
    return " and ".join(f"{count} {what}" for count, what in counts if count != "0")
