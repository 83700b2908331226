"""``barreleye fit``: what is said of rows, losses and training is what ``fit_table`` is told."""

import functools

import numpy as np
import pytest

import barreleye as be
from barreleye import losses
from barreleye.cli._named_loss import named_loss
from barreleye.errors import BarreleyeError
from support.command import barreleye, refused
from support.tables import prices, save_csv, sides

QUICK = ("--epochs", "3", "--hidden", "4")
WHO, WEIGHT = [f"c{row % 12:02d}" for row in range(60)], [1 + row % 3 for row in range(60)]


def table_of(target):
    data = prices(rows=60) if target == "price" else sides(rows=60)
    return data | {"who": WHO, "day": list(range(60)), "weight": WEIGHT}


@pytest.fixture(autouse=True)
def _no_pictures(monkeypatch):
    """Leave out the report, which takes most of the time and has tests of its own."""
    monkeypatch.setattr("barreleye.write_report", lambda _, path, source: path.write_text(source))


@functools.cache
def bits(target, **options):
    """Return the parameters that fit_table learns."""
    found = be.fit_table(table_of(target), target, epochs=3, hidden=(4,), progress=False, **options)
    return found.model.network.parameters.vector.tobytes()


OBEYED = {
    "loss": ("price", "--loss=quantile=0.9", {"loss": losses.quantile.with_(level=0.9)}),
    "loss without a number": ("price", "--loss=absolute_error", {"loss": losses.absolute_error}),
    "huber": ("price", "--loss=huber=0.3", {"loss": losses.huber.with_(delta=0.3)}),
    "class weight": ("side", "--class-weight=balanced", {"class_weight": "balanced"}),
    "sample weight": ("side", "--sample-weight=weight", {"sample_weight": "weight"}),
    "schedule": ("side", "--schedule=one_cycle", {"schedule": "one_cycle"}),
    "l2": ("side", "--l2=0.3", {"l2": 0.3}),
    "dropout": ("side", "--dropout=0.3", {"dropout": 0.3}),
    "effort": ("side", "--effort=quick", {"effort": "quick"}),
    "group": ("side", "--group=who", {"group": "who"}),
    "time": ("side", "--time=day", {"time": "day"}),
    "optimizer": ("side", "--optimizer=adam", {"optimizer": "adam"}),
}


@pytest.mark.parametrize(("target", "words", "options"), OBEYED.values(), ids=OBEYED.keys())
def test_the_model_is_that_of_fit_table(tmp_path, target, words, options):
    # the classes are balanced already: without rows to count otherwise, that changes nothing
    if "class_weight" not in options:
        assert bits(target, **options) != bits(target)
    path = save_csv(tmp_path / "t.csv", table_of(target))
    result = barreleye("fit", path, "-t", target, words, *QUICK)
    assert (result.code, result.err) == (0, "")
    loaded = be.load(tmp_path / "t-model.npz").network.parameters.vector
    assert loaded.tobytes() == bits(target, **options)


def test_balanced_classes_differ_where_one_is_rare(tmp_path):
    rows = table_of("side")
    rare = rows | {"side": ["left" if row % 6 else "right" for row in range(60)]}
    path, found = save_csv(tmp_path / "t.csv", rare), []
    for words in ((), ("--class-weight", "balanced")):
        assert barreleye("fit", path, "-t", "side", *QUICK, *words).code == 0
        found.append(be.load(tmp_path / "t-model.npz").network.parameters.vector.tobytes())
    assert found[0] != found[1]


def test_a_quantile_is_scored_by_its_own_loss_and_the_share_below_is_told(tmp_path):
    path = save_csv(tmp_path / "t.csv", prices(rows=60))
    out = barreleye("fit", path, "-t", "price", *QUICK, "--loss", "quantile=0.9").out
    assert "quantile(level=0.9)" in out
    assert "of the truth is below the answers, where 90% was asked for" in out
    assert ", the quantile 0.9)" in out


