"""The report of a table fit: one HTML file that needs no network, with every picture inside."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from string import Template

import numpy as np

from .. import figures
from .._arrays import Array
from .._files import write_whole
from .._text import counted
from .._version import __version__
from ..activations import Elementwise, interval
from ..layers import LayerRecord
from ..tables import Score, TableFit


def write_report(fit: TableFit, path: str | os.PathLike[str], source: str = "a table") -> None:
    """Write the page beside ``path`` and rename it.

    Parameters
    ----------
    fit : TableFit
    path : path
        The HTML file.
    source : str
        What the table is called, for the heading.
    """
    target = fit.model.target
    page = Template((Path(__file__).parent / "page.html").read_text(encoding="utf-8"))
    text = page.substitute(
        title=escape(f"{target.name} from {source}"),
        heading=f"<em>{escape(target.name)}</em> from {escape(source)}",
        lead=escape(
            f"A {target.task} ({target.why}), learned from {counted(fit.train_rows, 'row')} and checked on"
            f" {fit.scores.rows:,} others."
        ),
        sections="\n".join(_sections(fit)),
        footer=escape(f"Made by Barreleye {__version__} on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC."),
    )
    write_whole(path, text.encode())


def _sections(fit: TableFit) -> Iterable[str]:
    yield _section("How good is it?", _score_table(fit))
    if fit.warnings:
        items = "".join(f"<li>{escape(warning)}</li>" for warning in fit.warnings)
        yield _section("Worth knowing", f"<ul>{items}</ul>")
    yield _section("Answers on the validation rows", _answers(fit))
    yield _section("How it learned", _course(fit))
    yield _section("What the columns became", _columns(fit))
    yield _section("Inside the network", _inside(fit))


def _section(title: str, body: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{body}</section>"


def _score_table(fit: TableFit) -> str:
    first = fit.scores.scores[0]
    rows = [_score_row(score) for score in fit.scores.scores]
    return (
        f'<p><span class="big {"good" if first.better else "bad"}">{escape(first.text(first.value))}</span>'
        f" {escape(first.name)}, where the naive answer ({escape(fit.scores.naive)}) gets"
        f" {escape(first.text(first.baseline))}</p>"
        + _table(("measure", "network", "naive answer", "better is"), rows, numbers=(1, 2))
        + '<p class="soft">The validation rows also decided when to stop, so new rows will do slightly worse.</p>'
    )


def _score_row(score: Score) -> Sequence[str]:
    unit = f" ({score.unit})" if score.unit not in ("", "%") else ""
    better = "higher" if score.higher_is_better else "lower"
    return (score.name + unit, score.text(score.value), score.text(score.baseline), better)


def _answers(fit: TableFit) -> str:
    if fit.scores.confusion is not None:
        picture = figures.confusion_matrix(fit.scores.confusion, fit.model.target.classes)
        return _figure(picture, "Rows are the true classes, columns the answers; the diagonal is right.")
    picture = figures.predicted_against_true(fit.predicted, fit.truth, fit.model.target.name)
    answers = _figure(picture, "Every point is one row; on the dotted line the answer is exact.")
    return _curve(fit) + answers


def _curve(fit: TableFit) -> str:
    """Draw the network over its only input, if there is only one."""
    used = [plan for plan in fit.model.encoder.plans if not plan.dropped]
    if len(fit.model.encoder.inputs) != 1 or not used:
        return ""
    plan, inputs = used[0], fit.trace.inputs[:, 0].astype(np.float64)
    grid: Array = np.linspace(float(inputs.min()), float(inputs.max()), 500)
    answers = fit.model.target.decode(fit.model.network(grid[:, None]))
    picture = figures.fitted_curve(
        inputs * plan.scale + plan.center,
        fit.truth,
        grid * plan.scale + plan.center,
        answers,
        (plan.name, fit.model.target.name),
    )
    return _figure(picture, "The whole model: it has one input, so this is all it does.")


def _course(fit: TableFit) -> str:
    history = fit.history
    kept = "" if history.best_epoch is None else f" The weights are those of epoch {history.best_epoch}."
    return (
        f"<p>{counted(len(history), 'epoch')} in {history.seconds:.2f} s; it ended by"
        f" {escape(_ENDS.get(history.stopped, history.stopped))}.{kept}</p>"
        + _figure(figures.loss_curve(history), "Both curves use the same formula.")
    )


_ENDS = {
    "epochs": "running all epochs",
    "early stopping": "early stopping: the validation loss had not improved for a while",
    "interrupted": "Ctrl-C",
}


def _columns(fit: TableFit) -> str:
    rows = [(plan.name, plan.kind, plan.became) for plan in fit.model.encoder.plans]
    total = counted(len(fit.model.encoder.inputs), "input")
    return f"<p>{total} in all.</p>" + _table(("column", "kind", "became"), rows)


def _inside(fit: TableFit) -> str:
    summary = fit.model.network.summary()
    parts = [
        _table(
            ("layer", "shape", "parameters", "activation", "initializer"),
            summary.rows,
            numbers=(2,),
        )
    ]
    for record in fit.trace:
        picture = figures.layer_activation(record)
        title = f"<h3>{escape(record.name)}: {escape(repr(record.activation))}</h3>"
        parts.append(f"{title}<p>{escape(_neurons(record))}</p>{_figure(picture)}")
    return "".join(parts)


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


def _figure(picture: object, caption: str = "") -> str:
    svg = figures.as_svg(picture)  # pyright: ignore[reportArgumentType]  a matplotlib Figure
    below = f'<figcaption class="soft">{escape(caption)}</figcaption>' if caption else ""
    return f'<figure class="scroll">{svg}{below}</figure>'


def _table(header: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()) -> str:
    def cells(tag: str, row: Sequence[str]) -> str:
        return "".join(
            f"<{tag}{' class=n' if j in numbers else ''}>{escape(cell)}</{tag}>"
            for j, cell in enumerate(row)
        )

    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return f'<div class="scroll"><table><tr>{cells("th", header)}</tr>{body}</table></div>'
