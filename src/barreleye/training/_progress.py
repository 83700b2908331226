"""Observers of a training run, and the progress bar, which is one."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from .._output_streams import OutputStream, as_stream, is_terminal, standard_error
from .._text import shown
from ..errors import OptionError
from ._history import EpochRecord

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import ProgressColumn


class Observer(Protocol):
    """An object that is informed about the progress of a training run."""

    def rows_done(self, epoch: int, rows: int, loss: float) -> None:
        """Take the number of rows of this epoch that are done, and their mean loss; called several times."""
        ...

    def epoch_done(self, record: EpochRecord) -> None:
        """Take the record of an epoch; called after every epoch."""
        ...


class ProgressBar:
    """A live line: epoch, loss, validation loss, rows per second, time left.

    Drawn by rich on standard error, and only where somebody is looking: in a terminal or a notebook. A terminal
    that goes away takes the bar with it, and not the training.

    Parameters
    ----------
    epochs : int
        Epochs planned.
    rows : int
        Rows of one epoch.
    console : rich.console.Console, optional
        Where to draw.
    """

    def __init__(self, epochs: int, rows: int, console: Console | None = None) -> None:
        from rich.console import Console  # noqa: PLC0415  0.1 s to import, needed only to draw
        from rich.progress import Progress  # noqa: PLC0415  as above

        console = console or Console(stderr=True, file=as_stream(OutputStream(standard_error())))
        self._rows = rows
        self._validation = ""
        self._started: float | None = None
        self._progress = Progress(
            *_parts(console.width, epochs),
            console=console,
            transient=True,
            refresh_per_second=8,
        )
        self._task = self._progress.add_task(
            "",
            total=epochs * rows,
            epoch=0,
            epochs=epochs,
            loss=float("nan"),
            validation="",
            speed="",
        )

    def rows_done(self, epoch: int, rows: int, loss: float) -> None:
        """Move the bar."""
        self._progress.update(
            self._task,
            completed=epoch * self._rows + rows,
            epoch=epoch + 1,
            loss=loss,
            validation=self._validation,
            speed=self._speed(),
        )

    def epoch_done(self, record: EpochRecord) -> None:
        """Show the validation loss of the epoch."""
        if record.val_loss is not None:
            self._validation = f"validation {record.val_loss:.4g}"
        self.rows_done(record.epoch, record.rows, record.loss)

    def _speed(self) -> str:
        task = self._progress.tasks[self._task]
        elapsed = task.elapsed or 0.0
        return f"{_short(task.completed / elapsed)} rows/s" if elapsed > 0.2 else ""

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()


# What each part takes at most, with a blank before it; and how short and how long a bar may be.
_LOSS, _VALIDATION, _SPEED, _TIME, _SHORTEST, _LONGEST = 15, 21, 13, 6, 4, 24


def _parts(width: int, epochs: int) -> list[ProgressColumn]:
    """Return what there is room for: whole parts, the most telling first, and never half a number."""
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415  as above

    parts: list[ProgressColumn] = [TextColumn("epoch {task.fields[epoch]:>4}/{task.fields[epochs]}")]
    if (rest := width - len(f"epoch {epochs:>4}/{epochs}") - _LOSS) >= 0:
        parts.append(TextColumn("loss {task.fields[loss]:.4g}"))
    if (rest := rest - _VALIDATION) >= 0:
        parts.append(TextColumn("{task.fields[validation]}"))
    if (rest := rest - _SPEED - _TIME) >= 0:
        parts += [TextColumn("{task.fields[speed]}"), TimeRemainingColumn(compact=True)]
    if rest > _SHORTEST:
        parts.insert(1, BarColumn(bar_width=min(_LONGEST, rest - 1)))
    return parts


def somebody_is_looking() -> bool:
    """Say whether a bar would be seen: standard error is a terminal, or this is a notebook."""
    return is_terminal(standard_error()) or "ipykernel" in sys.modules


def refuse_who_cannot_watch(progress: bool | Observer) -> None:
    """Refuse what is neither yes nor no nor an observer."""
    if not isinstance(progress, bool | None) and not all(
        callable(getattr(progress, name, None)) for name in ("rows_done", "epoch_done")
    ):
        raise OptionError(
            f"progress is True, False, or an observer with rows_done and epoch_done, got {shown(progress)}"
        )


def observed(
    progress: bool | Observer, epochs: int, rows: int
) -> AbstractContextManager[Observer | None]:
    """Return who watches a run, and lets go of the screen at its end."""
    if progress is True:
        return ProgressBar(epochs, rows) if somebody_is_looking() else nullcontext()
    return nullcontext(progress or None)


def _short(number: float) -> str:
    for unit, size in (("M", 1e6), ("k", 1e3)):
        if number >= size:
            return f"{number / size:.3g} {unit}"
    return f"{number:.0f}"
