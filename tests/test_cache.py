"""Machine code on disk: made once, used only when whole, and never missed."""

import errno
import hashlib
import json
import os
import pathlib
import stat
import subprocess
import sys
import tempfile
import time
import types

import pytest

from barreleye import _cache, _private

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

PARTS = 7  # three functions, for float and for double (one is compared with NumPy), and what shares long arrays


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
        assert digest(path.name, stored[32:]) == stored[:32]


def digest(name, content):
    return hashlib.sha256(name.encode() + b"\n" + content).digest()


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
    folder = tmp_path / "machine-code"
    folder.mkdir()
    for name, stored in whole.items():
        written(folder / name, damage(stored))
    asked, values = answer(process(tmp_path))
    assert (asked, values) == (PARTS, warm[1][1])
    assert {path.name for path in files(tmp_path)} == whole.keys()
    for path in files(tmp_path):
        stored = path.read_bytes()
        assert digest(path.name, stored[32:]) == stored[:32]
    assert answer(process(tmp_path))[0] == 0


def written(path, content, mode=0o600):
    path.write_bytes(content)
    path.chmod(mode)


@pytest.mark.parametrize("what", ["nothing", "junk", "other code", "the old format"])
def test_what_has_a_right_digest_and_is_other_code_is_not_run(warm, tmp_path, what):
    whole = {path.name: path.read_bytes()[32:] for path in files(warm[0])}
    folder, names = tmp_path / "machine-code", sorted(whole)
    folder.mkdir()
    for name, other in zip(names, names[1:] + names[:1], strict=True):
        content = {"nothing": b"", "junk": b"\x7fELF" + b"junk" * 99, "other code": whole[other]}.get(
            what
        )
        if content is None:
            stored = hashlib.sha256(whole[name]).digest() + whole[name]
        else:
            stored = digest(name, content) + content
        written(folder / name, stored)
    assert answer(process(tmp_path)) == [PARTS, warm[1][1]]
    assert answer(process(tmp_path)) == [0, warm[1][1]]


def test_a_file_under_the_name_of_another_is_not_read(monkeypatch, tmp_path):
    monkeypatch.setenv("BARRELEYE_CACHE_DIR", str(tmp_path))
    _cache.keep("one.o", b"content")
    (_cache.folder() / "one.o").rename(_cache.folder() / "two.o")
    assert _cache.read("two.o") is None


def somebody_elses(path, monkeypatch):
    """Let a file belong to another user, whoever runs the tests."""
    if os.geteuid() == 0:
        os.chown(path, 65534, 65534, follow_symlinks=False)
    else:
        me = os.geteuid()
        monkeypatch.setattr(os, "geteuid", lambda: me + 1)


def group_of_all(path, monkeypatch):
    path.chmod(path.stat().st_mode | stat.S_IWGRP)
    monkeypatch.setattr(_private, "_own_group", lambda _: False)


posix = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="modes and owners of POSIX")


def kept(tmp_path, monkeypatch):
    """Return a folder on the way, the folder, and a file in it, after it was read once."""
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    monkeypatch.setenv("BARRELEYE_CACHE_DIR", str(home))
    monkeypatch.setattr(_cache, "_warned", set())
    _cache.keep("name.o", b"content")
    assert _cache.read("name.o") == b"content"
    return home, home / "machine-code", home / "machine-code" / "name.o"


@posix
def test_folder_and_files_are_for_this_user_alone(tmp_path, monkeypatch):
    before = os.umask(0o000)
    try:
        monkeypatch.setenv("BARRELEYE_CACHE_DIR", str(tmp_path / "a" / "b"))
        _cache.keep("name.o", b"content")
    finally:
        os.umask(before)
    for folder in (tmp_path / "a", tmp_path / "a" / "b", _cache.folder()):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((_cache.folder() / "name.o").stat().st_mode) == 0o600


