"""The report is one page that holds everything, shows what was learned, and trusts no text."""

import functools
import re
import tempfile
from pathlib import Path

import pytest

import barreleye as be
from barreleye.errors import DataError
from barreleye.reports import write_report
from support.pages import Page
from support.tables import fitted_prices, fitted_sides

FITS = {"regression": fitted_prices, "classification": fitted_sides}
EVIL = '<script>alert("1")</script>&amp;$title'


@functools.cache
def evil_fit():
    """Return a fit of a table whose every text is an attack."""
    x = [row / 50 for row in range(50)]
    data = {EVIL: [EVIL if v > 0.5 else "<b>" for v in x], "<img src=x>": x, "dull</td>": [1] * 50}
    return be.fit_table(data, EVIL, hidden=(), epochs=2, progress=False)


@functools.cache
def written(name):
    """Return the text of the report of a fit, written once."""
    fit = {"evil": evil_fit, **FITS}[name]()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "r.html"
        write_report(fit, path, "<i>table.csv")
        assert [file.name for file in path.parent.iterdir()] == ["r.html"]
        return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FITS)
def test_the_page_is_whole_and_well_formed(name):
    page = Page(written(name))
    assert page.unbalanced == []
    assert written(name).startswith("<!DOCTYPE html>")
    assert ("meta", {"charset": "utf-8"}) in page.elements
    assert "$" not in re.sub(r"<svg.*?</svg>", "", written(name), flags=re.DOTALL)


@pytest.mark.parametrize("name", FITS)
def test_nothing_is_fetched_from_anywhere(name):
    text, page = written(name), Page(written(name))
    assert page.references()
    assert all(reference.startswith(("#", "data:image/")) for reference in page.references())
    for tag in ("script", "link", "iframe", "object", "embed", "img", "video", "base", "form"):
        assert page.count(tag) == 0
    assert not re.search(r"@import|@font-face|url\((?!['\"]?(#|data:))", text)


@pytest.mark.parametrize("name", FITS)
def test_every_section_is_there(name):
    assert Page(written(name)).texts["h2"] == [
        "How good is it?",
        "Worth knowing",
        "Answers on the validation rows",
        "How it learned",
        "What the columns became",
        "Inside the network",
    ]


@pytest.mark.parametrize("name", FITS)
def test_there_is_one_picture_per_layer_one_of_the_course_and_one_of_the_answers(name):
    fit, page = FITS[name](), Page(written(name))
    layers = [f"{record.name}: {record.activation!r}" for record in fit.trace]
    assert page.texts["h3"] == layers
    assert page.count("svg") == page.count("figure") == len(layers) + 2


@pytest.mark.parametrize("name", FITS)
def test_scores_baseline_and_course_are_told(name):
    fit, page = FITS[name](), Page(written(name))
    cells = page.texts["td"]
    for score in fit.scores.scores:
        row = next(i for i, cell in enumerate(cells) if cell.startswith(score.name))
        assert cells[row + 1 : row + 3] == [score.text(score.value), score.text(score.baseline)]
    told = " ".join(page.texts["p"])
    assert fit.scores.naive in told
    assert f"{len(fit.history)} epochs in" in told
    assert f"weights are those of epoch {fit.history.best_epoch}" in told
    assert f"learned from {fit.train_rows} rows" in told
    assert fit.model.target.why in told
    assert be.__version__ in page.texts["footer"][0]


@pytest.mark.parametrize("name", FITS)
def test_columns_and_layers_are_listed(name):
    fit, cells = FITS[name](), Page(written(name)).texts["td"]
    for plan in fit.model.encoder.plans:
        assert cells[cells.index(plan.name) : cells.index(plan.name) + 3] == [
            plan.name,
            plan.kind,
            plan.became,
        ]
    for record in fit.trace:
        assert record.name in cells


@pytest.mark.parametrize("name", FITS)
def test_every_warning_is_an_item(name):
    assert Page(written(name)).texts["li"] == FITS[name]().warnings


def test_dead_neurons_are_counted_on_the_validation_rows():
    fit = fitted_sides()
    told = " ".join(Page(written("classification")).texts["p"])
    for record in list(fit.trace)[:-1]:
        dead = int((record.z <= 0).all(axis=0).sum())
        assert f"{record.z.shape[1]} neurons, {dead} of them dead" in told


def test_text_from_the_table_is_shown_and_never_obeyed():
    text, page = written("evil"), Page(written("evil"))
    assert "<script" not in text
    assert "<b>" not in text
    assert "<i>" not in text
    assert page.count("img") == 0
    assert page.unbalanced == []
    assert page.texts["title"] == [f"{EVIL} from <i>table.csv"]
    assert "dull</td>" in page.texts["td"]
    assert "<img src=x>" in page.texts["td"]


def test_an_interrupted_fit_says_so():
    class Interruption:
        def rows_done(self, *_):
            """Watch on."""

        def epoch_done(self, record):
            if record.epoch == 2:
                raise KeyboardInterrupt

    data = {"x": list(range(40)), "y": [True, False] * 20}
    fit = be.fit_table(data, "y", hidden=(), progress=Interruption())
    with tempfile.TemporaryDirectory() as folder:
        write_report(fit, Path(folder) / "r.html", "t")
        page = Page((Path(folder) / "r.html").read_text(encoding="utf-8"))
    assert "it ended by Ctrl-C" in " ".join(page.texts["p"])
    assert any(item.startswith("interrupted:") for item in page.texts["li"])


def test_a_report_that_cannot_be_written_leaves_nothing(tmp_path):
    with pytest.raises(DataError, match="cannot write"):
        write_report(evil_fit(), tmp_path / "nowhere" / "r.html", "t")
    (tmp_path / "r.html").mkdir()
    with pytest.raises(DataError, match="Is a directory"):
        write_report(evil_fit(), tmp_path / "r.html", "t")
    assert [path.name for path in tmp_path.iterdir()] == ["r.html"]
