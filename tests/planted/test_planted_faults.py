"""Faults on purpose: each is planted in a copy of the source, and the tests named beside it must notice.

A suite that stays green over one of these has a gap. Each takes a process of its own: ``make test`` plants the
first fault of each part of the library, and ``make planted`` all of them.
"""

import pytest

from support.copies import SOURCE, copied, outcome
from support.faults import BY_PART

FAULTS = {name: fault for faults in BY_PART.values() for name, fault in faults.items()}
FIRST = {next(iter(faults)) for faults in BY_PART.values()}


@pytest.mark.planted
@pytest.mark.parametrize("part", BY_PART)
def test_the_same_tests_pass_where_nothing_is_planted(part, tmp_path):
    """Otherwise a copy that cannot be run, or a test that always fails, would count as a finding."""
    copied(tmp_path)
    tests = sorted({fault.tests for fault in BY_PART[part].values()})
    found = outcome(tmp_path, tests)
    assert (found.code, found.failed) == (0, [])
    files = {test.partition("::")[0] for test in tests}
    assert {file for file in files if not any(file in ran for ran in found.ran)} == set()


@pytest.mark.parametrize("name", FAULTS)
def test_the_place_of_a_fault_is_there_once(name):
    fault = FAULTS[name]
    text = (SOURCE / fault.file).read_text(encoding="utf-8")
    assert text.count(fault.right) == 1, f"{fault.file} has changed: bring the fault up to date"


@pytest.mark.parametrize(
    "name", [name if name in FIRST else pytest.param(name, marks=pytest.mark.planted) for name in FAULTS]
)
def test_the_suite_notices(name, tmp_path):
    fault = FAULTS[name]
    target = copied(tmp_path) / fault.file
    text = target.read_text(encoding="utf-8")
    target.write_text(text.replace(fault.right, fault.wrong), encoding="utf-8")

    found = outcome(tmp_path, [fault.tests])

    # one test ran and failed: no fixture, no import, and no name that is not there
    assert found.code == 1, found
    ((_, when, error, told),) = found.failed
    # pytest.fail and pytest.raises say "Failed"; what is neither is a finding only where it is expected
    assert (when, error) in {("call", fault.error), ("call", "Failed")}, told


def test_no_name_of_a_fault_is_used_twice():
    assert len(FAULTS) == sum(map(len, BY_PART.values()))
