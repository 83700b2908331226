"""Layers and neurons. A layer is a frozen description, and holds no parameters."""

from ._dense import Dense
from ._dropout import Dropout
from ._layer import Layer, LayerParameters, LayerRecord
from ._neuron import Explanation, Neuron

__all__ = ["Dense", "Dropout", "Explanation", "Layer", "LayerParameters", "LayerRecord", "Neuron"]
