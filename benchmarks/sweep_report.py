"""The sweep's table on the terminal, and its results for the documentation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import llvmlite
import numpy as np
from rich.table import Table
from sweep_keys import processor
from sweep_records import Record, replace

import barreleye as be
from barreleye import activations
from support import oracle

RESULTS = Path(__file__).resolve().parents[1] / "docs" / "accuracy" / "results.json"


def table(found: Sequence[Record], stride: int) -> Table:
    """Return the table that is printed at the end."""
    of_all = "all 2^32 bit patterns" if stride == 1 else f"every {stride:,}th bit pattern, not all"
    result = Table(title=f"float32, {of_all}: errors in ulp")
    for title in ("function", "of", "engine", "max", "subnormal", "mean", "> 0.5", "at", "wrong"):
        left = title in {"function", "of", "engine"}
        result.add_column(title, justify="left" if left else "right", no_wrap=title != "wrong")
    for record in found:
        t = record.tally
        wrong = {"nan": t.nan, "inf": t.infinite, "sign": t.signs, "back": t.back, "> 0.51": t.above_051}
        result.add_row(
            record.name, record.of, record.engine,
            f"{t.worst:.7f}", f"{t.worst_subnormal:.7f}", f"{t.total / max(t.points, 1):.4f}",
            f"{t.above_half / max(t.points, 1):.1e}",
            f"{t.at['x']:.9g}" if t.at else "",
            ", ".join(f"{count:,} {word}" for word, count in wrong.items() if count) or "0",
            style="" if record.kept() else "red",
        )  # fmt: skip
    return result


def write(path: Path, found: Sequence[Record], stride: int) -> None:
    """Write the results for the documentation."""
    rows = [_row(record) for record in sorted(found, key=lambda record: record.title)]
    head = {
        "barreleye": be.__version__,
        "numpy": np.__version__,
        "llvmlite": llvmlite.__version__,
        "processor": processor(),
        "date": datetime.now(UTC).date().isoformat(),
        "inputs": "all 2^32 bit patterns" if stride == 1 else f"every {stride}th bit pattern",
        "stride": stride,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(row, sort_keys=True) for row in rows)
    replace(path, f'{{"about": {json.dumps(head, sort_keys=True)},\n"results": [\n{lines}\n]}}\n')


def _row(record: Record) -> dict[str, object]:
    t = record.tally
    at = dict(t.at)
    # in more digits, the order of blocks would show
    mean = float(f"{t.total / max(t.points, 1):.12g}")
    if at:
        at["hex"] = float(at["x"]).hex()
        at["bits"] = f"0x{int(np.float32(at['x']).view(np.uint32)):08x}"
    return {
        "function": record.name, "of": record.of, "engine": record.engine,
        "oracle": oracle.source(record.name),
        "points": t.points, "max_ulp": t.worst, "max_ulp_normal": t.worst_normal,
        "max_ulp_subnormal": t.worst_subnormal, "worst": at, "mean_ulp": mean,
        "share_above_0.5": t.above_half / max(t.points, 1),
        "share_above_0.51": t.above_051 / max(t.points, 1),
        "nan_mismatches": t.nan, "infinite_mismatches": t.infinite, "wrong_signs_of_zero": t.signs,
        "steps_back": t.back if record.of == "value" and activations.get(record.name).increasing else None,
    }  # fmt: skip
