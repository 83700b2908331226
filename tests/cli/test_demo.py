"""``barreleye demo``: three tables that everybody can check."""

import pytest

import barreleye as be
from support.command import barreleye, refused
from support.pages import Page

NAMES = ("penguins", "spiral", "sine")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("somewhere") / "deep" / "demo"
    return barreleye("demo", "--output", folder), folder


def test_tables_models_and_reports_are_written(demo):
    result, folder = demo
    assert (result.code, result.err) == (0, "")
    kinds = (".csv", "-model.npz", "-report.html")
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(name + kind for name in NAMES for kind in kinds)


def test_every_demo_beats_its_baseline(demo):
    assert "no better than the baseline" not in demo[0].out
    assert demo[0].out.count("baseline (always") == 3


def test_the_penguins_are_the_ones_of_the_package(demo):
    penguins = (demo[1] / "penguins.csv").read_bytes()
    assert penguins == be.datasets.penguins_csv().read_bytes()
    model = be.load(demo[1] / "penguins-model.npz")
    assert model.target.classes == ("Adelie", "Chinstrap", "Gentoo")


def test_species_arm_and_height_are_learned_and_nothing_else(demo):
    targets = [be.load(demo[1] / f"{name}-model.npz").target for name in NAMES]
    assert [target.name for target in targets] == ["species", "arm", "y"]
    assert [target.task for target in targets] == ["classification", "classification", "regression"]


def test_the_models_answer_their_own_tables(demo):
    for name in NAMES:
        answers = be.load(demo[1] / f"{name}-model.npz").predict(demo[1] / f"{name}.csv")
        assert answers.notes == []
        assert len(answers.values) == len(be.tables.read_table(demo[1] / f"{name}.csv"))


def test_the_sine_is_told_as_the_curve_it_is(demo):
    page = Page((demo[1] / "sine-report.html").read_text(encoding="utf-8"))
    assert any("one column" in caption for caption in page.texts["figcaption"])


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path):
    (tmp_path / "file").write_text("mine")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        assert "cannot make the folder" in refused("demo", "-o", place)
    assert (tmp_path / "file").read_text() == "mine"
