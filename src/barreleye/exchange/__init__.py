"""Networks of other libraries, taken over with their weights."""

from ._from_keras import from_keras
from ._from_onnx import from_onnx
from ._from_sklearn import from_sklearn
from ._from_torch import from_torch

__all__ = ["from_keras", "from_onnx", "from_sklearn", "from_torch"]
