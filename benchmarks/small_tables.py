"""fit_table beside ridge and logistic regression on tables of some hundred rows: make bench-small-tables.

Every table is split by chance twenty times; both learn from the same three quarters and are scored on the rest.
The ratio of their errors (root mean squared error, or cross-entropy) has its standard error beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
from pathlib import Path

os.environ.setdefault("BARRELEYE_NUM_THREADS", "1")

import numpy as np
from tables_compared import HERE, environment, of_ours


def main() -> None:
    """Load the tables, run both, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--splits", type=int, default=20)
    options = parser.parse_args()
    peers = [environment("tables"), HERE / "table_peers.py"]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        subprocess.run([*peers, "small", folder, str(options.splits)], check=True)
        run = subprocess.run(
            [*peers, "errors", "linear", folder], check=True, capture_output=True, text=True
        )
        linear = json.loads(run.stdout.strip().splitlines()[-1])
        print(f"error of fit_table over that of a linear model, {options.splits} splits")
        print(f"{'table':10} {'rows':>5} {'ratio':>7} {'error':>7}")
        for table in json.loads((folder / "tables.json").read_text(encoding="utf-8")):
            ours = [of_ours({}, folder, table, split)[0]["error"] for split in range(options.splits)]
            ratios = np.array(ours) / np.array(linear[table["name"]])
            error = ratios.std(ddof=1) / np.sqrt(len(ratios))
            print(f"{table['name']:10} {table['rows']:5} {ratios.mean():7.3f} {error:7.3f}", flush=True)


if __name__ == "__main__":
    main()
