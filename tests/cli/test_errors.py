"""Every mistake ends in one sentence, exit code 2, no traceback, and nothing written."""

import pytest

from support.command import barreleye, refused, start
from support.tables import prices, save_csv, sides


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


TABLES = {
    "0 rows": ("x,y\n", "0 rows of data"),
    "empty": ("", "is empty"),
    "one class": ("x,y\n" + "1,a\n2,a\n" * 10, "'y' is 'a' in every row"),
    "a constant target": ("x,y\n" + "1,2.5\n2,2.5\n" * 10, "'y' is 2.5 in every row"),
    "no such target": ("x,z\n" + "1,2\n2,3\n" * 10, "no column 'y'; there are 'x' and 'z'"),
    "a target without entries": ("x,y\n" + "1,\n2,NA\n" * 10, "'y' is missing in every row"),
    "an infinity": ("x,y\n" + "1,1.5\ninf,2.5\n" * 10, "'x' has inf in line 3"),
    "a number too large": ("x,y\n" + "1,1.5\n1e300,2.5\n" * 10, "'x' has 1e+300 in line 3"),
    "an infinite target": ("x,y\n" + "1,1.5\n2,-inf\n" * 10, "'y' has -inf in line 3"),
    "nothing to learn from": ("x,y\n" + "7,1.5\n7,2.5\n" * 10, "'x': it is always 7"),
    "only the target": ("y\n" + "1.5\n2.5\n" * 10, "there is only the target"),
    "too few rows": ("x,y\n1,2.5\n2,3.5\n", "2 rows with a known 'y'"),
    "a ragged row": ("x,y\n" + "1,1.5\n2,2.5\n" * 10 + "1,2,3\n", "line 22 has 3 fields"),
    "a class for every row": ("x,y\n" + "".join(f"{i},k{i}\n" for i in range(30)), "of its own"),
    "dates to predict": ("x,y\n" + "1,2020-01-01\n2,2020-01-02\n" * 10, "'y' holds dates"),
    "a binary file": ("\0\1\2" * 99, "is a binary file"),
    "a damaged archive": ("PK\3\4" + "\0" * 99, "the ZIP archive is damaged"),
}


@pytest.mark.parametrize(("content", "message"), TABLES.values(), ids=TABLES.keys())
def test_a_table_that_cannot_be_learned_from(tmp_path, content, message):
    (tmp_path / "t.csv").write_text(content, encoding="utf-8", newline="")
    before = files(tmp_path)
    assert message in refused("fit", tmp_path / "t.csv", "--target", "y")
    assert files(tmp_path) == before


OPTIONS = {
    "no such column to drop": (["--drop", "color"], "no column 'color'; did you mean 'colour'"),
    "dropping the target": (["--drop", "price"], "'price' is the target"),
    "letters for widths": (["--hidden", "wide"], "got 'wide'"),
    "no neurons": (["--hidden", "0"], "at least 1, got 0"),
    "more than fits in memory": (["--hidden", "10000000,10000000"], "make the layers narrower"),
    "a misspelt activation": (["--activation", "rleu"], "did you mean 'relu'"),
    "all rows held out": (["--validation", "1"], "between 0 and 1, got 1.0"),
    "no rows held out": (["--validation", "0"], "between 0 and 1, got 0.0"),
    "more than all rows": (["--validation", "2"], "between 0 and 1, got 2.0"),
    "learning rate 0": (["--learning-rate", "0"], "learning_rate is a number above 0, got 0.0"),
    "a negative learning rate": (
        ["--learning-rate", "-1"],
        "learning_rate is a number above 0, got -1.0",
    ),
    "learning rate nan": (["--learning-rate", "nan"], "learning_rate is a number above 0, got nan"),
    "no such group": (["--group", "color"], "no column 'color'; did you mean 'colour'"),
    "no such time": (["--time", "sise"], "no column 'sise'; did you mean 'size'"),
    "words for a time": (["--time", "colour"], "the time 'colour' holds words: give a column of dates"),
    "test rows twice": (["--test", "{}/t.csv", "--validation", "0.2"], "give one of the two"),
    "no test rows": (["--test", "{}/no.csv"], "no.csv: there is no such file"),
    "regression on words": (["-t", "colour", "--task", "regression"], "holds words"),
    "brackets in the target": (["-t", "[/bold]"], "no column '[/bold]'"),
    "a model in no folder": (["--model", "{}/no/m.npz"], "does not exist"),
    "a report in no folder": (["--report", "{}/no/r.html"], "does not exist"),
    "a model over the table": (["--model", "{}/t.csv"], "would overwrite the table"),
    "a report over the table": (["--report", "{}/../{0.name}/t.csv"], "would overwrite the table"),
    "a report over the model": (["--model", "{}/o", "--report", "{}/o"], "would overwrite --model"),
}


@pytest.mark.parametrize(("options", "message"), OPTIONS.values(), ids=OPTIONS.keys())
def test_an_option_that_cannot_be_obeyed(tmp_path, options, message):
    table = save_csv(tmp_path / "t.csv", prices(rows=40))
    before = files(tmp_path)
    given = [
        option.replace("{}", str(tmp_path)).replace("{0.name}", tmp_path.name) for option in options
    ]
    target = [] if "-t" in given else ["-t", "price"]
    assert message in refused("fit", table, *target, "--epochs", "2", *given)
    assert files(tmp_path) == before


@pytest.mark.parametrize("name", ["absent.csv", "[/red].csv", "x" * 300 + ".csv", "", "."])
def test_a_table_that_cannot_be_opened(tmp_path, name):
    sentence = refused("fit", tmp_path / name, "-t", "y")
    assert str(tmp_path / name) in sentence
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("folder", [".", "/", ""])
def test_a_folder_is_no_table(folder):
    assert "is a folder" in refused("fit", folder, "-t", "y")


USAGE = {
    "--target": ["fit", "t.csv"],
    "--widen": ["fit", "t.csv", "-t", "y", "--widen"],
    "'swim'": ["swim"],
    "'--seed'": ["fit", "t.csv", "-t", "y", "--seed", "-1"],
    "'--effort'": ["fit", "t.csv", "-t", "y", "--effort", "much"],
    "'--weight-decay'": ["fit", "t.csv", "-t", "y", "--weight-decay", "-1"],
    "'--task'": ["fit", "t.csv", "-t", "y", "--task", "guess"],
    "'--epochs'": ["fit", "t.csv", "-t", "y", "--epochs", "0"],
    "'--patience'": ["fit", "t.csv", "-t", "y", "--patience", "0"],
    "'--batch-size'": ["fit", "t.csv", "-t", "y", "--batch-size", "many"],
}


@pytest.mark.parametrize(("wrong", "arguments"), USAGE.items(), ids=USAGE.keys())
def test_a_command_that_cannot_be_understood(wrong, arguments):
    result = barreleye(*arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("Usage: ")
    assert wrong in result.err
    assert "Traceback" not in result.err


def test_an_unknown_log_level_is_told():
    result = barreleye("activations", log="loud")
    assert (result.code, result.out) == (2, "")
    assert "BARRELEYE_LOG is debug, info, warning or error, got 'loud'" in result.err
    assert result.err.count("\n") == 1


def test_version_is_one_line():
    import barreleye as package  # noqa: PLC0415  the helper has its name

    assert barreleye("--version").out == f"barreleye {package.__version__}\n"


def test_a_real_process_ends_with_code_2_and_one_sentence(tmp_path):
    table = save_csv(tmp_path / "t.csv", sides())
    process = start("fit", table, "-t", "sides")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert out == ""
    assert err == "error: the table has no column 'sides'; did you mean 'side'?\n"
