"""What is kept of a layer from an epoch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LayerStatistics:
    """One layer at the end of one epoch.

    Attributes
    ----------
    active : float
        Share of its outputs that are above 0, over its neurons and a sample of the training rows.
    slope : float
        Mean slope of its activation there: how much of a gradient passes. NaN for a row-wise activation.
    weight_norm : float
        Euclidean norm of its weights, biases apart.
    gradient_norm : float
        The same of their gradient in the last step, with penalties and bounds.
    update_ratio : float
        How far the weights moved in the epoch, as a share of their norm before; 0.001 per step is usual.
    """

    active: float
    slope: float
    weight_norm: float
    gradient_norm: float
    update_ratio: float
