"""Ctrl-C, sent to a real process: what was learned is kept, or it is said that nothing was."""

import re
import signal
import time

import numpy as np
import pytest

import barreleye as be
from support.command import start
from support.tables import prices, save_csv

LONG = ("--epochs", "100000", "--patience", "100000", "--hidden", "8")


@pytest.fixture
def table(tmp_path):
    return save_csv(tmp_path / "t.csv", prices())


def interrupted(*arguments, after):
    """Start the command, wait for a line of its log, press Ctrl-C; return code, output, errors."""
    process = start(*arguments)
    heard = []
    for line in process.stderr:
        heard.append(line)
        if after in line:
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, "".join(heard) + err


def test_ctrl_c_in_training_keeps_the_best_model_and_says_so(tmp_path, table):
    code, out, err = interrupted("-vv", "fit", table, "-t", "price", *LONG, after="epoch=30")
    assert code == 0
    assert "Traceback" not in err
    told = re.search(r"interrupted: these are the best weights so far, of epoch (\d+)", out)
    assert told
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["t-model.npz", "t-report.html", "t.csv"]
    assert "Ctrl-C" in (tmp_path / "t-report.html").read_text(encoding="utf-8")
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
