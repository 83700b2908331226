"""float32 in registers of its own: second forms of bodies, read by the compiler alone.

See :mod:`barreleye.scalars.narrow._narrow_dialect` for what a form is, and what it may say.
"""

from .._compiler import fuses as fuses
from .._compiler import looks_up as looks_up
from ._curve import Curve as Curve
from ._curve import along as along
from ._curve import along_in_parts as along_in_parts
from ._exponential import NARROW_END as NARROW_END
from ._exponential import inverse as inverse
from ._exponential import one_more as one_more
from ._exponential import power as power
from ._exponential import power_in_parts as power_in_parts
from ._narrow_dialect import Parts as Parts
from ._narrow_dialect import Unless as Unless
from ._narrow_dialect import above_one as above_one
from ._narrow_dialect import fused as fused
from ._narrow_dialect import in_order as in_order
from ._narrow_dialect import in_parts as in_parts
from ._narrow_dialect import narrow_form as narrow_form
from ._narrow_dialect import narrowed as narrowed
from ._narrow_dialect import outside as outside
from ._narrow_dialect import product as product
from ._narrow_dialect import signed_as as signed_as
from ._narrow_dialect import sixth as sixth
from ._narrow_dialect import total as total
