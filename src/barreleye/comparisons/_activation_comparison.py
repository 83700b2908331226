"""What a comparison of activations found."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from .._shown_tables import ShownAsTables, ShownTable
from .._text import counted, listed
from ._paired_test import paired_test

_SURE = 0.05


@dataclass(frozen=True)
class Contender:
    """One activation, trained with several seeds.

    Attributes
    ----------
    name : str
    scores : tuple of float, one per seed
        On rows that were held out: the share of right classes, or R² of numbers; NaN where training diverged.
    losses : tuple of float, one per seed
        The validation loss of the best epoch.
    seconds : tuple of float, one per seed
    epochs : tuple of int or None, one per seed
        After how many epochs the validation loss was at the target; None where it never was.
    dead, saturated : tuple of float, one per seed
        The share of hidden neurons that are dead, or saturated, on the training rows.
    """

    name: str
    scores: tuple[float, ...]
    losses: tuple[float, ...]
    seconds: tuple[float, ...]
    epochs: tuple[int | None, ...]
    dead: tuple[float, ...]
    saturated: tuple[float, ...]

    @property
    def diverged(self) -> int:
        """How many of the trainings diverged."""
        return sum(map(math.isnan, self.scores))

    @property
    def mean(self) -> float:
        """The mean score of the trainings that did not diverge."""
        known = self._known()
        return float(np.mean(known)) if known else math.nan

    @property
    def spread(self) -> float:
        """The standard deviation of these scores over the seeds."""
        known = self._known()
        return float(np.std(known, ddof=1)) if len(known) > 1 else 0.0

    def _known(self) -> list[float]:
        return [score for score in self.scores if not math.isnan(score)]


@dataclass(frozen=True, repr=False)
class ActivationComparison(ShownAsTables):
    """Activations compared on the same rows, with the same seeds.

    Attributes
    ----------
    contenders : tuple of Contender
        The best mean score first; those of which trainings diverged come last.
    score : str
        ``"accuracy"`` or ``"R²"``.
    target_loss : float
        The validation loss to which epochs are counted: half of all trainings reach it.
    """

    contenders: tuple[Contender, ...]
    score: str
    target_loss: float

    @property
    def best(self) -> Contender:
        """The one with the best mean score."""
        return self.contenders[0]

    @property
    def chances(self) -> dict[str, float]:
        """How probable it is by chance that each other one is as much worse than the best as it is.

        Of paired t tests over the seeds, with Holm's correction for the tests of all pairs: which one is the best
        is known only from the same scores. Those of which trainings diverged are not in it.
        """
        whole = [one for one in self.contenders if not one.diverged]
        pairs = [*combinations(range(len(whole)), 2)]
        plain = [paired_test(whole[a].scores, whole[b].scores) for a, b in pairs]
        found, least = dict[str, float](), 0.0
        for rank, k in enumerate(sorted(range(len(pairs)), key=plain.__getitem__)):
            least = max(least, min(1.0, plain[k] * (len(pairs) - rank)))
            if pairs[k][0] == 0:
                found[whole[pairs[k][1]].name] = least
        return {one.name: found[one.name] for one in whole[1:]}

    @property
    def verdict(self) -> str:
        """In words: which are worse than the best beyond the noise of the seeds, if any, and which diverged."""
        lost = [one.name for one in self.contenders if one.diverged]
        if len(lost) == len(self.contenders):
            return "every activation diverged: take a smaller learning rate"
        failed = f"; trainings with {listed(lost)} diverged" if lost else ""
        return self._difference() + failed

    def _difference(self) -> str:
        worse = [name for name, chance in self.chances.items() if chance < _SURE]
        seeds = counted(len(self.best.scores), "seed")
        if not worse:
            return (
                f"no difference beyond seed noise: with {seeds} none is worse than {self.best.name} at the 5 %"
                " level"
            )
        even = [name for name in self.chances if name not in worse]
        beside = f"; no difference beyond seed noise to {listed(even)}" if even else ""
        return f"{self.best.name} is better than {listed(worse)} at the 5 % level ({seeds}){beside}"

    def shown(self) -> Sequence[ShownTable]:
        """Return one table: a row for each activation, and the verdict below."""
        chances = self.chances
        rows = [
            (
                one.name,
                f"{one.mean:.4f} ± {one.spread:.4f}",
                _standing(one, chances),
                _epochs(one),
                f"{np.mean(one.seconds):.2f}",
                f"{np.mean(one.dead):.0%}",
                f"{np.mean(one.saturated):.0%}",
            )
            for one in self.contenders
        ]
        header = (
            "activation",
            f"held-out {self.score}",
            "p",
            "epochs to target",
            "seconds",
            "dead",
            "saturated",
        )
        return [ShownTable(header, rows, range(1, len(header)), "", (self.verdict,))]


def _standing(one: Contender, chances: dict[str, float]) -> str:
    if one.diverged:
        return f"diverged ({one.diverged} of {len(one.scores)})"
    return f"{chances[one.name]:.3f}" if one.name in chances else "best"


def _epochs(one: Contender) -> str:
    reached = [epochs for epochs in one.epochs if epochs is not None]
    if not reached:
        return "never"
    share = "" if len(reached) == len(one.epochs) else f" ({len(reached)} of {len(one.epochs)})"
    return f"{np.mean(reached):.0f}{share}"
