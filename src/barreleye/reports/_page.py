"""The report of a table fit: one HTML file that needs no network, with every picture inside."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path
from string import Template

import numpy as np

from .. import figures
from .._files import write_whole
from .._text import counted
from .._version import __version__
from ..activations import Elementwise, interval
from ..errors import OptionError
from ..layers import LayerRecord
from ..tables import Score, Scores, TableFit
from ._answers_part import how_far_off, of_classes
from ._columns_part import most_wrong, what_they_do, which_matter
from ._elements import figure, items, name, section, sentence, table
from ._network_part import by_epoch, drawing, findings, plane

# What is shown at most, so that the page stays one that can be read; what is left out is counted.
_COLUMNS, _WARNINGS, _LAYERS = 500, 50, 12


def write_report(fit: TableFit, path: str | os.PathLike[str], source: object = "a table") -> None:
    """Write an HTML report about a fit: scores, losses, columns and layers. It loads nothing from a network.

    Long names are cut. Of many columns, warnings, classes or layers the first are shown and the others counted;
    ``fit`` has all of them. The file is written under a temporary name and renamed.

    Parameters
    ----------
    fit : TableFit
        The result of :func:`fit_table`.
    path : path
        The HTML file to write.
    source : str or path
        The name of the table, for the heading.

    Raises
    ------
    OptionError
        ``fit`` is not a TableFit.
    DataError
        The file cannot be written.
    """
    if not isinstance(fit, TableFit):  # pyright: ignore[reportUnnecessaryIsInstance]  callers may be untyped
        raise OptionError(
            f"a report needs the TableFit that fit_table returns, got {type(fit).__name__}"
        )
    target = fit.model.target
    page = Template((Path(__file__).parent / "page.html").read_text(encoding="utf-8"))
    text = page.substitute(
        title=f"{name(target.name)} from {name(source)}",
        heading=f"<em>{name(target.name)}</em> from {name(source)}",
        lead=sentence(
            f"A {target.task} ({target.why}), learned from {counted(fit.rows, 'row')}; effort: {fit.effort}."
        ),
        sections="\n".join(_sections(fit)),
        footer=f"Made by Barreleye {__version__} on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC.",
    )
    write_whole(path, text.encode())


def _sections(fit: TableFit) -> Iterable[str]:
    yield section("How good is it?", _score_table(fit))
    if fit.warnings:
        yield section("Worth knowing", items(fit.warnings, _WARNINGS))
    yield section("Which columns matter", which_matter(fit))
    yield section("What they do", what_they_do(fit))
    yield section("Predictions of rows not learned from", _answers(fit))
    yield section("Where it is most wrong", most_wrong(fit))
    yield section("What the columns became", _columns(fit))
    yield section("How it learned", _course(fit))
    yield section("Inside the network", _inside(fit))


def _score_table(fit: TableFit) -> str:
    first = fit.scores.scores[0]
    return (
        f'<p><span class="big {"good" if fit.scores.surely_better else "bad"}">{name(first.with_spread)}</span>'
        f" {name(first.name)}, where the baseline ({sentence(fit.scores.naive)}) has"
        f" {name(first.text(first.baseline))}</p>"
        + ("" if fit.scores.surely_better else f"<p><strong>{_CHANCE}</strong></p>")
        + _scores(fit.scores, fit.ensemble and fit.ensemble.scores)
        + f'<p class="soft">{sentence(f"{_capital(fit.checked)}. {_capital(fit.learned)}.")} What stands behind ±'
        " is the standard error, from the differences between the parts.</p>" + _tested(fit)
    )


_CHANCE = (
    "This is no better than the baseline, or not by more than chance: from these columns nothing was learned that"
    " would help with new rows."
)


def _tested(fit: TableFit) -> str:
    if fit.tested is None:
        return ""
    rows = counted(fit.tested.rows, "test row")
    return f"<p>The model itself, on {rows} that it has not learned from:</p>" + _scores(
        fit.tested, fit.ensemble and fit.ensemble.tested
    )


def _scores(scores: Scores, beside: Scores | None) -> str:
    linear = ["linear model"] if scores.scores[0].linear is not None else []
    ensemble = [] if beside is None else ["ensemble"]
    header = ("metric", "network", *ensemble, *linear, "baseline", "better is")
    others = repeat(None) if beside is None else beside.scores
    rows = map(_score_row, scores.scores, others)
    return table(header, rows, numbers=range(1, len(header) - 1))


def _score_row(score: Score, beside: Score | None) -> Sequence[str]:
    unit = f" ({score.unit})" if score.unit not in ("", "%") else ""
    better = "higher" if score.higher_is_better else "lower"
    linear = [] if score.linear is None else [score.text(score.linear)]
    ensemble = [] if beside is None else [beside.with_spread]
    return (score.name + unit, score.with_spread, *ensemble, *linear, score.text(score.baseline), better)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _answers(fit: TableFit) -> str:
    if fit.scores.confusion is not None:
        return of_classes(fit) + plane(fit)
    picture = figures.predicted_against_true(fit.predicted, fit.y_true, fit.model.target.name)
    answers = figure(picture, "Every point is one row; on the dotted line the prediction is exact.")
    return _curve(fit) + answers + how_far_off(fit) + plane(fit)


def _curve(fit: TableFit) -> str:
    """Draw the network over its only input, if there is only one."""
    used = [plan for plan in fit.model.encoder.plans if not plan.dropped]
    if len(used) != 1 or not used[0].is_number or used[0].flag:
        return ""
    plan, numbers = used[0], used[0].numbers(fit.trace.inputs)
    if plan.whole:
        numbers = np.rint(numbers)
    grid = plan.places(float(numbers.min()), float(numbers.max()), 500)
    answers = fit.model.target.decode(fit.model.network(plan.number_inputs(grid)))
    picture = figures.fitted_curve(
        numbers, fit.traced, grid, answers, (plan.name, fit.model.target.name)
    )
    return figure(picture, "The model has one column, so this curve is the whole model.")


def _course(fit: TableFit) -> str:
    folds = {f"fold {k + 1}": one for k, one in enumerate(fit.folds)}
    epochs = counted(len(fit.history), "epoch")
    return (
        f"<p>The model learned for {epochs}; all trainings together took {fit.seconds:.2f} s.</p>"
        + figure(
            figures.loss_curve(folds if len(folds) > 1 else fit.folds[0]),
            "The networks of the folds: the loss of the rows that each learned from, and of those that were held"
            " out, by the same formula. The latter is that of weights averaged over the last epochs.",
        )
        + by_epoch(fit)
    )


def _columns(fit: TableFit) -> str:
    plans = fit.model.encoder.plans
    rows = [(plan.name, plan.kind, plan.became) for plan in plans[:_COLUMNS]]
    total = counted(len(fit.model.encoder.inputs), "input")
    more = counted(len(plans) - _COLUMNS, "more column")
    rest = (
        f"<p>And {more}: see <code>fit.model.encoder.plans</code>.</p>" if len(plans) > _COLUMNS else ""
    )
    return f"<p>{total} in all.</p>" + table(("column", "kind", "became"), rows) + rest


def _inside(fit: TableFit) -> str:
    summary = fit.model.network.summary()
    first, last = summary.rows[:_LAYERS], summary.rows[_LAYERS:][-1:]
    parts = [
        findings(fit),
        drawing(fit),
        table(
            ("layer", "shape", "parameters", "activation", "initializer"),
            [*first, *last],
            numbers=(2,),
        ),
    ]
    left_out = len(summary.rows) - len(first) - len(last)
    if left_out:
        parts.append(f"<p>{counted(left_out, 'layer')} before the last one are not shown.</p>")
    told = {record.name: record for record in fit.trace}
    parts += [_layer(told[row[0]]) for row in (*first, *last) if row[0] in told]
    return "".join(parts)


def _layer(record: LayerRecord) -> str:
    title = f"<h3>{name(record.name)}: {name(repr(record.activation))}</h3>"
    return f"{title}<p>{sentence(_neurons(record))}</p>{figure(figures.layer_activation(record))}"


def _neurons(record: LayerRecord) -> str:
    """Say in a sentence what the neurons of a layer did on the validation rows."""
    low, high = interval(record.activation.range).split(" to ")
    between = f"Values run from {low} to {high}; here from {record.a.min():.3g} to {record.a.max():.3g}."
    slopes = record.slopes
    if slopes is None or not isinstance(record.activation, Elementwise):
        return between
    if record.activation.name == "linear":
        return between
    dead = int((slopes == 0).all(axis=0).sum())
    active = float((np.abs(slopes) > 0.0).mean())
    return (
        f"{between} {counted(record.z.shape[1], 'neuron')}, {dead} of them dead (slope 0 on every one of"
        f" these rows); the slope differs from 0 in {active:.0%} of all cases."
    )
