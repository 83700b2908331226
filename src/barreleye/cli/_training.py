"""The options of ``barreleye fit`` that say how networks are trained."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

_PANEL = "How networks are trained"


class Effort(StrEnum):
    """How much is done for a good answer."""

    quick = "quick"
    normal = "normal"
    best = "best"


class Numbers(StrEnum):
    """How numbers become inputs."""

    scaled = "scaled"
    bins = "bins"


class ScheduleName(StrEnum):
    """How the learning rate changes."""

    cosine = "cosine"
    constant = "constant"
    exponential = "exponential"
    one_cycle = "one_cycle"


Hidden = Annotated[
    str, typer.Option(help="Numbers of neurons of the hidden layers.", rich_help_panel=_PANEL)
]
ActivationName = Annotated[
    str, typer.Option(help="The activation of the hidden layers.", rich_help_panel=_PANEL)
]
Epochs = Annotated[
    int | None,
    typer.Option(
        min=1,
        help="The largest number of epochs; by default 10 to 100.",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
Patience = Annotated[
    int,
    typer.Option(
        min=1,
        help="A fold stops after so many epochs without a lower loss.",
        rich_help_panel=_PANEL,
    ),
]
BatchSize = Annotated[
    int | None,
    typer.Option(
        min=1,
        help="Rows per step; by default 16 to 256.",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
OptimizerName = Annotated[str, typer.Option(help="The optimizer, by name.", rich_help_panel=_PANEL)]
LearningRate = Annotated[
    float | None,
    typer.Option(
        help="Where the learning rate begins; by default 0.003.",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
Schedule = Annotated[
    ScheduleName, typer.Option(help="How the learning rate changes.", rich_help_panel=_PANEL)
]
WeightDecay = Annotated[
    float,
    typer.Option(min=0.0, help="The weight decay of AdamW; biases are spared.", rich_help_panel=_PANEL),
]
L2 = Annotated[
    float,
    typer.Option(
        "--l2", min=0.0, help="A penalty on weights; biases are spared.", rich_help_panel=_PANEL
    ),
]
Dropout = Annotated[
    float,
    typer.Option(min=0.0, help="The rate of dropout after hidden layers.", rich_help_panel=_PANEL),
]
LossName = Annotated[
    str | None,
    typer.Option(
        help="What a regression makes small: squared_error, absolute_error, huber, quantile=0.9.",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
ClassWeight = Annotated[
    str | None,
    typer.Option(
        help="balanced: all classes count the same in training.",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
SampleWeight = Annotated[
    str | None,
    typer.Option(
        help="A column that says how much rows count in training.",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
