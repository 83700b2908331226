"""What fit_table says of tables in which there is nothing to learn: make bench-noise.

Columns and answers are drawn by chance, each without regard to the others. A headline that is surely better than
the baseline would be false; the ratio is the score that is said, over the score of the baseline.
"""

from __future__ import annotations

import logging

import numpy as np

import barreleye as be

SHAPES = ((60, 10), (400, 20), (1_500, 20))
TABLES = 12


def noise(rows: int, columns: int, seed: int, *, words: bool) -> dict[str, np.ndarray]:
    """Return a table of normal numbers with a target ``y`` of its own: a normal number, or one of two words."""
    rng = np.random.default_rng(1_000 * rows + seed)
    table = {f"x{k}": rng.normal(size=rows) for k in range(columns)}
    table["y"] = np.array(["a", "b"])[rng.integers(0, 2, rows)] if words else rng.normal(size=rows)
    return table


def main() -> None:
    """Print a table."""
    logging.disable(logging.WARNING)  # that nothing was learned is what is expected here
    print(f"{TABLES} tables of noise each; said over baseline: mean and standard error")
    print(f"{'target':8} {'rows':>6} {'columns':>8} {'surely better':>14} {'said / baseline':>18}")
    for words in (False, True):
        for rows, columns in SHAPES:
            sure, ratios = 0, []
            for seed in range(TABLES):
                table = noise(rows, columns, seed, words=words)
                scores = be.fit_table(table, "y", progress=False, seed=seed).scores
                told = scores.scores[-1 if words else 0]  # cross-entropy, or root mean squared error
                sure += scores.surely_better
                ratios.append(told.value / told.baseline)
            error = np.std(ratios, ddof=1) / np.sqrt(TABLES)
            what = "words" if words else "numbers"
            print(
                f"{what:8} {rows:6,} {columns:8} {sure:7} of {TABLES} {np.mean(ratios):10.3f} ± {error:.3f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
