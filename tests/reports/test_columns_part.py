"""The columns, the rows and the classes in a report, beside what the fit says of them."""

import functools
import re
import tempfile
from pathlib import Path

import numpy as np
import pytest

import barreleye as be
from barreleye._text import short
from barreleye.reports import write_report
from barreleye.tables.effects import effect_said, importance_said, interaction_said
from support.pages import Page
from support.tables import fitted_prices, fitted_sides, save_csv, sides

CHANCE = "no better than the baseline, or not by more than chance"


def report_of(fit):
    """Return the report of a fit."""
    with tempfile.TemporaryDirectory() as folder:
        write_report(fit, Path(folder) / "r.html")
        return (Path(folder) / "r.html").read_text(encoding="utf-8")


@functools.cache
def three_classes():
    """Return a fit of three classes, with a product that decides between two of them."""
    rng = np.random.default_rng(0)
    a, b = rng.uniform(-1.0, 1.0, (2, 300))
    y = np.where(a * b > 0.0, "same", "other")
    y[::10] = "third"
    data = {"a": a, "b": b, "dull": rng.random(300), "y": y}
    return be.fit_table(data, "y", hidden=(16,), epochs=25, progress=False)


@functools.cache
def only_noise():
    """Return a fit of a table that says nothing about its target."""
    rng = np.random.default_rng(3)
    data = {name: rng.random(150) for name in "abcy"}
    return be.fit_table(data, "y", hidden=(8,), epochs=8, progress=False)


@functools.cache
def page_of(name):
    return report_of(FITS[name]())


FITS = {
    "regression": fitted_prices,
    "two classes": fitted_sides,
    "three classes": three_classes,
    "noise": only_noise,
}


def section(name, title):
    """Return one section of a report."""
    found = re.search(f"<h2>{title}</h2>(.*?)</section>", page_of(name), re.DOTALL)
    return Page(found[1])


@pytest.mark.parametrize("name", FITS)
def test_the_score_comes_first_then_the_columns_and_the_layers_last(name):
    found = Page(page_of(name)).texts["h2"]
    assert found[0] == "How good is it?"
    assert ("Worth knowing" in found) == bool(FITS[name]().warnings)
    first = 2 if "Worth knowing" in found else 1
    assert found[1:first] == ["Worth knowing"][: first - 1]
    assert found[first : first + 2] == ["Which columns matter", "What they do"]
    assert found[first + 3] == "Where it is most wrong"
    assert found[-1] == "Inside the network"


@pytest.mark.parametrize("name", FITS)
def test_each_column_that_matters_is_told_and_the_others_are_counted(name):
    fit, part = FITS[name](), section(name, "Which columns matter")
    goal, every = fit.model.target, fit.explained.importance
    said = [importance_said(one, fit.explained.loss, goal) for one in every if one.matters]
    assert part.texts.get("li", []) == [f"{one[0].upper()}{one[1:]}." for one in said][:5]
    useless = f"{len(every) - len(said)} of {len(every)} columns make no difference"
    assert (useless in " ".join(part.texts.get("p", []))) == (len(said) < len(every))
    assert part.count("svg") == 1


@pytest.mark.parametrize("name", FITS)
def test_each_column_that_does_something_has_a_picture_and_a_sentence(name):
    fit, part = FITS[name](), section(name, "What they do")
    told = " ".join(part.texts["p"] + part.texts.get("figcaption", []))
    for one in fit.explained.effects:
        said = effect_said(one, fit.model.target)
        assert said[1:] in told
    assert part.count("svg") == len(fit.explained.effects)
    pairs = [interaction_said(one) for one in fit.explained.interactions]
    pairs = [f"{one[0].upper()}{one[1:]}." for one in pairs if one]
    assert part.texts.get("li", []) == pairs[:5]
    if not fit.explained.effects:
        assert told == "No column makes a difference that can be told from chance."


def test_a_product_is_found_to_interact():
    found = three_classes().explained.interactions[0]
    assert {found.first, found.second} == {"a", "b"}
    assert interaction_said(found)[1:] in section("three classes", "What they do").texts["li"][0]


def test_the_most_wrong_rows_are_there_with_the_line_of_the_file(tmp_path):
    rng = np.random.default_rng(0)
    x = rng.random(80).round(4)
    y = (3.0 * x).round(4)
    y[[20, 41]] = -60.0, 90.0
    path = save_csv(tmp_path / "t.csv", {"x": x.tolist(), "y": y.tolist()})
    fit = be.fit_table(path, "y", hidden=(), epochs=5, progress=False)
    errors = np.abs(fit.predicted - fit.y_true)
    worst = fit.explained.worst
    assert [one.place for one in worst[:2]] == ["line 43", "line 22"]  # the header is line 1
    assert [one.truth for one in worst[:2]] == pytest.approx([90.0, -60.0])
    assert [one.loss for one in worst] == pytest.approx(np.sort(errors)[::-1][:10].tolist(), rel=1e-12)
    text = report_of(fit)
    cells = Page(re.search("<h2>Where it is most wrong</h2>(.*?)</section>", text, re.DOTALL)[1])
    rows = np.array(cells.texts["td"]).reshape(-1, 4).tolist()
    want = [[one.place, short(one.truth), short(one.predicted), short(one.loss)] for one in worst]
    assert rows == want
    assert len(rows) == 10
    assert cells.texts["th"] == ["where", "truth", "predicted", "error"]


