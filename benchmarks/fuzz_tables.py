"""Damaged tables, a hundred thousand of them: make fuzz-tables.

Each is drawn by a seed (tests/support/damaged_tables.py), read with ``read_table`` and by ``barreleye predict``,
and
is held against what is promised (tests/support/judged_tables.py): exit code 2 and one sentence, or a table with
answers; bounded memory and time. What breaks a promise is kept in .fuzz/, with its seed.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fuzzing import fuzz

from support.damaged_tables import damaged_table
from support.judged_tables import TableJudge

if __name__ == "__main__":
    sys.exit(fuzz(__doc__.splitlines()[0], 100_000, TableJudge, damaged_table))
