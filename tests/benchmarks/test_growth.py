"""Where the time of training goes: the script that measures it runs, on a network that takes no time."""

import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
PROGRAM = """
import growth
growth.WANTED = 0.001
work = growth.Work("tiny", (3, 5, 2), "tanh", 40, 16)
print(*growth.share_of_time(work, {"float32": 1e11}), sep="|")
for row in growth.growing([(40, work), (80, growth.replace(work, rows=80))], {"float32": 1e11}):
    print(*row, sep="|")
"""


def test_shares_and_slopes_of_a_tiny_network():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=BENCHMARKS, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    shares, first, second = (line.split("|") for line in done.stdout.splitlines())
    assert shares[:2] == ["tiny", "3-5-2"]
    python, optimizer, activations, rest = (float(part.rstrip("%")) for part in shares[4:])
    assert 0.0 < python < 100.0
    assert min(optimizer, activations, rest) >= 0.0
    assert first[2] == ""
    float(second[2])
