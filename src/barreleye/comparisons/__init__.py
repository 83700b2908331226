"""Which activation? Trainings with several, side by side, and whether the differences are more than chance."""

from ._activation_comparison import ActivationComparison, Contender
from ._compare_activations import compare_activations
from ._paired_test import paired_test

__all__ = ["ActivationComparison", "Contender", "compare_activations", "paired_test"]
