"""Floor 3: the things a network is made of; frozen descriptions that own no numbers."""

from ._dense import Dense
from ._dropout import Dropout
from ._layer import Layer, LayerParameters, LayerRecord
from ._neuron import Explanation, Neuron

__all__ = ["Dense", "Dropout", "Explanation", "Layer", "LayerParameters", "LayerRecord", "Neuron"]