def test_of_classes_the_most_wrong_rows_have_the_largest_cross_entropy():
    fit = fitted_sides()
    own = [fit.model.target.classes.index(label) for label in fit.y_true]
    losses = -np.log(fit.probabilities[np.arange(len(own)), own])
    order = np.argsort(-losses, kind="stable")[:10]
    rows = np.array(section("two classes", "Where it is most wrong").texts["td"]).reshape(-1, 4)
    assert rows[:, 1].tolist() == [str(fit.y_true[i]) for i in order]
    assert rows[:, 2].tolist() == [str(fit.predicted[i]) for i in order]
    assert rows[:, 3].tolist() == [short(float(losses[i])) for i in order]
    at = {f"row {i + 1}": i for i in range(120)}
    for place, truth in rows[:, :2]:  # each row is the one of the table that it says
        assert sides()["side"][at[place]] == truth


def test_noise_is_said_to_be_noise_beside_the_score():
    assert CHANCE in " ".join(section("noise", r"How good is it\?").texts["strong"])
    for name in ("regression", "two classes"):
        assert CHANCE not in page_of(name)
        assert 'class="big good"' in page_of(name)
    assert 'class="big bad"' in page_of("noise")


@pytest.mark.parametrize("name", ["two classes", "three classes"])
def test_recall_and_precision_of_each_class_are_those_counted_by_hand(name):
    fit = FITS[name]()
    cells = section(name, "Predictions of rows not learned from").texts["td"]
    rows = np.array(cells).reshape(-1, 4).tolist()
    counts = {label: int((fit.y_true == label).sum()) for label in fit.model.target.classes}
    assert [row[0] for row in rows] == sorted(counts, key=lambda label: -counts[label])
    for label, many, recall, precision in rows:
        own, said = fit.y_true == label, fit.predicted == label
        both = int((own & said).sum())
        assert many == str(own.sum())
        assert recall == f"{both / own.sum():.1%}"
        assert precision == (f"{both / said.sum():.1%}" if said.any() else "none")


@pytest.mark.parametrize("name", ["two classes", "three classes"])
def test_how_sure_answers_were_stands_beside_how_often_they_were_right(name):
    fit = FITS[name]()
    captions = section(name, "Predictions of rows not learned from").texts["figcaption"]
    right, sure = np.mean(fit.y_true == fit.predicted), fit.probabilities.max(axis=1).mean()
    told = f"Answers are right in {right:.1%} of the rows, and were {sure:.1%} sure in the mean"
    (found,) = [one for one in captions if one.startswith(told)]
    assert ("surer than they should be" in found) == (sure - right > 0.01)
    assert ("less sure than they could be" in found) == (right - sure > 0.01)


def test_within_which_distance_the_truth_lies_is_told_for_levels_that_are_known():
    fit = fitted_prices()
    cells = section("regression", "Predictions of rows not learned from").texts["td"]
    errors = np.sort(np.abs(fit.predicted - fit.y_true))
    assert cells[:2] == ["all", "240"]
    for cell, level in zip(cells[2:], (0.5, 0.8, 0.9, 0.95), strict=True):
        rank = int(np.ceil(level * 241))
        width = float(cell.removeprefix("±").replace(",", ""))
        # 200 of the 240 errors are kept: the rank may be read between two of these; four digits are shown
        assert 0.999 * errors[rank - 3] <= width <= 1.001 * errors[rank + 1]


def test_a_table_of_many_columns_has_nine_effects_at_most_and_a_small_page():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 64))
    data = {f"c{k:02d}": X[:, k] for k in range(64)} | {"y": X[:, :14].sum(axis=1)}
    fit = be.fit_table(data, "y", hidden=(8,), epochs=5, progress=False, numbers="scaled")
    assert len(fit.explained.effects) == 12
    text = report_of(fit)
    part = Page(re.search("<h2>What they do</h2>(.*?)</section>", text, re.DOTALL)[1])
    assert part.count("svg") == 9
    assert len(text.encode()) < 1_500_000
    matter = Page(re.search("<h2>Which columns matter</h2>(.*?)</section>", text, re.DOTALL)[1])
    assert len(matter.texts["li"]) == 5 + 1  # and a line that counts the rest
