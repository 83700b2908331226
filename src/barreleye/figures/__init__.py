"""Figures. Each function that draws returns a matplotlib ``Figure``, which it neither shows nor saves.

They need matplotlib (extra ``figures``), and raise MissingExtraError without it; :func:`terminal_plot` does not.
"""

from ._activation_graphs import activation, activations
from ._answer_map import answer_map
from ._areas import areas_of_effect, curve
from ._calibration import calibration
from ._column_pictures import effect, importance
from ._comparison_picture import activation_comparison
from ._confidences import confidences
from ._epochs import health_map, layer_statistics
from ._layers import layer_activation
from ._matrices import weight_matrices
from ._network_drawing import network
from ._neuron_drawing import neuron
from ._overflow import overflow
from ._overview import neuron_outputs, overview
from ._planes import decision_regions, linear_regions, neuron_map, points
from ._rendered import as_png, as_svg, require_matplotlib
from ._results import confusion_matrix, fitted_curve, loss_curve, predicted_against_true
from ._statistics import active_shares, gradients, histograms
from ._terminal import terminal_plot
from ._theme import theme

__all__ = [
    "activation",
    "activation_comparison",
    "activations",
    "active_shares",
    "answer_map",
    "areas_of_effect",
    "as_png",
    "as_svg",
    "calibration",
    "confidences",
    "confusion_matrix",
    "curve",
    "decision_regions",
    "effect",
    "fitted_curve",
    "gradients",
    "health_map",
    "histograms",
    "importance",
    "layer_activation",
    "layer_statistics",
    "linear_regions",
    "loss_curve",
    "network",
    "neuron",
    "neuron_map",
    "neuron_outputs",
    "overflow",
    "overview",
    "points",
    "predicted_against_true",
    "require_matplotlib",
    "terminal_plot",
    "theme",
    "weight_matrices",
]
