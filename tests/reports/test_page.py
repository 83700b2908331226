"""The report is one page that holds everything, shows what was learned, and trusts no text."""

import functools
import re
import tempfile
from pathlib import Path

import pytest

import barreleye as be
from barreleye.errors import DataError, OptionError
from barreleye.reports import write_report
from support.pages import Page
from support.tables import fitted_prices, fitted_sides, sides

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
        *(["Worth knowing"] if FITS[name]().warnings else []),
        "Which columns matter",
        "What they do",
        "Predictions of rows not learned from",
        "Where it is most wrong",
        "What the columns became",
        "How it learned",
        "Inside the network",
    ]


@pytest.mark.parametrize("name", FITS)
def test_there_is_one_picture_per_layer_one_of_the_course_and_one_of_the_answers(name):
    fit, page = FITS[name](), Page(written(name))
    layers = [f"{record.name}: {record.activation!r}" for record in fit.trace]
    assert page.texts["h3"] == layers
    # columns; answers, and for classes how often they are right; losses of the folds; drawing and map of the
    # network
    classes = fit.scores.confusion is not None
    pictures = 1 + len(fit.explained.effects) + 1 + classes + 1 + 2
    assert page.count("svg") == page.count("figure") == len(layers) + pictures


@pytest.mark.parametrize("name", FITS)
def test_scores_baseline_and_course_are_told(name):
    fit, page = FITS[name](), Page(written(name))
    cells = page.texts["td"]
    for score in fit.scores.scores:
        row = next(i for i, cell in enumerate(cells) if cell.startswith(score.name))
        assert cells[row + 1 : row + 4] == [
            score.with_spread,
            score.text(score.linear),
            score.text(score.baseline),
        ]
        assert score.text(score.value).removesuffix(" %") == score.with_spread.split(" ± ")[0]
    told = " ".join(page.texts["p"])
    assert fit.scores.naive in told
    assert f"The model learned for {len(fit.history)} epochs" in told
    assert f"learned from {fit.rows} rows; effort: normal" in told
    assert "Each row was answered by one of 8 networks that had not learned from it" in told
    assert f"The model learned from all {fit.rows} rows what these 8 networks answer together" in told
    assert (f"linear models have a share of {fit.linear_share:.0%}" in told) == bool(fit.linear_share)
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
    fit = FITS[name]()
    told = Page(written(name)).texts["li"]
    found = [one for one in told if one.startswith("BE0")]
    assert told[: len(fit.warnings)] == fit.warnings
    assert told[len(told) - len(found) :] == found
    between = told[len(fit.warnings) : len(told) - len(found)]  # what is said of columns
    assert len(between) <= 5 + 5
    assert all("'" in one and one.endswith(".") for one in between)
    assert [one[:5] for one in found] == [one.id for one in fit.health.findings]
    for sentence, finding in zip(found, fit.health.findings, strict=True):
        assert finding.said in sentence
        assert finding.cure in sentence


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
    assert "Training was interrupted: the model is the best network so far" in " ".join(page.texts["p"])
    assert any(item.startswith("interrupted:") for item in page.texts["li"])


def test_a_report_that_cannot_be_written_leaves_nothing(tmp_path):
    with pytest.raises(DataError, match="cannot write"):
        write_report(evil_fit(), tmp_path / "nowhere" / "r.html", "t")
    (tmp_path / "r.html").mkdir()
    with pytest.raises(DataError, match="Is a directory"):
        write_report(evil_fit(), tmp_path / "r.html", "t")
    assert [path.name for path in tmp_path.iterdir()] == ["r.html"]


LONG = "w" * 300_000  # longer than all text of a page may be
WORDS = sides(rows=60)["side"]
X = sides(rows=60)["x"]
LONGISH = LONG[:30_000]  # ten of them are longer than all text of a page
MANY = {
    "a long target": ({"x": X, LONG: X}, LONG, {}),
    "a long target of classes": ({"x": X, LONG: WORDS}, LONG, {}),
    "long classes": ({"x": X, "y": [word + LONG for word in WORDS]}, "y", {}),
    "long columns": ({f"{LONG}{i}": X for i in range(5)} | {"y": WORDS}, "y", {}),
    "a long word that is always there": ({"x": X, "w": [LONG] * 60, "y": WORDS}, "y", {}),
    "a long word among numbers": ({"x": ["1", "2", "3"] * 19 + ["1", "2", LONG], "y": WORDS}, "y", {}),
    "many long rare classes": ({"x": X * 9, "y": [f"{i % 99}{LONGISH}" for i in range(540)]}, "y", {}),
    "many columns": ({f"{LONG[:200]}{i}&": X for i in range(2000)} | {"y": WORDS}, "y", {}),
    "many columns left out": ({f"c{i}": [1] * 60 for i in range(2000)} | {"x": X, "y": WORDS}, "y", {}),
    "many layers": ({"x": X, "y": WORDS}, "y", {"hidden": [2] * 30, "effort": "quick"}),
    "many epochs": ({"x": X, "y": WORDS}, "y", {"epochs": 3000, "patience": 3000, "effort": "quick"}),
    "many rows": ({"x": X * 2000, "y": X * 2000}, "y", {"batch_size": 12_000}),
}


