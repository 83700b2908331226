"""Files whole or not at all, under any name, and regular ones only."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import barreleye as be
from barreleye._files import as_path, open_to_read, write_whole
from barreleye.errors import DataError, OptionError

POSIX = pytest.mark.skipif(os.name != "posix", reason="has pipes, and names that are bytes")


def test_what_killed_writers_left_is_removed_when_it_is_old(tmp_path):
    target = tmp_path / "run [1].npz"
    names = {
        "old": ".run [1].npz.123.456.part", "new": ".run [1].npz.124.456.part",
        "other": ".run 1.npz.123.456.part", "plain": "run [1].npz.part",
    }  # fmt: skip
    for name, file in names.items():
        (tmp_path / file).write_bytes(b"half")
        if name != "new":
            os.utime(tmp_path / file, (time.time() - 7200.0,) * 2)
    write_whole(target, b"whole")
    assert target.read_bytes() == b"whole"
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {target.name, names["new"], names["other"], names["plain"]}


@POSIX
@pytest.mark.parametrize("what", ["pipe", "device", "folder"])
def test_what_is_no_regular_file_is_refused_at_once(tmp_path, monkeypatch, what):
    path = tmp_path / "net.npz"
    # or a fault, met by root, would leave the machine without its device
    monkeypatch.setattr(Path, "replace", lambda *_: pytest.fail("a file was put in its place"))
    if what == "pipe":
        os.mkfifo(path)
    elif what == "device":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()
    kind = "Is a directory" if what == "folder" else "it is a pipe or a device"
    with pytest.raises(DataError, match=rf"cannot read .*net\.npz: {kind}"):
        be.load(path)
    with pytest.raises(DataError, match=rf"cannot write .*net\.npz: {kind}"):
        be.mlp(1, [], 1).save(path)
    assert not path.is_file()
    assert [entry.name for entry in tmp_path.iterdir()] == ["net.npz"]


@POSIX
@pytest.mark.parametrize(
    "name",
    ["net \udcff.npz", b"net \xff.npz", "ü.npz", "-\n'.npz", "a" * 251 + ".npz", "🐟" * 63],
    ids=lambda name: ascii(name)[:20],
)
def test_any_name_that_a_file_can_have_will_do(tmp_path, name):
    path = os.path.join(os.fsencode(tmp_path), name) if isinstance(name, bytes) else tmp_path / name  # noqa: PTH118
    net = be.mlp(1, [2], 1)
    with pytest.raises(DataError, match="cannot read") as caught:
        be.load(path)
    str(caught.value).encode("utf-8")
    net.save(path)
    assert be.load(path).parameters.vector.tobytes() == net.parameters.vector.tobytes()
    X, y = [[0.0], [1.0]], [0.0, 1.0]
    first = net.fit(X, y, epochs=1, checkpoint=path, progress=False)
    net.fit(X, y, epochs=2, checkpoint=path, resume=True, progress=False)
    assert len(net.history) == 2
    assert net.history.epochs[0] == first.epochs[0]  # read from the file, its seconds too


@pytest.mark.parametrize("path", ["a\0b", Path("a\0b"), "\ud800"], ids=ascii)
def test_a_name_that_no_file_can_have_is_refused(tmp_path, monkeypatch, path):
    monkeypatch.chdir(tmp_path)
    net = be.mlp(1, [], 1)
    for call in (
        lambda: be.load(path),
        lambda: net.save(path),
        lambda: net.fit([[0.0]], [0.0], checkpoint=path, progress=False),
        lambda: net.fit([[0.0]], [0.0], resume=path, progress=False),
    ):
        with pytest.raises(DataError, match="no file can be called") as caught:
            call()
        str(caught.value).encode("utf-8")


@pytest.mark.parametrize("path", [3, None, ["net.npz"]], ids=repr)
def test_what_names_no_file_is_refused(path):
    with pytest.raises(OptionError, match="a file is named by a string or a path, got"):
        be.load(path)
    with pytest.raises(OptionError, match="a file is named by a string or a path, got"):
        be.mlp(1, [], 1).save(path)


def test_a_file_is_opened_from_its_beginning(tmp_path):
    (tmp_path / "a").write_bytes(b"whole")
    with open_to_read(as_path(tmp_path / "a")) as file:
        assert file.read() == b"whole"


@POSIX
@pytest.mark.parametrize(
    "names", [("m.npz", "m.npz"), ("x" * 60 + "a.npz", "x" * 60 + "b.npz")], ids=len
)
def test_a_handler_that_writes_while_its_own_thread_is_writing_leaves_whole_files(
    tmp_path, monkeypatch, names
):
    # a signal comes between two lines of Python: here, when the content is on disk and not yet renamed
    inner, outer = b"i" * 100_000, b"o" * 50_000
    fsync, came = os.fsync, []

    def interrupted(file):
        fsync(file)
        if not came:
            came.append(1)
            write_whole(tmp_path / names[0], inner)

    monkeypatch.setattr(os, "fsync", interrupted)
    write_whole(tmp_path / names[1], outer)
    assert (tmp_path / names[1]).read_bytes() == outer
    assert (tmp_path / names[0]).read_bytes() == (outer if names[0] == names[1] else inner)
    assert len(list(tmp_path.iterdir())) == len(set(names))


def test_what_the_first_save_needs_is_loaded_before():
    code = "import sys, barreleye; barreleye.mlp; assert 'zipfile' in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
