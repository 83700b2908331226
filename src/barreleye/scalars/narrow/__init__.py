"""float32 in registers of its own: second forms of bodies, read by the compiler alone.

See :mod:`barreleye.scalars.narrow._narrow_dialect` for what a form is, and what it may say.
"""

from .._compiler import fuses as fuses
from .._compiler import looks_up as looks_up
from ._curve import Curve as Curve
from ._curve import curve_in_parts as curve_in_parts
from ._curve import curve_value as curve_value
from ._exponential import NARROW_END as NARROW_END
from ._exponential import inverse as inverse
from ._exponential import narrow_exp as narrow_exp
from ._exponential import narrow_exp_in_parts as narrow_exp_in_parts
from ._exponential import one_plus as one_plus
from ._narrow_dialect import Parts as Parts
from ._narrow_dialect import WithFallback as WithFallback
from ._narrow_dialect import fast_two_sum as fast_two_sum
from ._narrow_dialect import fused as fused
from ._narrow_dialect import in_parts as in_parts
from ._narrow_dialect import narrow_form as narrow_form
from ._narrow_dialect import narrowed as narrowed
from ._narrow_dialect import outside as outside
from ._narrow_dialect import signed_as as signed_as
from ._narrow_dialect import two_product as two_product
from ._narrow_dialect import two_sum as two_sum
