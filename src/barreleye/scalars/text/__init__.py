"""The text reader: bodies in the dialect, written down as C99, JavaScript or Python."""

from ._c_family import JAVASCRIPT as JAVASCRIPT
from ._c_family import C as C
from ._language import Language as Language
from ._language import Parameter as Parameter
from ._language import Types as Types
from ._new_source import LANGUAGES as LANGUAGES
from ._new_source import new_source as new_source
from ._python import PYTHON as PYTHON
from ._source import Source as Source
from ._written import Written as Written
