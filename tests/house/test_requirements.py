"""What the tests stand on: the oldest versions named are the ones that are run, and load decides nothing."""

import os
import tomllib
from pathlib import Path

from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OWN = "barreleye["  # an extra may ask for others of ours


def required(extra):
    """Return what an extra asks for, and what the extras that it names ask for."""
    found = set()
    for one in PROJECT["optional-dependencies"][extra]:
        inner = one.removeprefix(OWN).removesuffix("]").split(",") if one.startswith(OWN) else []
        found |= set().union(*map(required, inner)) if inner else {one}
    return found


def everything():
    """Return every requirement that a user or a test of the library has."""
    return required("test") | set(PROJECT["dependencies"])


def constraints():
    lines = (ROOT / "tests" / "oldest.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_the_oldest_versions_that_are_named_are_the_ones_that_are_tested():
    assert sorted(constraints()) == sorted(one.replace(">=", "==") for one in everything())


def test_every_requirement_names_its_oldest_version():
    assert [one for one in everything() if one.count(">=") != 1] == []


def test_a_busy_machine_fails_no_property():
    assert settings.default.deadline is None
    assert HealthCheck.too_slow in settings.default.suppress_health_check


def test_what_runs_on_every_change_finds_the_same_each_time():
    assert settings.default.derandomize == (os.environ.get("CI") == "true")
