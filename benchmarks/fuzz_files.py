"""Damaged model files and checkpoints, many thousands of them: make fuzz-files.

Each is drawn by a seed (tests/support/damage.py), read with ``be.load`` or ``fit(resume=...)``, and held against
what is promised (tests/support/judged.py): an error of the library's own with one sentence, or a model that
answers; a network that is as it was when it is refused; below three times the file in memory, and below a second.
What breaks a promise is kept in .fuzz/, with its seed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import traceback
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from barreleye._text import counted, table
from support.damage import damaged
from support.judged import Judge

FAILED = ROOT / ".fuzz"


def main():
    """Judge as many files as asked, print what came of them, and fail if a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=50_000, help="how many files are tried")
    parser.add_argument("--seed", type=int, default=0, help="seed of the first one")
    told = parser.parse_args()
    verdicts, broken = defaultdict(list), 0
    with tempfile.TemporaryDirectory() as folder:
        judge = Judge(Path(folder))
        for seed in range(told.seed, told.seed + told.files):
            original, way, content = damaged(seed, judge.originals)
            try:
                verdicts[original.kind, way].append(judge.verdict(original, content))
            except Exception:  # noqa: BLE001  anything that is no own error is what is looked for
                broken += 1
                FAILED.mkdir(exist_ok=True)
                (FAILED / f"{seed}.npz").write_bytes(content)
                print(f"seed {seed} ({original.kind}, {way}): {FAILED / f'{seed}.npz'}")
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


if __name__ == "__main__":
    sys.exit(main())
