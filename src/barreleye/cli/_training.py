"""The options of ``barreleye fit`` that say how networks are trained."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from ._completions import activation_names, among, loss_names, optimizer_names
from ._named_loss import named_loss
from ._options import ROWS, TRAINING, option
from ._paths import widths


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


def _shown(what: str, metavar: str, **more: Any) -> Any:  # noqa: ANN401  as typer has it
    return option(what, metavar, group=TRAINING, show_default=True, **more)


Hidden = Annotated[str, _shown("Numbers of neurons of the hidden layers.", "N,N...")]
Epochs = Annotated[
    int | None,
    option("The largest number of epochs; by default the rows decide.", "N", group=TRAINING, min=1),
]


@dataclass(frozen=True)
class Training:
    """How networks are trained."""

    hidden: Hidden = "64,64"
    activation: Annotated[
        str, _shown("The activation of the hidden layers.", "NAME", autocompletion=activation_names)
    ] = "relu"
    epochs: Epochs = None
    patience: Annotated[
        int, _shown("A fold stops after so many epochs without a lower loss.", "N", min=1)
    ] = 15
    batch_size: Annotated[
        int | None, option("Rows per step; by default 16 to 256.", "N", group=TRAINING, min=1)
    ] = None
    optimizer: Annotated[
        str, _shown("The optimizer, by name.", "NAME", autocompletion=optimizer_names)
    ] = "adamw"
    learning_rate: Annotated[
        float | None,
        option("Where the learning rate begins; by default 0.003.", "RATE", group=TRAINING),
    ] = None
    schedule: Annotated[
        ScheduleName,
        _shown("How the learning rate changes: cosine, constant, exponential or one_cycle.", "NAME"),
    ] = ScheduleName.cosine
    weight_decay: Annotated[
        float, _shown("The weight decay of AdamW; biases are spared.", "RATE", min=0.0)
    ] = 0.2
    l2: Annotated[float, _shown("A penalty on weights; biases are spared.", "RATE", min=0.0)] = 0.0
    dropout: Annotated[float, _shown("The rate of dropout after hidden layers.", "RATE", min=0.0)] = 0.0
    loss: Annotated[
        str | None,
        option(
            "What a regression makes small: squared_error, absolute_error, huber, quantile=0.9.",
            "NAME",
            group=TRAINING,
            autocompletion=loss_names,
        ),
    ] = None
    class_weight: Annotated[
        str | None,
        option(
            "balanced: all classes count the same in training.",
            "HOW",
            group=TRAINING,
            autocompletion=among(lambda: ("balanced",)),
        ),
    ] = None
    numbers: Annotated[
        Numbers, _shown("How numbers become inputs: bins, which learn curves better, or scaled.", "HOW")
    ] = Numbers.bins
    sample_weight: Annotated[
        str | None,
        option("A column that says how much rows count in training.", "COLUMN", group=ROWS),
    ] = None

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of :func:`barreleye.fit_table`."""
        loss = None if self.loss is None else named_loss(self.loss)
        names = {"schedule": self.schedule.value, "numbers": self.numbers.value}
        return {**vars(self), **names, "hidden": widths(self.hidden), "loss": loss}
