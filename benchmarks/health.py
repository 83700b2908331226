"""How often be.health names a planted disease, and how often it speaks of healthy runs: make bench-health.

The diseases and the healthy runs stand in tests/support/diseases.py. The thresholds of the rules were set with the
seeds 0 to 4; these are others.
"""

from __future__ import annotations

import argparse
import logging
import sys
import warnings
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import barreleye as be
from barreleye.diagnostics import RULES
from support.diseases import DISEASES, HEALTHY


def main() -> None:
    """Print a row for each rule: diseases, how many were named, and alarms in healthy runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=1000)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable()
    seeds = range(options.first, options.first + options.seeds)
    runs, named, alarms = Counter[str](), Counter[str](), Counter[str]()
    for train in HEALTHY.values():
        for seed in seeds:
            alarms.update(be.health(*train(seed)).ids)
    for rule, train in DISEASES.values():
        for seed in seeds:
            runs[rule] += 1
            named[rule] += rule in be.health(*train(seed)).ids
    healthy = len(HEALTHY) * len(seeds)
    print(f"{'rule':28} {'planted':>8} {'named':>6} {'recall':>7} {'alarms':>7} {'precision':>10}")
    for rule, what in RULES.items():
        told = named[rule] + alarms[rule]
        precision = f"{named[rule] / told:.3f}" if told else ""
        print(
            f"{f'{rule} {what.name}':28.28} {runs[rule]:8} {named[rule]:6} {named[rule] / runs[rule]:7.3f}"
            f" {alarms[rule]:7} {precision:>10}"
        )
    planted, found, wrong = sum(runs.values()), sum(named.values()), sum(alarms.values())
    print(
        f"{'all':28} {planted:8} {found:6} {found / planted:7.3f} {wrong:7} {found / (found + wrong):10.3f}"
    )
    print(f"alarms are findings in {healthy} healthy runs")


if __name__ == "__main__":
    main()
