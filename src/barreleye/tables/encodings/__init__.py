"""How the numbers of one column become inputs of a network."""

from ._date_parts import DateParts
from ._encoding_formulas import days_of, limited, on_line, scaled, unscaled, way_through
from ._encodings import Bins, Codes, NumberEncoding, Quantiles, Scaled
from ._learned import encodings_of
from ._restored import encoding_from

__all__ = [
    "Bins",
    "Codes",
    "DateParts",
    "NumberEncoding",
    "Quantiles",
    "Scaled",
    "days_of",
    "encoding_from",
    "encodings_of",
    "limited",
    "on_line",
    "scaled",
    "unscaled",
    "way_through",
]
