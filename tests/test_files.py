"""Files whole or not at all."""

import os
import time

from barreleye._files import write_whole


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
