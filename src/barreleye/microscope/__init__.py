"""Floor 5: looks at a network and never touches it."""

from ._area import area_of_effect
from ._pieces import Pieces, pieces

__all__ = ["Pieces", "area_of_effect", "pieces"]
