"""Floor 1: loops over arrays that are handed in. Nothing here knows an activation by name."""

from ._affine import affine, affine_gradients
from ._choice import ENGINES, compiling, engine
from ._compiled import Kernel, compiled, sources
from ._elementwise import as_numbers, map_body, result_dtype
from ._map import Map, TwoMaps
from ._rowwise import log_softmax_rows, log_softmax_vjp, map_rows, softmax_rows, softmax_vjp
from ._steps import adam, momentum, sgd

__all__ = [
    "ENGINES",
    "Kernel",
    "Map",
    "TwoMaps",
    "adam",
    "affine",
    "affine_gradients",
    "as_numbers",
    "compiled",
    "compiling",
    "engine",
    "log_softmax_rows",
    "log_softmax_vjp",
    "map_body",
    "map_rows",
    "momentum",
    "result_dtype",
    "sgd",
    "softmax_rows",
    "softmax_vjp",
    "sources",
]