@pytest.mark.parametrize(("data", "target", "options"), MANY.values(), ids=MANY.keys())
def test_a_page_stays_small_whatever_the_table_holds(tmp_path, data, target, options):
    fit = be.fit_table(data, target, **({"hidden": (), "epochs": 2, "progress": False} | options))
    write_report(fit, tmp_path / "r.html", LONG)
    page = Page((tmp_path / "r.html").read_text(encoding="utf-8"))
    assert page.unbalanced == []
    # 500 rows of 3 cells of 160 characters and 60 sentences of 500, a character in up to 5 bytes: 1.4 MB of text.
    # The rest is for 15 pictures at most, the largest of which have 3,000 points of some 120 bytes.
    text = sum(len(piece) for piece in page.texts["main"])
    assert text < 500 * 3 * 160 + 60 * 500
    assert (tmp_path / "r.html").stat().st_size < 2_000_000
    # the first of many, and a line that counts the rest; besides, tables of 4 scores, 10 rows, 13 layers
    assert page.count("svg") <= 13 + 6 + 9  # the last are effects of columns
    assert page.count("li") <= 50 + 1 + 12 + 1 + 5 + 5
    assert page.count("tr") <= 500 + 4 + 10 + 13 + 4  # a header each
    for name in ("title", "h1"):
        assert len(page.texts[name][0]) <= 80 + len(" from ") + 80


def test_what_is_not_shown_is_counted(tmp_path):
    wide = {f"c{i}": [i] * 60 for i in range(700)} | {"x": X, "y": WORDS}
    fit = be.fit_table(wide, "y", hidden=[2] * 20, epochs=1, effort="quick", progress=False)
    write_report(fit, tmp_path / "r.html")
    page = Page((tmp_path / "r.html").read_text(encoding="utf-8"))
    told = " ".join(page.texts["p"])
    assert "And 201 more columns" in told
    warned = [one for one in page.texts["li"] if not one.startswith("BE0")]
    more = f"and {len(fit.warnings) - 50} more of the kind"
    assert warned.index(more) == 50
    assert "8 layers before the last one are not shown" in told
    shown = [title.split(":")[0] for title in page.texts["h3"]]
    assert shown == [record.name for record in [*fit.trace][:12]] + ["output"]


def test_many_classes_are_added_up_and_that_is_said(tmp_path):
    data = {"x": X * 9, "y": [f"class {i % 60}" for i in range(540)]}
    write_report(be.fit_table(data, "y", hidden=(), epochs=1, progress=False), tmp_path / "r.html")
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert sum("add up the rarest classes" in one for one in Page(text).texts["figcaption"]) == 1
    assert text.count("<!-- 31 others -->") == 2  # which matplotlib notes beside the curves of letters
    captions = Page(written("classification")).texts["figcaption"]
    assert not any("add up the rarest" in one for one in captions)


def test_names_that_are_not_utf8_are_shown_with_replacements(tmp_path):
    odd = "a\udcff\x1b[2J\0"
    shown = "a{0}{0}[2J{0}".format("\N{REPLACEMENT CHARACTER}")
    for data, target in (
        ({odd: X, "y": [word + odd for word in WORDS]}, "y"),  # columns and classes
        ({"x": X, odd: X}, odd),  # a target of numbers
        ({"w" + odd: [word + odd for word in WORDS], odd: X}, odd),  # cells
    ):
        fit = be.fit_table(data, target, hidden=(), epochs=1, progress=False)
        write_report(fit, tmp_path / "r.html", tmp_path / odd.rstrip("\0"))
        page = Page((tmp_path / "r.html").read_text(encoding="utf-8"))
        assert page.unbalanced == []
        assert any(shown in cell for cell in page.texts["td"])


def test_letters_that_a_font_lacks_are_boxes_and_no_warnings(tmp_path, recwarn):
    fit = be.fit_table({"価格": X, "長さ 🐟": X}, "長さ 🐟", hidden=(), epochs=1, progress=False)
    write_report(fit, tmp_path / "r.html")
    assert [one for one in recwarn if not issubclass(one.category, DeprecationWarning)] == []
    assert "長さ 🐟 from a table" in (tmp_path / "r.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("other", [None, {"x": [1]}, "fit", fitted_sides().model])
def test_a_report_of_something_else_is_refused(tmp_path, other):
    with pytest.raises(
        OptionError,
        match=f"a report needs the TableFit that fit_table returns, got {type(other).__name__}",
    ):
        write_report(other, tmp_path / "r.html")
    assert list(tmp_path.iterdir()) == []
