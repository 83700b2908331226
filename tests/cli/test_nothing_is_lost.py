"""The model is written first, and whatever comes after it cannot undo that."""

import os
import resource
import subprocess

import pytest

import barreleye as be
from support.command import START, barreleye, refused
from support.tables import save_csv, sides

QUICK = ("--epochs", "2", "--hidden", "")


@pytest.fixture
def table(tmp_path):
    return save_csv(tmp_path / "t.csv", sides(rows=60))


def model_is_whole(folder):
    return isinstance(be.load(folder / "t-model.npz"), be.TableModel)


UNWRITABLE = {
    "a folder": ("{}/in-the-way", "Is a directory"),
    "a pipe, which must not be replaced": ("{}/pipe", "it is a pipe or a device"),
    "a folder where nobody may write": ("/proc/report.html", "cannot write /proc/report.html"),
    "a name that is too long": ("{}/" + "r" * 256, "File name too long"),
}


@pytest.mark.parametrize(("report", "reason"), UNWRITABLE.values(), ids=UNWRITABLE.keys())
def test_a_report_that_cannot_be_written_is_a_warning_and_exit_code_1(tmp_path, table, report, reason):
    (tmp_path / "in-the-way").mkdir()
    os.mkfifo(tmp_path / "pipe")
    result = barreleye("fit", table, "-t", "side", *QUICK, "--report", report.format(tmp_path))
    assert result.code == 1
    assert result.err.startswith("warning: cannot write ")
    assert result.err.count("\n") == 1
    assert reason in result.err
    assert f"the model is written: {tmp_path / 't-model.npz'}" in result.err
    assert "accuracy" in result.out  # the scores are told all the same
    assert f"model   {tmp_path / 't-model.npz'}" in result.out
    assert "report  " not in result.out
    assert model_is_whole(tmp_path)
    assert (tmp_path / "pipe").is_fifo()
    names = ["in-the-way", "pipe", "t-model.npz", "t.csv"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names


def test_a_disk_that_is_full_after_the_model_is_a_warning(tmp_path, table):
    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))  # the page takes about 100,000 bytes

    done = subprocess.run(
        [*START, "fit", table, "-t", "side", *QUICK],
        env=os.environ | {"COLUMNS": "300", "BARRELEYE_ENGINE": "numpy"},
        capture_output=True, text=True, check=False, preexec_fn=small_files, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith(f"warning: cannot write {tmp_path / 't-report.html'}: File too large")
    assert model_is_whole(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["t-model.npz", "t.csv"]


def test_a_file_that_is_read_only_is_replaced_as_any_other(tmp_path, table):
    for name in ("t-model.npz", "t-report.html"):
        (tmp_path / name).write_text("old")
        (tmp_path / name).chmod(0o444)
    result = barreleye("fit", table, "-t", "side", *QUICK)
    assert (result.code, result.err) == (0, "")
    assert result.out.count("(replaced)") == 2
    assert model_is_whole(tmp_path)


def fail(error):
    def write_report(*_, **__):
        raise error

    return write_report


def test_ctrl_c_while_the_report_is_written_leaves_the_model(tmp_path, table, monkeypatch):
    monkeypatch.setattr(be, "write_report", fail(KeyboardInterrupt()))
    result = barreleye("fit", table, "-t", "side", *QUICK)
    assert result.code == 130
    assert result.err == f"note: the model is written: {tmp_path / 't-model.npz'}\nstopped\n"
    assert model_is_whole(tmp_path)


def test_a_fault_of_our_own_after_the_model_is_not_hidden_and_leaves_it(tmp_path, table, monkeypatch):
    monkeypatch.setattr(be, "write_report", fail(MemoryError("no memory")))
    with pytest.raises(MemoryError):
        barreleye("fit", table, "-t", "side", *QUICK)
    assert model_is_whole(tmp_path)


def test_the_demo_goes_on_with_the_other_tables(tmp_path):
    (tmp_path / "penguins-report.html").mkdir()
    result = barreleye("demo", "-o", tmp_path)
    assert result.code == 1
    assert result.err.count("warning: ") == 1
    assert len(list(tmp_path.glob("*-model.npz"))) == 3
    assert len([path for path in tmp_path.glob("*-report.html") if path.is_file()]) == 2


@pytest.mark.parametrize("model", ["{}/folder", "/proc/m.npz", "{}/" + "m" * 256])
def test_a_model_that_cannot_be_written_is_told_before_any_work(tmp_path, table, model, monkeypatch):
    def fit_table(*_, **__):
        raise AssertionError("trained for nothing")

    monkeypatch.setattr(be, "fit_table", fit_table)
    (tmp_path / "folder").mkdir()
    sentence = refused("fit", table, "-t", "side", "--model", model.format(tmp_path))
    assert sentence.startswith(f"cannot write {model.format(tmp_path)}")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "t.csv"]


def test_predictions_that_cannot_be_written_are_told_before_any_work(tmp_path, table):
    barreleye("fit", table, "-t", "side", *QUICK)
    (tmp_path / "o.csv").mkdir()
    assert "Is a directory" in refused(
        "predict", tmp_path / "t-model.npz", table, "-o", tmp_path / "o.csv"
    )
