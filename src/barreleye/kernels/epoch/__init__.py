"""A whole epoch in machine code: matrix products, passes, gradients and steps, driven by tables."""

from ._batches import BLOCK as BLOCK
from ._batches import ROWS_AT_ONCE as ROWS_AT_ONCE
from ._functions import epoch_address as epoch_address
from ._functions import outputs_address as outputs_address
from ._functions import shape_of as shape_of
from ._functions import step_address as step_address
from ._loop_orders import PACKING as PACKING
from ._tables import ELEMENTWISE as ELEMENTWISE
from ._tables import LAYER as LAYER
from ._tables import PLAIN as PLAIN
from ._tables import PREDICTION as PREDICTION
from ._tables import ROWWISE as ROWWISE
from ._tables import TASK as TASK
from ._tables import THREAD as THREAD
