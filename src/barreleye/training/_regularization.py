"""What holds weights and steps back: penalties on weights, and a bound on the gradient's norm."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .._arguments import real, shown
from ..errors import OptionError
from ..network import Parameters


@dataclass(frozen=True)
class Regularization:
    """What is added to the gradient of the loss, and how long it may be.

    The mean loss gets the penalty l1·Σ|w| + l2/2·Σw², over all weights and no biases; losses are reported
    without it. Then the gradient of all parameters, if its Euclidean norm is above ``clip_norm``, is made as
    long as that.

    Attributes
    ----------
    l1, l2 : float
    clip_norm : float or None
    """

    l1: float = 0.0
    l2: float = 0.0
    clip_norm: float | None = None

    def __post_init__(self) -> None:
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

    def apply(self, parameters: Parameters, gradients: Parameters) -> None:
        """Change the gradients in place."""
        if self.penalises:
            for window, gradient in zip(parameters, gradients, strict=True):
                pull = self.l1 * np.sign(window.weights) + self.l2 * window.weights
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
