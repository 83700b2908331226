"""``barreleye fit --effort best``: a model, and an ensemble in a file beside it, which predicts too."""

import csv
import re

import pytest

import barreleye as be
from support.command import barreleye, refused
from support.tables import prices, save_csv, sides

QUICK = ("--effort", "best", "--epochs", "3", "--hidden", "4")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A table and what a fit of it has written, and what it has printed."""
    place = tmp_path_factory.mktemp("best")
    save_csv(place / "t.csv", prices(rows=60))
    result = barreleye("fit", place / "t.csv", "--target", "price", *QUICK, "--validation", "0.2")
    assert result.code == 0, result
    (place / "printed").write_text(result.out)
    return place


def test_an_ensemble_is_written_beside_the_model_and_its_scores_are_printed(folder):
    assert isinstance(be.load(folder / "t-model.npz"), be.TableModel)
    assert isinstance(be.load(folder / "t-ensemble.npz"), be.TableEnsemble)
    printed = (folder / "printed").read_text()
    assert len(re.findall(r"network +ensemble +linear model", printed)) == 1  # on rows not learned from
    assert len(re.findall(r"test rows +network +ensemble +baseline", printed)) == 1
    assert f"\nmodel     {folder / 't-model.npz'}\nensemble  {folder / 't-ensemble.npz'}\n" in printed
    report = (folder / "t-report.html").read_text()
    assert report.count('<th class="number">ensemble</th>') + report.count(">ensemble</th>") >= 2


def test_an_ensemble_predicts_and_is_scored(folder):
    printed = barreleye(
        "predict", folder / "t-ensemble.npz", folder / "t.csv", "-o", folder / "p.csv"
    ).out
    with (folder / "p.csv").open() as file:
        answers = [float(row["predicted_price"]) for row in csv.DictReader(file)]
    wanted = be.load(folder / "t-ensemble.npz").predict(folder / "t.csv").values
    assert answers == pytest.approx(wanted.tolist(), rel=1e-6)
    scored = barreleye("score", folder / "t-ensemble.npz", folder / "t.csv").out
    first = be.load(folder / "t-ensemble.npz").score(folder / "t.csv").scores[0]
    assert first.text(first.value) in scored
    assert first.text(first.value) in printed
    assert re.search(r"known answer +ensemble +baseline", scored)


@pytest.mark.parametrize(
    "words",
    [
        ("health", "MODEL", "TABLE"),
        ("play", "MODEL"),
        ("plot", "network", "MODEL", "--output", "n.png"),
    ],
    ids=lambda one: one[0],
)
def test_what_looks_into_one_network_asks_for_the_model_beside_it(folder, words):
    place = {"MODEL": folder / "t-ensemble.npz", "TABLE": folder / "t.csv"}
    said = refused(*(place.get(word, word) for word in words))
    assert "holds a TableEnsemble(regression of 'price' by 24 networks)" in said
    assert "give it the model file beside this one" in said


def test_an_ensemble_that_cannot_be_written_is_told_before_any_work(tmp_path, monkeypatch):
    def fit_table(*_, **__):
        raise AssertionError("trained for nothing")

    monkeypatch.setattr("barreleye.fit_table", fit_table)
    table = save_csv(tmp_path / "t.csv", sides(rows=40))
    (tmp_path / "t-ensemble.npz").mkdir()
    said = refused("fit", table, "-t", "side", *QUICK)
    assert said.startswith(f"cannot write {tmp_path / 't-ensemble.npz'}")
    for model in ("/", "."):
        assert refused("fit", table, "-t", "side", *QUICK, "--model", model).startswith("cannot write")


def test_an_effort_of_best_with_time_is_refused(tmp_path):
    data = sides(rows=40) | {"day": list(range(40))}
    said = refused("fit", save_csv(tmp_path / "t.csv", data), "-t", "side", *QUICK, "--time", "day")
    assert "take effort='normal'" in said


def test_without_hidden_layers_there_is_one_kind_of_network(tmp_path):
    save_csv(tmp_path / "t.csv", sides(rows=40))
    result = barreleye("fit", tmp_path / "t.csv", "-t", "side", *QUICK[:4], "--hidden", "")
    assert "what 8 networks of 1 kind answer together" in result.out


def test_the_ensemble_is_named_after_the_model(tmp_path):
    save_csv(tmp_path / "t.csv", sides(rows=40))
    barreleye("fit", tmp_path / "t.csv", "-t", "side", *QUICK, "--model", tmp_path / "mine.npz")
    assert (tmp_path / "mine-ensemble.npz").exists()


def test_the_ensemble_does_not_overwrite_another_output(tmp_path):
    save_csv(tmp_path / "t.csv", sides(rows=40))
    said = refused(
        "fit", tmp_path / "t.csv", "-t", "side", *QUICK, "--report", tmp_path / "t-ensemble.npz"
    )
    assert "--effort best would overwrite --report" in said
