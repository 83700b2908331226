"""What holds weights and steps back: penalties on weights, and a bound on the gradient's norm."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .._arguments import one_of, real
from .._text import shown
from ..errors import OptionError
from ..network import Parameters


@dataclass(frozen=True)
class Regularization:
    """What is added to the gradient of the loss, and how long it may be.

    The penalty is P = l1·Σ|w| + l2/2·Σw², over all weights and no biases. Then the gradient of all parameters, if
    its Euclidean norm is above ``clip_norm``, is made as long as that.

    Attributes
    ----------
    l1, l2 : float
    clip_norm : float or None
    objective : str
        What a step makes smaller. ``"mean"``: the mean of weight·loss over the rows of the batch, where the
        weights of all rows have mean 1, plus P; losses are reported without P. ``"batch"``: over the rows of the
        batch (Σ weight·loss + P) / Σ weight, and so it is reported, as in scikit-learn.
    """

    l1: float = 0.0
    l2: float = 0.0
    clip_norm: float | None = None
    objective: str = "mean"

    def __post_init__(self) -> None:
        one_of("objective", self.objective, ("mean", "batch"))
        for name, value in (("l1", self.l1), ("l2", self.l2)):
            if not real(value) >= 0.0:
                raise OptionError(f"{name} is a finite number, 0 or more, got {shown(value)}")
        clip = self.clip_norm
        if clip is not None and not real(clip) > 0.0:
            raise OptionError(f"clip_norm is a number above 0, or None for no bound, got {shown(clip)}")

    @property
    def penalises(self) -> bool:
        """Whether weights cost something."""
        return self.l1 > 0.0 or self.l2 > 0.0

    @property
    def by_batch(self) -> bool:
        """Whether every batch stands alone, with a penalty of its own."""
        return self.objective == "batch"

    def penalty(self, parameters: Parameters) -> float:
        """Return P."""
        total = 0.0
        for window in parameters:
            weights = window.weights.astype(np.float64, copy=False)
            total += 0.5 * self.l2 * float(np.square(weights).sum())
            total += self.l1 * float(np.abs(weights).sum())
        return total

    def apply(self, parameters: Parameters, gradients: Parameters, total: float = 1.0) -> None:
        """Change the gradients in place; P is divided by ``total``, what the rows of the batch count."""
        if self.penalises:
            l1, l2 = self.l1 / total, self.l2 / total
            for window, gradient in zip(parameters, gradients, strict=True):
                pull = l1 * np.sign(window.weights) + l2 * window.weights
                np.add(gradient.weights, pull, out=gradient.weights)
        if self.clip_norm is not None:
            g = gradients.vector
            largest = float(np.abs(g).max(initial=0.0))
            if 0.0 < largest < math.inf:  # scaled by it, no square is too large
                norm = float(np.linalg.norm(g.astype(np.float64) / largest))
                if norm > self.clip_norm / largest:
                    np.multiply(g / largest, self.clip_norm / norm, out=g)


NO_REGULARIZATION = Regularization()
"""None at all."""
