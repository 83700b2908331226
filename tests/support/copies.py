"""Tests that run on a copy of the source, in a process of their own."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import barreleye

SOURCE = Path(barreleye.__file__).parent
TESTS = Path(__file__).parent.parent
_MINUTES = 10  # what hangs is no finding


@dataclass(frozen=True)
class Outcome:
    """What became of the tests.

    Attributes
    ----------
    code : int
        0: all passed; 1: some failed; anything else: they could not be run.
    ran : list of str
        The tests whose own lines ran.
    failed : list of (test, when, exception, text)
    """

    code: int
    ran: list[str]
    failed: list[list[str]]


def copied(folder):
    """Copy the package into a folder, and return where it lies there."""
    return shutil.copytree(SOURCE, folder / "barreleye")


def outcome(folder, tests):
    """Run tests on the package that lies in this folder, up to the first that fails."""
    options = ["-x", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "support.witness"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *(str(TESTS / one) for one in tests)],
        env=os.environ
        | {
            "PYTHONPATH": os.pathsep.join([str(folder), str(TESTS)]),
            "PYTHONDONTWRITEBYTECODE": "1",
            "WITNESS_PACKAGE": str(folder),
            "WITNESS_FILE": str(folder / "witness.json"),
        },
        cwd=TESTS.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=60 * _MINUTES,
    )
    told = folder / "witness.json"
    assert told.exists(), f"{run.returncode}: {run.stdout[-2000:]}{run.stderr[-2000:]}"
    found = Outcome(**json.loads(told.read_text(encoding="utf-8")))
    assert run.returncode == found.code, run.stdout[-2000:] + run.stderr[-2000:]
    return found
