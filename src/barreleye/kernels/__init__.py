"""Floor 1: loops over arrays that are handed in. Nothing here knows an activation by name."""

from . import _team
from ._affine import affine as affine
from ._affine import affine_gradients as affine_gradients
from ._apply_step import apply_step as apply_step
from ._choice import ENGINES as ENGINES
from ._choice import compiling as compiling
from ._choice import engine as engine
from ._code_address import function as function
from ._compiled import compiled as compiled
from ._compiled import sources as sources
from ._elementwise import map_body as map_body
from ._elementwise import result_dtype as result_dtype
from ._lazy import Lazy as Lazy
from ._map import Map as Map
from ._map import TwoMaps as TwoMaps
from ._memory import Address as Address
from ._memory import Table as Table
from ._memory import TableEntry as TableEntry
from ._memory import read_at as read_at
from ._memory import reads as reads
from ._memory import writes as writes
from ._memory import written_at as written_at
from ._order import shuffled_rows as shuffled_rows
from ._random import dropped as dropped
from ._random import key_of as key_of
from ._random import threshold as threshold
from ._row_kernel import RowKernel as RowKernel
from ._rowwise import RowMap as RowMap
from ._rowwise import check_rows as check_rows
from ._rowwise import contiguous as contiguous
from ._struct import Struct as Struct
from ._system import yield_thread as yield_thread
from ._threads import thread_count as thread_count
from ._threads import without_helpers as without_helpers

team = _team
