"""Try many damaged files, and print what came of them."""

import argparse
import sys
import tempfile
import traceback
from collections import defaultdict
from pathlib import Path

from barreleye._text import counted, table

FAILED = Path(__file__).resolve().parents[1] / ".fuzz"


def fuzz(what, files, judge_in, damaged):
    """Judge as many files as asked, print what came of them, and return 1 if a promise was broken.

    What breaks one is kept in ``.fuzz/``, with its seed.

    Parameters
    ----------
    what : str
        What is said about the command.
    files : int
        How many files are tried, if the command line does not say it.
    judge_in : callable
        Takes a folder, and returns what judges: it has ``originals`` and ``verdict(original, content)``.
    damaged : callable
        Takes a seed and the originals; returns an original, the way of its damage, and what became of it.
    """
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--files", type=int, default=files, help="how many files are tried")
    parser.add_argument("--seed", type=int, default=0, help="seed of the first one")
    told = parser.parse_args()
    verdicts, broken = defaultdict(list), 0
    with tempfile.TemporaryDirectory() as folder:
        judge = judge_in(Path(folder))
        for seed in range(told.seed, told.seed + told.files):
            original, way, content = damaged(seed, judge.originals)
            try:
                verdicts[original.kind, way].append(judge.verdict(original, content))
            except BaseException as error:  # anything that is no own error is what is looked for
                if isinstance(error, KeyboardInterrupt):
                    raise
                broken += 1
                FAILED.mkdir(exist_ok=True)
                (FAILED / str(seed)).write_bytes(content)
                print(f"seed {seed} ({original.kind}, {way}): {FAILED / str(seed)}")
                traceback.print_exc(limit=-3)
            if (seed + 1 - told.seed) % 1000 == 0:
                print(f"\r{seed + 1 - told.seed:,} files", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    print(
        table(("kind", "damage", "files", "read", "memory", "ms"), _rows(verdicts), numbers=(2, 3, 4, 5))
    )
    print(
        f"{counted(told.files, 'file')} from seed {told.seed}, {broken:,} broke a promise."
        " memory: the largest share of what is allowed; ms: the longest."
    )
    return min(broken, 1)


def _rows(verdicts):
    for (kind, way), some in sorted(verdicts.items()):
        read = sum(not verdict.refused for verdict in some)
        memory = max(verdict.memory for verdict in some)
        seconds = max(verdict.seconds for verdict in some)
        yield kind, way, f"{len(some):,}", f"{read:,}", f"{memory:.2f}", f"{1000 * seconds:.0f}"
