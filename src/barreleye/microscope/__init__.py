"""Analysis of networks with one input: their pieces, and the area of effect of a neuron."""

from ._area import area_of_effect
from ._pieces import Pieces, pieces

__all__ = ["Pieces", "area_of_effect", "pieces"]
