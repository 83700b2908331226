"""Long work shows a bar on standard error if that is a terminal, and nothing at all if it is not."""

import pytest

import barreleye as be
from barreleye.training import _precompile
from support.command import Terminal, barreleye
from support.tables import save_csv, sides

LONG = {
    "learning": ("fit", "t.csv", "-t", "side", "--effort", "best", "--epochs", "2", "--hidden", ""),
    "training": ("compare", "t.csv", "-t", "side", "--seeds=2", "--epochs=1", "--jobs=1"),
    "compiling": ("warm",),
    "drawing": (
        "plot",
        "pair",
        "6,-1,0.7,1",
        "c",
        "0.2",
        "1",
        "frames=3",
        "-o",
        "film.gif",
        "--dpi",
        "40",
    ),
}


@pytest.mark.parametrize("word", LONG)
def test_a_bar_is_for_a_terminal_alone(word, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(be, "write_report", lambda _, path, source: path.write_text(source))
    save_csv(tmp_path / "t.csv", sides(rows=60))
    parts = list(_precompile.parts())
    monkeypatch.setattr(_precompile, "parts", lambda: parts[:1])
    quiet = barreleye(*LONG[word])
    assert (quiet.code, quiet.err) == (0, "")
    seen = barreleye(*LONG[word], "--json", err=Terminal())
    assert seen.code == 0
    assert word in seen.err
    assert "\x1b[2K" in seen.err  # it is wiped out at the end
    assert seen.out.startswith("{")
