"""float32 in registers of its own: second forms of bodies, read by the compiler alone.

See :mod:`barreleye.scalars.narrow._narrow_dialect` for what a form is, and what it may say.
"""

from .._compiler import fuses, looks_up
from ._along import narrow_arctan, narrow_cos, narrow_sin, narrow_tanh
from ._bells import (
    narrow_celu,
    narrow_celu_slope,
    narrow_elu,
    narrow_elu_slope,
    narrow_gaussian,
    narrow_gaussian_slope,
    narrow_selu,
    narrow_selu_slope,
)
from ._exponential import narrow_sigmoid, narrow_sigmoid_slope, narrow_silu
from ._gate_tables import narrow_gelu, narrow_gelu_slope
from ._narrow_dialect import (
    Unless,
    above_one,
    fused,
    given_form,
    in_parts,
    narrow_form,
    narrowed,
    outside,
    signed_as,
    sixth,
)

__all__ = [
    "Unless",
    "above_one",
    "fused",
    "fuses",
    "given_form",
    "in_parts",
    "looks_up",
    "narrow_arctan",
    "narrow_celu",
    "narrow_celu_slope",
    "narrow_cos",
    "narrow_elu",
    "narrow_elu_slope",
    "narrow_form",
    "narrow_gaussian",
    "narrow_gaussian_slope",
    "narrow_gelu",
    "narrow_gelu_slope",
    "narrow_selu",
    "narrow_selu_slope",
    "narrow_sigmoid",
    "narrow_sigmoid_slope",
    "narrow_silu",
    "narrow_sin",
    "narrow_tanh",
    "narrowed",
    "outside",
    "signed_as",
    "sixth",
]
