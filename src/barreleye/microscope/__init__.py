"""What a network does, seen exactly: its curve or its regions, and where the output depends on a neuron."""

from ._area import area_of_effect
from ._exact_curve import Curve, exact_curve
from ._pieces import Pieces, pieces
from ._regions import Regions, linear_regions

__all__ = ["Curve", "Pieces", "Regions", "area_of_effect", "exact_curve", "linear_regions", "pieces"]
