"""Watching a run: what observers hear, and what a terminal shows."""

import io
import os
import subprocess
import sys

import numpy as np
import pytest
from rich.console import Console

import barreleye as be
from barreleye.training import ProgressBar


class Listener:
    """An observer that writes down what it hears."""

    def __init__(self):
        self.beats, self.records = [], []

    def rows_done(self, epoch, rows, loss):
        self.beats.append((epoch, rows, loss))

    def epoch_done(self, record):
        self.records.append(record)


def problem():
    X, y = be.datasets.sine(50)
    return be.mlp(1, [4], 1, seed=0), X, y


def test_an_observer_hears_of_every_epoch():
    net, X, y = problem()
    listener = Listener()
    history = net.fit(X, y, epochs=3, progress=listener)
    assert listener.records == history.epochs


def test_an_observer_hears_from_inside_an_epoch(monkeypatch):
    monkeypatch.setattr(be.training._reference, "_HEARTBEAT", -1.0)
    net, X, y = problem()
    listener = Listener()
    history = net.fit(X, y, epochs=2, batch_size=20, progress=listener, engine="numpy")
    assert [(epoch, rows) for epoch, rows, _ in listener.beats] == [
        (epoch, rows) for epoch in (0, 1) for rows in (20, 40, 50)
    ]
    assert [listener.beats[2][2], listener.beats[5][2]] == history.loss


def test_an_observer_hears_of_every_slice_but_the_last_of_a_compiled_epoch(monkeypatch):
    monkeypatch.setattr(be.training.compiled._engine, "_FIRST_SLICE", 1)
    monkeypatch.setattr(be.training.compiled._engine, "_SLICE_SECONDS", 0.0)
    net, X, y = problem()
    listener = Listener()
    history = net.fit(X, y, epochs=2, batch_size=20, progress=listener, engine="compiled")
    assert [beat[:2] for beat in listener.beats] == [
        (epoch, rows) for epoch in (0, 1) for rows in (20, 40)
    ]
    assert all(np.isfinite(beat[2]) for beat in listener.beats)
    whole, X, y = problem()
    assert whole.fit(X, y, epochs=2, batch_size=20, engine="compiled").loss == history.loss
    assert whole.parameters.vector.tobytes() == net.parameters.vector.tobytes()


def test_watching_does_not_change_what_is_learned():
    vectors = []
    for progress in (True, False, Listener(), ProgressBar(3, 50, Console(file=io.StringIO()))):
        net, X, y = problem()
        net.fit(X, y, epochs=3, progress=progress)
        vectors.append(net.parameters.vector.tobytes())
    assert len(set(vectors)) == 1


def test_the_bar_shows_epoch_loss_and_validation():
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=120, color_system=None)
    with ProgressBar(epochs=5, rows=50, console=console) as bar:
        net, X, y = problem()
        net.fit(X, y, epochs=5, validation=(X, y), progress=bar)
        bar._progress.refresh()
    text = screen.getvalue()
    assert "epoch    5/5" in text
    assert f"loss {net.history.loss[-1]:.4g}" in text
    assert f"validation {net.history.val_loss[-1]:.4g}" in text


def test_the_bar_goes_away_when_a_run_fails(monkeypatch):
    monkeypatch.setattr("barreleye.training._progress.somebody_is_looking", lambda: True)
    ends = []
    leave = ProgressBar.__exit__
    monkeypatch.setattr(ProgressBar, "__exit__", lambda *a: (ends.append(a[1]), leave(*a))[1])
    net, _, _ = problem()
    with pytest.raises(be.errors.DivergedError):
        net.fit([[1.0]], [1e30], epochs=30, optimizer=be.SGD(1e30))
    assert ends == [be.errors.DivergedError]


def test_a_terminal_sees_the_bar_on_standard_error():
    master, slave = os.openpty()
    program = (
        "import barreleye as be\nX, y = be.datasets.sine(50)\nbe.mlp(1, [4], 1).fit(X, y, epochs=300)\n"
    )
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=slave, env=environment
    ) as process:
        os.close(slave)
        seen = b""
        try:
            while part := os.read(master, 4096):
                seen += part
        except OSError:  # the other side has hung up
            pass
        assert process.stdout.read() == b""
    os.close(master)
    assert process.returncode == 0
    assert b"epoch" in seen
    assert b"loss" in seen