REFUSED = {
    "an unknown loss": ("price", ["--loss", "hubert=2"], "'huber'"),
    "a level that is no number": ("price", ["--loss", "quantile=high"], "'high' is no number"),
    "nothing behind the sign": ("price", ["--loss", "quantile="], "'' is no number"),
    "a level beyond 1": ("price", ["--loss", "quantile=1.5"], "1.5"),
    "a loss without a parameter": (
        "price",
        ["--loss", "squared_error=2"],
        "squared_error has no parameter",
    ),
    "a loss of classes": ("price", ["--loss", "cross_entropy"], "is a loss of classes"),
    "a loss of numbers": ("side", ["--loss", "huber"], "classes are learned by cross_entropy"),
    "weights of no classes": ("price", ["--class-weight", "balanced"], "class_weight needs classes"),
    "another word": ("side", ["--class-weight", "equal"], "class_weight is 'balanced'"),
    "no such weights": ("side", ["--sample-weight", "mass"], "'mass'"),
    "words for weights": ("side", ["--sample-weight", "who"], "the weights 'who' are words"),
    "too much dropout": ("side", ["--dropout", "1"], "the rate of a Dropout lies from 0 to below 1"),
    "no such group": ("side", ["--group", "whom"], "'whom'"),
    "words for a time": ("side", ["--time", "who"], "the time 'who' holds words"),
    "the target for a group": ("side", ["--group", "side"], "'side' is the target"),
    "no batches": ("side", ["--optimizer", "lbfgs"], "LBFGS has no batches"),
}


@pytest.mark.parametrize(("target", "words", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_meant_is_refused_in_one_sentence_and_nothing_is_written(
    tmp_path, target, words, told
):
    path = save_csv(tmp_path / "t.csv", table_of(target))
    assert told in refused("fit", path, "-t", target, *words, *QUICK)
    assert [one.name for one in tmp_path.iterdir()] == ["t.csv"]


@pytest.mark.parametrize(
    "words", [("--l2", "-1"), ("--dropout", "-0.5"), ("--schedule", "steps"), ("--effort", "most")]
)
def test_numbers_and_words_that_typer_knows_are_refused_by_it(tmp_path, words):
    path = save_csv(tmp_path / "t.csv", table_of("side"))
    result = barreleye("fit", path, "-t", "side", *words)
    assert result.code == 2
    assert words[0] in result.err
    assert [one.name for one in tmp_path.iterdir()] == ["t.csv"]


def test_test_rows_of_a_file_and_a_share_of_the_table_exclude_each_other(tmp_path):
    path = save_csv(tmp_path / "t.csv", table_of("side"))
    told = refused("fit", path, "-t", "side", "--test", path, "--validation", "0.2")
    assert told == "--test names test rows, and --validation holds some out: give one of the two"
    told = refused("fit", path, "-t", "side", "--test", tmp_path / "none.csv")
    assert "none.csv: there is no such file" in told
    other = save_csv(tmp_path / "other.csv", {"x": [0.5], "who": ["c01"], "day": [1], "weight": [1]})
    assert "'side'" in refused("fit", path, "-t", "side", "--test", other, *QUICK)


def test_the_scores_on_a_file_are_those_of_the_model(tmp_path):
    path = save_csv(tmp_path / "t.csv", table_of("price"))
    new = prices(rows=25, seed=8) | {"who": WHO[:25], "day": list(range(25)), "weight": WEIGHT[:25]}
    test = save_csv(tmp_path / "new.csv", new)
    out = barreleye("fit", path, "-t", "price", "--test", test, *QUICK).out
    assert "of the model on 25 test rows" in out
    answers = be.load(tmp_path / "t-model.npz").predict(new).values
    error = np.sqrt(np.mean((answers - np.array(new["price"])) ** 2))
    rows = [row for row in out.splitlines() if row.startswith("root mean squared")]
    assert float(rows[1].split()[4].replace(",", "")) == pytest.approx(error, rel=1e-3)  # four digits


@pytest.mark.parametrize(
    ("text", "loss"),
    [
        ("huber", losses.huber),
        (" quantile = 0.25", losses.quantile.with_(level=0.25)),
        ("huber=1e-1", losses.huber.with_(delta=0.1)),
    ],
)
def test_a_loss_is_written_as_its_name_and_perhaps_its_parameter(text, loss):
    assert repr(named_loss(text)) == repr(loss)


@pytest.mark.parametrize("text", ["", "=", "quantile=0", "quantile=nan", "huber=-1", "huber=inf"])
def test_what_is_no_loss_is_refused(text):
    with pytest.raises(BarreleyeError):
        named_loss(text)
