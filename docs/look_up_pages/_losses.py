"""A page for each loss."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from activation_pages._myst import listing, plain
from matplotlib.figure import Figure

import barreleye as be
from look_up_pages._page import Page, example, marked, page

_EXAMPLES = {
    "classes": "answers = [[2.0, 0.5, -1.0], [0.1, 0.2, 0.3]]  # logits, a row for each input\ntruth = [0, 2]",
    "yes or no": "answers = [[2.0], [-0.5]]  # logits\ntruth = [[1.0], [0.0]]",
    "counts": "answers = [[0.5], [2.0]]  # logits\ntruth = [[1.0], [9.0]]",
    "numbers": "answers = [[0.5], [2.0]]\ntruth = [[1.0], [1.5]]",
}


def pages(folder: Path) -> Iterator[Page]:
    """Write the picture of each loss beside its page."""
    for name in be.losses.names():
        loss = be.losses.get(name)
        (folder / f"{name}.png").write_bytes(be.figures.as_png(_picture(loss)))
        constants = ", ".join(f"{key} = {value:g}" for key, value in loss.parameters.items())
        yield page(
            name,
            name,
            marked(loss.summary),
            marked(loss.summary),
            f"```{{math}}\n{loss.latex}\n```",
            f"![{name}: value and slope]({name}.png)",
            listing(
                [
                    ("Targets", loss.target + (", 0 or more" if loss.least_target == 0.0 else "")),
                    ("It takes", "the logits of the output layer" if loss.on_logits else "the outputs"),
                    ("Output activations", plain(", ".join(loss.outputs)) or "any"),
                    ("Constants", constants or "none"),
                ]
            ),
            example(
                f"import barreleye as be\n\nloss = be.losses.get({name!r})\n{_EXAMPLES[_kind(loss)]}\n"
                "print(loss(answers, truth))\nprint(loss.gradient(answers, truth))",
                folder,
                name,
            ),
            f"In training: `net.fit(X, y, loss={name!r})`.",
        )


def _kind(loss: be.Loss) -> str:
    return "counts" if loss.least_target == 0.0 else loss.target


def _picture(loss: be.Loss) -> Figure:
    """Draw the loss of one row and its slope, over the answer."""
    z = np.linspace(-4.0, 4.0, 401)[:, None]
    answers, truth, across = z, np.zeros_like(z), "answer, where the truth is 0"
    if loss.target == "yes or no":
        truth, across = np.ones_like(z), "logit, where the truth is yes"
    if _kind(loss) == "counts":
        truth, across = np.ones_like(z), "logit, where the truth is 1"
    if loss.target == "classes":
        answers, truth = np.hstack([z + 9.0, np.zeros_like(z) + 9.0]), np.zeros(len(z), dtype=int)
        across = "logit of the right class, that of the other one is 0"
    values = np.array([loss(a[None], t[None]) for a, t in zip(answers, truth, strict=True)])
    slopes = np.array(
        [loss.gradient(a[None], t[None])[0, 0] for a, t in zip(answers, truth, strict=True)]
    )
    figure = Figure(figsize=(5.0, 3.2), layout="constrained")
    axes = figure.add_subplot()
    axes.plot(z[:, 0], values, label="loss")
    axes.plot(z[:, 0], slopes, "--", label="slope")
    axes.set_xlabel(across)
    axes.legend(frameon=False)
    return figure
