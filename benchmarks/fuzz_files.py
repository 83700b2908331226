"""Damaged model files and checkpoints, many thousands of them: make fuzz-files.

Each is drawn by a seed (tests/support/damage.py), read with ``be.load`` or ``fit(resume=...)``, and held against
what is promised (tests/support/judged.py): an error of the library's own with one sentence, or a model that
answers; a network that is as it was when it is refused; below three times the file in memory, and below a second.
What breaks a promise is kept in .fuzz/, with its seed.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fuzzing import fuzz

from support.damage import damaged
from support.judged import Judge

if __name__ == "__main__":
    sys.exit(fuzz(__doc__.splitlines()[0], 50_000, Judge, damaged))