PLANTED = {
    "the folder is somebody else's": lambda _, folder, m: somebody_elses(folder, m),
    "all may write into the folder": lambda _, folder, __: folder.chmod(0o777),
    "all may write into the folder, sticky": lambda _, folder, __: folder.chmod(0o1777),
    "a group may write into the folder": lambda _, folder, m: group_of_all(folder, m),
    "all may write into the folder above": lambda home, *_: home.chmod(0o777),
    "the folder above is somebody else's": lambda home, _, m: somebody_elses(home, m),
    "the folder is somebody's link": lambda _, folder, m: linked(folder, m),
}


def linked(folder, monkeypatch):
    real = folder.rename(folder.with_name("elsewhere"))
    folder.symlink_to(real)
    somebody_elses(folder, monkeypatch)


@posix
@pytest.mark.parametrize("case", PLANTED)
def test_a_folder_that_others_may_write_is_neither_read_nor_written(case, tmp_path, monkeypatch, caplog):
    home, folder, _ = kept(tmp_path, monkeypatch)
    PLANTED[case](home, folder, monkeypatch)
    assert _cache.read("name.o") is None
    before = sorted(path.name for path in folder.iterdir())
    for _ in range(2):
        _cache.keep("other.o", b"more")
    assert sorted(path.name for path in folder.iterdir()) == before
    (message,) = [record.message for record in caplog.records]  # one warning, once
    assert message.startswith(
        f"machine code cannot be kept in {folder}: every process compiles it again"
    )
    assert "Set BARRELEYE_CACHE_DIR to a folder of your own that nobody else can write" in message
    assert "belongs to another user" in message or "others may write into" in message


FILES = {
    "is somebody else's": somebody_elses,
    "all may write": lambda file, _: file.chmod(0o666),
    "a group may write": group_of_all,
    "is a link": lambda file, _: file.symlink_to(file.rename(file.with_name("elsewhere"))),
    "is a folder": lambda file, _: (file.unlink(), file.mkdir()),
    "is a pipe": lambda file, _: (file.unlink(), os.mkfifo(file)),
    "is a device": lambda file, _: (file.unlink(), file.symlink_to("/dev/zero")),
    "is huge": lambda file, _: os.truncate(file, 2**40),
}


@posix
@pytest.mark.parametrize("case", FILES)
def test_a_file_that_others_may_have_written_or_that_is_none_is_not_read(case, tmp_path, monkeypatch):
    _, _, file = kept(tmp_path, monkeypatch)
    FILES[case](file, monkeypatch)
    assert _cache.read("name.o") is None


@posix
def test_what_root_alone_can_write_is_read_by_others(tmp_path, monkeypatch):
    """As in an image that was warmed as root: ``chmod -R a+rX`` lets everybody read it."""
    _, folder, file = kept(tmp_path, monkeypatch)
    folder.chmod(0o755)
    file.chmod(0o644)
    owner = folder.stat().st_uid
    monkeypatch.setattr(
        _private, "_trusted", lambda: (owner, owner + 1)
    )  # as another user sees what is root's
    assert _cache.read("name.o") == b"content"
    group_of_all(folder, monkeypatch)
    assert _cache.read("name.o") is None


@posix
def test_nothing_is_made_where_others_may_write(tmp_path, monkeypatch):
    home = tmp_path / "home"
    home.mkdir(mode=0o777)
    home.chmod(0o777)
    monkeypatch.setenv("BARRELEYE_CACHE_DIR", str(home / "below"))
    _cache.keep("name.o", b"content")
    assert list(home.iterdir()) == []
    home.chmod(0o1777)  # a folder of all for temporary files: what is in it is its owner's
    _cache.keep("name.o", b"content")
    assert _cache.read("name.o") == b"content"


@posix
def test_links_of_ones_own_are_followed(tmp_path, monkeypatch):
    home, _, _ = kept(tmp_path, monkeypatch)
    (tmp_path / "link").symlink_to(home)
    (tmp_path / "home2").symlink_to("link/../home")
    monkeypatch.setenv("BARRELEYE_CACHE_DIR", str(tmp_path / "home2"))
    assert _cache.read("name.o") == b"content"
    (tmp_path / "round").symlink_to(tmp_path / "round")
    assert _private.why_not_private(tmp_path / "round").endswith("leads through too many links")


