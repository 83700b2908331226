"""Floor 1: loops over arrays that are handed in. Nothing here knows an activation by name."""

from ..scalars import PLACE, WHOLE
from . import _team as team
from ._affine import affine, affine_gradients
from ._choice import ENGINES, compiling, engine
from ._compiled import compiled, sources
from ._dropout import dropped, threshold
from ._elementwise import map_body, result_dtype
from ._lazy import Lazy
from ._map import Map, TwoMaps
from ._memory import Lent, Table, Word, read_at, reads, writes, written_at
from ._permutation import fill_permutation
from ._placed import function
from ._record import Record
from ._row_kernel import RowKernel
from ._rowwise import RowMap, check_rows, contiguous
from ._steps import adagrad, adam, adamw, apply_step, momentum, nadam, nesterov, rmsprop, sgd
from ._system import give_way
from ._threads import thread_count

__all__ = [
    "ENGINES",
    "PLACE",
    "WHOLE",
    "Lazy",
    "Lent",
    "Map",
    "Record",
    "RowKernel",
    "RowMap",
    "Table",
    "TwoMaps",
    "Word",
    "adagrad",
    "adam",
    "adamw",
    "affine",
    "affine_gradients",
    "apply_step",
    "check_rows",
    "compiled",
    "compiling",
    "contiguous",
    "dropped",
    "engine",
    "fill_permutation",
    "function",
    "give_way",
    "map_body",
    "momentum",
    "nadam",
    "nesterov",
    "read_at",
    "reads",
    "result_dtype",
    "rmsprop",
    "sgd",
    "sources",
    "team",
    "thread_count",
    "threshold",
    "writes",
    "written_at",
]
