"""``barreleye fit``: two files and a verdict, and every option does what it says."""

import functools
import re
import tempfile
from pathlib import Path

import numpy as np
import polars as pl

import barreleye as be
from barreleye._text import short
from support.command import barreleye, start
from support.tables import prices, save_csv, sides

QUICK = ("--epochs", "4", "--hidden", "")


@functools.cache
def first_run():
    """Fit the prices once; return the result, the names in the folder, and the loaded model."""
    with tempfile.TemporaryDirectory() as folder:
        table = save_csv(Path(folder) / "prices.csv", prices() | {"dull": [1] * 240})
        result = barreleye("fit", table, "-t", "price", "--epochs", "40", "--hidden", "16,8")
        names = sorted(path.name for path in Path(folder).iterdir())
        return result, names, be.load(Path(folder) / "prices-model.npz")


def test_one_model_and_one_report_are_written_beside_the_table():
    result, names, model = first_run()
    assert result.code == 0
    assert names == ["prices-model.npz", "prices-report.html", "prices.csv"]
    assert [layer.units for layer in model.network.layers] == [16, 8, 1]
    assert "prices-model.npz" in result.out
    assert "prices-report.html" in result.out


def test_the_task_is_said_with_its_reason_and_the_rows():
    out = first_run()[0].out
    assert "regression of price, because it holds" in out
    assert re.search(r"regression of price, .*; 240 rows$", out, re.MULTILINE)
    assert "scores  each row was answered by one of 8 networks that had not learned from it" in out
    assert "model   the model learned from all 240 rows what these 8 networks answer together" in out
    assert re.search(
        r"^effort  normal, \d+\.\d s; --effort best learns from more kinds", out, re.MULTILINE
    )


def test_the_scores_stand_beside_the_baseline():
    result, _, model = first_run()
    data = {k: np.array(v) for k, v in prices().items()}
    answers = model.predict(prices() | {"dull": [1] * 240}).values
    line = next(row for row in result.out.splitlines() if row.startswith("root mean squared"))
    value, spread, linear, baseline = map(float, re.findall(r"\d+\.?\d*", line))
    error = np.sqrt(np.mean((answers - data["price"]) ** 2))
    assert f" {short(value)} ± {spread:.2g} " in line
    assert value < baseline / 2  # the prices follow from the columns, whatever the first weights
    assert linear < baseline / 2
    assert error < baseline / 2
    # the mean of 210 rows lies near that of 240, so that the error is hardly more than the deviation
    assert 1.0 <= baseline / data["price"].std() < 1.01
    assert f"baseline (always {short(model.target.center)}, the mean)" in result.out


def test_columns_layers_time_and_warnings_are_told():
    result, _, model = first_run()
    assert re.search(
        r"^size +numbers +17 inputs: the place among all rows, 16 through bins", result.out, re.MULTILINE
    )
    assert re.search(r"^colour +words +3 inputs, one per word", result.out, re.MULTILINE)
    assert re.search(r"^dull +numbers +left out: it is always 1", result.out, re.MULTILINE)
    count = model.network.parameters.vector.size
    assert f"layers  20 → 16 → 8 → 1, {count} parameters" in result.out
    assert "note    column 'dull' left out: it is always 1" in result.out
    assert result.err == ""


def test_classes_are_counted_and_the_baseline_is_the_most_frequent(tmp_path):
    table = save_csv(tmp_path / "t.csv", sides())
    result = barreleye("fit", table, "--target", "side", *QUICK)
    assert "classification of side, because it holds words" in result.out
    # 8 of 15 rows held out are of one class, and 52 of 105 to learn from: the baseline says the other one
    assert re.search(r"^accuracy +\d+\.\d ± \d+\.\d % +\d+\.\d % +46\.7 %", result.out, re.MULTILINE)
    assert "cross-entropy" in result.out


def test_task_model_report_drop_and_seed_are_obeyed(tmp_path):
    data = sides() | {"grade": [row % 3 for row in range(120)]}
    table = save_csv(tmp_path / "t.csv", data)
    places = ("--model", tmp_path / "m.bin", "--report", tmp_path / "r.htm")
    options = ("--task", "regression", "--drop", "side", "--seed", "7", "--activation", "tanh")
    result = barreleye("fit", table, "-t", "grade", *options, *places, "--epochs", 2, "--hidden", "3")
    assert result.code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m.bin", "r.htm", "t.csv"]
    model = be.load(tmp_path / "m.bin")
    assert model.target.task == "regression"
    assert [plan.name for plan in model.encoder.plans if not plan.dropped] == ["x"]
    assert model.network.layers[0].activation.name == "tanh"
    same = be.fit_table(
        data, "grade", task="regression", drop=["side"], seed=7, activation="tanh",
        epochs=2, hidden=(3,), progress=False,
    )  # fmt: skip
    assert same.model.network.parameters.vector.tobytes() == model.network.parameters.vector.tobytes()