def test_a_history_tells_its_course_in_one_line():
    net, X, y = problem()
    assert repr(be.History("huber")) == "History(no epoch, stopped: running)"
    history = net.fit(X, y, epochs=2, validation=(X, y))
    text = repr(history)
    assert text.startswith("History(2 epochs in ")
    assert f"squared_error {history.loss[-1]:.4g}, val_loss {history.val_loss[-1]:.4g}" in text
    assert text.endswith("stopped: epochs)")
    assert np.isfinite(history.seconds)


class Odd:
    """A stream of somebody's own that says it is a terminal, and is one in no other way."""

    encoding = None

    def isatty(self):
        return True

    def write(self, text):
        return len(text)


class Unsure(Odd):
    def isatty(self):
        raise RuntimeError("the window was closed")


class Closed(Odd):
    def write(self, text):  # noqa: ARG002  what a stream is given
        raise RuntimeError("the window was closed")


class Foreign(Odd):
    encoding = "nosuch"


class Constant(Odd):
    isatty = True


@pytest.mark.parametrize("kind", [Odd, Unsure, Closed, Foreign, Constant])
def test_whatever_stands_for_standard_error_does_not_end_the_training(kind, monkeypatch):
    X, y = be.datasets.sine(50)
    monkeypatch.setattr(sys, "stderr", kind())
    assert len(be.mlp(1, [4], 1).fit(X, y, epochs=3)) == 3


@pytest.mark.parametrize(
    "absent",
    ["None", "open('/dev/null', 'w'); sys.stderr.close()", "object()", "errors; del sys.stderr"],
)
def test_training_needs_no_standard_error(absent):
    program = (
        "import sys; import barreleye as be\n"
        f"errors = sys.stderr; sys.stderr = {absent}\n"
        "X, y = be.datasets.sine(50)\n"
        "be.mlp(1, [4], 1).fit(X, y, epochs=3)\n"
        "be.fit_table({'x': list(range(40)), 'y': [1.5, 2.5] * 20}, 'y', epochs=1)\n"
        "sys.stderr = errors\n"
        "print('trained')"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "trained\n", "")


def test_a_terminal_that_goes_away_does_not_end_the_training():
    master, slave = os.openpty()
    program = (
        "import barreleye as be\nX, y = be.datasets.sine(50)\n"
        "print(len(be.mlp(1, [4], 1).fit(X, y, epochs=5000)), flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=slave, start_new_session=True
    ) as process:
        os.close(slave)
        os.read(master, 1)  # the bar is there
        os.close(master)
        assert process.stdout.read() == b"5000\n"
    assert process.returncode == 0


@pytest.mark.parametrize("width", [10, 20, 33, 40, 57, 60, 72, 80, 100, 200])
def test_a_narrow_bar_shows_whole_parts_only(width):
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=width, color_system=None)
    with ProgressBar(epochs=300, rows=50, console=console) as bar:
        bar.epoch_done(be.training.EpochRecord(41, 0.12345678, 0.000087654321, 0.1, 0.5, 50))
        bar._progress.refresh()
    line = screen.getvalue()
    for least, part in ((14, "epoch   42/300"), (29, "loss 0.1235"), (50, "validation 8.765e-05")):
        assert (part in line) == (width >= least)
    assert ("━" in line) == (width >= 75)
    assert "…" not in line or width < 14


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_bar_needs_no_particular_letters(encoding, monkeypatch):
    screen = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(screen, encoding=encoding, errors="strict"))
    monkeypatch.setenv("FORCE_COLOR", "1")  # a terminal, as far as rich can see
    monkeypatch.setenv("COLUMNS", "9")
    with ProgressBar(epochs=300, rows=50) as bar:
        bar._progress.refresh()
    sys.stderr.flush()
    assert b"epoch" in screen.getvalue()
