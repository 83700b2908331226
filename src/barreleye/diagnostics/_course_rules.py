"""Rules about the course of a training: its losses, and how far the weights moved."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .._arrays import Array
from ..training import History
from ._finding import Finding
from ._signal_rules import first_loss_findings

_LEAST = 10  # epochs, before which a course says little
_RAISED, _LOST, _MUCH = 1.3, 1.5, 0.3  # times the loss before, the least loss, that of guessing
_FALLS, _STRAIGHT, _LEFT = (
    0.95,
    0.2,
    0.6,
)  # of epochs, of the first quarter's gain, of the loss of guessing
_WORSE, _EARLY = 1.15, 0.75  # times the least validation loss; part of the epochs
_GUESSING, _STILL = 0.95, 0.01  # of the loss of guessing; relative change
_LARGE_STEP, _SMALL_STEP = 1.0, 1e-6  # in an epoch, of the size of the weights


def course_findings(
    history: History, before: float | None, guess: float, blind: float
) -> Iterator[Finding]:
    """Yield what a history shows.

    Parameters
    ----------
    history : History
    before : float or None
        The loss before training, if the history has those weights.
    guess, blind : float
        The loss of who guesses; and if the shares of the classes are not known, as before training.
    """
    loss, validated = np.array(history.loss), np.array(history.val_loss)
    if history.stopped == "diverged" or (len(loss) and not np.isfinite(loss).all()):
        yield Finding("BE012", "the loss became infinite or NaN", {"epochs": float(len(loss))})
        return
    if before is not None and len(loss) and loss[0] <= _RAISED * before:
        yield from first_loss_findings(before, blind)
    elif before is None and len(loss):
        yield from first_loss_findings(float(loss[0]), blind)
    if len(loss) < _LEAST:
        return
    wild = list(_too_high(loss, before, guess))
    yield from wild
    stuck = list(_learns_nothing(loss, guess))
    yield from stuck
    if not wild and not stuck:
        yield from _too_low(loss, guess)
    if (
        len(validated) == len(loss) and history.best_epoch is None
    ):  # else the weights are those of the best epoch
        yield from _overfitting(loss, validated)
    yield from _steps(history)


def _too_high(loss: Array, before: float | None, guess: float) -> Iterator[Finding]:
    """Yield whether the first steps raised the loss, or the later ones lost again what had been reached."""
    late = float(np.median(loss[-max(2, len(loss) // 10) :]))
    if before is not None and loss[0] > _RAISED * before:
        said = f"{before:.4g} before training, {loss[0]:.4g} on average in the first epoch"
        yield Finding("BE012", said, {"before": before, "first": float(loss[0])})
    elif late > _LOST * loss.min() and late > _MUCH * guess and loss.argmin() < _EARLY * len(loss):
        said = f"{loss.min():.4g} after epoch {loss.argmin()}, and {late:.4g} at the end"
        yield Finding("BE012", said, {"least": float(loss.min()), "end": late})


def _learns_nothing(loss: Array, guess: float) -> Iterator[Finding]:
    third = loss[-max(2, len(loss) // 3) :]
    gain = float(1.0 - third[-1] / third[0]) if third[0] > 0 else 0.0
    if guess > 0.0 and third.min() > _GUESSING * guess and abs(gain) < _STILL:
        said = f"{loss[-1]:.4g} at the end, {guess:.4g} for guessing; it changed by {-gain:+.2%} in the last third"
        yield Finding("BE015", said, {"loss": float(loss[-1]), "guessing": guess, "gain": gain})


def _too_low(loss: Array, guess: float) -> Iterator[Finding]:
    """The loss falls in nearly every epoch, hardly slower at the end than at the start, and is still large."""
    falls = float((np.diff(loss) < 0.0).mean())
    quarter = max(2, len(loss) // 4)
    first, last = loss[0] - loss[quarter - 1], loss[-quarter] - loss[-1]
    left = float(loss[-1] / max(guess, 1e-300))
    if falls > _FALLS and first > 0.0 and last > _STRAIGHT * first and left > _LEFT:
        said = f"it fell in {falls:.0%} of the epochs, and is still {left:.0%} of that of guessing"
        yield Finding("BE013", said, {"falls": falls, "left": left})


def _overfitting(loss: Array, validated: Array) -> Iterator[Finding]:
    best = int(validated.argmin())
    if best == len(validated) - 1 or validated[best] <= 0.0:
        return
    late = float(np.median(validated[-max(1, len(validated) // 10) :]))
    rise = late / float(validated[best])
    if rise > _WORSE and best < _EARLY * len(validated) and loss[-1] < loss[best]:
        said = (
            f"the validation loss was {validated[best]:.4g} after epoch {best} and is {late:.4g} now; the training"
            f" loss fell from {loss[best]:.4g} to {loss[-1]:.4g}"
        )
        yield Finding(
            "BE014", said, {"best": float(validated[best]), "now": late, "rise": rise}, since=best
        )


def _steps(history: History) -> Iterator[Finding]:
    """Of a history with statistics of layers: how far the weights moved in an epoch."""
    layers = history.layers
    if not layers:
        return
    name, ratio = max(
        ((name, float(np.median(one["update_ratio"]))) for name, one in layers.items()),
        key=lambda one: one[1],
    )
    if ratio > _LARGE_STEP:
        said = f"the weights of {name} change by {ratio:.1%} of their size in an epoch"
        yield Finding("BE008", said, {"ratio": ratio}, name)
    elif ratio < _SMALL_STEP:
        said = f"the weights of no layer change by more than {ratio:.1e} of their size in an epoch"
        yield Finding("BE008", said, {"ratio": ratio})
