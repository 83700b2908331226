"""What every test may rely on."""

import logging
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Compiled code of the tests lies beside pytest's own files, not in the home of whoever runs them.
os.environ.setdefault(
    "BARRELEYE_CACHE_DIR", str(Path(__file__).parents[1] / ".pytest_cache" / "barreleye")
)

import barreleye.training  # noqa: F401  what tests reach through `be` is there, whichever runs first

# A property is right or wrong however busy the machine is; and what runs on every change finds the same each time.
settings.register_profile(
    "any machine",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=os.environ.get("CI") == "true",
)
settings.load_profile("any machine")


@pytest.fixture(autouse=True)
def _quiet_log():
    """Give the log back as it was: the command line, run in this process, sets it up to talk."""
    logger = logging.getLogger("barreleye")
    handlers, level = list(logger.handlers), logger.level
    yield
    logger.handlers[:] = handlers
    logger.setLevel(level)
