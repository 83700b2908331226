"""Ctrl-C, sent to a real process: what was learned is kept, or it is said that nothing was."""

import re
import signal
import time

import numpy as np
import pytest

import barreleye as be
from support.command import start
from support.tables import prices, save_csv


@pytest.fixture
def table(tmp_path):
    return save_csv(tmp_path / "t.csv", prices())


def interrupted(*arguments, after, times=1):
    """Start the command, wait for a line of its log, press Ctrl-C; return code, output, errors."""
    process = start(*arguments)
    heard = []
    for line in process.stderr:
        heard.append(line)
        times -= after in line
        if not times:
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, "".join(heard) + err


def test_ctrl_c_in_training_keeps_the_best_model_and_says_so(tmp_path, table):
    # a linear model comes first, then the first network
    few = ("--epochs", "80", "--patience", "100", "--hidden", "8")
    code, out, err = interrupted("-vv", "fit", table, "-t", "price", *few, after="epoch=30", times=2)
    assert code == 0
    assert "Traceback" not in err
    assert "interrupted: the model is the best network so far" in out
    assert "training was interrupted: the model is the best network so far" in out
    assert re.search(r"^scores  30 of 240 rows: each row was answered by a network", out, re.MULTILINE)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["t-model.npz", "t-report.html", "t.csv"]
    assert "Training was interrupted: the model is the best" in (tmp_path / "t-report.html").read_text(
        encoding="utf-8"
    )
    answers = be.load(tmp_path / "t-model.npz").predict(table).values
    price = np.array(prices()["price"])
    assert np.abs(answers - price).mean() < np.abs(price - price.mean()).mean()


def test_ctrl_c_before_the_first_epoch_writes_nothing_and_says_so(tmp_path, table):
    slow = ("--hidden", "3000,3000,3000", "--batch-size", "1")
    process = start("fit", table, "-t", "price", *slow)
    time.sleep(2.5)  # the first epoch takes many times as long
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.strip() == "stopped"
    assert out == ""
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]
