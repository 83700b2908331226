"""A page for every activation in the catalogue, written from its declaration when Sphinx starts.

conf.py calls :func:`write`. Every example on a page is run when the page is written; one that fails
stops the build.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path

import barreleye as be
from activation_pages import _pictures
from activation_pages._accuracy import accuracy, accuracy_overview
from activation_pages._myst import bullets, listing, number, plain, run, table
from activation_pages._peers import peers
from activation_pages._sections import elsewhere, example, facts, interval, naive_form, written
from activation_pages._source import family, how_it_is_computed
from activation_pages._speed import speed
from barreleye.activations import Activation, Rowwise

FOLDER = Path(__file__).parents[1] / "generated" / "activations"

__all__ = ["FOLDER", "number", "overview", "page", "write"]


def write(folder: Path = FOLDER) -> None:
    """Write all pages with their pictures, and the parts that other pages include."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    catalogue = [be.activations.get(name) for name in be.activations.names()]
    for activation in catalogue:
        (folder / f"{activation.name}.md").write_text(page(activation), encoding="utf-8")
        for kind in ("curve", "thumbnail", "errors"):
            picture = getattr(_pictures, kind)(activation)
            (folder / f"{activation.name}-{kind}.png").write_bytes(be.figures.as_png(picture))
    (folder / "overview.inc").write_text(overview(catalogue), encoding="utf-8")
    (folder / "accuracy.inc").write_text(accuracy_overview(catalogue), encoding="utf-8")
    (folder / "peers.inc").write_text(peers(), encoding="utf-8")
    (folder / "speed.inc").write_text(speed(), encoding="utf-8")


def page(activation: Activation) -> str:
    """Return the page of one activation, in MyST."""
    name = activation.name
    operator = name.replace("_", r"\_")
    index = "_i" if isinstance(activation, Rowwise) else ""
    curve = f"![{name}: value and slope over z]({name}-curve.png)"
    if isinstance(activation, Rowwise):
        curve += "\n\nThe first of two outputs, and its derivative with respect to its own z. The other z is 0."
    sections = [
        f"# {name}",
        plain(activation.summary),
        f"```{{math}}\n\\mathrm{{{operator}}}(z){index} = {activation.latex}\n```",
        curve,
        "## Facts",
        listing(facts(activation)),
        "## When to use it, and what goes wrong",
        bullets(activation.key_points),
        "## Try it",
        run(example(activation)),
        "## How it is computed",
        how_it_is_computed(activation),
        "## In C and in JavaScript",
        written(activation),
        "## The naive form",
        naive_form(activation),
        "## Accuracy",
        accuracy(activation),
        "## In other libraries",
        elsewhere(activation),
    ]
    return "\n\n".join(sections) + "\n"


def overview(catalogue: Sequence[Activation]) -> str:
    """Return the catalogue by family, for docs/activations.md: a small picture, range and summary of each."""
    families: dict[str, list[Activation]] = {}
    for activation in catalogue:
        families.setdefault(family(activation), []).append(activation)
    at = "generated/activations"
    parts: list[str] = []
    for title, members in families.items():
        rows = [
            (
                f"[![{m.name}]({at}/{m.name}-thumbnail.png)]({at}/{m.name}.md)",
                f"[{plain(m.name)}]({at}/{m.name}.md): {plain(m.summary)}",
                interval(m.range),
            )
            for m in members
        ]
        parts += [f"## {plain(title)}", table(("", "What it is", "Range"), rows, widths=(18, 58, 24))]
    pages = "\n".join(f"{at}/{activation.name}" for activation in catalogue)
    return "\n\n".join([*parts, f"```{{toctree}}\n:hidden:\n\n{pages}\n```"]) + "\n"
