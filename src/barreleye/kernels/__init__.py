"""Floor 1: loops over arrays that are handed in. Nothing here knows an activation by name."""

from ..scalars import INT64, POINTER
from . import _team as team
from ._affine import affine, affine_gradients
from ._apply_step import apply_step
from ._choice import ENGINES, compiling, engine
from ._compiled import compiled, sources
from ._elementwise import map_body, result_dtype
from ._lazy import Lazy
from ._map import Map, TwoMaps
from ._memory import Lent, Table, Word, read_at, reads, writes, written_at
from ._order import shuffled_rows
from ._placed import function
from ._random import dropped, key_of, threshold
from ._row_kernel import RowKernel
from ._rowwise import RowMap, check_rows, contiguous
from ._struct import Struct
from ._system import yield_thread
from ._threads import thread_count

__all__ = [
    "ENGINES",
    "INT64",
    "POINTER",
    "Lazy",
    "Lent",
    "Map",
    "RowKernel",
    "RowMap",
    "Struct",
    "Table",
    "TwoMaps",
    "Word",
    "affine",
    "affine_gradients",
    "apply_step",
    "check_rows",
    "compiled",
    "compiling",
    "contiguous",
    "dropped",
    "engine",
    "function",
    "key_of",
    "map_body",
    "read_at",
    "reads",
    "result_dtype",
    "shuffled_rows",
    "sources",
    "team",
    "thread_count",
    "threshold",
    "writes",
    "written_at",
    "yield_thread",
]
