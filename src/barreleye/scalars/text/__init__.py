"""The text reader: bodies in the dialect, written down as C99, JavaScript or Python."""

from ._c_family import JAVASCRIPT as JAVASCRIPT
from ._c_family import C as C
from ._language import Language as Language
from ._language import Parameter as Parameter
from ._language import Types as Types
from ._new_source import LANGUAGES as LANGUAGES
from ._new_source import new_source as new_source
from ._notes import COLUMN as COLUMN
from ._notes import INPUT as INPUT
from ._notes import LENGTH as LENGTH
from ._notes import ROW as ROW
from ._notes import Notes as Notes
from ._notes import Operand as Operand
from ._notes import TracedNumber as TracedNumber
from ._notes import number as number
from ._python import PYTHON as PYTHON
from ._source import Source as Source
from ._written import Written as Written
