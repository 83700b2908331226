"""float32 in registers of its own: second forms of bodies, read by the compiler alone.

See :mod:`barreleye.scalars.narrow._narrow_dialect` for what a form is, and what it may say.
"""

from .._compiler import fuses, looks_up
from ._curve import Curve, along, along_in_parts
from ._exponential import NARROW_END, inverse, one_more, power, power_in_parts
from ._narrow_dialect import (
    Parts,
    Unless,
    above_one,
    fused,
    given_form,
    in_order,
    in_parts,
    narrow_form,
    narrowed,
    outside,
    product,
    signed_as,
    sixth,
    total,
)

__all__ = [
    "NARROW_END",
    "Curve",
    "Parts",
    "Unless",
    "above_one",
    "along",
    "along_in_parts",
    "fused",
    "fuses",
    "given_form",
    "in_order",
    "in_parts",
    "inverse",
    "looks_up",
    "narrow_form",
    "narrowed",
    "one_more",
    "outside",
    "power",
    "power_in_parts",
    "product",
    "signed_as",
    "sixth",
    "total",
]
