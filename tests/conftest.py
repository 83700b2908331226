"""What every test may rely on."""

import logging

import pytest


@pytest.fixture(autouse=True)
def _quiet_log():
    """Give the log back as it was: the command line, run in this process, sets it up to talk."""
    logger = logging.getLogger("barreleye")
    handlers, level = list(logger.handlers), logger.level
    yield
    logger.handlers[:] = handlers
    logger.setLevel(level)
