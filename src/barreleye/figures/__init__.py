"""Figures. Each function that draws returns a matplotlib ``Figure``, which it neither shows nor saves.

They need matplotlib (extra ``figures``), and raise MissingExtraError without it; :func:`terminal_plot` does not.
"""

from ._areas import areas_of_effect, curve
from ._layers import layer_activation
from ._matrices import weight_matrices
from ._network_drawing import network
from ._planes import decision_regions, neuron_map, points
from ._results import confusion_matrix, fitted_curve, loss_curve, predicted_against_true
from ._terminal import terminal_plot
from ._theme import as_png, as_svg, require_matplotlib

__all__ = [
    "areas_of_effect",
    "as_png",
    "as_svg",
    "confusion_matrix",
    "curve",
    "decision_regions",
    "fitted_curve",
    "layer_activation",
    "loss_curve",
    "network",
    "neuron_map",
    "points",
    "predicted_against_true",
    "require_matplotlib",
    "terminal_plot",
    "weight_matrices",
]
