"""Machine code without fused multiply-adds: what every processor has to do, on one that is taken not to have them.

Products and sums are then fused by a function of the C library, and the code is another from end to end.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import barreleye
from barreleye.scalars import is_x86

TESTS = Path(__file__).parent.parent
IMPORTED = str(Path(barreleye.__file__).parent.parent)  # the package that is tested here


# A product that is rounded before the sum shows in float64, where the body counts on its last bits.
SELECTIONS = {
    "what every processor has to do": ["emulated"],
    "digits": ["activations/test_values.py", "-k", "textbook and float64 and (gelu or softplus)"],
}


@pytest.mark.skipif(not is_x86(), reason="a feature of x86")
@pytest.mark.parametrize("selection", SELECTIONS.values(), ids=SELECTIONS.keys())
def test_a_processor_without_them_has_the_same_results(selection):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:xdist", "-p", "no:cacheprovider", *selection],
        env=os.environ
        | {"BARRELEYE_CPU_FEATURES": "-fma", "BARRELEYE_ENGINE": "auto", "PYTHONPATH": IMPORTED},
        cwd=TESTS,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