@posix
def test_a_group_of_this_user_alone_is_no_other(monkeypatch):
    pwd, grp = pytest.importorskip("pwd"), pytest.importorskip("grp")
    user = types.SimpleNamespace(pw_gid=1000, pw_name="ada")
    monkeypatch.setattr(pwd, "getpwuid", lambda _: user)
    for name, members, own in (
        ("ada", [], True),
        ("ada", ["ada"], True),
        ("ada", ["bob"], False),
        ("users", [], False),
    ):
        monkeypatch.setattr(
            grp, "getgrgid", lambda _, n=name, m=members: types.SimpleNamespace(gr_name=n, gr_mem=m)
        )
        assert _private._own_group(1000) is own
    assert not _private._own_group(1001)

    def nobody(_):
        raise KeyError

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    assert not _private._own_group(1000)


HOMELESS = """
import os, pathlib
from barreleye import _cache
_cache.keep("name.o", b"content")
assert _cache.read("name.o") == b"content"
folder = _cache.folder().parent
child = os.fork()
if not child:
    raise SystemExit(0)
os.waitpid(child, 0)
assert folder.is_dir()
print(folder)
"""


@posix
@pytest.mark.parametrize("home", ["/nonexistent", "~", "relative"])
def test_a_user_without_a_home_has_a_folder_for_this_process(home, tmp_path):
    environment = {
        k: v for k, v in os.environ.items() if k not in ("BARRELEYE_CACHE_DIR", "XDG_CACHE_HOME")
    }
    environment |= {"HOME": home, "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", HOMELESS],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    folder = pathlib.Path(done.stdout.strip())
    assert folder.parent == tmp_path, done.stderr
    assert not folder.exists()  # it went with the process
    assert list(tmp_path.iterdir()) == []  # and nothing below the working folder
    (line,) = done.stderr.splitlines()
    assert line.endswith("(this user has no home directory)")


def test_where_there_is_no_room_even_for_temporary_files_nothing_is_kept(monkeypatch, caplog):
    def full(**_):
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "mkdtemp", full)
    monkeypatch.setattr(_cache, "_warned", set())
    where = _cache._temporary.__wrapped__(os.getpid())
    monkeypatch.setattr(_cache, "folder", lambda: where / "machine-code")
    _cache.keep("name.o", b"content")
    assert _cache.read("name.o") is None
    (told,) = caplog.messages
    assert "no temporary files can be made" in told


def test_a_cache_home_that_is_relative_is_not_taken(monkeypatch, tmp_path):
    monkeypatch.delenv("BARRELEYE_CACHE_DIR", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", "somewhere")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert _cache.folder() == tmp_path / ".cache" / "barreleye" / "machine-code"


def test_what_was_not_used_for_the_longest_time_goes_first(monkeypatch, tmp_path):
    monkeypatch.setenv("BARRELEYE_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(_cache, "MOST", 1000)
    now = time.time()
    for k, name in enumerate("abcdef"):
        _cache.keep(f"{name}.o", bytes(100))
        os.utime(_cache.folder() / f"{name}.o", (now - 1e6 + k,) * 2)
    (_cache.folder() / "left.part").write_bytes(bytes(50))  # by somebody who was killed
    os.utime(_cache.folder() / "left.part", (now - 2e6,) * 2)
    assert _cache.read("a.o") == bytes(100)  # used: it is new again
    _cache.keep("g.o", bytes(100))
    _cache.keep("h.o", bytes(200))
    assert sorted(path.name for path in files(tmp_path)) == ["a.o", "d.o", "e.o", "f.o", "g.o", "h.o"]
    assert sum(path.stat().st_size for path in files(tmp_path)) <= 1000
    _cache.keep("i.o", bytes(2 * _cache._LARGEST))  # no file is that large
    assert _cache.read("i.o") is None


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
    assert line.startswith(f"machine code cannot be kept in {tmp_path / 'file' / below}/machine-code: ")
    assert line.endswith(
        f"a folder of your own that nobody else can write ({tmp_path / 'file'} is not a folder)"
    )
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
    assert _cache.folder() == tmp_path / "new" / "machine-code"
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
