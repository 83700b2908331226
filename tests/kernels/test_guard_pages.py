"""Every kernel, at ragged sizes, reads and writes nothing outside of the arrays that it was handed."""

import os
import signal
import subprocess
import sys

import pytest

from support import guarded

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "SIGSEGV") or sys.platform == "win32", reason="needs mprotect"
)


def program(*arguments):
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "BARRELEYE_NUM_THREADS": "2",
    }
    command = [sys.executable, "-X", "faulthandler", guarded.__file__, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("how", ["read", "write"])
def test_a_guard_ends_whoever_touches_it(how):
    assert program(how).returncode in (-signal.SIGSEGV, -signal.SIGBUS)


def test_nothing_is_touched_outside():
    pytest.importorskip("llvmlite")
    done = program()
    assert done.stdout.splitlines()[-1:] == ["nothing was touched outside"], (
        done.stdout[-300:] + done.stderr[-3000:]
    )
