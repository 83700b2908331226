"""A plugin of pytest that writes down what ran in a process of its own, for the process that started it.

It is asked for by ``-p support.witness``, and told by the environment where to write, and where the package lies.
"""

import json
import os
from pathlib import Path

import pytest

import barreleye

_ran: list[str] = []
_failed: list[tuple[str, str, str]] = []


def pytest_sessionstart():
    place = Path(barreleye.__file__).parent.parent
    if place != Path(os.environ["WITNESS_PACKAGE"]):
        pytest.exit(f"the package is that of {place}", returncode=3)


def pytest_exception_interact(node, call, report):
    when = getattr(call, "when", "collect")
    _failed.append((node.nodeid, when, call.excinfo.typename, str(report.longrepr)))


def pytest_runtest_logreport(report):
    if report.when == "call":
        _ran.append(report.nodeid)


def pytest_sessionfinish(exitstatus):
    found = {"code": int(exitstatus), "ran": _ran, "failed": _failed}
    Path(os.environ["WITNESS_FILE"]).write_text(json.dumps(found), encoding="utf-8")