def test_every_option_of_the_training_is_obeyed(tmp_path):
    table = save_csv(tmp_path / "t.csv", sides())
    options = {
        "validation": 0.5,
        "patience": 1,
        "batch_size": 7,
        "learning_rate": 0.5,
        "effort": "quick",
    }
    options |= {"weight_decay": 0.01, "numbers": "scaled"}
    words = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    result = barreleye("fit", table, "-t", "side", "--hidden", "4", "--epochs", 200, *words)
    same = be.fit_table(sides(), "side", hidden=(4,), epochs=200, progress=False, **options)
    assert "classification of side, because it holds words; 60 rows" in result.out
    assert re.search(r"^of the model on 60 test rows +network +baseline", result.out, re.MULTILINE)
    assert "model   the model learned from all 60 rows, for as many epochs as were best" in result.out
    assert re.search(
        r"^effort  quick, \d+\.\d s; --effort normal trains the networks of", result.out, re.MULTILINE
    )
    assert same.folds[0].stopped == "early stopping"
    loaded = be.load(tmp_path / "t-model.npz").network.parameters.vector
    assert loaded.tobytes() == same.model.network.parameters.vector.tobytes()


def test_a_parquet_file_is_a_table_too(tmp_path):
    pl.DataFrame(sides()).write_parquet(tmp_path / "t.parquet")
    assert barreleye("fit", tmp_path / "t.parquet", "-t", "side", *QUICK).code == 0
    assert (tmp_path / "t-report.html").exists()


def test_brackets_and_foreign_letters_are_shown_as_they_are(tmp_path):
    names = {"[bold]größe[/bold]": sides()["x"], "слово 🐟": sides()["side"], "[/]": [1] * 120}
    table = save_csv(tmp_path / "[red]t.csv", names)
    result = barreleye("fit", table, "-t", "слово 🐟", *QUICK)
    assert result.code == 0
    for name in names:
        assert name in result.out
    assert "[red]t-model.npz" in result.out


def test_escape_sequences_of_a_table_do_not_reach_the_terminal(tmp_path):
    table = save_csv(tmp_path / "t.csv", {"x\x1b[2J": sides()["x"], "side": sides()["side"]})
    assert "\x1b[2J" not in barreleye("fit", table, "-t", "side", *QUICK).out


def test_many_columns_do_not_push_the_scores_out_of_sight(tmp_path):
    rng = np.random.default_rng(0)
    wide = {f"c{i}": rng.random(120).round(3).tolist() for i in range(200)}
    table = save_csv(tmp_path / "t.csv", wide | {"side": sides()["side"]})
    result = barreleye("fit", table, "-t", "side", *QUICK)
    assert len(result.out.splitlines()) < 60
    assert "and 170 more columns, see the report" in result.out


def test_many_notes_are_counted(tmp_path):
    dull = {f"c{i}": [i] * 120 for i in range(200)}
    result = barreleye("fit", save_csv(tmp_path / "t.csv", dull | sides()), "-t", "side", *QUICK)
    assert result.out.count("note  ") == 30
    more = re.search(r"^and (\d+) more notes$", result.out, re.MULTILINE)
    assert 200 <= 30 + int(more[1]) <= 203  # one for each column, and what is said of any small table


def test_everything_fits_a_narrow_terminal(tmp_path):
    table = save_csv(tmp_path / "t.csv", prices(rows=60))
    result = barreleye("fit", table, "-t", "price", *QUICK, columns=80)
    wrapped = [row for row in result.out.splitlines() if not row.startswith(("note", "model", "report"))]
    assert max(len(row) for row in wrapped) <= 80


def test_verbose_tells_of_every_epoch_and_the_library_is_silent_without(tmp_path):
    table = save_csv(tmp_path / "t.csv", sides())
    assert barreleye("fit", table, "-t", "side", *QUICK).err == ""
    loud = barreleye("-vv", "fit", table, "-t", "side", *QUICK).err
    # 8 folds, each with a linear model of 0.6 times as many epochs, and the last network
    assert loud.count("EpochRecord") == 8 * (4 + 2) + 4
    named = barreleye("fit", table, "-t", "side", *QUICK, log="debug").err
    assert named.count("EpochRecord") == 8 * (4 + 2) + 4


def test_group_time_and_a_table_of_test_rows_are_obeyed(tmp_path):
    data = sides() | {"who": [row % 12 for row in range(120)], "day": list(range(120))}
    table, new = save_csv(tmp_path / "t.csv", data), {name: rows[:20] for name, rows in data.items()}
    test = save_csv(tmp_path / "new.csv", new)
    for option, named in (("group", "who"), ("time", "day")):
        result = barreleye("fit", table, "-t", "side", f"--{option}", named, "--test", test, *QUICK)
        assert result.code == 0, result
        assert "of the model on 20 test rows" in result.out
        same = be.fit_table(
            data, "side", hidden=(), epochs=4, progress=False, validation=new, **{option: named}
        )
        loaded = be.load(tmp_path / "t-model.npz").network.parameters.vector
        assert loaded.tobytes() == same.model.network.parameters.vector.tobytes()
        assert f"{100 * same.tested.scores[0].value:.1f} %" in result.out
    assert "60 of 120 rows: each row was answered by one of 4 networks" in result.out


def test_the_real_command_says_the_same(tmp_path):
    table = save_csv(tmp_path / "t.csv", sides())
    process = start("fit", table, "-t", "side", *QUICK)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert "classification of side" in out
    assert "\r" not in out + err  # no bar where nobody is looking
