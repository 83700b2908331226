"""Run the ``barreleye`` command: in this process, or as a real one."""

import contextlib
import io
import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from unittest import mock

from barreleye.cli import main

START = [sys.executable, "-c", "from barreleye.cli import main; main()"]


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    code: int
    out: str
    err: str
    data: bytes
    """Standard output as it is."""


class Terminal(io.StringIO):
    """A stream that somebody looks at."""

    def isatty(self):
        return True


def barreleye(*arguments, columns=200, log=None, given=b"", err=None):
    """Run the command in this process and return exit code, standard output and standard error.

    ``given`` is what stands in standard input, and ``err`` may be a stream of another kind.
    """
    written = io.BytesIO()
    out = io.TextIOWrapper(written, "utf-8", newline="", write_through=True)
    err = io.StringIO() if err is None else err
    logger = logging.getLogger("barreleye")
    before = logger.handlers, logger.level
    settings = {"COLUMNS": str(columns)} | ({"BARRELEYE_LOG": log} if log else {})
    try:
        with (
            mock.patch.object(sys, "argv", ["barreleye", *map(str, arguments)]),
            mock.patch.dict(os.environ, settings),
            mock.patch.object(sys, "stdin", _stdin(given)),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            code = _exit_code()
    finally:
        logger.handlers, level = before
        logger.setLevel(level)
    data = written.getvalue()
    return Result(code, data.decode("utf-8", "replace"), err.getvalue(), data)


def _stdin(given):
    return io.TextIOWrapper(io.BytesIO(given), "utf-8") if isinstance(given, bytes) else given


def _exit_code():
    try:
        main()
    except SystemExit as stop:
        return 0 if stop.code is None else stop.code
    return 0


def refused(*arguments):
    """Run a command that must be refused with one sentence and exit code 2; return the sentence."""
    result = barreleye(*arguments)
    assert result.code == 2, result
    assert not result.out
    assert result.err.startswith("error: ")
    assert result.err.count("\n") == 1
    assert result.err.endswith("\n")
    return result.err.removeprefix("error: ").rstrip("\n")


def start(*arguments, **how):
    """Start the command as a process of its own."""
    environment = os.environ | {"COLUMNS": "200"}
    return subprocess.Popen(
        [*START, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        **how,
    )
