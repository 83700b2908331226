"""Steps of training on the page beside the library's, for every activation, loss and optimizer: make bench-page.

Each of 200 steps starts from the library's state: "of the bound" is the largest difference as a part of the bound
that is derived for it, which has to stay below 1. "drift" is how far 200 steps in a row end from the library's,
relative to the largest parameter: rounding, which grows.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from barreleye import activations, losses
from support.page_engine import PageEngine
from support.page_steps import DTYPES, OPTIMIZERS, check_steps, drift


def main() -> None:
    """Print a row for each loss, optimizer and type of numbers, over all activations."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=200)
    steps = parser.parse_args().steps
    logging.disable()
    print(
        f"{'loss':<22}{'optimizer':<11}{'numbers':<9}{'of the bound':>13}{'drift':>10}  largest drift with"
    )
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        engine = PageEngine(Path(folder))
        for dtype in DTYPES:
            for loss in map(losses.get, losses.names()):
                for optimizer in OPTIMIZERS:
                    far, most, which = 0.0, 0.0, ""
                    for name in activations.names():
                        case = (engine, activations.get(name), loss, optimizer, dtype, steps)
                        far = max(far, check_steps(*case))
                        most, which = max((most, which), (drift(*case), name))
                    kind = type(optimizer).__name__
                    print(
                        f"{loss.name:<22}{kind:<11}{dtype:<9}{far:>13.3f}{most:>10.1e}  {which}",
                        flush=True,
                    )
                    worst = max(worst, far)
        engine.close()
    print(f"largest difference: {worst:.3f} of its bound")


if __name__ == "__main__":
    main()
