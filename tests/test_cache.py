"""Machine code on disk: made once, used only when whole, and never missed."""

import hashlib
import json
import os
import subprocess
import sys

import pytest

from barreleye import _cache

# prints how often LLVM was asked, and what the function says
SCRIPT = """
import json, sys
import numpy as np
from barreleye import activations
from barreleye.kernels import Map, engine
from barreleye.scalars import _compiler

asked = []
optimised = _compiler._optimised
_compiler._optimised = lambda source: asked.append(source) or optimised(source)
with engine("compiled"):
    x = np.linspace(-3.0, 3.0, 101)
    values = activations.gelu(x).tolist() + Map(lambda z: z * {factor}, {{}})(x).tolist()
print(json.dumps([len(asked), values]))
"""

PARTS = 5  # two functions, for float and for double, and what shares long arrays among threads


def process(folder, factor="2.0"):
    """Start a Python process that evaluates two functions, with its own cache folder."""
    environment = {**os.environ, "BARRELEYE_CACHE_DIR": str(folder)}
    command = [sys.executable, "-W", "error", "-c", SCRIPT.format(factor=factor)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True)


def answer(started):
    """Return how often LLVM was asked, and the values."""
    out, err = started.communicate(timeout=120)
    assert (started.returncode, err) == (0, "")
    return json.loads(out)


def files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def warm(tmp_path_factory):
    """A folder that one process has filled, and what that process said."""
    folder = tmp_path_factory.mktemp("cache")
    return folder, answer(process(folder))


def test_the_first_process_compiles_and_the_second_does_not(warm):
    folder, (asked, values) = warm
    assert asked == PARTS
    assert [path.suffix for path in files(folder)] == [".o"] * PARTS
    assert answer(process(folder)) == [0, values]


def test_a_file_is_its_own_checksum_and_the_code(warm):
    for path in files(warm[0]):
        stored = path.read_bytes()
        assert hashlib.sha256(stored[32:]).digest() == stored[:32]


@pytest.mark.parametrize(
    "damage",
    [
        lambda stored: stored[:0],
        lambda stored: stored[:31],
        lambda stored: stored[: len(stored) // 2],
        lambda stored: stored[:-1],
        lambda stored: stored + b"\0",
        lambda stored: stored[:100] + bytes([stored[100] ^ 1]) + stored[101:],
        lambda stored: b"\x7fELF" + stored[4:],
    ],
    ids=["empty", "short", "half", "cut by one", "longer by one", "one bit", "foreign"],
)
def test_a_damaged_file_is_ignored_and_replaced(warm, tmp_path, damage):
    whole = {path.name: path.read_bytes() for path in files(warm[0])}
    folder = tmp_path / files(warm[0])[0].parent.name
    folder.mkdir()
    for name, stored in whole.items():
        (folder / name).write_bytes(damage(stored))
    asked, values = answer(process(tmp_path))
    assert (asked, values) == (PARTS, warm[1][1])
    assert {path.name: _code(path.read_bytes()) for path in files(tmp_path)}.keys() == whole.keys()
    assert answer(process(tmp_path))[0] == 0


def _code(stored):
    assert hashlib.sha256(stored[32:]).digest() == stored[:32]
    return stored[32:]


def test_a_changed_body_finds_nothing_old(warm):
    folder, (_, values) = warm
    before = files(folder)
    asked, changed = answer(process(folder, factor="3.0"))
    assert asked == 2  # the other function is found
    assert changed[:101] == values[:101]
    assert changed[101:] == [3.0 * v / 2.0 for v in values[101:]]
    assert len(files(folder)) == len(before) + 2


@pytest.mark.parametrize("below", ["cache", "a/b/c"])
def test_a_folder_that_cannot_be_made_is_done_without_after_one_warning(tmp_path, warm, below):
    (tmp_path / "file").write_text("no folder")
    started = process(tmp_path / "file" / below)
    out, err = started.communicate(timeout=120)
    assert (started.returncode, json.loads(out)) == (0, warm[1])
    (line,) = err.splitlines()
    assert line.startswith(f"machine code cannot be kept in {tmp_path / 'file' / below}/")
    assert line.endswith("Set BARRELEYE_CACHE_DIR to a folder that can be written (Not a directory)")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_processes_that_start_cold_together_all_succeed_and_leave_whole_files(tmp_path, warm):
    started = [process(tmp_path) for _ in range(3)]
    assert [answer(one)[1] for one in started] == [warm[1][1]] * 3
    assert len(files(tmp_path)) == PARTS  # and nothing half written
    assert answer(process(tmp_path)) == [0, warm[1][1]]


def test_what_is_kept_is_read_back(monkeypatch, tmp_path):
    monkeypatch.setenv("BARRELEYE_CACHE_DIR", str(tmp_path / "new"))
    assert _cache.read("name.o") is None
    _cache.keep("name.o", b"content")
    assert _cache.read("name.o") == b"content"
    _cache.keep("name.o", b"")
    assert _cache.read("name.o") == b""
    assert _cache.folder().parent == tmp_path / "new"
    assert len(files(tmp_path)) == 1


def test_the_folder_is_the_one_the_system_intends(monkeypatch, tmp_path):
    monkeypatch.delenv("BARRELEYE_CACHE_DIR", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert _cache.folder().parent == tmp_path / "barreleye"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert _cache.folder().parent == tmp_path / ".cache" / "barreleye"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert _cache.folder().parent == tmp_path / "Library" / "Caches" / "barreleye"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert _cache.folder().parent == tmp_path / "local" / "barreleye"
