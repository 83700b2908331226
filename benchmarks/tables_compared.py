"""fit_table beside boosting, linear models and other networks, on tables that come with packages.

Every model has its defaults and one thread, learns from the same three of four folds of the rows, and is scored
on the fourth. The error is the cross-entropy, or the root mean squared error; less than 1 % apart is a tie. `make
bench-tables` runs this and writes docs/tables-compared.md.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

for name in ("BARRELEYE_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np
import polars as pl
from table_scores import scores

import barreleye as be
from barreleye._version import __version__

HERE = Path(__file__).parent
ROOT = HERE.parent
OURS = {
    "barreleye": {},
    "barreleye quick": {"effort": "quick"},
    "barreleye best": {"effort": "best"},
}
ENSEMBLE = "its ensemble"
PEERS = ("histogram boosting", "lightgbm", "catboost", "scikit-learn MLP", "linear")
TIE = 1.01
_ALL = """The error of the first model is 1 in the mean; a rank counts the models that are better by more than
1 %. Wins, ties and losses are those of Barreleye (effort normal) against the model. Seconds are of the processor,
for one fit of each table."""
_ERRORS = """Cross-entropy for classes, the root mean squared error in units of the target for numbers; the lowest
is bold."""
_SAID = """The headline of `fit_table` (effort normal), from rows that the networks of the folds have not
learned from, beside the error of the model on the rows of the outer fold (nested folds). Above 1 the headline is
the worse of the two: the model has learned from all rows, and from all of these networks. The last column is how
far apart the two are, in standard errors: of the headline, and of the mean over the outer folds."""


def environment(peer: str) -> Path:
    """Return the Python in which a peer runs."""
    kind = "realmlp" if peer == "realmlp" else "tables"
    return ROOT / f".venv-peer-{kind}" / "bin" / "python"


def of_peer(peer: str, folder: Path, table: dict[str, Any], split: int) -> dict[str, Any]:
    """Return what a peer scored, in a process of its own."""
    words = [peer, str(folder), table["name"], str(split), table["target"], table["task"]]
    run = subprocess.run(
        [environment(peer), HERE / "table_peers.py", "fit", *words],
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise SystemExit(f"{peer} failed on {table['name']}:\n{run.stderr}")
    return json.loads(run.stdout.strip().splitlines()[-1])


def of_ours(
    options: dict[str, Any], folder: Path, table: dict[str, Any], split: int
) -> list[dict[str, Any]]:
    """Return what fit_table scored, and what it had said; and the same of its ensemble, if there is one."""
    train, test = (
        pl.read_parquet(folder / f"{table['name']}-{split}-{part}.parquet") for part in ("train", "test")
    )
    target, classes = table["target"], table["task"] == "classification"
    began = time.process_time()
    fit = be.fit_table(train, target, task=table["task"], progress=False, seed=split, **options)
    seconds = time.process_time() - began
    both = [(fit.model, fit.scores)]
    if fit.ensemble is not None:
        both.append((fit.ensemble.model, fit.ensemble.scores))
    every: list[dict[str, Any]] = []
    for model, headline in both:
        answers = model.predict(test.drop(target))
        found = scores(
            test[target].to_list(),
            answers.probabilities if classes else answers.values,
            model.target.classes if classes else None,
        )
        said = headline.scores[-1 if classes else 0]
        every.append({**found, "seconds": seconds, "version": f"barreleye {__version__}",
                      "said": said.value, "spread": said.spread})  # fmt: skip
    return every


def measured(
    tables: list[dict[str, Any]], folder: Path, peers: list[str]
) -> dict[str, dict[str, list[Any]]]:
    """Return the results of all models on all splits, by model and table."""
    found: dict[str, dict[str, list[Any]]] = {model: {} for model in (*OURS, ENSEMBLE, *peers)}
    for table in tables:
        for split in range(table["splits"]):
            for model in (*OURS, *peers):
                if model in OURS:
                    results = of_ours(OURS[model], folder, table, split)
                else:
                    results = [of_peer(model, folder, table, split)]
                for name, result in zip((model, ENSEMBLE), results, strict=False):
                    found[name].setdefault(table["name"], []).append(result)
        line = (f"{model} {error(found[model][table['name']]):.4g}" for model in found)
        print(f"{table['name']} ({table['rows']:,} rows): {', '.join(line)}", flush=True)
    return found


def error(results: list[Any]) -> float:
    """Return the geometric mean of the errors of all splits."""
    return float(np.exp(np.mean([np.log(one["error"]) for one in results])))


def page(tables: list[dict[str, Any]], found: dict[str, dict[str, list[Any]]]) -> str:
    """Return the result as a page of the documentation."""
    models, names = list(found), [table["name"] for table in tables]
    errors = np.array([[error(found[model][name]) for name in names] for model in models])
    ranks = np.array([(errors < TIE**-1 * row).sum(axis=0) + 1 for row in errors])
    mean = np.exp(np.log(errors / errors[0]).mean(axis=1))
    known = {one["version"] for of in found.values() for results in of.values() for one in results}
    about = " ".join((__doc__ or "").split("\n\n")[1].split())
    lines = [
        f"# Tables compared\n\n{about}\n",
        f"Versions: {', '.join(sorted(known))}. Made on {datetime.now(UTC):%Y-%m-%d}.\n",
        f"## All tables\n\n{_ALL}\n",
        "| model | mean error | mean rank | wins | ties | losses | seconds |",
        "|---|---|---|---|---|---|---|",
    ]
    for model, row, rank, ratio in zip(models, errors, ranks, mean, strict=True):
        wins, losses = int((row > TIE * errors[0]).sum()), int((errors[0] > TIE * row).sum())
        told = (wins, len(names) - wins - losses, losses) if model != models[0] else ("", "", "")
        seconds = sum(np.mean([one["seconds"] for one in found[model][name]]) for name in names)
        lines.append(
            f"| {model} | {ratio:.3f} | {rank.mean():.1f} | {told[0]} | {told[1]} | {told[2]} | {seconds:.0f} |"
        )
    lines += [
        f"\n## Errors\n\n{_ERRORS}\n",
        f"| table | rows | {' | '.join(models)} |",
        f"|---|---|{'---|' * len(models)}",
    ]
    for k, table in enumerate(tables):
        best = errors[:, k].min()
        cells = [f"**{value:.4g}**" if value == best else f"{value:.4g}" for value in errors[:, k]]
        lines.append(
            f"| {table['name']} ({table['source']}) | {table['rows']:,} | {' | '.join(cells)} |"
        )
    lines += [
        f"\n## The score that was said, and that of unseen rows\n\n{_SAID}\n",
        "| table | said | standard error | unseen rows | standard error | said / unseen | apart by |",
        "|---|---|---|---|---|---|---|",
    ]
    ratios: list[float] = []
    for name in names:
        results = found[models[0]][name]
        said = float(np.exp(np.mean([np.log(one["said"]) for one in results])))
        spread = float(np.mean([one["spread"] or 0.0 for one in results]))
        unseen = [one["error"] for one in results]
        ratios.append(said / error(results))
        other = float(np.std(unseen, ddof=1) / np.sqrt(len(unseen))) if len(unseen) > 1 else 0.0
        apart = abs(said - error(results)) / np.hypot(spread, other)
        shown = f"{other:.2g}" if other else "one fold"
        lines.append(
            f"| {name} | {said:.4g} | {spread:.2g} | {error(results):.4g} | {shown} | {ratios[-1]:.3f}"
            f" | {apart:.1f} |"
        )
    lines += ["", f"The geometric mean of the last column is {np.exp(np.mean(np.log(ratios))):.3f}.", ""]
    return "\n".join(lines)


def main() -> None:
    """Load the tables, run all models, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--splits", type=int, default=4, help="outer folds of small tables, 4 at most")
    parser.add_argument("--tables", default="", help="some of the tables, with commas")
    parser.add_argument("--peers", default=",".join(PEERS), help="with commas; realmlp is one more")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "tables-compared.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        subprocess.run(
            [environment("tables"), HERE / "table_peers.py", "load", folder, str(options.splits)],
            check=True,
        )
        tables = json.loads((folder / "tables.json").read_text(encoding="utf-8"))
        chosen = options.tables.split(",") if options.tables else [table["name"] for table in tables]
        tables = [table for table in tables if table["name"] in chosen]
        found = measured(tables, folder, options.peers.split(","))
    options.output.write_text(page(tables, found), encoding="utf-8")
    print(f"written: {options.output}")


if __name__ == "__main__":
    main()
